//! What customers did: the directly-follows flow of a log, and its overlay on a map.
//!
//! A [`Flow`] needs no map; [`overlay`] puts a log on one. Both count the same way: a customer
//! who meets touchpoint after touchpoint *takes a step* from each to the next, and repeats
//! count.
//!
//! Every other question to a log has a module:
//!
//! | Module | Question |
//! | --- | --- |
//! | [`variants`] | Which ways do customers go, and how many go each? |
//! | [`follows`] | What comes sooner or later after what? |
//! | [`rework`] | What do they do again? |
//! | [`cycle`] | How long does a journey take? |
//! | [`funnel`](mod@funnel) | How many get through given steps, and where are they lost? |
//! | [`steps`] | Where are they, step by step, from the start or around a touchpoint? |
//! | [`rhythm`] | At which hours and on which weekdays do they come? |
//! | [`pattern`] | Who did this, then that, within a day? |
//! | [`compare`] | What do these do otherwise than those? |
//! | [`align`](mod@align) | Who follows the map, and where do the others leave it? |
//! | [`discover`](mod@discover) | Which map would they have drawn? |
//!
//! What an analysis adds up is a *sum* ([`FlowSum`] and others): sums of different customers
//! merge into that of all, and are written and read again. A sum follows a log that grows: what
//! [`EventLog::append`] says has changed [updates](FlowSum::update) it.

pub mod align;
mod buckets;
pub mod compare;
mod counted;
pub mod cycle;
pub mod discover;
mod duration_sum;
mod durations;
mod exact;
pub mod follows;
pub mod funnel;
mod grouped;
mod overlay;
mod pairs;
pub mod pattern;
mod progress;
mod ranks;
pub mod rework;
pub mod rhythm;
mod sketch;
pub mod steps;
mod stream;
mod sum;
mod tally;
mod unknown;
pub mod variants;

use serde::{Deserialize, Serialize};

pub use self::{
    duration_sum::DurationSum,
    durations::{Durations, Quantiles},
    grouped::{group_events, group_stages},
    overlay::{
        GoalFlow, Overlay, OverlayOptions, StageFlow, TouchpointFlow, TransitionFlow, overlay,
    },
    stream::{FlowStream, StreamError},
    sum::{FlowSum, SumError},
    unknown::UnknownEvent,
};
use crate::{
    log::EventLog,
    stats::{DEFAULT_CONFIDENCE, Share},
};

/// How to sum up a flow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct FlowOptions {
    /// How durations are summed up. Default: exact.
    pub quantiles: Quantiles,
    /// The confidence of the shares' intervals, between 0 and 1. Default 0.95. Where it is not
    /// between them, no share has an interval.
    pub confidence: f64,
}

impl Default for FlowOptions {
    fn default() -> Self {
        Self {
            quantiles: Quantiles::Exact,
            confidence: DEFAULT_CONFIDENCE,
        }
    }
}

/// What customers did, added up: how often each touchpoint directly follows another, and how
/// long it took.
///
/// Touchpoints are called as the log calls them. Everything is in the order of these names, so
/// that the order of the input does not show; only ties between equal times follow it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Flow {
    /// How many customers there are.
    pub customers: u32,
    /// How many events there are.
    pub events: u32,
    /// Every touchpoint, by name.
    pub touchpoints: Vec<Visits>,
    /// Every step that was taken, by source, then target.
    pub steps: Vec<Step>,
}

/// What happened at a touchpoint of a log.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Visits {
    /// The touchpoint, as the log calls it.
    pub touchpoint: String,
    /// How many events it has.
    pub visits: u32,
    /// How many customers visited it.
    pub customers: u32,
    /// These, of all customers.
    pub reached: Share,
    /// How many customers started here.
    pub starts: u32,
    /// How many customers ended here.
    pub ends: u32,
    /// Visits after which nothing came, of all visits.
    pub drop_off: Share,
    /// How often it directly followed itself.
    pub self_loops: u32,
    /// The time until the next event; `None` without times, and where it is always the last.
    pub until_next: Option<Durations>,
}

/// One touchpoint directly after another one, or after itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// The touchpoint before.
    pub from: String,
    /// The touchpoint after.
    pub to: String,
    /// How often it happened.
    pub count: u32,
    /// This, of all visits to the touchpoint before, whether they went on or ended.
    pub of_source: Share,
    /// This, of all visits to the touchpoint after, whether they came from somewhere or started.
    pub of_target: Share,
    /// To how many customers it happened.
    pub customers: u32,
    /// These, of all customers.
    pub of_customers: Share,
    /// How long it took; `None` without times.
    pub durations: Option<Durations>,
}

impl Flow {
    /// The flow of a log.
    ///
    /// # Units
    /// Durations are in milliseconds.
    ///
    /// # Complexity
    /// Linear in the events, exact quantiles included.
    ///
    /// # Example
    /// ```
    /// use cesta::{flow::{Flow, FlowOptions}, log::EventLog};
    ///
    /// let log = EventLog::from_columns(
    ///     &["ann", "ann", "ann", "bob"],
    ///     &["look", "look", "buy", "look"],
    ///     Some(&[0, 2_000, 6_000, 1_000]),
    /// )?;
    /// let flow = Flow::of(&log, &FlowOptions::default());
    ///
    /// let look = flow.touchpoint("look").unwrap();
    /// assert_eq!((look.visits, look.customers, look.starts, look.ends), (3, 2, 2, 1));
    /// assert_eq!((look.self_loops, look.drop_off.value), (1, Some(1.0 / 3.0)));
    /// let bought = flow.step("look", "buy").unwrap();
    /// assert_eq!((bought.count, bought.durations.unwrap().median), (1, 4_000.0));
    /// assert_eq!(bought.of_customers.value, Some(0.5));
    /// # Ok::<(), cesta::log::BuildError>(())
    /// ```
    pub fn of(log: &EventLog, options: &FlowOptions) -> Self {
        FlowSum::of(log, options.quantiles).flow(options.confidence)
    }

    /// What happened at a touchpoint.
    pub fn touchpoint(&self, name: &str) -> Option<&Visits> {
        let found = self
            .touchpoints
            .binary_search_by(|it| it.touchpoint.as_str().cmp(name));
        found.ok().and_then(|place| self.touchpoints.get(place))
    }

    /// What happened between two touchpoints; `None` if it never did.
    pub fn step(&self, from: &str, to: &str) -> Option<&Step> {
        let key = |step: &Step| (step.from.as_str(), step.to.as_str()).cmp(&(from, to));
        let found = self.steps.binary_search_by(key);
        found.ok().and_then(|place| self.steps.get(place))
    }
}

/// A log has at most `u32::MAX` events, so that every count fits.
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
