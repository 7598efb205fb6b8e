//! The events in a part of a text.

use std::sync::Arc;

use super::{BadRows, Columns, CsvOptions, Reason, TimeFormat, clock::Clock};
use crate::{
    log::{
        EventLogBuilder,
        batch::{Batch, Text},
    },
    table::{Fields, PlainRow, Record, Take},
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
    fn plain(&mut self, row: PlainRow<'_>) -> bool {
        self.take(row).is_some()
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

    /// Takes a row where nothing is wrong; `None` if there may be.
    #[inline]
    fn take(&mut self, row: PlainRow<'_>) -> Option<()> {
        let columns = &self.plan.columns;
        let customer = self.name(row, columns.customer)?;
        let touchpoint = self.name(row, columns.touchpoint)?;
        if !self.is_utf8 {
            for &column in &columns.segments {
                str::from_utf8(row.text.get(row.field(column)?)?).ok()?;
            }
        }
        if let Some(column) = columns.time {
            let time = row.text.get(row.field(column)?)?;
            let clock = self.clock.as_mut()?;
            let time = match clock.read(time) {
                Some(time) => time,
                None => self.milliseconds(str::from_utf8(time).ok()?.trim()).ok()?,
            };
            self.batch.times.push(time);
        }
        let (batch, plan) = (&mut self.batch, &self.plan);
        batch.customers.push(customer);
        batch.touchpoints.push(touchpoint);
        for (texts, &column) in batch.segments.iter_mut().zip(&plan.columns.segments) {
            let place = row.field(column).unwrap_or_default();
            texts.push(Text::within(row.text, place, plan.seed));
        }
        Some(())
    }

    /// A field that is a name.
    #[inline]
    fn name(&self, row: PlainRow<'_>, column: usize) -> Option<Text> {
        let place = row.field(column)?;
        let name = row.text.get(place.clone())?;
        let is_sound = match name.first() {
            Some(&first) if self.is_utf8 && !may_be_blank(first) => true,
            _ => str::from_utf8(name).is_ok_and(|name| !name.trim().is_empty()),
        };
        is_sound.then(|| Text::within(row.text, place, self.plan.seed))
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

/// Whether a character that begins with this byte may be a blank: a control character or space,
/// or one of Unicode's, which are U+0085, U+00A0, U+1680, some of U+2000 to U+205F, and U+3000.
fn may_be_blank(first: u8) -> bool {
    first <= b' ' || matches!(first, 0x7F | 0xC2 | 0xE1..=0xE3)
}

/// A field as text.
fn field<'r>(record: &'r Record, column: usize, problems: &mut Vec<Problem>) -> Option<&'r str> {
    let text = str::from_utf8(record.get(column)?).ok();
    if text.is_none() {
        problems.push((Some(column), Reason::NotUtf8));
    }
    text
}
