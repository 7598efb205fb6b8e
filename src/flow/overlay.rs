//! What customers did, put on the map.

use std::collections::BTreeMap;

use petgraph::graph::NodeIndex;
use serde::{Deserialize, Serialize};

use super::{
    DurationSum, Durations, UnknownEvent, count,
    progress::Progress,
    tally::{Counted, Step, Tally},
    unknown::Unknown,
};
use crate::{
    journey::{GoalId, Journey, StageId, TouchpointId},
    log::EventLog,
    parts,
    stats::{DEFAULT_CONFIDENCE, Share},
};

/// How to put a log on a map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct OverlayOptions {
    /// The confidence of the shares' intervals, between 0 and 1. Default 0.95. Where it is not
    /// between them, no share has an interval.
    pub confidence: f64,
}

impl Default for OverlayOptions {
    fn default() -> Self {
        Self {
            confidence: DEFAULT_CONFIDENCE,
        }
    }
}

/// What customers did, on the map: every element of it with what was observed there.
///
/// A customer is **lost** who never reached a goal touchpoint and whose last mapped event is at
/// no exit, and is lost where that event is. So every customer with a mapped event either
/// reached a goal, or ended at an exit without one, or is lost in exactly one place. Who was
/// still on the way when the log ends cannot be told from who is lost: losses are upper bounds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Overlay {
    /// How many customers the log has.
    pub customers: u32,
    /// How many events the log has.
    pub events: u32,
    /// How many of them belong to a touchpoint of the map.
    pub mapped_events: u32,
    /// The first event's time, in milliseconds since 1970-01-01 UTC; `None` without times.
    pub first_time: Option<f64>,
    /// The last event's time, likewise. Both count events that the map does not know.
    pub last_time: Option<f64>,
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
    ///
    /// # Complexity
    /// Linear in the touchpoints, which are in map order; go through
    /// [`touchpoints`](Self::touchpoints) to look at many.
    pub fn touchpoint(&self, id: &str) -> Option<&TouchpointFlow> {
        self.touchpoints.iter().find(|flow| flow.touchpoint == id)
    }
}

/// How many customers reached a goal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoalFlow {
    /// The goal.
    pub goal: GoalId,
    /// Customers who reached one of its touchpoints, of all customers with a mapped event.
    pub reached: Share,
}

/// What happened in a stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
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
    /// Of the customers who visited it, those [lost](Overlay) in it: their last mapped event
    /// is here, at no exit, and they never reached a goal touchpoint.
    pub dropped_off: Share,
}

/// What happened at a touchpoint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TouchpointFlow {
    /// The touchpoint.
    pub touchpoint: TouchpointId,
    /// How many events it has.
    pub visits: u32,
    /// Customers who visited it, of all customers with a mapped event.
    pub reached: Share,
    /// How many customers came in here: their first mapped event.
    pub starts: u32,
    /// How many customers ended here, lost or not: their last mapped event.
    pub ends: u32,
    /// Visits at which a customer was [lost](Overlay), the last mapped event of someone who
    /// never reached a goal touchpoint, of all visits; `None` for goals and exits, where nobody
    /// is lost.
    pub drop_off: Option<Share>,
    /// The time until the next mapped event; `None` without times, and where it is always the
    /// last one.
    pub until_next: Option<Durations>,
}

/// What happened on a transition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
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

/// The place of an event whose name the map does not know.
const NOWHERE: u32 = u32::MAX;

/// Puts what customers did on the map.
///
/// Each distinct event name is looked up once
/// ([`Journey::touchpoint_of_event`]). Events whose name the map does not know are reported and
/// left out: the events before and after them follow each other directly.
///
/// # Units
/// Durations and times are in milliseconds.
///
/// # Complexity
/// Linear in the events, exact quantiles included, and in the size of the map.
///
/// # Example
/// ```
/// use cesta::{
///     flow::{OverlayOptions, overlay},
///     journey::{Journey, spec::{Role, Stage, Touchpoint}},
///     log::EventLog,
/// };
///
/// let journey = Journey::builder("bakery")
///     .stage(Stage::new("find").touchpoint(Touchpoint::new("smell")))
///     .stage(Stage::new("buy").touchpoint(Touchpoint::new("counter").role(Role::Goal)))
///     .build()?;
/// let log = EventLog::from_columns(
///     &["ann", "ann", "bob", "bob"],
///     &["smell", "counter", "smell", "rain"],
///     None,
/// )?;
/// let overlay = overlay(&journey, &log, &OverlayOptions::default());
///
/// assert_eq!(overlay.conversion.value, Some(0.5));
/// assert_eq!(overlay.touchpoint("smell").unwrap().drop_off.unwrap().value, Some(0.5));
/// assert_eq!(overlay.unknown_events[0].name, "rain");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn overlay(journey: &Journey, log: &EventLog, options: &OverlayOptions) -> Overlay {
    let share = Share::at(options.confidence);
    let touchpoint = |name| Some(count(journey.touchpoint_of_event(name)?.node().index()));
    let touchpoint = |name| touchpoint(name).unwrap_or(NOWHERE);
    let places: Vec<u32> = log.touchpoints().iter().map(touchpoint).collect();
    let empty = || {
        (
            Tally::new(journey.graph().node_count()),
            Progress::new(journey),
            Unknown::new(places.len()),
        )
    };
    let count_part = |part| {
        let (mut tally, mut progress, mut unknown) = empty();
        let (mut visits, mut when) = (Vec::new(), Vec::new());
        log.walk(part, |walk| {
            let place = |&name: &u32| places.get(name as usize).copied().unwrap_or(NOWHERE);
            visits.clear();
            visits.extend(walk.visits.iter().map(place));
            let mut times = walk.times;
            if visits.contains(&NOWHERE) {
                let names = walk.visits.iter().zip(&visits);
                names
                    .filter(|(_, place)| **place == NOWHERE)
                    .for_each(|(&name, _)| unknown.add(name));
                if let Some(all) = times {
                    let known = all.iter().zip(&visits).filter(|it| *it.1 != NOWHERE);
                    when.clear();
                    when.extend(known.map(|(&time, _)| time));
                    times = Some(&when);
                }
                visits.retain(|&place| place != NOWHERE);
            }
            unknown.next_customer();
            tally.add(&visits, times);
            progress.add(&visits);
        });
        (tally.finish(), progress, unknown)
    };
    let parts = parts::merged(log.parts(), count_part, |mut all, part| {
        all.0 = all.0.merge(part.0);
        all.1.merge(&part.1);
        all.2.merge(&part.2);
        all
    });
    let (counted, progress, unknown) = parts.unwrap_or_else(|| {
        let (tally, progress, unknown) = empty();
        (tally.finish(), progress, unknown)
    });
    let by_source: Vec<&[Step]> = counted.steps.chunk_by(|a, b| a.from == b.from).collect();
    let took = parts::each(by_source, |steps| {
        let sums: Vec<&DurationSum> = steps.iter().map(|step| &step.durations).collect();
        let (each, all) = DurationSum::each_and_all(&sums);
        (steps.first().map(|it| it.from), each, all)
    });
    let (mut onwards, mut durations) = (vec![None; counted.visits.len()], Vec::new());
    for (from, each, all) in took {
        let place = from.and_then(|from| onwards.get_mut(from as usize));
        if let Some(place) = place {
            *place = all;
        }
        durations.extend(each);
    }

    let customers = progress.customers();
    let touchpoints: Vec<TouchpointFlow> = journey
        .touchpoints()
        .zip(counted.visits.iter().zip(&onwards))
        .zip(progress.lost())
        .map(
            |((touchpoint, (visits, &until_next)), lost)| TouchpointFlow {
                touchpoint: touchpoint.id().clone(),
                visits: visits.count,
                reached: share(visits.customers, customers),
                starts: visits.starts,
                ends: visits.ends,
                drop_off: (!touchpoint.is_goal() && !touchpoint.is_exit())
                    .then(|| share(lost, visits.count)),
                until_next,
            },
        )
        .collect();
    let span = log.span();
    Overlay {
        customers: count(log.customers().len()),
        events: count(log.len()),
        mapped_events: touchpoints.iter().map(|flow| flow.visits).sum(),
        first_time: span.map(|(first, _)| time(first)),
        last_time: span.map(|(_, last)| time(last)),
        conversion: share(progress.converted(), customers),
        goals: progress.goals(share),
        stages: progress.stages(share),
        transitions: transitions(journey, &counted, &durations, share),
        unknown_events: unknown.events(log),
        unvisited: touchpoints
            .iter()
            .filter(|flow| flow.visits == 0)
            .map(|flow| flow.touchpoint.clone())
            .collect(),
        touchpoints,
    }
}

/// A step that was taken, and how long it took.
type Observed<'c> = (&'c Step, &'c Option<Durations>);

/// Every transition that is designed or was observed.
fn transitions(
    journey: &Journey,
    counted: &Counted,
    durations: &[Option<Durations>],
    share: impl Fn(u32, u32) -> Share,
) -> Vec<TransitionFlow> {
    let mut transitions: BTreeMap<(u32, u32), (bool, Option<Observed<'_>>)> = BTreeMap::new();
    for step in counted.steps.iter().zip(durations) {
        transitions.insert((step.0.from, step.0.to), (false, Some(step)));
    }
    for transition in journey.transitions() {
        let ends = (transition.source(), transition.target());
        let ends = (count(ends.0.node().index()), count(ends.1.node().index()));
        transitions.entry(ends).or_default().0 = true;
    }
    let id = |place: u32| Some(journey.at(NodeIndex::new(place as usize))?.id().clone());
    let flow = |((from, to), (designed, step)): ((u32, u32), (bool, Option<Observed<'_>>))| {
        let taken = step.map_or(0, |(step, _)| step.count);
        let visits = counted
            .visits
            .get(from as usize)
            .map_or(0, |visits| visits.count);
        Some(TransitionFlow {
            from: id(from)?,
            to: id(to)?,
            designed,
            count: taken,
            customers: step.map_or(0, |(step, _)| step.customers),
            probability: share(taken, visits),
            durations: step.and_then(|(_, took)| *took),
        })
    };
    transitions.into_iter().filter_map(flow).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a log's times are below 2^53")]
fn time(milliseconds: i64) -> f64 {
    milliseconds as f64
}
