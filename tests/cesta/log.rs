//! Logs: their order against the obvious way to get it, and what cannot be a log.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
};

use cesta::log::{BuildError, Column, EventLog, EventLogBuilder, MAX_TIME};
use proptest::prelude::*;

/// Events of few customers, at few times, so that ties and interleaving are the rule.
pub(crate) fn events() -> impl Strategy<Value = Vec<(String, String, i64)>> {
    let customer = prop::sample::select(vec!["ann", "bob", "cyd", "dan", "š"]);
    let touchpoint = prop::sample::select(vec!["a", "b", "c", "d", "čaj"]);
    let event = (customer, touchpoint, -3_i64..6);
    let event = event.prop_map(|(c, t, at)| (c.to_owned(), t.to_owned(), at * 1_000));
    prop::collection::vec(event, 0..60)
}

pub(crate) fn log(events: &[(String, String, i64)]) -> EventLog {
    let mut builder = EventLogBuilder::new();
    for (customer, touchpoint, time) in events {
        builder.push(customer, touchpoint, Some(*time)).unwrap();
    }
    builder.build()
}

/// Goes on to the end, and then stops at each call of the progress function: each says what it was
/// told, never less than before. What is read gives its code where it fails.
#[cfg(feature = "csv")]
pub(crate) fn stopped_anywhere(
    read: impl Fn(&mut dyn FnMut(u64) -> ControlFlow<()>) -> Result<(), &'static str>,
) -> Vec<u64> {
    let up_to = |calls: usize| {
        let mut told = Vec::new();
        let read = read(&mut |position| {
            told.push(position);
            if told.len() > calls {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        (read, told)
    };
    let (read, told) = up_to(usize::MAX);
    assert_eq!(read, Ok(()));
    assert!(told.is_sorted(), "{told:?}");
    for calls in 0..told.len() {
        let so_far = told[..=calls].to_vec();
        assert_eq!(up_to(calls), (Err("cancelled"), so_far));
    }
    told
}

/// Each customer's events by time.
pub(crate) type Traces<'e> = BTreeMap<&'e str, Vec<(&'e str, i64)>>;

/// What each customer did, the obvious way.
pub(crate) fn traces(events: &[(String, String, i64)]) -> Traces<'_> {
    let mut traces = Traces::new();
    for (customer, touchpoint, time) in events {
        traces
            .entry(customer)
            .or_default()
            .push((touchpoint, *time));
    }
    for trace in traces.values_mut() {
        trace.sort_by_key(|&(_, time)| time);
    }
    traces
}

fn of_log(log: &EventLog) -> Traces<'_> {
    log.traces()
        .map(|trace| {
            let times = trace.times().unwrap();
            (trace.customer(), trace.names().zip(times).collect())
        })
        .collect()
}

proptest! {
    #[test]
    fn a_log_is_ordered_by_customer_time_and_input_order(events in events()) {
        let log = log(&events);
        prop_assert_eq!(of_log(&log), traces(&events));
        prop_assert_eq!(log.len(), events.len());

        // Customers are numbered by their first event, whichever is first in time.
        let mut seen = BTreeSet::new();
        let first: Vec<&str> = events
            .iter()
            .filter(|(customer, ..)| seen.insert(customer))
            .map(|(customer, ..)| customer.as_str())
            .collect();
        prop_assert_eq!(log.customers().iter().collect::<Vec<_>>(), first);
    }

    #[test]
    fn columns_give_the_same_log_as_pushing(events in events()) {
        let customers: Vec<&str> = events.iter().map(|(customer, ..)| customer.as_str()).collect();
        let touchpoints: Vec<&str> = events.iter().map(|(_, name, _)| name.as_str()).collect();
        let times: Vec<i64> = events.iter().map(|&(_, _, time)| time).collect();
        let from_columns =
            EventLog::from_columns(&customers[..], &touchpoints[..], Some(&times)).unwrap();
        if !events.is_empty() {
            prop_assert_eq!(&from_columns, &log(&events));
        }

        // A name may stand twice in the caller's list, or not be used at all.
        let names = ["unused", "čaj", "d", "c", "b", "a", "a"];
        let code = |name: &&str| u32::try_from(names.iter().rposition(|it| it == name).unwrap());
        let codes: Vec<u32> = touchpoints.iter().map(|name| code(name).unwrap()).collect();
        let coded = Column::Coded { codes: &codes, names: &names };
        let of_codes = EventLog::from_columns(&customers[..], coded, Some(&times)).unwrap();
        prop_assert_eq!(of_codes, from_columns);
    }

    #[test]
    fn exact_duplicates_are_those_that_are_equal(events in events()) {
        let log = log(&events);
        let distinct: BTreeSet<_> = events.iter().collect();
        prop_assert_eq!(log.duplicates(), events.len() - distinct.len());

        let mut seen = BTreeSet::new();
        let firsts: Vec<_> =
            events.iter().filter(|event| seen.insert(*event)).cloned().collect();
        let without = log.without_duplicates();
        prop_assert_eq!(of_log(&without), traces(&firsts));
        prop_assert_eq!(without.duplicates(), 0);
    }
}

#[test]
fn numbers_name_customers() {
    let log = EventLog::from_columns(&[u32::MAX, 5, u32::MAX], &["a", "b", "c"], None);
    let log = log.unwrap();
    assert_eq!(
        log.customers().iter().collect::<Vec<_>>(),
        ["4294967295", "5"]
    );
    assert_eq!(
        log.trace(0).unwrap().names().collect::<Vec<_>>(),
        ["a", "c"]
    );
    assert_eq!(log.trace(1).unwrap().customer(), "5");
    assert!(log.trace(2).is_none());
    assert_eq!((log.times(), log.span()), (None, None));
}

#[test]
fn without_times_the_input_order_is_the_sequence_and_nothing_is_a_duplicate() {
    let log = EventLog::from_columns(&["x", "y", "x", "x"], &["b", "b", "a", "a"], None);
    let log = log.unwrap();
    assert_eq!(
        log.trace(0).unwrap().names().collect::<Vec<_>>(),
        ["b", "a", "a"]
    );
    assert_eq!(log.duplicates(), 0);
    assert_eq!(log.clone().without_duplicates(), log);
}

#[test]
fn segments_stay_with_their_events_and_tell_duplicates_apart() {
    let mut builder = EventLogBuilder::with_segments(["channel", "device"]);
    for (touchpoint, time, segments) in [
        ("late", 9, ["web", "phone"]),
        ("early", 1, ["shop", "phone"]),
        ("late", 9, ["web", "laptop"]),
        ("late", 9, ["web", "phone"]),
    ] {
        builder
            .push_with("ann", touchpoint, Some(time), segments)
            .unwrap();
    }
    let log = builder.build();
    let values = |log: &EventLog, column: usize| {
        let segment = &log.segments()[column];
        let value = |code: u32| segment.values().get(code).unwrap().to_owned();
        segment.codes().iter().map(value).collect::<Vec<_>>()
    };
    assert_eq!(log.segments()[1].name(), "device");
    assert_eq!(values(&log, 0), ["shop", "web", "web", "web"]);
    assert_eq!(values(&log, 1), ["phone", "phone", "laptop", "phone"]);
    assert_eq!(log.duplicates(), 1);
    assert_eq!(
        values(&log.without_duplicates(), 1),
        ["phone", "phone", "laptop"]
    );
}

#[test]
fn an_empty_log_is_a_log() {
    assert_eq!(EventLog::default(), EventLogBuilder::new().build());
    let log = EventLogBuilder::new().build();
    assert!(log.is_empty());
    assert_eq!(
        (log.traces().len(), log.span(), log.duplicates()),
        (0, None, 0)
    );
    assert!(log.trace(0).is_none() && log.trace(u32::MAX).is_none());
    assert!(log.without_duplicates().is_empty());
}

#[test]
fn a_large_log_is_put_in_order_in_strides_and_can_be_stopped() {
    stopped_in_strides(1_000, 3);
}

#[test]
fn so_are_the_events_of_a_single_customer() {
    stopped_in_strides(1, 5);
}

/// Stops the ordering of events of so many customers wherever it asks, at least so many times.
fn stopped_in_strides(who: u32, least: u32) {
    let number = |event: u32| event.wrapping_mul(2_654_435_761);
    let (mut customers, mut touchpoints, mut times) = (Vec::new(), Vec::new(), Vec::new());
    let mut builder = EventLogBuilder::new();
    let names = ["look", "cart", "buy"];
    for event in 0..1_200_000 {
        let customer = number(event) % who;
        let (place, time) = (number(event) % 3, i64::from(number(event) % 50_000));
        let name = customer.to_string();
        builder
            .push(&name, names[place as usize], Some(time))
            .unwrap();
        customers.push(customer);
        touchpoints.push(place);
        times.push(time);
    }
    let mut asked = 0;
    let log = builder.clone().build_while(|| {
        asked += 1;
        ControlFlow::Continue(())
    });
    assert!(asked >= least, "{asked}");
    for last in 1..=asked {
        let mut calls = 0;
        let stopped = builder.clone().build_while(|| {
            calls += 1;
            if calls == last {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        assert_eq!((stopped, calls), (None, last));
    }
    let touchpoints = Column::Coded {
        codes: &touchpoints,
        names: &names,
    };
    let at_once = EventLog::from_columns(&*customers, touchpoints, Some(&times));
    assert_eq!(log, at_once.ok());
}

#[test]
fn what_cannot_be_a_log() {
    let from = |customers: &[&str], touchpoints: &[&str], times: Option<&[i64]>| {
        EventLog::from_columns(customers, touchpoints, times).unwrap_err()
    };
    let error = from(&["a"], &[], None);
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        (
            "lengths",
            "1 customers, 0 touchpoints and 1 times are not one log",
        )
    );
    assert_eq!(from(&["a"], &["x"], Some(&[])).code(), "lengths");
    assert_eq!(
        from(&["a", "a"], &["x", "x"], Some(&[0, MAX_TIME + 1])),
        BuildError::TimeOutOfRange {
            event: 1,
            time: 8_640_000_000_000_001.0
        },
    );
    let coded = Column::Coded {
        codes: &[0, 2],
        names: &["x", "y"],
    };
    assert_eq!(
        EventLog::from_columns(&[1, 1], coded, None).unwrap_err(),
        BuildError::UnknownCode {
            event: 1,
            found: 2,
            names: 2
        },
    );

    let mut builder = EventLogBuilder::new();
    assert_eq!(
        builder.push("a", "x", Some(i64::MIN)).unwrap_err().code(),
        "timeOutOfRange"
    );
    builder.push("a", "x", Some(1)).unwrap();
    assert_eq!(
        builder.push("a", "x", None),
        Err(BuildError::MixedTimes { event: 1 })
    );
    assert_eq!(
        builder.push_with("a", "x", Some(1), ["web"]),
        Err(BuildError::Segments {
            event: 1,
            found: 1,
            expected: 0
        }),
    );
    assert_eq!(builder.build().len(), 1, "what failed left nothing behind");
}
