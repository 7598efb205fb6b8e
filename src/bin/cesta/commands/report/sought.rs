//! The patterns that a report looks for.

use cesta::{
    flow::pattern::{PatternMatches, PatternOptions, PatternStep, SequencePattern},
    journey::Journey,
    log::{EventLog, exactly},
    render::FoundPattern,
};

use crate::{
    answer::{Complaint, Failure},
    args::Sought,
    progress::phase,
};

/// How often a pattern was met. It calls events as the log does, or by the touchpoint of the map
/// that they are at.
pub(super) fn found(
    sought: &Sought,
    journey: &Journey,
    log: &EventLog,
) -> Result<FoundPattern, Failure> {
    let options = PatternOptions {
        examples: 0,
        ..PatternOptions::default()
    };
    let pattern = in_log(sought.pattern.clone(), journey, log);
    let matches = phase("matching", || PatternMatches::of(log, &pattern, &options));
    Ok(FoundPattern {
        name: sought.name.clone(),
        pattern: sought.text.clone(),
        matches: matches.map_err(|error| {
            let path = format!("--pattern {}", sought.name);
            Complaint::new(&error).path(path).code(error.code())
        })?,
    })
}

/// The pattern with the log's names of those touchpoints that it calls as only the map does.
fn in_log(mut pattern: SequencePattern, journey: &Journey, log: &EventLog) -> SequencePattern {
    let mut open = vec![&mut pattern.of];
    while let Some(step) = open.pop() {
        match step {
            PatternStep::At { touchpoints } | PatternStep::Elsewhere { touchpoints } => {
                let names = std::mem::take(touchpoints).into_iter();
                *touchpoints = names.flat_map(|it| events(it, journey, log)).collect();
            }
            PatternStep::Anywhere => {}
            PatternStep::Sequence { of } => open.extend(of.iter_mut().map(|it| &mut it.step)),
            PatternStep::Choice { of } => open.extend(of),
            PatternStep::Repeat { of, .. } => open.push(of),
        }
    }
    pattern
}

/// What the log calls a touchpoint of the map; a name that the log has, or that the map does not
/// have, stays.
fn events(name: String, journey: &Journey, log: &EventLog) -> Vec<String> {
    let events = log.touchpoints();
    let touchpoint = journey.touchpoint(&name);
    let Some(touchpoint) = touchpoint.filter(|_| events.find(&name).is_none()) else {
        return vec![name];
    };
    let is_there = |event: &&str| {
        let at = journey.touchpoint_of_event(event);
        at.is_some_and(|it| it.id() == touchpoint.id())
    };
    let there: Vec<String> = events.iter().filter(is_there).map(exactly).collect();
    if there.is_empty() { vec![name] } else { there }
}
