//! Customers and events by what a further column says of them.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{EventLog, PrepareError, SegmentColumn, UnsuitableReason, pick::Picked};

/// Whose value of a further column counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum SegmentOf {
    /// Each event's own, so that a customer may be in several segments.
    #[default]
    Event,
    /// That of the customer's first event.
    First,
    /// That of the customer's last event.
    Last,
    /// The customer's most frequent one; of equally frequent ones the one that came first.
    Most,
}

/// The one value of a customer; of an event of its own there is none.
pub(super) fn choose(
    mut codes: impl DoubleEndedIterator<Item = u32>,
    of: SegmentOf,
) -> Option<u32> {
    match of {
        SegmentOf::Event => None,
        SegmentOf::First => codes.next(),
        SegmentOf::Last => codes.next_back(),
        SegmentOf::Most => {
            let codes: Vec<u32> = codes.collect();
            let mut sorted = codes.clone();
            sorted.sort_unstable();
            let most = sorted.chunk_by(PartialEq::eq).map(<[u32]>::len).max()?;
            let count = |code: u32| {
                let upto = sorted.partition_point(|&it| it <= code);
                upto - sorted.partition_point(|&it| it < code)
            };
            codes.into_iter().find(|&code| count(code) == most)
        }
    }
}

/// One segment of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment<'l> {
    /// The value of the column; the empty text is the segment of what has none.
    pub value: &'l str,
    /// The log of this segment alone.
    pub log: EventLog,
}

impl EventLog {
    /// The log by the values of a further column, in the order of the column's list. Together
    /// they have every event once where each event's own value counts, or a customer's one.
    ///
    /// # Errors
    /// [`PrepareError`] where the log has no such column.
    ///
    /// # Complexity
    /// Linear in the events, once for all; a segment is built when the iterator comes to it.
    ///
    /// # Example
    /// ```
    /// use cesta::log::{EventLogBuilder, SegmentOf};
    ///
    /// let mut log = EventLogBuilder::with_segments(["platform"]);
    /// log.push_with("ann", "look", None, ["web"])?;
    /// log.push_with("ann", "buy", None, ["app"])?;
    /// log.push_with("bob", "look", None, ["app"])?;
    /// let log = log.build();
    ///
    /// let sizes = |of| -> Vec<_> {
    ///     let segments = log.by_segment("platform", of).unwrap();
    ///     segments.map(|it| (it.value, it.log.len())).collect()
    /// };
    /// assert_eq!(sizes(SegmentOf::Event), [("web", 1), ("app", 2)]);
    /// assert_eq!(sizes(SegmentOf::First), [("web", 2), ("app", 1)]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn by_segment(
        &self,
        column: &str,
        of: SegmentOf,
    ) -> Result<impl ExactSizeIterator<Item = Segment<'_>>, PrepareError> {
        let column = self.column(column)?;
        let mut groups = vec![Picked::default(); column.values.len()];
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); column.values.len()];
        let mut codes = Vec::new();
        let number = |place| u32::try_from(place).unwrap_or(u32::MAX);
        let mut add = |code: u32, customer: u32, places: Range<usize>| {
            let group = groups.get_mut(code as usize);
            let Some((group, members)) = group.zip(members.get_mut(code as usize)) else {
                return;
            };
            if members.last() == Some(&customer) {
                group.go_on();
            } else {
                members.push(customer);
            }
            group.extend(number(places.start)..number(places.end));
            group.end();
        };
        self.walk(0..self.customers.len(), |walk| {
            column.codes.unpack(walk.range.clone(), &mut codes);
            match choose(codes.iter().copied(), of) {
                Some(code) => add(code, walk.customer, walk.range.clone()),
                None => {
                    for (&code, place) in codes.iter().zip(walk.range) {
                        add(code, walk.customer, place..place + 1);
                    }
                }
            }
        });
        let groups = groups.into_iter().zip(members);
        let segments = groups.zip(column.values.iter());
        Ok(segments.map(|((group, members), value)| {
            let log = self.pick(group, self.customers_named(&members));
            Segment { value, log }
        }))
    }

    /// Each customer's value of a further column, as its number among the column's values.
    ///
    /// `None` where each event's own value counts: a customer has no one value then.
    ///
    /// # Errors
    /// [`PrepareError`] where the log has no such column.
    ///
    /// # Complexity
    /// Linear in the events.
    pub fn customer_segments(
        &self,
        column: &str,
        of: SegmentOf,
    ) -> Result<Option<Vec<u32>>, PrepareError> {
        let column = self.column(column)?;
        let value = |bounds: &[u32]| match *bounds {
            [start, end] => choose(column.codes.part(start as usize..end as usize), of),
            _ => None,
        };
        Ok(self.bounds.windows(2).map(value).collect())
    }

    fn column(&self, name: &str) -> Result<&SegmentColumn, PrepareError> {
        self.segment(name).ok_or_else(|| {
            let column = name.to_owned();
            PrepareError::one("column", UnsuitableReason::UnknownColumn { column })
        })
    }
}
