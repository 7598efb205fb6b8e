//! The figures at the links: as many as have room.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{curve::Curve, link::Link};
use crate::{
    journey::spec::TransitionKind,
    render::{
        numbers::{self, Px},
        text,
    },
};

/// The size of the type.
const FIGURE: f64 = 10.0;
/// How much height a label needs.
const LINE: f64 = 11.0;
/// How wide the cells are in which labels look for others near them.
const CELL: f64 = 140.0;
/// Links that fewer take have no label, as the legend says.
const LABELLED: f64 = 0.05;

/// A label's place: its left and right end, and its line.
type Stretch = (f64, f64, f64);

/// The labels placed so far, by the cell of the sheet they begin in.
#[derive(Debug, Default)]
pub(super) struct Labels {
    taken: BTreeMap<(i64, i64), Vec<Stretch>>,
}

impl Labels {
    /// The share that goes this way, and how long it took them: as much of it as has room.
    pub(super) fn place(&mut self, link: &Link<'_>, curve: &Curve) -> Option<Markup> {
        let share = match link.flow {
            Some(flow) => flow.probability.value.filter(|_| flow.count > 0),
            None => link.expected,
        }?;
        // Where few go, only failures and ways out of them are worth a label.
        let telling = [TransitionKind::Failure, TransitionKind::Recovery];
        if share < LABELLED && !link.kind.is_some_and(|kind| telling.contains(&kind)) {
            return None;
        }
        let share = numbers::short_percent(share);
        let time = link.flow.and_then(|flow| flow.durations.as_ref());
        let full = time.map(|time| format!("{share} · {}", numbers::short_duration(time.median)));
        let (x, y) = curve.label;
        let text = full.into_iter().chain([share]).find(|text| {
            let width = text::width(text, FIGURE);
            let left = if curve.label_ends { x - width } else { x };
            self.take((left - 2.0, left + width + 2.0, y))
        })?;
        let class = if curve.label_ends {
            "figure end"
        } else {
            "figure"
        };
        Some(html! { text class=(class) x=(Px(x)) y=(Px(y)) { (text) } })
    }

    /// Takes a stretch of a line, unless something stands there.
    fn take(&mut self, stretch: Stretch) -> bool {
        let (left, right, y) = stretch;
        let (column, row) = (cell(left, CELL), cell(y, LINE));
        let near = (column - 1..=column + 1).flat_map(|x| (row - 1..=row + 1).map(move |y| (x, y)));
        let mut others = near.filter_map(|key| self.taken.get(&key)).flatten();
        let free = others.all(|&(other_left, other_right, other_y)| {
            right <= other_left || left >= other_right || (y - other_y).abs() >= LINE
        });
        if free {
            self.taken.entry((column, row)).or_default().push(stretch);
        }
        free
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "places on a sheet are small"
)]
fn cell(place: f64, size: f64) -> i64 {
    (place / size).floor() as i64
}
