//! What comes sooner or later after what.

use std::{cmp::Reverse, collections::BTreeMap};

use maud::{Markup, html};

use super::{called, stages};
use crate::{
    flow::follows::Follows,
    render::{facts::Facts, numbers::Px, words::Words},
    sort,
    stats::Share,
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
    let interval = follows.pairs.iter().find_map(|it| it.customers.interval);
    let confidence = interval.map_or(0.0, |it| it.confidence);
    let mut shown: Vec<(&str, u32)> = met.into_iter().collect();
    sort::by_key(&mut shown, |(_, met)| Reverse(*met));
    let more = shown.len().saturating_sub(SHOWN);
    shown.truncate(SHOWN);
    let head = html! {
        tr {
            th scope="col" { (words.follows_before) }
            @for (event, _) in &shown { th.num scope="col" { (called::name(facts, words, event)) } }
        }
    };
    // Of those who met the one before, who met the other later.
    let of = Share::at(confidence);
    let share = |from, to, n| {
        let later = pairs.get(&(from, to)).map_or(0, |it| it.customers.count);
        of(later, n)
    };
    let body = html! {
        tbody {
            @for &(from, n) in &shown {
                tr {
                    th scope="row" {
                        (called::name(facts, words, from))
                        span.basis { (words.customers.of_u32(n)) }
                    }
                    @for &(to, _) in &shown { (cell(words, &share(from, to, n))) }
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

/// The darker, the more.
fn cell(words: &Words, share: &Share) -> Markup {
    let shade = format!("--share:{}%", Px(share.value.unwrap_or(0.0) * 100.0));
    html! { td.num style=(shade) { (stages::share(words, share)) } }
}
