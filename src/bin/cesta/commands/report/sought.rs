//! The patterns that a report looks for.

use cesta::{
    flow::pattern::{PatternMatches, PatternOptions},
    journey::Journey,
    log::EventLog,
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
    let pattern = sought.pattern.clone().in_log(log, journey);
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
