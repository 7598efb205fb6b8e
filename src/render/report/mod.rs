//! Everything together: one page that needs nothing but itself.
//!
//! No script, no network, no fonts of its own; it reads on a phone, in the dark, on paper and
//! with a screen reader. A section a file; each shows one result and says how many customers,
//! visits or answers every number rests on. What was not looked at is said, not left out.

mod called;
mod conformance;
mod discovered;
mod follows;
mod funnel;
mod gaps;
mod groups;
mod head;
mod links;
mod patterns;
mod people;
mod rhythm;
mod scores;
mod stages;
mod steps;
mod times;
mod touchpoints;
mod ways;
mod work;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{
    Heading, Known, MapOptions, ReportOptions,
    facts::Facts,
    map,
    text::{Clean, bdi},
    theme,
    words::Words,
};

/// Writes a report on a journey as one self-contained HTML page.
///
/// It holds the key numbers, the [map](super::map_svg), conversion and drop-off per stage, the
/// gaps, satisfaction, every touchpoint, how customers went, what they did again and later, how
/// long it took them, who follows the map, the links, the map that the events suggest, when they
/// come, what was looked for, what two groups of them do differently, personas and goals, pain
/// points with their actions, and open notes. Long lists are folded, and say how many rows they
/// have. What is not known has no section; the head of the page says so.
///
/// # Complexity
/// Linear in the map and the results, apart from sorting links.
///
/// # Example
/// ```
/// use cesta::{journey::{Journey, spec::{Stage, Touchpoint}}, render::{Known, ReportOptions, report_html}};
///
/// let journey = Journey::builder("bakery")
///     .stage(Stage::new("buy").touchpoint(Touchpoint::new("counter").label("The <counter>")))
///     .build()?;
/// let page = report_html(&Known::new(&journey), &ReportOptions::default());
/// assert!(page.contains("The &lt;counter&gt;"));
/// # Ok::<(), cesta::journey::InvalidJourney>(())
/// ```
pub fn report_html(known: &Known<'_>, options: &ReportOptions) -> String {
    let facts = Facts::new(known);
    let words = options.language.words(known.unit);
    let title = options.title.as_deref().unwrap_or(known.journey.name());
    let sections = sections(&facts, words, options);
    let page = html! {
        (DOCTYPE)
        html.cesta lang=(options.language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (Clean(title)) " · " (words.report) }
                style { (PreEscaped(theme::TOKENS)) (PreEscaped(theme::PAGE)) }
            }
            body {
                a.skip href="#main" { (words.skip) }
                (head::draw(&facts, words, options))
                nav aria-label=(words.contents) {
                    ul {
                        @for section in &sections {
                            li { a href=(format!("#{}", section.id)) { (section.title) } }
                        }
                    }
                }
                main id="main" {
                    @for section in &sections {
                        section id=(section.id) aria-labelledby=(format!("{}-title", section.id)) {
                            h2 id=(format!("{}-title", section.id)) { (section.title) }
                            @if let Some(lead) = section.lead { p.lead { (lead) } }
                            (section.body)
                        }
                    }
                }
                footer {
                    p { (words.about_intervals) }
                    p { (words.about_dashes) }
                    p { (words.made_with) @if let Some(date) = &options.date { " · " (bdi(date)) } }
                }
            }
        }
    };
    page.into_string()
}

/// A part of the page.
struct Section {
    id: &'static str,
    title: &'static str,
    lead: Option<&'static str>,
    body: Markup,
}

/// The sections, in the order of an analyst's questions: what the journey is, where customers are
/// lost, what is wrong; then how they go, in detail; then whom it is for and what is done.
///
/// One that would say nothing is not there; [`head`] says what was not looked at.
fn sections(facts: &Facts<'_>, words: &'static Words, options: &ReportOptions) -> Vec<Section> {
    let known = facts.known;
    let section = |id, title, lead, body| Section {
        id,
        title,
        lead,
        body,
    };
    let led = |id, title, lead, body| section(id, title, Some(lead), body);
    [
        Some(section(
            "map",
            words.map_title,
            None,
            figure(facts, words, options),
        )),
        known.overlay.map(|it| {
            let body = stages::draw(facts, words, it);
            led("stages", words.stages_title, words.stages_lead, body)
        }),
        known.funnel.map(|it| {
            let body = funnel::draw(facts, it, words, options);
            led("funnel", words.funnel_title, words.funnel_lead, body)
        }),
        known.gaps.map(|it| {
            let body = gaps::draw(facts, words, it);
            led("gaps", words.gaps_title, words.gaps_lead, body)
        }),
        scores::draw(facts, words)
            .map(|body| section("satisfaction", words.satisfaction_title, None, body)),
        (facts.journey().touchpoints().len() > 0).then(|| {
            let (title, lead) = (words.touchpoints_title, words.touchpoints_lead);
            led("touchpoints", title, lead, touchpoints::draw(facts, words))
        }),
        known.steps.map(|it| {
            let body = steps::draw(facts, it, words, options);
            led("steps", words.sankey_title, words.steps_lead, body)
        }),
        ways::draw(facts, words, options).map(|body| section("ways", words.ways_title, None, body)),
        follows::draw(facts, words).map(|body| section("follows", words.follows_title, None, body)),
        times::draw(facts, words)
            .map(|body| led("times", words.times_title, words.times_lead, body)),
        known.alignment.map(|it| {
            let (title, lead) = (words.conformance_title, words.conformance_lead);
            let body = conformance::draw(facts, words, it);
            led("conformance", title, lead, body)
        }),
        known.overlay.map(|it| {
            let body = links::draw(facts, words, it);
            led("links", words.links_section, words.links_lead, body)
        }),
        known.discovery.map(|it| {
            let body = discovered::draw(facts, words, options, it);
            section("discovered", words.discovered_title, None, body)
        }),
        known.rhythm.map(|it| {
            let body = rhythm::draw(facts, it, words, options);
            led("rhythm", words.rhythm_title, words.rhythm_lead, body)
        }),
        (!known.patterns.is_empty()).then(|| {
            let body = patterns::draw(words, known.patterns);
            led("patterns", words.patterns_title, words.patterns_lead, body)
        }),
        known.groups.map(|it| {
            let body = groups::draw(facts, words, it);
            section("groups", words.groups_compared, None, body)
        }),
        people::draw(facts, words).map(|body| section("people", words.people_title, None, body)),
        work::draw(facts, words).map(|body| section("work", words.work_title, None, body)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A sentence that says what is not there.
fn absent(text: &str) -> Markup {
    html! { p.absent { (text) } }
}

/// A picture in a frame that scrolls sideways: a region that must be reachable by keyboard.
fn picture(label: &str, drawing: &Markup, hint: &str) -> Markup {
    html! {
        figure.map {
            div.scroll role="region" tabindex="0" aria-label=(label) { (drawing) }
            @if !hint.is_empty() { figcaption { (hint) } }
        }
    }
}

fn figure(facts: &Facts<'_>, words: &Words, options: &ReportOptions) -> Markup {
    let options = MapOptions {
        title: options.title.clone(),
        heading: Heading::Hidden,
        language: options.language,
        ..MapOptions::default()
    };
    picture(words.map_title, &map::draw(facts, &options), words.map_hint)
}

/// A table in a frame that scrolls sideways where the screen is narrow.
fn table(caption: &str, class: &str, head: &Markup, body: &Markup) -> Markup {
    html! {
        div.scroll role="region" tabindex="0" aria-label=(Clean(caption)) {
            table class=(class) {
                caption { (Clean(caption)) }
                thead { (head) }
                (body)
            }
        }
    }
}

/// How many rows a list shows unfolded, and how many at all.
const OPEN: usize = 10;
const MOST: usize = 400;

/// A table of which the first rows are open, the others folded; what is left out is said.
fn folded(
    words: &Words,
    caption: &str,
    class: &str,
    head: &Markup,
    rows: &mut dyn ExactSizeIterator<Item = Markup>,
) -> Markup {
    let rest = rows.len().saturating_sub(OPEN);
    let mut body = |most| html! { tbody { @for row in (&mut *rows).take(most) { (row) } } };
    html! {
        (table(caption, class, head, &body(OPEN)))
        @if rest > 0 {
            details {
                summary { (words.more.of(rest)) }
                (table(caption, class, head, &body(MOST)))
                @if rest > MOST { p.absent { (words.more.of(rest - MOST)) " " (words.not_listed) } }
            }
        }
    }
}

/// A sentence of an analysis that quotes names: “so”. The names are isolated and set apart.
fn quoted(text: &str) -> Markup {
    html! {
        @for part in text.split_inclusive('”') {
            @match part.split_once('“') {
                Some((before, name)) => {
                    @let (name, closing) = name.strip_suffix('”').map_or((name, ""), |name| (name, "”"));
                    (Clean(before)) "“" b { (bdi(name)) } (closing)
                }
                None => (Clean(part)),
            }
        }
    }
}
