//! What things are called: results of logs have the log's names, readers know the map's.

use crate::render::facts::Facts;

/// What the map calls the touchpoint of an event; as the log does, where the map knows none.
pub(super) fn touchpoint<'a>(facts: &Facts<'a>, event: &'a str) -> &'a str {
    let touchpoint = facts.known.journey.touchpoint_of_event(event);
    touchpoint.map_or(event, |it| it.name())
}

/// What the map calls a stage.
pub(super) fn stage<'a>(facts: &Facts<'a>, id: &'a str) -> &'a str {
    facts.known.journey.stage(id).map_or(id, |it| it.name())
}
