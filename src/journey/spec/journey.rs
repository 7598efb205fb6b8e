//! The map as a whole.

use super::{
    Action, Attributes, Channel, Evidence, FORMAT_VERSION, Goal, Levels, Note, Persona, Question,
    Stage, Transition, is_default,
};
use crate::journey::{Measure, MeasureId};

parts! {
    /// A customer journey, as written down.
    #[cfg_attr(feature = "schema", schemars(rename = "JourneySpec"))]
    struct Journey {
        /// The address of the format's JSON Schema, for editors; it means nothing else.
        #[serde(rename = "$schema", default, skip_serializing_if = "is_default")]
        schema: Option<String>,
        /// The format's version: always 1.
        version: u32,
        /// The journey's id.
        id: String,
        /// The name people read; the id where it is left out.
        #[serde(default, skip_serializing_if = "is_default")]
        label: Option<String>,
        /// What the journey is about.
        #[serde(default, skip_serializing_if = "is_default")]
        description: Option<String>,
        /// The kind of journey: `purchase`, `leadGeneration`, `engagement`, `retention`, or a
        /// word of the user's own.
        #[serde(default, skip_serializing_if = "is_default")]
        kind: Option<String>,
        /// Whether the map shows what is or what shall be.
        #[serde(default, skip_serializing_if = "is_default")]
        state: State,
        /// The map's own version, such as `2026-11` or `3.1`.
        #[serde(default, skip_serializing_if = "is_default")]
        revision: Option<String>,
        /// Who is responsible for the whole journey.
        #[serde(default, skip_serializing_if = "is_default")]
        owner: Option<String>,
        /// The currency of every cost, as an ISO 4217 code; only shown.
        #[serde(default, skip_serializing_if = "is_default")]
        currency: Option<String>,
        /// The measure of questions that do not name one.
        #[serde(default, skip_serializing_if = "is_default")]
        measure: Option<MeasureId>,
        /// Measures of the user's own; they may redefine `nps`, `csat`, `ces`, `emotion`.
        #[serde(default, skip_serializing_if = "is_default")]
        measures: Vec<Measure>,
        /// Survey questions about the journey as a whole.
        #[serde(default, skip_serializing_if = "is_default")]
        questions: Vec<Question>,
        /// The channels. Where the list is empty, every channel a touchpoint names counts;
        /// otherwise a touchpoint may use only these.
        #[serde(default, skip_serializing_if = "is_default")]
        channels: Vec<Channel>,
        /// The personas.
        #[serde(default, skip_serializing_if = "is_default")]
        personas: Vec<Persona>,
        /// The goals.
        #[serde(default, skip_serializing_if = "is_default")]
        goals: Vec<Goal>,
        /// The stages in order, each with its touchpoints.
        stages: Vec<Stage>,
        /// The links. Left out, each touchpoint leads to the next one as written; an empty
        /// list means no links at all.
        #[serde(default, skip_serializing_if = "is_default")]
        transitions: Option<Vec<Transition>>,
        /// What will be, is or was done.
        #[serde(default, skip_serializing_if = "is_default")]
        actions: Vec<Action>,
        /// Where the map's statements come from.
        #[serde(default, skip_serializing_if = "is_default")]
        evidence: Vec<Evidence>,
        /// Levels of gap rules for the whole journey.
        #[serde(default, skip_serializing_if = "is_default")]
        levels: Levels,
        /// Notes on the journey as a whole.
        #[serde(default, skip_serializing_if = "is_default")]
        notes: Vec<Note>,
        /// Free attributes.
        #[serde(default, skip_serializing_if = "is_default")]
        attributes: Attributes,
    }
}

words! {
    /// Whether a map shows what is or what shall be.
    enum State {
        /// What is.
        AsIs,
        /// What shall be.
        ToBe,
    }
}

defaults! { State::AsIs }

impl Journey {
    /// A journey without stages, by its id.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            schema: None,
            version: FORMAT_VERSION,
            id: id.into(),
            label: None,
            description: None,
            kind: None,
            state: State::AsIs,
            revision: None,
            owner: None,
            currency: None,
            measure: None,
            measures: Vec::new(),
            questions: Vec::new(),
            channels: Vec::new(),
            personas: Vec::new(),
            goals: Vec::new(),
            stages: Vec::new(),
            transitions: None,
            actions: Vec::new(),
            evidence: Vec::new(),
            levels: Levels::new(),
            notes: Vec::new(),
            attributes: Attributes::new(),
        }
    }

    /// The journey's own words, without the parts that have a place of their own.
    pub(in crate::journey) fn head(&self) -> Self {
        Self {
            schema: self.schema.clone(),
            version: self.version,
            label: self.label.clone(),
            description: self.description.clone(),
            kind: self.kind.clone(),
            state: self.state,
            revision: self.revision.clone(),
            owner: self.owner.clone(),
            currency: self.currency.clone(),
            measure: self.measure.clone(),
            questions: self.questions.clone(),
            levels: self.levels.clone(),
            notes: self.notes.clone(),
            attributes: self.attributes.clone(),
            ..Self::new(self.id.clone())
        }
    }

    /// Adds a stage after the others.
    #[must_use]
    pub fn stage(mut self, stage: Stage) -> Self {
        self.stages.push(stage);
        self
    }

    /// Adds a transition. From the first one on, only the given transitions link touchpoints.
    #[must_use]
    pub fn transition(mut self, transition: Transition) -> Self {
        self.transitions.get_or_insert_default().push(transition);
        self
    }

    /// Adds transitions of the usual kind along a chain of touchpoints.
    #[must_use]
    pub fn chain<'a>(self, ids: impl IntoIterator<Item = &'a str>) -> Self {
        let mut ids = ids.into_iter();
        let first = ids.next();
        ids.fold((self, first), |(journey, from), to| {
            let journey = match from {
                Some(from) => journey.transition(Transition::new(from, to)),
                None => journey,
            };
            (journey, Some(to))
        })
        .0
    }

    /// Adds a persona.
    #[must_use]
    pub fn persona(mut self, persona: Persona) -> Self {
        self.personas.push(persona);
        self
    }

    /// Adds a goal.
    #[must_use]
    pub fn goal(mut self, goal: Goal) -> Self {
        self.goals.push(goal);
        self
    }

    /// Adds an action.
    #[must_use]
    pub fn action(mut self, action: Action) -> Self {
        self.actions.push(action);
        self
    }

    /// Checks the map and closes it.
    ///
    /// # Errors
    /// [`InvalidJourney`](crate::journey::InvalidJourney) with every problem found, each with the path
    /// of its place.
    ///
    /// # Complexity
    /// `O((V + E) log E)` for V touchpoints and E transitions, plus the length of all texts.
    pub fn build(self) -> Result<crate::journey::Journey, crate::journey::InvalidJourney> {
        crate::journey::Journey::build(self)
    }
}
