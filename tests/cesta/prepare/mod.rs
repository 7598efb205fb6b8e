//! What is done to a log before anything is counted, against the obvious way to do it.

mod filter;
mod group;
mod segments;
mod sessions;

use cesta::log::{EventLog, EventLogBuilder, PrepareError};
use proptest::prelude::*;

/// One event: customer, touchpoint, time, and the value of the column `on`.
pub(crate) type Event = (String, String, i64, String);

/// One event of a customer: touchpoint, time and value.
pub(crate) type Visit = (String, i64, String);

pub(crate) const NAMES: [&str; 4] = ["a", "ab", "b", "čaj"];
pub(crate) const VALUES: [&str; 3] = ["web", "app", ""];

/// Events of few customers at few times, so that ties and interleaving are the rule. One of the
/// customers has every touchpoint and every value.
pub(crate) fn events() -> impl Strategy<Value = Vec<Event>> {
    let customer = prop::sample::select(vec!["ann", "bob", "cyd", "#1"]);
    let touchpoint = prop::sample::select(NAMES.to_vec());
    let value = prop::sample::select(VALUES.to_vec());
    let event = (customer, touchpoint, -3_i64..9, value);
    let event = event.prop_map(|(c, t, at, on)| (c.into(), t.into(), at * 1_000, on.into()));
    prop::collection::vec(event, 0..40).prop_map(|mut events: Vec<Event>| {
        for (index, touchpoint) in NAMES.iter().enumerate() {
            let value = VALUES[index % VALUES.len()].to_owned();
            let time = i64::try_from(index).unwrap() * 500;
            events.push(("zed".into(), (*touchpoint).into(), time, value));
        }
        events
    })
}

pub(crate) fn log(events: &[Event]) -> EventLog {
    let mut builder = EventLogBuilder::with_segments(["on"]);
    for (customer, touchpoint, time, value) in events {
        builder
            .push_with(customer, touchpoint, Some(*time), [value.as_str()])
            .unwrap();
    }
    builder.build()
}

/// Customers in the order of their first event, each with what they did in order of time.
pub(crate) fn traces(events: &[Event]) -> Vec<(String, Vec<Visit>)> {
    let mut traces: Vec<(String, Vec<Visit>)> = Vec::new();
    for (customer, touchpoint, time, value) in events {
        let visit = (touchpoint.clone(), *time, value.clone());
        match traces.iter_mut().find(|(name, _)| name == customer) {
            Some((_, trace)) => trace.push(visit),
            None => traces.push((customer.clone(), vec![visit])),
        }
    }
    for (_, trace) in &mut traces {
        trace.sort_by_key(|visit| visit.1);
    }
    traces
}

/// The same of a log, by its column `on`; and that its lists have nothing without an event.
pub(crate) fn of_log(log: &EventLog) -> Vec<(String, Vec<Visit>)> {
    let on = log.segment("on").unwrap();
    let used = |codes: &cesta::log::Codes, names: usize| {
        let mut used: Vec<u32> = codes.iter().collect();
        used.sort_unstable();
        used.dedup();
        assert_eq!(used.len(), names, "a name without an event");
    };
    used(log.visits(), log.touchpoints().len());
    for column in log.segments() {
        assert_eq!(column.codes().len(), log.len());
        used(column.codes(), column.values().len());
    }
    let traces = log.traces().map(|trace| {
        assert!(trace.len() > 0);
        let values = on.codes().part(trace.range());
        let values = values.map(|code| on.values().get(code).unwrap().to_owned());
        let visits = trace.names().zip(trace.times().unwrap()).zip(values);
        let visits = visits.map(|((name, time), value)| (name.to_owned(), time, value));
        (trace.customer().to_owned(), visits.collect())
    });
    traces.collect()
}

/// The codes of what is wrong, with their places.
pub(crate) fn wrong(error: &PrepareError) -> Vec<(&str, &str)> {
    let problems = error.problems().iter();
    problems
        .map(|it| (it.path.as_str(), it.reason.code()))
        .collect()
}
