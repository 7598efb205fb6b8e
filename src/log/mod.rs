//! Event logs: who met which touchpoint, when.
//!
//! An [`EventLog`] is columns, not objects: customers, touchpoints and further columns are
//! small numbers with their [`Names`] beside them, times are milliseconds. Its events are
//! ordered by customer, then time, then input order, so that one customer's events, their
//! [`Trace`], are one slice of every column. Input order decides ties: a log with equal times
//! gives the same answers every time.
//!
//! It is made from columns in memory ([`EventLog::from_columns`]), event by event
//! ([`EventLogBuilder`]), or from CSV text (`csv`, with the feature of that name). Nothing here
//! knows a map; [`flow`](crate::flow) puts a log on one.

mod append;
#[cfg(feature = "arrow")]
pub mod arrow;
#[cfg(feature = "csv")]
mod batch;
mod build;
mod codes;
#[cfg(feature = "csv")]
pub mod csv;
mod distinct;
mod filter;
mod glob;
mod group;
#[cfg(feature = "gzip")]
pub mod gzip;
mod input;
mod interner;
mod names;
mod order;
#[cfg(feature = "parquet")]
pub mod parquet;
mod pick;
mod resolve;
mod segments;
#[cfg(feature = "csv")]
pub mod sequences;
mod sessions;
mod times;
mod unsuitable;
mod walk;
#[cfg(feature = "xes")]
pub mod xes;
mod zone;

use std::ops::Range;

pub use self::glob::exactly;
pub(crate) use self::glob::{meant, single};
pub use self::{
    append::Appended,
    build::{BuildError, Column, EventLogBuilder, MAX_TIME},
    codes::Codes,
    distinct::{DistinctTrace, DistinctTraces},
    filter::{Ends, Filter, FilterReport, Filtered, HowMany, LogSize, Stretch, TimeOf},
    group::{GroupOptions, GroupReport, GroupRule, Grouped, Repeats, RuleReport},
    names::Names,
    segments::{Segment, SegmentOf},
    sessions::{
        GapEdge, SESSION_GAP, SessionOptions, SessionReport, Sessions, SessionsInto, Spread,
    },
    times::Times,
    unsuitable::{PrepareError, Unsuitable, UnsuitableReason},
    walk::Walk,
    zone::{Zone, ZoneError},
};
pub(crate) use self::{interner::Interner, zone::WeekHour};

/// What customers did: events in columns, ordered by customer, time and input order.
///
/// Customers and touchpoints are numbered in the order in which the input first names them.
/// Times are milliseconds since 1970-01-01 UTC; a log may have none, and then the input order
/// is the sequence.
///
/// # Example
/// ```
/// use cesta::log::EventLog;
///
/// let log = EventLog::from_columns(
///     &["ann", "bob", "ann"],
///     &["buy", "look", "look"],
///     Some(&[90_000, 5_000, 60_000]),
/// )?;
/// let ann = log.traces().next().unwrap();
/// assert_eq!(ann.customer(), "ann");
/// assert_eq!(ann.names().collect::<Vec<_>>(), ["look", "buy"]);
/// # Ok::<(), cesta::log::BuildError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventLog {
    customers: Names,
    touchpoints: Names,
    /// Where each customer's events begin, and where the last one's end.
    bounds: Vec<u32>,
    /// Each event's touchpoint, by number.
    visits: Codes,
    times: Option<Times>,
    segments: Vec<SegmentColumn>,
}

/// A log without events.
impl Default for EventLog {
    fn default() -> Self {
        Self {
            customers: Names::default(),
            touchpoints: Names::default(),
            bounds: vec![0],
            visits: Codes::zeros(0, 0),
            times: None,
            segments: Vec::new(),
        }
    }
}

impl EventLog {
    /// How many events it has.
    pub fn len(&self) -> usize {
        self.visits.len()
    }

    /// Whether it has no event.
    pub fn is_empty(&self) -> bool {
        self.visits.is_empty()
    }

    /// The customers' names. Each of them has at least one event.
    pub fn customers(&self) -> &Names {
        &self.customers
    }

    /// The touchpoints' names, as the log calls them. Each of them has at least one event.
    pub fn touchpoints(&self) -> &Names {
        &self.touchpoints
    }

    /// Each event's touchpoint, by its number in [`touchpoints`](Self::touchpoints).
    pub fn visits(&self) -> &Codes {
        &self.visits
    }

    /// Each event's time in milliseconds since 1970-01-01 UTC; `None` for a log without times.
    pub fn times(&self) -> Option<&Times> {
        self.times.as_ref()
    }

    /// The further columns that were kept.
    pub fn segments(&self) -> &[SegmentColumn] {
        &self.segments
    }

    /// The times of the first and the last event; `None` without times or events.
    ///
    /// # Complexity
    /// Linear in the number of events.
    pub fn span(&self) -> Option<(i64, i64)> {
        let times = self.times.as_ref()?;
        Some((times.iter().min()?, times.iter().max()?))
    }

    /// What each customer did, by the customers' numbers.
    pub fn traces(&self) -> impl ExactSizeIterator<Item = Trace<'_>> {
        let bounds = self.bounds.windows(2).enumerate();
        bounds.map(|(customer, bounds)| {
            self.between(u32::try_from(customer).unwrap_or(u32::MAX), bounds)
        })
    }

    /// What one customer did, by the customer's number.
    pub fn trace(&self, customer: u32) -> Option<Trace<'_>> {
        let first = customer as usize;
        let bounds = self.bounds.get(first..first.checked_add(2)?)?;
        Some(self.between(customer, bounds))
    }

    fn between(&self, customer: u32, bounds: &[u32]) -> Trace<'_> {
        let range = match *bounds {
            [start, end] => start as usize..end as usize,
            _ => 0..0,
        };
        Trace {
            log: self,
            customer,
            range,
        }
    }
}

/// What one customer did: events in order of time.
#[derive(Clone, Debug)]
pub struct Trace<'l> {
    log: &'l EventLog,
    customer: u32,
    range: Range<usize>,
}

impl<'l> Trace<'l> {
    /// The customer's name.
    pub fn customer(&self) -> &'l str {
        self.log.customers.get(self.customer).unwrap_or_default()
    }

    /// The places of the events in the columns of the log.
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// How many events there are; never 0.
    #[expect(
        clippy::len_without_is_empty,
        reason = "a customer without events is in no log"
    )]
    pub fn len(&self) -> usize {
        self.range.len()
    }

    /// The touchpoints, by number.
    pub fn visits(&self) -> impl ExactSizeIterator<Item = u32> + DoubleEndedIterator + use<'l> {
        self.log.visits.part(self.range())
    }

    /// The touchpoints' names.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &'l str> + use<'l> {
        let names = &self.log.touchpoints;
        self.visits()
            .map(|visit| names.get(visit).unwrap_or_default())
    }

    /// The times, never falling; `None` for a log without times.
    pub fn times(
        &self,
    ) -> Option<impl ExactSizeIterator<Item = i64> + DoubleEndedIterator + use<'l>> {
        Some(self.log.times.as_ref()?.part(self.range()))
    }

    /// The touchpoints, by number, each with its time where the log has times.
    pub fn events(&self) -> impl Iterator<Item = (u32, Option<i64>)> + use<'l> {
        let times = self.log.times.as_ref();
        let start = self.range.start;
        (start..)
            .zip(self.visits())
            .map(move |(place, visit)| (visit, times.and_then(|times| times.get(place))))
    }
}

/// A further column of a log, such as the channel or the platform: one text an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentColumn {
    name: String,
    values: Names,
    codes: Codes,
}

impl SegmentColumn {
    /// The column's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The distinct values.
    pub fn values(&self) -> &Names {
        &self.values
    }

    /// Each event's value, by its number in [`values`](Self::values).
    pub fn codes(&self) -> &Codes {
        &self.codes
    }
}
