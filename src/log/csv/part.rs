//! The events in a part of a text.

use std::{ops::Range, sync::Arc};

use super::{BadRows, Columns, CsvOptions, Reason, TimeFormat, clock::Clock};
use crate::{
    log::{EventLogBuilder, batch::Batch},
    table::{Fields, PlainRows, Record, Take},
    text::excerpt,
};

/// What is known of all rows.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) options: CsvOptions,
    pub(super) columns: Columns,
    pub(super) delimiter: char,
    /// Of the hashes of names.
    pub(super) seed: u64,
}

impl Plan {
    /// A builder of the events' log.
    pub(super) fn builder(&self) -> EventLogBuilder {
        let columns = &self.columns;
        let segments = columns.segments.iter().map(|&column| columns.name(column));
        EventLogBuilder::seeded(segments, self.seed)
    }
}

/// The events in some rows, and what is wrong with the others. Lines are counted from the first
/// of these, as 1.
#[derive(Debug)]
pub(super) struct Part {
    fields: Fields,
    pub(super) found: Found,
    pub(super) lines: u64,
}

impl Part {
    pub(super) fn new(plan: &Arc<Plan>) -> Self {
        let columns = plan.columns.header.len();
        Self {
            fields: Fields::new(plan.delimiter, plan.options.max_field, columns),
            found: Found {
                plan: Arc::clone(plan),
                is_utf8: false,
                time_format: None,
                clock: None,
                batch: Batch::new(plan.columns.segments.len()),
                bad: BadRows::default(),
            },
            lines: 0,
        }
    }

    /// Reads whole rows, in place of what was read before.
    pub(super) fn read(&mut self, text: &[u8], time_format: Option<TimeFormat>) {
        self.found.begin(time_format);
        // Fields end at ASCII characters: where all is UTF-8, so is each of them.
        self.found.is_utf8 = text.is_ascii() || str::from_utf8(text).is_ok();
        self.lines = self.fields.each(text, &mut self.found);
    }

    /// Reads a row that is longer than a block.
    pub(super) fn read_row(&mut self, record: &Record, time_format: Option<TimeFormat>) {
        self.found.begin(time_format);
        self.found.record(&[], record);
        for row in &mut self.found.bad.samples {
            row.line = 1;
        }
        self.lines = 0;
    }
}

/// What a part has.
#[derive(Debug)]
pub(super) struct Found {
    plan: Arc<Plan>,
    is_utf8: bool,
    /// How times are written, once it is known.
    pub(super) time_format: Option<TimeFormat>,
    clock: Option<Clock>,
    pub(super) batch: Batch,
    pub(super) bad: BadRows,
}

/// What is wrong with a row, and in which column.
type Problem = (Option<usize>, Reason);

impl Take for Found {
    fn rows(&mut self, rows: PlainRows<'_>) -> usize {
        if rows.is_quoted() {
            self.plain::<true>(rows)
        } else {
            self.plain::<false>(rows)
        }
    }

    fn record(&mut self, text: &[u8], record: &Record) {
        let problems = self.add(text, record);
        if problems.is_empty() {
            return;
        }
        let columns = &self.plan.columns;
        let problems = problems.into_iter();
        let problems = problems.map(|(column, reason)| (column.map(|it| columns.name(it)), reason));
        self.bad.add(record.line(), problems);
    }
}

impl Found {
    /// Takes rows, some with quotes or none.
    fn plain<const QUOTED: bool>(&mut self, rows: PlainRows<'_>) -> usize {
        let before = self.batch.len();
        let mut count = self.times::<QUOTED>(&rows);
        let (batch, plan, is_utf8) = (&mut self.batch, &self.plan, self.is_utf8);
        let is_name = |name: &str| !name.trim().is_empty();
        let columns = &plan.columns;
        for (texts, column) in [
            (&mut batch.customers, columns.customer),
            (&mut batch.touchpoints, columns.touchpoint),
        ] {
            let names = rows.column::<QUOTED>(column).take(count);
            count = texts.extend(rows.text, names, plan.seed, is_utf8, is_name);
        }
        for (texts, &column) in batch.segments.iter_mut().zip(&columns.segments) {
            let values = rows.column::<QUOTED>(column).take(count);
            count = texts.extend(rows.text, values, plan.seed, is_utf8, |_| true);
        }
        self.batch.truncate(before + count);
        count
    }

    fn begin(&mut self, time_format: Option<TimeFormat>) {
        self.batch.clear();
        self.bad = BadRows::default();
        self.know(time_format);
    }

    fn know(&mut self, time_format: Option<TimeFormat>) {
        if self.time_format != time_format {
            self.time_format = time_format;
            let options = &self.plan.options;
            let given = options.time_format.is_some();
            self.clock = time_format.map(|format| Clock::new(format, given, &options.zone));
        }
    }

    /// Takes the times of rows, as far as they can be read; gives how many.
    fn times<const QUOTED: bool>(&mut self, rows: &PlainRows<'_>) -> usize {
        let Some(column) = self.plan.columns.time else {
            return rows.len();
        };
        let before = self.batch.times.len();
        let mut places = rows.column::<QUOTED>(column);
        while let Some(clock) = &mut self.clock {
            let Some(odd) = clock.read(rows.text, &mut places, &mut self.batch.times) else {
                break;
            };
            let Some(time) = self.time(rows.text, odd) else {
                break;
            };
            self.batch.times.push(time);
        }
        self.batch.times.len() - before
    }

    /// A time in another way than the clock reads.
    #[inline(never)]
    fn time(&mut self, text: &[u8], place: Range<u32>) -> Option<i64> {
        let text = text.get(place.start as usize..place.end as usize)?;
        self.milliseconds(str::from_utf8(text).ok()?.trim()).ok()
    }

    /// Adds the event of a row, or tells all that is wrong with it.
    fn add(&mut self, text: &[u8], record: &Record) -> Vec<Problem> {
        let columns = &self.plan.columns;
        if let Some((column, damage)) = record.damage(columns.header.len()) {
            return vec![(column, damage.into())];
        }
        let mut problems = Vec::new();
        let customer = field(record, columns.customer, &mut problems);
        let touchpoint = field(record, columns.touchpoint, &mut problems);
        let time = columns
            .time
            .and_then(|column| field(record, column, &mut problems));
        let segments: Vec<&str> = columns
            .segments
            .iter()
            .map(|&column| field(record, column, &mut problems).unwrap_or_default())
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
        let (time_column, time) = (columns.time, time.map(str::trim));
        let time = time.filter(|time| !time.is_empty());
        let milliseconds = match time.map(|time| self.milliseconds(time)) {
            None => None,
            Some(Ok(milliseconds)) => Some(milliseconds),
            Some(Err(reason)) => {
                problems.push((time_column, reason));
                None
            }
        };
        if let (Some(customer), Some(touchpoint), []) = (customer, touchpoint, &*problems) {
            let (batch, seed) = (&mut self.batch, self.plan.seed);
            batch.times.extend(milliseconds);
            let names = [customer, touchpoint].into_iter().chain(segments);
            let texts = [&mut batch.customers, &mut batch.touchpoints];
            let texts = texts.into_iter().chain(&mut batch.segments);
            for (texts, name) in texts.zip(names) {
                texts.add(name, text, &mut batch.added, seed);
            }
        }
        problems
    }

    /// The time that a text stands for.
    fn milliseconds(&mut self, text: &str) -> Result<i64, Reason> {
        if self.time_format.is_none() {
            self.know(TimeFormat::detect(text));
        }
        let expected = self.time_format.unwrap_or(TimeFormat::DateTime);
        // Seconds among milliseconds would be found nowhere else.
        let odd = self.plan.options.time_format.is_none() && !expected.suits(text);
        expected
            .parse(text, &self.plan.options.zone)
            .filter(|_| !odd)
            .ok_or_else(|| Reason::BadTime {
                text: excerpt(text).to_string(),
                expected,
            })
    }
}

/// A field as text.
fn field<'r>(record: &'r Record, column: usize, problems: &mut Vec<Problem>) -> Option<&'r str> {
    let text = str::from_utf8(record.get(column)?).ok();
    if text.is_none() {
        problems.push((Some(column), Reason::NotUtf8));
    }
    text
}
