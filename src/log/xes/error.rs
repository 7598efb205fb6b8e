//! Why a text is no XES log.

use serde::Serialize;

use crate::{
    log::{BuildError, csv::BadRows},
    text::excerpt,
};

/// A text that is no XES log.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "code",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum XesError {
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
    /// There is nothing in the text.
    #[error("the file is empty")]
    Empty,
    /// The text is in another encoding than UTF-8.
    #[error("line {line}: the file is not UTF-8 text{}", named(.encoding.as_deref()))]
    NotUtf8 {
        /// The line, from 1.
        line: u32,
        /// The encoding, where the text says it.
        encoding: Option<String>,
    },
    /// The text is not well-formed XML.
    #[error("line {line}: this is not well-formed XML: {message}")]
    NotXml {
        /// The line, from 1.
        line: u32,
        /// What is wrong.
        message: String,
    },
    /// The XML is of another kind.
    #[error("line {line}: expected the element `log`, found `{}`", excerpt(.found))]
    NotXes {
        /// The line, from 1.
        line: u32,
        /// The element.
        found: String,
    },
    /// There is a document type declaration. None is read, since entities declared there could
    /// grow without bounds.
    #[error("line {line}: document type declarations are not read")]
    Doctype {
        /// The line, from 1.
        line: u32,
    },
    /// Elements nest deeper than the limit.
    #[error("line {line}: elements nest deeper than {limit} levels")]
    TooDeep {
        /// The line, from 1.
        line: u32,
        /// The limit.
        limit: u32,
    },
    /// A tag, or a text between two, is longer than the limit.
    #[error("line {line}: a tag or text is longer than {limit} bytes")]
    TooLong {
        /// The line, from 1.
        line: u32,
        /// The limit in bytes.
        limit: u32,
    },
    /// The log has no such classifier.
    #[error("the log has no classifier `{}`", excerpt(.classifier))]
    UnknownClassifier {
        /// The classifier's name.
        classifier: String,
        /// The classifiers that it has.
        known: Vec<String>,
    },
    /// No event and no trace has these attributes.
    #[error("no event and no trace has the attribute `{}`", excerpt(&.missing.join("` or `")))]
    MissingAttributes {
        /// Their keys; at least one.
        missing: Vec<String>,
    },
    /// There is no event that is to be read.
    #[error("the log has no events")]
    NoEvents,
    /// The events take more memory than the options allow.
    #[error("the events above line {line} take more memory than {limit} MiB")]
    TooMuchMemory {
        /// The limit, in mebibytes.
        limit: u32,
        /// The line that reading had come to.
        line: u32,
    },
    /// Events cannot be read.
    #[error("{0}")]
    BadEvents(BadRows),
    /// The events are no log.
    #[error(transparent)]
    #[serde(untagged)]
    Build(BuildError),
}

impl XesError {
    /// The progress function asked to stop after so many bytes.
    pub(super) fn cancelled(position: u64) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "files are far below 2^53 bytes")]
        let position = position as f64;
        Self::Cancelled { position }
    }

    /// The kind of the error; stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Read { .. } => "read",
            Self::Cancelled { .. } => "cancelled",
            Self::Empty => "empty",
            Self::NotUtf8 { .. } => "notUtf8",
            Self::NotXml { .. } => "notXml",
            Self::NotXes { .. } => "notXes",
            Self::Doctype { .. } => "doctype",
            Self::TooDeep { .. } => "tooDeep",
            Self::TooLong { .. } => "tooLong",
            Self::UnknownClassifier { .. } => "unknownClassifier",
            Self::MissingAttributes { .. } => "missingAttributes",
            Self::NoEvents => "noEvents",
            Self::TooMuchMemory { .. } => "tooMuchMemory",
            Self::BadEvents(_) => "badEvents",
            Self::Build(error) => error.code(),
        }
    }
}

fn named(encoding: Option<&str>) -> String {
    encoding.map_or_else(String::new, |it| format!(" but {}", excerpt(it)))
}
