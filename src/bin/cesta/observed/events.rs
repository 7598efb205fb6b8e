//! What customers did: an event log.

mod form;
mod source;
mod stream;
mod xes;

use std::{
    fmt::{self, Display, Formatter},
    io,
    ops::ControlFlow,
    path::Path,
};

use cesta::{
    flow::Overlay,
    log::{
        EventLog, Unsuitable,
        csv::{self, BadRows, CsvOptions, Duplicates, LogError, LogSource, OnBad, Sequence},
        sequences::{self, SequenceCustomer, SequencesOptions},
    },
    render::LogUnit,
};
use serde::Serialize;

use super::{bad_row, sum_up};
use crate::{
    answer::{Complaint, Context, Failure},
    args::Columns,
    output::{
        called::Called,
        text::{count, counted},
    },
    prepare::Prepared,
    progress::phase,
};

use self::form::Form;
pub(crate) use self::{
    form::{File, idle, open, suit, without},
    source::{Read, Source},
    stream::flow,
};

/// An event log from a file.
#[derive(Debug)]
pub(crate) struct Events {
    pub(crate) log: EventLog,
    /// The rows that were passed over.
    passed_over: BadRows,
    /// How many events repeat another one exactly, and whether they were dropped.
    duplicates: (u32, Duplicates),
    /// What was done to them before anything is counted.
    prepared: Vec<Prepared>,
    /// What its customers are.
    pub(crate) unit: LogUnit,
    pub(crate) columns: Used,
    /// The further columns as they were asked for, each with the name that the file gives it.
    kept: Vec<(String, String)>,
    file: String,
}

/// The columns that were read; the usual names may leave a choice.
#[derive(Debug, Serialize)]
pub(crate) struct Used {
    customer: String,
    touchpoint: String,
    time: Option<String>,
}

impl From<LogSource> for Used {
    fn from(source: LogSource) -> Self {
        Self {
            customer: source.customer,
            touchpoint: source.touchpoint,
            time: source.time,
        }
    }
}

impl Display for Used {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "customer `{}`, touchpoint `{}`, ",
            self.customer, self.touchpoint
        )?;
        match &self.time {
            Some(time) => write!(f, "time `{time}`"),
            None => f.write_str("no time"),
        }
    }
}

/// The name that a file gives a column, which may differ in case from how it was asked for.
fn actual<'n>(kept: &'n [(String, String)], wanted: &'n str) -> &'n str {
    let found = kept.iter().find(|(asked, _)| asked == wanted);
    found.map_or(wanted, |(_, name)| name)
}

impl Events {
    /// What its customers are called.
    pub(crate) fn called(&self) -> Called {
        self.unit.into()
    }

    /// The name of a further column that was asked for.
    pub(crate) fn column<'n>(&'n self, wanted: &'n str) -> &'n str {
        actual(&self.kept, wanted)
    }

    /// How many rows were passed over, and what was done to the others, if anything.
    pub(crate) fn remark(&self) -> Option<String> {
        let bad = &self.passed_over;
        let rows = counted(bad.count, "row");
        let passed_over = (bad.count > 0).then(|| format!("{rows} passed over: {bad}"));
        let (repeated, what) = self.duplicates;
        let events = counted(repeated, "event");
        let duplicates = (repeated > 0).then(|| match what {
            Duplicates::Keep => {
                format!("{events} like another one in everything; --drop-duplicates drops them")
            }
            Duplicates::Drop => format!("{events} like another one in everything dropped"),
        });
        let prepared = self.prepared.iter().map(Prepared::remark);
        let remarks = passed_over.into_iter().chain(duplicates).chain(prepared);
        let remarks: Vec<String> = remarks.collect();
        (!remarks.is_empty()).then(|| format!("{}: {}", self.file, remarks.join("; ")))
    }

    /// That most events are not about the map, if so.
    pub(crate) fn remark_on(&self, overlay: &Overlay) -> Option<String> {
        let (mapped, events) = (overlay.mapped_events, overlay.events);
        let few = u64::from(mapped) * 2 < u64::from(events);
        let (mapped, events) = (count(mapped), counted(events, "event"));
        let (file, columns) = (&self.file, &self.columns);
        few.then(|| format!("{file}: only {mapped} of {events} are on the map; read: {columns}"))
    }
}

/// The events that no touchpoint of the map goes by, with how many there are.
pub(crate) fn unknown_events(overlay: &Overlay) -> impl Iterator<Item = String> {
    let unknown = overlay.unknown_events.iter();
    unknown.map(|it| format!("{} ({})", it.name, counted(it.events, "event")))
}

/// Reads an event log.
pub(crate) fn read(path: &Path, columns: &Columns, context: &Context) -> Result<Events, Failure> {
    read_keeping(path, columns, &[], context)
}

/// Reads an event log with further columns.
pub(crate) fn read_keeping(
    path: &Path,
    columns: &Columns,
    keep: &[String],
    context: &Context,
) -> Result<Events, Failure> {
    let file = open(path, columns, context)?;
    suit(&[file.form()], columns)?;
    read_file(file, columns, keep)
}

/// Reads the event log of a file that is open, with further columns.
pub(crate) fn read_file(file: File, columns: &Columns, keep: &[String]) -> Result<Events, Failure> {
    let keep = columns.prepare.columns(keep);
    let (reader, form, file) = (file.reader, file.form, file.name);
    let raw = match form {
        Form::Csv => read_csv(reader, &file, columns, keep.clone())?,
        Form::Sequences => read_sequences(reader, &file, columns)?,
        Form::Xes => xes::read_log(reader, &file, columns, keep.clone())?,
        Form::Parquet => {
            let complaint = "this is a Parquet file, which this program does not read; \
                             write it as CSV";
            return Err(Complaint::new(complaint).file(file).into());
        }
    };
    let names = raw.log.segments().iter().map(|it| it.name().to_owned());
    let kept: Vec<(String, String)> = keep.into_iter().zip(names).collect();
    let name = |wanted: &str| actual(&kept, wanted).to_owned();
    let zone = columns.zone.clone().unwrap_or_default();
    let prepared = phase("preparing events", || {
        columns.prepare.apply(raw.log, &name, &zone)
    });
    let (log, prepared) = prepared.map_err(|(option, error)| {
        let complaint = |it: &Unsuitable| {
            Complaint::new(format_args!("{option}: {}", it.message))
                .file(&file)
                .code(it.reason.code())
        };
        Failure::many(error.problems().iter().map(complaint))
    })?;
    Ok(Events {
        log,
        passed_over: raw.passed_over,
        duplicates: (raw.duplicates, duplicates(columns)),
        prepared,
        unit: columns.prepare.unit(),
        columns: raw.columns,
        kept,
        file,
    })
}

/// Events as a file has them.
struct Raw {
    log: EventLog,
    passed_over: BadRows,
    duplicates: u32,
    columns: Used,
}

/// What is done about events that repeat another one exactly.
fn duplicates(columns: &Columns) -> Duplicates {
    if columns.drop_duplicates {
        Duplicates::Drop
    } else {
        Duplicates::Keep
    }
}

fn csv_options(columns: &Columns, keep: Vec<String>) -> CsvOptions {
    CsvOptions {
        customer: columns.customer.clone(),
        touchpoint: columns.touchpoint.clone(),
        time: columns.time.clone(),
        sequence: if columns.as_written {
            Sequence::AsWritten
        } else {
            Sequence::ByTime
        },
        time_format: columns.time_format.map(Into::into),
        zone: columns.zone.clone().unwrap_or_default(),
        delimiter: columns.delimiter,
        bad_rows: if columns.skip_bad_rows {
            OnBad::PassOver
        } else {
            OnBad::Refuse
        },
        keep,
        duplicates: duplicates(columns),
        max_memory: columns.max_memory,
        ..CsvOptions::default()
    }
}

fn read_csv(
    reader: impl io::Read,
    file: &str,
    columns: &Columns,
    keep: Vec<String>,
) -> Result<Raw, Failure> {
    let options = csv_options(columns, keep);
    // The reader itself shows the progress.
    match csv::read(reader, &options, |_| ControlFlow::Continue(())) {
        Ok(read) => Ok(Raw {
            log: read.log,
            passed_over: read.source.passed_over.clone(),
            duplicates: read.source.duplicates,
            columns: read.source.into(),
        }),
        Err(error) => Err(refused(&error, file)),
    }
}

fn read_sequences(reader: impl io::Read, file: &str, columns: &Columns) -> Result<Raw, Failure> {
    let default = SequencesOptions::default();
    let (customer, called) = if columns.customer_first {
        (SequenceCustomer::First, "first")
    } else {
        (SequenceCustomer::Line, "line")
    };
    let options = SequencesOptions {
        separator: columns.delimiter,
        skip_lines: columns.skip_lines,
        comment: columns.comment.map_or(default.comment, |it| it.0),
        customer,
        bad_rows: if columns.skip_bad_rows {
            OnBad::PassOver
        } else {
            OnBad::Refuse
        },
        max_memory: columns.max_memory,
        ..default
    };
    let read = sequences::read(reader, &options, |_| ControlFlow::Continue(()));
    let read = read.map_err(|error| refused(&error, file))?;
    Ok(Raw {
        log: read.log,
        passed_over: read.source.passed_over,
        duplicates: 0,
        columns: Used {
            customer: called.to_owned(),
            touchpoint: "sequence".to_owned(),
            time: None,
        },
    })
}

/// Why a file is no event log: a line for each bad row.
fn refused(error: &LogError, file: &str) -> Failure {
    let complaint = |message: String| Complaint::new(message).file(file).code(error.code());
    match error {
        LogError::BadRows(bad) => {
            let rows = bad.samples.iter().map(|row| {
                let (column, code) = (row.column.as_deref(), row.reason.code());
                bad_row(file, row.line, column, code, &row.reason)
            });
            Failure::many(rows.chain([sum_up(file, counted(bad.count, "row"))]))
        }
        LogError::Read { message, .. } => complaint(message.clone()).into(),
        LogError::MissingColumns { missing, .. } => {
            let unknown = missing.iter().filter(|it| it.wanted.is_none());
            let flags: Vec<String> = unknown.map(|it| format!("--{}", it.role)).collect();
            let with = if flags.is_empty() { "" } else { " with " };
            complaint(format!("{error}{with}{}", flags.join(" and "))).into()
        }
        other => complaint(other.to_string()).into(),
    }
}
