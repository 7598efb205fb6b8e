//! What a funnel is: its steps, and what counts as going through them.

use serde::{Deserialize, Serialize};

use crate::stats::DEFAULT_CONFIDENCE;

/// A funnel: its steps, and what counts as going through them.
///
/// # Units
/// Windows, gaps and times are in milliseconds; steps are numbered from 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct FunnelOptions {
    /// The steps, at most 64.
    pub steps: Vec<FunnelStep>,
    /// In which order they are taken. Default `ordered`.
    pub order: StepOrder,
    /// How long after its first event a chain may still go on, inclusive; `None` for as long as
    /// the log.
    pub window: Option<f64>,
    /// How long after each event of a chain the next one may come, inclusive; `None` for as long
    /// as the log.
    pub step_window: Option<f64>,
    /// Which event may start a chain. Default `best`.
    pub entry: FunnelEntry,
    /// What equal times mean. Default `inputOrder`.
    pub ties: Ties,
    /// Whether one event may serve several steps that follow each other. Default false.
    pub reuse: bool,
    /// What must not happen on the way.
    pub exclusions: Vec<Exclusion>,
    /// What is counted. Default `customers`.
    pub counting: FunnelCounting,
    /// Where sessions are counted: a new one begins after a gap longer than this. Default 30
    /// minutes.
    pub session_gap: f64,
    /// When the log ends, in milliseconds since 1970-01-01 UTC, but not before its last event;
    /// `None` for that. Who could still go on after it is open: neither converted nor lost.
    pub end: Option<f64>,
    /// What to break the funnel down by.
    pub by: Option<Breakdown>,
    /// What a touchpoint means that the log does not have. Default `refuse`.
    pub unknown: UnknownTouchpoints,
    /// How many last touchpoints to tell for each step. Default 5.
    pub last_touchpoints: u32,
    /// The confidence of intervals, between 0 and 1. Default 0.95. Where it is not between them,
    /// there are none.
    pub confidence: f64,
    /// The fewest there must be on both sides for a difference to be told. Default 30.
    pub min_n: u32,
}

impl Default for FunnelOptions {
    fn default() -> Self {
        Self {
            steps: Vec::new(),
            order: StepOrder::default(),
            window: None,
            step_window: None,
            entry: FunnelEntry::default(),
            ties: Ties::default(),
            reuse: false,
            exclusions: Vec::new(),
            counting: FunnelCounting::default(),
            session_gap: 1_800_000.0,
            end: None,
            by: None,
            unknown: UnknownTouchpoints::default(),
            last_touchpoints: 5,
            confidence: DEFAULT_CONFIDENCE,
            min_n: 30,
        }
    }
}

/// A step of a funnel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FunnelStep {
    /// What it is called; no other step has the same name.
    pub name: String,
    /// The touchpoints that serve it, as the log calls them. None: all, where [`only`](Self::only)
    /// has a condition.
    pub touchpoints: Vec<String>,
    /// Whether a chain may leave it out; the first and the last step can not be. Default false.
    #[serde(default)]
    pub optional: bool,
    /// What else must be so of an event that serves it: every condition. Default none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<StepCondition>,
}

/// A condition on an event that serves a step: it has one of some values in a further column,
/// such as a channel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StepCondition {
    /// A further column of the log.
    pub column: String,
    /// The values of which it has one. That the log has none of them is no mistake: then no event
    /// serves the step.
    pub values: Vec<String>,
}

impl FunnelStep {
    /// A step that must be taken.
    pub fn new<T: Into<String>>(
        name: impl Into<String>,
        touchpoints: impl IntoIterator<Item = T>,
    ) -> Self {
        Self {
            name: name.into(),
            touchpoints: touchpoints.into_iter().map(Into::into).collect(),
            optional: false,
            only: Vec::new(),
        }
    }

    /// The same step, served only by events that have one of these values in a further column.
    #[must_use]
    pub fn only<V: Into<String>>(
        mut self,
        column: impl Into<String>,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        self.only.push(StepCondition {
            column: column.into(),
            values: values.into_iter().map(Into::into).collect(),
        });
        self
    }

    /// The same step, which may be left out.
    #[must_use]
    pub fn optional(self) -> Self {
        Self {
            optional: true,
            ..self
        }
    }
}

/// In which order the steps of a funnel are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum StepOrder {
    /// One after the other; anything may happen between.
    #[default]
    Ordered,
    /// One directly after the other: no other event between two of them.
    Strict,
    /// Any: what counts is how many of them are taken in one chain.
    Any,
}

/// Which event may start a chain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum FunnelEntry {
    /// Whichever gets farthest.
    #[default]
    Best,
    /// The first that serves the first step (in any order: that serves any step).
    First,
    /// The last that does.
    Last,
}

/// What equal times of one customer's events mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Ties {
    /// The events come in the order of the input.
    #[default]
    InputOrder,
    /// The events have no order, and come in that of the steps.
    StepOrder,
    /// The events have no order, and none comes after another.
    Strict,
}

/// Touchpoints that must not be met while a chain stands between two steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Exclusion {
    /// The touchpoints, as the log calls them.
    pub touchpoints: Vec<String>,
    /// From the event of this step on, numbered from 1 ...
    pub from: u32,
    /// ... to the event of this later step.
    pub to: u32,
}

/// What a funnel counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum FunnelCounting {
    /// Each customer once.
    #[default]
    Customers,
    /// Each session once: a customer's events without a longer gap.
    Sessions,
    /// Each attempt once: a customer who has converted, or can no longer, may enter again.
    Totals,
}

/// What a funnel is broken down by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Breakdown {
    /// A further column of the log.
    pub column: String,
    /// Which of its values counts where they differ. Default `first`.
    #[serde(default)]
    pub value: ValueOf,
    /// How many values to tell, those with the most customers first; the others are added up.
    /// Default 10.
    #[serde(default = "default_limit")]
    pub limit: u32,
}

impl Breakdown {
    /// By the first value of a column.
    pub fn new(column: impl Into<String>) -> Self {
        Self {
            column: column.into(),
            value: ValueOf::default(),
            limit: default_limit(),
        }
    }
}

fn default_limit() -> u32 {
    10
}

/// Which event's value of a column counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum ValueOf {
    /// The first event's of the customer, session or attempt.
    #[default]
    First,
    /// The last event's.
    Last,
}

/// What a touchpoint of a funnel means that the log does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum UnknownTouchpoints {
    /// A mistake.
    #[default]
    Refuse,
    /// That nobody met it.
    Allow,
}
