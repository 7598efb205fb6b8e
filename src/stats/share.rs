//! Shares of a sample, the difference of two, and their intervals.

use serde::{Deserialize, Serialize};

use super::{
    DEFAULT_CONFIDENCE, Interval, IntervalMethod, Share,
    normal::{critical_z, two_sided_p},
};

impl Share {
    /// `count` of `n`, with Wilson's interval at 95 %. A count above `n` is a mistake of the
    /// caller and is taken as `n`.
    ///
    /// # Example
    /// ```
    /// use cesta::stats::Share;
    ///
    /// let satisfied = Share::new(74, 107);
    /// let interval = satisfied.interval.unwrap();
    /// assert!((interval.low - 0.598_715_091).abs() < 1e-9);
    /// assert_eq!(Share::new(0, 0).value, None);
    /// ```
    pub fn new(count: u32, n: u32) -> Self {
        Self::with_confidence(count, n, DEFAULT_CONFIDENCE)
    }

    /// `count` of `n`, with Wilson's interval at a confidence of the caller's; no interval where
    /// that is not between 0 and 1.
    pub fn with_confidence(count: u32, n: u32, confidence: f64) -> Self {
        Self::at(confidence)(count, n)
    }

    /// [`with_confidence`](Self::with_confidence) for many shares: what their intervals have in
    /// common takes longer to compute than all else, and is computed once.
    pub(crate) fn at(confidence: f64) -> impl Fn(u32, u32) -> Self + Copy {
        let z = critical_z(confidence);
        move |count, n| {
            let count = count.min(n);
            Self {
                count,
                n,
                value: (n > 0).then(|| f64::from(count) / f64::from(n)),
                interval: z.and_then(|z| score_interval(count, n, confidence, z)),
            }
        }
    }
}

/// Wilson's score interval of the share `count` of `n`.
///
/// `(p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)`; the end at no or all of `n` is exactly
/// 0 or 1. Source: Wilson, *Probable inference*, JASA 22 (1927). `None` where `n` is 0 or the
/// confidence is not between 0 and 1.
///
/// # Example
/// ```
/// use cesta::stats::wilson;
///
/// let none_of_ten = wilson(0, 10, 0.95).unwrap();
/// assert_eq!(none_of_ten.low, 0.0);
/// assert!((none_of_ten.high - 0.277_532_800).abs() < 1e-9);
/// ```
pub fn wilson(count: u32, n: u32, confidence: f64) -> Option<Interval> {
    score_interval(count, n, confidence, critical_z(confidence)?)
}

/// [`wilson`], with the critical value of its confidence.
fn score_interval(count: u32, n: u32, confidence: f64, z: f64) -> Option<Interval> {
    if n == 0 || count > n {
        return None;
    }
    let p = f64::from(count) / f64::from(n);
    let n = f64::from(n);
    let z2n = z * z / n;
    let centre = (p + z2n / 2.0) / (1.0 + z2n);
    let margin = (z2n * (p * (1.0 - p) + z2n / 4.0)).sqrt() / (1.0 + z2n);
    Some(Interval {
        low: if count == 0 {
            0.0
        } else {
            (centre - margin).max(0.0)
        },
        high: if f64::from(count) >= n {
            1.0
        } else {
            (centre + margin).min(1.0)
        },
        confidence,
        method: IntervalMethod::Wilson,
    })
}

/// The interval of the difference of two shares of one sample, such as promoters less
/// detractors: Wald's, or the adjusted one.
///
/// With the variance `v = p + d - (p - d)²` of one answer, Wald's interval is
/// `p - d ± z √(v / n)`. The adjusted one adds 3 to `n` and 3/4 to either count first, and is
/// recommended for small samples; source: Rocks, *Interval estimation for the net promoter
/// score*, The American Statistician 70 (2016). Shares from -1 to 1, at which the ends stop.
/// `None` where `n` is 0, the counts exceed it, or the confidence is not between 0 and 1.
///
/// # Example
/// ```
/// use cesta::stats::{NetInterval, net_interval};
///
/// let nps = net_interval(5, 2, 10, 0.95, NetInterval::AdjustedWald).unwrap();
/// assert!((100.0 * (nps.low + nps.high) / 2.0 - 23.076_923).abs() < 1e-6);
/// ```
pub fn net_interval(
    promoters: u32,
    detractors: u32,
    n: u32,
    confidence: f64,
    kind: NetInterval,
) -> Option<Interval> {
    let z = critical_z(confidence)?;
    if n == 0 || promoters.checked_add(detractors)? > n {
        return None;
    }
    let (added, method) = match kind {
        NetInterval::Wald => (0.0, IntervalMethod::Wald),
        NetInterval::AdjustedWald => (3.0, IntervalMethod::AdjustedWald),
    };
    let n = f64::from(n) + added;
    let p = (f64::from(promoters) + added / 4.0) / n;
    let d = (f64::from(detractors) + added / 4.0) / n;
    let margin = z * ((p + d - (p - d) * (p - d)).max(0.0) / n).sqrt();
    Some(Interval {
        low: (p - d - margin).max(-1.0),
        high: (p - d + margin).min(1.0),
        confidence,
        method,
    })
}

/// Which interval the difference of two shares of one sample gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum NetInterval {
    /// The adjusted Wald interval.
    #[default]
    AdjustedWald,
    /// The Wald interval, which is too narrow for small samples.
    Wald,
}

/// How much one thing differs from another.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Difference {
    /// The first less the second.
    pub value: f64,
    /// Its interval.
    pub interval: Option<Interval>,
    /// How probable a difference of at least this size is where there is none, two-sided.
    pub p_value: Option<f64>,
}

/// The difference of two shares of independent samples, with Newcombe's interval and the
/// p-value of the pooled z test.
///
/// Newcombe's hybrid score interval (*Interval estimation for the difference between
/// independent proportions*, Statistics in Medicine 17, 1998, method 10) is made of the two
/// Wilson intervals. The p-value is undefined where both shares are 0 or both are 1. `None`
/// where a sample is empty or the confidence is not between 0 and 1.
///
/// # Example
/// ```
/// use cesta::stats::{Share, share_difference};
///
/// let it = share_difference(&Share::new(56, 70), &Share::new(48, 80), 0.95).unwrap();
/// let interval = it.interval.unwrap();
/// assert!((interval.low - 0.0524).abs() < 1e-4 && (interval.high - 0.3339).abs() < 1e-4);
/// ```
pub fn share_difference(a: &Share, b: &Share, confidence: f64) -> Option<Difference> {
    let (p, q) = (a.value?, b.value?);
    let of_p = wilson(a.count, a.n, confidence)?;
    let of_q = wilson(b.count, b.n, confidence)?;
    let value = p - q;
    let (m, n) = (f64::from(a.n), f64::from(b.n));
    let pooled = (f64::from(a.count) + f64::from(b.count)) / (m + n);
    let error = (pooled * (1.0 - pooled) * (1.0 / m + 1.0 / n)).sqrt();
    Some(Difference {
        value,
        interval: Some(Interval {
            low: value - libm::hypot(p - of_p.low, of_q.high - q),
            high: value + libm::hypot(of_p.high - p, q - of_q.low),
            confidence,
            method: IntervalMethod::Newcombe,
        }),
        p_value: (error > 0.0).then(|| two_sided_p(value / error)),
    })
}
