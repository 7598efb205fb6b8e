//! Sequence patterns: the definition, by trying every choice of events.

use std::collections::BTreeSet;

use cesta::{
    flow::{
        DurationSum,
        pattern::{
            MatchStart, PatternEnd, PatternError, PatternLink, PatternMatches, PatternOptions,
            PatternPart, PatternStep, PatternSum, SequencePattern, TimeCondition, TimeIs,
            find_pattern, quoted_name,
        },
    },
    journey::{
        Journey,
        spec::{Stage, Touchpoint},
    },
    log::{EventLog, EventLogBuilder},
};
use proptest::{
    collection::{btree_set, vec},
    option,
    prelude::*,
    sample::select,
};

const NAMES: [&str; 4] = ["a", "b", "c", "d"];

/// Short sequences of few touchpoints, with ties; every touchpoint is met by somebody.
fn traces() -> impl Strategy<Value = Vec<Vec<(usize, i64)>>> {
    let trace = vec((0..NAMES.len(), 0_i64..4), 1..9).prop_map(|steps| {
        let mut time = 0;
        let step = |(name, gap): (usize, i64)| {
            time += gap / 2 * 1_000;
            (name, time)
        };
        steps.into_iter().map(step).collect::<Vec<_>>()
    });
    vec(trace, 1..5).prop_map(|mut traces| {
        traces.push((0..NAMES.len()).map(|name| (name, 0)).collect());
        traces
    })
}

fn log(traces: &[Vec<(usize, i64)>], from: usize) -> EventLog {
    let mut builder = EventLogBuilder::new();
    for (customer, trace) in (from..).zip(traces) {
        for &(name, time) in trace {
            builder
                .push(&format!("{customer:02}"), NAMES[name], Some(time))
                .unwrap();
        }
    }
    builder.build()
}

fn names() -> impl Strategy<Value = Vec<String>> {
    vec(
        select(vec!["a", "b", "c", "d", "?", "z*"]).prop_map(str::to_owned),
        1..3,
    )
}

fn times() -> impl Strategy<Value = Vec<TimeCondition>> {
    let is = select(vec![
        TimeIs::Under,
        TimeIs::AtMost,
        TimeIs::Over,
        TimeIs::AtLeast,
        TimeIs::Exactly,
    ]);
    let one = (is, select(vec![500.0, 1_000.0, 2_000.0]));
    let one = one.prop_map(|(is, milliseconds)| TimeCondition { is, milliseconds });
    let two = (select(vec![500.0, 1_000.0]), select(vec![1_000.0, 3_000.0]));
    prop_oneof![
        4 => Just(Vec::new()),
        2 => one.prop_map(|it| vec![it]),
        1 => two.prop_map(|(least, most)| vec![
            TimeCondition { is: TimeIs::AtLeast, milliseconds: least },
            TimeCondition { is: TimeIs::AtMost, milliseconds: most },
        ]),
    ]
}

fn steps() -> impl Strategy<Value = PatternStep> {
    let leaf = prop_oneof![
        4 => names().prop_map(|touchpoints| PatternStep::At { touchpoints }),
        1 => names().prop_map(|touchpoints| PatternStep::Elsewhere { touchpoints }),
        1 => Just(PatternStep::Anywhere),
    ];
    leaf.prop_recursive(3, 10, 3, |inner| {
        let link = select(vec![PatternLink::Next, PatternLink::Later]);
        let part = (link, times(), inner.clone());
        let part = part.prop_map(|(link, after, step)| PatternPart { link, after, step });
        prop_oneof![
            3 => vec(part, 1..4).prop_map(|of| PatternStep::Sequence { of }),
            1 => vec(inner.clone(), 1..3).prop_map(|of| PatternStep::Choice { of }),
            1 => (inner, 0_u32..3, option::of(0_u32..2)).prop_map(|(of, min, more)| {
                let max = more.map(|more| min + more);
                PatternStep::Repeat { of: Box::new(of), min, max }
            }),
        ]
    })
}

fn patterns() -> impl Strategy<Value = SequencePattern> {
    let end = || select(vec![PatternEnd::Open, PatternEnd::Open, PatternEnd::Fixed]);
    let only = option::weighted(0.2, Just(vec!["a".to_owned(), "b".to_owned()]));
    (end(), end(), only, steps()).prop_map(|(start, end, only, of)| SequencePattern {
        start,
        end,
        only,
        of,
    })
}

/// A choice of events so far: its last one, and whether the group has one.
type Chosen = (Option<usize>, bool);

/// The link before a step.
type Before<'p> = Option<(PatternLink, &'p [TimeCondition])>;

fn fits(names: &[String], name: &str) -> bool {
    names.iter().any(|it| it == name || it == "?")
}

fn holds(condition: &TimeCondition, took: i64) -> bool {
    let took = f64::from(i32::try_from(took).unwrap());
    let than = condition.milliseconds;
    match condition.is {
        TimeIs::Under => took < than,
        TimeIs::AtMost => took <= than,
        TimeIs::Over => took > than,
        TimeIs::AtLeast => took >= than,
        TimeIs::Exactly => (took - than).abs() < f64::EPSILON,
    }
}

/// Every way to go on from a choice by a step: with the last event chosen, by definition.
fn choose(
    step: &PatternStep,
    trace: &[(usize, i64)],
    from: (Option<usize>, usize),
    before: Before<'_>,
) -> BTreeSet<Option<usize>> {
    let (latest, start) = from;
    let takes = |takes: &dyn Fn(&str) -> bool| {
        let events = (0..trace.len()).filter(|&event| match (latest, before) {
            (None, _) => event == start,
            (Some(latest), Some((link, after))) => {
                let took = trace[event].1 - trace[latest].1;
                let placed = match link {
                    PatternLink::Next => event == latest + 1,
                    PatternLink::Later => event > latest,
                };
                placed && after.iter().all(|it| holds(it, took))
            }
            (Some(latest), None) => event == latest + 1,
        });
        events
            .filter(|&event| takes(NAMES[trace[event].0]))
            .map(Some)
            .collect()
    };
    match step {
        PatternStep::At { touchpoints } => takes(&|name| fits(touchpoints, name)),
        PatternStep::Elsewhere { touchpoints } => takes(&|name| !fits(touchpoints, name)),
        PatternStep::Anywhere => takes(&|_| true),
        PatternStep::Sequence { of } => {
            let mut chosen: BTreeSet<Chosen> = [(latest, false)].into();
            for part in of {
                let mut next = BTreeSet::new();
                for (so_far, any) in chosen {
                    let own = Some((part.link, &*part.after));
                    let link = if any { own } else { before };
                    for then in choose(&part.step, trace, (so_far, start), link) {
                        next.insert((then, any || then != so_far));
                    }
                }
                chosen = next;
            }
            chosen.into_iter().map(|it| it.0).collect()
        }
        PatternStep::Choice { of } => of
            .iter()
            .flat_map(|it| choose(it, trace, from, before))
            .collect(),
        PatternStep::Repeat { of, min, max } => {
            let mut all = BTreeSet::new();
            let mut chosen: BTreeSet<Chosen> = [(latest, false)].into();
            for turn in 0..=max.unwrap_or(min + 10).min(min + 10) {
                if turn >= *min {
                    all.extend(chosen.iter().map(|it| it.0));
                }
                let mut next = BTreeSet::new();
                for (so_far, any) in chosen {
                    let own = Some((PatternLink::Next, &[][..]));
                    let link = if any { own } else { before };
                    for then in choose(of, trace, (so_far, start), link) {
                        next.insert((then, any || then != so_far));
                    }
                }
                chosen = next;
            }
            all
        }
    }
}

/// The matches of a trace: the one that ends first, then what begins after it.
fn brute(
    pattern: &SequencePattern,
    trace: &[(usize, i64)],
    which: MatchStart,
) -> Vec<(usize, usize)> {
    let seen: Vec<usize> = (0..trace.len())
        .filter(|&at| {
            pattern
                .only
                .as_ref()
                .is_none_or(|only| fits(only, NAMES[trace[at].0]))
        })
        .collect();
    let trace: Vec<(usize, i64)> = seen.iter().map(|&at| trace[at]).collect();
    let mut all = BTreeSet::new();
    for start in 0..trace.len() {
        for end in choose(&pattern.of, &trace, (None, start), None)
            .into_iter()
            .flatten()
        {
            let fixed = (pattern.start == PatternEnd::Fixed && start != 0)
                || (pattern.end == PatternEnd::Fixed && end + 1 != trace.len());
            if !fixed {
                all.insert((start, end));
            }
        }
    }
    let mut matches = Vec::new();
    let mut free = 0;
    while let Some(end) = all.iter().filter(|it| it.0 >= free).map(|it| it.1).min() {
        let mut starts = all
            .iter()
            .filter(|it| it.0 >= free && it.1 == end)
            .map(|it| it.0);
        let start = match which {
            MatchStart::First => starts.next(),
            MatchStart::Last => starts.next_back(),
        };
        matches.push((seen[start.unwrap()], seen[end]));
        free = end + 1;
    }
    matches
}

/// Whether a pattern needs no event.
fn is_empty(step: &PatternStep) -> bool {
    choose(step, &[], (None, 0), None).contains(&None)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn matches_are_what_the_definition_says(
        traces in traces(),
        pattern in patterns(),
        start in select(vec![MatchStart::First, MatchStart::Last]),
    ) {
        let log = log(&traces, 0);
        let options = PatternOptions { start, examples: 1_000, ..PatternOptions::default() };
        let found = PatternMatches::of(&log, &pattern, &options);
        if is_empty(&pattern.of) {
            let error = found.unwrap_err();
            prop_assert!(codes(&error).contains(&"needsNoEvent"), "{}", error);
            return Ok(());
        }
        let found = match found {
            Ok(found) => found,
            // What is contradictory, or grows too large.
            Err(error) => {
                let code = codes(&error)[0].to_owned();
                prop_assert!(["noTimeMeets", "tooLarge"].contains(&&*code), "{}", error);
                return Ok(());
            }
        };
        let expected: Vec<_> = traces.iter().map(|it| brute(&pattern, it, start)).collect();
        let examples: Vec<(usize, usize, usize)> = found
            .examples
            .iter()
            .map(|it| (it.customer.parse().unwrap(), it.first as usize, it.last as usize))
            .collect();
        let all = expected.iter().enumerate();
        let all = all.flat_map(|(customer, of)| of.iter().map(move |it| (customer, it.0, it.1)));
        let all: Vec<_> = all.collect();
        prop_assert_eq!(&examples, &all, "{}", pattern);
        prop_assert_eq!(found.matches as usize, all.len());
        let matched = expected.iter().filter(|it| !it.is_empty()).count();
        prop_assert_eq!(found.customers.count as usize, matched);
        let mut took = DurationSum::default();
        took.extend(all.iter().map(|it| traces[it.0][it.2].1 - traces[it.0][it.1].1));
        prop_assert_eq!(found.durations, took.durations());

        let columns = find_pattern(&log, &pattern, start, 3).unwrap();
        let bounds = |customer: u32| log.trace(customer).unwrap().range().start;
        let told = columns.customers.iter().zip(columns.first.iter().zip(&columns.last));
        let told = told.map(|(&customer, (&first, &last))| {
            let start = bounds(customer);
            (customer as usize, first as usize - start, last as usize - start)
        });
        prop_assert!(told.eq(all.iter().copied().take(3)));
        prop_assert_eq!(columns.more as usize, all.len().saturating_sub(3));
    }

    #[test]
    fn parts_of_the_customers_add_up(
        traces in traces(),
        pattern in patterns(),
        cut in 0_usize..6,
        first: bool,
    ) {
        let options = PatternOptions { examples: 3, ..PatternOptions::default() };
        let (left, right) = traces.split_at(cut.min(traces.len()));
        let sum = |traces, from| PatternSum::of(&log(traces, from), &pattern, &options);
        // A part without events has no times to ask for.
        let parts = [(left, 0), (right, left.len())];
        let parts: Vec<_> = parts.into_iter().filter(|it| !it.0.is_empty()).collect();
        let mut sums = Vec::new();
        for (traces, from) in parts {
            match sum(traces, from) {
                Ok(sum) => sums.push(sum),
                Err(_) => return Ok(()),
            }
        }
        if first {
            sums.reverse();
        }
        let mut whole = PatternSum::empty(&options);
        let bytes = |sum: &PatternSum| serde_json::to_string(sum).unwrap();
        for sum in sums {
            let read: PatternSum = serde_json::from_str(&bytes(&sum)).unwrap();
            prop_assert_eq!(&read, &sum);
            whole.merge(read).unwrap();
        }
        let all = sum(&traces, 0).unwrap();
        prop_assert_eq!(whole.matches(), all.matches());
        prop_assert_eq!(bytes(&whole), bytes(&all));
    }

    #[test]
    fn patterns_come_back_from_their_text(pattern in patterns()) {
        let pattern = SequencePattern { only: None, ..pattern };
        let text = pattern.to_string();
        let again = SequencePattern::parse(&text).unwrap();
        // A list of one, and a group in a group, are written as what is inside.
        prop_assert_eq!(again.to_string(), text);
        let data = serde_json::to_value(&pattern).unwrap();
        prop_assert_eq!(serde_json::from_value::<SequencePattern>(data).unwrap(), pattern);
    }

    #[test]
    fn any_text_is_a_pattern_or_an_error_with_places(
        text in "[ab .*+?!(){}\\[\\]<>=|^$,\"'č0-9hm-]{0,24}|\\PC{0,12}",
    ) {
        match SequencePattern::parse(&text) {
            Ok(pattern) => {
                let written = pattern.to_string();
                prop_assert_eq!(SequencePattern::parse(&written).unwrap().to_string(), written);
            }
            Err(error) => {
                prop_assert!(!error.problems().is_empty());
                let length = u32::try_from(text.chars().count()).unwrap();
                for problem in error.problems() {
                    let position = problem.position.unwrap();
                    prop_assert!((1..=length + 1).contains(&position));
                }
            }
        }
        let _any = SequencePattern::parse_numbered(&text, &[vec!["a".into()]]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    /// What is written for a name is fitted by this name only, in a log that has it and in one
    /// that does not, alone and with others.
    #[test]
    fn every_name_can_be_written(
        names in btree_set(r#"[ab*?\\"'(|){}!^$.,<=>\[\] é-]{0,4}[ab*?\\"'(|){}!^$.,<=>\[\]é-]"#, 2..8),
    ) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let log = EventLog::from_columns(&names[..], &names[..], None).unwrap();
        let row = EventLog::from_columns(&vec!["ann"; names.len()][..], &names[..], None).unwrap();
        let options = PatternOptions::default();
        for (place, name) in names.iter().enumerate() {
            let pattern = SequencePattern::parse(&quoted_name(name)).unwrap();
            prop_assert_eq!(pattern.to_string(), quoted_name(name));
            let found = PatternMatches::of(&log, &pattern, &options).unwrap();
            let customers: Vec<_> = found.examples.iter().map(|it| &it.customer).collect();
            prop_assert_eq!(customers, [name]);

            let after = names.get(place + 1).map(|it| format!(" -> {}", quoted_name(it)));
            let text = format!("{{{}}}{}", quoted_name(name), after.unwrap_or_default());
            let together = SequencePattern::parse(&text).unwrap();
            let found = PatternMatches::of(&row, &together, &options).unwrap();
            prop_assert_eq!(found.matches, 1, "{}", text);

            let others: Vec<&str> = names.iter().copied().filter(|it| it != name).collect();
            let log = EventLog::from_columns(&others[..], &others[..], None).unwrap();
            let found = PatternMatches::of(&log, &pattern, &options);
            prop_assert!(found.map_or(0, |it| it.matches) == 0);
        }
    }
}

fn codes(error: &PatternError) -> Vec<&str> {
    error.problems().iter().map(|it| it.reason.code()).collect()
}

/// The matches of one customer, as `first-last`, by a pattern's text.
fn found(pattern: &str, names: &[&str], seconds: Option<&[i64]>) -> Vec<String> {
    let times: Option<Vec<i64>> = seconds.map(|it| it.iter().map(|it| it * 1_000).collect());
    let customers = vec!["ann"; names.len()];
    let log = EventLog::from_columns(&customers[..], names, times.as_deref()).unwrap();
    let pattern = SequencePattern::parse(pattern).unwrap();
    let found = PatternMatches::of(&log, &pattern, &PatternOptions::default()).unwrap();
    found
        .examples
        .iter()
        .map(|it| format!("{}-{}", it.first, it.last))
        .collect()
}

#[test]
fn patterns_read_as_they_say() {
    let names = ["look", "look", "help", "buy", "look", "buy"];
    let times = [0, 60, 120, 3_600, 4_000, 9_000];
    for (pattern, expected) in [
        ("look -> buy", vec!["4-5"]),
        ("look => buy", vec!["1-3", "4-5"]),
        ("look =>[<=1h] buy", vec!["1-3"]),
        ("look =>[>1h] buy", vec!["4-5"]),
        ("look =>[>=59m, <=1h] buy", vec!["1-3"]),
        ("^ look => buy", vec!["0-3"]),
        ("look => buy $", vec!["4-5"]),
        ("^ look -> .* -> buy $", vec!["0-5"]),
        ("look{2}", vec!["0-1"]),
        ("look+ -> help", vec!["1-2"]),
        ("(look | help) -> buy", vec!["2-3", "4-5"]),
        ("{look, help} -> buy", vec!["2-3", "4-5"]),
        ("look -> !help", vec!["0-1", "4-5"]),
        ("look -> !{help, buy}", vec!["0-1"]),
        ("look -> help? -> buy", vec!["1-3", "4-5"]),
        ("\"l*\" -> 'he''p?' -> buy", vec![]),
        ("look -> . -> buy", vec!["1-3"]),
    ] {
        assert_eq!(found(pattern, &names, Some(&times)), expected, "{pattern}");
    }
    let hyphen = found("a-b.c -> a-b.c->d", &["a-b.c", "a-b.c", "d"], None);
    assert_eq!(hyphen, ["0-2"]);
}

#[test]
fn all_that_is_wrong_is_told_with_its_place() {
    let problems = |text: &str| -> Vec<(u32, String)> {
        let error = SequencePattern::parse(text).unwrap_err();
        assert_eq!(error.code(), "badPattern");
        let problems = error.problems().iter();
        problems
            .map(|it| (it.position.unwrap(), it.message.clone()))
            .collect()
    };
    let told = |problems: &[(u32, &str)]| -> Vec<(u32, String)> {
        problems.iter().map(|it| (it.0, it.1.to_owned())).collect()
    };
    assert_eq!(
        problems("a -> ->[<=1x] b{3,2} c -> (d"),
        told(&[
            (6, "expected a touchpoint, found `->`"),
            (11, "`1x` is no time span such as `30m`"),
            (16, "at least 3 times is more than at most 2"),
            (22, "expected `->`, `=>`, `|` or the end, found `c`"),
            (29, "expected `)`, found the end"),
        ])
    );
    assert_eq!(
        problems(""),
        told(&[(1, "expected a touchpoint, found the end")])
    );
    assert_eq!(
        problems("a => \"čaj"),
        told(&[(6, "the quotation mark is never closed")])
    );
    assert_eq!(
        problems("a $ b"),
        told(&[(5, "expected the end, found `b`")])
    );
    assert_eq!(
        problems("a =>[<= 1h, 2h] b{99999999999}"),
        told(&[
            (13, "expected a comparison such as `<=`, found `2h`"),
            (19, "`99999999999` is no number of times"),
        ])
    );
    let deep = "(".repeat(100_000);
    assert!(
        problems(&deep)
            .iter()
            .any(|it| it.1 == "groups are nested deeper than 64")
    );
    let nested = "a".to_owned() + &"?".repeat(100_000);
    assert_eq!(problems(&nested)[0].1, "groups are nested deeper than 64");

    let log = EventLog::from_columns(&["ann"], &["a"], None).unwrap();
    let refused = |text: &str| {
        let pattern = SequencePattern::parse(text).unwrap();
        let error = PatternMatches::of(&log, &pattern, &PatternOptions::default());
        codes(&error.unwrap_err())
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(refused("a*"), ["needsNoEvent"]);
    assert_eq!(refused("a -> b -> {c, d}"), ["unknownTouchpoint"; 3]);
    assert_eq!(refused("a =>[<1m] a"), ["noTimes"]);
    assert_eq!(refused("a =>[<1m, >2m] a"), ["noTimes", "noTimeMeets"]);
    assert_eq!(refused("a{65}"), ["tooLarge"]);
    assert_eq!(refused("((a{4000000000}){4000000000})+"), ["tooLarge"]);
    let endless = PatternStep::Repeat {
        of: Box::new(PatternStep::Sequence { of: Vec::new() }),
        min: u32::MAX,
        max: None,
    };
    let error = PatternMatches::of(&log, &endless.into(), &PatternOptions::default());
    assert_eq!(codes(&error.unwrap_err()), ["needsNoEvent"]);
    let deep = (0..200).fold(PatternStep::Anywhere, |of, _| PatternStep::Repeat {
        of: Box::new(of),
        min: 1,
        max: Some(1),
    });
    let error = PatternMatches::of(&log, &deep.into(), &PatternOptions::default());
    assert_eq!(codes(&error.unwrap_err()), ["tooDeep"]);
    let negative = PatternStep::Sequence {
        of: vec![PatternPart {
            link: PatternLink::Next,
            after: vec![TimeCondition {
                is: TimeIs::Over,
                milliseconds: -1.0,
            }],
            step: PatternStep::Anywhere,
        }],
    };
    let error = PatternMatches::of(&log, &negative.into(), &PatternOptions::default());
    assert_eq!(codes(&error.unwrap_err()), ["noTimes", "badTime"]);
}

/// Patterns on which backtracking would take longer than the universe is old.
#[test]
fn nothing_is_tried_twice() {
    let names: Vec<&str> = std::iter::repeat_n("a", 20_000).chain(["b"]).collect();
    let seconds: Vec<i64> = (0..20_001).collect();
    for pattern in [
        "(a+)+ -> (a+)+ -> b -> b",
        "(a? -> .?){16} -> b -> b",
        "a => a => a => a => a => a => a => a => b -> b",
        "a =>[>=1s, <=5h] a =>[>=1s, <=5h] a =>[>=1s, <=5h] a =>[<1s] b",
    ] {
        let pattern = pattern.replace("c*b -> ", "");
        assert_eq!(
            found(&pattern, &names, Some(&seconds)),
            [""; 0],
            "{pattern}"
        );
    }
}

#[test]
fn numbers_are_read_as_clickhouse_reads_them() {
    let conditions = [vec!["a".to_owned()], vec!["b".to_owned(), "c".to_owned()]];
    let read = |text: &str| SequencePattern::parse_numbered(text, &conditions);
    for (text, expected) in [
        ("(?1)(?2)", "a -> {b, c}"),
        ("(?1).*(?2)", "a => {b, c}"),
        ("(?1)(?t<=60)(?2)", "a =>[<=1m] {b, c}"),
        (
            "(?1)(?t>1)(?t<5)(?2).(?1)",
            "a =>[>1s, <5s] {b, c} -> . -> a",
        ),
        (".*(?2)", "{b, c}"),
    ] {
        let pattern = read(text).unwrap();
        assert_eq!(pattern.to_string(), expected, "{text}");
        assert_eq!(pattern.only.unwrap(), ["a", "b", "c"]);
    }
    for (text, expected) in [
        ("", vec![(1, "expected")]),
        (
            "(?3)(?t<x)(?x)",
            vec![(1, "unknownCondition"), (5, "badSpan"), (11, "expected")],
        ),
        ("(?1)?", vec![(5, "expected")]),
        ("(?0)", vec![(1, "unknownCondition")]),
        ("(?1", vec![(1, "expected")]),
    ] {
        let error = read(text).unwrap_err();
        let problems = error.problems().iter();
        let problems: Vec<_> = problems
            .map(|it| (it.position.unwrap(), it.reason.code()))
            .collect();
        assert_eq!(problems, expected, "{text}");
    }
    // What no number means is not seen.
    let log = EventLog::from_columns(&["ann"; 5], &["a", "d", "b", "d", "c"], None).unwrap();
    let pattern = read("(?1)(?2)").unwrap();
    let found = PatternMatches::of(&log, &pattern, &PatternOptions::default()).unwrap();
    assert_eq!((found.matches, found.examples[0].last), (1, 2));
}

#[test]
fn sums_that_cannot_be_are_refused() {
    let log = log(&[vec![(0, 0), (1, 5)]], 0);
    let pattern = SequencePattern::parse("a -> b").unwrap();
    let sum = PatternSum::of(&log, &pattern, &PatternOptions::default()).unwrap();
    let good = serde_json::to_value(&sum).unwrap();
    assert_eq!(good["matches"], 1);
    let with = |field: &str, value: serde_json::Value| {
        let mut bad = good.clone();
        bad[field] = value;
        serde_json::from_value::<PatternSum>(bad)
    };
    assert_eq!(with("matched", 1.into()).unwrap(), sum);
    for (field, value) in [
        ("matched", 0.into()),
        ("matched", 2.into()),
        ("customers", 0.into()),
        ("matches", 0.into()),
        ("missing", serde_json::json!(["b", "a"])),
        (
            "durations",
            serde_json::json!({"quantiles": "exact", "values": [1.0], "counts": [2]}),
        ),
        ("else", 1.into()),
    ] {
        assert!(with(field, value).is_err(), "{field}");
    }
    let mut twice = good.clone();
    twice["examples"] = serde_json::json!([good["examples"][0], good["examples"][0]]);
    assert!(serde_json::from_value::<PatternSum>(twice).is_err());
}

#[test]
fn a_pattern_in_the_words_of_a_map_is_one_in_those_of_the_log() {
    let touchpoint = |id: &str, events: &[&str]| {
        let mut touchpoint = Touchpoint::new(id);
        touchpoint.events = events.iter().map(|&it| it.to_owned()).collect();
        touchpoint
    };
    let stage = Stage::new("all")
        .touchpoint(touchpoint("look", &["page/*"]))
        .touchpoint(touchpoint("buy", &["order", "look"]))
        .touchpoint(touchpoint("pay", &["what?", "cash"]))
        .touchpoint(touchpoint("rest", &["sleep"]));
    let journey = Journey::builder("shop").stage(stage).build().unwrap();
    let names = ["page/1", "look", "order", "page/2", "what?", "rain"];
    let log = EventLog::from_columns(&["ann"; 6], &names, None).unwrap();
    for (given, expected) in [
        // What the log has keeps its meaning, whatever the map says.
        ("look => buy", "look => {look, order}"),
        (
            "^ (pay | rain){2} -> !buy $",
            "^ (\"what\\?\" | rain){2} -> !{look, order} $",
        ),
        // Nobody rested, and there is no snow.
        ("rest -> snow -> \"page/*\"", "rest -> snow -> \"page/*\""),
        ("{buy, rain} =>[<=1h] .", "{look, order, rain} =>[<=1h] ."),
        // Once each, so that what comes out is not much more than what went in.
        ("{buy, buy, rain, buy}", "{look, order, rain}"),
    ] {
        let pattern = SequencePattern::parse(given).unwrap();
        assert_eq!(pattern.in_log(&log, &journey).to_string(), expected);
    }
    let mut seen = SequencePattern::parse("pay").unwrap();
    seen.only = Some(vec!["buy".to_owned(), "pay".to_owned()]);
    let only = seen.in_log(&log, &journey).only.unwrap();
    assert_eq!(only, ["look", "order", "what\\?"]);

    let long = SequencePattern::parse(&["buy"; 70].join(" -> ")).unwrap();
    let long = long.in_log(&log, &journey);
    assert_eq!(long.to_string().matches("order").count(), 64);
    let refused = find_pattern(&log, &long, MatchStart::default(), 1).unwrap_err();
    assert!(refused.to_string().contains("64"), "{refused}");
}
