//! The parts of a map as plain data: what is written down before it is checked.
//!
//! These types are the map's wire format, version 1 (JSON in camelCase, unknown fields
//! refused), and the way to build a map in Rust: public fields, defaults everywhere,
//! `..Touchpoint::new("id")` for the rest. Nothing here is validated; [`Journey::build`] does
//! that and gives the closed [`journey::Journey`](super::Journey).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    ActionId, ChannelId, EvidenceId, GoalId, Measure, MeasureId, NeedId, OpportunityId,
    PainPointId, PersonaId, StageId, TouchpointId,
};

/// The number of the wire format that this version reads and writes.
pub const FORMAT_VERSION: u32 = 1;

/// Free attributes of the user's own, by name.
pub type Attributes = BTreeMap<String, Value>;

/// Levels of gap rules by rule id (`"X2": "allow"`), for the place that carries them.
pub type Levels = BTreeMap<String, Level>;

pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Defines the parts: each with serde, schema and the usual traits.
macro_rules! parts {
    ($($(#[$doc:meta])* struct $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {$(
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        $(#[$doc])*
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }
    )*};
}

/// Defines the enumerations, each with its words on the wire.
macro_rules! words {
    ($($(#[$doc:meta])* enum $name:ident { $($(#[$variant_doc:meta])* $variant:ident,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "camelCase")]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }
    )*};
}

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

    /// A contact of a customer with the brand.
    struct Touchpoint {
        /// The touchpoint's id.
        id: TouchpointId,
        /// The name people read; the id where it is left out.
        #[serde(default, skip_serializing_if = "is_default")]
        label: Option<String>,
        /// What happens here.
        #[serde(default, skip_serializing_if = "is_default")]
        description: Option<String>,
        /// The channels it is reached through; none means any.
        #[serde(default, skip_serializing_if = "is_default")]
        channels: Vec<ChannelId>,
        /// Whether the brand itself is met here, or others who speak of it.
        #[serde(default, skip_serializing_if = "is_default")]
        contact: Contact,
        /// The part it plays in the journey.
        #[serde(default, skip_serializing_if = "is_default")]
        role: Role,
        /// How an exit ends; only with the role `exit`.
        #[serde(default, skip_serializing_if = "is_default")]
        outcome: Option<Outcome>,
        /// Whether it decides how the journey goes on.
        #[serde(default, skip_serializing_if = "is_default")]
        moment_of_truth: Option<MomentOfTruth>,
        /// The name of a built-in icon (`cart`, `phone`, `mail`, ...) or a character to draw.
        #[serde(default, skip_serializing_if = "is_default")]
        icon: Option<String>,
        /// Who is responsible; the stage's owner where it is left out.
        #[serde(default, skip_serializing_if = "is_default")]
        owner: Option<String>,
        /// The personas who come here; none means all.
        #[serde(default, skip_serializing_if = "is_default")]
        personas: Vec<PersonaId>,
        /// The needs of personas that are met here.
        #[serde(default, skip_serializing_if = "is_default")]
        needs: Vec<NeedId>,
        /// How much the touchpoint matters to customers, from 0 to 1.
        #[serde(default, skip_serializing_if = "is_default")]
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1)))]
        importance: Option<f64>,
        /// What customers expect, by measure.
        #[serde(default, skip_serializing_if = "is_default")]
        expectations: Vec<Expectation>,
        /// What customers answered, by measure, where the map itself carries it.
        #[serde(default, skip_serializing_if = "is_default")]
        scores: Vec<DeclaredScore>,
        /// The emotion, from -2 (despair) to +2 (delight).
        #[serde(default, skip_serializing_if = "is_default")]
        #[cfg_attr(feature = "schema", schemars(range(min = -2, max = 2)))]
        emotion: Option<i8>,
        /// The customer's effort: 0 is none; the unit is the map's own.
        #[serde(default, skip_serializing_if = "is_default")]
        #[cfg_attr(feature = "schema", schemars(range(min = 0)))]
        effort: Option<f64>,
        /// The cost of one visit, in the journey's currency.
        #[serde(default, skip_serializing_if = "is_default")]
        #[cfg_attr(feature = "schema", schemars(range(min = 0)))]
        cost: Option<f64>,
        /// How long a visit takes, in seconds.
        #[serde(default, skip_serializing_if = "is_default")]
        #[cfg_attr(feature = "schema", schemars(range(min = 0)))]
        duration: Option<f64>,
        /// The share of visits that fail, from 0 to 1.
        #[serde(default, skip_serializing_if = "is_default")]
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1)))]
        failure_rate: Option<f64>,
        /// When the touchpoint is open; none means always.
        #[serde(default, skip_serializing_if = "is_default")]
        availability: Vec<Hours>,
        /// The language spoken here, as a BCP 47 tag.
        #[serde(default, skip_serializing_if = "is_default")]
        language: Option<String>,
        /// The tone of voice.
        #[serde(default, skip_serializing_if = "is_default")]
        tone: Option<String>,
        /// What the brand promises here.
        #[serde(default, skip_serializing_if = "is_default")]
        promise: Option<String>,
        /// Whether the guards of the outgoing transitions cover every case.
        #[serde(default, skip_serializing_if = "is_default")]
        guards: Guards,
        /// The event names by which a log calls it, `*` standing for any text; the id where
        /// the list is empty.
        #[serde(default, skip_serializing_if = "is_default")]
        events: Vec<String>,
        /// The survey questions asked about it.
        #[serde(default, skip_serializing_if = "is_default")]
        questions: Vec<Question>,
        /// Why it disappoints.
        #[serde(default, skip_serializing_if = "is_default")]
        pain_points: Vec<PainPoint>,
        /// What could be better.
        #[serde(default, skip_serializing_if = "is_default")]
        opportunities: Vec<Opportunity>,
        /// Levels of gap rules for the touchpoint.
        #[serde(default, skip_serializing_if = "is_default")]
        levels: Levels,
        /// Notes on the touchpoint.
        #[serde(default, skip_serializing_if = "is_default")]
        notes: Vec<Note>,
        /// Free attributes.
        #[serde(default, skip_serializing_if = "is_default")]
        attributes: Attributes,
    }

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

    /// A comment in the discussion of a map element.
    struct Note {
        /// The comment.
        text: String,
        /// Who wrote it.
        #[serde(default, skip_serializing_if = "is_default")]
        author: Option<String>,
        /// When, as a date `YYYY-MM-DD`.
        #[serde(default, skip_serializing_if = "is_default")]
        date: Option<String>,
        /// Whether it still waits for an answer.
        #[serde(default, skip_serializing_if = "is_default")]
        state: NoteState,
    }

    /// What customers expect of a touchpoint.
    struct Expectation {
        /// The measure it is given in.
        measure: MeasureId,
        /// The expected score, in the measure's unit.
        value: f64,
        /// Where the statement comes from.
        #[serde(default, skip_serializing_if = "is_default")]
        evidence: Vec<EvidenceId>,
    }

    /// A score that the map itself carries.
    struct DeclaredScore {
        /// The measure it is given in.
        measure: MeasureId,
        /// The score, in the measure's unit.
        value: f64,
        /// How many answers it rests on.
        #[serde(default, skip_serializing_if = "is_default")]
        n: Option<u32>,
        /// The interval's ends, lower and upper, as its source gives them.
        #[serde(default, skip_serializing_if = "is_default")]
        interval: Option<[f64; 2]>,
        /// Where the statement comes from.
        #[serde(default, skip_serializing_if = "is_default")]
        evidence: Vec<EvidenceId>,
    }

    /// A survey question: the name of its column or key, and the measure of its answers.
    struct Question {
        /// The name by which a survey calls the question.
        name: String,
        /// The measure of the answers; the journey's measure where it is left out.
        #[serde(default, skip_serializing_if = "is_default")]
        measure: Option<MeasureId>,
        /// The question as it was asked.
        #[serde(default, skip_serializing_if = "is_default")]
        text: Option<String>,
    }

    /// Opening hours.
    struct Hours {
        /// The days; none means every day.
        #[serde(default, skip_serializing_if = "is_default")]
        days: Vec<Weekday>,
        /// From, as `HH:MM`.
        from: String,
        /// To, as `HH:MM`, up to `24:00`; earlier than `from` means past midnight.
        to: String,
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

    /// Whether the brand itself is met at a touchpoint.
    enum Contact {
        /// The brand itself: web, ad, email, shop.
        Direct,
        /// Others who speak of it: social media, reviews, word of mouth.
        Indirect,
    }

    /// The part a touchpoint plays.
    enum Role {
        /// Where customers come in.
        Entry,
        /// A step on the way.
        Step,
        /// A step that counts: registration, activation.
        Milestone,
        /// What the journey is for.
        Goal,
        /// An accepted end that is not the goal.
        Exit,
    }

    /// How an exit ends.
    enum Outcome {
        /// The customer got what they came for, though not the goal.
        Success,
        /// Something did not work.
        Failure,
        /// The customer lost interest.
        Abandonment,
    }

    /// A touchpoint that decides how the journey goes on.
    enum MomentOfTruth {
        /// Zero: the customer looks for information (ZMOT).
        Zmot,
        /// First: the customer meets the product and decides (FMOT).
        Fmot,
        /// Second: the customer uses it (SMOT).
        Smot,
        /// Ultimate: the customer tells others (UMOT).
        Umot,
        /// Another decisive moment.
        Other,
    }

    /// Whether the guards of a decision cover every case.
    enum Guards {
        /// They may leave cases out.
        Open,
        /// They cover every case.
        Exhaustive,
    }

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

    /// Whose goal it is.
    enum Party {
        /// The business's.
        Business,
        /// The customer's.
        Customer,
    }

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

    /// Whether a note still waits for an answer.
    enum NoteState {
        /// It does.
        Open,
        /// It does not.
        Settled,
    }

    /// A day of the week.
    enum Weekday {
        /// Monday.
        Mon,
        /// Tuesday.
        Tue,
        /// Wednesday.
        Wed,
        /// Thursday.
        Thu,
        /// Friday.
        Fri,
        /// Saturday.
        Sat,
        /// Sunday.
        Sun,
    }

    /// What a gap rule's finding counts as, least first.
    enum Level {
        /// It is not reported.
        Allow,
        /// Worth knowing.
        Info,
        /// Worth doing something about.
        Warn,
        /// Not acceptable: the check fails.
        Deny,
    }
}

macro_rules! defaults {
    ($($name:ident::$variant:ident),* $(,)?) => {$(
        impl Default for $name {
            fn default() -> Self {
                Self::$variant
            }
        }
    )*};
}

defaults! {
    State::AsIs, Contact::Direct, Role::Step, Guards::Open, TransitionKind::Forward,
    Party::Business, ActionState::Proposed, NoteState::Open,
}

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
    pub(super) fn head(&self) -> Self {
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
    /// [`InvalidJourney`](super::InvalidJourney) with every problem found, each with the path
    /// of its place.
    ///
    /// # Complexity
    /// `O((V + E) log E)` for V touchpoints and E transitions, plus the length of all texts.
    pub fn build(self) -> Result<super::Journey, super::InvalidJourney> {
        super::Journey::build(self)
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
    pub(super) fn head(&self) -> Self {
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

impl Touchpoint {
    /// A touchpoint by its id: a direct step, on any channel, for everyone.
    pub fn new(id: impl Into<TouchpointId>) -> Self {
        Self {
            id: id.into(),
            label: None,
            description: None,
            channels: Vec::new(),
            contact: Contact::Direct,
            role: Role::Step,
            outcome: None,
            moment_of_truth: None,
            icon: None,
            owner: None,
            personas: Vec::new(),
            needs: Vec::new(),
            importance: None,
            expectations: Vec::new(),
            scores: Vec::new(),
            emotion: None,
            effort: None,
            cost: None,
            duration: None,
            failure_rate: None,
            availability: Vec::new(),
            language: None,
            tone: None,
            promise: None,
            guards: Guards::Open,
            events: Vec::new(),
            questions: Vec::new(),
            pain_points: Vec::new(),
            opportunities: Vec::new(),
            levels: Levels::new(),
            notes: Vec::new(),
            attributes: Attributes::new(),
        }
    }

    /// Sets the name people read.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Sets the role.
    #[must_use]
    pub fn role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    /// Adds a channel.
    #[must_use]
    pub fn channel(mut self, channel: impl Into<ChannelId>) -> Self {
        self.channels.push(channel.into());
        self
    }

    /// Sets the emotion, -2 to +2.
    #[must_use]
    pub fn emotion(mut self, emotion: i8) -> Self {
        self.emotion = Some(emotion);
        self
    }

    /// Sets the owner.
    #[must_use]
    pub fn owner(mut self, owner: impl Into<String>) -> Self {
        self.owner = Some(owner.into());
        self
    }
}

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

impl Question {
    /// A question by the name its survey gives it.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            measure: None,
            text: None,
        }
    }
}
