//! Sums that follow a log as it grows are those of the whole log: to the byte.

use std::{collections::BTreeSet, fmt::Debug};

use cesta::{
    flow::{
        DurationSum, FlowSum, Quantiles, SumError,
        align::AlignSum,
        cycle::{CycleOptions, CycleSum},
        follows::FollowsSum,
        funnel::{Breakdown, FunnelOptions, FunnelStep, FunnelSum},
        group_stages,
        pattern::{PatternOptions, PatternSum, SequencePattern},
        rework::ReworkSum,
        rhythm::{RhythmBy, RhythmOptions, RhythmSum},
        steps::{Anchor, StepOptions, StepSum},
        variants::VariantSum,
    },
    journey::{
        Journey,
        spec::{Stage, Touchpoint},
    },
    log::{Appended, EventLog, EventLogBuilder},
};
use proptest::prelude::*;
use serde::Serialize;
use serde_json::to_string;

type Event = (u32, &'static str, i64);

const QUANTILES: [Quantiles; 3] = [Quantiles::Exact, Quantiles::Sketch, Quantiles::None];

/// Pieces of a log, in the order in which they come; events of a piece may be earlier than those
/// of the pieces before it, or at the same time.
fn pieces() -> impl Strategy<Value = Vec<Vec<Event>>> {
    let touchpoint = prop::sample::select(vec!["a", "b", "c", "čaj", "x"]);
    let time = (-5_i64..12).prop_map(|at| at * 1_000 + at % 3);
    let event = (0_u32..9, touchpoint, time);
    prop::collection::vec(prop::collection::vec(event, 0..12), 1..6)
}

/// The same with no event before any of an earlier piece.
fn pieces_in_order() -> impl Strategy<Value = Vec<Vec<Event>>> {
    pieces().prop_map(|pieces| {
        let sizes: Vec<usize> = pieces.iter().map(Vec::len).collect();
        let mut events = pieces.concat();
        events.sort_by_key(|it| it.2);
        let mut events = events.into_iter();
        let piece = |size: usize| events.by_ref().take(size).collect();
        sizes.into_iter().map(piece).collect()
    })
}

/// A log with a further column: the events' quarters.
fn log(events: &[Event]) -> EventLog {
    let mut builder = EventLogBuilder::with_segments(["quarter"]);
    for (customer, touchpoint, time) in events {
        let quarter = (time / 4_000).to_string();
        builder
            .push_with(
                &customer.to_string(),
                touchpoint,
                Some(*time),
                [quarter.as_str()],
            )
            .unwrap();
    }
    builder.build()
}

/// How often a sum that followed a log could not be told without the whole.
fn follow<S: Clone + Debug + PartialEq + Serialize>(
    pieces: &[Vec<Event>],
    of: impl Fn(&EventLog) -> S,
    update: impl Fn(&mut S, &S, &S) -> Result<(), SumError>,
) -> u32 {
    let mut whole = log(&[]);
    let (mut sum, mut lost) = (of(&whole), 0);
    for piece in pieces {
        let changed = whole.append(&log(piece)).unwrap();
        let (before, after) = (of(&changed.before), of(&changed.after));
        let was = sum.clone();
        if let Err(error) = update(&mut sum, &before, &after) {
            assert_eq!((error, &sum), (SumError::NotKept, &was));
            sum = of(&whole);
            lost += 1;
        }
        assert_eq!(to_string(&sum).unwrap(), to_string(&of(&whole)).unwrap());
    }
    lost
}

fn journey() -> Journey {
    let touchpoints = ["a", "b", "c", "čaj"].map(Touchpoint::new);
    let stage = Stage {
        touchpoints: touchpoints.to_vec(),
        ..Stage::new("all")
    };
    Journey::builder("tea").stage(stage).build().unwrap()
}

fn stages() -> Journey {
    let stage = |id: &str, touchpoints: [&str; 2]| Stage {
        touchpoints: touchpoints.map(Touchpoint::new).to_vec(),
        ..Stage::new(id)
    };
    let journey = Journey::builder("tea").stage(stage("one", ["a", "b"]));
    journey.stage(stage("two", ["c", "čaj"])).build().unwrap()
}

fn funnel() -> FunnelOptions {
    let step = |touchpoint: &str| FunnelStep::new(touchpoint, [touchpoint]);
    FunnelOptions {
        steps: ["a", "b", "c"].map(step).to_vec(),
        ..FunnelOptions::default()
    }
}

proptest! {
    #[test]
    fn every_sum_follows_a_log(pieces in pieces()) {
        let exact = |log: &EventLog| FlowSum::of(log, Quantiles::Exact);
        prop_assert_eq!(follow(&pieces, exact, FlowSum::update), 0);
        let variants = |log: &EventLog| VariantSum::of(log, Quantiles::Exact);
        prop_assert_eq!(follow(&pieces, variants, VariantSum::update), 0);
        prop_assert_eq!(follow(&pieces, FollowsSum::of, FollowsSum::update), 0);
        for to in [None, Some("b".to_owned())] {
            let options = CycleOptions { to, ..CycleOptions::default() };
            let cycles = |log: &EventLog| CycleSum::of(log, &options);
            prop_assert_eq!(follow(&pieces, cycles, CycleSum::update), 0);
        }
        let align = |log: &EventLog| AlignSum::of(&journey(), log);
        prop_assert_eq!(follow(&pieces, align, AlignSum::update), 0);
        let stays = |log: &EventLog| FlowSum::of(&group_stages(&stages(), log), Quantiles::Exact);
        prop_assert_eq!(follow(&pieces, stays, FlowSum::update), 0);
    }

    #[test]
    fn steps_rhythms_and_funnels_follow_a_log(pieces in pieces(), end in 12_i64..30) {
        for anchor in [None, Some(Anchor::first("b")), Some(Anchor::last("a"))] {
            let before = u32::from(anchor.is_some());
            let options = StepOptions { max_steps: 3, anchor, before, ..StepOptions::default() };
            let steps = |log: &EventLog| StepSum::of(log, &options).unwrap();
            prop_assert_eq!(follow(&pieces, steps, StepSum::update), 0);
        }
        for by in [None, Some(RhythmBy::Touchpoint), Some(RhythmBy::Segment("quarter".to_owned()))] {
            let options = RhythmOptions { by, ..RhythmOptions::default() };
            let rhythm = |log: &EventLog| RhythmSum::of(log, &options).unwrap();
            prop_assert_eq!(follow(&pieces, rhythm, RhythmSum::update), 0);
        }
        #[expect(clippy::cast_precision_loss, reason = "small")]
        let end = Some(end as f64 * 1_000.0);
        for options in [
            funnel(),
            FunnelOptions { by: Some(Breakdown::new("quarter")), ..funnel() },
            FunnelOptions { window: Some(4_000.0), end, ..funnel() },
        ] {
            let funnel = |log: &EventLog| FunnelSum::of(log, &options).unwrap();
            prop_assert_eq!(follow(&pieces, funnel, FunnelSum::update), 0);
        }
    }

    /// What is a shortest, nearest or first one is told right, or not at all.
    #[test]
    fn sums_that_keep_only_the_first_follow_a_log(pieces in pieces()) {
        for quantiles in QUANTILES {
            follow(&pieces, |log| FlowSum::of(log, quantiles), FlowSum::update);
            follow(&pieces, |log| VariantSum::of(log, quantiles), VariantSum::update);
            let options = CycleOptions { quantiles, ..CycleOptions::default() };
            follow(&pieces, |log| CycleSum::of(log, &options), CycleSum::update);
        }
        follow(&pieces, ReworkSum::of, ReworkSum::update);
        for text in ["a => b", "^ {a, nowhere} => .{2,} $", "a ->[<2s] .*"] {
            let pattern = SequencePattern::parse(text).unwrap();
            for examples in [0, 2, 100] {
                let options = PatternOptions { examples, ..PatternOptions::default() };
                let of = |log: &EventLog| PatternSum::of(log, &pattern, &options).unwrap();
                let lost = follow(&pieces, of, PatternSum::update);
                prop_assert!(lost == 0 || examples == 2);
            }
        }
    }

    #[test]
    fn what_comes_in_order_is_always_told(pieces in pieces_in_order()) {
        for quantiles in QUANTILES {
            let flow = |log: &EventLog| FlowSum::of(log, quantiles);
            prop_assert_eq!(follow(&pieces, flow, FlowSum::update), 0);
        }
        prop_assert_eq!(follow(&pieces, ReworkSum::of, ReworkSum::update), 0);
        let pattern = SequencePattern::parse("{a, b} => c").unwrap();
        let options = PatternOptions { examples: 1, ..PatternOptions::default() };
        let of = |log: &EventLog| PatternSum::of(log, &pattern, &options).unwrap();
        prop_assert_eq!(follow(&pieces, of, PatternSum::update), 0);
    }

    #[test]
    fn an_appended_log_says_what_has_changed(pieces in pieces()) {
        let (mut grown, mut all) = (log(&[]), Vec::new());
        for piece in &pieces {
            let was = log(&all);
            let Appended { before, after } = grown.append(&log(piece)).unwrap();
            all.extend(piece);
            prop_assert_eq!(&grown, &log(&all));
            let met: BTreeSet<u32> = piece.iter().map(|it| it.0).collect();
            let own = |log: &EventLog| -> BTreeSet<String> {
                let met = met.iter().map(u32::to_string);
                met.filter(|it| log.customers().find(it).is_some()).collect()
            };
            for (part, whole) in [(&before, &was), (&after, &grown)] {
                let customers = part.customers().iter().map(str::to_owned);
                prop_assert_eq!(customers.collect::<BTreeSet<_>>(), own(whole));
                for trace in part.traces() {
                    let same = whole.traces().find(|it| it.customer() == trace.customer()).unwrap();
                    prop_assert!(trace.names().eq(same.names()));
                    prop_assert!(trace.times().unwrap().eq(same.times().unwrap()));
                    let quarters = |log: &EventLog, places: std::ops::Range<usize>| {
                        let column = &log.segments()[0];
                        let names = column.codes().part(places);
                        names.map(|it| column.values().get(it).unwrap().to_owned()).collect::<Vec<_>>()
                    };
                    prop_assert_eq!(quarters(part, trace.range()), quarters(whole, same.range()));
                }
            }
        }
    }

    #[test]
    fn durations_are_exchanged(
        kept in prop::collection::vec(duration(), 0..900),
        before in prop::collection::vec(duration(), 0..40),
        after in prop::collection::vec(duration(), 0..40),
        both in prop::collection::vec(duration(), 0..40),
        foreign in duration(),
    ) {
        let of = |parts: [&[i64]; 3], quantiles| {
            let mut sum = DurationSum::new(quantiles);
            sum.extend(parts.concat());
            sum
        };
        for quantiles in [Quantiles::Exact, Quantiles::Sketch] {
            let mut sum = of([&kept, &before, &both], quantiles);
            if kept.len() % 2 == 1 {
                // What was read, or merged, is kept in other ways.
                let read = serde_json::from_str(&to_string(&of([&kept, &[], &[]], quantiles)).unwrap());
                sum = of([&before, &[], &both], quantiles);
                sum.merge(read.unwrap());
            }
            let was = to_string(&sum).unwrap();
            let taken = of([&before, &both, &[]], quantiles);
            let added = of([&both, &after, &[]], quantiles);
            match sum.update(&taken, &added) {
                Ok(()) => {
                    let expected = of([&kept, &after, &both], quantiles);
                    prop_assert_eq!(to_string(&sum).unwrap(), to_string(&expected).unwrap());
                    prop_assert_eq!(sum.durations(), expected.durations());
                }
                Err(error) => {
                    prop_assert_eq!((error, quantiles), (SumError::NotKept, Quantiles::Sketch));
                    prop_assert_eq!(to_string(&sum).unwrap(), was);
                }
            }
        }
        let mut sum = of([&kept, &[], &[]], Quantiles::Exact);
        let was = to_string(&sum).unwrap();
        let wrong = of([&kept, &[foreign], &[]], Quantiles::Exact);
        prop_assert_eq!(sum.update(&wrong, &DurationSum::default()), Err(SumError::NotInSum));
        prop_assert_eq!(to_string(&sum).unwrap(), was);
    }
}

/// Short, long and very long ones, in milliseconds; often the same.
fn duration() -> impl Strategy<Value = i64> {
    prop_oneof![
        0_i64..200,
        0_i64..100_000_000,
        4_294_967_290_i64..4_294_967_300,
    ]
}

/// What another log has cannot be taken away, and all that a log has can.
fn exchange<S: Clone + Debug + PartialEq>(
    logs: [&EventLog; 3],
    of: impl Fn(&EventLog) -> S,
    update: impl Fn(&mut S, &S, &S) -> Result<(), SumError>,
) {
    let [one, other, none] = logs.map(of);
    let mut sum = one.clone();
    assert_eq!(update(&mut sum, &other, &none), Err(SumError::NotInSum));
    assert_eq!(sum, one);
    update(&mut sum, &one, &other).unwrap();
    assert_eq!(sum, other);
}

#[test]
fn what_is_not_in_a_sum_cannot_be_taken_away() {
    let one = log(&[(1, "a", 0), (1, "b", 5), (1, "a", 9)]);
    let other = log(&[(2, "a", 0), (2, "x", 7), (2, "x", 8), (2, "x", 9)]);
    let none = log(&[]);
    let logs = [&one, &other, &none];
    for quantiles in QUANTILES {
        exchange(logs, |log| FlowSum::of(log, quantiles), FlowSum::update);
        exchange(
            logs,
            |log| VariantSum::of(log, quantiles),
            VariantSum::update,
        );
    }
    exchange(logs, FollowsSum::of, FollowsSum::update);
    exchange(logs, ReworkSum::of, ReworkSum::update);
    let cycles = CycleOptions {
        from: Some("x".to_owned()),
        ..CycleOptions::default()
    };
    exchange(logs, |log| CycleSum::of(log, &cycles), CycleSum::update);
    exchange(logs, |log| AlignSum::of(&journey(), log), AlignSum::update);
    let steps = StepOptions::default();
    exchange(
        logs,
        |log| StepSum::of(log, &steps).unwrap(),
        StepSum::update,
    );
    let rhythm = RhythmOptions::default();
    exchange(
        logs,
        |log| RhythmSum::of(log, &rhythm).unwrap(),
        RhythmSum::update,
    );
    let pattern = SequencePattern::parse("a").unwrap();
    for examples in [0, 1, 10] {
        let options = PatternOptions {
            examples,
            ..PatternOptions::default()
        };
        exchange(
            logs,
            |log| PatternSum::of(log, &pattern, &options).unwrap(),
            PatternSum::update,
        );
    }

    // Those of one bucket are told apart by what they are together.
    let of = |durations: &[i64]| {
        let mut sum = DurationSum::new(Quantiles::Sketch);
        sum.extend(durations.iter().copied());
        sum
    };
    let sketch = of(&[1_000, 1_003, 1_007]);
    for durations in [&[1_000, 1_001][..], &[1_000, 1_005], &[1_000, 1_001, 1_007]] {
        for after in [&[][..], &[1_000]] {
            let mut sum = sketch.clone();
            let result = sum.update(&of(durations), &of(after));
            assert_eq!(result, Err(SumError::NotInSum), "{durations:?}");
            assert_eq!(sum, sketch);
        }
    }
    let mut sum = sketch;
    sum.update(&of(&[1_000, 1_003]), &of(&[])).unwrap();
    assert_eq!(sum, of(&[1_007]));

    // Nobody came again so soon, or over that.
    let of = |visits: &[&str]| {
        let customers = vec!["ann"; visits.len()];
        ReworkSum::of(&EventLog::from_columns(&customers[..], visits, None).unwrap())
    };
    let mut sum = of(&["a", "b", "a", "c"]);
    sum.merge(sum.clone()).unwrap();
    for other in [["a", "a", "b", "c"], ["a", "c", "a", "b"]] {
        let mut changed = sum.clone();
        let result = changed.update(&of(&other), &of(&other));
        assert_eq!(result, Err(SumError::NotInSum), "{other:?}");
        assert_eq!(changed, sum);
    }

    // A touchpoint may have other events in the log.
    let of = |log: &EventLog| FunnelSum::of(log, &funnel()).unwrap();
    let mut sum = of(&one);
    assert_eq!(sum.update(&of(&other), &of(&none)), Err(SumError::NotInSum));
    assert_eq!(sum.update(&of(&one), &of(&none)), Err(SumError::NotKept));
    assert_eq!(sum, of(&one));
}

/// The counts alone could be those of a log.
#[test]
fn examples_that_are_not_in_a_sum_cannot_be_taken_away() {
    let pattern = SequencePattern::parse("a").unwrap();
    for examples in [1, 10] {
        let options = PatternOptions {
            examples,
            ..PatternOptions::default()
        };
        let of = |events: &[Event]| PatternSum::of(&log(events), &pattern, &options).unwrap();
        let mut sum = of(&[(2, "a", 0), (3, "a", 0)]);
        let was = sum.clone();
        let other = of(&[(1, "a", 0)]);
        assert_eq!(sum.update(&other, &other), Err(SumError::NotInSum));
        assert_eq!(sum, was);
    }
}

#[test]
fn a_touchpoint_that_is_gone_is_missing_or_not_known() {
    let (ann, bob) = (log(&[(1, "a", 0), (1, "b", 5)]), log(&[(2, "a", 0)]));
    let both = log(&[(1, "a", 0), (1, "b", 5), (2, "a", 0)]);
    let options = PatternOptions::default();
    let nobody = PatternSum::empty(&options);
    for text in ["b", "\"b*\""] {
        let pattern = SequencePattern::parse(text).unwrap();
        let of = |log: &EventLog| PatternSum::of(log, &pattern, &options).unwrap();
        let none = of(&log(&[]));
        assert_ne!(none, nobody);
        for after in [&none, &nobody, &of(&bob)] {
            // Nobody knows whether bob has been there.
            let mut sum = of(&both);
            assert_eq!(sum.update(&of(&ann), after), Err(SumError::NotKept));
            assert_eq!(sum, of(&both));
            let mut sum = of(&ann);
            sum.update(&of(&ann), after).unwrap();
            assert_eq!(&sum, after);
        }
        // Who has never been there takes nothing along.
        let mut sum = of(&both);
        sum.update(&of(&bob), &none).unwrap();
        assert_eq!(sum, of(&ann));
        sum.update(&nobody, &of(&bob)).unwrap();
        assert_eq!(sum, of(&both));
        // What the sum lacks nobody in it has.
        let mut sum = of(&bob);
        assert_eq!(sum.update(&of(&ann), &none), Err(SumError::NotInSum));
        for (before, after) in [(&none, &none), (&nobody, &nobody)] {
            sum.update(before, after).unwrap();
            assert_eq!(sum, of(&bob));
        }
    }
}

/// The same sequence, but no times: counts are there, durations are not.
#[test]
fn a_variant_cannot_be_taken_away_without_its_durations() {
    let timed = log(&[(1, "a", 0), (1, "b", 5)]);
    let untimed = EventLog::from_columns(&["1", "1"], &["a", "b"], None).unwrap();
    let of = |log: &EventLog| VariantSum::of(log, Quantiles::Exact);
    let mut sum = of(&timed);
    let none = VariantSum::default();
    assert_eq!(sum.update(&of(&untimed), &none), Err(SumError::NotInSum));
    assert_eq!(sum, of(&timed));
    sum.update(&of(&timed), &none).unwrap();
    assert_eq!(sum, none);
}

#[test]
fn sums_of_other_options_do_not_go_together() {
    let log = log(&[(1, "a", 0), (1, "b", 5)]);
    let steps = |max_steps| {
        let options = StepOptions {
            max_steps,
            ..StepOptions::default()
        };
        StepSum::of(&log, &options).unwrap()
    };
    assert_eq!(
        steps(4).update(&steps(4), &steps(3)),
        Err(SumError::Different)
    );
    let rhythm = |by| {
        let options = RhythmOptions {
            by,
            ..RhythmOptions::default()
        };
        RhythmSum::of(&log, &options).unwrap()
    };
    let (all, by) = (rhythm(None), rhythm(Some(RhythmBy::Touchpoint)));
    assert_eq!(all.clone().update(&by, &all), Err(SumError::Different));
    let pattern = SequencePattern::parse("a").unwrap();
    let pattern = |examples| {
        let options = PatternOptions {
            examples,
            ..PatternOptions::default()
        };
        PatternSum::of(&log, &pattern, &options).unwrap()
    };
    assert_eq!(
        pattern(1).update(&pattern(2), &pattern(1)),
        Err(SumError::Different)
    );
    assert_eq!(pattern(1).merge(pattern(2)), Err(SumError::Different));
    // What was not measured cannot be exchanged for what was.
    let grown = self::log(&[(1, "a", 0), (1, "b", 7), (1, "c", 8)]);
    let [exact, none] = [Quantiles::Exact, Quantiles::None];
    for [whole, before, after] in [
        [exact, none, none],
        [exact, none, exact],
        [exact, exact, none],
        [none, none, exact],
    ] {
        let mut sum = FlowSum::of(&log, whole);
        let (before_flow, after_flow) = (FlowSum::of(&log, before), FlowSum::of(&grown, after));
        let updated = sum.update(&before_flow, &after_flow);
        assert_eq!(updated, Err(SumError::Different));
        assert_eq!(sum, FlowSum::of(&log, whole));

        // Also of a variant that stays, and of one that nobody takes any more.
        for grown in [&log, &grown] {
            let mut sum = VariantSum::of(&log, whole);
            let before = VariantSum::of(&log, before);
            let updated = sum.update(&before, &VariantSum::of(grown, after));
            assert_eq!(updated, Err(SumError::Different));
            assert_eq!(sum, VariantSum::of(&log, whole));
        }

        let of = |log: &EventLog, quantiles| {
            let options = CycleOptions {
                quantiles,
                ..CycleOptions::default()
            };
            CycleSum::of(log, &options)
        };
        let mut sum = of(&log, whole);
        let updated = sum.update(&of(&log, before), &of(&grown, after));
        assert_eq!(updated, Err(SumError::Different));
        assert_eq!(sum, of(&log, whole));
    }
    // Sums of nobody have not measured anything.
    let cycles = CycleSum::of(&log, &CycleOptions::default());
    let mut sum = CycleSum::default();
    sum.update(&CycleSum::default(), &cycles).unwrap();
    assert_eq!(sum, cycles);
    sum.update(&cycles, &CycleSum::default()).unwrap();
    assert_eq!(sum.cycle_times(), CycleSum::default().cycle_times());
    // A window that is open at the end of a log is open at another time when it grows.
    let funnel = |end| {
        let options = FunnelOptions {
            window: Some(9.0),
            end,
            ..funnel()
        };
        FunnelSum::of(&log, &options).unwrap()
    };
    let (sum, told) = (funnel(None), funnel(Some(5.0)));
    assert_eq!(sum.clone().update(&told, &told), Err(SumError::Different));
}
