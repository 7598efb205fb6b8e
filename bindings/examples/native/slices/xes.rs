//! Logs as XES.

use std::ops::ControlFlow;

use cesta::log::xes::{XesSource, read};
use serde::Serialize;

use crate::{
    case::Subject,
    observed::Log,
    question::{Answer, Question, text},
};

/// A log, and how it was read.
#[derive(Serialize)]
struct Read<'r> {
    source: &'r XesSource,
    log: Log<'r>,
}

pub(crate) fn answer(_: &Subject<'_>, question: &mut Question<'_>) -> Option<Answer> {
    Some(match question.call {
        "readXes" => read_xes(question),
        _ => return None,
    })
}

fn read_xes(question: &mut Question<'_>) -> Answer {
    let xes: String = question.argument("text")?;
    let options = question.options("options")?;
    let read =
        question.measure(|| read(xes.as_bytes(), &options, |_| ControlFlow::Continue(())))?;
    Ok(text(&Read {
        source: &read.source,
        log: Log::new(&read.log),
    }))
}
