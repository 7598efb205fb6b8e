//! The command line program `cesta`: check a map, look at its routes and gaps, join it with
//! what customers did and said, and write a report.
//!
//! It decodes arguments and files, calls the library's public API and prints; no analysis
//! lives here. A command is a function from its arguments to an [`Answer`](answer::Answer) or
//! a [`Failure`](answer::Failure); only this file touches the standard streams, so that a
//! command either says everything or nothing.
#![expect(
    clippy::disallowed_methods,
    reason = "the library knows no files, clock and environment; its program does"
)]

mod answer;
mod args;
mod commands;
mod findings;
mod input;
mod observed;
mod output;
mod place;
mod prepare;
mod progress;
mod zone;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let args = args::Args::parse();
    let context = answer::Context::of(&args.shared);
    match commands::run(args.command, &context) {
        Ok(answer) => answer.print(&context),
        Err(failure) => failure.print(&context),
    }
}
