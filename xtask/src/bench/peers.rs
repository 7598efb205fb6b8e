//! `cargo xtask bench peers`: the library beside the tools that people use for the same.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::Asked;
use crate::{
    pkg,
    steps::{Steps, command, root, run, succeeds},
    tools,
    wasm::target,
};

const REQUIREMENTS: &str = "bench/peers/requirements.txt";
const ROUNDS: &str = "3";

/// Measures, compares the answers, and prints a table.
pub(super) fn measure(steps: &mut Steps, asked: &Asked<'_>) {
    let folder = target().join("bench");
    let ready = programs(steps, &folder)
        && python(steps, &folder)
        && tools::npm_ci(steps, "bench/peers/node")
        && pkg::build(steps);
    if !ready {
        return;
    }
    let events = folder.join(format!("events-{}.csv", asked.customers));
    let made = events.is_file()
        || steps.work(&format!("events of {} customers", asked.customers), || {
            make(&folder, asked.customers, &events)
        });
    let page = asked.write.then(|| root().join("docs/performance.md"));
    if let Some(sequences) = asked.sequences {
        steps.work("the sequences", || {
            compare(&folder, Path::new(sequences), page.as_deref())
        });
        return;
    }
    let _compared = made
        && steps.work("the same questions to all", || {
            compare(&folder, &events, page.as_deref())
        });
}

fn compare(folder: &Path, events: &Path, page: Option<&Path>) -> Result<(), String> {
    let script = "bench/peers/compare.py";
    let mut python = command(&venv(folder).display().to_string());
    python.arg(script).arg(folder).arg(events).arg(ROUNDS);
    run(&format!("python {script}"), python.args(page))
}

/// The programs in Rust: the library on one thread and on all, and the crate `process_mining`.
fn programs(steps: &mut Steps, folder: &Path) -> bool {
    if let Err(error) = fs::create_dir_all(folder) {
        return steps.work("a folder to measure in", || Err(error.to_string()));
    }
    let mut built = true;
    for (threads, features) in [("1", ""), ("2", " --features rayon")] {
        built &= steps.command(
            &format!("the library, threads: {threads}"),
            &format!("cargo build --release --locked --package cesta-bench{features}"),
        ) && steps.work("its program", || {
            copy(
                "release/cesta-bench",
                &folder.join(format!("cesta-bench-{threads}")),
            )
        });
    }
    built
        && steps.command(
            "the program cesta",
            "cargo build --release --locked --features cli --bin cesta",
        )
        && steps.work("where it is measured", || {
            copy("release/cesta", &folder.join("cesta"))
        })
        && steps.prepared(
            "the crate process_mining",
            "cargo build --release --locked --manifest-path bench/peers/process_mining/Cargo.toml",
            command("cargo build --release --locked --manifest-path")
                .arg(root().join("bench/peers/process_mining/Cargo.toml"))
                .arg("--target-dir")
                .arg(folder.join("process_mining")),
        )
        && steps.work("its program", || {
            let built = folder.join("process_mining/release/process-mining-peer");
            copy(built, &folder.join("process-mining-peer"))
        })
}

/// From the folder that cargo builds in.
fn copy(program: impl AsRef<Path>, to: &Path) -> Result<(), String> {
    let from = target().join(program);
    let copied = fs::copy(&from, to);
    copied
        .map(|_| ())
        .map_err(|error| format!("{}: {error}", from.display()))
}

/// An environment with the tools in Python; nothing is done where it is there already.
fn python(steps: &mut Steps, folder: &Path) -> bool {
    let (wanted, installed) = (root().join(REQUIREMENTS), folder.join("venv/installed.txt"));
    let text = fs::read(&wanted).ok();
    if text.is_some() && text == fs::read(&installed).ok() {
        return true;
    }
    steps.work("the tools in Python", || {
        if !succeeds("python3 -m venv --help") {
            return Err("no Python with `venv`: install version 3.10 or newer".into());
        }
        let mut make = command("python3 -m venv");
        run("python3 -m venv", make.arg(folder.join("venv")))?;
        let line = format!("-m pip install --quiet --requirement {REQUIREMENTS}");
        let mut install = command(&venv(folder).display().to_string());
        run(&format!("python {line}"), install.args(line.split(' ')))?;
        fs::copy(&wanted, &installed).map_err(|error| error.to_string())?;
        Ok(())
    })
}

fn venv(folder: &Path) -> PathBuf {
    folder.join("venv/bin/python")
}

/// Under another name first, so that half a file is no file.
fn make(folder: &Path, customers: &str, events: &Path) -> Result<(), String> {
    let program = folder.join("cesta-bench-1").display().to_string();
    let half = events.with_extension("half");
    run(
        "cesta-bench events",
        command(&program).args(["events", customers]).arg(&half),
    )?;
    fs::rename(&half, events).map_err(|error| error.to_string())
}
