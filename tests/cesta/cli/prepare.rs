//! What is done to events before anything is counted.

use serde_json::json;

use super::{Folder, MAP};

const EVENTS: &str = "customer,event,time,platform,visit
ann,product/1,2026-01-01T10:00,web,x
ann,product/2,2026-01-01T10:10,web,x
ann,buy,2026-01-01T12:00,app,y
bob,product/1,2026-01-02T10:00,app,z
bob,help,2026-02-01T10:00,app,z
";

fn size(run: &super::Run) -> (u64, u64) {
    let flow = run.json();
    let number = |field: &str| flow[field].as_u64().unwrap();
    (number("customers"), number("events"))
}

#[test]
fn options_are_done_in_the_order_in_which_they_are_given() {
    let folder = Folder::new("prepare");
    folder.file("events.csv", EVENTS);
    for (options, expected) in [
        ("", (2, 5)),
        ("--filter having:buy", (1, 3)),
        ("--filter not:having:b*", (1, 2)),
        ("--filter time:2026-01-01..2026-01-02", (1, 3)),
        ("--filter segment:platform=app", (2, 3)),
        ("--filter segment-first:platform=app", (1, 2)),
        (
            "--filter between:product/*..buy --filter length:3..",
            (1, 3),
        ),
        ("--filter variants:1", (1, 2)),
        ("--sessions 30m", (4, 5)),
        ("--sessions column:visit", (3, 5)),
        (
            "--sessions column:VISIT --filter segment:Platform=web",
            (1, 2),
        ),
        ("--sessions 30m --filter having:buy", (1, 1)),
        ("--filter having:buy --sessions 30m", (2, 3)),
        ("--sessions 30m --filter segment:customer=bob", (2, 2)),
        ("--group product/*=product --merge-repeats", (2, 4)),
        ("--merge-repeats --group product/*=product", (2, 5)),
        ("--group product/*=product --filter having:product", (2, 5)),
    ] {
        let run = folder.run(&format!("flow events.csv --json {options}"));
        assert_eq!(run.status, 0, "{options}: {run:?}");
        assert_eq!(size(&run), expected, "{options}");
        assert_eq!(run.err.is_empty(), options.is_empty(), "{options}: {run:?}");
    }
}

#[test]
fn times_of_filters_are_of_the_zone() {
    let folder = Folder::new("prepare-zone");
    // In Prague, ann comes shortly before midnight and bob shortly after.
    let events = "customer,event,time
ann,look,2026-07-14T21:30Z
bob,look,2026-07-14T22:30Z
bob,buy,2026-07-14T23:30
";
    folder.file("events.csv", events);
    for (options, expected) in [
        ("--filter time:2026-07-15..", (0, 0)),
        ("--filter time:..2026-07-15", (2, 3)),
        ("--zone Europe/Prague --filter time:2026-07-15..", (1, 1)),
        (
            "--filter time:2026-07-14T23:45.. --zone Europe/Prague",
            (1, 1),
        ),
        (
            "--filter not:time-start:..2026-07-14T23:45 --zone +02:00",
            (0, 0),
        ),
        (
            "--filter not:time-start:..2026-07-14T23:15 --zone +02:00",
            (2, 3),
        ),
        (
            "--filter time:2026-07-14T22:00Z.. --zone Europe/Prague",
            (1, 1),
        ),
        (
            "--filter time:2026-07-14T22:00+00:00..2026-07-15T00:15 --zone Europe/Prague",
            (0, 0),
        ),
    ] {
        let run = folder.run(&format!("flow events.csv --json {options}"));
        assert_eq!(run.status, 0, "{options}: {run:?}");
        assert_eq!(size(&run), expected, "{options}");
    }
}

#[test]
fn nothing_is_left_out_in_silence() {
    let folder = Folder::new("prepare-told");
    folder.file("events.csv", EVENTS);
    let run = folder.run("flow events.csv --filter having:buy,x* --group z*=z --sessions >=30m");
    assert_eq!(
        run.err,
        "note: events.csv: --filter having:buy,x*: 1 of 2 customers and 3 of 5 events stay; \
         nothing fits `x*`; --group z*=z: 3 touchpoints now 3; nothing fits `z*`; \
         --sessions >=30m: 2 sessions of 1 customer\n"
    );
    let data = folder
        .run("flow events.csv --filter having:buy --json")
        .json();
    let report = json!({
        "before": {"customers": 2, "events": 5},
        "after": [{"customers": 1, "events": 3}],
        "unmatched": [],
    });
    let prepared = json!([{"option": "--filter having:buy", "result": {"filter": report}}]);
    assert_eq!(data["prepared"], prepared);
}

#[test]
fn what_does_not_suit_the_events_is_refused() {
    let folder = Folder::new("prepare-refused");
    folder.file("events.csv", EVENTS);
    for (options, expected) in [
        (
            "--filter having:bye",
            "events.csv: error[unknownTouchpoint]: --filter having:bye: \
             the log has no touchpoint `bye`\n",
        ),
        ("--filter segment:place=web", "place"),
        ("--filter segment:platform=tv", "error[unknownValue]"),
        ("--filter haing:buy", "there is no filter `haing`"),
        ("--sessions often", "expected a time span"),
        ("--group product", "expected a pattern and a name"),
        ("--as-written --sessions 30m", "error[noTimes]"),
    ] {
        let run = folder.run(&format!("flow events.csv {options}"));
        assert_eq!((run.status, &*run.out), (2, ""), "{options}");
        assert!(run.err.contains(expected), "{options}: {}", run.err);
    }
}

#[test]
fn patterns_are_found() {
    let folder = Folder::new("find");
    folder.file("events.csv", EVENTS);
    let find = |pattern: &str, more: &[&str]| {
        let mut arguments = vec!["find", "events.csv", pattern];
        arguments.extend(more);
        folder.run_on(&arguments)
    };
    let run = find("'product/*' =>[<=2h] buy", &["--earliest"]);
    assert_eq!((run.status, &*run.err), (0, ""));
    for line in [
        "  Pattern         \"product/*\" =>[<=2h] buy\n",
        "  Customers       1 of 2, 50.0 % (",
        "  Matches         1\n",
        "  First to last   median 2 h, half of them 2 h to 2 h\n",
        "ann                   1-3         product/1 -> product/2 -> buy\n",
    ] {
        assert!(run.out.contains(line), "{line} in {}", run.out);
    }
    let json = find(".", &["--json", "--limit", "1", "--filter", "having:buy"]).json();
    assert_eq!(json["matches"], 3);
    assert_eq!(json["examples"].as_array().unwrap().len(), 1);
    assert_eq!(json["prepared"][0]["option"], "--filter having:buy");
    let numbered = [
        "--condition",
        "product/1,product/2",
        "--condition",
        "help",
        "--json",
    ];
    let json = find("(?1).*(?2)", &numbered).json();
    assert_eq!(json["customers"]["count"], 1);

    let run = find("buy -> -> bye", &[]);
    let expected = "error[expected]: pattern, character 8: expected a touchpoint, found `->`\n";
    assert_eq!((run.status, &*run.err), (2, expected));
    let run = find("bye", &[]);
    let expected = "error[unknownTouchpoint]: pattern: the log has no touchpoint `bye`\n";
    assert_eq!((run.status, &*run.err), (2, expected));
}

#[test]
fn a_report_finds_patterns_by_the_names_of_the_log_and_of_the_map() {
    let folder = Folder::new("find-on-map");
    let map = MAP.replace("\"entry\"", r#""entry", "events": ["product/*"]"#);
    let goal = |events| map.replace("\"goal\"", &format!("\"goal\", \"events\": [{events}]"));
    folder
        .file("events.csv", EVENTS)
        .file("map.json", goal(r#""buy", "pay*""#));
    for (pattern, customers) in [
        ("smell -> smell -> counter", 1),
        ("!counter => {counter, help}", 2),
        ("product/1 => buy", 1),
        ("smell | \"product/*\"", 2),
    ] {
        let asked = format!("it={pattern}");
        let mut arguments = vec!["report", "map.json", "--events", "events.csv"];
        arguments.extend(["-o", "page.html", "--json", "--pattern", &asked]);
        let run = folder.run_on(&arguments);
        let found = &run.json()["patterns"][0];
        assert_eq!(found["pattern"], pattern, "{run:?}");
        assert_eq!(
            found["matches"]["customers"]["count"], customers,
            "{pattern}"
        );
    }
    // The log's own names are no patterns.
    let signs = "customer,event,time\nann,a\\*,1\nbob,a*,1\ncid,a*,1\n";
    folder
        .file("events.csv", signs)
        .file("map.json", goal(r#""a\\*""#));
    let run =
        folder.run("report map.json --events events.csv -o page.html --json --pattern counter");
    let customers = &run.json()["patterns"][0]["matches"]["customers"]["count"];
    assert_eq!(*customers, 1, "{run:?}");
    folder.file("events.csv", EVENTS);
    // The map knows the name, and the log has no event of it.
    folder.file("map.json", goal(r#""pay*""#));
    let run = folder.run("report map.json --events events.csv --pattern counter");
    let told = "--pattern counter: the log has no touchpoint `counter`";
    assert!(run.err.contains(told), "{run:?}");
}

#[test]
fn sessions_are_called_sessions() {
    let folder = Folder::new("prepare-called");
    folder
        .file("events.csv", EVENTS)
        .file("later.csv", EVENTS)
        .file(
            "map.json",
            MAP.replace("smell", "help").replace("counter", "buy"),
        );
    let before = "30m --filter touchpoint:product/*,help,buy";
    for (command, told) in [
        ("flow events.csv", "4 sessions, 5 events"),
        ("flow events.csv --eventually", "sessions"),
        ("flow events.csv --map map.json", "4 sessions, 5 events"),
        ("variants events.csv", "0 of 4 sessions"),
        (
            "funnel events.csv --step product/1 --step buy",
            "4 sessions\n",
        ),
        ("steps events.csv", "4 sessions"),
        (
            "steps events.csv --anchor buy",
            "3 sessions never get there",
        ),
        ("rhythm events.csv", "4 sessions, 5 events"),
        ("find events.csv help", "1 of 4, 25.0 %"),
        ("discover events.csv", "from 4 sessions"),
        (
            "align events.csv --map map.json",
            "2 sessions, 2 events on the map",
        ),
        ("compare events.csv --with later.csv", "share of sessions"),
        (
            "compare events.csv --by platform --of web",
            "web: 1 session\n",
        ),
    ] {
        let run = folder.run(&format!("{command} --sessions {before}"));
        assert_eq!(run.status, 0, "{command}: {run:?}");
        assert!(run.out.contains(told), "{command}: {told}: {}", run.out);
        let columns = |line: &&str| !line.contains("customer `customer`");
        let text: Vec<&str> = run.out.lines().filter(columns).collect();
        let text = text.join("\n").to_lowercase();
        assert!(!text.contains("customer"), "{command}: {text}");
        let remark = "--sessions 30m: 4 sessions of 2 customers; \
             --filter touchpoint:product/*,help,buy: 4 of 4 sessions and 5 of 5 events stay";
        assert!(run.err.contains(remark), "{command}: {}", run.err);

        let run = folder.run(command);
        let text = run.out.to_lowercase();
        assert!(!text.contains("session"), "{command}: {text}");
    }
}
