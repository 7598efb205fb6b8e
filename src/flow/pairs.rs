//! Counts of pairs of places.

use std::collections::HashMap;

/// What was counted of a pair.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) count: u64,
    pub(super) customers: u32,
    latest: u32,
}

/// How often pairs of places occur, and to how many customers.
#[derive(Debug)]
pub(super) struct Pairs {
    pairs: Vec<Pair>,
    index: Index,
}

/// Finds where a pair stands, plus 1: in a table while there are few places, by hashing after.
#[derive(Debug)]
enum Index {
    Table(Vec<u32>),
    Hashed(HashMap<(u32, u32), u32>),
}

/// The most places for which there is a table.
const MAX_TABLE: usize = 1 << 8;

impl Pairs {
    pub(super) fn new(places: usize) -> Self {
        let index = if places <= MAX_TABLE {
            Index::Table(vec![0; MAX_TABLE * MAX_TABLE])
        } else {
            Index::Hashed(HashMap::new())
        };
        Self {
            pairs: Vec::new(),
            index,
        }
    }

    fn at(&mut self, from: u32, to: u32) -> Option<&mut Pair> {
        let found = match &mut self.index {
            Index::Table(table) => table.get_mut(from as usize * MAX_TABLE + to as usize)?,
            Index::Hashed(found) => found.entry((from, to)).or_default(),
        };
        if *found == 0 {
            self.pairs.push(Pair {
                from,
                to,
                count: 0,
                customers: 0,
                latest: 0,
            });
            *found = u32::try_from(self.pairs.len()).ok()?;
        }
        self.pairs.get_mut(*found as usize - 1)
    }

    /// Counts a pair of a sequence that so many customers have. Sequences are numbered from 1.
    pub(super) fn add(&mut self, from: u32, to: u32, sequence: u32, customers: u32) {
        if let Some(pair) = self.at(from, to) {
            pair.count += u64::from(customers);
            if pair.latest != sequence {
                pair.customers = pair.customers.saturating_add(customers);
                pair.latest = sequence;
            }
        }
    }

    /// Adds the counts of other sequences.
    pub(super) fn merge(&mut self, other: Self) {
        for from in other.pairs {
            if let Some(into) = self.at(from.from, from.to) {
                into.count += from.count;
                into.customers = into.customers.saturating_add(from.customers);
            }
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Pair> {
        self.pairs.iter()
    }
}
