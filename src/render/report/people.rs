//! For whom the journey is, and what it is for.

use maud::{Markup, html};

use crate::{
    journey::spec::{Goal, Party, Persona},
    render::{
        facts::Facts,
        icons::{Icon, icon},
        numbers,
        text::{Clean, bdi},
        words::Words,
    },
};

pub(super) fn draw(facts: &Facts<'_>, words: &Words) -> Option<Markup> {
    let (goals, personas) = (facts.journey().goals(), facts.journey().personas());
    let known = !goals.is_empty() || !personas.is_empty();
    known.then(|| {
        html! {
            @if !goals.is_empty() {
                h3 { (words.goals) }
                (self::goals(facts, words))
            }
            @if !personas.is_empty() {
                h3 { (words.personas) }
                ul.personas { @for persona in personas { (card(facts, words, persona)) } }
            }
        }
    })
}

fn card(facts: &Facts<'_>, words: &Words, persona: &Persona) -> Markup {
    let journey = facts.journey();
    html! {
        li {
            p.persona-name {
                (drawn(persona.icon.as_deref().unwrap_or("person")))
                b { (bdi(persona.label.as_deref().unwrap_or(persona.id.as_str()))) }
                @if let Some(share) = persona.share {
                    " " span.soft { (numbers::percent(share)) " " (words.of_customers) }
                }
            }
            @if let Some(description) = &persona.description { p { (bdi(description)) } }
            (list(words.needs, persona.needs.iter().map(|it| it.label.as_deref().unwrap_or(it.id.as_str()))))
            (list(words.wants, persona.goals.iter().map(String::as_str)))
            (list(words.driven_by, persona.motivations.iter().map(String::as_str)))
            (list(words.channels, persona.channels.iter().map(|id| {
                journey.channel(id.as_str()).and_then(|it| it.label.as_deref()).unwrap_or(id.as_str())
            })))
        }
    }
}

fn list<'a>(title: &str, items: impl Iterator<Item = &'a str>) -> Markup {
    let items: Vec<&str> = items.collect();
    html! {
        @if !items.is_empty() {
            p {
                span.soft { (title) ": " }
                @for (place, item) in items.iter().enumerate() {
                    @if place > 0 { "; " }
                    (bdi(item))
                }
            }
        }
    }
}

/// An icon in a line of text.
fn drawn(name: &str) -> Markup {
    html! {
        @match icon(name) {
            Some(Icon::Path(path)) => svg.glyph viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" { path d=(path) {} },
            Some(Icon::Character(character)) => span aria-hidden="true" { (Clean(character)) " " },
            None => {},
        }
    }
}

fn goals(facts: &Facts<'_>, words: &Words) -> Markup {
    let head = html! {
        tr {
            th scope="col" { (words.goal) }
            th scope="col" { (words.party) }
            th scope="col" { (words.measure) }
            th.num scope="col" { (words.target) }
            th.num scope="col" { (words.today) }
            th.num scope="col" { (words.observed) }
        }
    };
    let body = html! {
        tbody { @for goal in facts.journey().goals() { (row(facts, words, goal)) } }
    };
    super::table(words.goals, "goals", &head, &body)
}

fn row(facts: &Facts<'_>, words: &Words, goal: &Goal) -> Markup {
    let overlay = facts.known.overlay;
    let observed = overlay.and_then(|it| it.goals.iter().find(|flow| flow.goal == goal.id));
    let value = |value: Option<f64>, reason: &str| {
        html! {
            @match value {
                Some(value) => {
                    (numbers::plain(value))
                    @if let Some(unit) = &goal.unit { (numbers::THIN) (bdi(unit)) }
                }
                None => (numbers::missing(reason)),
            }
        }
    };
    html! {
        tr {
            th scope="row" { (bdi(goal.label.as_deref().unwrap_or(goal.id.as_str()))) }
            td { (match goal.party { Party::Business => words.business, Party::Customer => words.customer }) }
            td {
                @match &goal.measure {
                    Some(measure) => (bdi(measure)),
                    None => (numbers::missing(words.no_measure)),
                }
            }
            td.num { (value(goal.target, words.no_target)) }
            td.num { (value(goal.current, words.no_current)) }
            td.num {
                @match observed {
                    Some(flow) => (super::stages::share(words, &flow.reached)),
                    None => (numbers::missing(words.not_observed)),
                }
            }
        }
    }
}
