//! What cannot be used is refused, with place and reason, and leaves nothing behind.

use std::{fs, process::Command};

use super::{Folder, MAP};

#[test]
fn maps_that_cannot_be_used_are_refused_with_place_and_reason() {
    let deep = "[".repeat(100_000);
    let table: &[(&str, &[u8], &[&str])] = &[
        (
            "not JSON",
            b"{\"version\": 1,\n  oops}",
            &["map.json:2:3: error[syntax]: "],
        ),
        ("empty", b"", &["map.json:1:", "error[syntax]: "]),
        (
            "wrong types",
            br#"{"version": 1, "id": "x", "stages": [{"id": 7}, {"id": "s", "label": []}]}"#,
            &[
                "map.json:1:39: error[wrongType]: stages[0].id: expected a text",
                "map.json:1:61: error[wrongType]: stages[1].label: ",
            ],
        ),
        (
            "unknown ids",
            br#"{"version": 1, "id": "x", "stages": [{"id": "s", "touchpoints": [{"id": "a"}]}],
                "transitions": [{"from": "a", "to": "b"}]}"#,
            &["map.json:2:47: error[unknownId]: transitions[0].to: there is no touchpoint `b`"],
        ),
        (
            "duplicates",
            br#"{"version": 1, "id": "x", "stages": [{"id": "s"}, {"id": "s"}]}"#,
            &["error[duplicateId]: stages[1].id: the id `s` is given already"],
        ),
        (
            "not UTF-8",
            b"{\"id\": \"\xe9\"}",
            &["map.json:1:9: error[syntax]: the text is not UTF-8"],
        ),
        ("UTF-16", b"\xff\xfe{\0", &["UTF-16"]),
        (
            "a nesting bomb",
            deep.as_bytes(),
            &["map.json:1:", "error[syntax]: "],
        ),
    ];
    let folder = Folder::new("bad-maps");
    for (what, content, expected) in table {
        folder.file("map.json", content);
        for command in [
            "check map.json",
            "check map.json --json",
            "gaps map.json",
            "paths map.json",
            "report map.json",
            "report . --json",
            "diff map.json map.json",
            "convert map.json -o out.json",
            "convert map.json --to svg -o out.svg",
        ] {
            if command.starts_with("report .") {
                fs::rename(folder.0.join("map.json"), folder.0.join("journey.json")).unwrap();
            }
            let run = folder.run(command);
            if command.starts_with("report .") {
                fs::rename(folder.0.join("journey.json"), folder.0.join("map.json")).unwrap();
            }
            assert_eq!(run.status, 2, "{what}: {command}: {run:?}");
            assert_eq!(run.out, "", "{what}: {command}");
            let err = run.err.replace("./journey.json", "map.json");
            for expected in *expected {
                assert!(
                    err.contains(expected),
                    "{what}: {command}: {expected} in {err}"
                );
            }
            assert_eq!(folder.names(), ["map.json"], "{what}: {command}");
        }
    }
}

#[test]
fn of_many_problems_the_first_are_told() {
    let folder = Folder::new("many-problems");
    for (number, rest) in [
        (100, None),
        (101, Some("1 more problem")),
        (250, Some("150 more problems")),
    ] {
        let stages = vec!["{}"; number].join(",");
        let map = format!(r#"{{"version": 1, "id": "x", "stages": [{stages}]}}"#);
        let run = folder.file("map.json", map).run("check map.json");
        assert_eq!(run.status, 2);
        let expected = rest.map(|rest| format!("map.json: error: and {rest}"));
        let lines = run.err.lines().count();
        assert_eq!(lines, 100 + usize::from(rest.is_some()), "{}", run.err);
        if let Some(expected) = expected {
            assert_eq!(run.err.lines().last(), Some(&*expected));
        }
    }
}

#[test]
fn dates_are_days_or_nothing() {
    let folder = Folder::new("dates");
    folder.file("map.json", MAP);
    let bad = folder.run_on(&["report", "map.json", "--date", "not a date"]);
    assert_eq!((bad.status, &*bad.out), (2, ""));
    assert!(bad.err.contains("expected a day as YYYY-MM-DD"), "{bad:?}");
    assert_eq!(folder.names(), ["map.json"]);
    for date in ["2026-11-21", ""] {
        let run = folder.run_on(&["report", "map.json", "--date", date]);
        assert_eq!(run.status, 0, "{run:?}");
    }
}

#[test]
fn the_columns_that_were_read_are_told_and_what_is_off_the_map() {
    let folder = Folder::new("columns");
    let events = "user_id,customer,event,time\n\
                  u1,c1,smell,2026-01-01\n\
                  u1,c1,lamp,2026-01-02\n\
                  u1,c1,lamp,2026-01-03\n";
    folder.file("journey.json", MAP).file("events.csv", events);
    let used = folder.run("flow events.csv --json").json()["columns"].clone();
    assert_eq!(
        (&used["touchpoint"], &used["time"]),
        (&"event".into(), &"time".into())
    );
    let customer = used["customer"].as_str().unwrap();
    let told = format!("customer `{customer}`, touchpoint `event`, time `time`");
    for command in [
        "report .",
        "flow events.csv",
        "flow events.csv --map journey.json",
    ] {
        let run = folder.run(command);
        assert!(run.out.contains(&told), "{command}: {run:?}");
        let on_a_map = command != "flow events.csv";
        let unknown = run.out.contains("Unknown events  lamp (2 events)");
        assert_eq!(unknown, on_a_map, "{command}: {run:?}");
        let remark = run.err.contains("only 1 of 3 events are on the map");
        assert_eq!(remark, on_a_map, "{command}: {run:?}");
        let json = folder.run(&format!("{command} --json")).json();
        assert_eq!(json["columns"], used, "{command}");
    }
    let other = folder.run("flow events.csv --customer user_id --as-written");
    let told = "customer `user_id`, touchpoint `event`, no time";
    assert!(other.out.contains(told), "{other:?}");
    // Where half of the events are known, nothing needs to be remarked.
    let known = folder
        .run("flow events.csv --map journey.json --json")
        .json();
    assert!(known["transitions"].is_array() && known["unknownEvents"].is_array());
    folder.file(
        "events.csv",
        events.replace("lamp,2026-01-03", "counter,2026-01-03"),
    );
    assert_eq!(folder.run("report .").err, "");
}

#[test]
fn inputs_are_not_written_over() {
    let events = "customer,event,time\n1,smell,2026-01-01\n";
    let folder = Folder::new("inputs");
    folder.file("journey.json", MAP).file("events.csv", events);
    for command in [
        "report journey.json -o journey.json",
        "report journey.json -o ../inputs/journey.json",
        "report . -o journey.json",
        "report . -o events.csv",
        "report journey.json --events events.csv -o ./events.csv --json",
        "convert journey.json --to svg -o journey.json",
        "convert . --to svg -o journey.json",
    ] {
        let run = folder.run(command);
        assert_eq!((run.status, &*run.out), (2, ""), "{command}");
        assert!(run.err.contains("would be overwritten"), "{run:?}");
        assert_eq!(folder.read("journey.json"), MAP, "{command}");
        assert_eq!(folder.read("events.csv"), events, "{command}");
    }
    // A map may be brought into its usual form where it stands.
    let form = folder.run("convert journey.json").out;
    assert_eq!(folder.run("convert . -o journey.json").status, 0);
    assert_eq!(folder.read("journey.json"), form);
}

#[test]
fn files_that_cannot_be_used_are_refused_with_their_name() {
    let folder = Folder::new("bad-files");
    folder.file("map.json", MAP);
    fs::create_dir(folder.0.join("empty")).unwrap();
    let table = [
        (
            "check nowhere.json",
            "nowhere.json: error: there is no such file",
        ),
        (
            "check empty",
            "empty: error: the folder has no `journey.json`",
        ),
        (
            "report nowhere",
            "nowhere: error: there is no such file or folder",
        ),
        (
            "report empty",
            "empty: error: the folder has no `journey.json`",
        ),
        (
            "report map.json -o empty",
            "empty: error: cannot be written",
        ),
        (
            "report map.json -o nowhere/out.html",
            "nowhere/out.html: error: cannot be written",
        ),
        (
            "convert map.json -o nowhere/out.json",
            "nowhere/out.json: error: cannot be written",
        ),
        (
            "convert map.json -o out.xyz",
            "out.xyz: error: the name does not tell the format",
        ),
        (
            "check map.json --max-bytes 10",
            "map.json: error: the file is larger than 10 bytes",
        ),
        (
            "check - --max-bytes 10",
            "<stdin>: error: the file is larger than 10 bytes",
        ),
        (
            "diff - -",
            "error: standard input (`-`) can be read only once",
        ),
        (
            "check map.json --events nowhere.csv --survey neither.csv",
            "neither.csv: error: there is no",
        ),
        (
            "check map.json --events nowhere.csv --survey neither.csv",
            "nowhere.csv: error: there is no",
        ),
        ("check map.json --deny S99", "S99"),
        ("gaps --explain S99", "S99"),
        ("paths map.json --from nobody", "nobody"),
        ("paths map.json --persona nobody", "nobody"),
        ("template nothing", "nothing"),
        ("check", "Usage"),
        ("frobnicate", "frobnicate"),
    ];
    for (command, expected) in table {
        let run = folder.run_with(command, MAP);
        assert_eq!(run.status, 2, "{command}: {run:?}");
        assert_eq!(run.out, "", "{command}");
        assert!(
            run.err.contains(expected),
            "{command}: {expected} in {}",
            run.err
        );
        assert_eq!(folder.names(), ["empty", "map.json"], "{command}");
    }
}

#[test]
fn events_that_cannot_be_used_are_refused_with_line_and_reason() {
    let table: &[(&str, &[u8], &str, &[&str])] = &[
        (
            "a missing column",
            b"user_id,event\nann,smell\n",
            "",
            &["events.csv: error[missingColumns]: no column is known to be the time"],
        ),
        (
            "several missing columns",
            b"a,b\nann,smell\n",
            "--touchpoint what",
            &[
                "events.csv: error[missingColumns]: there is no column `what`, and none is known to be the customer or the time; say which of `a`, `b` with --customer and --time",
            ],
        ),
        (
            "a column that is not there",
            b"user_id,event,timestamp\nann,smell,2026-11-21\n",
            "--customer who",
            &["events.csv: error[missingColumns]: there is no column `who`"],
        ),
        (
            "ragged rows and bad times, all of them",
            b"user_id,event,timestamp\nann,smell\nann,smell,2026-11-21\nbob,smell,soon\n",
            "",
            &[
                "events.csv:2: error[ragged]: ",
                "events.csv:4: error[badTime]: column `timestamp`: `soon`",
                "events.csv: error: 2 rows cannot be used; --skip-bad-rows passes over them",
            ],
        ),
        (
            "not UTF-8",
            b"user_id,event,timestamp\nann,sm\xe9ll,2026-11-21\n",
            "",
            &["events.csv:2: error[notUtf8]: column `event`: "],
        ),
        (
            "UTF-16",
            b"\xff\xfeu\0",
            "",
            &["events.csv: error[notUtf8]: ", "UTF-16"],
        ),
        (
            "empty",
            b"",
            "",
            &["events.csv: error[empty]: the file is empty"],
        ),
    ];
    let folder = Folder::new("bad-events");
    folder.file("journey.json", MAP);
    for (what, content, options, expected) in table {
        folder.file("events.csv", content);
        for command in [
            "report .",
            "report journey.json --events events.csv --json",
            "check journey.json --events events.csv",
            "gaps journey.json --events events.csv",
            "flow events.csv",
            "flow events.csv --map journey.json --json",
        ] {
            let run = folder.run(&format!("{command} {options}"));
            assert_eq!(run.status, 2, "{what}: {command}: {run:?}");
            assert_eq!(run.out, "", "{what}: {command}");
            for expected in *expected {
                assert!(
                    run.err.contains(expected),
                    "{what}: {command}: {expected} in {}",
                    run.err
                );
            }
            assert_eq!(folder.names(), ["events.csv", "journey.json"], "{what}");
        }
    }
}

#[test]
fn surveys_that_cannot_be_used_are_refused_with_line_and_reason() {
    let table: &[(&str, &[u8], &str, &[&str])] = &[
        (
            "no question",
            b"age\n31\n",
            "",
            &["survey.csv: error[noQuestion]: "],
        ),
        (
            "bad cells and rows, all of them",
            b"age,service\n31,5\n64,6\n9\n18,lovely\n",
            "",
            &[
                "survey.csv:3: error[offScale]: column `service`: 6 is off the scale",
                "survey.csv:4: error[ragged]: ",
                "survey.csv:5: error[notAnAnswer]: column `service`: `lovely`",
                "survey.csv: error: 3 cells cannot be used; --skip-bad-rows passes over them",
            ],
        ),
        (
            "a segment that is not there",
            b"age,service\n31,5\n",
            "--segment class",
            &["survey.csv: error[missingColumn]: there is no column `class`"],
        ),
        (
            "not UTF-8",
            b"age,service\n31,\xe9\n",
            "",
            &["survey.csv:2: error[notUtf8]: column `service`: "],
        ),
        (
            "UTF-16",
            b"\xff\xfea\0",
            "",
            &["survey.csv: error[notUtf8]: ", "UTF-16"],
        ),
        (
            "empty",
            b"",
            "",
            &["survey.csv: error[empty]: the file is empty"],
        ),
    ];
    let folder = Folder::new("bad-surveys");
    folder.file("journey.json", with_a_question());
    for (what, content, options, expected) in table {
        folder.file("survey.csv", content);
        for command in [
            "report .",
            "check journey.json --survey survey.csv",
            "gaps . --json",
        ] {
            let run = folder.run(&format!("{command} {options}"));
            assert_eq!(run.status, 2, "{what}: {command}: {run:?}");
            assert_eq!(run.out, "", "{what}: {command}");
            for expected in *expected {
                assert!(
                    run.err.contains(expected),
                    "{what}: {command}: {expected} in {}",
                    run.err
                );
            }
            assert_eq!(folder.names(), ["journey.json", "survey.csv"], "{what}");
        }
    }
    folder.file("survey.csv", "age,service\n31,5\n64,6\n");
    let run = folder.run("report . --skip-bad-rows --json");
    assert_eq!(run.status, 0, "{run:?}");
    assert!(
        run.err.contains("survey.csv: 1 cell passed over"),
        "{}",
        run.err
    );
    assert_eq!(run.json()["skippedAnswers"]["count"], 1);
    let page = folder.read("cesta-report.html");
    assert!(page.contains("1 cell of the survey."));
}

#[test]
fn a_report_stays_as_it_was_where_the_input_is_bad() {
    let folder = Folder::new("old-report");
    folder
        .file("map.json", "{")
        .file("cesta-report.html", "yesterday's");
    assert_eq!(folder.run("report map.json").status, 2);
    assert_eq!(folder.read("cesta-report.html"), "yesterday's");
    folder.file("map.json", MAP);
    assert_eq!(folder.run("report map.json").status, 0);
    assert_ne!(folder.read("cesta-report.html"), "yesterday's");
    assert_eq!(folder.names(), ["cesta-report.html", "map.json"]);
}

#[cfg(unix)]
#[test]
fn devices_and_links_are_written_to_and_not_replaced() {
    use std::os::unix::fs::{FileTypeExt, symlink};

    let folder = Folder::new("devices");
    folder.file("map.json", MAP).file("real.svg", "");
    symlink("real.svg", folder.0.join("link.svg")).unwrap();
    assert_eq!(folder.run("convert map.json -o link.svg").status, 0);
    assert!(folder.0.join("link.svg").is_symlink());
    assert!(folder.read("real.svg").starts_with("<svg"));
    assert_eq!(
        folder.run("convert map.json --to svg -o /dev/null").status,
        0
    );
    let null = fs::metadata("/dev/null").unwrap().file_type();
    assert!(null.is_char_device());
}

fn with_a_question() -> String {
    let question = r#""goal", "questions": [{"name": "service", "measure": "csat"}]"#;
    MAP.replace(r#""goal""#, question)
}

#[test]
fn all_files_are_looked_at_before_one_is_refused() {
    let folder = Folder::new("bad-everything");
    folder
        .file("journey.json", "{}")
        .file("events.csv", "a,b\n1,2\n");
    let run = folder.run("report .");
    assert_eq!(run.status, 2);
    assert!(
        run.err.contains("journey.json:1:1: error[missingField]: "),
        "{}",
        run.err
    );
    assert!(
        run.err.contains("events.csv: error[missingColumns]: "),
        "{}",
        run.err
    );
}

#[test]
fn bad_rows_are_passed_over_on_demand_and_told() {
    let folder = Folder::new("skipped");
    folder.file("map.json", MAP).file(
        "events.csv",
        "user_id,event,timestamp\nann,smell,2026-11-21\nann,counter,2026-11-22\nbob,smell,soon\n",
    );
    let run = folder.run("report map.json --events events.csv --skip-bad-rows --json");
    assert_eq!(run.status, 0, "{run:?}");
    assert!(
        run.err.contains("note: events.csv: 1 row passed over"),
        "{}",
        run.err
    );
    let json = run.json();
    assert_eq!(json["passedOver"]["count"], 1);
    assert_eq!(json["overlay"]["conversion"]["count"], 1);
    assert_eq!(json["stays"][0]["times"]["median"], 86_400_000.0);
    assert_eq!(json["emotion"]["source"], "designed");
    assert_eq!(json["report"], "cesta-report.html");
    let page = folder.read("cesta-report.html");
    assert!(page.starts_with("<!DOCTYPE html>"));
    assert!(page.contains("1 row of the events."));
}

/// One program fills two pipes, one after the other.
#[test]
#[cfg(unix)]
fn two_pipes_are_read_one_after_the_other() {
    let folder = Folder::new("pipes");
    let pipes = [folder.0.join("new"), folder.0.join("old")];
    let made = Command::new("mkfifo").args(&pipes).status().unwrap();
    assert!(made.success());
    // More than a pipe holds.
    let rows = (0..20_000).map(|it| format!("customer {},look,{it}\n", it % 1_000));
    let rows = rows.collect::<Vec<_>>().concat();
    let text = format!("customer,event,time\n{rows}");
    let (pipes, text) = (&pipes, &text);
    let run = std::thread::scope(|scope| {
        scope.spawn(move || pipes.iter().for_each(|it| fs::write(it, text).unwrap()));
        folder.run("compare new --with old")
    });
    assert_eq!(run.status, 0, "{run:?}");
    for told in ["First           new: 1,000", "Second          old: 1,000"] {
        assert!(run.out.contains(told), "{run:?}");
    }

    // The second of two pipes is not opened where the first is refused, and none beside a file
    // that is not there, since nobody may ever fill it; else a pipe is read beside a file as a
    // file is, and what is wrong with both is told at once.
    let bad = "customer,event\nann\n";
    folder.file("bad.csv", bad);
    let (no_file, missing) = ("error: there is no such file", "error[missingColumns]");
    for (files, told) in [
        ("new --with old", &[("new", missing)][..]),
        ("none --with new", &[("none", no_file)]),
        (
            "bad.csv --with new",
            &[("bad.csv", missing), ("new", missing)],
        ),
        (
            "none --with nothing",
            &[("none", no_file), ("nothing", no_file)],
        ),
    ] {
        let run = std::thread::scope(|scope| {
            if told.iter().any(|it| it.0 == "new") {
                scope.spawn(|| fs::write(&pipes[0], bad).unwrap());
            }
            folder.run(&format!("compare {files}"))
        });
        assert_eq!(run.status, 2, "{files}: {run:?}");
        for (file, told) in told {
            let told = format!("{file}: {told}");
            assert!(run.err.contains(&told), "{files}: {run:?}");
        }
    }
}
