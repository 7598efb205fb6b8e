//! Which touchpoint follows which, and what follows from sequences.

use cesta::{
    flow::{
        Flow, FlowOptions, FlowSum, cycle::CycleTimes, follows::EventuallyFollows, rework::Rework,
        variants::Variants,
    },
    render,
};

use crate::{
    case::Subject,
    question::{Answer, Question},
};

pub(crate) fn answer(subject: &Subject<'_>, question: &mut Question<'_>) -> Option<Answer> {
    Some(match question.call {
        "flow" | "flowSum" | "variants" | "eventuallyFollows" | "rework" | "cycleTimes" => {
            log(subject, question)
        }
        "mergeFlowSums" => merged(question),
        "flowOf" => summed(question),
        "variantsSvg" => drawn(question),
        _ => return None,
    })
}

fn log(subject: &Subject<'_>, question: &mut Question<'_>) -> Answer {
    let log = &subject.log()?.log;
    match question.call {
        "flow" => {
            let options = question.options("options")?;
            question.ask(|| Ok(Flow::of(log, &options)))
        }
        "flowSum" => {
            let options: FlowOptions = question.options("options")?;
            question.ask(|| Ok(FlowSum::of(log, options.quantiles)))
        }
        "variants" => {
            let options = question.options("options")?;
            question.ask(|| Ok(Variants::of(log, &options)))
        }
        "eventuallyFollows" => {
            let options = question.options("options")?;
            question.ask(|| Ok(EventuallyFollows::of(log, &options)))
        }
        "rework" => {
            let options = question.options("options")?;
            question.ask(|| Ok(Rework::of(log, &options)))
        }
        _ => {
            let options = question.options("options")?;
            question.ask(|| Ok(CycleTimes::of(log, &options)?))
        }
    }
}

fn merged(question: &mut Question<'_>) -> Answer {
    let sums: Vec<FlowSum> = question.argument("sums")?;
    question.ask(|| {
        let mut total = FlowSum::default();
        for sum in sums {
            total.merge(sum)?;
        }
        Ok(total)
    })
}

fn summed(question: &mut Question<'_>) -> Answer {
    let sum: FlowSum = question.argument("sum")?;
    let options: FlowOptions = question.options("options")?;
    question.ask(|| Ok(sum.flow(options.confidence)))
}

fn drawn(question: &mut Question<'_>) -> Answer {
    let variants: Variants = question.argument("variants")?;
    let options = question.options("options")?;
    question.ask(|| Ok(render::variants_svg(&variants, &options)))
}
