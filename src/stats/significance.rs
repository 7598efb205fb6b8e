//! Tests: how probable a difference is where there is none.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::{
    Difference, Interval, IntervalMethod, Share, median, median_interval, normal, share_difference,
};

/// How a p-value was computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Test {
    /// The z test of two shares with their pooled variance.
    PooledZ,
    /// Fisher's exact test of two shares.
    FisherExact,
    /// Mann and Whitney's test of two samples by ranks.
    MannWhitney,
}

/// A p-value and the test that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Tested {
    /// How probable a difference of at least this size is where there is none, two-sided.
    pub p_value: f64,
    /// The test.
    pub test: Test,
}

/// The fewest that must be expected in each cell of a table for the z test to be used, by
/// Cochran's rule.
const MIN_EXPECTED: f64 = 5.0;

/// What a table weighs that can be left out. Not 0, which numbers as small as they can be do not
/// fall to.
const NOTHING: f64 = 1e-300;

/// Whether two shares of independent samples differ: by Fisher's exact test where fewer than 5
/// are expected in any of the four cells, by the pooled z test elsewhere.
///
/// Source of the rule: Cochran, *Some methods for strengthening the common χ² tests*,
/// Biometrics 10 (1954). `None` where a sample is empty, or where all or none of both are
/// counted: there is no difference to test then.
///
/// # Complexity
/// As [`fisher_exact`], which is small where few are expected.
///
/// # Example
/// ```
/// use cesta::stats::{Share, Test, share_test};
///
/// let many = share_test(&Share::new(56, 70), &Share::new(48, 80)).unwrap();
/// assert_eq!(many.test, Test::PooledZ);
/// let few = share_test(&Share::new(3, 4), &Share::new(1, 4)).unwrap();
/// assert_eq!(few.test, Test::FisherExact);
/// ```
pub fn share_test(a: &Share, b: &Share) -> Option<Tested> {
    let (m, n) = (f64::from(a.n), f64::from(b.n));
    let counted = f64::from(a.count) + f64::from(b.count);
    let others = m + n - counted;
    if a.n == 0 || b.n == 0 || counted <= 0.0 || others <= 0.0 {
        return None;
    }
    if m.min(n) * counted.min(others) < MIN_EXPECTED * (m + n) {
        let p_value = fisher_exact(a, b)?;
        let test = Test::FisherExact;
        return Some(Tested { p_value, test });
    }
    let pooled = counted / (m + n);
    let error = (pooled * (1.0 - pooled) * (1.0 / m + 1.0 / n)).sqrt();
    let difference = f64::from(a.count) / m - f64::from(b.count) / n;
    Some(Tested {
        p_value: normal::two_sided_p(difference / error),
        test: Test::PooledZ,
    })
}

/// How two shares of independent samples differ, with the p-value of the test that suits them,
/// and that test.
pub(crate) fn tested_difference(
    a: &Share,
    b: &Share,
    confidence: f64,
) -> (Option<Difference>, Option<Test>) {
    let tested = share_test(a, b);
    let difference = share_difference(a, b, confidence).map(|it| Difference {
        p_value: tested.map(|it| it.p_value),
        ..it
    });
    (difference, tested.map(|it| it.test))
}

/// The two-sided p-value of Fisher's exact test of two shares of independent samples: the
/// probability of all tables with the same margins that are no more probable than this one.
///
/// Source: Fisher, *The logic of inductive inference*, JRSS 98 (1935). Probabilities are taken
/// as equal within 1e-7 of each other, as R does. `None` where a sample is empty; 1 where all
/// or none of both are counted.
///
/// # Complexity
/// As many steps as tables have a probability above 1e-300 of the most probable one's: below a
/// hundred standard deviations.
///
/// # Example
/// ```
/// use cesta::stats::{Share, fisher_exact};
///
/// // The lady who tastes whether the milk was poured first.
/// let p = fisher_exact(&Share::new(3, 4), &Share::new(1, 4)).unwrap();
/// assert!((p - 34.0 / 70.0).abs() < 1e-12);
/// ```
pub fn fisher_exact(a: &Share, b: &Share) -> Option<f64> {
    if a.n == 0 || b.n == 0 || a.count > a.n || b.count > b.n {
        return None;
    }
    let (m, n) = (i64::from(a.n), i64::from(b.n));
    let counted = i64::from(a.count) + i64::from(b.count);
    let (least, most) = ((counted - n).max(0), m.min(counted));
    #[expect(
        clippy::cast_possible_truncation,
        reason = "at most the smaller of two 33-bit numbers"
    )]
    let mode = (i128::from(counted + 1) * i128::from(m + 1) / i128::from(m + n + 2)) as i64;
    let mode = mode.clamp(least, most);

    // How much more probable the table with `x + 1` is than the one with `x`.
    #[expect(clippy::cast_precision_loss, reason = "33 bits fit")]
    let ratio = |x: i64| {
        let (up, down) = ((counted - x) as f64, (x + 1) as f64);
        up * (m - x) as f64 / (down * (n - counted + x + 1) as f64)
    };
    // From the most probable table, which weighs 1, to either side until nothing is left.
    let table = |x: i64, weight: f64| (weight > NOTHING).then_some((x, weight));
    let rising = std::iter::successors(Some((mode, 1.0)), |&(x, weight)| {
        let next = x + 1;
        table(next, weight * ratio(x)).filter(|_| next <= most)
    });
    let falling = std::iter::successors(Some((mode, 1.0)), |&(x, weight)| {
        let next = x - 1;
        let weight = (next >= least).then(|| weight / ratio(next))?;
        table(next, weight)
    });
    let tables = rising.chain(falling.skip(1));

    let observed = tables.clone().find(|&(x, _)| x == i64::from(a.count));
    let limit = observed.map_or(0.0, |(_, weight)| weight) * (1.0 + 1e-7);
    let (mut all, mut rarer) = (0.0, 0.0);
    for (_, weight) in tables {
        all += weight;
        if weight <= limit {
            rarer += weight;
        }
    }
    Some((rarer / all).min(1.0))
}

/// How two samples differ by ranks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Ranks {
    /// The probability that a value of the first sample is above one of the second, where equal
    /// ones count half: 0.5 where neither tends to be larger.
    pub superiority: f64,
    /// How probable it is to be at least this far from 0.5 where both samples are of one
    /// distribution, two-sided; `None` where all values are equal.
    pub p_value: Option<f64>,
}

/// Mann and Whitney's test of two independent samples, each sorted in ascending order, which is
/// not checked: does one tend to have larger values?
///
/// The normal approximation, with the variance for ties and the correction for continuity, as
/// `SciPy` and R have it; it is good from about 8 values a side on. Source: Mann and Whitney,
/// *On a test of whether one of two random variables is stochastically larger than the other*,
/// Annals of Mathematical Statistics 18 (1947). `None` where a sample is empty.
///
/// # Complexity
/// Linear.
///
/// # Example
/// ```
/// use cesta::stats::mann_whitney;
///
/// let it = mann_whitney(&[16.0, 19.0, 22.0, 24.0, 29.0], &[11.0, 12.0, 17.0, 20.0]).unwrap();
/// assert!((it.superiority - 17.0 / 20.0).abs() < 1e-12);
/// assert!((it.p_value.unwrap() - 0.111_346_88).abs() < 1e-7);
/// ```
pub fn mann_whitney(a: &[f64], b: &[f64]) -> Option<Ranks> {
    if a.is_empty() || b.is_empty() {
        return None;
    }
    // Twice U, and the sum of t³ - t over the sizes t of groups of equal values: whole numbers.
    let (mut above, mut ties) = (0_u128, 0_u128);
    let (mut mine, mut others) = (a.iter().peekable(), b.iter().peekable());
    let mut passed = 0_u128;
    while let Some(&&value) = match (mine.peek(), others.peek()) {
        (Some(x), Some(y)) => Some(if x.total_cmp(y) == Ordering::Greater {
            y
        } else {
            x
        }),
        (one, other) => one.or(other),
    } {
        let run = |it: &mut std::iter::Peekable<std::slice::Iter<'_, f64>>| {
            let mut length = 0_u128;
            while it
                .next_if(|next| next.total_cmp(&value) == Ordering::Equal)
                .is_some()
            {
                length += 1;
            }
            length
        };
        let (here, there) = (run(&mut mine), run(&mut others));
        if here + there == 0 {
            break;
        }
        above += here * (2 * passed + there);
        passed += there;
        let equal = here + there;
        ties += equal * equal * equal - equal;
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "the nearest numbers will do for a p-value"
    )]
    let (m, n, above, ties) = (a.len() as f64, b.len() as f64, above as f64, ties as f64);
    let (pairs, all) = (m * n, m + n);
    let superiority = above / 2.0 / pairs;
    let variance = pairs / 12.0 * (all + 1.0 - ties / (all * (all - 1.0)));
    let off = ((above - pairs).abs() / 2.0 - 0.5).max(0.0);
    Some(Ranks {
        superiority,
        p_value: (variance > 0.0).then(|| normal::two_sided_p(off / variance.sqrt())),
    })
}

/// The difference of the medians of two independent samples, each sorted in ascending order,
/// which is not checked.
///
/// Its interval is made of those of the two medians (order statistics) by Newcombe's way of
/// squaring and adding, which Zou and Donner (*Construction of confidence limits about effect
/// measures*, Statistics in Medicine 27, 2008) give for any two; its p-value is that of
/// [`mann_whitney`]. The interval is `None` where a sample is too small for the confidence.
/// `None` where a sample is empty.
///
/// # Complexity
/// Linear.
///
/// # Example
/// ```
/// use cesta::stats::median_difference;
///
/// let it = median_difference(&[4.0, 6.0, 8.0], &[1.0, 2.0], 0.95).unwrap();
/// assert_eq!((it.value, it.interval), (4.5, None));
/// ```
pub fn median_difference(a: &[f64], b: &[f64], confidence: f64) -> Option<Difference> {
    let (x, y) = (median(a)?, median(b)?);
    let value = x - y;
    let of_x = median_interval(a, confidence);
    let interval = of_x
        .zip(median_interval(b, confidence))
        .map(|(p, q)| Interval {
            low: value - libm::hypot(x - p.low, q.high - y),
            high: value + libm::hypot(p.high - x, y - q.low),
            confidence,
            method: IntervalMethod::SquareAndAdd,
        });
    Some(Difference {
        value,
        interval,
        p_value: mann_whitney(a, b)?.p_value,
    })
}
