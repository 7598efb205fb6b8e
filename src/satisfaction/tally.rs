//! What is counted of answers by one measure, and the score made of it.

use serde::{Deserialize, Serialize};

use super::{SatisfactionError, Score, error::check_confidence};
use crate::{
    journey::{Direction, Measure, Nulls, Statistic},
    stats::{DEFAULT_CONFIDENCE, Interval, Moments, NetInterval, net_interval, wilson},
};

/// How scores are computed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ScoreOptions {
    /// The confidence of the intervals, between 0 and 1.
    pub confidence: f64,
    /// The interval of net scores such as NPS.
    pub net_interval: NetInterval,
}

impl Default for ScoreOptions {
    fn default() -> Self {
        Self {
            confidence: DEFAULT_CONFIDENCE,
            net_interval: NetInterval::default(),
        }
    }
}

/// The answers by one measure, counted as they come; answers of several questions can be put
/// together, as long as the measure is one.
///
/// Answers are taken to be on the scale: they were checked when they were read.
#[derive(Clone, Debug)]
pub(crate) struct Tally<'m> {
    measure: &'m Measure,
    missing: u32,
    good: u32,
    bad: u32,
    moments: Moments,
}

impl<'m> Tally<'m> {
    pub(crate) fn new(measure: &'m Measure) -> Self {
        Self {
            measure,
            missing: 0,
            good: 0,
            bad: 0,
            moments: Moments::default(),
        }
    }

    /// Takes in an answer, or that there is none. Gives what it adds to the score: the score is
    /// the mean of this over all answers that count.
    pub(crate) fn push(&mut self, answer: Option<f64>) -> Option<f64> {
        let answer = answer.or_else(|| {
            self.missing = self.missing.saturating_add(1);
            match (self.measure.nulls, self.measure.good) {
                (Nulls::Omit, _) => None,
                (Nulls::Worst, Direction::High) => Some(self.measure.min),
                (Nulls::Worst, Direction::Low) => Some(self.measure.max),
            }
        })?;
        self.moments.push(answer);
        let (good, bad) = boxes(self.measure, answer);
        self.good += u32::from(good);
        self.bad += u32::from(bad);
        Some(match self.measure.statistic {
            Statistic::Mean => answer,
            Statistic::Boxes { .. } | Statistic::Net { .. } => {
                100.0 * (f64::from(u8::from(good)) - f64::from(u8::from(bad)))
            }
        })
    }

    /// Adds the answers of another tally by the same measure.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.missing = self.missing.saturating_add(other.missing);
        self.good = self.good.saturating_add(other.good);
        self.bad = self.bad.saturating_add(other.bad);
        self.moments.merge(&other.moments);
    }

    pub(crate) fn measure_id(&self) -> &'m str {
        self.measure.id.as_str()
    }

    /// As if `n` had answered once, where all answers lie in the same box; `None` where they
    /// do not, or where the score is not made of boxes.
    pub(crate) fn unanimous(&self, n: u32) -> Option<Self> {
        let all = self.moments.n();
        let passive = all - self.good - self.bad;
        let of_boxes = !matches!(self.measure.statistic, Statistic::Mean);
        (of_boxes && [self.good, self.bad, passive].contains(&all)).then(|| Self {
            good: self.good.min(n),
            bad: self.bad.min(n),
            moments: std::iter::repeat_n(0.0, n as usize).collect(),
            ..self.clone()
        })
    }

    pub(crate) fn measure(&self) -> &'m Measure {
        self.measure
    }

    /// Whether anybody was asked.
    pub(crate) fn is_empty(&self) -> bool {
        self.moments.n() == 0 && self.missing == 0
    }

    /// The score, where each answer is another respondent's.
    pub(crate) fn score(&self, options: &ScoreOptions) -> Score {
        let n = self.moments.n();
        let percent = |count: f64| (n > 0).then(|| 100.0 * count / f64::from(n));
        let (value, interval) = match self.measure.statistic {
            Statistic::Mean => (
                self.moments.mean(),
                self.moments
                    .interval(options.confidence)
                    .map(|it| on_scale(it, self.measure)),
            ),
            Statistic::Boxes { .. } => (
                percent(f64::from(self.good)),
                wilson(self.good, n, options.confidence).map(|it| it.scaled(100.0)),
            ),
            Statistic::Net { .. } => (
                percent(f64::from(self.good) - f64::from(self.bad)),
                net_interval(
                    self.good,
                    self.bad,
                    n,
                    options.confidence,
                    options.net_interval,
                )
                .map(|it| it.scaled(100.0)),
            ),
        };
        Score {
            measure: self.measure.id.clone(),
            value,
            n,
            respondents: n,
            missing: self.missing,
            interval,
        }
    }
}

/// Whether an answer lies in the good box, and whether it lies in the bad one.
fn boxes(measure: &Measure, answer: f64) -> (bool, bool) {
    match (measure.statistic, measure.good) {
        (Statistic::Mean, _) => (false, false),
        (Statistic::Boxes { from, to }, _) => ((from..=to).contains(&answer), false),
        (
            Statistic::Net {
                promoters,
                detractors,
            },
            Direction::High,
        ) => (answer >= promoters, answer <= detractors),
        (
            Statistic::Net {
                promoters,
                detractors,
            },
            Direction::Low,
        ) => (answer <= promoters, answer >= detractors),
    }
}

/// The interval of a score ends where the measure's range ends: no score lies beyond.
pub(crate) fn on_scale(interval: Interval, measure: &Measure) -> Interval {
    let (low, high) = measure.range();
    Interval {
        low: interval.low.max(low),
        high: interval.high.min(high),
        ..interval
    }
}

/// The score of answers by a measure, each another respondent's; `None` stands for a missing
/// answer.
///
/// # Units
/// A mean is in the scale's unit, with Student's t interval, cut off at the ends of the scale;
/// two answers are the fewest that have one. A box score is a percentage, with Wilson's
/// interval. A net score is in points from -100 to 100, with the adjusted Wald interval or, if
/// asked for, Wald's. No answer: no value and no interval.
///
/// # Errors
/// [`SatisfactionError::OffScale`] for the first answer that is off the measure's scale or not a
/// number, and does not stand for a missing one; [`SatisfactionError::InvalidConfidence`].
///
/// # Complexity
/// Linear.
///
/// # Example
/// ```
/// use cesta::{journey::Measure, satisfaction::{ScoreOptions, score}};
///
/// let answers = [10.0, 9.0, 8.0, 6.0, 3.0].map(Some);
/// let nps = score(&Measure::nps(), answers, &ScoreOptions::default())?;
/// assert_eq!((nps.value, nps.n), (Some(0.0), 5)); // two promote, two detract
/// # Ok::<(), cesta::satisfaction::SatisfactionError>(())
/// ```
pub fn score(
    measure: &Measure,
    answers: impl IntoIterator<Item = Option<f64>>,
    options: &ScoreOptions,
) -> Result<Score, SatisfactionError> {
    check_confidence(options.confidence)?;
    let mut tally = Tally::new(measure);
    for answer in answers {
        let answer = answer.map_or(Ok(None), |answer| on_measure(measure, answer))?;
        tally.push(answer);
    }
    Ok(tally.score(options))
}

/// An answer that is off its measure's scale.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[error("{value} is off the scale of `{measure}`, which goes from {min} to {max}")]
#[non_exhaustive]
pub struct OffScale {
    /// The answer.
    pub value: f64,
    /// The measure's id.
    pub measure: crate::journey::MeasureId,
    /// The lowest possible answer.
    pub min: f64,
    /// The highest possible answer.
    pub max: f64,
}

/// An answer as a number: `None` where it stands for a missing one.
pub(crate) fn on_measure(measure: &Measure, answer: f64) -> Result<Option<f64>, OffScale> {
    if measure.missing.contains(&answer) {
        Ok(None)
    } else if (measure.min..=measure.max).contains(&answer) {
        Ok(Some(answer))
    } else {
        Err(OffScale {
            value: answer,
            measure: measure.id.clone(),
            min: measure.min,
            max: measure.max,
        })
    }
}
