//! What comes sooner or later after what.

use std::{cmp::Reverse, collections::BTreeMap};

use maud::{Markup, html};

use super::called;
use crate::{
    flow::follows::Follows,
    render::{
        facts::Facts,
        numbers::{self, Px},
        text::bdi,
        words::Words,
    },
    sort,
};

/// How many touchpoints have a row and a column: what a page has room for.
const SHOWN: usize = 12;

pub(super) fn draw(facts: &Facts<'_>, words: &Words) -> Option<Markup> {
    let follows = facts.known.follows?;
    let mut met: BTreeMap<&str, u32> = BTreeMap::new();
    for event in follows.pairs.iter().flat_map(|it| [&it.from, &it.to]) {
        met.insert(event, follows.customers);
    }
    for it in facts.known.rework.iter().flat_map(|it| &it.touchpoints) {
        if let Some(met) = met.get_mut(it.touchpoint.as_str()) {
            *met = it.reworked.n;
        }
    }
    let pairs = follows.pairs.iter();
    let pairs: BTreeMap<(&str, &str), &Follows> =
        sort::collect(pairs.map(|it| ((&*it.from, &*it.to), it)));
    let mut shown: Vec<(&str, u32)> = met.into_iter().collect();
    sort::by_key(&mut shown, |(_, met)| Reverse(*met));
    let more = shown.len().saturating_sub(SHOWN);
    shown.truncate(SHOWN);
    let head = html! {
        tr {
            th scope="col" { (words.follows_before) }
            @for (event, _) in &shown { th.num scope="col" { (name(facts, event)) } }
        }
    };
    let body = html! {
        tbody {
            @for (from, n) in &shown {
                tr {
                    th scope="row" {
                        (name(facts, from))
                        span.basis { (words.customers.of_u32(*n)) }
                    }
                    @for (to, _) in &shown { (cell(words, pairs.get(&(*from, *to)).copied(), *n)) }
                }
            }
        }
    };
    let lead = match facts.known.rework {
        Some(_) => words.follows_lead,
        None => words.follows_lead_of_all,
    };
    (!shown.is_empty()).then(|| {
        html! {
            p.lead { (lead) }
            (super::table(words.follows_title, "follows", &head, &body))
            @if more > 0 { p.absent { (words.touchpoints.of(more)) " " (words.not_listed) } }
        }
    })
}

/// Of those who met the one before, who met the other later: the darker, the more.
fn cell(words: &Words, pair: Option<&Follows>, n: u32) -> Markup {
    let later = pair.map_or(0, |it| it.customers.count);
    let share = f64::from(later) / f64::from(n.max(1));
    let basis = format!(
        "{} {} {}",
        numbers::count(later),
        words.out_of,
        numbers::count(n)
    );
    let shade = format!("--share:{}%", Px(share * 100.0));
    html! {
        td.num style=(shade) title=(basis) { (numbers::short_percent(share)) }
    }
}

fn name<'a>(facts: &Facts<'a>, event: &'a str) -> Markup {
    bdi(called::touchpoint(facts, event))
}
