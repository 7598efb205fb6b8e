//! The tables of two groups, one less the other.

use serde::{Deserialize, Serialize};

use super::{
    StepError, StepOptions, StepPlace, StepSum,
    matrix::{add, is_shown},
};
use crate::{
    sort,
    stats::{DEFAULT_CONFIDENCE, Difference, Share, tested_difference},
};

/// Where the customers of two groups are, step by step: the shares of the first less those of
/// the second.
///
/// Rows are in the order of a [`StepMatrix`](super::StepMatrix) of both groups together, with a
/// row of its own for each touchpoint that has one in either.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StepDifference {
    /// How many customers of the first group are looked at: those with an anchor.
    pub first: u32,
    /// How many of the second.
    pub second: u32,
    /// How many customers of the first group have no anchor.
    pub first_unanchored: u32,
    /// How many of the second.
    pub second_unanchored: u32,
    /// The steps: from 1, or around 0.
    pub steps: Vec<i32>,
    /// Where customers are.
    pub rows: Vec<StepDifferenceRow>,
    /// How many touchpoints `other` stands for.
    pub others: u32,
}

/// How the groups differ at a place, step by step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StepDifferenceRow {
    /// The place.
    pub place: StepPlace,
    /// By step: how many customers of the first group are there.
    pub first: Vec<u32>,
    /// By step: how many of the second.
    pub second: Vec<u32>,
    /// By step: the difference of the shares, with Newcombe's interval at 95 % and the p-value
    /// of [`share_test`](crate::stats::share_test); `None` where a group has nobody. None of them is adjusted
    /// for the number of cells, nor withheld where a group is small: the picture colours none
    /// where a group has fewer than 30 customers, who allow no conclusion.
    pub differences: Vec<Option<Difference>>,
}

impl StepDifference {
    /// The steps of one group less those of another.
    ///
    /// # Errors
    /// [`StepError::InvalidOptions`]; [`StepError::DifferentWindows`] where the options or the
    /// sums are about other steps.
    ///
    /// # Complexity
    /// `O(t k + t log t)` for `t` touchpoints and `k` steps.
    pub fn of(first: &StepSum, second: &StepSum, options: &StepOptions) -> Result<Self, StepError> {
        first.check(options)?;
        second.check(options)?;
        let (n, m) = (first.anchored(), second.anchored());
        let (of_first, of_second) = (first.cells(), second.cells());
        let none = vec![0; of_first.start.len()];

        // The touchpoints of both, by name.
        let ours = first.touchpoints().iter().zip(of_first.touchpoints);
        let theirs = second.touchpoints().iter().zip(of_second.touchpoints);
        let (mut ours, mut theirs) = (ours.peekable(), theirs.peekable());
        let mut pairs = Vec::new();
        loop {
            let name = match (ours.peek(), theirs.peek()) {
                (Some((a, _)), Some((b, _))) => (*a).min(*b),
                (Some((name, _)), None) | (None, Some((name, _))) => *name,
                (None, None) => break,
            };
            let a = ours.next_if(|it| it.0 == name);
            let b = theirs.next_if(|it| it.0 == name);
            let row = |it: Option<(&String, Vec<u32>)>| it.map_or_else(|| none.clone(), |it| it.1);
            pairs.push((name, row(a), row(b)));
        }

        let mut rows = Vec::new();
        let mut other = (none.clone(), none);
        let mut others = 0;
        for (name, a, b) in pairs {
            if is_shown(&a, n, options.min_share) || is_shown(&b, m, options.min_share) {
                rows.push((StepPlace::touchpoint(name), a, b));
            } else {
                others += 1;
                add(&mut other.0, &a);
                add(&mut other.1, &b);
            }
        }
        sort::by_key(&mut rows, |(_, a, b)| {
            let events = a.iter().chain(b).copied().map(u64::from);
            std::cmp::Reverse(events.sum::<u64>())
        });
        rows.insert(0, (StepPlace::Start, of_first.start, of_second.start));
        rows.push((StepPlace::Other, other.0, other.1));
        rows.push((StepPlace::End, of_first.end, of_second.end));
        rows.retain(|(_, a, b)| a.iter().chain(b).any(|&it| it > 0));
        let rows = rows.into_iter().map(|(place, a, b)| StepDifferenceRow {
            place,
            differences: a
                .iter()
                .zip(&b)
                .map(|(&a, &b)| differ((a, n), (b, m)))
                .collect(),
            first: a,
            second: b,
        });
        Ok(Self {
            first: n,
            second: m,
            first_unanchored: first.unanchored(),
            second_unanchored: second.unanchored(),
            steps: first.window().numbers(),
            rows: rows.collect(),
            others,
        })
    }
}

fn differ((a, n): (u32, u32), (b, m): (u32, u32)) -> Option<Difference> {
    let (a, b) = (Share::new(a, n), Share::new(b, m));
    tested_difference(&a, &b, DEFAULT_CONFIDENCE).0
}
