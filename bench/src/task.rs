//! The questions. Answers are as plain as every tool can give them, in a defined order.

use cesta::{flow::Flow, log::EventLog};
use serde_json::{Value, json};

use crate::Result;

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Task {
    /// To read the log, and no more.
    Load,
    /// How often each touchpoint directly follows another one, and the mean and median time.
    Flow,
    /// At how many of its visits a touchpoint was the last.
    DropOff,
}

impl Task {
    pub(crate) const ALL: [Self; 3] = [Self::Load, Self::Flow, Self::DropOff];

    pub(crate) fn named(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|task| task.name() == name);
        found.ok_or_else(|| format!("no task `{name}`").into())
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Flow => "flow",
            Self::DropOff => "dropOff",
        }
    }

    pub(crate) fn answer(self, log: &EventLog) -> Value {
        match self {
            Self::Load => json!({ "events": log.len(), "customers": log.customers().len() }),
            Self::Flow => flow(log),
            Self::DropOff => drop_off(log),
        }
    }
}

fn flow(log: &EventLog) -> Value {
    let flow = Flow::of(log);
    let rows = flow.steps.iter().map(|step| {
        let [mean, median] = step
            .durations
            .map_or([None; 2], |it| [Some(it.mean), Some(it.median)]);
        json!([step.from, step.to, step.count, mean, median])
    });
    rows.collect()
}

fn drop_off(log: &EventLog) -> Value {
    let flow = Flow::of(log);
    let rows = flow
        .touchpoints
        .iter()
        .map(|it| json!([it.touchpoint, it.visits, it.ends]));
    rows.collect()
}
