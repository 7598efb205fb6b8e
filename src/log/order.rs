//! The order of a log: by customer, then time, then input order.

use super::{EventLog, SegmentColumn};

/// Where each customer's events begin, and where the last one's end. `O(n)`.
pub(super) fn bounds(customers: &[u32], count: usize) -> Vec<u32> {
    let mut bounds = vec![0; count + 1];
    for &customer in customers {
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

/// The input's events in the log's order; `None` where they are already.
///
/// A stable counting sort by customer, then a stable sort by time inside the customers that
/// need it: linear, but for these.
pub(super) fn order(customers: &[u32], bounds: &[u32], times: Option<&[i64]>) -> Option<Vec<u32>> {
    if customers.is_sorted() && times.is_none_or(|times| in_time(bounds, times)) {
        return None;
    }
    let mut next = bounds.to_vec();
    let mut order = vec![0; customers.len()];
    for (event, &customer) in (0..).zip(customers) {
        if let Some(place) = next.get_mut(customer as usize) {
            if let Some(slot) = order.get_mut(*place as usize) {
                *slot = event;
            }
            *place += 1;
        }
    }
    if let Some(times) = times {
        let time = |event: &u32| times.get(*event as usize).copied();
        for (start, end) in pairs(bounds) {
            if let Some(trace) = order.get_mut(start..end)
                && !trace.is_sorted_by_key(time)
            {
                trace.sort_by_key(time);
            }
        }
    }
    Some(order)
}

fn in_time(bounds: &[u32], times: &[i64]) -> bool {
    pairs(bounds).all(|(start, end)| times.get(start..end).is_some_and(<[i64]>::is_sorted))
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
        self.repetitions().len()
    }

    /// The log without exact duplicates: the first of each stays.
    ///
    /// # Complexity
    /// As [`duplicates`](Self::duplicates).
    #[must_use]
    pub fn without_duplicates(self) -> Self {
        let repetitions = self.repetitions();
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
    fn repetitions(&self) -> Vec<u32> {
        let mut repetitions = Vec::new();
        let Some(times) = &self.times else {
            return repetitions;
        };
        let columns = || {
            let segments = self.segments.iter().map(|segment| &segment.codes);
            std::iter::once(&self.visits).chain(segments)
        };
        let key = |event: u32| columns().map(move |column| column.get(event as usize));
        let mut tied: Vec<u32> = Vec::new();
        for (start, end) in pairs(&self.bounds) {
            let trace = times.slice(start..end);
            let mut first = u32::try_from(start).unwrap_or(u32::MAX);
            for ties in trace.chunk_by(PartialEq::eq) {
                let next = first.saturating_add(u32::try_from(ties.len()).unwrap_or(u32::MAX));
                if ties.len() > 1 {
                    tied.clear();
                    tied.extend(first..next);
                    tied.sort_by(|&a, &b| key(a).cmp(key(b)));
                    let pairs = tied.iter().zip(tied.iter().skip(1));
                    let again = pairs.filter(|&(&a, &b)| key(a).eq(key(b)));
                    repetitions.extend(again.map(|(_, &event)| event));
                }
                first = next;
            }
        }
        repetitions.sort_unstable();
        repetitions
    }
}
