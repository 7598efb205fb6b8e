//! What was looked for in what customers did.

use maud::{Markup, html};

use super::{stages, times};
use crate::render::{
    FoundPattern, numbers,
    text::{Clean, bdi},
    words::Words,
};

pub(super) fn draw(words: &Words, patterns: &[FoundPattern]) -> Markup {
    let head = html! {
        tr {
            th scope="col" { (words.patterns_column) }
            th.wide scope="col" { (words.stage_bar) }
            th.num scope="col" { (words.customers_column) }
            th.num scope="col" { (words.patterns_matches) }
            th.num scope="col" { (words.patterns_took) }
        }
    };
    let row = |it: &FoundPattern| {
        let found = &it.matches;
        let none = match found.matches {
            0 => words.patterns_never,
            _ => words.no_times,
        };
        html! {
            tr {
                th scope="row" {
                    (bdi(&it.name))
                    @if it.name != it.pattern { code.basis { (Clean(&it.pattern)) } }
                    @for name in &found.unmatched {
                        span.basis { (words.patterns_unmatched) " " (bdi(name)) }
                    }
                }
                td.wide { (stages::slim(found.customers.value.unwrap_or(0.0))) }
                td.num { (stages::share(words, &found.customers)) }
                td.num { (numbers::count(found.matches)) }
                (times::cell(found.durations.as_ref(), none))
            }
        }
    };
    let rows = &mut patterns.iter().map(row);
    super::folded(words, words.patterns_title, "patterns", &head, rows)
}
