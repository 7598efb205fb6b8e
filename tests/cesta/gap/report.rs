//! What a report holds: numbers, weights, order, and what could not run.

use cesta::{
    flow::{Overlay, TouchpointFlow},
    gap::{Factors, GapOptions, Missing, Number, Observed, Place, check},
    journey::{
        Direction, Journey, Measure,
        spec::{
            self, Expectation, Level, MomentOfTruth, Persona, Role, Stage, Touchpoint, Transition,
        },
    },
    satisfaction::{Satisfaction, Score, Scores},
    stats::{Interval, IntervalMethod, Share},
};
use serde_json::json;

use super::{at, check_with, clean, found, score, short};

fn share(count: u32, n: u32) -> Share {
    let value = (n > 0).then(|| f64::from(count) / f64::from(n));
    Share {
        count,
        n,
        value,
        interval: None,
    }
}

/// Ten customers, of whom so many came to each touchpoint.
fn overlay(visits: &[(&str, u32)]) -> Overlay {
    let touchpoint = |&(id, count): &(&str, u32)| TouchpointFlow {
        touchpoint: id.into(),
        visits: count,
        reached: share(count, 10),
        starts: 0,
        ends: 0,
        drop_off: None,
        until_next: None,
    };
    Overlay {
        customers: 10,
        events: 10,
        mapped_events: 10,
        first_time: None,
        last_time: None,
        conversion: share(5, 10),
        goals: Vec::new(),
        stages: Vec::new(),
        touchpoints: visits.iter().map(touchpoint).collect(),
        transitions: Vec::new(),
        unknown_events: Vec::new(),
        unvisited: Vec::new(),
    }
}

fn survey(id: &str, measure: &str, value: f64, interval: (f64, f64)) -> Satisfaction {
    let score = Score {
        measure: measure.into(),
        value: Some(value),
        n: 120,
        respondents: 120,
        missing: 3,
        interval: Some(Interval {
            low: interval.0,
            high: interval.1,
            confidence: 0.95,
            method: IntervalMethod::Wilson,
        }),
    };
    Satisfaction {
        respondents: 123,
        touchpoints: vec![Scores {
            id: id.into(),
            scores: vec![score],
        }],
        ..Satisfaction::default()
    }
}

#[test]
fn a_finding_says_what_where_and_how_much() {
    let mut map = clean();
    let cart = at(&mut map, "cart");
    cart.label = Some("The cart".into());
    cart.moment_of_truth = Some(MomentOfTruth::Fmot);
    cart.importance = Some(0.8);
    let satisfaction = survey("cart", "csat", 38.25, (30.0, 47.0));
    let overlay = overlay(&[("cart", 6)]);
    let observed = Observed {
        overlay: Some(&overlay),
        satisfaction: Some(&satisfaction),
    };
    let report = check_with(map, &observed, &GapOptions::default());
    let broken = report.of_rule("X8").next().unwrap();
    assert_eq!(
        serde_json::to_value(broken).unwrap(),
        json!({
            "rule": "X8",
            "name": "broken-moment-of-truth",
            "level": "deny",
            "place": {"kind": "touchpoint", "touchpoint": "cart"},
            "message": "The moment of truth “The cart” is broken: CSAT is 38.3 % (n = 120), below 50 %.",
            "hint": "Mend this first: here customers decide whether they go on.",
            "numbers": [
                {"name": "score", "value": 38.25, "unit": "%"},
                {"name": "threshold", "value": 50.0, "unit": "%"},
                {"name": "n", "value": 120.0},
                {"name": "intervalEnd", "value": 47.0, "unit": "%"},
            ],
            "weight": 0.6 * 0.8 * 0.1175,
            "factors": {"reach": 0.6, "importance": 0.8, "magnitude": 0.1175},
        })
    );
    let expected = report.of_rule("X1").next().unwrap();
    assert_eq!(
        expected.message,
        "At “The cart”, CSAT is 38.3 % (n = 120), and customers expect 85 %."
    );
}

#[test]
fn personas_with_the_same_ways_are_reported_each_in_map_order() {
    let mut map = clean();
    for (id, channels) in [
        ("ann", "phone"),
        ("ben", "web"),
        ("eva", "phone"),
        ("ida", "post"),
    ] {
        let mut persona = Persona::new(id);
        persona.channels.push(channels.into());
        map.personas.push(persona);
    }
    at(&mut map, "reviews").channels = vec!["web".into()];
    at(&mut map, "search")
        .channels
        .extend(["phone".into(), "post".into()]);
    let report = check_with(map, &Observed::default(), &GapOptions::default());
    let lost = ["deny persona ann", "deny persona eva", "deny persona ida"];
    assert_eq!(found(&report, "S4"), lost);
    let thin = report.of_rule("S10").map(|it| &*it.message);
    let first = "The stage “find” has only 1 touchpoint for “ann”.";
    assert_eq!(thin.collect::<Vec<_>>(), [first]);
}

#[test]
fn numbers_have_the_unit_of_the_scores() {
    let mut map = clean();
    let mut effort = Measure::new("effort", 1.0, 5.0);
    effort.good = Direction::Low;
    map.measures.push(effort);
    let cart = at(&mut map, "cart");
    cart.scores = vec![
        score("csat", 60.0),
        score("nps", -10.0),
        score("effort", 4.0),
    ];
    for (measure, value) in [("nps", 40.0), ("effort", 2.0)] {
        cart.expectations.push(Expectation {
            measure: measure.into(),
            value,
            evidence: Vec::new(),
        });
    }
    let report = check_with(map, &Observed::default(), &GapOptions::default());
    let in_words = |number: &Number| {
        let unit = number.unit.as_deref().unwrap_or_default();
        format!("{} {} {unit}", number.name, number.value)
    };
    let numbers = report.of_rule("X1").map(|it| {
        let numbers: Vec<String> = it.numbers.iter().map(in_words).collect();
        numbers.join(", ")
    });
    assert_eq!(
        numbers.collect::<Vec<_>>(),
        [
            "score 4 effort, expected 2 effort, tolerance 0.4 effort, n 50 ",
            "score 60 %, expected 85 %, tolerance 10 %, n 50 ",
            "score -10 points, expected 40 points, tolerance 20 points, n 50 ",
        ]
    );
}

#[test]
fn a_finding_that_rests_on_few_answers_says_so() {
    let mut map = clean();
    at(&mut map, "cart").moment_of_truth = Some(MomentOfTruth::Fmot);
    at(&mut map, "cart").expectations[0].value = 90.0;
    let said = |n: u32, min_answers: u32| {
        let mut satisfaction = survey("cart", "csat", 20.0, (5.0, 40.0));
        satisfaction.touchpoints[0].scores[0].n = n;
        let observed = Observed {
            satisfaction: Some(&satisfaction),
            ..Observed::default()
        };
        let options = GapOptions {
            min_answers,
            ..GapOptions::default()
        };
        let report = check_with(map.clone(), &observed, &options);
        ["X1", "X2", "X8", "S12"].map(|rule| {
            let finding = report.of_rule(rule).next().unwrap();
            let says_so = finding.message.contains("no conclusion");
            let denied = finding.level == Level::Deny;
            assert_eq!(says_so, finding.level == Level::Info, "{}", finding.message);
            (denied, says_so)
        })
    };
    let certain = [(true, false), (false, false), (true, false), (false, false)];
    assert_eq!(said(29, 30), [(false, true); 4]);
    assert_eq!(said(30, 30), certain);
    assert_eq!(said(2, 2), certain);
    assert_eq!(said(1, 0), certain);
}

#[test]
fn what_customers_answered_counts_more_than_what_the_map_declares() {
    let satisfaction = survey("cart", "csat", 20.0, (10.0, 30.0));
    let observed = Observed {
        satisfaction: Some(&satisfaction),
        ..Observed::default()
    };
    let report = check_with(clean(), &observed, &GapOptions::default());
    assert_eq!(found(&report, "X2"), ["warn cart"]);
    let report = check_with(clean(), &Observed::default(), &GapOptions::default());
    assert_eq!(report.findings, []);
}

#[test]
fn a_visit_measures_a_touchpoint() {
    let mut map = clean();
    at(&mut map, "cart").scores.clear();
    at(&mut map, "order").scores.clear();
    let overlay = overlay(&[("cart", 1), ("order", 0)]);
    let observed = Observed {
        overlay: Some(&overlay),
        ..Observed::default()
    };
    let report = check_with(map, &observed, &GapOptions::default());
    assert_eq!(found(&report, "M1"), ["warn order"]);
}

#[test]
fn options_move_the_thresholds() {
    let mut map = clean();
    at(&mut map, "cart").scores = vec![score("csat", 79.0)];
    let strict = GapOptions {
        satisfaction_threshold: 0.795,
        expectation_tolerance: 0.05,
        thin_stage: 3,
        probability_tolerance: 0.0,
        ..GapOptions::default()
    };
    let report = check_with(map.clone(), &Observed::default(), &strict);
    let short: Vec<String> = report.findings.iter().map(short).collect();
    assert_eq!(
        short,
        [
            "warn cart",
            "warn cart",
            "warn cart",
            "info stage find",
            "info stage buy",
            "info stage use"
        ]
    );
    let report = check_with(map, &Observed::default(), &GapOptions::default());
    assert_eq!(report.findings, []);
}

#[test]
fn without_a_log_reach_is_unknown_and_weighs_as_all() {
    let mut map = clean();
    map.stages[1].touchpoints.push(Touchpoint::new("end"));
    let report = check_with(map, &Observed::default(), &GapOptions::default());
    let dead_end = report.of_rule("S3").next().unwrap();
    assert_eq!(
        dead_end.factors,
        Factors {
            reach: None,
            importance: 0.5,
            magnitude: 1.0
        }
    );
    assert!((dead_end.weight - 0.5).abs() < 1e-12);
}

#[test]
fn findings_come_by_level_then_weight_then_place_then_rule() {
    let mut map = clean();
    for id in ["b", "a"] {
        map.stages[2].touchpoints.push(Touchpoint::new(id));
    }
    at(&mut map, "a").importance = Some(0.9);
    map.stages[0].owner = None;
    let report = check_with(map, &Observed::default(), &GapOptions::default());
    let order: Vec<String> = report
        .findings
        .iter()
        .map(|it| format!("{} {}", it.rule, short(it)))
        .collect();
    assert_eq!(
        order,
        [
            "S2 deny a",
            "S3 deny a",
            "S2 deny b",
            "S3 deny b",
            "O1 warn stage find",
            "M1 info a",
            "M1 info b"
        ]
    );
    let mut levels: Vec<Level> = report.findings.iter().map(|it| it.level).collect();
    assert!(levels.is_sorted_by(|a, b| a >= b));
    levels.dedup();
    assert_eq!(levels, [Level::Deny, Level::Warn, Level::Info]);
    assert_eq!(report.worst(), Some(Level::Deny));
}

#[test]
fn rules_that_cannot_run_say_what_is_missing() {
    let empty = check_with(
        Journey::builder("empty"),
        &Observed::default(),
        &GapOptions::default(),
    );
    let missing = |rule: &str, report: &cesta::gap::GapReport| {
        report
            .not_run
            .iter()
            .find(|it| it.rule == rule)
            .map(|it| it.missing)
    };
    assert_eq!(found(&empty, "S1"), ["deny journey", "deny journey"]);
    for (rule, expected) in [
        ("S2", Missing::Entry),
        ("S4", Missing::Entry),
        ("S6", Missing::Goal),
        ("S8", Missing::Entry),
        ("X1", Missing::Expectation),
        ("X2", Missing::Score),
    ] {
        assert_eq!(missing(rule, &empty), Some(expected), "{rule}");
    }
    let mut apart = clean();
    apart.transitions = Some(Vec::new());
    let apart = check_with(apart, &Observed::default(), &GapOptions::default());
    assert_eq!(missing("S8", &apart), Some(Missing::Route));
    assert_eq!(missing("S12", &apart), Some(Missing::Route));
    assert_eq!(Missing::Route.to_string(), "no entry leads to a goal");

    let mut endless = clean();
    at(&mut endless, "recommend").role = Role::Step;
    let endless = check_with(endless, &Observed::default(), &GapOptions::default());
    assert_eq!(missing("S5", &endless), Some(Missing::End));
}

#[test]
fn names_in_messages_are_inert() {
    let mut map = clean();
    let end = Touchpoint::new("end").label("a\u{1b}[31m\u{202e}b".to_owned() + &"x".repeat(1000));
    map.stages[1].touchpoints.push(end);
    let report = check_with(map, &Observed::default(), &GapOptions::default());
    let message = &report.of_rule("S3").next().unwrap().message;
    assert!(message.starts_with("“a\u{fffd}[31m\u{fffd}bx"), "{message}");
    assert!(message.chars().count() < 200);
}

/// A chain through 1,000 stages, each of which can be passed by through a touchpoint of the
/// first; so long that anything recursive or quadratic in touchpoints would show.
#[test]
fn a_map_of_a_hundred_thousand_touchpoints_is_checked() {
    let stages: u32 = 1000;
    let per_stage: u32 = 100;
    let id = |stage: u32, at: u32| format!("t{stage}-{at}");
    let mut map = Journey::builder("long");
    let mut links = Vec::new();
    for stage in 0..stages {
        let mut part = Stage::new(format!("s{stage}"));
        for at in 0..per_stage {
            let mut touchpoint = Touchpoint::new(id(stage, at));
            if (stage, at) == (0, 0) {
                touchpoint.role = Role::Entry;
            } else if (stage, at) == (stages - 1, per_stage - 1) {
                touchpoint.role = Role::Goal;
            }
            part = part.touchpoint(touchpoint);
            let next = if at + 1 < per_stage {
                id(stage, at + 1)
            } else {
                id(stage + 1, 0)
            };
            if (stage, at) != (stages - 1, per_stage - 1) {
                links.push(Transition::new(id(stage, at), next));
            }
        }
        map = map.stage(part);
    }
    links.push(Transition::new(id(10, 0), id(500, 0)));
    map.transitions = Some(links);
    let journey = map.build().unwrap();
    let report = check(&journey, &Observed::default(), &GapOptions::default()).unwrap();
    let skipped = report.of_rule("S8").map(|it| it.place.clone());
    let between = (11..500).map(|it| Place::Stage {
        stage: format!("s{it}").as_str().into(),
    });
    assert_eq!(skipped.collect::<Vec<_>>(), between.collect::<Vec<_>>());
    let mandatory = report.of_rule("M1").filter(|it| it.level == Level::Warn);
    assert_eq!(mandatory.count(), 100_000 - 489 * 100 - 99);
}

#[test]
fn a_report_is_plain_data() {
    let journey: spec::Journey = Journey::builder("j")
        .stage(Stage::new("s").touchpoint(Touchpoint::new("a").role(Role::Entry).owner("Ann")));
    let report = check_with(journey, &Observed::default(), &GapOptions::default());
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(
        json.get("counts"),
        Some(&json!({"deny": 2, "warn": 0, "info": 3, "suppressed": 0}))
    );
    assert_eq!(
        json.pointer("/notRun/0"),
        Some(&json!({"rule": "S4", "missing": "goal"}))
    );
    assert_eq!(
        json.pointer("/findings/0/place"),
        Some(&json!({"kind": "journey"}))
    );
}
