//! Answers from memory: rows and columns, and all that can be wrong with them.

use cesta::satisfaction::{
    Cell, Cells, Column, OnBad, Reason, Responses, Row, SatisfactionOptions, SurveyError,
    SurveyOptions, analyse,
};

use super::{bakery, complaints, value};

#[test]
fn answers_that_name_channels_count_for_these() {
    let row = Row {
        touchpoint: "counter",
        ..Row::default()
    };
    let rows = [
        Row {
            value: Cell::Number(5.0),
            channel: "shop",
            ..row
        },
        Row {
            value: Cell::Number(2.0),
            channel: "street",
            ..row
        },
        Row {
            value: Cell::Number(3.0),
            ..row
        },
        Row {
            value: Cell::Number(4.0),
            channel: "street",
            ..row
        },
    ];
    let journey = bakery();
    let responses = Responses::from_rows(&journey, rows, &SurveyOptions::default()).unwrap();
    assert_eq!(responses.respondents(), 4);
    assert!(responses.names().is_empty());
    let it = analyse(&journey, &responses, &SatisfactionOptions::default()).unwrap();
    assert_eq!(value(&it.touchpoints[0].scores, "csat"), (Some(50.0), 4));
    let channels: Vec<_> = it
        .channels
        .iter()
        .map(|it| (it.id.as_str(), value(&it.scores, "csat")))
        .collect();
    assert_eq!(
        channels,
        [("street", (Some(50.0), 2)), ("shop", (Some(100.0), 1))]
    );
}

#[test]
fn rows_find_their_question_touchpoint_and_measure() {
    let journey = bakery();
    let anna = Row {
        respondent: "1",
        persona: "anna",
        ..Row::default()
    };
    let five = Cell::Number(5.0);
    let rows = [
        Row {
            question: "q2",
            value: five,
            ..anna
        },
        Row {
            touchpoint: "queue",
            measure: "emotion",
            value: Cell::Text("-2"),
            ..anna
        },
        Row {
            touchpoint: "smell",
            value: five,
            ..anna
        },
        Row {
            touchpoint: "bakery",
            value: Cell::Number(10.0),
            ..anna
        },
        Row {
            question: "q9",
            value: five,
            respondent: "2",
            ..anna
        },
        Row {
            question: "q9",
            value: five,
            ..anna
        },
        Row {
            touchpoint: "cellar",
            value: five,
            ..anna
        },
        Row {
            question: "q2",
            value: five,
            ..anna
        },
    ];
    let responses = Responses::from_rows(&journey, rows, &SurveyOptions::default()).unwrap();
    assert_eq!(responses.unknown_questions(), ["q9", "cellar"]);
    let it = analyse(&journey, &responses, &SatisfactionOptions::default()).unwrap();
    assert_eq!(it.unknown_questions, ["q9", "cellar"]);
    let queue = it.touchpoint("queue").unwrap();
    assert_eq!(value(&queue.scores, "csat"), (Some(100.0), 2));
    assert_eq!(value(&queue.scores, "emotion"), (Some(-2.0), 1));
    assert_eq!(value(&it.overall, "nps"), (Some(100.0), 1));
}

#[test]
fn every_bad_cell_of_the_rows_is_told() {
    let journey = bakery();
    let good = Row {
        respondent: "1",
        question: "q1",
        value: Cell::Number(5.0),
        ..Row::default()
    };
    let rows = [
        good,
        Row {
            value: Cell::Number(6.0),
            ..good
        },
        Row {
            value: Cell::Text("great"),
            ..good
        },
        Row {
            measure: "nps",
            ..good
        },
        Row {
            question: "",
            touchpoint: "queue",
            ..good
        },
        Row {
            question: "",
            touchpoint: "queue",
            measure: "joy",
            ..good
        },
        Row {
            question: "",
            ..good
        },
        Row {
            channel: "moon",
            ..good
        },
        Row {
            persona: "carl",
            ..good
        },
        Row {
            persona: "anna",
            segments: &["a"],
            ..good
        },
        Row {
            persona: "bert",
            segments: &["b"],
            ..good
        },
    ];
    let options = SurveyOptions {
        segments: vec!["city".into()],
        ..SurveyOptions::default()
    };
    let error = Responses::from_rows(&journey, rows, &options).unwrap_err();
    assert_eq!(
        complaints(&error),
        [
            "2 value offScale",
            "3 value notAnAnswer",
            "4 measure otherMeasure",
            "5 measure noMeasure",
            "6 measure unknownMeasure",
            "7 question empty",
            "8 channel unknownChannel",
            "9 persona unknownPersona",
            "11 persona contradiction",
            "11 city contradiction",
        ]
    );
    assert_eq!(
        error.to_string(),
        "line 2, column `value`: 6 is off the scale of `csat`, which goes from 1 to 5 (and 9 more)"
    );

    let options = SurveyOptions {
        bad_cells: OnBad::PassOver,
        ..options
    };
    let responses = Responses::from_rows(&journey, rows, &options).unwrap();
    assert_eq!(responses.passed_over().count, 10);
    let it = analyse(&journey, &responses, &SatisfactionOptions::default()).unwrap();
    assert_eq!(value(&it.touchpoints[0].scores, "csat"), (Some(100.0), 5));
}

#[test]
fn columns_must_make_sense() {
    let journey = bakery();
    let read = |columns: &[Column<'_>], options: &SurveyOptions| {
        Responses::from_columns(&journey, columns, options).unwrap_err()
    };
    let q1 = Column {
        name: "q1",
        cells: Cells::Numbers(&[1.0, 2.0]),
    };
    let q2 = Column {
        name: "q2",
        cells: Cells::Numbers(&[1.0]),
    };
    let none = SurveyOptions::default();
    assert_eq!(read(&[q1, q2], &none).code(), "length");
    assert_eq!(read(&[q1, q1], &none).code(), "duplicateColumn");
    assert_eq!(read(&[], &none).code(), "noQuestion");
    assert_eq!(
        read(&[Column { name: "q9", ..q1 }], &none).code(),
        "noQuestion"
    );
    let options = SurveyOptions {
        persona: Some("type".into()),
        ..none.clone()
    };
    assert_eq!(read(&[q1], &options).code(), "missingColumn");
    let who = Column {
        name: "who",
        cells: Cells::Texts(&["a", "a"]),
    };
    let options = SurveyOptions {
        respondent: Some("who".into()),
        ..none
    };
    assert_eq!(complaints(&read(&[q1, who], &options)), ["2 who secondRow"]);
}

#[test]
fn bad_cells_are_counted_beyond_the_samples() {
    let answers = vec![77.0; 3000];
    let columns = [Column {
        name: "q1",
        cells: Cells::Numbers(&answers),
    }];
    let error = Responses::from_columns(&bakery(), &columns, &SurveyOptions::default());
    let Err(SurveyError::BadCells(bad)) = error else {
        panic!()
    };
    assert_eq!(
        (bad.count, bad.samples.len(), bad.truncated),
        (3000, 1000, true)
    );
    assert!(matches!(bad.samples[0].reason, Reason::OffScale { .. }));
}
