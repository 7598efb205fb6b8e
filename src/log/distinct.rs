//! Customers who did the same.

use std::{ops::Range, sync::OnceLock};

use super::EventLog;
use crate::{parts, sort};

/// The distinct sequences of touchpoints in a log, each with the customers whose sequence it is:
/// what [`EventLog::distinct_traces`] gives.
///
/// Where only the sequence matters, an analysis looks at each of them once, with the number of
/// its customers as its weight. Their numbers mean nothing, but are always the same.
#[derive(Clone, Debug)]
pub struct DistinctTraces<'l> {
    log: &'l EventLog,
    /// Those with the same sequence next to each other, in ascending order.
    customers: Vec<u32>,
    /// Where in `customers` each sequence begins, and where the last one ends.
    bounds: Vec<u32>,
    /// By customer: 1 more than the number of the sequence of which they are the first, or 0.
    firsts: OnceLock<Vec<u32>>,
}

/// A sequence, and whose it is: what [`DistinctTraces::walk`] lends.
#[derive(Clone, Debug)]
pub struct DistinctTrace<'w> {
    /// The touchpoints in order, by number. Never empty.
    pub visits: &'w [u32],
    /// The customers' numbers in ascending order. Never empty.
    pub customers: &'w [u32],
}

/// About how many sequences one part has.
const PART: usize = 1 << 13;

impl EventLog {
    /// The distinct sequences of touchpoints, and who shares them.
    ///
    /// # Complexity
    /// Linear in the events, whatever the sequences: customers are sorted by a hash of their
    /// sequence, and who has an equal hash is compared. `O(k log k)` comparisons for `k`
    /// customers with equal hashes of unequal sequences.
    ///
    /// # Example
    /// ```
    /// use cesta::log::EventLog;
    ///
    /// let log = EventLog::from_columns(
    ///     &["ann", "bob", "ann", "bob", "cyd"],
    ///     &["look", "look", "buy", "buy", "look"],
    ///     None,
    /// )?;
    /// let distinct = log.distinct_traces();
    /// let mut weights = Vec::new();
    /// let all = 0..log.customers().len();
    /// distinct.walk(all, |it| weights.push((it.visits.len(), it.customers.len())));
    /// weights.sort();
    /// assert_eq!(weights, [(1, 1), (2, 2)]);
    /// # Ok::<(), cesta::log::BuildError>(())
    /// ```
    pub fn distinct_traces(&self) -> DistinctTraces<'_> {
        let hashes = parts::each(self.parts(), |part| {
            let part = count(part.start)..count(part.end);
            let hash = |customer| self.visits.hash(self.place(customer)) >> 32 << 32;
            part.map(|customer| hash(customer) | u64::from(customer))
                .collect::<Vec<u64>>()
        });
        let mut hashes = hashes.concat();
        sort::numbers(&mut hashes, 32);
        let (mut customers, mut bounds) = (Vec::with_capacity(hashes.len()), vec![0]);
        for (these, ends) in parts::each(parts_of(&hashes), |part| self.same(part)) {
            let before = count(customers.len());
            customers.extend(these);
            bounds.extend(ends.into_iter().map(|end| before + end));
        }
        DistinctTraces {
            log: self,
            customers,
            bounds,
            firsts: OnceLock::new(),
        }
    }

    /// Of customers with their hashes above them, those with the same sequence next to each
    /// other, and where each sequence ends.
    fn same(&self, hashes: &[u64]) -> (Vec<u32>, Vec<u32>) {
        #[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
        let mut customers: Vec<u32> = hashes.iter().map(|&it| it as u32).collect();
        let mut ends = Vec::new();
        let mut start = 0;
        for equal in hashes.chunk_by(|a, b| a >> 32 == b >> 32) {
            let end = start + equal.len();
            let group = customers.get_mut(start..end).unwrap_or_default();
            let is_same = |a: &u32, b: &u32| self.visits.is_same(self.place(*a), self.place(*b));
            // Each is the same as the next, but for different sequences of one hash.
            if group.is_sorted_by(is_same) {
                start = end;
                ends.push(count(end));
                continue;
            }
            let visits = |customer: &u32| self.visits.part(self.place(*customer));
            let mut sorted = group.to_vec();
            sort::by(&mut sorted, |a, b| visits(a).cmp(visits(b)));
            group.copy_from_slice(&sorted);
            ends.extend(group.chunk_by(is_same).map(|same| {
                start += same.len();
                count(start)
            }));
        }
        (customers, ends)
    }

    /// Where a customer's events are.
    fn place(&self, customer: u32) -> Range<usize> {
        let bound = |at: usize| self.bounds.get(at).map_or(0, |&bound| bound as usize);
        let customer = customer as usize;
        bound(customer)..bound(customer + 1)
    }
}

impl DistinctTraces<'_> {
    /// How many sequences there are.
    pub fn len(&self) -> usize {
        self.bounds.len() - 1
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The customers with a sequence, in ascending order.
    pub fn customers(&self, sequence: usize) -> &[u32] {
        let bound = |at: usize| self.bounds.get(at).map_or(0, |&bound| bound as usize);
        let place = bound(sequence)..bound(sequence.saturating_add(1));
        self.customers.get(place).unwrap_or_default()
    }

    /// All customers in parts, to [`walk`](Self::walk) them side by side.
    pub fn parts(&self) -> Vec<Range<usize>> {
        self.log.parts()
    }

    /// Goes through the sequences of some customers, in the order of the log: each once, with the
    /// first of all customers whose sequence it is.
    ///
    /// # Complexity
    /// Linear in these customers, and in the events of the sequences.
    pub fn walk(&self, customers: Range<usize>, mut each: impl FnMut(DistinctTrace<'_>)) {
        let firsts = self.firsts.get_or_init(|| {
            let mut firsts = vec![0; self.customers.len()];
            for (number, first) in (1..).zip(self.bounds.iter()) {
                let first = self.customers.get(*first as usize);
                if let Some(slot) = first.and_then(|&it| firsts.get_mut(it as usize)) {
                    *slot = number;
                }
            }
            firsts
        });
        let mut visits = Vec::new();
        for customer in count(customers.start)..count(customers.end) {
            let sequence = firsts.get(customer as usize);
            if let Some(sequence) = sequence.and_then(|it| it.checked_sub(1)) {
                self.log
                    .visits
                    .unpack(self.log.place(customer), &mut visits);
                each(DistinctTrace {
                    visits: &visits,
                    customers: self.customers(sequence as usize),
                });
            }
        }
    }
}

/// Sorted hashes in parts; equal ones are in the same part.
fn parts_of(hashes: &[u64]) -> Vec<&[u64]> {
    let mut parts = Vec::new();
    let mut rest = hashes;
    while let Some(last) = rest.get(PART.min(rest.len()).wrapping_sub(1)) {
        let end = rest.partition_point(|it| it >> 32 <= last >> 32);
        let (part, after) = rest.split_at(end);
        parts.push(part);
        rest = after;
    }
    parts
}

/// There are no more customers than events.
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::parts_of;
    use crate::log::{Codes, EventLog};

    #[test]
    fn hashes_tell_sequences_apart() {
        for names in [0x100, 0x1_0000, 0x1_0001] {
            let hash = |codes: &[u32]| Codes::pack(codes, names).hash(0..codes.len()) >> 32;
            let mut hashes: Vec<u64> = Vec::new();
            for first in 0..40 {
                let long = [first, 1, 2, 3, 4, 5, 6, 7, 8, 9];
                hashes.extend([hash(&[first]), hash(&long), hash(&long[..8])]);
                for second in 0..40 {
                    hashes.extend([hash(&[first, second]), hash(&[first, second, 0])]);
                }
            }
            let all = hashes.len();
            hashes.sort_unstable();
            hashes.dedup();
            assert_eq!(hashes.len(), all);
        }
    }

    #[test]
    fn equal_hashes_stay_in_one_part() {
        let hashes = vec![7 << 32 | 1; 20_000];
        assert_eq!(parts_of(&hashes).len(), 1);
        let hashes: Vec<u64> = (0..20_000).map(|it| it << 31).collect();
        let parts = parts_of(&hashes);
        assert!(parts.len() > 1);
        assert_eq!(parts.concat(), hashes);
        for (before, after) in parts.iter().zip(parts.iter().skip(1)) {
            assert!(before.last().unwrap() >> 32 < after[0] >> 32);
        }
        assert!(parts_of(&[]).is_empty());
    }

    #[test]
    fn equal_hashes_are_not_equal_sequences() {
        let customers = [0, 0, 1, 1, 2, 3, 3];
        let touchpoints = ["a", "b", "a", "a", "a", "a", "b"];
        let log = EventLog::from_columns(&customers, &touchpoints, None).unwrap();
        // As if all sequences had the same hash.
        let (customers, ends) = log.same(&[0, 1, 2, 3]);
        assert_eq!((customers, ends), (vec![2, 1, 0, 3], vec![1, 2, 4]));
    }
}
