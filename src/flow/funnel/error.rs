//! What is wrong with a funnel.

use serde::Serialize;

use crate::text::excerpt;

const CODE: &str = "invalidFunnel";

/// A funnel that cannot be counted: everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[error("{}", summary(.problems))]
pub struct FunnelError {
    #[cfg_attr(feature = "schema", schemars(extend("const" = CODE)))]
    code: &'static str,
    /// Every problem: those of steps first.
    problems: Vec<FunnelProblem>,
}

impl FunnelError {
    pub(super) fn new(problems: Vec<FunnelProblem>) -> Self {
        Self {
            code: CODE,
            problems,
        }
    }

    /// Every problem.
    pub fn problems(&self) -> &[FunnelProblem] {
        &self.problems
    }

    /// The kind of the error; stable.
    pub fn code(&self) -> &'static str {
        self.code
    }
}

/// Problems in a sentence: the first, and how many there are.
fn summary(problems: &[FunnelProblem]) -> String {
    match problems {
        [] => "the funnel is invalid".to_owned(),
        [only] => only.to_string(),
        [first, rest @ ..] => format!("{first} (and {} more)", rest.len()),
    }
}

/// One thing that is wrong with a funnel.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "code",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum FunnelProblem {
    /// There are no steps.
    #[error("a funnel needs at least one step")]
    NoSteps,
    /// There are too many steps.
    #[error("the funnel has {found} steps, but at most {limit} are possible")]
    TooManySteps {
        /// How many there are.
        found: u32,
        /// How many there may be.
        limit: u32,
    },
    /// Two steps have one name.
    #[error("there are several steps called `{}`", excerpt(.step))]
    SameName {
        /// The name.
        step: String,
    },
    /// A step has no touchpoints.
    #[error("no touchpoint serves the step `{}`", excerpt(.step))]
    EmptyStep {
        /// The step.
        step: String,
    },
    /// The first or the last step is optional.
    #[error("the step `{}` is the first or the last and cannot be optional", excerpt(.step))]
    OptionalEnd {
        /// The step.
        step: String,
    },
    /// A step is optional although only the number of steps counts.
    #[error("the step `{}` cannot be optional where steps come in any order", excerpt(.step))]
    OptionalInAnyOrder {
        /// The step.
        step: String,
    },
    /// Steps come in any order, under conditions that only few steps can be counted with.
    #[error("in any order with these options at most {limit} steps are possible, not {found}")]
    TooManyInAnyOrder {
        /// How many there are.
        found: u32,
        /// How many there may be.
        limit: u32,
    },
    /// The log does not have a touchpoint.
    #[error("the log has no touchpoint `{}`{}", excerpt(.touchpoint), hint(.closest.as_ref()))]
    UnknownTouchpoint {
        /// The touchpoint.
        touchpoint: String,
        /// The most similar name that the log has, if any is similar.
        closest: Option<String>,
    },
    /// The log does not have a column.
    #[error("the log keeps no column `{}`{}", excerpt(.column), hint(.closest.as_ref()))]
    UnknownColumn {
        /// The column.
        column: String,
        /// The most similar name that the log has, if any is similar.
        closest: Option<String>,
    },
    /// An exclusion does not go from one step to a later one.
    #[error("an exclusion goes from a step to a later one of {steps}, not from {from} to {to}")]
    ExclusionSteps {
        /// Where it begins.
        from: u32,
        /// Where it ends.
        to: u32,
        /// How many steps there are.
        steps: u32,
    },
    /// A duration is negative or not a number.
    #[error("the option `{name}` must be a number of milliseconds from 0 on, not {value}")]
    NoDuration {
        /// The option, as on the wire.
        name: &'static str,
        /// Its value.
        value: f64,
    },
    /// The end of the log is not a time.
    #[error("the option `end` must be a time in milliseconds, not {value}")]
    NoTime {
        /// Its value.
        value: f64,
    },
    /// Windows and sessions need times.
    #[error("the option `{name}` needs a log with times")]
    TimesNeeded {
        /// The option, as on the wire.
        name: &'static str,
    },
}

impl FunnelProblem {
    /// The kind of the problem; stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSteps => "noSteps",
            Self::TooManySteps { .. } => "tooManySteps",
            Self::SameName { .. } => "sameName",
            Self::EmptyStep { .. } => "emptyStep",
            Self::OptionalEnd { .. } => "optionalEnd",
            Self::OptionalInAnyOrder { .. } => "optionalInAnyOrder",
            Self::TooManyInAnyOrder { .. } => "tooManyInAnyOrder",
            Self::UnknownTouchpoint { .. } => "unknownTouchpoint",
            Self::UnknownColumn { .. } => "unknownColumn",
            Self::ExclusionSteps { .. } => "exclusionSteps",
            Self::NoDuration { .. } => "noDuration",
            Self::NoTime { .. } => "noTime",
            Self::TimesNeeded { .. } => "timesNeeded",
        }
    }
}

fn hint(closest: Option<&String>) -> String {
    let hint = |name: &String| format!("; did you mean `{}`?", excerpt(name));
    closest.map(hint).unwrap_or_default()
}

/// What is wrong with a duration, if anything is.
pub(super) fn duration(name: &'static str, value: f64) -> Option<FunnelProblem> {
    let is_one = value.is_finite() && value >= 0.0;
    (!is_one).then_some(FunnelProblem::NoDuration { name, value })
}
