//! What customers did against what was designed: the strongest links, those nobody took, those
//! the map lacks, and events it does not know.

use std::cmp::Reverse;

use maud::{Markup, html};

use crate::{
    flow::{Overlay, TransitionFlow},
    render::{facts::Facts, numbers, text::bdi, words::Words},
    sort,
};

pub(super) fn draw(facts: &Facts<'_>, words: &Words, overlay: &Overlay) -> Markup {
    let mut taken: Vec<&TransitionFlow> = overlay
        .transitions
        .iter()
        .filter(|flow| flow.count > 0)
        .collect();
    sort::by_key(&mut taken, |flow| Reverse(flow.count));
    let (designed, lacking): (Vec<_>, Vec<_>) = taken.into_iter().partition(|flow| flow.designed);
    let unused: Vec<&TransitionFlow> = overlay
        .transitions
        .iter()
        .filter(|flow| flow.designed && flow.count == 0)
        .collect();
    html! {
        h3 { (words.strongest_title) }
        (list(facts, words, words.strongest_title, &designed))
        h3 { (words.lacking_title) }
        p { (words.lacking_lead) }
        (list(facts, words, words.lacking_title, &lacking))
        div.columns {
            div {
                h3 { (words.unused_title) }
                @if unused.is_empty() { (super::absent(words.none)) }
                @else {
                    ul.plain {
                        @for flow in unused.iter().take(super::MOST) { li { (ends(facts, flow)) } }
                    }
                    (beyond(words, unused.len()))
                }
            }
            div {
                h3 { (words.unvisited_title) }
                @if overlay.unvisited.is_empty() { (super::absent(words.none)) }
                @else {
                    ul.plain {
                        @for id in overlay.unvisited.iter().take(super::MOST) { li { (name(facts, id.as_str())) } }
                    }
                    (beyond(words, overlay.unvisited.len()))
                }
            }
            div {
                h3 { (words.unknown_title) }
                @if overlay.unknown_events.is_empty() { (super::absent(words.none)) }
                @else { (unknown(words, overlay)) }
            }
        }
    }
}

/// What a long list leaves out.
fn beyond(words: &Words, n: usize) -> Markup {
    html! {
        @if n > super::MOST { p.absent { (words.more.of(n - super::MOST)) " " (words.not_listed) } }
    }
}

fn name(facts: &Facts<'_>, id: &str) -> Markup {
    let touchpoint = facts.journey().touchpoint(id);
    bdi(touchpoint.map_or(id, |it| it.name()))
}

fn ends(facts: &Facts<'_>, flow: &TransitionFlow) -> Markup {
    html! {
        (name(facts, flow.from.as_str())) span.arrow { " → " } (name(facts, flow.to.as_str()))
    }
}

fn list(facts: &Facts<'_>, words: &Words, caption: &str, flows: &[&TransitionFlow]) -> Markup {
    let Some(most) = flows.first().map(|flow| f64::from(flow.count)) else {
        return super::absent(words.none);
    };
    let head = html! {
        tr {
            th scope="col" { (words.link) }
            th.wide scope="col" { (words.taken) }
            th.num scope="col" { (words.times) }
            th.num scope="col" { (words.customers_column) }
            th.num scope="col" { (words.of_the_visits) }
            th.num scope="col" { (words.median_time) }
        }
    };
    let mut rows = flows.iter().map(|flow| {
        html! {
            tr {
                th scope="row" { (ends(facts, flow)) }
                td.wide {
                    (super::stages::slim(f64::from(flow.count) / most))
                }
                td.num { (numbers::count(flow.count)) }
                td.num { (numbers::count(flow.customers)) }
                td.num { (super::stages::share(words, &flow.probability)) }
                td.num {
                    @match numbers::median(flow.durations.as_ref()) {
                        Some(median) => (median),
                        None => (numbers::missing(words.no_times)),
                    }
                }
            }
        }
    });
    super::folded(words, caption, "links", &head, &mut rows)
}

fn unknown(words: &Words, overlay: &Overlay) -> Markup {
    let head = html! {
        tr {
            th scope="col" { (words.event) }
            th.num scope="col" { (words.times) }
            th.num scope="col" { (words.customers_column) }
        }
    };
    let mut rows = overlay.unknown_events.iter().map(|event| {
        html! {
            tr {
                th scope="row" { (bdi(&event.name)) }
                td.num { (numbers::count(event.events)) }
                td.num { (numbers::count(event.customers)) }
            }
        }
    });
    super::folded(words, words.unknown_title, "unknown", &head, &mut rows)
}
