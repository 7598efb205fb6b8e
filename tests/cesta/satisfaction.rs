//! Scores against the published vectors, and against counting by hand.

#[cfg(feature = "csv")]
mod csv;

use cesta::{
    journey::{
        Direction, Journey, Measure, Nulls, Statistic,
        spec::{self, DeclaredScore, Persona, Question, Stage, Touchpoint},
    },
    satisfaction::{
        Cell, Cells, Column, CompareOptions, Conclusion, Expected, KanoAnswer, KanoCategory,
        LineSource, OnBadCell, Quadrant, Reason, Responses, Row, Satisfaction, SatisfactionError,
        SatisfactionOptions, Score, ScoreOptions, SurveyError, SurveyOptions, adjust_p_values,
        analyse, best_known, compare, emotion_line, expectation_gap, kano, kano_coefficients,
        mean_of_scores, opportunity_score, peak_end, quadrant, score,
    },
    stats::{IntervalMethod, NetInterval, rounded},
};
use proptest::prelude::*;

#[track_caller]
fn assert_near(value: Option<f64>, expected: f64) {
    let value = value.expect("there is a value");
    assert!((value - expected).abs() < 1e-9, "{value} is not {expected}");
}

/// Answers by how often each was given.
fn repeated(counts: &[(f64, usize)]) -> Vec<Option<f64>> {
    let repeat = |&(answer, count)| std::iter::repeat_n(Some(answer), count);
    counts.iter().flat_map(repeat).collect()
}

fn scored(measure: &Measure, counts: &[(f64, usize)]) -> Score {
    score(measure, repeated(counts), &ScoreOptions::default()).unwrap()
}

fn with(measure: Measure, statistic: Statistic) -> Measure {
    Measure {
        statistic,
        ..measure
    }
}

#[test]
fn nps_is_computed_from_counts() {
    for (counts, value) in [
        ([(10.0, 5), (7.0, 3), (0.0, 2)], 30.0),
        ([(9.0, 60), (8.0, 25), (6.0, 15)], 45.0),
        ([(9.0, 10), (8.0, 0), (6.0, 0)], 100.0),
        ([(9.0, 1), (8.0, 3), (6.0, 2)], -100.0 / 6.0),
    ] {
        let it = scored(&Measure::nps(), &counts);
        assert_near(it.value, value);
        assert_eq!(it.interval.unwrap().method, IntervalMethod::AdjustedWald);
    }
    let minus = scored(&Measure::nps(), &[(9.0, 1), (7.0, 3), (1.0, 2)]);
    assert_eq!(rounded(minus.value.unwrap(), 0), -17.0);

    let it = scored(&Measure::nps(), &[(10.0, 5), (7.0, 3), (0.0, 2)]);
    let interval = it.interval.unwrap();
    assert!((interval.low - (23.076_923 - 42.127_538)).abs() < 1e-6);
    assert!((interval.high - (23.076_923 + 42.127_538)).abs() < 1e-6);
    let wald = ScoreOptions {
        net_interval: NetInterval::Wald,
        ..ScoreOptions::default()
    };
    let answers = repeated(&[(10.0, 5), (7.0, 3), (0.0, 2)]);
    let interval = score(&Measure::nps(), answers, &wald)
        .unwrap()
        .interval
        .unwrap();
    assert!((interval.high - 78.407_540).abs() < 1e-6);
    assert_eq!(interval.method, IntervalMethod::Wald);
}

#[test]
fn csat_is_the_share_of_the_top_two_boxes() {
    let it = scored(
        &Measure::csat(),
        &[(4.0, 40), (5.0, 34), (3.0, 20), (1.0, 13)],
    );
    assert!((it.value.unwrap() - 69.158_879).abs() < 5e-7);
    let interval = it.interval.unwrap();
    assert!((interval.low - 59.871_509_1).abs() < 1e-7);
    assert!((interval.high - 77.118_260_3).abs() < 1e-7);
    assert_eq!(interval.method, IntervalMethod::Wilson);
}

#[test]
fn every_variant_of_ces_is_a_measure() {
    let answers: Vec<(f64, usize)> = (1..=7)
        .zip([80, 210, 140, 110, 160, 180, 120])
        .map(|(answer, count)| (f64::from(answer), count))
        .collect();
    let ces = Measure::ces;
    for (statistic, expected) in [
        (ces().statistic, 46.0),
        (Statistic::Boxes { from: 6.0, to: 7.0 }, 30.0),
        (Statistic::Mean, 4.08),
        (
            Statistic::Net {
                promoters: 6.0,
                detractors: 3.0,
            },
            -13.0,
        ),
    ] {
        let it = scored(&with(ces(), statistic), &answers);
        assert_near(it.value, expected);
        assert_eq!((it.n, it.missing), (1000, 0));
        let interval = it.interval.unwrap();
        assert!(interval.contains(expected));
    }
    // CES 1.0 runs the other way, so do its boxes and its ends.
    let first = Measure {
        good: Direction::Low,
        statistic: Statistic::Net {
            promoters: 2.0,
            detractors: 4.0,
        },
        ..Measure::new("ces1", 1.0, 5.0)
    };
    assert_near(
        scored(&first, &[(1.0, 3), (2.0, 1), (3.0, 4), (5.0, 2)]).value,
        20.0,
    );
}

#[test]
fn the_interval_of_a_mean_stays_on_the_scale() {
    let emotion = Measure::emotion();
    let it = scored(&emotion, &[(2.0, 2), (1.0, 1)]);
    let interval = it.interval.unwrap();
    assert_eq!(interval.method, IntervalMethod::StudentT);
    assert_eq!(interval.high, 2.0);
    // 5/3 - 4.302653 · √(1/3 / 3)
    assert!((interval.low - 0.232_449).abs() < 1e-6, "{interval:?}");
    let one = scored(&emotion, &[(1.0, 1)]);
    assert_eq!((one.value, one.interval), (Some(1.0), None));
}

#[test]
fn an_empty_sample_is_undefined() {
    for measure in Measure::built_in() {
        let none = score(&measure, [None, None], &ScoreOptions::default()).unwrap();
        assert_eq!((none.value, none.interval), (None, None));
        assert_eq!((none.n, none.missing), (0, 2));
        assert!(!none.is_thin(30));
    }
}

#[test]
fn missing_answers_do_what_the_measure_says() {
    let omit = Measure {
        missing: vec![0.0],
        ..Measure::csat()
    };
    let worst = Measure {
        nulls: Nulls::Worst,
        ..omit.clone()
    };
    let answers = [Some(5.0), Some(0.0), None, Some(4.0)];
    let it = score(&omit, answers, &ScoreOptions::default()).unwrap();
    assert_eq!((it.value, it.n, it.missing), (Some(100.0), 2, 2));
    let it = score(&worst, answers, &ScoreOptions::default()).unwrap();
    assert_eq!((it.value, it.n, it.missing), (Some(50.0), 4, 2));

    let effort = Measure {
        good: Direction::Low,
        nulls: Nulls::Worst,
        ..Measure::new("effort", 1.0, 5.0)
    };
    let it = score(&effort, [Some(1.0), None], &ScoreOptions::default()).unwrap();
    assert_eq!(it.value, Some(3.0)); // the worst is 5
}

#[test]
fn an_answer_off_the_scale_is_an_error() {
    for answer in [11.0, -1.0, f64::NAN, f64::INFINITY] {
        let error = score(&Measure::nps(), [Some(answer)], &ScoreOptions::default()).unwrap_err();
        assert_eq!(error.code(), "offScale");
    }
}

fn question(name: &str, measure: &str) -> Question {
    Question {
        measure: Some(measure.into()),
        ..Question::new(name)
    }
}

/// Two stages, three touchpoints, two channels, two personas, and an overall question.
fn bakery() -> Journey {
    let touchpoint = |id: &str, channels: &[&str], questions: &[(&str, &str)]| {
        let mut touchpoint = Touchpoint::new(id);
        touchpoint.channels = channels.iter().map(|&it| it.into()).collect();
        touchpoint.questions = questions
            .iter()
            .map(|(name, by)| question(name, by))
            .collect();
        touchpoint
    };
    let mut journey = Journey::builder("bakery")
        .stage(Stage::new("find").touchpoint(touchpoint("smell", &["street"], &[("q1", "csat")])))
        .stage(
            Stage::new("buy")
                .touchpoint(touchpoint(
                    "queue",
                    &["shop"],
                    &[("q2", "csat"), ("q3", "ces")],
                ))
                .touchpoint(touchpoint(
                    "counter",
                    &["shop", "street"],
                    &[("q4", "csat")],
                )),
        );
    journey.questions.push(question("recommend", "nps"));
    journey.personas = vec![Persona::new("anna"), Persona::new("bert")];
    journey.build().unwrap()
}

fn value(scores: &[Score], measure: &str) -> (Option<f64>, u32) {
    let score = scores
        .iter()
        .find(|score| score.measure == measure)
        .unwrap();
    (score.value, score.n)
}

fn surveyed() -> Responses {
    let nan = f64::NAN;
    let columns = [
        Column {
            name: "who",
            cells: Cells::Texts(&["r1", "r2", "r3", "r4"]),
        },
        Column {
            name: "type",
            cells: Cells::Texts(&["anna", "bert", "anna", ""]),
        },
        Column {
            name: "city",
            cells: Cells::Texts(&["Brno", "Aš", "Brno", "N/A"]),
        },
        Column {
            name: "q1",
            cells: Cells::Numbers(&[5.0, 4.0, 1.0, nan]),
        },
        Column {
            name: "q2",
            cells: Cells::Numbers(&[3.0, 4.0, 2.0, 5.0]),
        },
        Column {
            name: "q3",
            cells: Cells::Texts(&["7", " 5.0 ", "NA", "1"]),
        },
        Column {
            name: "q4",
            cells: Cells::Numbers(&[nan, nan, nan, 4.0]),
        },
        Column {
            name: "recommend",
            cells: Cells::Numbers(&[9.0, 10.0, 0.0, 8.0]),
        },
        Column {
            name: "weather",
            cells: Cells::Texts(&["sun", "sun", "rain", "rain"]),
        },
    ];
    let options = SurveyOptions {
        respondent: Some("who".into()),
        persona: Some("type".into()),
        segments: vec!["city".into()],
        ..SurveyOptions::default()
    };
    Responses::from_columns(&bakery(), &columns, &options).unwrap()
}

#[test]
fn scores_stand_at_every_element_of_the_map() {
    let journey = bakery();
    let responses = surveyed();
    assert_eq!(responses.names(), ["r1", "r2", "r3", "r4"]);
    let it = analyse(&journey, &responses, &SatisfactionOptions::default()).unwrap();
    assert_eq!(it.respondents, 4);
    assert_eq!(it.unknown_questions, ["weather"]);
    assert_eq!(value(&it.overall, "nps"), (Some(25.0), 4));

    let ids: Vec<&str> = it.touchpoints.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["smell", "queue", "counter"]);
    let queue = it.touchpoint("queue").unwrap();
    assert_eq!(value(&queue.scores, "csat"), (Some(50.0), 4));
    assert_near(queue.by("ces").unwrap().value, 200.0 / 3.0);
    assert_eq!(queue.by("ces").unwrap().missing, 1);

    // buy: 3, 4, 2, 5 at the queue and 4 at the counter.
    assert_eq!(value(&it.stages[1].scores, "csat"), (Some(60.0), 5));
    assert_eq!(value(&it.stages[1].scores, "ces").1, 3);
    // street: 5, 4, 1 at the smell and 4 at the counter.
    assert_eq!(it.channels[0].id, "street");
    assert_eq!(value(&it.channels[0].scores, "csat"), (Some(75.0), 4));
    // anna: r1 and r3.
    assert_eq!(it.personas[0].id, "anna");
    assert_eq!(value(&it.personas[0].scores, "csat"), (Some(25.0), 4));
    assert_eq!(value(&it.personas[0].scores, "nps"), (Some(0.0), 2));

    let names: Vec<(&str, u32)> = it
        .segments
        .iter()
        .map(|it| (it.segment.as_str(), it.respondents))
        .collect();
    assert_eq!(names, [("Aš", 1), ("Brno", 2)]);
    let brno = &it.segments[1];
    assert_eq!(value(&brno.overall, "nps"), (Some(0.0), 2));
    // Nobody in Brno answered at the counter, but they were asked.
    let ids: Vec<&str> = brno.touchpoints.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["smell", "queue", "counter"]);
    let counter = &brno.touchpoints[2].scores[0];
    assert_eq!((counter.value, counter.n, counter.missing), (None, 0, 2));
}

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

/// Every bad cell as `line column code`.
fn complaints(error: &SurveyError) -> Vec<String> {
    let SurveyError::BadCells(bad) = error else {
        panic!("{error}");
    };
    let tell = |bad: &cesta::satisfaction::BadCell| {
        let column = bad.column.as_deref().unwrap_or("-");
        format!("{} {column} {}", bad.line, bad.reason.code())
    };
    bad.samples.iter().map(tell).collect()
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
        bad_cells: OnBadCell::PassOver,
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

#[test]
fn an_analysis_says_what_it_cannot_do() {
    let journey = bakery();
    let responses = surveyed();
    let error = |options: SatisfactionOptions| analyse(&journey, &responses, &options).unwrap_err();
    let none = SatisfactionOptions::default;
    let code = error(SatisfactionOptions {
        segments: vec!["age".into()],
        ..none()
    });
    assert_eq!(code.code(), "unknownSegment");
    assert_eq!(
        error(SatisfactionOptions {
            segment_limit: 1,
            ..none()
        })
        .code(),
        "tooManySegments"
    );
    let score = ScoreOptions {
        level: 95.0,
        ..ScoreOptions::default()
    };
    assert_eq!(
        error(SatisfactionOptions { score, ..none() }).code(),
        "invalidLevel"
    );

    // On another map: one without the touchpoints, one with a shorter scale.
    let other = Journey::builder("other").build().unwrap();
    let it = analyse(&other, &responses, &none()).unwrap();
    assert_eq!(it.unknown_questions, ["weather", "q1", "q2", "q3", "q4"]);
    let mut shorter = journey.to_spec();
    shorter.measures.push(Measure {
        statistic: Statistic::Mean,
        ..Measure::new("csat", 1.0, 3.0)
    });
    let error = analyse(&shorter.build().unwrap(), &responses, &none()).unwrap_err();
    assert_eq!(error.code(), "offScale");
}

#[test]
fn scores_by_different_measures_do_not_mix() {
    let nps = scored(&Measure::nps(), &[(9.0, 40)]);
    let csat = scored(&Measure::csat(), &[(5.0, 40)]);
    let mixed = SatisfactionError::MixedMeasures {
        first: "nps".into(),
        second: "csat".into(),
    };
    assert_eq!(
        compare(&nps, &csat, &CompareOptions::default()),
        Err(mixed.clone())
    );
    assert_eq!(mean_of_scores(&[nps.clone(), csat]), Err(mixed));
    assert_eq!(mean_of_scores(&[nps]), Ok(Some(100.0)));
    assert_eq!(mean_of_scores(&[]), Ok(None));
}

#[test]
fn comparisons_conclude_nothing_from_few_answers() {
    let csat = |good, bad| scored(&Measure::csat(), &[(5.0, good), (1.0, bad)]);
    let of = |a: &Score, b: &Score| compare(a, b, &CompareOptions::default()).unwrap();
    let it = of(&csat(56, 14), &csat(48, 32));
    assert_eq!(it.conclusion, Conclusion::Higher);
    let interval = it.difference.unwrap().interval.unwrap();
    assert!((interval.low - 5.24).abs() < 0.005 && (interval.high - 33.39).abs() < 0.005);
    assert_eq!(
        of(&csat(48, 32), &csat(56, 14)).conclusion,
        Conclusion::Lower
    );
    assert_eq!(
        of(&csat(20, 20), &csat(21, 19)).conclusion,
        Conclusion::NotDistinct
    );
    assert_eq!(of(&csat(29, 0), &csat(0, 40)).conclusion, Conclusion::None);

    let mean = |low, high| scored(&Measure::emotion(), &[(-1.0, low), (1.0, high)]);
    let it = of(&mean(10, 90), &mean(90, 10));
    assert_eq!(it.conclusion, Conclusion::Higher);
    let interval = it.difference.unwrap().interval.unwrap();
    assert_eq!(interval.method, IntervalMethod::SquareAndAdd);
    // 1.6 ± 1.984217 · √(2 · 0.363636 / 100)
    assert!((interval.low - 1.430_790).abs() < 1e-5, "{interval:?}");

    let mut several = [
        of(&csat(56, 14), &csat(48, 32)),
        of(&csat(20, 20), &csat(21, 19)),
        it,
    ];
    let p = |it: &cesta::satisfaction::Comparison| it.difference.unwrap().p_value;
    let before = p(&several[0]).unwrap();
    adjust_p_values(&mut several);
    assert_near(p(&several[0]), 2.0 * before);
    assert_eq!(p(&several[2]), None);
}

fn declared(measure: &str, value: f64, n: Option<u32>) -> DeclaredScore {
    DeclaredScore {
        measure: measure.into(),
        value,
        n,
        interval: None,
        evidence: Vec::new(),
    }
}

#[test]
fn what_the_map_declares_stands_in_for_what_nobody_was_asked() {
    let mut spec = bakery().to_spec();
    spec.stages[1].touchpoints[0].scores = vec![
        declared("nps", -10.0, None),
        DeclaredScore {
            interval: Some([40.0, 60.0]),
            ..declared("csat", 50.0, Some(90))
        },
    ];
    let journey = spec.build().unwrap();
    let observed = analyse(&journey, &surveyed(), &SatisfactionOptions::default()).unwrap();
    let queue = journey.touchpoint("queue").unwrap();
    let of = |observed: Option<&Satisfaction>| -> Vec<(String, Option<f64>, u32)> {
        let scores = best_known(queue, observed).into_iter();
        scores
            .map(|it| (it.measure.to_string(), it.value, it.n))
            .collect()
    };
    assert_eq!(
        of(None),
        [
            ("csat".into(), Some(50.0), 90),
            ("nps".into(), Some(-10.0), 0)
        ]
    );
    assert_eq!(of(Some(&Satisfaction::default())), of(None));
    let known = of(Some(&observed));
    assert_eq!(known[0].0, "ces");
    assert_eq!(known[1], ("csat".into(), Some(50.0), 4));
    assert_eq!(known[2], ("nps".into(), Some(-10.0), 0));
    let interval = best_known(queue, None)[0].interval.unwrap();
    assert_eq!(
        (interval.low, interval.method),
        (40.0, IntervalMethod::Declared)
    );
    assert!(!best_known(queue, None)[1].is_thin(30));
    assert!(best_known(queue, Some(&observed))[1].is_thin(30));
}

#[test]
fn the_emotion_line_has_gaps_where_nothing_is_known() {
    let mut spec = bakery().to_spec();
    spec.stages[0].touchpoints[0].scores = vec![declared("nps", 100.0, None)];
    spec.stages[1].touchpoints[1].scores = vec![declared("nps", -50.0, None)];
    spec.stages[1].touchpoints[1].emotion = Some(1);
    let journey = spec.build().unwrap();
    let line = |source| emotion_line(&journey, None, source).unwrap();
    let values = |line: &cesta::satisfaction::EmotionLine| -> Vec<Option<f64>> {
        line.points.iter().map(|point| point.value).collect()
    };
    let designed = line(LineSource::Designed);
    assert_eq!(values(&designed), [None, None, Some(1.0)]);
    let nps = line(LineSource::Measure("nps".into()));
    assert_eq!(values(&nps), [Some(2.0), None, Some(-1.0)]);
    assert_eq!(nps.lowest.as_ref().unwrap(), &"counter");
    assert_eq!(nps.highest.as_ref().unwrap(), &"smell");
    assert_eq!(nps.points[0].score.as_ref().unwrap().value, Some(100.0));
    let nothing = line(LineSource::Measure("csat".into()));
    assert_eq!((nothing.lowest, nothing.highest), (None, None));
    let error = emotion_line(&journey, None, LineSource::Measure("joy".into())).unwrap_err();
    assert_eq!(error.code(), "unknownMeasure");

    let observed = analyse(&journey, &surveyed(), &SatisfactionOptions::default()).unwrap();
    let csat = emotion_line(
        &journey,
        Some(&observed),
        LineSource::Measure("csat".into()),
    )
    .unwrap();
    assert_eq!(values(&csat)[1], Some(0.0)); // half of the answers at the queue
}

#[test]
fn the_peak_and_the_end_are_remembered() {
    for (path, expected) in [
        (&[][..], None),
        (&[-1.0], Some(-1.0)),
        (&[2.0, 0.0], Some(1.0)),
        (&[2.0, -2.0, 1.0], Some(-0.5)),
        (&[-2.0, 2.0, 1.0], Some(-0.5)),
        (&[0.0, 0.0], Some(0.0)),
        (&[1.0, -1.0, 1.0], Some(0.0)),
    ] {
        assert_eq!(peak_end(path), expected, "{path:?}");
    }
}

#[test]
fn importance_vectors() {
    for (importance, satisfaction, expected) in [
        (9.0, 3.0, Some(15.0)),
        (9.0, 9.0, Some(9.0)),
        (4.0, 9.0, Some(4.0)),
        (45.0, 3.0, None),
        (f64::NAN, 3.0, None),
    ] {
        assert_eq!(opportunity_score(importance, satisfaction), expected);
    }
    let at = |importance, performance| quadrant((importance, performance), (3.0, 3.0)).unwrap();
    assert_eq!(at(3.0, 2.9), Quadrant::ConcentrateHere);
    assert_eq!(at(3.0, 3.0), Quadrant::KeepUp);
    assert_eq!(at(2.9, 2.9), Quadrant::LowPriority);
    assert_eq!(at(2.9, 3.0), Quadrant::PossibleOverkill);
    assert_eq!(quadrant((f64::NAN, 1.0), (3.0, 3.0)), None);

    let item = |perceived, expected, weight| Expected {
        perceived,
        expected,
        weight,
    };
    let items = [
        item(4.0, 6.0, 1.0),
        item(5.0, 5.0, 1.0),
        item(6.0, 5.0, 1.0),
    ];
    assert_near(expectation_gap(&items), -1.0 / 3.0);
    let weighted = [item(4.0, 6.0, 30.0), item(5.0, 5.0, 10.0)];
    assert_near(expectation_gap(&weighted), -1.5);
    assert_eq!(expectation_gap(&[]), None);
}

#[test]
fn kano_is_the_table() {
    use KanoAnswer::{Dislike, Like, LiveWith, MustBe, Neutral};
    let answers = [Like, MustBe, Neutral, LiveWith, Dislike];
    for (functional, row) in answers
        .into_iter()
        .zip(["QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"])
    {
        let letters: String = answers
            .into_iter()
            .map(|dysfunctional| match kano(functional, dysfunctional) {
                KanoCategory::Attractive => 'A',
                KanoCategory::OneDimensional => 'O',
                KanoCategory::MustBe => 'M',
                KanoCategory::Indifferent => 'I',
                KanoCategory::Reverse => 'R',
                KanoCategory::Questionable => 'Q',
            })
            .collect();
        assert_eq!(letters, row, "{functional:?}");
    }
    use KanoCategory as K;
    let it = kano_coefficients([
        K::Attractive,
        K::OneDimensional,
        K::MustBe,
        K::MustBe,
        K::Indifferent,
    ]);
    assert_near(it.map(|it| it.better), 0.4);
    assert_near(it.map(|it| it.worse), -0.6);
    assert_eq!(kano_coefficients([K::Reverse, K::Questionable]), None);
}

/// A measure of any kind on a scale of 1 to 7.
fn measures() -> impl Strategy<Value = Measure> {
    let statistic = prop_oneof![
        Just(Statistic::Mean),
        (1..=7_u8, 1..=7_u8).prop_map(|(a, b)| Statistic::Boxes {
            from: f64::from(a.min(b)),
            to: f64::from(a.max(b)),
        }),
        Just(Statistic::Net {
            promoters: 6.0,
            detractors: 3.0
        }),
    ];
    (statistic, any::<bool>()).prop_map(|(statistic, worst)| Measure {
        statistic,
        nulls: if worst { Nulls::Worst } else { Nulls::Omit },
        ..Measure::new("m", 1.0, 7.0)
    })
}

proptest! {
    #[test]
    fn scores_are_what_counting_gives(
        measure in measures(),
        answers in prop::collection::vec(prop::option::of((1..=7_u8).prop_map(f64::from)), 0..60),
    ) {
        let it = score(&measure, answers.iter().copied(), &ScoreOptions::default()).unwrap();
        let kept: Vec<f64> = match measure.nulls {
            Nulls::Omit => answers.iter().flatten().copied().collect(),
            Nulls::Worst => answers.iter().map(|it| it.unwrap_or(1.0)).collect(),
        };
        prop_assert_eq!(it.n as usize, kept.len());
        prop_assert_eq!(it.missing as usize, answers.iter().filter(|it| it.is_none()).count());
        let share = |good: &dyn Fn(f64) -> bool| {
            100.0 * kept.iter().filter(|&&it| good(it)).count() as f64 / kept.len() as f64
        };
        let expected = match measure.statistic {
            Statistic::Mean => kept.iter().sum::<f64>() / kept.len() as f64,
            Statistic::Boxes { from, to } => share(&|it| from <= it && it <= to),
            Statistic::Net { .. } => share(&|it| it >= 6.0) - share(&|it| it <= 3.0),
        };
        match it.value {
            None => prop_assert!(kept.is_empty()),
            Some(value) => prop_assert!((value - expected).abs() < 1e-9),
        }
        if let (Some(interval), Some(value)) = (it.interval, it.value) {
            let (low, high) = measure.range();
            prop_assert!(low <= interval.low && interval.high <= high);
            // The adjusted interval is drawn to the middle and may leave a score at the end.
            if interval.method != IntervalMethod::AdjustedWald {
                prop_assert!(interval.low - 1e-9 <= value && value <= interval.high + 1e-9);
            }
        }
    }

    #[test]
    fn a_stage_has_the_score_of_all_its_answers(
        rows in prop::collection::vec((0..3_usize, 1..=5_u8, 0..3_usize), 0..60),
    ) {
        let journey = bakery();
        let questions = ["q1", "q2", "q4"];
        let answers: Vec<Row<'_>> = rows
            .iter()
            .map(|&(question, value, segment)| Row {
                question: questions[question],
                value: Cell::Number(f64::from(value)),
                segments: [&["a"][..], &["b"], &[""]][segment],
                ..Row::default()
            })
            .collect();
        let options = SurveyOptions { segments: vec!["s".into()], ..SurveyOptions::default() };
        let responses = Responses::from_rows(&journey, answers, &options).unwrap();
        let it = analyse(&journey, &responses, &SatisfactionOptions::default()).unwrap();
        let csat = |of: &dyn Fn(usize, usize) -> bool| {
            let kept: Vec<Option<f64>> = rows
                .iter()
                .filter(|&&(question, _, segment)| of(question, segment))
                .map(|&(_, value, _)| Some(f64::from(value)))
                .collect();
            score(&Measure::csat(), kept, &ScoreOptions::default()).unwrap()
        };
        for (stage, of) in [("find", &[0][..]), ("buy", &[1, 2])] {
            let found = it.stages.iter().find(|it| it.id == stage).map(|it| &it.scores[0]);
            let expected = csat(&|question, _| of.contains(&question));
            prop_assert_eq!(found, (expected.n > 0).then_some(&expected));
        }
        for segment in &it.segments {
            let code = usize::from(segment.segment == "b");
            for touchpoint in &segment.touchpoints {
                let place = ["smell", "queue", "counter"]
                    .iter()
                    .position(|&it| touchpoint.id == it)
                    .unwrap();
                let expected = csat(&|question, segment| question == place && segment == code);
                prop_assert_eq!(&touchpoint.scores[0], &expected);
            }
        }
    }
}

/// A map with many touchpoints: nothing here takes the square of their number.
#[test]
fn a_large_map_is_no_trouble() {
    let count = 10_000;
    let ids: Vec<String> = (0..count).map(|at| format!("t{at}")).collect();
    let mut stage = Stage::new("s");
    for id in &ids {
        let mut touchpoint = Touchpoint::new(id.as_str());
        touchpoint.questions.push(question(id, "csat"));
        stage = stage.touchpoint(touchpoint);
    }
    let journey = spec::Journey::new("large").stage(stage).build().unwrap();
    let rows = ids.iter().step_by(2).map(|id| Row {
        question: id,
        value: Cell::Number(4.0),
        ..Row::default()
    });
    let responses = Responses::from_rows(&journey, rows, &SurveyOptions::default()).unwrap();
    let it = analyse(&journey, &responses, &SatisfactionOptions::default()).unwrap();
    let line = emotion_line(&journey, Some(&it), LineSource::Measure("csat".into())).unwrap();
    assert_eq!(
        line.points.iter().filter(|it| it.value.is_some()).count(),
        count / 2
    );
}
