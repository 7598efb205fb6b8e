//! What elements are called, and what they take from others.

use cesta::journey::{
    Journey, Measure, Subject,
    spec::{self, Goal, Question, Role, Stage, Touchpoint},
};

use super::{abc, one};

#[test]
fn goals_are_goals_by_role_or_by_fulfilling_one() {
    let journey = one(Touchpoint::new("a").role(Role::Goal))
        .stage(
            Stage::new("s2")
                .touchpoint(Touchpoint::new("b"))
                .touchpoint(Touchpoint::new("c")),
        )
        .goal(Goal {
            touchpoints: vec!["c".into()],
            ..Goal::new("g")
        })
        .build()
        .unwrap();
    let goals: Vec<_> = journey
        .goal_touchpoints()
        .map(|it| it.id().to_string())
        .collect();
    assert_eq!(goals, ["a", "c"]);
}

#[test]
fn names_from_outside_find_their_touchpoint() {
    let journey = Journey::builder("j")
        .stage(
            Stage::new("s")
                .touchpoint(Touchpoint::new("home"))
                .touchpoint(Touchpoint {
                    events: vec!["product/*".into()],
                    questions: vec![Question {
                        measure: Some("nps".into()),
                        ..Question::new("q1")
                    }],
                    ..Touchpoint::new("product")
                })
                .touchpoint(Touchpoint {
                    events: vec!["product/sale".into()],
                    ..Touchpoint::new("sale")
                }),
        )
        .build()
        .unwrap();
    let found = |name| {
        journey
            .touchpoint_of_event(name)
            .map(|it| it.id().to_string())
    };
    assert_eq!(found("home").as_deref(), Some("home"));
    assert_eq!(found("product/7").as_deref(), Some("product"));
    assert_eq!(found("product/sale").as_deref(), Some("sale"));
    assert_eq!(found("product"), None); // names given replace the id
    assert!(matches!(
        journey.subject_of_question("q1"),
        Some(Subject::Touchpoint(touchpoint)) if touchpoint.id() == "product"
    ));
    assert!(journey.subject_of_question("q2").is_none());
}

#[test]
fn owners_and_names_are_inherited() {
    let stage = Stage {
        owner: Some("Sales".into()),
        ..Stage::new("s")
    };
    let journey = Journey::builder("j")
        .stage(
            stage
                .touchpoint(Touchpoint::new("a"))
                .touchpoint(Touchpoint::new("b").owner("Bob")),
        )
        .build()
        .unwrap();
    let owners: Vec<_> = journey
        .touchpoints()
        .map(cesta::journey::Touchpoint::responsible)
        .collect();
    assert_eq!(owners, [Some("Sales"), Some("Bob")]);
    assert_eq!(journey.touchpoint("a").unwrap().name(), "a");
}

#[test]
fn measures_are_built_in_and_may_be_redefined() {
    let journey = spec::Journey {
        measures: vec![
            Measure {
                target: Some(40.0),
                ..Measure::nps()
            },
            Measure::new("stars", 1.0, 5.0),
        ],
        ..abc()
    };
    let journey = journey.build().unwrap();
    let ids: Vec<_> = journey.measures().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["ces", "csat", "emotion", "nps", "stars"]);
    assert_eq!(journey.measure("nps").unwrap().target, Some(40.0));
}
