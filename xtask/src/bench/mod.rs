//! `cargo xtask bench`: how fast everything is, beside other tools and beside itself.

mod forms;
pub(crate) mod instructions;
mod package;
mod peers;

use crate::steps::Steps;

/// What `cargo xtask bench` was asked for.
pub(crate) struct Asked<'a> {
    /// `forms`, `instructions`, `package` or `peers`; all of them where it is not said.
    part: Option<&'a str>,
    /// Whether results are put into the project's files.
    write: bool,
    /// How many customers the peers are asked about.
    customers: &'a str,
    /// A file of sequences, to be measured too.
    sequences: Option<&'a str>,
}

impl<'a> Asked<'a> {
    /// The words behind `bench`; nothing where they make no sense.
    pub(crate) fn new(words: &[&'a str]) -> Option<Self> {
        let mut asked = Self {
            part: None,
            write: false,
            customers: "1000000",
            sequences: None,
        };
        let mut words = words.iter();
        while let Some(&word) = words.next() {
            match word {
                "--write" => asked.write = true,
                "--customers" => asked.customers = words.next()?,
                "--sequences" => asked.sequences = Some(words.next()?),
                "forms" | "instructions" | "package" | "peers" if asked.part.is_none() => {
                    asked.part = Some(word);
                }
                _ => return None,
            }
        }
        asked.customers.parse::<u32>().ok()?;
        Some(asked)
    }
}

/// Measures, and prints tables; with `--write` also into `docs/performance.md` and
/// `bench/instructions.txt`.
pub(crate) fn run(steps: &mut Steps, asked: &Asked<'_>) {
    let is_asked = |part| asked.part.is_none_or(|it| it == part);
    if is_asked("instructions") {
        instructions::compare(steps, asked.write);
    }
    if is_asked("forms") {
        forms::measure(steps, asked.write);
    }
    if is_asked("package") {
        package::measure(steps, asked.write);
    }
    if is_asked("peers") {
        peers::measure(steps, asked);
    }
}
