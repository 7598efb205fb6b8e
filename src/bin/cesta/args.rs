//! The arguments.

mod find;
pub(crate) mod funnel;

use std::path::PathBuf;

use cesta::{
    flow::{compare::Split, steps::Anchor},
    log::{Zone, csv::TimeFormat},
};
use clap::{Args as Group, ColorChoice, Parser, Subcommand, ValueEnum, value_parser};
use jiff::civil::Date;

pub(crate) use self::{
    find::{Find, Sought},
    funnel::Funnel,
};
use crate::{prepare::Prepare, zone::zone};

/// Customer journeys as a graph: the designed map, what customers did, and what they said.
#[derive(Debug, Parser)]
#[command(version, after_help = NOTES)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) shared: Shared,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const NOTES: &str = "A folder stands for its `journey.json`; `report`, `check` and `gaps` \
                           take its `events.csv` and `survey.csv` along.\n\n\
                           Exit status: 0 for success, 1 where `check` finds an error or `diff` \
                           a difference, 2 where an input or argument cannot be used.";

#[derive(Debug, Group)]
pub(crate) struct Shared {
    /// Print the result as one JSON document.
    #[arg(long, global = true, help_heading = "Output")]
    pub(crate) json: bool,
    /// When to use colours.
    #[arg(long, global = true, help_heading = "Output", value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    pub(crate) color: ColorChoice,
    /// The most bytes an input may have, such as 500M or 4G.
    #[arg(long, global = true, help_heading = "Output", value_name = "BYTES", default_value = "1G", value_parser = bytes)]
    pub(crate) max_bytes: u64,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Report(Report),
    Check(Check),
    Gaps(Gaps),
    Paths(Paths),
    Flow(Flow),
    Funnel(Funnel),
    Find(Find),
    Variants(Variants),
    Rhythm(Rhythm),
    Steps(Steps),
    Compare(Compare),
    Align(crate::commands::align::Args),
    Discover(crate::commands::discover::Args),
    Diff(Diff),
    Convert(Convert),
    /// Print the JSON Schema of map files, which editors complete and check them with.
    Schema,
    Template(Template),
}

/// Write a report on a journey, and print what matters most.
#[derive(Debug, Group)]
pub(crate) struct Report {
    /// The map, or a folder.
    #[arg(value_name = "MAP|FOLDER")]
    pub(crate) map: PathBuf,
    #[command(flatten)]
    pub(crate) data: Data,
    #[command(flatten)]
    pub(crate) levels: Levels,
    /// Compare two groups of customers as well, by a column of the events: who has a value with
    /// who has the other or, with one value, with all others.
    #[arg(long, value_name = "COLUMN=VALUE[,VALUE]", value_parser = groups)]
    pub(crate) compare: Option<Split>,
    /// Look for a pattern as well, as `find` does; may be given several times.
    #[arg(long, value_name = "NAME=PATTERN", value_parser = find::sought)]
    pub(crate) pattern: Vec<Sought>,
    /// Where the report is written; `-` for standard output, without the summary.
    #[arg(short, long, value_name = "FILE", default_value = "cesta-report.html")]
    pub(crate) output: PathBuf,
    /// The date on the report; today where it is left out, none where it is empty.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub(crate) date: Option<String>,
}

/// Check a map for gaps: exit status 1 where there is an error.
#[derive(Debug, Group)]
pub(crate) struct Check {
    /// The map, or a folder; `-` for standard input.
    pub(crate) map: PathBuf,
    #[command(flatten)]
    pub(crate) data: Data,
    #[command(flatten)]
    pub(crate) levels: Levels,
    /// How to print the findings.
    #[arg(long, value_enum, default_value_t = Format::Text, conflicts_with = "json")]
    pub(crate) format: Format,
}

/// List the gaps of a journey with their numbers, and how to close them.
#[derive(Debug, Group)]
pub(crate) struct Gaps {
    /// The map, or a folder; `-` for standard input.
    #[arg(required_unless_present_any = ["rules", "explain"])]
    pub(crate) map: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) data: Data,
    #[command(flatten)]
    pub(crate) levels: Levels,
    /// List the rules.
    #[arg(long, conflicts_with_all = ["map", "explain", "events", "survey", "Levels"])]
    pub(crate) rules: bool,
    /// Explain a rule.
    #[arg(long, value_name = "RULE", conflicts_with_all = ["map", "events", "survey", "Levels"])]
    pub(crate) explain: Option<String>,
}

/// Find the routes through a map.
///
/// Prints the best routes from the entries to the goals; --all, --mandatory, --recovery and
/// --loops ask for something else.
#[derive(Debug, Group)]
pub(crate) struct Paths {
    /// The map, or a folder; `-` for standard input.
    pub(crate) map: PathBuf,
    /// Where routes start; every entry where it is left out.
    #[arg(long, value_name = "TOUCHPOINT", conflicts_with = "loops")]
    pub(crate) from: Vec<String>,
    /// Where routes end; every goal where it is left out.
    #[arg(long, value_name = "TOUCHPOINT", conflicts_with = "loops")]
    pub(crate) to: Vec<String>,
    /// What makes a route good.
    #[arg(long, value_enum, default_value_t = By::Steps, conflicts_with_all = ["all", "mandatory", "loops"])]
    pub(crate) by: By,
    /// How many routes to find: 1 to 10000.
    #[arg(short, value_name = "ROUTES", default_value_t = 3, value_parser = value_parser!(u32).range(1..=10_000), conflicts_with = "Question")]
    pub(crate) k: u32,
    #[command(flatten)]
    pub(crate) question: Question,
    /// How many routes of --all, or failures of --recovery, to list at most.
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = value_parser!(u32).range(1..), requires = "Question", conflicts_with_all = ["mandatory", "loops"])]
    pub(crate) limit: u32,
    /// How many steps a route of --all has at most.
    #[arg(long, value_name = "N", requires = "all")]
    pub(crate) max_steps: Option<u32>,
    /// Look only at what is open to this persona.
    #[arg(long, value_name = "PERSONA")]
    pub(crate) persona: Option<String>,
    /// Look only at what is open on this channel; may be given several times.
    #[arg(long, value_name = "CHANNEL")]
    pub(crate) channel: Vec<String>,
}

/// What is asked in place of the best routes.
#[derive(Debug, Group)]
#[group(multiple = false)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "flags, of which clap lets one through"
)]
pub(crate) struct Question {
    /// List all simple routes, in map order.
    #[arg(long)]
    pub(crate) all: bool,
    /// List the touchpoints that no route can avoid.
    #[arg(long)]
    pub(crate) mandatory: bool,
    /// List the failures, and the best way back to a goal after each.
    #[arg(long)]
    pub(crate) recovery: bool,
    /// List the loops.
    #[arg(long)]
    pub(crate) loops: bool,
}

/// Count what customers did: which touchpoint follows which, and after how long.
#[derive(Debug, Group)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct Flow {
    /// The events; `-` for standard input.
    pub(crate) events: PathBuf,
    /// The map whose touchpoints the events are put on.
    #[arg(long)]
    pub(crate) map: Option<PathBuf>,
    /// Count by the stages of the map: how long customers stay in each, and where they go then.
    #[arg(long, requires = "map", conflicts_with = "svg")]
    pub(crate) stages: bool,
    #[command(flatten)]
    pub(crate) columns: Columns,
    /// How many links to list at most; --json has all of them.
    #[arg(long, value_name = "N", default_value_t = 20, conflicts_with = "json")]
    pub(crate) limit: u32,
    /// Count durations in buckets: quantiles at most 0.8 % away, and less memory with `--stream`.
    #[arg(long, conflicts_with_all = ["map", "svg"])]
    pub(crate) sketch: bool,
    /// Count what comes after what, directly or later.
    #[arg(long, conflicts_with_all = ["map", "sketch"])]
    pub(crate) eventually: bool,
    /// Count row by row and hold no events, for files of any size in which each customer's
    /// events are in order of time; memory is that of the customers, and with --sketch not more.
    /// Duplicates are not looked for.
    #[arg(long, conflicts_with_all = ["map", "eventually", "svg", "drop_duplicates"])]
    pub(crate) stream: bool,
    /// Draw it as well: on the map, or without one on the map that `discover` draws.
    #[arg(long, value_name = "FILE", conflicts_with = "eventually")]
    pub(crate) svg: Option<PathBuf>,
}

/// List the ways customers went, most frequent first, how long they took, and what they did again.
#[derive(Debug, Group)]
pub(crate) struct Variants {
    /// The events; `-` for standard input.
    pub(crate) events: PathBuf,
    #[command(flatten)]
    pub(crate) columns: Columns,
    /// The touchpoint whose first visit begins the time that customers took.
    #[arg(long, value_name = "TOUCHPOINT")]
    pub(crate) from: Option<String>,
    /// The touchpoint whose first visit after that ends it.
    #[arg(long, value_name = "TOUCHPOINT")]
    pub(crate) to: Option<String>,
    /// How many variants to list at most.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: u32,
    /// Draw a picture as well.
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,
}

/// Count when customers come: by hour of the day and weekday.
#[derive(Debug, Group)]
pub(crate) struct Rhythm {
    /// The events; `-` for standard input.
    pub(crate) events: PathBuf,
    #[command(flatten)]
    pub(crate) columns: Columns,
    /// The column to tell events apart by, such as the channel; `touchpoint` for the touchpoints.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) by: Option<String>,
    /// How many groups to list at most.
    #[arg(long, value_name = "N", default_value_t = 20, requires = "by")]
    pub(crate) limit: u32,
    /// Draw a picture as well.
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,
}

/// Show where customers are, step by step.
#[derive(Debug, Group)]
pub(crate) struct Steps {
    /// The events; `-` for standard input.
    pub(crate) events: PathBuf,
    #[command(flatten)]
    pub(crate) columns: Columns,
    /// How many steps to look at, from the first event or after the anchor: up to 200.
    #[arg(long = "max-steps", value_name = "N", default_value_t = 8, value_parser = value_parser!(u32).range(..=200))]
    pub(crate) up_to: u32,
    /// Count from a touchpoint instead of the first event: its first occurrence, with `:2` its
    /// second, with `:last` its last.
    #[arg(long, value_name = "TOUCHPOINT[:N|last]", value_parser = anchor)]
    pub(crate) anchor: Option<Anchor>,
    /// How many steps before the anchor to look at: up to 200.
    #[arg(long, value_name = "N", default_value_t = 0, requires = "anchor", value_parser = value_parser!(u32).range(..=200))]
    pub(crate) before: u32,
    /// How many touchpoints to show at each step of the Sankey diagram; the rest are `other`.
    #[arg(long, value_name = "N", default_value_t = 7, requires = "sankey")]
    pub(crate) top: u32,
    /// Put touchpoints together that less than this share of customers is at, at every step.
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    pub(crate) min_share: f64,
    /// Draw the table as well.
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,
    /// Draw a Sankey diagram as well.
    #[arg(long, value_name = "FILE")]
    pub(crate) sankey: Option<PathBuf>,
    /// How wide the Sankey diagram is, in pixels.
    #[arg(
        long,
        value_name = "PIXELS",
        default_value_t = 1200,
        requires = "sankey"
    )]
    pub(crate) width: u32,
}

/// Compare what two groups of customers do.
#[derive(Debug, Group)]
#[command(group = clap::ArgGroup::new("split").required(true).args(["by", "period", "with"]))]
pub(crate) struct Compare {
    /// The events; `-` for standard input.
    pub(crate) events: PathBuf,
    #[command(flatten)]
    pub(crate) columns: Columns,
    /// The column that tells the groups apart; a customer has the value of the first event.
    #[arg(long, value_name = "COLUMN", requires = "of")]
    pub(crate) by: Option<String>,
    /// The two values to compare; with one, all others are the second group.
    #[arg(long, value_name = "VALUE,VALUE", value_delimiter = ',', requires = "by", num_args = 1..=2)]
    pub(crate) of: Vec<String>,
    /// Compare the customers who came before this day of --zone, or else UTC, with those who came
    /// on it or after.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub(crate) period: Option<String>,
    /// Compare with the customers of these events, which are read with the same options: each is
    /// for the files that are written in its way.
    #[arg(long, value_name = "EVENTS")]
    pub(crate) with: Option<PathBuf>,
    /// A touchpoint that is a goal; may be given several times.
    #[arg(long, value_name = "TOUCHPOINT")]
    pub(crate) goal: Vec<String>,
    /// How many customers each side needs before anything is concluded.
    #[arg(long, value_name = "N", default_value_t = 30)]
    pub(crate) min_customers: u32,
    /// Adjust for tests that depend on each other in any way, by Benjamini and Yekutieli.
    #[arg(long)]
    pub(crate) strict: bool,
    /// Compare who goes exactly the N most frequent ways as well: each is one more test.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) ways: u32,
    /// Draw where both groups are step by step as well, one less the other.
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,
    /// How many rows to list at most: 20, and 10000 as JSON, where it is left out.
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u32>,
}

/// Compare two maps: exit status 1 where they differ.
#[derive(Debug, Group)]
pub(crate) struct Diff {
    /// The old map.
    pub(crate) old: PathBuf,
    /// The new map.
    pub(crate) new: PathBuf,
}

/// Write a map in another format.
#[derive(Debug, Group)]
pub(crate) struct Convert {
    /// The map, or a folder; `-` for standard input.
    pub(crate) map: PathBuf,
    /// The format to write; without it the output's file name tells, or else JSON.
    #[arg(long, value_enum, conflicts_with = "json")]
    pub(crate) to: Option<To>,
    /// Where to write; `-` for standard output.
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    pub(crate) output: PathBuf,
}

/// Print a ready-made map to start from, or list what there is.
#[derive(Debug, Group)]
pub(crate) struct Template {
    /// The name of the map; without it the list.
    pub(crate) name: Option<String>,
}

/// What customers did and said.
#[derive(Debug, Group)]
#[command(next_help_heading = "Data")]
pub(crate) struct Data {
    /// What customers did: a CSV file with a line per event.
    #[arg(long, value_name = "CSV")]
    pub(crate) events: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) columns: Columns,
    /// What customers said: a CSV file with a line per respondent.
    #[arg(long, value_name = "CSV")]
    pub(crate) survey: Option<PathBuf>,
    /// The survey's column with the respondent; without it each row is a respondent of its own.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) respondent: Option<String>,
    /// A column of the survey to compare respondents by; may be given several times.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) segment: Vec<String>,
}

/// Where a CSV file has what.
#[derive(Debug, Group)]
#[command(next_help_heading = "Data")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct Columns {
    /// The events' column with the customer, or the attribute of an XES file; the usual names
    /// are found without it.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) customer: Option<String>,
    /// The events' column with the touchpoint.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) touchpoint: Option<String>,
    /// The events' column with the time.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) time: Option<String>,
    /// How times are written; found without it, but for dates that begin with the day or the
    /// month.
    #[arg(long, value_enum, conflicts_with = "as_written")]
    pub(crate) time_format: Option<Times>,
    /// Take the events of a customer in the order of the file, and read no times.
    #[arg(long, conflicts_with = "time")]
    pub(crate) as_written: bool,
    /// Read the events as sequences: a line per customer, one touchpoint after the other. So are
    /// files whose names end with `.seq`.
    #[arg(long)]
    pub(crate) sequences: bool,
    /// How many lines of sequences to skip at the start, beside those of --comment.
    #[arg(long, value_name = "LINES", default_value_t = 0)]
    pub(crate) skip_lines: u32,
    /// What lines of sequences begin with that say nothing, or `none`; `%` without it.
    #[arg(long, value_name = "CHARACTER", value_parser = comment)]
    pub(crate) comment: Option<Comment>,
    /// Take the first name of each line of sequences for the customer, who may have several lines.
    #[arg(long)]
    pub(crate) customer_first: bool,
    /// The time zone of times that are written without one, in the events and in other options,
    /// and of days, hours and weekdays.
    #[arg(long, value_name = "ZONE", value_parser = zone, conflicts_with = "as_written")]
    pub(crate) zone: Option<Zone>,
    /// The character between two fields of the events, or `tab`; found without it.
    #[arg(long, value_name = "CHARACTER", value_parser = delimiter)]
    pub(crate) delimiter: Option<char>,
    /// The classifier of an XES file that names the touchpoint.
    #[arg(long, value_name = "NAME", conflicts_with = "touchpoint")]
    pub(crate) classifier: Option<String>,
    /// A lifecycle transition of an XES file that is read, such as `complete`; all without it.
    #[arg(long, value_name = "TRANSITION")]
    pub(crate) lifecycle: Vec<String>,
    /// Pass over rows and cells that cannot be used, and say how many.
    #[arg(long)]
    pub(crate) skip_bad_rows: bool,
    /// Drop events that repeat another one exactly: customer, touchpoint, time and kept columns.
    #[arg(long)]
    pub(crate) drop_duplicates: bool,
    /// The most memory that reading events may take, such as 2G: whole mebibytes, of which 1M is
    /// the least.
    #[arg(long, value_name = "BYTES", value_parser = mebibytes)]
    pub(crate) max_memory: Option<u32>,
    #[command(flatten)]
    pub(crate) prepare: Prepare,
}

/// How times are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Times {
    /// `2026-11-21 09:30:00`, RFC 3339 and its like.
    DateTime,
    /// `21.11.2026 9:30`, also with slashes or hyphens.
    DayMonthYear,
    /// `11/21/2026 9:30 AM`.
    MonthDayYear,
    /// Seconds since 1970-01-01 UTC.
    Seconds,
    /// Milliseconds since 1970-01-01 UTC.
    Milliseconds,
    /// Microseconds since 1970-01-01 UTC.
    Microseconds,
    /// Nanoseconds since 1970-01-01 UTC.
    Nanoseconds,
}

impl From<Times> for TimeFormat {
    fn from(times: Times) -> Self {
        match times {
            Times::DateTime => Self::DateTime,
            Times::DayMonthYear => Self::DayMonthYear,
            Times::MonthDayYear => Self::MonthDayYear,
            Times::Seconds => Self::Seconds,
            Times::Milliseconds => Self::Milliseconds,
            Times::Microseconds => Self::Microseconds,
            Times::Nanoseconds => Self::Nanoseconds,
        }
    }
}

/// What rules count as where the map itself does not say.
#[derive(Debug, Group)]
#[command(next_help_heading = "Levels, where the map sets none")]
pub(crate) struct Levels {
    /// Count a rule's findings as errors.
    #[arg(long, value_name = "RULE")]
    pub(crate) deny: Vec<String>,
    /// Count a rule's findings as warnings.
    #[arg(long, value_name = "RULE")]
    pub(crate) warn: Vec<String>,
    /// Count a rule's findings as worth knowing.
    #[arg(long, value_name = "RULE")]
    pub(crate) info: Vec<String>,
    /// Do not report a rule's findings.
    #[arg(long, value_name = "RULE")]
    pub(crate) allow: Vec<String>,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A line or two a finding, for people.
    Text,
    /// One JSON document.
    Json,
    /// SARIF 2.1.0, for code scanners.
    Sarif,
}

/// What makes a route good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    /// Few steps.
    Steps,
    /// Little time.
    Duration,
    /// Little cost.
    Money,
    /// Little effort.
    Effort,
    /// Few changes of the channel.
    ChannelSwitches,
    /// Taken by many.
    Probability,
}

/// A format that maps can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum To {
    /// The native format, with defaults left out.
    Json,
    /// A picture.
    Svg,
}

/// A number of bytes: `1024`, `64K`, `500M`, `2G`, with or without `B` or `iB`.
fn bytes(text: &str) -> Result<u64, String> {
    let number = text.trim_end_matches(|character: char| character.is_ascii_alphabetic());
    let unit = text.strip_prefix(number).unwrap_or_default();
    let shift = match unit.to_ascii_uppercase().as_str() {
        "" | "B" => 0,
        "K" | "KB" | "KIB" => 10,
        "M" | "MB" | "MIB" => 20,
        "G" | "GB" | "GIB" => 30,
        "T" | "TB" | "TIB" => 40,
        _ => return Err("expected a number with K, M, G or T".to_owned()),
    };
    let number: u64 = number.parse().map_err(|_| "expected a whole number")?;
    number
        .checked_mul(1 << shift)
        .ok_or_else(|| "the number is too large".to_owned())
}

/// A number of bytes in whole mebibytes, of which there is one at least.
fn mebibytes(text: &str) -> Result<u32, String> {
    match bytes(text)? >> 20 {
        0 => Err("expected 1M at least".to_owned()),
        mebibytes => Ok(u32::try_from(mebibytes).unwrap_or(u32::MAX)),
    }
}

/// Two groups of customers: `platform=mobile,desktop`, or `platform=mobile` and all others.
fn groups(text: &str) -> Result<Split, String> {
    let expected = || "expected a column and one or two values, as `platform=mobile,desktop`";
    let (column, values) = text.split_once('=').ok_or_else(expected)?;
    let mut values = values.split(',').map(str::to_owned);
    let (first, second) = (values.next().unwrap_or_default(), values.next());
    let is_empty = [Some(column), Some(&*first), second.as_deref()].contains(&Some(""));
    if is_empty || values.next().is_some() {
        return Err(expected().to_owned());
    }
    Ok(Split::Segment {
        column: column.to_owned(),
        first,
        second,
    })
}

/// A delimiter: one ASCII character, or its name.
fn delimiter(text: &str) -> Result<char, String> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok('\t'),
        [byte] if byte.is_ascii() => Ok(char::from(*byte)),
        _ => Err("expected one ASCII character, or `tab`".to_owned()),
    }
}

/// What lines begin with that say nothing, if there are such lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Comment(pub(crate) Option<char>);

/// The sign of a comment: one character, or `none`.
fn comment(text: &str) -> Result<Comment, String> {
    let mut characters = text.chars();
    match (text, characters.next(), characters.next()) {
        ("none", ..) => Ok(Comment(None)),
        (_, Some(sign), None) => Ok(Comment(Some(sign))),
        _ => Err("expected one character, or `none`".to_owned()),
    }
}

/// An occurrence of a touchpoint: `cart`, `cart:2`, `cart:last`.
fn anchor(text: &str) -> Result<Anchor, String> {
    let Some((touchpoint, occurrence)) = text.rsplit_once(':') else {
        return Ok(Anchor::first(text));
    };
    match (occurrence, occurrence.parse()) {
        ("last", _) => Ok(Anchor::last(touchpoint)),
        (_, Ok(0)) => Err("occurrences are counted from 1".to_owned()),
        (_, Ok(nth)) => Ok(Anchor::nth(touchpoint, nth)),
        // A name may have a colon.
        _ => Ok(Anchor::first(text)),
    }
}

/// A day as `YYYY-MM-DD`, or nothing.
fn date(text: &str) -> Result<String, String> {
    let day = text.parse::<Date>().map(|day| day.to_string());
    if text.is_empty() || day.is_ok_and(|day| day == text) {
        Ok(text.to_owned())
    } else {
        Err("expected a day as YYYY-MM-DD".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn arguments_are_well_declared() {
        Args::command().debug_assert();
    }

    #[test]
    fn bytes_have_units() {
        assert_eq!(bytes("17"), Ok(17));
        assert_eq!(bytes("2k"), Ok(2048));
        assert_eq!(bytes("1GiB"), Ok(1 << 30));
        assert!(bytes("G").is_err());
        assert!(bytes("1X").is_err());
        assert!(bytes("99999999999T").is_err());
        assert_eq!(mebibytes("2500K"), Ok(2));
        assert!(mebibytes("0").is_err() && mebibytes("500K").is_err());
    }

    #[test]
    fn anchors_are_occurrences() {
        assert_eq!(anchor("cart"), Ok(Anchor::first("cart")));
        assert_eq!(anchor("cart:2"), Ok(Anchor::nth("cart", 2)));
        assert_eq!(anchor("a:b:last"), Ok(Anchor::last("a:b")));
        assert_eq!(anchor("app:cart"), Ok(Anchor::first("app:cart")));
        assert!(anchor("cart:0").is_err());
    }

    #[test]
    fn dates_are_days() {
        assert_eq!(date("2026-11-21").as_deref(), Ok("2026-11-21"));
        assert_eq!(date("").as_deref(), Ok(""));
        for text in [
            "not a date",
            "2026-02-30",
            "20261121",
            "2026-11-21T10:00",
            "2026-1-2",
        ] {
            assert!(date(text).is_err(), "{text}");
        }
    }

    #[test]
    fn groups_have_a_column_and_values() {
        let by = |second: Option<&str>| {
            Ok(Split::Segment {
                column: "platform".to_owned(),
                first: "web".to_owned(),
                second: second.map(str::to_owned),
            })
        };
        assert_eq!(groups("platform=web"), by(None));
        assert_eq!(groups("platform=web,app"), by(Some("app")));
        for text in ["platform", "=web", "platform=", "platform=web,", "a=b,c,d"] {
            assert!(groups(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_comment_begins_with_one_character() {
        assert_eq!(comment("#"), Ok(Comment(Some('#'))));
        assert_eq!(comment("§"), Ok(Comment(Some('§'))));
        assert_eq!(comment("none"), Ok(Comment(None)));
        assert!(comment("").is_err());
        assert!(comment("//").is_err());
    }

    #[test]
    fn delimiters_are_one_byte() {
        assert_eq!(delimiter(";"), Ok(';'));
        assert_eq!(delimiter("tab"), Ok('\t'));
        assert!(delimiter(";;").is_err());
        assert!(delimiter("č").is_err());
    }
}
