//! The ways customers went, and what they did again on them.

use maud::{Markup, html};

use super::called;
use crate::{
    flow::{
        rework::{Again, Rework, ShortLoop},
        variants::Variants,
    },
    render::{
        Heading, ReportOptions, VariantPicture, facts::Facts, numbers, variants, words::Words,
    },
    sort,
};

/// How many ways are drawn.
const WAYS: usize = 10;

pub(super) fn draw(
    facts: &Facts<'_>,
    words: &'static Words,
    options: &ReportOptions,
) -> Option<Markup> {
    let (ways, rework) = (facts.known.variants, facts.known.rework);
    (ways.is_some() || rework.is_some()).then(|| {
        html! {
            @if let Some(ways) = ways { (most(facts, words, options, ways)) }
            @if let Some(rework) = rework {
                h3 { (words.again_title) }
                (again(facts, words, rework))
            }
        }
    })
}

/// The ways that customers share; one that a single customer went stands for nobody else.
fn most(
    facts: &Facts<'_>,
    words: &'static Words,
    options: &ReportOptions,
    ways: &Variants,
) -> Markup {
    let shared = ways.counts.iter().take(WAYS).take_while(|it| **it > 1);
    let mut shown = ways.first(shared.count());
    for event in &mut shown.touchpoints {
        *event = called::touchpoint(facts, words, event).into_owned();
    }
    let picture = VariantPicture {
        heading: Heading::Hidden,
        language: options.language,
        unit: facts.known.unit,
        ..VariantPicture::default()
    };
    html! {
        p {
            (words.customers.of_u32(ways.customers)) " · "
            (numbers::count(ways.variants)) " " (words.ways_lead)
        }
        @if shown.counts.is_empty() { (super::absent(words.ways_alone)) }
        @else {
            figure.map.own {
                div.scroll role="region" tabindex="0" aria-label=(words.ways_title) {
                    (variants::draw(&shown, &picture))
                }
            }
        }
    }
}

/// Touchpoints that customers came back to, and the loops they took.
fn again(facts: &Facts<'_>, words: &Words, rework: &Rework) -> Markup {
    let mut rows: Vec<&Again> = rework.touchpoints.iter().collect();
    rows.retain(|it| it.extra_visits > 0);
    sort::by_key(&mut rows, |it| std::cmp::Reverse(it.extra_visits));
    let mut rows = rows.into_iter().map(|it| row(facts, words, it));
    let head = html! {
        tr {
            th scope="col" { (words.touchpoint) }
            th.wide scope="col" { (words.again_by) }
            th.num scope="col" { (words.again_share) }
            th.num scope="col" { (words.again_extra) }
            th scope="col" { (words.again_nearest) }
        }
    };
    html! {
        p { (super::stages::in_line(words, &words.customers, &rework.reworked)) (words.again_lead) }
        @if rows.len() > 0 { (super::folded(words, words.again_title, "again", &head, &mut rows)) }
        @if !rework.loops.is_empty() {
            h3 { (words.loops_title) }
            (loops(facts, words, &rework.loops))
        }
    }
}

/// The most touchpoints that are named between two visits.
const NAMED: usize = 5;

fn row(facts: &Facts<'_>, words: &Words, it: &Again) -> Markup {
    html! {
        tr {
            th scope="row" { (called::name(facts, words, &it.touchpoint)) }
            td.wide {
                (super::stages::slim(it.reworked.value.unwrap_or(0.0)))
            }
            td.num { (super::stages::share(words, &it.reworked)) }
            td.num { (numbers::count(it.extra_visits)) }
            td {
                @match it.self_distance {
                    Some(0) => (words.again_at_once),
                    _ => {
                        (words.again_over) " "
                        @for (at, between) in it.between.iter().take(NAMED).enumerate() {
                            @if at > 0 { ", " }
                            (called::name(facts, words, between))
                        }
                        @if it.between.len() > NAMED {
                            ", " (words.more.of(it.between.len() - NAMED))
                        }
                    }
                }
            }
        }
    }
}

fn loops(facts: &Facts<'_>, words: &Words, loops: &[ShortLoop]) -> Markup {
    let most = f64::from(loops.first().map_or(1, |it| it.count.max(1)));
    let head = html! {
        tr {
            th scope="col" { (words.loop_column) }
            th.wide scope="col" { (words.taken) }
            th.num scope="col" { (words.times) }
            th.num scope="col" { (words.customers_column) }
        }
    };
    let row = |it: &ShortLoop| {
        html! {
            tr {
                th scope="row" {
                    (called::name(facts, words, &it.touchpoint)) span.arrow { " → " }
                    @if let Some(over) = &it.over { (called::name(facts, words, over)) span.arrow { " → " } }
                    (called::name(facts, words, &it.touchpoint))
                }
                td.wide {
                    (super::stages::slim(f64::from(it.count) / most))
                }
                td.num { (numbers::count(it.count)) }
                td.num { (numbers::count(it.customers)) }
            }
        }
    };
    let rows = &mut loops.iter().map(row);
    super::folded(words, words.loops_title, "links", &head, rows)
}
