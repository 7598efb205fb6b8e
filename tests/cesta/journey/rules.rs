//! What a map must not say, and where it is told.

use cesta::journey::{
    Direction, Journey, MAX_ID_BYTES, MAX_TEXT_BYTES, Measure, Nulls, ProblemCode, Statistic,
    spec::{
        self, Action, Channel, DeclaredScore, Evidence, Expectation, Goal, Hours, Need, Note,
        Opportunity, Outcome, PainPoint, Persona, Question, Stage, Touchpoint, Transition,
    },
};

use super::{abc, one, problem};

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
