//! The conditions on the events that serve a step, ready for a log.

use super::{FunnelOptions, FunnelStep, plan::Steps};
use crate::log::{Codes, EventLog};

/// Which steps have conditions, and which values meet them.
#[derive(Debug)]
pub(super) struct Conditions<'l>(Vec<Condition<'l>>);

#[derive(Debug)]
struct Condition<'l> {
    /// The bit of its step.
    step: Steps,
    codes: &'l Codes,
    /// By value of the column: whether it is one of those.
    meets: Vec<bool>,
}

impl<'l> Conditions<'l> {
    /// Of a funnel whose columns the log has.
    pub(super) fn new(options: &FunnelOptions, log: &'l EventLog) -> Self {
        let of_step = |(step, it): (u32, &FunnelStep)| {
            let ready = it.only.iter().filter_map(|only| {
                let column = log.segment(&only.column)?;
                let is_one = |value: &str| only.values.iter().any(|it| it == value);
                Some(Condition {
                    step: 1_u64.checked_shl(step)?,
                    codes: column.codes(),
                    meets: column.values().iter().map(is_one).collect(),
                })
            });
            ready.collect::<Vec<_>>()
        };
        Self((0..).zip(&options.steps).flat_map(of_step).collect())
    }

    /// Those of some steps that an event serves, by its place in the columns of the log.
    pub(super) fn met(&self, event: usize, steps: Steps) -> Steps {
        self.0.iter().fold(steps, |steps, it| {
            let meets = || {
                let value = it.codes.get(event)? as usize;
                it.meets.get(value).copied()
            };
            if steps & it.step != 0 && meets() != Some(true) {
                steps & !it.step
            } else {
                steps
            }
        })
    }
}

/// Whether any step has a condition.
pub(super) fn has_any(options: &FunnelOptions) -> bool {
    options.steps.iter().any(|step| !step.only.is_empty())
}
