//! Where customers are met, and what is known of it.

use super::{Attributes, Levels, Note, Opportunity, PainPoint, is_default};
use crate::journey::{ChannelId, EvidenceId, MeasureId, NeedId, PersonaId, TouchpointId};

parts! {
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
}

defaults! { Contact::Direct, Role::Step, Guards::Open }

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
