//! What is asked, and what cannot be.

use serde::{Deserialize, Serialize};

use crate::text::excerpt;

/// Which steps are looked at, and how they are shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct StepOptions {
    /// How many steps: 1 to this number or, with an anchor, from the anchor (step 0) to this
    /// many after it. At most 200.
    pub max_steps: u32,
    /// The event that counting starts from; each customer's first one where it is left out.
    pub anchor: Option<Anchor>,
    /// How many steps before the anchor, at most 200; 0 without one.
    pub before: u32,
    /// The share of customers that a touchpoint must have at some step to get a row of the
    /// matrix of its own; the rest are `other`.
    pub min_share: f64,
    /// How many touchpoints each step of the links shows at most; the rest are `other`.
    pub top: u32,
}

impl Default for StepOptions {
    fn default() -> Self {
        Self {
            max_steps: 8,
            anchor: None,
            before: 0,
            min_share: 0.0,
            top: 7,
        }
    }
}

/// An occurrence of a touchpoint in each customer's events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Anchor {
    /// The touchpoint, as the log calls it.
    pub touchpoint: String,
    /// Which occurrence, from 1.
    #[serde(default = "first")]
    pub occurrence: u32,
    /// Where occurrences are counted from.
    #[serde(default)]
    pub counted_from: CountedFrom,
}

fn first() -> u32 {
    1
}

impl Anchor {
    /// The first occurrence of a touchpoint.
    pub fn first(touchpoint: impl Into<String>) -> Self {
        Self::nth(touchpoint, 1)
    }

    /// The occurrence of a touchpoint with this number, from 1.
    pub fn nth(touchpoint: impl Into<String>, occurrence: u32) -> Self {
        Self {
            touchpoint: touchpoint.into(),
            occurrence,
            counted_from: CountedFrom::First,
        }
    }

    /// The last occurrence of a touchpoint.
    pub fn last(touchpoint: impl Into<String>) -> Self {
        Self {
            counted_from: CountedFrom::Last,
            ..Self::first(touchpoint)
        }
    }
}

/// Where occurrences are counted from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum CountedFrom {
    /// From the first on.
    #[default]
    First,
    /// From the last back.
    Last,
}

/// Which steps are counted: the part of [`StepOptions`] that counting depends on. Sums with the
/// same one can be merged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StepWindow {
    /// How many steps, as in [`StepOptions`].
    pub max_steps: u32,
    /// The event that counting starts from.
    pub anchor: Option<Anchor>,
    /// How many steps before the anchor.
    pub before: u32,
}

/// The most steps on either side of an anchor.
const MAX_STEPS: u32 = 200;

impl StepWindow {
    /// How many steps there are.
    pub(super) fn columns(&self) -> usize {
        let anchored = u32::from(self.anchor.is_some());
        (self.before + anchored + self.max_steps) as usize
    }

    /// The steps' numbers: from 1, or around 0.
    pub(super) fn numbers(&self) -> Vec<i32> {
        let first = match self.anchor {
            None => 1,
            Some(_) => -i32::try_from(self.before).unwrap_or(0),
        };
        (first..).take(self.columns()).collect()
    }

    /// What cannot be asked.
    pub(super) fn problems(&self) -> Vec<OptionProblem> {
        let mut problems = Vec::new();
        let mut check = |option, right: bool, expected| {
            if !right {
                problems.push(OptionProblem { option, expected });
            }
        };
        let (fits, up_to) = (|steps| steps <= MAX_STEPS, "a whole number up to 200");
        let steps = self.max_steps;
        if self.anchor.is_some() {
            check("maxSteps", fits(steps), up_to);
            check("before", fits(self.before), up_to);
        } else {
            check(
                "maxSteps",
                steps > 0 && fits(steps),
                "a whole number from 1 to 200",
            );
            check("before", self.before == 0, "0 where there is no anchor");
        }
        let occurrence = self.anchor.as_ref().map_or(1, |it| it.occurrence);
        check("anchor.occurrence", occurrence > 0, "a number from 1");
        problems
    }
}

impl StepOptions {
    /// The part that counting depends on.
    pub fn window(&self) -> StepWindow {
        StepWindow {
            max_steps: self.max_steps,
            anchor: self.anchor.clone(),
            before: self.before,
        }
    }

    /// Refuses what cannot be asked: all of it.
    pub(super) fn check(&self) -> Result<(), StepError> {
        let mut problems = self.window().problems();
        if !(0.0..=1.0).contains(&self.min_share) {
            problems.push(OptionProblem {
                option: "minShare",
                expected: "a number from 0 to 1",
            });
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(StepError::InvalidOptions { problems })
        }
    }
}

/// Why steps cannot be counted or put together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "code",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum StepError {
    /// Options are out of range.
    #[error("{}", told(.problems))]
    InvalidOptions {
        /// All of them.
        problems: Vec<OptionProblem>,
    },
    /// The log has no event at the anchor's touchpoint.
    #[error("the log has no touchpoint `{}`", excerpt(.touchpoint))]
    UnknownTouchpoint {
        /// The touchpoint.
        touchpoint: String,
    },
    /// Sums of different windows do not go together.
    #[error("steps that were counted around different events, or so many, cannot be put together")]
    DifferentWindows,
}

impl StepError {
    /// The kind of the error; stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::InvalidOptions { .. } => "invalidOptions",
            Self::UnknownTouchpoint { .. } => "unknownTouchpoint",
            Self::DifferentWindows => "differentWindows",
        }
    }
}

/// An option that is out of range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OptionProblem {
    /// The option, as on the wire.
    pub option: &'static str,
    /// What is expected of it.
    pub expected: &'static str,
}

/// The problems in one sentence.
pub(in crate::flow) fn told(problems: &[OptionProblem]) -> String {
    let told = problems
        .iter()
        .map(|it| format!("the option `{}` must be {}", it.option, it.expected));
    told.collect::<Vec<_>>().join("; ")
}
