//! Answers put together of which several are of the same person.

use super::*;
use cesta::stats::{Cluster, Interval, Moments, cluster_interval, wilson};

/// A stage of two touchpoints on one channel, asked by a measure each way.
fn journey(measure: &Measure) -> Journey {
    let touchpoint = |id: &str, name: &str| {
        let mut touchpoint = Touchpoint::new(id);
        touchpoint.channels = vec!["street".into()];
        touchpoint.questions = vec![question(name, "asked")];
        touchpoint
    };
    let mut journey = Journey::builder("bakery").stage(
        Stage::new("buy")
            .touchpoint(touchpoint("queue", "q1"))
            .touchpoint(touchpoint("counter", "q2")),
    );
    journey.measures = vec![Measure {
        id: "asked".into(),
        ..measure.clone()
    }];
    journey.build().unwrap()
}

fn stage_and_channel(measure: &Measure, answers: &[(usize, bool, f64)]) -> [Score; 2] {
    let journey = journey(measure);
    let names: Vec<String> = (0..10).map(|it| format!("r{it}")).collect();
    let rows = answers.iter().map(|&(who, first, value)| Row {
        respondent: &names[who],
        question: if first { "q1" } else { "q2" },
        value: Cell::Number(value),
        ..Row::default()
    });
    let answers = Responses::from_rows(&journey, rows, &SurveyOptions::default()).unwrap();
    let all = analyse(&journey, &answers, &SatisfactionOptions::default()).unwrap();
    [
        all.stages[0].scores[0].clone(),
        all.channels[0].scores[0].clone(),
    ]
}

/// Student's critical value, out of the interval of a mean.
fn critical(n: u32) -> f64 {
    let sample: Moments = (0..n).map(f64::from).collect();
    let interval = sample.interval(0.95).unwrap();
    let error = (sample.variance().unwrap() / f64::from(n)).sqrt();
    (interval.high - interval.low) / 2.0 / error
}

/// The plain formula, person by person over all answers.
fn by_hand(y: &[(usize, f64)], (low, high): (f64, f64)) -> (f64, f64, u32) {
    let n = f64::from(u32::try_from(y.len()).unwrap());
    let r = y.iter().map(|it| it.1).sum::<f64>() / n;
    let mut people: Vec<usize> = y.iter().map(|it| it.0).collect();
    people.sort_unstable();
    people.dedup();
    let groups = u32::try_from(people.len()).unwrap();
    let mut squares = 0.0;
    for person in people {
        let own = y.iter().filter(|it| it.0 == person);
        squares += own.map(|it| it.1 - r).sum::<f64>().powi(2);
    }
    let g = f64::from(groups);
    let margin = critical(groups) * (g / (g - 1.0) * squares / (n * n)).sqrt();
    ((r - margin).max(low), (r + margin).min(high), groups)
}

#[track_caller]
fn assert_ends(interval: Interval, (low, high): (f64, f64)) {
    assert!(
        (interval.low - low).abs() < 1e-8 && (interval.high - high).abs() < 1e-8,
        "{interval:?} is not {low} to {high}"
    );
}

proptest! {
    #[test]
    fn the_interval_is_that_of_the_plain_formula(
        answers in prop::collection::vec((0_usize..10, any::<bool>(), 0_u8..=10), 1..40),
    ) {
        let answers: Vec<(usize, bool, f64)> =
            answers.into_iter().map(|(who, first, it)| (who, first, f64::from(it))).collect();
        let nps = Measure::nps();
        let net: fn(f64) -> f64 = |it| if it >= 9.0 { 100.0 } else if it <= 6.0 { -100.0 } else { 0.0 };
        let boxed: fn(f64) -> f64 = |it| if it >= 8.0 { 100.0 } else { 0.0 };
        let same: fn(f64) -> f64 = |it| it;
        let measures = [
            (nps.statistic, net),
            (Statistic::Boxes { from: 8.0, to: 10.0 }, boxed),
            (Statistic::Mean, same),
        ];
        for (statistic, value) in measures {
            let measure = with(nps.clone(), statistic);
            let y: Vec<(usize, f64)> = answers.iter().map(|it| (it.0, value(it.2))).collect();
            let mut people: Vec<usize> = y.iter().map(|it| it.0).collect();
            people.sort_unstable();
            people.dedup();
            for score in stage_and_channel(&measure, &answers) {
                prop_assert_eq!(score.n as usize, y.len());
                prop_assert_eq!(score.respondents as usize, people.len());
                let alike = y.iter().all(|it| (it.1 - y[0].1).abs() < 1e-9);
                match score.interval {
                    None => prop_assert!(people.len() < 2),
                    Some(it) if people.len() == y.len() => {
                        prop_assert_ne!(it.method, IntervalMethod::Clustered);
                        let once = super::score(
                            &measure,
                            answers.iter().map(|it| Some(it.2)),
                            &ScoreOptions::default(),
                        );
                        assert_ends(it, once.unwrap().interval.map(|it| (it.low, it.high)).unwrap());
                    }
                    Some(it) if alike && statistic != Statistic::Mean => {
                        // As if each had answered once: certain of nothing.
                        prop_assert!(it.high - it.low > 1.0);
                    }
                    Some(it) => {
                        prop_assert_eq!(it.method, IntervalMethod::Clustered);
                        let (low, high, groups) = by_hand(&y, measure.range());
                        prop_assert_eq!(groups, score.respondents);
                        assert_ends(it, (low, high));
                    }
                }
            }
        }
    }

    #[test]
    fn clusters_of_one_are_a_sample(values in prop::collection::vec(-9_i8..9, 2..30)) {
        let values: Vec<f64> = values.into_iter().map(f64::from).collect();
        let clusters: Vec<Cluster> =
            values.iter().map(|&total| Cluster { n: 1, total }).collect();
        let plain = values.into_iter().collect::<Moments>().interval(0.95).unwrap();
        assert_ends(cluster_interval(&clusters, 0.95).unwrap(), (plain.low, plain.high));
    }
}

#[test]
fn one_answer_each_is_wilsons_to_the_bit() {
    let csat = Measure::csat();
    let good = |who: usize| if who < 6 { 5.0 } else { 2.0 };
    let answers: Vec<_> = (0..9).map(|who| (who, who % 2 == 0, good(who))).collect();
    let expected = wilson(6, 9, 0.95).unwrap().scaled(100.0);
    for score in stage_and_channel(&csat, &answers) {
        assert_eq!((score.n, score.respondents), (9, 9));
        assert_eq!(score.interval, Some(expected));
    }
}

#[test]
fn one_person_says_nothing_about_others_and_unanimity_is_not_certainty() {
    let csat = Measure::csat();
    let [alone, _] = stage_and_channel(&csat, &[(0, true, 5.0), (0, false, 2.0)]);
    assert_eq!((alone.n, alone.respondents), (2, 1));
    assert_eq!((alone.value, alone.interval), (Some(50.0), None));

    let alike: Vec<_> = (0..12).map(|it| (it % 4, it < 6, 5.0)).collect();
    let [alike, _] = stage_and_channel(&csat, &alike);
    assert_eq!((alike.n, alike.respondents), (12, 4));
    assert_eq!(
        alike.interval,
        Some(wilson(4, 4, 0.95).unwrap().scaled(100.0))
    );
}

#[test]
fn rows_of_nobody_are_of_one_person_each() {
    let journey = journey(&Measure::csat());
    let rows = [5.0, 4.0, 2.0].map(|value| Row {
        question: "q1",
        value: Cell::Number(value),
        ..Row::default()
    });
    let answers = Responses::from_rows(&journey, rows, &SurveyOptions::default()).unwrap();
    let all = analyse(&journey, &answers, &SatisfactionOptions::default()).unwrap();
    let score = &all.touchpoints[0].scores[0];
    assert_eq!((score.n, score.respondents), (3, 3));
    assert_eq!(score.interval.unwrap().method, IntervalMethod::Wilson);
}

#[test]
fn clustered_scores_are_compared_by_their_own_intervals() {
    let csat = Measure::csat();
    let answers = |good: usize| -> Vec<_> {
        let value = |it: usize| if it < good { 5.0 } else { 2.0 };
        (0..40).map(|it| (it / 4, it % 2 == 0, value(it))).collect()
    };
    let [high, _] = stage_and_channel(&csat, &answers(26));
    let [low, _] = stage_and_channel(&csat, &answers(14));
    let it = compare(&high, &low, &CompareOptions::default()).unwrap();
    let difference = it.difference.unwrap();
    assert_near(Some(difference.value), 30.0);
    assert_eq!(difference.p_value, None);
    assert_eq!(
        difference.interval.unwrap().method,
        IntervalMethod::SquareAndAdd
    );
    // Of 40 people each, 30 points would be beyond chance; of 10 they are not.
    assert_eq!(it.conclusion, Conclusion::NotDistinct);
}

#[cfg(feature = "csv")]
#[test]
fn the_cabin_is_as_uncertain_as_its_six_hundred_people() {
    const MAP: &str = include_str!("../../../examples/flight/journey.json");
    const SURVEY: &str = include_str!("../../../examples/flight/survey.csv");
    let journey = cesta::format::json::read(MAP).unwrap();
    let options = cesta::satisfaction::csv::CsvOptions::default();
    let go_on = |_| std::ops::ControlFlow::Continue(());
    let answers =
        cesta::satisfaction::csv::read(&journey, SURVEY.as_bytes(), &options, go_on).unwrap();
    let all = analyse(&journey, &answers, &SatisfactionOptions::default()).unwrap();
    let cabin = all.channels.iter().find(|it| it.id == "cabin").unwrap();
    let cabin = cabin.by("service").unwrap();

    let asked = [
        "seat_comfort",
        "leg_room_service",
        "cleanliness",
        "onboard_service",
        "food_and_drink",
        "inflight_entertainment",
        "inflight_wifi_service",
        "inflight_service",
    ];
    let mut lines = SURVEY
        .lines()
        .map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    let columns = asked.map(|name| header.iter().position(|it| *it == name).unwrap());
    let mut y = Vec::new();
    for (who, line) in lines.enumerate() {
        let marks = columns.iter().filter_map(|&at| line[at].parse::<u8>().ok());
        let marks = marks.filter(|mark| (1..=5).contains(mark));
        y.extend(marks.map(|mark| (who, if mark >= 4 { 100.0 } else { 0.0 })));
    }
    let (low, high, people) = by_hand(&y, (0.0, 100.0));
    assert_eq!((cabin.n, cabin.respondents), (4735, 600));
    assert_eq!((y.len(), people), (4735, 600));
    let interval = cabin.interval.unwrap();
    assert_eq!(interval.method, IntervalMethod::Clustered);
    assert_ends(interval, (low, high));
    // With the normal value in place of Student's it would be 2.28.
    assert_near(
        Some(cesta::stats::rounded(
            (interval.high - interval.low) / 2.0,
            3,
        )),
        2.285,
    );
}
