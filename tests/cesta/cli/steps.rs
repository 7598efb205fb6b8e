//! `cesta steps` and `cesta compare`.

use super::Folder;

const EVENTS: &str = "customer,event,Platform,time\n\
                      ann,look,web,2026-01-01 09:00\n\
                      ann,cart,web,2026-01-01 09:01\n\
                      ann,buy,web,2026-01-01 09:03\n\
                      bo,look,app,2026-01-02 09:00\n\
                      bo,cart,app,2026-01-02 09:01\n\
                      bo,look,app,2026-01-02 09:02\n\
                      bo,cart,app,2026-01-02 09:03\n\
                      eve,look,app,2026-01-03 00:30\n";

fn folder(test: &str) -> Folder {
    let folder = Folder::new(test);
    folder.file("events.csv", EVENTS);
    folder
}

#[test]
fn steps_are_a_table_and_two_pictures() {
    let folder = folder("steps");
    let run = folder.run("steps events.csv --max-steps 3 --svg table.svg --sankey sankey.svg");
    assert_eq!(run.status, 0, "{run:?}");
    let row = |name: &str| -> Vec<String> {
        let line = run.out.lines().find(|it| it.starts_with(name)).unwrap();
        line.split_whitespace().map(str::to_owned).collect()
    };
    assert_eq!(row("look"), ["look", "100.0", "%", "·", "33.3", "%"]);
    assert_eq!(row("(end)"), ["(end)", "·", "33.3", "%", "33.3", "%"]);
    assert!(run.err.contains("table.svg: written"), "{run:?}");
    assert!(folder.read("table.svg").contains("cart, 2: 2 customers"));
    assert!(
        folder
            .read("sankey.svg")
            .contains("look → cart: 2 customers")
    );
}

#[test]
fn steps_go_around_an_anchor() {
    let folder = folder("steps-anchor");
    let run = folder.run("steps events.csv --json --anchor cart:last --before 1 --max-steps 1");
    let json = run.json();
    assert_eq!((&json["n"], &json["unanchored"]), (&2.into(), &1.into()));
    assert_eq!(json["steps"], serde_json::json!([-1, 0, 1]));
    let second = folder.run("steps events.csv --json --anchor cart:2").json();
    assert_eq!(second["n"], 1);
    let text = folder.run("steps events.csv --anchor buy").out;
    assert!(text.contains("2 customers never get there"), "{text}");

    let unknown = folder.run("steps events.csv --anchor basket");
    assert_eq!(unknown.status, 2);
    assert!(
        unknown.err.contains("the log has no touchpoint `basket`"),
        "{unknown:?}"
    );
    assert_eq!(folder.run("steps events.csv --before 2").status, 2);
    assert_eq!(folder.run("steps events.csv --max-steps 0").status, 2);
    let over = folder.run("steps events.csv --svg events.csv");
    assert_eq!(
        (over.status, folder.read("events.csv").as_str()),
        (2, EVENTS)
    );
}

#[test]
fn groups_are_compared_by_a_column_or_a_day() {
    let folder = folder("compare");
    let by = |arguments: &str| folder.run(&format!("compare events.csv {arguments}"));
    let text = by("--by platform --of web,app --goal buy").out;
    assert!(text.contains("Platform web: 1 customer"), "{text}");
    assert!(text.contains("no conclusion: n = 1"), "{text}");
    assert!(text.contains("reach a goal"), "{text}");
    // Another column that is kept is not mistaken for the one that is asked for.
    let kept = by("--by PLATFORM --of web,app --keep platform --keep event").out;
    assert!(kept.contains("Platform web: 1 customer"), "{kept}");
    let json = by("--by platform --of app --json").json();
    assert_eq!((&json["first"], &json["second"]), (&2.into(), &1.into()));
    let json = by("--period 2026-01-02 --json").json();
    assert_eq!((&json["first"], &json["second"]), (&1.into(), &2.into()));
    // Midnight of the zone: in Prague, Eve's half past midnight is still of that day.
    let json = by("--period 2026-01-03 --json --zone Europe/Prague").json();
    assert_eq!((&json["first"], &json["second"]), (&2.into(), &1.into()));
    let eager = by("--by platform --of web,app --min-customers 1 --strict --limit 1").out;
    assert!(
        eager.contains("Benjamini-Yekutieli") && eager.contains("more; --limit"),
        "{eager}"
    );

    for (arguments, complaint) in [
        ("", "required"),
        ("--by platform", "--of"),
        ("--by platform --of web,fax", "no event has the value `fax`"),
        (
            "--by platform --of web --goal sale",
            "the log has no touchpoint `sale`",
        ),
        ("--period soon", "expected a day"),
        (
            "--period 2026-01-02 --by platform --of web",
            "cannot be used with",
        ),
    ] {
        let run = by(arguments);
        assert_eq!(run.status, 2, "{arguments}");
        assert!(run.err.contains(complaint), "{run:?}");
    }
}
