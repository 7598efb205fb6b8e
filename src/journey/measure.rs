//! What a score means: scale, direction, statistic, and what a missing answer does.
//!
//! The same name stands for different formulas in the field, so a score always carries its
//! measure, and scores of different measures are never mixed. The definition lives with the
//! map, because a map may define its own; computing with it is `satisfaction`'s work.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{MeasureId, spec::is_default};

/// The definition of a statistic over answers.
///
/// # Example
/// ```
/// use cesta::journey::{Direction, Measure, Statistic};
///
/// let csat = Measure::csat();
/// assert_eq!((csat.min, csat.max, csat.good), (1.0, 5.0, Direction::High));
/// assert_eq!(csat.statistic, Statistic::Boxes { from: 4.0, to: 5.0 });
/// assert_eq!(csat.range(), (0.0, 100.0)); // a share of answers, in percent
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Measure {
    /// The measure's id; `nps`, `csat`, `ces` and `emotion` are there without being declared.
    pub id: MeasureId,
    /// The name people read; the id where it is left out.
    #[serde(default, skip_serializing_if = "is_default")]
    pub label: Option<String>,
    /// The lowest possible answer.
    pub min: f64,
    /// The highest possible answer.
    pub max: f64,
    /// Which end of the scale is good.
    #[serde(default, skip_serializing_if = "is_default")]
    pub good: Direction,
    /// What is computed from the answers.
    #[serde(default, skip_serializing_if = "is_default")]
    pub statistic: Statistic,
    /// Answers that mean "not applicable" or "no answer", such as 0 on a scale of 1 to 5.
    #[serde(default, skip_serializing_if = "is_default")]
    pub missing: Vec<f64>,
    /// What a missing answer does to the score.
    #[serde(default, skip_serializing_if = "is_default")]
    pub nulls: Nulls,
    /// Answers given in words, and the number each stands for: `{"satisfied": 1}`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub answers: BTreeMap<String, f64>,
    /// The score to reach, in the statistic's unit; also the threshold of the gap rules.
    #[serde(default, skip_serializing_if = "is_default")]
    pub target: Option<f64>,
    /// What others reach (the industry, a competitor), in the statistic's unit.
    #[serde(default, skip_serializing_if = "is_default")]
    pub benchmark: Option<f64>,
}

/// Which end of a scale is good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Direction {
    /// A high answer is good (CES 2.0: easy).
    #[default]
    High,
    /// A low answer is good (CES 1.0: little effort).
    Low,
}

/// The statistic over the answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
pub enum Statistic {
    /// The arithmetic mean, in the scale's own unit.
    #[default]
    Mean,
    /// The share of answers from `from` to `to`, both inclusive, in percent (0 to 100).
    Boxes {
        /// The lowest answer that counts.
        from: f64,
        /// The highest answer that counts.
        to: f64,
    },
    /// The share of answers of at least `promoters` less the share of answers of at most
    /// `detractors`, in points (-100 to 100). Where low is good the two ends change places:
    /// promoters are answers of at most `promoters`, detractors of at least `detractors`.
    Net {
        /// The bound of the good box.
        promoters: f64,
        /// The bound of the bad box.
        detractors: f64,
    },
}

/// What a missing answer does to a score.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Nulls {
    /// It is counted apart and stays out of n.
    #[default]
    Omit,
    /// It counts as the worst answer of the scale.
    Worst,
}

impl Measure {
    /// A measure by its id and scale: a mean, high is good.
    pub fn new(id: impl Into<MeasureId>, min: f64, max: f64) -> Self {
        Self {
            id: id.into(),
            label: None,
            min,
            max,
            good: Direction::High,
            statistic: Statistic::Mean,
            missing: Vec::new(),
            nulls: Nulls::Omit,
            answers: BTreeMap::new(),
            target: None,
            benchmark: None,
        }
    }

    /// Net Promoter Score: 0 to 10, 9 and 10 promote, 0 to 6 detract.
    pub fn nps() -> Self {
        Self {
            label: Some("NPS".into()),
            statistic: Statistic::Net {
                promoters: 9.0,
                detractors: 6.0,
            },
            ..Self::new("nps", 0.0, 10.0)
        }
    }

    /// Customer satisfaction: the share of 4 and 5 on a scale of 1 to 5 (top-2-box).
    pub fn csat() -> Self {
        Self {
            label: Some("CSAT".into()),
            statistic: Statistic::Boxes { from: 4.0, to: 5.0 },
            ..Self::new("csat", 1.0, 5.0)
        }
    }

    /// Customer Effort Score 2.0: the share of 5 to 7 on a scale of 1 to 7, high is easy.
    pub fn ces() -> Self {
        Self {
            label: Some("CES".into()),
            statistic: Statistic::Boxes { from: 5.0, to: 7.0 },
            ..Self::new("ces", 1.0, 7.0)
        }
    }

    /// Emotion: the mean of answers from -2 (despair) to +2 (delight).
    pub fn emotion() -> Self {
        Self {
            label: Some("Emotion".into()),
            ..Self::new("emotion", -2.0, 2.0)
        }
    }

    /// The measures every journey has without declaring them, sorted by id.
    pub fn built_in() -> [Self; 4] {
        [Self::ces(), Self::csat(), Self::emotion(), Self::nps()]
    }

    /// The name people read.
    pub fn name(&self) -> &str {
        self.label.as_deref().unwrap_or(self.id.as_str())
    }

    /// The lowest and the highest possible score, in the statistic's unit.
    pub fn range(&self) -> (f64, f64) {
        match self.statistic {
            Statistic::Mean => (self.min, self.max),
            Statistic::Boxes { .. } => (0.0, 100.0),
            Statistic::Net { .. } => (-100.0, 100.0),
        }
    }

    /// A score as a share of its range, 0 the worst and 1 the best possible.
    ///
    /// Linear, for drawing and for thresholds of one measure; it does not make scores of
    /// different measures comparable.
    pub fn normalised(&self, score: f64) -> f64 {
        let (low, high) = self.range();
        let share = (score - low) / (high - low);
        match (self.statistic, self.good) {
            // A box or net score is good when high, whichever end its boxes name.
            (Statistic::Mean, Direction::Low) => 1.0 - share,
            _ => share,
        }
    }
}
