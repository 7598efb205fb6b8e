//! Satisfaction: scores with their intervals, against target and expectation.

use std::collections::HashMap;

use maud::{Markup, html};

use crate::{
    journey::{Journey, Measure, Stage, Statistic, TouchpointId},
    render::{
        facts::{Facts, Reading},
        numbers::{self, Px},
        text::bdi,
        words::Words,
    },
    satisfaction::{EMOTION, Satisfaction, Score, Scores, SegmentScores},
};

/// Fewer answers than this support no conclusion about a segment or touchpoint.
const FEW: u32 = 30;

pub(super) fn draw(facts: &Facts<'_>, words: &Words) -> Option<Markup> {
    let measures = measures(facts);
    let known = facts.known.satisfaction.is_some() || !measures.is_empty();
    known.then(|| body(facts, words, &measures))
}

fn body(facts: &Facts<'_>, words: &Words, measures: &[&Measure]) -> Markup {
    html! {
        @match facts.known.satisfaction {
            None => p { (words.declared_scores) },
            Some(satisfaction) => {
                p.lead {
                    (words.respondents.of_u32(satisfaction.respondents)) ". " (words.satisfaction_lead)
                }
            }
        }
        @for measure in measures { (by_measure(facts, words, measure)) }
        @if let Some(satisfaction) = facts.known.satisfaction {
            (groups(facts, words, satisfaction))
            @for column in satisfaction.segments.chunk_by(|a, b| a.column == b.column) {
                (segments_overall(facts, words, column))
                @let places = places(column);
                @for measure in measures { (segments(facts, words, measure, column, &places)) }
            }
            @if !satisfaction.unknown_questions.is_empty() {
                p {
                    (words.unknown_questions) " "
                    @for (place, name) in satisfaction.unknown_questions.iter().enumerate() {
                        @if place > 0 { ", " }
                        (bdi(name))
                    }
                }
            }
        }
    }
}

/// The measures that any touchpoint has a score in, in the order of the map.
fn measures<'a>(facts: &Facts<'a>) -> Vec<&'a Measure> {
    let journey = facts.journey();
    journey
        .measures()
        .filter(|measure| {
            journey
                .touchpoints()
                .any(|it| facts.reading(it, measure.id.as_str()).is_some())
        })
        .collect()
}

/// Every touchpoint's score in one measure.
fn by_measure(facts: &Facts<'_>, words: &Words, measure: &Measure) -> Markup {
    let journey = facts.journey();
    let id = measure.id.as_str();
    let rows = journey.touchpoints().filter_map(|touchpoint| {
        let expected = touchpoint.expectations.iter().find(|it| it.measure == id);
        let expected = expected.map(|it| it.value);
        let score = facts.score(touchpoint, id);
        (score.is_some() || expected.is_some())
            .then(|| row(words, measure, touchpoint.name(), score, expected))
    });
    let rows: Vec<Markup> = rows.collect();
    let body = html! { tbody { @for row in &rows { (row) } } };
    html! {
        h3 { (bdi(measure.name())) " " small { (meaning(words, measure)) } }
        (super::table(measure.name(), "scores", &score_head(words, measure), &body))
        p.key {
            span { span.swatch.dot {} (words.key_score) }
            @if measure.target.is_some() { span { span.swatch.target {} (words.target) } }
            span { span.swatch.expected {} (words.key_expected) }
            span { span.swatch.few {} (words.key_few) }
        }
    }
}

fn score_head(words: &Words, measure: &Measure) -> Markup {
    let (low, high) = measure.range();
    html! {
        tr {
            th scope="col" { (words.touchpoint) }
            th.wide.axis scope="col" {
                span { (end(measure, low)) } span { (end(measure, high)) }
            }
            th.num scope="col" { (words.score) }
            th.num scope="col" { (words.answers_column) }
            th.num scope="col" { (words.against_target) }
            th.num scope="col" { (words.against_expectation) }
        }
    }
}

/// An end of a measure's scale.
fn end(measure: &Measure, value: f64) -> String {
    match measure.statistic {
        Statistic::Boxes { .. } => numbers::short_percent(value / 100.0),
        _ => numbers::plain(value),
    }
}

fn row(
    words: &Words,
    measure: &Measure,
    name: &str,
    score: Option<&Score>,
    expected: Option<f64>,
) -> Markup {
    let reading = score.and_then(Reading::of);
    let reading = reading.as_ref();
    let missing = score.map(|score| score.missing);
    let few = reading.and_then(|it| it.n).is_some_and(|n| n < FEW);
    html! {
        tr {
            th scope="row" { (bdi(name)) }
            td.wide { (whisker(measure, reading, expected, few)) }
            td.num {
                @match reading {
                    Some(reading) => {
                        span.big { (numbers::score(measure, reading.value)) }
                        @if let Some((low, high)) = reading.ends {
                            span.range-text { "(" (range(measure, low, high)) ")" }
                        }
                    }
                    None => (numbers::missing(words.no_answer_counts)),
                }
            }
            td.num {
                @match reading.map(|it| it.n) {
                    Some(Some(n)) => (numbers::count(n)),
                    Some(None) => (numbers::missing(words.n_unknown)),
                    None => "0",
                }
                @if few { span.basis { (words.few) } }
                @if let Some(missing) = missing.filter(|it| *it > 0) {
                    span.basis { "+ " (numbers::count(missing)) " " (words.without_answer) }
                }
            }
            td.num { (difference(words.no_target, reading, measure.target)) }
            td.num { (difference(words.no_expectation, reading, expected)) }
        }
    }
}

/// How far a score is from what it is compared with.
fn difference(reason: &str, reading: Option<&Reading>, other: Option<f64>) -> Markup {
    html! {
        @match (reading, other) {
            (Some(reading), Some(other)) => {
                @let apart = numbers::decimal(reading.value - other, 1);
                @if reading.value > other { "+" } (apart)
                span.basis { (numbers::plain(other)) }
            }
            (None, Some(other)) => span.basis { (numbers::plain(other)) },
            _ => (numbers::missing(reason)),
        }
    }
}

/// A dot with its interval on the measure's scale.
fn whisker(
    measure: &Measure,
    reading: Option<&Reading>,
    expected: Option<f64>,
    few: bool,
) -> Markup {
    let (low, high) = measure.range();
    let at = |value: f64| Px(4.0 + 312.0 * ((value - low) / (high - low)).clamp(0.0, 1.0));
    html! {
        svg.whiskers viewBox="0 0 320 22" width="320" height="22" aria-hidden="true" {
            path.rail d="M4 11H316" {}
            @if let Some(target) = measure.target { path.goal d=(format!("M{} 2V20", at(target))) {} }
            @if let Some(expected) = expected {
                path.expected d=(format!("M{} 6l5 5l-5 5l-5 -5Z", at(expected))) {}
            }
            @if let Some(reading) = reading {
                @if let Some((low, high)) = reading.ends {
                    path.range d=(format!("M{} 11H{}", at(low), at(high))) {}
                }
                circle class=(if few { "dot few" } else { "dot" }) cx=(at(reading.value)) cy="11" r="5" {}
            }
        }
    }
}

/// What a measure means, in a few words.
fn meaning(words: &Words, measure: &Measure) -> Markup {
    let scale = format!(
        "{}–{}",
        numbers::plain(measure.min),
        numbers::plain(measure.max)
    );
    html! {
        @match measure.statistic {
            Statistic::Mean => { (words.mean_of) " " (scale) }
            Statistic::Boxes { from, to } => {
                (words.share_of) " " (numbers::plain(from)) "–" (numbers::plain(to)) " " (words.on_scale) " " (scale)
            }
            Statistic::Net { promoters, detractors } => {
                (words.net_of) " " (numbers::plain(promoters)) " / " (numbers::plain(detractors)) " " (words.on_scale) " " (scale)
            }
        }
    }
}

/// A score in its measure's unit.
pub(super) fn value(words: &Words, measure: Option<&Measure>, value: Option<f64>) -> Markup {
    html! {
        @match (measure, value) {
            (Some(measure), Some(value)) => (numbers::score(measure, value)),
            (None, Some(value)) => (numbers::plain(value)),
            (_, None) => (numbers::missing(words.no_answer_counts)),
        }
    }
}

/// An interval in its measure's unit, without repeating it.
pub(super) fn range(measure: &Measure, low: f64, high: f64) -> String {
    let decimals = match measure.statistic {
        Statistic::Mean => 2,
        Statistic::Boxes { .. } => 1,
        Statistic::Net { .. } => 0,
    };
    let (low, high) = (
        numbers::decimal(low, decimals),
        numbers::decimal(high, decimals),
    );
    // Two minus signs and a dash would be hard to read.
    if low.starts_with('−') || high.starts_with('−') {
        format!("{low} … {high}")
    } else {
        format!("{low}–{high}")
    }
}

/// The journey as a whole, stages, channels and personas.
fn groups(facts: &Facts<'_>, words: &Words, satisfaction: &Satisfaction) -> Markup {
    let journey = facts.journey();
    let stage = |id: &str| journey.stage(id).map(Stage::name);
    let channel = |id: &str| journey.channel(id).and_then(|it| it.label.as_deref());
    let persona = |id: &str| journey.persona(id).and_then(|it| it.label.as_deref());
    let mut rows: Vec<(&str, Option<&str>, &[Score])> = Vec::new();
    if !satisfaction.overall.is_empty() {
        rows.push((words.whole_journey, None, &satisfaction.overall));
    }
    rows.extend(named(words.stage, &satisfaction.stages, &stage));
    rows.extend(named(words.channel, &satisfaction.channels, &channel));
    rows.extend(named(words.persona, &satisfaction.personas, &persona));
    if rows.is_empty() {
        return html! {};
    }
    let head = html! {
        tr {
            th scope="col" { (words.of_what) }
            th scope="col" { (words.measure) }
            th.wide scope="col" { (words.on_its_scale) }
            th.num scope="col" { (words.score) }
            th.num scope="col" { (words.answers_column) }
        }
    };
    let body = html! {
        tbody {
            @for (kind, name, scores) in rows {
                @for score in scores { (group_row(journey, words, kind, name, score)) }
            }
        }
    };
    html! {
        h3 { (words.groups_title) }
        (super::table(words.groups_title, "scores", &head, &body))
    }
}

fn named<'s, Id: AsRef<str>>(
    kind: &'s str,
    scores: &'s [Scores<Id>],
    name: &dyn Fn(&str) -> Option<&'s str>,
) -> Vec<(&'s str, Option<&'s str>, &'s [Score])> {
    scores
        .iter()
        .map(|it| {
            let id = it.id.as_ref();
            (kind, Some(name(id).unwrap_or(id)), it.scores.as_slice())
        })
        .collect()
}

fn group_row(
    journey: &Journey,
    words: &Words,
    kind: &str,
    name: Option<&str>,
    score: &Score,
) -> Markup {
    let measure = journey.measure(score.measure.as_str());
    let reading = Reading::of(score);
    html! {
        tr {
            th scope="row" { span.soft { (kind) } @if let Some(name) = name { " " (bdi(name)) } }
            td { (bdi(measure.map_or(score.measure.as_str(), |it| it.name()))) }
            td.wide {
                @if let Some(measure) = measure { (whisker(measure, reading.as_ref(), None, score.n < FEW)) }
            }
            td.num {
                span.big { (value(words, measure, score.value)) }
                @if let (Some(measure), Some(interval)) = (measure, score.interval) {
                    span.range-text { "(" (range(measure, interval.low, interval.high)) ")" }
                }
            }
            td.num {
                (numbers::count(score.n))
                @if score.respondents < score.n { span.basis { (words.respondents.of_u32(score.respondents)) } }
                @if score.n < FEW { span.basis { (words.few) } }
            }
        }
    }
}

/// What the respondents of a segment say, by touchpoint.
type ByTouchpoint<'s> = HashMap<&'s TouchpointId, &'s Scores<TouchpointId>>;

fn places(segments: &[SegmentScores]) -> Vec<ByTouchpoint<'_>> {
    let scores = segments.iter().map(|segment| &segment.touchpoints);
    let by_touchpoint = scores.map(|scores| scores.iter().map(|it| (&it.id, it)).collect());
    by_touchpoint.collect()
}

/// One column of respondents' properties: every value of it against every touchpoint.
fn segments(
    facts: &Facts<'_>,
    words: &Words,
    measure: &Measure,
    segments: &[SegmentScores],
    places: &[ByTouchpoint<'_>],
) -> Markup {
    let Some(first) = segments.first() else {
        return html! {};
    };
    let id = measure.id.as_str();
    if id == EMOTION && facts.measure().is_some() {
        return html! {};
    }
    let head = segment_head(words, words.touchpoint, segments);
    let body = html! {
        tbody {
            @for touchpoint in facts.journey().touchpoints().filter(|it| facts.reading(*it, id).is_some()) {
                tr {
                    th scope="row" { (bdi(touchpoint.name())) }
                    @for scores in places {
                        @let scores = scores.get(touchpoint.id());
                        td.num { (cell(words, measure, scores.and_then(|it| it.by(id)))) }
                    }
                }
            }
        }
    };
    html! {
        h3 { (words.by) " " (bdi(&first.column)) " " small { (bdi(measure.name())) } }
        (super::table(measure.name(), "segments", &head, &body))
    }
}

/// One column of respondents' properties: every value of it against the journey as a whole.
fn segments_overall(facts: &Facts<'_>, words: &Words, segments: &[SegmentScores]) -> Markup {
    let Some(first) = segments.first().filter(|it| !it.overall.is_empty()) else {
        return html! {};
    };
    let head = segment_head(words, words.measure, segments);
    let body = html! {
        tbody {
            @for score in &first.overall {
                @let id = score.measure.as_str();
                @if let Some(measure) = facts.journey().measure(id) {
                    tr {
                        th scope="row" { (bdi(measure.name())) }
                        @for segment in segments {
                            @let score = segment.overall.iter().find(|it| it.measure == id);
                            td.num { (cell(words, measure, score)) }
                        }
                    }
                }
            }
        }
    };
    html! {
        h3 { (words.by) " " (bdi(&first.column)) " " small { (words.whole_journey) } }
        (super::table(words.whole_journey, "segments", &head, &body))
    }
}

fn segment_head(words: &Words, first: &str, segments: &[SegmentScores]) -> Markup {
    html! {
        tr {
            th scope="col" { (first) }
            @for segment in segments {
                th.num scope="col" {
                    (bdi(&segment.segment)) span.basis { (words.respondents.of_u32(segment.respondents)) }
                }
            }
        }
    }
}

fn cell(words: &Words, measure: &Measure, score: Option<&Score>) -> Markup {
    html! {
        @match score {
            Some(score) => {
                span.big { (value(words, Some(measure), score.value)) }
                @if let Some(interval) = score.interval {
                    span.range-text { "(" (range(measure, interval.low, interval.high)) ")" }
                }
                span.basis { "n " (numbers::count(score.n)) @if score.n < FEW { " · " (words.few) } }
            }
            None => (numbers::missing(words.not_asked)),
        }
    }
}
