//! Putting a log on a map.

use std::collections::BTreeMap;

use petgraph::graph::NodeIndex;

use super::{
    Durations, Overlay, OverlayOptions, TouchpointFlow, TransitionFlow, UnknownEvent, count,
    progress::Progress,
    tally::{Counted, Step, Tally},
};
use crate::{journey::Journey, log::EventLog, stats::Share};

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
/// `O(n log n)` for `n` events (linear, but for the exact quantiles), and the size of the map.
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
    let share = |part, whole| Share::with_level(part, whole, options.confidence);
    let touchpoint = |name| Some(count(journey.touchpoint_of_event(name)?.node().index()));
    let places: Vec<Option<u32>> = log.touchpoints().iter().map(touchpoint).collect();
    let mut tally = Tally::new(journey.graph().node_count());
    let mut progress = Progress::new(journey, share);
    let mut unknown = Unknown::new(places.len());
    let mut mapped: Vec<(u32, Option<i64>)> = Vec::new();
    for trace in log.traces() {
        mapped.clear();
        for (name, time) in trace.events() {
            match places.get(name as usize).copied().flatten() {
                Some(place) => mapped.push((place, time)),
                None => unknown.add(name),
            }
        }
        unknown.customer = unknown.customer.wrapping_add(1);
        tally.add(mapped.iter().copied());
        progress.add(mapped.iter().map(|&(place, _)| place));
    }

    let counted = tally.finish(|place| place);
    let customers = progress.customers();
    let touchpoints: Vec<TouchpointFlow> = journey
        .touchpoints()
        .zip(counted.visits.iter().zip(&counted.onwards))
        .map(|(touchpoint, (visits, &until_next))| TouchpointFlow {
            touchpoint: touchpoint.id().clone(),
            visits: visits.count,
            customers: share(visits.customers, customers),
            starts: visits.starts,
            ends: visits.ends,
            drop_off: (!touchpoint.is_goal() && !touchpoint.is_exit())
                .then(|| share(visits.ends, visits.count)),
            until_next,
        })
        .collect();
    let span = log.span();
    Overlay {
        customers: count(log.customers().len()),
        events: count(log.len()),
        mapped_events: touchpoints.iter().map(|flow| flow.visits).sum(),
        from: span.map(|(from, _)| time(from)),
        to: span.map(|(_, to)| time(to)),
        conversion: progress.conversion(),
        goals: progress.goals(),
        stages: progress.stages(),
        transitions: transitions(journey, &counted, share),
        unknown_events: unknown.events(log),
        unvisited: touchpoints
            .iter()
            .filter(|flow| flow.visits == 0)
            .map(|flow| flow.touchpoint.clone())
            .collect(),
        touchpoints,
    }
}

/// Every transition that is designed or was observed.
fn transitions(
    journey: &Journey,
    counted: &Counted,
    share: impl Fn(u32, u32) -> Share,
) -> Vec<TransitionFlow> {
    let mut transitions: BTreeMap<(u32, u32), (bool, Option<&Step>)> = BTreeMap::new();
    for step in &counted.steps {
        transitions.insert((step.from, step.to), (false, Some(step)));
    }
    for transition in journey.transitions() {
        let ends = (transition.source(), transition.target());
        let ends = (count(ends.0.node().index()), count(ends.1.node().index()));
        transitions.entry(ends).or_default().0 = true;
    }
    let id = |place: u32| Some(journey.at(NodeIndex::new(place as usize))?.id().clone());
    let flow = |((from, to), (designed, step)): ((u32, u32), (bool, Option<&Step>))| {
        let taken = step.map_or(0, |step| step.count);
        let visits = counted
            .visits
            .get(from as usize)
            .map_or(0, |visits| visits.count);
        Some(TransitionFlow {
            from: id(from)?,
            to: id(to)?,
            designed,
            count: taken,
            customers: step.map_or(0, |step| step.customers),
            probability: share(taken, visits),
            durations: step.and_then(|step| Durations::of(step.durations.iter().copied())),
        })
    };
    transitions.into_iter().filter_map(flow).collect()
}

/// The event names that the map does not know, by their numbers in the log.
struct Unknown {
    counts: Vec<UnknownCount>,
    customer: u32,
}

#[derive(Clone, Default)]
struct UnknownCount {
    events: u32,
    customers: u32,
    latest: u32,
}

impl Unknown {
    fn new(names: usize) -> Self {
        Self {
            counts: vec![UnknownCount::default(); names],
            customer: 1,
        }
    }

    fn add(&mut self, name: u32) {
        if let Some(unknown) = self.counts.get_mut(name as usize) {
            unknown.events += 1;
            unknown.customers += u32::from(unknown.latest != self.customer);
            unknown.latest = self.customer;
        }
    }

    fn events(self, log: &EventLog) -> Vec<UnknownEvent> {
        let met = self.counts.iter().zip(log.touchpoints().iter());
        let mut events: Vec<UnknownEvent> = met
            .filter(|(unknown, _)| unknown.events > 0)
            .map(|(unknown, name)| UnknownEvent {
                name: name.to_owned(),
                events: unknown.events,
                customers: unknown.customers,
            })
            .collect();
        events.sort_unstable_by(|a, b| b.events.cmp(&a.events).then_with(|| a.name.cmp(&b.name)));
        events
    }
}

#[expect(clippy::cast_precision_loss, reason = "a log's times are below 2^53")]
fn time(milliseconds: i64) -> f64 {
    milliseconds as f64
}
