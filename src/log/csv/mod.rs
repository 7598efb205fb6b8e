//! Event logs as CSV text.
//!
//! One row is one event; the header names the columns. [`read`] finds the columns by their
//! usual names ([`CUSTOMER_NAMES`], [`TOUCHPOINT_NAMES`], [`TIME_NAMES`], in any case, with
//! blanks or hyphens for underscores), the delimiter from the header, and the way times are
//! written from the first of them; the options say it where that is wrong. What cannot be read
//! is never left out in silence: every bad row is named, with its line, column and reason.

mod clock;
pub(in crate::log) mod columns;
mod date;
mod error;
mod part;
mod parts;
mod time;

use std::{
    cell::Cell,
    collections::VecDeque,
    io::Read,
    mem::{replace, take},
    ops::ControlFlow,
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use self::{
    columns::Columns,
    part::{Part, Plan},
};
pub use self::{
    columns::{CUSTOMER_NAMES, TIME_NAMES, TOUCHPOINT_NAMES},
    error::{BadRow, BadRows, LogError, MissingColumn, Reason, Role},
    parts::{Parts, parts},
    time::TimeFormat,
};
use super::{EventLog, EventLogBuilder, Zone, interner::seed, order::GoOn};
pub use crate::bad::{MAX_SAMPLES, OnBad};
use crate::{
    parts as side_by_side,
    table::{BLOCK, Block, MAX_FIELD, Record, Records},
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
    /// How times are written; `None`: as the first one that can be read. What is finer than a
    /// millisecond is cut off.
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
    /// The most memory that reading may take, by
    /// [`EventLogBuilder::memory`](crate::log::EventLogBuilder::memory); looked at about every
    /// 128 KiB of text. `None`: as much as there is.
    ///
    /// # Units
    /// Mebibytes.
    pub max_memory: Option<u32>,
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
            max_memory: None,
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
/// end, with the number of bytes read so far; then, while the events are put in order, about
/// every million of them with that of all bytes. It may stop both.
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
    read_in_blocks(BLOCK, reader, options, progress)
}

fn read_in_blocks(
    block: usize,
    reader: impl Read,
    options: &CsvOptions,
    mut progress: impl FnMut(u64) -> ControlFlow<()>,
) -> Result<ReadLog, LogError> {
    let mut position = 0;
    let mut text = Text::open((block, usize::MAX), reader, options, |bytes| {
        position = bytes;
        progress(bytes)
    })?;
    text.read()?;
    let reading = text.reading;
    reading.finish(position, &mut || progress(position))
}

/// A text that is being read.
#[derive(Debug)]
struct Text<R, P> {
    records: Records<R, P>,
    reading: Reading,
    slots: Vec<Slot>,
    is_begun: bool,
}

impl<R: Read, P: FnMut(u64) -> ControlFlow<()>> Text<R, P> {
    /// In blocks of so many bytes, and parts of about so many events.
    fn open(
        (block, part): (usize, usize),
        reader: R,
        options: &CsvOptions,
        progress: P,
    ) -> Result<Self, LogError> {
        let (delimiter, limit) = (options.delimiter, options.max_field);
        let (header, records) = Records::with_blocks(block, reader, delimiter, limit, progress)?;
        let plan = Arc::new(Plan {
            columns: Columns::find(header, options)?,
            options: options.clone(),
            delimiter: records.delimiter(),
            seed: seed(),
        });
        let slots = std::iter::repeat_with(|| Slot::new(&plan));
        Ok(Self {
            slots: slots.take(SLOTS * side_by_side::threads()).collect(),
            reading: Reading::new(plan, records.line(), part),
            records,
            is_begun: false,
        })
    }

    /// Reads on until a part is full. Whether the text has ended.
    fn read(&mut self) -> Result<bool, LogError> {
        let Self {
            records,
            reading,
            slots,
            is_begun,
        } = self;
        let mut record = Record::default();
        loop {
            let mut is_block = false;
            let is_enough = Cell::new(false);
            // The first time tells how all are written; and most texts have one block only.
            let is_known = reading.time_format.is_some() || reading.plan.columns.time.is_none();
            if *is_begun && is_known {
                let time_format = reading.time_format;
                side_by_side::in_order(
                    slots,
                    |slot| {
                        let more = !is_enough.get() && records.block(&mut slot.block)?;
                        is_block |= more;
                        Ok::<_, LogError>(more)
                    },
                    |slot| slot.read(time_format),
                    |slot| {
                        reading.add(&slot.part, slot.block.text())?;
                        is_enough.set(!reading.full.is_empty());
                        Ok(())
                    },
                )?;
            } else if let Some(slot) = slots.first_mut()
                && records.block(&mut slot.block)?
            {
                is_block = true;
                slot.read(reading.time_format);
                reading.add(&slot.part, slot.block.text())?;
            }
            *is_begun = true;
            if !reading.full.is_empty() {
                return Ok(false);
            }
            if is_block {
                continue;
            }
            records.set_line(reading.line);
            if !records.read(&mut record)? {
                return Ok(true);
            }
            if let Some(slot) = slots.first_mut() {
                slot.part.read_row(&record, reading.time_format);
                reading.line = record.line().into();
                reading.add(&slot.part, &[])?;
            }
            reading.line = records.line();
        }
    }
}

/// How many blocks are held for each thread.
const SLOTS: usize = 3;

/// A block, and what is in it.
#[derive(Debug)]
struct Slot {
    block: Block,
    part: Part,
}

impl Slot {
    fn new(plan: &Arc<Plan>) -> Self {
        Self {
            block: Block::default(),
            part: Part::new(plan),
        }
    }

    fn read(&mut self, time_format: Option<TimeFormat>) {
        self.part.read(self.block.text(), time_format);
    }
}

/// Where a block begins: how many events are before it in its part, and its line.
#[derive(Clone, Copy, Debug)]
struct Begun {
    event: usize,
    line: u64,
}

/// What was read so far.
#[derive(Debug)]
struct Reading {
    plan: Arc<Plan>,
    /// The line that the next part begins on.
    line: u64,
    time_format: Option<TimeFormat>,
    builder: EventLogBuilder,
    /// After how many events another builder goes on.
    part: usize,
    /// The builders that are full. Where one ends does not hang on how many threads read ahead.
    full: VecDeque<(EventLogBuilder, Vec<Begun>)>,
    /// Where the blocks begin whose events are in the builder.
    begun: Vec<Begun>,
    bad: BadRows,
}

impl Reading {
    fn new(plan: Arc<Plan>, line: u64, part: usize) -> Self {
        Self {
            builder: plan.builder(),
            part,
            full: VecDeque::new(),
            begun: Vec::new(),
            line,
            time_format: plan.options.time_format,
            bad: BadRows::default(),
            plan,
        }
    }

    /// Takes the next part of the text.
    fn add(&mut self, part: &Part, text: &[u8]) -> Result<(), LogError> {
        let found = &part.found;
        let before = u32::try_from(self.line - 1).unwrap_or(u32::MAX);
        if self.part < usize::MAX {
            self.begun.push(self.here());
        }
        self.line = self.line.saturating_add(part.lines);
        self.time_format = found.time_format;
        self.builder
            .push_batch(&found.batch, text)
            .map_err(LogError::Build)?;
        self.check_memory(self.builder.memory(), self.line)?;
        self.bad.count = self.bad.count.saturating_add(found.bad.count);
        self.bad.truncated |= found.bad.truncated;
        for row in &found.bad.samples {
            if self.bad.samples.len() >= MAX_SAMPLES {
                self.bad.truncated = true;
                break;
            }
            self.bad.samples.push(BadRow {
                line: row.line.saturating_add(before),
                ..row.clone()
            });
        }
        if self.builder.len() >= self.part {
            let next = self.plan.builder();
            let blocks = self.blocks();
            let full = (replace(&mut self.builder, next), blocks);
            if !self.is_refused() {
                self.full.push_back(full);
            }
        }
        Ok(())
    }

    /// Whether so many bytes, held when the text was read up to a line, keep to the limit.
    fn check_memory(&self, bytes: usize, line: u64) -> Result<(), LogError> {
        let limit = self.plan.options.max_memory;
        match limit.filter(|&limit| bytes >> 20 >= limit as usize) {
            Some(limit) => {
                let line = u32::try_from(line).unwrap_or(u32::MAX);
                Err(LogError::TooMuchMemory { limit, line })
            }
            None => Ok(()),
        }
    }

    fn here(&self) -> Begun {
        let event = self.builder.len();
        let line = self.line;
        Begun { event, line }
    }

    /// Where the blocks of a part begin, and the last one ends.
    fn blocks(&mut self) -> Vec<Begun> {
        let mut blocks = take(&mut self.begun);
        blocks.push(self.here());
        blocks
    }

    /// Whether bad rows have made the text useless.
    fn is_refused(&self) -> bool {
        self.bad.count > 0 && self.plan.options.bad_rows == OnBad::Refuse
    }

    /// The log of all rows, where `go_on` does not stop it after so many bytes.
    fn finish(self, position: u64, go_on: GoOn<'_>) -> Result<ReadLog, LogError> {
        if self.bad.count > 0 && (self.is_refused() || self.builder.is_empty()) {
            return Err(LogError::BadRows(self.bad));
        }
        if self.builder.is_empty() {
            return Err(LogError::HeaderOnly);
        }
        let mut source = self.source();
        let settled = self.builder.settled(self.plan.options.duplicates, go_on);
        let cancelled = || LogError::cancelled(position);
        let (log, duplicates) = settled.continue_value().ok_or_else(cancelled)?;
        source.duplicates = duplicates;
        Ok(ReadLog { log, source })
    }

    /// How the events were found, before duplicates are counted.
    fn source(&self) -> LogSource {
        let Plan {
            columns, delimiter, ..
        } = &*self.plan;
        LogSource {
            customer: columns.name(columns.customer),
            touchpoint: columns.name(columns.touchpoint),
            time: columns.time.map(|column| columns.name(column)),
            time_format: columns.time.and(self.time_format),
            delimiter: *delimiter,
            duplicates: 0,
            passed_over: self.bad.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reads every row as a record: slowly, and by the rules alone.
    fn read_exactly(text: &[u8], options: &CsvOptions) -> Result<ReadLog, LogError> {
        let (delimiter, limit) = (options.delimiter, options.max_field);
        let progress = |_| ControlFlow::Continue(());
        let (header, mut records) = Records::open(text, delimiter, limit, progress)?;
        let plan = Arc::new(Plan {
            options: options.clone(),
            columns: Columns::find(header, options)?,
            delimiter: records.delimiter(),
            seed: 1,
        });
        let mut part = Part::new(&plan);
        let mut reading = Reading::new(plan, records.line(), usize::MAX);
        let mut record = Record::default();
        while records.read(&mut record)? {
            part.read_row(&record, reading.time_format);
            reading.line = record.line().into();
            reading.add(&part, &[])?;
            reading.line = records.line();
        }
        reading.finish(0, &mut || ControlFlow::Continue(()))
    }

    fn same(text: &[u8], block: usize, options: &CsvOptions) -> Result<(), TestCaseError> {
        let fast = read_in_blocks(block, text, options, |_| ControlFlow::Continue(()));
        let exact = read_exactly(text, options);
        match (fast, exact) {
            (Ok(fast), Ok(exact)) => prop_assert_eq!(fast, exact),
            (fast, exact) => prop_assert_eq!(fast.err(), exact.err()),
        }
        Ok(())
    }

    fn options() -> impl Strategy<Value = CsvOptions> {
        let limit = prop::sample::select(vec![4, 12, 40, MAX_FIELD]);
        let format = prop::option::of(prop::sample::select(vec![
            TimeFormat::DateTime,
            TimeFormat::DayMonthYear,
            TimeFormat::Seconds,
            TimeFormat::Milliseconds,
            TimeFormat::Microseconds,
            TimeFormat::Nanoseconds,
        ]));
        let zone = prop::sample::select(vec![0, 7_200]);
        let options = (limit, format, zone, any::<bool>());
        options.prop_map(|(max_field, time_format, zone, keep)| CsvOptions {
            max_field,
            time_format,
            zone: Zone::fixed(zone).unwrap(),
            keep: keep.then(|| "note".to_owned()).into_iter().collect(),
            delimiter: Some(','),
            bad_rows: OnBad::PassOver,
            ..CsvOptions::default()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn any_bytes_are_read_as_the_rules_say(
            bytes in prop::collection::vec(
                prop::sample::select(b",,,\"\n\r aA1\xC4\x8D\0".to_vec()), 0..300),
            block in 1..200_usize,
            options in options(),
        ) {
            let text = [b"user,event,time,note\n", &*bytes].concat();
            same(&text, block.max(32), &options)?;
        }

        #[test]
        fn rows_are_read_as_the_rules_say(
            rows in prop::collection::vec((
                "[ab]{0,2}|[ab]{9,13}|\"[ab,\n\r]{0,4}(\"\")?\"|[ \u{a0}\u{85}\u{2003}\u{3000}č]{0,2}|[ab]\"[ab]?",
                "[ab]{1,2}|touchpoint [ab]|\"[ab, ]{1,3}\"",
                " ?[0-9]{1,19} ?|20[0-9]{2}-(02|1[0-2])-[0-3][0-9]([T ][0-2][0-9]:[0-5][0-9]:[0-6][0-9](\\.[0-9]{1,4})?(Z|[+-][0-2][0-9]:[0-6]0| UTC)?)?|\"1[0-9]{9}\"|17[0-9]{11}|17[0-9]{8}",
                "|[ab]{0,3}(,x)?|\"[ab]?\"",
                "\n|\r\n|\r|\n\n|\r\r\n",
            ), 0..30),
            block in 40..400_usize,
            options in options(),
        ) {
            let mut text = "user,event,time,note\n".to_owned();
            for (user, event, time, note, end) in rows {
                text += &[user, event, time, note + &end].join(",");
            }
            same(text.as_bytes(), block, &options)?;
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn runs_of_rows_are_read_as_the_rules_say(
            rows in prop::collection::vec((
                "[ab]{1,12}",
                "[ab]|touchpoint [ab]",
                "17[0-9]{11}|2026-01-2[0-9] 1[0-9]:[0-5]0:3[0-9]|\0{10} 09:30:00",
                prop::option::weighted(0.04, "[ab ]|,|\"|\r|\n|\"\"|č|[ab]{40}"),
            ), 0..50),
            end in "\n|\r\n|\r",
            quote in "|\"",
            block in 200..2000_usize,
            options in options(),
        ) {
            let mut text = "user,event,time,note\n".to_owned();
            for (user, event, time, odd) in rows {
                let fields = [user, event, time + &odd.unwrap_or_default(), "a".into()];
                let fields = fields.map(|it| format!("{quote}{it}{quote}"));
                text += &(fields.join(",") + &end);
            }
            same(text.as_bytes(), block, &options)?;
        }
    }
}
