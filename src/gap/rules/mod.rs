//! The rules: what each is called, what it means, and how it is tested.
//!
//! A new rule is a [`Check`] in the file of its family and a line in [`CHECKS`].

mod experience;
mod links;
mod measurement;
mod ownership;
mod stages;
mod ways;

use serde::Serialize;

use super::{Missing, check::Gap, context::Context};
use crate::journey::spec::Level;

/// A kind of gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// The stable id, such as `S3`.
    pub id: &'static str,
    /// The stable name in kebab case, such as `dead-end`.
    pub name: &'static str,
    /// What the rule looks at.
    pub family: Family,
    /// The level of its findings where nobody sets another; where the rule tells cases apart,
    /// the highest.
    pub level: Level,
    /// What it finds, in a line.
    pub summary: &'static str,
    /// The exact test, why it matters, and what the rule leaves alone.
    pub explanation: &'static str,
    /// Where the kind of gap comes from.
    pub source: &'static str,
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Family {
    /// How the map is built.
    Structure,
    /// What customers expect and feel, and what is done about it.
    Experience,
    /// What is known at all.
    Measurement,
    /// Who is responsible.
    Ownership,
}

impl Family {
    /// The family as text, as on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Structure => "structure",
            Self::Experience => "experience",
            Self::Measurement => "measurement",
            Self::Ownership => "ownership",
        }
    }
}

/// A rule with its test.
pub(super) struct Check {
    pub(super) rule: Rule,
    pub(super) test: Test,
}

/// A rule's test, which gives the gaps in map order.
pub(super) enum Test {
    /// Can run on any map.
    Always(for<'a, 'j> fn(&'a Context<'j>) -> Vec<Gap<'j>>),
    /// May lack something to run.
    Given(for<'a, 'j> fn(&'a Context<'j>) -> Tested<'j>),
}

/// The gaps, or what the test would need to run.
type Tested<'j> = Result<Vec<Gap<'j>>, Missing>;

impl Test {
    pub(super) fn run<'j>(&self, map: &Context<'j>) -> Tested<'j> {
        match self {
            Self::Always(test) => Ok(test(map)),
            Self::Given(test) => test(map),
        }
    }
}

/// Every rule, in the order of the ids.
pub(super) const CHECKS: &[Check] = &[
    ways::NO_ENTRY_OR_GOAL,
    ways::UNREACHABLE,
    ways::DEAD_END,
    ways::UNREACHABLE_GOAL,
    ways::TRAP,
    ways::NO_RECOVERY,
    stages::EMPTY,
    stages::SKIPPED,
    stages::REGRESSION,
    stages::THIN,
    stages::PHASES,
    ways::SINGLE_POINT_OF_FAILURE,
    links::NOT_TOTAL,
    links::DUPLICATE,
    experience::EXPECTATION_GAP,
    experience::UNEXPLAINED_DISSATISFACTION,
    experience::PAIN_WITHOUT_ACTION,
    experience::INCOMPLETE_ACTION,
    experience::BROKEN_MOMENT_OF_TRUTH,
    measurement::UNMEASURED,
    ownership::NO_OWNER,
];

/// Every rule, in the order of the ids.
///
/// # Example
/// ```
/// let dead_end = cesta::gap::rules().find(|rule| rule.name == "dead-end").unwrap();
/// assert_eq!(dead_end.id, "S3");
/// ```
pub fn rules() -> impl ExactSizeIterator<Item = &'static Rule> {
    CHECKS.iter().map(|check| &check.rule)
}

/// A rule by its id.
///
/// # Example
/// ```
/// assert_eq!(cesta::gap::rule("S5").map(|rule| rule.name), Some("trap"));
/// assert_eq!(cesta::gap::rule("S99"), None);
/// ```
pub fn rule(id: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.id == id)
}
