//! An option that would do nothing is refused, with a reason.

use super::{Folder, MAP};

const CSV: &str = "customer,event,time,channel\n\
                   ann,smell,2026-07-14 09:15,web\n\
                   ann,counter,2026-07-14 09:30,web\n\
                   bo,smell,2026-07-15 09:45,app\n";

const XES: &str = r#"<log><trace><string key="concept:name" value="ann"/>
<event><string key="concept:name" value="smell"/>
<date key="time:timestamp" value="2026-07-14T09:15:00"/></event></trace></log>"#;

fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder
        .file("map.json", MAP)
        .file("events.csv", CSV)
        .file("events.xes", XES)
        .file("events.seq", "smell counter\nsmell\n");
    folder
}

#[test]
fn options_for_another_form_of_events_are_refused() {
    let folder = folder("idle-forms");
    for (file, is, options) in [
        (
            "events.csv",
            "CSV",
            &[
                ("--classifier Name", "XES"),
                ("--lifecycle complete", "XES"),
                ("--skip-lines 1", "sequences"),
                ("--comment none", "sequences"),
                ("--customer-first", "sequences"),
            ][..],
        ),
        (
            "events.seq",
            "sequences",
            &[
                ("--customer user", "CSV and XES"),
                ("--touchpoint event", "CSV and XES"),
                ("--time at", "CSV and XES"),
                ("--zone UTC", "CSV and XES"),
                ("--classifier Name", "XES"),
                ("--lifecycle complete", "XES"),
                ("--drop-duplicates", "CSV and XES"),
                ("--keep channel", "CSV and XES"),
            ],
        ),
        (
            "events.xes",
            "XES",
            &[
                ("--skip-lines 1", "sequences"),
                ("--comment none", "sequences"),
                ("--customer-first", "sequences"),
                ("--delimiter ;", "CSV and sequences"),
            ],
        ),
    ] {
        assert_eq!(folder.run(&format!("flow {file}")).status, 0, "{file}");
        for (option, of) in options {
            for command in ["flow", "variants", "align --map map.json"] {
                let run = folder.run(&format!("{command} {file} {option}"));
                assert_eq!((run.status, &*run.out), (2, ""), "{run:?}");
                let name = option.split(' ').next().unwrap();
                let told = format!("{file}: error: {name} is for {of}, and this is {is}\n");
                assert_eq!(run.err, told, "{command} {option}");
            }
        }
    }
    let run = folder.run("flow events.csv --sequences --drop-duplicates --time at");
    assert_eq!(run.err.lines().count(), 2, "all of them: {run:?}");
    folder.file("tags.txt", "<s> look buy\n<s> look\n");
    for obeyed in [
        "tags.txt --sequences",
        "events.seq --as-written",
        "events.seq --delimiter tab --skip-lines 1 --skip-bad-rows",
        "events.csv --zone UTC --keep channel --drop-duplicates",
        "events.xes --customer concept:name --as-written",
    ] {
        let run = folder.run(&format!("flow {obeyed}"));
        assert_eq!(run.status, 0, "{obeyed}: {run:?}");
    }
}

#[test]
fn options_of_two_forms_are_for_the_files_of_each() {
    let folder = folder("idle-two-forms");
    folder.file("semicolons.csv", CSV.replace(',', ";"));
    for obeyed in [
        "semicolons.csv --with events.xes --delimiter ; --lifecycle complete --drop-duplicates",
        "events.xes --with semicolons.csv --delimiter ; --lifecycle complete",
        "events.seq --with events.csv --customer customer --skip-lines 1",
    ] {
        let run = folder.run(&format!("compare {obeyed} --json"));
        assert_eq!(run.status, 0, "{obeyed}: {run:?}");
    }
    let compared = folder
        .run("compare events.seq --with events.csv --skip-lines 1 --json")
        .json();
    assert_eq!(
        (&compared["first"], &compared["second"]),
        (&1.into(), &2.into())
    );
    for (files, names, are) in [
        (
            "events.csv --with events.seq",
            "events.csv and events.seq",
            "CSV and sequences",
        ),
        (
            "events.csv --with semicolons.csv",
            "events.csv and semicolons.csv",
            "CSV",
        ),
    ] {
        let run = folder.run(&format!("compare {files} --classifier Name"));
        let told = format!("{names}: error: --classifier is for XES, and these are {are}\n");
        assert_eq!((run.status, &*run.err), (2, &*told));
    }
}

#[test]
fn options_about_data_that_are_not_there_are_refused() {
    let folder = folder("idle-data");
    for command in ["report map.json", "check map.json", "gaps map.json"] {
        for (option, about) in [
            ("--customer user", "--customer is about events"),
            ("--zone UTC", "--zone is about events"),
            ("--drop-duplicates", "--drop-duplicates is about events"),
            ("--filter having:a", "--filter having:a is about events"),
            ("--respondent id", "--respondent is about a survey"),
            ("--segment class", "--segment is about a survey"),
        ] {
            let run = folder.run(&format!("{command} {option}"));
            assert_eq!((run.status, &*run.out), (2, ""), "{command} {option}");
            assert!(run.err.contains(about), "{command} {option}: {run:?}");
        }
        let policy = folder.run(&format!("{command} --skip-bad-rows --max-memory 1G"));
        assert_eq!(policy.status, 0, "{policy:?}");
    }
    assert!(!folder.names().contains(&"out.html".to_owned()));
}

#[test]
fn options_that_another_one_makes_idle_are_refused() {
    let folder = folder("idle-pairs");
    for refused in [
        "flow events.csv --sketch --svg a.svg",
        "flow events.csv --json --limit 3",
        "flow events.csv --as-written --zone UTC",
        "align events.csv --map map.json --svg a.svg --persona p",
        "align events.csv --map map.json --svg a.svg --channel web",
        "align events.csv --map map.json --svg a.svg --silent smell",
        "rhythm events.csv --limit 3",
        "steps events.csv --top 3",
        "steps events.csv --width 800",
        "steps events.csv --before 2",
        "funnel events.csv --step smell --limit 3",
        "funnel events.csv --step smell --by-value last",
        "discover events.csv -o - --json",
        "paths map.json --mandatory -k 3",
        "paths map.json --limit 3",
        "paths map.json --loops --from smell",
        "paths map.json --all --by effort",
        "gaps --rules --deny S1",
        "gaps --rules --events events.csv",
        "gaps --explain S1 --customer user",
        "flow events.csv --max-memory 0",
        "flow events.csv --max-memory 500K",
    ] {
        let run = folder.run(refused);
        assert_eq!((run.status, &*run.out), (2, ""), "{refused}: {run:?}");
        assert!(run.err.starts_with("error: "), "{refused}: {run:?}");
    }
    assert!(!folder.names().contains(&"a.svg".to_owned()));
    for obeyed in [
        "steps events.csv --top 3 --width 800 --sankey a.svg",
        "rhythm events.csv --by channel --limit 3",
        "paths map.json --recovery --by effort --limit 3",
        "flow events.csv --max-memory 1500K",
    ] {
        let run = folder.run(obeyed);
        assert_eq!(run.status, 0, "{obeyed}: {run:?}");
    }
}

#[test]
fn what_was_asked_and_is_not_known_is_told() {
    let folder = folder("idle-times");
    let run = folder.run("variants events.seq --from smell --to counter");
    let told = "not known, since no times were read: from smell to counter, 1 of 2 customers";
    assert!(run.out.contains(told), "{run:?}");
    let run = folder.run("variants events.csv --from counter --to smell");
    let told = "none: from counter to smell, 0 of 2 customers";
    assert!(run.out.contains(told), "{run:?}");
    assert!(!folder.run("variants events.seq").out.contains("Time"));
}

#[test]
fn complaints_name_what_they_are_about() {
    let folder = folder("idle-names");
    let run = folder.run("compare events.csv --with events.seq --goal nothing");
    let both = "events.csv and events.seq: error[unknownTouchpoints]";
    assert!(run.err.starts_with(both), "{run:?}");
    let run = folder.run("flow events.csv --svg events.csv");
    let told = "events.csv: error: this is an input and would be overwritten; name another file\n";
    assert_eq!((run.status, &*run.err), (2, told));
    let few = folder.run("compare events.csv --by channel --of web --json --limit 1");
    assert_eq!(few.json()["shares"].as_array().unwrap().len(), 1);
}
