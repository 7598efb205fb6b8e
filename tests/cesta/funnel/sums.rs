//! Sums of funnels: any split of a log by customer gives the same bytes.

use cesta::{
    flow::{
        SumError,
        funnel::{
            Breakdown, Exclusion, Funnel, FunnelCounting, FunnelEntry, FunnelOptions, FunnelStep,
            FunnelSum, StepCondition, StepOrder, Ties, UnknownTouchpoints,
        },
    },
    log::{EventLog, EventLogBuilder},
};
use proptest::prelude::*;
use serde_json::json;

type Rows = Vec<(u8, u8, i16, u8)>;

fn log<'r>(rows: impl IntoIterator<Item = &'r (u8, u8, i16, u8)>) -> EventLog {
    let mut builder = EventLogBuilder::with_segments(["platform"]);
    for (customer, touchpoint, time, platform) in rows {
        let touchpoint = ["a", "b", "c", "x"][usize::from(*touchpoint)];
        let platform = ["phone", "desk", "watch"][usize::from(*platform)];
        let time = Some(i64::from(*time));
        builder
            .push_with(&customer.to_string(), touchpoint, time, [platform])
            .unwrap();
    }
    builder.build()
}

fn rows() -> impl Strategy<Value = Rows> {
    prop::collection::vec((0..12_u8, 0..4_u8, 0..40_i16, 0..3_u8), 0..120)
}

fn options() -> impl Strategy<Value = FunnelOptions> {
    let orders = prop::sample::select(vec![StepOrder::Ordered, StepOrder::Strict, StepOrder::Any]);
    let ties = prop::sample::select(vec![Ties::InputOrder, Ties::StepOrder, Ties::Strict]);
    let counting = prop::sample::select(vec![
        FunnelCounting::Customers,
        FunnelCounting::Sessions,
        FunnelCounting::Totals,
    ]);
    let entries = prop::sample::select(vec![
        FunnelEntry::Best,
        FunnelEntry::First,
        FunnelEntry::Last,
    ]);
    let windows = (prop::option::of(0..30_u8), prop::option::of(0..30_u8));
    let steps = (any::<bool>(), any::<bool>(), any::<bool>());
    (
        orders,
        ties,
        counting,
        entries,
        windows,
        steps,
        any::<bool>(),
    )
        .prop_map(
            |(order, ties, counting, entry, windows, (optional, shared, only), excluded)| {
                FunnelOptions {
                    steps: steps_of(optional && order != StepOrder::Any, shared, only),
                    order,
                    ties,
                    counting,
                    entry,
                    reuse: shared,
                    window: windows.0.map(f64::from),
                    step_window: windows.1.map(f64::from),
                    session_gap: 3.0,
                    exclusions: Vec::from_iter(excluded.then(|| Exclusion {
                        touchpoints: vec!["x".to_owned()],
                        from: 1,
                        to: 3,
                    })),
                    end: Some(45.0),
                    by: Some(Breakdown::new("platform")),
                    ..FunnelOptions::default()
                }
            },
        )
}

fn steps_of(optional: bool, shared: bool, only: bool) -> Vec<FunnelStep> {
    let mut steps = ["a", "b", "c"].map(|it| FunnelStep::new(it, [it])).to_vec();
    steps[1].optional = optional;
    if shared {
        steps[2].touchpoints.push("b".to_owned());
    }
    if only {
        steps[1] = steps[1].clone().only("platform", ["phone", "watch", "fax"]);
        steps[2] = FunnelStep::new("any", [""; 0]).only("platform", ["desk"]);
    }
    steps
}

/// The same where an event is called by its touchpoint and its platform, and a step has all the
/// names of events that serve it.
fn by_names(rows: &Rows, options: &FunnelOptions) -> Funnel {
    let whole = log(rows);
    let mut builder = EventLogBuilder::with_segments(["platform"]);
    let column = &whole.segments()[0];
    for trace in whole.traces() {
        for (event, touchpoint) in trace.range().zip(trace.names()) {
            let value = column
                .values()
                .get(column.codes().get(event).unwrap())
                .unwrap();
            let name = format!("{touchpoint} {value}");
            let time = whole.times().unwrap().get(event);
            builder
                .push_with(trace.customer(), &name, time, [value])
                .unwrap();
        }
    }
    let renamed = builder.build();
    let names = |touchpoints: &[String], only: &[StepCondition]| {
        let names = renamed.touchpoints().iter().filter(|name| {
            let (touchpoint, value) = name.split_once(' ').unwrap();
            (touchpoints.is_empty() || touchpoints.iter().any(|it| it == touchpoint))
                && only.iter().all(|it| it.values.iter().any(|it| it == value))
        });
        names.map(str::to_owned).collect()
    };
    let mut options = options.clone();
    for step in &mut options.steps {
        step.touchpoints = names(&step.touchpoints, &std::mem::take(&mut step.only));
    }
    for exclusion in &mut options.exclusions {
        exclusion.touchpoints = names(&exclusion.touchpoints, &[]);
    }
    options.unknown = UnknownTouchpoints::Allow;
    Funnel::of(&renamed, &options).unwrap()
}

proptest! {
    #[test]
    fn any_split_gives_the_same_bytes(
        rows in rows(),
        options in options(),
        split in prop::collection::vec(0..4_usize, 12),
        order in Just(vec![0, 1, 2, 3]).prop_shuffle(),
    ) {
        let whole = FunnelSum::of(&log(&rows), &options).unwrap();
        let mut merged = FunnelSum::empty(&options).unwrap();
        for part in order {
            let here = rows.iter().filter(|row| split[usize::from(row.0)] == part);
            merged.merge(FunnelSum::of(&log(here), &options).unwrap()).unwrap();
        }
        let bytes = |sum: &FunnelSum| serde_json::to_string(sum).unwrap();
        prop_assert_eq!(bytes(&whole), bytes(&merged));
        let again: FunnelSum = serde_json::from_str(&bytes(&merged)).unwrap();
        prop_assert_eq!(&again, &whole);
        let funnels = (again.funnel(), Funnel::of(&log(&rows), &options));
        match funnels {
            (Ok(again), Ok(funnel)) => prop_assert_eq!(again, funnel),
            (again, funnel) => prop_assert_eq!(again.unwrap_err(), funnel.unwrap_err()),
        }
    }

    /// A condition on a column is the same as touchpoints that are called by its values too.
    #[test]
    fn a_condition_tells_events_of_one_touchpoint_apart(rows in rows(), options in options()) {
        let options = FunnelOptions { last_touchpoints: 0, unknown: UnknownTouchpoints::Allow, ..options };
        let told = Funnel::of(&log(&rows), &options).unwrap();
        prop_assert_eq!(told, by_names(&rows, &options));
    }

    /// The one pass over plain numbers and the general way are one funnel: a step window as long
    /// as the log, or a predicate that is always true, asks for the general one.
    #[test]
    fn the_quick_way_is_the_general_one(rows in rows(), window in prop::option::of(0..30_u8)) {
        let log = log(&rows);
        let steps = [vec!["a"], vec!["b", "c"], vec!["c", "x"]];
        let quick = FunnelOptions {
            steps: (0..).zip(steps).map(|(it, of)| FunnelStep::new(format!("{it}"), of)).collect(),
            window: window.map(f64::from),
            ..FunnelOptions::default()
        };
        let general = FunnelSum::of_events(&log, &quick, &|_, _| true).unwrap();
        prop_assert_eq!(FunnelSum::of(&log, &quick).unwrap(), general);
    }

    /// So they are for long ways on which few events serve a step: the quick one looks at 64 at once.
    #[test]
    fn the_quick_way_is_the_general_one_on_long_ways(
        rows in prop::collection::vec((0..2_u8, 0..24_u8, 0..2_000_i16, 0..3_u8), 0..400),
        window in prop::option::of(0..400_u16),
    ) {
        let few = |(customer, it, time, by): (u8, u8, i16, u8)| (customer, it.min(3), time, by);
        let log = log(&rows.into_iter().map(few).collect::<Rows>());
        let quick = FunnelOptions {
            steps: ["a", "b", "c"].map(|it| FunnelStep::new(it, [it])).to_vec(),
            window: window.map(f64::from),
            ..FunnelOptions::default()
        };
        let general = FunnelSum::of_events(&log, &quick, &|_, _| true).unwrap();
        prop_assert_eq!(FunnelSum::of(&log, &quick).unwrap(), general);
    }
}

#[test]
fn only_sums_of_one_funnel_are_merged() {
    let log = log(&[(0, 0, 0, 0), (0, 1, 5, 0)]);
    let steps = ["a", "b"].map(|it| FunnelStep::new(it, [it])).to_vec();
    let options = FunnelOptions {
        steps,
        window: Some(9.0),
        ..FunnelOptions::default()
    };
    let sum = || FunnelSum::of(&log, &options).unwrap();
    let other = FunnelOptions {
        window: Some(8.0),
        ..options.clone()
    };
    let other = FunnelSum::of(&log, &other).unwrap();
    assert_eq!(sum().merge(other), Err(SumError::Different));
    // The parts of a log end when it ends, which a part alone does not know.
    let later = EventLog::from_columns(&["bob"], &["a"], Some(&[6])).unwrap();
    let later = FunnelSum::of(&later, &options).unwrap();
    assert_eq!(sum().merge(later), Err(SumError::Different));
    let mut twice = sum();
    twice.merge(sum()).unwrap();
    assert_eq!(twice.funnel().unwrap().units, 2);
}

#[test]
fn sums_that_cannot_be_are_refused() {
    let log = log(&[(0, 0, 0, 0), (0, 1, 5, 0), (1, 0, 0, 1), (1, 3, 4, 1)]);
    let options = FunnelOptions {
        steps: ["a", "b"].map(|it| FunnelStep::new(it, [it])).to_vec(),
        by: Some(Breakdown::new("platform")),
        ..FunnelOptions::default()
    };
    let sum = serde_json::to_value(FunnelSum::of(&log, &options).unwrap()).unwrap();
    assert!(serde_json::from_value::<FunnelSum>(sum.clone()).is_ok());
    let step = sum["options"]["steps"][0].clone();
    for (place, wrong) in [
        ("/options/steps", json!([])),
        ("/options/steps", json!([step])),
        ("/options/steps/1/name", json!("a")),
        ("/options/sessionGap", json!(-1)),
        ("/options/by", json!(null)),
        ("/touchpoints", json!(["a", "b"])),
        ("/leaves", json!([])),
        ("/leaves/0/x", json!(2)),
        ("/all/units", json!(1)),
        ("/all/reached", json!([2])),
        ("/all/reached", json!([3, 1])),
        ("/all/open", json!([0, 0, 0])),
        ("/all/open", json!([4_294_967_295_u32, 1])),
        ("/all/lost", json!([])),
        ("/all/sincePrevious", json!([])),
        ("/all/sincePrevious/1/counts", json!([2])),
        ("/all/sinceStart/counts", json!([2])),
        ("/segments/desk/units", json!(2)),
        ("/segments/desk/open", json!([4_294_967_295_u32, 1])),
        ("/segments/phone/reached", json!([1])),
    ] {
        let mut sum = sum.clone();
        *sum.pointer_mut(place).unwrap() = wrong;
        assert!(serde_json::from_value::<FunnelSum>(sum).is_err(), "{place}");
    }
}

#[test]
fn many_parts_are_one_log() {
    // More events than one part has.
    let rows = (0..200_000_u32).map(|it| (it / 5, it % 5));
    let (customers, visits): (Vec<u32>, Vec<u32>) = rows.unzip();
    let log = EventLog::from_columns(&customers[..], &visits[..], None).unwrap();
    assert!(log.parts().len() > 1);
    let steps = ["0", "2", "3"].map(|it| FunnelStep::new(it, [it])).to_vec();
    let funnel = Funnel::of(
        &log,
        &FunnelOptions {
            steps,
            ..FunnelOptions::default()
        },
    )
    .unwrap();
    let reached: Vec<u32> = funnel.steps.iter().map(|it| it.reached).collect();
    assert_eq!((funnel.units, reached), (40_000, vec![40_000; 3]));
}

#[test]
fn a_step_is_served_on_one_channel() {
    let log = log(&[
        (0, 0, 0, 0),
        (0, 1, 5, 0),
        (1, 0, 0, 1),
        (1, 1, 5, 1),
        (2, 0, 0, 0),
    ]);
    let steps = vec![
        FunnelStep::new("look", ["a"]),
        FunnelStep::new("desk", [""; 0]).only("platform", ["desk"]),
    ];
    let mut options = FunnelOptions {
        steps,
        ..FunnelOptions::default()
    };
    let funnel = Funnel::of(&log, &options).unwrap();
    let reached: Vec<u32> = funnel.steps.iter().map(|it| it.reached).collect();
    assert_eq!(reached, [3, 1]);
    // Its first event is itself on the desk, and serves one step only.
    let took = funnel.steps[1].durations.unwrap();
    assert_eq!(took.n, 1);
    assert!((took.median - 5.0).abs() < 1e-12);

    let json = serde_json::to_value(&options).unwrap();
    let only = json!([{"column": "platform", "values": ["desk"]}]);
    assert_eq!(json["steps"][1]["only"], only);
    assert_eq!(json["steps"][0].get("only"), None);

    options.steps[1].only[0].column = "platfrom".to_owned();
    options.by = Some(Breakdown::new("channel"));
    let error = Funnel::of(&log, &options).unwrap_err();
    let told: Vec<String> = error.problems().iter().map(ToString::to_string).collect();
    let expected = "the log keeps no column `platfrom`; did you mean `platform`?";
    assert_eq!(told[0], expected);
    assert_eq!(told.len(), 2);
}
