//! Measurement: what is known at all.

use std::collections::HashSet;

use super::{Check, Family, Rule, Test};
use crate::{
    gap::{check::Gap, context::Context, words::quoted},
    journey::spec::Level,
};

pub(super) const UNMEASURED: Check = Check {
    rule: Rule {
        id: "M1",
        name: "unmeasured-touchpoint",
        family: Family::Measurement,
        level: Level::Warn,
        summary: "Nothing is known about the touchpoint: no score, and no visit in a log.",
        explanation: "A touchpoint without any score, in the map or in a survey, and without a \
            visit in a log. An info; a warning at a moment of truth and at a touchpoint that \
            every route to a goal passes.",
        source: "measuring the experience over the whole journey (Lemon and Verhoef 2016)",
    },
    test: Test::Always(unmeasured),
};

fn unmeasured<'j>(map: &Context<'j>) -> Vec<Gap<'j>> {
    let mandatory = map.mandatory().unwrap_or_default();
    let mandatory: HashSet<_> = mandatory.iter().copied().collect();
    let touchpoints = map.journey.touchpoints();
    let unmeasured = touchpoints.filter(|&it| map.scores(it).is_empty() && !map.visits.any(it));
    unmeasured
        .map(|touchpoint| {
            let name = quoted(touchpoint.name());
            let (level, so) = if touchpoint.is_moment_of_truth() {
                (Level::Warn, ", a moment of truth")
            } else if mandatory.contains(&touchpoint.node()) {
                (Level::Warn, ", which every route to a goal passes")
            } else {
                (Level::Info, "")
            };
            let message = format!("Nothing is measured at {name}{so}.");
            let hint = "Ask customers a question about it, or record their visits under an event \
                name of the touchpoint.";
            Gap::new(touchpoint, message, hint).level(level)
        })
        .collect()
}
