//! What things are called: results of logs have the log's names, readers know the map's.

use std::borrow::Cow;

use maud::{Markup, html};

use crate::render::{facts::Facts, text::bdi, words::Words};

/// What the map calls the touchpoint of an event; as the log does, where the map knows none. Of
/// several events of one touchpoint, all but one are told too, so that they stay apart; and so
/// does an event that the map does not know from a touchpoint of this name.
pub(super) fn touchpoint<'a>(facts: &Facts<'a>, words: &Words, event: &'a str) -> Cow<'a, str> {
    let journey = facts.known.journey;
    match journey.touchpoint_of_event(event) {
        Some(it) if it.event() == event => it.name().into(),
        Some(it) => format!("{} ({event})", it.name()).into(),
        None if journey.touchpoints().any(|it| it.name() == event) => {
            format!("{event} ({})", words.unknown_to_the_map).into()
        }
        None => event.into(),
    }
}

/// The same, set apart where the map knows none.
pub(super) fn name(facts: &Facts<'_>, words: &Words, event: &str) -> Markup {
    let name = bdi(&touchpoint(facts, words, event));
    let known = facts.known.journey.touchpoint_of_event(event).is_some();
    html! {
        @if known { (name) } @else { i title=(words.unknown_to_the_map) { (name) } }
    }
}

/// What the map calls a stage.
pub(super) fn stage<'a>(facts: &Facts<'a>, id: &'a str) -> &'a str {
    facts.known.journey.stage(id).map_or(id, |it| it.name())
}
