//! Counting visits and steps: what a [`Flow`](super::Flow) and an overlay have in common.

use std::collections::HashMap;

use super::Durations;
use crate::sort;

/// What was counted at each of a set of places, and between them. A place is a touchpoint of a
/// log or of a map, by number.
#[derive(Debug)]
pub(super) struct Tally {
    visits: Vec<Visits>,
    steps: Vec<Step>,
    index: StepIndex,
    /// The number of the present customer, from 1.
    customer: u32,
}

/// The result of counting.
#[derive(Debug)]
pub(super) struct Counted {
    /// By place.
    pub(super) visits: Vec<Visits>,
    /// The steps that were taken.
    pub(super) steps: Vec<Step>,
    /// By place: how long it took from there to the next event, wherever that was.
    pub(super) onwards: Vec<Option<Durations>>,
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
    pub(super) durations: Vec<i64>,
    latest: u32,
}

impl Tally {
    pub(super) fn new(places: usize) -> Self {
        Self {
            visits: vec![Visits::default(); places],
            steps: Vec::new(),
            index: StepIndex::new(places),
            customer: 0,
        }
    }

    /// Counts one customer's events.
    pub(super) fn add(&mut self, events: impl Iterator<Item = (u32, Option<i64>)>) {
        self.customer += 1;
        let mut before: Option<(u32, Option<i64>)> = None;
        for (place, time) in events {
            if let Some(visits) = self.visits.get_mut(place as usize) {
                visits.count += 1;
                visits.customers += u32::from(visits.latest != self.customer);
                visits.latest = self.customer;
                visits.starts += u32::from(before.is_none());
            }
            if let Some((from, earlier)) = before {
                self.step(
                    from,
                    place,
                    time.zip(earlier).map(|(time, earlier)| time - earlier),
                );
            }
            before = Some((place, time));
        }
        let last = before.and_then(|(place, _)| self.visits.get_mut(place as usize));
        if let Some(visits) = last {
            visits.ends += 1;
        }
    }

    fn step(&mut self, from: u32, to: u32, duration: Option<i64>) {
        let step = self.index.find(from, to, &mut self.steps);
        if let Some(step) = step.and_then(|step| self.steps.get_mut(step as usize)) {
            step.count += 1;
            step.customers += u32::from(step.latest != self.customer);
            step.latest = self.customer;
            step.durations.extend(duration);
        }
    }

    /// What was counted, with the steps by source, then target, in the order that `rank` gives
    /// to places.
    pub(super) fn finish(mut self, rank: impl Fn(u32) -> u32) -> Counted {
        sort::by_key(&mut self.steps, |step| (rank(step.from), rank(step.to)));
        let mut onwards = vec![None; self.visits.len()];
        for from_here in self.steps.chunk_by(|a, b| a.from == b.from) {
            let place = from_here
                .first()
                .and_then(|step| onwards.get_mut(step.from as usize));
            if let Some(onward) = place {
                let durations = from_here.iter().flat_map(|step| &step.durations);
                *onward = Durations::of(durations.copied());
            }
        }
        Counted {
            visits: self.visits,
            steps: self.steps,
            onwards,
        }
    }
}

/// Finds the number of a step: in a table while there are few places, by hashing after.
#[derive(Debug)]
enum StepIndex {
    /// One number for each pair of places; 0 while the step was not taken, or else 1 more.
    Table(Vec<u32>, usize),
    Hashed(HashMap<(u32, u32), u32>),
}

impl StepIndex {
    /// The most places for which there is a table: it then takes 4 MiB.
    const MAX_TABLE: usize = 1 << 10;

    fn new(places: usize) -> Self {
        if places <= Self::MAX_TABLE {
            Self::Table(vec![0; places * places], places)
        } else {
            Self::Hashed(HashMap::new())
        }
    }

    fn find(&mut self, from: u32, to: u32, steps: &mut Vec<Step>) -> Option<u32> {
        let number = match self {
            Self::Table(table, places) => table.get_mut(from as usize * *places + to as usize)?,
            Self::Hashed(numbers) => numbers.entry((from, to)).or_default(),
        };
        if *number == 0 {
            steps.push(Step {
                from,
                to,
                count: 0,
                customers: 0,
                durations: Vec::new(),
                latest: 0,
            });
            *number = u32::try_from(steps.len()).ok()?;
        }
        Some(*number - 1)
    }
}
