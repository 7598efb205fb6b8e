//! The map that the events suggest.

use maud::{Markup, html};

use super::{called, stages};
use crate::{
    flow::discover::{Discovery, LeftOutLink, LeftOutReason, LeftOutTouchpoint},
    journey::{Journey, spec},
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
) -> Markup {
    // A discovery that was handed back may be of no map that holds.
    let journey = called_as_on_the_map(facts, words, it).build().ok();
    let is_listed = !it.left_out_touchpoints.is_empty() || !it.left_out_links.is_empty();
    let shares = [
        (&words.events, &it.events, words.discovered_events),
        (&words.steps, &it.steps, words.discovered_steps),
        (&words.customers, &it.fits, words.discovered_fits),
    ];
    let elsewhere = [
        (it.other_starts, words.discovered_starts),
        (it.other_ends, words.discovered_ends),
    ];
    html! {
        p.lead { (words.discovered_lead) @if is_listed { " " (words.discovered_listed) } }
        ul.plain {
            @for (noun, share, are) in shares { li { (stages::in_line(words, noun, share)) (are) } }
            @for (customers, are) in elsewhere {
                @if customers > 0 { li { (words.customers.of_u32(customers)) " " (are) } }
            }
            @if let Some(journey) = &journey {
                li { (words.links.of(journey.transitions().len())) ", " (designed(facts, journey)) " " (words.discovered_designed) }
            }
        }
        @match &journey {
            Some(journey) => (picture(facts, words, options, journey)),
            None => (super::absent(words.discovered_invalid)),
        }
        (touchpoints(facts, words, it))
        (links(facts, words, it))
    }
}

/// The discovered map with the names of the designed one.
fn called_as_on_the_map(facts: &Facts<'_>, words: &Words, it: &Discovery) -> spec::Journey {
    let mut spec = it.journey.clone();
    for touchpoint in spec.stages.iter_mut().flat_map(|it| &mut it.touchpoints) {
        let event = touchpoint.events.first();
        let event = event.map_or(touchpoint.id.as_str(), String::as_str);
        touchpoint.label = Some(called::touchpoint(facts, words, event).into_owned());
    }
    spec
}

fn picture(facts: &Facts<'_>, words: &Words, options: &ReportOptions, journey: &Journey) -> Markup {
    let known = Known {
        unit: facts.known.unit,
        ..Known::new(journey)
    };
    let options = MapOptions {
        title: Some(words.discovered_title.to_owned()),
        heading: Heading::Hidden,
        language: options.language,
        origin: MapOrigin::Discovered,
        id_prefix: "cesta-discovered".to_owned(),
        ..MapOptions::default()
    };
    let drawing = map::draw(&Facts::new(&known), &options);
    super::picture(words.discovered_title, &drawing, "")
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
    let row = |it: &LeftOutTouchpoint| {
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
    };
    let rows = &mut it.left_out_touchpoints.iter().map(row);
    left_out(words, words.left_out_touchpoints, &head, rows)
}

fn links(facts: &Facts<'_>, words: &Words, it: &Discovery) -> Markup {
    let head = html! {
        tr {
            th scope="col" { (words.link) }
            th.num scope="col" { (words.times) }
            th.num scope="col" { (words.customers_column) }
        }
    };
    let row = |it: &LeftOutLink| {
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
    };
    let rows = &mut it.left_out_links.iter().map(row);
    left_out(words, words.left_out_links, &head, rows)
}

fn left_out(
    words: &Words,
    title: &str,
    head: &Markup,
    rows: &mut dyn ExactSizeIterator<Item = Markup>,
) -> Markup {
    html! {
        @if rows.len() > 0 {
            details {
                summary { (title) ": " (numbers::len(rows.len())) }
                (super::folded(words, title, "links", head, rows))
            }
        }
    }
}
