//! What is wrong with answers, all of it at once.

use std::fmt;

use serde::Serialize;

use super::OffScale;
#[cfg(feature = "csv")]
use crate::table::{Damage, TableError};
use crate::{bad::MAX_SAMPLES, text::excerpt};

/// One cell, or row, that cannot be used.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct BadCell {
    /// The line of the text the row begins on, from 1 (the header's); for answers from memory
    /// the row, from 1.
    pub line: u32,
    /// The column's name; `None` where the row as a whole is bad.
    pub column: Option<String>,
    /// What is wrong.
    pub reason: Reason,
    /// What is wrong, in words.
    pub message: String,
}

/// Why a cell or row cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "CellReason")
)]
#[serde(
    tag = "code",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum Reason {
    /// An answer is neither a number nor one of the measure's words.
    #[error("`{text}` is no answer by `{measure}`")]
    NotAnAnswer {
        /// The cell's text: cut to 80 characters, and escaped.
        text: String,
        /// The measure's id.
        measure: String,
    },
    /// An answer is off its measure's scale.
    #[error("{value} is off the scale of `{measure}`, which goes from {min} to {max}")]
    OffScale {
        /// The answer.
        value: f64,
        /// The measure's id.
        measure: String,
        /// The lowest possible answer.
        min: f64,
        /// The highest possible answer.
        max: f64,
    },
    /// An answer names no measure, and the map does not tell which it is by.
    #[error("the answer names no measure, and the map does not tell which it is by")]
    NoMeasure,
    /// There is no such measure.
    #[error("there is no measure `{text}`")]
    UnknownMeasure {
        /// The cell's text: cut to 80 characters, and escaped.
        text: String,
    },
    /// An answer is given by another measure than its question asks for.
    #[error("the question is by `{asked}`, not by `{text}`")]
    OtherMeasure {
        /// The cell's text: cut to 80 characters, and escaped.
        text: String,
        /// The id of the measure that the question asks for.
        asked: String,
    },
    /// There is no such persona.
    #[error("there is no persona `{text}`")]
    UnknownPersona {
        /// The cell's text: cut to 80 characters, and escaped.
        text: String,
    },
    /// There is no such channel.
    #[error("there is no channel `{text}`")]
    UnknownChannel {
        /// The cell's text: cut to 80 characters, and escaped.
        text: String,
    },
    /// A row does not say who answers, or what.
    #[error("the cell is empty")]
    Empty,
    /// A respondent has a second row where each has one.
    #[error("the respondent `{text}` has a row already")]
    SecondRow {
        /// The respondent: cut to 80 characters, and escaped.
        text: String,
    },
    /// A respondent has two values where each has one.
    #[error("`{text}` contradicts an earlier row of the respondent, which says `{earlier}`")]
    Contradiction {
        /// The cell's text: cut to 80 characters, and escaped.
        text: String,
        /// What an earlier row says, in the same way.
        earlier: String,
    },
    /// A row has more or fewer cells than the header.
    #[error("the row has {found} cells, the header {expected}")]
    Ragged {
        /// How many it has.
        found: u32,
        /// How many the header has.
        expected: u32,
    },
    /// A cell is not UTF-8.
    #[error("the text is not UTF-8")]
    NotUtf8,
    /// A cell is longer than the limit.
    #[error("a cell is longer than {limit} bytes")]
    FieldTooLong {
        /// The limit in bytes.
        limit: u32,
    },
    /// A quote in a row is never closed: all that follows it would be one cell.
    #[error("a quote is never closed")]
    OpenQuote,
}

impl Reason {
    /// The kind of the problem; stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAnAnswer { .. } => "notAnAnswer",
            Self::OffScale { .. } => "offScale",
            Self::NoMeasure => "noMeasure",
            Self::UnknownMeasure { .. } => "unknownMeasure",
            Self::OtherMeasure { .. } => "otherMeasure",
            Self::UnknownPersona { .. } => "unknownPersona",
            Self::UnknownChannel { .. } => "unknownChannel",
            Self::Empty => "empty",
            Self::SecondRow { .. } => "secondRow",
            Self::Contradiction { .. } => "contradiction",
            Self::Ragged { .. } => "ragged",
            Self::NotUtf8 => "notUtf8",
            Self::FieldTooLong { .. } => "fieldTooLong",
            Self::OpenQuote => "openQuote",
        }
    }
}

impl From<OffScale> for Reason {
    fn from(off: OffScale) -> Self {
        Self::OffScale {
            value: off.value,
            measure: off.measure.as_str().to_owned(),
            min: off.min,
            max: off.max,
        }
    }
}

#[cfg(feature = "csv")]
impl From<Damage> for Reason {
    fn from(damage: Damage) -> Self {
        match damage {
            Damage::OpenQuote => Self::OpenQuote,
            Damage::Ragged { found, expected } => Self::Ragged { found, expected },
            Damage::TooLong { limit } => Self::FieldTooLong { limit },
        }
    }
}

impl fmt::Display for BadCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(column) = &self.column {
            write!(f, ", column `{}`", excerpt(column))?;
        }
        write!(f, ": {}", self.message)
    }
}

/// The cells that cannot be used: how many, and the first of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct BadCells {
    /// How many there are.
    pub count: u32,
    /// The first of them, in the order of the rows, up to a limit.
    ///
    /// The limit is [`MAX_SAMPLES`](super::MAX_SAMPLES).
    pub samples: Vec<BadCell>,
    /// Whether there are more than samples.
    pub truncated: bool,
}

impl BadCells {
    pub(super) fn push(&mut self, line: u32, column: Option<&str>, reason: Reason) {
        self.count = self.count.saturating_add(1);
        if self.samples.len() < MAX_SAMPLES {
            self.samples.push(BadCell {
                line,
                column: column.map(str::to_owned),
                message: reason.to_string(),
                reason,
            });
        } else {
            self.truncated = true;
        }
    }
}

impl fmt::Display for BadCells {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.samples.first(), self.count) {
            (None, _) => f.write_str("no cell is bad"),
            (Some(first), 0 | 1) => first.fmt(f),
            (Some(first), count) => write!(f, "{first} (and {} more)", count - 1),
        }
    }
}

/// Answers that cannot be read.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "code",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum SurveyError {
    /// Cells cannot be used.
    #[error("{0}")]
    BadCells(BadCells),
    /// There is nothing in the text.
    #[error("the file is empty")]
    Empty,
    /// There is a header and nothing below it.
    #[error("the file has a header and no answers")]
    HeaderOnly,
    /// The header is in another encoding than UTF-8.
    #[error("the file is not UTF-8 text{}", if *.utf16 { " but UTF-16" } else { "" })]
    NotUtf8 {
        /// Whether it says that it is UTF-16.
        utf16: bool,
    },
    /// The header has more columns than can be.
    #[error("the header has {columns} columns, more than {limit}")]
    TooManyColumns {
        /// How many it has.
        columns: u32,
        /// How many it may have.
        limit: u32,
    },
    /// The delimiter of the options cannot be one.
    #[error("`{}` cannot separate cells", .delimiter.escape_debug())]
    BadDelimiter {
        /// The delimiter.
        delimiter: char,
    },
    /// Two columns have the same name.
    #[error("two columns are called `{}`", excerpt(.name))]
    DuplicateColumn {
        /// The name.
        name: String,
    },
    /// A column that the options name is not there.
    #[error("there is no column `{}`; the columns are {}", excerpt(.name), list(.header))]
    MissingColumn {
        /// The name.
        name: String,
        /// The columns there are.
        header: Vec<String>,
    },
    /// No column is a question of the map.
    #[error("no column is a question of the map; the columns are {}", list(.header))]
    NoQuestion {
        /// The columns there are.
        header: Vec<String>,
    },
    /// A column does not have as many rows as the others.
    #[error("the column `{}` has {rows} rows, the survey {respondents} respondents", excerpt(.name))]
    Length {
        /// The column's name.
        name: String,
        /// How many rows it has.
        rows: u32,
        /// How many respondents there are.
        respondents: u32,
    },
    /// The source of the text failed.
    #[error("reading stopped after {position} bytes: {message}")]
    Read {
        /// How many bytes were read before.
        position: f64,
        /// What the source said.
        message: String,
    },
    /// The progress function asked to stop.
    #[error("reading was cancelled after {position} bytes")]
    Cancelled {
        /// How many bytes were read before.
        position: f64,
    },
    /// A name in the header is too long, or a quote in it is never closed.
    #[error("in the header, {0}")]
    #[serde(untagged)]
    Header(Reason),
}

impl SurveyError {
    /// The kind of the error; stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadCells(_) => "badCells",
            Self::Empty => "empty",
            Self::HeaderOnly => "headerOnly",
            Self::NotUtf8 { .. } => "notUtf8",
            Self::TooManyColumns { .. } => "tooManyColumns",
            Self::Header(reason) => reason.code(),
            Self::BadDelimiter { .. } => "badDelimiter",
            Self::DuplicateColumn { .. } => "duplicateColumn",
            Self::MissingColumn { .. } => "missingColumn",
            Self::NoQuestion { .. } => "noQuestion",
            Self::Length { .. } => "length",
            Self::Read { .. } => "read",
            Self::Cancelled { .. } => "cancelled",
        }
    }
}

#[cfg(feature = "csv")]
impl From<TableError> for SurveyError {
    fn from(error: TableError) -> Self {
        match error {
            TableError::Read { position, message } => Self::Read { position, message },
            TableError::Cancelled { position } => Self::Cancelled { position },
            TableError::BadDelimiter { delimiter } => Self::BadDelimiter { delimiter },
            TableError::Empty => Self::Empty,
            TableError::NotUtf8 { utf16 } => Self::NotUtf8 { utf16 },
            TableError::TooManyColumns { columns, limit } => {
                Self::TooManyColumns { columns, limit }
            }
            TableError::Header(damage) => Self::Header(damage.into()),
        }
    }
}

/// Names for a message: the first twelve.
fn list(names: &[String]) -> String {
    let mut text: Vec<String> = names
        .iter()
        .take(12)
        .map(|name| format!("`{}`", excerpt(name)))
        .collect();
    if names.len() > text.len() {
        text.push(format!("and {} more", names.len() - text.len()));
    }
    text.join(", ")
}
