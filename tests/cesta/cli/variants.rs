//! `cesta variants`, and what `cesta flow` has for sequences.

use super::Folder;

const EVENTS: &str = "customer,event,time\n\
                      ann,look,2026-07-14 09:00\n\
                      ann,buy,2026-07-14 10:00\n\
                      bo,look,2026-07-14 09:00\n\
                      bo,buy,2026-07-14 12:00\n\
                      cy,look,2026-07-14 09:00\n\
                      cy,help,2026-07-14 09:10\n\
                      cy,look,2026-07-14 09:20\n";

#[test]
fn variants_come_by_their_customers() {
    let folder = Folder::new("variants");
    folder.file("events.csv", EVENTS);
    let told = folder.run("variants events.csv");
    assert_eq!(told.status, 0, "{told:?}");
    let place = |text: &str| {
        told.out
            .find(text)
            .unwrap_or_else(|| panic!("{text}: {told:?}"))
    };
    assert!(place("look > buy") < place("look > help > look"));
    assert!(
        told.out.contains("66.7 %") || told.out.contains("67 %"),
        "{told:?}"
    );
    assert!(told.out.contains("1 of 3 customers"), "{told:?}");

    let json = folder.run("variants events.csv --json --limit 1").json();
    assert_eq!(json["variants"]["counts"], serde_json::json!([2]));
    assert_eq!(json["variants"]["variants"], 2);
    assert_eq!(json["variants"]["other"]["count"], 1);
    assert_eq!(json["rework"]["loops"][0]["over"], "help");
    assert_eq!(json["columns"]["customer"], "customer");
    let told = folder.run("variants events.csv --limit 1");
    assert!(told.out.contains("and 1 more"), "{told:?}");
}

#[test]
fn variants_are_drawn() {
    let folder = Folder::new("variants-svg");
    folder.file("events.csv", EVENTS.replace("help", "<help> & more"));
    let run = folder.run("variants events.csv --svg ways.svg");
    assert!(run.err.contains("ways.svg: written"), "{run:?}");
    let svg = folder.read("ways.svg");
    let picture = roxmltree::Document::parse(&svg).unwrap();
    let titles = picture.descendants().filter(|it| it.has_tag_name("title"));
    let titles: Vec<&str> = titles.filter_map(|it| it.text()).collect();
    let arrows = ["look", "buy", "look", "<help> & more", "look"];
    assert_eq!(titles[1..], arrows);
    assert_eq!(folder.run("variants events.csv --svg events.csv").status, 2);
}

#[test]
fn a_flow_has_what_comes_later_and_sketches() {
    let folder = Folder::new("eventually");
    folder.file("events.csv", EVENTS);
    let json = folder.run("flow events.csv --eventually --json").json();
    let pairs = json["pairs"].as_array().unwrap();
    let pair = pairs
        .iter()
        .find(|it| it["from"] == "look" && it["to"] == "look");
    assert_eq!(pair.unwrap()["count"], 1.0);
    let told = folder.run("flow events.csv --eventually");
    assert!(told.out.contains("some time after"), "{told:?}");

    let exact = folder.run("flow events.csv --json").json();
    let near = folder.run("flow events.csv --json --sketch").json();
    let bought = |json: &serde_json::Value| {
        let steps = json["steps"].as_array().unwrap().iter();
        let step = steps.clone().find(|it| it["to"] == "buy").unwrap();
        step["durations"]["median"].as_f64().unwrap()
    };
    assert!((bought(&exact) - 7_200_000.0).abs() < 1.0);
    assert!((bought(&near) - 7_200_000.0).abs() <= 7_200_000.0 / 128.0);
    assert_eq!(
        folder.run("flow events.csv --sketch --eventually").status,
        2
    );
}
