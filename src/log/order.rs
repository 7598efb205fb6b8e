//! The order of a log: by customer, then time, then input order.

use std::ops::{ControlFlow, Range};

#[cfg(feature = "csv")]
use super::csv::Duplicates;
use super::{
    Codes, EventLog, SegmentColumn, Times,
    codes::{CodesMut, reorder, scatter, split},
    input::{PIECE, Piece},
};
use crate::parts;

/// How many events are put to their places at once: what is in between stays in the nearest
/// cache.
const BLOCK: usize = 1 << 12;

/// About how many events are worked on between two questions whether to go on; more where those of
/// one customer are joined and moved.
const STRIDE: usize = 1 << 20;

/// Whether to go on with what takes long. One type for all who ask, so that the work is compiled
/// once.
pub(super) type GoOn<'g> = &'g mut dyn FnMut() -> ControlFlow<()>;

/// Work that nobody is asked about, and that comes to its end.
pub(super) fn unasked<T: Default>(work: impl FnOnce(GoOn<'_>) -> ControlFlow<(), T>) -> T {
    let done = work(&mut || ControlFlow::Continue(()));
    done.continue_value().unwrap_or_default()
}

/// Events in the log's order, as columns.
#[derive(Debug)]
pub(super) struct Grouped {
    pub(super) bounds: Vec<u32>,
    pub(super) visits: Codes,
    pub(super) times: Option<Times>,
    pub(super) segments: Vec<Codes>,
}

/// How many names the columns have.
#[derive(Clone, Debug)]
pub(super) struct Counts {
    pub(super) customers: usize,
    pub(super) touchpoints: usize,
    pub(super) segments: Vec<usize>,
}

/// Puts events into the log's order: a stable counting sort by customer, straight into packed
/// columns, then a stable sort by time inside the customers that need it.
///
/// Customers are shared out by threads. Each goes through all events, and takes its own. All of
/// them wait after each stride, since only the caller's thread can ask whether to go on.
pub(super) fn group(
    pieces: &[Piece<'_>],
    counts: &Counts,
    has_times: bool,
    go_on: GoOn<'_>,
) -> ControlFlow<(), Grouped> {
    let bounds = bounds(pieces, counts.customers);
    let events = bounds.last().map_or(0, |&end| end as usize);
    let mut visits = Codes::zeros(events, counts.touchpoints);
    let mut times = vec![0; if has_times { events } else { 0 }];
    let segments = counts.segments.iter();
    let mut segments: Vec<Codes> = segments.map(|&names| Codes::zeros(events, names)).collect();

    let mut rest = Columns {
        visits: visits.as_mut(),
        times: times.as_mut_slice(),
        segments: segments.iter_mut().map(Codes::as_mut).collect(),
    };
    let mut each: Vec<Share<'_>> = Vec::new();
    for customers in shares(&bounds) {
        let bounds = bounds.get(customers.start..=customers.end);
        let bounds = bounds.unwrap_or_default();
        let (columns, others) = rest.split(events_of(bounds).len());
        rest = others;
        each.push(Share::new(customers.start, bounds, columns));
    }
    for pieces in pieces.chunks(STRIDE / PIECE) {
        go_on()?;
        parts::each(each.iter_mut().collect(), |share| share.fill(pieces));
    }
    let mut is_sorted = !has_times;
    while !is_sorted {
        go_on()?;
        let sorted = parts::each(each.iter_mut().collect(), Share::sort);
        is_sorted = !sorted.contains(&false);
    }
    ControlFlow::Continue(Grouped {
        bounds,
        visits,
        times: has_times.then(|| Times::new(times)),
        segments,
    })
}

/// Where each customer's events begin, and where the last one's end.
fn bounds(pieces: &[Piece<'_>], customers: usize) -> Vec<u32> {
    let mut bounds = vec![0; customers + 1];
    for &customer in pieces.iter().flat_map(|piece| &piece.customers) {
        if let Some(end) = bounds.get_mut(customer as usize + 1) {
            *end += 1;
        }
    }
    let mut sum = 0;
    for bound in &mut bounds {
        sum += *bound;
        *bound = sum;
    }
    bounds
}

/// The customers in as many ranges as there are threads, with about as many events each.
fn shares(bounds: &[u32]) -> Vec<Range<usize>> {
    let events = events_of(bounds).len();
    let count = parts::threads().min(events / BLOCK).max(1);
    let ends = (1..=count).map(|share| {
        let events = events * share / count;
        let customers = bounds.partition_point(|&bound| (bound as usize) < events);
        customers.min(bounds.len().saturating_sub(1))
    });
    let mut start = 0;
    let ranges = ends.map(|end| std::mem::replace(&mut start, end)..end);
    ranges.collect()
}

fn events_of(bounds: &[u32]) -> Range<usize> {
    match (bounds.first(), bounds.last()) {
        (Some(&start), Some(&end)) => start as usize..end as usize,
        _ => 0..0,
    }
}

/// The columns of some customers, to be filled.
struct Columns<'c> {
    visits: CodesMut<'c>,
    times: &'c mut [i64],
    segments: Vec<CodesMut<'c>>,
}

impl Columns<'_> {
    /// The columns of the first events, and those of the others.
    fn split(self, events: usize) -> (Self, Self) {
        let (visits, other_visits) = self.visits.split(events);
        let (times, other_times) = split(self.times, events);
        let segments = self.segments.into_iter().map(|column| column.split(events));
        let (segments, other_segments) = segments.unzip();
        let first = Self {
            visits,
            times,
            segments,
        };
        let others = Self {
            visits: other_visits,
            times: other_times,
            segments: other_segments,
        };
        (first, others)
    }
}

/// Some customers, with their part of all columns.
struct Share<'c> {
    /// The first of them.
    first: usize,
    bounds: &'c [u32],
    columns: Columns<'c>,
    /// By customer: where the next event goes.
    next: Vec<u32>,
    /// How many customers' events are in order of time.
    sorted: usize,
    /// How far those of the next one are.
    order: Option<Order>,
}

impl<'c> Share<'c> {
    fn new(first: usize, bounds: &'c [u32], columns: Columns<'c>) -> Self {
        let start = events_of(bounds).start;
        let (_, starts) = bounds.split_last().unwrap_or((&0, &[]));
        let place = |it: &u32| it - u32::try_from(start).unwrap_or(u32::MAX);
        Self {
            first,
            bounds,
            columns,
            next: starts.iter().map(place).collect(),
            sorted: 0,
            order: None,
        }
    }

    /// Puts these customers' events to their places. Pieces come in input order.
    fn fill(&mut self, pieces: &[Piece<'_>]) {
        let (next, columns) = (&mut self.next, &mut self.columns);
        let (mut places, mut codes) = (Vec::with_capacity(BLOCK), Vec::with_capacity(BLOCK));
        let mut times = Vec::with_capacity(BLOCK);
        for piece in pieces {
            for (block, customers) in (0..).zip(piece.customers.chunks(BLOCK)) {
                places.clear();
                for (event, &customer) in (0_u32..).zip(customers) {
                    let own = (customer as usize).wrapping_sub(self.first);
                    if let Some(next) = next.get_mut(own) {
                        places.push((event, *next));
                        *next += 1;
                    }
                }
                let start = block * BLOCK;
                let events = start..start + customers.len();
                let mut put = |from: &Codes, to: &mut CodesMut<'_>| {
                    from.unpack(events.clone(), &mut codes);
                    to.scatter(placed(&places, &codes));
                };
                put(&piece.visits, &mut columns.visits);
                for (from, to) in piece.segments.iter().zip(&mut columns.segments) {
                    put(from, to);
                }
                piece.times.unpack(events, &mut times);
                scatter(columns.times, placed(&places, &times));
            }
        }
    }

    /// Puts the events of further customers in order of time, or a part of those of one who has
    /// many. Whether those of all are.
    fn sort(&mut self) -> bool {
        let start = events_of(self.bounds).start;
        let rest = self.bounds.get(self.sorted..).unwrap_or_default();
        let until = events_of(rest).start + STRIDE;
        for (from, to) in pairs(rest) {
            if from >= until {
                return false;
            }
            let trace = from - start..to - start;
            let times = self.columns.times.get(trace.clone()).unwrap_or_default();
            // One look is enough: the times stay as they are until their order is known.
            if self.order.is_some() || !times.is_sorted() {
                let begun = || Order::new(times.len());
                if !self.order.get_or_insert_with(begun).sort(times) {
                    return false;
                }
                let order = self.order.take().map_or_else(Vec::new, |it| it.events);
                reorder(self.columns.times, trace.clone(), &order);
                self.columns.visits.reorder(trace.clone(), &order);
                for column in &mut self.columns.segments {
                    column.reorder(trace.clone(), &order);
                }
            }
            self.sorted += 1;
        }
        true
    }
}

/// The events of one customer on the way to the order of time: in pieces, which are then joined
/// by two and two. A stable sort finds that such a pair is two runs, and takes linear time.
struct Order {
    events: Vec<u32>,
    /// How many are in a piece.
    width: usize,
    /// How many pieces are in order.
    done: usize,
}

impl Order {
    fn new(events: usize) -> Self {
        Self {
            events: (0..).take(events).collect(),
            width: STRIDE,
            done: 0,
        }
    }

    /// Puts the next piece in order. Whether that was all.
    fn sort(&mut self, times: &[i64]) -> bool {
        let mut pieces = self.events.chunks_mut(self.width).skip(self.done);
        if let Some(piece) = pieces.next() {
            piece.sort_by_key(|&event| times.get(event as usize));
        }
        self.done += 1;
        if pieces.len() > 0 {
            return false;
        }
        let is_whole = self.width >= self.events.len();
        (self.width, self.done) = (2 * self.width, 0);
        is_whole
    }
}

/// Values with their places, of events that have some.
fn placed<T: Copy>(places: &[(u32, u32)], values: &[T]) -> impl Iterator<Item = (u32, T)> {
    let value = |&(event, place): &(u32, u32)| Some((place, *values.get(event as usize)?));
    places.iter().filter_map(value)
}

fn pairs(bounds: &[u32]) -> impl Iterator<Item = (usize, usize)> {
    let ends = bounds.iter().skip(1);
    bounds
        .iter()
        .zip(ends)
        .map(|(&start, &end)| (start as usize, end as usize))
}

impl EventLog {
    /// How many events repeat another one exactly: the same customer, touchpoint, time and
    /// further columns. 0 for a log without times, where meeting a touchpoint again is no
    /// repetition.
    ///
    /// # Complexity
    /// Linear, and `O(k log k)` for `k` events of a customer at the same time.
    pub fn duplicates(&self) -> usize {
        unasked(|go_on| self.repetitions(go_on)).len()
    }

    /// The log without exact duplicates: the first of each stays.
    ///
    /// # Complexity
    /// As [`duplicates`](Self::duplicates).
    #[must_use]
    pub fn without_duplicates(self) -> Self {
        let repetitions = unasked(|go_on| self.repetitions(go_on));
        self.without(&repetitions)
    }

    /// How many events repeat another one exactly, and the log with or without these.
    #[cfg(feature = "csv")]
    pub(super) fn settled(
        self,
        duplicates: Duplicates,
        go_on: GoOn<'_>,
    ) -> ControlFlow<(), (Self, u32)> {
        let repetitions = self.repetitions(go_on)?;
        let log = match duplicates {
            Duplicates::Keep => self,
            Duplicates::Drop => self.without(&repetitions),
        };
        let count = u32::try_from(repetitions.len()).unwrap_or(u32::MAX);
        ControlFlow::Continue((log, count))
    }

    /// The log without some events, which are given in order.
    fn without(self, repetitions: &[u32]) -> Self {
        if repetitions.is_empty() {
            return self;
        }
        let mut dropped = repetitions.iter().copied().peekable();
        let events = 0..u32::try_from(self.len()).unwrap_or(u32::MAX);
        let kept: Vec<u32> = events
            .filter(|event| dropped.next_if_eq(event).is_none())
            .collect();
        let bound = |bound: &u32| {
            let before = repetitions.partition_point(|event| event < bound);
            bound - u32::try_from(before).unwrap_or(u32::MAX)
        };
        Self {
            bounds: self.bounds.iter().map(bound).collect(),
            visits: self.visits.gather(&kept),
            times: self.times.map(|times| times.gather(&kept)),
            segments: self
                .segments
                .into_iter()
                .map(|segment| SegmentColumn {
                    codes: segment.codes.gather(&kept),
                    ..segment
                })
                .collect(),
            customers: self.customers,
            touchpoints: self.touchpoints,
        }
    }

    /// The events that repeat an earlier one, in order.
    fn repetitions(&self, go_on: GoOn<'_>) -> ControlFlow<(), Vec<u32>> {
        let Some(times) = &self.times else {
            return ControlFlow::Continue(Vec::new());
        };
        let of_part = |customers: &Range<usize>| {
            let mut repetitions = Vec::new();
            let bounds = self.bounds.get(customers.start..=customers.end);
            for (start, end) in pairs(bounds.unwrap_or_default()) {
                let trace = times.slice(start..end);
                // Where the ties end that were looked at.
                let mut done = 0;
                let pairs = trace.iter().zip(trace.iter().skip(1));
                for (at, (a, b)) in pairs.enumerate() {
                    if a == b && at >= done {
                        let rest = trace.get(at..).unwrap_or_default();
                        done = at + rest.iter().take_while(|&it| it == a).count();
                        self.repeated(start + at..start + done, &mut repetitions);
                    }
                }
            }
            repetitions.sort_unstable();
            repetitions
        };
        let mut repetitions = Vec::new();
        let at_once = (STRIDE / PIECE).max(parts::threads());
        for parts in self.parts().chunks(at_once) {
            go_on()?;
            let found = parts::each(parts.iter().collect(), of_part);
            repetitions.extend(found.into_iter().flatten());
        }
        ControlFlow::Continue(repetitions)
    }

    /// Adds those of some tied events that repeat an earlier one.
    fn repeated(&self, ties: Range<usize>, repetitions: &mut Vec<u32>) {
        let columns = || {
            let segments = self.segments.iter().map(|segment| &segment.codes);
            std::iter::once(&self.visits).chain(segments)
        };
        let key = |event: u32| columns().map(move |column| column.get(event as usize));
        let first = u32::try_from(ties.start).unwrap_or(u32::MAX);
        if ties.len() == 2 {
            repetitions.extend(key(first).eq(key(first + 1)).then_some(first + 1));
            return;
        }
        let mut tied: Vec<u32> = (first..).take(ties.len()).collect();
        tied.sort_by(|&a, &b| key(a).cmp(key(b)));
        let pairs = tied.iter().zip(tied.iter().skip(1));
        let again = pairs.filter(|&(&a, &b)| key(a).eq(key(b)));
        repetitions.extend(again.map(|(_, &event)| event));
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::Order;

    proptest! {
        /// However many are in a piece, the order is that of one stable sort.
        #[test]
        fn pieces_are_joined_to_one_order(times in vec(0_i64..9, 0..70), width in 1_usize..9) {
            let mut order = Order { width, ..Order::new(times.len()) };
            let mut steps = 1;
            while !order.sort(&times) {
                steps += 1;
                prop_assert!(steps < 300);
            }
            let mut at_once: Vec<u32> = (0..).take(times.len()).collect();
            at_once.sort_by_key(|&event| times[event as usize]);
            prop_assert_eq!(order.events, at_once);
        }
    }
}
