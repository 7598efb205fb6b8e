//! What is wrong, what could be better, what is done about it, and how it is known.

use super::{Attributes, Note, is_default};
use crate::journey::{ActionId, EvidenceId, OpportunityId, PainPointId, PersonaId, TouchpointId};

parts! {
    /// Why something disappoints.
    struct PainPoint {
        /// The pain point's id, which actions name.
        id: PainPointId,
        /// The pain point in words.
        label: String,
        /// How bad it is, from 0 to 1.
        #[serde(default, skip_serializing_if = "is_default")]
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1)))]
        severity: Option<f64>,
        /// The personas who feel it; none means all.
        #[serde(default, skip_serializing_if = "is_default")]
        personas: Vec<PersonaId>,
        /// Where the statement comes from.
        #[serde(default, skip_serializing_if = "is_default")]
        evidence: Vec<EvidenceId>,
        /// Notes on the pain point.
        #[serde(default, skip_serializing_if = "is_default")]
        notes: Vec<Note>,
        /// Free attributes.
        #[serde(default, skip_serializing_if = "is_default")]
        attributes: Attributes,
    }

    /// What could be better.
    struct Opportunity {
        /// The opportunity's id, which actions name.
        id: OpportunityId,
        /// The opportunity in words.
        label: String,
        /// Where the statement comes from.
        #[serde(default, skip_serializing_if = "is_default")]
        evidence: Vec<EvidenceId>,
        /// Notes on the opportunity.
        #[serde(default, skip_serializing_if = "is_default")]
        notes: Vec<Note>,
        /// Free attributes.
        #[serde(default, skip_serializing_if = "is_default")]
        attributes: Attributes,
    }

    /// What will be, is or was done about pain points and opportunities.
    struct Action {
        /// The action's id.
        id: ActionId,
        /// The action in words.
        label: String,
        /// How far it is.
        #[serde(default, skip_serializing_if = "is_default")]
        state: ActionState,
        /// The pain points it addresses.
        #[serde(default, skip_serializing_if = "is_default")]
        pain_points: Vec<PainPointId>,
        /// The opportunities it takes.
        #[serde(default, skip_serializing_if = "is_default")]
        opportunities: Vec<OpportunityId>,
        /// The touchpoints it changes.
        #[serde(default, skip_serializing_if = "is_default")]
        touchpoints: Vec<TouchpointId>,
        /// Who does it.
        #[serde(default, skip_serializing_if = "is_default")]
        owner: Option<String>,
        /// By when, as a date `YYYY-MM-DD`.
        #[serde(default, skip_serializing_if = "is_default")]
        due: Option<String>,
        /// The measure it is to move, in words or by id.
        #[serde(default, skip_serializing_if = "is_default")]
        target_measure: Option<String>,
        /// How much work it is, in the team's own unit (person days, points).
        #[serde(default, skip_serializing_if = "is_default")]
        #[cfg_attr(feature = "schema", schemars(range(min = 0)))]
        effort: Option<f64>,
        /// By how much the target measure is expected to move, in its unit.
        #[serde(default, skip_serializing_if = "is_default")]
        expected_effect: Option<f64>,
        /// By how much it did move, once it is done.
        #[serde(default, skip_serializing_if = "is_default")]
        effect: Option<f64>,
        /// Notes on the action.
        #[serde(default, skip_serializing_if = "is_default")]
        notes: Vec<Note>,
        /// Free attributes.
        #[serde(default, skip_serializing_if = "is_default")]
        attributes: Attributes,
    }

    /// Where a statement comes from.
    struct Evidence {
        /// The evidence's id.
        id: EvidenceId,
        /// What it is, in words.
        #[serde(default, skip_serializing_if = "is_default")]
        label: Option<String>,
        /// The kind of source.
        #[serde(default, skip_serializing_if = "is_default")]
        kind: Option<EvidenceKind>,
        /// When it was gathered, as a date `YYYY-MM-DD`.
        #[serde(default, skip_serializing_if = "is_default")]
        date: Option<String>,
        /// Where it is found: an address or a file name; only shown.
        #[serde(default, skip_serializing_if = "is_default")]
        source: Option<String>,
        /// How many customers it speaks for.
        #[serde(default, skip_serializing_if = "is_default")]
        n: Option<u32>,
        /// Free attributes.
        #[serde(default, skip_serializing_if = "is_default")]
        attributes: Attributes,
    }
}

words! {
    /// How far an action is.
    enum ActionState {
        /// Thought of.
        Proposed,
        /// Decided.
        Planned,
        /// Under way.
        Doing,
        /// Done, its effect not yet seen.
        Done,
        /// Done, and its effect was seen.
        Verified,
        /// Decided against.
        Rejected,
    }

    /// The kind of source a statement has.
    enum EvidenceKind {
        /// Answers of many customers.
        Survey,
        /// A talk with a customer.
        Interview,
        /// Somebody watched.
        Observation,
        /// Recorded behaviour.
        Log,
        /// Reviews, complaints, support tickets.
        Feedback,
        /// An educated guess.
        Assumption,
    }
}

defaults! { ActionState::Proposed }

impl PainPoint {
    /// A pain point in words.
    pub fn new(id: impl Into<PainPointId>, label: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
            severity: None,
            personas: Vec::new(),
            evidence: Vec::new(),
            notes: Vec::new(),
            attributes: Attributes::new(),
        }
    }
}

impl Opportunity {
    /// An opportunity in words.
    pub fn new(id: impl Into<OpportunityId>, label: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
            evidence: Vec::new(),
            notes: Vec::new(),
            attributes: Attributes::new(),
        }
    }
}

impl Action {
    /// A proposed action in words.
    pub fn new(id: impl Into<ActionId>, label: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
            state: ActionState::Proposed,
            pain_points: Vec::new(),
            opportunities: Vec::new(),
            touchpoints: Vec::new(),
            owner: None,
            due: None,
            target_measure: None,
            effort: None,
            expected_effect: None,
            effect: None,
            notes: Vec::new(),
            attributes: Attributes::new(),
        }
    }
}

impl Evidence {
    /// A piece of evidence by its id.
    pub fn new(id: impl Into<EvidenceId>) -> Self {
        Self {
            id: id.into(),
            label: None,
            kind: None,
            date: None,
            source: None,
            n: None,
            attributes: Attributes::new(),
        }
    }
}
