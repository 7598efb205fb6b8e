//! Event logs as CSV text.
//!
//! One row is one event; the header names the columns. [`read`] finds the columns by their
//! usual names ([`CUSTOMER_NAMES`], [`TOUCHPOINT_NAMES`], [`TIME_NAMES`], in any case, with
//! blanks or hyphens for underscores), the delimiter from the header, and the way times are
//! written from the first of them; the options say it where that is wrong. What cannot be read
//! is never left out in silence: every bad row is named, with its line, column and reason.

mod columns;
mod date;
mod error;
mod time;

use std::{io::Read, ops::ControlFlow};

use serde::{Deserialize, Serialize};

use self::columns::Columns;
pub use self::{
    columns::{CUSTOMER_NAMES, TIME_NAMES, TOUCHPOINT_NAMES},
    error::{BadRow, BadRows, LogError, MissingColumn, Reason, Role},
    time::TimeFormat,
};
use super::{EventLog, EventLogBuilder, Zone};
pub use crate::bad::{MAX_SAMPLES, OnBad};
use crate::{
    table::{MAX_FIELD, Record, Records},
    text::excerpt,
};

/// How to read a CSV text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "EventsCsvOptions")
)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CsvOptions {
    /// The column that says who it was; `None`: by its usual names.
    pub customer: Option<String>,
    /// The column that says what they met; `None`: by its usual names.
    pub touchpoint: Option<String>,
    /// The column that says when; `None`: by its usual names.
    pub time: Option<String>,
    /// What puts the events of a customer in order.
    pub sequence: Sequence,
    /// How times are written; `None`: as the first one that can be read.
    pub time_format: Option<TimeFormat>,
    /// The clocks that times are of which are written without an offset from UTC.
    pub zone: Zone,
    /// What separates the fields: an ASCII character other than a letter, a digit, a quote, a
    /// line end or NUL. `None`: the comma, tab, semicolon or bar, whichever the header has most.
    pub delimiter: Option<char>,
    /// The further columns to keep, by name.
    pub keep: Vec<String>,
    /// What to do about rows that cannot be read.
    pub bad_rows: OnBad,
    /// What to do about exact duplicates: events with the same customer, touchpoint, time and
    /// kept columns.
    pub duplicates: Duplicates,
    /// The longest field, in bytes.
    pub max_field: u32,
}

impl Default for CsvOptions {
    fn default() -> Self {
        Self {
            customer: None,
            touchpoint: None,
            time: None,
            sequence: Sequence::ByTime,
            time_format: None,
            zone: Zone::UTC,
            delimiter: None,
            keep: Vec::new(),
            bad_rows: OnBad::Refuse,
            duplicates: Duplicates::Keep,
            max_field: MAX_FIELD,
        }
    }
}

/// What puts the events of a customer in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Sequence {
    /// Their times, and the order of the text where these are equal.
    ByTime,
    /// The order of the text; times are not read.
    AsWritten,
}

/// What to do about exact duplicates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Duplicates {
    /// They are counted, and stay.
    Keep,
    /// They are counted, and the first of each stays.
    Drop,
}

/// A log, and how it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadLog {
    /// The log.
    pub log: EventLog,
    /// How it was found in the text, and what could not be used.
    pub source: LogSource,
}

/// How a log was found in a text, and what of it could not be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct LogSource {
    /// The customer column's name.
    pub customer: String,
    /// The touchpoint column's name.
    pub touchpoint: String,
    /// The time column's name; `None` where times are not read.
    pub time: Option<String>,
    /// How times are written; `None` where they are not read.
    pub time_format: Option<TimeFormat>,
    /// What separates the fields.
    pub delimiter: char,
    /// How many events repeat another one exactly. They are in the log, unless the options
    /// drop them.
    pub duplicates: u32,
    /// The rows that were passed over.
    pub passed_over: BadRows,
}

/// Reads a log from CSV text in UTF-8. `progress` is called about every mebibyte, and at the
/// end, with the number of bytes read so far; it may stop the reading.
///
/// A row is bad if it has not as many fields as the header, or a field that is too long, if it
/// lacks the customer, touchpoint or time, or has a time in another way than the rest. Blank
/// lines are skipped, and a byte order mark. Customers and touchpoints are taken as they are;
/// blanks at the ends of names in the header and of times do not matter.
///
/// # Errors
/// [`LogError`]: see its variants. Bad rows do not hide each other: all of them are counted,
/// with the first [`MAX_SAMPLES`] problems.
///
/// # Complexity
/// Linear in the text, and that of [`EventLog::from_columns`]. No field, however long, takes
/// more memory than the limit.
///
/// # Example
/// ```
/// use std::ops::ControlFlow;
/// use cesta::log::csv::{CsvOptions, read};
///
/// let text = "user_id,event,timestamp\nann,look,2026-11-21 09:30\nann,buy,2026-11-21 09:42\n";
/// let read = read(text.as_bytes(), &CsvOptions::default(), |_| ControlFlow::Continue(()))?;
/// assert_eq!((read.log.len(), read.source.customer.as_str()), (2, "user_id"));
/// # Ok::<(), cesta::log::csv::LogError>(())
/// ```
pub fn read(
    reader: impl Read,
    options: &CsvOptions,
    progress: impl FnMut(u64) -> ControlFlow<()>,
) -> Result<ReadLog, LogError> {
    let (header, mut records) =
        Records::open(reader, options.delimiter, options.max_field, progress)?;
    let columns = Columns::find(header, options)?;
    let mut rows = Rows::new(columns, options);
    let mut record = Record::default();
    while records.read(&mut record)? {
        rows.add(&record)?;
    }
    rows.finish(records.delimiter())
}

/// The rows so far.
struct Rows<'o> {
    options: &'o CsvOptions,
    columns: Columns,
    time_format: Option<TimeFormat>,
    builder: EventLogBuilder,
    bad: BadRows,
}

/// What is wrong with a row, and in which column.
type Problem = (Option<usize>, Reason);

impl<'o> Rows<'o> {
    fn new(columns: Columns, options: &'o CsvOptions) -> Self {
        let segments = columns.segments.iter().map(|&column| columns.name(column));
        Self {
            options,
            builder: EventLogBuilder::with_segments(segments),
            columns,
            time_format: options.time_format,
            bad: BadRows::default(),
        }
    }

    fn add(&mut self, record: &Record) -> Result<(), LogError> {
        if let Some((column, damage)) = record.damage(self.columns.header.len()) {
            self.reject(record, vec![(column, damage.into())]);
            return Ok(());
        }
        let mut problems = Vec::new();
        let columns = &self.columns;
        let customer = text(record, columns.customer, &mut problems);
        let touchpoint = text(record, columns.touchpoint, &mut problems);
        let time = columns
            .time
            .and_then(|column| text(record, column, &mut problems));
        let segments: Vec<&str> = columns
            .segments
            .iter()
            .map(|&column| text(record, column, &mut problems).unwrap_or_default())
            .collect();

        for (column, value, reason) in [
            (Some(columns.customer), customer, Reason::MissingCustomer),
            (
                Some(columns.touchpoint),
                touchpoint,
                Reason::MissingTouchpoint,
            ),
            (columns.time, time, Reason::MissingTime),
        ] {
            if value.is_some_and(|value| value.trim().is_empty()) {
                problems.push((column, reason));
            }
        }
        let time = time.map(str::trim).filter(|time| !time.is_empty());
        let milliseconds = match time.map(|time| self.milliseconds(time)) {
            None => None,
            Some(Ok(milliseconds)) => Some(milliseconds),
            Some(Err(reason)) => {
                problems.push((self.columns.time, reason));
                None
            }
        };
        if let (Some(customer), Some(touchpoint), []) = (customer, touchpoint, &*problems) {
            let pushed = self
                .builder
                .push_with(customer, touchpoint, milliseconds, segments);
            return pushed.map_err(LogError::Build);
        }
        self.reject(record, problems);
        Ok(())
    }

    /// The time that a text stands for.
    fn milliseconds(&mut self, text: &str) -> Result<i64, Reason> {
        if self.time_format.is_none() {
            self.time_format = TimeFormat::detect(text);
        }
        let expected = self.time_format.unwrap_or(TimeFormat::DateTime);
        // Seconds among milliseconds would be found nowhere else.
        let odd = self.options.time_format.is_none() && !expected.suits(text);
        expected
            .parse(text, &self.options.zone)
            .filter(|_| !odd)
            .ok_or_else(|| Reason::BadTime {
                text: excerpt(text).to_string(),
                expected,
            })
    }

    fn reject(&mut self, record: &Record, problems: Vec<Problem>) {
        self.bad.count = self.bad.count.saturating_add(1);
        for (column, reason) in problems {
            if self.bad.samples.len() >= MAX_SAMPLES {
                self.bad.truncated = true;
                return;
            }
            let column = column.map(|column| self.columns.name(column));
            self.bad.samples.push(BadRow {
                line: record.line(),
                column,
                message: reason.to_string(),
                reason,
            });
        }
    }

    fn finish(self, delimiter: char) -> Result<ReadLog, LogError> {
        let refuse = self.options.bad_rows == OnBad::Refuse || self.builder.is_empty();
        if self.bad.count > 0 && refuse {
            return Err(LogError::BadRows(self.bad));
        }
        if self.builder.is_empty() {
            return Err(LogError::HeaderOnly);
        }
        let log = self.builder.build();
        let (log, duplicates) = match self.options.duplicates {
            Duplicates::Keep => {
                let duplicates = log.duplicates();
                (log, duplicates)
            }
            Duplicates::Drop => {
                let events = log.len();
                let log = log.without_duplicates();
                let duplicates = events - log.len();
                (log, duplicates)
            }
        };
        let columns = self.columns;
        Ok(ReadLog {
            log,
            source: LogSource {
                customer: columns.name(columns.customer),
                touchpoint: columns.name(columns.touchpoint),
                time: columns.time.map(|column| columns.name(column)),
                time_format: columns.time.and(self.time_format),
                delimiter,
                duplicates: u32::try_from(duplicates).unwrap_or(u32::MAX),
                passed_over: self.bad,
            },
        })
    }
}

/// A field as text.
fn text<'r>(record: &'r Record, column: usize, problems: &mut Vec<Problem>) -> Option<&'r str> {
    let text = std::str::from_utf8(record.get(column)?).ok();
    if text.is_none() {
        problems.push((Some(column), Reason::NotUtf8));
    }
    text
}
