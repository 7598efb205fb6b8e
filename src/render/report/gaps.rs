//! The gaps, the most serious first, each with its numbers and how to close it.

use maud::{Markup, html};

use crate::{
    gap::{Finding, GapReport, Number, Place},
    journey::spec::Level,
    render::{
        facts::Facts,
        numbers,
        text::{Clean, bdi},
        words::Words,
    },
};

pub(super) fn draw(facts: &Facts<'_>, words: &Words, gaps: &GapReport) -> Markup {
    let levels = [
        (Level::Deny, "deny", 0),
        (Level::Warn, "warn", 1),
        (Level::Info, "info", 2),
    ];
    html! {
        @if gaps.findings.is_empty() { (super::absent(words.no_gaps)) }
        @for (level, class, place) in levels {
            @let found: Vec<&Finding> = gaps.findings.iter().filter(|it| it.level == level).collect();
            @if !found.is_empty() {
                h3 { (shape(class)) (words.level_nouns.get(place).map_or_else(String::new, |it| it.of(found.len()))) }
                (list(facts, words, class, &found))
            }
        }
        @if !gaps.not_run.is_empty() {
            p.soft {
                (words.rules_not_run)
                @for (place, rule) in gaps.not_run.iter().enumerate() {
                    @if place > 0 { ";" }
                    " " b { (rule.rule) } ", " (rule.missing.to_string())
                }
                "."
            }
        }
    }
}

fn list(facts: &Facts<'_>, words: &Words, class: &str, found: &[&Finding]) -> Markup {
    let (open, rest) = found.split_at(found.len().min(super::OPEN * 2));
    let items = |found: &[&Finding]| {
        html! {
            ol.findings {
                @for finding in found { (item(facts, words, class, finding)) }
            }
        }
    };
    html! {
        (items(open))
        @if !rest.is_empty() {
            details.rest {
                summary { (words.more.of(rest.len())) }
                (items(rest.get(..super::MOST).unwrap_or(rest)))
                @if rest.len() > super::MOST {
                    p.absent { (words.more.of(rest.len() - super::MOST)) " " (words.not_listed) }
                }
            }
        }
    }
}

fn item(facts: &Facts<'_>, words: &Words, class: &str, finding: &Finding) -> Markup {
    html! {
        li {
            (shape(class))
            div.found {
                p.rule { (place(facts, words, &finding.place)) }
                p.message { (super::quoted(&finding.message)) }
                @if !finding.hint.is_empty() { p.hint { (super::quoted(&finding.hint)) } }
            }
            div.basis-of {
                p.rule { b { (finding.rule) } " " (finding.name) }
                @if !finding.numbers.is_empty() {
                    ul.numbers {
                        @for number in &finding.numbers {
                            li { (spaced(&number.name)) " " b { (value(facts, number)) } }
                        }
                    }
                }
            }
        }
    }
}

/// A number in its unit; the unit may be a measure of the map.
fn value(facts: &Facts<'_>, number: &Number) -> Markup {
    let unit = number.unit.as_deref();
    html! {
        @match (unit, unit.and_then(|it| facts.journey().measure(it))) {
            (_, Some(measure)) => (numbers::score(measure, number.value)),
            (Some("s"), _) => (numbers::duration(number.value * 1000.0)),
            (Some("ms"), _) => (numbers::duration(number.value)),
            (Some(unit), _) => { (numbers::plain(number.value)) (numbers::THIN) (Clean(unit)) }
            (None, _) => (numbers::plain(number.value)),
        }
    }
}

/// A number's name as people write it: `intervalEnd` is an interval end.
fn spaced(name: &str) -> String {
    let mut spaced = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            spaced.push(' ');
        }
        spaced.push(letter.to_ascii_lowercase());
    }
    spaced
}

/// Where a finding is, by the names on the map.
fn place(facts: &Facts<'_>, words: &Words, place: &Place) -> Markup {
    let journey = facts.journey();
    let touchpoint = |id: &str| bdi(journey.touchpoint(id).map_or(id, |it| it.name()));
    html! {
        @match place {
            Place::Journey => (words.whole_journey),
            Place::Stage { stage } => {
                (words.stage) " " (bdi(journey.stage(stage.as_str()).map_or(stage.as_str(), |it| it.name())))
            }
            Place::Touchpoint { touchpoint: id } => (touchpoint(id.as_str())),
            Place::Transition { from, to } => { (touchpoint(from.as_str())) " → " (touchpoint(to.as_str())) }
            Place::Persona { persona } => {
                (words.persona) " "
                (bdi(journey.persona(persona.as_str()).and_then(|it| it.label.as_deref()).unwrap_or(persona.as_str())))
            }
            Place::Element { path, id } => { code { (Clean(path)) } " " (bdi(id)) }
        }
    }
}

/// The shape of a level, as on the map.
fn shape(class: &str) -> Markup {
    html! {
        svg.shape viewBox="-12 -12 24 24" width="18" height="18" aria-hidden="true" {
            (crate::render::map::badge(class, 0.0, 0.0))
        }
    }
}
