//! The emotion line: how the journey feels, beneath the stages it belongs to.
//!
//! Every touchpoint has its place on the line, in map order within its stage's width, with the
//! number of its card. Where a feeling is unknown the line has a gap. Where no emotion is known
//! at all but there are scores, the line shows the score on its own scale instead, and says so.

use maud::{Markup, html};

use super::{
    Sheet,
    layout::{Band, LEFT, RIGHT, as_f64},
    pen::Pen,
};
use crate::{
    journey::{Measure, Statistic, Touchpoint},
    render::{
        facts::Reading,
        numbers::{self, Px},
        text::{self, Clean},
        words::Words,
    },
};

const ABOVE: f64 = 58.0;
const HEIGHT: f64 = 116.0;
const BELOW: f64 = 44.0;

/// A touchpoint's point on the line.
struct Point<'j> {
    x: f64,
    touchpoint: Touchpoint<'j>,
    reading: Option<Reading>,
}

/// The scale of the line.
struct Scale<'j> {
    title: &'j str,
    low: f64,
    middle: f64,
    high: f64,
    measure: Option<&'j Measure>,
}

/// The lane and its height; nothing where nothing is known.
pub(super) fn draw(sheet: &Sheet<'_>) -> (Markup, f64) {
    let Some((measure, readings)) = sheet.facts.line() else {
        return (html! {}, 0.0);
    };
    let scale = Scale::of(sheet.words, measure);
    let points = points(sheet, &readings);
    let top = sheet.layout.bottom + ABOVE;
    let at = |value: f64| top + HEIGHT * (1.0 - scale.share(value).clamp(0.0, 1.0));
    (
        lane(sheet, &scale, &points, top, &at),
        ABOVE + HEIGHT + BELOW,
    )
}

impl<'j> Scale<'j> {
    /// The scale of a measure, around its target; that of emotions where there is no measure.
    fn of(words: &'static Words, measure: Option<&'j Measure>) -> Self {
        let Some(measure) = measure else {
            return Self {
                title: words.emotion,
                low: -2.0,
                middle: 0.0,
                high: 2.0,
                measure: None,
            };
        };
        let (low, high) = measure.range();
        Self {
            title: measure.name(),
            low,
            middle: measure.target.unwrap_or(f64::midpoint(low, high)),
            high,
            measure: Some(measure),
        }
    }

    /// A value's place from the worst, 0, to the best, 1.
    fn share(&self, value: f64) -> f64 {
        match self.measure {
            Some(measure) => measure.normalised(value),
            None => (value - self.low) / (self.high - self.low),
        }
    }

    /// A value in words.
    fn text(&self, value: f64) -> String {
        match self.measure {
            Some(measure) => numbers::score(measure, value),
            None if value > 0.0 => format!("+{}", numbers::plain(value)),
            None => numbers::plain(value),
        }
    }
}

fn points<'j>(sheet: &Sheet<'j>, readings: &[Option<Reading>]) -> Vec<Point<'j>> {
    let journey = sheet.facts.journey();
    let mut points = Vec::new();
    for (stage, band) in journey.stages().zip(&sheet.layout.bands) {
        let step = band.width / as_f64(stage.touchpoints().len().max(1));
        for (place, touchpoint) in stage.touchpoints().enumerate() {
            points.push(Point {
                x: band.left + step * (as_f64(place) + 0.5),
                touchpoint,
                reading: readings.get(touchpoint.node().index()).copied().flatten(),
            });
        }
    }
    points
}

fn lane(
    sheet: &Sheet<'_>,
    scale: &Scale<'_>,
    points: &[Point<'_>],
    top: f64,
    at: &dyn Fn(f64) -> f64,
) -> Markup {
    let words = sheet.words;
    let right = sheet.layout.width - RIGHT;
    let (middle, bottom) = (at(scale.middle), top + HEIGHT);
    let known: Vec<Vec<(f64, f64)>> = runs(points, at);
    let extremes = extremes(points, scale);
    let above = format!("{}-above", sheet.prefix);
    let below = format!("{}-below", sheet.prefix);
    let across = |y: f64| format!("M{} {}H{}", Px(LEFT), Px(y), Px(right));
    html! {
        g {
            title { (words.emotion_line) }
            text.eye x=(Px(LEFT)) y=(Px(top - 34.0)) { (Clean(scale.title)) }
            clipPath id=(above) { rect x="0" y=(Px(top - 20.0)) width=(Px(sheet.layout.width)) height=(Px(middle - top + 20.0)) {} }
            clipPath id=(below) { rect x="0" y=(Px(middle)) width=(Px(sheet.layout.width)) height=(Px(bottom - middle + 20.0)) {} }
            @for band in sheet.layout.bands.iter().skip(1) { (divider(*band, top)) }
            @for (clip, class) in [(&above, "mood-high"), (&below, "mood-low")] {
                g clip-path=(format!("url(#{clip})")) {
                    @for run in &known {
                        @if let (Some(first), Some(last)) = (run.first(), run.last()) {
                            path class=(class) d=(format!("{} L{} {m} L{} {m}Z", smooth(run), Px(last.0), Px(first.0), m = Px(middle))) {}
                        }
                    }
                }
            }
            path.grid stroke-dasharray="2 4" d=(across(top)) {}
            path.grid stroke-dasharray="2 4" d=(across(bottom)) {}
            path.zero d=(across(middle)) {}
            (axis(scale, at))
            @for run in &known { path.mood d=(smooth(run)) {} }
            @for point in points { (mark(sheet, scale, point, extremes, at, bottom)) }
        }
    }
}

/// A line between two stages.
fn divider(band: Band, top: f64) -> Markup {
    let x = band.left - band.gutter / 2.0;
    html! { path.grid d=(format!("M{} {}v{}", Px(x), Px(top - 14.0), Px(HEIGHT + 52.0))) {} }
}

/// The ends of the scale, with a face each.
fn axis(scale: &Scale<'_>, at: &dyn Fn(f64) -> f64) -> Markup {
    let value = |value: f64| match scale.measure {
        Some(measure) if matches!(measure.statistic, Statistic::Boxes { .. }) => {
            numbers::short_percent(value / 100.0)
        }
        None if value > 0.0 => format!("+{}", numbers::plain(value)),
        _ => numbers::plain(value),
    };
    html! {
        @for (end, smile) in [(scale.high, 4.0), (scale.middle, 0.0), (scale.low, -4.0)] {
            @let y = at(end);
            @if scale.measure.is_none() {
                circle.zero cx="20" cy=(Px(y)) r="8" {}
                circle.soft cx="17" cy=(Px(y - 2.0)) r="1" {}
                circle.soft cx="23" cy=(Px(y - 2.0)) r="1" {}
                path.zero stroke-linecap="round" d=(format!("M16.5 {y}q3.5 {smile} 7 0", y = Px(y + 3.5 - smile / 4.0))) {}
            }
            text.small.soft.end x=(Px(LEFT - 8.0)) y=(Px(y + 3.5)) { (value(end)) }
        }
    }
}

/// The touchpoints with the lowest and the highest value, the first of each.
fn extremes(points: &[Point<'_>], scale: &Scale<'_>) -> Option<(usize, usize)> {
    let mut known = points.iter().filter_map(|point| {
        Some((
            scale.share(point.reading?.value),
            point.touchpoint.node().index(),
        ))
    });
    let first = known.next()?;
    let (mut low, mut high) = (first, first);
    for point in known {
        if point.0 < low.0 {
            low = point;
        }
        if point.0 > high.0 {
            high = point;
        }
    }
    (high.0 > low.0).then_some((low.1, high.1))
}

fn mark(
    sheet: &Sheet<'_>,
    scale: &Scale<'_>,
    point: &Point<'_>,
    extremes: Option<(usize, usize)>,
    at: &dyn Fn(f64) -> f64,
    bottom: f64,
) -> Markup {
    let index = point.touchpoint.node().index();
    let worst = extremes.is_some_and(|(low, _)| low == index);
    let best = extremes.is_some_and(|(_, high)| high == index);
    html! {
        text.small.soft.mid x=(Px(point.x)) y=(Px(bottom + 36.0)) { (index + 1) }
        @if let Some(reading) = &point.reading {
            @let y = at(reading.value);
            @if let Some((low, high)) = reading.ends {
                path.whisker d=(format!("M{x} {}V{}", Px(at(low)), Px(at(high)), x = Px(point.x))) {}
            }
            circle class=(if best { "dot best" } else if worst { "dot worst" } else { "dot" })
                cx=(Px(point.x)) cy=(Px(y)) r=(if best || worst { "5" } else { "3.6" }) {
                title {
                    (Clean(point.touchpoint.name())) ": " (scale.text(reading.value))
                    @if let Some(n) = reading.n { " · n " (numbers::count(n)) }
                }
            }
            @if best || worst {
                @let room = 170.0;
                @let name = text::one_line(point.touchpoint.name(), 11.0, room);
                @let x = point.x.clamp(LEFT + 60.0, (sheet.layout.width - RIGHT - 60.0).max(LEFT + 60.0));
                text.figure.small.mid.u x=(Px(x)) y=(Px(if best { y - 12.0 } else { y + 19.0 })) {
                    (Clean(&name)) " "
                    tspan font-weight="700" { (scale.text(reading.value)) }
                }
            }
        }
    }
}

/// The stretches of the line without a gap.
fn runs(points: &[Point<'_>], at: &dyn Fn(f64) -> f64) -> Vec<Vec<(f64, f64)>> {
    points
        .chunk_by(|a, b| a.reading.is_some() == b.reading.is_some())
        .map(|run| {
            run.iter()
                .filter_map(|point| Some((point.x, at(point.reading?.value))))
                .collect::<Vec<_>>()
        })
        .filter(|run| !run.is_empty())
        .collect()
}

/// A smooth line through points that never swings beyond them: a cubic Hermite curve with the
/// tangents of Fritsch and Carlson (1980), limited as Fritsch and Butland (1984) do.
fn smooth(points: &[(f64, f64)]) -> Pen {
    let slopes: Vec<f64> = points
        .windows(2)
        .map(|pair| match pair {
            [a, b] if b.0 > a.0 => (b.1 - a.1) / (b.0 - a.0),
            _ => 0.0,
        })
        .collect();
    let tangent = |place: usize| {
        let before = place.checked_sub(1).and_then(|it| slopes.get(it)).copied();
        let after = slopes.get(place).copied();
        match (before, after) {
            (Some(a), Some(b)) if a * b > 0.0 => 2.0 * a * b / (a + b),
            _ => 0.0,
        }
    };
    let Some(&first) = points.first() else {
        return Pen::polygon(&[]);
    };
    let mut path = Pen::at(first);
    for (place, pair) in points.windows(2).enumerate() {
        let &[(x0, y0), (x1, y1)] = pair else {
            continue;
        };
        let third = (x1 - x0) / 3.0;
        path = path.curve(
            (x0 + third, y0 + tangent(place) * third),
            (x1 - third, y1 - tangent(place + 1) * third),
            (x1, y1),
        );
    }
    path
}
