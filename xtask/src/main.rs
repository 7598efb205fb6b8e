//! Everything beyond plain cargo, with one entry: `cargo xtask <verb>`.
//!
//! Nothing but the standard library, so that the first call on a fresh machine starts at once.
//! Each verb is a list of steps; a step that fails does not hide the next ones, and the exit
//! status is the whole run's.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a program for developers: it prints, reads files and looks at the clock"
)]

mod bench;
#[cfg(feature = "bindgen")]
mod bindgen;
mod demo;
mod deps;
mod fuzz;
mod generate;
mod lint;
mod pkg;
mod steps;
mod test;
mod tools;
mod wasm;

use std::process::ExitCode;

use steps::Steps;

const HELP: &str = "\
cargo xtask <verb>

  test                    all tests: unit, integration, properties, documentation, every feature
                          alone, instructions, fuzz targets with their seeds, the npm package in
                          Node and Chromium, the demo
  pkg                     build the npm package in pkg/: the library for WebAssembly, its glue, sizes
  demo                    build the package and the page in demo/, and serve it on this machine
  demo --build [folder]   only write the page as it is hosted, into target/demo or the folder
  bench [--write]         all of these; `--write` puts the tables into docs/performance.md
  bench forms             count the instructions of reading a log in other ways of writing it
  bench instructions      count the instructions of the main tasks, and compare with those in
                          bench/instructions.txt
  bench package           the npm package beside the library without JavaScript, on the same work
  bench peers [--customers <number>] [--sequences <file>]
                          the library beside Polars, DuckDB, ClickHouse, PM4Py and others, on the
                          same events (of 1,000,000 customers), with the answers compared
  lint                    format, clippy, rustdoc, licences and sources, the list of dependencies
  ci                      lint, then test: what CI runs
  generate                write the files that are generated from code: schema/, docs/map.md,
                          docs/gaps.md, docs/shop.svg, pkg/types.d.ts
  fuzz <target> [seconds] run a fuzz target (60 seconds); without a target: list them
  deps                    compare the crates a default build pulls in with docs/dependencies.md
  help                    this text
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut steps = Steps::new();
    match words.as_slice() {
        ["test"] => test::run(&mut steps),
        ["lint"] => lint::run(&mut steps),
        ["ci"] => {
            lint::run(&mut steps);
            test::run(&mut steps);
        }
        ["pkg"] => {
            pkg::build(&mut steps);
        }
        ["demo"] => demo::serve(&mut steps),
        ["demo", "--build"] => demo::build(&mut steps, None),
        ["demo", "--build", folder] => demo::build(&mut steps, Some(folder)),
        ["bench", asked @ ..] => match bench::Asked::new(asked) {
            Some(asked) => bench::run(&mut steps, &asked),
            None => return unknown(&words),
        },
        ["generate"] => generate::run(&mut steps),
        ["fuzz"] => {
            for target in fuzz::TARGETS {
                println!("{target}");
            }
            return ExitCode::SUCCESS;
        }
        ["fuzz", target] => fuzz::run(&mut steps, target, "60"),
        ["fuzz", target, seconds] => fuzz::run(&mut steps, target, seconds),
        ["deps"] => deps::run(&mut steps),
        #[cfg(feature = "bindgen")]
        ["bindgen", wasm, out] => {
            return match bindgen::run(wasm, out) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => {
                    eprintln!("{error}");
                    ExitCode::FAILURE
                }
            };
        }
        ["help" | "-h" | "--help"] | [] => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        _ => return unknown(&words),
    }
    steps.finish()
}

fn unknown(words: &[&str]) -> ExitCode {
    eprint!("unknown: `{}`\n\n{HELP}", words.join(" "));
    ExitCode::from(2)
}
