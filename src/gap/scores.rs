//! The scores that the rules compare with thresholds.

use super::{GapOptions, check::Gap, words};
use crate::{
    journey::{Direction, Journey, Measure, Statistic, Touchpoint},
    satisfaction::{Satisfaction, Score, best_known},
    sort,
};

/// The best known scores of every touchpoint.
#[derive(Debug)]
pub(super) struct KnownScores<'j> {
    journey: &'j Journey,
    /// The threshold of measures without a target, as a share of the range.
    threshold: f64,
    /// How many answers a score needs to conclude anything from it.
    min_answers: u32,
    /// By node index; only scores that have a value.
    scores: Vec<Vec<Score>>,
}

/// A score on the wrong side of its measure's threshold.
#[derive(Debug)]
pub(super) struct Low<'a> {
    pub(super) measure: &'a Measure,
    pub(super) value: f64,
    pub(super) n: u32,
    /// Whether these are too few answers to conclude anything.
    pub(super) is_thin: bool,
    pub(super) threshold: f64,
    /// The distance from the threshold, as a share of the measure's range.
    pub(super) distance: f64,
    /// The interval's better end, if it too is on the wrong side.
    pub(super) certain: Option<f64>,
}

impl<'j> KnownScores<'j> {
    pub(super) fn of(
        journey: &'j Journey,
        satisfaction: Option<&Satisfaction>,
        options: &GapOptions,
    ) -> Self {
        let touchpoints = journey.touchpoints();
        Self {
            journey,
            threshold: options.satisfaction_threshold,
            min_answers: options.min_answers,
            scores: touchpoints
                .map(|it| {
                    let mut scores = best_known(it, satisfaction);
                    scores.retain(|score| score.value.is_some());
                    scores
                })
                .collect(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.scores.iter().all(Vec::is_empty)
    }

    pub(super) fn at(&self, touchpoint: Touchpoint<'_>) -> &[Score] {
        let scores = self.scores.get(touchpoint.node().index());
        scores.map_or(&[], Vec::as_slice)
    }

    /// The scores below their threshold: those with enough answers first, and of these the one
    /// furthest below.
    pub(super) fn low(&self, touchpoint: Touchpoint<'_>) -> Vec<Low<'_>> {
        let mut low: Vec<Low<'_>> = Vec::new();
        low.extend(self.at(touchpoint).iter().filter_map(|it| self.compare(it)));
        sort::by(&mut low, |a, b| {
            let by_answers = a.is_thin.cmp(&b.is_thin);
            by_answers.then_with(|| b.distance.total_cmp(&a.distance))
        });
        low
    }

    fn compare(&self, score: &Score) -> Option<Low<'_>> {
        let measure = self.journey.measure(score.measure.as_str())?;
        let (worst, best) = worst_and_best(measure);
        let threshold = measure.target;
        let threshold = threshold.unwrap_or(worst + self.threshold * (best - worst));
        let value = score.value?;
        is_worse(measure, value, threshold).then(|| Low {
            measure,
            value,
            n: score.n,
            is_thin: score.is_thin(self.min_answers),
            threshold,
            distance: share_of_range(measure, value - threshold),
            certain: certainly_worse(measure, score, threshold),
        })
    }
}

impl Low<'_> {
    /// A gap with this score's numbers.
    pub(super) fn number<'j>(&self, gap: Gap<'j>) -> Gap<'j> {
        let gap = if self.is_thin { gap.thin(self.n) } else { gap };
        gap.measured("score", self.value, self.measure)
            .measured("threshold", self.threshold, self.measure)
            .number("n", self.n)
            .magnitude(self.distance)
    }

    /// `CSAT is 38.3 % (n = 120), below 60 %`.
    pub(super) fn in_words(&self) -> String {
        let side = if is_worse(self.measure, 0.0, 1.0) {
            "below"
        } else {
            "above"
        };
        format!(
            "{} is {}, {side} {}",
            words::shown(self.measure.name()),
            known(self.measure, self.value, self.n),
            words::score(self.measure, self.threshold)
        )
    }
}

/// `38.3 % (n = 120)`, or `38.3 %` where nobody counted.
pub(super) fn known(measure: &Measure, value: f64, n: u32) -> String {
    let value = words::score(measure, value);
    match n {
        0 => value,
        _ => format!("{value} (n = {n})"),
    }
}

/// Whether one score of a measure is worse than another.
pub(super) fn is_worse(measure: &Measure, score: f64, than: f64) -> bool {
    let (worst, best) = worst_and_best(measure);
    if worst < best {
        score < than
    } else {
        score > than
    }
}

/// The better end of a score's interval, if it too is worse than another score.
pub(super) fn certainly_worse(measure: &Measure, score: &Score, than: f64) -> Option<f64> {
    let (worst, best) = worst_and_best(measure);
    let end = score
        .interval
        .map(|it| if worst < best { it.high } else { it.low });
    end.filter(|&end| is_worse(measure, end, than))
}

/// A distance between two scores as a share of the measure's range.
pub(super) fn share_of_range(measure: &Measure, distance: f64) -> f64 {
    let (low, high) = measure.range();
    distance.abs() / (high - low)
}

/// The ends of a measure's range, as customers see them.
fn worst_and_best(measure: &Measure) -> (f64, f64) {
    let (low, high) = measure.range();
    match (measure.statistic, measure.good) {
        // A share or net of boxes is good when high, whichever end of the scale they name.
        (Statistic::Mean, Direction::Low) => (high, low),
        _ => (low, high),
    }
}
