//! Events as XES.

use std::{io::Read, ops::ControlFlow};

use cesta::log::{
    csv::{OnBad, Sequence},
    xes::{self, XesError, XesOptions},
};

use super::{Raw, Used};
use crate::{
    answer::{Complaint, Failure},
    args::Columns,
    observed::{bad_row, sum_up},
    output::text::counted,
};

/// Reads events; what is called a column elsewhere is an attribute here.
pub(super) fn read_log(
    reader: impl Read,
    file: &str,
    columns: &Columns,
    keep: Vec<String>,
) -> Result<Raw, Failure> {
    let default = XesOptions::default();
    let options = XesOptions {
        customer: columns.customer.clone().unwrap_or(default.customer),
        touchpoint: match &columns.touchpoint {
            Some(key) => vec![key.clone()],
            None => default.touchpoint,
        },
        classifier: columns.classifier.clone(),
        time: columns.time.clone().unwrap_or(default.time),
        sequence: if columns.as_written {
            Sequence::AsWritten
        } else {
            Sequence::ByTime
        },
        zone: columns.zone.clone().unwrap_or_default(),
        lifecycle: columns.lifecycle.clone(),
        keep,
        bad_events: if columns.skip_bad_rows {
            OnBad::PassOver
        } else {
            OnBad::Refuse
        },
        duplicates: super::duplicates(columns),
        max_memory: columns.max_memory,
    };
    match xes::read(reader, &options, |_| ControlFlow::Continue(())) {
        Ok(read) => Ok(Raw {
            log: read.log,
            passed_over: read.source.passed_over,
            duplicates: read.source.duplicates,
            columns: Used {
                customer: read.source.customer,
                touchpoint: read.source.touchpoint.join("+"),
                time: read.source.time,
            },
        }),
        Err(error) => Err(refused(&error, file)),
    }
}

/// Why a file is no event log: a line for each bad event.
fn refused(error: &XesError, file: &str) -> Failure {
    let complaint = |message: String| Complaint::new(message).file(file).code(error.code());
    match error {
        XesError::BadEvents(bad) => {
            let events = bad.samples.iter().map(|event| {
                let (key, code) = (event.column.as_deref(), event.reason.code());
                bad_row(file, event.line, key, code, &event.reason)
            });
            Failure::many(events.chain([sum_up(file, counted(bad.count, "event"))]))
        }
        XesError::Read { message, .. } => complaint(message.clone()).into(),
        other => complaint(other.to_string()).into(),
    }
}
