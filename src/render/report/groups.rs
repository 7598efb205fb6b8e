//! What two groups of customers do differently.

use maud::{Markup, html};

use super::{called, stages};
use crate::{
    flow::compare::{Behaviour, ComparedDuration, ComparedShare, LogComparison, Timed},
    render::{Groups, facts::Facts, numbers, text::bdi, words::Words},
    stats::{Conclusion, Difference, Interval, Share},
};

pub(super) fn draw(facts: &Facts<'_>, words: &Words, groups: &Groups) -> Markup {
    let it = &groups.comparison;
    let differs = |it: Conclusion| matches!(it, Conclusion::Higher | Conclusion::Lower);
    let shares = it.shares.iter().filter(|row| differs(row.conclusion));
    let shares: Vec<&ComparedShare> = shares.collect();
    let times = it.durations.iter().filter(|row| differs(row.conclusion));
    let times: Vec<&ComparedDuration> = times.collect();
    let is_alike = shares.is_empty() && times.is_empty();
    let mut shares = shares.into_iter().map(|row| share_row(facts, words, row));
    let mut times = times.into_iter().map(|row| time_row(facts, words, row));
    let lists: [(_, &mut dyn ExactSizeIterator<Item = Markup>); 2] = [
        (words.groups_does, &mut shares),
        (words.groups_takes, &mut times),
    ];
    html! {
        p {
            b { (bdi(&groups.first)) } " · " (words.customers.of_u32(it.first))
            " " (words.groups_beside) " "
            b { (bdi(&groups.second)) } " · " (words.customers.of_u32(it.second))
        }
        @for (customers, are) in [(it.neither, words.groups_neither), (it.mixed, words.groups_mixed)] {
            @if customers > 0 { p.soft { (words.customers.of_u32(customers)) " " (are) } }
        }
        p.soft { (words.groups_lead) }
        @if is_alike && counted(it, Conclusion::NotDistinct) > 0 {
            (super::absent(words.groups_alike))
        }
        @for (title, rows) in lists {
            @if rows.len() > 0 {
                h3 { (title) }
                (super::folded(words, title, "groups", &head(words, groups, title), rows))
            }
        }
        (rest(words, it))
    }
}

/// How many were looked at and are not listed.
fn rest(words: &Words, it: &LogComparison) -> Markup {
    let left_out = u64::from(it.shares_left_out) + u64::from(it.durations_left_out);
    let rest = [
        (counted(it, Conclusion::NotDistinct), words.groups_rest),
        (counted(it, Conclusion::Inconclusive), words.groups_few),
        (
            usize::try_from(left_out).unwrap_or(usize::MAX),
            words.groups_left_out,
        ),
        (it.ways_left_out as usize, words.groups_ways_left_out),
    ];
    html! {
        @for (rows, are) in rest {
            @if rows > 0 { p.absent { (words.more.of(rows)) " " (are) } }
        }
    }
}

/// How many rows end so.
fn counted(it: &LogComparison, conclusion: Conclusion) -> usize {
    let shares = it.shares.iter().map(|row| row.conclusion);
    let durations = it.durations.iter().map(|row| row.conclusion);
    shares
        .chain(durations)
        .filter(|it| *it == conclusion)
        .count()
}

fn head(words: &Words, groups: &Groups, title: &str) -> Markup {
    html! {
        tr {
            th scope="col" { (title) }
            th.num scope="col" { (bdi(&groups.first)) }
            th.num scope="col" { (bdi(&groups.second)) }
            th.num scope="col" { (words.groups_difference) }
            th.num scope="col" { (words.groups_p) }
        }
    }
}

fn share_row(facts: &Facts<'_>, words: &Words, row: &ComparedShare) -> Markup {
    let share = |share: &Share| html! { td.num { (stages::share(words, share)) } };
    let points = |it: f64| signed(it, |it| numbers::decimal(it * 100.0, 1));
    html! {
        tr {
            th scope="row" { (behaviour(facts, words, &row.what)) }
            (share(&row.first)) (share(&row.second))
            (difference(row.difference, points, words.funnel_points))
            (p(row.adjusted))
        }
    }
}

fn time_row(facts: &Facts<'_>, words: &Words, row: &ComparedDuration) -> Markup {
    html! {
        tr {
            th scope="row" { (timed(facts, words, &row.what)) }
            @for side in [&row.first, &row.second] {
                td.num {
                    @match side.median {
                        Some(median) => {
                            span.big { (numbers::duration(median)) }
                            span.basis { "n " (numbers::count(side.n)) }
                        }
                        None => (numbers::missing(words.no_times)),
                    }
                }
            }
            (difference(row.difference, |it| signed(it, numbers::duration), ""))
            (p(row.adjusted))
        }
    }
}

/// A difference with its interval.
fn difference(it: Option<Difference>, told: impl Fn(f64) -> String, unit: &str) -> Markup {
    html! {
        td.num {
            @if let Some(it) = it {
                span.big { (told(it.value)) @if !unit.is_empty() { " " (unit) } }
                @if let Some(Interval { low, high, .. }) = it.interval {
                    span.basis { "(" (told(low)) " – " (told(high)) ")" }
                }
            }
        }
    }
}

fn signed(value: f64, told: impl Fn(f64) -> String) -> String {
    let sign = if value > 0.0 { "+" } else { "" };
    format!("{sign}{}", told(value))
}

fn p(p: Option<f64>) -> Markup {
    html! {
        td.num.soft {
            @match p {
                Some(p) if p < 0.001 => "< 0.001",
                Some(p) => (numbers::decimal(p, 3)),
                None => "",
            }
        }
    }
}

fn behaviour(facts: &Facts<'_>, words: &Words, what: &Behaviour) -> Markup {
    let name = |event: &str| called::name(facts, words, event);
    match what {
        Behaviour::Converted => html! { (words.groups_converted) },
        Behaviour::Reached { touchpoint } => {
            html! { (words.groups_reached) " " (name(touchpoint)) }
        }
        Behaviour::Started { touchpoint } => {
            html! { (words.groups_started) " " (name(touchpoint)) }
        }
        Behaviour::Ended { touchpoint } => html! { (words.groups_ended) " " (name(touchpoint)) },
        Behaviour::Lost { touchpoint } => html! { (words.groups_lost) " " (name(touchpoint)) },
        Behaviour::Went { touchpoints } => html! {
            (words.groups_went) " "
            @for (at, event) in touchpoints.iter().enumerate() {
                @if at > 0 { span.arrow { " → " } }
                (name(event))
            }
        },
        Behaviour::Stepped { from, to } => {
            html! { (name(from)) span.arrow { " → " } (name(to)) }
        }
    }
}

fn timed(facts: &Facts<'_>, words: &Words, what: &Timed) -> Markup {
    let name = |event: &str| called::name(facts, words, event);
    match what {
        Timed::Whole => html! { (words.first_event) span.arrow { " → " } (words.last_event) },
        Timed::ToGoal => html! { (words.first_event) span.arrow { " → " } (words.goal) },
        Timed::Stepped { from, to } => html! { (name(from)) span.arrow { " → " } (name(to)) },
    }
}
