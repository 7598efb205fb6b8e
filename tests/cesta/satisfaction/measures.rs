//! The score by every kind of measure, against the published vectors and counting by hand.

use cesta::{
    journey::{Direction, Measure, Nulls, Statistic},
    satisfaction::{ScoreOptions, score},
    stats::{IntervalMethod, NetInterval, rounded},
};
use proptest::prelude::*;

use super::{assert_near, repeated, scored, with};

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
    assert_eq!(minus.value.map(|it| rounded(it, 0)), Some(-17.0));

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
    assert_near(Some(interval.high), 2.0);
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
        let n = f64::from(it.n);
        let share = |good: &dyn Fn(f64) -> bool| {
            kept.iter().filter(|&&it| good(it)).map(|_| 100.0).sum::<f64>() / n
        };
        let expected = match measure.statistic {
            Statistic::Mean => kept.iter().sum::<f64>() / n,
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
}
