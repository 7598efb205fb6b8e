//! Structure: stages, and how customers walk through them.

use petgraph::Direction::{Incoming, Outgoing};

use super::{Check, Family, Rule, Test, Tested};
use crate::{
    gap::{
        check::Gap,
        context::Context,
        place::At,
        routes::{skippable, walk},
        words::{listed, quoted},
    },
    journey::{
        Stage, Touchpoint,
        spec::{Level, Phase, TransitionKind},
    },
    path::reach::{Towards, reach},
};

pub(super) const EMPTY: Check = Check {
    rule: Rule {
        id: "S7",
        name: "empty-stage",
        family: Family::Structure,
        level: Level::Warn,
        summary: "The stage has no touchpoint.",
        explanation: "A stage was thought of, but nothing happens in it: a missing touchpoint, \
            or a stage too many.",
        source: "missing touchpoints (Halvorsrud, Kvale and Følstad 2016)",
    },
    test: Test::Always(empty),
};

fn empty<'j>(map: &Context<'j>) -> Vec<Gap<'j>> {
    let empty = map.journey.stages().filter(|it| is_empty(*it));
    empty
        .map(|stage| {
            let message = format!("The stage {} has no touchpoint.", quoted(stage.name()));
            let hint = "Add the touchpoints customers have in this stage, or drop the stage.";
            Gap::new(stage, message, hint)
        })
        .collect()
}

fn is_empty(stage: Stage<'_>) -> bool {
    stage.touchpoints().len() == 0
}

pub(super) const SKIPPED: Check = Check {
    rule: Rule {
        id: "S8",
        name: "stage-skipped",
        family: Family::Structure,
        level: Level::Deny,
        summary: "Every route to a goal misses the stage (deny), or some route does (info).",
        explanation: "Looks at the routes from an entry to a goal on the whole map. Denied if no \
            touchpoint of the stage stands on any of them, so that the stage serves no goal; an \
            info if some route has no touchpoint of the stage. Empty stages are left to S7. Stages \
            after the last one with a goal (care, loyalty) are what follows the goal, not a way \
            to it, and are not looked at.",
        source: "missing touchpoints (Halvorsrud, Kvale and Følstad 2016)",
    },
    test: Test::Given(skipped),
};

fn skipped<'j>(map: &Context<'j>) -> Tested<'j> {
    map.mandatory()?;
    let (entries, goals) = (map.entries()?, map.goals()?);
    let reached = walk(map.journey, entries, Outgoing, |_| true);
    let on_a_route = walk(map.journey, goals, Incoming, |_| true).and(&reached);
    let skippable = skippable(map.journey, &on_a_route);
    let last = map.journey.goal_touchpoints().last();
    let last = last.map(|goal| goal.stage().position());
    let stages = map.journey.stages().zip(skippable);
    Ok(stages
        .filter(|(stage, _)| !is_empty(*stage) && Some(stage.position()) <= last)
        .filter_map(|(stage, skippable)| {
            let name = quoted(stage.name());
            if !stage.touchpoints().any(|it| on_a_route.has(it.node())) {
                let message = format!("Every route to a goal misses the stage {name}.");
                let hint = "Link its touchpoints into the way to a goal, or make one of them a \
                    goal.";
                Some(Gap::new(stage, message, hint))
            } else if skippable {
                let message = format!("Some routes to a goal miss the stage {name}.");
                let hint = "Check that customers may leave this stage out; if not, close the \
                    shortcut.";
                Some(Gap::new(stage, message, hint).level(Level::Info))
            } else {
                None
            }
        })
        .collect())
}

pub(super) const REGRESSION: Check = Check {
    rule: Rule {
        id: "S9",
        name: "stage-regression",
        family: Family::Structure,
        level: Level::Info,
        summary: "A transition leads to an earlier stage without being marked as a loop.",
        explanation: "A transition from a stage to an earlier one whose kind is neither `back` \
            nor `recovery`: either a loop that should be marked as meant, or a link drawn the \
            wrong way, or a touchpoint in the wrong stage.",
        source: "irregular sequence (Halvorsrud, Kvale and Følstad 2016)",
    },
    test: Test::Always(regression),
};

fn regression<'j>(map: &Context<'j>) -> Vec<Gap<'j>> {
    let meant = |kind| matches!(kind, TransitionKind::Back | TransitionKind::Recovery);
    let back = map
        .journey
        .transitions()
        .filter(|it| it.is_regression() && !meant(it.kind));
    back.map(|transition| {
        let (source, target) = (transition.source(), transition.target());
        let message = format!(
            "The way from {} leads back to {} in the earlier stage {}.",
            quoted(source.name()),
            quoted(target.name()),
            quoted(target.stage().name())
        );
        let hint = "Mark it with the kind `back` or `recovery` if it is meant; otherwise turn \
                it round or move the touchpoint.";
        Gap::new(transition, message, hint)
    })
    .collect()
}

pub(super) const THIN: Check = Check {
    rule: Rule {
        id: "S10",
        name: "thin-stage",
        family: Family::Structure,
        level: Level::Info,
        summary: "A customer has too few touchpoints in the stage.",
        explanation: "Counts, for each persona, the touchpoints of the stage that the persona \
            comes to from the entries; for everyone, where the map has no personas. Found if the \
            smallest of these counts, 0 aside, is below the option `thinStage`. The usual \
            mistake in mapping is too few steps. A persona who never comes to a stage is not \
            counted there.",
        source: "the common mistakes of journey mapping: too few steps",
    },
    test: Test::Given(thin),
};

fn thin<'j>(map: &Context<'j>) -> Tested<'j> {
    let entries = map.entries()?;
    let mut fewest: Vec<Option<(u32, Option<&str>)>> = vec![None; map.journey.stages().len()];
    let mut count = |reached: &dyn Fn(Touchpoint<'_>) -> bool, persona: Option<&'j str>| {
        for (stage, fewest) in map.journey.stages().zip(&mut fewest) {
            let touchpoints = stage.touchpoints().filter(|it| reached(*it)).count();
            let touchpoints = u32::try_from(touchpoints).unwrap_or(u32::MAX);
            if touchpoints > 0 && fewest.is_none_or(|(least, _)| touchpoints < least) {
                *fewest = Some((touchpoints, persona));
            }
        }
    };
    if map.journey.personas().is_empty() {
        let reached = walk(map.journey, entries, Outgoing, |_| true);
        count(&|it| reached.has(it.node()), None);
    }
    for (group, open) in map.groups() {
        let reached = reach(&open, entries.iter().copied(), Towards::Later);
        let name = group.first.label.as_deref();
        let name = name.unwrap_or(group.first.id.as_str());
        count(
            &|it| reached.get(it.node().index()) == Some(&true),
            Some(name),
        );
    }
    let limit = map.options.thin_stage;
    let thin = map
        .journey
        .stages()
        .zip(fewest)
        .filter_map(|(stage, fewest)| {
            let (touchpoints, persona) = fewest.filter(|&(least, _)| least < limit)?;
            let s = if touchpoints == 1 { "" } else { "s" };
            // Where there are no more for anyone, nobody in particular is meant.
            let more = stage.touchpoints().len() > touchpoints as usize;
            let who = persona
                .filter(|_| more)
                .map(|it| format!(" for {}", quoted(it)))
                .unwrap_or_default();
            let message = format!(
                "The stage {} has only {touchpoints} touchpoint{s}{who}.",
                quoted(stage.name())
            );
            let hint = "Look for the steps customers take here that the map leaves out.";
            let missing = f64::from(limit - touchpoints) / f64::from(limit);
            let gap = Gap::new(stage, message, hint).magnitude(missing);
            Some(
                gap.number("touchpoints", touchpoints)
                    .number("threshold", limit),
            )
        });
    Ok(thin.collect())
}

pub(super) const PHASES: Check = Check {
    rule: Rule {
        id: "S11",
        name: "phase-coverage",
        family: Family::Structure,
        level: Level::Warn,
        summary: "No touchpoint lies before, during or after the purchase.",
        explanation: "One warning for each of the three phases that no stage with a touchpoint \
            has. Where no such stage says its phase, that is one info, for the map does not tell \
            what it leaves out.",
        source: "pre-purchase, purchase and post-purchase (Lemon and Verhoef 2016)",
    },
    test: Test::Always(phases),
};

fn phases<'j>(map: &Context<'j>) -> Vec<Gap<'j>> {
    let lived_in = map.journey.stages().filter(|it| !is_empty(*it));
    let covered: Vec<Phase> = lived_in.filter_map(|stage| stage.phase).collect();
    let phases = [
        (Phase::Before, "before"),
        (Phase::During, "during"),
        (Phase::After, "after"),
    ];
    if covered.is_empty() {
        let message = format!(
            "No stage says whether it lies {} the purchase.",
            listed(&phases.map(|(_, word)| word)).replace("and", "or")
        );
        let hint = "Give each stage its phase: `before`, `during` or `after`.";
        return vec![Gap::new(At::Journey, message, hint).level(Level::Info)];
    }
    let missing = phases
        .into_iter()
        .filter(|(phase, _)| !covered.contains(phase));
    missing
        .map(|(_, word)| {
            let message = format!("The map has no touchpoint {word} the purchase.");
            let hint = format!(
                "Add what customers do {word} the purchase, or give the phase `{word}` to the \
                 stage where it happens."
            );
            Gap::new(At::Journey, message, hint)
        })
        .collect()
}
