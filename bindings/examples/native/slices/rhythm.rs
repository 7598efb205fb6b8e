//! When customers come.

use cesta::{flow::rhythm::Rhythm, render};

use crate::{
    case::Subject,
    question::{Answer, Question},
};

pub(crate) fn answer(subject: &Subject<'_>, question: &mut Question<'_>) -> Option<Answer> {
    Some(match question.call {
        "rhythm" => rhythm(subject, question),
        "rhythmSvg" => rhythm_svg(subject, question),
        _ => return None,
    })
}

fn rhythm(subject: &Subject<'_>, question: &mut Question<'_>) -> Answer {
    let log = &subject.log()?.log;
    let options = question.options("options")?;
    question.ask(|| Ok(Rhythm::of(log, &options)?))
}

fn rhythm_svg(subject: &Subject<'_>, question: &mut Question<'_>) -> Answer {
    let log = &subject.log()?.log;
    let options = question.options("options")?;
    let picture = question.options("picture")?;
    question.ask(|| Ok(render::rhythm_svg(&Rhythm::of(log, &options)?, &picture)))
}
