//! A flow of events that are never held.

use std::{ops::ControlFlow, path::Path};

use cesta::{
    flow::{Flow, FlowOptions, FlowStream, StreamError},
    log::{
        EventLogBuilder,
        csv::{self, Duplicates},
    },
};

use super::{Columns, Complaint, Context, Events, Failure, Form, csv_options, refused};
use crate::input;

/// The flow of a CSV file with every customer's events in order of time. The events that come
/// with it are none: only what is known of the file.
pub(crate) fn flow(
    path: &Path,
    columns: &Columns,
    options: &FlowOptions,
    context: &Context,
) -> Result<(Events, Flow), Failure> {
    let (form, reader) = Form::of(input::open(path, context)?, path, columns);
    let file = input::name(path);
    form.suits(columns, &file)?;
    let complaint = |text: String| Complaint::new(text).file(&file);
    if form != Form::Csv {
        return Err(complaint("--stream reads CSV only".to_owned()).into());
    }
    if let Some(option) = columns.prepare.first() {
        let text = format!("{option} needs all events at once, which --stream never has");
        return Err(complaint(text).into());
    }
    let late = |error: StreamError| {
        let hint = match error {
            StreamError::Late { .. } => "; without --stream the order of rows does not matter",
            _ => "",
        };
        Failure::from(complaint(format!("{error}{hint}")).code(error.code()))
    };
    let csv_options = csv_options(columns, columns.prepare.columns(&[]));
    // The reader itself shows the progress.
    let parts = csv::parts(reader, &csv_options, |_| ControlFlow::Continue(()));
    let mut parts = parts.map_err(|error| refused(&error, &file))?;
    let mut stream = FlowStream::new(options.quantiles);
    for part in &mut parts {
        let part = part.map_err(|error| refused(&error, &file))?;
        stream.append(&part).map_err(late)?;
    }
    let source = parts.source();
    let events = Events {
        log: EventLogBuilder::new().build(),
        passed_over: source.passed_over.clone(),
        duplicates: (0, Duplicates::Keep),
        prepared: Vec::new(),
        columns: source.into(),
        kept: Vec::new(),
        file,
    };
    Ok((events, stream.sum().flow(options.confidence)))
}
