//! Intervals and quantiles: no number without its uncertainty.

use serde::Serialize;

/// An interval that holds the true value with the given confidence.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// The confidence level, such as 0.95.
    pub level: f64,
    /// How it was computed.
    pub method: IntervalMethod,
}

/// How an interval was computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum IntervalMethod {
    /// Wilson's score interval of a share.
    Wilson,
    /// The adjusted Wald interval of a difference of two shares of one sample (NPS).
    AdjustedWald,
    /// Student's t interval of a mean.
    StudentT,
    /// Newcombe's interval of the difference of two shares.
    Newcombe,
    /// The interval of a median from order statistics.
    OrderStatistic,
    /// As the map itself declares it.
    Declared,
}

/// A share of customers or events: `count` of `n`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
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
