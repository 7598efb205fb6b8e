//! Step by step: where customers are at their first, second, third event, or around an event of
//! interest.
//!
//! A [`StepSum`] is what is counted: additive over customers, so that parts can be counted
//! apart. A [`StepMatrix`] is the same as shares of a table, [`StepLinks`] as the nodes and
//! links of a Sankey diagram, and a [`StepDifference`] compares the tables of two groups.

mod difference;
mod links;
mod matrix;
mod options;
mod sum;
mod tally;

use serde::{Deserialize, Serialize};

pub(super) use self::options::told;
pub use self::{
    difference::{StepDifference, StepDifferenceRow},
    links::{StepLink, StepLinks, StepNode},
    matrix::{StepMatrix, StepRow},
    options::{Anchor, CountedFrom, OptionProblem, StepError, StepOptions, StepWindow},
    sum::{StepFirst, StepMove, StepSum},
};

/// Where a customer is at a step.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum StepPlace {
    /// Not there yet: the customer's first event comes later.
    Start,
    /// At a touchpoint.
    Touchpoint {
        /// As the log calls it.
        touchpoint: String,
    },
    /// At one of the touchpoints that are not shown by themselves.
    Other,
    /// Not there any more: the customer's last event came before.
    End,
}

impl StepPlace {
    fn touchpoint(name: &str) -> Self {
        Self::Touchpoint {
            touchpoint: name.to_owned(),
        }
    }

    /// The touchpoint's name, if it is one.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Touchpoint { touchpoint } => Some(touchpoint),
            _ => None,
        }
    }

    /// Its place among others: what comes before, touchpoints, the others, what comes after.
    fn rank(&self) -> u8 {
        match self {
            Self::Start => 0,
            Self::Touchpoint { .. } => 1,
            Self::Other => 2,
            Self::End => 3,
        }
    }
}
