//! Aligning every distinct sequence, and adding up what the alignments say.

use std::collections::BTreeMap;

use super::{
    EditKind,
    fit::Fit,
    ways::{Map, Place, Ways, cost},
};
use crate::{
    flow::pairs::{Count, Pairs},
    parts,
};

/// The least number of events that are worth a part of their own.
const PART: usize = 1 << 16;

/// The most parts, since each has its own counts.
const PARTS: usize = 16;

/// A distinct sequence: the stops of its events, and how many customers have it.
pub(super) type Variant<'s> = (&'s [u32], u32);

/// A step of an alignment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) kind: EditKind,
    pub(super) place: Place,
}

/// The alignment of one sequence, step by step, with its cost in thousandths.
pub(super) fn steps(
    (map, ways): (&Map<'_>, &Ways),
    fit: &mut Fit<'_>,
    visits: &[u32],
    steps: &mut Vec<Step>,
) -> u128 {
    steps.clear();
    let cost = cost(fit.align(visits));
    let mut at = map.start();
    let mut visits = (0..).zip(visits);
    for followed in fit.followed() {
        for (event, &stop) in visits.by_ref() {
            let here = ways.place(stop);
            if event != followed {
                let kind = EditKind::Extra;
                steps.push(Step { kind, place: here });
                continue;
            }
            pass(map, ways.way(at, stop), here, steps);
            at = here;
            break;
        }
    }
    let rest = visits.map(|(_, &stop)| Step {
        kind: EditKind::Extra,
        place: ways.place(stop),
    });
    steps.extend(rest);
    pass(map, ways.way(at, ways.last()), map.end(), steps);
    cost
}

/// The steps on the way to a place where the customer is seen next.
fn pass(map: &Map<'_>, way: impl Iterator<Item = (Place, bool)>, to: Place, steps: &mut Vec<Step>) {
    let step = |(place, failure): (Place, bool)| {
        let kind = match (place == to, failure) {
            (true, false) => EditKind::Followed,
            (true, true) => EditKind::Failed,
            _ if map.is_silent(place) => EditKind::Silent,
            _ => EditKind::Skipped,
        };
        (place != map.end()).then_some(Step { kind, place })
    };
    steps.extend(way.filter_map(step));
}

/// Aligns the sequences and counts what comes out.
pub(super) fn count(map: &Map<'_>, ways: &Ways, variants: &[Variant<'_>]) -> Counts {
    let align = |variants: &[Variant<'_>]| {
        let mut counts = Counts::new(map);
        let mut fit = Fit::new(ways, map.costs.extra);
        let mut found = Vec::new();
        for &(visits, customers) in variants {
            let cost = steps((map, ways), &mut fit, visits, &mut found);
            counts.sequence += 1;
            counts.weigh(visits.len(), customers, cost);
            counts.add(map, &found, customers);
            for pair in visits.windows(2) {
                if let &[from, to] = pair {
                    let (from, to) = (ways.place(from), ways.place(to));
                    counts.observed.add(from, to, counts.sequence, customers);
                }
            }
        }
        counts
    };
    let counts = parts::merged(cut(variants, map.places()), align, Counts::merge);
    counts.unwrap_or_else(|| Counts::new(map))
}

/// Cuts the sequences into parts of about as many events.
fn cut<'v, 's>(variants: &'v [Variant<'s>], places: usize) -> Vec<&'v [Variant<'s>]> {
    let total: usize = variants.iter().map(|it| it.0.len()).sum();
    let part = PART.max(total / PARTS).max(places);
    let mut parts = Vec::new();
    let mut rest = variants;
    while !rest.is_empty() {
        let mut events = 0;
        let until = rest.iter().position(|(visits, _)| {
            events += visits.len();
            events >= part
        });
        let (head, tail) = rest.split_at(until.map_or(rest.len(), |last| last + 1));
        parts.push(head);
        rest = tail;
    }
    parts
}

/// What was counted.
#[derive(Debug)]
pub(super) struct Counts {
    /// By place.
    pub(super) places: Vec<PlaceCount>,
    /// From one place that is not skipped directly to another one.
    pub(super) links: Pairs<Count>,
    /// From the place before touchpoints that were skipped to the one after them.
    pub(super) jumps: Pairs<Count>,
    /// From a place that follows the map to an extra event.
    pub(super) detours: Pairs<Count>,
    /// From event to event.
    pub(super) observed: Pairs<Count>,
    /// By number of events: customers, and what their edits cost.
    pub(super) costs: BTreeMap<usize, (u64, u128)>,
    /// Customers whose edits cost nothing.
    pub(super) fits: u32,
    /// The number of the present sequence, from 1.
    sequence: u32,
}

/// What was counted at a place.
#[derive(Clone, Debug, Default)]
pub(super) struct PlaceCount {
    pub(super) followed: u64,
    pub(super) failed: u64,
    pub(super) extra: u64,
    pub(super) skipped: u64,
    pub(super) out_of_order: u64,
    /// Customers with an event here.
    pub(super) seen: Customers,
    /// Customers whose way leads here.
    pub(super) due: Customers,
    /// Customers who skipped it.
    pub(super) skipped_by: Customers,
    /// Customers with an extra event here.
    pub(super) extra_by: Customers,
    /// In the present sequence, skips less extra events that have no counterpart yet.
    balance: i64,
    balance_of: u32,
}

/// Counts customers, each once.
#[derive(Clone, Debug, Default)]
pub(super) struct Customers {
    pub(super) count: u32,
    latest: u32,
}

impl Customers {
    fn add(&mut self, sequence: u32, customers: u32) {
        if self.latest != sequence {
            self.latest = sequence;
            self.count = self.count.saturating_add(customers);
        }
    }

    fn merge(&mut self, other: &Self) {
        self.count = self.count.saturating_add(other.count);
    }
}

impl PlaceCount {
    fn add(&mut self, kind: EditKind, sequence: u32, customers: u32) {
        let times = u64::from(customers);
        match kind {
            EditKind::Followed | EditKind::Failed => {
                self.followed += times;
                self.failed += if kind == EditKind::Failed { times } else { 0 };
                self.due.add(sequence, customers);
                self.seen.add(sequence, customers);
            }
            EditKind::Extra => {
                self.extra += times;
                self.extra_by.add(sequence, customers);
                self.seen.add(sequence, customers);
                self.pair(-1, sequence, times);
            }
            EditKind::Skipped => {
                self.skipped += times;
                self.skipped_by.add(sequence, customers);
                self.due.add(sequence, customers);
                self.pair(1, sequence, times);
            }
            EditKind::Silent => {}
        }
    }

    /// Pairs a skip (1) with an extra event (-1) of the same sequence.
    fn pair(&mut self, one: i64, sequence: u32, times: u64) {
        if self.balance_of != sequence {
            self.balance_of = sequence;
            self.balance = 0;
        }
        if self.balance.signum() == -one {
            self.out_of_order += times;
        }
        self.balance += one;
    }

    fn merge(&mut self, other: &Self) {
        self.followed += other.followed;
        self.failed += other.failed;
        self.extra += other.extra;
        self.skipped += other.skipped;
        self.out_of_order += other.out_of_order;
        self.seen.merge(&other.seen);
        self.due.merge(&other.due);
        self.skipped_by.merge(&other.skipped_by);
        self.extra_by.merge(&other.extra_by);
    }
}

impl Counts {
    fn new(map: &Map<'_>) -> Self {
        let places = map.places();
        Self {
            places: vec![PlaceCount::default(); places],
            links: Pairs::new(places, places),
            jumps: Pairs::new(places, places),
            detours: Pairs::new(places, places),
            observed: Pairs::new(places, places),
            costs: BTreeMap::new(),
            fits: 0,
            sequence: 0,
        }
    }

    fn weigh(&mut self, events: usize, customers: u32, cost: u128) {
        let (all, costs) = self.costs.entry(events).or_default();
        *all += u64::from(customers);
        *costs += cost * u128::from(customers);
        if cost == 0 {
            self.fits = self.fits.saturating_add(customers);
        }
    }

    fn add(&mut self, map: &Map<'_>, steps: &[Step], customers: u32) {
        let sequence = self.sequence;
        // Where the customer was on the map, and where they were last seen there.
        let (mut at, mut seen) = (Some(map.start()), map.start());
        let mut skips = false;
        for step in steps {
            if let Some(place) = self.places.get_mut(step.place as usize) {
                place.add(step.kind, sequence, customers);
            }
            match step.kind {
                EditKind::Extra => {
                    self.detours.add(seen, step.place, sequence, customers);
                    continue;
                }
                EditKind::Skipped => {
                    skips = true;
                    at = None;
                    continue;
                }
                EditKind::Silent => {}
                EditKind::Followed | EditKind::Failed => {
                    if skips {
                        self.jumps.add(seen, step.place, sequence, customers);
                    }
                    (skips, seen) = (false, step.place);
                }
            }
            if let Some(at) = at {
                self.links.add(at, step.place, sequence, customers);
            }
            at = Some(step.place);
        }
        if skips {
            self.jumps.add(seen, map.end(), sequence, customers);
        }
    }

    /// Adds what was counted of other sequences.
    fn merge(mut self, other: Self) -> Self {
        for (into, from) in self.places.iter_mut().zip(&other.places) {
            into.merge(from);
        }
        self.links.merge_counts(other.links);
        self.jumps.merge_counts(other.jumps);
        self.detours.merge_counts(other.detours);
        self.observed.merge_counts(other.observed);
        for (events, (customers, cost)) in other.costs {
            let (all, costs) = self.costs.entry(events).or_default();
            *all += customers;
            *costs += cost;
        }
        self.fits = self.fits.saturating_add(other.fits);
        self
    }
}
