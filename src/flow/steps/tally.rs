//! Counting, by numbers.

use std::collections::HashMap;

use super::{CountedFrom, StepFirst, StepMove, StepWindow};
use crate::{log::EventLog, parts, sort};

/// Before a customer's first event.
pub(super) const START: u32 = 0;
/// After a customer's last event.
pub(super) const END: u32 = 1;
/// The place of the first touchpoint.
pub(super) const TOUCHPOINTS: u32 = 2;

/// How many customers went where at which step, by the numbers of a log.
pub(super) struct Tally {
    pub(super) customers: u32,
    pub(super) unanchored: u32,
    /// By step, place before and place at it.
    moves: Counter,
    /// By step and place: those who are there for the first time.
    firsts: Counter,
    columns: usize,
    /// By place: the latest customer seen there.
    seen: Vec<u32>,
}

/// How many customers moved: in a table where moves can only be few, by hashing elsewhere.
enum Counter {
    /// By column, then place before, then place; how many places there can be of either.
    Table(Vec<u32>, usize, usize),
    Hashed(HashMap<(u32, u32, u32), u32>),
}

/// The most moves for which there is a table: it then takes 1 MiB.
const MAX_TABLE: usize = 1 << 18;

impl Counter {
    fn new(columns: usize, before: usize, places: usize) -> Self {
        let size = columns.checked_mul(before);
        let size = size.and_then(|size| size.checked_mul(places));
        match size {
            Some(size) if size <= MAX_TABLE => Self::Table(vec![0; size], before, places),
            _ => Self::Hashed(HashMap::new()),
        }
    }

    #[inline]
    fn add(&mut self, column: u32, from: u32, to: u32, customers: u32) {
        match self {
            Self::Table(counts, before, places) => {
                let slot = (column as usize * *before + from as usize) * *places + to as usize;
                if let Some(count) = counts.get_mut(slot) {
                    *count += customers;
                }
            }
            Self::Hashed(counts) => *counts.entry((column, from, to)).or_default() += customers,
        }
    }

    /// What was counted, in order.
    fn into_moves(self) -> Vec<StepMove> {
        let of = |(column, from, to), customers| StepMove {
            column,
            from,
            to,
            customers,
        };
        match self {
            Self::Table(counts, before, places) => {
                let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
                let met = counts
                    .into_iter()
                    .enumerate()
                    .filter(|&(_, count)| count > 0);
                let moves = met.map(|(slot, customers)| {
                    let (row, to) = (slot / places, slot % places);
                    let key = (number(row / before), number(row % before), number(to));
                    of(key, customers)
                });
                moves.collect()
            }
            Self::Hashed(counts) => {
                let moves = counts.into_iter();
                let mut moves = moves.map(|(key, customers)| of(key, customers)).collect();
                sort::by_key(&mut moves, |it: &StepMove| (it.column, it.from, it.to));
                moves
            }
        }
    }
}

impl Tally {
    /// All customers of a log.
    pub(super) fn of(log: &EventLog, window: &StepWindow) -> Self {
        let places = log.touchpoints().len() + TOUCHPOINTS as usize;
        let anchor = window.anchor.as_ref();
        // No place has this number, so that nobody has an anchor the log does not know.
        let anchor = anchor.map(|it| log.touchpoints().find(&it.touchpoint).unwrap_or(u32::MAX));
        let counted = parts::each(log.parts(), |part| {
            let mut tally = Self::new(window.columns(), places);
            log.walk(part, |walk| {
                tally.customers += 1;
                let start = match anchor {
                    None => Some(0),
                    Some(anchor) => find(walk.visits, anchor, window),
                };
                match start {
                    Some(at) => tally.add(walk.visits, at, window.before as usize),
                    None => tally.unanchored += 1,
                }
            });
            tally
        });
        let merged = counted.into_iter().reduce(|mut all, part| {
            all.merge(part);
            all
        });
        merged.unwrap_or_else(|| Self::new(window.columns(), places))
    }

    fn new(columns: usize, places: usize) -> Self {
        Self {
            customers: 0,
            unanchored: 0,
            moves: Counter::new(columns, places, places),
            firsts: Counter::new(columns, 1, places),
            columns,
            seen: vec![0; places],
        }
    }

    /// Counts one customer, by the event that counting starts from.
    fn add(&mut self, visits: &[u32], anchor: usize, before: usize) {
        let skipped = anchor.saturating_sub(before);
        let first = before.saturating_sub(anchor);
        let shown = visits.get(skipped..).unwrap_or_default();
        let mut from = START;
        // Columns are few.
        #[expect(clippy::cast_possible_truncation, reason = "at most 401")]
        for (column, &visit) in (first as u32..self.columns as u32).zip(shown) {
            let place = visit + TOUCHPOINTS;
            self.moves.add(column, from, place, 1);
            if let Some(seen) = self.seen.get_mut(place as usize)
                && *seen != self.customers
            {
                *seen = self.customers;
                self.firsts.add(column, 0, place, 1);
            }
            from = place;
        }
        let after = first + shown.len();
        if after < self.columns {
            let after = u32::try_from(after).unwrap_or(u32::MAX);
            self.moves.add(after, from, END, 1);
        }
    }

    fn merge(&mut self, other: Self) {
        self.customers += other.customers;
        self.unanchored += other.unanchored;
        for it in other.moves.into_moves() {
            self.moves.add(it.column, it.from, it.to, it.customers);
        }
        for it in other.firsts.into_moves() {
            self.firsts.add(it.column, it.from, it.to, it.customers);
        }
    }

    /// The moves and the first visits, in order.
    pub(super) fn finish(self) -> (Vec<StepMove>, Vec<StepFirst>) {
        let firsts = self.firsts.into_moves().into_iter().map(|it| StepFirst {
            column: it.column,
            place: it.to,
            customers: it.customers,
        });
        (self.moves.into_moves(), firsts.collect())
    }
}

/// Where a customer's anchor is.
fn find(visits: &[u32], anchor: u32, window: &StepWindow) -> Option<usize> {
    let asked = window.anchor.as_ref()?;
    let nth = (asked.occurrence as usize).checked_sub(1)?;
    let mut places = visits
        .iter()
        .enumerate()
        .filter(|&(_, &visit)| visit == anchor)
        .map(|(place, _)| place);
    match asked.counted_from {
        CountedFrom::First => places.nth(nth),
        CountedFrom::Last => places.nth_back(nth),
    }
}
