//! Counting visits and steps: what a [`Flow`](super::Flow) and an overlay have in common.

use std::sync::Arc;

use super::{DurationSum, exact::Exact, pairs::Pairs, sketch::MAX_DURATION};
use crate::sort;

/// What was counted of some customers at each of a set of places, and between them. A place is a
/// touchpoint of a log or of a map, by number.
#[derive(Debug)]
pub(super) struct Tally {
    visits: Vec<Visits>,
    steps: Pairs<Taken>,
    /// The steps in the order in which they were taken, and how long they took.
    taken: Vec<(u32, u32)>,
    /// How long those took that took long.
    long: Vec<u64>,
    /// The number of the present customer, from 1.
    customer: u32,
}

/// The result of counting.
#[derive(Debug, Default)]
pub(super) struct Counted {
    /// By place.
    pub(super) visits: Vec<Visits>,
    /// The steps that were taken, by the place before, then the place after.
    pub(super) steps: Vec<Step>,
}

/// What was counted at a place.
#[derive(Clone, Debug, Default)]
pub(super) struct Visits {
    pub(super) count: u32,
    pub(super) customers: u32,
    pub(super) starts: u32,
    pub(super) ends: u32,
    latest: u32,
}

/// What was counted from one place directly to the next.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) count: u32,
    pub(super) customers: u32,
    /// How long it took, each time; empty without times.
    pub(super) durations: DurationSum,
}

/// A step while it is counted: small, for the nearest cache.
#[derive(Debug, Default)]
struct Taken {
    count: u32,
    customers: u32,
    latest: u32,
}

impl Tally {
    pub(super) fn new(places: usize) -> Self {
        Self {
            visits: vec![Visits::default(); places],
            steps: Pairs::new(places, places),
            taken: Vec::new(),
            long: Vec::new(),
            customer: 0,
        }
    }

    /// Counts one customer's events; without times, durations are not measured.
    pub(super) fn add(&mut self, visits: &[u32], times: Option<&[i64]>) {
        let Some(times) = times else {
            return self.follow(visits, |_| {});
        };
        // In loops of their own, without the calls of a list that grows: around a call, WebAssembly
        // keeps nothing in registers.
        let mut taken = std::mem::take(&mut self.taken);
        let known = taken.len();
        let ends = times.get(1..).unwrap_or_default();
        let took = || {
            let took = times.iter().zip(ends);
            took.map(|(start, end)| u64::try_from(end - start).unwrap_or(0))
        };
        let mut some_long = false;
        taken.extend(took().map(|took| {
            let took = u32::try_from(took).unwrap_or(Exact::LONG);
            some_long |= took == Exact::LONG;
            (0, took)
        }));
        if some_long {
            let long = took().filter(|&it| it >= u64::from(Exact::LONG));
            self.long.extend(long.map(|it| it.min(MAX_DURATION)));
        }
        let mut slots = taken.get_mut(known..).unwrap_or_default().iter_mut();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "there are no more steps than events"
        )]
        self.follow(visits, |number| {
            if let Some(slot) = slots.next() {
                slot.0 = number as u32;
            }
        });
        self.taken = taken;
    }

    /// Counts one customer's events, and tells the number of each step.
    #[expect(
        clippy::indexing_slicing,
        reason = "a customer was at places, of which `visits` has all"
    )]
    fn follow(&mut self, visits: &[u32], each: impl FnMut(usize)) {
        self.customer += 1;
        let customer = self.customer;
        if self.visits.len() > u64::BITS as usize {
            self.follow_at(visits, each, |places, place| {
                let place = &mut places[place as usize];
                place.customers += u32::from(place.latest != customer);
                place.latest = customer;
            });
            return;
        }
        // Of few places, those that the customer was at are the bits of one number.
        let mut met = 0_u64;
        self.follow_at(visits, each, |_, place| met |= 1_u64.wrapping_shl(place));
        while met != 0 {
            self.visits[met.trailing_zeros() as usize].customers += 1;
            met &= met - 1;
        }
    }

    /// Counts one customer's events, and tells the number of each step, and each place. Compiled
    /// apart with times and without, for few places and many; what it counts in is held, so that
    /// its place is not looked up for each event.
    #[expect(
        clippy::indexing_slicing,
        reason = "the hot loop: visits are numbers of places, and each pair has a step"
    )]
    fn follow_at(
        &mut self,
        visits: &[u32],
        mut each: impl FnMut(usize),
        mut meet: impl FnMut(&mut [Visits], u32),
    ) {
        let [first, rest @ ..] = visits else {
            return;
        };
        let customer = self.customer;
        let places = self.visits.as_mut_slice();
        let mut from = *first;
        places[from as usize].starts += 1;
        meet(places, from);
        let mut rest = rest;
        while let [first, ..] = *rest {
            let mut number = self.steps.number(from, first);
            // Up to the next step that is new, and moves what is held.
            let steps = self.steps.held();
            while let [to, ref after @ ..] = *rest {
                let step = &mut steps.items[number];
                step.count += 1;
                step.customers += u32::from(step.latest != customer);
                step.latest = customer;
                each(number);
                from = to;
                meet(places, from);
                rest = after;
                match after.first().and_then(|&next| steps.number(from, next)) {
                    Some(known) => number = known,
                    None => break,
                }
            }
        }
        places[from as usize].ends += 1;
    }

    /// How long each step took, by the steps' numbers.
    #[expect(
        clippy::indexing_slicing,
        reason = "the hot loop: there is room for as many durations as were counted of a step"
    )]
    fn durations(&mut self) -> Vec<Exact> {
        let mut durations = vec![Exact::default(); self.steps.items.len()];
        let mut places = Vec::with_capacity(self.steps.items.len());
        let mut next = 0;
        for step in &self.steps.items {
            places.push(next);
            next += step.count as usize;
        }
        let starts = places.clone();
        let mut all = vec![0; self.taken.len()];
        let mut long = self.long.iter();
        for &(step, took) in &self.taken {
            if took == Exact::LONG {
                let took = long.next().map(|&took| (took, 1));
                durations[step as usize].runs.extend(took);
                continue;
            }
            let place = &mut places[step as usize];
            all[*place] = took;
            *place += 1;
        }
        let all = Arc::new(all);
        for ((durations, start), end) in durations.iter_mut().zip(starts).zip(places) {
            durations.share(&all, start..end);
        }
        durations
    }

    /// What was counted.
    pub(super) fn finish(mut self) -> Counted {
        let pairs = self.steps.in_order();
        let mut durations = self.durations();
        for visits in &mut self.visits {
            visits.count = visits.starts;
        }
        let mut steps = Vec::with_capacity(pairs.len());
        for ((from, to), number) in pairs {
            let taken = self.steps.items.get(number);
            let Some((taken, durations)) = taken.zip(durations.get_mut(number)) else {
                continue;
            };
            if let Some(visits) = self.visits.get_mut(to as usize) {
                visits.count += taken.count;
            }
            steps.push(Step {
                from,
                to,
                count: taken.count,
                customers: taken.customers,
                durations: DurationSum::exact(std::mem::take(durations)),
            });
        }
        Counted {
            visits: self.visits,
            steps,
        }
    }
}

impl Counted {
    /// Adds what was counted of other customers.
    pub(super) fn merge(mut self, other: Self) -> Self {
        for (mine, theirs) in self.visits.iter_mut().zip(other.visits) {
            mine.count += theirs.count;
            mine.customers += theirs.customers;
            mine.starts += theirs.starts;
            mine.ends += theirs.ends;
        }
        let order = |a: &Step, b: &Step| (a.from, a.to).cmp(&(b.from, b.to));
        sort::join(&mut self.steps, other.steps, order, |mine, theirs| {
            mine.count += theirs.count;
            mine.customers += theirs.customers;
            mine.durations.merge(theirs.durations);
        });
        self
    }
}
