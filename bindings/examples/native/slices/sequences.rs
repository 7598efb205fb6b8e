//! Logs from sequences without times.

use std::ops::ControlFlow;

use cesta::log::sequences::{SequencesOptions, read};

use crate::{
    case::Subject,
    question::{Answer, Question, text},
};

pub(crate) fn answer(_: &Subject<'_>, question: &mut Question<'_>) -> Option<Answer> {
    Some(match question.call {
        "fromSequences" => sequences(question),
        _ => return None,
    })
}

fn sequences(question: &mut Question<'_>) -> Answer {
    let lines: String = question.argument("text")?;
    let options: SequencesOptions = question.options("options")?;
    let log = read(lines.as_bytes(), &options, |_| ControlFlow::Continue(()))?.log;
    let customers: Vec<&str> = log.customers().iter().collect();
    let touchpoints: Vec<&str> = log.touchpoints().iter().collect();
    let visits: Vec<u32> = log.visits().iter().collect();
    let ends = log.traces().map(|trace| trace.range().end);
    let bounds: Vec<usize> = std::iter::once(0).chain(ends).collect();
    Ok(text(&(customers, touchpoints, visits, bounds)))
}
