//! What customers did: an event log.

use std::{ops::ControlFlow, path::Path};

use cesta::log::{
    EventLog,
    csv::{self, BadRows, CsvOptions, LogError, OnBad, ReadLog, Sequence},
};

use super::{bad_row, sum_up};
use crate::{
    answer::{Complaint, Context, Failure},
    args::Columns,
    input,
    output::text::counted,
};

/// An event log from a file.
#[derive(Debug)]
pub(crate) struct Events {
    pub(crate) log: EventLog,
    /// The rows that were passed over.
    pub(crate) passed_over: BadRows,
    file: String,
}

impl Events {
    /// How many rows were passed over, if any.
    pub(crate) fn remark(&self) -> Option<String> {
        let bad = &self.passed_over;
        let rows = counted(bad.count, "row");
        (bad.count > 0).then(|| format!("{}: {rows} passed over: {bad}", self.file))
    }
}

/// Reads an event log.
pub(crate) fn read(path: &Path, columns: &Columns, context: &Context) -> Result<Events, Failure> {
    let file = input::name(path);
    let options = CsvOptions {
        customer: columns.customer.clone(),
        touchpoint: columns.touchpoint.clone(),
        time: columns.time.clone(),
        sequence: if columns.as_written {
            Sequence::AsWritten
        } else {
            Sequence::ByTime
        },
        delimiter: columns.delimiter,
        bad_rows: if columns.skip_bad_rows {
            OnBad::PassOver
        } else {
            OnBad::Refuse
        },
        ..CsvOptions::default()
    };
    let reader = input::open(path, context)?;
    // The reader itself shows the progress.
    match csv::read(reader, &options, |_| ControlFlow::Continue(())) {
        Ok(ReadLog {
            log, passed_over, ..
        }) => Ok(Events {
            log,
            passed_over,
            file,
        }),
        Err(error) => Err(refused(&error, &file)),
    }
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
        LogError::MissingColumn {
            role, wanted: None, ..
        } => complaint(format!("{error} with --{role}")).into(),
        other => complaint(other.to_string()).into(),
    }
}
