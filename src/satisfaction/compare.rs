//! Is a difference between two scores real, or noise?

use serde::{Deserialize, Serialize};

use super::{SatisfactionError, Score, error::check_confidence};
use crate::{
    journey::MeasureId,
    stats::{
        Conclusion, DEFAULT_CONFIDENCE, Difference, Interval, IntervalMethod, Share,
        benjamini_hochberg, share_difference,
    },
};

/// How many answers a score needs before anything is concluded from it, by custom.
pub const MIN_ANSWERS: u32 = 30;

/// How scores are compared.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CompareOptions {
    /// The confidence, between 0 and 1, which must be that of the scores' intervals.
    pub confidence: f64,
    /// How many answers each score needs before anything is concluded.
    pub min_answers: u32,
}

impl Default for CompareOptions {
    fn default() -> Self {
        Self {
            confidence: DEFAULT_CONFIDENCE,
            min_answers: MIN_ANSWERS,
        }
    }
}

/// How one score differs from another by the same measure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Comparison {
    /// The measure.
    pub measure: MeasureId,
    /// The first score less the second, in the measure's unit; `None` where one has no value.
    pub difference: Option<Difference>,
    /// What may be concluded.
    pub conclusion: Conclusion,
}

/// Compares two scores of independent groups by the same measure.
///
/// Shares get Newcombe's interval and the p-value of the pooled z test. Means, net scores and
/// scores of people who answered more than once get the interval that Newcombe's way makes of their own two intervals (Zou and Donner,
/// *Construction of confidence limits about effect measures*, Statistics in Medicine 27,
/// 2008), and no p-value. The scores differ where the interval leaves out 0. With fewer than
/// `min_answers` answers on either side, nothing is concluded.
///
/// # Errors
/// [`SatisfactionError::MixedMeasures`] for scores by different measures;
/// [`SatisfactionError::InvalidConfidence`].
///
/// # Example
/// ```
/// use cesta::{
///     journey::Measure,
///     satisfaction::{CompareOptions, Conclusion, ScoreOptions, compare, score},
/// };
///
/// let csat = |good: usize, n: usize| {
///     let answers = (0..n).map(|at| Some(if at < good { 5.0 } else { 2.0 }));
///     score(&Measure::csat(), answers, &ScoreOptions::default()).unwrap()
/// };
/// let it = compare(&csat(56, 70), &csat(48, 80), &CompareOptions::default())?;
/// assert_eq!(it.conclusion, Conclusion::Higher); // by 20 points, 5 to 33
/// # Ok::<(), cesta::satisfaction::SatisfactionError>(())
/// ```
pub fn compare(
    first: &Score,
    second: &Score,
    options: &CompareOptions,
) -> Result<Comparison, SatisfactionError> {
    same_measure(first, second)?;
    let confidence = options.confidence;
    check_confidence(confidence)?;
    let difference = difference(first, second, confidence);
    let thin = first.n < options.min_answers || second.n < options.min_answers;
    let interval = difference.and_then(|it| it.interval);
    let conclusion = Conclusion::of(interval.filter(|_| !thin).as_ref());
    Ok(Comparison {
        measure: first.measure.clone(),
        difference,
        conclusion,
    })
}

fn difference(first: &Score, second: &Score, confidence: f64) -> Option<Difference> {
    let (value, other) = (first.value?, second.value?);
    if let (Some(a), Some(b)) = (share(first), share(second)) {
        let it = share_difference(&a, &b, confidence)?;
        return Some(Difference {
            value: value - other,
            interval: it.interval.map(|it| it.scaled(100.0)),
            p_value: it.p_value,
        });
    }
    let interval = match (first.interval, second.interval) {
        (Some(a), Some(b)) if at(&a, confidence) && at(&b, confidence) => Some(Interval {
            low: value - other - libm::hypot(value - a.low, b.high - other),
            high: value - other + libm::hypot(a.high - value, other - b.low),
            confidence,
            method: IntervalMethod::SquareAndAdd,
        }),
        _ => None,
    };
    Some(Difference {
        value: value - other,
        interval,
        p_value: None,
    })
}

fn at(interval: &Interval, confidence: f64) -> bool {
    (interval.confidence - confidence).abs() < 1e-12
}

/// The share a box score was made of.
fn share(score: &Score) -> Option<Share> {
    let of_shares =
        score.interval?.method == IntervalMethod::Wilson && score.respondents == score.n;
    let count = (score.value? / 100.0 * f64::from(score.n)).round();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count from 0 to n, which is a u32"
    )]
    of_shares.then(|| Share::new((count as u32).min(score.n), score.n))
}

/// The mean of scores by one measure, each weighing the same; `None` where none has a value.
///
/// The mean of touchpoints' scores is not the score of all their answers, which is what
/// [`analyse`](super::analyse) gives for stages.
///
/// # Errors
/// [`SatisfactionError::MixedMeasures`] for scores by different measures.
///
/// # Example
/// ```
/// use cesta::{journey::Measure, satisfaction::{ScoreOptions, mean_of_scores, score}};
///
/// let of = |measure: Measure| score(&measure, [Some(1.0)], &ScoreOptions::default()).unwrap();
/// let error = mean_of_scores(&[of(Measure::nps()), of(Measure::csat())]).unwrap_err();
/// assert_eq!(error.to_string(), "scores by `nps` and by `csat` cannot be put together");
/// ```
pub fn mean_of_scores(scores: &[Score]) -> Result<Option<f64>, SatisfactionError> {
    if let [first, rest @ ..] = scores {
        for other in rest {
            same_measure(first, other)?;
        }
    }
    let values: crate::stats::Moments = scores.iter().filter_map(|score| score.value).collect();
    Ok(values.mean())
}

fn same_measure(first: &Score, second: &Score) -> Result<(), SatisfactionError> {
    if first.measure == second.measure {
        return Ok(());
    }
    Err(SatisfactionError::MixedMeasures {
        first: first.measure.clone(),
        second: second.measure.clone(),
    })
}

/// Makes the p-values of many comparisons fit to be read side by side
/// ([`benjamini_hochberg`]); those without one are left as they are.
pub fn adjust_p_values(comparisons: &mut [Comparison]) {
    let differences = comparisons.iter().filter_map(|it| it.difference);
    let p_values: Vec<f64> = differences.filter_map(|it| it.p_value).collect();
    let mut adjusted = benjamini_hochberg(&p_values).into_iter();
    for comparison in comparisons {
        if let Some(p) = comparison
            .difference
            .as_mut()
            .and_then(|it| it.p_value.as_mut())
        {
            *p = adjusted.next().unwrap_or(*p);
        }
    }
}
