//! What a rule finds.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::journey::{PersonaId, StageId, TouchpointId, spec::Level};

/// One gap that one rule found, with the numbers that triggered it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Finding {
    /// The rule's stable id, such as `S3`.
    pub rule: Cow<'static, str>,
    /// The rule's name, such as `dead-end`.
    pub name: Cow<'static, str>,
    /// How serious it is: info, warn or deny, after the user's levels.
    pub level: Level,
    /// Where it is.
    pub place: Place,
    /// What was found, in a sentence with the names of the things.
    pub message: String,
    /// How to close it, in a sentence.
    pub hint: String,
    /// The numbers that triggered it.
    pub numbers: Vec<Number>,
    /// How much it matters, from 0 to 1: the order within a level. It is the product of its
    /// factors and of what the level counts: deny 1, warn 0.5, info 0.2.
    pub weight: f64,
    /// What the weight is made of.
    pub factors: Factors,
}

/// What a finding's weight is made of, each from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Factors {
    /// The share of customers it concerns; `None`, which weighs as 1, where nothing tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reach: Option<f64>,
    /// How much its place matters to customers.
    pub importance: f64,
    /// How far the number that triggered it is from its threshold, as a share of its range; 1
    /// where a rule does not measure but tells yes from no.
    pub magnitude: f64,
}

/// A number that triggered a finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "FindingNumber")
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Number {
    /// What it is, such as `score`, `threshold`, `n`.
    pub name: Cow<'static, str>,
    /// Its value.
    pub value: f64,
    /// Its unit, where it has one: `%` for a share of answers, `points` for a net of shares, a
    /// measure's id for a mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// Where a finding is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
pub enum Place {
    /// The journey as a whole.
    Journey,
    /// A stage.
    Stage {
        /// Its id.
        stage: StageId,
    },
    /// A touchpoint.
    Touchpoint {
        /// Its id.
        touchpoint: TouchpointId,
    },
    /// A transition.
    Transition {
        /// The touchpoint it leaves.
        from: TouchpointId,
        /// The touchpoint it leads to.
        to: TouchpointId,
    },
    /// A persona.
    Persona {
        /// Its id.
        persona: PersonaId,
    },
    /// Another element, by its path in the map: `actions[2]`.
    Element {
        /// The path.
        path: String,
        /// Its id.
        id: String,
    },
}
