//! A log that grows.

use std::ops::Range;

use hashbrown::HashMap;

use super::{
    BuildError, Codes, EventLog, Names,
    pick::{Picked, recode},
};
use crate::sort;

/// Whom an appended log gave events: two small logs, without the customers who got none.
///
/// What is counted by customer follows from them, without counting the whole log again: `update`
/// of [`FlowSum`](crate::flow::FlowSum) and every other sum takes away the sum of the one and adds
/// that of the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Those who had events before, as they were.
    pub before: EventLog,
    /// These as they are, and those who are new.
    pub after: EventLog,
}

impl EventLog {
    /// Adds the events of another log, as if they had stood after its own in the input: the
    /// result is the log of both inputs, and equal times keep that order.
    ///
    /// A log without events has no say in what columns there are: it takes those of the other, and
    /// adds none. To append a log to itself, clone it first: every event is then there twice.
    ///
    /// # Errors
    /// Where both have events, [`BuildError`] if one log has times and the other has none, if their
    /// further columns differ, and for more than `u32::MAX` events; the log is then as it was before.
    ///
    /// # Complexity
    /// Linear in the other log and in the customers' events that it adds to. Of the rest, events
    /// are moved in large pieces, and names are looked at once.
    ///
    /// # Example
    /// ```
    /// use cesta::{flow::{FlowSum, Quantiles}, log::EventLog};
    ///
    /// let mut log = EventLog::from_columns(&["ann", "cid"], &["look", "look"], Some(&[1_000, 1_000]))?;
    /// let mut sum = FlowSum::of(&log, Quantiles::Exact);
    ///
    /// let more = EventLog::from_columns(&["bob", "ann"], &["look", "buy"], Some(&[2_000, 3_000]))?;
    /// let changed = log.append(&more)?;
    /// assert_eq!(log.trace(0).unwrap().names().collect::<Vec<_>>(), ["look", "buy"]);
    /// assert_eq!((changed.before.len(), changed.after.len()), (1, 3));
    ///
    /// let of = |log: &EventLog| FlowSum::of(log, Quantiles::Exact);
    /// sum.update(&of(&changed.before), &of(&changed.after))?;
    /// assert_eq!(sum, of(&log));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn append(&mut self, more: &Self) -> Result<Appended, BuildError> {
        let nobody = |log: &Self| log.pick(Picked::default(), Names::default());
        if more.is_empty() {
            let (before, after) = (nobody(self), nobody(self));
            return Ok(Appended { before, after });
        }
        if self.is_empty() {
            more.clone_into(self);
            let (before, after) = (nobody(more), more.clone());
            return Ok(Appended { before, after });
        }
        self.check(more)?;
        let known = self.customers.len();
        let numbers = add(&mut self.customers, &more.customers);
        let mut places: Vec<Place> = (numbers.into_iter().zip(more.ranges()))
            .map(|(customer, events)| Place { customer, events })
            .collect();
        sort::by_key(&mut places, |it| it.customer);
        let met = places.partition_point(|it| (it.customer as usize) < known);

        let (mut woven, mut before) = (Woven::default(), Picked::default());
        let mut end = 0;
        for place in places.iter().take(met) {
            let own = self.range(place.customer);
            before.extend(own.clone());
            before.end();
            woven.own(end..own.start);
            end = own.end;
            woven.both((self, own), (more, place.events.clone()));
        }
        woven.own(end..count(self.len()));
        for place in places.iter().skip(met) {
            woven.more(place.events.clone());
        }

        let numbers: Vec<u32> = places.iter().map(|it| it.customer).collect();
        let old = numbers.get(..met).unwrap_or_default();
        let before = self.pick(before, self.customers_named(old));
        self.weave(more, &woven, &places);
        let mut after = Picked::default();
        for &customer in &numbers {
            after.extend(self.range(customer));
            after.end();
        }
        let after = self.pick(after, self.customers_named(&numbers));
        Ok(Appended { before, after })
    }

    /// Whether the two can be one log.
    fn check(&self, more: &Self) -> Result<(), BuildError> {
        let names = |log: &Self| -> Vec<String> {
            let segments = log.segments.iter();
            segments.map(|it| it.name.clone()).collect()
        };
        let (expected, found) = (names(self), names(more));
        if expected != found {
            return Err(BuildError::SegmentNames { expected, found });
        }
        let event = count(self.len());
        if self.times.is_some() != more.times.is_some() {
            return Err(BuildError::MixedTimes { event });
        }
        let events = event.checked_add(count(more.len()));
        events.map(|_| ()).ok_or(BuildError::TooManyEvents)
    }

    /// Where a customer's events are.
    fn range(&self, customer: u32) -> Range<u32> {
        let bound = |at: usize| self.bounds.get(at).copied().unwrap_or_default();
        bound(customer as usize)..bound(customer as usize + 1)
    }

    fn ranges(&self) -> impl Iterator<Item = Range<u32>> {
        (0..count(self.customers.len())).map(|customer| self.range(customer))
    }

    /// Puts the events of both into every column.
    fn weave(&mut self, more: &Self, woven: &Woven, places: &[Place]) {
        let weave = |own: &mut Names, codes: &mut Codes, names: &Names, others: &Codes| {
            let numbers = add(own, names);
            let others = recode(others, &numbers, own.len());
            *codes = codes.woven(&others, &woven.runs, own.len());
        };
        weave(
            &mut self.touchpoints,
            &mut self.visits,
            &more.touchpoints,
            &more.visits,
        );
        for (own, others) in self.segments.iter_mut().zip(&more.segments) {
            weave(
                &mut own.values,
                &mut own.codes,
                &others.values,
                &others.codes,
            );
        }
        let times = self.times.as_ref().zip(more.times.as_ref());
        self.times = times.map(|(own, others)| own.woven(others, &woven.runs));

        let mut places = places.iter().peekable();
        let mut added = 0;
        for (customer, end) in (0..).zip(self.bounds.iter_mut().skip(1)) {
            let place = places.next_if(|it| it.customer == customer);
            added += place.map_or(0, |it| count(it.events.len()));
            *end += added;
        }
        let mut end = self.bounds.last().copied().unwrap_or_default();
        for place in places {
            end += count(place.events.len());
            self.bounds.push(end);
        }
    }
}

/// Where the new events of a customer are, and who that is.
struct Place {
    customer: u32,
    events: Range<u32>,
}

/// The events of a log and those of another one, in an order of their own.
#[derive(Debug, Default)]
struct Woven {
    /// Some of the log's, then some of the other one's.
    runs: Vec<(Range<u32>, Range<u32>)>,
}

impl Woven {
    fn own(&mut self, events: Range<u32>) {
        match self.runs.last_mut() {
            Some((own, more)) if more.end == 0 && own.end == events.start => own.end = events.end,
            _ => self.runs.push((events, 0..0)),
        }
    }

    fn more(&mut self, events: Range<u32>) {
        match self.runs.last_mut() {
            Some((_, more)) if more.end == 0 => *more = events,
            Some((_, more)) if more.end == events.start => more.end = events.end,
            _ => self.runs.push((0..0, events)),
        }
    }

    /// The events of a customer whom both have, in order of time, the log's own before equal ones.
    fn both(
        &mut self,
        (log, own): (&EventLog, Range<u32>),
        (other, more): (&EventLog, Range<u32>),
    ) {
        let time = |log: &EventLog, event| log.times.as_ref()?.get(event as usize);
        let mut own = own.peekable();
        for next in more {
            let at = time(other, next);
            while let Some(event) = own.next_if(|&event| time(log, event) <= at) {
                self.own(event..event + 1);
            }
            self.more(next..next + 1);
        }
        for event in own {
            self.own(event..event + 1);
        }
    }
}

/// The numbers of some names in a list, behind which those are put that it does not have.
fn add(list: &mut Names, names: &Names) -> Vec<u32> {
    let found = places(list, names).into_iter().zip(names.iter());
    let number = |(found, name): (Option<u32>, &str)| {
        found.unwrap_or_else(|| {
            list.push(name);
            count(list.len() - 1)
        })
    };
    found.map(number).collect()
}

/// The places of some names in a list, by looking for the names of the longer one in the shorter.
fn places(list: &Names, names: &Names) -> Vec<Option<u32>> {
    if list.len() < names.len() {
        let index: HashMap<&str, u32> = list.iter().zip(0..).collect();
        return names.iter().map(|name| index.get(name).copied()).collect();
    }
    let index: HashMap<&str, u32> = names.iter().zip(0..).collect();
    let mut places = vec![None; names.len()];
    for (place, name) in (0..).zip(list.iter()) {
        let found = index.get(name).and_then(|&it| places.get_mut(it as usize));
        if let Some(slot) = found {
            *slot = Some(place);
        }
    }
    places
}

/// A log has no more events and names than that.
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
