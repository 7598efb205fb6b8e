//! Why data is not what it should be.

use serde::Serialize;

use crate::journey::{Problem, summary};

const INVALID_ARGUMENT: &str = "invalidArgument";

/// Options, or other data, that mean nothing: every problem found, in the order of the data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[error("{}", summary(.problems))]
pub struct InvalidArgument {
    #[cfg_attr(feature = "schema", schemars(extend("const" = INVALID_ARGUMENT)))]
    code: &'static str,
    /// Every problem, in the order of the data; without positions.
    problems: Vec<Problem>,
}

impl InvalidArgument {
    pub(super) fn new(problems: Vec<Problem>) -> Self {
        Self {
            code: INVALID_ARGUMENT,
            problems,
        }
    }

    /// Every problem, in the order of the data; without positions.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Every problem, owned.
    pub fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// The kind of the error; stable.
    pub fn code(&self) -> &'static str {
        self.code
    }
}
