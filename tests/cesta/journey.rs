//! The map: building, validation, views, order, diff.

use cesta::journey::{
    ChangeKind, Direction, Journey, MAX_ID_BYTES, MAX_TEXT_BYTES, Measure, Nulls, ProblemCode,
    Statistic, Subject, diff,
    spec::{
        self, Action, Channel, DeclaredScore, Evidence, Expectation, Goal, Hours, Need, Note,
        Opportunity, Outcome, PainPoint, Persona, Question, Role, Stage, Touchpoint, Transition,
        TransitionKind,
    },
};
use cesta::petgraph::graph::NodeIndex;
use proptest::prelude::*;

fn one(touchpoint: Touchpoint) -> spec::Journey {
    Journey::builder("j").stage(Stage::new("s").touchpoint(touchpoint))
}

fn abc() -> spec::Journey {
    let touchpoints = ["a", "b", "c"].map(Touchpoint::new);
    let stage = touchpoints
        .into_iter()
        .fold(Stage::new("s"), Stage::touchpoint);
    Journey::builder("j").stage(stage)
}

/// The only problem of a map.
fn problem(journey: spec::Journey) -> (ProblemCode, String) {
    let invalid = journey.build().unwrap_err();
    let [problem] = invalid.problems() else {
        panic!("one problem expected: {:#?}", invalid.problems());
    };
    (problem.code, problem.path.clone())
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn each_rule_of_a_valid_map_is_checked_at_its_place() {
    use ProblemCode::{
        Ambiguous, Contradiction, DuplicateId, InvalidDate, InvalidId, InvalidMeasure, InvalidTime,
        MissingField, NotFinite, OutOfRange, TooLong, UnknownId, UnsupportedVersion,
    };
    let t = || Touchpoint::new("t");
    let first = "stages[0].touchpoints[0]";
    let cases: Vec<(spec::Journey, ProblemCode, String)> = vec![
        (
            spec::Journey {
                version: 2,
                ..abc()
            },
            UnsupportedVersion,
            "version".into(),
        ),
        (Journey::builder(""), InvalidId, "id".into()),
        (Journey::builder(" j"), InvalidId, "id".into()),
        (Journey::builder("a\nb"), InvalidId, "id".into()),
        (
            Journey::builder("x".repeat(MAX_ID_BYTES + 1)),
            InvalidId,
            "id".into(),
        ),
        (
            abc().stage(Stage::new("s")),
            DuplicateId,
            "stages[1].id".into(),
        ),
        (
            abc().stage(Stage::new("s2").touchpoint(Touchpoint::new("b"))),
            DuplicateId,
            "stages[1].touchpoints[0].id".into(),
        ),
        (
            one(t().label("x".repeat(MAX_TEXT_BYTES + 1))),
            TooLong,
            format!("{first}.label"),
        ),
        (one(t().emotion(3)), OutOfRange, format!("{first}.emotion")),
        (
            one(Touchpoint {
                importance: Some(1.1),
                ..t()
            }),
            OutOfRange,
            format!("{first}.importance"),
        ),
        (
            one(Touchpoint {
                cost: Some(-1.0),
                ..t()
            }),
            OutOfRange,
            format!("{first}.cost"),
        ),
        (
            one(Touchpoint {
                effort: Some(2e15),
                ..t()
            }),
            OutOfRange,
            format!("{first}.effort"),
        ),
        (
            one(Touchpoint {
                duration: Some(f64::NAN),
                ..t()
            }),
            NotFinite,
            format!("{first}.duration"),
        ),
        (
            one(Touchpoint {
                effort: Some(f64::INFINITY),
                ..t()
            }),
            NotFinite,
            format!("{first}.effort"),
        ),
        (
            one(Touchpoint {
                outcome: Some(Outcome::Failure),
                ..t()
            }),
            Contradiction,
            format!("{first}.outcome"),
        ),
        (
            one(Touchpoint {
                personas: vec!["nobody".into()],
                ..t()
            }),
            UnknownId,
            format!("{first}.personas[0]"),
        ),
        (
            one(Touchpoint {
                needs: vec!["none".into()],
                ..t()
            }),
            UnknownId,
            format!("{first}.needs[0]"),
        ),
        (
            spec::Journey {
                channels: vec![Channel::new("web")],
                ..one(t().channel("phone"))
            },
            UnknownId,
            format!("{first}.channels[0]"),
        ),
        (
            one(Touchpoint {
                availability: vec![Hours {
                    days: vec![],
                    from: "9:00".into(),
                    to: "24:00".into(),
                }],
                ..t()
            }),
            InvalidTime,
            format!("{first}.availability[0].from"),
        ),
        (
            one(Touchpoint {
                expectations: vec![Expectation {
                    measure: "csat".into(),
                    value: 101.0,
                    evidence: vec![],
                }],
                ..t()
            }),
            OutOfRange,
            format!("{first}.expectations[0].value"),
        ),
        (
            one(Touchpoint {
                scores: vec![DeclaredScore {
                    measure: "stars".into(),
                    value: 1.0,
                    n: None,
                    interval: None,
                    evidence: vec![],
                }],
                ..t()
            }),
            UnknownId,
            format!("{first}.scores[0].measure"),
        ),
        (
            one(Touchpoint {
                scores: vec![DeclaredScore {
                    measure: "nps".into(),
                    value: 10.0,
                    n: Some(5),
                    interval: Some([11.0, 12.0]),
                    evidence: vec![],
                }],
                ..t()
            }),
            OutOfRange,
            format!("{first}.scores[0].interval"),
        ),
        (
            one(Touchpoint {
                events: vec!["e".into(), "e".into()],
                ..t()
            }),
            Ambiguous,
            format!("{first}.events[1]"),
        ),
        (
            one(Touchpoint {
                questions: vec![Question::new("q")],
                ..t()
            }),
            MissingField,
            format!("{first}.questions[0].measure"),
        ),
        (
            spec::Journey {
                measure: Some("nps".into()),
                questions: vec![Question::new("q")],
                ..one(Touchpoint {
                    questions: vec![Question::new("q")],
                    ..t()
                })
            },
            Ambiguous,
            format!("{first}.questions[0].name"),
        ),
        (
            one(Touchpoint {
                notes: vec![Note {
                    text: "?".into(),
                    author: None,
                    date: Some("2026-02-30".into()),
                    state: spec::NoteState::Open,
                }],
                ..t()
            }),
            InvalidDate,
            format!("{first}.notes[0].date"),
        ),
        (
            one(Touchpoint {
                pain_points: vec![PainPoint {
                    severity: Some(2.0),
                    ..PainPoint::new("p", "slow")
                }],
                ..t()
            }),
            OutOfRange,
            format!("{first}.painPoints[0].severity"),
        ),
        (
            one(Touchpoint {
                pain_points: vec![PainPoint::new("p", "slow"), PainPoint::new("p", "dear")],
                ..t()
            }),
            DuplicateId,
            format!("{first}.painPoints[1].id"),
        ),
        (
            one(Touchpoint {
                opportunities: vec![Opportunity {
                    evidence: vec!["none".into()],
                    ..Opportunity::new("o", "faster")
                }],
                ..t()
            }),
            UnknownId,
            format!("{first}.opportunities[0].evidence[0]"),
        ),
        (
            abc().transition(Transition::new("a", "z")),
            UnknownId,
            "transitions[0].to".into(),
        ),
        (
            abc().transition(Transition::new("a", "b").probability(1.5)),
            OutOfRange,
            "transitions[0].probability".into(),
        ),
        (
            abc().persona(Persona {
                needs: vec![
                    Need {
                        id: "n".into(),
                        label: None,
                    },
                    Need {
                        id: "n".into(),
                        label: None,
                    },
                ],
                ..Persona::new("p")
            }),
            DuplicateId,
            "personas[0].needs[1].id".into(),
        ),
        (
            abc().goal(Goal {
                touchpoints: vec!["z".into()],
                ..Goal::new("g")
            }),
            UnknownId,
            "goals[0].touchpoints[0]".into(),
        ),
        (
            abc().goal(Goal {
                target: Some(f64::NEG_INFINITY),
                ..Goal::new("g")
            }),
            NotFinite,
            "goals[0].target".into(),
        ),
        (
            abc().action(Action {
                due: Some("soon".into()),
                ..Action::new("x", "do")
            }),
            InvalidDate,
            "actions[0].due".into(),
        ),
        (
            abc().action(Action {
                pain_points: vec!["p".into()],
                ..Action::new("x", "do")
            }),
            UnknownId,
            "actions[0].painPoints[0]".into(),
        ),
        (
            spec::Journey {
                evidence: vec![Evidence::new("e"), Evidence::new("e")],
                ..abc()
            },
            DuplicateId,
            "evidence[1].id".into(),
        ),
        (
            spec::Journey {
                measures: vec![Measure::new("m", 5.0, 5.0)],
                ..abc()
            },
            InvalidMeasure,
            "measures[0].max".into(),
        ),
        (
            spec::Journey {
                measures: vec![Measure {
                    good: Direction::Low,
                    statistic: Statistic::Net {
                        promoters: 5.0,
                        detractors: 2.0,
                    },
                    nulls: Nulls::Worst,
                    ..Measure::new("m", 1.0, 5.0)
                }],
                ..abc()
            },
            InvalidMeasure,
            "measures[0].statistic".into(),
        ),
        (
            spec::Journey {
                attributes: [("x".to_owned(), "y".repeat(MAX_TEXT_BYTES + 1).into())].into(),
                ..abc()
            },
            TooLong,
            "attributes.x".into(),
        ),
    ];
    for (journey, code, path) in cases {
        assert_eq!(problem(journey), (code, path));
    }
}

#[test]
fn all_problems_are_reported_at_once() {
    let journey = Journey::builder("j")
        .stage(Stage::new("").touchpoint(Touchpoint::new("a").emotion(9)))
        .transition(Transition::new("a", "x").probability(-1.0));
    let invalid = journey.build().unwrap_err();
    let paths: Vec<_> = invalid
        .problems()
        .iter()
        .map(|it| it.path.as_str())
        .collect();
    assert_eq!(
        paths,
        [
            "stages[0].id",
            "stages[0].touchpoints[0].emotion",
            "transitions[0].to",
            "transitions[0].probability"
        ]
    );
    assert_eq!(invalid.code(), "invalidJourney");
    assert_eq!(
        invalid.to_string(),
        "stages[0].id: the id is empty (and 3 more)"
    );
}

#[test]
fn left_out_transitions_follow_the_order_and_an_empty_list_means_none() {
    let links = |journey: spec::Journey| {
        let journey = journey.build().unwrap();
        let links = journey
            .transitions()
            .map(|it| format!("{}{}", it.from, it.to));
        links.collect::<Vec<_>>()
    };
    assert_eq!(links(abc()), ["ab", "bc"]);
    assert!(
        links(spec::Journey {
            transitions: Some(vec![]),
            ..abc()
        })
        .is_empty()
    );
    assert_eq!(links(abc().chain(["c", "a"])), ["ca"]);
}

#[test]
fn everything_comes_in_map_order_however_transitions_are_written() {
    let journey = abc()
        .transition(Transition::new("c", "a"))
        .transition(Transition::new("a", "c"))
        .transition(Transition {
            label: Some("1".into()),
            ..Transition::new("a", "b")
        })
        .transition(Transition {
            label: Some("2".into()),
            ..Transition::new("a", "b")
        })
        .build()
        .unwrap();
    let a = journey.touchpoint("a").unwrap();
    let out: Vec<_> = a
        .outgoing()
        .map(|it| (it.to.to_string(), it.label.clone()))
        .collect();
    let expected = [("b", Some("1")), ("b", Some("2")), ("c", None)];
    assert_eq!(
        out,
        expected.map(|(to, label)| (to.to_owned(), label.map(str::to_owned)))
    );
    let c = journey.touchpoint("c").unwrap();
    assert_eq!(
        c.incoming().map(|it| it.source().id()).collect::<Vec<_>>(),
        [a.id()]
    );
    let paths: Vec<_> = journey
        .transitions()
        .map(cesta::journey::Transition::path)
        .collect();
    assert_eq!(
        paths,
        [
            "transitions[2]",
            "transitions[3]",
            "transitions[1]",
            "transitions[0]"
        ]
    );
    assert_eq!(c.path(), "stages[0].touchpoints[2]");
    let neighbours: Vec<_> = journey
        .graph()
        .neighbors(a.node())
        .map(NodeIndex::index)
        .collect();
    assert_eq!(neighbours, [1, 1, 2]);
}

#[test]
fn shares_are_given_or_what_the_others_leave() {
    let journey = abc()
        .transition(Transition::new("a", "a").probability(0.5))
        .transition(Transition::new("a", "b"))
        .transition(Transition::new("a", "c"))
        .transition(Transition::new("b", "a").probability(1.0))
        .transition(Transition::new("b", "c"))
        .build()
        .unwrap();
    let shares = |id| {
        let touchpoint = journey.touchpoint(id).unwrap();
        touchpoint
            .shares()
            .map(|(_, share)| share)
            .collect::<Vec<_>>()
    };
    assert_eq!(shares("a"), [0.5, 0.25, 0.25]);
    assert_eq!(shares("b"), [1.0, 0.0]);
    assert!(shares("c").is_empty());
}

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

#[test]
fn a_diff_names_what_was_added_removed_changed_and_moved() {
    let before = abc().transition(Transition::new("a", "b")).build().unwrap();
    let after = Journey::builder("j")
        .stage(Stage::new("s").touchpoint(Touchpoint::new("b").emotion(1)))
        .stage(Stage::new("s2").touchpoint(Touchpoint::new("a")))
        .transition(Transition::new("a", "b").kind(TransitionKind::Back))
        .persona(Persona::new("p"))
        .build()
        .unwrap();
    let diff = diff(&before, &after);
    let shown: Vec<String> = diff
        .changes
        .iter()
        .map(|change| {
            let fields: Vec<_> = change.fields.iter().map(|it| it.field.as_str()).collect();
            format!(
                "{:?} {} {} {}",
                change.kind,
                change.element,
                change.id,
                fields.join("+")
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "Added stage s2 ",
            "Changed touchpoint a stage",
            "Changed touchpoint b emotion+position",
            "Removed touchpoint c ",
            "Changed transition a -> b kind",
            "Added persona p ",
        ]
    );
    assert!(super::journey::diff(&before, &before).is_empty());
    assert_eq!(diff.changes.last().unwrap().kind, ChangeKind::Added);
}

#[test]
fn a_chain_of_a_hundred_thousand_is_built_cloned_and_dropped() {
    let touchpoints = (0..100_000).map(|index| Touchpoint::new(format!("t{index}")));
    let stage = Stage {
        touchpoints: touchpoints.collect(),
        ..Stage::new("s")
    };
    let journey = Journey::builder("long").stage(stage).build().unwrap();
    assert_eq!(journey.transitions().len(), 99_999);
    let again = journey.clone().to_spec().build().unwrap();
    assert_eq!(again.touchpoint("t99999").unwrap().node().index(), 99_999);
}

/// A random map, possibly cyclic, with parallel links.
pub(crate) fn journeys() -> impl Strategy<Value = spec::Journey> {
    let links = proptest::collection::vec((0..8_usize, 0..8_usize, 0..3_u8), 0..20);
    (
        proptest::collection::vec(1..4_usize, 1..4),
        links,
        any::<bool>(),
    )
        .prop_map(|(sizes, links, listed)| {
            let mut journey = Journey::builder("random");
            let mut next = 0;
            for (index, size) in sizes.into_iter().enumerate() {
                let stage = Stage::new(format!("s{index}"));
                let touchpoints = (next..next + size).map(|at| Touchpoint::new(format!("t{at}")));
                next += size;
                journey = journey.stage(touchpoints.fold(stage, Stage::touchpoint));
            }
            if listed {
                journey.transitions = Some(vec![]);
                for (from, to, kind) in links {
                    let kind = match kind {
                        0 => TransitionKind::Forward,
                        1 => TransitionKind::Back,
                        _ => TransitionKind::Recovery,
                    };
                    let (from, to) = (format!("t{}", from % next), format!("t{}", to % next));
                    journey = journey.transition(Transition::new(from, to).kind(kind));
                }
            }
            journey
        })
}

proptest! {
    #[test]
    fn views_agree_with_what_was_written(spec in journeys()) {
        let journey = spec.clone().build().unwrap();
        let written: usize = spec.stages.iter().map(|it| it.touchpoints.len()).sum();
        prop_assert_eq!(journey.touchpoints().len(), written);
        for touchpoint in journey.touchpoints() {
            prop_assert_eq!(journey.touchpoint(touchpoint.id().as_str()), Some(touchpoint));
            prop_assert!(touchpoint.stage().touchpoints().any(|it| it == touchpoint));
            let targets: Vec<_> = touchpoint.next().map(cesta::journey::Touchpoint::node).collect();
            prop_assert!(targets.is_sorted());
            let sources: Vec<_> = touchpoint.incoming().map(|it| it.source().node()).collect();
            prop_assert!(sources.is_sorted());
        }
        if let Some(transitions) = &spec.transitions {
            for transition in journey.transitions() {
                let at: usize = transition.path().trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap();
                prop_assert_eq!(&transitions[at], &*transition);
            }
            prop_assert_eq!(journey.transitions().len(), transitions.len());
        }
        prop_assert_eq!(journey.to_spec().build().unwrap(), journey);
    }
}
