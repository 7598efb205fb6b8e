//! Holds the code to `ARCHITECTURE.md`, whose tables are read here: the page is the truth.
#![expect(
    clippy::disallowed_methods,
    clippy::string_slice,
    reason = "reads the project's own sources, and cuts them where it found something"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

const MAX_LINES: usize = 700;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file below a folder by its path from the root, in order; build output and what is not
/// the project's left out.
fn files(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name == ".git" {
                continue;
            }
            if path.is_dir() {
                let output = [
                    "target",
                    "node_modules",
                    "dist",
                    "corpus",
                    "artifacts",
                    "coverage",
                ];
                if !output.contains(&name.as_str()) {
                    folders.push(path);
                }
            } else {
                found.push(relative(&path));
            }
        }
    }
    found.sort();
    found
}

fn relative(path: &Path) -> String {
    let path = path.strip_prefix(root()).unwrap();
    path.to_string_lossy().replace('\\', "/")
}

fn sources() -> Vec<(String, String)> {
    let paths = files("src").into_iter();
    let rust = paths.filter(|path| Path::new(path).extension().is_some_and(|it| it == "rs"));
    rust.map(|path| {
        let code = code(&read(&path));
        (path, code)
    })
    .collect()
}

/// The sources of the library, without the unit tests at their ends.
#[cfg(all(feature = "csv", feature = "render", feature = "schema"))]
pub(crate) fn library() -> Vec<(String, String)> {
    let rust = sources().into_iter().map(|(path, _)| path);
    let library = rust.filter(|path| !path.starts_with("src/bin/"));
    let shipped = |path: &str| {
        let source = read(path);
        let shipped = source.split("#[cfg(test)]\nmod tests {").next();
        shipped.unwrap_or_default().to_owned()
    };
    library
        .map(|path| {
            let source = shipped(&path);
            (path, source)
        })
        .collect()
}

/// The room of a source file: `src/gap/finding.rs` is in `gap`; `src/lib.rs` is in none.
fn room(path: &str) -> Option<&str> {
    path.strip_prefix("src/")?.split_once('/').map(|it| it.0)
}

/// What users compile of a source: without comments, without the contents of string literals,
/// and without the unit tests at its end. Lines stay where they are.
fn code(source: &str) -> String {
    let shipped = source
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default();
    let mut code = String::new();
    let mut rest = shipped.chars().peekable();
    while let Some(next) = rest.next() {
        match next {
            '/' if rest.peek() == Some(&'/') => while rest.next_if(|&it| it != '\n').is_some() {},
            '"' => {
                code.push('"');
                while let Some(next) = rest.next() {
                    match next {
                        '"' => break,
                        '\\' => drop(rest.next()),
                        '\n' => code.push('\n'),
                        _ => {}
                    }
                }
                code.push('"');
            }
            '\'' if rest.peek() == Some(&'"') => code.push('\''),
            _ => code.push(next),
        }
        // The character literal `'"'` opens no string.
        if code.ends_with('\'') && rest.peek() == Some(&'"') {
            rest.next();
        }
    }
    code
}

/// The rooms a source names: the first names behind `crate::`, and behind as many `super::` as
/// lead to the crate's root.
fn named(path: &str, code: &str) -> BTreeSet<String> {
    let depth = path.matches('/').count() - usize::from(path.ends_with("/mod.rs"));
    let to_root = "super::".repeat(depth);
    let mut names = BTreeSet::new();
    for start in ["crate::", to_root.as_str()] {
        for (at, _) in code.match_indices(start) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|it| it.is_alphanumeric() || it == '_' || it == ':') {
                continue;
            }
            names.extend(first_names(&code[at + start.len()..]));
        }
    }
    names
}

/// `journey::Id` names `journey`; `{flow::Durations, journey::{Id, spec::Level}}` names `flow`
/// and `journey`.
fn first_names(path: &str) -> Vec<String> {
    let Some(group) = path.strip_prefix('{') else {
        return vec![word(path)];
    };
    let mut names = vec![word(group.trim_start())];
    let mut depth = 0;
    for (at, next) in group.char_indices() {
        match next {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(word(group[at + 1..].trim_start())),
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn word(text: &str) -> String {
    let word = text
        .chars()
        .take_while(|&it| it.is_alphanumeric() || it == '_');
    word.collect()
}

/// The rows of the table below a heading of `ARCHITECTURE.md`, as cells.
fn table(heading: &str) -> Vec<Vec<String>> {
    let page = read("ARCHITECTURE.md");
    let section = page.split(heading).nth(1).expect(heading);
    let lines = section.lines().skip_while(|line| !line.starts_with('|'));
    let rows = lines.take_while(|line| line.starts_with('|')).skip(2);
    let cells = rows.map(|row| row.trim_matches('|').split('|').map(str::trim));
    cells
        .map(|cells| cells.map(str::to_string).collect())
        .collect()
}

/// What stands in backticks.
fn quoted(text: &str) -> BTreeSet<String> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted.map(str::to_string).collect()
}

fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let rows = table("## Allowed arrows").into_iter();
    rows.map(|row| (row[0].trim_matches('`').to_string(), quoted(&row[1])))
        .collect()
}

#[test]
fn rooms_use_only_the_rooms_they_may() {
    let arrows = arrows();
    let mut wrong = Vec::new();
    for (path, code) in sources() {
        let Some(room) = room(&path).filter(|&room| room != "bin") else {
            continue;
        };
        let allowed = arrows
            .get(room)
            .unwrap_or_else(|| panic!("no row for `{room}`"));
        for name in named(&path, &code) {
            if arrows.contains_key(&name) && name != room && !allowed.contains(&name) {
                wrong.push(format!("{path} uses `{name}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that are not allowed: {wrong:#?}");
}

#[test]
fn every_allowed_arrow_is_used() {
    let mut unused = arrows();
    for (path, code) in sources() {
        if let Some(uses) = room(&path).and_then(|room| unused.get_mut(room)) {
            let named: BTreeSet<String> = named(&path, &code).into_iter().collect();
            uses.retain(|used| !named.contains(used));
        }
    }
    unused.retain(|_, uses| !uses.is_empty());
    assert!(unused.is_empty(), "arrows that nobody needs: {unused:#?}");
}

#[test]
fn arrows_point_one_way() {
    // Rooms whose rooms are all settled are settled; in the end, all are.
    let mut open = arrows();
    while let Some(room) = open
        .iter()
        .find(|(_, uses)| !uses.iter().any(|used| open.contains_key(used)))
        .map(|(room, _)| room.clone())
    {
        open.remove(&room);
    }
    assert!(open.is_empty(), "these rooms use each other: {open:#?}");
}

#[test]
fn the_code_map_has_every_room_and_no_others() {
    let mapped: BTreeSet<_> = table("## Code map")
        .into_iter()
        .map(|row| row[0].trim_matches('`').to_string())
        .collect();
    let built: BTreeSet<_> = sources()
        .iter()
        .filter_map(|(path, _)| match room(path)? {
            "bin" => Some("src/bin/cesta/".to_string()),
            room => Some(format!("src/{room}/")),
        })
        .collect();
    assert_eq!(mapped, built);

    let with_arrows: BTreeSet<_> = arrows()
        .into_keys()
        .map(|it| format!("src/{it}/"))
        .collect();
    let library: BTreeSet<_> = mapped
        .into_iter()
        .filter(|it| it != "src/bin/cesta/")
        .collect();
    assert_eq!(library, with_arrows, "the two tables name different rooms");
}

/// Words, and the places that alone may say them.
const RESERVED: [(&[&str], &[&str]); 5] = [
    (
        &[
            "std::fs",
            "std::env",
            "std::net",
            "std::process",
            "std::thread",
        ],
        &["src/bin/"],
    ),
    (&["Instant", "SystemTime"], &["src/bin/"]),
    (&["maud"], &["src/render/"]),
    (
        &["serde_json"],
        &["src/format/", "src/journey/", "src/wire.rs", "src/bin/"],
    ),
    (&["wasm_bindgen", "js_sys", "web_sys"], &[]),
];

#[test]
fn words_stay_in_their_places() {
    let mut wrong = Vec::new();
    for (path, code) in sources() {
        for (words, places) in RESERVED {
            if places.iter().any(|place| path.starts_with(place)) {
                continue;
            }
            for word in words.iter().filter(|word| says(&code, word)) {
                wrong.push(format!("{path} says `{word}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Whether a code says a word, not only as a part of another.
fn says(code: &str, word: &str) -> bool {
    let part = |it: char| it.is_alphanumeric() || it == '_';
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + word.len()..].chars().next();
        !before.is_some_and(part) && !after.is_some_and(part)
    })
}

#[test]
fn the_program_uses_the_public_crate() {
    // It is a crate of its own, so it could only get at the library's insides by including them.
    let program = sources()
        .into_iter()
        .filter(|it| it.0.starts_with("src/bin/"));
    for (path, code) in program {
        for door in ["#[path", "include!"] {
            assert!(!code.contains(door), "{path} has `{door}`");
        }
    }
}

#[test]
fn files_are_short() {
    for path in files(".") {
        if Path::new(&path).extension().is_none_or(|it| it != "rs") {
            continue;
        }
        let source = read(&path);
        let lines = source.lines().map(str::trim);
        let code = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
        let count = code.count();
        assert!(count <= MAX_LINES, "{path} has {count} lines of code");
    }
}

#[test]
fn no_file_names_a_folder_of_somebodys_machine() {
    let folders = ["home", "Users", "root", "work", "tmp/wt"].map(|it| format!("/{it}/"));
    for path in files(".") {
        let Ok(text) = fs::read_to_string(root().join(&path)) else {
            continue;
        };
        for folder in &folders {
            for (at, _) in text.match_indices(folder) {
                // As the beginning of a path, that is, and not as a part of one or of an address.
                let before = text[..at].chars().next_back();
                assert!(
                    before.is_some_and(|it| it.is_alphanumeric() || "./-_~>}".contains(it)),
                    "{path} names a folder below `{folder}`"
                );
            }
        }
    }
}

#[test]
fn the_reader_of_sources_sees_through_comments_and_texts() {
    let source = "use crate::{\n    flow::X, // crate::log\n    journey::{Id, spec::Level},\n};\n\
        /// crate::path\nlet a = \"crate::gap // \\\" crate::log\"; let q = '\"'; super::super::stats::f();\n\
        #[cfg(test)]\nmod tests {\n use crate::render;\n}";
    let code = code(source);
    let names = named("src/satisfaction/score.rs", &code);
    assert_eq!(
        names.into_iter().collect::<Vec<_>>(),
        ["flow", "journey", "stats"]
    );
    assert!(says("std::fs::read", "std::fs"));
    assert!(!says("std::fsx", "std::fs"));
}
