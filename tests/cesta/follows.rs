//! Variants, what eventually follows, rework and cycle times, against the obvious way to count.

use std::collections::{BTreeMap, BTreeSet};

use cesta::{
    flow::{
        cycle::{CycleError, CycleOptions, CycleTimes},
        follows::{EventuallyFollows, FollowsOptions},
        rework::{Rework, ReworkOptions},
        variants::{VariantOptions, Variants},
    },
    log::EventLog,
};
use proptest::prelude::*;

use crate::log::{events, log, traces};

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap()
}

/// How often each short loop was taken, and by whom.
type Loops<'e> = BTreeMap<(&'e str, Option<&'e str>), (u32, BTreeSet<&'e str>)>;

proptest! {
    #[test]
    fn variants_are_distinct_sequences(events in events(), limit in 0_u32..7) {
        let mut ways: BTreeMap<Vec<&str>, Vec<i64>> = BTreeMap::new();
        let traces = traces(&events);
        for trace in traces.values() {
            let way = trace.iter().map(|it| it.0).collect();
            ways.entry(way).or_default().push(trace[trace.len() - 1].1 - trace[0].1);
        }
        let mut ways: Vec<_> = ways.into_iter().collect();
        ways.sort_by_key(|(_, took)| std::cmp::Reverse(took.len()));

        let options = VariantOptions { limit, ..VariantOptions::default() };
        let variants = Variants::of(&log(&events), &options);
        prop_assert_eq!(variants.customers, count(traces.len()));
        prop_assert_eq!(variants.variants, count(ways.len()));
        prop_assert_eq!(variants.iter().len(), ways.len().min(limit as usize));
        let mut covered = 0;
        for (variant, (way, took)) in variants.iter().zip(&ways) {
            prop_assert_eq!(variant.touchpoints().collect::<Vec<_>>(), way.clone());
            prop_assert_eq!(variant.share().count, count(took.len()));
            covered += took.len();
            let coverage = f64::from(count(covered)) / f64::from(variants.customers);
            prop_assert_eq!(variant.coverage().to_bits(), coverage.to_bits());
            let longest = f64::from(i32::try_from(*took.iter().max().unwrap()).unwrap());
            prop_assert_eq!(variant.durations().map(|it| it.max), Some(longest));
            prop_assert_eq!(variant.durations().unwrap().n, count(took.len()));
        }
        prop_assert_eq!(variants.other.count, count(traces.len() - covered));
        let all = Variants::of(&log(&events), &VariantOptions::default());
        prop_assert_eq!(all.first(limit as usize), variants);
    }

    #[test]
    fn all_ordered_pairs_follow(events in events()) {
        let mut pairs: BTreeMap<(&str, &str), (u32, BTreeSet<&str>)> = BTreeMap::new();
        for (customer, trace) in &traces(&events) {
            for (at, before) in trace.iter().enumerate() {
                for after in &trace[at + 1..] {
                    let pair = pairs.entry((before.0, after.0)).or_default();
                    pair.0 += 1;
                    pair.1.insert(customer);
                }
            }
        }
        let follows = EventuallyFollows::of(&log(&events), &FollowsOptions::default());
        let found = follows.pairs.iter();
        let found = found.map(|it| (&*it.from, &*it.to, it.count, it.customers.count));
        let expected = pairs.into_iter();
        let expected = expected.map(|((from, to), (n, who))| (from, to, f64::from(n), count(who.len())));
        prop_assert_eq!(found.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    }

    #[test]
    fn rework_is_what_comes_again(events in events()) {
        let traces = traces(&events);
        let rework = Rework::of(&log(&events), &ReworkOptions::default());
        let mut loops: Loops<'_> = BTreeMap::new();
        let (mut nearest, mut visits, mut again) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
        for (&customer, trace) in &traces {
            for (at, (name, _)) in trace.iter().enumerate() {
                *visits.entry((*name, customer)).or_insert(0_u32) += 1;
                let Some(next) = trace[at + 1..].iter().position(|it| it.0 == *name) else {
                    continue;
                };
                again.insert(customer);
                let between: BTreeSet<&str> = trace[at + 1..at + 1 + next].iter().map(|it| it.0).collect();
                let (distance, names) = nearest.entry(*name).or_insert((next, BTreeSet::new()));
                if next < *distance {
                    (*distance, *names) = (next, BTreeSet::new());
                }
                if next == *distance {
                    names.extend(between.iter().copied());
                }
                if next < 2 {
                    let taken = loops.entry((name, between.first().copied())).or_default();
                    taken.0 += 1;
                    taken.1.insert(customer);
                }
            }
        }
        prop_assert_eq!((rework.reworked.count, rework.reworked.n), (count(again.len()), count(traces.len())));
        for it in &rework.touchpoints {
            let own: Vec<u32> = visits.iter().filter(|(key, _)| key.0 == it.touchpoint).map(|it| *it.1).collect();
            prop_assert_eq!(it.reworked.n, count(own.len()));
            prop_assert_eq!(it.reworked.count, count(own.iter().filter(|n| **n > 1).count()));
            prop_assert_eq!(it.extra_visits, own.iter().map(|n| n - 1).sum::<u32>());
            let near = nearest.get(&*it.touchpoint);
            prop_assert_eq!(it.self_distance, near.map(|it| count(it.0)));
            let between: Vec<&str> = near.into_iter().flat_map(|it| &it.1).copied().collect();
            prop_assert_eq!(&it.between, &between);
        }
        let mut expected: Vec<_> = loops.into_iter().collect();
        expected.sort_by_key(|it| std::cmp::Reverse(it.1.0));
        let expected = expected.into_iter().map(|((name, over), (n, who))| (name, over, n, count(who.len())));
        let found = rework.loops.iter().map(|it| (&*it.touchpoint, it.over.as_deref(), it.count, it.customers));
        prop_assert_eq!(found.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    }

    #[test]
    fn cycles_end_where_they_are_told_to(events in events()) {
        let traces = traces(&events);
        let log = log(&events);
        for (from, to) in [(None, None), (Some("a"), None), (None, Some("a")), (Some("a"), Some("b")), (Some("a"), Some("a"))] {
            let took = traces.values().filter_map(|trace| {
                let start = from.map_or(Some(0), |from| trace.iter().position(|it| it.0 == from))?;
                let next = start + usize::from(from.is_some());
                let end = match to {
                    Some(to) => next + trace[next..].iter().position(|it| it.0 == to)?,
                    None => trace.len() - 1,
                };
                Some(trace[end].1 - trace[start].1)
            });
            let took: Vec<i64> = took.collect();
            let options = CycleOptions { from: from.map(str::to_owned), to: to.map(str::to_owned), ..CycleOptions::default() };
            let Ok(times) = CycleTimes::of(&log, &options) else {
                prop_assert!(took.is_empty());
                continue;
            };
            prop_assert_eq!((times.customers, times.complete), (count(traces.len()), count(took.len())));
            let longest = took.iter().max().map(|&it| f64::from(i32::try_from(it).unwrap()));
            prop_assert_eq!(times.durations.map(|it| it.max), longest);
        }
    }
}

#[test]
fn one_long_sequence_does_not_explode() {
    let touchpoints: Vec<u32> = (0..40_000).map(|at| at % 17).collect();
    let log = EventLog::from_columns(&vec![0; 40_000][..], &touchpoints[..], None).unwrap();
    let follows = EventuallyFollows::of(&log, &FollowsOptions::default());
    let pairs: f64 = follows.pairs.iter().map(|it| it.count).sum();
    assert_eq!(follows.pairs.len(), 17 * 17);
    assert!((pairs - 40_000.0 * 39_999.0 / 2.0).abs() < 0.5);
}

#[test]
fn more_touchpoints_than_a_table_has_count_the_same() {
    let touchpoints: Vec<u32> = (0..3_000).map(|at| at * at % 1_013).collect();
    let customers: Vec<u32> = (0..3_000).map(|at| at / 7).collect();
    let many = EventLog::from_columns(&customers[..], &touchpoints[..], None).unwrap();
    let few: Vec<u32> = touchpoints.iter().map(|it| it % 5).collect();
    for touchpoints in [&touchpoints, &few] {
        let log = EventLog::from_columns(&customers[..], &touchpoints[..], None).unwrap();
        let follows = EventuallyFollows::of(&log, &FollowsOptions::default());
        let pairs: f64 = follows.pairs.iter().map(|it| it.count).sum();
        assert!((pairs - 428.0 * 21.0 - 6.0).abs() < 0.5, "{pairs}");
    }
    let flow = cesta::flow::Flow::of(&many, &cesta::flow::FlowOptions::default());
    let steps: u32 = flow.steps.iter().map(|it| it.count).sum();
    assert_eq!(steps, 3_000 - 429);
}

#[test]
fn unknown_touchpoints_end_no_cycle() {
    let log = EventLog::from_columns(&["ann"], &["a"], None).unwrap();
    let options = CycleOptions {
        from: Some("x".to_owned()),
        to: Some("y".to_owned()),
        ..CycleOptions::default()
    };
    let error = CycleTimes::of(&log, &options).unwrap_err();
    assert_eq!(
        error,
        CycleError::UnknownTouchpoints {
            touchpoints: vec!["x".to_owned(), "y".to_owned()],
        }
    );
    assert_eq!(
        error.to_string(),
        "the log has no touchpoint called `x` or `y`"
    );
    let whole = CycleTimes::of(&log, &CycleOptions::default()).unwrap();
    assert_eq!((whole.complete, whole.durations), (1, None));
}
