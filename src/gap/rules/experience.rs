//! Experience: what customers expect and feel, and what is done about it.

use std::collections::{HashMap, HashSet};

use super::{Check, Family, Rule, Test, Tested};
use crate::{
    gap::{
        Missing,
        check::Gap,
        context::Context,
        place::At,
        scores::{certainly_worse, is_worse, known, share_of_range},
        words::{listed, quoted, score as score_in_words, shown},
    },
    journey::{
        Measure, Touchpoint,
        spec::{Action, ActionState, Expectation, Level, PainPoint},
    },
    satisfaction::Score,
};

pub(super) const EXPECTATION_GAP: Check = Check {
    rule: Rule {
        id: "X1",
        name: "expectation-gap",
        family: Family::Experience,
        level: Level::Warn,
        summary: "The score falls short of what customers expect.",
        explanation: "Compares, measure by measure, a touchpoint's score with what customers \
            expect there, and reports a score that is worse by more than the option \
            `expectationTolerance`, as a share of the measure's range. A warning; denied at a \
            moment of truth where the score's interval lies on the wrong side of the \
            expectation as a whole. An info where there are fewer answers than the option \
            `minAnswers`. Expectations without a score, and scores without an expectation, are \
            left alone.",
        source: "SERVQUAL's gap 5 (Parasuraman, Zeithaml and Berry 1985); expectation \
            disconfirmation (Oliver 1980)",
    },
    test: Test::Given(expectation_gap),
};

fn expectation_gap<'j>(map: &Context<'j>) -> Tested<'j> {
    let touchpoints = || map.journey.touchpoints();
    if touchpoints().all(|it| it.expectations.is_empty()) {
        return Err(Missing::Expectation);
    }
    map.has_scores()?;
    let mut gaps = Vec::new();
    for touchpoint in touchpoints() {
        for expectation in &touchpoint.expectations {
            let measure = map.journey.measure(expectation.measure.as_str());
            let mut scores = map.scores(touchpoint).iter();
            let score = scores.find(|it| it.measure == expectation.measure);
            if let (Some(measure), Some(score)) = (measure, score) {
                gaps.extend(falls_short(map, touchpoint, expectation, measure, score));
            }
        }
    }
    Ok(gaps)
}

fn falls_short<'j>(
    map: &Context<'j>,
    touchpoint: Touchpoint<'j>,
    expectation: &Expectation,
    measure: &Measure,
    score: &Score,
) -> Option<Gap<'j>> {
    let value = score.value?;
    let distance = share_of_range(measure, value - expectation.value);
    let tolerance = map.options.expectation_tolerance;
    let (low, high) = measure.range();
    if !is_worse(measure, value, expectation.value) || distance <= tolerance {
        return None;
    }
    let message = format!(
        "At {}, {} is {}, and customers expect {}.",
        quoted(touchpoint.name()),
        shown(measure.name()),
        known(measure, value, score.n),
        score_in_words(measure, expectation.value)
    );
    let hint = "Find out what customers expected and did not get; change that, or promise less \
        before they come here.";
    let gap = Gap::new(touchpoint, message, hint)
        .measured("score", value, measure)
        .measured("expected", expectation.value, measure)
        .measured("tolerance", tolerance * (high - low), measure)
        .number("n", score.n)
        .magnitude(distance);
    let gap = match certainly_worse(measure, score, expectation.value) {
        Some(end) if touchpoint.is_moment_of_truth() => {
            gap.measured("intervalEnd", end, measure).level(Level::Deny)
        }
        _ => gap.level(Level::Warn),
    };
    Some(if score.is_thin(map.options.min_answers) {
        gap.thin(score.n)
    } else {
        gap
    })
}

pub(super) const UNEXPLAINED_DISSATISFACTION: Check = Check {
    rule: Rule {
        id: "X2",
        name: "unexplained-dissatisfaction",
        family: Family::Experience,
        level: Level::Warn,
        summary: "Customers are dissatisfied, and the map does not say why.",
        explanation: "A touchpoint with a score below its threshold (the measure's target, or \
            else the option `satisfactionThreshold`) and no pain point, neither its own nor its \
            stage's. An info where there are fewer answers than the option `minAnswers`. Of \
            several such scores, those with enough answers come first, and of these the one \
            furthest below is named.",
        source: "a score tells that something is wrong; only a reason can be acted upon \
            (Halvorsrud, Kvale and Følstad 2016)",
    },
    test: Test::Given(unexplained_dissatisfaction),
};

fn unexplained_dissatisfaction<'j>(map: &Context<'j>) -> Tested<'j> {
    map.has_scores()?;
    let unexplained =
        |it: &Touchpoint<'_>| it.pain_points.is_empty() && it.stage().pain_points.is_empty();
    let mut gaps = Vec::new();
    for touchpoint in map.journey.touchpoints().filter(unexplained) {
        if let Some(low) = map.low_scores(touchpoint).first() {
            let name = quoted(touchpoint.name());
            let message = format!("At {name}, {}, and no pain point says why.", low.in_words());
            let hint = "Ask customers what disappoints them here, and note it as a pain point.";
            gaps.push(low.number(Gap::new(touchpoint, message, hint)));
        }
    }
    Ok(gaps)
}

pub(super) const PAIN_WITHOUT_ACTION: Check = Check {
    rule: Rule {
        id: "X3",
        name: "pain-point-without-action",
        family: Family::Experience,
        level: Level::Warn,
        summary: "A pain point is known, and nothing is being done or has been seen to help.",
        explanation: "A pain point, of a touchpoint or a stage, that no action names, or only \
            actions that are rejected, or done without their effect being seen. An action that \
            is proposed, planned, under way or verified settles it. Reported at the touchpoint \
            or stage, with the pain point's severity where it has one.",
        source: "SERVQUAL's gaps 1 and 2: known, but not turned into a standard (Parasuraman, \
            Zeithaml and Berry 1985)",
    },
    test: Test::Always(pain_without_action),
};

fn pain_without_action<'j>(map: &Context<'j>) -> Vec<Gap<'j>> {
    let mut states: HashMap<&str, HashSet<ActionState>> = HashMap::new();
    for action in map.journey.actions() {
        for pain_point in &action.pain_points {
            let states = states.entry(pain_point.as_str()).or_default();
            states.insert(action.state);
        }
    }
    let none = HashSet::new();
    let at = |pain_point: &PainPoint, at: At<'j>, name: &str| {
        let states = states.get(pain_point.id.as_str()).unwrap_or(&none);
        let settled = |it: &ActionState| !matches!(it, ActionState::Rejected | ActionState::Done);
        if states.iter().any(settled) {
            return None;
        }
        let (why, hint) = if states.contains(&ActionState::Done) {
            (
                "what was done about it is not seen to have helped",
                "Measure again, and mark the action as verified if it helped.",
            )
        } else if states.is_empty() {
            (
                "no action is linked to it",
                "Plan an action with an owner and a date, and link the pain point to it.",
            )
        } else {
            (
                "every action linked to it was rejected",
                "Plan another action, or drop the pain point if it may stay.",
            )
        };
        let message = format!(
            "The pain point {} at {name}: {why}.",
            quoted(&pain_point.label)
        );
        let gap = Gap::new(at, message, hint);
        Some(match pain_point.severity {
            Some(severity) => gap.number("severity", severity).magnitude(severity),
            None => gap,
        })
    };
    let mut gaps = Vec::new();
    for stage in map.journey.stages() {
        let name = quoted(stage.name());
        gaps.extend(
            stage
                .pain_points
                .iter()
                .filter_map(|it| at(it, stage.into(), &name)),
        );
        for touchpoint in stage.touchpoints() {
            let name = quoted(touchpoint.name());
            let pain_points = touchpoint.pain_points.iter();
            gaps.extend(pain_points.filter_map(|it| at(it, touchpoint.into(), &name)));
        }
    }
    gaps
}

pub(super) const INCOMPLETE_ACTION: Check = Check {
    rule: Rule {
        id: "X4",
        name: "incomplete-action",
        family: Family::Experience,
        level: Level::Info,
        summary: "An action has no owner, no date or no measure to move.",
        explanation: "An action without `owner`, `due` or `targetMeasure`; the missing ones are \
            named together. Rejected actions are left alone.",
        source: "specific, measurable, assigned, time-bound (Doran 1981)",
    },
    test: Test::Always(incomplete_action),
};

fn incomplete_action<'j>(map: &Context<'j>) -> Vec<Gap<'j>> {
    let actions = map.journey.actions().iter().enumerate();
    let actions = actions.filter(|(_, it)| it.state != ActionState::Rejected);
    actions
        .filter_map(|(index, action)| missing_fields(index, action))
        .collect()
}

fn missing_fields(index: usize, action: &Action) -> Option<Gap<'_>> {
    let fields = [
        (action.owner.is_none(), "owner"),
        (action.due.is_none(), "date"),
        (action.target_measure.is_none(), "measure to move"),
    ];
    let missing: Vec<String> = fields
        .iter()
        .filter(|(missing, _)| *missing)
        .map(|(_, word)| format!("no {word}"))
        .collect();
    if missing.is_empty() {
        return None;
    }
    let message = format!(
        "The action {} has {}.",
        quoted(&action.label),
        listed(&missing)
    );
    let hint = "Say who does it, by when, and which measure is to move.";
    let count = u32::try_from(missing.len()).unwrap_or(u32::MAX);
    let gap = Gap::new(At::Action(index, action), message, hint);
    Some(
        gap.number("missing", count)
            .magnitude(f64::from(count) / 3.0),
    )
}

pub(super) const BROKEN_MOMENT_OF_TRUTH: Check = Check {
    rule: Rule {
        id: "X8",
        name: "broken-moment-of-truth",
        family: Family::Experience,
        level: Level::Deny,
        summary: "Customers are dissatisfied where the journey is decided.",
        explanation: "A moment of truth with a score below its threshold (the measure's target, \
            or else the option `satisfactionThreshold`). A warning; denied where the score's \
            interval lies below the threshold as a whole, so that it is no accident of few \
            answers. An info where there are fewer answers than the option `minAnswers`. Each \
            measure is reported.",
        source: "moments of truth (Normann 1984; Carlzon 1987)",
    },
    test: Test::Given(broken_moment_of_truth),
};

fn broken_moment_of_truth<'j>(map: &Context<'j>) -> Tested<'j> {
    map.has_scores()?;
    let mut gaps = Vec::new();
    for touchpoint in map
        .journey
        .touchpoints()
        .filter(Touchpoint::is_moment_of_truth)
    {
        for low in map.low_scores(touchpoint) {
            let name = quoted(touchpoint.name());
            let message = format!("The moment of truth {name} is broken: {}.", low.in_words());
            let hint = "Mend this first: here customers decide whether they go on.";
            let gap = low.number(Gap::new(touchpoint, message, hint));
            gaps.push(match low.certain {
                Some(end) => gap
                    .measured("intervalEnd", end, low.measure)
                    .level(Level::Deny),
                None => gap.level(Level::Warn),
            });
        }
    }
    Ok(gaps)
}
