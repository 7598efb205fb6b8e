//! What a check gives.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};

use super::Finding;
use crate::journey::spec::Level;

/// Every gap that was found, and what was looked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GapReport {
    /// The gaps, most serious first; none is left out but those that are allowed.
    pub findings: Vec<Finding>,
    /// How many there are of each level.
    pub counts: Counts,
    /// The ids of the rules that ran, in the order of [`rules`](super::rules).
    pub ran: Vec<Cow<'static, str>>,
    /// The rules that could not run, and why.
    pub not_run: Vec<NotRun>,
}

impl GapReport {
    /// The level of the most serious finding; `None` where there is no finding.
    pub fn worst(&self) -> Option<Level> {
        self.findings.iter().map(|finding| finding.level).max()
    }

    /// The findings of one rule, most serious first.
    pub fn of_rule(&self, id: &str) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |it| it.rule == id)
    }
}

/// How many findings there are of each level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Counts {
    /// Not acceptable.
    pub deny: u32,
    /// Worth doing something about.
    pub warn: u32,
    /// Worth knowing.
    pub info: u32,
    /// Found, but allowed, and so not reported.
    pub suppressed: u32,
}

impl Counts {
    pub(super) fn add(&mut self, level: Level) {
        let count = match level {
            Level::Deny => &mut self.deny,
            Level::Warn => &mut self.warn,
            Level::Info => &mut self.info,
            Level::Allow => &mut self.suppressed,
        };
        *count = count.saturating_add(1);
    }
}

/// A rule that could not run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NotRun {
    /// The rule's id.
    pub rule: Cow<'static, str>,
    /// What it would need.
    pub missing: Missing,
}

/// What a rule would need to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Missing {
    /// A touchpoint where customers come in.
    Entry,
    /// A goal touchpoint.
    Goal,
    /// A goal touchpoint or an exit.
    End,
    /// A way from an entry to a goal.
    Route,
    /// What customers expect of a touchpoint.
    Expectation,
    /// A score of a touchpoint.
    Score,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Entry => "the map has no entry",
            Self::Goal => "the map has no goal touchpoint",
            Self::End => "the map has no goal touchpoint and no exit",
            Self::Route => "no entry leads to a goal",
            Self::Expectation => "the map says nowhere what customers expect",
            Self::Score => "no touchpoint has a score",
        })
    }
}
