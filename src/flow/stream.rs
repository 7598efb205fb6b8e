//! A flow of events as they come.

use hashbrown::{HashMap, HashSet};
use serde::Serialize;

use super::{
    DurationSum, FlowSum, Quantiles,
    ranks::Ranks,
    tally::{Counted, Step, Visits},
};
use crate::log::{EventLog, MAX_TIME};

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
    customers: Numbers,
    touchpoints: Numbers,
    /// The touchpoints' names by number.
    names: Vec<Box<str>>,
    /// By customer: the latest event.
    latest: Vec<Latest>,
    visits: Vec<Visits>,
    steps: Vec<Step>,
    /// The numbers of the steps.
    index: HashMap<(u32, u32), u32>,
    /// Customers with the touchpoints and the steps in which they were counted.
    visitors: HashSet<(u32, u32)>,
    takers: HashSet<(u32, u32)>,
    events: u32,
    /// The bytes of the customers' names.
    text: usize,
}

/// Distinct texts, numbered from 0 in the order in which they were first met.
type Numbers = HashMap<Box<str>, u32>;

#[derive(Clone, Copy, Debug)]
struct Latest {
    touchpoint: u32,
    time: Option<i64>,
}

impl FlowStream {
    /// A stream without events.
    pub fn new(quantiles: Quantiles) -> Self {
        Self {
            quantiles,
            customers: Numbers::new(),
            touchpoints: Numbers::new(),
            names: Vec::new(),
            latest: Vec::new(),
            visits: Vec::new(),
            steps: Vec::new(),
            index: HashMap::new(),
            visitors: HashSet::new(),
            takers: HashSet::new(),
            events: 0,
            text: 0,
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
        let who = self.customers.get(customer).copied();
        self.check(customer, who, time)?;
        let who = who.unwrap_or_else(|| self.customer(customer));
        let place = self.place(touchpoint);
        self.take(
            who,
            Latest {
                touchpoint: place,
                time,
            },
        );
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
        let total = self.events.checked_add(super::count(log.len()));
        total.ok_or(StreamError::TooManyEvents)?;
        for trace in log.traces() {
            let customer = trace.customer();
            let time = trace.times().and_then(|mut times| times.next());
            self.check(customer, self.customers.get(customer).copied(), time)?;
        }
        let places = log.touchpoints().iter().map(|name| self.place(name));
        let places: Vec<u32> = places.collect();
        for trace in log.traces() {
            let known = self.customers.get(trace.customer()).copied();
            let who = known.unwrap_or_else(|| self.customer(trace.customer()));
            for (visit, time) in trace.events() {
                let touchpoint = places.get(visit as usize).copied().unwrap_or(0);
                self.take(who, Latest { touchpoint, time });
            }
        }
        Ok(())
    }

    /// Whether an event can be taken.
    fn check(&self, name: &str, who: Option<u32>, time: Option<i64>) -> Result<(), StreamError> {
        if self.events == u32::MAX {
            return Err(StreamError::TooManyEvents);
        }
        if let Some(time) = time.filter(|time| !(-MAX_TIME..=MAX_TIME).contains(time)) {
            return Err(StreamError::TimeOutOfRange { time: float(time) });
        }
        let first = self.latest.first();
        if first.is_some_and(|it| it.time.is_some() != time.is_some()) {
            return Err(StreamError::MixedTimes);
        }
        let latest = who.and_then(|who| self.latest.get(who as usize)?.time);
        match time.zip(latest) {
            Some((time, latest)) if time < latest => Err(StreamError::Late {
                customer: name.to_owned(),
                time: float(time),
                latest: float(latest),
            }),
            _ => Ok(()),
        }
    }

    /// The number of a new customer.
    fn customer(&mut self, name: &str) -> u32 {
        let next = super::count(self.customers.len());
        self.customers.insert(name.into(), next);
        self.text += name.len();
        next
    }

    /// The number of a touchpoint.
    fn place(&mut self, name: &str) -> u32 {
        if let Some(&place) = self.touchpoints.get(name) {
            return place;
        }
        let place = super::count(self.names.len());
        self.touchpoints.insert(name.into(), place);
        self.names.push(name.into());
        self.text += 2 * name.len();
        self.visits.push(Visits::default());
        place
    }

    fn take(&mut self, who: u32, now: Latest) {
        self.events += 1;
        let latest = self.latest.get_mut(who as usize);
        let before = latest.map(|latest| std::mem::replace(latest, now));
        let is_new = self.visitors.insert((who, now.touchpoint));
        if let Some(visits) = self.visits.get_mut(now.touchpoint as usize) {
            visits.count += 1;
            visits.customers += u32::from(is_new);
            visits.starts += u32::from(before.is_none());
            visits.ends += 1;
        }
        let Some(before) = before else {
            self.latest.push(now);
            return;
        };
        if let Some(visits) = self.visits.get_mut(before.touchpoint as usize) {
            visits.ends -= 1;
        }
        self.step(who, before, now);
    }

    fn step(&mut self, who: u32, before: Latest, now: Latest) {
        let (from, to) = (before.touchpoint, now.touchpoint);
        let next = super::count(self.steps.len());
        let number = *self.index.entry((from, to)).or_insert(next);
        if number == next {
            self.steps.push(Step {
                from,
                to,
                count: 0,
                customers: 0,
                durations: DurationSum::new(self.quantiles),
            });
        }
        let is_new = self.takers.insert((who, number));
        if let Some(step) = self.steps.get_mut(number as usize) {
            step.count += 1;
            step.customers += u32::from(is_new);
            if let Some((before, now)) = before.time.zip(now.time) {
                step.durations.add(now - before);
            }
        }
    }

    /// About how many bytes it takes: for all names, the touchpoints and steps that every customer
    /// was counted at, and the durations that are kept.
    ///
    /// # Complexity
    /// Linear in the steps.
    pub fn memory(&self) -> usize {
        let index = self.index.allocation_size()
            + self.customers.allocation_size()
            + self.touchpoints.allocation_size();
        let counted = self.visitors.allocation_size() + self.takers.allocation_size();
        let lists = self.latest.capacity() * size_of::<Latest>()
            + self.visits.capacity() * size_of::<Visits>()
            + self.steps.capacity() * size_of::<Step>()
            + self.names.capacity() * size_of::<Box<str>>();
        let durations = self.steps.iter().map(|it| it.durations.memory());
        index + counted + lists + self.text + durations.sum::<usize>()
    }

    /// The sum of all events so far.
    ///
    /// # Complexity
    /// Linear in the touchpoints and steps, and in the durations that are kept.
    pub fn sum(&self) -> FlowSum {
        let counted = Counted {
            visits: self.visits.clone(),
            steps: self.steps.clone(),
        };
        let names = self.names.iter().map(AsRef::as_ref);
        FlowSum::named(counted, &Ranks::new(names.collect()))
    }
}

#[expect(clippy::cast_precision_loss, reason = "the nearest number will do")]
fn float(time: i64) -> f64 {
    time as f64
}
