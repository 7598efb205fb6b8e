//! How many values fell into each bucket of a sketch.

/// How many buckets are kept as a list. A table goes up to the last bucket: of durations of days
/// it takes 6 KB, and a list of one takes 32 bytes.
const FEW: usize = 64;

/// Counts by bucket: a list while few buckets have any, and then a table. Which it is does not
/// show: most ways that customers go are gone by one of them, and each has its durations.
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

    /// How many are in a bucket.
    pub(super) fn get(&self, bucket: usize) -> u32 {
        let count = match self {
            Self::Few(few) => find(few, bucket).ok().and_then(|it| few.get(it)),
            Self::Many(many) => return many.get(bucket).copied().unwrap_or(0),
        };
        count.map_or(0, |&(_, count)| count)
    }

    /// Changes how many are in a bucket.
    pub(super) fn change(&mut self, bucket: usize, change: impl FnOnce(u32) -> u32) {
        match self {
            Self::Few(few) => match find(few, bucket) {
                Ok(place) => {
                    if let Some((_, count)) = few.get_mut(place) {
                        *count = change(*count);
                    }
                }
                Err(place) if few.len() < FEW => {
                    let bucket = u16::try_from(bucket).unwrap_or(u16::MAX);
                    few.insert(place, (bucket, change(0)));
                }
                Err(_) => {
                    let count = change(0);
                    self.spread(bucket + 1, |many| set(many, bucket, |_| count));
                }
            },
            Self::Many(many) => {
                if bucket >= many.len() {
                    many.resize(bucket + 1, 0);
                }
                set(many, bucket, change);
            }
        }
    }

    /// Adds values by their buckets, all of which are below an end.
    pub(super) fn extend(&mut self, end: usize, buckets: impl ExactSizeIterator<Item = usize>) {
        if buckets.len() <= FEW && matches!(self, Self::Few(_)) {
            buckets.for_each(|bucket| self.change(bucket, |it| it.saturating_add(1)));
            return;
        }
        self.spread(end, |many| {
            for bucket in buckets {
                set(many, bucket, |it| it.saturating_add(1));
            }
        });
    }

    /// Adds what another one has.
    pub(super) fn merge(&mut self, other: &Self) {
        match other {
            Self::Few(few) => {
                for &(bucket, times) in few {
                    self.change(bucket.into(), |it| it.saturating_add(times));
                }
            }
            Self::Many(theirs) => self.spread(theirs.len(), |many| {
                for (mine, theirs) in many.iter_mut().zip(theirs) {
                    *mine = mine.saturating_add(*theirs);
                }
            }),
        }
    }

    /// The bytes that they take.
    pub(super) fn memory(&self) -> usize {
        match self {
            Self::Few(few) => size_of::<(u16, u32)>() * few.capacity(),
            Self::Many(many) => size_of::<u32>() * many.capacity(),
        }
    }

    /// Changes the counts as a table with an end at least.
    fn spread(&mut self, end: usize, change: impl FnOnce(&mut [u32])) {
        let mut many = match std::mem::take(self) {
            Self::Few(few) => {
                let own = few.last().map_or(0, |it| usize::from(it.0) + 1);
                let mut many = vec![0; own.max(end)];
                for (bucket, count) in few {
                    set(&mut many, bucket.into(), |_| count);
                }
                many
            }
            Self::Many(many) => many,
        };
        if many.len() < end {
            many.resize(end, 0);
        }
        change(&mut many);
        *self = Self::Many(many);
    }
}

fn find(few: &[(u16, u32)], bucket: usize) -> Result<usize, usize> {
    few.binary_search_by_key(&bucket, |it| it.0.into())
}

fn set(many: &mut [u32], bucket: usize, change: impl FnOnce(u32) -> u32) {
    if let Some(count) = many.get_mut(bucket) {
        *count = change(*count);
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
                    0 => of_list().for_each(|it| buckets.change(it, |count| count + 1)),
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
            for bucket in 0..3_000 {
                prop_assert_eq!(buckets.get(bucket), counts.get(&bucket).copied().unwrap_or(0));
            }
            let mut spread = buckets.clone();
            spread.spread(0, |_| {});
            prop_assert_eq!(&spread, &buckets);
            if let Some((&bucket, _)) = counts.first_key_value() {
                spread.change(bucket, |_| 0);
                prop_assert_ne!(&spread, &buckets);
                buckets.change(bucket, |_| 0);
                prop_assert_eq!(&spread, &buckets);
            }
        }
    }
}
