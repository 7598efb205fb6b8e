//! A flow of events that are never held.

use std::{
    ops::{ControlFlow, RangeInclusive},
    path::Path,
};

use cesta::{
    flow::{Flow, FlowOptions, FlowStream, StreamError},
    log::{
        EventLog, EventLogBuilder,
        csv::{self, Duplicates},
    },
    render::LogUnit,
};

use super::{Columns, Complaint, Context, Events, Failure, Form, csv_options, open, refused, suit};

/// The flow of a CSV file with every customer's events in order of time. The events that come
/// with it are none: only what is known of the file.
pub(crate) fn flow(
    path: &Path,
    columns: &Columns,
    options: &FlowOptions,
    context: &Context,
) -> Result<(Events, Flow), Failure> {
    let file = open(path, columns, context)?;
    suit(&[file.form()], columns)?;
    let (reader, form, file) = (file.reader, file.form, file.name);
    let complaint = |text: String| Complaint::new(text).file(&file);
    if form != Form::Csv {
        return Err(complaint("--stream reads CSV only".to_owned()).into());
    }
    let keeps = columns.prepare.keeps().then(|| "--keep".to_owned());
    if let Some(option) = columns.prepare.first().or(keeps) {
        let text = format!("{option} needs all events at once, which --stream never has");
        return Err(complaint(text).into());
    }
    let csv_options = csv_options(columns, columns.prepare.columns(&[]));
    // The reader itself shows the progress.
    let parts = csv::parts(reader, &csv_options, |_| ControlFlow::Continue(()));
    let mut parts = parts.map_err(|error| refused(&error, &file))?;
    let mut stream = FlowStream::new(options.quantiles);
    while let Some(part) = parts.next() {
        let part = part.map_err(|error| refused(&error, &file))?;
        stream.append(&part).map_err(|error| {
            let place = late(&error, &part, |customer, time| {
                parts.lines_of(customer, time)
            });
            Failure::from(complaint(format!("{error}{place}")).code(error.code()))
        })?;
        let held = parts.taken(stream.memory());
        held.map_err(|error| refused(&error, &file))?;
    }
    let source = parts.source();
    let events = Events {
        log: EventLogBuilder::new().build(),
        passed_over: source.passed_over.clone(),
        duplicates: (0, Duplicates::Keep),
        prepared: Vec::new(),
        unit: LogUnit::default(),
        columns: source.into(),
        kept: Vec::new(),
        file,
    };
    Ok((events, stream.sum().flow(options.confidence)))
}

/// Where a late event is, and what can be done about it.
fn late(
    error: &StreamError,
    part: &EventLog,
    lines_of: impl Fn(u32, i64) -> Option<RangeInclusive<u32>>,
) -> String {
    let StreamError::Late { customer, time, .. } = error else {
        return String::new();
    };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole, and far below 2^53 times of a log"
    )]
    let time = *time as i64;
    let customer = part.customers().find(customer);
    let lines = customer.and_then(|customer| lines_of(customer, time));
    let place = lines.map(|it| match it.into_inner() {
        (first, last) if first == last => format!(", on line {first}"),
        (first, last) => format!(", on one of the lines {first} to {last}"),
    });
    let place = place.unwrap_or_default();
    format!("{place}; without --stream the order of rows does not matter")
}
