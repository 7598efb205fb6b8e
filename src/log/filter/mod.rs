//! Which events stay: those at some touchpoints, of some time, of customers who did something.
//!
//! A [`Filter`] is a condition that every event meets or does not meet. Some look at the event
//! itself, such as its touchpoint; others at all that its customer did, and are met by all of
//! these events or by none. So they combine: [`Filter::All`], [`Filter::Any`] and
//! [`Filter::Not`] take events, whatever the conditions look at.
//!
//! In a list, each filter sees what those before it left: `[time window, length at least 2]`
//! asks for two events inside the window, where [`Filter::All`] of the same asks for two
//! anywhere.

mod apply;
mod plan;

use serde::{Deserialize, Serialize};

use super::{EventLog, PrepareError, SegmentOf};

/// A condition on events. As data it says by what: `{"by": "having", "touchpoints": ["buy"]}`.
///
/// Touchpoints are said as the log calls them, or by patterns in which `*` stands for any
/// characters and `?` for one: `product/*`; a `\` before these makes them plain. What
/// [`exactly`](super::exactly) writes means one name; else the one that is called just as it stands
/// there comes first. A name that the log does not have is an error; a pattern that nothing fits
/// is reported.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "by", rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub enum Filter {
    /// Events at one of these touchpoints.
    Touchpoints {
        /// Names or patterns.
        touchpoints: Vec<String>,
    },
    /// Events of a time: from its start on, and before its end.
    Time {
        /// When it starts, in milliseconds since 1970-01-01 UTC; `None`: at any time.
        #[serde(default)]
        from: Option<f64>,
        /// When it ends; this moment is not part of it. `None`: never.
        #[serde(default)]
        to: Option<f64>,
        /// What has to lie in it.
        #[serde(default)]
        of: TimeOf,
    },
    /// Events with one of these values in a further column.
    Segment {
        /// The column.
        column: String,
        /// Its values, or patterns; the empty text is the value of events without one.
        values: Vec<String>,
        /// Whose value it is.
        #[serde(default)]
        of: SegmentOf,
    },
    /// Events between two touchpoints of a customer. An end that is never reached is no end: a
    /// customer without it has no such events.
    Between {
        /// Where a stretch starts: names or patterns.
        from: Vec<String>,
        /// Where it ends, always at a later event.
        to: Vec<String>,
        /// Which stretches there are.
        #[serde(default)]
        which: Stretch,
        /// Whether the touchpoints at both ends belong to it.
        #[serde(default)]
        ends: Ends,
    },
    /// Events of customers who met such touchpoints.
    Having {
        /// Names or patterns.
        touchpoints: Vec<String>,
        /// How many of these they have to have met.
        #[serde(default)]
        of: HowMany,
    },
    /// Events of customers who met none of these touchpoints.
    Lacking {
        /// Names or patterns.
        touchpoints: Vec<String>,
    },
    /// Events of customers whose first event is at one of these touchpoints.
    Starting {
        /// Names or patterns.
        touchpoints: Vec<String>,
    },
    /// Events of customers whose last event is at one of these touchpoints.
    Ending {
        /// Names or patterns.
        touchpoints: Vec<String>,
    },
    /// Events of customers who have so many of them.
    Length {
        /// The fewest.
        #[serde(default)]
        min: Option<u32>,
        /// The most.
        #[serde(default)]
        max: Option<u32>,
    },
    /// Events of customers who took so long from their first to their last one.
    Duration {
        /// The shortest, in milliseconds.
        #[serde(default)]
        min: Option<f64>,
        /// The longest, in milliseconds.
        #[serde(default)]
        max: Option<f64>,
    },
    /// Events of customers whose variant (the sequence of their touchpoints) is among the most
    /// frequent ones. Of equally frequent variants the first by their touchpoints' names come
    /// first. Where several limits are given, a variant has to meet all of them.
    Variants {
        /// The most variants.
        #[serde(default)]
        top: Option<u32>,
        /// As many variants as it takes to cover this share of customers, from 0 to 1.
        #[serde(default)]
        share: Option<f64>,
        /// The fewest customers of a variant.
        #[serde(default)]
        customers: Option<u32>,
    },
    /// Events that meet all of these; every event meets all of none.
    All {
        /// The conditions.
        of: Vec<Filter>,
    },
    /// Events that meet at least one of these.
    Any {
        /// The conditions.
        of: Vec<Filter>,
    },
    /// Events that do not meet this.
    Not {
        /// The condition.
        of: Box<Filter>,
    },
}

/// What has to lie in a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum TimeOf {
    /// The event.
    #[default]
    Event,
    /// The customer's first event.
    Start,
    /// The customer's last event.
    End,
    /// All events of the customer.
    Whole,
    /// At least one event of the customer.
    Part,
}

/// Which stretches between two touchpoints there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Stretch {
    /// From the first start to the last end after it.
    #[default]
    Longest,
    /// From the first start to the first end after it.
    First,
    /// From a start to the first end after it, again and again; the next one starts after this
    /// end.
    Each,
}

/// Whether the ends of a stretch belong to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Ends {
    /// Both belong to it.
    #[default]
    Included,
    /// Neither does.
    Excluded,
}

/// How many of some touchpoints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum HowMany {
    /// At least one.
    #[default]
    Any,
    /// At least one for each name or pattern.
    All,
}

/// A log of the events that stayed, and how many did not.
#[derive(Clone, Debug, PartialEq)]
pub struct Filtered {
    /// The log.
    pub log: EventLog,
    /// What was kept and left out.
    pub report: FilterReport,
}

/// What filters kept; the rest was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FilterReport {
    /// What there was.
    pub before: LogSize,
    /// What each filter of the list left of what those before it left.
    pub after: Vec<LogSize>,
    /// The patterns that nothing fits.
    pub unmatched: Vec<String>,
}

/// How much a log has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LogSize {
    /// How many customers there are.
    pub customers: u32,
    /// How many events there are.
    pub events: u32,
}

impl EventLog {
    /// How much it has.
    pub fn size(&self) -> LogSize {
        let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
        LogSize {
            customers: count(self.customers.len()),
            events: count(self.len()),
        }
    }

    /// The log of the events that meet all of some filters, each of which sees what those before
    /// it left. Customers of whom no event is left, and touchpoints, are gone.
    ///
    /// # Errors
    /// [`PrepareError`] with everything in the filters that does not suit the log: touchpoints,
    /// columns and values that it does not have, times where it has none, ranges that are empty.
    ///
    /// # Complexity
    /// Linear in events times filters; [`Filter::Variants`] sorts the distinct sequences.
    ///
    /// # Example
    /// ```
    /// use cesta::log::{EventLog, Filter};
    ///
    /// let log = EventLog::from_columns(
    ///     &["ann", "ann", "bob", "bob", "bob"],
    ///     &["look", "buy", "look", "help", "look"],
    ///     None,
    /// )?;
    /// let buyers = Filter::Having { touchpoints: vec!["b*".into()], of: Default::default() };
    /// let others = log.filter(&[Filter::Not { of: buyers.into() }])?;
    /// assert_eq!(others.log.customers().iter().collect::<Vec<_>>(), ["bob"]);
    /// assert_eq!((others.report.before.events, others.report.after[0].events), (5, 3));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn filter(&self, filters: &[Filter]) -> Result<Filtered, PrepareError> {
        apply::filter(self, filters)
    }
}
