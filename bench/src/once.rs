//! One task on a small log, for a tool that counts instructions.

use std::{hint::black_box, ops::ControlFlow};

use cesta::log::csv::{CsvOptions, read};

use crate::{Result, events, task::Task};

const CUSTOMERS: u32 = 5_000;

/// Does it once. Without a task it prepares as for all of them, so that the difference is the
/// task's: for `load` to `nothing`, for the others to `load`.
pub(crate) fn task(task: Option<Task>) -> Result<()> {
    let mut text = Vec::new();
    events::write(&events::events(CUSTOMERS, events::SEED), &mut text)?;
    let Some(task) = task else {
        black_box(text);
        return Ok(());
    };
    let log = read(
        &*text,
        &CsvOptions::default(),
        |_| ControlFlow::Continue(()),
    )?
    .log;
    black_box(task.answer(black_box(&log))?);
    Ok(())
}
