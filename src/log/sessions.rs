//! Visits instead of customers: a log cut where customers paused.

use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

use super::{
    Codes, EventLog, Names, PrepareError, SegmentColumn, UnsuitableReason, resolve::Resolver,
};
use crate::{parts, sort, stats::quantile};

/// The gap between two sessions where nobody asks for another: half an hour, in milliseconds.
pub const SESSION_GAP: f64 = 1_800_000.0;

/// Where a session ends and the next one begins. Where several rules are given, each of them
/// makes a cut.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SessionOptions {
    /// The gap in milliseconds after which a new session begins; `None`: 1,800,000 (half an
    /// hour) where no other rule is given, or else no such rule.
    pub gap: Option<f64>,
    /// Whether a gap has to be longer, or at least as long.
    pub edge: GapEdge,
    /// A further column with a session's number or name: the events of a customer with the same
    /// value are one session, also where others lie between; those without one too.
    pub column: Option<String>,
    /// Touchpoints (names, or patterns such as `open/*`) whose every event begins a session.
    pub starts: Vec<String>,
    /// Touchpoints (names or patterns) after whose every event a session begins.
    pub ends: Vec<String>,
    /// What becomes of the sessions.
    pub into: SessionsInto,
    /// The further column that is made; `None`: `customer` or `session`, as the case may be.
    pub name: Option<String>,
}

impl Default for SessionOptions {
    fn default() -> Self {
        Self {
            gap: None,
            edge: GapEdge::Longer,
            column: None,
            starts: Vec::new(),
            ends: Vec::new(),
            into: SessionsInto::Customers,
            name: None,
        }
    }
}

/// Whether a gap that is just as long as the limit makes a cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum GapEdge {
    /// Only a longer one does.
    Longer,
    /// It does.
    AtLeast,
}

/// What becomes of sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum SessionsInto {
    /// They take the place of customers, as `ann#1`, `ann#2`; the customer becomes a further
    /// column.
    Customers,
    /// Their numbers, from 1 for each customer, become a further column.
    Segment,
}

/// A log in sessions, and what these are like.
#[derive(Clone, Debug, PartialEq)]
pub struct Sessions {
    /// The log.
    pub log: EventLog,
    /// What was found.
    pub report: SessionReport,
}

/// What sessions are like.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SessionReport {
    /// How many customers there are.
    pub customers: u32,
    /// How many events there are; all of them are in a session.
    pub events: u32,
    /// How many sessions there are.
    pub sessions: u32,
    /// How many of these have a single event.
    pub single: u32,
    /// How many sessions a customer has; `None` without customers.
    pub per_customer: Option<Spread>,
    /// How many events a session has; `None` without sessions.
    pub length: Option<Spread>,
    /// How long it is from a session's first to its last event, in milliseconds; `None` without
    /// times or sessions.
    pub duration: Option<Spread>,
    /// The patterns that no touchpoint fits.
    pub unmatched: Vec<String>,
}

/// How a number spreads.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Spread {
    /// The arithmetic mean.
    pub mean: f64,
    /// The smallest.
    pub min: f64,
    /// The first quartile (linear interpolation, type 7), as all that follow.
    pub p25: f64,
    /// The median.
    pub median: f64,
    /// The third quartile.
    pub p75: f64,
    /// The quantile 0.95.
    pub p95: f64,
    /// The largest.
    pub max: f64,
}

impl Spread {
    fn of(mut numbers: Vec<u64>) -> Option<Self> {
        sort::numbers(&mut numbers, 0);
        let sum: u128 = numbers.iter().copied().map(u128::from).sum();
        #[expect(clippy::cast_precision_loss, reason = "the nearest number is meant")]
        let (sum, sorted): (f64, Vec<f64>) = (
            sum as f64,
            numbers.iter().map(|&number| number as f64).collect(),
        );
        #[expect(clippy::cast_precision_loss, reason = "at most `u32::MAX`")]
        let n = sorted.len() as f64;
        Some(Self {
            mean: sum / n,
            min: *sorted.first()?,
            p25: quantile(&sorted, 0.25)?,
            median: quantile(&sorted, 0.5)?,
            p75: quantile(&sorted, 0.75)?,
            p95: quantile(&sorted, 0.95)?,
            max: *sorted.last()?,
        })
    }
}

impl EventLog {
    /// The log in sessions: by default a new one begins after a gap of more than half an hour.
    ///
    /// # Errors
    /// [`PrepareError`] for touchpoints and columns that the log does not have, for a gap where
    /// it has no times, for a gap that is negative or no number, and for a new column whose name
    /// is taken.
    ///
    /// # Complexity
    /// Linear, but for the quantiles, `O(s log s)` for `s` sessions.
    ///
    /// # Example
    /// ```
    /// use cesta::log::{EventLog, SessionOptions};
    ///
    /// let minute = 60_000;
    /// let log = EventLog::from_columns(
    ///     &["ann"; 3],
    ///     &["look", "look", "buy"],
    ///     Some(&[0, 30 * minute, 61 * minute]),
    /// )?;
    /// let sessions = log.sessions(&SessionOptions::default())?;
    /// assert_eq!(sessions.log.customers().iter().collect::<Vec<_>>(), ["ann#1", "ann#2"]);
    /// assert_eq!(sessions.log.segments()[0].name(), "customer");
    /// assert_eq!(sessions.report.length.unwrap().max, 2.0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn sessions(&self, options: &SessionOptions) -> Result<Sessions, PrepareError> {
        let (rules, unmatched) = Rules::of(self, options)?;
        let numbers = parts::each(self.parts(), |part| rules.numbers(self, part));
        let found = Found::new(self, numbers.concat());
        let mut report = found.report(self);
        report.unmatched = unmatched;

        let name = rules.name;
        let log = match options.into {
            SessionsInto::Customers => found.instead_of_customers(self, name),
            SessionsInto::Segment => {
                let most = found.numbers.iter().max().map_or(0, |&most| most + 1);
                let mut values = Names::default();
                for number in 1..=most {
                    values.push(&number.to_string());
                }
                let codes = Codes::pack(&found.numbers, values.len());
                with_column(self.clone(), name, values, codes)
            }
        };
        Ok(Sessions { log, report })
    }
}

fn with_column(mut log: EventLog, name: String, values: Names, codes: Codes) -> EventLog {
    log.segments.push(SegmentColumn {
        name,
        values,
        codes,
    });
    log
}

/// The rules by the numbers of a log.
struct Rules<'l> {
    /// The shortest gap that makes a cut.
    gap: Option<i64>,
    column: Option<&'l SegmentColumn>,
    starts: Vec<bool>,
    ends: Vec<bool>,
    /// The column that is made.
    name: String,
}

impl<'l> Rules<'l> {
    fn of(
        log: &'l EventLog,
        options: &SessionOptions,
    ) -> Result<(Self, Vec<String>), PrepareError> {
        let mut resolver = Resolver::new(log);
        let (starts, ends) = (&options.starts, &options.ends);
        let alone = options.column.is_none() && starts.is_empty() && ends.is_empty();
        let gap = options.gap.or(alone.then_some(SESSION_GAP));
        if let Some(value) = gap {
            if value.is_nan() || value < 0.0 {
                resolver.refuse("gap", UnsuitableReason::OutOfRange { value });
            }
            resolver.times("gap");
        }
        let mut set = |texts: &[String], path| match texts {
            [] => Vec::new(),
            _ => resolver.touchpoints(texts, path),
        };
        let (starts, ends) = (set(starts, "starts"), set(ends, "ends"));
        let column = options.column.as_ref();
        let column = column.and_then(|it| resolver.column(it, "column"));
        let name = options.name.clone().unwrap_or_else(|| {
            let name = match options.into {
                SessionsInto::Customers => "customer",
                SessionsInto::Segment => "session",
            };
            name.to_owned()
        });
        if log.segment(&name).is_some() {
            let column = name.clone();
            resolver.refuse("name", UnsuitableReason::TakenColumn { column });
        }
        #[expect(clippy::cast_possible_truncation, reason = "saturates, as is meant")]
        let cut = |gap: f64| match options.edge {
            GapEdge::Longer => (gap.floor() as i64).saturating_add(1),
            GapEdge::AtLeast => gap.ceil() as i64,
        };
        let rules = Self {
            gap: gap.map(cut),
            column,
            starts,
            ends,
            name,
        };
        Ok((rules, resolver.finish()?))
    }

    /// The number of each event's session, from 0 for each customer.
    fn numbers(&self, log: &EventLog, customers: std::ops::Range<usize>) -> Vec<u32> {
        let has = |set: &[bool], visit: u32| set.get(visit as usize).copied().unwrap_or_default();
        let mut numbers = Vec::new();
        let mut latest: HashMap<u32, Latest> = HashMap::new();
        let mut codes = Vec::new();
        log.walk(customers, |walk| {
            let mut next = 0;
            // The latest event of all, or of those with the same value.
            let mut only = None;
            latest.clear();
            if let Some(column) = self.column {
                column.codes.unpack(walk.range.clone(), &mut codes);
            }
            for (index, &visit) in walk.visits.iter().enumerate() {
                let time = walk.times.and_then(|times| times.get(index)).copied();
                let code = codes.get(index).copied();
                let before = match code {
                    None => only,
                    Some(code) => latest.get(&code).copied(),
                };
                let goes_on = before.filter(|before: &Latest| {
                    let gap = time.zip(before.time).map(|(time, before)| time - before);
                    !(gap.zip(self.gap).is_some_and(|(gap, cut)| gap >= cut)
                        || has(&self.starts, visit)
                        || before.ends)
                });
                let session = goes_on.map_or(next, |before| before.session);
                next = next.max(session + 1);
                numbers.push(session);
                let event = Latest {
                    session,
                    time,
                    ends: has(&self.ends, visit),
                };
                match code {
                    None => only = Some(event),
                    Some(code) => drop(latest.insert(code, event)),
                }
            }
        });
        numbers
    }
}

/// The latest event of a session.
#[derive(Clone, Copy)]
struct Latest {
    session: u32,
    time: Option<i64>,
    /// Whether it ends the session.
    ends: bool,
}

/// The sessions of a log.
struct Found {
    /// The number of each event's session.
    numbers: Vec<u32>,
    /// The events, session after session; `None` where they are in this order as they are.
    places: Option<Vec<u32>>,
    /// Where each session's events end.
    ends: Vec<u32>,
    /// How many sessions each customer has.
    counts: Vec<u32>,
}

impl Found {
    fn new(log: &EventLog, numbers: Vec<u32>) -> Self {
        let mut ends = Vec::new();
        let mut counts = Vec::with_capacity(log.customers.len());
        let mut in_order = true;
        for bounds in log.bounds.windows(2) {
            let [start, end] = *bounds else { continue };
            let own = numbers.get(start as usize..end as usize);
            let sessions = own.unwrap_or_default().chunk_by(|a, b| a == b);
            let (mut count, mut end) = (0, start);
            for session in sessions {
                end += u32::try_from(session.len()).unwrap_or(u32::MAX);
                ends.push(end);
                in_order &= session.first() == Some(&count);
                count += 1;
            }
            counts.push(count);
        }
        let mut found = Self {
            numbers,
            places: None,
            ends,
            counts,
        };
        if !in_order {
            found.sort(log);
        }
        found
    }

    /// Brings together the events of sessions between which others lie: a stable counting sort.
    fn sort(&mut self, log: &EventLog) {
        let mut places = vec![0; self.numbers.len()];
        self.ends.clear();
        self.counts.clear();
        let mut next: Vec<u32> = Vec::new();
        for bounds in log.bounds.windows(2) {
            let [start, end] = *bounds else { continue };
            let own = self.numbers.get(start as usize..end as usize);
            let own = own.unwrap_or_default();
            next.clear();
            for &session in own {
                let session = session as usize;
                if session >= next.len() {
                    next.resize(session + 1, 0);
                }
                if let Some(count) = next.get_mut(session) {
                    *count += 1;
                }
            }
            let mut sum = start;
            for count in &mut next {
                let first = sum;
                sum += *count;
                self.ends.push(sum);
                *count = first;
            }
            for (place, &session) in (start..).zip(own) {
                if let Some(next) = next.get_mut(session as usize) {
                    if let Some(slot) = places.get_mut(*next as usize) {
                        *slot = place;
                    }
                    *next += 1;
                }
            }
            self.counts
                .push(u32::try_from(next.len()).unwrap_or(u32::MAX));
        }
        self.places = Some(places);
    }

    /// Each session's events, as places in the order of sessions.
    fn sessions(&self) -> impl Iterator<Item = std::ops::Range<u32>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let ranges = starts.zip(&self.ends);
        ranges.map(|(start, &end)| start..end)
    }

    fn report(&self, log: &EventLog) -> SessionReport {
        let size = log.size();
        let lengths = self.sessions().map(|it| u64::from(it.end - it.start));
        let lengths: Vec<u64> = lengths.collect();
        let single = lengths.iter().filter(|&&length| length == 1).count();
        let duration = log.times.as_ref().and_then(|times| {
            let time = |place: u32| match &self.places {
                Some(places) => times.get(*places.get(place as usize)? as usize),
                None => times.get(place as usize),
            };
            let took = |it: std::ops::Range<u32>| {
                let took = time(it.end.checked_sub(1)?)?.saturating_sub(time(it.start)?);
                u64::try_from(took).ok()
            };
            Spread::of(self.sessions().filter_map(took).collect())
        });
        SessionReport {
            customers: size.customers,
            events: size.events,
            sessions: u32::try_from(self.ends.len()).unwrap_or(u32::MAX),
            single: u32::try_from(single).unwrap_or(u32::MAX),
            per_customer: Spread::of(self.counts.iter().copied().map(u64::from).collect()),
            length: Spread::of(lengths),
            duration,
            unmatched: Vec::new(),
        }
    }

    fn instead_of_customers(self, log: &EventLog, name: String) -> EventLog {
        let mut names = Names::default();
        let mut customers = Vec::with_capacity(log.len());
        let most = self.counts.iter().max().copied().unwrap_or_default();
        let ordinals: Vec<String> = (1..=most).map(|nth| nth.to_string()).collect();
        let owners = log.customers.iter().zip(&self.counts);
        let traces = (0..).zip(owners).zip(log.bounds.iter().skip(1));
        for ((number, (customer, &count)), &end) in traces {
            for nth in ordinals.iter().take(count as usize) {
                names.push_pieces(&[customer, "#", nth]);
            }
            customers.resize(end as usize, number);
        }
        let codes = Codes::pack(&customers, log.customers.len());
        let mut bounds = self.ends;
        bounds.insert(0, 0);
        let column = |codes: &Codes| match &self.places {
            Some(places) => codes.gather(places),
            None => codes.clone(),
        };
        let segments = log.segments.iter().map(|it| SegmentColumn {
            name: it.name.clone(),
            values: it.values.clone(),
            codes: column(&it.codes),
        });
        let times = log.times.as_ref().map(|times| match &self.places {
            Some(places) => times.gather(places),
            None => times.clone(),
        });
        let sessions = EventLog {
            customers: names,
            touchpoints: log.touchpoints.clone(),
            bounds,
            visits: column(&log.visits),
            times,
            segments: segments.collect(),
        };
        with_column(sessions, name, log.customers.clone(), codes)
    }
}
