//! A flow of events as they come.

mod taken;

use hashbrown::HashMap;
use serde::Serialize;

use self::taken::{First, Taken};
use super::{
    DurationSum, FlowSum, Quantiles,
    ranks::Ranks,
    tally::{Counted, Step, Visits},
};
use crate::log::{EventLog, Interner, MAX_TIME};

/// An event that cannot be taken into a [`FlowStream`].
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "code",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum StreamError {
    /// It is earlier than the latest event of its customer.
    #[error("customer `{customer}` has an event at {time} ms after one at {latest} ms")]
    Late {
        /// The customer.
        customer: String,
        /// The event's time, in milliseconds since 1970-01-01 UTC.
        time: f64,
        /// The time of the customer's latest event, likewise.
        latest: f64,
    },
    /// Some events have times and some have none.
    #[error("either all events have times or none")]
    MixedTimes,
    /// A time lies farther away than [`MAX_TIME`].
    #[error("the time {time} ms is out of range")]
    TimeOutOfRange {
        /// The time, in milliseconds since 1970-01-01 UTC.
        time: f64,
    },
    /// There are more events than are counted.
    #[error("there are more than {} events", u32::MAX)]
    TooManyEvents,
}

impl StreamError {
    /// The kind of the error; stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Late { .. } => "late",
            Self::MixedTimes => "mixedTimes",
            Self::TimeOutOfRange { .. } => "timeOutOfRange",
            Self::TooManyEvents => "tooManyEvents",
        }
    }
}

/// Takes events one by one, and has the [`FlowSum`] of all of them at any time.
///
/// The events of a customer come in order of time; customers may be mixed in any way. Of a
/// customer it keeps the latest event, and which touchpoints and steps were counted. With a
/// [sketch](Quantiles::Sketch) its memory is that of the customers and does not grow with the
/// events.
///
/// # Example
/// ```
/// use cesta::flow::{FlowStream, Quantiles};
///
/// let mut stream = FlowStream::new(Quantiles::Sketch);
/// stream.push("ann", "look", Some(1_000))?;
/// stream.push("bob", "look", Some(2_000))?;
/// stream.push("ann", "buy", Some(3_000))?;
/// let flow = stream.sum().flow(0.95);
/// assert_eq!(flow.step("look", "buy").unwrap().durations.unwrap().mean, 2_000.0);
///
/// let late = stream.push("ann", "look", Some(0)).unwrap_err();
/// assert_eq!((late.code(), stream.events()), ("late", 3));
/// # Ok::<(), cesta::flow::StreamError>(())
/// ```
#[derive(Clone, Debug)]
pub struct FlowStream {
    quantiles: Quantiles,
    customers: Interner,
    touchpoints: Interner,
    /// By customer: the latest event.
    latest: Vec<Latest>,
    visits: Vec<Visits>,
    /// With those to a customer's first event.
    steps: Vec<Step>,
    /// The numbers of the steps.
    index: HashMap<(u32, u32), u32>,
    /// The touchpoints that they lead to.
    to_of: Vec<u32>,
    taken: Taken,
    events: u32,
    /// Whether the events have times; `None` without events.
    has_times: Option<bool>,
}

/// Where a customer was before the first event.
const NOWHERE: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
struct Latest {
    /// Any, without times.
    time: i64,
    touchpoint: u32,
    taken: First,
}

impl Latest {
    /// Of a customer without events; one whose first event was refused stays so.
    const NONE: Self = Self {
        time: i64::MIN,
        touchpoint: NOWHERE,
        taken: First::NONE,
    };
}

impl FlowStream {
    /// A stream without events.
    pub fn new(quantiles: Quantiles) -> Self {
        Self {
            quantiles,
            customers: Interner::default(),
            touchpoints: Interner::default(),
            latest: Vec::new(),
            visits: Vec::new(),
            steps: Vec::new(),
            index: HashMap::new(),
            to_of: Vec::new(),
            taken: Taken::default(),
            events: 0,
            has_times: None,
        }
    }

    /// How many events it has.
    pub fn events(&self) -> u32 {
        self.events
    }

    /// Takes an event. The time is in milliseconds since 1970-01-01 UTC; either all events have
    /// one or none.
    ///
    /// # Errors
    /// [`StreamError`]; the stream is then as it was before.
    ///
    /// # Complexity
    /// Constant, on average.
    pub fn push(
        &mut self,
        customer: &str,
        touchpoint: &str,
        time: Option<i64>,
    ) -> Result<(), StreamError> {
        if let Some(time) = time.filter(|time| !(-MAX_TIME..=MAX_TIME).contains(time)) {
            return Err(StreamError::TimeOutOfRange { time: float(time) });
        }
        self.check(1, time.is_some())?;
        let who = self.customers.intern(customer);
        let who = who.ok_or(StreamError::TooManyEvents)?;
        self.check_order(customer, who, time)?;
        let touchpoint = self.touchpoints.intern(touchpoint);
        let touchpoint = touchpoint.ok_or(StreamError::TooManyEvents)?;
        self.make_room();
        self.has_times = Some(time.is_some());
        self.take(who, touchpoint, time);
        Ok(())
    }

    /// Takes the events of a log. Inside it they may have come in any order.
    ///
    /// # Errors
    /// [`StreamError`]; the stream is then as it was before.
    ///
    /// # Complexity
    /// Linear in the log's events, on average.
    pub fn append(&mut self, log: &EventLog) -> Result<(), StreamError> {
        if log.is_empty() {
            return Ok(());
        }
        let has_times = log.times().is_some();
        self.check(super::count(log.len()), has_times)?;
        let names: Vec<&str> = log.traces().map(|trace| trace.customer()).collect();
        let customers = self.customers.intern_all(&names);
        for (trace, &who) in log.traces().zip(&customers) {
            let time = trace.times().and_then(|mut times| times.next());
            self.check_order(trace.customer(), who, time)?;
        }
        let names: Vec<&str> = log.touchpoints().iter().collect();
        let touchpoints = self.touchpoints.intern_all(&names);
        self.make_room();
        self.has_times = Some(has_times);
        for (trace, &who) in log.traces().zip(&customers) {
            for (visit, time) in trace.events() {
                if let Some(&touchpoint) = touchpoints.get(visit as usize) {
                    self.take(who, touchpoint, time);
                }
            }
        }
        Ok(())
    }

    /// Whether so many events can be taken, with times or without.
    fn check(&self, events: u32, has_times: bool) -> Result<(), StreamError> {
        let total = self.events.checked_add(events);
        total.ok_or(StreamError::TooManyEvents)?;
        if self.has_times.is_some_and(|it| it != has_times) {
            return Err(StreamError::MixedTimes);
        }
        Ok(())
    }

    /// Whether a customer's next event is not before the latest.
    fn check_order(&self, name: &str, who: u32, time: Option<i64>) -> Result<(), StreamError> {
        let latest = self.latest.get(who as usize);
        match time.zip(latest) {
            Some((time, latest)) if time < latest.time => Err(StreamError::Late {
                customer: name.to_owned(),
                time: float(time),
                latest: float(latest.time),
            }),
            _ => Ok(()),
        }
    }

    /// A place for each customer and touchpoint that has a number.
    fn make_room(&mut self) {
        self.latest.resize(self.customers.len(), Latest::NONE);
        self.visits
            .resize_with(self.touchpoints.len(), Visits::default);
    }

    fn take(&mut self, who: u32, touchpoint: u32, time: Option<i64>) {
        let Some(latest) = self.latest.get_mut(who as usize) else {
            return;
        };
        self.events += 1;
        let Latest {
            time: before,
            touchpoint: from,
            ..
        } = *latest;
        (latest.time, latest.touchpoint) = (time.unwrap_or_default(), touchpoint);
        let next = super::count(self.steps.len());
        let number = *self.index.entry((from, touchpoint)).or_insert(next);
        if number == next {
            self.to_of.push(touchpoint);
            self.steps.push(Step {
                from,
                to: touchpoint,
                count: 0,
                customers: 0,
                durations: DurationSum::new(self.quantiles),
            });
        }
        let of = (who, &mut latest.taken);
        let new = self.taken.take(of, (number, touchpoint), &self.to_of);
        if let Some(visits) = self.visits.get_mut(from as usize) {
            visits.ends -= 1;
        }
        if let Some(visits) = self.visits.get_mut(touchpoint as usize) {
            visits.count += 1;
            visits.customers += u32::from(new.touchpoint);
            visits.starts += u32::from(from == NOWHERE);
            visits.ends += 1;
        }
        if let Some(step) = self.steps.get_mut(number as usize) {
            step.count += 1;
            step.customers += u32::from(new.step);
            if let Some(time) = time.filter(|_| from != NOWHERE) {
                step.durations.add(time - before);
            }
        }
    }

    /// About how many bytes it takes: for all names, the touchpoints and steps that every customer
    /// was counted at, and the durations that are kept.
    ///
    /// # Complexity
    /// Linear in the steps.
    pub fn memory(&self) -> usize {
        let names = self.customers.memory() + self.touchpoints.memory();
        let lists = self.latest.capacity() * size_of::<Latest>()
            + self.visits.capacity() * size_of::<Visits>()
            + self.steps.capacity() * size_of::<Step>()
            + self.to_of.capacity() * size_of::<u32>();
        let steps = self.index.allocation_size() + self.taken.memory();
        let durations = self.steps.iter().map(|it| it.durations.memory());
        names + lists + steps + durations.sum::<usize>()
    }

    /// The sum of all events so far.
    ///
    /// # Complexity
    /// Linear in the touchpoints and steps, and in the durations that are kept.
    pub fn sum(&self) -> FlowSum {
        let steps = self.steps.iter().filter(|it| it.from != NOWHERE);
        let counted = Counted {
            visits: self.visits.clone(),
            steps: steps.cloned().collect(),
        };
        FlowSum::named(counted, &Ranks::new(self.touchpoints.texts().collect()))
    }
}

#[expect(clippy::cast_precision_loss, reason = "the nearest number will do")]
fn float(time: i64) -> f64 {
    time as f64
}
