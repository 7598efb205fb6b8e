//! Questions about what customers did and said.

use cesta::{
    flow::overlay,
    gap,
    journey::Journey,
    log::EventLog,
    render::{self, PassedOver},
    satisfaction::{self, BadCells, Responses},
};
use serde::Serialize;

use crate::{
    case::Subject,
    functions,
    question::{Answer, Question, text},
};

/// Questions about events without a map.
pub(crate) fn log(subject: &Subject<'_>, question: &mut Question<'_>) -> Answer {
    if question.call == "readLog" {
        let read = question.measure(|| subject.read_log())?;
        return Ok(text(&read.source));
    }
    let log = &subject.log()?.log;
    if question.call == "withoutDuplicates" {
        let log = question.measure(|| log.clone().without_duplicates());
        return Ok(text(&Log::new(&log)));
    }
    Ok(text(&Log::new(log)))
}

pub(crate) fn answer(
    subject: &Subject<'_>,
    journey: &Journey,
    question: &mut Question<'_>,
) -> Answer {
    match question.call {
        "readResponses" => {
            let read = question.measure(|| subject.read_responses())?;
            Ok(text(&Answers::new(&read)))
        }
        "overlay" => {
            let log = &subject.log()?.log;
            let options = question.options("options")?;
            question.ask(|| Ok(overlay(journey, log, &options)))
        }
        "satisfaction" => {
            let responses = subject.responses()?;
            let options = question.options("options")?;
            question.ask(|| Ok(satisfaction::analyse(journey, responses, &options)?))
        }
        _ => known(subject, journey, question),
    }
}

/// Questions whose first argument names what else is known.
fn known(subject: &Subject<'_>, journey: &Journey, question: &mut Question<'_>) -> Answer {
    if ![
        "bestKnown",
        "emotionLine",
        "bestEmotionLine",
        "gaps",
        "mapSvg",
        "reportHtml",
    ]
    .contains(&question.call)
    {
        return functions::answer(question);
    }
    let names: Vec<String> = question.options("known")?;
    let is_known = |name: &str| names.iter().any(|it| it == name);
    let overlay = is_known("overlay").then(|| subject.overlay()).transpose()?;
    let satisfaction = is_known("satisfaction")
        .then(|| subject.satisfaction())
        .transpose()?;
    let gaps = is_known("gaps").then(|| subject.gaps()).transpose()?;
    let emotion =
        is_known("emotion").then(|| satisfaction::best_emotion_line(journey, satisfaction));
    let mut passed_over = PassedOver::default();
    if is_known("passedOver") {
        passed_over.rows = subject.log()?.source.passed_over.count;
        passed_over.cells = subject.responses()?.passed_over().count;
    }
    let known = render::Known {
        overlay,
        satisfaction,
        emotion: emotion.as_ref(),
        gaps,
        passed_over,
        ..render::Known::new(journey)
    };
    match question.call {
        "bestKnown" => {
            let id: String = question.argument("touchpoint")?;
            let touchpoint = journey.touchpoint(&id);
            let scores = touchpoint.map(|it| satisfaction::best_known(it, satisfaction));
            question.ask(|| Ok(scores.unwrap_or_default()))
        }
        "emotionLine" => {
            let source = question.argument("source")?;
            question.ask(|| Ok(satisfaction::emotion_line(journey, satisfaction, source)?))
        }
        "bestEmotionLine" => {
            question.ask(|| Ok(satisfaction::best_emotion_line(journey, satisfaction)))
        }
        "gaps" => {
            let options = question.options("options")?;
            let observed = gap::Observed {
                overlay,
                satisfaction,
            };
            question.ask(|| Ok(gap::check(journey, &observed, &options)?))
        }
        "mapSvg" => {
            let options = question.options("options")?;
            question.ask(|| Ok(render::map_svg(&known, &options)))
        }
        _ => {
            let options = question.options("options")?;
            question.ask(|| Ok(render::report_html(&known, &options)))
        }
    }
}

/// A log, as JavaScript sees it.
#[derive(Serialize)]
pub(crate) struct Log<'l> {
    length: usize,
    customers: Vec<&'l str>,
    touchpoints: Vec<&'l str>,
    visits: Vec<u32>,
    times: Option<Vec<i64>>,
    bounds: Vec<usize>,
    segments: Vec<Segment<'l>>,
    duplicates: usize,
    span: Option<(i64, i64)>,
    trace: Option<Trace<'l>>,
}

#[derive(Serialize)]
struct Segment<'l> {
    name: &'l str,
    values: Vec<&'l str>,
    codes: Vec<u32>,
}

/// What the first customer did.
#[derive(Serialize)]
struct Trace<'l> {
    customer: &'l str,
    touchpoints: Vec<&'l str>,
    times: Option<Vec<i64>>,
}

impl<'l> Log<'l> {
    pub(crate) fn new(log: &'l EventLog) -> Self {
        let ends = log.traces().map(|it| it.range().end);
        let segments = log.segments().iter().map(|it| Segment {
            name: it.name(),
            values: it.values().iter().collect(),
            codes: it.codes().iter().collect(),
        });
        Self {
            length: log.len(),
            customers: log.customers().iter().collect(),
            touchpoints: log.touchpoints().iter().collect(),
            visits: log.visits().iter().collect(),
            times: log.times().map(|it| it.iter().collect()),
            bounds: std::iter::once(0).chain(ends).collect(),
            segments: segments.collect(),
            duplicates: log.duplicates(),
            span: log.span(),
            trace: log.traces().next().map(|it| Trace {
                customer: it.customer(),
                touchpoints: it.names().collect(),
                times: it.times().map(Iterator::collect),
            }),
        }
    }
}

/// Answers, as JavaScript sees them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Answers<'r> {
    respondents: u32,
    names: &'r [String],
    questions: Vec<&'r str>,
    segments: Vec<&'r str>,
    unknown_questions: &'r [String],
    passed_over: &'r BadCells,
}

impl<'r> Answers<'r> {
    pub(crate) fn new(responses: &'r Responses) -> Self {
        Self {
            respondents: responses.respondents(),
            names: responses.names(),
            questions: responses.questions().collect(),
            segments: responses.segments().collect(),
            unknown_questions: responses.unknown_questions(),
            passed_over: responses.passed_over(),
        }
    }
}
