//! Filters: the definition, event by event.

use std::collections::BTreeMap;

use cesta::log::{
    Ends, EventLog, EventLogBuilder, Filter, HowMany, LogSize, SegmentOf, Stretch, TimeOf, exactly,
};
use proptest::{collection::vec, option, prelude::*, sample::select};

use super::{Event, VALUES, Visit, events, log, of_log, traces, wrong};

fn some(filter: &str) -> Vec<String> {
    filter.split(',').map(str::to_owned).collect()
}

/// Names and patterns of which every log here has at least one.
fn touchpoints() -> impl Strategy<Value = Vec<String>> {
    vec(
        select(vec!["a", "ab", "b", "čaj", "a*", "?", "*b", "z*"]).prop_map(str::to_owned),
        1..3,
    )
}

fn filters() -> impl Strategy<Value = Filter> {
    let of = select(vec![
        SegmentOf::Event,
        SegmentOf::First,
        SegmentOf::Last,
        SegmentOf::Most,
    ]);
    let time_of = select(vec![
        TimeOf::Event,
        TimeOf::Start,
        TimeOf::End,
        TimeOf::Whole,
        TimeOf::Part,
    ]);
    let which = select(vec![Stretch::Longest, Stretch::First, Stretch::Each]);
    let ends = select(vec![Ends::Included, Ends::Excluded]);
    let how_many = select(vec![HowMany::Any, HowMany::All]);
    let bound = || option::of((-4_i32..9).prop_map(|at| f64::from(at) * 1_000.0 + 0.5));
    let leaf = prop_oneof![
        touchpoints().prop_map(|touchpoints| Filter::Touchpoints { touchpoints }),
        (bound(), bound(), time_of)
            .prop_filter("in order", |(from, to, _)| from
                .zip(*to)
                .is_none_or(|it| it.0 <= it.1))
            .prop_map(|(from, to, of)| Filter::Time { from, to, of }),
        (
            vec(select(VALUES.to_vec()).prop_map(str::to_owned), 1..3),
            of
        )
            .prop_map(|(values, of)| Filter::Segment {
                column: "on".into(),
                values,
                of
            }),
        (touchpoints(), touchpoints(), which, ends).prop_map(|(from, to, which, ends)| {
            Filter::Between {
                from,
                to,
                which,
                ends,
            }
        }),
        (touchpoints(), how_many).prop_map(|(touchpoints, of)| Filter::Having { touchpoints, of }),
        touchpoints().prop_map(|touchpoints| Filter::Lacking { touchpoints }),
        touchpoints().prop_map(|touchpoints| Filter::Starting { touchpoints }),
        touchpoints().prop_map(|touchpoints| Filter::Ending { touchpoints }),
        (option::of(0_u32..4), option::of(4_u32..9))
            .prop_map(|(min, max)| Filter::Length { min, max }),
        (option::of(0_u32..4), option::of(4_u32..9)).prop_map(|(min, max)| {
            let span = |it: Option<u32>| it.map(|it| f64::from(it) * 1_000.0);
            Filter::Duration {
                min: span(min),
                max: span(max),
            }
        }),
        (option::of(0_u32..4), option::of(0.0..1.0), 0_u32..3).prop_map(
            |(top, share, customers)| Filter::Variants {
                top,
                share,
                customers: Some(customers)
            }
        ),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(|of| Filter::All { of }),
            vec(inner.clone(), 0..3).prop_map(|of| Filter::Any { of }),
            inner.prop_map(|of| Filter::Not { of: Box::new(of) }),
        ]
    })
}

/// Whether a name is meant: by the patterns that are used here.
fn fits(text: &str, name: &str) -> bool {
    match text {
        "a*" => name.starts_with('a'),
        "z*" => name.starts_with('z'),
        "*b" => name.ends_with('b'),
        "?" => name.chars().count() == 1,
        _ => text == name,
    }
}

fn meant(texts: &[String], visit: &Visit) -> bool {
    texts.iter().any(|text| fits(text, &visit.0))
}

type Traces = [(String, Vec<Visit>)];

/// Which events of a customer meet a condition, among what all customers did.
#[expect(clippy::too_many_lines, reason = "the whole definition in one list")]
fn meet(filter: &Filter, trace: &[Visit], all: &Traces) -> Vec<bool> {
    let every = |holds: bool| vec![holds; trace.len()];
    let each = |holds: &dyn Fn(&Visit) -> bool| trace.iter().map(holds).collect::<Vec<_>>();
    let time = |visit: &Visit| f64::from(i32::try_from(visit.1).unwrap());
    let last = &trace[trace.len() - 1];
    match filter {
        Filter::Touchpoints { touchpoints } => each(&|it| meant(touchpoints, it)),
        Filter::Time { from, to, of } => {
            let lies = |it: &Visit| {
                from.is_none_or(|from| from <= time(it)) && to.is_none_or(|to| time(it) < to)
            };
            match of {
                TimeOf::Event => each(&lies),
                TimeOf::Start => every(lies(&trace[0])),
                TimeOf::End => every(lies(last)),
                TimeOf::Whole => every(trace.iter().all(lies)),
                TimeOf::Part => every(trace.iter().any(lies)),
            }
        }
        Filter::Segment { values, of, .. } => {
            let has = |value: &String| values.contains(value);
            match of {
                SegmentOf::Event => each(&|it| has(&it.2)),
                SegmentOf::First => every(has(&trace[0].2)),
                SegmentOf::Last => every(has(&last.2)),
                SegmentOf::Most => {
                    let count = |value: &str| trace.iter().filter(|it| it.2 == value).count();
                    let most = trace.iter().map(|it| count(&it.2)).max().unwrap();
                    every(has(&trace
                        .iter()
                        .find(|it| count(&it.2) == most)
                        .unwrap()
                        .2))
                }
            }
        }
        Filter::Between {
            from,
            to,
            which,
            ends,
        } => {
            let mut marks = every(false);
            let mut next = 0;
            while let Some(start) = (next..trace.len()).find(|&at| meant(from, &trace[at])) {
                let mut after = (start + 1..trace.len()).filter(|&at| meant(to, &trace[at]));
                let end = if *which == Stretch::Longest {
                    after.next_back()
                } else {
                    after.next()
                };
                let Some(end) = end else { break };
                for (at, mark) in marks.iter_mut().enumerate().take(end + 1).skip(start) {
                    *mark |= *ends == Ends::Included || (at != start && at != end);
                }
                next = if *which == Stretch::Each {
                    end + 1
                } else {
                    trace.len()
                };
            }
            marks
        }
        Filter::Having {
            touchpoints,
            of: HowMany::Any,
        } => every(trace.iter().any(|it| meant(touchpoints, it))),
        Filter::Having { touchpoints, .. } => every(
            touchpoints
                .iter()
                .all(|text| trace.iter().any(|it| fits(text, &it.0))),
        ),
        Filter::Lacking { touchpoints } => every(!trace.iter().any(|it| meant(touchpoints, it))),
        Filter::Starting { touchpoints } => every(meant(touchpoints, &trace[0])),
        Filter::Ending { touchpoints } => every(meant(touchpoints, last)),
        Filter::Length { min, max } => {
            let length = u32::try_from(trace.len()).unwrap();
            every(min.is_none_or(|it| it <= length) && max.is_none_or(|it| length <= it))
        }
        Filter::Duration { min, max } => {
            let took = time(last) - time(&trace[0]);
            every(min.is_none_or(|it| it <= took) && max.is_none_or(|it| took <= it))
        }
        Filter::Variants {
            top,
            share,
            customers,
        } => {
            let mut counts: BTreeMap<Vec<&str>, u32> = BTreeMap::new();
            for (_, trace) in all {
                *counts
                    .entry(trace.iter().map(|it| it.0.as_str()).collect())
                    .or_default() += 1;
            }
            let mut variants: Vec<_> = counts.into_iter().collect();
            variants.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            let total = f64::from(u32::try_from(all.len()).unwrap());
            let mut covered = 0;
            let own: Vec<&str> = trace.iter().map(|it| it.0.as_str()).collect();
            for (rank, (variant, count)) in (0..).zip(variants) {
                let enough = share.is_some_and(|share| f64::from(covered) >= share * total);
                if top.is_some_and(|top| rank >= top) || customers.unwrap_or(0) > count || enough {
                    return every(false);
                }
                covered += count;
                if variant == own {
                    return every(true);
                }
            }
            every(false)
        }
        Filter::All { of } => of.iter().fold(every(true), |sum, it| {
            sum.iter()
                .zip(meet(it, trace, all))
                .map(|(a, b)| *a && b)
                .collect()
        }),
        Filter::Any { of } => of.iter().fold(every(false), |sum, it| {
            sum.iter()
                .zip(meet(it, trace, all))
                .map(|(a, b)| *a || b)
                .collect()
        }),
        Filter::Not { of } => meet(of, trace, all).iter().map(|it| !it).collect(),
        _ => panic!("a filter that nobody defined here"),
    }
}

fn size(traces: &Traces) -> LogSize {
    let count = |number| u32::try_from(number).unwrap();
    LogSize {
        customers: count(traces.len()),
        events: count(traces.iter().map(|(_, trace)| trace.len()).sum()),
    }
}

fn brute(events: &[Event], filters: &[Filter]) -> (Vec<(String, Vec<Visit>)>, Vec<LogSize>) {
    let mut traces = traces(events);
    let mut sizes = Vec::new();
    for filter in filters {
        let mut left = Vec::new();
        for (customer, trace) in &traces {
            let meets = meet(filter, trace, &traces);
            let stay = trace.iter().zip(meets).filter(|it| it.1);
            let stay: Vec<Visit> = stay.map(|it| it.0.clone()).collect();
            if !stay.is_empty() {
                left.push((customer.clone(), stay));
            }
        }
        sizes.push(size(&left));
        traces = left;
    }
    (traces, sizes)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn what_stays_is_what_the_definition_says(events in events(), filters in vec(filters(), 0..4)) {
        let filtered = log(&events).filter(&filters).unwrap();
        let (left, sizes) = brute(&events, &filters);
        prop_assert_eq!(of_log(&filtered.log), left);
        prop_assert_eq!(&filtered.report.after, &sizes);
        prop_assert_eq!(filtered.report.before.events as usize, events.len());
        if filters.is_empty() {
            prop_assert_eq!(&filtered.log, &log(&events));
        }
    }

    #[test]
    fn filters_are_data(filter in filters()) {
        let data = serde_json::to_value(&filter).unwrap();
        prop_assert_eq!(serde_json::from_value::<Filter>(data).unwrap(), filter);
    }
}

#[test]
fn many_customers_are_filtered_as_few_are() {
    let mut builder = EventLogBuilder::new();
    for customer in 0..60_000 {
        for touchpoint in ["look", "help", "buy"].iter().take(1 + customer % 3) {
            builder
                .push(&customer.to_string(), touchpoint, None)
                .unwrap();
            builder.push(&customer.to_string(), "wait", None).unwrap();
        }
    }
    let log = builder.build();
    assert!(log.parts().len() > 1);
    let filters = [
        Filter::Not {
            of: Box::new(Filter::Touchpoints {
                touchpoints: some("wait"),
            }),
        },
        Filter::Variants {
            top: None,
            share: Some(0.5),
            customers: None,
        },
        Filter::Length {
            min: Some(2),
            max: None,
        },
    ];
    let filtered = log.filter(&filters).unwrap();
    let sizes: Vec<(u32, u32)> = filtered
        .report
        .after
        .iter()
        .map(|it| (it.customers, it.events))
        .collect();
    // Equally frequent: `look`, `look help`, `look help buy`; two of them cover half.
    assert_eq!(
        sizes,
        [(60_000, 120_000), (40_000, 60_000), (20_000, 40_000)]
    );
    assert_eq!(filtered.log.customers().get(1), Some("4"));
    assert_eq!(
        filtered.log.touchpoints().iter().collect::<Vec<_>>(),
        ["look", "help"]
    );
}

#[test]
fn everything_that_does_not_suit_is_told_at_once() {
    let log = EventLog::from_columns(&["ann", "ann"], &["a?", "ab"], None).unwrap();
    let nested = (0..80).fold(Filter::All { of: Vec::new() }, |of, _| Filter::Not {
        of: Box::new(of),
    });
    let filters = [
        Filter::Having {
            touchpoints: some("ab,buy"),
            of: HowMany::Any,
        },
        Filter::Time {
            from: Some(2.0),
            to: Some(1.0),
            of: TimeOf::Event,
        },
        Filter::Segment {
            column: "on".into(),
            values: some("web"),
            of: SegmentOf::Event,
        },
        Filter::Any {
            of: vec![Filter::Lacking {
                touchpoints: Vec::new(),
            }],
        },
        Filter::Length {
            min: Some(3),
            max: Some(2),
        },
        Filter::Duration {
            min: Some(f64::NAN),
            max: None,
        },
        Filter::Variants {
            top: None,
            share: Some(1.5),
            customers: None,
        },
        Filter::Variants {
            top: None,
            share: None,
            customers: None,
        },
    ];
    let error = log.filter(&filters).unwrap_err();
    assert_eq!(error.code(), "unsuitable");
    assert_eq!(
        wrong(&error),
        [
            ("[0].touchpoints[1]", "unknownTouchpoint"),
            ("[1]", "noTimes"),
            ("[1]", "emptyRange"),
            ("[2].column", "unknownColumn"),
            ("[3].of[0].touchpoints", "nothing"),
            ("[4]", "emptyRange"),
            ("[5]", "noTimes"),
            ("[5]", "outOfRange"),
            ("[6].share", "outOfRange"),
            ("[7]", "nothing"),
        ]
    );
    assert_eq!(
        error.to_string(),
        "[0].touchpoints[1]: the log has no touchpoint `buy` (and 9 more)"
    );
    assert_eq!(wrong(&log.filter(&[nested]).unwrap_err())[0].1, "tooDeep");

    // A touchpoint's own name comes before what it would mean as a pattern.
    let only = |texts: &str| {
        log.filter(&[Filter::Touchpoints {
            touchpoints: some(texts),
        }])
    };
    assert_eq!(only("a?").unwrap().report.after[0].events, 1);
    assert_eq!(only("a*").unwrap().report.after[0].events, 2);
    // So it does where it has a sign that it does not need; but what `exactly` writes is another.
    let names = [r"C:\temp", "C:temp", r"a\*", "a*"];
    let files = EventLog::from_columns(&["ann"; 4], &names, None).unwrap();
    for name in names {
        let found = |text: String| {
            let touchpoints = vec![text];
            let log = files
                .filter(&[Filter::Touchpoints { touchpoints }])
                .unwrap()
                .log;
            log.touchpoints()
                .iter()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(found(exactly(name)), [name]);
        let plain = if name == r"a\*" { "a*" } else { name };
        assert_eq!(found(name.to_owned()), [plain]);
    }
    let missing = Filter::Touchpoints {
        touchpoints: vec![exactly("b?")],
    };
    assert_eq!(
        wrong(&files.filter(&[missing]).unwrap_err())[0].1,
        "unknownTouchpoint"
    );
    let none = only("x*,y*,x*").unwrap();
    assert_eq!(none.report.unmatched, ["x*", "y*"]);
    assert!(none.log.is_empty() && none.log.customers().is_empty());
}

#[test]
fn an_empty_log_stays_empty() {
    let empty = EventLogBuilder::new().build();
    let variants = Filter::Variants {
        top: Some(3),
        share: Some(0.0),
        customers: None,
    };
    let filtered = empty
        .filter(&[variants, Filter::All { of: Vec::new() }])
        .unwrap();
    assert!(filtered.log.is_empty());
    assert_eq!(filtered.report.after, [LogSize::default(); 2]);
}
