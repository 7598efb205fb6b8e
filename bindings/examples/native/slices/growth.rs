//! Sums that follow a log as it grows.

use cesta::{
    flow::{
        FlowSum, Quantiles, SumError,
        cycle::{CycleOptions, CycleSum},
        follows::FollowsSum,
        funnel::{FunnelOptions, FunnelStep, FunnelSum},
        pattern::{PatternOptions, PatternSum, SequencePattern},
        rework::ReworkSum,
        rhythm::{RhythmOptions, RhythmSum},
        steps::{StepOptions, StepSum},
        variants::VariantSum,
    },
    log::EventLog,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::{RawValue, to_raw_value};

use crate::{
    case::Subject,
    question::{Answer, Question},
    refusal::Refusal,
};

#[derive(Deserialize)]
struct Columns {
    customers: Vec<String>,
    touchpoints: Vec<String>,
    times: Option<Vec<i64>>,
}

pub(crate) fn answer(_: &Subject<'_>, question: &mut Question<'_>) -> Option<Answer> {
    Some(match question.call {
        "followed" => followed(question),
        "updateFlowSum" => updated(question, FlowSum::update),
        "updateReworkSum" => updated(question, ReworkSum::update),
        _ => return None,
    })
}

fn updated<S: DeserializeOwned + Serialize>(
    question: &mut Question<'_>,
    update: fn(&mut S, &S, &S) -> Result<(), SumError>,
) -> Answer {
    let mut sum: S = question.argument("sum")?;
    let (before, after) = (question.argument("before")?, question.argument("after")?);
    question.ask(|| {
        update(&mut sum, &before, &after)?;
        Ok(sum)
    })
}

fn followed(question: &mut Question<'_>) -> Answer {
    let columns: Vec<Columns> = question.argument("columns")?;
    let logs = columns.iter().map(|it| {
        let customers: Vec<&str> = it.customers.iter().map(String::as_str).collect();
        let touchpoints: Vec<&str> = it.touchpoints.iter().map(String::as_str).collect();
        EventLog::from_columns(&customers[..], &touchpoints[..], it.times.as_deref())
    });
    let logs = logs.collect::<Result<Vec<EventLog>, _>>()?;
    let funnel = FunnelOptions {
        steps: ["look", "buy"].map(|it| FunnelStep::new(it, [it])).to_vec(),
        ..FunnelOptions::default()
    };
    let pattern = SequencePattern::parse("look -> buy")?;
    let matches = PatternOptions {
        examples: 0,
        ..PatternOptions::default()
    };
    let all = [
        follow(
            &logs,
            |log| Ok(FlowSum::of(log, Quantiles::Exact)),
            FlowSum::update,
        )?,
        follow(
            &logs,
            |log| Ok(VariantSum::of(log, Quantiles::Exact)),
            VariantSum::update,
        )?,
        follow(&logs, |log| Ok(FollowsSum::of(log)), FollowsSum::update)?,
        follow(&logs, |log| Ok(ReworkSum::of(log)), ReworkSum::update)?,
        follow(
            &logs,
            |log| Ok(CycleSum::of(log, &CycleOptions::default())),
            CycleSum::update,
        )?,
        follow(
            &logs,
            |log| Ok(FunnelSum::of(log, &funnel)?),
            FunnelSum::update,
        )?,
        follow(
            &logs,
            |log| Ok(RhythmSum::of(log, &RhythmOptions::default())?),
            RhythmSum::update,
        )?,
        follow(
            &logs,
            |log| Ok(StepSum::of(log, &StepOptions::default())?),
            StepSum::update,
        )?,
        follow(
            &logs,
            |log| Ok(PatternSum::of(log, &pattern, &matches)?),
            PatternSum::update,
        )?,
    ];
    question.ask(|| Ok(all))
}

/// A sum that follows the first log as the others are appended.
fn follow<S: Serialize>(
    logs: &[EventLog],
    of: impl Fn(&EventLog) -> Result<S, Refusal>,
    update: fn(&mut S, &S, &S) -> Result<(), SumError>,
) -> Result<Box<RawValue>, Refusal> {
    let mut whole = EventLog::from_columns(&[] as &[&str; 0], &[] as &[&str; 0], None)?;
    let mut sum = of(&whole)?;
    for log in logs {
        let changed = whole.append(log)?;
        update(&mut sum, &of(&changed.before)?, &of(&changed.after)?)?;
    }
    Ok(to_raw_value(&sum).unwrap_or_default())
}
