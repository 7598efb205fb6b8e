//! What is wrong with a map, all of it at once.

use std::fmt;

use serde::Serialize;

/// One thing that is wrong with an input, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// What kind of problem it is; stable.
    pub code: ProblemCode,
    /// The place, as a path into the document: `stages[2].touchpoints[0].emotion`. Empty for
    /// the document as a whole.
    pub path: String,
    /// What is wrong, in a sentence.
    pub message: String,
    /// The place in the text, where the input was text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
}

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, counted in characters.
    pub column: u32,
}

/// The kinds of problems an input can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum ProblemCode {
    /// The text is not JSON.
    Syntax,
    /// A value has the wrong type, or is not one of the known words.
    WrongType,
    /// A required field is missing.
    MissingField,
    /// A field is not part of the format.
    UnknownField,
    /// A field stands twice in one object.
    DuplicateField,
    /// The document has a format version this library does not read.
    UnsupportedVersion,
    /// An id is empty, has blanks at an end or control characters.
    InvalidId,
    /// Two elements of one kind have the same id.
    DuplicateId,
    /// An id names nothing.
    UnknownId,
    /// A text is longer than the limit.
    TooLong,
    /// A number lies outside of its range.
    OutOfRange,
    /// A number is infinite or not a number.
    NotFinite,
    /// A text is not a date `YYYY-MM-DD`.
    InvalidDate,
    /// A text is not a time of day `HH:MM`.
    InvalidTime,
    /// A measure's scale or boxes make no sense.
    InvalidMeasure,
    /// Two touchpoints claim the same event name or survey question.
    Ambiguous,
    /// Two statements contradict each other.
    Contradiction,
    /// There are more problems than are reported: reading stopped.
    TooManyProblems,
}

impl ProblemCode {
    /// The code as text, as on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::WrongType => "wrongType",
            Self::MissingField => "missingField",
            Self::UnknownField => "unknownField",
            Self::DuplicateField => "duplicateField",
            Self::UnsupportedVersion => "unsupportedVersion",
            Self::InvalidId => "invalidId",
            Self::DuplicateId => "duplicateId",
            Self::UnknownId => "unknownId",
            Self::TooLong => "tooLong",
            Self::OutOfRange => "outOfRange",
            Self::NotFinite => "notFinite",
            Self::InvalidDate => "invalidDate",
            Self::InvalidTime => "invalidTime",
            Self::InvalidMeasure => "invalidMeasure",
            Self::Ambiguous => "ambiguous",
            Self::Contradiction => "contradiction",
            Self::TooManyProblems => "tooManyProblems",
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(position) = self.position {
            write!(f, "{position}: ")?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)
    }
}

const INVALID_JOURNEY: &str = "invalidJourney";

/// A map that cannot be built: every problem found, in the order of the document.
///
/// # Example
/// ```
/// use cesta::journey::{Journey, spec};
///
/// let twice = Journey::builder("j")
///     .stage(spec::Stage::new("s").touchpoint(spec::Touchpoint::new("a").emotion(7)))
///     .stage(spec::Stage::new("s"))
///     .build()
///     .unwrap_err();
/// let paths: Vec<&str> = twice.problems().iter().map(|problem| &*problem.path).collect();
/// assert_eq!(paths, ["stages[0].touchpoints[0].emotion", "stages[1].id"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[error("{}", summary(.problems))]
pub struct InvalidJourney {
    #[cfg_attr(feature = "schema", schemars(extend("const" = INVALID_JOURNEY)))]
    code: &'static str,
    /// Every problem, in the order of the document.
    problems: Vec<Problem>,
}

impl InvalidJourney {
    pub(crate) fn new(problems: Vec<Problem>) -> Self {
        Self {
            code: INVALID_JOURNEY,
            problems,
        }
    }

    /// Every problem, in the order of the document.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Every problem, owned.
    pub fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// The kind of the error; stable.
    pub fn code(&self) -> &'static str {
        self.code
    }
}

/// Problems in a sentence: the first, and how many there are.
pub(crate) fn summary(problems: &[Problem]) -> String {
    match problems {
        [] => "the input is invalid".to_owned(),
        [only] => only.to_string(),
        [first, rest @ ..] => format!("{first} (and {} more)", rest.len()),
    }
}
