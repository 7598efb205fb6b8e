//! How many values fell into each bucket of a sketch.

/// How many buckets are kept as a list. A table goes up to the last bucket: of durations of days
/// it takes 6 KB, and a list of one takes 32 bytes.
const FEW: usize = 64;

/// Counts by bucket: a list while few buckets have any and few values come at once, and then a
/// table. Which it is does not show. Most ways that customers go are gone by one of them, and
/// each has its durations.
#[derive(Clone, Debug)]
pub(super) enum Buckets {
    /// In the order of the buckets, which are below 2^16.
    Few(Vec<(u16, u32)>),
    /// By bucket.
    Many(Vec<u32>),
}

impl Default for Buckets {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl PartialEq for Buckets {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Buckets {
    /// The buckets that have any, in order.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (usize, u32)> {
        let (few, many): (&[_], &[_]) = match self {
            Self::Few(few) => (few, &[]),
            Self::Many(many) => (&[], many),
        };
        let few = few.iter().map(|&(bucket, count)| (bucket.into(), count));
        let many = many.iter().copied().enumerate();
        few.chain(many).filter(|&(_, count)| count > 0)
    }

    /// How many are in a bucket, to be changed.
    pub(super) fn slot(&mut self, bucket: usize) -> Option<&mut u32> {
        let place = match self {
            Self::Few(few) => {
                let find = |few: &[(u16, u32)]| few.binary_search_by_key(&bucket, |it| it.0.into());
                let mut found = find(few);
                if found.is_err() && few.len() >= FEW {
                    // Some may have been emptied.
                    few.retain(|it| it.1 > 0);
                    found = find(few);
                }
                match found {
                    Ok(place) => Some(place),
                    Err(place) if few.len() < FEW => {
                        few.insert(place, (u16::try_from(bucket).ok()?, 0));
                        Some(place)
                    }
                    Err(_) => None,
                }
            }
            Self::Many(_) => None,
        };
        if place.is_none() {
            self.spread(bucket + 1);
        }
        match self {
            Self::Few(few) => Some(&mut few.get_mut(place?)?.1),
            Self::Many(many) => many.get_mut(bucket),
        }
    }

    /// Adds to a bucket.
    pub(super) fn add(&mut self, bucket: usize, times: u32) {
        if let Some(count) = self.slot(bucket) {
            *count = count.saturating_add(times);
        }
    }

    /// Adds values by their buckets, all of which are below an end.
    pub(super) fn extend(&mut self, end: usize, buckets: impl ExactSizeIterator<Item = usize>) {
        if buckets.len() > FEW || matches!(self, Self::Many(_)) {
            self.spread(end);
        }
        match self {
            Self::Few(_) => buckets.for_each(|bucket| self.add(bucket, 1)),
            Self::Many(many) => {
                for bucket in buckets {
                    if let Some(count) = many.get_mut(bucket) {
                        *count = count.saturating_add(1);
                    }
                }
            }
        }
    }

    /// Adds what another one has.
    pub(super) fn merge(&mut self, other: &Self) {
        if let Self::Many(theirs) = other {
            self.spread(theirs.len());
            if let Self::Many(mine) = self {
                for (mine, theirs) in mine.iter_mut().zip(theirs) {
                    *mine = mine.saturating_add(*theirs);
                }
            }
        } else {
            other
                .iter()
                .for_each(|(bucket, times)| self.add(bucket, times));
        }
    }

    /// The bytes that they take.
    pub(super) fn memory(&self) -> usize {
        match self {
            Self::Few(few) => size_of::<(u16, u32)>() * few.capacity(),
            Self::Many(many) => size_of::<u32>() * many.capacity(),
        }
    }

    /// Makes it a table, with an end at least.
    fn spread(&mut self, end: usize) {
        if let Self::Few(few) = self {
            let own = few.last().map_or(0, |it| usize::from(it.0) + 1);
            let mut many = vec![0; own.max(end)];
            for &(bucket, count) in &*few {
                if let Some(slot) = many.get_mut(usize::from(bucket)) {
                    *slot = count;
                }
            }
            *self = Self::Many(many);
        }
        if let Self::Many(many) = self
            && many.len() < end
        {
            many.resize(end, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::{Buckets, FEW};

    proptest! {
        #[test]
        fn lists_and_tables_count_alike(
            lists in prop::collection::vec(
                prop::collection::vec((0..3_000_usize).prop_map(|it| it * it / 3_000), 0..90), 0..6),
            ways in prop::collection::vec(0..3_u8, 6),
        ) {
            let (mut buckets, mut counts) = (Buckets::default(), BTreeMap::new());
            for (list, way) in lists.iter().zip(&ways) {
                let of_list = || list.iter().copied();
                of_list().for_each(|it| *counts.entry(it).or_insert(0) += 1);
                let mut other = Buckets::default();
                match way {
                    0 => of_list().for_each(|it| buckets.add(it, 1)),
                    1 => buckets.extend(3_000, of_list()),
                    _ => {
                        other.extend(3_000, of_list());
                        buckets.merge(&other);
                    }
                }
                prop_assert!(buckets.iter().eq(counts.iter().map(|it| (*it.0, *it.1))));
                prop_assert!(buckets.iter().rev().eq(counts.iter().rev().map(|it| (*it.0, *it.1))));
                let is_few = matches!(buckets, Buckets::Few(_));
                prop_assert!(is_few || lists.concat().len() > FEW);
            }
            let mut spread = buckets.clone();
            spread.spread(0);
            prop_assert_eq!(&spread, &buckets);
            if let Some((&bucket, _)) = counts.first_key_value() {
                *spread.slot(bucket).unwrap() = 0;
                prop_assert_ne!(&spread, &buckets);
                *buckets.slot(bucket).unwrap() = 0;
                prop_assert_eq!(&spread, &buckets);
            }
        }
    }
}
