//! What is wrong with a pattern.

use serde::Serialize;

use crate::text::excerpt;

const CODE: &str = "badPattern";

/// A pattern that cannot be read, or does not suit a log: every problem found.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[error("{}", summary(.problems))]
pub struct PatternError {
    #[cfg_attr(feature = "schema", schemars(extend("const" = CODE)))]
    code: &'static str,
    /// Every problem, in the order of the pattern.
    problems: Vec<PatternProblem>,
}

impl PatternError {
    pub(super) fn new(problems: Vec<PatternProblem>) -> Self {
        Self {
            code: CODE,
            problems,
        }
    }

    /// The error for some problems, if there are any.
    pub(super) fn of(problems: Vec<PatternProblem>) -> Result<(), Self> {
        if problems.is_empty() {
            return Ok(());
        }
        Err(Self::new(problems))
    }

    /// The kind of the error; stable.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// Every problem, in the order of the pattern.
    pub fn problems(&self) -> &[PatternProblem] {
        &self.problems
    }
}

fn summary(problems: &[PatternProblem]) -> String {
    match problems {
        [] => "the pattern cannot be used".to_owned(),
        [only] => only.to_string(),
        [first, more @ ..] => format!("{first} (and {} more)", more.len()),
    }
}

/// One thing that is wrong with a pattern.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PatternProblem {
    /// The character of the text where it is, from 1; `None` where the pattern was no text.
    pub position: Option<u32>,
    /// What is wrong.
    pub reason: PatternReason,
    /// The same in words.
    pub message: String,
}

impl PatternProblem {
    pub(super) fn new(position: Option<u32>, reason: PatternReason) -> Self {
        Self {
            position,
            message: reason.to_string(),
            reason,
        }
    }
}

impl std::fmt::Display for PatternProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(position) = self.position {
            write!(f, "character {position}: ")?;
        }
        f.write_str(&self.message)
    }
}

/// Why a pattern cannot be used.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "code",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum PatternReason {
    /// Something else has to stand here.
    #[error("expected {expected}, found {}", shown(found))]
    Expected {
        /// What has to stand here.
        expected: String,
        /// What stands here; empty at the end.
        found: String,
    },
    /// A quotation mark is never closed.
    #[error("the quotation mark is never closed")]
    OpenQuote,
    /// A time span that nobody can read.
    #[error("`{}` is no time span such as `30m`", excerpt(text))]
    BadSpan {
        /// The text.
        text: String,
    },
    /// A number that nobody can read, or that is too large.
    #[error("`{}` is no number of times", excerpt(text))]
    BadCount {
        /// The text.
        text: String,
    },
    /// The fewest times are more than the most.
    #[error("at least {min} times is more than at most {max}")]
    EmptyCount {
        /// The fewest times.
        min: u32,
        /// The most times.
        max: u32,
    },
    /// A time that is negative or no number.
    #[error("{milliseconds} ms is no time between two events")]
    BadTime {
        /// The time.
        milliseconds: f64,
    },
    /// Conditions on a time that no time meets.
    #[error("no time meets all of the conditions")]
    NoTimeMeets,
    /// Groups inside of groups, deeper than anybody means.
    #[error("groups are nested deeper than {limit}")]
    TooDeep {
        /// The deepest that is read.
        limit: u32,
    },
    /// More steps than a pattern can have, repeated ones counted as often as they may be
    /// repeated.
    #[error("the pattern has more than {limit} steps")]
    TooLarge {
        /// The most.
        limit: u32,
    },
    /// A set of no touchpoints.
    #[error("there is no touchpoint here")]
    NoTouchpoint,
    /// The pattern needs no event, so that it would match everywhere.
    #[error("the pattern matches without any event")]
    NeedsNoEvent,
    /// A number that no condition has.
    #[error("there is no condition {number}")]
    UnknownCondition {
        /// The number.
        number: u32,
    },
    /// No touchpoint of the log has this name, and it is no pattern of names.
    #[error("the log has no touchpoint `{}`", excerpt(touchpoint))]
    UnknownTouchpoint {
        /// The name.
        touchpoint: String,
    },
    /// The pattern asks for times, and the log has none.
    #[error("the log has no times")]
    NoTimes,
}

fn shown(found: &str) -> String {
    if found.is_empty() {
        "the end".to_owned()
    } else {
        format!("`{}`", excerpt(found))
    }
}

impl PatternReason {
    /// The kind of the problem; stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Expected { .. } => "expected",
            Self::OpenQuote => "openQuote",
            Self::BadSpan { .. } => "badSpan",
            Self::BadCount { .. } => "badCount",
            Self::EmptyCount { .. } => "emptyCount",
            Self::BadTime { .. } => "badTime",
            Self::NoTimeMeets => "noTimeMeets",
            Self::TooDeep { .. } => "tooDeep",
            Self::TooLarge { .. } => "tooLarge",
            Self::NoTouchpoint => "noTouchpoint",
            Self::NeedsNoEvent => "needsNoEvent",
            Self::UnknownCondition { .. } => "unknownCondition",
            Self::UnknownTouchpoint { .. } => "unknownTouchpoint",
            Self::NoTimes => "noTimes",
        }
    }
}
