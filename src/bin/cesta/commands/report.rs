//! `cesta report`: everything about a journey, as a page to look at and a summary to read.

mod summary;

use cesta::{
    flow::{
        Overlay,
        align::{AlignOptions, Alignment, align},
        funnel::{Funnel, FunnelOptions, stage_funnel},
        rework::{Rework, ReworkOptions},
        rhythm::{Rhythm, RhythmOptions},
        steps::{StepLinks, StepOptions},
        variants::{VariantOptions, Variants},
    },
    gap::GapReport,
    journey::Journey,
    log::csv::BadRows,
    render::{Known, PassedOver, ReportOptions, report_html},
    satisfaction::{BadCells, EmotionLine, Satisfaction, best_emotion_line},
};
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;

use crate::{
    answer::{Answer, Complaint, Context, Failure},
    args, findings, input,
    observed::{self, Sources, events::Used},
    output::file,
    progress::phase,
};

/// Everything that was found out.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Results<'r> {
    journey: Head<'r>,
    /// The path of the page, where one was written.
    report: Option<String>,
    /// The columns of the events that were read.
    columns: Option<&'r Used>,
    /// The rows of the events that were passed over.
    skipped_events: Option<&'r BadRows>,
    /// The cells of the survey that were passed over.
    skipped_answers: Option<&'r BadCells>,
    overlay: Option<&'r Overlay>,
    funnel: Option<&'r Funnel>,
    rhythm: Option<&'r Rhythm>,
    steps: Option<&'r StepLinks>,
    variants: Option<&'r Variants>,
    rework: Option<&'r Rework>,
    satisfaction: Option<&'r Satisfaction>,
    /// The line beneath the map.
    emotion: &'r EmotionLine,
    alignment: Option<&'r Alignment>,
    gaps: &'r GapReport,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Head<'r> {
    id: &'r str,
    name: &'r str,
    stages: u32,
    touchpoints: u32,
    transitions: u32,
}

impl<'r> Head<'r> {
    fn of(journey: &'r Journey) -> Self {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            id: journey.id(),
            name: journey.name(),
            stages: count(journey.stages().len()),
            touchpoints: count(journey.touchpoints().len()),
            transitions: count(journey.transitions().len()),
        }
    }
}

pub(crate) fn run(args: &args::Report, context: &Context) -> Result<Answer, Failure> {
    let to_standard = input::is_standard(&args.output);
    if context.json && to_standard {
        let complaint = "--json and the report cannot both go to standard output; -o sets a file";
        return Err(Complaint::new(complaint).into());
    }
    Sources::of(&args.map, &args.data).spare(&args.output)?;
    let (map, observed) = observed::read(&args.map, &args.data, context)?;
    let gaps = findings::check(&map, &observed, &args.levels)?;
    let satisfaction = observed.survey.as_ref().map(|survey| &survey.satisfaction);
    let emotion = best_emotion_line(&map.journey, satisfaction);
    let date = args.date.clone().unwrap_or_else(today);
    let funnel = observed.events.as_ref().and_then(|events| {
        let count = || stage_funnel(&map.journey, &events.log, &FunnelOptions::default());
        // A map may have no stages, or too many.
        phase("counting", count).ok()
    });
    let rhythm = observed.events.as_ref().and_then(|events| {
        let zone = args.data.columns.zone.clone().unwrap_or_default();
        let options = RhythmOptions {
            zone,
            ..RhythmOptions::default()
        };
        // A log without times has none.
        phase("counting", || Rhythm::of(&events.log, &options)).ok()
    });
    let steps = observed.events.as_ref().and_then(|events| {
        // Its defaults are no mistakes.
        phase("counting", || {
            StepLinks::of(&events.log, &StepOptions::default())
        })
        .ok()
    });
    let counted = observed.events.as_ref().map(|events| {
        phase("counting", || {
            let variants = Variants::of(&events.log, &VariantOptions::default());
            (variants, Rework::of(&events.log, &ReworkOptions::default()))
        })
    });
    let (variants, rework) = counted.unzip();
    let alignment = observed.events.as_ref().and_then(|events| {
        // A map without a way through it cannot be followed.
        let options = AlignOptions::default();
        phase("aligning", || align(&map.journey, &events.log, &options)).ok()
    });
    let known = Known {
        alignment: alignment.as_ref(),
        overlay: observed.overlay.as_ref(),
        funnel: funnel.as_ref(),
        rhythm: rhythm.as_ref(),
        steps: steps.as_ref(),
        variants: variants.as_ref(),
        rework: rework.as_ref(),
        satisfaction,
        emotion: Some(&emotion),
        gaps: Some(&gaps),
        passed_over: PassedOver {
            rows: observed
                .events
                .as_ref()
                .map_or(0, |it| it.passed_over.count),
            cells: observed
                .survey
                .as_ref()
                .map_or(0, |it| it.passed_over.count),
        },
        ..Known::new(&map.journey)
    };
    let options = ReportOptions {
        date: Some(date).filter(|date| !date.is_empty()),
        ..ReportOptions::default()
    };
    let page = phase("drawing", || report_html(&known, &options));
    if to_standard {
        return Ok(observed.remark_on(Answer::raw(page)));
    }
    file::write(&args.output, &page)?;
    let results = Results {
        journey: Head::of(&map.journey),
        report: Some(input::name(&args.output)),
        columns: observed.events.as_ref().map(|events| &events.columns),
        skipped_events: observed.events.as_ref().map(|events| &events.passed_over),
        skipped_answers: observed.survey.as_ref().map(|survey| &survey.passed_over),
        overlay: observed.overlay.as_ref(),
        funnel: funnel.as_ref(),
        rhythm: rhythm.as_ref(),
        steps: steps.as_ref(),
        variants: variants.as_ref(),
        rework: rework.as_ref(),
        satisfaction,
        emotion: &emotion,
        alignment: alignment.as_ref(),
        gaps: &gaps,
    };
    let answer = if context.json {
        Answer::json(&results)?
    } else {
        Answer::text(summary::page(context.page(), &map.journey, &results))
    };
    Ok(observed.remark_on(answer))
}

/// Today's date (UTC), which the report carries unless it is told another.
fn today() -> String {
    let now = Timestamp::now().to_zoned(TimeZone::UTC);
    now.date().to_string()
}
