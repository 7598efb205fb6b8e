//! The parts of the way.

use super::{Attributes, Levels, Note, Opportunity, PainPoint, Touchpoint, is_default};
use crate::journey::StageId;

parts! {
    /// An ordered part of the journey.
    struct Stage {
        /// The stage's id.
        id: StageId,
        /// The name people read; the id where it is left out.
        #[serde(default, skip_serializing_if = "is_default")]
        label: Option<String>,
        /// What happens in the stage.
        #[serde(default, skip_serializing_if = "is_default")]
        description: Option<String>,
        /// Where the stage lies relative to the purchase.
        #[serde(default, skip_serializing_if = "is_default")]
        phase: Option<Phase>,
        /// The part of the customer lifecycle.
        #[serde(default, skip_serializing_if = "is_default")]
        lifecycle: Option<Lifecycle>,
        /// Who is responsible; touchpoints without an owner inherit it.
        #[serde(default, skip_serializing_if = "is_default")]
        owner: Option<String>,
        /// The touchpoints, in the order they are drawn.
        #[serde(default, skip_serializing_if = "is_default")]
        touchpoints: Vec<Touchpoint>,
        /// What disappoints in the stage as a whole.
        #[serde(default, skip_serializing_if = "is_default")]
        pain_points: Vec<PainPoint>,
        /// What could be better in the stage as a whole.
        #[serde(default, skip_serializing_if = "is_default")]
        opportunities: Vec<Opportunity>,
        /// Levels of gap rules for the stage and its touchpoints.
        #[serde(default, skip_serializing_if = "is_default")]
        levels: Levels,
        /// Notes on the stage.
        #[serde(default, skip_serializing_if = "is_default")]
        notes: Vec<Note>,
        /// Free attributes.
        #[serde(default, skip_serializing_if = "is_default")]
        attributes: Attributes,
    }
}

words! {
    /// Where a stage lies relative to the purchase.
    enum Phase {
        /// Before the purchase.
        Before,
        /// During the purchase.
        During,
        /// After the purchase.
        After,
    }

    /// The part of the customer lifecycle.
    enum Lifecycle {
        /// From unknown visitor to customer.
        Acquisition,
        /// Keeping a contact warm until the time is ripe.
        Nurture,
        /// From customer to more.
        Growth,
    }
}

impl Stage {
    /// A stage without touchpoints, by its id.
    pub fn new(id: impl Into<StageId>) -> Self {
        Self {
            id: id.into(),
            label: None,
            description: None,
            phase: None,
            lifecycle: None,
            owner: None,
            touchpoints: Vec::new(),
            pain_points: Vec::new(),
            opportunities: Vec::new(),
            levels: Levels::new(),
            notes: Vec::new(),
            attributes: Attributes::new(),
        }
    }

    /// The stage's own words, without its touchpoints.
    pub(in crate::journey) fn head(&self) -> Self {
        Self {
            id: self.id.clone(),
            label: self.label.clone(),
            description: self.description.clone(),
            phase: self.phase,
            lifecycle: self.lifecycle,
            owner: self.owner.clone(),
            touchpoints: Vec::new(),
            pain_points: self.pain_points.clone(),
            opportunities: self.opportunities.clone(),
            levels: self.levels.clone(),
            notes: self.notes.clone(),
            attributes: self.attributes.clone(),
        }
    }

    /// Sets the name people read.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Sets the phase.
    #[must_use]
    pub fn phase(mut self, phase: Phase) -> Self {
        self.phase = Some(phase);
        self
    }

    /// Adds a touchpoint after the others.
    #[must_use]
    pub fn touchpoint(mut self, touchpoint: Touchpoint) -> Self {
        self.touchpoints.push(touchpoint);
        self
    }
}
