//! `cesta rhythm`, and zones on the command line.

use super::Folder;

const EVENTS: &str = "customer,event,Channel,time\n\
                      ann,look,web,2026-07-14 09:15\n\
                      ann,buy,shop,2026-07-14 23:30\n\
                      bo,look,web,2026-07-15 09:45\n\
                      bo,call,phone,2026-07-15T09:45Z\n";

#[test]
fn hours_and_weekdays_are_those_of_the_zone() {
    let folder = Folder::new("rhythm");
    folder.file("events.csv", EVENTS);
    let events = |run: &serde_json::Value, list: &str, place: usize| {
        run["all"][list][place]["events"].as_u64().unwrap()
    };
    let utc = folder.run("rhythm events.csv --json").json();
    assert_eq!(
        (events(&utc, "hours", 9), events(&utc, "hours", 23)),
        (3, 1)
    );
    // What has no zone is of the clocks there, what has one is moved to them.
    let prague = folder
        .run("rhythm events.csv --json --zone Europe/Prague")
        .json();
    assert_eq!(events(&prague, "hours", 9), 2);
    assert_eq!(events(&prague, "hours", 11), 1);
    assert_eq!(
        events(&prague, "weekdays", 1),
        2,
        "14 July 2026 is a Tuesday"
    );
    let bad = folder.run("rhythm events.csv --zone Europe/Nowhere");
    assert_eq!(bad.status, 2);
    assert!(bad.err.contains("expected a zone such as"), "{bad:?}");
}

#[test]
fn events_are_told_apart_by_a_column_or_the_touchpoint() {
    let folder = Folder::new("rhythm-by");
    folder.file("events.csv", EVENTS);
    for (by, groups) in [
        ("channel", vec!["web", "phone", "shop"]),
        ("touchpoint", vec!["look", "buy", "call"]),
    ] {
        let run = folder.run(&format!("rhythm events.csv --json --by {by}"));
        let json = run.json();
        let told = json["groups"].as_array().unwrap().iter();
        let told: Vec<&str> = told.map(|it| it["name"].as_str().unwrap()).collect();
        assert_eq!(told, groups, "{by}");
    }
    let text = folder.run("rhythm events.csv --by channel --limit 1");
    assert!(text.out.contains("2 customers, 4 events"), "{text:?}");
    assert!(text.out.contains("and 2 more with 2 events"), "{text:?}");
    let wednesday = text
        .out
        .lines()
        .find(|it| it.contains("Wednesday"))
        .unwrap();
    assert!(wednesday.contains("··██"), "{wednesday}");
    let missing = folder.run("rhythm events.csv --by chanel");
    assert_eq!(missing.status, 2);
    assert!(
        missing.err.contains("there is no column `chanel`"),
        "{missing:?}"
    );
    let untimed = folder.run("rhythm events.csv --as-written");
    assert!(untimed.err.contains("the log has no times"), "{untimed:?}");
}

#[test]
fn a_picture_is_written_and_never_over_the_input() {
    let folder = Folder::new("rhythm-svg");
    folder.file("events.csv", EVENTS);
    let run = folder.run("rhythm events.csv --svg week.svg --by channel");
    assert_eq!(run.status, 0, "{run:?}");
    let svg = folder.read("week.svg");
    assert!(svg.contains("Tuesday 09:00–10:00: 1 event, 1 customer"));
    let over = folder.run("rhythm events.csv --svg events.csv");
    assert_eq!(over.status, 2);
    assert_eq!(folder.read("events.csv"), EVENTS);
}
