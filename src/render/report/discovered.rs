//! The map that the events suggest.

use maud::{Markup, html};

use super::{called, stages};
use crate::{
    flow::discover::{Discovery, LeftOutReason},
    journey::Journey,
    render::{
        Heading, Known, MapOptions, MapOrigin, ReportOptions, facts::Facts, map, numbers,
        words::Words,
    },
};

pub(super) fn draw(
    facts: &Facts<'_>,
    words: &Words,
    options: &ReportOptions,
    it: &Discovery,
) -> Option<Markup> {
    let mut spec = it.journey.clone();
    for touchpoint in spec.stages.iter_mut().flat_map(|it| &mut it.touchpoints) {
        let event = touchpoint.events.first();
        let event = event.map_or(touchpoint.id.as_str(), String::as_str);
        touchpoint.label = Some(called::touchpoint(facts, event).into_owned());
    }
    let journey = spec.build().ok()?;
    let known = Known {
        unit: facts.known.unit,
        ..Known::new(&journey)
    };
    let options = MapOptions {
        heading: Heading::Hidden,
        language: options.language,
        origin: MapOrigin::Discovered,
        id_prefix: "cesta-discovered".to_owned(),
        ..MapOptions::default()
    };
    let drawing = map::draw(&Facts::new(&known), &options);
    let shares = [
        (&words.events, &it.events, words.discovered_events),
        (&words.steps, &it.steps, words.discovered_steps),
        (&words.customers, &it.fits, words.discovered_fits),
    ];
    let elsewhere = [
        (it.other_starts, words.discovered_starts),
        (it.other_ends, words.discovered_ends),
    ];
    Some(html! {
        ul.plain {
            @for (noun, share, are) in shares { li { (stages::in_line(words, noun, share)) (are) } }
            @for (customers, are) in elsewhere {
                @if customers > 0 { li { (words.customers.of_u32(customers)) " " (are) } }
            }
            li { (words.links.of(journey.transitions().len())) ", " (designed(facts, &journey)) " " (words.discovered_designed) }
        }
        (super::picture(words.discovered_title, &drawing, ""))
        (touchpoints(facts, words, it))
        (links(facts, words, it))
    })
}

/// How many links of a discovered map the designed one has.
fn designed(facts: &Facts<'_>, found: &Journey) -> String {
    let place = |event: &str| Some(facts.journey().touchpoint_of_event(event)?.node());
    let has = |from: &str, to: &str| {
        let ends = place(from).zip(place(to));
        ends.is_some_and(|(from, to)| facts.journey().graph().contains_edge(from, to))
    };
    let links = found.transitions();
    numbers::len(
        links
            .filter(|it| has(it.source().event(), it.target().event()))
            .count(),
    )
}

fn touchpoints(facts: &Facts<'_>, words: &Words, it: &Discovery) -> Markup {
    let [rare, limit, unconnected, name] = words.left_out_reasons;
    let head = html! {
        tr {
            th scope="col" { (words.touchpoint) }
            th.num scope="col" { (words.customers_column) }
            th.num scope="col" { (words.visits_column) }
            th scope="col" { (words.left_out_because) }
        }
    };
    let rows: Vec<Markup> = it
        .left_out_touchpoints
        .iter()
        .map(|it| {
            html! {
                tr {
                    th scope="row" { (called::name(facts, words, &it.touchpoint)) }
                    td.num { (numbers::count(it.customers)) }
                    td.num { (numbers::count(it.events)) }
                    td {
                        @match it.reason {
                            LeftOutReason::Rare => (rare),
                            LeftOutReason::Limit => (limit),
                            LeftOutReason::Unconnected => (unconnected),
                            LeftOutReason::Name => (name),
                        }
                    }
                }
            }
        })
        .collect();
    left_out(words, words.left_out_touchpoints, &head, &rows)
}

fn links(facts: &Facts<'_>, words: &Words, it: &Discovery) -> Markup {
    let head = html! {
        tr {
            th scope="col" { (words.link) }
            th.num scope="col" { (words.times) }
            th.num scope="col" { (words.customers_column) }
        }
    };
    let rows: Vec<Markup> = it
        .left_out_links
        .iter()
        .map(|it| {
            html! {
                tr {
                    th scope="row" {
                        (called::name(facts, words, &it.from)) span.arrow { " → " }
                        (called::name(facts, words, &it.to))
                    }
                    td.num { (numbers::count(it.count)) }
                    td.num { (numbers::count(it.customers)) }
                }
            }
        })
        .collect();
    left_out(words, words.left_out_links, &head, &rows)
}

fn left_out(words: &Words, title: &str, head: &Markup, rows: &[Markup]) -> Markup {
    html! {
        @if !rows.is_empty() {
            details {
                summary { (title) ": " (numbers::len(rows.len())) }
                (super::folded(words, title, "links", head, rows))
            }
        }
    }
}
