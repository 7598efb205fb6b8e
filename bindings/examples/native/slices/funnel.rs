//! Who gets through the steps of a funnel, or the stages of a map.

use cesta::{
    flow::funnel::{Funnel, FunnelOptions, stage_funnel},
    render::funnel_svg,
};

use crate::{
    case::Subject,
    question::{Answer, Question},
};

pub(crate) fn answer(subject: &Subject<'_>, question: &mut Question<'_>) -> Option<Answer> {
    Some(match question.call {
        "stepFunnel" => of_steps(subject, question),
        "stageFunnel" => of_stages(subject, question),
        "funnelSvg" => picture(question),
        _ => return None,
    })
}

fn of_steps(subject: &Subject<'_>, question: &mut Question<'_>) -> Answer {
    let log = &subject.log()?.log;
    let options: FunnelOptions = question.argument("options")?;
    question.ask(|| Ok(Funnel::of(log, &options)?))
}

fn of_stages(subject: &Subject<'_>, question: &mut Question<'_>) -> Answer {
    let (journey, log) = (subject.journey()?, &subject.log()?.log);
    let options = question.options("options")?;
    question.ask(|| Ok(stage_funnel(journey, log, &options)?))
}

fn picture(question: &mut Question<'_>) -> Answer {
    let funnel: Funnel = question.argument("funnel")?;
    let options = question.options("options")?;
    question.ask(|| Ok(funnel_svg(&funnel, &options)))
}
