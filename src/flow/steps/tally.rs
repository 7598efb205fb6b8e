//! Counting, by numbers.

use super::{CountedFrom, StepFirst, StepMove, StepWindow};
use crate::{
    flow::{count, pairs::Pairs},
    log::EventLog,
    parts,
};

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
    /// By the step that comes next, and where customers are before it: how many have never been
    /// there earlier.
    nodes: Pairs<u32>,
    /// By the number of such a node, and where they go: how many do.
    moves: Pairs<u32>,
    columns: u32,
    /// By place: the latest customer seen there.
    seen: Vec<u32>,
}

impl Tally {
    /// All customers of a log.
    pub(super) fn of(log: &EventLog, window: &StepWindow) -> Self {
        let places = log.touchpoints().len() + TOUCHPOINTS as usize;
        let anchor = window.anchor.as_ref();
        // No place has this number, so that nobody has an anchor the log does not know.
        let anchor = anchor.map(|it| log.touchpoints().find(&it.touchpoint).unwrap_or(u32::MAX));
        let count = |part| {
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
        };
        let merged = parts::merged(log.parts(), count, Self::merge);
        merged.unwrap_or_else(|| Self::new(window.columns(), places))
    }

    fn new(columns: usize, places: usize) -> Self {
        let steps = columns + 1;
        Self {
            customers: 0,
            unanchored: 0,
            nodes: Pairs::new(steps, places),
            moves: Pairs::new(steps.saturating_mul(places), places),
            columns: count(columns),
            seen: vec![0; places],
        }
    }

    /// Counts one customer, by the event that counting starts from.
    fn add(&mut self, visits: &[u32], anchor: usize, before: usize) {
        let skipped = anchor.saturating_sub(before);
        let mut column = count(before.saturating_sub(anchor));
        let mut node = self.nodes.number(column, START);
        for &visit in visits.get(skipped..).unwrap_or_default() {
            if column >= self.columns {
                return;
            }
            let place = visit + TOUCHPOINTS;
            self.go(node, place, 1);
            column += 1;
            node = self.nodes.number(column, place);
            if let Some(seen) = self.seen.get_mut(place as usize)
                && *seen != self.customers
                && let Some(firsts) = self.nodes.items.get_mut(node)
            {
                *seen = self.customers;
                *firsts += 1;
            }
        }
        if column < self.columns {
            self.go(node, END, 1);
        }
    }

    #[inline]
    fn go(&mut self, node: usize, to: u32, customers: u32) {
        if let Some(moved) = self.moves.at(count(node), to) {
            *moved += customers;
        }
    }

    fn merge(mut self, other: Self) -> Self {
        self.customers += other.customers;
        self.unanchored += other.unanchored;
        let nodes = other.nodes.into_iter().map(|((column, place), firsts)| {
            let node = self.nodes.number(column, place);
            if let Some(mine) = self.nodes.items.get_mut(node) {
                *mine += firsts;
            }
            node
        });
        let nodes: Vec<usize> = nodes.collect();
        for ((node, to), customers) in other.moves.into_iter() {
            if let Some(&node) = nodes.get(node as usize) {
                self.go(node, to, customers);
            }
        }
        self
    }

    /// The moves and the first visits, in no order.
    pub(super) fn finish(self) -> (Vec<StepMove>, Vec<StepFirst>) {
        let nodes: Vec<((u32, u32), u32)> = self.nodes.into_iter().collect();
        let moves = self
            .moves
            .into_iter()
            .filter_map(|((node, to), customers)| {
                let &((column, from), _) = nodes.get(node as usize)?;
                Some(StepMove {
                    column,
                    from,
                    to,
                    customers,
                })
            });
        let moves = moves.collect();
        let firsts = nodes.into_iter().filter(|(_, firsts)| *firsts > 0);
        let firsts = firsts.map(|((next, place), customers)| StepFirst {
            column: next - 1,
            place,
            customers,
        });
        (moves, firsts.collect())
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
