//! Durations that are kept, and their exact quantiles in linear time.

use std::{ops::Range, sync::Arc};

use super::{
    durations::{Durations, LEVELS, place},
    sketch::{BUCKETS, Sketch, bucket, short_bucket},
};
use crate::sort;

/// A duration in milliseconds, and how often it was measured.
pub(super) type Run = (u64, u32);

/// All durations, in no order.
#[derive(Clone, Debug, Default)]
pub(super) struct Exact {
    /// Those below [`Exact::LONG`], which is 49 days, ...
    short: Vec<u32>,
    /// ... and further ones.
    shared: Vec<Shared>,
    /// Longer ones, and those that were read.
    pub(super) runs: Vec<Run>,
}

/// A part of a list. Many sums have their parts of one list, which is quicker than a list for
/// each.
#[derive(Clone, Debug)]
struct Shared {
    list: Arc<Vec<u32>>,
    part: Range<usize>,
}

impl Shared {
    fn get(&self) -> &[u32] {
        self.list.get(self.part.clone()).unwrap_or_default()
    }
}

/// Up to how many durations move into another list when they are merged.
const FEW: usize = 64;

/// Up to how many durations are simply sorted.
const SHORT: usize = 512;

impl Exact {
    /// The shortest duration that is in no list.
    pub(super) const LONG: u32 = u32::MAX;

    pub(super) fn of(runs: Vec<Run>) -> Self {
        Self {
            runs,
            ..Self::default()
        }
    }

    pub(super) fn add(&mut self, duration: u64) {
        match u32::try_from(duration).ok().filter(|&it| it < Self::LONG) {
            Some(duration) => self.short.push(duration),
            None => self.runs.push((duration, 1)),
        }
    }

    /// Adds a part of a list of those below [`Exact::LONG`].
    pub(super) fn share(&mut self, list: &Arc<Vec<u32>>, part: Range<usize>) {
        if part.len() <= FEW {
            let few = list.get(part).unwrap_or_default();
            self.short.extend_from_slice(few);
        } else {
            let list = Arc::clone(list);
            self.shared.push(Shared { list, part });
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        let part = 0..other.short.len();
        if self.short.is_empty() {
            self.short = other.short;
        } else {
            self.share(&Arc::new(other.short), part);
        }
        self.shared.extend(other.shared);
        self.runs.extend(other.runs);
    }

    /// Takes durations away, and adds others; whether all of those to take were there. What both
    /// have stays, and is not looked for.
    pub(super) fn replace(&mut self, before: &Self, after: Option<&Self>) -> bool {
        let before = before
            .all()
            .map(|(value, times)| (value, -i64::from(times)));
        let after = after.into_iter().flat_map(Self::all);
        let after = after.map(|(value, times)| (value, i64::from(times)));
        let mut both: Vec<(u64, i64)> = before.chain(after).collect();
        sort::plain(&mut both);
        let mut taken = Vec::new();
        for equal in both.chunk_by(|a, b| a.0 == b.0) {
            let value = equal.first().map_or(0, |it| it.0);
            let times: i64 = equal.iter().map(|it| it.1).sum();
            match u32::try_from(times) {
                Ok(0) => {}
                Ok(1) => self.add(value),
                Ok(times) => self.runs.push((value, times)),
                Err(_) => taken.push((value, u32::try_from(-times).unwrap_or(u32::MAX))),
            }
        }
        taken.is_empty() || self.take(taken)
    }

    /// Takes durations away, which are in order, each once; whether all of them were there.
    fn take(&mut self, taken: Vec<Run>) -> bool {
        let mut owed = Owed::new(taken);
        self.short.retain(|&value| owed.pay(value.into(), 1) == 0);
        for Shared { list, part } in std::mem::take(&mut self.shared) {
            let mut start = part.start;
            if owed.left > 0 {
                let values = list.get(part.clone()).unwrap_or_default();
                for (place, &value) in part.clone().zip(values) {
                    if owed.pay(value.into(), 1) > 0 {
                        self.share(&list, start..place);
                        start = place + 1;
                    }
                }
            }
            self.share(&list, start..part.end);
        }
        self.runs.retain_mut(|(value, times)| {
            *times -= owed.pay(*value, *times);
            *times > 0
        });
        owed.left == 0
    }

    fn lists(&self) -> impl Iterator<Item = &[u32]> {
        let shared = self.shared.iter().map(Shared::get);
        std::iter::once(&*self.short).chain(shared)
    }

    fn all(&self) -> impl Iterator<Item = Run> {
        let lists = self.lists().flatten();
        let runs = self.runs.iter();
        lists.map(|&it| (it.into(), 1)).chain(runs.copied())
    }

    pub(super) fn add_to(&self, sketch: &mut Sketch) {
        for list in self.lists() {
            sketch.extend(list);
        }
        for &(value, times) in &self.runs {
            sketch.add(value, times);
        }
    }

    /// The bytes that it keeps, shared or not.
    pub(super) fn memory(&self) -> usize {
        size_of::<u32>() * self.short_len() + size_of::<Run>() * self.runs.len()
    }

    /// All durations in order.
    pub(super) fn sorted(&self) -> Vec<Run> {
        let mut sorted: Vec<Run> = self.all().collect();
        sorted.sort_unstable();
        sorted
    }

    /// The durations of each, and of all together. `None` where there is none.
    ///
    /// Few are sorted. Of many, only those in the buckets of the quantiles: linear.
    pub(super) fn durations(exact: &[&Self]) -> (Vec<Option<Durations>>, Option<Durations>) {
        let mut total = Sketch::default();
        let sketches = exact.iter().map(|it| {
            if it.len() <= SHORT {
                it.add_to(&mut total);
                return None;
            }
            let mut sketch = Sketch::default();
            it.add_to(&mut sketch);
            total.merge(&sketch);
            Some(sketch)
        });
        let sketches: Vec<Option<Sketch>> = sketches.collect();
        let mut wanted = Wanted::new(&total);
        let each = exact.iter().zip(&sketches).map(|(it, sketch)| {
            let Some(sketch) = sketch else {
                it.offer(&wanted.slots.clone(), |bucket, run| {
                    wanted.take(bucket, run);
                });
                return it.few();
            };
            let mut own = Wanted::new(sketch);
            let slots = own.slots.iter().zip(&wanted.slots);
            let slots: Vec<u8> = slots.map(|(own, all)| own | all).collect();
            it.offer(&slots, |bucket, run| {
                own.take(bucket, run);
                wanted.take(bucket, run);
            });
            own.durations(sketch)
        });
        let each = each.collect();
        (each, wanted.durations(&total))
    }

    /// How many there are, each run as one.
    fn len(&self) -> usize {
        self.short_len() + self.runs.len()
    }

    /// How many are below [`Exact::LONG`], but for those that were read.
    pub(super) fn short_len(&self) -> usize {
        self.lists().map(<[u32]>::len).sum()
    }

    /// Gives the durations in buckets with a slot.
    fn offer(&self, slots: &[u8], mut take: impl FnMut(usize, Run)) {
        let mut offer = |bucket, run| {
            if slots.get(bucket).is_some_and(|&slot| slot > 0) {
                take(bucket, run);
            }
        };
        for &value in self.lists().flatten() {
            offer(short_bucket(value), (value.into(), 1));
        }
        for &run in &self.runs {
            offer(bucket(run.0), run);
        }
    }

    /// The durations, by sorting them.
    fn few(&self) -> Option<Durations> {
        let sorted = self.sorted();
        let mut sketch = Sketch::default();
        for &(value, times) in &sorted {
            sketch.count(value, times);
        }
        sketch.quantiles(|rank| at(&sorted, rank))
    }
}

/// Durations that are to be found.
struct Owed {
    /// In order, each once.
    runs: Vec<Run>,
    /// By bucket: whether one of them is there.
    slots: Vec<bool>,
    /// How many were not found yet.
    left: u64,
}

impl Owed {
    fn new(runs: Vec<Run>) -> Self {
        let mut slots = vec![false; BUCKETS];
        for &(value, _) in &runs {
            if let Some(slot) = slots.get_mut(bucket(value)) {
                *slot = true;
            }
        }
        Self {
            left: runs.iter().map(|it| u64::from(it.1)).sum(),
            slots,
            runs,
        }
    }

    /// How many of some equal durations are owed.
    fn pay(&mut self, value: u64, times: u32) -> u32 {
        if self.left == 0 || !self.slots.get(bucket(value)).is_some_and(|it| *it) {
            return 0;
        }
        let found = self.runs.binary_search_by_key(&value, |it| it.0);
        let owed = found.ok().and_then(|place| self.runs.get_mut(place));
        owed.map_or(0, |(_, owed)| {
            let paid = times.min(*owed);
            *owed -= paid;
            self.left -= u64::from(paid);
            paid
        })
    }
}

/// The duration with a rank, of sorted ones.
fn at(sorted: &[Run], rank: u64) -> u64 {
    let mut until = 0;
    let found = sorted.iter().find(|(_, times)| {
        until += u64::from(*times);
        rank < until
    });
    found.map_or(0, |&(value, _)| value)
}

/// The durations in the buckets where quantiles are.
struct Wanted {
    /// By bucket: 1 more than the number of its list in `found`, or 0.
    slots: Vec<u8>,
    /// How many durations are before each wanted bucket, and those that are in it.
    found: Vec<(u64, Vec<Run>)>,
}

impl Wanted {
    fn new(sketch: &Sketch) -> Self {
        let ranks = LEVELS.map(|level| place(sketch.n, level).0);
        let ranks = ranks.iter().flat_map(|&below| [below, below + 1]);
        let mut ranks = ranks.peekable();
        let last = sketch.buckets.iter().next_back();
        let mut slots = vec![0; last.map_or(0, |(bucket, _)| bucket + 1)];
        let (mut found, mut before) = (Vec::new(), 0);
        sketch.buckets.iter().for_each(|(bucket, count)| {
            let until = before + u64::from(count);
            while ranks.next_if(|&rank| rank < until).is_some() {
                if let Some(slot) = slots.get_mut(bucket).filter(|it| **it == 0) {
                    found.push((before, Vec::new()));
                    *slot = u8::try_from(found.len()).unwrap_or(u8::MAX);
                }
            }
            before = until;
        });
        Self { slots, found }
    }

    /// Keeps a duration if it is in a wanted bucket.
    fn take(&mut self, bucket: usize, run: Run) {
        let slot = self.slots.get(bucket).copied().unwrap_or(0);
        let place = usize::from(slot).checked_sub(1);
        if let Some((_, found)) = place.and_then(|it| self.found.get_mut(it)) {
            found.push(run);
        }
    }

    fn durations(mut self, sketch: &Sketch) -> Option<Durations> {
        for (_, found) in &mut self.found {
            found.sort_unstable();
        }
        sketch.quantiles(|rank| self.at(rank))
    }

    fn at(&self, rank: u64) -> u64 {
        let after = self.found.partition_point(|(before, _)| *before <= rank);
        let found = after.checked_sub(1).and_then(|it| self.found.get(it));
        found.map_or(0, |(before, found)| at(found, rank - before))
    }
}
