//! What customers answered: columns of numbers, every name kept once.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{BadCells, SurveyError, wide::Wide};
use crate::{
    bad::OnBad,
    journey::{Journey, MeasureId, TouchpointId},
};

/// What stands for "none" among the codes of names.
pub(super) const NONE: u32 = u32::MAX;

/// The answers of a survey, checked against the questions and measures of a map.
///
/// Read from columns in memory ([`from_columns`](Self::from_columns)), from rows of one answer
/// each ([`from_rows`](Self::from_rows)), or from CSV text (`satisfaction::csv`, feature `csv`).
/// Every answer is on the scale of its measure: others are refused when they are read.
#[derive(Clone, Debug, Default)]
pub struct Responses {
    pub(super) respondents: u32,
    pub(super) names: Vec<String>,
    pub(super) answers: Vec<Answers>,
    pub(super) segments: Vec<(String, Labels)>,
    pub(super) personas: Labels,
    pub(super) channels: Labels,
    pub(super) unknown_questions: Vec<String>,
    pub(super) passed_over: BadCells,
}

/// The answers to one question, in the order they came.
#[derive(Clone, Debug)]
pub(super) struct Answers {
    pub(super) question: String,
    /// The touchpoint it is about; `None` means the journey as a whole.
    pub(super) about: Option<TouchpointId>,
    pub(super) measure: MeasureId,
    /// Who answered.
    pub(super) rows: Vec<u32>,
    /// What; not a number where the answer is missing.
    pub(super) values: Vec<f64>,
    /// On which channel; empty where no answer names one.
    pub(super) channels: Vec<u32>,
}

impl Answers {
    pub(super) fn push(&mut self, row: u32, value: Option<f64>, channel: u32) {
        if channel != NONE && self.channels.is_empty() {
            self.channels.resize(self.rows.len(), NONE);
        }
        if channel != NONE || !self.channels.is_empty() {
            self.channels.push(channel);
        }
        self.rows.push(row);
        self.values.push(value.unwrap_or(f64::NAN));
    }

    /// The answers: who, what, and the channel's code.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, Option<f64>, u32)> {
        let channels = self.channels.iter().copied().chain(std::iter::repeat(NONE));
        self.rows
            .iter()
            .zip(&self.values)
            .zip(channels)
            .map(|((&row, &value), channel)| (row, (!value.is_nan()).then_some(value), channel))
    }
}

/// Names by row, each kept once.
#[derive(Clone, Debug, Default)]
pub(super) struct Labels {
    pub(super) names: Vec<String>,
    codes: Vec<u32>,
    index: HashMap<String, u32>,
}

impl Labels {
    /// The code of a name; a new one where it is new.
    pub(super) fn code(&mut self, name: &str) -> u32 {
        if let Some(code) = self.find(name) {
            return code;
        }
        let code = u32::try_from(self.names.len()).unwrap_or(NONE);
        self.names.push(name.to_owned());
        self.index.insert(name.to_owned(), code);
        code
    }

    pub(super) fn find(&self, name: &str) -> Option<u32> {
        self.index.get(name).copied()
    }

    pub(super) fn name(&self, code: u32) -> Option<&str> {
        self.names.get(code as usize).map(String::as_str)
    }

    /// The code in a row.
    pub(super) fn at(&self, row: u32) -> Option<u32> {
        let code = *self.codes.get(row as usize)?;
        (code != NONE).then_some(code)
    }

    pub(super) fn set(&mut self, row: u32, code: u32) {
        let row = row as usize;
        if self.codes.len() <= row {
            self.codes.resize(row + 1, NONE);
        }
        if let Some(place) = self.codes.get_mut(row) {
            *place = code;
        }
    }

    /// How many rows each name has.
    pub(super) fn counts(&self) -> Vec<u32> {
        let mut counts = vec![0_u32; self.names.len()];
        for &code in &self.codes {
            if let Some(count) = counts.get_mut(code as usize) {
                *count += 1;
            }
        }
        counts
    }
}

/// A column of a survey in memory: one cell for each respondent.
#[derive(Clone, Copy, Debug)]
pub struct Column<'a> {
    /// Its name: a question of the map, or a name that the options give.
    pub name: &'a str,
    /// Its cells.
    pub cells: Cells<'a>,
}

/// The cells of a column.
#[derive(Clone, Copy, Debug)]
pub enum Cells<'a> {
    /// Numbers; what is not a number is a missing answer.
    Numbers(&'a [f64]),
    /// Texts.
    Texts(&'a [&'a str]),
}

/// One cell of a survey.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// A number; not a number means a missing answer.
    Number(f64),
    /// A text.
    Text(&'a str),
}

impl<'a> Cells<'a> {
    fn len(&self) -> usize {
        match self {
            Self::Numbers(cells) => cells.len(),
            Self::Texts(cells) => cells.len(),
        }
    }

    fn at(&self, row: usize) -> Cell<'a> {
        match self {
            Self::Numbers(cells) => Cell::Number(cells.get(row).copied().unwrap_or(f64::NAN)),
            Self::Texts(cells) => Cell::Text(cells.get(row).copied().unwrap_or_default()),
        }
    }
}

/// What the columns of a survey are, and what to do with cells that cannot be used.
///
/// Columns that the map asks as questions are found by their names; these name the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SurveyOptions {
    /// The column that says who answers; without one, each row is a respondent of its own.
    pub respondent: Option<String>,
    /// The column that assigns respondents to personas of the map, by id.
    pub persona: Option<String>,
    /// The column that says on which channel of the map a row was answered, by id.
    pub channel: Option<String>,
    /// Columns by whose values respondents are put into segments.
    pub segments: Vec<String>,
    /// Texts that mean "no answer", whatever their case, beside the empty cell. A word that is
    /// one of a measure's answers counts as this answer.
    pub missing: Vec<String>,
    /// What to do with cells that cannot be used.
    pub bad_cells: OnBad,
}

impl Default for SurveyOptions {
    fn default() -> Self {
        Self {
            respondent: None,
            persona: None,
            channel: None,
            segments: Vec::new(),
            missing: ["na", "n/a", "#n/a", "null", "none", "nan", "-"]
                .map(str::to_owned)
                .to_vec(),
            bad_cells: OnBad::default(),
        }
    }
}

impl Responses {
    /// Answers from columns in memory, a question each: the wide layout.
    ///
    /// # Errors
    /// [`SurveyError`]: columns of unequal length or with the same name, columns that the
    /// options name and that are not there, no question of the map, and all cells that cannot
    /// be used, unless they are to be passed over.
    ///
    /// # Complexity
    /// Linear in the number of cells and of the map's questions.
    ///
    /// # Example
    /// ```
    /// use cesta::{
    ///     journey::{Journey, spec},
    ///     satisfaction::{Cells, Column, Responses, SatisfactionOptions, SurveyOptions, analyse},
    /// };
    ///
    /// let mut counter = spec::Touchpoint::new("counter");
    /// counter.questions.push(spec::Question {
    ///     measure: Some("nps".into()),
    ///     ..spec::Question::new("recommend")
    /// });
    /// let journey = Journey::builder("bakery")
    ///     .stage(spec::Stage::new("buy").touchpoint(counter))
    ///     .build()?;
    ///
    /// let recommend = [10.0, 9.0, 7.0, f64::NAN, 2.0];
    /// let columns = [Column { name: "recommend", cells: Cells::Numbers(&recommend) }];
    /// let answers = Responses::from_columns(&journey, &columns, &SurveyOptions::default())?;
    ///
    /// let satisfaction = analyse(&journey, &answers, &SatisfactionOptions::default())?;
    /// let nps = satisfaction.touchpoint("counter").unwrap().by("nps").unwrap();
    /// assert_eq!((nps.value, nps.n, nps.missing), (Some(25.0), 4, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_columns(
        journey: &Journey,
        columns: &[Column<'_>],
        options: &SurveyOptions,
    ) -> Result<Self, SurveyError> {
        let rows = columns.first().map_or(0, |column| column.cells.len());
        let count = |rows: usize| u32::try_from(rows).unwrap_or(u32::MAX);
        if let Some(other) = columns.iter().find(|column| column.cells.len() != rows) {
            return Err(SurveyError::Length {
                name: other.name.to_owned(),
                rows: count(other.cells.len()),
                respondents: count(rows),
            });
        }
        let header = columns
            .iter()
            .map(|column| column.name.to_owned())
            .collect();
        let mut wide = Wide::new(journey, header, options)?;
        let mut cells = Vec::new();
        for row in 0..rows {
            cells.clear();
            cells.extend(columns.iter().map(|column| column.cells.at(row)));
            wide.row(count(row + 1), &cells);
        }
        wide.finish()
    }

    /// How many respondents there are.
    pub fn respondents(&self) -> u32 {
        self.respondents
    }

    /// What the survey calls the respondents, in the order they first came; empty where it does
    /// not name them.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The questions with answers that the map knows, in the order they first came. An answer
    /// that names a touchpoint and no question counts as one to a question of that name.
    pub fn questions(&self) -> impl ExactSizeIterator<Item = &str> {
        self.answers.iter().map(|answers| answers.question.as_str())
    }

    /// The columns by which respondents are put into segments.
    pub fn segments(&self) -> impl ExactSizeIterator<Item = &str> {
        self.segments.iter().map(|(name, _)| name.as_str())
    }

    /// Questions, or columns that may be some, that neither the map nor the options know, in
    /// the order they first came.
    pub fn unknown_questions(&self) -> &[String] {
        &self.unknown_questions
    }

    /// The cells that were passed over because they cannot be used.
    pub fn passed_over(&self) -> &BadCells {
        &self.passed_over
    }
}
