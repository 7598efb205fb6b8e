//! Maps and what customers did: alignments, and maps that are discovered.

use serde_json::json;

use super::{Folder, MAP};

const EVENTS: &str = "customer,touchpoint,time
ann,smell,2026-01-01
ann,counter,2026-01-02
bob,smell,2026-01-01
bob,smell,2026-01-03
cyd,counter,2026-01-01
cyd,smell,2026-01-02
cyd,rain,2026-01-03
";

#[test]
fn customers_are_aligned_with_a_map() {
    let folder = Folder::new("align");
    folder.file("map.json", MAP).file("events.csv", EVENTS);
    let run = folder.run("align events.csv --map map.json");
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{run:?}");
    for part in [
        "3 customers, 6 events on the map",
        "1 of 3 (33.3 %; 6.1 % to 79.2 %)",
        "Unknown events  rain (1 event)",
        "smell counter\n",
        "smell +smell -counter\n",
        "-smell* counter +smell*\n",
        "What they do beside the map",
    ] {
        assert!(run.out.contains(part), "{part}: {}", run.out);
    }

    let coloured = folder.run("align events.csv --map map.json --color always");
    assert!(
        coloured.out.contains("\u{1b}[31m-counter\u{1b}[0m"),
        "{coloured:?}"
    );

    let json = folder
        .run("align events.csv --map map.json --json --limit 1")
        .json();
    assert_eq!(json["columns"]["customer"], "customer");
    assert_eq!(json["fits"]["count"], 1);
    assert_eq!(json["leftOut"]["variants"], 2);

    let silent = folder
        .run("align events.csv --map map.json --silent counter --json")
        .json();
    assert_eq!(silent["fits"]["count"], 1);
    assert_eq!(silent["cost"], 2.0);
    let dear = folder.run("align events.csv --map map.json --extra 1001");
    assert_eq!(dear.status, 2);
    assert!(dear.err.contains("[costOutOfRange]"), "{dear:?}");
}

#[test]
fn a_map_is_discovered_and_can_be_used() {
    let folder = Folder::new("discover");
    folder.file("events.csv", EVENTS);
    let run = folder.run("discover events.csv -o map.json --svg map.svg --goal counter");
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{run:?}");
    assert!(
        run.out.contains("3 touchpoints, 4 links, from 3 customers"),
        "{run:?}"
    );
    let map = folder.read("map.svg");
    assert!(map.contains(" × · ") && !map.contains("expected"), "{map}");
    let checked = folder.run("align events.csv --map map.json --json");
    assert_eq!(checked.json()["neverVisited"], json!([]));

    let printed = folder.run("discover events.csv --min-share 0.5 -o -");
    assert_eq!(printed.json()["id"], "discovered");
    assert!(printed.err.contains("--goal says"), "{printed:?}");
    let account = folder
        .run("discover events.csv --min-share 0.5 --json")
        .json();
    assert_eq!(account["leftOutTouchpoints"][0]["touchpoint"], "rain");
    assert_eq!(account["leftOutTouchpoints"][0]["reason"], "rare");

    let over = folder.run("discover events.csv -o events.csv");
    assert_eq!(over.status, 2);
    let unknown = folder.run("discover events.csv --goal nothing");
    assert!(unknown.err.contains("[unknownEvent]"), "{unknown:?}");
}
