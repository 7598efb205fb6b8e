//! Many tests at once: how many of the differences found may be false.

use serde::{Deserialize, Serialize};

use crate::sort;

/// How the expected share of false discoveries among many tests is kept down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum FalseDiscovery {
    /// Benjamini and Hochberg's way: right for tests that are independent, or that rise and
    /// fall together.
    #[default]
    BenjaminiHochberg,
    /// Benjamini and Yekutieli's way: right however the tests depend on each other, and
    /// stricter.
    BenjaminiYekutieli,
}

impl FalseDiscovery {
    /// The p-values of many tests, adjusted this way, in the order they were given.
    pub fn adjust(self, p_values: &[f64]) -> Vec<f64> {
        match self {
            Self::BenjaminiHochberg => benjamini_hochberg(p_values),
            Self::BenjaminiYekutieli => benjamini_yekutieli(p_values),
        }
    }
}

/// The p-values of many comparisons, adjusted so that declaring those at most `q` different
/// keeps the expected share of false ones among them at most `q`.
///
/// Source: Benjamini and Hochberg, *Controlling the false discovery rate*, JRSS B 57 (1995).
/// Values come back in the order they were given.
///
/// # Complexity
/// O(n log n).
///
/// # Example
/// ```
/// use cesta::stats::benjamini_hochberg;
///
/// assert_eq!(benjamini_hochberg(&[0.01, 0.04, 0.03]), [0.03, 0.04, 0.04]);
/// ```
pub fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
    step_up(p_values, 1.0)
}

/// The p-values of many comparisons, adjusted as by [`benjamini_hochberg`], but right whatever
/// the tests have to do with each other: each is also multiplied by `1 + 1/2 + … + 1/n`.
///
/// Source: Benjamini and Yekutieli, *The control of the false discovery rate in multiple
/// testing under dependency*, Annals of Statistics 29 (2001). Values come back in the order
/// they were given.
///
/// # Complexity
/// O(n log n).
///
/// # Example
/// ```
/// use cesta::stats::benjamini_yekutieli;
///
/// let adjusted = benjamini_yekutieli(&[0.01, 0.5]);
/// assert!((adjusted[0] - 0.03).abs() < 1e-12 && (adjusted[1] - 0.75).abs() < 1e-12);
/// ```
pub fn benjamini_yekutieli(p_values: &[f64]) -> Vec<f64> {
    let mut stricter = 0.0;
    let mut rank = 0.0;
    for _ in p_values {
        rank += 1.0;
        stricter += 1.0 / rank;
    }
    step_up(p_values, stricter)
}

/// Each p-value times the number of tests and a factor, over its rank, and never above that of
/// a larger p-value, nor 1.
fn step_up(p_values: &[f64], factor: f64) -> Vec<f64> {
    let mut falling: Vec<(usize, f64)> = p_values.iter().copied().enumerate().collect();
    sort::by(&mut falling, |(_, p), (_, q)| q.total_cmp(p));
    let mut adjusted = vec![1.0; p_values.len()];
    let mut least = 1.0_f64;
    for (above, &(at, p)) in falling.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "fewer than 2^53 comparisons")]
        let (n, rank) = (falling.len() as f64, (falling.len() - above) as f64);
        least = least.min(p * factor * n / rank);
        if let Some(place) = adjusted.get_mut(at) {
            *place = least;
        }
    }
    adjusted
}
