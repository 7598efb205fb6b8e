//! How long customers took: for the whole way, to the goals, in each stage, and from each
//! touchpoint on.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{called, stages};
use crate::{
    flow::Durations,
    render::{Leg, Stay, facts::Facts, numbers, text::bdi, words::Words},
    sort,
};

pub(super) fn draw(facts: &Facts<'_>, words: &Words) -> Option<Markup> {
    let measured = |it: &Leg| Some((name(facts, words, it), it.times.durations?));
    let legs = facts.known.legs.iter().filter_map(measured);
    let legs: Vec<(Markup, Durations)> = legs.collect();
    let stays: BTreeMap<&str, &Stay> = facts
        .known
        .stays
        .iter()
        .map(|it| (&*it.stage, it))
        .collect();
    let stays: Vec<(Markup, Durations)> = facts
        .journey()
        .stages()
        .filter_map(|stage| {
            let stay = stays.get(stage.id().as_str())?;
            Some((stayed(words, stage.name(), stay), stay.times?))
        })
        .collect();
    let mut next: Vec<(Markup, Durations)> = facts
        .journey()
        .touchpoints()
        .filter_map(|it| Some((bdi(it.name()), facts.flow(it)?.until_next?)))
        .collect();
    // Where most time passes first.
    sort::by(&mut next, |(_, a), (_, b)| b.median.total_cmp(&a.median));
    (!legs.is_empty() || !stays.is_empty() || !next.is_empty()).then(|| {
        html! {
            @if !legs.is_empty() {
                h3 { (words.times_whole) }
                (table(words, words.times_whole, [words.times_way, words.customers_column], &legs))
            }
            @if !stays.is_empty() {
                h3 { (words.times_stays) }
                (table(words, words.times_stays, [words.stage, words.times_stays_column], &stays))
            }
            @if !next.is_empty() {
                h3 { (words.times_next) }
                (table(words, words.times_next, [words.touchpoint, words.times], &next))
            }
        }
    })
}

/// A cell with the median and what it rests on.
pub(super) fn cell(times: Option<&Durations>, none: &str) -> Markup {
    html! {
        td.num {
            @match times {
                Some(it) => {
                    span.big { (numbers::duration(it.median)) }
                    span.basis {
                        (numbers::duration(it.p25)) " – " (numbers::duration(it.p75))
                        br; "n " (numbers::count(it.n))
                    }
                }
                None => (numbers::missing(none)),
            }
        }
    }
}

/// From where to where, and how many got there.
fn name(facts: &Facts<'_>, words: &Words, leg: &Leg) -> Markup {
    let end = |event: &Option<String>, none: &str| {
        let name = event.as_ref();
        name.map_or_else(|| html! { (none) }, |it| called::name(facts, words, it))
    };
    let times = &leg.times;
    html! {
        (end(&leg.from, words.first_event)) span.arrow { " → " }
        (end(&leg.to, words.last_event))
        span.basis {
            (numbers::count(times.complete)) " " (words.out_of) " "
            (words.customers.of_u32(times.customers))
        }
    }
}

/// A stage, and how many of the stays there have an end.
fn stayed(words: &Words, stage: &str, stay: &Stay) -> Markup {
    let ended = stay.times.map_or(0, |it| it.n);
    html! {
        (bdi(stage))
        span.basis {
            (numbers::count(ended)) " " (words.out_of) " " (words.stays.of_u32(stay.visits))
        }
    }
}

fn table(
    words: &Words,
    caption: &str,
    [what, n]: [&str; 2],
    rows: &[(Markup, Durations)],
) -> Markup {
    let longest = rows.iter().map(|(_, it)| it.median).fold(0.0, f64::max);
    let part = |time: f64| if longest > 0.0 { time / longest } else { 0.0 };
    let head = html! {
        tr {
            th scope="col" { (what) }
            th.wide scope="col" { (words.times_bar) }
            th.num scope="col" { (n) }
            th.num scope="col" { "5" (numbers::THIN) "%" }
            th.num scope="col" { "25" (numbers::THIN) "%" }
            th.num scope="col" { (words.median) }
            th.num scope="col" { "75" (numbers::THIN) "%" }
            th.num scope="col" { "95" (numbers::THIN) "%" }
            th.num scope="col" { (words.times_mean) }
        }
    };
    let row = |(name, it): &(Markup, Durations)| {
        html! {
            tr {
                th scope="row" { (name) }
                td.wide {
                    (stages::slim(part(it.median)))
                }
                td.num { (numbers::count(it.n)) }
                @for time in [it.p5, it.p25] { td.num { (numbers::duration(time)) } }
                td.num { span.big { (numbers::duration(it.median)) } }
                @for time in [it.p75, it.p95, it.mean] { td.num { (numbers::duration(time)) } }
            }
        }
    };
    super::folded(words, caption, "times", &head, &mut rows.iter().map(row))
}
