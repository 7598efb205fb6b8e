//! A log that grows.

use super::{BuildError, EventLog, EventLogBuilder};

impl EventLog {
    /// Adds the events of another log, as if they had stood after its own in the input: the
    /// result is the log of both inputs, and equal times keep that order.
    ///
    /// # Errors
    /// [`BuildError`] where one log has times and the other has none, where their further
    /// columns differ, and for more than `u32::MAX` events; the log is then as it was before.
    ///
    /// # Complexity
    /// Linear in both logs, whose columns are arranged anew. A
    /// [`FlowStream`](crate::flow::FlowStream) takes new events without that, and sums such as
    /// [`FlowSum`](crate::flow::FlowSum) those of new customers.
    ///
    /// # Example
    /// ```
    /// use cesta::log::EventLog;
    ///
    /// let mut log = EventLog::from_columns(&["ann"], &["look"], Some(&[1_000]))?;
    /// log.append(&EventLog::from_columns(&["bob", "ann"], &["look", "buy"], Some(&[2_000, 3_000]))?)?;
    /// assert_eq!(log.trace(0).unwrap().names().collect::<Vec<_>>(), ["look", "buy"]);
    /// # Ok::<(), cesta::log::BuildError>(())
    /// ```
    pub fn append(&mut self, more: &Self) -> Result<(), BuildError> {
        if more.is_empty() {
            return Ok(());
        }
        if self.is_empty() {
            more.clone_into(self);
            return Ok(());
        }
        let names = |log: &Self| -> Vec<String> {
            let segments = log.segments.iter();
            segments.map(|it| it.name.clone()).collect()
        };
        let (expected, found) = (names(self), names(more));
        if expected != found {
            return Err(BuildError::SegmentNames { expected, found });
        }
        let mut builder = EventLogBuilder::with_segments(expected);
        builder.know(self);
        builder.know(more);
        for log in [&*self, more] {
            let mut values = Vec::new();
            for trace in log.traces() {
                for ((visit, time), event) in trace.events().zip(trace.range()) {
                    values.clear();
                    values.extend(log.segments.iter().map(|it| {
                        let value = it.codes.get(event).and_then(|code| it.values.get(code));
                        value.unwrap_or_default()
                    }));
                    let touchpoint = log.touchpoints.get(visit).unwrap_or_default();
                    let values = values.iter().copied();
                    builder.push_with(trace.customer(), touchpoint, time, values)?;
                }
            }
        }
        *self = builder.build();
        Ok(())
    }
}
