//! The commands, a file each: from arguments to an answer or a failure.

pub(crate) mod align;
mod check;
mod compare;
mod convert;
mod diff;
pub(crate) mod discover;
mod find;
mod flow;
mod funnel;
mod gaps;
mod paths;
mod report;
mod rhythm;
mod schema;
mod steps;
mod template;
mod variants;

use crate::{
    answer::{Answer, Context, Failure},
    args::Command,
};

pub(crate) fn run(command: Command, context: &Context) -> Result<Answer, Failure> {
    match command {
        Command::Report(args) => report::run(&args, context),
        Command::Check(args) => check::run(&args, context),
        Command::Gaps(args) => gaps::run(&args, context),
        Command::Paths(args) => paths::run(&args, context),
        Command::Find(args) => find::run(&args, context),
        Command::Flow(args) => flow::run(&args, context),
        Command::Funnel(args) => funnel::run(&args, context),
        Command::Variants(args) => variants::run(&args, context),
        Command::Rhythm(args) => rhythm::run(&args, context),
        Command::Steps(args) => steps::run(&args, context),
        Command::Compare(args) => compare::run(&args, context),
        Command::Align(args) => align::run(&args, context),
        Command::Discover(args) => discover::run(&args, context),
        Command::Diff(args) => diff::run(&args, context),
        Command::Convert(args) => convert::run(&args, context),
        Command::Schema => schema::run(),
        Command::Template(args) => template::run(&args, context),
    }
}
