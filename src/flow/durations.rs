//! How long things took.

use serde::{Deserialize, Serialize};

use crate::stats::quantile;

/// How long something took, over many times: all in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Durations {
    /// How many times it was measured.
    pub n: u32,
    /// The arithmetic mean.
    pub mean: f64,
    /// The shortest.
    pub min: f64,
    /// The exact quantile 0.05 (linear interpolation, type 7), as all that follow.
    pub p5: f64,
    /// The first quartile.
    pub p25: f64,
    /// The median.
    pub median: f64,
    /// The third quartile.
    pub p75: f64,
    /// The quantile 0.95.
    pub p95: f64,
    /// The longest.
    pub max: f64,
}

impl Durations {
    /// Of durations in milliseconds; `None` if there is none. The order in which they come
    /// does not show, to the bit.
    pub(super) fn of(milliseconds: impl Iterator<Item = i64>) -> Option<Self> {
        let mut sum = DurationSum::default();
        sum.extend(milliseconds);
        sum.durations()
    }
}

/// How long something took, not yet summed up: sums of parts can be merged, in any order, and
/// give what the whole gives, to the bit.
#[derive(Clone, Debug, Default)]
pub struct DurationSum {
    milliseconds: Vec<i64>,
}

impl DurationSum {
    /// Adds a duration in milliseconds.
    pub fn add(&mut self, milliseconds: i64) {
        self.milliseconds.push(milliseconds);
    }

    /// Adds what another sum has.
    pub fn merge(&mut self, other: Self) {
        self.milliseconds.extend(other.milliseconds);
    }

    /// The durations; `None` if there is none.
    pub fn durations(&self) -> Option<Durations> {
        let mut sum = 0_i128;
        #[expect(clippy::cast_precision_loss, reason = "exact below 285,000 years")]
        let number = |&duration: &i64| {
            sum += i128::from(duration);
            duration as f64
        };
        let mut sorted: Vec<f64> = self.milliseconds.iter().map(number).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let n = u32::try_from(sorted.len()).unwrap_or(u32::MAX);
        #[expect(clippy::cast_precision_loss, reason = "the nearest number is meant")]
        let sum = sum as f64;
        Some(Durations {
            n,
            mean: sum / f64::from(n),
            min: *sorted.first()?,
            p5: quantile(&sorted, 0.05)?,
            p25: quantile(&sorted, 0.25)?,
            median: quantile(&sorted, 0.5)?,
            p75: quantile(&sorted, 0.75)?,
            p95: quantile(&sorted, 0.95)?,
            max: *sorted.last()?,
        })
    }
}

impl Extend<i64> for DurationSum {
    fn extend<I: IntoIterator<Item = i64>>(&mut self, milliseconds: I) {
        self.milliseconds.extend(milliseconds);
    }
}
