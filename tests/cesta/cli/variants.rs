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

#[test]
fn a_flow_of_a_stream_is_that_of_the_log() {
    let folder = Folder::new("stream");
    folder.file("events.csv", EVENTS);
    for options in ["", " --json", " --json --sketch", " --as-written --json"] {
        let whole = folder.run(&format!("flow events.csv{options}"));
        let stream = folder.run(&format!("flow events.csv{options} --stream"));
        assert_eq!((stream.out, stream.status), (whole.out, 0), "{options}");
    }
    for refused in [
        "--filter having:buy",
        "--sequences",
        "--drop-duplicates",
        "--svg a.svg",
    ] {
        let run = folder.run(&format!("flow events.csv --stream {refused}"));
        assert_eq!(run.status, 2, "{refused}: {run:?}");
    }
    // A part is put in order by itself, so it takes two of them to be late.
    let mut late = "user,event,time\n".to_owned();
    late.extend((0..140_000).map(|it| format!("ann,look,{}\n", 1_700_000_000 + it)));
    late += "ann,look,1700000000\n";
    folder.file("late.csv", &late);
    let run = folder.run("flow late.csv --stream");
    assert_eq!(run.status, 2);
    assert!(run.err.contains("customer `ann`"), "{run:?}");
    assert!(
        run.err.contains("on line 140002; without --stream"),
        "{run:?}"
    );
    // A blank line, and the block's rows are no longer as many as its lines.
    folder.file(
        "late.csv",
        late.replace("ann,look,1700139000", "\nann,look,1700139000"),
    );
    let run = folder.run("flow late.csv --stream");
    assert!(run.err.contains("on one of the lines 13"), "{run:?}");
    let many = (0..140_000).map(|it| format!("c{it:0>40},look,1700000000\n"));
    let many = format!("user,event,time\n{}", many.collect::<String>());
    folder.file("many.csv", &many);
    let run = folder.run("flow many.csv --stream --max-memory 20M");
    assert_eq!(run.status, 2);
    assert!(run.err.contains("take more memory than 20 MiB"), "{run:?}");
    assert_eq!(
        folder.run("flow many.csv --stream --max-memory 1G").status,
        0
    );
}

#[test]
fn variants_tell_how_long_customers_took() {
    let folder = Folder::new("cycle");
    folder.file("events.csv", EVENTS);
    let run = folder.run("variants events.csv");
    let told = "1 h in the median, half of them 40 min to 2 h: from the first event to the last";
    assert!(run.out.contains(told), "{run:?}");
    let run = folder.run("variants events.csv --from look --to buy");
    assert!(
        run.out.contains("from look to buy, 2 of 3 customers"),
        "{run:?}"
    );
    let cycle = &folder.run("variants events.csv --to help --json").json()["cycle"];
    assert_eq!(cycle["complete"], 1);
    assert_eq!(cycle["durations"]["median"], 600_000.0);
    let run = folder.run("variants events.csv --to nowhere");
    assert!(run.err.contains("`nowhere`"), "{run:?}");
    assert_eq!(run.status, 2);
}

#[test]
fn a_flow_by_stages_tells_how_long_customers_stay() {
    let folder = Folder::new("flow-stages");
    folder.file("map.json", super::MAP).file(
        "events.csv",
        "customer,event,time\nann,smell,0\nann,rain,1\nann,smell,60\nann,counter,120\n\
         bob,smell,0\n",
    );
    let run = folder.run("flow events.csv --map map.json --stages");
    assert_eq!((run.status, &*run.err), (0, ""));
    for line in [
        "  On the map      4\n",
        "find                                2            1        2 min        2 min        2 min\n",
        "buy                                 1            0            -            -            -\n",
        "find                 -> buy                          1           1         2 min\n",
    ] {
        assert!(run.out.contains(line), "{line} in {}", run.out);
    }
    let json = folder.run("flow events.csv --map map.json --stages --json");
    let json = json.json();
    assert_eq!(json["columns"]["customer"], "customer");
    assert_eq!(json["touchpoints"][1]["untilNext"]["n"], 1);
    let run = folder.run("flow events.csv --stages");
    assert_eq!(run.status, 2);
    assert!(run.err.contains("--map <MAP>"), "{run:?}");
}

#[test]
fn a_flow_is_drawn_with_a_map_and_without() {
    let folder = Folder::new("flow-svg");
    folder.file("events.csv", EVENTS).file("map.json", MAP);
    let run = folder.run("flow events.csv --svg alone.svg");
    assert!(
        run.err.contains("alone.svg: written, with 7 of 7 events"),
        "{run:?}"
    );
    let run = folder.run("flow events.csv --map map.json --svg placed.svg");
    assert!(run.err.contains("placed.svg: written"), "{run:?}");
    let run = folder.run("align events.csv --map map.json --svg followed.svg");
    assert!(run.err.contains("followed.svg: written"), "{run:?}");
    assert_eq!(folder.read("placed.svg"), folder.read("followed.svg"));
    for (file, has_help) in [("alone.svg", true), ("placed.svg", false)] {
        let svg = folder.read(file);
        let picture = roxmltree::Document::parse(&svg).unwrap();
        let mut texts = picture.descendants().filter_map(|it| it.text());
        assert_eq!(texts.any(|it| it == "help"), has_help, "{file}");
        assert!(svg.contains("look") && svg.contains("buy"), "{file}");
    }
    for input in ["events.csv", "map.json"] {
        let run = folder.run(&format!("flow events.csv --map map.json --svg {input}"));
        assert_eq!(run.status, 2, "{run:?}");
    }
}

const MAP: &str = r#"{"version": 1, "id": "shop", "stages": [{"id": "s", "touchpoints": [
    {"id": "look", "role": "entry"}, {"id": "buy", "role": "goal"}]}]}"#;

/// Nothing is dropped in silence, and nothing that was not asked for.
#[test]
fn exact_duplicates_are_told_and_dropped_on_request() {
    let folder = Folder::new("duplicates");
    folder.file("events.csv", format!("{EVENTS}cy,look,2026-07-14 09:20\n"));
    let run = folder.run("flow events.csv");
    assert!(run.out.contains("8 events"), "{run:?}");
    assert!(
        run.err
            .contains("1 event like another one in everything; --drop"),
        "{run:?}"
    );
    let run = folder.run("flow events.csv --drop-duplicates");
    assert!(run.out.contains("7 events"), "{run:?}");
    assert!(
        run.err
            .contains("1 event like another one in everything dropped"),
        "{run:?}"
    );
}

#[test]
fn reading_keeps_to_the_memory_it_is_given() {
    let folder = Folder::new("memory");
    let rows = (0..30_000).map(|it| format!("customer {it},look,{it}\n"));
    let rows = rows.collect::<Vec<_>>().concat();
    folder.file("events.csv", format!("customer,event,time\n{rows}"));
    let run = folder.run("flow events.csv --max-memory 1M");
    assert_eq!((run.status, run.out.as_str()), (2, ""), "{run:?}");
    assert!(run.err.contains("memory"), "{run:?}");
    assert_eq!(folder.run("flow events.csv --max-memory 100M").status, 0);
}

#[test]
fn two_files_are_compared() {
    let folder = Folder::new("versions");
    let rows = |buyers: u32| -> String {
        let looks = (0..40).map(|it| format!("c{it},look,{it}\n"));
        let buys = (0..buyers).map(|it| format!("c{it},buy,{}\n", it + 100));
        ["customer,event,time\n".to_owned()]
            .into_iter()
            .chain(looks)
            .chain(buys)
            .collect()
    };
    folder.file("new.csv", rows(36)).file("old.csv", rows(9));
    let run = folder.run("compare new.csv --with old.csv");
    assert!(
        run.out.contains("First           new.csv: 40 customers"),
        "{run:?}"
    );
    let run = folder.run("compare new.csv --with old.csv --svg steps.svg");
    assert!(run.err.contains("steps.svg: written"), "{run:?}");
    let svg = folder.read("steps.svg");
    assert!(
        svg.contains("buy, 2: 36 of 40 − 9 of 40, +67.5 (+47.6 – +79.3)"),
        "{svg}"
    );
    assert!(svg.contains("shade less"), "fewer end");
    let json = folder.run("compare new.csv --with old.csv --json").json();
    let shares = json["shares"].as_array().unwrap();
    let buy = |it: &&serde_json::Value| {
        it["what"]["kind"] == "reached" && it["what"]["touchpoint"] == "buy"
    };
    let buy = shares.iter().find(buy).unwrap();
    assert_eq!(buy["difference"]["value"], 0.675);
    assert_eq!(
        folder
            .run("compare new.csv --with old.csv --period 2026-01-01")
            .status,
        2
    );
}

/// One file is cut in two by a column or a day: the picture is of the same groups.
#[test]
fn two_groups_of_a_file_are_drawn() {
    let folder = Folder::new("groups");
    let rows = (0..40).map(|it| {
        let (day, way) = if it < 25 {
            ("01", "web")
        } else {
            ("09", "app")
        };
        format!("c{it},look,2026-01-{day} 09:00,{way}\n")
    });
    let rows: String = rows.collect();
    folder.file("events.csv", format!("customer,event,time,way\n{rows}"));
    let draw = |split: &str| {
        let run = folder.run(&format!("compare events.csv {split} --svg it.svg"));
        assert!(run.err.contains("it.svg: written"), "{run:?}");
        folder.read("it.svg")
    };
    let by_column = draw("--by way --of web,app");
    assert!(by_column.contains("25 less 15 customers"), "{by_column}");
    assert_eq!(by_column, draw("--by way --of web"));
    assert_eq!(by_column, draw("--period 2026-01-05"));
}

#[test]
fn sequences_may_begin_with_their_customer() {
    let folder = Folder::new("customer-first");
    folder.file(
        "visits.seq",
        "# ann looks\nann look look\nbob look buy\nann buy\n",
    );
    let flow = |options: &str| folder.run(&format!("flow visits.seq {options} --json"));
    let first = flow("--customer-first --comment #").json();
    assert_eq!(
        (&first["customers"], &first["events"]),
        (&2.into(), &5.into())
    );
    assert_eq!(first["columns"]["customer"], "first");
    let step = |from: &str, to: &str| {
        let steps = first["steps"].as_array().unwrap();
        steps.iter().any(|it| it["from"] == from && it["to"] == to)
    };
    assert!(step("look", "buy") && step("look", "look") && !step("ann", "look"));
    let lines = flow("").json();
    assert_eq!(
        (&lines["customers"], &lines["events"]),
        (&4.into(), &11.into())
    );
    let wrong = flow("--comment //");
    assert_eq!(wrong.status, 2, "{wrong:?}");
}
