//! `cargo xtask bench forms`: what it costs to read a log that is not written in the plainest way.

use std::{fmt::Write as _, fs};

use super::instructions::{count, prepared, program};
use crate::steps::{Steps, output, root};

const FILE: &str = "docs/performance.md";
const START: &str = "<!-- forms -->\n";
const END: &str = "<!-- /forms -->";

/// Counts, and prints a table; with `write` also into the file.
pub(super) fn measure(steps: &mut Steps, write: bool) {
    let _counted = prepared(steps) && steps.work("instructions of reading", || counted(write));
}

fn counted(write: bool) -> Result<(), String> {
    let compiler = output("rustc --version")?;
    let mut table = format!(
        "\n{}\n\n| the events are written | instructions an event |\n| --- | ---: |\n",
        compiler.trim()
    );
    for form in output(&format!("{} forms", program()))?.lines() {
        let (once, twice) = (
            count(&["form", form, "1"], None)?,
            count(&["form", form, "2"], None)?,
        );
        let events = output_of(form)?;
        let each = twice.saturating_sub(once) / events.max(1);
        let _written = writeln!(table, "| {form} | {each} |");
        println!("    {form:34} {each:>6}");
    }
    if !write {
        return Ok(());
    }
    let path = root().join(FILE);
    let text = fs::read_to_string(&path).map_err(|error| format!("{FILE}: {error}"))?;
    let parts = text.split_once(START).zip(text.split_once(END));
    let ((before, _), (_, after)) = parts.ok_or_else(|| format!("{FILE} has no mark {START}"))?;
    let text = format!("{before}{START}{table}\n{END}{after}");
    fs::write(&path, text).map_err(|error| format!("{FILE}: {error}"))
}

/// How many events a form has.
fn output_of(form: &str) -> Result<u64, String> {
    let run = std::process::Command::new(program())
        .args(["form", form, "0"])
        .output();
    let run = run.map_err(|error| error.to_string())?;
    let told = String::from_utf8_lossy(&run.stdout).trim().parse();
    told.map_err(|_| format!("no number of events in `{form}`"))
}
