//! What customers did, put on the map.

use serde::{Deserialize, Serialize};

use crate::{
    flow::Durations,
    journey::{GoalId, StageId, TouchpointId},
    stats::{DEFAULT_LEVEL, Share},
};

/// How to put a log on a map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct OverlayOptions {
    /// The confidence of the shares' intervals, between 0 and 1. Default 0.95. Where it is not
    /// between them, no share has an interval.
    pub confidence: f64,
}

impl Default for OverlayOptions {
    fn default() -> Self {
        Self {
            confidence: DEFAULT_LEVEL,
        }
    }
}

/// What customers did, on the map: every element of it with what was observed there.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Overlay {
    /// How many customers the log has.
    pub customers: u32,
    /// How many events the log has.
    pub events: u32,
    /// How many of them belong to a touchpoint of the map.
    pub mapped_events: u32,
    /// The first event's time, in milliseconds since 1970-01-01 UTC; `None` without times.
    pub from: Option<f64>,
    /// The last event's time, likewise. Both count events that the map does not know.
    pub to: Option<f64>,
    /// Customers who reached any goal touchpoint, of all customers with a mapped event.
    pub conversion: Share,
    /// The same per declared goal that names touchpoints.
    pub goals: Vec<GoalFlow>,
    /// Every stage, in order.
    pub stages: Vec<StageFlow>,
    /// Every touchpoint, in map order.
    pub touchpoints: Vec<TouchpointFlow>,
    /// Every transition that is designed or was observed: by source, then target, in map order.
    pub transitions: Vec<TransitionFlow>,
    /// Event names that the map does not know, most frequent first, then by name.
    pub unknown_events: Vec<UnknownEvent>,
    /// Touchpoints nobody visited, in map order.
    pub unvisited: Vec<TouchpointId>,
}

impl Overlay {
    /// What happened at a touchpoint.
    pub fn touchpoint(&self, id: &str) -> Option<&TouchpointFlow> {
        self.touchpoints.iter().find(|flow| flow.touchpoint == id)
    }
}

/// How many customers reached a goal.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GoalFlow {
    /// The goal.
    pub goal: GoalId,
    /// Customers who reached one of its touchpoints, of all customers with a mapped event.
    pub reached: Share,
}

/// What happened in a stage.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StageFlow {
    /// The stage.
    pub stage: StageId,
    /// Customers who visited it at least once, of all customers with a mapped event.
    pub reached: Share,
    /// Of the customers who visited it, those who visited any later stage, or a goal
    /// touchpoint of this or a later stage, at or after their first visit to it; for the last
    /// stage, after which there is none, those who ever reached a goal touchpoint, wherever it
    /// is.
    pub went_on: Share,
    /// Of the customers who visited it, those whose last mapped event is in it and is neither
    /// a goal touchpoint nor an exit.
    pub dropped_off: Share,
}

/// What happened at a touchpoint.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TouchpointFlow {
    /// The touchpoint.
    pub touchpoint: TouchpointId,
    /// How many events it has.
    pub visits: u32,
    /// Customers who visited it, of all customers with a mapped event.
    pub customers: Share,
    /// How many customers came in here: their first mapped event.
    pub starts: u32,
    /// How many customers left here: their last mapped event.
    pub ends: u32,
    /// Visits that were the customer's last mapped event, of all visits; `None` for goals and
    /// exits, where ending is no loss.
    pub drop_off: Option<Share>,
    /// The time until the next mapped event; `None` without times, and where it is always the
    /// last one.
    pub until_next: Option<Durations>,
}

/// What happened on a transition.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TransitionFlow {
    /// The touchpoint it leaves.
    pub from: TouchpointId,
    /// The touchpoint it leads to.
    pub to: TouchpointId,
    /// Whether the map has it.
    pub designed: bool,
    /// How often it was taken.
    pub count: u32,
    /// How many customers took it.
    pub customers: u32,
    /// How often it was taken, of all visits to its source that went on or ended.
    pub probability: Share,
    /// How long it took; `None` without times, and where nobody took it.
    pub durations: Option<Durations>,
}

/// An event name that the map does not know.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UnknownEvent {
    /// The name.
    pub name: String,
    /// How many events have it.
    pub events: u32,
    /// How many customers have such an event.
    pub customers: u32,
}
