//! What other tools answered about the same logs: PM4Py about flows and alignments, ClickHouse
//! about funnels. `tests/peers/make.py` asked them.
#![expect(clippy::disallowed_methods, reason = "reads the answers")]

use std::{collections::BTreeMap, fs, ops::ControlFlow, path::Path};

use cesta::{
    flow::{
        Flow, FlowOptions,
        align::{AlignOptions, EditKind, align},
        follows::{EventuallyFollows, FollowsOptions},
        funnel::{Funnel, FunnelOptions, FunnelStep, Ties},
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
    assert_eq!(cases.len(), 10);
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
        assert_eq!(
            variants.variants,
            as_count(&answers["variants"][0]),
            "{name}"
        );
        let ways = variants
            .iter()
            .map(|it| it.touchpoints().collect::<Vec<_>>());
        let counts: BTreeMap<Vec<&str>, u32> = ways.zip(variants.counts.iter().copied()).collect();
        for row in rows(&answers["variants"][1]) {
            let names = row[0].as_array().unwrap().iter();
            let way: Vec<&str> = names.map(|it| it.as_str().unwrap()).collect();
            assert_eq!(counts[&way], as_count(&row[1]), "{name}: {way:?}");
        }

        let follows = EventuallyFollows::of(&log, &FollowsOptions::default());
        let pairs = follows.pairs.iter();
        let counts: BTreeMap<_, _> = pairs
            .map(|it| ((it.from.as_str(), it.to.as_str()), it.count))
            .collect();
        for row in rows(&answers["follows"]) {
            let pair = (row[0].as_str().unwrap(), row[1].as_str().unwrap());
            let (ours, theirs) = (counts[&pair], row[2].as_f64().unwrap());
            assert!(
                (ours - theirs).abs() < 0.5,
                "{name}: {pair:?}: {ours}, not {theirs}"
            );
        }
    }
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

/// By default they are the same everywhere. Its `strict_increase` misses chains that are
/// admissible by its own words, and finds no others: it remembers only the chain that began last,
/// and forgets one from before that could go on where that one has an equal time
/// (ClickHouse#93789). Its `strict_order` is not asked: there another visit of a step that was
/// taken is no event between, and it looks for no chain after the first event that is one.
/// Cesta's are compared with brute force in `funnel.rs`.
#[test]
fn funnels_are_those_of_clickhouse() {
    let (mut same, mut more) = (0, 0);
    for case in cases() {
        for asked in case.answers["funnels"].as_array().unwrap() {
            let options = options(asked);
            let funnel = Funnel::of(&case.log, &options).unwrap();
            let ours: Vec<u32> = funnel.steps.iter().map(|it| it.reached).collect();
            let theirs: Vec<u32> = asked["levels"]
                .as_array()
                .unwrap()
                .iter()
                .map(as_count)
                .collect();
            if asked["mode"] != "" && ours != theirs {
                assert!(
                    ours.iter()
                        .zip(&theirs)
                        .all(|(ours, theirs)| ours >= theirs)
                );
                more += 1;
            } else {
                assert_eq!(ours, theirs, "{}: {asked}", case.name);
                same += 1;
            }
        }
    }
    assert!(
        same > 100 && more > 0,
        "{same} are the same, in {more} there are more"
    );
}

/// Cesta's words for a mode of `windowFunnel`.
fn options(asked: &Value) -> FunnelOptions {
    let steps = asked["steps"].as_array().unwrap().iter();
    let steps = steps.map(|it| it.as_str().unwrap());
    let ties = match asked["mode"].as_str().unwrap() {
        "" => Ties::StepOrder,
        _ => Ties::Strict,
    };
    FunnelOptions {
        steps: steps.map(|it| FunnelStep::new(it, [it])).collect(),
        window: asked["window"].as_f64(),
        ties,
        ..FunnelOptions::default()
    }
}
