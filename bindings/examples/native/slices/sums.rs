//! Sums of parts of a log, and streams: the sum of a log twice over, told by what is made of it.

use cesta::flow::{
    FlowOptions, FlowStream, FlowSum, Quantiles, SumError,
    align::AlignSum,
    cycle::CycleSum,
    follows::FollowsSum,
    funnel::{FunnelOptions, FunnelSum},
    pattern::{PatternSum, SequencePattern},
    rework::ReworkSum,
    rhythm::{RhythmOptions, RhythmSum},
    variants::VariantSum,
};
use serde::de::DeserializeOwned;

use crate::{
    case::Subject,
    question::{Answer, Question},
    refusal::Refusal,
};

pub(crate) fn answer(subject: &Subject<'_>, question: &mut Question<'_>) -> Option<Answer> {
    Some(match question.call {
        "variantsTwice" | "followsTwice" | "reworkTwice" | "cycleTimesTwice" | "funnelTwice"
        | "rhythmTwice" | "matchTwice" | "streamed" => twice(subject, question),
        "alignmentTwice" => (|| {
            let (journey, log) = (subject.journey()?, &subject.log()?.log);
            let mut sum = AlignSum::of(journey, log);
            sum.merge(sum.clone())?;
            let options = question.options("options")?;
            question.ask(|| Ok(sum.align(journey, &options)?))
        })(),
        "pushed" => pushed(question),
        "mergeVariantSums" => merged(question, VariantSum::merge),
        "mergeFollowsSums" => merged(question, FollowsSum::merge),
        "mergeReworkSums" => merged(question, ReworkSum::merge),
        "mergeCycleSums" => merged(question, CycleSum::merge),
        "mergeFunnelSums" => joined(question, FunnelSum::merge),
        _ => return None,
    })
}

fn merged<T: Default + DeserializeOwned + serde::Serialize>(
    question: &mut Question<'_>,
    merge: impl Fn(&mut T, T) -> Result<(), SumError>,
) -> Answer {
    let sums: Vec<T> = question.argument("sums")?;
    question.ask(|| {
        let mut total = T::default();
        for sum in sums {
            merge(&mut total, sum)?;
        }
        Ok(total)
    })
}

/// Sums of which there is none without one.
pub(super) fn joined<T: DeserializeOwned + serde::Serialize, E: Into<Refusal>>(
    question: &mut Question<'_>,
    merge: impl Fn(&mut T, T) -> Result<(), E>,
) -> Answer {
    let sums: Vec<T> = question.argument("sums")?;
    let mut sums = sums.into_iter();
    let mut total = sums
        .next()
        .ok_or_else(|| Refusal::wrong("sums", "expected one sum at least".to_owned()))?;
    question.ask(|| {
        for sum in sums {
            merge(&mut total, sum).map_err(Into::into)?;
        }
        Ok(total)
    })
}

/// The log and the log again, as if these were other customers.
fn twice(subject: &Subject<'_>, question: &mut Question<'_>) -> Answer {
    let log = &subject.log()?.log;
    match question.call {
        "variantsTwice" => {
            let mut sum = VariantSum::of(log, Quantiles::Exact);
            sum.merge(sum.clone())?;
            let options = question.options("options")?;
            question.ask(|| Ok(sum.variants(&options)))
        }
        "followsTwice" => {
            let mut sum = FollowsSum::of(log);
            sum.merge(sum.clone())?;
            let options = question.options("options")?;
            question.ask(|| Ok(sum.follows(&options)))
        }
        "reworkTwice" => {
            let mut sum = ReworkSum::of(log);
            sum.merge(sum.clone())?;
            let options = question.options("options")?;
            question.ask(|| Ok(sum.rework(&options)))
        }
        "cycleTimesTwice" => {
            let mut sum = CycleSum::of(log, &question.options("options")?);
            sum.merge(sum.clone())?;
            question.ask(|| Ok(sum.cycle_times()))
        }
        "funnelTwice" => {
            let options: FunnelOptions = question.argument("options")?;
            let mut sum = FunnelSum::of(log, &options)?;
            sum.merge(sum.clone())?;
            question.ask(|| Ok(sum.funnel()?))
        }
        "rhythmTwice" => {
            let options: RhythmOptions = question.options("options")?;
            let mut sum = RhythmSum::of(log, &options)?;
            sum.merge(sum.clone())?;
            question.ask(|| Ok(sum.rhythm(2)))
        }
        "matchTwice" => {
            let pattern: String = question.argument("pattern")?;
            let pattern = SequencePattern::parse(&pattern)?;
            let mut sum = PatternSum::of(log, &pattern, &question.options("options")?)?;
            sum.merge(sum.clone())?;
            question.ask(|| Ok(sum.matches()?))
        }
        _ => {
            let options: FlowOptions = question.options("options")?;
            let mut stream = FlowStream::new(options.quantiles);
            stream.append(log)?;
            question.ask(|| Ok::<FlowSum, Refusal>(stream.sum()))
        }
    }
}

/// Events one by one.
fn pushed(question: &mut Question<'_>) -> Answer {
    let events: Vec<(String, String, Option<i64>)> = question.argument("events")?;
    let mut stream = FlowStream::new(Quantiles::Exact);
    for (customer, touchpoint, time) in &events {
        stream.push(customer, touchpoint, *time)?;
    }
    question.ask(|| Ok((stream.events(), stream.sum())))
}
