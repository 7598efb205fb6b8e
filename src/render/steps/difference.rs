//! Two groups step by step, one less the other, as a table in shades of two colours.

use maud::{Markup, html};

use super::{Basis, LEFT, StepPicture, as_f64, called, numbered, sheet, top};
use crate::{
    flow::steps::{StepDifference, StepDifferenceRow},
    render::{
        numbers::{self, Px},
        text::{self, Clean},
        words::Words,
    },
    stats::{Difference, Interval},
};

// All in pixels.
const NAMES: f64 = 172.0;
const CELL: f64 = 62.0;
const ROW: f64 = 28.0;
const GAP: f64 = 2.0;
const GRID: f64 = LEFT + NAMES;

/// The difference from which a cell is as dark as can be.
const FULL: f64 = 0.25;

/// Draws where two groups are step by step as one SVG: in each cell how many percentage points
/// more (or, with a minus and in another colour, less) of the first group are there than of the
/// second.
///
/// A difference whose interval holds 0 may be chance, and is not coloured, nor is any where a
/// group has fewer than 30 customers. Colours follow the viewer's light or dark scheme; fonts are
/// the system's. Each cell has its numbers as its title.
///
/// # Complexity
/// Linear in the number of cells.
///
/// # Example
/// ```
/// use cesta::{
///     flow::steps::{StepDifference, StepOptions, StepSum},
///     log::EventLog,
///     render::{StepPicture, step_difference_svg},
/// };
///
/// let options = StepOptions::default();
/// let buyers = EventLog::from_columns(&["ann", "ann"], &["look", "buy"], None)?;
/// let lookers = EventLog::from_columns(&["bob"], &["look"], None)?;
/// let [buyers, lookers] = [StepSum::of(&buyers, &options)?, StepSum::of(&lookers, &options)?];
/// let difference = StepDifference::of(&buyers, &lookers, &options)?;
/// let svg = step_difference_svg(&difference, &StepPicture::default());
/// assert!(svg.contains("buy, 2: 1 of 1 − 0 of 1"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn step_difference_svg(difference: &StepDifference, options: &StepPicture) -> String {
    let words = options.language.words(options.unit);
    let top = top(options);
    let end = GRID + as_f64(difference.steps.len()) * CELL;
    let width = (end + LEFT).max(520.0);
    let bottom = top + as_f64(difference.rows.len()) * ROW;
    let anchored = difference.steps.contains(&0);
    let basis = Basis {
        n: difference.first.saturating_add(difference.second),
        unanchored: 0,
        anchor: None,
    };
    let drawing = html! {
        @for (column, &step) in difference.steps.iter().enumerate() {
            text.eye.mid x=(Px(middle(column))) y=(Px(top - 10.0)) { (numbered(step, anchored)) }
        }
        @for (place, row) in difference.rows.iter().enumerate() {
            (draw_row(row, difference, words, top + as_f64(place) * ROW))
        }
        text.small.soft x=(Px(LEFT)) y=(Px(bottom + 22.0)) {
            (numbers::count(difference.first)) " " (words.steps_less) " "
            (words.customers.of_u32(difference.second)) "; " (words.steps_chance)
        }
    };
    let size = (width, bottom + 40.0);
    let kind = (words.steps_difference, "difference");
    sheet(options, kind, size, basis, &drawing).into_string()
}

fn middle(column: usize) -> f64 {
    GRID + as_f64(column) * CELL + (CELL - GAP) / 2.0
}

fn draw_row(row: &StepDifferenceRow, difference: &StepDifference, words: &Words, y: f64) -> Markup {
    let name = called(&row.place, words);
    let counts = row.first.iter().zip(&row.second);
    let cells = difference.steps.iter().zip(counts).zip(&row.differences);
    let is_enough = difference.first.min(difference.second) >= ENOUGH;
    html! {
        text.name.u.soft[row.place.name().is_none()] x=(Px(LEFT)) y=(Px(y + 18.0)) {
            (Clean(&text::one_line(name, 12.5, NAMES - 12.0)))
        }
        @for (column, ((&step, (&first, &second)), differs)) in cells.enumerate() {
            @let x = GRID + as_f64(column) * CELL;
            @let shade = differs.as_ref().filter(|_| is_enough).map_or(0.0, shade);
            g {
                title {
                    (Clean(name)) ", " (numbered(step, difference.steps.contains(&0))) ": "
                    (numbers::count(first)) " " (words.out_of) " " (numbers::count(difference.first)) " − "
                    (numbers::count(second)) " " (words.out_of) " " (numbers::count(difference.second))
                    @if let Some(differs) = differs {
                        ", " (points(differs.value))
                        @if let Some(interval) = differs.interval {
                            " (" (points(interval.low)) " – " (points(interval.high)) ")"
                        }
                    }
                }
                rect.track x=(Px(x)) y=(Px(y)) width=(Px(CELL - GAP)) height=(Px(ROW - GAP)) rx="3" {}
                @if let Some(differs) = differs {
                    @if shade > 0.0 {
                        rect.shade.less[differs.value < 0.0] x=(Px(x)) y=(Px(y)) width=(Px(CELL - GAP)) height=(Px(ROW - GAP))
                            rx="3" fill-opacity=(format!("{shade:.2}")) {}
                    }
                    @if first > 0 || second > 0 {
                        text.small.mid.on[shade >= 0.56].soft[shade <= 0.0] x=(Px(middle(column))) y=(Px(y + 17.0)) {
                            (points(differs.value))
                        }
                    }
                }
            }
        }
    }
}

/// Of how many customers a group must be for a difference to be more than chance, as where logs
/// are compared.
const ENOUGH: u32 = 30;

/// How dark a cell is: not at all where the difference may be chance.
fn shade(differs: &Difference) -> f64 {
    let is_certain = |it: &Interval| it.low > 0.0 || it.high < 0.0;
    if differs.interval.as_ref().is_some_and(is_certain) {
        0.12 + 0.88 * (differs.value.abs() / FULL).min(1.0)
    } else {
        0.0
    }
}

/// A difference of shares in percentage points, with its sign.
fn points(difference: f64) -> String {
    let text = numbers::decimal(difference * 100.0, 1);
    if difference > 0.0 && text != "0.0" {
        format!("+{text}")
    } else {
        text
    }
}
