//! Finding a pattern in a log.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{
    PatternEnd, PatternError, PatternProblem, PatternReason, SequencePattern,
    machine::{Machine, Run},
};
use crate::{
    flow::{
        DurationSum, Durations, SumError,
        counted::{self, Counted as _},
    },
    log::{EventLog, Walk, single},
    parts, sort,
    stats::{DEFAULT_CONFIDENCE, Share},
};

/// What is told about matches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct PatternOptions {
    /// Where a match starts, if it may start at several events.
    pub start: MatchStart,
    /// How many examples are given.
    pub examples: u32,
    /// The confidence of the interval, between 0 and 1.
    pub confidence: f64,
}

impl Default for PatternOptions {
    fn default() -> Self {
        Self {
            start: MatchStart::default(),
            examples: 10,
            confidence: DEFAULT_CONFIDENCE,
        }
    }
}

/// Where a match starts, of those events at which the ones that end together may start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum MatchStart {
    /// The last one: the match is as short as can be.
    #[default]
    Last,
    /// The first one after the match before.
    First,
}

/// How often a pattern was met.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PatternMatches {
    /// The customers with at least one match, of all.
    pub customers: Share,
    /// How many matches there are, without overlap.
    pub matches: u32,
    /// How long it was from a match's first to its last event; `None` without times or matches.
    pub durations: Option<Durations>,
    /// The first matches by the customers' names, as many as were asked for.
    pub examples: Vec<MatchExample>,
    /// The patterns of names that no touchpoint fits.
    pub unmatched: Vec<String>,
}

/// One match.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MatchExample {
    /// Whose it is.
    pub customer: String,
    /// The place of its first event among the customer's, from 0.
    pub first: u32,
    /// The place of its last event.
    pub last: u32,
    /// The touchpoints from the first to the last event, those between included; at most 100.
    pub touchpoints: Vec<String>,
}

/// How many touchpoints of an example are named.
const MOST_NAMED: usize = 100;

/// How often a pattern was met, not yet summed up. Sums of parts of the customers can be merged,
/// in any order, and give what the whole gives, to the byte.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, try_from = "Unchecked")]
pub struct PatternSum {
    options: PatternOptions,
    /// How many customers there are.
    customers: u32,
    /// How many of them have a match.
    matched: u32,
    /// How many matches they have.
    matches: u32,
    /// How long it was from a match's first to its last event.
    durations: DurationSum,
    /// The first matches, in order.
    examples: Vec<MatchExample>,
    /// The names, and patterns of names, that no touchpoint of any log fits, in order.
    missing: Vec<String>,
}

/// A sum as it was written by whomever.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "PatternSum", rename_all = "camelCase", deny_unknown_fields)]
struct Unchecked {
    options: PatternOptions,
    customers: u32,
    matched: u32,
    matches: u32,
    durations: DurationSum,
    examples: Vec<MatchExample>,
    missing: Vec<String>,
}

impl TryFrom<Unchecked> for PatternSum {
    type Error = &'static str;

    fn try_from(it: Unchecked) -> Result<Self, &'static str> {
        let sum = Self {
            options: it.options,
            customers: it.customers,
            matched: it.matched,
            matches: it.matches,
            durations: it.durations,
            examples: it.examples,
            missing: it.missing,
        };
        sum.problem().map_or(Ok(sum), Err)
    }
}

impl PatternSum {
    /// The sum of no customers.
    pub fn empty(options: &PatternOptions) -> Self {
        Self {
            options: options.clone(),
            customers: 0,
            matched: 0,
            matches: 0,
            durations: DurationSum::default(),
            examples: Vec::new(),
            missing: Vec::new(),
        }
    }

    /// The sum of a log.
    ///
    /// # Errors
    /// [`PatternError`] for a pattern that needs no event, has more than 64 steps or groups too
    /// deep, and for times that cannot be or that the log does not have.
    ///
    /// # Complexity
    /// Linear in the events, times the links that enter the places which take an event: at most
    /// as many as the pattern has steps. There is no backtracking.
    pub fn of(
        log: &EventLog,
        pattern: &SequencePattern,
        options: &PatternOptions,
    ) -> Result<Self, PatternError> {
        let machine = machine(log, pattern)?;
        let sums = parts::each(log.parts(), |part| {
            let mut sum = Self::empty(options);
            let mut finder = Finder::new(&machine, pattern, options.start);
            log.walk(part, |walk| {
                sum.customers += 1;
                let before = sum.matches;
                finder.find(&walk, |found| sum.add(log, &walk, found));
                sum.matched += u32::from(sum.matches > before);
            });
            sum
        });
        let mut whole = Self::empty(options);
        for sum in sums {
            whole.join(sum);
        }
        whole.missing = machine.missing;
        Ok(whole)
    }

    fn add(&mut self, log: &EventLog, walk: &Walk<'_>, found: Range<usize>) {
        self.matches += 1;
        let last = found.end.saturating_sub(1);
        if let Some(times) = walk.times
            && let Some((first, last)) = times.get(found.start).zip(times.get(last))
        {
            self.durations.add(last - first);
        }
        let customer = log.customers().get(walk.customer).unwrap_or_default();
        let most = self.options.examples as usize;
        let late = self
            .examples
            .last()
            .is_some_and(|it| *it.customer < *customer);
        if most == 0 || (late && self.examples.len() >= most) {
            return;
        }
        let count = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        let visits = walk.visits.get(found.clone()).unwrap_or_default();
        let name = |&visit: &u32| log.touchpoints().get(visit).unwrap_or_default().to_owned();
        let example = MatchExample {
            customer: customer.to_owned(),
            first: count(found.start),
            last: count(last),
            touchpoints: visits.iter().take(MOST_NAMED).map(name).collect(),
        };
        let place = self.examples.partition_point(|it| *it < example);
        self.examples.insert(place, example);
        self.examples.truncate(most);
    }

    /// Adds what another sum has, of other customers and the same pattern.
    ///
    /// # Errors
    /// [`SumError`] for more customers or matches than are counted, and where other options were
    /// asked for; the sum is then as it was before.
    pub fn merge(&mut self, other: Self) -> Result<(), SumError> {
        if self.options != other.options {
            return Err(SumError::Different);
        }
        let customers = self.customers.checked_add(other.customers);
        let matches = self.matches.checked_add(other.matches);
        customers.zip(matches).ok_or(SumError::TooManyEvents)?;
        self.join(other);
        Ok(())
    }

    /// Takes away the sum of some customers as they were, and adds that of them as they are, as
    /// [`FlowSum::update`](crate::flow::FlowSum::update) does.
    ///
    /// # Errors
    /// [`SumError`]: [`SumError::Different`] where other options were asked for. [`SumError::NotKept`]
    /// where one of the examples is gone, and the next one is not known, which only patterns with
    /// an end (`$`) and events that are earlier than others of their customer can do; and where
    /// customers stay, but a touchpoint of the pattern may be gone: it is in the sum of the others
    /// as they were, and not as they are, or that one is [`empty`](Self::empty) and knows no
    /// touchpoint. The sum is then as it was before.
    ///
    /// # Complexity
    /// That of the two sums, and a copy of this one without the durations that it shares.
    pub fn update(&mut self, before: &Self, after: &Self) -> Result<(), SumError> {
        if self.options != before.options || self.options != after.options {
            return Err(SumError::Different);
        }
        counted::update(self, |sum| {
            sum.replace_examples(before, after)?;
            sum.replace_missing(before, after)?;
            sum.customers.replace(&before.customers, &after.customers)?;
            sum.matched.replace(&before.matched, &after.matched)?;
            sum.matches.replace(&before.matches, &after.matches)?;
            sum.durations.replace(&before.durations, &after.durations)?;
            counted::check(sum.problem().is_none())
        })
    }

    /// Exchanges examples, of which only the first are kept.
    fn replace_examples(&mut self, before: &Self, after: &Self) -> Result<(), SumError> {
        let most = self.options.examples as usize;
        // Beyond the last one there may be others that were not kept, and stay.
        let are_all = self.matches as usize <= most || self.matches == before.matches;
        let last = self.examples.last().filter(|_| !are_all).cloned();
        let is_kept = |it: &&MatchExample| last.as_ref().is_none_or(|last| *it <= last);
        let mut gone = before.examples.iter().take_while(is_kept);
        counted::check(gone.all(|it| self.examples.binary_search(it).is_ok()))?;
        (self.examples).retain(|it| before.examples.binary_search(it).is_err());
        self.examples.extend_from_slice(&after.examples);
        sort::plain(&mut self.examples);
        self.examples.truncate(most);
        let is_known = self.examples.len() == most && self.examples.last() <= last.as_ref();
        let is_known = last.is_none() || is_known;
        is_known.then_some(()).ok_or(SumError::NotKept)
    }

    /// Exchanges the names that no touchpoint fits, while the customers are still all there.
    fn replace_missing(&mut self, before: &Self, after: &Self) -> Result<(), SumError> {
        if before.customers > 0 {
            let is_missing = |it| before.missing.binary_search(it).is_ok();
            counted::check(self.missing.iter().all(is_missing))?;
            if self.customers == before.customers {
                self.missing.clear();
            } else {
                // A touchpoint that is gone may be there with the customers who stay. A sum of
                // nobody that lacks none is not of a log: it does not know the pattern.
                let is_of_log = after.customers > 0 || !after.missing.is_empty();
                let is_kept = is_of_log && after.missing.iter().all(is_missing);
                is_kept.then_some(()).ok_or(SumError::NotKept)?;
            }
        }
        let rest = self.customers.saturating_sub(before.customers);
        self.join_missing(rest, after);
        Ok(())
    }

    /// Joins the names that no touchpoint fits: what one log lacks another may have.
    fn join_missing(&mut self, customers: u32, other: &Self) {
        match (customers, other.customers) {
            (0, 0) => self.missing.extend_from_slice(&other.missing),
            (0, _) => other.missing.clone_into(&mut self.missing),
            (_, 0) => {}
            _ => self.missing.retain(|it| other.missing.contains(it)),
        }
        sort::plain(&mut self.missing);
        self.missing.dedup();
    }

    fn join(&mut self, other: Self) {
        self.join_missing(self.customers, &other);
        self.customers += other.customers;
        self.matched += other.matched;
        self.matches += other.matches;
        self.durations.merge(other.durations);
        self.examples.extend(other.examples);
        sort::plain(&mut self.examples);
        self.examples.truncate(self.options.examples as usize);
    }

    /// What cannot be of one log.
    fn problem(&self) -> Option<&'static str> {
        if self.matched > self.customers.min(self.matches)
            || (self.matched == 0) != (self.matches == 0)
        {
            return Some("customers with a match must have one, and no more be than there are");
        }
        if self.durations.len() > self.matches {
            return Some("no more can be measured than there are matches");
        }
        let most = self.options.examples.min(self.matches) as usize;
        let in_order = self.examples.is_sorted_by(|a, b| a < b);
        if !in_order || self.examples.len() > most || !self.missing.is_sorted_by(|a, b| a < b) {
            return Some(
                "examples and names must be in order, each once, and no more than asked for",
            );
        }
        None
    }

    /// The sum in words and numbers.
    ///
    /// # Errors
    /// [`PatternError`] for touchpoints that no log had.
    pub fn matches(&self) -> Result<PatternMatches, PatternError> {
        let (unmatched, unknown): (Vec<_>, Vec<_>) = self
            .missing
            .iter()
            .cloned()
            .partition(|it| single(it).is_none());
        let unknown = unknown.into_iter().map(|touchpoint| {
            PatternProblem::new(None, PatternReason::UnknownTouchpoint { touchpoint })
        });
        PatternError::of(unknown.collect())?;
        Ok(PatternMatches {
            customers: Share::with_confidence(
                self.matched,
                self.customers,
                self.options.confidence,
            ),
            matches: self.matches,
            durations: self.durations.durations(),
            examples: self.examples.clone(),
            unmatched,
        })
    }
}

impl PatternMatches {
    /// How often a pattern was met in a log.
    ///
    /// # Units
    /// Durations are in milliseconds.
    ///
    /// # Errors
    /// As [`PatternSum::of`], and for touchpoints that the log does not have.
    ///
    /// # Complexity
    /// As [`PatternSum::of`].
    ///
    /// # Example
    /// ```
    /// use cesta::{
    ///     flow::pattern::{PatternMatches, SequencePattern},
    ///     log::EventLog,
    /// };
    ///
    /// let minute = 60_000;
    /// let log = EventLog::from_columns(
    ///     &["ann", "ann", "ann", "bob", "bob"],
    ///     &["look", "help", "buy", "look", "buy"],
    ///     Some(&[0, 5 * minute, 20 * minute, 0, 90 * minute]),
    /// )?;
    /// let fast = SequencePattern::parse("look =>[<=30m] buy")?;
    /// let found = PatternMatches::of(&log, &fast, &Default::default())?;
    /// assert_eq!((found.customers.count, found.customers.n), (1, 2));
    /// assert_eq!(found.durations.unwrap().median, 1_200_000.0);
    /// assert_eq!(found.examples[0].touchpoints, ["look", "help", "buy"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(
        log: &EventLog,
        pattern: &SequencePattern,
        options: &PatternOptions,
    ) -> Result<Self, PatternError> {
        PatternSum::of(log, pattern, options)?.matches()
    }
}

/// Where a pattern was met, in columns of equal length: a place in each for a match.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundMatches {
    /// The customers, by number in the log, never falling.
    pub customers: Vec<u32>,
    /// The places of the matches' first events in the columns of the log.
    pub first: Vec<u32>,
    /// The places of their last events.
    pub last: Vec<u32>,
    /// How many more there are, beyond the limit.
    pub more: u32,
}

/// Where a pattern was met, for the first matches by customer up to a limit.
///
/// # Errors
/// As [`PatternSum::of`].
///
/// # Complexity
/// As [`PatternSum::of`].
pub fn find_pattern(
    log: &EventLog,
    pattern: &SequencePattern,
    start: MatchStart,
    limit: u32,
) -> Result<FoundMatches, PatternError> {
    let machine = machine(log, pattern)?;
    let options = PatternOptions::default();
    PatternSum {
        missing: machine.missing.clone(),
        ..PatternSum::empty(&options)
    }
    .matches()?;
    let count = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    let parts = parts::each(log.parts(), |part| {
        let mut found = FoundMatches::default();
        let mut finder = Finder::new(&machine, pattern, start);
        log.walk(part, |walk| {
            finder.find(&walk, |it| {
                if found.customers.len() >= limit as usize {
                    found.more += 1;
                    return;
                }
                found.customers.push(walk.customer);
                found.first.push(count(walk.range.start + it.start));
                found
                    .last
                    .push(count(walk.range.start + it.end.saturating_sub(1)));
            });
        });
        found
    });
    let mut whole = FoundMatches::default();
    for part in parts {
        let room = (limit as usize).saturating_sub(whole.customers.len());
        let all = part.customers.len();
        whole.customers.extend(part.customers.iter().take(room));
        whole.first.extend(part.first.iter().take(room));
        whole.last.extend(part.last.iter().take(room));
        whole.more += part.more + count(all.saturating_sub(room));
    }
    Ok(whole)
}

fn machine(log: &EventLog, pattern: &SequencePattern) -> Result<Machine, PatternError> {
    Machine::new(log, pattern).map_err(PatternError::new)
}

/// Finds the matches of customers, one after the other.
struct Finder<'m> {
    machine: &'m Machine,
    forward: Run<'m>,
    backward: Run<'m>,
    /// Whether a match starts at the first event, or ends at the last.
    from_first: bool,
    to_last: bool,
    start: MatchStart,
}

impl<'m> Finder<'m> {
    fn new(machine: &'m Machine, pattern: &SequencePattern, start: MatchStart) -> Self {
        Self {
            machine,
            forward: Run::new(&machine.forward),
            backward: Run::new(&machine.backward),
            from_first: pattern.start == PatternEnd::Fixed,
            to_last: pattern.end == PatternEnd::Fixed,
            start,
        }
    }

    /// Finds the matches of one customer, each as a range of the customer's events.
    fn find(&mut self, walk: &Walk<'_>, mut found: impl FnMut(Range<usize>)) {
        let machine = self.machine;
        let sees = |visit: &u32| machine.sees(*visit);
        let Some(first) = walk.visits.iter().position(sees) else {
            return;
        };
        let last = self.to_last.then(|| walk.visits.iter().rposition(sees));
        self.forward.restart();
        let mut free = first;
        for (place, &visit) in walk.visits.iter().enumerate().skip(first) {
            if !machine.sees(visit) {
                continue;
            }
            let start = !self.from_first || place == first;
            let ends = self
                .forward
                .step(machine.places(visit), time(walk, place), start);
            if ends && last.is_none_or(|last| last == Some(place)) {
                found(self.first_of(walk, free, place, first)..place + 1);
                self.forward.restart();
                free = place + 1;
            }
        }
    }

    /// Where the match starts that ends at an event, and begins after the match before.
    fn first_of(&mut self, walk: &Walk<'_>, free: usize, end: usize, first: usize) -> usize {
        self.backward.restart();
        let mut start = end;
        for place in (free..=end).rev() {
            let visit = walk.visits.get(place).copied().unwrap_or_default();
            if !self.machine.sees(visit) {
                continue;
            }
            let places = self.machine.places(visit);
            let before = time(walk, place).saturating_neg();
            let starts = self.backward.step(places, before, place == end);
            if starts && (!self.from_first || place == first) {
                start = place;
                if self.start == MatchStart::Last {
                    break;
                }
            }
        }
        start
    }
}

fn time(walk: &Walk<'_>, place: usize) -> i64 {
    let times = walk.times.and_then(|times| times.get(place));
    times.copied().unwrap_or_default()
}
