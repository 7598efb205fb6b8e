//! `cargo xtask bench instructions`: how many instructions the main tasks take.
//!
//! A clock on a busy machine tells little; instructions hardly change from run to run. They do
//! with the compiler, so the counts that are kept name theirs, and are compared with it alone.

use std::{collections::BTreeMap, fs, process::Stdio};

use crate::{
    steps::{Steps, command, output, root, run, succeeds},
    wasm::target,
};

const FILE: &str = "bench/instructions.txt";
/// How much more a task may take than the file says, in percent.
const TOLERANCE: f64 = 3.0;
/// How often a task is counted that takes more: reading depends a little on how names are hashed.
const COUNTS: usize = 3;
const NAME: &str = "instructions of the main tasks";

/// Counts, and compares with the file; with `write` the file is what was counted.
pub(crate) fn compare(steps: &mut Steps, write: bool) {
    let _compared = prepared(steps) && steps.work(NAME, || counted(write));
}

/// Compares where there is something to count with, and something to compare with.
pub(crate) fn test(steps: &mut Steps) {
    let text = fs::read_to_string(root().join(FILE)).unwrap_or_default();
    let (with, _) = kept(&text);
    let compiler = output("rustc --version").unwrap_or_default();
    if compiler.trim() != with {
        let reason = format!(
            "{FILE} was counted with {with}, this is {}",
            compiler.trim()
        );
        return steps.pass_over(NAME, &reason);
    }
    if !succeeds("valgrind --version") {
        return steps.pass_over(NAME, "no valgrind, which counts them");
    }
    compare(steps, false);
}

/// Whether there is something to count with, and something to count.
pub(super) fn prepared(steps: &mut Steps) -> bool {
    (succeeds("valgrind --version") || steps.work("valgrind", install))
        && steps.command(
            "the library, for counting",
            "cargo build --release --locked --package cesta-bench",
        )
}

/// The program that is counted.
pub(super) fn program() -> String {
    target().join("release/cesta-bench").display().to_string()
}

fn install() -> Result<(), String> {
    let line = "apt-get install --yes --no-install-recommends valgrind";
    if !succeeds("apt-get --version") || output("id -u").is_ok_and(|it| it.trim() != "0") {
        return Err(format!(
            "no valgrind, which counts: `sudo {line}`, or as your system has it"
        ));
    }
    run("apt-get update", &mut command("apt-get update"))?;
    run(line, command(line).env("DEBIAN_FRONTEND", "noninteractive"))
}

fn counted(write: bool) -> Result<(), String> {
    let compiler = output("rustc --version")?.trim().to_owned();
    let path = root().join(FILE);
    let text = fs::read_to_string(&path).unwrap_or_default();
    let (with, kept) = kept(&text);
    let tasks = output(&format!("{} once tasks", program()))?;
    let mut counts = Vec::new();
    for task in tasks.lines() {
        let part = if task == "load" { "load" } else { "answer" };
        let option = format!("--toggle-collect=*once::counted_{part}*");
        let mut least = u64::MAX;
        for _ in 0..COUNTS {
            least = least.min(count(&["once", task], Some(&option))?);
            let kept = kept.get(task).filter(|_| !write);
            if kept.is_none_or(|kept| percent(least, *kept) <= TOLERANCE) {
                break;
            }
        }
        counts.push((task, least));
    }
    let mut more = Vec::new();
    for (task, count) in &counts {
        let change = kept.get(*task).map(|kept| percent(*count, *kept));
        let shown = change.map_or_else(|| "new".into(), |it| format!("{it:+.1} %"));
        println!("    {task:12} {count:>13} {shown}");
        if change.is_none_or(|it| it > TOLERANCE) {
            more.push(format!("{task} {shown}"));
        }
    }
    if write {
        let rows = counts
            .iter()
            .map(|(task, count)| format!("{task} {count}\n"));
        let text = format!("{compiler}\n{}", rows.collect::<String>());
        return fs::write(&path, text).map_err(|error| format!("{FILE}: {error}"));
    }
    if with != compiler {
        println!("    {FILE} was counted with {with}, this with {compiler}: not compared");
        return Ok(());
    }
    if more.is_empty() {
        return Ok(());
    }
    let more = more.join(", ");
    Err(format!(
        "more instructions than {FILE} says: {more}; make it fewer, or take them over with \
         `cargo xtask bench instructions --write` and say in the commit what they are for"
    ))
}

/// The instructions of one call of the program, or of a part of it, which valgrind tells in its
/// own file.
pub(super) fn count(words: &[&str], option: Option<&str>) -> Result<u64, String> {
    let out = target().join("callgrind.out");
    let mut valgrind = command("valgrind --tool=callgrind --quiet");
    let status = valgrind
        .arg(format!("--callgrind-out-file={}", out.display()))
        .args(option)
        .arg(program())
        .args(words)
        .stdout(Stdio::null())
        .status();
    if !status.is_ok_and(|it| it.success()) {
        return Err(format!("valgrind does not run `{}`", words.join(" ")));
    }
    let text = fs::read_to_string(&out).map_err(|error| error.to_string())?;
    let total = text.lines().find_map(|line| line.strip_prefix("totals: "));
    let total = total.or_else(|| text.lines().find_map(|line| line.strip_prefix("summary: ")));
    let total = total.and_then(|it| it.trim().parse().ok());
    total.ok_or_else(|| "valgrind wrote no total".into())
}

/// The compiler, and the count of each task.
fn kept(text: &str) -> (String, BTreeMap<&str, u64>) {
    let mut lines = text.lines();
    let compiler = lines.next().unwrap_or_default().to_owned();
    let counts = lines.filter_map(|line| {
        let (task, count) = line.split_once(' ')?;
        Some((task, count.parse().ok()?))
    });
    (compiler, counts.collect())
}

#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
fn percent(now: u64, then: u64) -> f64 {
    (now as f64 / then.max(1) as f64 - 1.0) * 100.0
}
