//! Every touchpoint: who came, who left, how long it took, how it was liked.

use maud::{Markup, html};

use crate::{
    journey::{Measure, Touchpoint},
    render::{facts::Facts, numbers, text::bdi, words::Words},
};

pub(super) fn draw(facts: &Facts<'_>, words: &Words) -> Markup {
    let journey = facts.journey();
    let observed = facts.known.overlay.is_some();
    let measure = facts.measure();
    let columns = 4 + 5 * usize::from(observed) + usize::from(measure.is_some());
    let head = html! {
        tr {
            th.num scope="col" { "№" }
            th scope="col" { (words.touchpoint) }
            @if observed {
                th.num scope="col" { (words.visits_column) }
                th.num scope="col" { (words.customers_column) }
                th.num scope="col" { (words.in_and_out) }
                th.num scope="col" { (words.drop_off) }
                th.num scope="col" { (words.time_to_next) }
            }
            @if let Some(measure) = measure { th.num scope="col" { (bdi(measure.name())) } }
            th scope="col" { (words.channels) }
            th scope="col" { (words.responsible) }
        }
    };
    let body = html! {
        @for stage in journey.stages() {
            tbody {
                tr.group { th colspan=(columns) scope="rowgroup" { (bdi(stage.name())) } }
                @for touchpoint in stage.touchpoints() { (row(facts, words, measure, touchpoint)) }
            }
        }
    };
    super::table(words.touchpoints_caption, "touchpoints", &head, &body)
}

fn row(
    facts: &Facts<'_>,
    words: &Words,
    measure: Option<&Measure>,
    touchpoint: Touchpoint<'_>,
) -> Markup {
    html! {
        tr {
            td.num.soft { (touchpoint.node().index() + 1) }
            th scope="row" { (bdi(touchpoint.name())) }
            @if facts.known.overlay.is_some() { (flow(facts, words, touchpoint)) }
            @if let Some(measure) = measure {
                td.num {
                    @match facts.reading(touchpoint, measure.id.as_str()) {
                        Some(reading) => {
                            span.big { (numbers::score(measure, reading.value)) }
                            @if let Some((low, high)) = reading.ends {
                                span.range-text { "(" (super::scores::range(measure, low, high)) ")" }
                            }
                            span.basis {
                                @match reading.n {
                                    Some(n) => { "n " (numbers::count(n)) }
                                    None => (words.n_unknown),
                                }
                            }
                        }
                        None => (numbers::missing(words.not_asked)),
                    }
                }
            }
            td.channels { (names(facts, words, touchpoint)) }
            td {
                @match touchpoint.responsible() {
                    Some(owner) => (bdi(owner)),
                    None => (numbers::missing(words.no_owner)),
                }
            }
        }
    }
}

fn names(facts: &Facts<'_>, words: &Words, touchpoint: Touchpoint<'_>) -> Markup {
    let journey = facts.journey();
    html! {
        @if touchpoint.channels.is_empty() { span.soft { (words.any_channel) } }
        @for (place, id) in touchpoint.channels.iter().enumerate() {
            @if place > 0 { ", " }
            @let channel = journey.channel(id.as_str());
            (bdi(channel.and_then(|it| it.label.as_deref()).unwrap_or(id.as_str())))
        }
    }
}

fn flow(facts: &Facts<'_>, words: &Words, touchpoint: Touchpoint<'_>) -> Markup {
    let Some(flow) = facts.flow(touchpoint) else {
        return html! { td.num colspan="5" { (numbers::missing(words.not_counted)) } };
    };
    html! {
        td.num { (numbers::count(flow.visits)) }
        td.num { (super::stages::share(words, &flow.reached)) }
        td.num { (numbers::count(flow.starts)) " / " (numbers::count(flow.ends)) }
        td.num.loss {
            @match &flow.drop_off {
                Some(share) => (super::stages::share(words, share)),
                None => (numbers::missing(words.no_loss_here)),
            }
        }
        (super::times::cell(flow.until_next.as_ref(), words.nobody_went_on))
    }
}
