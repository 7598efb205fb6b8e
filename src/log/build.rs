//! Making a log from columns, or event by event.

use std::{borrow::Cow, collections::HashMap, ops::ControlFlow};

use serde::Serialize;

use super::{
    Codes, EventLog, Names, SegmentColumn,
    input::{Input, Moments, Piece},
    interner::Interner,
    order::{Counts, GoOn, Grouped, group, unasked},
};
#[cfg(feature = "csv")]
use super::{
    batch::{Batch, Texts},
    csv::Duplicates,
};

/// The farthest time from 1970-01-01 UTC, in milliseconds: about 273,000 years, what a
/// JavaScript `Date` can hold.
pub const MAX_TIME: i64 = 8_640_000_000_000_000;

/// A log that cannot be made.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "code",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum BuildError {
    /// The columns are not equally long.
    #[error("{customers} customers, {touchpoints} touchpoints and {times} times are not one log")]
    Lengths {
        /// How many customers were given.
        customers: u32,
        /// How many touchpoints were given.
        touchpoints: u32,
        /// How many times were given; of a log without times as many as customers.
        times: u32,
    },
    /// A code has no name.
    #[error("event {event} has code {found}, but there are {names} names")]
    UnknownCode {
        /// The event's place in the input, from 0.
        event: u32,
        /// The code.
        found: u32,
        /// How many names there are.
        names: u32,
    },
    /// Some events have times and some have none.
    #[error("event {event} breaks the rule that either all events of a log have times or none")]
    MixedTimes {
        /// The event's place in the input, from 0.
        event: u32,
    },
    /// A time lies farther away than [`MAX_TIME`].
    #[error("event {event} has the time {time} ms, which is out of range")]
    TimeOutOfRange {
        /// The event's place in the input, from 0.
        event: u32,
        /// The time, in milliseconds since 1970-01-01 UTC.
        time: f64,
    },
    /// An event has a blank for a customer: whose it is, is not known.
    #[error("event {event} has no customer")]
    MissingCustomer {
        /// The event's place in the input, from 0.
        event: u32,
    },
    /// An event has a blank for a touchpoint.
    #[error("event {event} has no touchpoint")]
    MissingTouchpoint {
        /// The event's place in the input, from 0.
        event: u32,
    },
    /// A further column is not as long as the others.
    #[error("column `{name}` has {found} values for {expected} events")]
    SegmentLength {
        /// The column's name.
        name: String,
        /// How many values it has.
        found: u32,
        /// How many events there are.
        expected: u32,
    },
    /// An event does not have one value for each further column.
    #[error("event {event} has {found} values for {expected} further columns")]
    Segments {
        /// The event's place in the input, from 0.
        event: u32,
        /// How many values it has.
        found: u32,
        /// How many columns there are.
        expected: u32,
    },
    /// Two logs do not have the same further columns.
    #[error("the log has the further columns {expected:?}, and the one after it {found:?}")]
    SegmentNames {
        /// The names that the log has, in order.
        expected: Vec<String>,
        /// The names that the other one has.
        found: Vec<String>,
    },
    /// There are more events than a log can count.
    #[error("there are more than {} events", u32::MAX)]
    TooManyEvents,
}

impl BuildError {
    /// The kind of the error; stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Lengths { .. } => "lengths",
            Self::UnknownCode { .. } => "unknownCode",
            Self::MixedTimes { .. } => "mixedTimes",
            Self::TimeOutOfRange { .. } => "timeOutOfRange",
            Self::MissingCustomer { .. } => "missingCustomer",
            Self::MissingTouchpoint { .. } => "missingTouchpoint",
            Self::SegmentLength { .. } => "segmentLength",
            Self::Segments { .. } => "segments",
            Self::SegmentNames { .. } => "segmentNames",
            Self::TooManyEvents => "tooManyEvents",
        }
    }
}

/// A column of customers or touchpoints, as a caller has it in memory.
#[derive(Clone, Copy, Debug)]
pub enum Column<'a> {
    /// Numbers of the caller's own; each is its own name.
    Numbers(&'a [u32]),
    /// Texts.
    Texts(&'a [&'a str]),
    /// Places in a list of names.
    Coded {
        /// The place of each event's name in the list.
        codes: &'a [u32],
        /// The list of names.
        names: &'a [&'a str],
    },
}

impl<'a> From<&'a [u32]> for Column<'a> {
    fn from(numbers: &'a [u32]) -> Self {
        Self::Numbers(numbers)
    }
}

impl<'a> From<&'a [&'a str]> for Column<'a> {
    fn from(texts: &'a [&'a str]) -> Self {
        Self::Texts(texts)
    }
}

impl<'a, const N: usize> From<&'a [u32; N]> for Column<'a> {
    fn from(numbers: &'a [u32; N]) -> Self {
        Self::Numbers(numbers)
    }
}

impl<'a, const N: usize> From<&'a [&'a str; N]> for Column<'a> {
    fn from(texts: &'a [&'a str; N]) -> Self {
        Self::Texts(texts)
    }
}

impl Column<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.len(),
            Self::Texts(texts) => texts.len(),
            Self::Coded { codes, .. } => codes.len(),
        }
    }

    fn intern(&self) -> Result<(Names, Vec<u32>), BuildError> {
        let mut interner = Interner::default();
        let mut intern = |text: &str| interner.intern(text).ok_or(BuildError::TooManyEvents);
        let codes: Result<Vec<u32>, BuildError> = match self {
            Self::Texts(texts) => texts.iter().map(|text| intern(text)).collect(),
            Self::Numbers(numbers) => {
                let mut known = HashMap::new();
                let mut number = |number: u32| {
                    if let Some(&code) = known.get(&number) {
                        return Ok(code);
                    }
                    let code = intern(&number.to_string())?;
                    known.insert(number, code);
                    Ok(code)
                };
                numbers.iter().map(|&it| number(it)).collect()
            }
            Self::Coded { codes, names } => {
                let mut known = vec![None; names.len()];
                let code = |(event, &code): (usize, &u32)| match known.get_mut(code as usize) {
                    Some(Some(code)) => Ok(*code),
                    Some(unknown) => {
                        let name = names.get(code as usize).copied().unwrap_or_default();
                        Ok(*unknown.insert(intern(name)?))
                    }
                    None => Err(BuildError::UnknownCode {
                        event: count(event),
                        found: code,
                        names: count(names.len()),
                    }),
                };
                codes.iter().enumerate().map(code).collect()
            }
        };
        codes.map(|codes| (interner.into_names(), codes))
    }
}

impl EventLog {
    /// A log from columns in memory, one place in each for an event, in any order. Times are
    /// milliseconds since 1970-01-01 UTC; without them the events of a customer follow each
    /// other as given.
    ///
    /// # Errors
    /// [`BuildError`] for columns of different lengths, customers and touchpoints that are
    /// blank, codes without a name, times out of range, and more than `u32::MAX` events.
    ///
    /// # Complexity
    /// `O(n)`, and `O(k log k)` for a customer whose `k` events are not in order of time.
    ///
    /// # Example
    /// ```
    /// use cesta::log::{Column, EventLog};
    ///
    /// let touchpoints = Column::Coded { codes: &[0, 1, 0], names: &["look", "buy"] };
    /// let log = EventLog::from_columns(&[7, 7, 9], touchpoints, None)?;
    /// assert_eq!(log.customers().iter().collect::<Vec<_>>(), ["7", "9"]);
    /// assert_eq!(log.trace(0).unwrap().names().collect::<Vec<_>>(), ["look", "buy"]);
    /// # Ok::<(), cesta::log::BuildError>(())
    /// ```
    pub fn from_columns<'a>(
        customers: impl Into<Column<'a>>,
        touchpoints: impl Into<Column<'a>>,
        times: Option<&[i64]>,
    ) -> Result<Self, BuildError> {
        Self::from_columns_with(customers, touchpoints, times, &[])
    }

    /// A log from columns in memory with further ones, each with its name: a channel, say, or a
    /// segment of the customer. A blank in them is a value like any other.
    ///
    /// # Errors
    /// As [`from_columns`](Self::from_columns); [`BuildError::SegmentLength`] for a further
    /// column of another length.
    ///
    /// # Complexity
    /// That of [`from_columns`](Self::from_columns), for each further column `O(n)`.
    ///
    /// # Example
    /// ```
    /// use cesta::log::{Column, EventLog};
    ///
    /// let channels = [("channel", Column::from(&["web", "app"]))];
    /// let log = EventLog::from_columns_with(&["ann"; 2], &["look", "buy"], None, &channels)?;
    /// let channel = log.segment("channel").unwrap();
    /// assert_eq!(channel.values().get(channel.codes().get(1).unwrap()), Some("app"));
    /// # Ok::<(), cesta::log::BuildError>(())
    /// ```
    pub fn from_columns_with<'a>(
        customers: impl Into<Column<'a>>,
        touchpoints: impl Into<Column<'a>>,
        times: Option<&[i64]>,
        segments: &[(&str, Column<'_>)],
    ) -> Result<Self, BuildError> {
        let (customers, touchpoints) = (customers.into(), touchpoints.into());
        let lengths = (
            customers.len(),
            touchpoints.len(),
            times.map_or(customers.len(), <[_]>::len),
        );
        if lengths.0 != lengths.1 || lengths.0 != lengths.2 {
            let (customers, touchpoints, times) = lengths;
            return Err(BuildError::Lengths {
                customers: count(customers),
                touchpoints: count(touchpoints),
                times: count(times),
            });
        }
        if let Some((name, column)) = segments.iter().find(|it| it.1.len() != lengths.0) {
            return Err(BuildError::SegmentLength {
                name: (*name).to_owned(),
                found: count(column.len()),
                expected: count(lengths.0),
            });
        }
        if u32::try_from(customers.len()).is_err() {
            return Err(BuildError::TooManyEvents);
        }
        for (event, &time) in times.unwrap_or_default().iter().enumerate() {
            check_time(event, time)?;
        }
        let (customers, customer_codes) = customers.intern()?;
        let (touchpoints, visits) = touchpoints.intern()?;
        if let Some(event) = blank(&customers, &customer_codes) {
            return Err(BuildError::MissingCustomer { event });
        }
        if let Some(event) = blank(&touchpoints, &visits) {
            return Err(BuildError::MissingTouchpoint { event });
        }
        let (mut columns, mut codes) = (Vec::new(), Vec::new());
        for (name, column) in segments {
            let (values, numbers) = column.intern()?;
            codes.push(Codes::pack(&numbers, values.len()));
            columns.push(((*name).to_owned(), values));
        }
        let events = Piece {
            customers: customer_codes,
            visits: Codes::pack(&visits, touchpoints.len()),
            times: Moments::Whole(Cow::Borrowed(times.unwrap_or_default())),
            segments: codes,
        };
        let names = (customers, touchpoints, columns);
        Ok(unasked(|go_on| {
            arrange(names, &[events], times.is_some(), go_on)
        }))
    }
}

/// The first event whose name is a blank.
fn blank(names: &Names, codes: &[u32]) -> Option<u32> {
    let is_blank: Vec<bool> = names.iter().map(|name| name.trim().is_empty()).collect();
    if !is_blank.contains(&true) {
        return None;
    }
    let event = |code: &u32| is_blank.get(*code as usize).copied().unwrap_or(false);
    codes.iter().position(event).map(count)
}

fn check_time(event: usize, time: i64) -> Result<(), BuildError> {
    if (-MAX_TIME..=MAX_TIME).contains(&time) {
        Ok(())
    } else {
        Err(BuildError::TimeOutOfRange {
            event: count(event),
            #[expect(clippy::cast_precision_loss, reason = "the nearest number will do")]
            time: time as f64,
        })
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The names of customers, of touchpoints, and of each further column's values.
type Columns = (Names, Names, Vec<(String, Names)>);

/// Puts events in input order into the log's order.
fn arrange(
    (customers, touchpoints, segments): Columns,
    events: &[Piece<'_>],
    has_times: bool,
    go_on: GoOn<'_>,
) -> ControlFlow<(), EventLog> {
    let counts = Counts {
        customers: customers.len(),
        touchpoints: touchpoints.len(),
        segments: segments.iter().map(|(_, values)| values.len()).collect(),
    };
    let Grouped {
        bounds,
        visits,
        times,
        segments: codes,
    } = group(events, &counts, has_times, go_on)?;
    let segments = segments.into_iter().zip(codes);
    ControlFlow::Continue(EventLog {
        customers,
        touchpoints,
        bounds,
        visits,
        times,
        segments: segments
            .map(|((name, values), codes)| SegmentColumn {
                name,
                values,
                codes,
            })
            .collect(),
    })
}

/// Takes events one by one, in any order, and makes a log of them.
///
/// # Example
/// ```
/// use cesta::log::EventLogBuilder;
///
/// let mut builder = EventLogBuilder::new();
/// builder.push("ann", "buy", Some(9_000))?;
/// builder.push("ann", "look", Some(4_000))?;
/// let log = builder.build();
/// assert_eq!(log.trace(0).unwrap().names().collect::<Vec<_>>(), ["look", "buy"]);
/// # Ok::<(), cesta::log::BuildError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct EventLogBuilder {
    customers: Interner,
    touchpoints: Interner,
    segments: Vec<Segment>,
    has_times: bool,
    input: Input,
}

#[derive(Clone, Debug)]
struct Segment {
    name: String,
    values: Interner,
}

impl EventLogBuilder {
    /// A builder of logs without further columns.
    pub fn new() -> Self {
        Self::default()
    }

    /// A builder of logs with further columns, by their names.
    pub fn with_segments<S: Into<String>>(segments: impl IntoIterator<Item = S>) -> Self {
        let segment = |name: S| Segment {
            name: name.into(),
            values: Interner::default(),
        };
        let segments: Vec<Segment> = segments.into_iter().map(segment).collect();
        Self {
            input: Input::with_segments(segments.len()),
            segments,
            ..Self::default()
        }
    }

    /// How many events it has.
    pub fn len(&self) -> usize {
        self.input.len()
    }

    /// Whether it has no event.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds an event. The time is in milliseconds since 1970-01-01 UTC; either all events have
    /// one or none.
    ///
    /// # Errors
    /// [`BuildError`]; the builder is then as it was before.
    pub fn push(
        &mut self,
        customer: &str,
        touchpoint: &str,
        time: Option<i64>,
    ) -> Result<(), BuildError> {
        self.push_with(customer, touchpoint, time, [])
    }

    /// Adds an event with a value for each further column.
    ///
    /// # Errors
    /// [`BuildError`]; the builder is then as it was before.
    ///
    /// # Example
    /// ```
    /// use cesta::log::EventLogBuilder;
    ///
    /// let mut builder = EventLogBuilder::with_segments(["channel"]);
    /// builder.push_with("ann", "look", None, ["web"])?;
    /// let log = builder.build();
    /// let channel = &log.segments()[0];
    /// assert_eq!(channel.values().get(channel.codes().get(0).unwrap()), Some("web"));
    /// # Ok::<(), cesta::log::BuildError>(())
    /// ```
    pub fn push_with<'v>(
        &mut self,
        customer: &str,
        touchpoint: &str,
        time: Option<i64>,
        segments: impl IntoIterator<Item = &'v str, IntoIter: ExactSizeIterator>,
    ) -> Result<(), BuildError> {
        let event = self.len();
        let values = segments.into_iter();
        if values.len() != self.segments.len() {
            return Err(BuildError::Segments {
                event: count(event),
                found: count(values.len()),
                expected: count(self.segments.len()),
            });
        }
        if event >= u32::MAX as usize {
            return Err(BuildError::TooManyEvents);
        }
        if customer.trim().is_empty() {
            let event = count(event);
            return Err(BuildError::MissingCustomer { event });
        }
        if touchpoint.trim().is_empty() {
            let event = count(event);
            return Err(BuildError::MissingTouchpoint { event });
        }
        if event > 0 && self.has_times != time.is_some() {
            return Err(BuildError::MixedTimes {
                event: count(event),
            });
        }
        if let Some(time) = time {
            check_time(event, time)?;
        }
        self.make_room(1);
        self.has_times = time.is_some();
        self.input.times.extend(time);
        // No more distinct texts than events: the numbers cannot run out.
        let number = |names: &mut Interner, text: &str| names.intern(text).unwrap_or(u32::MAX);
        self.input
            .customers
            .push(number(&mut self.customers, customer));
        self.input
            .visits
            .push(number(&mut self.touchpoints, touchpoint));
        let columns = self.segments.iter_mut().zip(&mut self.input.segments);
        for ((segment, codes), value) in columns.zip(values) {
            codes.push(number(&mut segment.values, value));
        }
        Ok(())
    }

    /// A builder for names whose keys have a seed.
    #[cfg(feature = "csv")]
    pub(super) fn seeded(segments: impl IntoIterator<Item = String>, seed: u64) -> Self {
        let mut builder = Self::with_segments(segments);
        let names = [&mut builder.customers, &mut builder.touchpoints].into_iter();
        for names in names.chain(builder.segments.iter_mut().map(|it| &mut it.values)) {
            *names = Interner::with_seed(seed);
        }
        builder
    }

    /// Adds events with names of a text, by keys with this builder's seed. Either each has a
    /// time or none, and their times are in range.
    #[cfg(feature = "csv")]
    pub(super) fn push_batch(&mut self, batch: &Batch, text: &[u8]) -> Result<(), BuildError> {
        if self.len() + batch.len() > u32::MAX as usize {
            return Err(BuildError::TooManyEvents);
        }
        self.make_room(batch.len());
        let input = &mut self.input;
        self.has_times |= !batch.times.is_empty();
        input.times.extend_from_slice(&batch.times);
        let intern = |texts: &Texts, names: &mut Interner, codes: &mut Vec<u32>| {
            texts.intern(text, &batch.added, names, codes);
        };
        intern(&batch.customers, &mut self.customers, &mut input.customers);
        intern(&batch.touchpoints, &mut self.touchpoints, &mut input.visits);
        let columns = self.segments.iter_mut().zip(&mut input.segments);
        for ((segment, codes), texts) in columns.zip(&batch.segments) {
            intern(texts, &mut segment.values, codes);
        }
        Ok(())
    }

    /// About how many bytes it takes to build the log of all events so far, with what is held
    /// already: the columns in input order and in the log's, and the names with what finds them.
    pub fn memory(&self) -> usize {
        let events = self.len();
        let values = self.segments.iter().map(|it| &it.values);
        let names = [&self.customers, &self.touchpoints].into_iter();
        let names = names.chain(values).map(Interner::memory).sum::<usize>();
        let columns = std::iter::once(self.touchpoints.len()).chain(self.segment_counts());
        let codes = columns.map(Codes::width).sum::<usize>() * events;
        let times = if self.has_times { size_of::<i64>() } else { 0 } * events;
        let bounds = 2 * size_of::<u32>() * self.customers.len();
        self.input.memory() + names + codes + times + bounds
    }

    /// A limit in mebibytes, where the log takes more memory than that, with so many bytes beside
    /// it.
    #[cfg(feature = "csv")]
    pub(super) fn above(&self, limit: Option<u32>, beside: usize) -> Option<u32> {
        let memory = || self.memory().saturating_add(beside);
        limit.filter(|&limit| memory() >> 20 >= limit as usize)
    }

    fn make_room(&mut self, events: usize) {
        if self.input.is_full(events) {
            let segments = self.segment_counts();
            self.input.pack(self.touchpoints.len(), &segments);
        }
    }

    fn segment_counts(&self) -> Vec<usize> {
        self.segments.iter().map(|it| it.values.len()).collect()
    }

    /// The log of all events so far.
    ///
    /// # Complexity
    /// `O(n)`, and `O(k log k)` for a customer whose `k` events are not in order of time.
    pub fn build(self) -> EventLog {
        self.arranged().0
    }

    /// The log of all events so far, or `None` where `go_on` stops it, which is asked about every
    /// million events, and where a customer has more of them, after these.
    ///
    /// # Complexity
    /// As [`build`](Self::build).
    ///
    /// # Example
    /// ```
    /// use std::ops::ControlFlow;
    /// use cesta::log::EventLogBuilder;
    ///
    /// let mut builder = EventLogBuilder::new();
    /// builder.push("ann", "look", None)?;
    /// assert!(builder.clone().build_while(|| ControlFlow::Continue(())).is_some());
    /// assert!(builder.build_while(|| ControlFlow::Break(())).is_none());
    /// # Ok::<(), cesta::log::BuildError>(())
    /// ```
    pub fn build_while(self, mut go_on: impl FnMut() -> ControlFlow<()>) -> Option<EventLog> {
        let arranged = self.arranged_while(&mut go_on).continue_value()?;
        Some(arranged.0)
    }

    /// The log of all events of a text, and how many repeat another one.
    #[cfg(feature = "csv")]
    pub(super) fn settled(
        self,
        duplicates: Duplicates,
        go_on: GoOn<'_>,
    ) -> ControlFlow<(), (EventLog, u32)> {
        let (log, _) = self.arranged_while(go_on)?;
        log.settled(duplicates, go_on)
    }

    /// The log of all events so far, and these in the order in which they came.
    pub(super) fn arranged(self) -> (EventLog, Vec<Piece<'static>>) {
        unasked(|go_on| self.arranged_while(go_on))
    }

    fn arranged_while(self, go_on: GoOn<'_>) -> ControlFlow<(), (EventLog, Vec<Piece<'static>>)> {
        let segments = self.segment_counts();
        let events = self.input.into_pieces(self.touchpoints.len(), &segments);
        let segments = self.segments.into_iter();
        let names = (
            self.customers.into_names(),
            self.touchpoints.into_names(),
            segments
                .map(|segment| (segment.name, segment.values.into_names()))
                .collect(),
        );
        let log = arrange(names, &events, self.has_times, go_on)?;
        ControlFlow::Continue((log, events))
    }
}
