//! Why a CSV text is no event log.

use std::fmt;

use serde::Serialize;

use crate::{
    log::BuildError,
    table::{Damage, TableError},
    text::excerpt,
};

/// A CSV text that is no event log.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "code",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum LogError {
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
    /// The delimiter of the options cannot be one.
    #[error("`{}` cannot separate fields", .delimiter.escape_debug())]
    BadDelimiter {
        /// The delimiter.
        delimiter: char,
    },
    /// There is nothing in the text.
    #[error("the file is empty")]
    Empty,
    /// There is a header and nothing below it.
    #[error("the file has a header and no events")]
    HeaderOnly,
    /// The text is in another encoding than UTF-8.
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
    /// Two columns have the same name.
    #[error("two columns are called `{}`, the header is {}", excerpt(.name), list(.header))]
    DuplicateColumn {
        /// The name.
        name: String,
        /// The header.
        header: Vec<String>,
    },
    /// Columns are not there.
    #[error("{}", not_there(.missing, .header))]
    MissingColumns {
        /// All of them; at least one.
        missing: Vec<MissingColumn>,
        /// The header.
        header: Vec<String>,
    },
    /// Several columns can be meant.
    #[error("the {role} column can be {}; say which", list(.candidates))]
    AmbiguousColumn {
        /// What it is for.
        role: Role,
        /// The columns that can be meant.
        candidates: Vec<String>,
    },
    /// The events take more memory than the options allow.
    #[error("the events above line {line} take more memory than {limit} MiB")]
    TooMuchMemory {
        /// The limit, in mebibytes.
        limit: u32,
        /// The line that reading had come to.
        line: u32,
    },
    /// Duplicates may lie in several parts of a text that is read in parts.
    #[error("duplicates are dropped from a whole log, not from its parts")]
    DuplicatesInParts,
    /// Rows cannot be read.
    #[error("{0}")]
    BadRows(BadRows),
    /// A name in the header is too long, or a quote in it is never closed.
    #[error("the header {0}")]
    #[serde(untagged)]
    Header(Reason),
    /// The rows are no log.
    #[error(transparent)]
    #[serde(untagged)]
    Build(BuildError),
}

impl LogError {
    /// The progress function asked to stop after so many bytes.
    pub(in crate::log) fn cancelled(position: u64) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "nobody reads 2^53 bytes")]
        let position = position as f64;
        Self::Cancelled { position }
    }

    /// The kind of the error; stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Read { .. } => "read",
            Self::Cancelled { .. } => "cancelled",
            Self::BadDelimiter { .. } => "badDelimiter",
            Self::Empty => "empty",
            Self::HeaderOnly => "headerOnly",
            Self::NotUtf8 { .. } => "notUtf8",
            Self::TooManyColumns { .. } => "tooManyColumns",
            Self::Header(reason) => reason.code(),
            Self::DuplicateColumn { .. } => "duplicateColumn",
            Self::MissingColumns { .. } => "missingColumns",
            Self::AmbiguousColumn { .. } => "ambiguousColumn",
            Self::TooMuchMemory { .. } => "tooMuchMemory",
            Self::DuplicatesInParts => "duplicatesInParts",
            Self::BadRows(_) => "badRows",
            Self::Build(error) => error.code(),
        }
    }
}

impl From<TableError> for LogError {
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

/// A column that is not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MissingColumn {
    /// What it is for.
    pub role: Role,
    /// Its name, where the options give one.
    pub wanted: Option<String>,
}

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "ColumnRole")
)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Role {
    /// Who it was.
    Customer,
    /// What they met.
    Touchpoint,
    /// When.
    Time,
    /// A further column that is kept.
    Segment,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Customer => "customer",
            Self::Touchpoint => "touchpoint",
            Self::Time => "time",
            Self::Segment => "segment",
        })
    }
}

/// The rows that cannot be read: how many, and the first problems in them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct BadRows {
    /// How many rows cannot be read.
    pub count: u32,
    /// The problems in them, in the order of the text, up to a limit.
    ///
    /// The limit is [`MAX_SAMPLES`](super::MAX_SAMPLES).
    pub samples: Vec<BadRow>,
    /// Whether there are more problems than samples.
    pub truncated: bool,
}

impl BadRows {
    /// Counts a row, and keeps its problems while there is room for them.
    pub(in crate::log) fn add(
        &mut self,
        line: u32,
        problems: impl IntoIterator<Item = (Option<String>, Reason)>,
    ) {
        self.count = self.count.saturating_add(1);
        for (column, reason) in problems {
            if self.samples.len() >= super::MAX_SAMPLES {
                self.truncated = true;
                return;
            }
            self.samples.push(BadRow {
                line,
                column,
                message: reason.to_string(),
                reason,
            });
        }
    }
}

impl fmt::Display for BadRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(first) = self.samples.first() else {
            return f.write_str("no row is bad");
        };
        first.fmt(f)?;
        match self.count.saturating_sub(1) {
            0 => Ok(()),
            1 => f.write_str(" (and 1 more bad row)"),
            more => write!(f, " (and {more} more bad rows)"),
        }
    }
}

/// One problem in a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct BadRow {
    /// The line the row begins on, from 1 (the header's).
    pub line: u32,
    /// The column's name; `None` where the row as a whole is bad.
    pub column: Option<String>,
    /// What is wrong.
    pub reason: Reason,
    /// What is wrong, in words.
    pub message: String,
}

impl fmt::Display for BadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(column) = &self.column {
            write!(f, ", column `{}`", excerpt(column))?;
        }
        write!(f, ": {}", self.message)
    }
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "RowReason")
)]
#[serde(
    tag = "code",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum Reason {
    /// It does not say who it was.
    #[error("there is no customer")]
    MissingCustomer,
    /// It does not say what they met.
    #[error("there is no touchpoint")]
    MissingTouchpoint,
    /// It does not say when.
    #[error("there is no time")]
    MissingTime,
    /// Its time cannot be read.
    #[error("`{text}` is not {expected}")]
    BadTime {
        /// What stands there: cut to 80 characters, and escaped.
        text: String,
        /// What was expected.
        expected: super::TimeFormat,
    },
    /// It has more or fewer fields than the header.
    #[error("has {found} fields where the header has {expected}")]
    Ragged {
        /// How many it has.
        found: u32,
        /// How many the header has.
        expected: u32,
    },
    /// It is in another encoding.
    #[error("is not UTF-8 text")]
    NotUtf8,
    /// A field is longer than the limit.
    #[error("is longer than {limit} bytes")]
    FieldTooLong {
        /// The limit in bytes.
        limit: u32,
    },
    /// A quote in it is never closed.
    #[error("has a quote that is never closed")]
    OpenQuote,
}

impl Reason {
    /// The kind of the problem; stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::MissingCustomer => "missingCustomer",
            Self::MissingTouchpoint => "missingTouchpoint",
            Self::MissingTime => "missingTime",
            Self::BadTime { .. } => "badTime",
            Self::Ragged { .. } => "ragged",
            Self::NotUtf8 => "notUtf8",
            Self::FieldTooLong { .. } => "fieldTooLong",
            Self::OpenQuote => "openQuote",
        }
    }
}

impl From<Damage> for Reason {
    fn from(damage: Damage) -> Self {
        match damage {
            Damage::OpenQuote => Self::OpenQuote,
            Damage::Ragged { found, expected } => Self::Ragged { found, expected },
            Damage::TooLong { limit } => Self::FieldTooLong { limit },
        }
    }
}

fn not_there(missing: &[MissingColumn], header: &[String]) -> String {
    let header = list(header);
    let wanted = missing.iter().filter_map(|it| it.wanted.as_deref());
    let wanted: Vec<String> = wanted.map(|it| format!("`{}`", excerpt(it))).collect();
    let unknown = missing.iter().filter(|it| it.wanted.is_none());
    let unknown: Vec<String> = unknown.map(|it| format!("the {}", it.role)).collect();
    let (wanted, unknown) = (either(&wanted), either(&unknown));
    match (wanted, unknown) {
        (Some(wanted), None) => format!("there is no column {wanted}, the header is {header}"),
        (Some(wanted), Some(unknown)) => format!(
            "there is no column {wanted}, and none is known to be {unknown}; say which of {header}"
        ),
        (None, unknown) => format!(
            "no column is known to be {}; say which of {header}",
            unknown.unwrap_or_default()
        ),
    }
}

/// One of several: `a, b or c`.
fn either(them: &[String]) -> Option<String> {
    let (last, others) = them.split_last()?;
    Some(if others.is_empty() {
        last.clone()
    } else {
        format!("{} or {last}", others.join(", "))
    })
}

/// The names, at most 50 of them.
fn list(names: &[String]) -> String {
    const SHOWN: usize = 50;
    let quoted: Vec<String> = names
        .iter()
        .take(SHOWN)
        .map(|name| format!("`{}`", excerpt(name)))
        .collect();
    let more = if names.len() > SHOWN { ", …" } else { "" };
    quoted.join(", ") + more
}
