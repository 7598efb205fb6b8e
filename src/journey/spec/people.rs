//! Who comes, on which channels, and what for.

use std::collections::BTreeMap;

use super::{Attributes, Note, is_default};
use crate::journey::{ChannelId, GoalId, NeedId, PersonaId, TouchpointId};

parts! {
    /// A way to reach touchpoints.
    struct Channel {
        /// The channel's id.
        id: ChannelId,
        /// The name people read; the id where it is left out.
        #[serde(default, skip_serializing_if = "is_default")]
        label: Option<String>,
        /// The name of a built-in icon or a character to draw.
        #[serde(default, skip_serializing_if = "is_default")]
        icon: Option<String>,
        /// Free attributes.
        #[serde(default, skip_serializing_if = "is_default")]
        attributes: Attributes,
    }

    /// A customer profile.
    struct Persona {
        /// The persona's id.
        id: PersonaId,
        /// The name people read; the id where it is left out.
        #[serde(default, skip_serializing_if = "is_default")]
        label: Option<String>,
        /// Who this is.
        #[serde(default, skip_serializing_if = "is_default")]
        description: Option<String>,
        /// The name of a built-in icon or a character to draw.
        #[serde(default, skip_serializing_if = "is_default")]
        icon: Option<String>,
        /// The share of customers, from 0 to 1.
        #[serde(default, skip_serializing_if = "is_default")]
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1)))]
        share: Option<f64>,
        /// What the persona needs, hopes and fears.
        #[serde(default, skip_serializing_if = "is_default")]
        needs: Vec<Need>,
        /// What the persona wants to reach.
        #[serde(default, skip_serializing_if = "is_default")]
        goals: Vec<String>,
        /// What drives the persona.
        #[serde(default, skip_serializing_if = "is_default")]
        motivations: Vec<String>,
        /// Age, income, place and the like.
        #[serde(default, skip_serializing_if = "is_default")]
        demographics: BTreeMap<String, String>,
        /// The channels the persona uses; none means all.
        #[serde(default, skip_serializing_if = "is_default")]
        channels: Vec<ChannelId>,
        /// Notes on the persona.
        #[serde(default, skip_serializing_if = "is_default")]
        notes: Vec<Note>,
        /// Free attributes.
        #[serde(default, skip_serializing_if = "is_default")]
        attributes: Attributes,
    }

    /// What a persona needs, hopes or fears.
    struct Need {
        /// The need's id, which touchpoints name.
        id: NeedId,
        /// The need in words.
        #[serde(default, skip_serializing_if = "is_default")]
        label: Option<String>,
    }

    /// What the business or the customer wants to reach.
    struct Goal {
        /// The goal's id.
        id: GoalId,
        /// The name people read; the id where it is left out.
        #[serde(default, skip_serializing_if = "is_default")]
        label: Option<String>,
        /// Whose goal it is.
        #[serde(default, skip_serializing_if = "is_default")]
        party: Party,
        /// The measure (KPI) in words, such as `customers who buy`.
        #[serde(default, skip_serializing_if = "is_default")]
        measure: Option<String>,
        /// The value to reach.
        #[serde(default, skip_serializing_if = "is_default")]
        target: Option<f64>,
        /// The value today, where the map carries it.
        #[serde(default, skip_serializing_if = "is_default")]
        current: Option<f64>,
        /// The unit of target and current value, such as `%`.
        #[serde(default, skip_serializing_if = "is_default")]
        unit: Option<String>,
        /// The touchpoints that fulfil the goal. Each of them counts as a goal of the map.
        #[serde(default, skip_serializing_if = "is_default")]
        touchpoints: Vec<TouchpointId>,
        /// Notes on the goal.
        #[serde(default, skip_serializing_if = "is_default")]
        notes: Vec<Note>,
        /// Free attributes.
        #[serde(default, skip_serializing_if = "is_default")]
        attributes: Attributes,
    }
}

words! {
    /// Whose goal it is.
    enum Party {
        /// The business's.
        Business,
        /// The customer's.
        Customer,
    }
}

defaults! { Party::Business }

impl Channel {
    /// A channel by its id.
    pub fn new(id: impl Into<ChannelId>) -> Self {
        Self {
            id: id.into(),
            label: None,
            icon: None,
            attributes: Attributes::new(),
        }
    }
}

impl Persona {
    /// A persona by its id, on every channel.
    pub fn new(id: impl Into<PersonaId>) -> Self {
        Self {
            id: id.into(),
            label: None,
            description: None,
            icon: None,
            share: None,
            needs: Vec::new(),
            goals: Vec::new(),
            motivations: Vec::new(),
            demographics: BTreeMap::new(),
            channels: Vec::new(),
            notes: Vec::new(),
            attributes: Attributes::new(),
        }
    }
}

impl Goal {
    /// A goal of the business by its id.
    pub fn new(id: impl Into<GoalId>) -> Self {
        Self {
            id: id.into(),
            label: None,
            party: Party::Business,
            measure: None,
            target: None,
            current: None,
            unit: None,
            touchpoints: Vec::new(),
            notes: Vec::new(),
            attributes: Attributes::new(),
        }
    }
}
