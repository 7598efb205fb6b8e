//! `cargo xtask deps`: what a default build pulls in, against what the documentation says.

use std::{collections::BTreeSet, fs};

use crate::steps::{Steps, output, root};

const PAGE: &str = "docs/dependencies.md";

pub(crate) fn run(steps: &mut Steps) {
    steps.work("the crates of a default build", check);
}

fn check() -> Result<(), String> {
    let built = built()?;
    println!("    {} crates: {}", built.len(), joined(&built));
    let page = fs::read_to_string(root().join(PAGE)).map_err(|error| format!("{PAGE}: {error}"))?;
    let told = told(&page);
    let undocumented: BTreeSet<_> = built.difference(&told).cloned().collect();
    let gone: BTreeSet<_> = told.difference(&built).cloned().collect();
    if !undocumented.is_empty() {
        return Err(format!("{PAGE} does not mention {}", joined(&undocumented)));
    }
    if !gone.is_empty() {
        let gone = joined(&gone);
        return Err(format!(
            "{PAGE} mentions {gone}, which the build does not use"
        ));
    }
    for file in [PAGE, "README.md"] {
        let text = fs::read_to_string(root().join(file)).unwrap_or_default();
        if marked(&text).next().is_none() {
            return Err(format!("{file} has no mark `<!-- crates: N -->`"));
        }
        for number in marked(&text) {
            if number != built.len().to_string() {
                let n = built.len();
                return Err(format!("{file} says {number} crates; they are {n}"));
            }
        }
    }
    Ok(())
}

/// The crates that are linked or run to build the library, `name version` each.
fn built() -> Result<BTreeSet<String>, String> {
    let tree = output("cargo tree --package cesta --edges normal --prefix none --format {p}")?;
    let crates = tree.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let (name, version) = (words.next()?, words.next()?);
        (name != "cesta").then(|| format!("{name} {}", major(version)))
    });
    Ok(crates.collect())
}

/// The part of a version that tells two builds of one crate apart: `v0.15.5` is `0.15`.
fn major(version: &str) -> String {
    let mut numbers = version.trim_start_matches('v').split('.');
    match (numbers.next(), numbers.next()) {
        (Some("0"), Some(minor)) => format!("0.{minor}"),
        (major, _) => major.unwrap_or_default().to_string(),
    }
}

/// The crates in the page's table: rows that begin with a name and a version in backticks.
fn told(page: &str) -> BTreeSet<String> {
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| row.split('`').next())
        .map(str::to_string)
        .collect()
}

/// The numbers in marks like `<!-- crates: 24 -->`.
fn marked(text: &str) -> impl Iterator<Item = &str> {
    let marks = text.split("<!-- crates:").skip(1);
    marks.filter_map(|rest| rest.split("-->").next().map(str::trim))
}

fn joined(names: &BTreeSet<String>) -> String {
    names
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}
