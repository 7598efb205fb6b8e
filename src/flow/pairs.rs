//! Something for every pair of numbers that comes up.

use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

use crate::sort;

/// What there is of each pair of numbers that came up: of two places, say.
///
/// Where there can only be few pairs, they are found in a table, and otherwise by hashing.
#[derive(Debug)]
pub(super) struct Pairs<T> {
    index: Index,
    /// By number.
    pub(super) items: Vec<T>,
}

impl<T: Default> Pairs<T> {
    /// For first numbers below `rows`, and second ones below `columns`.
    pub(super) fn new(rows: usize, columns: usize) -> Self {
        Self {
            index: Index::new(rows, columns),
            items: Vec::new(),
        }
    }

    /// The number of a pair, from 0 in the order in which they come up.
    #[inline]
    pub(super) fn number(&mut self, first: u32, second: u32) -> usize {
        match self
            .index
            .table
            .get(place(self.index.columns, first, second))
        {
            Some(&number) if number > 0 => number as usize - 1,
            _ => self.number_beside(first, second),
        }
    }

    /// What there is now, held for a while: else its place is looked up again after all that is
    /// written.
    #[inline]
    pub(super) fn held(&mut self) -> Held<'_, T> {
        Held {
            columns: self.index.columns,
            table: &self.index.table,
            items: &mut self.items,
        }
    }

    /// The number of a pair that the table does not have.
    #[inline(never)]
    fn number_beside(&mut self, first: u32, second: u32) -> usize {
        let number = self.index.number(first, second);
        if number == self.items.len() {
            self.items.push(T::default());
        }
        number
    }

    #[inline]
    pub(super) fn at(&mut self, first: u32, second: u32) -> Option<&mut T> {
        let number = self.number(first, second);
        self.items.get_mut(number)
    }

    /// The pairs in their own order, with their numbers.
    pub(super) fn in_order(&self) -> Vec<((u32, u32), usize)> {
        let mut pairs: Vec<_> = self.index.keys.iter().copied().zip(0..).collect();
        sort::plain(&mut pairs);
        pairs
    }

    /// All that came up, in the order in which they did.
    pub(super) fn into_iter(self) -> impl Iterator<Item = ((u32, u32), T)> {
        self.index.keys.into_iter().zip(self.items)
    }

    /// Adds what others have.
    pub(super) fn merge(&mut self, other: Self, add: impl Fn(&mut T, T)) {
        for ((first, second), item) in other.into_iter() {
            if let Some(into) = self.at(first, second) {
                add(into, item);
            }
        }
    }
}

/// The pairs that came up so far.
#[derive(Debug)]
pub(super) struct Held<'p, T> {
    columns: usize,
    table: &'p [u32],
    /// By number.
    pub(super) items: &'p mut [T],
}

impl<T> Held<'_, T> {
    /// The number of a pair, if the table has it.
    #[inline]
    pub(super) fn number(&self, first: u32, second: u32) -> Option<usize> {
        let number = self.table.get(place(self.columns, first, second))?;
        (*number as usize).checked_sub(1)
    }
}

/// Where a table with so many columns has a pair.
#[inline]
fn place(columns: usize, first: u32, second: u32) -> usize {
    (first as usize)
        .wrapping_mul(columns)
        .wrapping_add(second as usize)
}

/// Numbers pairs.
///
/// Numbers follow from the order in which pairs come up, and not from hashes. So these may have
/// a seed of their own in every process, which makes it hard to think of pairs that collide.
#[derive(Debug)]
struct Index {
    columns: usize,
    /// By pair: 1 more than its number, or 0. Empty where there can be too many.
    table: Vec<u32>,
    hashed: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// By number.
    keys: Vec<(u32, u32)>,
}

impl Index {
    /// The most places of a table: it then takes 1 MiB.
    const MAX_TABLE: usize = 1 << 18;

    fn new(rows: usize, columns: usize) -> Self {
        let size = rows.checked_mul(columns);
        let size = size.filter(|&size| size <= Self::MAX_TABLE);
        Self {
            columns,
            table: vec![0; size.unwrap_or(0)],
            hashed: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            keys: Vec::new(),
        }
    }

    /// The number of a pair that the table has no number of.
    fn number(&mut self, first: u32, second: u32) -> usize {
        let key = (first, second);
        let next = self.keys.len();
        let number = u32::try_from(next).unwrap_or(u32::MAX);
        let place = place(self.columns, first, second);
        if let Some(slot) = self.table.get_mut(place) {
            *slot = number + 1;
        } else {
            let (keys, hasher) = (&self.keys, &self.hasher);
            let known = |&it: &u32| keys.get(it as usize);
            let found = self.hashed.entry(
                hasher.hash_one(key),
                |it| known(it) == Some(&key),
                |it| hasher.hash_one(known(it).copied().unwrap_or_default()),
            );
            let found = *found.or_insert(number).get();
            if found != number {
                return found as usize;
            }
        }
        self.keys.push(key);
        next
    }
}

/// How often something occurs, and to how many customers.
#[derive(Clone, Debug, Default)]
pub(super) struct Count {
    pub(super) times: u64,
    pub(super) customers: u32,
    /// The sequence that was counted last.
    latest: u32,
}

/// How often a pair occurs, and to how many customers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) count: u64,
    pub(super) customers: u32,
}

impl Pairs<Count> {
    /// What was counted, in the order of the pairs.
    pub(super) fn counted(&self) -> Vec<Pair> {
        let pairs = self.in_order().into_iter();
        let counted = pairs.filter_map(|((from, to), number)| {
            let it = self.items.get(number)?;
            Some(Pair {
                from,
                to,
                count: it.times,
                customers: it.customers,
            })
        });
        counted.collect()
    }

    /// Counts a pair of a sequence that so many customers have. Sequences are numbered from 1.
    pub(super) fn add(&mut self, from: u32, to: u32, sequence: u32, customers: u32) {
        if let Some(count) = self.at(from, to) {
            count.times += u64::from(customers);
            if count.latest != sequence {
                count.latest = sequence;
                count.customers = count.customers.saturating_add(customers);
            }
        }
    }

    /// Adds the counts of other sequences.
    pub(super) fn merge_counts(&mut self, other: Self) {
        self.merge(other, |mine, theirs| {
            mine.times += theirs.times;
            mine.customers = mine.customers.saturating_add(theirs.customers);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::Pairs;

    #[test]
    fn a_table_and_hashing_give_the_same() {
        let mut small: Pairs<u32> = Pairs::new(40, 40);
        let mut large: Pairs<u32> = Pairs::new(usize::MAX, 40);
        let mut expected = std::collections::BTreeMap::new();
        let mut state = 1_u32;
        for _ in 0..5_000 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let (a, b) = (state >> 27, state >> 10 & 31);
            *small.at(a, b).unwrap() += 1;
            *large.at(a, b).unwrap() += 1;
            *expected.entry((a, b)).or_insert(0) += 1;
        }
        assert_eq!(small.index.keys, large.index.keys);
        assert_eq!(small.items, large.items);
        let in_order = large.in_order().into_iter();
        let in_order = in_order.map(|(pair, number)| (pair, large.items[number]));
        assert!(in_order.eq(expected.clone()));
        small.merge(large, |mine, theirs| *mine += theirs);
        let doubled = small.index.keys.iter().zip(&small.items);
        assert!(
            doubled
                .map(|(pair, it)| (*pair, it / 2))
                .collect::<std::collections::BTreeMap<_, _>>()
                == expected
        );
    }
}
