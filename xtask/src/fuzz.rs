//! `cargo xtask fuzz` and the part of `cargo xtask test` that keeps the fuzz targets working.

use std::fs;

use crate::steps::{Steps, command, root, succeeds};

/// The fuzz targets: `fuzz/fuzz_targets/<name>.rs`, with seeds in `fuzz/seeds/<name>/`.
pub(crate) const TARGETS: [&str; 6] = [
    "journey_json",
    "events_csv",
    "survey_csv",
    "render_labels",
    "sequence_pattern",
    "events_xes",
];

/// Runs a target for a while. Finds go to `fuzz/artifacts/<target>/`, new inputs to
/// `fuzz/corpus/<target>/`; neither is committed.
pub(crate) fn run(steps: &mut Steps, target: &str, seconds: &str) {
    let name = format!("fuzzing {target} for {seconds} seconds");
    if !TARGETS.contains(&target) || seconds.parse::<u32>().is_err() {
        steps.work(&name, || {
            let targets = TARGETS.join(", ");
            Err(format!("give one of {targets}, and a number of seconds"))
        });
        return;
    }
    if !succeeds("cargo fuzz --version") {
        steps.command(
            "cargo-fuzz is missing: installing it, which takes some minutes",
            "cargo install cargo-fuzz --locked",
        );
    }
    let corpus = root().join("fuzz/corpus").join(target);
    if let Err(error) = fs::create_dir_all(&corpus) {
        steps.work(&name, || Err(format!("fuzz/corpus/{target}: {error}")));
        return;
    }
    let line = format!(
        "cargo fuzz run {target} fuzz/corpus/{target} fuzz/seeds/{target} -- \
         -max_total_time={seconds} -max_len=65536 -timeout=20 -rss_limit_mb=2048"
    );
    // The stable compiler carries the sanitiser; the flags that ask for it are unstable.
    steps.prepared(
        &name,
        &format!("RUSTC_BOOTSTRAP=1 {line}"),
        command(&line).env("RUSTC_BOOTSTRAP", "1"),
    );
}

/// Builds the targets and runs each once over its seeds. No cargo-fuzz is needed for that, but
/// libFuzzer comes as C++.
pub(crate) fn test(steps: &mut Steps) {
    let name = "fuzz targets build";
    if !succeeds("c++ --version") {
        steps.skip(name, "no C++ compiler (`c++`), which libFuzzer needs");
        return;
    }
    steps.command(
        name,
        "cargo build --manifest-path fuzz/Cargo.toml --target-dir fuzz/target",
    );
    for target in TARGETS {
        steps.work(&format!("fuzz target {target} on its seeds"), || {
            seeds(target)
        });
    }
}

fn seeds(target: &str) -> Result<(), String> {
    let folder = format!("fuzz/seeds/{target}");
    let read = |error| format!("{folder}: {error}");
    let mut files = Vec::new();
    for entry in fs::read_dir(root().join(&folder)).map_err(read)? {
        files.push(entry.map_err(read)?.path());
    }
    files.sort();
    if files.is_empty() {
        return Err(format!("{folder} has no seeds"));
    }
    let program = format!("fuzz/target/debug/{target}");
    let output = command(&program)
        .args(&files)
        .output()
        .map_err(|error| format!("`{program}` does not start: {error}"))?;
    if output.status.success() {
        println!("    {} seeds", files.len());
        Ok(())
    } else {
        eprint!("{}", String::from_utf8_lossy(&output.stderr));
        Err(format!("a seed in {folder} fails: {}", output.status))
    }
}
