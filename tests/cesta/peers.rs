//! What other tools answered about the same logs: PM4Py about flows and alignments, ClickHouse
//! about funnels and patterns. `tests/peers/make.py` asked them.
#![expect(clippy::disallowed_methods, reason = "reads the answers")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    ops::ControlFlow,
    path::Path,
};

use cesta::{
    flow::{
        Flow, FlowOptions,
        align::{AlignOptions, EditKind, align},
        follows::{EventuallyFollows, FollowsOptions},
        funnel::{Exclusion, Funnel, FunnelEntry, FunnelOptions, FunnelStep, StepOrder, Ties},
        pattern::{PatternMatches, PatternOptions, SequencePattern},
        variants::{VariantOptions, Variants},
    },
    format::json,
    journey::Journey,
    log::{EventLog, csv},
};
use serde_json::Value;

/// A log, and what was answered about it.
struct Case {
    name: String,
    log: EventLog,
    journey: Journey,
    answers: Value,
}

fn cases() -> Vec<Case> {
    let text = read("tests/peers/answers.json");
    let all: Value = serde_json::from_str(&text).unwrap();
    let cases = all["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 18);
    cases.iter().map(case).collect()
}

fn case(answers: &Value) -> Case {
    let name = answers["name"].as_str().unwrap().to_owned();
    let (log, map) = if name == "shop" {
        let text = read("examples/shop/events.csv");
        let read = csv::read(text.as_bytes(), &csv::CsvOptions::default(), |_| {
            ControlFlow::Continue(())
        });
        (read.unwrap().log, read_map())
    } else {
        let column = |at: usize| answers["log"][at].as_array().unwrap().iter();
        let texts = |at| {
            column(at)
                .map(|it| it.as_str().unwrap())
                .collect::<Vec<_>>()
        };
        let times: Vec<i64> = column(2).map(|it| it.as_i64().unwrap()).collect();
        let log = EventLog::from_columns(&*texts(0), &*texts(1), Some(&times)).unwrap();
        (log, answers["map"].to_string())
    };
    Case {
        name,
        log,
        journey: json::read(&map).unwrap(),
        answers: answers.clone(),
    }
}

fn read_map() -> String {
    read("examples/shop/journey.json")
}

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn rows(answers: &Value) -> impl Iterator<Item = &Vec<Value>> {
    let rows = answers.as_array().unwrap();
    assert!(!rows.is_empty());
    rows.iter().map(|row| row.as_array().unwrap())
}

#[test]
fn flows_are_those_of_pm4py() {
    for Case {
        name, log, answers, ..
    } in cases()
    {
        let flow = Flow::of(&log, &FlowOptions::default());
        assert_eq!(flow.steps.len(), rows(&answers["flow"]).count(), "{name}");
        for row in rows(&answers["flow"]) {
            let (from, to) = (row[0].as_str().unwrap(), row[1].as_str().unwrap());
            let step = flow.step(from, to).unwrap();
            assert_eq!(
                Some(u64::from(step.count)),
                row[2].as_u64(),
                "{name}: {from} > {to}"
            );
            let durations = step.durations.unwrap();
            for (ours, theirs) in [(durations.mean, &row[3]), (durations.median, &row[4])] {
                let theirs = theirs.as_f64().unwrap();
                // They told six digits of a millisecond.
                assert!((ours - theirs).abs() < 1e-5, "{name}: {from} > {to}");
            }
        }
        for (theirs, ours) in [
            (
                "starts",
                flow.touchpoints
                    .iter()
                    .map(|it| it.starts)
                    .collect::<Vec<_>>(),
            ),
            ("ends", flow.touchpoints.iter().map(|it| it.ends).collect()),
        ] {
            let names = flow.touchpoints.iter().map(|it| it.touchpoint.as_str());
            let ours: BTreeMap<_, _> = names.zip(ours).filter(|it| it.1 > 0).collect();
            let theirs: BTreeMap<_, _> = rows(&answers[theirs])
                .map(|row| (row[0].as_str().unwrap(), as_count(&row[1])))
                .collect();
            assert_eq!(ours, theirs, "{name}");
        }
    }
}

fn as_count(value: &Value) -> u32 {
    u32::try_from(value.as_u64().unwrap()).unwrap()
}

#[test]
fn variants_and_what_follows_are_those_of_pm4py() {
    for Case {
        name, log, answers, ..
    } in cases()
    {
        let options = VariantOptions {
            limit: u32::MAX,
            ..VariantOptions::default()
        };
        let variants = Variants::of(&log, &options);
        let ways = variants
            .iter()
            .map(|it| it.touchpoints().map(str::to_owned).collect::<Vec<_>>());
        let ours: BTreeMap<_, _> = ways.zip(variants.counts.iter().copied()).collect();
        let names = texts(&answers["touchpoints"]);
        let way = |it: &Value| {
            let numbers = it.as_array().unwrap().iter().map(as_count);
            let way = numbers.map(|it| names[it as usize].clone());
            way.collect::<Vec<_>>()
        };
        let theirs: BTreeMap<_, _> = rows(&answers["variants"])
            .map(|row| (way(&row[0]), as_count(&row[1])))
            .collect();
        assert_eq!(ours, theirs, "{name}");
        assert_eq!(variants.variants as usize, theirs.len(), "{name}");

        let follows = EventuallyFollows::of(&log, &FollowsOptions::default());
        let pairs = follows.pairs.iter();
        let ours: BTreeMap<_, _> = pairs
            .map(|it| ((it.from.as_str(), it.to.as_str()), it.count.to_string()))
            .collect();
        // Whole numbers, ours as `f64`: as texts they are exactly the same or not.
        let theirs: BTreeMap<_, _> = rows(&answers["follows"])
            .map(|row| {
                let pair = (row[0].as_str().unwrap(), row[1].as_str().unwrap());
                (pair, row[2].to_string())
            })
            .collect();
        assert_eq!(ours, theirs, "{name}");
    }
}

/// The elements of an array of texts.
fn texts(value: &Value) -> Vec<String> {
    let all = value.as_array().unwrap().iter();
    all.map(|it| it.as_str().unwrap().to_owned()).collect()
}

#[test]
fn alignments_cost_what_they_cost_pm4py() {
    for Case {
        name,
        log,
        journey,
        answers,
    } in cases()
    {
        let options = AlignOptions {
            limit: u32::MAX,
            ..AlignOptions::default()
        };
        let alignment = align(&journey, &log, &options).unwrap();
        let mut costs = BTreeMap::new();
        for variant in &alignment.variants {
            let is_event = |kind| !matches!(kind, EditKind::Skipped | EditKind::Silent);
            let events = variant.edits.iter().filter(|edit| is_event(edit.kind));
            let path: Vec<&str> = events.map(|edit| edit.touchpoint.as_str()).collect();
            costs.insert(path, variant.cost);
        }
        let theirs: BTreeMap<&str, f64> = rows(&answers["costs"])
            .map(|row| (row[0].as_str().unwrap(), row[1].as_f64().unwrap()))
            .collect();
        let mut found = 0;
        for trace in log.traces() {
            let Some(theirs) = theirs.get(trace.customer()) else {
                continue;
            };
            found += 1;
            let path: Vec<&str> = trace.names().collect();
            let ours = costs[&path];
            assert!(
                (ours - theirs).abs() < 1e-9,
                "{name}: {path:?} costs {ours}, not {theirs}"
            );
        }
        assert_eq!(found, theirs.len(), "{name}");
    }
}

/// A funnel that was asked about.
struct Asked<'a> {
    case: &'a Case,
    steps: Vec<Vec<String>>,
    window: f64,
    levels: &'a Value,
}

impl Asked<'_> {
    /// Windows that are longer than every log.
    const LONG: f64 = 1e12;

    fn each(cases: &[Case]) -> impl Iterator<Item = Asked<'_>> {
        cases.iter().flat_map(|case| {
            let all = case.answers["funnels"].as_array().unwrap().iter();
            all.map(move |it| Asked {
                case,
                steps: it["steps"].as_array().unwrap().iter().map(texts).collect(),
                window: it["window"].as_f64().unwrap(),
                levels: &it["levels"],
            })
        })
    }

    fn theirs(&self, mode: &str) -> Vec<u32> {
        let levels = self.levels[mode].as_array().unwrap();
        levels.iter().map(as_count).collect()
    }

    fn ours(&self, options: FunnelOptions) -> Vec<u32> {
        let steps = self.steps.iter().enumerate();
        let options = FunnelOptions {
            steps: steps
                .map(|(at, of)| FunnelStep::new(at.to_string(), of))
                .collect(),
            window: Some(self.window),
            ..options
        };
        let funnel = Funnel::of(&self.case.log, &options).unwrap();
        funnel.steps.iter().map(|it| it.reached).collect()
    }

    /// Whether a touchpoint serves several steps.
    fn repeats(&self) -> bool {
        let mut all = self.steps.concat();
        all.sort();
        all.windows(2).any(|pair| pair[0] == pair[1])
    }

    /// Whether one touchpoint serves two steps that follow each other.
    fn repeats_at_once(&self) -> bool {
        let mut pairs = self.steps.windows(2);
        pairs.any(|pair| pair[0].iter().any(|it| pair[1].contains(it)))
    }

    /// What may make a mode another than its counterpart: ties, a window that ends before the
    /// log, and touchpoints that serve several steps.
    fn reasons(&self) -> [bool; 3] {
        [
            has_ties(&self.case.log),
            self.window < Self::LONG,
            self.repeats(),
        ]
    }

    /// The touchpoints of the log that serve no step.
    fn foreign(&self) -> Vec<String> {
        let all = self.case.log.touchpoints().iter().map(str::to_owned);
        all.filter(|it| !self.steps.concat().contains(it)).collect()
    }

    /// Exclusions from every step to the next one.
    fn between(&self, not: impl Fn(usize) -> Vec<String>) -> FunnelOptions {
        let each = (1..self.steps.len()).map(|step| (step, step + 1, not(step)));
        first_entry(each)
    }
}

/// The first entry, and what must not be met from a step to another.
fn first_entry(not: impl Iterator<Item = (usize, usize, Vec<String>)>) -> FunnelOptions {
    let step = |at| u32::try_from(at).unwrap();
    let exclusion = |(from, to, touchpoints)| Exclusion {
        touchpoints,
        from: step(from),
        to: step(to),
    };
    FunnelOptions {
        entry: FunnelEntry::First,
        exclusions: not.map(exclusion).collect(),
        ..FunnelOptions::default()
    }
}

fn has_ties(log: &EventLog) -> bool {
    log.traces().any(|trace| {
        let times: Vec<_> = trace.times().unwrap().collect();
        times.windows(2).any(|pair| pair[0] == pair[1])
    })
}

/// How many funnels were the same, and how many were not.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    same: u32,
    other: u32,
}

impl Tally {
    fn add(&mut self, same: bool) {
        *(if same {
            &mut self.same
        } else {
            &mut self.other
        }) += 1;
    }
}

/// Without a mode, and with `strict_once`, they are the same everywhere, whatever is tied.
#[test]
fn funnels_are_those_of_clickhouse() {
    let cases = cases();
    let (mut same, mut reused) = (0, 0);
    for asked in Asked::each(&cases) {
        let name = (&asked.case.name, &asked.steps, asked.window);
        let options = |reuse| FunnelOptions {
            ties: Ties::StepOrder,
            reuse,
            ..FunnelOptions::default()
        };
        let (reuse, once) = (asked.ours(options(true)), asked.ours(options(false)));
        assert_eq!(reuse, asked.theirs(""), "{name:?}");
        assert_eq!(once, asked.theirs("strict_once"), "{name:?}");
        same += 1;
        if reuse != once {
            assert!(asked.repeats(), "{name:?}");
            reused += 1;
        }
    }
    assert!(same > 300 && reused > 0, "{same}, of them {reused} reuse");
}

/// `strict_increase` misses chains that are admissible by its own words, and finds no others: of
/// each step it remembers only the chain that began last, and forgets one from before that could
/// go on where that one has an equal time (ClickHouse#93789), or is the event itself, as where a
/// touchpoint serves two steps that follow each other. Cesta's are compared with brute force in
/// `funnel.rs`.
#[test]
fn increasing_funnels_are_those_of_clickhouse_or_more() {
    let cases = cases();
    let [mut plain, mut tied, mut repeated] = [Tally::default(); 3];
    for asked in Asked::each(&cases) {
        let options = FunnelOptions {
            ties: Ties::Strict,
            ..FunnelOptions::default()
        };
        let (ours, theirs) = (asked.ours(options), asked.theirs("strict_increase"));
        let mut both = ours.iter().zip(&theirs);
        assert!(both.all(|(ours, theirs)| ours >= theirs));
        let tally = if asked.repeats_at_once() {
            &mut repeated
        } else if has_ties(&asked.case.log) {
            &mut tied
        } else {
            &mut plain
        };
        tally.add(ours == theirs);
    }
    assert!(plain.same > 100 && plain.other == 0, "{plain:?}");
    assert!(tied.same > 0 && tied.other > 0, "{tied:?}");
    assert!(repeated.other > 0, "{repeated:?}");
}

/// The other modes end the search at some event, whatever chain could go on: at one that serves no
/// step (both `strict_order`), at a step that is too early (`strict_order` alone), at a step that
/// was taken (`strict_deduplication`). Exclusions after the first entry say that, where nothing is
/// tied, the window is as long as the log, and each touchpoint serves one step. Each of these is
/// needed, and so are the exclusions; `order: strict` is another thing.
#[test]
fn strict_funnels_are_those_of_clickhouse_where_exclusions_can_say_it() {
    let cases = cases();
    for mode in [
        "strict_order",
        "strict_order, allow_reentry",
        "strict_deduplication",
    ] {
        let [mut plain, mut bare, mut adjacent] = [Tally::default(); 3];
        let mut single = [Tally::default(); 3];
        for asked in Asked::each(&cases) {
            let theirs = asked.theirs(mode);
            let is_same = |options| asked.ours(options) == theirs;
            let same = is_same(counterpart(mode, &asked));
            match asked.reasons() {
                [false, false, false] => {
                    plain.add(same);
                    bare.add(is_same(first_entry([].into_iter())));
                    adjacent.add(is_same(FunnelOptions {
                        order: StepOrder::Strict,
                        ..FunnelOptions::default()
                    }));
                }
                [true, false, false] => single[0].add(same),
                [false, true, false] => single[1].add(same),
                [false, false, true] => single[2].add(same),
                _ => {}
            }
        }
        assert!(plain.same > 20 && plain.other == 0, "{mode}: {plain:?}");
        assert!(bare.other > 0, "{mode}: {bare:?}");
        assert!(adjacent.other > 0, "{mode}: {adjacent:?}");
        assert!(single.iter().all(|it| it.other > 0), "{mode}: {single:?}");
    }
}

/// What must not be met, for a mode that ends the search.
fn counterpart(mode: &str, asked: &Asked<'_>) -> FunnelOptions {
    let foreign = asked.foreign();
    match mode {
        "strict_order" => asked.between(|step| {
            let early = asked.steps.get(step + 1..).unwrap_or_default().concat();
            [foreign.clone(), early].concat()
        }),
        "strict_order, allow_reentry" => asked.between(|_| foreign.clone()),
        _ => {
            // A step but the first, again: from the step before it to the end.
            let last = asked.steps.len();
            let steps = asked.steps.iter().enumerate().skip(1);
            first_entry(steps.map(|(before, of)| (before, last, of.clone())))
        }
    }
}

/// Customers and matches are the same, but where ClickHouse asks for another time: beside `.*`
/// that until some event, and before all numbers that since some event. Where times are equal it
/// promises no order; that short logs keep theirs is why these answers agree there too.
#[test]
fn patterns_are_those_of_clickhouse() {
    let others = [
        "(?1)(?t<=2).*(?2)",
        "(?1).*(?t<=2)(?2)",
        "(?1).*(?t>=2)(?2)",
        "(?t>=2)(?1)",
    ];
    let (mut same, mut differ) = (0, BTreeSet::new());
    for case in cases() {
        for asked in case.answers["patterns"].as_array().unwrap() {
            let numbers = asked["numbers"].as_array().unwrap().iter();
            let numbers: Vec<_> = numbers.map(texts).collect();
            for row in rows(&asked["found"]) {
                let text = row[0].as_str().unwrap();
                let pattern = SequencePattern::parse_numbered(text, &numbers).unwrap();
                let options = PatternOptions::default();
                let found = PatternMatches::of(&case.log, &pattern, &options).unwrap();
                let ours = (found.customers.count, found.matches);
                let theirs = (as_count(&row[1]), as_count(&row[2]));
                if text.ends_with(".*") {
                    // Their count is another one from run to run, and can be below customers.
                    assert_eq!(ours.0, theirs.0, "{}: {text} {numbers:?}", case.name);
                    continue;
                }
                if others.contains(&text) {
                    if ours != theirs {
                        differ.insert(text.to_owned());
                    }
                } else {
                    assert_eq!(ours, theirs, "{}: {text} {numbers:?}", case.name);
                    same += 1;
                }
            }
            // What is refused there is read here.
            let refused = asked["refused"].as_str().unwrap();
            let _both = SequencePattern::parse_numbered(refused, &numbers).unwrap();
        }
    }
    assert!(same > 2_000, "{same}");
    assert_eq!(differ, others.map(str::to_owned).into());
}
