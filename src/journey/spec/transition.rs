//! The ways from touchpoint to touchpoint.

use super::{Attributes, Note, is_default};
use crate::journey::{PersonaId, TouchpointId};

parts! {
    /// A directed link between touchpoints.
    struct Transition {
        /// The touchpoint it leaves.
        from: TouchpointId,
        /// The touchpoint it leads to.
        to: TouchpointId,
        /// What kind of link it is.
        #[serde(default, skip_serializing_if = "is_default")]
        kind: TransitionKind,
        /// The name people read.
        #[serde(default, skip_serializing_if = "is_default")]
        label: Option<String>,
        /// The share of customers at `from` who take it, from 0 to 1. Links without one share
        /// what their siblings leave.
        #[serde(default, skip_serializing_if = "is_default")]
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1)))]
        probability: Option<f64>,
        /// How long it takes, in seconds.
        #[serde(default, skip_serializing_if = "is_default")]
        #[cfg_attr(feature = "schema", schemars(range(min = 0)))]
        duration: Option<f64>,
        /// What it costs, in the journey's currency.
        #[serde(default, skip_serializing_if = "is_default")]
        #[cfg_attr(feature = "schema", schemars(range(min = 0)))]
        cost: Option<f64>,
        /// The customer's effort.
        #[serde(default, skip_serializing_if = "is_default")]
        #[cfg_attr(feature = "schema", schemars(range(min = 0)))]
        effort: Option<f64>,
        /// When it is taken; the word `else` marks the default branch.
        #[serde(default, skip_serializing_if = "is_default")]
        guard: Option<String>,
        /// The agreed hand-over between channels or owners (a contact, a service level).
        #[serde(default, skip_serializing_if = "is_default")]
        hand_over: Option<String>,
        /// The personas who may take it; none means all.
        #[serde(default, skip_serializing_if = "is_default")]
        personas: Vec<PersonaId>,
        /// Notes on the transition.
        #[serde(default, skip_serializing_if = "is_default")]
        notes: Vec<Note>,
        /// Free attributes.
        #[serde(default, skip_serializing_if = "is_default")]
        attributes: Attributes,
    }
}

words! {
    /// The kind of a transition.
    enum TransitionKind {
        /// On towards the goal.
        Forward,
        /// Back to an earlier touchpoint, on purpose: a loop.
        Back,
        /// To where a failure shows.
        Failure,
        /// Out of a failure, back onto the way.
        Recovery,
        /// Out of the journey.
        Abandonment,
    }
}

defaults! { TransitionKind::Forward }

impl Transition {
    /// A forward transition.
    pub fn new(from: impl Into<TouchpointId>, to: impl Into<TouchpointId>) -> Self {
        Self {
            from: from.into(),
            to: to.into(),
            kind: TransitionKind::Forward,
            label: None,
            probability: None,
            duration: None,
            cost: None,
            effort: None,
            guard: None,
            hand_over: None,
            personas: Vec::new(),
            notes: Vec::new(),
            attributes: Attributes::new(),
        }
    }

    /// Sets the kind.
    #[must_use]
    pub fn kind(mut self, kind: TransitionKind) -> Self {
        self.kind = kind;
        self
    }

    /// Sets the probability.
    #[must_use]
    pub fn probability(mut self, probability: f64) -> Self {
        self.probability = Some(probability);
        self
    }
}
