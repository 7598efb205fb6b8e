//! Where customers are, step by step.

use cesta::{
    flow::steps::{StepDifference, StepLinks, StepMatrix, StepSum},
    render::{sankey_svg, step_difference_svg, steps_svg},
};

use super::sums::joined;
use crate::{
    case::Subject,
    question::{Answer, Question},
};

pub(crate) fn answer(subject: &Subject<'_>, question: &mut Question<'_>) -> Option<Answer> {
    Some(match question.call {
        "steps" | "stepLinks" | "stepSum" => of_log(subject, question),
        "mergeStepSums" => joined(question, StepSum::merge),
        "stepsOf" | "stepLinksOf" | "stepDifference" => of_sums(question),
        "stepsSvg" => (|| {
            let (steps, options) = (question.argument("steps")?, question.options("options")?);
            question.ask(|| Ok(steps_svg(&steps, &options)))
        })(),
        "sankeySvg" => (|| {
            let (links, options) = (question.argument("links")?, question.options("options")?);
            question.ask(|| Ok(sankey_svg(&links, &options)))
        })(),
        "stepDifferenceSvg" => (|| {
            let difference = question.argument("difference")?;
            let options = question.options("options")?;
            question.ask(|| Ok(step_difference_svg(&difference, &options)))
        })(),
        _ => return None,
    })
}

fn of_log(subject: &Subject<'_>, question: &mut Question<'_>) -> Answer {
    let log = &subject.log()?.log;
    let options = question.options("options")?;
    match question.call {
        "steps" => question.ask(|| Ok(StepMatrix::of(log, &options)?)),
        "stepLinks" => question.ask(|| Ok(StepLinks::of(log, &options)?)),
        _ => question.ask(|| Ok(StepSum::of(log, &options)?)),
    }
}

fn of_sums(question: &mut Question<'_>) -> Answer {
    let first = match question.call {
        "stepsOf" | "stepLinksOf" => "sum",
        _ => "first",
    };
    let sum: StepSum = question.argument(first)?;
    match question.call {
        "stepDifference" => {
            let (other, options) = (question.argument("second")?, question.options("options")?);
            question.ask(|| Ok(StepDifference::of(&sum, &other, &options)?))
        }
        "stepsOf" => {
            let options = question.options("options")?;
            question.ask(|| Ok(sum.matrix(&options)?))
        }
        _ => {
            let options = question.options("options")?;
            question.ask(|| Ok(sum.links(&options)?))
        }
    }
}
