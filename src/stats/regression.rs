//! Which of several variables that go together explain another one: relative weights.

use serde::Serialize;

use super::pearson;

/// How much each of several variables contributes to explaining another one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RelativeWeights {
    /// How many cases it rests on: those with a value in every variable.
    pub n: u32,
    /// The share of variance that all explain together, R².
    pub r_squared: f64,
    /// The part of it that is each variable's own, in the order they were given; they add up
    /// to `r_squared`.
    pub weights: Vec<f64>,
}

/// Johnson's relative weights of variables that explain an outcome.
///
/// With the correlations `Rxx = V Λ V'` among the variables and `r` with the outcome, and
/// `L = V Λ^½ V'`: `β = L⁻¹ r`, and the weights are `(L∘L)(β∘β)`. Source: Johnson, *A heuristic
/// method for estimating the relative weight of predictor variables*, Multivariate Behavioral
/// Research 35 (2000). Other methods (Shapley, LMG) can rank differently.
///
/// Cases with a missing value anywhere (`None`, or not a number) are left out. `None` where a
/// variable or the outcome does not vary, the variables are of unequal length, there are not
/// more cases than variables, or one variable is a combination of others.
///
/// # Complexity
/// O(n k² + k³) for n cases of k variables.
///
/// # Example
/// ```
/// use cesta::stats::relative_weights;
///
/// let outcome = [1.0, 2.0, 3.0, 5.0].map(Some);
/// let driver = [2.0, 4.0, 6.0, 10.0].map(Some);
/// let other = [1.0, -1.0, 1.0, -1.0].map(Some);
/// let it = relative_weights(&[&driver, &other], &outcome).unwrap();
/// assert!((it.r_squared - 1.0).abs() < 1e-12 && it.weights[0] > it.weights[1]);
/// ```
pub fn relative_weights(
    variables: &[&[Option<f64>]],
    outcome: &[Option<f64>],
) -> Option<RelativeWeights> {
    if variables.is_empty() || variables.iter().any(|it| it.len() != outcome.len()) {
        return None;
    }
    let number = |value: Option<&Option<f64>>| value.copied().flatten().filter(|it| it.is_finite());
    let mut complete: Vec<Vec<f64>> = vec![Vec::new(); variables.len()];
    let mut explained = Vec::new();
    for (case, value) in outcome.iter().enumerate() {
        let values = variables.iter().map(|variable| number(variable.get(case)));
        let values: Option<Vec<f64>> = values.collect();
        if let (Some(values), Some(value)) = (values, number(Some(value))) {
            explained.push(value);
            for (column, value) in complete.iter_mut().zip(values) {
                column.push(value);
            }
        }
    }
    if explained.len() <= complete.len() {
        return None;
    }
    let correlation = |a: &[f64], b: &[f64]| {
        let pairs: Vec<(f64, f64)> = a.iter().copied().zip(b.iter().copied()).collect();
        pearson(&pairs)
    };
    let among: Vec<Vec<f64>> = complete
        .iter()
        .map(|a| complete.iter().map(|b| correlation(a, b)).collect())
        .collect::<Option<_>>()?;
    let with: Vec<f64> = complete
        .iter()
        .map(|a| correlation(a, &explained))
        .collect::<Option<_>>()?;
    let weights = johnson(among, &with)?;
    Some(RelativeWeights {
        n: u32::try_from(explained.len()).ok()?,
        r_squared: weights.iter().sum(),
        weights,
    })
}

fn johnson(among: Vec<Vec<f64>>, with: &[f64]) -> Option<Vec<f64>> {
    let Eigen { values, vectors } = jacobi(among);
    // A share of the variance this small is rounding: the variables are not independent.
    if values.iter().any(|&value| value <= 1e-10) {
        return None;
    }
    let roots: Vec<f64> = values.iter().map(|value| value.sqrt()).collect();
    // V f(Λ) V', f given by its values.
    let rebuilt = |f: &[f64]| -> Vec<Vec<f64>> {
        let row = |i: &Vec<f64>| vectors.iter().map(|j| dot3(i, f, j)).collect();
        vectors.iter().map(row).collect()
    };
    let inverse: Vec<f64> = roots.iter().map(|root| 1.0 / root).collect();
    let beta: Vec<f64> = rebuilt(&inverse)
        .iter()
        .map(|row| row.iter().zip(with).map(|(l, r)| l * r).sum())
        .collect();
    let weight = |row: &Vec<f64>| row.iter().zip(&beta).map(|(l, b)| l * l * b * b).sum();
    Some(rebuilt(&roots).iter().map(weight).collect())
}

fn dot3(a: &[f64], b: &[f64], c: &[f64]) -> f64 {
    a.iter().zip(b).zip(c).map(|((a, b), c)| a * b * c).sum()
}

/// The decomposition `V Λ V'` of a symmetric matrix.
struct Eigen {
    values: Vec<f64>,
    /// The rows of V: its columns are the eigenvectors.
    vectors: Vec<Vec<f64>>,
}

/// Jacobi's rotations: each makes one pair of cells off the diagonal zero, until all are.
#[expect(
    clippy::indexing_slicing,
    clippy::needless_range_loop,
    reason = "the matrix is square, and p, q and k are below its size"
)]
fn jacobi(mut a: Vec<Vec<f64>>) -> Eigen {
    let size = a.len();
    let mut v: Vec<Vec<f64>> = (0..size)
        .map(|i| (0..size).map(|j| f64::from(u8::from(i == j))).collect())
        .collect();
    for _sweep in 0..64 {
        let mut turned = false;
        for p in 0..size {
            for q in p + 1..size {
                if a[p][q].abs() <= f64::EPSILON * 1e-3 {
                    continue;
                }
                turned = true;
                let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
                let tan = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let cos = 1.0 / (tan * tan + 1.0).sqrt();
                let sin = tan * cos;
                for row in a.iter_mut().chain(&mut v) {
                    (row[p], row[q]) = (cos * row[p] - sin * row[q], sin * row[p] + cos * row[q]);
                }
                for k in 0..size {
                    let (x, y) = (a[p][k], a[q][k]);
                    (a[p][k], a[q][k]) = (cos * x - sin * y, sin * x + cos * y);
                }
            }
        }
        if !turned {
            break;
        }
    }
    Eigen {
        values: (0..size).map(|i| a[i][i]).collect(),
        vectors: v,
    }
}
