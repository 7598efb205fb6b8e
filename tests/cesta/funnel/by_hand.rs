//! Funnels worked out by hand, option by option.

use cesta::{
    flow::funnel::{
        Breakdown, Exclusion, Funnel, FunnelCounting, FunnelEntry, FunnelOptions, FunnelProblem,
        FunnelSegment, FunnelStep, StepOrder, Ties, UnknownTouchpoints, ValueOf,
    },
    log::{EventLog, EventLogBuilder},
    stats::{Share, fisher_exact, share_difference},
};

const HOUR: i64 = 3_600_000;

fn steps(names: &[&str]) -> Vec<FunnelStep> {
    names
        .iter()
        .map(|name| FunnelStep::new(*name, [*name]))
        .collect()
}

fn options(names: &[&str]) -> FunnelOptions {
    FunnelOptions {
        steps: steps(names),
        ..FunnelOptions::default()
    }
}

/// One customer who meets touchpoints, each an hour after the one before; `=` before a name
/// is at the same time.
fn one(visits: &str) -> EventLog {
    let mut builder = EventLogBuilder::new();
    add(&mut builder, "ann", visits);
    builder.build()
}

fn add(builder: &mut EventLogBuilder, customer: &str, visits: &str) {
    let mut time = 0;
    for visit in visits.split(' ') {
        let tied = visit.strip_prefix('=');
        time += if tied.is_some() { 0 } else { HOUR };
        builder
            .push(customer, tied.unwrap_or(visit), Some(time))
            .unwrap();
    }
}

fn reached(log: &EventLog, options: &FunnelOptions) -> Vec<u32> {
    let funnel = Funnel::of(log, options).unwrap();
    funnel.steps.iter().map(|step| step.reached).collect()
}

fn hours(hours: i32) -> f64 {
    f64::from(hours) * 3_600_000.0
}

#[test]
fn foreign_events_break_only_strict_funnels() {
    let mut funnel = options(&["a", "b", "c"]);
    let log = one("a x b a b c");
    assert_eq!(reached(&log, &funnel), [1, 1, 1]);
    funnel.order = StepOrder::Strict;
    assert_eq!(reached(&log, &funnel), [1, 1, 1]);
    assert_eq!(reached(&one("a x b c a c b"), &funnel), [1, 0, 0]);
    funnel.order = StepOrder::Any;
    assert_eq!(
        reached(
            &one("c x b"),
            &FunnelOptions {
                unknown: UnknownTouchpoints::Allow,
                ..funnel
            }
        ),
        [1, 1, 0]
    );
}

#[test]
fn windows_are_inclusive_and_of_elapsed_time() {
    let log = one("a b x c");
    let mut funnel = options(&["a", "b", "c"]);
    funnel.window = Some(hours(3));
    assert_eq!(reached(&log, &funnel), [1, 1, 1]);
    funnel.window = Some(hours(3) - 1.0);
    assert_eq!(reached(&log, &funnel), [1, 1, 0]);
    funnel.window = None;
    funnel.step_window = Some(hours(2));
    assert_eq!(reached(&log, &funnel), [1, 1, 1]);
    funnel.step_window = Some(hours(1));
    assert_eq!(reached(&log, &funnel), [1, 1, 0]);
    // The window of no length takes what is tied.
    funnel.step_window = Some(0.0);
    assert_eq!(reached(&one("a =b =c"), &funnel), [1, 1, 1]);
    // Huge ones are as good as none.
    funnel.step_window = Some(f64::MAX);
    funnel.window = Some(1e300);
    assert_eq!(reached(&log, &funnel), [1, 1, 1]);
}

#[test]
fn the_best_entry_is_found_where_others_fail() {
    // The first start is too old for c, the last has no b after it.
    let log = one("a x x a b c a");
    let mut funnel = options(&["a", "b", "c"]);
    funnel.window = Some(hours(2));
    assert_eq!(reached(&log, &funnel), [1, 1, 1]);
    funnel.entry = FunnelEntry::First;
    assert_eq!(reached(&log, &funnel), [1, 0, 0]);
    funnel.entry = FunnelEntry::Last;
    assert_eq!(reached(&log, &funnel), [1, 0, 0]);
}

#[test]
fn an_admissible_chain_is_not_lost_to_a_later_start() {
    // With two windows neither the latest start nor the latest event is enough by itself: the
    // chain a2 b c goes by the older b's start, or the newer one's event.
    let mut funnel = options(&["a", "b", "c"]);
    funnel.window = Some(hours(4));
    funnel.step_window = Some(hours(2));
    assert_eq!(reached(&one("a x b a x x c b c"), &funnel), [1, 1, 0]);
    assert_eq!(reached(&one("a a b x c"), &funnel), [1, 1, 1]);
}

#[test]
fn ties_are_decided_as_asked() {
    let log = one("b =a c");
    let mut funnel = options(&["a", "b", "c"]);
    assert_eq!(reached(&log, &funnel), [1, 0, 0]);
    funnel.ties = Ties::StepOrder;
    assert_eq!(reached(&log, &funnel), [1, 1, 1]);
    funnel.ties = Ties::Strict;
    assert_eq!(reached(&one("a =b c"), &funnel), [1, 0, 0]);
    assert_eq!(reached(&one("a =b b =c c"), &funnel), [1, 1, 1]);
}

#[test]
fn an_event_serves_one_step_unless_it_may_serve_more() {
    let mut funnel = FunnelOptions {
        steps: vec![
            FunnelStep::new("1", ["a"]),
            FunnelStep::new("2", ["a", "b"]),
        ],
        unknown: UnknownTouchpoints::Allow,
        ..FunnelOptions::default()
    };
    assert_eq!(reached(&one("a"), &funnel), [1, 0]);
    assert_eq!(reached(&one("a a"), &funnel), [1, 1]);
    funnel.reuse = true;
    assert_eq!(reached(&one("a"), &funnel), [1, 1]);
    funnel.order = StepOrder::Any;
    assert_eq!(reached(&one("a"), &funnel), [1, 1]);
}

#[test]
fn excluded_touchpoints_end_chains_between_their_steps() {
    let mut funnel = options(&["a", "b", "c"]);
    funnel.exclusions = vec![Exclusion {
        touchpoints: vec!["x".to_owned()],
        from: 1,
        to: 2,
    }];
    assert_eq!(reached(&one("a x b c"), &funnel), [1, 0, 0]);
    assert_eq!(reached(&one("a b x c"), &funnel), [1, 1, 1]);
    // Another start goes on.
    assert_eq!(reached(&one("a x a b c"), &funnel), [1, 1, 1]);
    funnel.exclusions[0].to = 3;
    assert_eq!(reached(&one("a b x c"), &funnel), [1, 1, 0]);
}

#[test]
fn optional_steps_may_be_left_out() {
    let mut funnel = options(&["a", "b", "c"]);
    funnel.steps[1].optional = true;
    let mut builder = EventLogBuilder::new();
    add(&mut builder, "ann", "a b c");
    add(&mut builder, "bob", "a c");
    add(&mut builder, "cyd", "a b");
    add(&mut builder, "dan", "a");
    let funnel = Funnel::of(&builder.build(), &funnel).unwrap();
    let reached: Vec<u32> = funnel.steps.iter().map(|it| it.reached).collect();
    assert_eq!(reached, [4, 2, 2]);
    // The step after is compared with the one before that nobody may leave out.
    assert_eq!(funnel.steps[2].from_previous, Share::new(2, 4));
    assert_eq!(funnel.steps[1].lost, 1);
    assert_eq!(funnel.steps[0].lost, 1);
}

#[test]
fn sessions_and_attempts_are_counted_apart() {
    let mut funnel = options(&["a", "b"]);
    let log = one("a b x x a a b a");
    assert_eq!(reached(&log, &funnel), [1, 1]);
    // a b, a a b, a.
    funnel.counting = FunnelCounting::Totals;
    assert_eq!(reached(&log, &funnel), [3, 2]);
    // Within an hour: a b, a (too old for the b after the next), a b, a.
    funnel.window = Some(hours(1));
    let log = one("a b x x a x a b a");
    assert_eq!(reached(&log, &funnel), [4, 2]);

    let mut builder = EventLogBuilder::new();
    for (visit, time) in [("a", 0), ("b", 10), ("a", 21), ("x", 31), ("b", 42)] {
        builder.push("ann", visit, Some(time)).unwrap();
    }
    funnel.window = None;
    funnel.counting = FunnelCounting::Sessions;
    funnel.session_gap = 10.0;
    let funnel = Funnel::of(&builder.build(), &funnel).unwrap();
    assert_eq!(funnel.units, 3);
    let reached: Vec<u32> = funnel.steps.iter().map(|it| it.reached).collect();
    assert_eq!(reached, [2, 1]);
}

#[test]
fn who_may_still_go_on_is_open() {
    let mut builder = EventLogBuilder::new();
    builder.push("early", "a", Some(0)).unwrap();
    builder.push("early", "b", Some(1)).unwrap();
    builder.push("gone", "a", Some(0)).unwrap();
    builder.push("just gone", "a", Some(10)).unwrap();
    builder.push("open", "a", Some(11)).unwrap();
    builder.push("last", "x", Some(20)).unwrap();
    let log = builder.build();
    let mut funnel = options(&["a", "b"]);
    funnel.window = Some(10.0);
    let told = Funnel::of(&log, &funnel).unwrap();
    assert_eq!((told.open, told.lost, told.end), (1, 2, Some(20.0)));
    assert_eq!(told.conversion, Share::new(1, 3));
    assert_eq!((told.steps[0].reached, told.steps[0].open), (4, 1));
    funnel.end = Some(21.0);
    assert_eq!(Funnel::of(&log, &funnel).unwrap().open, 0);
    // A log does not end before its last event.
    funnel.end = Some(12.0);
    assert_eq!(Funnel::of(&log, &funnel).unwrap().end, Some(20.0));
    // Without a window nobody is open.
    funnel.window = None;
    let told = Funnel::of(&log, &funnel).unwrap();
    assert_eq!((told.open, told.lost, told.end), (0, 3, None));
}

#[test]
fn times_and_last_touchpoints_are_told() {
    let mut builder = EventLogBuilder::new();
    add(&mut builder, "ann", "a a x b b c");
    add(&mut builder, "bob", "a b x c");
    add(&mut builder, "cyd", "a b help");
    add(&mut builder, "dan", "a b x");
    add(&mut builder, "eve", "a b x");
    let mut funnel = options(&["a", "b", "c"]);
    funnel.last_touchpoints = 1;
    let told = Funnel::of(&builder.build(), &funnel).unwrap();
    let b = told.steps[1].durations.unwrap();
    // Ann's last look before it was two hours before, the others' one.
    assert_eq!((b.n, b.min, b.median, b.max), (5, 3.6e6, 3.6e6, 7.2e6));
    let c = told.steps[2].durations.unwrap();
    assert_eq!((c.n, c.min, c.max), (2, 3.6e6, 7.2e6));
    let whole = told.duration.unwrap();
    assert_eq!((whole.n, whole.min, whole.max), (2, 1.08e7, 1.44e7));
    assert_eq!(told.steps[0].durations, None);
    assert_eq!(told.steps[1].last_touchpoints[0].touchpoint, "x");
    assert_eq!(told.steps[1].last_touchpoints[0].count, 2);
    assert_eq!((told.steps[1].lost, told.steps[1].other_last), (3, 1));
}

/// Two segments that hardly ever buy: 4 of 400, and 1 of 40.
fn rare_segments() -> Vec<FunnelSegment> {
    let mut builder = EventLogBuilder::with_segments(["platform"]);
    for (platform, buyers, all) in [("desk", 4, 400), ("phone", 1, 40)] {
        for customer in 0..all {
            let name = format!("{platform}{customer}");
            let bought = (customer < buyers).then_some("buy");
            for event in std::iter::once("look").chain(bought) {
                builder.push_with(&name, event, None, [platform]).unwrap();
            }
        }
    }
    let mut funnel = options(&["look", "buy"]);
    funnel.by = Some(Breakdown::new("platform"));
    Funnel::of(&builder.build(), &funnel).unwrap().segments
}

#[test]
fn segments_are_compared_with_all_others() {
    let mut builder = EventLogBuilder::with_segments(["platform"]);
    let mut customer = 0;
    let mut add = |platform: &str, buys: u32, looks: u32| {
        for number in 0..looks {
            customer += 1;
            let name = format!("c{customer}");
            builder
                .push_with(&name, "look", Some(0), [platform])
                .unwrap();
            if number < buys {
                builder
                    .push_with(&name, "buy", Some(5), ["checkout"])
                    .unwrap();
            }
        }
    };
    add("phone", 40, 100);
    add("desk", 60, 100);
    add("watch", 1, 3);
    let log = builder.build();
    let mut funnel = options(&["look", "buy"]);
    funnel.by = Some(Breakdown::new("platform"));
    let told = Funnel::of(&log, &funnel).unwrap();
    let values: Vec<_> = told
        .segments
        .iter()
        .map(|it| it.value.as_deref().unwrap())
        .collect();
    assert_eq!(values, ["desk", "phone", "watch"]);
    let phone = &told.segments[1];
    assert_eq!(phone.conversion, Share::new(40, 100));
    let expected = share_difference(&Share::new(40, 100), &Share::new(61, 103), 0.95);
    assert_eq!(phone.difference, expected);
    assert_eq!(phone.steps[1].difference, expected);
    assert!(phone.adjusted_p >= expected.unwrap().p_value);
    // What is rare is compared by Fisher's test, not by the normal distribution.
    let rare = rare_segments();
    let (few, most) = (Share::new(1, 40), Share::new(4, 400));
    assert_eq!(rare[1].conversion, few);
    let expected = share_difference(&few, &most, 0.95).unwrap();
    let differs = rare[1].difference.unwrap();
    assert_eq!(
        (differs.value, differs.interval),
        (expected.value, expected.interval)
    );
    assert_eq!(differs.p_value, fisher_exact(&few, &most));
    assert_ne!(differs.p_value, expected.p_value);

    // Three are too few to say anything.
    assert_eq!(told.segments[2].difference, None);
    assert_eq!(told.segments[2].adjusted_p, None);

    // The others are added up.
    let by = funnel.by.as_mut().unwrap();
    by.limit = 1;
    let told = Funnel::of(&log, &funnel).unwrap();
    assert_eq!(told.segments[1].value, None);
    assert_eq!((told.segments[1].values, told.segments[1].units), (2, 103));

    // The last value is another one for those who bought.
    let by = funnel.by.as_mut().unwrap();
    (by.value, by.limit) = (ValueOf::Last, 10);
    let told = Funnel::of(&log, &funnel).unwrap();
    assert_eq!(told.segments[0].value.as_deref(), Some("checkout"));
    assert_eq!(told.segments[0].conversion, Share::new(101, 101));
}

#[test]
fn mistakes_are_told_all_at_once() {
    let log = one("look search buy");
    let mut wrong = options(&["lok", "refund", "lok"]);
    wrong.exclusions = vec![Exclusion {
        touchpoints: vec!["serch".to_owned()],
        from: 2,
        to: 2,
    }];
    wrong.window = Some(-1.0);
    wrong.step_window = Some(f64::NAN);
    wrong.end = Some(f64::INFINITY);
    wrong.by = Some(Breakdown::new("platform"));
    wrong.steps[0].optional = true;
    let error = Funnel::of(&log, &wrong).unwrap_err();
    let codes: Vec<&str> = error.problems().iter().map(FunnelProblem::code).collect();
    let expected = [
        "optionalEnd",
        "sameName",
        "exclusionSteps",
        "noDuration",
        "noDuration",
        "noTime",
        "unknownColumn",
    ];
    assert_eq!(codes, expected);

    let error = Funnel::of(&log, &options(&["lok", "refund"])).unwrap_err();
    assert_eq!(
        error.problems()[0],
        FunnelProblem::UnknownTouchpoint {
            touchpoint: "lok".to_owned(),
            closest: Some("look".to_owned()),
        }
    );
    assert_eq!(
        error.to_string(),
        "the log has no touchpoint `lok`; did you mean `look`? (and 1 more)"
    );
    let allowed = FunnelOptions {
        unknown: UnknownTouchpoints::Allow,
        ..options(&["lok", "buy"])
    };
    assert_eq!(reached(&log, &allowed), [0, 0]);
}

#[test]
fn limits_are_told() {
    let many: Vec<String> = (0..65).map(|it| it.to_string()).collect();
    let names: Vec<&str> = many.iter().map(String::as_str).collect();
    let problem = |options: &FunnelOptions, log: &EventLog| {
        Funnel::of(log, options).unwrap_err().problems()[0].clone()
    };
    let log = one("a");
    let too_many = FunnelProblem::TooManySteps {
        found: 65,
        limit: 64,
    };
    assert_eq!(problem(&options(&names), &log), too_many);
    let long = one(&names[..64].join(" "));
    assert_eq!(reached(&long, &options(&names[..64])), [1; 64]);
    let mut any = options(&names[..64]);
    any.order = StepOrder::Any;
    assert_eq!(reached(&long, &any), [1; 64]);
    any.step_window = Some(hours(1));
    let too_many = FunnelProblem::TooManyInAnyOrder {
        found: 64,
        limit: 12,
    };
    assert_eq!(problem(&any, &long), too_many);
    any.steps.truncate(12);
    assert_eq!(reached(&long, &any), [1; 12]);
    any.steps[3].optional = true;
    assert_eq!(problem(&any, &long).code(), "optionalInAnyOrder");
    assert_eq!(problem(&options(&[]), &log), FunnelProblem::NoSteps);
    let empty = FunnelOptions {
        steps: vec![FunnelStep::default()],
        ..FunnelOptions::default()
    };
    assert_eq!(problem(&empty, &log).code(), "emptyStep");
}

#[test]
fn logs_without_times_or_events_have_funnels_too() {
    let log = EventLog::from_columns(&["ann", "ann", "bob"], &["a", "b", "a"], None).unwrap();
    let told = Funnel::of(&log, &options(&["a", "b"])).unwrap();
    assert_eq!(told.conversion, Share::new(1, 2));
    assert_eq!((told.duration, told.steps[1].durations), (None, None));
    // There is one order only, whatever ties would mean.
    let strict = FunnelOptions {
        ties: Ties::Strict,
        ..options(&["a", "b"])
    };
    assert_eq!(reached(&log, &strict), [2, 1]);
    let windowed = FunnelOptions {
        window: Some(5.0),
        counting: FunnelCounting::Sessions,
        ..options(&["a", "b"])
    };
    let error = Funnel::of(&log, &windowed).unwrap_err();
    let problems = error.problems().iter().map(ToString::to_string);
    let expected = [
        "the option `window` needs a log with times",
        "the option `counting` needs a log with times",
    ];
    assert_eq!(problems.collect::<Vec<_>>(), expected);

    let empty = EventLogBuilder::new().build();
    let told = Funnel::of(&empty, &options(&["a", "b"])).unwrap();
    assert_eq!((told.units, told.conversion.value), (0, None));
    assert_eq!(reached(&one("a"), &options(&["a"])), [1]);
}
