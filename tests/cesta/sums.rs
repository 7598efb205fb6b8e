//! Sums of parts of a log, merged in any order, are the sum of the log: to the byte.

use cesta::{
    flow::{
        DurationSum, Flow, FlowOptions, FlowStream, FlowSum, Quantiles, SumError,
        cycle::{CycleOptions, CycleSum, CycleTimes},
        follows::{EventuallyFollows, FollowsOptions, FollowsSum},
        group_stages,
        rework::{Rework, ReworkOptions, ReworkSum},
        variants::{VariantOptions, VariantSum, Variants},
    },
    log::{BuildError, EventLog, EventLogBuilder},
};
use proptest::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{from_str, from_value, json, to_string, to_value};

use crate::log::{events, log};

type Event = (String, String, i64);

/// Events cut by customer into parts, in an order of their own.
fn parts(events: &[Event], cut: u64) -> Vec<EventLog> {
    let part = |customer: &str| {
        let mixed = customer.bytes().fold(cut, |mixed, byte| {
            (mixed ^ u64::from(byte)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        });
        mixed >> 62
    };
    let mut parts: Vec<EventLog> = (0..4)
        .map(|number| {
            let own = events
                .iter()
                .filter(|(customer, ..)| part(customer) == number);
            log(&own.cloned().collect::<Vec<_>>())
        })
        .collect();
    let last = parts.len();
    parts.rotate_left(usize::try_from(cut % 4).unwrap());
    if cut.is_multiple_of(3) {
        parts.swap(0, last - 1);
    }
    parts
}

/// The sum of parts, each of which was written and read on the way.
fn merged<S: Serialize + DeserializeOwned>(
    parts: &[EventLog],
    empty: S,
    of: impl Fn(&EventLog) -> S,
    merge: impl Fn(&mut S, S),
) -> String {
    let mut sum = empty;
    for part in parts {
        let text = to_string(&of(part)).unwrap();
        merge(&mut sum, from_str(&text).unwrap());
    }
    to_string(&sum).unwrap()
}

proptest! {
    #[test]
    fn flows(events in events(), cut in any::<u64>()) {
        for quantiles in [Quantiles::Exact, Quantiles::Sketch, Quantiles::None] {
            let whole = FlowSum::of(&log(&events), quantiles);
            let text = to_string(&whole).unwrap();
            let merge = |sum: &mut FlowSum, part| sum.merge(part).unwrap();
            let of = |part: &EventLog| FlowSum::of(part, quantiles);
            prop_assert_eq!(&merged(&parts(&events, cut), FlowSum::default(), of, merge), &text);

            let read: FlowSum = from_str(&text).unwrap();
            prop_assert_eq!(&read, &whole);
            let options = FlowOptions { quantiles, ..FlowOptions::default() };
            prop_assert_eq!(read.flow(options.confidence), Flow::of(&log(&events), &options));
        }
    }

    #[test]
    fn stays_in_stages(events in events(), cut in any::<u64>()) {
        let journey = crate::flow::map();
        let of = |part: &EventLog| FlowSum::of(&group_stages(&journey, part), Quantiles::Exact);
        let merge = |sum: &mut FlowSum, part| sum.merge(part).unwrap();
        let whole = to_string(&of(&log(&events))).unwrap();
        prop_assert_eq!(merged(&parts(&events, cut), FlowSum::default(), of, merge), whole);
    }

    #[test]
    fn variants(events in events(), cut in any::<u64>(), limit in 0_u32..6) {
        for quantiles in [Quantiles::Exact, Quantiles::Sketch, Quantiles::None] {
            let whole = VariantSum::of(&log(&events), quantiles);
            let text = to_string(&whole).unwrap();
            let merge = |sum: &mut VariantSum, part| sum.merge(part).unwrap();
            let of = |part: &EventLog| VariantSum::of(part, quantiles);
            prop_assert_eq!(&merged(&parts(&events, cut), VariantSum::default(), of, merge), &text);
            prop_assert_eq!(&from_str::<VariantSum>(&text).unwrap(), &whole);
        }
        let options = VariantOptions { limit, ..VariantOptions::default() };
        let sum = VariantSum::of(&log(&events), Quantiles::Exact);
        prop_assert_eq!(sum.variants(&options), Variants::of(&log(&events), &options));
    }

    #[test]
    fn what_follows(events in events(), cut in any::<u64>()) {
        let whole = FollowsSum::of(&log(&events));
        let text = to_string(&whole).unwrap();
        let merge = |sum: &mut FollowsSum, part| sum.merge(part).unwrap();
        prop_assert_eq!(&merged(&parts(&events, cut), FollowsSum::default(), FollowsSum::of, merge), &text);
        let options = FollowsOptions::default();
        prop_assert_eq!(whole.follows(&options), EventuallyFollows::of(&log(&events), &options));
    }

    #[test]
    fn rework(events in events(), cut in any::<u64>()) {
        let whole = ReworkSum::of(&log(&events));
        let text = to_string(&whole).unwrap();
        let merge = |sum: &mut ReworkSum, part| sum.merge(part).unwrap();
        prop_assert_eq!(&merged(&parts(&events, cut), ReworkSum::default(), ReworkSum::of, merge), &text);
        let options = ReworkOptions::default();
        prop_assert_eq!(whole.rework(&options), Rework::of(&log(&events), &options));
    }

    #[test]
    fn cycle_times(events in events(), cut in any::<u64>(), from in end(), to in end()) {
        let options = CycleOptions { from, to, ..CycleOptions::default() };
        let whole = CycleSum::of(&log(&events), &options);
        let text = to_string(&whole).unwrap();
        let merge = |sum: &mut CycleSum, part| sum.merge(part).unwrap();
        let of = |part: &EventLog| CycleSum::of(part, &options);
        let empty = CycleSum::of(&log(&[]), &options);
        prop_assert_eq!(&merged(&parts(&events, cut), empty, of, merge), &text);
        if let Ok(times) = CycleTimes::of(&log(&events), &options) {
            prop_assert_eq!(times, whole.cycle_times());
        }
    }

    #[test]
    fn a_stream_has_the_sum_of_its_events_at_any_time(mut events in events(), at in any::<u64>()) {
        events.sort_by_key(|it| it.2);
        for quantiles in [Quantiles::Exact, Quantiles::Sketch] {
            let mut stream = FlowStream::new(quantiles);
            let half = usize::try_from(at % (events.len() as u64 + 1)).unwrap();
            for (customer, touchpoint, time) in &events[..half] {
                stream.push(customer, touchpoint, Some(*time)).unwrap();
            }
            let of = |events: &[Event]| to_string(&FlowSum::of(&log(events), quantiles)).unwrap();
            prop_assert_eq!(to_string(&stream.sum()).unwrap(), of(&events[..half]));
            stream.append(&log(&events[half..])).unwrap();
            prop_assert_eq!(to_string(&stream.sum()).unwrap(), of(&events));
            prop_assert_eq!(stream.events() as usize, events.len());
        }
    }

    #[test]
    fn a_log_grows_to_the_log_of_all_events(events in events(), cuts in prop::collection::vec(0_usize..60, 0..4)) {
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(events.len())).collect();
        cuts.sort_unstable();
        cuts.push(events.len());
        let (mut grown, mut start) = (log(&[]), 0);
        for end in cuts {
            grown.append(&kept(&events[start..end])).unwrap();
            start = end;
        }
        prop_assert_eq!(grown, if events.is_empty() { log(&[]) } else { kept(&events) });
    }

    #[test]
    fn durations(took in prop::collection::vec(duration(), 0..1500), cut in 0_usize..1500) {
        let mut sketch = DurationSum::new(Quantiles::Sketch);
        sketch.extend(took.iter().copied());
        let mut whole = DurationSum::default();
        whole.extend(took.iter().copied());
        let exact = whole.durations();

        // Type 7, by sorting.
        let mut sorted = took.clone();
        sorted.sort_unstable();
        #[expect(clippy::cast_precision_loss, reason = "they are below 2^53")]
        let sorted: Vec<f64> = sorted.iter().map(|&it| it as f64).collect();
        prop_assert_eq!(exact.map(|it| it.n as usize), Some(took.len()).filter(|&it| it > 0));
        if let Some((exact, near)) = exact.zip(sketch.durations()) {
            let told = |it: cesta::flow::Durations| [it.p5, it.p25, it.median, it.p75, it.p95];
            let levels = [0.05, 0.25, 0.5, 0.75, 0.95];
            let expected = levels.map(|level| cesta::stats::quantile(&sorted, level).unwrap());
            prop_assert_eq!(told(exact).map(f64::to_bits), expected.map(f64::to_bits));
            prop_assert_eq!((exact.min, exact.max), (sorted[0], sorted[sorted.len() - 1]));
            prop_assert_eq!((near.n, near.mean, near.min, near.max), (exact.n, exact.mean, exact.min, exact.max));
            for (near, exact) in told(near).into_iter().zip(expected) {
                prop_assert!((near - exact).abs() <= exact / 128.0, "{near} for {exact}");
            }
        }

        let (first, second) = took.split_at(cut.min(took.len()));
        for (one, other) in [(first, second), (second, first)] {
            let mut sum = DurationSum::default();
            sum.extend(one.iter().copied());
            let mut more = DurationSum::default();
            more.extend(other.iter().copied());
            let more: DurationSum = from_str(&to_string(&more).unwrap()).unwrap();
            let mut half = DurationSum::new(Quantiles::Sketch);
            half.merge(more.clone());
            let mut mixed = sum.clone();
            mixed.merge(half);
            prop_assert_eq!(to_string(&mixed).unwrap(), to_string(&sketch).unwrap());
            sum.merge(more);
            prop_assert_eq!(sum.durations(), exact);
            prop_assert_eq!(to_string(&sum).unwrap(), to_string(&whole).unwrap());
        }
    }
}

/// A touchpoint, or none.
fn end() -> impl Strategy<Value = Option<String>> {
    prop::option::of(prop::sample::select(vec!["a", "b", "č"]).prop_map(str::to_owned))
}

/// A log with a further column: the events' minutes.
fn kept(events: &[Event]) -> EventLog {
    let mut builder = EventLogBuilder::with_segments(["minute"]);
    for (customer, touchpoint, time) in events {
        let minute = (time / 2_000).to_string();
        builder
            .push_with(customer, touchpoint, Some(*time), [minute.as_str()])
            .unwrap();
    }
    builder.build()
}

#[test]
fn logs_of_different_columns_do_not_join() {
    let event = [("ann".to_owned(), "a".to_owned(), 0)];
    let mut grown = log(&event);
    assert_eq!(
        grown.append(&kept(&event)),
        Err(BuildError::SegmentNames {
            expected: vec![],
            found: vec!["minute".to_owned()],
        })
    );
    let untimed = EventLog::from_columns(&["ann"], &["a"], None).unwrap();
    let mixed = grown.append(&untimed);
    assert_eq!(mixed, Err(BuildError::MixedTimes { event: 1 }));
    assert_eq!(grown, log(&event));
}

#[test]
fn a_late_event_is_refused() {
    let mut stream = FlowStream::new(Quantiles::Exact);
    stream.push("ann", "a", Some(5)).unwrap();
    let before = stream.sum();
    for (customer, time, code) in [
        ("ann", Some(4), "late"),
        ("bob", None, "mixedTimes"),
        ("bob", Some(i64::MAX), "timeOutOfRange"),
    ] {
        assert_eq!(stream.push(customer, "b", time).unwrap_err().code(), code);
    }
    let more = log(&[("bob".into(), "b".into(), 9), ("ann".into(), "b".into(), 4)]);
    assert_eq!(stream.append(&more).unwrap_err().code(), "late");
    assert_eq!(stream.sum(), before);
    stream.push("ann", "a", Some(5)).unwrap();
    assert_eq!(stream.sum().flow(0.95).step("a", "a").unwrap().count, 1);
}

/// Short, long and very long ones, in milliseconds.
fn duration() -> impl Strategy<Value = i64> {
    prop_oneof![
        0_i64..200,
        0_i64..100_000_000,
        4_294_967_290_i64..4_294_967_300,
        0_i64..9_007_199_254_740_991,
    ]
}

#[test]
fn durations_that_cannot_be_are_what_is_next_to_them() {
    let mut sum = DurationSum::default();
    sum.extend([-5, i64::MAX]);
    let expected =
        json!({"quantiles": "exact", "values": [0.0, 9_007_199_254_740_991.0], "counts": [1, 1]});
    assert_eq!(to_value(&sum).unwrap(), expected);
}

#[test]
fn sums_that_cannot_be_are_refused() {
    let one = log(&[("ann".into(), "a".into(), 0), ("ann".into(), "b".into(), 5)]);
    let sum = to_value(FlowSum::of(&one, Quantiles::Exact)).unwrap();
    assert!(from_value::<FlowSum>(sum.clone()).is_ok());
    for (place, wrong) in [
        ("/customers", json!(2)),
        ("/events", json!(3)),
        ("/touchpoints/0/visits", json!(2)),
        ("/touchpoints/0/starts", json!(0)),
        ("/touchpoints/0/touchpoint", json!("c")),
        ("/touchpoints/0/customers", json!(2)),
        ("/steps/0/count", json!(0)),
        ("/steps/0/to", json!("c")),
        ("/steps/0/customers", json!(7)),
        ("/steps/0/durations/counts", json!([2])),
        ("/steps/0/durations/counts", json!([])),
        ("/steps/0/durations/values", json!([-1])),
        ("/steps/0/durations/values", json!([0.5])),
        ("/steps/0/durations/colour", json!("red")),
    ] {
        let mut sum = sum.clone();
        match sum.pointer_mut(place) {
            Some(value) => *value = wrong,
            None => sum["steps"][0]["durations"]["colour"] = wrong,
        }
        assert!(from_value::<FlowSum>(sum).is_err(), "{place}");
    }
    let sketch = json!({
        "quantiles": "sketch", "min": 3, "max": 200, "sum": [0, 203], "buckets": [3, 164], "counts": [1, 1]
    });
    let read: DurationSum = from_value(sketch.clone()).unwrap();
    assert_eq!(to_value(&read).unwrap()["buckets"], json!([3, 164]));
    for (field, wrong) in [
        ("min", json!(4)),
        ("max", json!(1)),
        ("buckets", json!([164, 3])),
        ("buckets", json!([3, 99_999])),
        ("counts", json!([0, 1])),
        ("counts", json!([4_294_967_295_u32, 1])),
        ("sum", json!([0.5, 0])),
        ("sum", json!([0, 202])),
        ("sum", json!([1, 203])),
    ] {
        let mut sketch = sketch.clone();
        sketch[field] = wrong;
        assert!(from_value::<DurationSum>(sketch).is_err(), "{field}");
    }
    // All of 1,000 to 1,007 are in one bucket.
    for (min, max, sum, is_sum) in [
        (1_000, 1_007, 3_010, true),
        (1_000, 1_007, 3_006, false),
        (1_000, 1_007, 3_015, false),
        (1_007, 1_000, 3_010, false),
    ] {
        let sum = json!({
            "quantiles": "sketch", "min": min, "max": max, "sum": [0, sum], "buckets": [317], "counts": [3]
        });
        let cycles = json!({"customers": 3, "complete": 3, "durations": sum});
        match from_value::<CycleSum>(cycles) {
            Ok(sum) => assert_eq!(sum.cycle_times().durations.map(|it| it.n), Some(3)),
            Err(error) => assert!(!is_sum, "{error}"),
        }
        assert_eq!(from_value::<DurationSum>(sum).is_ok(), is_sum);
    }
}

#[test]
fn more_events_than_are_counted_are_refused() {
    let many = json!({
        "customers": 3_000_000_000_u32,
        "events": 3_000_000_000_u32,
        "touchpoints": [{
            "touchpoint": "a",
            "visits": 3_000_000_000_u32,
            "customers": 3_000_000_000_u32,
            "starts": 3_000_000_000_u32,
            "ends": 3_000_000_000_u32,
        }],
        "steps": [],
    });
    let many: FlowSum = from_value(many).unwrap();
    let mut sum = many.clone();
    assert_eq!(sum.merge(many.clone()), Err(SumError::TooManyEvents));
    assert_eq!(sum, many);
}
