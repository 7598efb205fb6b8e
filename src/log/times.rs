//! A column of times.

use std::{ops::Range, sync::Arc};

use super::codes::{Runs, gather, pick, woven};

/// When events happened, in milliseconds since 1970-01-01 UTC.
///
/// They do not change, so that logs of the same events, by sessions or under other names, share
/// them: of ten million events they are 80 MB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Times(Arc<Vec<i64>>);

impl Times {
    pub(super) fn new(milliseconds: Vec<i64>) -> Self {
        Self(Arc::new(milliseconds))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The time at a place.
    pub fn get(&self, place: usize) -> Option<i64> {
        self.0.get(place).copied()
    }

    /// All times.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = i64> + DoubleEndedIterator + use<'_> {
        self.0.iter().copied()
    }

    /// The times at some places; nothing where one of these is beyond the end.
    pub fn part(
        &self,
        places: Range<usize>,
    ) -> impl ExactSizeIterator<Item = i64> + DoubleEndedIterator + use<'_> {
        self.slice(places).iter().copied()
    }

    pub(super) fn slice(&self, places: Range<usize>) -> &[i64] {
        self.0.get(places).unwrap_or_default()
    }

    /// The column in another order, or a part of it.
    pub(super) fn gather(&self, places: &[u32]) -> Self {
        Self::new(gather(&self.0, places))
    }

    /// Some runs of the column, one after the other.
    pub(super) fn pick(&self, runs: &[Range<u32>]) -> Self {
        Self::new(pick(&self.0, runs))
    }

    /// Some runs of this column and of another one, by turns.
    pub(super) fn woven(&self, other: &Self, runs: &Runs) -> Self {
        Self::new(woven(&self.0, &other.0, runs))
    }
}
