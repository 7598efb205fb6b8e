//! What the report is about, and its key numbers.

use maud::{Markup, html};

use crate::{
    flow::{Overlay, align::Alignment},
    gap::GapReport,
    journey::Measure,
    render::{PassedOver, ReportOptions, facts::Facts, numbers, text::bdi, words::Words},
    satisfaction::Score,
};

pub(super) fn draw(facts: &Facts<'_>, words: &Words, options: &ReportOptions) -> Markup {
    let journey = facts.journey();
    let title = options.title.as_deref().unwrap_or(journey.name());
    html! {
        header {
            p.eyebrow {
                (words.report) " · " (words.state(journey.state()))
                @if let Some(kind) = journey.kind() { " · " (bdi(words.kind(kind))) }
                @if let Some(revision) = journey.revision() { " · " (words.revision) " " (bdi(revision)) }
            }
            h1 { (bdi(title)) }
            @if let Some(description) = journey.description() { p.description { (bdi(description)) } }
            (given(facts, words, options.date.as_deref()))
            (passed_over(facts, words))
            (tiles(facts, words))
            (not_known(facts, words))
        }
    }
}

/// What the report rests on.
fn given(facts: &Facts<'_>, words: &Words, date: Option<&str>) -> Markup {
    let journey = facts.journey();
    let mut facts_line = vec![
        words.stages.of(journey.stages().len()),
        words.touchpoints.of(journey.touchpoints().len()),
    ];
    if let Some(overlay) = facts.known.overlay {
        facts_line.push(words.customers.of_u32(overlay.customers));
        facts_line.push(words.events.of_u32(overlay.events));
        facts_line.extend(period(words, overlay));
    }
    if let Some(satisfaction) = facts.known.satisfaction {
        facts_line.push(words.respondents.of_u32(satisfaction.respondents));
    }
    html! {
        ul.given {
            @for fact in &facts_line { li { (fact) } }
            @if let Some(owner) = journey.owner() { li { (words.owner) " " (bdi(owner)) } }
            @if let Some(date) = date { li { (words.as_of) " " (bdi(date)) } }
        }
    }
}

fn period(words: &Words, overlay: &Overlay) -> Option<String> {
    let (from, to) = (
        words.date(overlay.first_time?)?,
        words.date(overlay.last_time?)?,
    );
    Some(if from == to {
        from
    } else {
        format!("{from} – {to}")
    })
}

/// What there is no section about.
fn not_known(facts: &Facts<'_>, words: &Words) -> Markup {
    let (journey, known) = (facts.journey(), facts.known);
    let no_pains = journey.stages().all(|stage| {
        let mut touchpoints = stage.touchpoints();
        stage.pain_points.is_empty() && touchpoints.all(|it| it.pain_points.is_empty())
    });
    let sentences = [
        (journey.touchpoints().len() == 0, words.no_touchpoints),
        (known.overlay.is_none(), words.no_events),
        (known.satisfaction.is_none(), words.no_answers),
        (known.gaps.is_none(), words.gaps_not_looked),
        (journey.goals().is_empty(), words.no_goals),
        (journey.personas().is_empty(), words.no_personas),
        (no_pains, words.no_pains),
    ];
    let said = sentences.into_iter().filter(|(said, _)| *said);
    let said: Vec<&str> = said.map(|(_, sentence)| sentence).collect();
    html! { @if !said.is_empty() { p.absent.unknown { (said.join(" ")) } } }
}

/// What the numbers are without.
fn passed_over(facts: &Facts<'_>, words: &Words) -> Markup {
    let PassedOver { rows, cells } = facts.known.passed_over;
    let counts = [(rows, &words.rows), (cells, &words.cells)];
    let counts = counts.into_iter().filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts.map(|(count, noun)| noun.of_u32(count)).collect();
    html! {
        @if !counts.is_empty() { p.absent { (words.passed_over) " " (counts.join(", ")) "." } }
    }
}

/// The key numbers.
fn tiles(facts: &Facts<'_>, words: &Words) -> Markup {
    html! {
        ul.tiles aria-label=(words.key_numbers) {
            @if let Some(overlay) = facts.known.overlay {
                (conversion(words, overlay))
                (worst_stage(facts, words, overlay))
            }
            @if let Some(alignment) = facts.known.alignment { (followers(words, alignment)) }
            @if let Some(overlay) = facts.known.overlay { (off_the_map(words, overlay)) }
            @if let Some(satisfaction) = facts.known.satisfaction {
                @for score in satisfaction.overall.iter().take(3) { (overall(facts, words, score)) }
            }
            @if let Some(measure) = facts.measure() { (least_liked(facts, words, measure)) }
            @if let Some(gaps) = facts.known.gaps { (gap_tile(words, gaps)) }
        }
    }
}

fn tile(name: &Markup, value: &Markup, basis: &Markup) -> Markup {
    html! {
        li.tile {
            p.tile-name { (name) }
            p.tile-value { (value) }
            p.tile-basis { (basis) }
        }
    }
}

fn conversion(words: &Words, overlay: &Overlay) -> Markup {
    let share = &overlay.conversion;
    tile(
        &html! { (words.conversion) },
        &html! {
            @match share.value {
                Some(value) => (numbers::percent(value)),
                None => (numbers::missing(words.nobody_seen)),
            }
        },
        &html! {
            (numbers::count(share.count)) " " (words.out_of) " " (words.customers.of_u32(share.n))
            @if let Some(interval) = share.interval { br; (numbers::confidence(interval)) " " (words.interval) " " (numbers::percent_range(interval)) }
        },
    )
}

/// The stage where the largest part of its customers is lost.
fn worst_stage(facts: &Facts<'_>, words: &Words, overlay: &Overlay) -> Markup {
    let lost = overlay
        .stages
        .iter()
        .filter_map(|flow| Some((flow, flow.dropped_off.value?)))
        .reduce(|worst, other| if other.1 > worst.1 { other } else { worst });
    let Some((flow, value)) = lost else {
        return html! {};
    };
    let stage = facts.journey().stage(flow.stage.as_str());
    let name = stage.map_or(flow.stage.as_str(), |it| it.name());
    tile(
        &html! { (words.largest_loss) },
        &html! { (numbers::percent(value)) },
        &html! {
            (bdi(name)) br;
            (numbers::count(flow.dropped_off.count)) " " (words.out_of) " "
            (words.customers.of_u32(flow.dropped_off.n))
            @if let Some(interval) = numbers::share_interval(&flow.dropped_off) { " (" (interval) ")" }
        },
    )
}

/// Who follows the map, and how far the others do.
fn followers(words: &Words, alignment: &Alignment) -> Markup {
    let fits = &alignment.fits;
    tile(
        &html! { (words.follow_the_map) },
        &html! {
            @match fits.value {
                Some(value) => (numbers::percent(value)),
                None => (numbers::missing(words.nobody_seen)),
            }
        },
        &html! {
            (numbers::count(fits.count)) " " (words.out_of) " " (words.customers.of_u32(fits.n))
            @if let Some(fitness) = alignment.fitness { br; (words.fitness) " " (numbers::percent(fitness)) }
        },
    )
}

/// How many events the map does not know, where it does not know all of them.
fn off_the_map(words: &Words, overlay: &Overlay) -> Markup {
    let unknown = overlay.events.saturating_sub(overlay.mapped_events);
    if unknown == 0 {
        return html! {};
    }
    tile(
        &html! { (words.on_the_map) },
        &html! { (numbers::count(overlay.mapped_events)) },
        &html! {
            (words.out_of) " " (words.events.of_u32(overlay.events)) br;
            (numbers::count(unknown)) " " (words.unknown_to_the_map)
        },
    )
}

fn overall(facts: &Facts<'_>, words: &Words, score: &Score) -> Markup {
    let measure = facts.journey().measure(score.measure.as_str());
    tile(
        &html! {
            @match measure {
                Some(measure) => (bdi(measure.name())),
                None => (bdi(score.measure.as_str())),
            }
            " " (words.overall)
        },
        &super::scores::value(words, measure, score.value),
        &html! {
            "n " (numbers::count(score.n))
            @if let (Some(measure), Some(interval)) = (measure, &score.interval) {
                br; (numbers::confidence(*interval)) " " (words.interval) " " (super::scores::range(measure, interval.low, interval.high))
            }
        },
    )
}

/// The touchpoint with the lowest score, the first of several.
fn least_liked(facts: &Facts<'_>, words: &Words, measure: &Measure) -> Markup {
    let scored = facts.journey().touchpoints().filter_map(|touchpoint| {
        let reading = facts.reading(touchpoint, measure.id.as_str())?;
        Some((touchpoint, reading, measure.normalised(reading.value)))
    });
    let lowest = scored.reduce(|low, other| if other.2 < low.2 { other } else { low });
    let Some((touchpoint, reading, _)) = lowest else {
        return html! {};
    };
    tile(
        &html! { (words.least_liked) },
        &html! { (numbers::score(measure, reading.value)) },
        &html! {
            (bdi(touchpoint.name())) br;
            (bdi(measure.name()))
            @if let Some((low, high)) = reading.ends { " (" (super::scores::range(measure, low, high)) ")" }
            @if let Some(n) = reading.n { " · n\u{a0}" (numbers::count(n)) }
        },
    )
}

fn gap_tile(words: &Words, gaps: &GapReport) -> Markup {
    let counts = &gaps.counts;
    let [error, warning, info] = &words.level_nouns;
    tile(
        &html! { (words.gaps_title) },
        &html! { (numbers::len(gaps.findings.len())) },
        &html! {
            (error.of_u32(counts.deny)) br;
            (warning.of_u32(counts.warn)) " · " (info.of_u32(counts.info))
        },
    )
}
