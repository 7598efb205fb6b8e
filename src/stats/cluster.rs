//! Answers that are not independent: several of the same respondent.

use serde::{Deserialize, Serialize};

use super::{Interval, IntervalMethod, normal::critical_t};

/// The values of one respondent, or of any other cluster of values that resemble each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Cluster {
    /// How many values there are.
    pub n: u32,
    /// Their sum.
    pub total: f64,
}

/// The interval of the mean of all values in clusters, robust against their resemblance:
/// `r ± t √(G / (G - 1) Σ e² / n²)`, where `r` is the mean of all n values, `e` what a cluster
/// of `n_g` has above `n_g r`, and `t` that of `G - 1` degrees of freedom for `G` clusters.
///
/// The mean is a ratio, of totals to sizes, which vary from cluster to cluster, hence the
/// linearised variance of the ratio estimator (Cochran, *Sampling Techniques*, 3rd edition 1977,
/// chapter 6), with respondents as the ultimate clusters of survey statistics. With one value
/// in each cluster, it is Student's t interval.
///
/// `None` below two clusters, or where the confidence is not between 0 and 1; a cluster without
/// values is none.
///
/// # Complexity
/// Linear, in two passes.
///
/// # Example
/// ```
/// use cesta::stats::{Cluster, cluster_interval};
///
/// // Three people gave 6 answers: 1 1 1, 0 0 and 1.
/// let people = [(3, 3.0), (2, 0.0), (1, 1.0)].map(|(n, total)| Cluster { n, total });
/// let interval = cluster_interval(&people, 0.95).unwrap();
/// let margin = (interval.high - interval.low) / 2.0;
/// // e is 1, -4/3 and 1/3; t is 4.302653.
/// assert!((margin - 4.302_653 * (1.5 * (26.0 / 9.0) / 36.0_f64).sqrt()).abs() < 1e-6);
/// ```
pub fn cluster_interval(clusters: &[Cluster], confidence: f64) -> Option<Interval> {
    let (mut groups, mut n, mut total) = (0_u32, 0.0, 0.0);
    for cluster in clusters {
        groups = groups.saturating_add(u32::from(cluster.n > 0));
        n += f64::from(cluster.n);
        total += cluster.total;
    }
    let others = groups.checked_sub(1).filter(|&it| it > 0)?;
    let mean = total / n;
    let squares: f64 = clusters
        .iter()
        .map(|it| it.total - f64::from(it.n) * mean)
        .map(|residual| residual * residual)
        .sum();
    let variance = f64::from(groups) / f64::from(others) * squares / (n * n);
    let margin = critical_t(confidence, others)? * variance.sqrt();
    Some(Interval {
        low: mean - margin,
        high: mean + margin,
        confidence,
        method: IntervalMethod::Clustered,
    })
}
