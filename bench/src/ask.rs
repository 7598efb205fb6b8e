//! Asks about a file, with a clock.

use std::{fs, fs::File, hint::black_box, ops::ControlFlow, time::Instant};

use cesta::log::{
    EventLog,
    csv::{CsvOptions, read},
};
use serde_json::{Value, json};

use crate::{Result, task::Task};

/// How often each question is asked about a log that is in memory.
const ROUNDS: usize = 5;

/// One question, from the file to the answer.
pub(crate) fn one(file: &str, task: Task) -> Result<()> {
    let start = Start::now();
    let answer = task.answer(&log(file)?)?;
    start.tell(task, "file", &answer);
    Ok(())
}

/// Every question, about a log that is read once; but none of the map, which only small logs
/// are asked about.
pub(crate) fn all(file: &str) -> Result<()> {
    let start = Start::now();
    let log = log(file)?;
    start.tell(Task::Load, "file", &Task::Load.answer(&log)?);
    for task in Task::ALL
        .into_iter()
        .filter(|it| *it != Task::Load && *it != Task::Align)
    {
        for _round in 0..ROUNDS {
            let start = Start::now();
            let answer = black_box(task.answer(black_box(&log))?);
            start.tell(task, "memory", &answer);
        }
    }
    Ok(())
}

fn log(file: &str) -> Result<EventLog> {
    let file = File::open(file)?;
    Ok(read(file, &CsvOptions::default(), |_| ControlFlow::Continue(()))?.log)
}

/// When it began, by the wall's clock and by the processor's.
struct Start {
    wall: Instant,
    cpu: f64,
}

impl Start {
    fn now() -> Self {
        Self {
            cpu: cpu(),
            wall: Instant::now(),
        }
    }

    fn tell(&self, task: Task, source: &str, answer: &Value) {
        let seconds = self.wall.elapsed().as_secs_f64();
        let cpu = cpu() - self.cpu;
        let task = task.name();
        let told = json!({ "task": task, "source": source, "seconds": seconds, "cpu": cpu, "answer": answer });
        println!("{told}");
    }
}

/// The processor's seconds so far, of all threads, where Linux tells them; in hundredths.
fn cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name, in brackets, may have blanks; behind it, the 12th and 13th field are ticks.
    let fields = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace();
    let ticks = fields
        .skip(11)
        .take(2)
        .filter_map(|it| it.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}
