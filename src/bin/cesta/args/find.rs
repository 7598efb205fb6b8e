//! The arguments of `cesta find`.

use std::path::PathBuf;

use clap::Args as Group;

use super::Columns;

/// Find a pattern in what customers did: `look => help{2,} ->[<=1h] buy`.
///
/// `->` is the next event, `=>` some later one, `[<=1h]` the time since the event before; `a|b`
/// either, `!a` another one, `.` any; `?`, `*`, `+`, `{2,5}` repeat; `^` and `$` are the
/// customer's first and last event. Names with other signs stand in quotation marks, and may be
/// patterns of names: "product/*".
#[derive(Debug, Group)]
pub(crate) struct Find {
    /// The events; `-` for standard input.
    pub(crate) events: PathBuf,
    /// The pattern.
    #[arg(allow_hyphen_values = true)]
    pub(crate) pattern: String,
    #[command(flatten)]
    pub(crate) columns: Columns,
    /// The touchpoints of a number, with commas between: the pattern is then written as
    /// `ClickHouse`'s `(?1).*(?2)`. Given once for each number.
    #[arg(long, value_name = "A,B")]
    pub(crate) condition: Vec<String>,
    /// Start a match as early as can be, not as late.
    #[arg(long)]
    pub(crate) earliest: bool,
    /// How many matches to list at most.
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: u32,
}
