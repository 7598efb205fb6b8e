//! The emotion line: how customers feel along the map, and what they will remember of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Satisfaction, SatisfactionError, Score, best_known};
use crate::journey::{Journey, Measure, MeasureId, TouchpointId};

/// The measure that emotions are answered in.
pub(crate) const EMOTION: &str = "emotion";

/// What an emotion line is drawn from: one source, never a mixture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum LineSource {
    /// The emotions that the map's author designed or felt.
    #[default]
    Designed,
    /// The scores by one measure.
    Measure(MeasureId),
}

/// How customers feel along the map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EmotionLine {
    /// What it is drawn from.
    pub source: LineSource,
    /// A point for each touchpoint, in map order.
    pub points: Vec<EmotionPoint>,
    /// The touchpoint with the lowest value, the first of several; `None` where nothing is
    /// known.
    pub lowest: Option<TouchpointId>,
    /// The touchpoint with the highest value, the first of several.
    pub highest: Option<TouchpointId>,
}

/// How customers feel at a touchpoint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EmotionPoint {
    /// The touchpoint.
    pub touchpoint: TouchpointId,
    /// The value from -2 (despair) to +2 (delight); `None` is a gap in the line.
    pub value: Option<f64>,
    /// The score it was made from, in its measure's unit.
    pub score: Option<Score>,
}

/// The emotion line of a map.
///
/// From a measure, the best known score of each touchpoint ([`best_known`]) is put onto the
/// scale from -2 to +2 by its place in the measure's range, the worst possible score at -2:
/// for drawing; the score itself stands beside it. Lines by different measures are not
/// comparable.
///
/// # Errors
/// [`SatisfactionError::UnknownMeasure`] for a measure the map does not have.
///
/// # Complexity
/// O(t log t) for t touchpoints.
///
/// # Example
/// ```
/// use cesta::{
///     journey::{Journey, spec::{Stage, Touchpoint}},
///     satisfaction::{LineSource, emotion_line},
/// };
///
/// let journey = Journey::builder("bakery")
///     .stage(Stage::new("find").touchpoint(Touchpoint::new("smell").emotion(2)))
///     .stage(
///         Stage::new("buy")
///             .touchpoint(Touchpoint::new("queue").emotion(-1))
///             .touchpoint(Touchpoint::new("counter")),
///     )
///     .build()?;
///
/// let line = emotion_line(&journey, None, LineSource::Designed)?;
/// let values: Vec<Option<f64>> = line.points.iter().map(|point| point.value).collect();
/// assert_eq!(values, [Some(2.0), Some(-1.0), None]);
/// assert_eq!(line.lowest.unwrap(), "queue");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn emotion_line(
    journey: &Journey,
    observed: Option<&Satisfaction>,
    source: LineSource,
) -> Result<EmotionLine, SatisfactionError> {
    let measure = match source {
        LineSource::Designed => None,
        LineSource::Measure(id) => {
            let measure = journey.measure(id.as_str());
            Some(measure.ok_or(SatisfactionError::UnknownMeasure { measure: id })?)
        }
    };
    Ok(line(journey, observed, measure))
}

/// The emotion line of a map from the best source of which anything is known: emotions that
/// customers answered (the measure `emotion`), or else those that the map's author designed, or
/// else the measure that says most about the map: its own, or the one that most touchpoints
/// have a score in.
///
/// Where nothing is known it is a line of gaps.
///
/// # Complexity
/// O((t + s) log t) for t touchpoints with s scores.
///
/// # Example
/// ```
/// use cesta::{
///     journey::{Journey, spec::{Stage, Touchpoint}},
///     satisfaction::{LineSource, best_emotion_line},
/// };
///
/// let journey = Journey::builder("bakery")
///     .stage(Stage::new("buy").touchpoint(Touchpoint::new("queue").emotion(-1)))
///     .build()?;
///
/// let line = best_emotion_line(&journey, None);
/// assert_eq!(line.source, LineSource::Designed);
/// assert_eq!(line.points[0].value, Some(-1.0));
/// # Ok::<(), cesta::journey::InvalidJourney>(())
/// ```
pub fn best_emotion_line(journey: &Journey, observed: Option<&Satisfaction>) -> EmotionLine {
    let emotion = journey.measure(EMOTION).map(Some);
    let scores = main_measure(journey, observed).map(Some);
    let sources = emotion.into_iter().chain([None]).chain(scores);
    let mut lines = sources.map(|measure| line(journey, observed, measure));
    let known = lines.find(|line| line.lowest.is_some());
    known.unwrap_or_else(|| line(journey, observed, None))
}

/// The measure that says most about a map: its own, or else the one that most touchpoints have
/// a score in, the first of several. Emotions are no scores.
pub(crate) fn main_measure<'j>(
    journey: &'j Journey,
    observed: Option<&Satisfaction>,
) -> Option<&'j Measure> {
    let mut scored: BTreeMap<MeasureId, usize> = BTreeMap::new();
    for touchpoint in journey.touchpoints() {
        let scores = best_known(touchpoint, observed).into_iter();
        for score in scores.filter(|score| score.value.is_some()) {
            *scored.entry(score.measure).or_default() += 1;
        }
    }
    let own = journey.default_measure();
    own.filter(|own| scored.contains_key(&own.id)).or_else(|| {
        let others = scored.iter().rev().filter(|(id, _)| **id != EMOTION);
        let (most, _) = others.max_by_key(|(_, touchpoints)| **touchpoints)?;
        journey.measure(most.as_str())
    })
}

/// The line by a measure, or as it was designed.
fn line(
    journey: &Journey,
    observed: Option<&Satisfaction>,
    measure: Option<&Measure>,
) -> EmotionLine {
    let points = journey.touchpoints().map(|touchpoint| {
        let score = measure.and_then(|measure| {
            let mut scores = best_known(touchpoint, observed).into_iter();
            scores.find(|score| score.measure == measure.id)
        });
        let value = match (measure, &score) {
            (None, _) => touchpoint.emotion.map(f64::from),
            (Some(measure), score) => score
                .as_ref()
                .and_then(|score| score.value)
                .map(|value| 4.0 * measure.normalised(value) - 2.0),
        };
        EmotionPoint {
            touchpoint: touchpoint.id().clone(),
            value,
            score,
        }
    });
    let points: Vec<EmotionPoint> = points.collect();
    EmotionLine {
        source: measure.map_or(LineSource::Designed, |it| {
            LineSource::Measure(it.id.clone())
        }),
        lowest: extreme(&points, |value, best| value < best),
        highest: extreme(&points, |value, best| value > best),
        points,
    }
}

/// The first touchpoint with the value that none beats.
fn extreme(points: &[EmotionPoint], beats: impl Fn(f64, f64) -> bool) -> Option<TouchpointId> {
    let mut best: Option<(f64, &TouchpointId)> = None;
    for point in points {
        let Some(value) = point.value else { continue };
        if best.is_none_or(|(best, _)| beats(value, best)) {
            best = Some((value, &point.touchpoint));
        }
    }
    best.map(|(_, id)| id.clone())
}

/// What a customer remembers of the steps of one path: the mean of the most intense moment and
/// the last (Fredrickson and Kahneman, *Duration neglect*, 1993).
///
/// Emotions are from -2 to +2, 0 the neutral one. The peak is the step furthest from neutral;
/// of several, a negative one, and of those the last. One step: that step. No step: `None`.
/// A journey has many paths, hence many such values.
///
/// # Example
/// ```
/// use cesta::satisfaction::peak_end;
///
/// assert_eq!(peak_end(&[1.0, -2.0, 2.0, 1.0]), Some(-0.5));
/// ```
pub fn peak_end(emotions: &[f64]) -> Option<f64> {
    let &end = emotions.last()?;
    let mut peak = end;
    for &emotion in emotions.iter().rev() {
        let more = emotion.abs() > peak.abs();
        let as_much_and_worse = emotion.abs() >= peak.abs() && emotion < peak;
        if more || as_much_and_worse {
            peak = emotion;
        }
    }
    Some(f64::midpoint(peak, end))
}
