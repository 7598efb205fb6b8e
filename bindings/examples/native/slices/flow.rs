//! Which touchpoint follows which.

use cesta::flow::Flow;

use crate::{
    case::Subject,
    question::{Answer, Question},
};

pub(crate) fn answer(subject: &Subject<'_>, question: &mut Question<'_>) -> Option<Answer> {
    Some(match question.call {
        "flow" => flow(subject, question),
        _ => return None,
    })
}

fn flow(subject: &Subject<'_>, question: &mut Question<'_>) -> Answer {
    let log = &subject.log()?.log;
    question.ask(|| Ok(Flow::of(log)))
}
