//! `cesta funnel`.

use super::Folder;

const EVENTS: &str = "customer,event,Platform,time\n\
                      ann,look,phone,2026-07-14 09:00\n\
                      ann,cart,phone,2026-07-14 09:10\n\
                      ann,buy,phone,2026-07-14 09:15\n\
                      bo,look,desk,2026-07-14 09:00\n\
                      bo,help,desk,2026-07-14 09:05\n\
                      cy,look,desk,2026-07-14 09:00\n\
                      cy,cart,desk,2026-07-16 09:00\n\
                      cy,buy,desk,2026-07-16 09:10\n";

const STEPS: &str = "funnel events.csv --step look --step cart=cart,basket --step buy";

fn reached(json: &serde_json::Value) -> Vec<u64> {
    let steps = json["steps"].as_array().unwrap().iter();
    steps.map(|it| it["reached"].as_u64().unwrap()).collect()
}

#[test]
fn steps_are_counted_under_the_rules_that_are_given() {
    let folder = Folder::new("funnel");
    folder.file("events.csv", EVENTS);
    let steps = "funnel events.csv --json --step look --step cart --step buy";
    for (rules, expected) in [
        ("", vec![3, 2, 2]),
        ("--window 1d", vec![3, 1, 1]),
        ("--window 2d", vec![3, 2, 1]),
        (
            "--window 2d --step-window 2d --end 2026-07-16T10:00Z",
            vec![3, 2, 1],
        ),
        ("--count sessions:1h", vec![3, 1, 1]),
        ("--count totals --window 1d", vec![3, 1, 1]),
        ("--order strict --entry first", vec![3, 2, 2]),
        ("--order any --ties strict", vec![3, 2, 2]),
        ("--exclude help", vec![3, 2, 2]),
        ("--optional 2 --reuse --entry last", vec![3, 2, 2]),
    ] {
        let run = folder.run(&format!("{steps} {rules}"));
        assert_eq!(reached(&run.json()), expected, "{rules}: {run:?}");
    }
}

#[test]
fn the_end_is_of_the_zone() {
    let folder = Folder::new("funnel-end");
    folder.file("events.csv", EVENTS);
    let midnight = 1_784_505_600_000.0;
    let hours = 3_600_000.0;
    let steps = "funnel events.csv --json --window 9d --step look --step buy";
    for (end, expected) in [
        ("2026-07-20", midnight),
        ("2026-07-20T01:00", midnight + hours),
        ("2026-07-20 --zone Europe/Prague", midnight - 2.0 * hours),
        ("2026-07-20T01:00 --zone Europe/Prague", midnight - hours),
        ("2026-07-20T01:00Z --zone Europe/Prague", midnight + hours),
    ] {
        let run = folder.run(&format!("{steps} --end {end}"));
        assert_eq!(run.json()["end"], expected, "{end}: {run:?}");
    }
    let run = folder.run("funnel events.csv --step look --end tomorrow");
    assert!(run.err.contains("expected a day such as"), "{run:?}");
}

#[test]
fn people_read_a_table() {
    let folder = Folder::new("funnel-text");
    folder.file("events.csv", EVENTS);
    let steps = STEPS.replace("cart=cart,basket", "basket=cart");
    let run = folder.run(&format!("{steps} --by platform --svg funnel.svg"));
    assert_eq!(run.status, 0, "{run:?}");
    for expected in [
        "3 customers",
        "2 customers, 66.7 %",
        "help (1)",
        "By platform",
        "too few to tell",
    ] {
        assert!(run.out.contains(expected), "{expected}: {}", run.out);
    }
    let widest = run.out.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(92), "{}", run.out);
    assert!(run.err.contains("funnel.svg: written"));
    assert!(folder.read("funnel.svg").starts_with("<svg"));
}

#[test]
fn the_stages_of_a_map_are_steps() {
    let folder = Folder::new("funnel-map");
    let shop = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/shop");
    let (events, map) = (format!("{shop}/events.csv"), format!("{shop}/journey.json"));
    let run = folder.run_on(&["funnel", &events, "--map", &map, "--json"]);
    let json = run.json();
    assert_eq!(json["steps"][0]["name"], "arrive");
    let reached = reached(&json);
    assert_eq!(reached.len(), 6);
    assert!(
        reached.windows(2).all(|pair| pair[0] >= pair[1]),
        "{reached:?}"
    );
}

#[test]
fn mistakes_are_told_with_what_may_be_meant() {
    let folder = Folder::new("funnel-wrong");
    folder.file("events.csv", EVENTS);
    let run = folder.run(STEPS);
    assert_eq!(run.status, 2);
    assert!(
        run.err.contains("the log has no touchpoint `basket`"),
        "{}",
        run.err
    );
    let run = folder.run("funnel events.csv --step loook --step by");
    assert!(run.err.contains("did you mean `look`?"), "{}", run.err);
    assert!(run.err.contains("did you mean `buy`?"), "{}", run.err);
    for wrong in [
        "funnel events.csv",
        "funnel events.csv --step look --window 7",
        "funnel events.csv --step look --optional 2",
        "funnel events.csv --step look --only 2:platform=web",
        "funnel events.csv --step look --only 1:plattform=web",
        "funnel events.csv --step look --exclude buy:1-2",
        "funnel events.csv --step look --count visits",
    ] {
        assert_eq!(folder.run(wrong).status, 2, "{wrong}");
    }
}

#[test]
fn a_step_is_served_on_some_channels_and_dates_may_begin_with_the_day() {
    let folder = Folder::new("funnel-only");
    let rows = "user,event,time,channel\n\
                ann,look,13.3.2024 9:30,web\nann,buy,13.3.2024 9:40,app\n\
                bob,look,13.3.2024 9:30,web\nbob,buy,12.4.2024 9:40,web\n";
    folder.file("events.csv", rows);
    let run = folder.run("funnel events.csv --step look --step buy");
    assert_eq!(run.status, 2, "{}", run.out);
    let asked = "funnel events.csv --step look --step buy --json --time-format day-month-year";
    let reached = |more: &str| {
        let run = folder.run(&format!("{asked} {more}"));
        assert_eq!(run.status, 0, "{}", run.err);
        let told: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        (
            told["steps"][1]["reached"].clone(),
            told["steps"][1]["durations"]["max"].clone(),
        )
    };
    assert_eq!(
        reached(""),
        (2.into(), (30.0 * 86_400_000.0 + 600_000.0).into())
    );
    assert_eq!(
        reached("--only 2:channel=app,fax"),
        (1.into(), 600_000.0.into())
    );
    assert_eq!(reached("--window 7d"), (1.into(), 600_000.0.into()));
    let run = folder.run(&asked.replace("day-month", "month-day"));
    assert!(
        run.err.contains("a month, day and year such as"),
        "{}",
        run.err
    );
}
