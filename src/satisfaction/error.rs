//! Why satisfaction cannot be analysed or compared.

use serde::Serialize;

use super::OffScale;
use crate::{journey::MeasureId, text::excerpt};

/// An analysis or comparison that cannot be made.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "code",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum SatisfactionError {
    /// Scores by different measures do not go together.
    #[error("scores by `{}` and by `{}` cannot be put together", excerpt(.first.as_str()), excerpt(.second.as_str()))]
    MixedMeasures {
        /// The measure of the first.
        first: MeasureId,
        /// The measure of the second.
        second: MeasureId,
    },
    /// There is no such measure.
    #[error("there is no measure `{}`", excerpt(.measure.as_str()))]
    UnknownMeasure {
        /// The measure asked for.
        measure: MeasureId,
    },
    /// The responses have no such segment column.
    #[error("the responses have no segment column `{}`", excerpt(.name))]
    UnknownSegment {
        /// The column asked for.
        name: String,
    },
    /// A segment column has too many values.
    #[error("the column `{}` has {values} values, more than the {limit} segments allowed", excerpt(.name))]
    TooManySegments {
        /// The column.
        name: String,
        /// How many values it has.
        values: u32,
        /// How many it may have.
        limit: u32,
    },
    /// A confidence is not between 0 and 1.
    #[error("the confidence {confidence} is not between 0 and 1")]
    InvalidConfidence {
        /// The confidence.
        confidence: f64,
    },
    /// An answer is off its scale; in an analysis, because the responses were read with another
    /// map.
    #[error("{}{off}", before(.question.as_deref()))]
    OffScale {
        /// The question; `None` where the answers are to none of a map's.
        question: Option<String>,
        /// The answer and the scale.
        off: OffScale,
    },
}

fn before(question: Option<&str>) -> String {
    question.map_or_else(String::new, |question| {
        format!(
            "the question `{}` has an answer off its scale: ",
            excerpt(question)
        )
    })
}

/// Refuses a confidence that no interval can have.
pub(super) fn check_confidence(confidence: f64) -> Result<(), SatisfactionError> {
    if confidence > 0.0 && confidence < 1.0 {
        Ok(())
    } else {
        Err(SatisfactionError::InvalidConfidence { confidence })
    }
}

impl From<OffScale> for SatisfactionError {
    fn from(off: OffScale) -> Self {
        Self::OffScale {
            question: None,
            off,
        }
    }
}

impl SatisfactionError {
    /// The kind of the error; stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::MixedMeasures { .. } => "mixedMeasures",
            Self::UnknownMeasure { .. } => "unknownMeasure",
            Self::UnknownSegment { .. } => "unknownSegment",
            Self::TooManySegments { .. } => "tooManySegments",
            Self::InvalidConfidence { .. } => "invalidConfidence",
            Self::OffScale { .. } => "offScale",
        }
    }
}
