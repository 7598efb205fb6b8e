//! What programs are told beside every result in JSON.

use serde_json::json;

use super::{Folder, MAP};

#[test]
fn stages_are_told_with_the_events_that_are_of_none() {
    let folder = Folder::new("json-stages");
    let rows = "customer,event,time\nann,smell,2026-01-01\nann,rain,2026-01-02\n";
    folder.file("map.json", MAP).file("events.csv", rows);
    let flow = "flow events.csv --map map.json --json";
    let (placed, stages) = (folder.run(flow), folder.run(&format!("{flow} --stages")));
    let (placed, stages) = (placed.json(), stages.json());
    assert_eq!(stages["mappedEvents"], 1);
    assert_eq!(stages["unknownEvents"][0]["name"], "rain");
    for name in ["mappedEvents", "unknownEvents"] {
        assert_eq!(stages[name], placed[name], "{name}");
    }
    assert_eq!(stages["touchpoints"].as_array().map(Vec::len), Some(1));
}

/// Programs read the result, and people the remarks: both are told what became of the rows.
#[test]
fn every_result_in_json_says_what_it_was_counted_from() {
    let folder = Folder::new("json-source");
    let rows = "customer,event,time\nann,smell,2026-01-01\nann,smell,2026-01-01\n\
                ann,counter,2026-01-02\nbob,smell,soon\n";
    folder
        .file("map.json", MAP)
        .file("events.csv", rows)
        .file("clean.csv", "customer,event,time\nbob,smell,2026-01-01\n");
    let dirty = "--skip-bad-rows --filter time:2026-01-01..";
    for command in [
        "flow events.csv",
        "flow events.csv --eventually",
        "flow events.csv --map map.json",
        "flow events.csv --map map.json --stages",
        "variants events.csv",
        "funnel events.csv --step smell",
        "steps events.csv",
        "discover events.csv",
        "rhythm events.csv",
        "compare events.csv --period 2026-01-02",
        "compare events.csv --with clean.csv",
        "align events.csv --map map.json",
        "find events.csv smell",
        "report map.json --events events.csv",
        "check map.json --events events.csv",
        "gaps map.json --events events.csv",
    ] {
        for (option, dropped) in [("", false), ("--drop-duplicates", true)] {
            let run = folder.run(&format!("{command} --json {dirty} {option}"));
            assert_ne!(run.status, 2, "{command}: {run:?}");
            let json = run.json();
            assert_eq!(json["columns"]["time"], "time", "{command}");
            assert!(
                json["prepared"][0]["result"]["filter"].is_object(),
                "{command}"
            );
            assert_eq!(json["passedOver"]["count"], 1, "{command}");
            assert_eq!(json["passedOver"]["samples"][0]["line"], 5, "{command}");
            let duplicates = json!({"events": 1, "dropped": dropped});
            assert_eq!(json["duplicates"], duplicates, "{command}");
            // A field that is there twice is two results in one.
            for name in ["columns", "prepared", "passedOver", "duplicates"] {
                let field = format!("\n  \"{name}\":");
                assert_eq!(run.out.matches(&field).count(), 1, "{command}: {name}");
            }
        }
    }
    // Nothing is said where there is nothing to say.
    for command in ["flow clean.csv", "check map.json --events clean.csv"] {
        let json = folder.run(&format!("{command} --json")).json();
        assert!(json["columns"].is_object(), "{command}");
        for name in ["prepared", "passedOver", "duplicates"] {
            assert!(json[name].is_null(), "{command}: {name}");
        }
    }
    let json = folder.run("check map.json --json").json();
    assert!(json["columns"].is_null() && json["counts"].is_object());

    let with = |first: &str, second: &str| {
        let command = format!("compare {first} --with {second} --json --skip-bad-rows");
        folder.run(&command).json()
    };
    let json = with("events.csv", "clean.csv");
    assert_eq!(json["duplicates"]["events"], 1);
    assert_eq!(json["with"]["columns"]["time"], "time");
    assert!(json["with"]["passedOver"].is_null() && json["with"]["duplicates"].is_null());
    let json = with("clean.csv", "events.csv");
    assert!(json["passedOver"].is_null() && json["duplicates"].is_null());
    assert_eq!(json["with"]["passedOver"]["count"], 1);
    assert_eq!(json["with"]["duplicates"]["dropped"], false);
}
