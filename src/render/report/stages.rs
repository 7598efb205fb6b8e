//! Conversion and drop-off, stage by stage, and what became of the goals.

use maud::{Markup, html};

use crate::{
    flow::Overlay,
    render::{
        facts::Facts,
        numbers,
        text::bdi,
        words::{Noun, Words},
    },
    stats::Share,
};

pub(super) fn draw(facts: &Facts<'_>, words: &Words, overlay: &Overlay) -> Markup {
    let head = html! {
        tr {
            th scope="col" { (words.stage) }
            th.wide scope="col" { (words.stage_bar) }
            th.num scope="col" { (words.reached_it) }
            th.num scope="col" { (words.went_on) }
            th.num scope="col" { (words.dropped_off) }
        }
    };
    let rows = html! {
        tbody {
            @for flow in &overlay.stages {
                @let stage = facts.journey().stage(flow.stage.as_str());
                tr {
                    th scope="row" { (bdi(stage.map_or(flow.stage.as_str(), |it| it.name()))) }
                    td.wide { (bar(words, &flow.reached, &flow.dropped_off)) }
                    td.num { (share(words, &flow.reached)) }
                    td.num { (share(words, &flow.went_on)) }
                    td.num.loss { (share(words, &flow.dropped_off)) }
                }
            }
        }
    };
    html! {
        (super::table(words.stages_caption, "stages", &head, &rows))
        p.key {
            span { span.swatch.went {} (words.key_went_on) }
            span { span.swatch.lost {} (words.key_lost) }
            span { span.swatch.range {} (words.key_interval) }
        }
    }
}

/// Of all customers those who came, and of these, at the end, those who were lost.
fn bar(words: &Words, reached: &Share, lost: &Share) -> Markup {
    let Some(value) = reached.value else {
        return numbers::missing(words.nobody_seen);
    };
    let lost = value * lost.value.unwrap_or(0.0);
    let percent = |share: f64| numbers::Px(share * 100.0);
    html! {
        span.bar aria-hidden="true" {
            span.went style=(style(0.0, value - lost)) {}
            span.lost style=(style(value - lost, lost)) {}
            @if let Some(interval) = reached.interval {
                span.range style=(style(interval.low, interval.high - interval.low)) {}
            }
        }
        span.vh { (percent(value)) "%" }
    }
}

/// A thin bar of a part of the whole.
pub(super) fn slim(part: f64) -> Markup {
    html! { span.bar.slim aria-hidden="true" { span.went style=(style(0.0, part)) {} } }
}

/// A stretch of a bar, from its left end, as parts of the whole.
pub(super) fn style(left: f64, width: f64) -> String {
    let percent = |share: f64| numbers::Px(share.clamp(0.0, 1.0) * 100.0);
    format!("left:{}%;width:{}%", percent(left), percent(width))
}

/// A share with what it rests on, at the beginning of a sentence.
pub(super) fn in_line(words: &Words, of: &Noun, share: &Share) -> Markup {
    html! {
        b { (share.value.map_or_else(|| "–".to_owned(), numbers::percent)) }
        @if let Some(interval) = numbers::share_interval(share) { span.range-text { "(" (interval) ")" } }
        ", " (numbers::count(share.count)) " " (words.out_of) " " (of.of_u32(share.n)) ", "
    }
}

/// A share with what it rests on.
pub(super) fn share(words: &Words, share: &Share) -> Markup {
    html! {
        @match share.value {
            Some(value) => {
                span.big { (numbers::percent(value)) }
                @if let Some(interval) = numbers::share_interval(share) { span.range-text { "(" (interval) ")" } }
                span.basis { (numbers::count(share.count)) " " (words.out_of) " " (numbers::count(share.n)) }
            }
            None => (numbers::missing(words.nobody_seen)),
        }
    }
}
