//! Two groups of customers: what the one does that the other does not.
//!
//! [`compare_logs`] compares the customers of two logs, [`compare_split`] two segments or two
//! periods of one, [`compare_customers`] any two sets of its customers. Everything is counted by
//! customer, who are independent of each other, as tests want it; visits and steps of one
//! customer are not.
//!
//! A comparison has no sum that merges: its tests of durations rank each customer's first time on
//! a step, and the sums of [`flow`](crate::flow) keep all times of all customers together. Compare
//! the logs of the two groups, or whole ones by a split.

mod options;
mod rows;
mod tally;
mod ways;

use serde::{Deserialize, Serialize};

pub use self::options::{LogComparisonError, LogComparisonOptions, Side, Split};
use self::{tally::Tally, ways::Ways};
use crate::{
    log::EventLog,
    stats::{Conclusion, Difference, Share, Test},
};

/// How two groups of customers differ in what they do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LogComparison {
    /// How many customers the first group has.
    pub first: u32,
    /// How many the second one has.
    pub second: u32,
    /// How many customers of the log are in neither.
    pub neither: u32,
    /// How many have events of several segments or of both periods; they count by their first
    /// event.
    pub mixed: u32,
    /// How many tests were made: what p-values are adjusted for.
    pub tests: u32,
    /// What customers do, by evidence: first what differs, by p-value; then what may be noise;
    /// then what nothing can be concluded of.
    pub shares: Vec<ComparedShare>,
    /// How many of `shares` the limit cut off.
    pub shares_left_out: u32,
    /// How long it takes them, by evidence.
    pub durations: Vec<ComparedDuration>,
    /// How many of `durations` the limit cut off.
    pub durations_left_out: u32,
    /// How many ways that two or more customers go were not compared, since the options ask for
    /// fewer ways; 0 where they ask for none.
    pub ways_left_out: u32,
}

/// Something that customers do or do not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Behaviour {
    /// Of all: who meets a goal.
    Converted,
    /// Of all: who meets a touchpoint.
    Reached {
        /// The touchpoint.
        touchpoint: String,
    },
    /// Of all: whose first event is there.
    Started {
        /// The touchpoint.
        touchpoint: String,
    },
    /// Of all: whose last event is there.
    Ended {
        /// The touchpoint.
        touchpoint: String,
    },
    /// Of all: who go exactly this way, from the first event to the last.
    Went {
        /// The touchpoints.
        touchpoints: Vec<String>,
    },
    /// Of those who meet a touchpoint: whose last event is there, and who meet no goal.
    Lost {
        /// The touchpoint.
        touchpoint: String,
    },
    /// Of those who meet a touchpoint: who go from there directly to another one, at least
    /// once.
    Stepped {
        /// The touchpoint.
        from: String,
        /// The other one.
        to: String,
    },
}

/// A share of both groups.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ComparedShare {
    /// What the customers do.
    pub what: Behaviour,
    /// The share of the first group.
    pub first: Share,
    /// The share of the second.
    pub second: Share,
    /// The first less the second, with Newcombe's interval and the p-value of `test`; `None`
    /// where one is undefined.
    pub difference: Option<Difference>,
    /// The test; `None` where there is nothing to test.
    pub test: Option<Test>,
    /// The p-value, adjusted for the number of tests; `None` where there is none, and for
    /// groups that are too small.
    pub adjusted: Option<f64>,
    /// What may be concluded.
    pub conclusion: Conclusion,
}

/// Something that takes customers time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Timed {
    /// From the first event to the last, of customers with more than one.
    Whole,
    /// From the first event to the first goal.
    ToGoal,
    /// From a touchpoint directly to another one, the first time that this happens.
    Stepped {
        /// The touchpoint.
        from: String,
        /// The other one.
        to: String,
    },
}

/// Durations of both groups.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ComparedDuration {
    /// What takes time.
    pub what: Timed,
    /// The median of the first group.
    pub first: MedianDuration,
    /// The median of the second.
    pub second: MedianDuration,
    /// The first less the second, in milliseconds, with its interval and the p-value of Mann
    /// and Whitney's test; `None` where one is undefined.
    pub difference: Option<Difference>,
    /// The probability that it takes a customer of the first group longer than one of the
    /// second; 0.5 where neither is slower.
    pub superiority: Option<f64>,
    /// The p-value, adjusted for the number of tests.
    pub adjusted: Option<f64>,
    /// What may be concluded: `higher` where it takes the first group longer.
    pub conclusion: Conclusion,
}

/// The median of how long it took customers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MedianDuration {
    /// How many customers there are.
    pub n: u32,
    /// The median, in milliseconds; `None` where there is nobody.
    pub median: Option<f64>,
}

/// Compares the customers of two logs.
///
/// Shares get Newcombe's interval of their difference and the p-value of
/// [`share_test`](crate::stats::share_test), medians of durations those of
/// [`median_difference`](crate::stats::median_difference). With fewer than `min_customers` on
/// either side nothing is concluded and nothing tested, and the row says so. P-values are
/// adjusted for all tests of the comparison together, and groups differ where the adjusted one
/// is at most `false_discovery_rate`.
///
/// # Errors
/// [`LogComparisonError`] for options out of range, and for goals that neither log knows.
///
/// # Complexity
/// Linear in the number of events, and `O(n log n)` for `n` durations.
///
/// # Example
/// ```
/// use cesta::{
///     flow::compare::{Behaviour, LogComparisonOptions, compare_logs},
///     log::EventLog,
///     stats::Conclusion,
/// };
///
/// // Of 40 customers 30 buy; of 40 others, 10.
/// let shop = |buyers: usize| {
///     let names: Vec<String> = (0..40).map(|it| it.to_string()).collect();
///     let who: Vec<&str> = names.iter().chain(&names[..buyers]).map(String::as_str).collect();
///     let what: Vec<&str> = (0..who.len()).map(|it| if it < 40 { "look" } else { "buy" }).collect();
///     EventLog::from_columns(&who[..], &what[..], None)
/// };
/// let it = compare_logs(&shop(30)?, &shop(10)?, &LogComparisonOptions::default())?;
/// let buying = Behaviour::Reached { touchpoint: "buy".to_owned() };
/// let buying = it.shares.iter().find(|it| it.what == buying).unwrap();
/// assert_eq!(buying.conclusion, Conclusion::Higher);
/// assert!((buying.difference.unwrap().value - 0.5).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn compare_logs(
    first: &EventLog,
    second: &EventLog,
    options: &LogComparisonOptions,
) -> Result<LogComparison, LogComparisonError> {
    options.check(&[first, second])?;
    let [mine, _] = Tally::both(first, options, &|_| Some(Side::First));
    let [_, others] = Tally::both(second, options, &|_| Some(Side::Second));
    let mut ways = Ways::default();
    if options.ways > 0 {
        // A way that one customer of each goes is shared.
        ways.add(first, &|_| Some(Side::First), 1);
        ways.add(second, &|_| Some(Side::Second), 1);
    }
    let groups = [mine.named(first), others.named(second)];
    Ok(rows::compare(groups, ways, options))
}

/// Compares two sets of the customers of a log, as [`compare_logs`] does: each customer, by
/// number, is in one group or in none.
///
/// # Errors
/// [`LogComparisonError`] for options out of range, and for goals that the log does not know.
///
/// # Complexity
/// As [`compare_logs`].
pub fn compare_customers(
    log: &EventLog,
    group: impl Fn(u32) -> Option<Side> + Sync,
    options: &LogComparisonOptions,
) -> Result<LogComparison, LogComparisonError> {
    options.check(&[log])?;
    let [first, second] = Tally::both(log, options, &group);
    let mut ways = Ways::default();
    if options.ways > 0 {
        ways.add(log, &group, 2);
    }
    let groups = [first.named(log), second.named(log)];
    let mut comparison = rows::compare(groups, ways, options);
    let all = super::count(log.customers().len());
    comparison.neither = all - comparison.first - comparison.second;
    Ok(comparison)
}

/// Compares two segments or two periods of a log, as [`compare_logs`] does.
///
/// # Errors
/// [`LogComparisonError`] for options out of range; for goals, columns and values that the log
/// does not have; for periods of a log without times.
///
/// # Complexity
/// As [`compare_logs`].
pub fn compare_split(
    log: &EventLog,
    split: &Split,
    options: &LogComparisonOptions,
) -> Result<LogComparison, LogComparisonError> {
    options.check(&[log])?;
    let (groups, mixed) = split.groups(log)?;
    let group = |customer: u32| groups.get(customer as usize).copied().flatten();
    let mut comparison = compare_customers(log, group, options)?;
    comparison.mixed = mixed;
    Ok(comparison)
}
