//! Every rule, with planted gaps and clean twins.

use cesta::{
    gap,
    journey::{
        Direction, Measure,
        spec::{
            self, Action, ActionState, Expectation, Guards, MomentOfTruth, Outcome, PainPoint,
            Persona, Role, Stage, Touchpoint, Transition, TransitionKind,
        },
    },
};

use super::{at, certainty, check, clean, found, score};

/// A change of the clean map, and what the rule finds then: nothing, for a clean twin.
pub(super) struct Case(
    pub(super) &'static str,
    pub(super) fn(&mut spec::Journey),
    pub(super) &'static [&'static str],
);

fn link(map: &mut spec::Journey, from: &str, to: &str, kind: TransitionKind) {
    let transitions = map.transitions.get_or_insert_default();
    transitions.push(Transition::new(from, to).kind(kind));
}

fn unlink(map: &mut spec::Journey, from: &str, to: &str) {
    let transitions = map.transitions.get_or_insert_default();
    transitions.retain(|it| !(it.from == from && it.to == to));
}

/// The way from `order` to `parcel`.
fn delivery(map: &mut spec::Journey) -> &mut Transition {
    let mut transitions = map.transitions.iter_mut().flatten();
    transitions.find(|it| it.from == "order").unwrap()
}

fn add(map: &mut spec::Journey, stage: usize, touchpoint: Touchpoint) {
    map.stages[stage].touchpoints.push(touchpoint);
}

/// An exit with the outcome `failure`, after the stage `buy`, not linked.
fn add_failure(map: &mut spec::Journey) {
    let mut failure = Touchpoint::new("failure").role(Role::Exit);
    failure.outcome = Some(Outcome::Failure);
    add(map, 1, failure);
}

pub(super) fn csat(map: &mut spec::Journey, id: &str, value: f64) {
    at(map, id).scores = vec![score("csat", value)];
}

fn pain(map: &mut spec::Journey, state: Option<ActionState>) {
    at(map, "cart")
        .pain_points
        .push(PainPoint::new("slow", "It takes long"));
    map.actions.extend(state.map(|state| {
        let mut action = Action::new("faster", "Make it faster");
        action.state = state;
        action.pain_points.push("slow".into());
        action
    }));
}

fn action(map: &mut spec::Journey, state: ActionState, complete: bool) {
    let mut action = Action::new("faster", "Make it faster");
    action.state = state;
    action.owner = Some("Ann".into());
    if complete {
        action.due = Some("2027-01-31".into());
        action.target_measure = Some("csat".into());
    }
    map.actions.push(action);
}

pub(super) fn effort(map: &mut spec::Journey, value: f64, expected: f64) {
    let mut measure = Measure::new("effort", 1.0, 5.0);
    measure.good = Direction::Low;
    map.measures.push(measure);
    let cart = at(map, "cart");
    cart.scores.push(score("effort", value));
    cart.expectations.push(Expectation {
        measure: "effort".into(),
        value: expected,
        evidence: Vec::new(),
    });
}

const CASES: &[Case] = &[
    // No entry, no goal.
    Case(
        "S1",
        |map| at(map, "search").role = Role::Step,
        &["deny journey"],
    ),
    Case(
        "S1",
        |map| at(map, "recommend").role = Role::Exit,
        &["deny journey"],
    ),
    Case(
        "S1",
        |map| {
            at(map, "recommend").role = Role::Step;
            let mut goal = spec::Goal::new("fans");
            goal.touchpoints.push("recommend".into());
            map.goals.push(goal);
        },
        &[],
    ),
    // Unreachable touchpoint.
    Case(
        "S2",
        |map| add(map, 1, Touchpoint::new("hidden")),
        &["deny hidden"],
    ),
    Case(
        "S2",
        |map| {
            add(map, 1, Touchpoint::new("left"));
            add(map, 1, Touchpoint::new("right"));
            link(map, "left", "right", TransitionKind::Forward);
            link(map, "right", "left", TransitionKind::Back);
        },
        &["deny left", "deny right"],
    ),
    Case(
        "S2",
        |map| add(map, 1, Touchpoint::new("door").role(Role::Entry)),
        &[],
    ),
    // Dead end.
    Case(
        "S3",
        |map| at(map, "recommend").role = Role::Step,
        &["deny recommend"],
    ),
    Case("S3", |map| at(map, "recommend").role = Role::Exit, &[]),
    // Unreachable goal.
    Case(
        "S4",
        |map| add(map, 1, Touchpoint::new("door").role(Role::Entry)),
        &["deny door"],
    ),
    Case(
        "S4",
        |map| {
            add(map, 0, Touchpoint::new("door").role(Role::Entry));
            link(map, "door", "cart", TransitionKind::Forward);
        },
        &[],
    ),
    Case(
        "S4",
        |map| {
            map.personas = vec![Persona::new("anna"), Persona::new("ben")];
            at(map, "cart").personas = vec!["ben".into()];
        },
        &["deny persona anna"],
    ),
    Case(
        "S4",
        |map| {
            map.personas = vec![Persona::new("anna"), Persona::new("ben")];
            add(map, 0, Touchpoint::new("door").role(Role::Entry));
            let mut way = Transition::new("door", "cart");
            way.personas = vec!["ben".into()];
            map.transitions.get_or_insert_default().push(way);
        },
        &["deny door"],
    ),
    Case(
        "S4",
        |map| {
            map.personas = vec![Persona::new("anna")];
            map.personas[0].channels = vec!["phone".into()];
        },
        &["deny persona anna"],
    ),
    Case("S4", |map| map.personas = vec![Persona::new("anna")], &[]),
    // Trap.
    Case(
        "S5",
        |map| {
            add(map, 1, Touchpoint::new("queue"));
            add(map, 1, Touchpoint::new("music"));
            link(map, "cart", "queue", TransitionKind::Forward);
            link(map, "queue", "music", TransitionKind::Forward);
            link(map, "music", "queue", TransitionKind::Back);
        },
        &["deny queue", "deny music"],
    ),
    Case(
        "S5",
        |map| {
            add(map, 1, Touchpoint::new("queue"));
            add(map, 1, Touchpoint::new("music"));
            link(map, "cart", "queue", TransitionKind::Forward);
            link(map, "queue", "music", TransitionKind::Forward);
            link(map, "music", "queue", TransitionKind::Back);
            link(map, "music", "order", TransitionKind::Forward);
        },
        &[],
    ),
    // No recovery.
    Case(
        "S6",
        |map| {
            add(map, 1, Touchpoint::new("error"));
            link(map, "cart", "error", TransitionKind::Failure);
        },
        &["warn cart -> error"],
    ),
    Case(
        "S6",
        |map| {
            add(map, 1, Touchpoint::new("error"));
            link(map, "cart", "error", TransitionKind::Failure);
            link(map, "error", "cart", TransitionKind::Recovery);
        },
        &[],
    ),
    Case(
        "S6",
        |map| {
            add_failure(map);
            link(map, "cart", "failure", TransitionKind::Forward);
            unlink(map, "cart", "order");
        },
        &["warn cart -> failure"],
    ),
    Case(
        "S6",
        |map| {
            add_failure(map);
            link(map, "cart", "failure", TransitionKind::Forward);
        },
        &[],
    ),
    Case(
        "S6",
        |map| {
            at(map, "cart").failure_rate = Some(0.125);
            unlink(map, "cart", "order");
        },
        &["warn cart"],
    ),
    Case("S6", |map| at(map, "cart").failure_rate = Some(0.125), &[]),
    // Empty stage.
    Case(
        "S7",
        |map| map.stages.push(Stage::new("later")),
        &["warn stage later"],
    ),
    Case(
        "S7",
        |map| {
            map.stages
                .push(Stage::new("later").touchpoint(Touchpoint::new("call")));
        },
        &[],
    ),
    // Stage skipped.
    Case(
        "S8",
        |map| {
            map.stages
                .insert(0, Stage::new("earlier").touchpoint(Touchpoint::new("call")));
        },
        &["deny stage earlier"],
    ),
    Case(
        "S8",
        |map| {
            map.stages
                .push(Stage::new("later").touchpoint(Touchpoint::new("call")));
        },
        &[],
    ),
    Case(
        "S8",
        |map| link(map, "reviews", "parcel", TransitionKind::Forward),
        &["info stage buy"],
    ),
    Case(
        "S8",
        |map| at(map, "order").role = Role::Goal,
        &["info stage use"],
    ),
    Case(
        "S8",
        |map| link(map, "search", "cart", TransitionKind::Forward),
        &[],
    ),
    Case("S8", |map| map.stages.push(Stage::new("later")), &[]),
    // Stage regression.
    Case(
        "S9",
        |map| link(map, "order", "reviews", TransitionKind::Forward),
        &["info order -> reviews"],
    ),
    Case(
        "S9",
        |map| link(map, "order", "reviews", TransitionKind::Back),
        &[],
    ),
    Case(
        "S9",
        |map| link(map, "order", "reviews", TransitionKind::Recovery),
        &[],
    ),
    Case(
        "S9",
        |map| link(map, "order", "cart", TransitionKind::Forward),
        &[],
    ),
    // Thin stage.
    Case(
        "S10",
        |map| {
            map.stages
                .push(Stage::new("later").touchpoint(Touchpoint::new("call").role(Role::Entry)));
        },
        &["info stage later"],
    ),
    Case(
        "S10",
        |map| {
            map.personas = vec![Persona::new("anna"), Persona::new("ben")];
            at(map, "reviews").personas = vec!["ben".into()];
            link(map, "search", "cart", TransitionKind::Forward);
        },
        &["info stage find"],
    ),
    Case(
        "S10",
        |map| {
            map.stages
                .push(Stage::new("later").touchpoint(Touchpoint::new("call")));
        },
        &[],
    ),
    // Phase coverage.
    Case("S11", |map| map.stages[0].phase = None, &["warn journey"]),
    Case(
        "S11",
        |map| map.stages[0].phase = map.stages[1].phase,
        &["warn journey"],
    ),
    Case(
        "S11",
        |map| {
            map.stages[1].phase = None;
            map.stages[2].phase = None;
        },
        &["warn journey", "warn journey"],
    ),
    Case(
        "S11",
        |map| map.stages.iter_mut().for_each(|it| it.phase = None),
        &["info journey"],
    ),
    Case("S11", |map| map.stages.push(Stage::new("later")), &[]),
    // Single point of failure.
    Case("S12", |map| csat(map, "cart", 30.0), &["warn cart"]),
    Case(
        "S12",
        |map| at(map, "cart").channels.truncate(1),
        &["warn cart"],
    ),
    Case(
        "S12",
        |map| {
            csat(map, "cart", 30.0);
            link(map, "reviews", "order", TransitionKind::Forward);
        },
        &[],
    ),
    Case("S12", |map| at(map, "cart").channels.clear(), &[]),
    Case("S12", |map| csat(map, "search", 30.0), &[]),
    Case("S12", |map| csat(map, "recommend", 30.0), &[]),
    // Branch not total.
    Case(
        "S13",
        |map| delivery(map).guard = Some("paid".into()),
        &["deny order"],
    ),
    Case(
        "S13",
        |map| {
            delivery(map).guard = Some("paid".into());
            at(map, "order").guards = Guards::Exhaustive;
        },
        &[],
    ),
    Case(
        "S13",
        |map| {
            delivery(map).guard = Some("paid".into());
            let mut otherwise = Transition::new("order", "cart");
            otherwise.guard = Some("else".into());
            map.transitions.get_or_insert_default().push(otherwise);
        },
        &[],
    ),
    Case(
        "S13",
        |map| {
            delivery(map).guard = Some("paid".into());
            link(map, "order", "cart", TransitionKind::Back);
        },
        &[],
    ),
    Case(
        "S13",
        |map| delivery(map).probability = Some(0.9),
        &["deny order"],
    ),
    Case(
        "S13",
        |map| {
            delivery(map).probability = Some(0.9);
            link(map, "order", "cart", TransitionKind::Back);
        },
        &[],
    ),
    Case(
        "S13",
        |map| {
            for (to, probability) in [("cart", 0.8), ("search", 0.3)] {
                let way = Transition::new("order", to).probability(probability);
                map.transitions.get_or_insert_default().push(way);
            }
        },
        &["deny order"],
    ),
    Case(
        "S13",
        |map| {
            delivery(map).probability = Some(0.7);
            for (to, probability) in [("cart", 0.2), ("search", 0.1)] {
                let way = Transition::new("order", to).probability(probability);
                map.transitions.get_or_insert_default().push(way);
            }
        },
        &[],
    ),
    Case(
        "S13",
        |map| {
            delivery(map).probability = Some(0.9);
            at(map, "order").role = Role::Goal;
        },
        &[],
    ),
    // Duplicates.
    Case(
        "S14",
        |map| link(map, "cart", "order", TransitionKind::Forward),
        &["warn cart -> order"],
    ),
    Case(
        "S14",
        |map| link(map, "cart", "order", TransitionKind::Failure),
        &[],
    ),
    Case(
        "S14",
        |map| {
            map.personas = vec![Persona::new("anna")];
            let mut way = Transition::new("cart", "order");
            way.personas = vec!["anna".into()];
            map.transitions.get_or_insert_default().push(way);
        },
        &[],
    ),
    Case(
        "S14",
        |map| {
            add(
                map,
                1,
                Touchpoint::new("basket").label("cart").channel("shop"),
            );
        },
        &["warn basket"],
    ),
    Case(
        "S14",
        |map| {
            add(map, 1, Touchpoint::new("a").label("Call"));
            add(map, 1, Touchpoint::new("b").label("Call"));
        },
        &["warn b"],
    ),
    Case(
        "S14",
        |map| {
            add(
                map,
                1,
                Touchpoint::new("basket").label("cart").channel("phone"),
            );
        },
        &[],
    ),
    Case(
        "S14",
        |map| {
            add(
                map,
                2,
                Touchpoint::new("basket").label("cart").channel("shop"),
            );
        },
        &[],
    ),
    // Expectation gap: 85 is expected, 10 points may be missing.
    Case("X1", |map| csat(map, "cart", 74.0), &["warn cart"]),
    Case("X1", |map| csat(map, "cart", 75.0), &[]),
    Case("X1", |map| csat(map, "cart", 100.0), &[]),
    Case(
        "X1",
        |map| {
            csat(map, "cart", 74.0);
            at(map, "cart").moment_of_truth = Some(MomentOfTruth::Fmot);
        },
        &["warn cart"],
    ),
    Case("X1", |map| effort(map, 3.0, 2.0), &["warn cart"]),
    Case("X1", |map| effort(map, 2.0, 3.0), &[]),
    // Unexplained dissatisfaction.
    Case("X2", |map| csat(map, "cart", 49.0), &["warn cart"]),
    Case("X2", |map| csat(map, "cart", 50.0), &[]),
    Case(
        "X2",
        |map| {
            csat(map, "cart", 60.0);
            let mut csat = Measure::csat();
            csat.target = Some(70.0);
            map.measures.push(csat);
        },
        &["warn cart"],
    ),
    Case("X2", |map| effort(map, 4.0, 4.0), &["warn cart"]),
    Case("X2", |map| effort(map, 2.0, 2.0), &[]),
    Case(
        "X2",
        |map| {
            csat(map, "cart", 49.0);
            pain(map, None);
        },
        &[],
    ),
    Case(
        "X2",
        |map| {
            csat(map, "cart", 49.0);
            map.stages[1]
                .pain_points
                .push(PainPoint::new("slow", "It takes long"));
        },
        &[],
    ),
    // Pain point without action.
    Case("X3", |map| pain(map, None), &["warn cart"]),
    Case(
        "X3",
        |map| pain(map, Some(ActionState::Rejected)),
        &["warn cart"],
    ),
    Case(
        "X3",
        |map| pain(map, Some(ActionState::Done)),
        &["warn cart"],
    ),
    Case("X3", |map| pain(map, Some(ActionState::Verified)), &[]),
    Case("X3", |map| pain(map, Some(ActionState::Proposed)), &[]),
    Case(
        "X3",
        |map| {
            map.stages[1]
                .pain_points
                .push(PainPoint::new("slow", "It takes long"));
        },
        &["warn stage buy"],
    ),
    // Incomplete action.
    Case(
        "X4",
        |map| action(map, ActionState::Planned, false),
        &["info actions[0] faster"],
    ),
    Case("X4", |map| action(map, ActionState::Planned, true), &[]),
    Case("X4", |map| action(map, ActionState::Rejected, false), &[]),
    // Broken moment of truth.
    Case(
        "X8",
        |map| {
            csat(map, "cart", 49.0);
            at(map, "cart").moment_of_truth = Some(MomentOfTruth::Fmot);
        },
        &["warn cart"],
    ),
    Case("X8", |map| csat(map, "cart", 49.0), &[]),
    Case(
        "X8",
        |map| at(map, "cart").moment_of_truth = Some(MomentOfTruth::Fmot),
        &[],
    ),
    // Unmeasured touchpoint.
    Case("M1", |map| at(map, "cart").scores.clear(), &["warn cart"]),
    Case(
        "M1",
        |map| {
            at(map, "cart").scores.clear();
            link(map, "reviews", "order", TransitionKind::Forward);
        },
        &["info cart"],
    ),
    Case(
        "M1",
        |map| {
            at(map, "cart").scores.clear();
            at(map, "cart").moment_of_truth = Some(MomentOfTruth::Zmot);
            link(map, "reviews", "order", TransitionKind::Forward);
        },
        &["warn cart"],
    ),
    Case(
        "M1",
        |map| at(map, "cart").scores = vec![score("nps", 3.0)],
        &[],
    ),
    // No owner.
    Case("O1", |map| map.stages[1].owner = None, &["warn stage buy"]),
    Case(
        "O1",
        |map| {
            map.stages[1].owner = None;
            at(map, "cart").owner = Some("Ann".into());
        },
        &["warn order"],
    ),
    Case(
        "O1",
        |map| {
            map.stages[1].owner = None;
            at(map, "cart").owner = Some("Ann".into());
            at(map, "order").owner = Some("Ben".into());
        },
        &[],
    ),
    Case("O1", |map| at(map, "cart").owner = Some("Ann".into()), &[]),
];

#[test]
fn the_clean_map_has_no_gap_and_every_rule_ran() {
    let report = check(clean());
    assert_eq!(report.findings, []);
    assert_eq!(report.not_run, []);
    let all: Vec<&str> = gap::rules().map(|rule| rule.id).collect();
    assert_eq!(report.ran, all);
    assert_eq!(report.worst(), None);
}

#[test]
fn planted_gaps_are_found_and_clean_twins_are_not() {
    for (index, Case(rule, plant, expected)) in CASES.iter().chain(certainty::CASES).enumerate() {
        let mut map = clean();
        plant(&mut map);
        let report = check(map);
        let mut found = found(&report, rule);
        let mut expected = expected.to_vec();
        found.sort();
        expected.sort_unstable();
        assert_eq!(
            found, expected,
            "case {index} of {rule}: {:#?}",
            report.findings
        );
    }
}

#[test]
fn every_rule_has_a_planted_gap_and_a_clean_twin() {
    for rule in gap::rules() {
        let mut of_rule = CASES.iter().filter(|case| case.0 == rule.id);
        assert!(
            of_rule.clone().any(|case| !case.2.is_empty()),
            "{}",
            rule.id
        );
        assert!(of_rule.any(|case| case.2.is_empty()), "{}", rule.id);
    }
}
