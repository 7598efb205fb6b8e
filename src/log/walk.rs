//! Going through a log, customer by customer.

use std::ops::Range;

use super::EventLog;

/// What one customer did, as plain slices: what [`EventLog::walk`] lends.
#[derive(Clone, Debug)]
pub struct Walk<'w> {
    /// The customer's number.
    pub customer: u32,
    /// The places of the events in the columns of the log.
    pub range: Range<usize>,
    /// The touchpoints in order, by number. Never empty.
    pub visits: &'w [u32],
    /// Their times in milliseconds since 1970-01-01 UTC, never falling; `None` for a log
    /// without times.
    pub times: Option<&'w [i64]>,
}

/// About how many events are unpacked at once: they stay in the nearest cache.
const BLOCK: usize = 1 << 11;

/// About how many events one part of a log has.
const PART: u32 = 1 << 17;

impl EventLog {
    /// All customers in parts of about as many events each, to [`walk`](Self::walk) them side by
    /// side. How a log is cut depends on the log alone.
    ///
    /// # Complexity
    /// `O(p log c)` for `p` parts of `c` customers.
    pub fn parts(&self) -> Vec<Range<usize>> {
        let mut parts = Vec::new();
        let mut start = 0;
        while let Some(&before) = self.bounds.get(start)
            && start < self.customers.len()
        {
            let until = before.saturating_add(PART);
            let end = self.bounds.partition_point(|&bound| bound <= until);
            let end = end.saturating_sub(1).max(start + 1);
            parts.push(start..end);
            start = end;
        }
        parts
    }

    /// Goes through some customers in the order of their numbers. This is the fast way through
    /// a log: packed columns are unpacked a block at a time.
    ///
    /// Customers beyond the last one are left out.
    ///
    /// # Complexity
    /// Linear in these customers' events.
    ///
    /// # Example
    /// ```
    /// use cesta::log::EventLog;
    ///
    /// let log = EventLog::from_columns(&["ann", "bob", "ann"], &["look", "look", "buy"], None)?;
    /// let mut longest = 0;
    /// log.walk(0..log.customers().len(), |walk| longest = longest.max(walk.visits.len()));
    /// assert_eq!(longest, 2);
    /// # Ok::<(), cesta::log::BuildError>(())
    /// ```
    pub fn walk(&self, customers: Range<usize>, mut each: impl FnMut(Walk<'_>)) {
        let bounds = |from: usize, to: usize| self.bounds.get(from..=to).unwrap_or_default();
        let last = customers.end.min(self.customers.len());
        let mut block = Vec::with_capacity(BLOCK);
        let mut next = customers.start;
        while next < last {
            let rest = bounds(next, last);
            let start = rest.first().map_or(0, |&start| start as usize);
            // As many customers as fit, and one at least.
            let fitting = rest.partition_point(|&bound| bound as usize <= start + BLOCK);
            let end = (next + fitting.saturating_sub(1).max(1)).min(last);
            let part = bounds(next, end);
            let until = part.last().map_or(start, |&bound| bound as usize);
            self.visits.unpack(start..until, &mut block);
            let ends = part.iter().skip(1);
            for (customer, (&from, &to)) in (next..).zip(part.iter().zip(ends)) {
                let range = from as usize..to as usize;
                let here = range.start - start..range.end - start;
                each(Walk {
                    customer: u32::try_from(customer).unwrap_or(u32::MAX),
                    visits: block.get(here).unwrap_or_default(),
                    times: self.times.as_ref().map(|times| times.slice(range.clone())),
                    range,
                });
            }
            next = end;
        }
    }
}
