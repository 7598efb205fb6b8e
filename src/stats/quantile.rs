//! Quantiles of a sample, and the interval of its median.

use super::{Interval, IntervalMethod};

/// The quantile of a sorted sample by linear interpolation between its neighbours: Hyndman and
/// Fan's type 7, the default of R and `NumPy`.
///
/// With `h = (n - 1) p`, it lies between the values at `⌊h⌋` and `⌊h⌋ + 1`, counted from 0.
/// `None` where the sample is empty or `p` is not in 0 to 1.
///
/// # Complexity
/// Constant. The sample must be sorted in ascending order, which is not checked.
///
/// # Example
/// ```
/// use cesta::stats::quantile;
///
/// assert_eq!(quantile(&[1.0, 2.0, 3.0, 10.0], 0.25), Some(1.75));
/// assert_eq!(quantile(&[], 0.5), None);
/// ```
pub fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    if !(0.0..=1.0).contains(&p) {
        return None;
    }
    let last = sorted.len().checked_sub(1)?;
    #[expect(
        clippy::cast_precision_loss,
        reason = "a sample of 2^53 values does not exist"
    )]
    let position = last as f64 * p;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the floor of a number from 0 to `last`"
    )]
    let below = (position.floor() as usize).min(last);
    let low = *sorted.get(below)?;
    let high = *sorted.get((below + 1).min(last))?;
    Some(low + position.fract() * (high - low))
}

/// The median of a sorted sample: the middle value, or the mean of the two in the middle.
/// `None` where the sample is empty.
pub fn median(sorted: &[f64]) -> Option<f64> {
    quantile(sorted, 0.5)
}

/// The interval of the median of a sorted sample: from its `k`-th value to its `k`-th last.
///
/// `k` is the largest for which fewer than `k` heads of `n` fair coins are no more probable
/// than half of what the confidence leaves, so the true coverage is at least that whatever the
/// distribution. Source: Conover, *Practical Nonparametric Statistics*, 3.2. `None` where the
/// sample is too small for the confidence (below 6 values at 95 %).
///
/// # Complexity
/// O(√n). The sample must be sorted in ascending order, which is not checked.
///
/// # Example
/// ```
/// use cesta::stats::median_interval;
///
/// let sorted = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0];
/// let interval = median_interval(&sorted, 0.95).unwrap();
/// assert_eq!((interval.low, interval.high), (2.0, 9.0));
/// ```
pub fn median_interval(sorted: &[f64], confidence: f64) -> Option<Interval> {
    if !(confidence > 0.0 && confidence < 1.0) {
        return None;
    }
    let k = median_rank(sorted.len(), (1.0 - confidence) / 2.0)?;
    Some(Interval {
        low: *sorted.get(k - 1)?,
        high: *sorted.get(sorted.len() - k)?,
        confidence,
        method: IntervalMethod::OrderStatistic,
    })
}

/// The largest `k` with `P(X < k) <= tail`, X the heads of `n` fair coins; `None` where even
/// `k = 1` exceeds it.
fn median_rank(n: usize, tail: f64) -> Option<usize> {
    // Weights relative to the middle one, downwards until they vanish: 2^-n itself would.
    let middle = n / 2;
    let mut weights = vec![1.0];
    let mut weight = 1.0;
    for k in (1..=middle).rev() {
        #[expect(
            clippy::cast_precision_loss,
            reason = "a sample of 2^53 values does not exist"
        )]
        let ratio = k as f64 / (n - k + 1) as f64;
        weight *= ratio;
        if weight < 1e-25 {
            break;
        }
        weights.push(weight);
    }
    let below: f64 = weights.iter().skip(1).rev().sum();
    // The sum of all: the lower half twice, and the middle once or (of an odd n) twice.
    let total = 2.0 * below + if n.is_multiple_of(2) { 1.0 } else { 2.0 };
    let lowest = middle + 1 - weights.len();
    let mut cumulated = 0.0;
    let mut k = lowest;
    for weight in weights.iter().rev() {
        cumulated += weight / total;
        // P(X <= k) with the index k of this weight.
        if cumulated > tail {
            break;
        }
        k += 1;
    }
    (k > 0).then_some(k)
}
