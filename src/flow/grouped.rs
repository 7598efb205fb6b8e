//! One name for all events of a touchpoint, and one event for all of a stay in a stage.

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

/// The log in which every stay in a stage of a map is one event: called by the stage's id, at the
/// time of the first event there, with its further columns. Events that the map does not know are
/// no part of it, and no end of a stay.
///
/// What is asked of this log is told by stages, and every sum is one of stages: the time until
/// the next event is how long customers stay ([`Visits::until_next`](super::Visits), not known of
/// the last stay, whose end nobody saw), a step goes from one stage to the next,
/// [cycle times](super::cycle) from one to another, and rework is a return.
///
/// # Complexity
/// Linear in the events.
///
/// # Example
/// How long customers look before they go on, and a sum of it for parts of a log.
/// ```
/// use cesta::{
///     flow::{FlowSum, Quantiles, group_stages},
///     journey::{Journey, spec::{Stage, Touchpoint}},
///     log::EventLog,
/// };
///
/// let look = Stage::new("look").touchpoint(Touchpoint::new("window"));
/// let look = look.touchpoint(Touchpoint::new("shelf"));
/// let buy = Stage::new("buy").touchpoint(Touchpoint::new("counter"));
/// let journey = Journey::builder("bakery").stage(look).stage(buy).build()?;
/// let ann = ["window", "rain", "shelf", "counter"];
/// let log = EventLog::from_columns(&["ann"; 4], &ann, Some(&[0, 1_000, 2_000, 5_000]))?;
///
/// let sum = FlowSum::of(&group_stages(&journey, &log), Quantiles::Exact);
/// let flow = sum.flow(0.95);
/// let look = flow.touchpoint("look").unwrap();
/// assert_eq!((look.visits, look.until_next.unwrap().median), (1, 5_000.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn group_stages(journey: &Journey, log: &EventLog) -> EventLog {
    let stage = |event: &str| {
        let touchpoint = journey.touchpoint_of_event(event)?;
        Some(touchpoint.stage().id().as_str())
    };
    log.stays(stage)
}
