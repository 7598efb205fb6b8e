//! Flow and overlay against the obvious way to count.

use std::collections::{BTreeMap, BTreeSet};

use cesta::{
    flow::{
        DurationSum, Durations, Flow, FlowOptions, Overlay, OverlayOptions,
        align::{AlignOptions, align},
        funnel::{Funnel, FunnelOptions, stage_funnel},
        group_events, group_stages, overlay,
    },
    journey::{
        Journey, TouchpointId,
        spec::{Goal, Role, Stage, Touchpoint, Transition},
    },
    log::{EventLog, EventLogBuilder},
    stats::{Share, quantile},
};
use proptest::prelude::*;

use crate::log::{Traces, events, log, traces};

/// What was observed, counted the obvious way.
struct Observed<'e>(Traces<'e>);

/// How long each step took, and who took it.
type Steps<'e> = BTreeMap<(&'e str, &'e str), (Vec<i64>, BTreeSet<&'e str>)>;

impl<'e> Observed<'e> {
    fn customers(&self) -> u32 {
        count(self.0.len())
    }

    fn customers_with(&self, has: impl Fn(&[(&str, i64)]) -> bool) -> u32 {
        count(self.0.values().filter(|trace| has(trace)).count())
    }

    fn visitors(&self, name: &str) -> u32 {
        self.customers_with(|trace| trace.iter().any(|it| it.0 == name))
    }

    fn visits(&self, name: &str) -> u32 {
        count(self.0.values().flatten().filter(|it| it.0 == name).count())
    }

    fn starts(&self, name: &str) -> u32 {
        self.customers_with(|trace| trace[0].0 == name)
    }

    fn ends(&self, name: &str) -> u32 {
        self.customers_with(|trace| last(trace) == name)
    }

    /// Customers whose last event is one of these, and who never came to `c`.
    fn lost(&self, at: &[&str]) -> u32 {
        self.customers_with(|trace| at.contains(&last(trace)) && trace.iter().all(|it| it.0 != "c"))
    }

    fn steps(&self) -> Steps<'e> {
        let mut steps = Steps::new();
        for (customer, trace) in &self.0 {
            for pair in trace.windows(2) {
                let step = steps.entry((pair[0].0, pair[1].0)).or_default();
                step.0.push(pair[1].1 - pair[0].1);
                step.1.insert(customer);
            }
        }
        steps
    }

    fn until_next(&self, name: &str) -> Option<Durations> {
        let steps = self
            .steps()
            .into_iter()
            .filter(|((from, _), _)| *from == name);
        durations(steps.flat_map(|(_, (took, _))| took).collect())
    }
}

fn last<'t>(trace: &[(&'t str, i64)]) -> &'t str {
    trace[trace.len() - 1].0
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap()
}

fn pair(share: Share) -> (u32, u32) {
    (share.count, share.n)
}

/// Quantiles by the formula of type 7, in whole numbers as far as it goes.
fn durations(mut of: Vec<i64>) -> Option<Durations> {
    of.sort_unstable();
    let float = |number: i64| f64::from(i32::try_from(number).unwrap());
    let n = count(of.len());
    let at = |part: usize| {
        let (place, rest) = ((of.len() - 1) * part / 4, (of.len() - 1) * part % 4);
        let (low, high) = (of[place], of[(place + 1).min(of.len() - 1)]);
        float(low) + float(high - low) * f64::from(count(rest)) / 4.0
    };
    // Twentieths are no binary fractions: `stats` has their oracle.
    let sorted: Vec<f64> = of.iter().map(|&it| float(it)).collect();
    let tail = |part| quantile(&sorted, part).unwrap();
    (n > 0).then(|| Durations {
        n,
        mean: float(of.iter().sum()) / f64::from(n),
        min: float(of[0]),
        p5: tail(0.05),
        p25: at(1),
        median: at(2),
        p75: at(3),
        p95: tail(0.95),
        max: float(of[of.len() - 1]),
    })
}

proptest! {
    #[test]
    fn a_flow_counts_what_follows_what(events in events()) {
        let flow = Flow::of(&log(&events), &FlowOptions::default());
        let observed = Observed(traces(&events));
        prop_assert_eq!(flow.customers, observed.customers());
        prop_assert_eq!(flow.events, count(events.len()));

        let steps = flow.steps.iter();
        let steps = steps.map(|it| (&*it.from, &*it.to, it.count, it.customers, it.durations));
        let expected = observed.steps().into_iter().map(|((from, to), (took, who))| {
            (from, to, count(took.len()), count(who.len()), durations(took))
        });
        prop_assert_eq!(steps.collect::<Vec<_>>(), expected.collect::<Vec<_>>());

        let names: BTreeSet<&str> = events.iter().map(|(_, name, _)| &**name).collect();
        prop_assert_eq!(flow.touchpoints.len(), names.len());
        for (visits, name) in flow.touchpoints.iter().zip(names) {
            prop_assert_eq!(&visits.touchpoint, name);
            prop_assert_eq!(visits.visits, observed.visits(name));
            prop_assert_eq!(visits.customers, observed.visitors(name));
            prop_assert_eq!(visits.starts, observed.starts(name));
            prop_assert_eq!(visits.ends, observed.ends(name));
            prop_assert_eq!(visits.self_loops, flow.step(name, name).map_or(0, |it| it.count));
            prop_assert_eq!(visits.until_next, observed.until_next(name));
            prop_assert_eq!(flow.touchpoint(name), Some(visits));
        }
    }

    #[test]
    fn the_order_of_customers_in_the_input_does_not_show(events in events()) {
        let mut grouped = events.clone();
        grouped.sort_by(|a, b| b.0.cmp(&a.0));
        prop_assert_eq!(Flow::of(&log(&grouped), &FlowOptions::default()), Flow::of(&log(&events), &FlowOptions::default()));
    }

    #[test]
    fn an_overlay_counts_what_happened_on_the_map(events in events()) {
        let overlay = overlay(&map(), &log(&events), &OverlayOptions::default());
        let all = Observed(traces(&events));
        let mapped = on_the_map(&all);
        check_totals(&overlay, &events, &all, &mapped)?;
        check_stages(&overlay, &mapped)?;
        check_touchpoints(&overlay, &mapped)?;
        check_transitions(&overlay, &mapped)?;
    }

    #[test]
    fn a_touchpoint_of_the_map_has_one_name_in_a_log(events in events()) {
        let grouped = group_events(&map(), &log(&events));
        let renamed = events.iter().map(|(customer, name, time)| {
            let name = if name == "čaj" { "b" } else { name };
            (customer.clone(), name.to_owned(), *time)
        });
        let renamed = log(&renamed.collect::<Vec<_>>());
        let of = |log: &EventLog| Flow::of(log, &FlowOptions::default());
        prop_assert_eq!(of(&grouped), of(&renamed));
        let on_the_map = |log: &EventLog| overlay(&map(), log, &OverlayOptions::default());
        prop_assert_eq!(on_the_map(&grouped), on_the_map(&log(&events)));
        let aligned = |log: &EventLog| align(&map(), log, &AlignOptions::default()).unwrap();
        prop_assert_eq!(aligned(&grouped), aligned(&log(&events)));
        prop_assert_eq!(nameless(&grouped), nameless(&log(&events)));
    }

    #[test]
    fn a_stay_in_a_stage_is_an_event_of_its_log(events in events()) {
        let flow = Flow::of(&group_stages(&map(), &log(&events)), &FlowOptions::default());
        let mut stays: BTreeMap<&str, (u32, Vec<i64>)> = BTreeMap::new();
        for trace in traces(&events).values() {
            let mut here: Option<(&str, i64)> = None;
            for &(name, time) in trace {
                let stage = match name {
                    "a" => "first",
                    "b" | "čaj" => "second",
                    "c" => "third",
                    _ => continue,
                };
                if here.is_some_and(|(before, _)| before == stage) {
                    continue;
                }
                if let Some((left, came)) = here.replace((stage, time)) {
                    stays.entry(left).or_default().1.push(time - came);
                }
                stays.entry(stage).or_default().0 += 1;
            }
        }
        let names: Vec<&str> = flow.touchpoints.iter().map(|it| &*it.touchpoint).collect();
        prop_assert_eq!(names, stays.keys().copied().collect::<Vec<_>>());
        for (stage, (visits, took)) in &stays {
            let found = flow.touchpoint(stage).unwrap();
            prop_assert_eq!((found.visits, found.self_loops), (*visits, 0));
            let mut sum = DurationSum::default();
            sum.extend(took.iter().copied());
            prop_assert_eq!(found.until_next, sum.durations());
        }
    }
}

#[test]
fn events_that_no_stage_has_leave_an_empty_log_with_its_columns() {
    let mut builder = EventLogBuilder::with_segments(["channel"]);
    builder.push_with("ann", "first", Some(0), ["web"]).unwrap();
    builder.push_with("ann", "rain", Some(1), ["web"]).unwrap();
    let stays = group_stages(&map(), &builder.build());
    assert!(stays.is_empty() && stays.customers().is_empty());
    assert!(stays.times().is_some() && stays.segment("channel").is_some());
}

/// The funnel of the map's stages, without the names of last touchpoints.
fn nameless(log: &EventLog) -> Funnel {
    let mut funnel = stage_funnel(&map(), log, &FunnelOptions::default()).unwrap();
    for step in &mut funnel.steps {
        let named = step.last_touchpoints.drain(..);
        step.other_last += named.map(|it| it.count).sum::<u32>();
    }
    funnel
}

/// Three stages; `b` and `čaj` belong to one touchpoint, `d` is not on the map, nobody meets
/// `silent`.
pub(crate) fn map() -> Journey {
    Journey::builder("j")
        .stage(Stage::new("first").touchpoint(Touchpoint::new("a").role(Role::Entry)))
        .stage(
            Stage::new("second")
                .touchpoint(Touchpoint {
                    events: vec!["č*".to_owned(), "b".to_owned()],
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

fn stage_of(name: &str) -> usize {
    match name {
        "a" => 0,
        "c" => 2,
        _ => 1,
    }
}

fn on_the_map<'e>(all: &Observed<'e>) -> Observed<'e> {
    let mapped = all.0.iter().map(|(&customer, trace)| {
        let trace = trace.iter().filter_map(|&(name, time)| match name {
            "b" | "čaj" => Some(("bee", time)),
            "d" => None,
            name => Some((name, time)),
        });
        (customer, trace.collect::<Vec<_>>())
    });
    Observed(mapped.filter(|(_, trace)| !trace.is_empty()).collect())
}

fn check_totals(
    overlay: &Overlay,
    events: &[(String, String, i64)],
    all: &Observed<'_>,
    mapped: &Observed<'_>,
) -> Result<(), TestCaseError> {
    prop_assert_eq!(overlay.customers, all.customers());
    prop_assert_eq!(overlay.events, count(events.len()));
    let visits = mapped.0.values().map(Vec::len).sum();
    prop_assert_eq!(overlay.mapped_events, count(visits));
    let times = events
        .iter()
        .map(|&(_, _, time)| f64::from(i32::try_from(time).unwrap()));
    prop_assert_eq!(overlay.first_time, times.clone().reduce(f64::min));
    prop_assert_eq!(overlay.last_time, times.reduce(f64::max));
    let converted = (mapped.visitors("c"), mapped.customers());
    prop_assert_eq!(pair(overlay.conversion), converted);
    prop_assert_eq!(
        overlay.goals.len(),
        1,
        "a goal without touchpoints cannot be reached"
    );
    prop_assert_eq!(pair(overlay.goals[0].reached), converted);

    let unknown = overlay.unknown_events.iter();
    let unknown = unknown
        .map(|it| (&*it.name, it.events, it.customers))
        .collect::<Vec<_>>();
    let expected = Some(("d", all.visits("d"), all.visitors("d"))).filter(|it| it.1 > 0);
    prop_assert_eq!(unknown, Vec::from_iter(expected));
    Ok(())
}

fn check_stages(overlay: &Overlay, mapped: &Observed<'_>) -> Result<(), TestCaseError> {
    prop_assert_eq!(overlay.stages.len(), 3);
    let lost = [mapped.lost(&["a"]), mapped.lost(&["bee"]), 0];
    for (place, stage) in overlay.stages.iter().enumerate() {
        let first = |trace: &[(&str, i64)]| trace.iter().position(|it| stage_of(it.0) == place);
        let reached = mapped.customers_with(|trace| first(trace).is_some());
        let went_on = mapped.customers_with(|trace| {
            let further = |it: &(&str, i64)| stage_of(it.0) > place || it.0 == "c";
            first(trace).is_some_and(|first| trace[first..].iter().any(further))
        });
        prop_assert_eq!(pair(stage.reached), (reached, mapped.customers()));
        prop_assert_eq!(pair(stage.went_on), (went_on, reached));
        prop_assert_eq!(pair(stage.dropped_off), (lost[place], reached));
    }
    let all = lost.iter().sum::<u32>() + overlay.conversion.count;
    prop_assert_eq!(all, mapped.customers(), "nobody meets the exit");
    Ok(())
}

fn check_touchpoints(overlay: &Overlay, mapped: &Observed<'_>) -> Result<(), TestCaseError> {
    prop_assert_eq!(overlay.touchpoints.len(), ORDER.len());
    for (flow, name) in overlay.touchpoints.iter().zip(ORDER) {
        let (visits, ends) = (mapped.visits(name), mapped.ends(name));
        prop_assert_eq!(&flow.touchpoint, name);
        prop_assert_eq!(flow.visits, visits);
        prop_assert_eq!(
            pair(flow.reached),
            (mapped.visitors(name), mapped.customers())
        );
        prop_assert_eq!((flow.starts, flow.ends), (mapped.starts(name), ends));
        let drop_off = ["a", "bee"]
            .contains(&name)
            .then(|| (mapped.lost(&[name]), visits));
        prop_assert_eq!(flow.drop_off.map(pair), drop_off);
        prop_assert_eq!(flow.until_next, mapped.until_next(name));
    }
    let unvisited: Vec<&str> = overlay.unvisited.iter().map(TouchpointId::as_str).collect();
    let expected = ORDER.into_iter().filter(|name| mapped.visits(name) == 0);
    prop_assert_eq!(unvisited, expected.collect::<Vec<_>>());
    Ok(())
}

fn check_transitions(overlay: &Overlay, mapped: &Observed<'_>) -> Result<(), TestCaseError> {
    const DESIGNED: [(&str, &str); 2] = [("a", "bee"), ("bee", "c")];
    let mut steps = mapped.steps();
    for designed in DESIGNED {
        steps.entry(designed).or_default();
    }
    let place = |name: &str| ORDER.iter().position(|it| *it == name);
    let mut expected: Vec<_> = steps.into_iter().collect();
    expected.sort_by_key(|((from, to), _)| (place(from), place(to)));
    prop_assert_eq!(overlay.transitions.len(), expected.len());
    for (flow, (ends, (took, who))) in overlay.transitions.iter().zip(expected) {
        prop_assert_eq!((flow.from.as_str(), flow.to.as_str()), ends);
        prop_assert_eq!(flow.designed, DESIGNED.contains(&ends));
        prop_assert_eq!(
            (flow.count, flow.customers),
            (count(took.len()), count(who.len()))
        );
        prop_assert_eq!(pair(flow.probability), (flow.count, mapped.visits(ends.0)));
        prop_assert_eq!(flow.durations, durations(took));
    }
    Ok(())
}

#[test]
fn unknown_events_come_most_frequent_first_then_by_name() {
    let customers = ["x", "x", "y", "y", "y"];
    let names = ["rain", "hail", "snow", "rain", "a"];
    let log = EventLog::from_columns(&customers, &names, None).unwrap();
    let overlay = overlay(&map(), &log, &OverlayOptions::default());
    let unknown = overlay.unknown_events.iter();
    let unknown: Vec<_> = unknown
        .map(|it| (&*it.name, it.events, it.customers))
        .collect();
    assert_eq!(unknown, [("rain", 2, 2), ("hail", 1, 1), ("snow", 1, 1)]);
    assert_eq!(pair(overlay.conversion), (0, 1), "x is not on the map");
    assert_eq!(
        (overlay.first_time, overlay.touchpoints[0].until_next),
        (None, None)
    );
}

#[test]
fn the_last_stage_goes_on_for_those_who_ever_reached_a_goal() {
    let map = Journey::builder("j")
        .stage(Stage::new("buy").touchpoint(Touchpoint::new("till").role(Role::Goal)))
        .stage(Stage::new("nothing"))
        .stage(Stage::new("after").touchpoint(Touchpoint::new("review")))
        .build()
        .unwrap();
    let names = ["review", "till", "review", "review"];
    let log = EventLog::from_columns(&["x", "x", "x", "y"], &names, None).unwrap();
    let overlay = overlay(&map, &log, &OverlayOptions::default());
    let went_on: Vec<_> = overlay.stages.iter().map(|it| pair(it.went_on)).collect();
    assert_eq!(went_on, [(1, 1), (0, 0), (1, 2)]);
    assert_eq!(overlay.stages[1].went_on.value, None);
    let dropped: Vec<u32> = overlay
        .stages
        .iter()
        .map(|it| it.dropped_off.count)
        .collect();
    assert_eq!(dropped, [0, 0, 1], "x bought: nobody loses who comes again");
}

#[test]
fn every_customer_reached_a_goal_or_ended_at_an_exit_or_is_lost_once() {
    let of = |traces: &[(&str, &[&str])]| {
        let mut builder = EventLogBuilder::new();
        for (customer, names) in traces {
            for name in *names {
                builder.push(customer, name, None).unwrap();
            }
        }
        overlay(&map(), &builder.build(), &OverlayOptions::default())
    };
    let overlay = of(&[
        ("lost in the first stage", &["a"]),
        ("lost on the way back", &["a", "b", "a", "d"]),
        ("lost in the second stage", &["a", "b"]),
        ("looks round after the purchase", &["a", "c", "a"]),
        ("leaves by the exit after the purchase", &["c", "silent"]),
        ("leaves by the exit", &["a", "silent"]),
        ("not on the map", &["d"]),
    ]);
    let dropped = overlay.stages.iter().map(|it| pair(it.dropped_off));
    assert_eq!(dropped.collect::<Vec<_>>(), [(2, 5), (1, 4), (0, 2)]);
    let drop_off = overlay.touchpoints.iter().map(|it| it.drop_off.map(pair));
    let expected = [Some((2, 7)), Some((1, 2)), None, None];
    assert_eq!(drop_off.collect::<Vec<_>>(), expected);
    assert_eq!(overlay.touchpoints[0].ends, 3, "bought or not");
    let (lost, exits_without_goal) = (3, 1);
    let (converted, customers) = pair(overlay.conversion);
    assert_eq!(lost + exits_without_goal + converted, customers);
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
    let flow = Flow::of(&builder.build(), &FlowOptions::default());
    assert_eq!((flow.touchpoints.len(), flow.steps.len()), (3_000, 2_999));
    let first = &flow.steps[0];
    assert_eq!((&*first.from, &*first.to), ("t0000", "t0001"));
    assert_eq!((first.count, first.customers), (2, 2));
    assert_eq!(first.durations, durations(vec![10, 30]));
}

#[test]
fn an_empty_log_flows_nowhere() {
    let log = EventLogBuilder::new().build();
    let flow = Flow::of(&log, &FlowOptions::default());
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

#[test]
fn shares_have_intervals_of_the_confidence_asked_for() {
    let log = EventLog::from_columns(&["ann", "bob"], &["a", "c"], None).unwrap();
    let intervals = |confidence| {
        let found = overlay(&map(), &log, &OverlayOptions { confidence });
        let (stage, touchpoint) = (&found.stages[0], found.touchpoint("a").unwrap());
        let link = found.transitions.iter().find(|it| it.probability.n > 0);
        [
            found.conversion,
            stage.reached,
            touchpoint.reached,
            link.unwrap().probability,
        ]
        .map(|share| share.interval)
    };
    for interval in intervals(0.8) {
        assert_eq!(interval.map(|it| it.confidence), Some(0.8));
    }
    for invalid in [0.0, 1.0, f64::NAN] {
        assert_eq!(intervals(invalid), [None; 4]);
    }
}

/// Numbers of the shop's log that another program counted.
#[cfg(feature = "csv")]
mod shop {
    use std::ops::ControlFlow;

    use cesta::{
        flow::{Flow, FlowOptions},
        log::csv::{CsvOptions, ReadLog, TimeFormat, read},
    };

    const SHOP: &[u8] = include_bytes!("../../examples/shop/events.csv");

    fn by(customer: Option<&str>) -> (ReadLog, Flow) {
        let customer = customer.map(str::to_owned);
        let options = CsvOptions {
            customer,
            ..CsvOptions::default()
        };
        let read = read(SHOP, &options, |_| ControlFlow::Continue(())).unwrap();
        let flow = Flow::of(&read.log, &FlowOptions::default());
        (read, flow)
    }

    fn taken(flow: &Flow) -> u32 {
        flow.steps.iter().map(|step| step.count).sum()
    }

    #[test]
    fn by_customer() {
        let (read, flow) = by(None);
        assert_eq!(
            (&*read.source.customer, read.source.time_format),
            ("user_id", Some(TimeFormat::DateTime))
        );
        assert_eq!(
            (read.source.duplicates, read.source.passed_over.count),
            (30, 0)
        );
        assert_eq!(
            read.log.span(),
            Some((1_704_368_738_000, 1_719_698_560_000))
        );
        assert_eq!(
            (flow.events, flow.customers, flow.touchpoints.len()),
            (31_106, 600, 19)
        );
        assert_eq!((flow.steps.len(), taken(&flow)), (338, 30_506));
        assert_eq!(flow.touchpoint("purchase").unwrap().customers, 328);
        assert_eq!(flow.touchpoint("home").unwrap().starts, 195);
        assert_eq!(flow.touchpoint("product_view").unwrap().ends, 124);
        assert_eq!(flow.touchpoint("product_view").unwrap().self_loops, 1_401);

        let bought = flow.step("payment_details", "purchase").unwrap();
        let took = bought.durations.unwrap();
        assert_eq!((bought.count, bought.customers, took.n), (116, 101, 116));
        let quartiles = [took.p25, took.median, took.p75].map(Some);
        assert_eq!(quartiles, [96_000.0, 201_000.0, 391_750.0].map(Some));
        assert!((took.mean - 259_155.172_413_793_1).abs() < 1e-6);
    }

    #[test]
    fn by_session() {
        let (_, flow) = by(Some("session_id"));
        assert_eq!((flow.events, flow.customers), (31_106, 3_605));
        assert_eq!((flow.steps.len(), taken(&flow)), (336, 27_501));
        assert_eq!(flow.touchpoint("purchase").unwrap().customers, 470);
        let shipping = flow.step("cart", "shipping_details").unwrap();
        assert_eq!((shipping.count, shipping.customers), (165, 157));
        assert_eq!(shipping.durations.map(|took| took.median), Some(128_000.0));
    }
}
