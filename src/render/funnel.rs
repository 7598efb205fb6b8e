//! A funnel as a picture: a bar a step, and between them who goes on.

use maud::{Markup, PreEscaped, html};
use serde::{Deserialize, Serialize};

use super::{
    Heading, Language, LogUnit,
    numbers::{self, Px, THIN},
    text::{self, Clean},
    theme,
    words::{Noun, Words},
};
use crate::{
    flow::funnel::{Funnel, FunnelCounting, FunnelSegment, ReachedStep},
    stats::Share,
};

/// How the picture of a funnel is drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct FunnelPicture {
    /// The heading; what the picture shows where it is left out.
    pub title: Option<String>,
    /// Whether the picture carries its heading.
    pub heading: Heading,
    /// The language of the picture's own words.
    pub language: Language,
    /// Whom it is about.
    pub unit: LogUnit,
    /// What every id in the picture begins with, so that several pictures fit on one page;
    /// characters other than ASCII letters, digits, `-` and `_` are left out.
    pub id_prefix: String,
}

impl Default for FunnelPicture {
    fn default() -> Self {
        Self {
            title: None,
            heading: Heading::default(),
            language: Language::default(),
            unit: LogUnit::default(),
            id_prefix: "cesta-funnel".to_owned(),
        }
    }
}

// All in pixels.
const LEFT: f64 = 28.0;
const NAMES: f64 = 176.0;
const BARS: f64 = LEFT + NAMES;
const LENGTH: f64 = 480.0;
const FIGURES: f64 = BARS + LENGTH + 20.0;
const WIDTH: f64 = FIGURES + 196.0 + LEFT;
const BAR: f64 = 36.0;
const STEP: f64 = BAR + 40.0;
const SEGMENT: f64 = 44.0;

/// Draws a funnel as one SVG: a bar a step, as long as the share of those who entered that
/// reached it, with the end of its interval marked; between two bars who goes on and who is lost;
/// and, where it is broken down, a small funnel for each segment.
///
/// Colours follow the viewer's light or dark scheme; fonts are the system's. Each bar has its
/// numbers as its title.
///
/// # Complexity
/// Linear in the number of steps and segments.
///
/// # Example
/// ```
/// use cesta::{
///     flow::funnel::{Funnel, FunnelOptions, FunnelStep},
///     log::EventLog,
///     render::{FunnelPicture, funnel_svg},
/// };
///
/// let log = EventLog::from_columns(&["ann", "ann", "bob"], &["look", "buy", "look"], None)?;
/// let steps = ["look", "buy"].map(|it| FunnelStep::new(it, [it])).to_vec();
/// let funnel = Funnel::of(&log, &FunnelOptions { steps, ..FunnelOptions::default() })?;
/// let svg = funnel_svg(&funnel, &FunnelPicture::default());
/// assert!(svg.contains("buy: 1 of 2"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn funnel_svg(funnel: &Funnel, options: &FunnelPicture) -> String {
    draw(funnel, options).into_string()
}

/// The picture, to stand alone or in a page.
pub(in crate::render) fn draw(funnel: &Funnel, options: &FunnelPicture) -> Markup {
    let words = options.language.words(options.unit);
    let fits = |it: &char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_');
    let prefix: String = options.id_prefix.chars().filter(fits).collect();
    let (title_id, desc_id) = (format!("{prefix}-title"), format!("{prefix}-desc"));
    let title = options.title.as_deref().unwrap_or(words.funnel_title);
    let top = match options.heading {
        Heading::Shown => 92.0,
        Heading::Hidden => 28.0,
    };
    let below = top + at(funnel.steps.len()) * STEP;
    let segments_end = if funnel.segments.is_empty() {
        below - 20.0
    } else {
        below + 44.0 + at(funnel.segments.len()) * SEGMENT
    };
    let height = segments_end + 12.0;
    html! {
        svg xmlns="http://www.w3.org/2000/svg" class="cesta cesta-funnel"
            viewBox=(format!("0 0 {} {}", Px(WIDTH), Px(height)))
            width=(Px(WIDTH)) height=(Px(height))
            role="img" aria-labelledby=(format!("{title_id} {desc_id}")) {
            title id=(title_id) { (Clean(title)) }
            desc id=(desc_id) { (describe(funnel, words)) }
            style { (PreEscaped(theme::TOKENS)) (PreEscaped(theme::FUNNEL)) }
            rect.ground width=(Px(WIDTH)) height=(Px(height)) {}
            @if options.heading == Heading::Shown {
                text.title.u x=(Px(LEFT)) y="40" { (Clean(&text::one_line(title, 25.0, WIDTH - 2.0 * LEFT))) }
                text.lead x=(Px(LEFT)) y="62" { (describe(funnel, words)) }
            }
            @for (place, step) in funnel.steps.iter().enumerate() {
                @let y = top + at(place) * STEP;
                (bar(place, step, funnel, y, words))
                @if let Some(next) = funnel.steps.get(place + 1) {
                    (between(step, next, y + BAR, words))
                }
            }
            @if !funnel.segments.is_empty() {
                text.eye x=(Px(LEFT)) y=(Px(below + 14.0)) { (words.funnel_segments) }
                @for (row, segment) in funnel.segments.iter().enumerate() {
                    (small(segment, below + 30.0 + at(row) * SEGMENT, funnel, words))
                }
            }
        }
    }
}

/// What is counted.
fn units(funnel: &Funnel, words: &'static Words) -> &'static Noun {
    match funnel.counting {
        FunnelCounting::Customers => &words.customers,
        FunnelCounting::Sessions => &words.sessions,
        FunnelCounting::Totals => &words.attempts,
    }
}

/// The picture in a sentence.
fn describe(funnel: &Funnel, words: &'static Words) -> Markup {
    let entered = funnel.steps.first().map_or(0, |it| it.reached);
    html! {
        (units(funnel, words).of_u32(entered))
        @if let Some(share) = numbers::share(&funnel.conversion) {
            " · " (share) " " (words.funnel_converted)
        }
        @if let Some(whole) = &funnel.duration {
            " · " (words.median) " " (numbers::duration(whole.median))
        }
        @if funnel.open > 0 {
            " · " (numbers::count(funnel.open)) " " (words.funnel_open)
        }
    }
}

/// A step: its bar, and the share of the first step that it is.
fn bar(place: usize, step: &ReachedStep, funnel: &Funnel, y: f64, words: &'static Words) -> Markup {
    let share = step.from_first.value.unwrap_or(0.0);
    let middle = y + BAR / 2.0;
    html! {
        g {
            title {
                (Clean(&step.name)) ": "
                (numbers::count(step.from_first.count)) " " (words.out_of) " "
                (units(funnel, words).of_u32(step.from_first.n))
                @if let Some(share) = numbers::share(&step.from_first) { ", " (share) }
            }
            text.name.u x=(Px(LEFT)) y=(Px(middle - 1.0)) {
                (Clean(&text::one_line(&step.name, 13.0, NAMES - 14.0)))
            }
            text.small.soft x=(Px(LEFT)) y=(Px(middle + 14.0)) {
                @if step.optional { (words.funnel_optional) }
                @else if let Some(durations) = &step.durations {
                    (words.funnel_after) " " (numbers::duration(durations.median))
                }
            }
            rect.track x=(Px(BARS)) y=(Px(y)) width=(Px(LENGTH)) height=(Px(BAR)) rx="5" {}
            rect.bar.optional[step.optional] x=(Px(BARS)) y=(Px(y)) width=(Px((LENGTH * share).max(1.5)))
                height=(Px(BAR)) rx=(Px((LENGTH * share / 2.0).clamp(0.5, 5.0))) {}
            // The first step is all of itself: there is nothing uncertain about it.
            @if place > 0 { (whisker(&step.from_first, BARS, LENGTH, middle)) }
            text.figure x=(Px(FIGURES)) y=(Px(middle - 1.0)) {
                (step.from_first.value.map_or_else(|| "–".to_owned(), numbers::percent))
                @if place > 0 && let Some(interval) = numbers::share_interval(&step.from_first) {
                    tspan.small.soft dx="6" { (interval) }
                }
            }
            text.small.soft x=(Px(FIGURES)) y=(Px(middle + 14.0)) {
                (units(funnel, words).of_u32(step.reached))
                @if step.open > 0 { " · " (numbers::count(step.open)) " " (words.funnel_open) }
            }
        }
    }
}

/// The ends of a share's interval, at the end of its bar.
fn whisker(share: &Share, left: f64, length: f64, middle: f64) -> Markup {
    let Some(interval) = share.interval else {
        return html! {};
    };
    let (low, high) = (left + length * interval.low, left + length * interval.high);
    let caps = format!(
        "M{} {}v10m0-5H{}m0-5v10",
        Px(low),
        Px(middle - 5.0),
        Px(high)
    );
    html! { path.whisker d=(caps) {} }
}

/// From one step to the next: how many go on, and how many are lost.
fn between(step: &ReachedStep, next: &ReachedStep, y: f64, words: &Words) -> Markup {
    let end = |step: &ReachedStep| BARS + LENGTH * step.from_first.value.unwrap_or(0.0);
    let bottom = y + STEP - BAR;
    let shape = format!(
        "M{} {}H{}L{} {}H{}Z",
        Px(BARS),
        Px(y),
        Px(end(step)),
        Px(end(next)),
        Px(bottom),
        Px(BARS)
    );
    let middle = f64::midpoint(y, bottom) + 4.0;
    html! {
        path.fall d=(shape) {}
        text.on-way x=(Px(BARS + 12.0)) y=(Px(middle)) {
            @if let Some(share) = next.from_previous.value {
                tspan.strong { (numbers::percent(share)) }
                @if let Some(interval) = numbers::share_interval(&next.from_previous) {
                    tspan.soft dx="4" { (interval) }
                }
                tspan dx="6" { (words.funnel_go_on) }
            }
            @if step.lost > 0 {
                tspan.loss dx="14" { "−" (numbers::count(step.lost)) " " (words.leave) }
                @if let Some(last) = step.last_touchpoints.first() {
                    tspan.soft.u dx="4" {
                        "(" (words.funnel_last) " " (Clean(&text::one_line(&last.touchpoint, 11.0, 150.0))) ")"
                    }
                }
            }
        }
    }
}

/// A segment: its steps as small columns, its conversion as a bar, and how it differs.
fn small(segment: &FunnelSegment, y: f64, funnel: &Funnel, words: &'static Words) -> Markup {
    const TALL: f64 = SEGMENT - 14.0;
    const ROOM: f64 = 132.0;
    let left = BARS + ROOM + 12.0;
    let length = LENGTH - ROOM - 12.0;
    let middle = y + TALL / 2.0;
    let wide = (ROOM / at(segment.steps.len().max(1))).min(26.0);
    let others = || words.funnel_others.of_u32(segment.values);
    let name = segment.value.clone().unwrap_or_else(others);
    let entered = segment.steps.first().map_or(0, |it| it.reached);
    let share = segment.conversion.value.unwrap_or(0.0);
    html! {
        g {
            title {
                (Clean(&name)) ": " (units(funnel, words).of_u32(segment.conversion.n))
                @if let Some(share) = numbers::share(&segment.conversion) { ", " (share) }
            }
            text.name.u x=(Px(LEFT)) y=(Px(middle - 1.0)) { (Clean(&text::one_line(&name, 13.0, NAMES - 14.0))) }
            text.small.soft x=(Px(LEFT)) y=(Px(middle + 13.0)) { (units(funnel, words).of_u32(entered)) }
            @for (place, step) in segment.steps.iter().enumerate() {
                @let tall = (TALL * step.from_first.value.unwrap_or(0.0)).max(1.0);
                @let x = BARS + at(place) * wide;
                rect.track x=(Px(x)) y=(Px(y)) width=(Px(wide - 2.0)) height=(Px(TALL)) rx="2" {}
                rect.bar x=(Px(x)) y=(Px(y + TALL - tall)) width=(Px(wide - 2.0)) height=(Px(tall)) rx="1" {}
            }
            rect.track x=(Px(left)) y=(Px(middle - 7.0)) width=(Px(length)) height="14" rx="3" {}
            rect.bar x=(Px(left)) y=(Px(middle - 7.0)) width=(Px((length * share).max(1.0))) height="14" rx="3" {}
            (whisker(&segment.conversion, left, length, middle))
            text.figure x=(Px(FIGURES)) y=(Px(middle - 1.0)) {
                (segment.conversion.value.map_or_else(|| "–".to_owned(), numbers::percent))
                @if let Some(interval) = numbers::share_interval(&segment.conversion) {
                    tspan.small.soft dx="6" { (interval) }
                }
            }
            text.small.soft x=(Px(FIGURES)) y=(Px(middle + 13.0)) { (difference(segment, words)) }
        }
    }
}

/// How a segment differs from all others, in points, with its interval.
fn difference(segment: &FunnelSegment, words: &Words) -> Markup {
    let Some(difference) = segment.difference else {
        return html! { (words.funnel_too_few) };
    };
    let points = |share: f64| {
        let text = numbers::decimal(share * 100.0, 1);
        if share > 0.0 {
            format!("+{text}")
        } else {
            text
        }
    };
    let class = match segment.adjusted_p {
        Some(p) if p < 0.05 && difference.value > 0.0 => "gain",
        Some(p) if p < 0.05 => "loss",
        _ => "soft",
    };
    html! {
        tspan class=(class) { (points(difference.value)) (THIN) (words.funnel_points) }
        @if let Some(interval) = difference.interval {
            tspan dx="4" { "(" (points(interval.low)) " – " (points(interval.high)) ")" }
        }
    }
}

fn at(place: usize) -> f64 {
    u32::try_from(place).map_or(0.0, f64::from)
}
