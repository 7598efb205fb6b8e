//! Flow and overlay against the obvious way to count.

use std::collections::{BTreeMap, BTreeSet};

use cesta::{
    flow::{Durations, Flow, OverlayOptions, overlay},
    journey::{
        Journey,
        spec::{Goal, Role, Stage, Touchpoint, Transition},
    },
    log::{EventLog, EventLogBuilder},
};
use proptest::prelude::*;

use crate::log::{events, log, traces};

/// Quantiles by the formula of type 7, on whole numbers.
fn durations(mut of: Vec<i64>) -> Option<Durations> {
    of.sort_unstable();
    let at = |part: usize| {
        let (place, rest) = ((of.len() - 1) * part / 4, (of.len() - 1) * part % 4);
        let (low, high) = (of[place] as f64, of[(place + 1).min(of.len() - 1)] as f64);
        low + (high - low) * rest as f64 / 4.0
    };
    (!of.is_empty()).then(|| Durations {
        n: of.len() as u32,
        mean: of.iter().sum::<i64>() as f64 / of.len() as f64,
        min: of[0] as f64,
        p25: at(1),
        median: at(2),
        p75: at(3),
        max: of[of.len() - 1] as f64,
    })
}

proptest! {
    #[test]
    fn a_flow_counts_what_follows_what(events in events()) {
        let log = log(&events);
        let flow = Flow::of(&log);
        let traces = traces(&events);
        prop_assert_eq!(flow.customers as usize, traces.len());
        prop_assert_eq!(flow.events as usize, events.len());

        let mut steps: BTreeMap<(&str, &str), (Vec<i64>, BTreeSet<&str>)> = BTreeMap::new();
        for (customer, trace) in &traces {
            for pair in trace.windows(2) {
                let step = steps.entry((pair[0].0, pair[1].0)).or_default();
                step.0.push(pair[1].1 - pair[0].1);
                step.1.insert(customer);
            }
        }
        let counted: Vec<_> =
            flow.steps.iter().map(|it| (&*it.from, &*it.to, it.count, it.customers, it.durations)).collect();
        let expected: Vec<_> = steps
            .iter()
            .map(|(&(from, to), (took, who))| {
                (from, to, took.len() as u32, who.len() as u32, durations(took.clone()))
            })
            .collect();
        prop_assert_eq!(counted, expected);

        let names: BTreeSet<&str> = events.iter().map(|(_, name, _)| &**name).collect();
        prop_assert_eq!(flow.touchpoints.len(), names.len());
        for (visits, &name) in flow.touchpoints.iter().zip(&names) {
            let all = || traces.values().map(|trace| trace.iter().filter(|it| it.0 == name).count());
            prop_assert_eq!(&visits.touchpoint, name);
            prop_assert_eq!(visits.count as usize, all().sum::<usize>());
            prop_assert_eq!(visits.customers as usize, all().filter(|&count| count > 0).count());
            let starts = traces.values().filter(|trace| trace[0].0 == name).count();
            let ends = traces.values().filter(|trace| trace[trace.len() - 1].0 == name).count();
            prop_assert_eq!((visits.starts as usize, visits.ends as usize), (starts, ends));
            prop_assert_eq!(visits.self_loops, flow.step(name, name).map_or(0, |step| step.count));
            let onwards = steps.iter().filter(|((from, _), _)| *from == name);
            let onwards = onwards.flat_map(|(_, (took, _))| took.iter().copied()).collect();
            prop_assert_eq!(visits.until_next, durations(onwards));
            prop_assert_eq!(flow.touchpoint(name), Some(visits));
        }
    }

    #[test]
    fn the_order_of_customers_in_the_input_does_not_show(events in events()) {
        let flow = Flow::of(&log(&events));
        let mut grouped = events.clone();
        grouped.sort_by(|a, b| b.0.cmp(&a.0));
        prop_assert_eq!(Flow::of(&log(&grouped)), flow);
    }

    #[test]
    fn an_overlay_counts_what_happened_on_the_map(events in events()) {
        let map = map();
        let log = log(&events);
        let overlay = overlay(&map, &log, &OverlayOptions::default());
        check(&map, &overlay, &events)?;
    }
}

/// Three stages; `b` and `čaj` belong to one touchpoint, `d` is not on the map, nobody meets
/// `silent`.
fn map() -> Journey {
    Journey::builder("j")
        .stage(Stage::new("first").touchpoint(Touchpoint::new("a")))
        .stage(
            Stage::new("second")
                .touchpoint(Touchpoint {
                    events: vec!["b".to_owned(), "č*".to_owned()],
                    ..Touchpoint::new("bee")
                })
                .touchpoint(Touchpoint::new("silent").role(Role::Exit)),
        )
        .stage(Stage::new("third").touchpoint(Touchpoint::new("c").role(Role::Goal)))
        .chain(["a", "bee", "c"])
        .transition(Transition::new("a", "bee"))
        .goal(Goal {
            touchpoints: vec!["c".into()],
            ..Goal::new("sell")
        })
        .goal(Goal::new("vague"))
        .build()
        .unwrap()
}

const ORDER: [&str; 4] = ["a", "bee", "silent", "c"];

fn check(
    map: &Journey,
    overlay: &cesta::flow::Overlay,
    events: &[(String, String, i64)],
) -> Result<(), TestCaseError> {
    let all = traces(events);
    let mapped: BTreeMap<&str, Vec<(&str, i64)>> = all
        .iter()
        .map(|(&customer, trace)| {
            let on_map = trace.iter().filter_map(|&(name, time)| match name {
                "b" | "čaj" => Some(("bee", time)),
                "d" => None,
                name => Some((name, time)),
            });
            (customer, on_map.collect::<Vec<_>>())
        })
        .filter(|(_, trace)| !trace.is_empty())
        .collect();
    let n = mapped.len() as u32;
    let with = |has: &dyn Fn(&[(&str, i64)]) -> bool| {
        mapped.values().filter(|trace| has(trace)).count() as u32
    };
    let share = |share: cesta::stats::Share| (share.count, share.n);
    let visited = |name: &'static str| with(&|trace| trace.iter().any(|it| it.0 == name));

    prop_assert_eq!(overlay.customers as usize, all.len());
    prop_assert_eq!(overlay.events as usize, events.len());
    prop_assert_eq!(
        overlay.mapped_events as usize,
        mapped.values().map(Vec::len).sum::<usize>()
    );
    prop_assert_eq!(
        overlay.from,
        events.iter().map(|it| it.2 as f64).reduce(f64::min)
    );
    prop_assert_eq!(
        overlay.to,
        events.iter().map(|it| it.2 as f64).reduce(f64::max)
    );
    prop_assert_eq!(share(overlay.conversion), (visited("c"), n));
    prop_assert_eq!(overlay.goals.len(), 1);
    prop_assert_eq!(share(overlay.goals[0].reached), (visited("c"), n));

    let stage_of = |name: &str| match name {
        "a" => 0,
        "c" => 2,
        _ => 1,
    };
    for (place, stage) in overlay.stages.iter().enumerate() {
        let here = |trace: &[(&str, i64)]| trace.iter().position(|it| stage_of(it.0) == place);
        let reached = with(&|trace| here(trace).is_some());
        prop_assert_eq!(share(stage.reached), (reached, n));
        let went_on = with(&|trace| {
            here(trace).is_some_and(|first| {
                trace[first..]
                    .iter()
                    .any(|it| stage_of(it.0) > place || it.0 == "c")
            })
        });
        prop_assert_eq!(share(stage.went_on), (went_on, reached));
        fn last<'t>(trace: &[(&'t str, i64)]) -> &'t str {
            trace[trace.len() - 1].0
        }
        let dropped = with(&|trace| {
            stage_of(last(trace)) == place && !["silent", "c"].contains(&last(trace))
        });
        prop_assert_eq!(share(stage.dropped_off), (dropped, reached));
    }

    let mut steps: BTreeMap<(usize, usize), (Vec<i64>, BTreeSet<&str>)> = BTreeMap::new();
    steps.insert((0, 1), Default::default());
    steps.insert((1, 3), Default::default());
    let place = |name: &str| ORDER.iter().position(|it| *it == name).unwrap();
    for (customer, trace) in &mapped {
        for pair in trace.windows(2) {
            let step = steps
                .entry((place(pair[0].0), place(pair[1].0)))
                .or_default();
            step.0.push(pair[1].1 - pair[0].1);
            step.1.insert(customer);
        }
    }
    let count = |name: &str| mapped.values().flatten().filter(|it| it.0 == name).count() as u32;
    let expected: Vec<_> = steps
        .iter()
        .map(|(&(from, to), (took, who))| {
            let designed = [(0, 1), (1, 3)].contains(&(from, to));
            let taken = took.len() as u32;
            let of = (taken, count(ORDER[from]));
            (
                ORDER[from],
                ORDER[to],
                designed,
                taken,
                who.len() as u32,
                of,
                durations(took.clone()),
            )
        })
        .collect();
    let transitions: Vec<_> = overlay
        .transitions
        .iter()
        .map(|it| {
            let of = share(it.probability);
            (
                it.from.as_str(),
                it.to.as_str(),
                it.designed,
                it.count,
                it.customers,
                of,
                it.durations,
            )
        })
        .collect();
    prop_assert_eq!(transitions, expected);

    for (flow, name) in overlay.touchpoints.iter().zip(ORDER) {
        prop_assert_eq!(&flow.touchpoint, name);
        prop_assert_eq!(
            (flow.visits, share(flow.customers)),
            (count(name), (visited(name), n))
        );
        let ends = with(&|trace| trace[trace.len() - 1].0 == name);
        prop_assert_eq!(
            (flow.starts, flow.ends),
            (with(&|trace| trace[0].0 == name), ends)
        );
        let drop_off = ["a", "bee"].contains(&name).then_some((ends, count(name)));
        prop_assert_eq!(flow.drop_off.map(share), drop_off);
        let onwards = steps.iter().filter(|((from, _), _)| ORDER[*from] == name);
        let onwards = onwards
            .flat_map(|(_, (took, _))| took.iter().copied())
            .collect();
        prop_assert_eq!(flow.until_next, durations(onwards));
    }
    let unvisited: Vec<&str> = ORDER.into_iter().filter(|name| count(name) == 0).collect();
    prop_assert_eq!(
        overlay
            .unvisited
            .iter()
            .map(|id| id.as_str())
            .collect::<Vec<_>>(),
        unvisited
    );

    let unknown = events.iter().filter(|it| it.1 == "d");
    let who: BTreeSet<&str> = unknown.clone().map(|it| &*it.0).collect();
    let unknown = (unknown.count() as u32, who.len() as u32);
    let reported: Vec<_> = overlay
        .unknown_events
        .iter()
        .map(|it| (&*it.name, (it.events, it.customers)))
        .collect();
    prop_assert_eq!(
        reported,
        if unknown.0 > 0 {
            vec![("d", unknown)]
        } else {
            vec![]
        }
    );
    prop_assert_eq!(map.touchpoints().len(), overlay.touchpoints.len());
    Ok(())
}

#[test]
fn unknown_events_come_most_frequent_first_then_by_name() {
    let customers = ["x", "x", "y", "y", "y"];
    let names = ["rain", "hail", "snow", "rain", "a"];
    let log = EventLog::from_columns(&customers[..], &names[..], None).unwrap();
    let overlay = overlay(&map(), &log, &OverlayOptions::default());
    let unknown: Vec<_> = overlay
        .unknown_events
        .iter()
        .map(|it| (&*it.name, it.events, it.customers))
        .collect();
    assert_eq!(unknown, [("rain", 2, 2), ("hail", 1, 1), ("snow", 1, 1)]);
    assert_eq!(
        (overlay.conversion.count, overlay.conversion.n),
        (0, 1),
        "x is not on the map"
    );
    assert_eq!(
        (overlay.from, overlay.touchpoints[0].until_next),
        (None, None)
    );
}

#[test]
fn the_last_stage_goes_on_for_those_who_ever_reached_a_goal() {
    let map = Journey::builder("j")
        .stage(Stage::new("buy").touchpoint(Touchpoint::new("till").role(Role::Goal)))
        .stage(Stage::new("after").touchpoint(Touchpoint::new("review")))
        .stage(Stage::new("nothing"))
        .build()
        .unwrap();
    let last = |stages: &Journey| stages.stages().last().unwrap().id().clone();
    assert_eq!(last(&map), "nothing");
    let customers = ["x", "x", "y"];
    let log = EventLog::from_columns(&customers[..], &["till", "review", "review"], None);
    let overlay = overlay(&map, &log.unwrap(), &OverlayOptions::default());
    let went_on: Vec<_> = overlay
        .stages
        .iter()
        .map(|it| (it.went_on.count, it.went_on.n))
        .collect();
    assert_eq!(went_on, [(1, 1), (0, 2), (0, 0)]);
    assert_eq!(overlay.stages[2].went_on.value, None);
    let dropped: Vec<u32> = overlay
        .stages
        .iter()
        .map(|it| it.dropped_off.count)
        .collect();
    assert_eq!(dropped, [0, 2, 0]);
}

#[test]
fn many_touchpoints_are_counted_as_well_as_few() {
    let mut builder = EventLogBuilder::new();
    for event in 0..3_000 {
        builder
            .push("ann", &format!("t{event:04}"), Some(event * 10))
            .unwrap();
    }
    builder.push("bob", "t0000", Some(0)).unwrap();
    builder.push("bob", "t0001", Some(30)).unwrap();
    let flow = Flow::of(&builder.build());
    assert_eq!((flow.touchpoints.len(), flow.steps.len()), (3_000, 2_999));
    let first = &flow.steps[0];
    assert_eq!(
        (&*first.from, &*first.to, first.count, first.customers),
        ("t0000", "t0001", 2, 2)
    );
    assert_eq!(first.durations.unwrap().mean, 20.0);
}

#[test]
fn an_empty_log_flows_nowhere() {
    let log = EventLogBuilder::new().build();
    let flow = Flow::of(&log);
    assert_eq!(
        (flow.customers, flow.touchpoints.len(), flow.steps.len()),
        (0, 0, 0)
    );
    let overlay = overlay(&map(), &log, &OverlayOptions::default());
    assert_eq!(overlay.conversion.value, None);
    assert_eq!(overlay.unvisited.len(), 4);
    assert_eq!(
        overlay.transitions.iter().filter(|it| it.designed).count(),
        2
    );
}
