//! `cesta report`: everything about a journey, as a page to look at and a summary to read.

mod sought;
mod summary;

use std::fmt::Display;

use cesta::{
    flow::{
        Flow, FlowOptions, Overlay,
        align::{AlignError, AlignOptions, Alignment, align},
        compare::{LogComparisonOptions, Split, compare_split},
        cycle::{CycleOptions, CycleTimes},
        discover::{DiscoverError, DiscoverOptions, Discovery, discover},
        follows::{EventuallyFollows, FollowsOptions},
        funnel::{Funnel, FunnelError, FunnelOptions, FunnelProblem, stage_funnel},
        group_events, group_stages,
        rework::{Rework, ReworkOptions},
        rhythm::{Rhythm, RhythmError, RhythmOptions},
        steps::{StepError, StepLinks, StepOptions},
        variants::{VariantOptions, Variants},
    },
    gap::GapReport,
    journey::Journey,
    log::EventLog,
    render::{
        FoundPattern, Groups, Known, Leg, LogUnit, PassedOver, ReportOptions, Stay, report_html,
    },
    satisfaction::{BadCells, EmotionLine, Satisfaction, best_emotion_line},
};
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;

use crate::{
    answer::{Answer, Complaint, Context, Failure},
    args, findings, input,
    observed::{
        self, Asked, Sources,
        events::{Events, Source},
    },
    output::file,
    progress::phase,
};

/// Everything that was found out: what the page shows, and what `--json` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Results<'r> {
    journey: Head<'r>,
    /// The path of the page, where it is written to a file.
    report: Option<String>,
    /// What its customers are.
    unit: LogUnit,
    /// How the events were read.
    #[serde(flatten)]
    source: Option<Source<'r>>,
    /// The cells of the survey that were passed over.
    skipped_answers: Option<&'r BadCells>,
    overlay: Option<&'r Overlay>,
    #[serde(flatten)]
    behaviour: Behaviour,
    satisfaction: Option<&'r Satisfaction>,
    /// The line beneath the map.
    emotion: EmotionLine,
    gaps: GapReport,
}

impl<'r> Results<'r> {
    /// What the page shows. Every part by its name, so that a new one has its line here too.
    fn known(&'r self, journey: &'r Journey) -> Known<'r> {
        let Behaviour {
            funnel,
            rhythm,
            steps,
            variants,
            rework,
            follows,
            legs,
            stays,
            groups,
            alignment,
            discovery,
            patterns,
        } = &self.behaviour;
        let rows = self.source.as_ref().and_then(|it| it.passed_over);
        Known {
            journey,
            unit: self.unit,
            overlay: self.overlay,
            funnel: funnel.as_ref(),
            rhythm: rhythm.as_ref(),
            steps: steps.as_ref(),
            variants: variants.as_ref(),
            rework: rework.as_ref(),
            follows: follows.as_ref(),
            legs,
            stays,
            groups: groups.as_ref(),
            discovery: discovery.as_ref(),
            patterns,
            satisfaction: self.satisfaction,
            emotion: Some(&self.emotion),
            alignment: alignment.as_ref(),
            gaps: Some(&self.gaps),
            passed_over: PassedOver {
                rows: rows.map_or(0, |it| it.count),
                cells: self.skipped_answers.map_or(0, |it| it.count),
            },
        }
    }
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
    let (map, observed) = observed::read(&args.map, &args.data, &asked(args), context)?;
    let (events, survey) = (observed.events.as_ref(), observed.survey.as_ref());
    let behaviour = events.map(|events| Behaviour::of(&map.journey, events, args));
    let satisfaction = survey.map(|survey| &survey.satisfaction);
    let results = Results {
        journey: Head::of(&map.journey),
        report: (!to_standard).then(|| input::name(&args.output)),
        unit: events.map(|it| it.unit).unwrap_or_default(),
        source: events.map(Source::from),
        skipped_answers: survey.map(|survey| &survey.passed_over),
        overlay: observed.overlay.as_ref(),
        behaviour: behaviour.transpose()?.unwrap_or_default(),
        satisfaction,
        emotion: best_emotion_line(&map.journey, satisfaction),
        gaps: findings::check(&map, &observed, &args.levels)?,
    };
    let date = args.date.clone().unwrap_or_else(today);
    let options = ReportOptions {
        date: Some(date).filter(|date| !date.is_empty()),
        ..ReportOptions::default()
    };
    let known = results.known(&map.journey);
    let page = phase("drawing", || report_html(&known, &options));
    if to_standard {
        return Ok(observed.remark_on(Answer::raw(page)));
    }
    file::write(&args.output, &page)?;
    let answer = if context.json {
        Answer::json(&results)?
    } else {
        Answer::text(summary::page(context.page(), &map.journey, &results))
    };
    Ok(observed.remark_on(answer))
}

/// What the arguments ask about the events.
fn asked(args: &args::Report) -> Asked {
    let options = [
        args.compare.as_ref().map(|_| "--compare"),
        args.pattern.first().map(|_| "--pattern"),
    ];
    // Groups are told apart by a column, or by time.
    let keep = args.compare.as_ref().and_then(|split| match split {
        Split::Segment { column, .. } => Some(column.clone()),
        Split::Period { .. } => None,
    });
    Asked {
        options: options.into_iter().flatten().collect(),
        keep: keep.into_iter().collect(),
    }
}

/// What customers did, question by question.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Behaviour {
    funnel: Option<Funnel>,
    rhythm: Option<Rhythm>,
    steps: Option<StepLinks>,
    variants: Option<Variants>,
    rework: Option<Rework>,
    follows: Option<EventuallyFollows>,
    legs: Vec<Leg>,
    stays: Vec<Stay>,
    alignment: Option<Alignment>,
    discovery: Option<Discovery>,
    patterns: Vec<FoundPattern>,
    groups: Option<Groups>,
}

impl Behaviour {
    fn of(journey: &Journey, events: &Events, args: &args::Report) -> Result<Self, Failure> {
        // The map's touchpoints, a name each.
        let log = &group_events(journey, &events.log);
        let groups = args.compare.as_ref();
        let groups = groups.map(|it| compared(it, journey, events, log));
        let mut refused = Vec::new();
        let mut unless_refused = |failure| refused.push(Some(failure));
        let groups = groups.and_then(|it| it.map_err(&mut unless_refused).ok());
        let patterns = args
            .pattern
            .iter()
            .map(|it| sought::found(it, journey, &events.log));
        let patterns = patterns.filter_map(|it| it.map_err(&mut unless_refused).ok());
        let patterns: Vec<_> = patterns.collect();
        if !refused.is_empty() {
            return Err(Failure::all(refused));
        }
        let rhythm = RhythmOptions {
            zone: args.data.columns.zone.clone().unwrap_or_default(),
            ..RhythmOptions::default()
        };
        let funnel = phase("counting", || {
            stage_funnel(journey, log, &FunnelOptions::default())
        });
        let rhythm = phase("counting", || Rhythm::of(log, &rhythm));
        let steps = phase("counting", || StepLinks::of(log, &StepOptions::default()));
        let alignment = phase("aligning", || align(journey, log, &AlignOptions::default()));
        let discovery = DiscoverOptions {
            goals: goals(journey, log),
            ..DiscoverOptions::default()
        };
        let discovery = phase("discovering", || discover(log, &discovery));
        let of_funnel = |error: &FunnelError| {
            let problem = error.problems().first();
            problem.map_or_else(|| error.code(), FunnelProblem::code)
        };
        phase("counting", || {
            Ok(Self {
                // A map may have no stages, or too many.
                funnel: unless(&["noSteps", "tooManySteps"], funnel, of_funnel)?,
                rhythm: unless(&["noTimes"], rhythm, RhythmError::code)?,
                steps: unless(&[], steps, StepError::code)?,
                variants: Some(Variants::of(log, &VariantOptions::default())),
                rework: Some(Rework::of(log, &ReworkOptions::default())),
                follows: Some(EventuallyFollows::of(log, &FollowsOptions::default())),
                legs: legs(journey, log),
                stays: stays(journey, log),
                // A map without a way through it cannot be followed.
                alignment: unless(&["noWay", "tooLarge"], alignment, AlignError::code)?,
                discovery: unless(&[], discovery, DiscoverError::code)?,
                patterns,
                groups,
            })
        })
    }
}

/// A part of the report, which reasons that are to be expected leave out; others are told.
fn unless<T, E: Display>(
    expected: &[&str],
    found: Result<T, E>,
    code: impl Fn(&E) -> &'static str,
) -> Result<Option<T>, Failure> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if expected.contains(&code(&error)) => Ok(None),
        Err(error) => Err(Complaint::new(&error).code(code(&error)).into()),
    }
}

/// The touchpoints of a log that are goals of a map.
fn goals(journey: &Journey, log: &EventLog) -> Vec<String> {
    let goals = log.touchpoints().iter().filter(|event| {
        let touchpoint = journey.touchpoint_of_event(event);
        touchpoint.is_some_and(|it| it.is_goal())
    });
    goals.map(str::to_owned).collect()
}

/// How long the whole way took, and the way to each goal.
fn legs(journey: &Journey, log: &EventLog) -> Vec<Leg> {
    let ends = goals(journey, log).into_iter().map(Some);
    let ends = std::iter::once(None).chain(ends);
    let leg = |to: Option<String>| {
        let options = CycleOptions {
            to: to.clone(),
            ..CycleOptions::default()
        };
        // The log has its own touchpoints.
        let times = CycleTimes::of(log, &options).ok()?;
        Some(Leg {
            from: None,
            to,
            times,
        })
    };
    ends.filter_map(leg).collect()
}

/// How long customers stayed in the stages that they came to, in the order of the map.
fn stays(journey: &Journey, log: &EventLog) -> Vec<Stay> {
    let flow = Flow::of(&group_stages(journey, log), &FlowOptions::default());
    let stays = journey
        .stages()
        .filter_map(|stage| flow.touchpoint(stage.id().as_str()));
    stays.map(Stay::from).collect()
}

/// How many ways are compared.
const WAYS: u32 = 10;

/// Two groups of the customers, compared.
fn compared(
    split: &Split,
    journey: &Journey,
    events: &Events,
    log: &EventLog,
) -> Result<Groups, Failure> {
    let mut split = split.clone();
    if let Split::Segment { column, .. } = &mut split {
        *column = events.column(column).to_owned();
    }
    let options = LogComparisonOptions {
        goals: goals(journey, log),
        ways: WAYS,
        ..LogComparisonOptions::default()
    };
    let comparison = phase("comparing", || compare_split(log, &split, &options));
    let comparison =
        comparison.map_err(|error| Complaint::new(&error).path("--compare").code(error.code()))?;
    let [first, second] = super::compare::groups(&split, None);
    Ok(Groups {
        first,
        second,
        comparison,
    })
}

/// Today's date (UTC), which the report carries unless it is told another.
fn today() -> String {
    let now = Timestamp::now().to_zoned(TimeZone::UTC);
    now.date().to_string()
}
