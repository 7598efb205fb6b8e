//! The steps as a table in shades.

use maud::{Markup, html};

use super::{Basis, LEFT, StepPicture, as_f64, called, numbered, sheet, top};
use crate::{
    flow::steps::{StepMatrix, StepPlace, StepRow},
    render::{
        numbers::{self, Px},
        text::{self, Clean},
        words::Words,
    },
};

// All in pixels.
const NAMES: f64 = 172.0;
const CELL: f64 = 62.0;
const ROW: f64 = 28.0;
const GAP: f64 = 2.0;
const GRID: f64 = LEFT + NAMES;

/// Draws where customers are step by step as one SVG: a row a touchpoint and a column a step,
/// the darker, the more customers, with the share in each cell.
///
/// What is no touchpoint (not begun yet, the others, ended) is grey. Colours follow the viewer's
/// light or dark scheme; fonts are the system's. Each cell has its numbers as its title.
///
/// # Complexity
/// Linear in the number of cells.
///
/// # Example
/// ```
/// use cesta::{flow::steps::{StepMatrix, StepOptions}, log::EventLog, render::{StepPicture, steps_svg}};
///
/// let log = EventLog::from_columns(&["ann", "ann", "bob"], &["look", "buy", "look"], None)?;
/// let svg = steps_svg(&StepMatrix::of(&log, &StepOptions::default())?, &StepPicture::default());
/// assert!(svg.contains("look, 1: 2 customers, 100.0"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn steps_svg(matrix: &StepMatrix, options: &StepPicture) -> String {
    draw(matrix, options).into_string()
}

/// The picture.
fn draw(matrix: &StepMatrix, options: &StepPicture) -> Markup {
    let words = options.language.words(options.unit);
    let top = top(options);
    let end = GRID + as_f64(matrix.steps.len()) * CELL;
    let width = (end + LEFT).max(420.0);
    let bottom = top + as_f64(matrix.rows.len()) * ROW;
    let said = [others(matrix, words), coverage(matrix, words)];
    let said: Vec<String> = said.into_iter().flatten().collect();
    let height = bottom + if said.is_empty() { 20.0 } else { 40.0 };
    let basis = Basis {
        n: matrix.n,
        unanchored: matrix.unanchored,
        anchor: matrix.anchor.as_ref(),
    };
    let drawing = html! {
        @for (column, &step) in matrix.steps.iter().enumerate() {
            text.eye.mid x=(Px(middle(column))) y=(Px(top - 10.0)) { (numbered(step, basis.anchor.is_some())) }
        }
        @for (place, row) in matrix.rows.iter().enumerate() {
            (draw_row(row, matrix, words, top + as_f64(place) * ROW))
        }
        @if let (Some(_), Some(column)) = (basis.anchor, matrix.steps.iter().position(|&it| it == 0)) {
            rect.anchor x=(Px(GRID + as_f64(column) * CELL - 1.0)) y=(Px(top - 1.0))
                width=(Px(CELL)) height=(Px(bottom - top)) rx="4" {}
        }
        @if !said.is_empty() {
            text.small.soft x=(Px(LEFT)) y=(Px(bottom + 22.0)) { (said.join(" · ")) }
        }
    };
    sheet(
        options,
        (words.steps_title, "table"),
        (width, height),
        basis,
        &drawing,
    )
}

fn middle(column: usize) -> f64 {
    GRID + as_f64(column) * CELL + (CELL - GAP) / 2.0
}

fn draw_row(row: &StepRow, matrix: &StepMatrix, words: &Words, y: f64) -> Markup {
    let name = called(&row.place, words);
    let grey = row.place.name().is_none();
    let reached = row.reached.as_deref().unwrap_or_default();
    let cells = matrix.steps.iter().zip(&row.customers).zip(&row.shares);
    html! {
        text.name.u.soft[grey] x=(Px(LEFT)) y=(Px(y + 18.0)) { (Clean(&text::one_line(name, 12.5, NAMES - 12.0))) }
        @for (column, ((&step, &customers), &share)) in cells.enumerate() {
            @let share = share.unwrap_or(0.0).clamp(0.0, 1.0);
            @let x = GRID + as_f64(column) * CELL;
            @let dark = shade(share) >= 0.56;
            g {
                title {
                    (Clean(name)) ", " (numbered(step, matrix.anchor.is_some())) ": "
                    (words.customers.of_u32(customers)) ", " (numbers::percent(share))
                    @if let Some(&reached) = reached.get(column) {
                        "; " (words.steps_reached) ": " (numbers::count(reached))
                    }
                }
                rect.track x=(Px(x)) y=(Px(y)) width=(Px(CELL - GAP)) height=(Px(ROW - GAP)) rx="3" {}
                @if customers > 0 {
                    rect.shade.grey[grey] x=(Px(x)) y=(Px(y)) width=(Px(CELL - GAP)) height=(Px(ROW - GAP)) rx="3"
                        fill-opacity=(format!("{:.2}", shade(share))) {}
                    text.small.mid.on[dark] x=(Px(middle(column))) y=(Px(y + 17.0)) { (numbers::short_percent(share)) }
                }
            }
        }
    }
}

/// How dark a cell is; what is little is not shown as nothing.
fn shade(share: f64) -> f64 {
    // The root spreads the small shares apart, of which a table has most.
    0.08 + 0.92 * share.sqrt()
}

/// What `other` stands for.
fn others(matrix: &StepMatrix, words: &Words) -> Option<String> {
    let other = matrix.rows.iter().any(|row| row.place == StepPlace::Other);
    other.then(|| {
        format!(
            "{}: {}",
            words.steps_other,
            words.touchpoints.of_u32(matrix.others)
        )
    })
}

fn coverage(matrix: &StepMatrix, words: &Words) -> Option<String> {
    let coverage = matrix.coverage.filter(|_| matrix.others > 0)?;
    Some(format!(
        "{} {}",
        numbers::percent(coverage),
        words.steps_coverage
    ))
}
