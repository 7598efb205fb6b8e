//! Two groups of customers.

use cesta::flow;

use crate::{
    case::Subject,
    question::{Answer, Question},
};

pub(crate) fn answer(subject: &Subject<'_>, question: &mut Question<'_>) -> Option<Answer> {
    Some(match question.call {
        "compareGroups" => compare(subject, question),
        _ => return None,
    })
}

fn compare(subject: &Subject<'_>, question: &mut Question<'_>) -> Answer {
    let log = &subject.log()?.log;
    let (split, options) = (question.argument("split")?, question.options("options")?);
    question.ask(|| Ok(flow::compare::compare_split(log, &split, &options)?))
}
