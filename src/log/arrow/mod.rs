//! Event logs as Arrow record batches.
//!
//! Columns are found by their names, as those of CSV text are ([`csv`](super::csv)). Names can
//! be texts of any kind, dictionaries of them, or whole numbers; times can be timestamps of any
//! unit, dates, whole numbers, or texts.

mod column;
mod error;

use std::ops::ControlFlow;

use arrow_array::RecordBatch;

use self::column::{Texts, Times};
pub use self::error::{ArrowError, UnreadableColumn};
use super::{
    EventLog, EventLogBuilder,
    csv::{BadRows, CsvOptions, LogError, Reason, Role, columns::Columns},
    order::GoOn,
};
use crate::bad::OnBad;

/// A log, and how it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadBatches {
    /// The log.
    pub log: EventLog,
    /// How it was found in the columns, and what could not be used.
    pub source: ArrowSource,
}

/// How a log was found in columns, and what of them could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrowSource {
    /// The customer column's name.
    pub customer: String,
    /// The touchpoint column's name.
    pub touchpoint: String,
    /// The time column's name; `None` where times are not read.
    pub time: Option<String>,
    /// How many events repeat another one exactly. They are in the log, unless the options
    /// drop them.
    pub duplicates: u32,
    /// The rows that were passed over; what is called a line is a row, from 1.
    pub passed_over: BadRows,
}

/// Reads a log from record batches of one schema. `progress` is called after each batch with the
/// number of rows read so far; then, while the events are put in order, about every million of
/// them with that of all rows. It may stop both.
///
/// Of the options, those that are about text (the delimiter, the longest field) do not matter;
/// memory is looked at after each batch.
/// A timestamp with a time zone is a time; one without, and a date, is what clocks of the
/// options' zone show. Whole numbers are milliseconds since 1970-01-01 UTC unless
/// [`CsvOptions::time_format`] gives another unit, and texts are dates and times unless it says
/// otherwise. A row is bad if it lacks the customer, touchpoint or time, or has a time beyond
/// the years -9999 to 9999.
///
/// # Errors
/// [`ArrowError`]: see its variants. Bad rows do not hide each other: all of them are counted,
/// with the first [`MAX_SAMPLES`](super::csv::MAX_SAMPLES) problems.
///
/// # Complexity
/// Linear in the batches, and that of [`EventLog::from_columns`].
///
/// # Example
/// ```
/// use std::{ops::ControlFlow, sync::Arc};
/// use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray, TimestampSecondArray};
/// use cesta::log::{arrow::from_batches, csv::CsvOptions};
///
/// let times = TimestampSecondArray::from(vec![60, 120]).with_timezone("+00:00");
/// let batch = RecordBatch::try_from_iter([
///     ("user_id", Arc::new(Int64Array::from(vec![7, 7])) as ArrayRef),
///     ("event", Arc::new(StringArray::from(vec!["look", "buy"]))),
///     ("time", Arc::new(times)),
/// ])?;
/// let read = from_batches([batch], &CsvOptions::default(), |_| ControlFlow::Continue(()))?;
/// assert_eq!(read.log.customers().get(0), Some("7"));
/// assert_eq!(read.log.span(), Some((60_000, 120_000)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn from_batches(
    batches: impl IntoIterator<Item = RecordBatch>,
    options: &CsvOptions,
    progress: impl FnMut(u64) -> ControlFlow<()>,
) -> Result<ReadBatches, ArrowError> {
    read(batches.into_iter().map(Ok), options, progress)
}

/// Reads batches that may fail to come.
pub(super) fn read(
    batches: impl Iterator<Item = Result<RecordBatch, ArrowError>>,
    options: &CsvOptions,
    mut progress: impl FnMut(u64) -> ControlFlow<()>,
) -> Result<ReadBatches, ArrowError> {
    let (mut rows, mut count) = (None, 0);
    for batch in batches {
        let batch = batch?;
        count += batch.num_rows() as u64;
        Rows::add(&mut rows, &batch, options)?;
        if progress(count).is_break() {
            return Err(ArrowError::Log(LogError::cancelled(count)));
        }
    }
    let rows = rows.ok_or(ArrowError::Log(LogError::Empty))?;
    rows.finish(count, &mut || progress(count))
}

/// The rows so far.
struct Rows<'o> {
    options: &'o CsvOptions,
    columns: Columns,
    builder: EventLogBuilder,
    bad: BadRows,
    /// How many rows there were.
    count: u32,
}

impl<'o> Rows<'o> {
    fn new(header: Vec<String>, options: &'o CsvOptions) -> Result<Self, ArrowError> {
        let columns = Columns::find(header, options).map_err(ArrowError::Log)?;
        let segments = columns.segments.iter().map(|&column| columns.name(column));
        Ok(Self {
            options,
            builder: EventLogBuilder::with_segments(segments),
            columns,
            bad: BadRows::default(),
            count: 0,
        })
    }

    /// Adds a batch; the first of them tells what the columns are called.
    fn add(
        rows: &mut Option<Self>,
        batch: &RecordBatch,
        options: &'o CsvOptions,
    ) -> Result<(), ArrowError> {
        let schema = batch.schema_ref();
        let header = || schema.fields().iter().map(|field| field.name().clone());
        let rows = match rows {
            Some(rows) => rows,
            None => rows.insert(Self::new(header().collect(), options)?),
        };
        if !header().eq(rows.columns.header.iter().cloned()) {
            return Err(ArrowError::OtherSchema { row: rows.count });
        }
        rows.read(batch)?;
        match rows.builder.above(options.max_memory, 0) {
            Some(limit) => {
                let line = rows.count;
                Err(ArrowError::Log(LogError::TooMuchMemory { limit, line }))
            }
            None => Ok(()),
        }
    }

    fn read(&mut self, batch: &RecordBatch) -> Result<(), ArrowError> {
        let columns = &self.columns;
        let mut wrong = Vec::new();
        let texts = |role, column: usize, wrong: &mut Vec<UnreadableColumn>| {
            let array = batch.columns().get(column)?;
            let texts = Texts::new(array.as_ref());
            if texts.is_none() {
                wrong.push(UnreadableColumn::new(role, columns.name(column), array));
            }
            texts
        };
        let customers = texts(Role::Customer, columns.customer, &mut wrong);
        let touchpoints = texts(Role::Touchpoint, columns.touchpoint, &mut wrong);
        let kept: Vec<_> = columns
            .segments
            .iter()
            .filter_map(|&column| texts(Role::Segment, column, &mut wrong))
            .collect();
        let times = columns.time.and_then(|column| {
            let array = batch.columns().get(column)?;
            let times = Times::new(array.as_ref(), self.options);
            if times.is_none() {
                let name = columns.name(column);
                wrong.push(UnreadableColumn::new(Role::Time, name, array));
            }
            times
        });
        let (Some(customers), Some(touchpoints), true) = (customers, touchpoints, wrong.is_empty())
        else {
            return Err(ArrowError::Types { columns: wrong });
        };
        let (mut customer, mut touchpoint) = (String::new(), String::new());
        let mut values = vec![String::new(); kept.len()];
        for row in 0..batch.num_rows() {
            self.count = self.count.saturating_add(1);
            let mut problems = Vec::new();
            let columns = &self.columns;
            for (texts, into, column, reason) in [
                (
                    &customers,
                    &mut customer,
                    columns.customer,
                    Reason::MissingCustomer,
                ),
                (
                    &touchpoints,
                    &mut touchpoint,
                    columns.touchpoint,
                    Reason::MissingTouchpoint,
                ),
            ] {
                if !texts.get(row, into) || into.trim().is_empty() {
                    problems.push((column, reason));
                }
            }
            let time = times.as_ref().and_then(|times| match times.get(row) {
                Ok(time) => Some(time),
                Err(reason) => {
                    problems.push((columns.time.unwrap_or_default(), reason));
                    None
                }
            });
            for (texts, into) in kept.iter().zip(&mut values) {
                texts.get(row, into);
            }
            if problems.is_empty() {
                let values = values.iter().map(String::as_str);
                let pushed = self.builder.push_with(&customer, &touchpoint, time, values);
                pushed.map_err(|error| ArrowError::Log(LogError::Build(error)))?;
            } else {
                self.reject(problems);
            }
        }
        Ok(())
    }

    fn reject(&mut self, problems: Vec<(usize, Reason)>) {
        let columns = &self.columns;
        let problems = problems.into_iter();
        let problems = problems.map(|(column, reason)| (Some(columns.name(column)), reason));
        self.bad.add(self.count, problems);
    }

    fn finish(self, count: u64, go_on: GoOn<'_>) -> Result<ReadBatches, ArrowError> {
        let refuse = self.options.bad_rows == OnBad::Refuse || self.builder.is_empty();
        if self.bad.count > 0 && refuse {
            return Err(ArrowError::Log(LogError::BadRows(self.bad)));
        }
        if self.builder.is_empty() {
            return Err(ArrowError::Log(LogError::HeaderOnly));
        }
        let settled = self.builder.settled(self.options.duplicates, go_on);
        let cancelled = || ArrowError::Log(LogError::cancelled(count));
        let (log, duplicates) = settled.continue_value().ok_or_else(cancelled)?;
        let columns = self.columns;
        Ok(ReadBatches {
            log,
            source: ArrowSource {
                customer: columns.name(columns.customer),
                touchpoint: columns.name(columns.touchpoint),
                time: columns.time.map(|column| columns.name(column)),
                duplicates,
                passed_over: self.bad,
            },
        })
    }
}
