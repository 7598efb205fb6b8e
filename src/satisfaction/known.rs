//! What is known about a touchpoint: what customers answered, or else what the map declares.

use super::{Satisfaction, Score};
use crate::{
    journey::{Touchpoint, spec::DeclaredScore},
    sort,
    stats::{DEFAULT_CONFIDENCE, Interval, IntervalMethod},
};

/// The best known scores of a touchpoint, one for each measure, by measure id: as observed,
/// and as the map declares where nothing was observed in that measure.
///
/// An observed score without a value (everyone left the question out) gives way to a declared
/// one. A declared score's n is 0 where the map does not tell it, and its interval has the
/// method [`Declared`](IntervalMethod::Declared) and counts as one of 95 %.
///
/// # Complexity
/// O(s² + log t) for s scores of the touchpoint and t touchpoints in `observed`, which must
/// be an analysis on the touchpoint's own map.
///
/// # Example
/// ```
/// use cesta::{journey::{Journey, spec}, satisfaction::best_known};
///
/// let mut counter = spec::Touchpoint::new("counter");
/// counter.scores.push(spec::DeclaredScore {
///     measure: "csat".into(),
///     value: 81.0,
///     n: Some(57),
///     interval: None,
///     evidence: Vec::new(),
/// });
/// let journey = Journey::builder("bakery")
///     .stage(spec::Stage::new("buy").touchpoint(counter))
///     .build()?;
///
/// let scores = best_known(journey.touchpoint("counter").unwrap(), None);
/// assert_eq!((scores[0].value, scores[0].n), (Some(81.0), 57));
/// # Ok::<(), cesta::journey::InvalidJourney>(())
/// ```
pub fn best_known(touchpoint: Touchpoint<'_>, observed: Option<&Satisfaction>) -> Vec<Score> {
    let mut scores = observed.map_or_else(Vec::new, |all| observed_at(touchpoint, all));
    for declared in &touchpoint.scores {
        let declared = Score::from(declared);
        match scores
            .iter_mut()
            .find(|score| score.measure == declared.measure)
        {
            Some(score) if score.value.is_some() => {}
            Some(score) => *score = declared,
            None => scores.push(declared),
        }
    }
    sort::by(&mut scores, |a, b| a.measure.cmp(&b.measure));
    scores
}

/// The observed scores of a touchpoint, found by its place: the list is in map order.
fn observed_at(touchpoint: Touchpoint<'_>, observed: &Satisfaction) -> Vec<Score> {
    let journey = touchpoint.journey();
    let found = observed
        .touchpoints
        .binary_search_by_key(&Some(touchpoint.node()), |scores| {
            journey.touchpoint(scores.id.as_str()).map(Touchpoint::node)
        });
    let found = found.ok().and_then(|place| observed.touchpoints.get(place));
    found.map_or_else(Vec::new, |scores| scores.scores.clone())
}

impl From<&DeclaredScore> for Score {
    fn from(declared: &DeclaredScore) -> Self {
        Self {
            measure: declared.measure.clone(),
            value: Some(declared.value),
            n: declared.n.unwrap_or(0),
            respondents: declared.n.unwrap_or(0),
            missing: 0,
            interval: declared.interval.map(|[low, high]| Interval {
                low,
                high,
                confidence: DEFAULT_CONFIDENCE,
                method: IntervalMethod::Declared,
            }),
        }
    }
}
