//! What is wrong with a question to a log.

use serde::Serialize;

use crate::text::excerpt;

const CODE: &str = "unsuitable";

/// Filters, sessions, groups or segments that do not suit a log: every problem found.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[error("{}", summary(.problems))]
pub struct PrepareError {
    #[cfg_attr(feature = "schema", schemars(extend("const" = CODE)))]
    code: &'static str,
    /// Every problem, in the order of the options.
    problems: Vec<Unsuitable>,
}

impl PrepareError {
    /// The kind of the error; stable.
    pub fn code(&self) -> &'static str {
        self.code
    }

    pub(super) fn one(path: &str, reason: UnsuitableReason) -> Self {
        let mut problems = Problems::default();
        problems.add(path, reason);
        Self {
            code: CODE,
            problems: problems.0,
        }
    }

    /// Every problem, in the order of the options.
    pub fn problems(&self) -> &[Unsuitable] {
        &self.problems
    }
}

fn summary(problems: &[Unsuitable]) -> String {
    match problems {
        [] => "the options do not suit the log".to_owned(),
        [only] => only.to_string(),
        [first, more @ ..] => format!("{first} (and {} more)", more.len()),
    }
}

/// One thing that is wrong, with its place.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[error("{path}: {message}")]
pub struct Unsuitable {
    /// The place in the options: `[1].touchpoints[0]`.
    pub path: String,
    /// What is wrong.
    pub reason: UnsuitableReason,
    /// The same in words.
    pub message: String,
}

/// Why something does not suit a log.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "code",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum UnsuitableReason {
    /// No touchpoint of the log has this name, and it is no pattern.
    #[error("the log has no touchpoint `{}`", excerpt(touchpoint))]
    UnknownTouchpoint {
        /// The name.
        touchpoint: String,
    },
    /// The log has no such further column.
    #[error("the log has no column `{}`", excerpt(column))]
    UnknownColumn {
        /// The column.
        column: String,
    },
    /// No event has this value.
    #[error("the column `{}` has no value `{}`", excerpt(column), excerpt(value))]
    UnknownValue {
        /// The column.
        column: String,
        /// The value.
        value: String,
    },
    /// The log has such a column already.
    #[error("the log has a column `{}` already", excerpt(column))]
    TakenColumn {
        /// The column.
        column: String,
    },
    /// The log has no times.
    #[error("the log has no times")]
    NoTimes,
    /// A number that nothing can be.
    #[error("{value} is out of range")]
    OutOfRange {
        /// The number.
        value: f64,
    },
    /// The smallest is more than the largest, so that nothing could be between.
    #[error("nothing is between {from} and {to}")]
    EmptyRange {
        /// The lower end.
        from: f64,
        /// The upper end.
        to: f64,
    },
    /// A list that means nothing while it is empty, or options of which none was given.
    #[error("nothing is said here")]
    Nothing,
    /// Filters inside of filters, deeper than anybody means.
    #[error("filters are nested deeper than {limit}")]
    TooDeep {
        /// The deepest that is read.
        limit: u32,
    },
}

impl UnsuitableReason {
    /// The kind of the problem; stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownTouchpoint { .. } => "unknownTouchpoint",
            Self::UnknownColumn { .. } => "unknownColumn",
            Self::UnknownValue { .. } => "unknownValue",
            Self::TakenColumn { .. } => "takenColumn",
            Self::NoTimes => "noTimes",
            Self::OutOfRange { .. } => "outOfRange",
            Self::EmptyRange { .. } => "emptyRange",
            Self::Nothing => "nothing",
            Self::TooDeep { .. } => "tooDeep",
        }
    }
}

/// Collects problems.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<Unsuitable>);

impl Problems {
    pub(super) fn add(&mut self, path: impl Into<String>, reason: UnsuitableReason) {
        self.0.push(Unsuitable {
            path: path.into(),
            message: reason.to_string(),
            reason,
        });
    }

    pub(super) fn none_or_error(self) -> Result<(), PrepareError> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(PrepareError {
            code: CODE,
            problems: self.0,
        })
    }
}
