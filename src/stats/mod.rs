//! Intervals and quantiles: no number without its uncertainty.
//!
//! Small pure functions over counts and slices, shared by every analysis. They know nothing of
//! journeys. What has no answer (an empty sample, a confidence outside of 0 to 1) is `None`,
//! never 0 and never NaN.

mod cluster;
mod discovery;
mod mean;
mod normal;
mod quantile;
mod regression;
mod share;
mod significance;

use serde::{Deserialize, Serialize};

pub(crate) use self::significance::tested_difference;
pub use self::{
    cluster::{Cluster, cluster_interval},
    discovery::{FalseDiscovery, benjamini_hochberg, benjamini_yekutieli},
    mean::{Moments, bayesian_average, pearson},
    quantile::{median, median_interval, quantile},
    regression::{RelativeWeights, relative_weights},
    share::{Difference, NetInterval, net_interval, share_difference, wilson},
    significance::{
        Ranks, Test, Tested, fisher_exact, mann_whitney, median_difference, share_test,
    },
};

/// The confidence where nobody asks for another.
pub const DEFAULT_CONFIDENCE: f64 = 0.95;

/// An interval that holds the true value with the given confidence.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// The confidence, such as 0.95.
    pub confidence: f64,
    /// How it was computed.
    pub method: IntervalMethod,
}

impl Interval {
    /// The interval in another unit: both ends times a positive factor, such as 100 for percent.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        Self {
            low: self.low * factor,
            high: self.high * factor,
            ..self
        }
    }

    /// Whether a value lies in it, ends included.
    pub fn contains(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

/// A number rounded for display, half away from zero: -16.5 is -17, as 16.5 is 17.
///
/// The one place where numbers are rounded; JavaScript's `Math.round` takes -16.5 to -16. A
/// zero is never negative.
///
/// # Example
/// ```
/// use cesta::stats::rounded;
///
/// assert_eq!(rounded(-12.5, 0), -13.0);
/// assert_eq!(rounded(69.158_879, 1), 69.2);
/// ```
pub fn rounded(value: f64, decimals: u8) -> f64 {
    let factor = 10_f64.powi(i32::from(decimals));
    let rounded = (value * factor).round() / factor;
    // Far beyond what decimals mean, the number is whole anyway.
    if rounded.is_finite() {
        rounded + 0.0
    } else {
        value
    }
}

/// How an interval was computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum IntervalMethod {
    /// Wilson's score interval of a share.
    Wilson,
    /// The Wald interval of a difference of two shares of one sample (NPS).
    Wald,
    /// The adjusted Wald interval of a difference of two shares of one sample (NPS).
    AdjustedWald,
    /// Student's t interval of a mean.
    StudentT,
    /// The interval of answers of which some are of the same respondent: the linearised ratio
    /// estimator, with respondents as its clusters ([`cluster_interval`]).
    Clustered,
    /// Newcombe's interval of the difference of two shares.
    Newcombe,
    /// The interval of a difference, from the intervals of its two sides, as Newcombe's is.
    SquareAndAdd,
    /// The interval of a median from order statistics.
    OrderStatistic,
    /// As the map itself declares it.
    Declared,
}

/// What may be concluded from a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Conclusion {
    /// Nothing: too few on either side, or no interval.
    Inconclusive,
    /// The difference may be noise.
    NotDistinct,
    /// The first is higher.
    Higher,
    /// The first is lower.
    Lower,
}

impl Conclusion {
    /// What the interval of a difference, of the first less the second, lets one conclude: the
    /// two differ where it leaves out 0.
    pub fn of(interval: Option<&Interval>) -> Self {
        match interval {
            None => Self::Inconclusive,
            Some(it) if it.low > 0.0 => Self::Higher,
            Some(it) if it.high < 0.0 => Self::Lower,
            Some(_) => Self::NotDistinct,
        }
    }
}

/// A share of customers or events: `count` of `n`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Share {
    /// How many.
    pub count: u32,
    /// Of how many.
    pub n: u32,
    /// `count / n`; `None` where n is 0.
    pub value: Option<f64>,
    /// Its interval; `None` where n is 0.
    pub interval: Option<Interval>,
}
