//! Steps: commands that are run one after the other, and the summary at the end.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    time::{Duration, Instant},
};

/// The project's root folder.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// A command in the project's root folder, from its words: `command("cargo doc --no-deps")`.
pub(crate) fn command(line: &str) -> Command {
    let mut words = line.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words).current_dir(root());
    command
}

/// Whether a command runs and succeeds; its output is not shown.
pub(crate) fn succeeds(line: &str) -> bool {
    let mut command = command(line);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// What a command prints to its standard output.
pub(crate) fn output(line: &str) -> Result<String, String> {
    let output = command(line)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("`{line}` does not start: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("`{line}` failed: {}", output.status))
    }
}

/// Runs a command that was prepared by hand; `line` is what is shown for it.
pub(crate) fn run(line: &str, command: &mut Command) -> Result<(), String> {
    println!("    {line}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{line}`: {status}")),
        Err(error) => Err(format!("`{line}` does not start: {error}")),
    }
}

enum Outcome {
    Passed,
    Failed(String),
    Skipped(String),
}

/// The steps of one run.
pub(crate) struct Steps {
    done: Vec<(String, Outcome, Duration)>,
}

impl Steps {
    pub(crate) fn new() -> Self {
        Self { done: Vec::new() }
    }

    /// Runs a command as a step; whether it passed.
    pub(crate) fn command(&mut self, name: &str, line: &str) -> bool {
        self.prepared(name, line, &mut command(line))
    }

    /// Runs a command that was prepared by hand; `line` is what is shown for it.
    pub(crate) fn prepared(&mut self, name: &str, line: &str, command: &mut Command) -> bool {
        self.work(name, || run(line, command))
    }

    /// Runs a function as a step; whether it passed.
    pub(crate) fn work(&mut self, name: &str, work: impl FnOnce() -> Result<(), String>) -> bool {
        println!("==> {name}");
        let start = Instant::now();
        let outcome = match work() {
            Ok(()) => Outcome::Passed,
            Err(reason) => {
                eprintln!("    FAILED: {reason}");
                Outcome::Failed(reason)
            }
        };
        let passed = matches!(outcome, Outcome::Passed);
        self.done.push((name.into(), outcome, start.elapsed()));
        passed
    }

    /// Leaves a step out, and says why, here and in the summary. In CI nothing is left out: there
    /// it has failed.
    pub(crate) fn skip(&mut self, name: &str, reason: &str) {
        if env::var_os("CI").is_some_and(|it| !it.is_empty() && it != "false") {
            self.work(name, || Err(reason.into()));
        } else {
            self.pass_over(name, reason);
        }
    }

    /// Leaves a step out that says nothing about whether the library is right, also in CI.
    pub(crate) fn pass_over(&mut self, name: &str, reason: &str) {
        println!("==> {name}\n    SKIPPED: {reason}");
        let outcome = Outcome::Skipped(reason.into());
        self.done.push((name.into(), outcome, Duration::ZERO));
    }

    /// Prints the summary and gives the exit status: 1 where any step failed.
    pub(crate) fn finish(self) -> ExitCode {
        println!("\nSummary");
        let mut failed = 0;
        for (name, outcome, took) in &self.done {
            let seconds = took.as_secs_f64();
            match outcome {
                Outcome::Passed => println!("  passed  {seconds:7.1} s  {name}"),
                Outcome::Skipped(reason) => println!("  skipped            {name}: {reason}"),
                Outcome::Failed(reason) => {
                    failed += 1;
                    println!("  FAILED  {seconds:7.1} s  {name}: {reason}");
                }
            }
        }
        if failed == 0 {
            println!("All steps passed.");
            ExitCode::SUCCESS
        } else {
            println!("{failed} of {} steps failed.", self.done.len());
            ExitCode::FAILURE
        }
    }
}
