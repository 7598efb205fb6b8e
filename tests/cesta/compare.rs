//! Two groups of customers: against the definitions, customer by customer.

use std::collections::{BTreeMap, BTreeSet};

use cesta::{
    flow::compare::{
        Behaviour, LogComparison, LogComparisonError, LogComparisonOptions, Side, Split, Timed,
        compare_customers, compare_logs, compare_split,
    },
    log::{EventLog, EventLogBuilder},
    stats::{Conclusion, FalseDiscovery, Test, mann_whitney, median, share_test},
};
use proptest::prelude::*;

/// Customers as sequences of touchpoints and times.
type Customers = Vec<Vec<(char, i64)>>;

fn log(customers: &Customers) -> EventLog {
    let mut log = EventLogBuilder::new();
    for (customer, events) in customers.iter().enumerate() {
        for (touchpoint, time) in events {
            log.push(
                &format!("c{customer}"),
                &touchpoint.to_string(),
                Some(*time),
            )
            .unwrap();
        }
    }
    log.build()
}

/// So many customers with the same events, a second apart.
fn alike(n: usize, sequence: &str) -> Customers {
    let events = sequence.chars().zip((0..).map(|it| it * 1000));
    vec![events.collect(); n]
}

fn options() -> LogComparisonOptions {
    LogComparisonOptions::default()
}

fn share(it: &LogComparison, what: &Behaviour) -> Option<cesta::flow::compare::ComparedShare> {
    it.shares.iter().find(|it| it.what == *what).cloned()
}

fn reached(touchpoint: &str) -> Behaviour {
    Behaviour::Reached {
        touchpoint: touchpoint.to_owned(),
    }
}

#[test]
fn groups_differ_where_the_evidence_is_strong() {
    let first = [alike(60, "ab"), alike(40, "a")].concat();
    let second = [alike(30, "ab"), alike(70, "a")].concat();
    let it = compare_logs(&log(&first), &log(&second), &options()).unwrap();
    assert_eq!(
        (it.first, it.second, it.neither, it.mixed),
        (100, 100, 0, 0)
    );
    let b = share(&it, &reached("b")).unwrap();
    assert_eq!((b.first.count, b.second.count), (60, 30));
    assert_eq!(
        (b.conclusion, b.test),
        (Conclusion::Higher, Some(Test::PooledZ))
    );
    let difference = b.difference.unwrap();
    // z = 0.3 / √(0.45 · 0.55 · 2 / 100); the interval as statsmodels has it.
    assert!((difference.value - 0.3).abs() < 1e-12);
    assert!((difference.p_value.unwrap() - 2.007_865_612e-5).abs() < 1e-13);
    let interval = difference.interval.unwrap();
    assert!((interval.low - 0.162_921_785_7).abs() < 1e-9);
    // All of both meet `a` and start there: nothing to test.
    let a = share(&it, &reached("a")).unwrap();
    assert_eq!(
        (a.conclusion, a.test, a.adjusted),
        (Conclusion::NotDistinct, None, None)
    );
    assert_eq!(a.difference.unwrap().p_value, None);
    // Reached, ended at a, ended at b, stepped: four tests say the same.
    assert_eq!(it.tests, 4);
    let lower = share(
        &it,
        &Behaviour::Ended {
            touchpoint: "a".to_owned(),
        },
    )
    .unwrap();
    assert_eq!(lower.conclusion, Conclusion::Lower);
    // What differs comes first.
    let order: Vec<Conclusion> = it.shares.iter().map(|it| it.conclusion).collect();
    assert_eq!(
        order[..4]
            .iter()
            .filter(|&&it| it == Conclusion::NotDistinct)
            .count(),
        0
    );
    assert_eq!(order[4..], [Conclusion::NotDistinct; 2]);
    // Nobody of either takes longer or less long.
    assert_eq!(it.durations[0].conclusion, Conclusion::NotDistinct);
    assert_eq!(it.durations[0].adjusted, None);
}

#[test]
fn of_few_customers_nothing_is_concluded_and_that_is_said() {
    let first = alike(29, "ab");
    let second = alike(500, "ac");
    let it = compare_logs(&log(&first), &log(&second), &options()).unwrap();
    assert_eq!(it.tests, 0);
    let b = share(&it, &reached("b")).unwrap();
    assert_eq!((b.conclusion, b.adjusted), (Conclusion::Inconclusive, None));
    assert!(b.difference.unwrap().p_value.unwrap() < 1e-9);
    let eager = LogComparisonOptions {
        min_customers: 0,
        ..options()
    };
    let it = compare_logs(&log(&first), &log(&second), &eager).unwrap();
    assert_eq!(
        share(&it, &reached("b")).unwrap().conclusion,
        Conclusion::Higher
    );
    // Nobody of the first group is ever at `c`: what they do there is undefined, not 0.
    let empty = compare_logs(&log(&Vec::new()), &log(&second), &eager).unwrap();
    let c = share(&empty, &reached("c")).unwrap();
    assert_eq!(
        (c.first.value, c.difference, c.conclusion),
        (None, None, Conclusion::Inconclusive)
    );
}

#[test]
fn the_stricter_way_finds_less() {
    // 12 of 100 against 3 of 100: p is 0.0162 by itself.
    let first = [alike(12, "ab"), alike(88, "a")].concat();
    let second = [alike(3, "ab"), alike(97, "a")].concat();
    let (first, second) = (log(&first), log(&second));
    let hochberg = compare_logs(&first, &second, &options()).unwrap();
    let strict = LogComparisonOptions {
        false_discovery: FalseDiscovery::BenjaminiYekutieli,
        ..options()
    };
    let yekutieli = compare_logs(&first, &second, &strict).unwrap();
    let b = |it: &LogComparison| share(it, &reached("b")).unwrap();
    assert_eq!(b(&hochberg).conclusion, Conclusion::Higher);
    assert_eq!(b(&yekutieli).conclusion, Conclusion::Higher);
    // 1 + 1/2 + 1/3 + 1/4 times as much.
    let times = b(&yekutieli).adjusted.unwrap() / b(&hochberg).adjusted.unwrap();
    assert!((times - 25.0 / 12.0).abs() < 1e-9);
    let never = LogComparisonOptions {
        false_discovery_rate: 0.01,
        ..strict
    };
    let it = compare_logs(&first, &second, &never).unwrap();
    assert_eq!(b(&it).conclusion, Conclusion::NotDistinct);
}

#[test]
fn slower_is_higher() {
    let slow: Customers = (0..40).map(|it| vec![('a', 0), ('b', 5000 + it)]).collect();
    let fast: Customers = (0..40).map(|it| vec![('a', 0), ('b', 1000 + it)]).collect();
    let goals = LogComparisonOptions {
        goals: vec!["b".to_owned()],
        ..options()
    };
    let it = compare_logs(&log(&slow), &log(&fast), &goals).unwrap();
    let kinds: Vec<&Timed> = it.durations.iter().map(|it| &it.what).collect();
    let step = Timed::Stepped {
        from: "a".to_owned(),
        to: "b".to_owned(),
    };
    assert_eq!(kinds, [&Timed::ToGoal, &Timed::Whole, &step]);
    for row in &it.durations {
        assert_eq!((row.first.n, row.first.median), (40, Some(5019.5)));
        assert_eq!(row.conclusion, Conclusion::Higher);
        assert!((row.superiority.unwrap() - 1.0).abs() < 1e-12);
        let difference = row.difference.unwrap();
        assert!((difference.value - 4000.0).abs() < 1e-9);
        assert!(difference.interval.unwrap().contains(4000.0));
    }
    assert_eq!(share(&it, &Behaviour::Converted).unwrap().first.count, 40);
    // Without times there is nothing to say of them.
    let plain = EventLog::from_columns(&["x", "x"], &["a", "b"], None).unwrap();
    assert!(
        compare_logs(&plain, &plain, &options())
            .unwrap()
            .durations
            .is_empty()
    );
}

#[test]
fn the_limit_leaves_out_what_it_counts() {
    let both = log(&alike(3, "abcabc"));
    let all = compare_logs(&both, &both, &options()).unwrap();
    let cut = LogComparisonOptions {
        limit: 2,
        ..options()
    };
    let cut = compare_logs(&both, &both, &cut).unwrap();
    assert_eq!(cut.shares[..], all.shares[..2]);
    assert_eq!(cut.shares_left_out as usize, all.shares.len() - 2);
    assert_eq!((cut.durations.len(), cut.durations_left_out), (2, 2));
}

/// Customers with a platform an event.
fn by_platform() -> EventLog {
    let mut log = EventLogBuilder::with_segments(["platform"]);
    for (customer, touchpoint, time, platform) in [
        ("ann", "a", 0, "web"),
        ("ann", "b", 50, "app"),
        ("bob", "a", 20, "app"),
        ("eve", "b", 30, "kiosk"),
        ("eve", "b", 40, "kiosk"),
    ] {
        log.push_with(customer, touchpoint, Some(time), [platform])
            .unwrap();
    }
    log.build()
}

#[test]
fn a_log_is_split_by_segment_or_by_time() {
    let log = by_platform();
    let sizes = |split: &Split| {
        let it = compare_split(&log, split, &options()).unwrap();
        (it.first, it.second, it.neither, it.mixed)
    };
    let segment = |first: &str, second: Option<&str>| Split::Segment {
        column: "platform".to_owned(),
        first: first.to_owned(),
        second: second.map(str::to_owned),
    };
    assert_eq!(sizes(&segment("web", Some("app"))), (1, 1, 1, 1));
    assert_eq!(sizes(&segment("web", None)), (1, 2, 0, 1));
    assert_eq!(sizes(&Split::Period { at: 20.0 }), (1, 2, 0, 1));
    assert_eq!(sizes(&Split::Period { at: 19.5 }), (1, 2, 0, 1));
    assert_eq!(
        sizes(&Split::Period {
            at: f64::NEG_INFINITY
        }),
        (0, 3, 0, 0)
    );
    assert_eq!(sizes(&Split::Period { at: f64::INFINITY }), (3, 0, 0, 0));
    let ann = compare_customers(&log, |it| (it == 0).then_some(Side::Second), &options()).unwrap();
    assert_eq!((ann.first, ann.second, ann.neither), (0, 1, 2));

    let code = |split: &Split| compare_split(&log, split, &options()).unwrap_err().code();
    assert_eq!(code(&segment("web", Some("fax"))), "unknownValue");
    let elsewhere = Split::Segment {
        column: "country".to_owned(),
        first: "cz".to_owned(),
        second: None,
    };
    assert_eq!(code(&elsewhere), "unknownColumn");
    let plain = EventLog::from_columns(&["x"], &["a"], None).unwrap();
    assert_eq!(
        compare_split(&plain, &Split::Period { at: 0.0 }, &options()),
        Err(LogComparisonError::NoTimes)
    );
    let wrong = LogComparisonOptions {
        confidence: f64::NAN,
        false_discovery_rate: 1.0,
        goals: vec!["z".to_owned()],
        ..options()
    };
    let LogComparisonError::InvalidOptions { problems } =
        compare_logs(&plain, &plain, &wrong).unwrap_err()
    else {
        panic!("options come first");
    };
    assert_eq!(problems.len(), 2);
    let unknown = LogComparisonOptions {
        goals: vec!["z".to_owned()],
        ..options()
    };
    let error = compare_logs(&plain, &plain, &unknown).unwrap_err();
    assert_eq!(error.to_string(), "the log has no touchpoint `z`");
}

/// Everything that a customer does, and of what it is a share; and how long things took.
fn done(events: &[(char, i64)], goal: char) -> (BTreeSet<String>, BTreeMap<String, i64>) {
    let mut done = BTreeSet::new();
    let mut took = BTreeMap::new();
    let (first, last) = (events[0], events[events.len() - 1]);
    let converted = events.iter().find(|it| it.0 == goal);
    if let Some(at) = converted {
        done.insert("converted".to_owned());
        took.insert("goal".to_owned(), at.1 - first.1);
    } else {
        done.insert(format!("lost {}", last.0));
    }
    if events.len() > 1 {
        took.insert("whole".to_owned(), last.1 - first.1);
    }
    done.insert(format!("started {}", first.0));
    done.insert(format!("ended {}", last.0));
    for event in events {
        done.insert(format!("reached {}", event.0));
    }
    for pair in events.windows(2) {
        let step = format!("{}>{}", pair[0].0, pair[1].0);
        took.entry(step.clone()).or_insert(pair[1].1 - pair[0].1);
        done.insert(step);
    }
    (done, took)
}

fn called(what: &Behaviour) -> (String, Option<String>) {
    match what {
        Behaviour::Converted => ("converted".to_owned(), None),
        Behaviour::Reached { touchpoint } => (format!("reached {touchpoint}"), None),
        Behaviour::Started { touchpoint } => (format!("started {touchpoint}"), None),
        Behaviour::Ended { touchpoint } => (format!("ended {touchpoint}"), None),
        Behaviour::Lost { touchpoint } => (
            format!("lost {touchpoint}"),
            Some(format!("reached {touchpoint}")),
        ),
        Behaviour::Went { touchpoints } => (format!("went {}", touchpoints.concat()), None),
        Behaviour::Stepped { from, to } => {
            (format!("{from}>{to}"), Some(format!("reached {from}")))
        }
    }
}

fn customers() -> impl Strategy<Value = Customers> {
    let events = prop::collection::vec((prop::char::range('a', 'd'), 0..4_i64), 1..7);
    let ordered = events.prop_map(|mut events| {
        // Ties stay in the order in which they were written.
        events.sort_by_key(|it| it.1);
        events
    });
    prop::collection::vec(ordered, 0..12)
}

proptest! {
    #[test]
    fn every_row_is_what_customers_did(a in customers(), b in customers(), min in 0..6_u32) {
        let (first, second) = (log(&a), log(&b));
        let known = [&a, &b].iter().any(|it| it.iter().flatten().any(|it| it.0 == 'b'));
        prop_assume!(known);
        let options = LogComparisonOptions {
            goals: vec!["b".to_owned()],
            min_customers: min,
            ..options()
        };
        let it = compare_logs(&first, &second, &options).unwrap();
        let done: [Vec<_>; 2] = [&a, &b].map(|it| it.iter().map(|it| done(it, 'b')).collect());
        let count = |group: usize, what: &str| {
            u32::try_from(done[group].iter().filter(|it| it.0.contains(what)).count()).unwrap()
        };
        let mut found = BTreeSet::new();
        for row in &it.shares {
            let (what, of) = called(&row.what);
            for (group, share) in [(0, row.first), (1, row.second)] {
                prop_assert_eq!(share.count, count(group, &what), "{}", &what);
                let n = of.as_ref().map_or(u32::try_from(done[group].len()).unwrap(), |of| count(group, of));
                prop_assert_eq!(share.n, n, "{}", &what);
            }
            let p = share_test(&row.first, &row.second).map(|it| it.p_value);
            prop_assert_eq!(row.difference.and_then(|it| it.p_value), p);
            let thin = row.first.n.min(row.second.n) < min.max(1);
            prop_assert_eq!(row.conclusion == Conclusion::Inconclusive, thin);
            prop_assert_eq!(row.adjusted.is_some(), p.is_some() && !thin);
            found.insert(what);
        }
        let all: BTreeSet<String> = done.iter().flatten().flat_map(|it| it.0.clone()).collect();
        prop_assert_eq!(found, all);

        for row in &it.durations {
            let what = match &row.what {
                Timed::Whole => "whole".to_owned(),
                Timed::ToGoal => "goal".to_owned(),
                Timed::Stepped { from, to } => format!("{from}>{to}"),
            };
            let [x, y] = [0, 1].map(|group: usize| {
                let mut took: Vec<i32> = done[group].iter()
                    .filter_map(|it| it.1.get(&what)).map(|&it| i32::try_from(it).unwrap()).collect();
                took.sort_unstable();
                took.into_iter().map(f64::from).collect::<Vec<f64>>()
            });
            prop_assert_eq!((row.first.median, row.second.median), (median(&x), median(&y)));
            prop_assert_eq!(row.superiority, mann_whitney(&x, &y).map(|it| it.superiority));
        }
    }

    #[test]
    fn the_most_frequent_ways_are_compared(a in customers(), b in customers(), ways in 0..5_u32) {
        let options = LogComparisonOptions { ways, ..options() };
        let it = compare_logs(&log(&a), &log(&b), &options).unwrap();
        let mut went: BTreeMap<String, [u32; 2]> = BTreeMap::new();
        for (group, customers) in [&a, &b].into_iter().enumerate() {
            for events in customers {
                went.entry(events.iter().map(|it| it.0).collect()).or_default()[group] += 1;
            }
        }
        let mut expected: Vec<(String, [u32; 2])> = went.into_iter().collect();
        expected.retain(|(_, [first, second])| first + second > 1);
        expected.sort_by_key(|(_, [first, second])| std::cmp::Reverse(first + second));
        let left_out = match ways {
            0 => 0,
            _ => expected.len().saturating_sub(ways as usize),
        };
        prop_assert_eq!(it.ways_left_out as usize, left_out);
        expected.truncate(ways as usize);
        let expected: BTreeMap<String, [u32; 2]> = expected.into_iter().collect();
        let found = it.shares.iter().filter_map(|row| match &row.what {
            Behaviour::Went { touchpoints } => {
                Some((touchpoints.concat(), [row.first.count, row.second.count]))
            }
            _ => None,
        });
        prop_assert_eq!(found.collect::<BTreeMap<_, _>>(), expected);
    }

    #[test]
    fn turned_around_everything_is_the_same_with_another_sign(a in customers(), b in customers()) {
        let options = LogComparisonOptions { min_customers: 2, ..options() };
        let (a, b) = (log(&a), log(&b));
        let it = compare_logs(&a, &b, &options).unwrap();
        let back = compare_logs(&b, &a, &options).unwrap();
        prop_assert_eq!((it.tests, it.shares.len()), (back.tests, back.shares.len()));
        for row in &it.shares {
            // The order of equal evidence may be another, by the last digit of a p-value.
            let back = back.shares.iter().find(|it| it.what == row.what).unwrap();
            prop_assert_eq!((row.first, row.second), (back.second, back.first));
            let turned = match row.conclusion {
                Conclusion::Higher => Conclusion::Lower,
                Conclusion::Lower => Conclusion::Higher,
                other => other,
            };
            prop_assert_eq!(back.conclusion, turned);
        }
    }

    #[test]
    fn sets_of_customers_are_compared_as_logs_of_their_own(
        all in customers(),
        groups in prop::collection::vec(0..3_u8, 12),
    ) {
        let part = |group| -> Customers {
            all.iter().zip(&groups).filter(|it| *it.1 == group).map(|it| it.0.clone()).collect()
        };
        let options = LogComparisonOptions { ways: 3, ..options() };
        let apart = compare_logs(&log(&part(0)), &log(&part(1)), &options).unwrap();
        let group = |customer: u32| match groups[customer as usize] {
            0 => Some(Side::First),
            1 => Some(Side::Second),
            _ => None,
        };
        let mut together = compare_customers(&log(&all), group, &options).unwrap();
        prop_assert_eq!(together.neither as usize, part(2).len());
        together.neither = 0;
        prop_assert_eq!(together, apart);
    }
}
