//! Ownership: who is responsible.

use super::{Check, Family, Rule, Test};
use crate::{
    gap::{check::Gap, context::Context, words::quoted},
    journey::{Touchpoint, spec::Level},
};

pub(super) const NO_OWNER: Check = Check {
    rule: Rule {
        id: "O1",
        name: "no-owner",
        family: Family::Ownership,
        level: Level::Warn,
        summary: "Nobody is responsible for the touchpoint or the stage.",
        explanation: "A touchpoint that has no owner and whose stage has none. Where that holds \
            for all touchpoints of a stage, or the stage is empty, it is reported once, at the \
            stage. The owner of the journey as a whole does not count: who answers for \
            everything is not who mends one step.",
        source: "journeys fall between departments (Rawson, Duncan and Jones 2013)",
    },
    test: Test::Always(no_owner),
};

fn no_owner<'j>(map: &Context<'j>) -> Vec<Gap<'j>> {
    let hint = "Name an owner: a team or a person who answers for it.";
    let mut gaps = Vec::new();
    for stage in map.journey.stages().filter(|it| it.owner.is_none()) {
        let without = |it: &Touchpoint<'_>| it.owner.is_none();
        if stage.touchpoints().all(|it| without(&it)) {
            let message = format!("Nobody owns the stage {}.", quoted(stage.name()));
            gaps.push(Gap::new(stage, message, hint));
        } else {
            gaps.extend(stage.touchpoints().filter(without).map(|touchpoint| {
                let message = format!("Nobody owns {}.", quoted(touchpoint.name()));
                Gap::new(touchpoint, message, hint)
            }));
        }
    }
    gaps
}
