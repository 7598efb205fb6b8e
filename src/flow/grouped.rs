//! One name for all events of a touchpoint.

use crate::{
    journey::{Journey, Touchpoint},
    log::EventLog,
};

/// The log in which every touchpoint of a map has one name, [one](crate::journey::Touchpoint::event)
/// of those by which logs call its events. Events that the map does not know keep theirs, and are
/// never taken for one that it knows.
///
/// What is asked of this log is told by the touchpoints of the map, however many events each has:
/// a report on it has a row for each. [`overlay`](super::overlay), alignments and funnels of stages
/// are the same of both logs, but for the names of a funnel's last touchpoints.
///
/// # Complexity
/// Linear in the events.
///
/// # Example
/// ```
/// use cesta::{
///     flow::group_events,
///     journey::{Journey, spec::{Stage, Touchpoint}},
///     log::EventLog,
/// };
///
/// let mut counter = Touchpoint::new("counter");
/// counter.events = vec!["order".to_owned(), "pay_*".to_owned()];
/// let journey = Journey::builder("bakery").stage(Stage::new("buy").touchpoint(counter)).build()?;
/// let log = EventLog::from_columns(&["ann"; 3], &["rain", "order", "pay_cash"], None)?;
/// let grouped = group_events(&journey, &log);
/// assert_eq!(grouped.touchpoints().iter().collect::<Vec<_>>(), ["rain", "order"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn group_events(journey: &Journey, log: &EventLog) -> EventLog {
    let event = |name| journey.touchpoint_of_event(name).map(Touchpoint::event);
    log.renamed(log.touchpoints().iter().map(|it| event(it).unwrap_or(it)))
}
