//! The summary of a report: what matters most, on one screen.

use cesta::{
    flow::{Overlay, StageFlow},
    gap::{Finding, GapReport},
    journey::{
        Journey, Measure, Statistic,
        spec::{Level, State},
    },
    satisfaction::{Satisfaction, Score, SegmentScores},
    stats::{Interval, Share},
};
use jiff::{Timestamp, tz::TimeZone};

use super::{Head, Results};
use crate::{
    findings,
    observed::events::unknown_events,
    output::{
        called::Called,
        text::{Page, count, counted, fixed, number, percent, style},
    },
};

const NAME_CELLS: usize = 24;
const BAR_CELLS: usize = 16;
const PERCENT_CELLS: usize = 8;
/// How many findings, unknown events and unvisited touchpoints are named.
const TOP: usize = 5;

pub(super) fn page(mut page: Page, journey: &Journey, results: &Results<'_>) -> Page {
    head(&mut page, journey, &results.journey);
    if let Some(overlay) = results.overlay {
        customers(&mut page, overlay, results);
        stages(&mut page, journey, overlay);
    }
    feelings(&mut page, journey, results.satisfaction);
    gaps(&mut page, &results.gaps);
    strangers(&mut page, journey, results);
    if let Some(report) = &results.report {
        page.end();
        page.paint(style::GOOD, "Report written to ")
            .paint(style::STRONG, report)
            .end();
    }
    page
}

fn head(page: &mut Page, journey: &Journey, head: &Head<'_>) {
    page.paint(style::STRONG, journey.name()).end();
    let state = match journey.state() {
        State::AsIs => "as it is",
        State::ToBe => "as it shall be",
    };
    let parts = [
        state.to_owned(),
        counted(head.stages, "stage"),
        counted(head.touchpoints, "touchpoint"),
        counted(head.transitions, "transition"),
    ];
    page.paint(style::FAINT, parts.join(" · ")).end();
}

fn customers(page: &mut Page, overlay: &Overlay, results: &Results<'_>) {
    let called = Called::from(results.unit);
    page.end();
    page.row(called.title)
        .paint(style::STRONG, count(overlay.customers));
    if let Some((from, to)) = overlay
        .first_time
        .and_then(day)
        .zip(overlay.last_time.and_then(day))
    {
        page.plain(format_args!("  from {from} to {to}"));
    }
    page.end();
    page.row("Events")
        .paint(style::STRONG, count(overlay.events));
    page.plain(format_args!(
        "  {} on the map",
        count(overlay.mapped_events)
    ));
    page.end();
    if let Some(source) = &results.source {
        page.row("Columns").plain(source.columns).end();
    }
    page.row("Conversion");
    share(page, &overlay.conversion, called.one);
    page.end();
}

/// A share with its interval and n.
fn share(page: &mut Page, share: &Share, noun: &str) {
    estimate(page, share.value, share.interval.as_ref(), percent);
    page.plain(format_args!(", n = {}", counted(share.n, noun)));
}

/// An estimated value with its interval.
fn estimate(
    page: &mut Page,
    value: Option<f64>,
    interval: Option<&Interval>,
    shown: impl Fn(f64) -> String,
) {
    match value {
        Some(value) => page.paint(style::STRONG, shown(value)),
        None => page.plain("not known"),
    };
    if let Some(interval) = interval {
        let (low, high) = (shown(interval.low), shown(interval.high));
        let confidence = number(interval.confidence * 100.0);
        page.plain(format_args!("  {low} to {high} ({confidence} % interval)"));
    }
}

fn stages(page: &mut Page, journey: &Journey, overlay: &Overlay) {
    page.end();
    page.column(style::STRONG, "Stages", NAME_CELLS + 4);
    page.column(style::FAINT, "reached", BAR_CELLS + PERCENT_CELLS + 2);
    page.paint(style::FAINT, "lost here").end();
    for flow in &overlay.stages {
        let name = journey
            .stage(flow.stage.as_str())
            .map_or("", |stage| stage.name());
        page.plain("  ").column(style::PLAIN, name, NAME_CELLS);
        stage(page, flow);
        page.end();
    }
}

fn stage(page: &mut Page, flow: &StageFlow) {
    for (share, style) in [
        (&flow.reached, style::GOOD),
        (&flow.dropped_off, style::BAD),
    ] {
        let value = share.value.map_or_else(|| "-".to_owned(), percent);
        page.plain("  ")
            .bar(style, share.value.unwrap_or(0.0), BAR_CELLS)
            .right(style::PLAIN, value, PERCENT_CELLS);
    }
}

/// What customers said, and where they are least happy.
fn feelings(page: &mut Page, journey: &Journey, satisfaction: Option<&Satisfaction>) {
    let saddest = journey
        .touchpoints()
        .filter_map(|touchpoint| Some((touchpoint.emotion?, touchpoint.name())))
        .min_by_key(|(emotion, _)| *emotion);
    if satisfaction.is_none() && saddest.is_none() {
        return;
    }
    page.heading("Satisfaction");
    if let Some(satisfaction) = satisfaction {
        page.row("Respondents")
            .paint(style::STRONG, count(satisfaction.respondents))
            .end();
        for score in &satisfaction.overall {
            page.row("Overall");
            self::score(page, journey, score);
            page.end();
        }
        for (score, name) in lowest(journey, satisfaction) {
            page.row("Lowest score").plain(name).plain(": ");
            self::score(page, journey, score);
            page.end();
        }
    }
    if let Some((emotion, name)) = saddest {
        page.row("Lowest emotion").plain(name).plain(": ");
        page.paint(style::STRONG, format_args!("{emotion:+}"));
        page.plain(" on the map").end();
    }
    for segment in satisfaction.into_iter().flat_map(|it| &it.segments) {
        self::segment(page, journey, segment);
    }
}

/// A segment with its overall scores, or else how many it has.
fn segment(page: &mut Page, journey: &Journey, segment: &SegmentScores) {
    page.row(&segment.column)
        .plain(&segment.segment)
        .plain(": ");
    for (index, score) in segment.overall.iter().enumerate() {
        page.plain(if index > 0 { "; " } else { "" });
        self::score(page, journey, score);
    }
    if segment.overall.is_empty() {
        page.plain(counted(segment.respondents, "respondent"));
    }
    page.end();
}

/// The lowest touchpoint by each measure; measures are never mixed.
fn lowest<'r>(journey: &'r Journey, satisfaction: &'r Satisfaction) -> Vec<(&'r Score, &'r str)> {
    let lowest = |measure: &Measure| {
        let scores = satisfaction.touchpoints.iter().filter_map(|scores| {
            let score = scores.by(measure.id.as_str())?;
            let share = measure.normalised(score.value?);
            let touchpoint = journey.touchpoint(scores.id.as_str())?;
            Some((share, score, touchpoint.name()))
        });
        scores.min_by(|(one, ..), (other, ..)| one.total_cmp(other))
    };
    let measures = journey.measures().filter_map(lowest);
    measures.map(|(_, score, name)| (score, name)).collect()
}

fn score(page: &mut Page, journey: &Journey, score: &Score) {
    let measure = journey.measure(score.measure.as_str());
    let statistic = measure.map(|measure| measure.statistic);
    estimate(
        page,
        score.value,
        score.interval.as_ref(),
        |value| match statistic {
            Some(Statistic::Boxes { .. }) => percent(value / 100.0),
            Some(Statistic::Net { .. }) => fixed(value, 0),
            Some(Statistic::Mean) => fixed(value, 2),
            None => number(value),
        },
    );
    let name = measure.map_or(score.measure.as_str(), Measure::name);
    page.plain(format_args!(", {name}, n = {}", count(score.n)));
}

fn gaps(page: &mut Page, report: &GapReport) {
    page.end();
    page.paint(style::STRONG, "Gaps").plain("  ");
    findings::summary(page, report);
    let mut left = TOP;
    for level in [Level::Deny, Level::Warn, Level::Info] {
        let of_level = report
            .findings
            .iter()
            .filter(|finding| finding.level == level);
        for finding in of_level.take(left) {
            self::finding(page, finding);
            left -= 1;
        }
    }
    let more = report.findings.len().saturating_sub(TOP);
    if more > 0 {
        let more = format!("  and {more} more, in the report and by `cesta gaps`");
        page.paint(style::FAINT, more).end();
    }
}

fn finding(page: &mut Page, finding: &Finding) {
    let (word, level) = findings::level(finding.level);
    let mark = format!("{word}[{}] ", finding.rule);
    let used = 2 + mark.len();
    page.plain("  ").paint(level, mark);
    page.words(&finding.message, used, 4).end();
}

/// What the map and the data do not know of each other.
fn strangers(page: &mut Page, journey: &Journey, results: &Results<'_>) {
    let overlay = results.overlay.into_iter();
    let events = overlay.clone().flat_map(unknown_events);
    let unvisited = overlay.flat_map(|overlay| &overlay.unvisited);
    let unvisited = unvisited.filter_map(|id| journey.touchpoint(id.as_str()));
    let columns = results.satisfaction.into_iter();
    let columns = columns.flat_map(|satisfaction| &satisfaction.unknown_questions);
    let lists: [(&str, Vec<String>); 3] = [
        ("Unknown events", events.collect()),
        (
            "Never visited",
            unvisited.map(|it| it.name().to_owned()).collect(),
        ),
        ("Other columns", columns.cloned().collect()),
    ];
    if lists.iter().any(|(_, names)| !names.is_empty()) {
        page.heading("Map and data");
    }
    for (label, names) in &lists {
        page.list(label, names, TOP);
    }
}

/// The day (UTC) of a time in milliseconds.
#[expect(
    clippy::cast_possible_truncation,
    reason = "times of a log are whole milliseconds"
)]
fn day(milliseconds: f64) -> Option<String> {
    let time = Timestamp::from_millisecond(milliseconds as i64).ok()?;
    Some(time.to_zoned(TimeZone::UTC).date().to_string())
}
