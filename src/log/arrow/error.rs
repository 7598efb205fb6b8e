//! Why columns are no event log.

use arrow_array::{Array, ArrayRef};

use crate::{
    log::csv::{LogError, Role},
    text::excerpt,
};

/// Columns that are no event log.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ArrowError {
    /// Columns are of types that cannot be read.
    #[error("{}", told(.columns))]
    Types {
        /// All of them; at least one.
        columns: Vec<UnreadableColumn>,
    },
    /// A batch has other columns than those before it.
    #[error("the batch after row {row} has other columns")]
    OtherSchema {
        /// How many rows came before.
        row: u32,
    },
    /// The file is no Parquet file, or is damaged, or packed in a way that is not known here.
    #[error("the file cannot be read as Parquet: {message}")]
    NotParquet {
        /// What is wrong.
        message: String,
    },
    /// The columns or the rows are no log, as in CSV text.
    #[error(transparent)]
    Log(LogError),
}

impl ArrowError {
    /// The kind of the error; stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Types { .. } => "types",
            Self::OtherSchema { .. } => "otherSchema",
            Self::NotParquet { .. } => "notParquet",
            Self::Log(error) => error.code(),
        }
    }
}

/// A column whose type cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadableColumn {
    /// What it is for.
    pub role: Role,
    /// Its name.
    pub column: String,
    /// Its type, as Arrow calls it.
    pub found: String,
}

impl UnreadableColumn {
    pub(super) fn new(role: Role, column: String, array: &ArrayRef) -> Self {
        let found = excerpt(&array.data_type().to_string()).to_string();
        Self {
            role,
            column,
            found,
        }
    }
}

fn told(columns: &[UnreadableColumn]) -> String {
    let column = |it: &UnreadableColumn| {
        format!(
            "column `{}` is of the type {}, which is no {}",
            excerpt(&it.column),
            it.found,
            it.role
        )
    };
    columns.iter().map(column).collect::<Vec<_>>().join("; ")
}
