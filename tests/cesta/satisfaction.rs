//! Scores on a map, their comparison, and the emotion line.

mod answers;
#[cfg(feature = "csv")]
mod csv;
mod importance;
mod measures;
mod pooled;

use cesta::{
    journey::{
        Journey, Measure, Statistic,
        spec::{self, DeclaredScore, Persona, Question, Stage, Touchpoint},
    },
    satisfaction::{
        Cell, Cells, Column, CompareOptions, Conclusion, LineSource, Responses, Row, Satisfaction,
        SatisfactionError, SatisfactionOptions, Score, ScoreOptions, SurveyError, SurveyOptions,
        adjust_p_values, analyse, best_emotion_line, best_known, compare, emotion_line,
        mean_of_scores, peak_end, score,
    },
    stats::IntervalMethod,
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
        confidence: 95.0,
        ..ScoreOptions::default()
    };
    let same = cesta::satisfaction::score(&Measure::csat(), [Some(5.0)], &score).unwrap_err();
    let error_of_all = error(SatisfactionOptions { score, ..none() });
    assert_eq!(error_of_all.code(), "invalidConfidence");
    assert_eq!(same, error_of_all);

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
    assert_eq!(
        of(&csat(29, 0), &csat(0, 40)).conclusion,
        Conclusion::Inconclusive
    );

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
fn the_best_line_is_answered_or_else_designed_or_else_scored() {
    let source = |spec: spec::Journey| best_emotion_line(&spec.build().unwrap(), None).source;
    let mut spec = bakery().to_spec();
    assert_eq!(source(spec.clone()), LineSource::Designed, "nothing known");

    // One score by customer effort, two by satisfaction.
    spec.stages[0].touchpoints[0].scores = vec![declared("ces", 4.0, None)];
    spec.stages[1].touchpoints[0].scores = vec![declared("csat", 50.0, None)];
    spec.stages[1].touchpoints[1].scores = vec![declared("csat", 60.0, None)];
    assert_eq!(source(spec.clone()), LineSource::Measure("csat".into()));
    spec.measure = Some("ces".into());
    assert_eq!(source(spec.clone()), LineSource::Measure("ces".into()));
    spec.measure = Some("nps".into());
    assert_eq!(source(spec.clone()), LineSource::Measure("csat".into()));

    spec.stages[1].touchpoints[1].emotion = Some(1);
    assert_eq!(source(spec.clone()), LineSource::Designed);
    spec.stages[0].touchpoints[0].scores = vec![declared("emotion", -1.0, None)];
    let line = best_emotion_line(&spec.build().unwrap(), None);
    assert_eq!(line.source, LineSource::Measure("emotion".into()));
    assert_eq!(
        (line.points[0].value, line.points[2].value),
        (Some(-1.0), None)
    );
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

proptest! {
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
