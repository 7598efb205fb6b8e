//! Logs from logs, and patterns in them.

use cesta::{
    flow::{
        Flow, FlowOptions,
        pattern::{PatternMatches, SequencePattern, quoted_name},
    },
    log::{EventLog, Filter, GroupOptions, SessionOptions, exactly},
};
use serde::Serialize;

use crate::{
    case::Subject,
    question::{Answer, Question, text},
};

/// What was done, and the flow of what is left.
#[derive(Serialize)]
struct Prepared<R> {
    report: R,
    flow: Flow,
}

pub(crate) fn answer(subject: &Subject<'_>, question: &mut Question<'_>) -> Option<Answer> {
    Some(match question.call {
        "filter" => filter(subject, question),
        "sessions" => sessions(subject, question),
        "group" => group(subject, question),
        "match" => matches(subject, question),
        "quotedName" => written("touchpoint", quoted_name, question),
        "exactly" => written("name", exactly, question),
        _ => return None,
    })
}

#[expect(clippy::unnecessary_wraps, reason = "what every question gives")]
fn told<R: Serialize>(report: R, log: &EventLog) -> Answer {
    let flow = Flow::of(log, &FlowOptions::default());
    Ok(text(&Prepared { report, flow }))
}

fn written(argument: &str, write: fn(&str) -> String, question: &mut Question<'_>) -> Answer {
    let name: String = question.argument(argument)?;
    question.ask(|| Ok(write(&name)))
}

fn filter(subject: &Subject<'_>, question: &mut Question<'_>) -> Answer {
    let log = &subject.log()?.log;
    let filters: Vec<Filter> = question.argument("filters")?;
    let filtered = question.measure(|| log.filter(&filters))?;
    told(filtered.report, &filtered.log)
}

fn sessions(subject: &Subject<'_>, question: &mut Question<'_>) -> Answer {
    let log = &subject.log()?.log;
    let options: SessionOptions = question.options("options")?;
    let sessions = question.measure(|| log.sessions(&options))?;
    told(sessions.report, &sessions.log)
}

fn group(subject: &Subject<'_>, question: &mut Question<'_>) -> Answer {
    let log = &subject.log()?.log;
    let options: GroupOptions = question.argument("options")?;
    let grouped = question.measure(|| log.group(&options));
    told(grouped.report, &grouped.log)
}

fn matches(subject: &Subject<'_>, question: &mut Question<'_>) -> Answer {
    let log = &subject.log()?.log;
    let pattern: String = question.argument("pattern")?;
    let options = question.options("options")?;
    question.ask(|| {
        let pattern = SequencePattern::parse(&pattern)?;
        Ok(PatternMatches::of(log, &pattern, &options)?)
    })
}
