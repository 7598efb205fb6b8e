//! When customers come, as a picture: a week of hours, shaded by how many events they have.

use maud::{Markup, PreEscaped, html};
use serde::{Deserialize, Serialize};

use super::{
    Heading, Language, LogUnit,
    numbers::{self, Px},
    text::{self, Clean},
    theme,
    words::Words,
};
use crate::flow::rhythm::{Beat, Contacts, Rhythm};

/// How the picture of a rhythm is drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RhythmPicture {
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

impl Default for RhythmPicture {
    fn default() -> Self {
        Self {
            title: None,
            heading: Heading::default(),
            language: Language::default(),
            unit: LogUnit::default(),
            id_prefix: "cesta-rhythm".to_owned(),
        }
    }
}

// All in pixels.
const LEFT: f64 = 28.0;
const NAMES: f64 = 132.0;
const CELL: f64 = 26.0;
const GAP: f64 = 2.0;
const GRID: f64 = LEFT + NAMES;
const END: f64 = GRID + 24.0 * CELL;
const BARS: f64 = 120.0;
const WIDTH: f64 = END + 16.0 + BARS + 70.0 + LEFT;

/// Draws when customers come as one SVG: a row a weekday and a cell an hour, the darker, the
/// more events; bars beside and below them for weekdays and hours, and a row for each group,
/// shaded by its own busiest hour.
///
/// Colours follow the viewer's light or dark scheme; fonts are the system's. Each cell has its
/// numbers as its title.
///
/// # Complexity
/// Linear in the number of groups.
///
/// # Example
/// ```
/// use cesta::{flow::rhythm::{Rhythm, RhythmOptions}, log::EventLog, render::{RhythmPicture, rhythm_svg}};
///
/// let log = EventLog::from_columns(&["ann"], &["call"], Some(&[30_600_000]))?;
/// let rhythm = Rhythm::of(&log, &RhythmOptions::default())?;
/// let svg = rhythm_svg(&rhythm, &RhythmPicture::default());
/// assert!(svg.contains("Thursday 08:00–09:00: 1 event"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rhythm_svg(rhythm: &Rhythm, options: &RhythmPicture) -> String {
    draw(rhythm, options).into_string()
}

/// The picture, to stand alone or in a page.
pub(in crate::render) fn draw(rhythm: &Rhythm, options: &RhythmPicture) -> Markup {
    let words = options.language.words(options.unit);
    let fits = |it: &char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_');
    let prefix: String = options.id_prefix.chars().filter(fits).collect();
    let (title_id, desc_id) = (format!("{prefix}-title"), format!("{prefix}-desc"));
    let title = options.title.as_deref().unwrap_or(words.rhythm_title);
    let top = match options.heading {
        Heading::Shown => 100.0,
        Heading::Hidden => 34.0,
    };
    let (groups, bottom) = groups(rhythm, words, top + 7.0 * CELL + 76.0);
    let height = bottom + 20.0;
    html! {
        svg xmlns="http://www.w3.org/2000/svg" class="cesta cesta-rhythm"
            viewBox=(format!("0 0 {} {}", Px(WIDTH), Px(height)))
            width=(Px(WIDTH)) height=(Px(height))
            role="img" aria-labelledby=(format!("{title_id} {desc_id}")) {
            title id=(title_id) { (Clean(title)) }
            desc id=(desc_id) { (describe(&rhythm.all, words)) }
            style { (PreEscaped(theme::TOKENS)) (PreEscaped(theme::RHYTHM)) }
            rect.ground width=(Px(WIDTH)) height=(Px(height)) {}
            @if options.heading == Heading::Shown {
                text.title.u x=(Px(LEFT)) y="40" { (Clean(&text::one_line(title, 25.0, WIDTH - 2.0 * LEFT))) }
                text.lead x=(Px(LEFT)) y="62" { (describe(&rhythm.all, words)) }
            }
            (hours_head(top))
            (week(&rhythm.all, words, top))
            (below(&rhythm.all, words, top + 7.0 * CELL + 8.0))
            (groups)
        }
    }
}

/// The picture in a sentence.
fn describe(beat: &Beat, words: &Words) -> Markup {
    html! {
        (words.customers.of_u32(beat.total.customers)) " · " (words.events.of_u32(beat.total.events))
        @if let Some((day, hour)) = beat.busiest() {
            " · " (words.rhythm_busiest) " " (words.weekdays.get(day).copied().unwrap_or_default()) " " (span(hour))
        }
    }
}

fn hours_head(top: f64) -> Markup {
    html! {
        @for hour in (0..24).step_by(3) {
            text.eye x=(Px(GRID + f64::from(hour) * CELL)) y=(Px(top - 8.0)) { (format!("{hour:02}:00")) }
        }
    }
}

/// A row a weekday.
fn week(beat: &Beat, words: &Words, top: f64) -> Markup {
    let most = most(&beat.grid);
    let of_days = self::most(&beat.weekdays);
    let days = beat.grid.chunks(24).zip(&beat.weekdays).zip(words.weekdays);
    html! {
        @for (row, ((hours, day), name)) in (0_u32..).zip(days) {
            @let y = top + f64::from(row) * CELL;
            text x=(Px(LEFT)) y=(Px(y + 17.0)) { (name) }
            (cells(hours, most, y, name, words))
            (bar(*day, of_days, y))
        }
        @if let Some((day, hour)) = beat.busiest() {
            rect.most x=(Px(GRID + at(hour) * CELL)) y=(Px(top + at(day) * CELL))
                width=(Px(CELL - GAP)) height=(Px(CELL - GAP)) rx="3" {}
        }
    }
}

/// A cell an hour.
fn cells(hours: &[Contacts], most: u32, y: f64, name: &str, words: &Words) -> Markup {
    html! {
        @for (hour, contacts) in hours.iter().enumerate() {
            @let x = GRID + at(hour) * CELL;
            g {
                title {
                    (Clean(name)) " " (span(hour)) ": " (words.events.of_u32(contacts.events)) ", "
                    (words.customers.of_u32(contacts.customers))
                }
                rect.track x=(Px(x)) y=(Px(y)) width=(Px(CELL - GAP)) height=(Px(CELL - GAP)) rx="3" {}
                @if contacts.events > 0 {
                    rect.bar x=(Px(x)) y=(Px(y)) width=(Px(CELL - GAP)) height=(Px(CELL - GAP)) rx="3"
                        fill-opacity=(shade(contacts.events, most)) {}
                }
            }
        }
    }
}

/// How many events a row has, beside it.
fn bar(contacts: Contacts, most: u32, y: f64) -> Markup {
    let width = BARS * share(contacts.events, most);
    html! {
        rect.bar x=(Px(END + 16.0)) y=(Px(y + 5.0)) width=(Px(width)) height=(Px(CELL - GAP - 10.0)) rx="2" {}
        text.small x=(Px(END + 16.0 + width + 6.0)) y=(Px(y + 16.0)) { (numbers::count(contacts.events)) }
    }
}

/// Bars for the hours of every day together.
fn below(beat: &Beat, words: &Words, top: f64) -> Markup {
    const HEIGHT: f64 = 40.0;
    let most = most(&beat.hours);
    html! {
        text.soft x=(Px(LEFT)) y=(Px(top + HEIGHT - 4.0)) { (words.rhythm_every_day) }
        @for (hour, contacts) in beat.hours.iter().enumerate() {
            @let height = HEIGHT * share(contacts.events, most);
            g {
                title { (words.rhythm_every_day) " " (span(hour)) ": " (words.events.of_u32(contacts.events)) }
                rect.bar x=(Px(GRID + at(hour) * CELL)) y=(Px(top + HEIGHT - height))
                    width=(Px(CELL - GAP)) height=(Px(height)) {}
            }
        }
    }
}

/// A row a group, and where they end.
fn groups(rhythm: &Rhythm, words: &Words, top: f64) -> (Markup, f64) {
    if rhythm.groups.is_empty() {
        return (html! {}, top - 20.0);
    }
    let all = rhythm.groups.iter().map(|it| it.beat.total.events).max();
    let rows = top + 14.0;
    let end = rows + at(rhythm.groups.len()) * CELL;
    let markup = html! {
        text.eye x=(Px(LEFT)) y=(Px(top)) { (words.rhythm_groups) }
        @for (row, group) in (0_u32..).zip(&rhythm.groups) {
            @let y = rows + f64::from(row) * CELL;
            text.u x=(Px(LEFT)) y=(Px(y + 17.0)) { (Clean(&text::one_line(&group.name, 12.0, NAMES - 10.0))) }
            (cells(&group.beat.hours, most(&group.beat.hours), y, &group.name, words))
            (bar(group.beat.total, all.unwrap_or(0), y))
        }
        @if let Some(others) = rhythm.others {
            text.soft x=(Px(LEFT)) y=(Px(end + 16.0)) {
                (words.more.of_u32(others.groups)) ": " (words.events.of_u32(others.events))
            }
        }
    };
    (
        markup,
        if rhythm.others.is_some() {
            end + 24.0
        } else {
            end
        },
    )
}

fn most(contacts: &[Contacts]) -> u32 {
    contacts.iter().map(|it| it.events).max().unwrap_or(0)
}

fn share(part: u32, most: u32) -> f64 {
    f64::from(part) / f64::from(most.max(1))
}

/// How dark a cell is; what is little is not shown as nothing.
fn shade(events: u32, most: u32) -> String {
    format!("{:.2}", 0.08 + 0.92 * share(events, most))
}

fn at(place: usize) -> f64 {
    u32::try_from(place).map_or(0.0, f64::from)
}

/// An hour from its beginning to its end.
fn span(hour: usize) -> String {
    format!("{hour:02}:00–{:02}:00", (hour + 1) % 24)
}
