//! What both readers say of input that cannot be used: the rows of a log, the cells of a survey.

use serde::{Deserialize, Serialize};

/// What to do about rows or cells that cannot be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum OnBad {
    /// Refuse all of the input, and tell what is bad.
    #[default]
    Refuse,
    /// Pass over them, count them, and tell them beside the result. A log of which no row is
    /// left is refused still.
    PassOver,
}

/// How many bad rows or cells are told one by one; all are counted.
pub const MAX_SAMPLES: usize = 1000;
