//! The program as people run it: arguments in, text, files and an exit status out.
#![expect(
    clippy::disallowed_methods,
    reason = "writes the files that the program reads"
)]

mod align;
mod check;
mod forms;
mod funnel;
mod idle;
mod input;
mod prepare;
mod rhythm;
mod source;
mod steps;
mod variants;

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;

const MAP: &str = r#"{
  "version": 1,
  "id": "bakery",
  "label": "A bakery",
  "stages": [
    {"id": "find", "touchpoints": [{"id": "smell", "role": "entry"}]},
    {"id": "buy", "touchpoints": [{"id": "counter", "role": "goal"}]}
  ]
}
"#;

/// A folder of a test's own, empty.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("cli")
            .join(test);
        let _absent = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        fs::write(self.0.join(name), content).unwrap();
        self
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    /// The names of what is in the folder, hidden files too.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn run(&self, arguments: &str) -> Run {
        self.run_with(arguments, "")
    }

    fn run_with(&self, arguments: &str, input: &str) -> Run {
        let arguments: Vec<&str> = arguments.split_whitespace().collect();
        self.start(&arguments, input)
    }

    /// Runs with arguments that may have blanks in them.
    fn run_on(&self, arguments: &[&str]) -> Run {
        self.start(arguments, "")
    }

    fn start(&self, arguments: &[&str], input: &str) -> Run {
        let mut program = Command::new(env!("CARGO_BIN_EXE_cesta"))
            .args(arguments)
            .current_dir(&self.0)
            .env_remove("NO_COLOR")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = program.stdin.take().unwrap();
        // A program that does not read its input has ended by now; that is its right.
        let _ended = stdin.write_all(input.as_bytes());
        drop(stdin);
        let output = program.wait_with_output().unwrap();
        Run {
            status: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

#[derive(Debug)]
struct Run {
    status: i32,
    out: String,
    err: String,
}

impl Run {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

#[test]
fn paths_are_found() {
    let folder = Folder::new("paths");
    folder.file("map.json", MAP);
    let best = folder.run("paths map.json");
    assert!(best.out.contains("1. smell -> counter\n"), "{best:?}");
    for command in [
        "paths map.json",
        "paths map.json --all",
        "paths map.json --by probability",
    ] {
        let json = folder.run(&format!("{command} --json")).json();
        assert_eq!(json["routes"][0]["touchpoints"][1], "counter", "{command}");
    }
    let mandatory = folder.run("paths map.json --mandatory --json").json();
    assert_eq!(mandatory["touchpoints"][0], "smell");
    let loops = folder.run("paths map.json --loops --json").json();
    assert_eq!(loops["loops"].as_array().unwrap().len(), 0);
    let recovery = folder.run("paths map.json --recovery --json").json();
    assert_eq!(recovery["truncated"], false);
    assert_eq!(folder.run("paths map.json --all --loops").status, 2);
    for refused in ["-k 0", "-k 10001", "--all --limit 0", "--max-steps 1"] {
        let run = folder.run(&format!("paths map.json {refused}"));
        assert_eq!((run.status, &*run.out), (2, ""), "{refused}");
    }
    let bounded = folder.run("paths map.json -k 1000000").err;
    assert!(bounded.contains("1000000 is not in 1..=10000"), "{bounded}");
    let short = folder.run("paths map.json --all --max-steps 0");
    assert_eq!((short.status, &*short.out), (0, "there is no route\n"));
    let long = folder.run("paths map.json --all --max-steps 1");
    assert!(long.out.contains("smell -> counter"), "{long:?}");
    let backwards = folder.run("paths map.json --from counter --to smell");
    assert_eq!(
        (backwards.status, &*backwards.out),
        (0, "there is no route\n")
    );
}

#[test]
fn examples_are_reported_as_the_readme_says() {
    let folder = Folder::new("examples");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (example, said) in [
        (
            "shop",
            [
                "Customers",
                "Conversion",
                "Order and pay",
                "Gaps",
                "Report written to",
            ],
        ),
        (
            "flight",
            [
                "Respondents",
                "Lowest score",
                "Overall",
                "Gaps",
                "Report written to",
            ],
        ),
    ] {
        let input = root.join("examples").join(example).display().to_string();
        let output = format!("{example}.html");
        let arguments = ["report", &*input, "-o", &*output, "--date", "2026-11-21"];
        let run = folder.run_on(&arguments);
        // The shop's events were not recorded without a mistake.
        let duplicates = run.err.contains("30 events like another one in everything");
        let remarks = run.err.lines().count();
        let expected = (0, example == "shop", usize::from(example == "shop"));
        assert_eq!((run.status, duplicates, remarks), expected, "{run:?}");
        for said in said {
            assert!(run.out.contains(said), "{example}: {said} in {}", run.out);
        }
        let page = folder.read(&output);
        assert!(
            page.ends_with("</html>\n") || page.ends_with("</html>"),
            "{example}"
        );
        assert!(
            page.contains("<svg") && page.contains("2026-11-21"),
            "{example}"
        );
        // The same input gives the same bytes, wherever they go.
        let again = folder.run_on(&["report", &*input, "-o", "-", "--date", "2026-11-21"]);
        assert_eq!(again.out, page, "{example}");
        let json = folder
            .run_on(&["report", &*input, "-o", &*output, "--json"])
            .json();
        assert!(json["gaps"]["findings"].is_array());
        assert_eq!(json["overlay"].is_object(), example == "shop");
        assert_eq!(json["satisfaction"].is_object(), example == "flight");
    }
    assert_eq!(folder.names(), ["flight.html", "shop.html"]);
}

/// The arguments of a command as a shell would give them, for lines as the documentation has them:
/// blanks between words, quotes around words with blanks, a comment or a redirection at the end.
fn words(line: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for (i, part) in line.split('"').enumerate() {
        if i % 2 == 1 {
            words.push(part);
        } else {
            words.extend(part.split(['#', '>']).next().unwrap().split_whitespace());
            if part.contains(['#', '>']) {
                break;
            }
        }
    }
    words
}

#[test]
fn commands_in_the_documentation_run() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Folder::new("documentation");
    for file in ["bakery.json", "shop/journey.json", "shop/events.csv"]
        .into_iter()
        .chain(["flight/journey.json", "flight/survey.csv"])
    {
        let (from, to) = (root.join("examples"), folder.0.join("examples"));
        fs::create_dir_all(to.join(file).parent().unwrap()).unwrap();
        fs::copy(from.join(file), to.join(file)).unwrap();
    }
    folder
        .file("old.json", MAP)
        .file("new.json", MAP)
        .file("journey.json", MAP);
    let mut commands = 0;
    for page in ["README.md", "docs/command-line.md"] {
        let text = fs::read_to_string(root.join(page)).unwrap();
        let blocks = text.split("\n```sh\n").skip(1);
        let lines = blocks.flat_map(|block| block.split("\n```").next().unwrap().lines());
        for line in lines.filter_map(|line| line.strip_prefix("cesta ")) {
            let run = folder.run_on(&words(line));
            assert_ne!(run.status, 2, "{page}: {line}: {run:?}");
            commands += 1;
        }
    }
    assert!(commands >= 20, "{commands} commands");
}

#[test]
fn a_reader_that_stops_is_no_mistake() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_cesta"))
        .arg("schema")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(program.stdout.take());
    let output = program.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn diff_tells_by_its_status_whether_maps_differ() {
    let folder = Folder::new("diff");
    folder.file("old.json", MAP);
    folder.file(
        "new.json",
        MAP.replace(r#""entry""#, r#""entry", "emotion": 2"#),
    );

    let same = folder.run("diff old.json old.json");
    assert_eq!((same.status, &*same.out), (0, "the maps say the same\n"));
    let changed = folder.run("diff old.json new.json");
    let expected = "~ touchpoint smell\n    emotion: (left out) -> 2\n\n1 element changed\n";
    assert_eq!((changed.status, &*changed.out), (1, expected));
    let json = folder.run_with("diff old.json - --json", &folder.read("new.json"));
    assert_eq!(json.status, 1);
    assert_eq!(json.json()["changes"][0]["fields"][0]["after"], 2);
}

#[test]
fn convert_writes_what_it_reads() {
    let folder = Folder::new("convert");
    folder.file("map.json", MAP);
    let once = folder.run("convert map.json");
    assert_eq!((once.status, &*once.err), (0, ""));
    let twice = folder.run_with("convert - -o out.json", &once.out);
    assert_eq!((twice.status, &*twice.out), (0, ""));
    assert_eq!(folder.read("out.json"), once.out);
    assert_eq!(folder.run("diff map.json out.json").status, 0);
    assert_eq!(folder.names(), ["map.json", "out.json"]);

    let picture = folder.run("convert map.json --to svg");
    assert!(picture.out.starts_with("<svg"), "{picture:?}");
    folder.run("convert map.json -o map.svg");
    assert_eq!(folder.read("map.svg"), picture.out);
}

#[test]
fn schema_and_templates_are_printed() {
    let folder = Folder::new("templates");
    assert!(folder.run("schema").json()["properties"]["stages"].is_object());
    let list = folder.run("template --json").json();
    for template in list.as_array().unwrap() {
        let name = template["name"].as_str().unwrap();
        let map = folder.run(&format!("template {name}"));
        let check = folder.run_with("check -", &map.out);
        assert_ne!(check.status, 2, "{name}: {check:?}");
    }
}

#[test]
fn labels_are_inert_on_a_terminal() {
    let folder = Folder::new("inert");
    let evil = r"\u001b]0;owned\u0007\u202eevil";
    folder.file("old.json", MAP);
    folder.file("new.json", MAP.replace("A bakery", evil));
    for command in [
        "diff old.json new.json --color always",
        "check new.json",
        "gaps new.json",
        "paths new.json",
        "report new.json",
    ] {
        let run = folder.run(command);
        assert!(
            !run.out.contains(['\u{7}', '\u{202e}']),
            "{command}: {run:?}"
        );
        assert!(!run.out.contains("\u{1b}]"), "{command}: {run:?}");
    }
}

#[test]
fn json_is_inert_on_a_terminal_and_means_the_same() {
    let folder = Folder::new("inert-json");
    let label = "\u{7f}\u{9b}2J\u{202e}evil\u{2028}\u{2066}\u{e0041}";
    folder.file("old.json", MAP);
    folder.file("new.json", MAP.replace("A bakery", label));
    for command in [
        "diff old.json new.json --json",
        "check new.json --json",
        "check new.json --format sarif",
        "convert new.json",
        "report new.json --json",
        "template --json",
        "template purchase",
        "schema",
    ] {
        let run = folder.run(command);
        let obeyed = |it: char| label.contains(it) && !it.is_ascii_graphic();
        assert!(!run.out.contains(obeyed), "{command}: {run:?}");
        run.json();
    }
    assert_eq!(folder.run("convert new.json").json()["label"], label);
}

#[test]
fn colours_are_for_terminals() {
    let folder = Folder::new("colours");
    folder.file("old.json", MAP);
    folder.file("new.json", MAP.replace("A bakery", "The bakery"));
    assert!(!folder.run("diff old.json new.json").out.contains('\u{1b}'));
    let always = folder.run("diff old.json new.json --color always");
    assert!(always.out.contains("\u{1b}["));
    let json = folder.run("diff old.json new.json --color always --json");
    assert!(!json.out.contains('\u{1b}'));
}

#[test]
fn a_report_compares_two_groups_where_it_is_asked_to() {
    let folder = Folder::new("report-groups");
    let rows = (0..80).map(|customer| {
        let (side, met) = if customer < 40 {
            ("web", "counter")
        } else {
            ("app", "smell")
        };
        format!(
            "{customer},smell,2026-07-14 09:00,{side}\n{customer},{met},2026-07-14 10:00,{side}\n"
        )
    });
    let events = format!("customer,event,time,Side\n{}", rows.collect::<String>());
    folder.file("journey.json", MAP).file("events.csv", events);
    let json = folder
        .run("report . --compare side=web,app -o page.html --json")
        .json();
    let groups = &json["groups"];
    assert_eq!(groups["first"], "Side web");
    assert_eq!(groups["comparison"]["second"], 40);
    let page = folder.read("page.html");
    assert!(page.contains("id=\"groups\"") && page.contains("Side web"));
    // The way to the goal, and what comes later.
    assert_eq!(json["legs"][1]["to"], "counter");
    assert_eq!(json["legs"][1]["times"]["complete"], 40);
    assert_eq!(json["follows"]["pairs"][0]["to"], "counter");
    for (arguments, told) in [
        (
            "report . --compare side=none",
            "--compare: no event has the value `none`",
        ),
        ("report . --compare nothing=web", "no column"),
        ("report . --compare side", "expected a column"),
        (
            "report journey.json --compare side=web",
            "--compare is about events",
        ),
    ] {
        let run = folder.run(arguments);
        assert_eq!((run.status, &*run.out), (2, ""), "{arguments}: {run:?}");
        assert!(run.err.contains(told), "{arguments}: {run:?}");
    }
    // All that is wrong at once.
    for (arguments, count) in [
        (
            "report nothing.json --compare side=web --zone UTC --segment age --pattern smell",
            5,
        ),
        (
            "report . --compare side=none --pattern nobody --pattern one=nothing",
            3,
        ),
        ("compare nothing.csv --with nobody.csv", 2),
    ] {
        let run = folder.run(arguments);
        assert_eq!(run.err.lines().count(), count, "{run:?}");
    }
    // What was asked is looked for, and told by its name.
    let run = folder.run("report . --pattern bought=smell=>counter -o page.html --json");
    let found = &run.json()["patterns"][0];
    assert_eq!(found["name"], "bought");
    assert_eq!(found["matches"]["customers"]["count"], 40);
    assert!(folder.read("page.html").contains("bought"));
    assert_eq!(folder.names(), ["events.csv", "journey.json", "page.html"]);
}
