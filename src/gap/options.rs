//! What a user sets: levels and thresholds.

use serde::{Deserialize, Serialize};

use super::rules::{rule, rules};
use crate::{
    journey::{
        Journey,
        spec::{Level, Levels},
    },
    satisfaction::MIN_ANSWERS,
    text::excerpt,
};

/// The levels and thresholds of the rules.
///
/// # Example
/// ```
/// use cesta::{gap::GapOptions, journey::spec::Level};
///
/// let strict = GapOptions {
///     levels: [("O1".to_owned(), Level::Deny)].into(),
///     satisfaction_threshold: 0.7,
///     ..GapOptions::default()
/// };
/// assert_eq!(strict.thin_stage, 2);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct GapOptions {
    /// Levels by rule id, in place of the rules' own; what the map itself says counts more.
    pub levels: Levels,
    /// The score below which customers count as dissatisfied, for measures without a `target`
    /// of their own: a share of the measure's range, 0 its worst and 1 its best end (X2, X8,
    /// S12). Default 0.5: 0 points of NPS, 50 % of CSAT, the middle of a scale.
    pub satisfaction_threshold: f64,
    /// By how much a score may miss what customers expect: a share of the measure's range
    /// (X1). Default 0.1: 10 % of CSAT, 20 points of NPS.
    pub expectation_tolerance: f64,
    /// How many answers a score needs before anything is concluded from it (X1, X2, X8, S12): a
    /// finding that rests on fewer is an info at most, whatever the levels say, and says so.
    /// Default 30, by the custom "n < 30: no conclusion". A score of the map without an n is
    /// taken at its word.
    pub min_answers: u32,
    /// The number of touchpoints below which a stage is thin (S10). Default 2.
    pub thin_stage: u32,
    /// By how much the probabilities of a touchpoint's transitions may miss 1 (S13). Default
    /// 1e-9, which is rounding.
    pub probability_tolerance: f64,
}

impl Default for GapOptions {
    fn default() -> Self {
        Self {
            levels: Levels::new(),
            satisfaction_threshold: 0.5,
            expectation_tolerance: 0.1,
            min_answers: MIN_ANSWERS,
            thin_stage: 2,
            probability_tolerance: 1e-9,
        }
    }
}

/// Why a map cannot be checked.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "code",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum GapError {
    /// Levels are set for rules that do not exist: all of them, options first, then in map
    /// order.
    #[error("{}", summary(.rules))]
    UnknownRules {
        /// At least one.
        rules: Vec<UnknownRule>,
    },
    /// A threshold is not a share.
    #[error("the option `{name}` must be a number from 0 to 1, not {value}")]
    NotAShare {
        /// The option, as on the wire.
        name: &'static str,
        /// Its value.
        value: f64,
    },
}

/// A level that is set for a rule that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UnknownRule {
    /// Where it is set: `options.levels`, `levels`, `stages[1].levels`.
    pub path: String,
    /// What stands there in place of a rule's id.
    pub rule: String,
}

impl GapError {
    /// The kind of the error; stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownRules { .. } => "unknownRules",
            Self::NotAShare { .. } => "notAShare",
        }
    }
}

fn summary(unknown: &[UnknownRule]) -> String {
    let unknown: Vec<String> = unknown
        .iter()
        .map(|it| format!("`{}` at `{}`", excerpt(&it.rule), it.path))
        .collect();
    let known: Vec<&str> = rules().map(|rule| rule.id).collect();
    format!(
        "there is no gap rule {}; the rules are {}",
        unknown.join(", "),
        known.join(", ")
    )
}

impl GapOptions {
    /// Checks the options, and every level that the map sets.
    pub(super) fn check(&self, journey: &Journey) -> Result<(), GapError> {
        for (name, value) in [
            ("satisfactionThreshold", self.satisfaction_threshold),
            ("expectationTolerance", self.expectation_tolerance),
            ("probabilityTolerance", self.probability_tolerance),
        ] {
            if !(0.0..=1.0).contains(&value) {
                return Err(GapError::NotAShare { name, value });
            }
        }
        let unknown = self.unknown_rules(journey);
        if unknown.is_empty() {
            Ok(())
        } else {
            Err(GapError::UnknownRules { rules: unknown })
        }
    }

    fn unknown_rules(&self, journey: &Journey) -> Vec<UnknownRule> {
        let mut unknown = Vec::new();
        let mut look = |levels: &Levels, path: &dyn Fn() -> String| {
            let ids = levels.keys().filter(|id| rule(id).is_none());
            unknown.extend(ids.map(|id| UnknownRule {
                path: path(),
                rule: id.clone(),
            }));
        };
        look(&self.levels, &|| "options.levels".to_owned());
        look(journey.levels(), &|| "levels".to_owned());
        for stage in journey.stages() {
            let index = stage.position();
            look(&stage.levels, &|| format!("stages[{index}].levels"));
            for (at, touchpoint) in stage.touchpoints().enumerate() {
                look(&touchpoint.levels, &|| {
                    format!("stages[{index}].touchpoints[{at}].levels")
                });
            }
        }
        unknown
    }

    /// The level of a rule where the map says nothing.
    pub(super) fn level(&self, rule: &str, own: Level) -> Level {
        self.levels.get(rule).copied().unwrap_or(own)
    }
}
