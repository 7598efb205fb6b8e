//! What customers said: the answers of a survey.

use std::{io::Read, ops::ControlFlow};

use cesta::{
    journey::Journey,
    satisfaction::{
        BadCells, OnBad, Satisfaction, SatisfactionOptions, SurveyError, SurveyOptions, analyse,
        csv::{self, CsvOptions},
    },
};

use super::{bad_row, sum_up};
use crate::{
    answer::{Complaint, Failure},
    args::Data,
    output::text::counted,
    progress::phase,
};

/// The answers of a survey from a file, analysed.
#[derive(Debug)]
pub(crate) struct Survey {
    pub(crate) satisfaction: Satisfaction,
    /// The cells that were passed over.
    pub(crate) passed_over: BadCells,
    file: String,
}

impl Survey {
    /// How many cells were passed over, if any.
    pub(crate) fn remark(&self) -> Option<String> {
        let bad = &self.passed_over;
        let cells = counted(bad.count, "cell");
        (bad.count > 0).then(|| format!("{}: {cells} passed over: {bad}", self.file))
    }
}

/// Complains about options for a survey where there is none.
pub(crate) fn idle(data: &Data) -> Vec<Complaint> {
    let given = [
        ("--respondent", data.respondent.is_some()),
        ("--segment", !data.segment.is_empty()),
    ];
    let idle = given.into_iter().filter(|(_, given)| *given);
    let idle = idle.map(|(option, _)| {
        Complaint::new(format!(
            "{option} is about a survey, and there is none; --survey names it"
        ))
    });
    idle.collect()
}

/// Reads and analyses the answers of a survey.
pub(crate) fn read(
    journey: &Journey,
    reader: impl Read,
    file: String,
    data: &Data,
) -> Result<Survey, Failure> {
    let options = CsvOptions {
        survey: SurveyOptions {
            respondent: data.respondent.clone(),
            segments: data.segment.clone(),
            bad_cells: if data.columns.skip_bad_rows {
                OnBad::PassOver
            } else {
                OnBad::Refuse
            },
            ..SurveyOptions::default()
        },
        ..CsvOptions::default()
    };
    // The reader itself shows the progress.
    let responses = csv::read(journey, reader, &options, |_| ControlFlow::Continue(()))
        .map_err(|error| refused(&error, &file))?;
    let satisfaction = phase("analysing answers", || {
        analyse(journey, &responses, &SatisfactionOptions::default())
    });
    let satisfaction =
        satisfaction.map_err(|error| Complaint::new(&error).file(&file).code(error.code()))?;
    Ok(Survey {
        satisfaction,
        passed_over: responses.passed_over().clone(),
        file,
    })
}

/// Why a file is no survey of the map: a line for each bad cell.
fn refused(error: &SurveyError, file: &str) -> Failure {
    let SurveyError::BadCells(bad) = error else {
        let complaint = match error {
            SurveyError::Read { message, .. } => Complaint::new(message),
            other => Complaint::new(other),
        };
        return complaint.file(file).code(error.code()).into();
    };
    let cells = bad.samples.iter().map(|cell| {
        let (column, code) = (cell.column.as_deref(), cell.reason.code());
        bad_row(file, cell.line, column, code, &cell.reason)
    });
    Failure::many(cells.chain([sum_up(file, counted(bad.count, "cell"))]))
}
