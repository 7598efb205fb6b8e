//! Counting visits and steps between the touchpoints that are kept.

use crate::{
    flow::pairs::{Count, Pairs},
    log::EventLog,
    parts,
};

/// The touchpoints that are kept, numbered by their names.
#[derive(Debug)]
pub(super) struct Kept {
    /// Their names in the log, in ascending order.
    pub(super) names: Vec<String>,
    /// By number in the log: the number here.
    pub(super) numbers: Vec<Option<u32>>,
}

impl Kept {
    /// A sequence of the log without what is not kept.
    pub(super) fn of<'v>(&'v self, visits: &'v [u32]) -> impl Iterator<Item = u32> + 'v {
        let number = |&visit: &u32| self.numbers.get(visit as usize).copied().flatten();
        visits.iter().filter_map(number)
    }
}

/// What customers did at the touchpoints that are kept.
#[derive(Debug)]
pub(super) struct Counted {
    /// Customers with an event at any of them.
    pub(super) customers: u64,
    pub(super) touchpoints: Vec<Visits>,
    pub(super) steps: Pairs<Count>,
}

/// What was counted at a touchpoint.
#[derive(Clone, Debug, Default)]
pub(super) struct Visits {
    pub(super) events: u64,
    pub(super) customers: u64,
    pub(super) starts: u64,
    pub(super) ends: u64,
    /// The places at which the customers first met it, added up: how many touchpoints each of
    /// them met before.
    pub(super) places: u64,
}

impl Counted {
    pub(super) fn of(log: &EventLog, kept: &Kept) -> Self {
        let distinct = log.distinct_traces();
        let count = |part| {
            let mut counted = Self::new(kept.names.len());
            let mut latest = vec![0; kept.names.len()];
            let mut sequence = 0;
            distinct.walk(part, |trace| {
                sequence += 1;
                counted.add(
                    kept.of(trace.visits),
                    u32::try_from(trace.customers.len()).unwrap_or(u32::MAX),
                    sequence,
                    &mut latest,
                );
            });
            counted
        };
        let all = parts::merged(distinct.parts(), count, Self::merge);
        all.unwrap_or_else(|| Self::new(kept.names.len()))
    }

    fn new(touchpoints: usize) -> Self {
        Self {
            customers: 0,
            touchpoints: vec![Visits::default(); touchpoints],
            steps: Pairs::new(touchpoints, touchpoints),
        }
    }

    /// Counts a sequence; `latest` says in which each touchpoint was met last.
    fn add(
        &mut self,
        visits: impl Iterator<Item = u32>,
        customers: u32,
        sequence: u32,
        latest: &mut [u32],
    ) {
        let times = u64::from(customers);
        let (mut before, mut met) = (None, 0);
        for visit in visits {
            let (Some(here), Some(latest)) = (
                self.touchpoints.get_mut(visit as usize),
                latest.get_mut(visit as usize),
            ) else {
                continue;
            };
            here.events += times;
            if *latest != sequence {
                *latest = sequence;
                here.customers += times;
                here.places += times * met;
                met += 1;
            }
            match before {
                Some(before) => self.steps.add(before, visit, sequence, customers),
                None => here.starts += times,
            }
            before = Some(visit);
        }
        if let Some(last) = before.and_then(|last| self.touchpoints.get_mut(last as usize)) {
            last.ends += times;
            self.customers += times;
        }
    }

    fn merge(mut self, other: Self) -> Self {
        self.customers += other.customers;
        for (into, from) in self.touchpoints.iter_mut().zip(other.touchpoints) {
            into.events += from.events;
            into.customers += from.customers;
            into.starts += from.starts;
            into.ends += from.ends;
            into.places += from.places;
        }
        self.steps.merge_counts(other.steps);
        self
    }
}

/// What customers of whole sequences do that a map shows or does not.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// Customers who follow the map with every event.
    pub(super) fits: u64,
    pub(super) other_starts: u64,
    pub(super) other_ends: u64,
}

/// A map, as a table over the touchpoints that are kept.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) kept: Vec<bool>,
    pub(super) entries: Vec<bool>,
    pub(super) ends: Vec<bool>,
    /// By source, then target.
    pub(super) links: Vec<bool>,
}

impl Table {
    pub(super) fn has(&self, from: u32, to: u32) -> bool {
        is(&self.links, from as usize * self.kept.len() + to as usize)
    }

    pub(super) fn shown(&self, log: &EventLog, kept: &Kept) -> Shown {
        let distinct = log.distinct_traces();
        let parts = parts::each(distinct.parts(), |part| {
            let mut shown = Shown::default();
            let mut visits = Vec::new();
            distinct.walk(part, |trace| {
                visits.clear();
                visits.extend(
                    kept.of(trace.visits)
                        .filter(|&it| is(&self.kept, it as usize)),
                );
                let (Some(&first), Some(&last)) = (visits.first(), visits.last()) else {
                    return;
                };
                let customers = trace.customers.len() as u64;
                let starts = is(&self.entries, first as usize);
                let ends = is(&self.ends, last as usize);
                let follows = |pair: &[u32]| matches!(pair, &[a, b] if self.has(a, b));
                let fits = starts
                    && ends
                    && visits.len() == trace.visits.len()
                    && visits.windows(2).all(follows);
                shown.fits += if fits { customers } else { 0 };
                shown.other_starts += if starts { 0 } else { customers };
                shown.other_ends += if ends { 0 } else { customers };
            });
            shown
        });
        parts.into_iter().fold(Shown::default(), |sum, part| Shown {
            fits: sum.fits + part.fits,
            other_starts: sum.other_starts + part.other_starts,
            other_ends: sum.other_ends + part.other_ends,
        })
    }
}

pub(super) fn is(marks: &[bool], at: usize) -> bool {
    marks.get(at).copied().unwrap_or(false)
}
