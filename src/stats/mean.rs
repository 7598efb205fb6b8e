//! Means, and how one variable goes with another.

use super::{Interval, IntervalMethod, normal::critical_t};

/// The count, mean and spread of a sample, taken in one value at a time.
///
/// Welford's method: stable where the spread is small beside the mean.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    n: u32,
    mean: f64,
    squares: f64,
}

impl Moments {
    /// Takes in one value.
    pub fn push(&mut self, value: f64) {
        self.n = self.n.saturating_add(1);
        let off = value - self.mean;
        self.mean += off / f64::from(self.n);
        self.squares += off * (value - self.mean);
    }

    /// Adds the values of another sample.
    pub fn merge(&mut self, other: &Self) {
        let n = self.n.saturating_add(other.n);
        if other.n == 0 {
            return;
        }
        let (ours, theirs) = (f64::from(self.n), f64::from(other.n));
        let off = other.mean - self.mean;
        self.mean += off * theirs / (ours + theirs);
        self.squares += other.squares + off * off * ours * theirs / (ours + theirs);
        self.n = n;
    }

    /// How many values there are.
    pub fn n(&self) -> u32 {
        self.n
    }

    /// The arithmetic mean; `None` where there is no value.
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then_some(self.mean)
    }

    /// The variance of the sample, with `n - 1`; `None` below two values.
    pub fn variance(&self) -> Option<f64> {
        (self.n > 1).then(|| self.squares / f64::from(self.n - 1))
    }

    /// Student's t interval of the mean: `mean ± t √(variance / n)`.
    ///
    /// `None` below two values, or where the confidence is not between 0 and 1.
    ///
    /// # Example
    /// ```
    /// use cesta::stats::Moments;
    ///
    /// let moments: Moments = [4.0, 5.0, 3.0, 4.0].into_iter().collect();
    /// let interval = moments.interval(0.95).unwrap();
    /// assert!((interval.high - 5.299_228).abs() < 1e-6);
    /// ```
    pub fn interval(&self, confidence: f64) -> Option<Interval> {
        let variance = self.variance()?;
        let t = critical_t(confidence, self.n - 1)?;
        let margin = t * (variance / f64::from(self.n)).sqrt();
        Some(Interval {
            low: self.mean - margin,
            high: self.mean + margin,
            confidence,
            method: IntervalMethod::StudentT,
        })
    }
}

impl FromIterator<f64> for Moments {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        values.into_iter().fold(Self::default(), |mut all, value| {
            all.push(value);
            all
        })
    }
}

/// Pearson's correlation of pairs; `None` where a side does not vary or there is no pair.
///
/// # Complexity
/// Linear, in two passes.
///
/// # Example
/// ```
/// use cesta::stats::pearson;
///
/// assert_eq!(pearson(&[(1.0, 2.0), (2.0, 4.0), (3.0, 6.0)]), Some(1.0));
/// assert_eq!(pearson(&[(1.0, 2.0), (1.0, 4.0)]), None);
/// ```
pub fn pearson(pairs: &[(f64, f64)]) -> Option<f64> {
    let x: Moments = pairs.iter().map(|&(x, _)| x).collect();
    let y: Moments = pairs.iter().map(|&(_, y)| y).collect();
    let (x_mean, y_mean) = (x.mean()?, y.mean()?);
    let product: f64 = pairs
        .iter()
        .map(|&(x, y)| (x - x_mean) * (y - y_mean))
        .sum();
    let scale = (x.squares * y.squares).sqrt();
    (scale > 0.0).then(|| (product / scale).clamp(-1.0, 1.0))
}

/// The mean of a sample, drawn towards what is believed beforehand: `(C m + Σx) / (C + n)`.
///
/// `prior` is the mean `m` believed and `weight` the number `C` of answers that belief is
/// worth, so that few answers move it little. `None` where there is neither.
///
/// # Example
/// ```
/// use cesta::stats::bayesian_average;
///
/// assert_eq!(bayesian_average(0.0, 0, 4.2, 40.0), Some(4.2));
/// ```
pub fn bayesian_average(sum: f64, n: u32, prior: f64, weight: f64) -> Option<f64> {
    let total = weight + f64::from(n);
    (weight >= 0.0 && total > 0.0).then(|| {
        if n == 0 {
            prior
        } else {
            (weight * prior + sum) / total
        }
    })
}
