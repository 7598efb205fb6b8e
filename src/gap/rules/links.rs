//! Structure: decisions, and what is there twice.

use std::collections::{HashMap, HashSet};

use super::{Check, Family, Rule, Test};
use crate::{
    gap::{
        check::Gap,
        context::{Context, is_end},
        words::{quoted, rounded},
    },
    journey::{
        PersonaId, Touchpoint, Transition,
        spec::{Guards, Level},
    },
    sort,
};

pub(super) const NOT_TOTAL: Check = Check {
    rule: Rule {
        id: "S13",
        name: "branch-not-total",
        family: Family::Structure,
        level: Level::Deny,
        summary: "A decision leaves cases out, or its probabilities do not add up to 1.",
        explanation: "A decision is a touchpoint with a guard on an outgoing transition. It is \
            total if its guards are marked exhaustive, one of them is `else`, or a transition \
            without a guard is open to everyone else. Probabilities of a touchpoint's outgoing \
            transitions, where all have one, must add up to 1 (option `probabilityTolerance`); \
            where some have none, they share what the others leave, so the others may add up to \
            no more than 1. At a goal or an exit less than 1 is fine: the rest ends there. \
            Probabilities are of all customers, not of one persona.",
        source: "the default flow of a decision (BPMN 2.0); rows of a Markov chain add up to 1 \
            (Kemeny and Snell 1960)",
    },
    test: Test::Always(not_total),
};

fn not_total<'j>(map: &Context<'j>) -> Vec<Gap<'j>> {
    let mut gaps = Vec::new();
    for touchpoint in map.journey.touchpoints() {
        gaps.extend(cases_left_out(touchpoint));
        gaps.extend(wrong_sum(touchpoint, map.options.probability_tolerance));
    }
    gaps
}

fn cases_left_out(touchpoint: Touchpoint<'_>) -> Option<Gap<'_>> {
    let (mut decides, mut has_default) = (false, false);
    for transition in touchpoint.outgoing() {
        match transition.guard.as_deref() {
            Some(guard) => {
                decides = true;
                has_default |= guard.trim() == "else";
            }
            None => has_default = true,
        }
    }
    if !decides || has_default || touchpoint.guards == Guards::Exhaustive {
        return None;
    }
    let name = quoted(touchpoint.name());
    let message = format!("The guards at {name} may leave cases out: none of them is the default.");
    let hint = "Add a transition with the guard `else`, or mark the guards as exhaustive.";
    Some(Gap::new(touchpoint, message, hint))
}

fn wrong_sum(touchpoint: Touchpoint<'_>, tolerance: f64) -> Option<Gap<'_>> {
    let mut given = 0_u32;
    let mut all_given = true;
    let mut sum = 0.0;
    for transition in touchpoint.outgoing() {
        match transition.probability {
            Some(probability) => {
                given += 1;
                sum += probability;
            }
            None => all_given = false,
        }
    }
    let may_be_less = !all_given || is_end(&touchpoint);
    let wrong = sum > 1.0 + tolerance || sum < 1.0 - tolerance && !may_be_less;
    if given == 0 || !wrong {
        return None;
    }
    // What is wrong in the third decimal must not read as 1.
    let off = (sum - 1.0).abs();
    let shown = if off < 0.01 {
        format!("{sum}")
    } else {
        rounded(sum)
    };
    let message = format!(
        "The probabilities of the ways on from {} add up to {shown}, not to 1.",
        quoted(touchpoint.name())
    );
    let hint = "Correct the probabilities, or leave one out: it gets what the others leave.";
    let gap = Gap::new(touchpoint, message, hint).magnitude(off);
    Some(gap.number("sum", sum).number("threshold", 1))
}

pub(super) const DUPLICATE: Check = Check {
    rule: Rule {
        id: "S14",
        name: "duplicate",
        family: Family::Structure,
        level: Level::Warn,
        summary: "A transition or a touchpoint is there twice.",
        explanation: "A transition with the same source, target, kind, guard and personas as an \
            earlier one; a touchpoint with the same name as an earlier one of its stage and a \
            channel in common with it (or both on any channel). Ids are unique in every map.",
        source: "bpmnlint's `no-duplicate-sequence-flows`",
    },
    test: Test::Always(duplicate),
};

fn duplicate<'j>(map: &Context<'j>) -> Vec<Gap<'j>> {
    let mut gaps = Vec::new();
    for stage in map.journey.stages() {
        let touchpoints: Vec<Touchpoint<'j>> = stage.touchpoints().collect();
        let mut first: HashMap<(&str, Option<&str>), Touchpoint<'j>> = HashMap::new();
        for touchpoint in &touchpoints {
            let channels = touchpoint.channels.iter().map(|it| Some(it.as_str()));
            let any = touchpoint.channels.is_empty().then_some(None);
            let mut twin = None;
            for channel in channels.chain(any) {
                let key = (touchpoint.name(), channel);
                let earlier = *first.entry(key).or_insert(*touchpoint);
                twin = twin.or((earlier != *touchpoint).then_some(earlier));
            }
            gaps.extend(twin.map(|twin| same_name(*touchpoint, twin)));
            gaps.extend(same_ends(*touchpoint));
        }
    }
    gaps
}

fn same_name<'j>(touchpoint: Touchpoint<'j>, twin: Touchpoint<'j>) -> Gap<'j> {
    let message = format!(
        "The stage {} has {} twice on the same channel, as {} and as {}.",
        quoted(touchpoint.stage().name()),
        quoted(touchpoint.name()),
        quoted(twin.id().as_str()),
        quoted(touchpoint.id().as_str())
    );
    Gap::new(
        touchpoint,
        message,
        "Merge the two, or give them names that tell them apart.",
    )
}

fn same_ends(touchpoint: Touchpoint<'_>) -> Vec<Gap<'_>> {
    let transitions: Vec<Transition<'_>> = touchpoint.outgoing().collect();
    let mut seen = HashSet::new();
    let mut gaps = Vec::new();
    for transition in &transitions {
        let mut personas: Vec<&PersonaId> = transition.personas.iter().collect();
        sort::plain(&mut personas);
        personas.dedup();
        let target = transition.target();
        let key = (
            target.node(),
            transition.kind,
            transition.guard.as_deref(),
            personas,
        );
        if !seen.insert(key) {
            let message = format!(
                "The way from {} to {} is there twice.",
                quoted(touchpoint.name()),
                quoted(target.name())
            );
            let hint = "Drop one of the two, or say by a guard or a persona when each is taken.";
            gaps.push(Gap::new(*transition, message, hint));
        }
    }
    gaps
}
