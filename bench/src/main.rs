//! Asks Cesta what `peers/` ask other tools, and makes the events to ask about.
//!
//! `cargo xtask bench` builds and calls it:
//!
//! - `cesta-bench events <customers> <file>` writes an event log as CSV.
//! - `cesta-bench ask <file> <task> [threads]` answers one question, from the file on.
//! - `cesta-bench ask <file> all` reads the file once, then answers every question it knows,
//!   repeatedly; `tasks` lists them. How many threads there are, the environment says.
//! - `cesta-bench once <task>` does one task on a small log of its own, for a tool that counts
//!   instructions.
//!
//! - `cesta-bench forms` lists ways to write a log, and `cesta-bench form <name> <times>` reads a
//!   small one that is written so, as often as it is told.
//!
//! Answers are JSON, one a line: the task, where the events came from, seconds of every round,
//! and what the answer was.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    reason = "a program for developers: it prints, reads files and looks at the clock"
)]

mod ask;
mod events;
mod forms;
mod once;
mod task;

use std::{env, error::Error, fs::File, io::BufWriter, process::ExitCode};

use task::Task;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["events", customers, file] => write(customers, file),
        ["ask", _, "tasks", ..] => {
            let names: Vec<&str> = Task::ALL.iter().map(|task| task.name()).collect();
            println!("{}", serde_json::json!(names));
            Ok(())
        }
        ["ask", file, "all", ..] => ask::all(file),
        ["ask", file, task, ..] => Task::named(task).and_then(|task| ask::one(file, task)),
        ["once", "tasks"] => {
            for task in Task::ALL {
                println!("{}", task.name());
            }
            Ok(())
        }
        ["forms"] => {
            for (name, _) in forms::FORMS {
                println!("{name}");
            }
            Ok(())
        }
        ["form", name, times] => times.parse().map_err(Into::into).and_then(|times| {
            println!("{}", forms::read_as(name, times)?);
            Ok(())
        }),
        ["once", task] => Task::named(task).and_then(once::task),
        _ => Err(format!("unknown: `{}`", words.join(" ")).into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn write(customers: &str, file: &str) -> Result<()> {
    let events = events::events(customers.parse()?, events::SEED);
    let mut out = BufWriter::with_capacity(1 << 20, File::create(file)?);
    events::write(&events, &mut out)?;
    println!("{} events in {file}", events.len());
    Ok(())
}
