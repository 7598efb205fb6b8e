//! What is compared, and what cannot be.

use serde::{Deserialize, Serialize};

use crate::{
    flow::steps::{OptionProblem, told},
    log::EventLog,
    stats::{DEFAULT_CONFIDENCE, FalseDiscovery},
    text::excerpt,
};

/// How groups of customers are compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct LogComparisonOptions {
    /// The touchpoints of which any one is a goal. Without any, nothing is said of conversion
    /// and loss.
    pub goals: Vec<String>,
    /// The confidence of intervals, between 0 and 1.
    pub confidence: f64,
    /// How many customers each side of a comparison needs before anything is concluded from
    /// it: 30 by custom.
    pub min_customers: u32,
    /// How p-values are adjusted for many tests.
    pub false_discovery: FalseDiscovery,
    /// The share of false ones that is accepted among the differences found, between 0 and 1:
    /// 0.05 by custom.
    pub false_discovery_rate: f64,
    /// How many ways are compared by who goes exactly them, those of most customers of both
    /// groups together first. A way that a single customer goes is none of them.
    /// Default 0: each is one more test, and all p-values are adjusted for it.
    pub ways: u32,
    /// How many shares and how many durations are listed at most, those with the most evidence
    /// first.
    pub limit: u32,
}

impl Default for LogComparisonOptions {
    fn default() -> Self {
        Self {
            goals: Vec::new(),
            confidence: DEFAULT_CONFIDENCE,
            min_customers: 30,
            false_discovery: FalseDiscovery::default(),
            false_discovery_rate: 0.05,
            ways: 0,
            limit: 10_000,
        }
    }
}

impl LogComparisonOptions {
    /// Refuses what cannot be asked of these logs.
    pub(super) fn check(&self, logs: &[&EventLog]) -> Result<(), LogComparisonError> {
        let between = |value: f64| value > 0.0 && value < 1.0;
        let problems: Vec<OptionProblem> = [
            ("confidence", self.confidence),
            ("falseDiscoveryRate", self.false_discovery_rate),
        ]
        .into_iter()
        .filter(|&(_, value)| !between(value))
        .map(|(option, _)| OptionProblem {
            option,
            expected: "a number between 0 and 1",
        })
        .collect();
        if !problems.is_empty() {
            return Err(LogComparisonError::InvalidOptions { problems });
        }
        let known = |goal: &str| {
            logs.iter()
                .any(|log| log.touchpoints().find(goal).is_some())
        };
        let unknown = self.goals.iter().filter(|goal| !known(goal));
        let touchpoints: Vec<String> = unknown.cloned().collect();
        if touchpoints.is_empty() {
            Ok(())
        } else {
            Err(LogComparisonError::UnknownTouchpoints { touchpoints })
        }
    }
}

/// One of two groups of customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The first.
    First,
    /// The second.
    Second,
}

/// How the customers of a log are split in two.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "by",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Split {
    /// By the values of a column that was kept; a customer has that of the first event.
    Segment {
        /// The column.
        column: String,
        /// The value of the first group.
        first: String,
        /// The value of the second group; all others where it is left out.
        #[serde(default)]
        second: Option<String>,
    },
    /// By the time of a customer's first event.
    Period {
        /// When the second group begins, in milliseconds since 1970-01-01 UTC; who came before
        /// is in the first.
        at: f64,
    },
}

impl Split {
    /// Each customer's group, and how many have events of several segments or both periods.
    pub(super) fn groups(
        &self,
        log: &EventLog,
    ) -> Result<(Vec<Option<Side>>, u32), LogComparisonError> {
        let mut mixed = 0;
        let groups = match self {
            Self::Segment {
                column,
                first,
                second,
            } => {
                let mut columns = log.segments().iter();
                let kept = columns.find(|it| it.name() == column);
                let kept = kept.ok_or_else(|| LogComparisonError::UnknownColumn {
                    column: column.clone(),
                })?;
                let code = |value: &String| {
                    let unknown = || LogComparisonError::UnknownValue {
                        column: column.clone(),
                        value: value.clone(),
                    };
                    kept.values().find(value).ok_or_else(unknown)
                };
                let first = code(first)?;
                let second = second.as_ref().map(code).transpose()?;
                let mut group = |trace: crate::log::Trace<'_>| {
                    let mut codes = kept.codes().part(trace.range());
                    let own = codes.next()?;
                    mixed += u32::from(codes.any(|code| code != own));
                    if own == first {
                        Some(Side::First)
                    } else if second.is_none_or(|second| own == second) {
                        Some(Side::Second)
                    } else {
                        None
                    }
                };
                log.traces().map(&mut group).collect()
            }
            Self::Period { at } => {
                let times = log.times().ok_or(LogComparisonError::NoTimes)?;
                #[expect(clippy::cast_possible_truncation, reason = "it saturates")]
                let at = at.ceil() as i64;
                let mut group = |trace: crate::log::Trace<'_>| {
                    let mut when = times.part(trace.range());
                    let first = when.next()?;
                    let last = when.next_back().unwrap_or(first);
                    mixed += u32::from(first < at && last >= at);
                    Some(if first < at {
                        Side::First
                    } else {
                        Side::Second
                    })
                };
                log.traces().map(&mut group).collect()
            }
        };
        Ok((groups, mixed))
    }
}

/// Why groups of customers cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "code",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum LogComparisonError {
    /// Options are out of range.
    #[error("{}", told(.problems))]
    InvalidOptions {
        /// All of them.
        problems: Vec<OptionProblem>,
    },
    /// Goals are no touchpoints of the log.
    #[error("the log has no touchpoint {}", listed(.touchpoints))]
    UnknownTouchpoints {
        /// All of them.
        touchpoints: Vec<String>,
    },
    /// The log has no such column.
    #[error("the log has no column `{}`", excerpt(.column))]
    UnknownColumn {
        /// The column asked for.
        column: String,
    },
    /// No event has this value.
    #[error("no event has the value `{}` in the column `{}`", excerpt(.value), excerpt(.column))]
    UnknownValue {
        /// The column.
        column: String,
        /// The value asked for.
        value: String,
    },
    /// A log without times has no periods.
    #[error("the log has no times to split it by")]
    NoTimes,
}

impl LogComparisonError {
    /// The kind of the error; stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::InvalidOptions { .. } => "invalidOptions",
            Self::UnknownTouchpoints { .. } => "unknownTouchpoints",
            Self::UnknownColumn { .. } => "unknownColumn",
            Self::UnknownValue { .. } => "unknownValue",
            Self::NoTimes => "noTimes",
        }
    }
}

fn listed(names: &[String]) -> String {
    let names = names.iter().map(|name| format!("`{}`", excerpt(name)));
    names.collect::<Vec<_>>().join(", ")
}
