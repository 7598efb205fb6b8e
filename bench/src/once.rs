//! One task on a small log, for a tool that counts instructions.

use std::{hint::black_box, ops::ControlFlow};

use cesta::log::{
    EventLog,
    csv::{CsvOptions, read},
};
use serde_json::Value;

use crate::{Result, events, task::Task};

const CUSTOMERS: u32 = 5_000;

/// Does it once, after what it needs. Only what is below is counted, by its name.
pub(crate) fn task(task: Task) -> Result<()> {
    let mut text = Vec::new();
    events::write(&events::events(CUSTOMERS, events::SEED), &mut text)?;
    let log = counted_load(&text)?;
    black_box(counted_answer(task, black_box(&log))?);
    Ok(())
}

#[inline(never)]
fn counted_load(text: &[u8]) -> Result<EventLog> {
    let options = CsvOptions::default();
    Ok(read(text, &options, |_| ControlFlow::Continue(()))?.log)
}

#[inline(never)]
fn counted_answer(task: Task, log: &EventLog) -> Result<Value> {
    task.answer(log)
}
