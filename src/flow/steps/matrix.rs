//! The steps as a table: a row a touchpoint, a column a step.

use serde::{Deserialize, Serialize};

use super::{
    Anchor, StepError, StepOptions, StepPlace, StepSum,
    tally::{END, START, TOUCHPOINTS},
};
use crate::{log::EventLog, sort};

/// Where customers are, step by step: of those who have an anchor (all, where none is asked
/// for), how many are at which touchpoint.
///
/// Every customer is somewhere at every step, so that each step's shares add up to 1: before
/// the first event at `start`, after the last one at `end`. Rows are in this order: `start`,
/// touchpoints by their customers over all steps (most first, then by name), `other`, `end`;
/// those without any customer are left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StepMatrix {
    /// How many customers there are.
    pub customers: u32,
    /// How many of them have no anchor, and are left out.
    pub unanchored: u32,
    /// How many are looked at: what shares are of.
    pub n: u32,
    /// What step 0 is; `None` where step 1 is each customer's first event.
    pub anchor: Option<Anchor>,
    /// The steps: from 1, or around 0.
    pub steps: Vec<i32>,
    /// Where customers are.
    pub rows: Vec<StepRow>,
    /// How many touchpoints `other` stands for.
    pub others: u32,
    /// The share of the events of these steps that have a row of their own; `None` where there
    /// is no event.
    pub coverage: Option<f64>,
}

/// How many customers are at a place, step by step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StepRow {
    /// The place.
    pub place: StepPlace,
    /// By step: how many customers are there.
    pub customers: Vec<u32>,
    /// By step: their share, from 0 to 1; `None` where there is nobody at all.
    pub shares: Vec<Option<f64>>,
    /// By step: how many have been there by then, from the first of these steps on; `None` for
    /// what is no touchpoint.
    pub reached: Option<Vec<u32>>,
}

impl StepMatrix {
    /// The steps of a log's customers.
    ///
    /// # Errors
    /// [`StepError::InvalidOptions`]; [`StepError::UnknownTouchpoint`] for an anchor that the
    /// log does not know.
    ///
    /// # Complexity
    /// As [`StepSum::of`].
    ///
    /// # Example
    /// ```
    /// use cesta::{flow::steps::{StepMatrix, StepOptions}, log::EventLog};
    ///
    /// let log = EventLog::from_columns(&["ann", "ann", "bob"], &["look", "buy", "look"], None)?;
    /// let it = StepMatrix::of(&log, &StepOptions { max_steps: 2, ..StepOptions::default() })?;
    /// let names: Vec<_> = it.rows.iter().map(|row| row.place.name().unwrap_or("end")).collect();
    /// assert_eq!(names, ["look", "buy", "end"]);
    /// assert_eq!(it.rows[2].shares, [Some(0.0), Some(0.5)]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(log: &EventLog, options: &StepOptions) -> Result<Self, StepError> {
        StepSum::of_known(log, options)?.matrix(options)
    }

    /// The row of a touchpoint.
    pub fn row(&self, touchpoint: &str) -> Option<&StepRow> {
        let mut rows = self.rows.iter();
        rows.find(|row| row.place.name() == Some(touchpoint))
    }
}

/// The rows of a table before any are put together.
pub(super) struct Cells {
    pub(super) start: Vec<u32>,
    pub(super) end: Vec<u32>,
    /// By touchpoint.
    pub(super) touchpoints: Vec<Vec<u32>>,
}

impl StepSum {
    /// The sum of a log that must know the anchor.
    pub(super) fn of_known(log: &EventLog, options: &StepOptions) -> Result<Self, StepError> {
        options.check()?;
        if let Some(anchor) = &options.anchor
            && log.touchpoints().find(&anchor.touchpoint).is_none()
        {
            return Err(StepError::UnknownTouchpoint {
                touchpoint: anchor.touchpoint.clone(),
            });
        }
        Self::of(log, options)
    }

    /// The options, if they ask for what was counted.
    pub(super) fn check(&self, options: &StepOptions) -> Result<(), StepError> {
        options.check()?;
        if options.window() == *self.window() {
            Ok(())
        } else {
            Err(StepError::DifferentWindows)
        }
    }

    /// The table.
    ///
    /// # Errors
    /// [`StepError::InvalidOptions`]; [`StepError::DifferentWindows`] for options that ask for
    /// other steps than were counted.
    ///
    /// # Complexity
    /// `O(t k + t log t)` for `t` touchpoints and `k` steps.
    pub fn matrix(&self, options: &StepOptions) -> Result<StepMatrix, StepError> {
        self.check(options)?;
        let n = self.anchored();
        let cells = self.cells();
        let mut rows: Vec<(u64, StepRow)> = Vec::new();
        let mut other = vec![0; cells.start.len()];
        let (mut others, mut shown, mut all) = (0, 0, 0);
        let reached = self.reached();
        for ((name, customers), reached) in self
            .touchpoints()
            .iter()
            .zip(cells.touchpoints)
            .zip(reached)
        {
            let events: u64 = customers.iter().copied().map(u64::from).sum();
            all += events;
            if is_shown(&customers, n, options.min_share) {
                shown += events;
                let place = StepPlace::touchpoint(name);
                rows.push((events, row(place, customers, n, Some(reached))));
            } else {
                others += 1;
                add(&mut other, &customers);
            }
        }
        sort::by_key(&mut rows, |&(events, _)| std::cmp::Reverse(events));
        let start = row(StepPlace::Start, cells.start, n, None);
        let last = [
            row(StepPlace::Other, other, n, None),
            row(StepPlace::End, cells.end, n, None),
        ];
        let rows = rows.into_iter().map(|(_, row)| row);
        let rows = std::iter::once(start).chain(rows).chain(last);
        #[expect(clippy::cast_precision_loss, reason = "the nearest number is meant")]
        let coverage = (all > 0).then(|| shown as f64 / all as f64);
        Ok(StepMatrix {
            customers: self.customers(),
            unanchored: self.unanchored(),
            n,
            anchor: options.anchor.clone(),
            steps: self.window().numbers(),
            rows: rows
                .filter(|row| row.customers.iter().any(|&it| it > 0))
                .collect(),
            others,
            coverage,
        })
    }

    /// How many customers are where, by step.
    pub(super) fn cells(&self) -> Cells {
        let columns = self.window().columns();
        let mut begun = vec![0_u32; columns];
        let mut end = vec![0_u32; columns];
        let mut touchpoints = vec![vec![0_u32; columns]; self.touchpoints().len()];
        for it in self.moves() {
            let column = it.column as usize;
            let row = match it.to {
                START => None,
                END => Some(&mut end),
                place => touchpoints.get_mut((place - TOUCHPOINTS) as usize),
            };
            for row in row
                .into_iter()
                .chain((it.from == START).then_some(&mut begun))
            {
                if let Some(cell) = row.get_mut(column) {
                    *cell = cell.saturating_add(it.customers);
                }
            }
        }
        cumulate(&mut begun);
        cumulate(&mut end);
        let n = self.anchored();
        let start = begun.into_iter().map(|begun| n.saturating_sub(begun));
        Cells {
            start: start.collect(),
            end,
            touchpoints,
        }
    }

    /// How many customers have met each touchpoint, by step.
    fn reached(&self) -> Vec<Vec<u32>> {
        let columns = self.window().columns();
        let mut reached = vec![vec![0_u32; columns]; self.touchpoints().len()];
        for it in self.firsts() {
            let row = reached.get_mut((it.place - TOUCHPOINTS) as usize);
            if let Some(cell) = row.and_then(|row| row.get_mut(it.column as usize)) {
                *cell = cell.saturating_add(it.customers);
            }
        }
        for row in &mut reached {
            cumulate(row);
        }
        reached
    }
}

/// Whether a touchpoint has a row of its own.
pub(super) fn is_shown(customers: &[u32], n: u32, min_share: f64) -> bool {
    let most = customers.iter().copied().max().unwrap_or(0);
    f64::from(most) >= min_share * f64::from(n)
}

/// Adds a row to another one.
pub(super) fn add(sum: &mut [u32], row: &[u32]) {
    for (sum, &it) in sum.iter_mut().zip(row) {
        *sum = sum.saturating_add(it);
    }
}

fn row(place: StepPlace, customers: Vec<u32>, n: u32, reached: Option<Vec<u32>>) -> StepRow {
    let share = |&it: &u32| (n > 0).then(|| f64::from(it) / f64::from(n));
    StepRow {
        place,
        shares: customers.iter().map(share).collect(),
        customers,
        reached,
    }
}

/// Makes of each number the sum up to it.
fn cumulate(numbers: &mut [u32]) {
    let mut sum = 0_u32;
    for number in numbers {
        sum = sum.saturating_add(*number);
        *number = sum;
    }
}
