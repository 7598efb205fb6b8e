//! Maps and what customers did: alignments, and maps that are discovered.

use cesta::{
    flow::{
        Flow, FlowOptions, align::align, discover::discover, group_events, group_stages,
        pattern::SequencePattern,
    },
    journey::Journey,
    log::EventLog,
};

use crate::{
    case::Subject,
    question::{Answer, Question},
};

pub(crate) fn answer(subject: &Subject<'_>, question: &mut Question<'_>) -> Option<Answer> {
    Some(match question.call {
        "align" => aligned(subject, question),
        "discover" => discovered(subject, question),
        "groupEvents" => grouped(subject, question, group_events),
        "groupStages" => grouped(subject, question, group_stages),
        "patternIn" => pattern_in(subject, question),
        _ => return None,
    })
}

fn aligned(subject: &Subject<'_>, question: &mut Question<'_>) -> Answer {
    let (journey, log) = (subject.journey()?, &subject.log()?.log);
    let options = question.options("options")?;
    question.ask(|| Ok(align(journey, log, &options)?))
}

fn grouped(
    subject: &Subject<'_>,
    question: &mut Question<'_>,
    group: fn(&Journey, &EventLog) -> EventLog,
) -> Answer {
    let (journey, log) = (subject.journey()?, &subject.log()?.log);
    question.ask(|| Ok(Flow::of(&group(journey, log), &FlowOptions::default())))
}

fn pattern_in(subject: &Subject<'_>, question: &mut Question<'_>) -> Answer {
    let (journey, log) = (subject.journey()?, &subject.log()?.log);
    let pattern: String = question.argument("pattern")?;
    question.ask(|| Ok(SequencePattern::parse(&pattern)?.in_log(log, journey)))
}

fn discovered(subject: &Subject<'_>, question: &mut Question<'_>) -> Answer {
    let log = &subject.log()?.log;
    let options = question.options("options")?;
    question.ask(|| Ok(discover(log, &options)?))
}
