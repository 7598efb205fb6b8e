//! What is wrong with a value, in the format's words.

use std::fmt;

use serde::de::{self, Expected, Unexpected};

use super::node::{Node, Step};
use crate::{journey::ProblemCode, text::excerpt};

/// What serde found wrong. Results are passed through every level of decoding, so it is small.
#[derive(Debug)]
pub(super) struct Wrong(pub(super) Box<Mistake>);

#[derive(Debug)]
pub(super) struct Mistake {
    pub(super) code: ProblemCode,
    pub(super) message: String,
    /// The steps to it from the element that was decoded, the last one first.
    pub(super) steps: Vec<Step>,
    /// Whether it is wrong only because of what was reported and marked before.
    pub(super) follows: bool,
}

impl Wrong {
    #[cold]
    pub(super) fn new(code: ProblemCode, message: String) -> Self {
        Self(Box::new(Mistake {
            code,
            message,
            steps: Vec::new(),
            follows: false,
        }))
    }

    /// What cannot be had without something that was wrong.
    #[cold]
    pub(super) fn following() -> Self {
        let mut wrong = Self::new(ProblemCode::WrongType, String::new());
        wrong.0.follows = true;
        wrong
    }

    /// A value where another kind was expected.
    #[cold]
    #[inline(never)]
    pub(super) fn kind(found: &Node, expected: &dyn Expected) -> Self {
        match found {
            Node::Wrong => Self::following(),
            Node::Float(number) if !number.is_finite() => {
                let shown = match number {
                    number if number.is_nan() => "NaN",
                    number if number.is_sign_negative() => "-Infinity",
                    _ => "Infinity",
                };
                let message = format!("expected {}, found {shown}", wanted(expected));
                Self::new(ProblemCode::NotFinite, message)
            }
            _ => de::Error::invalid_type(found.unexpected(), expected),
        }
    }

    #[cold]
    #[inline(never)]
    pub(super) fn in_field(mut self, name: &str) -> Self {
        self.0.steps.push(Step::Field(name.to_owned()));
        self
    }

    #[cold]
    #[inline(never)]
    pub(super) fn in_element(mut self, index: usize) -> Self {
        self.0.steps.push(Step::Element(index));
        self
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Wrong {}

impl de::Error for Wrong {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(ProblemCode::WrongType, message.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let message = format!("expected {}, found {}", wanted(expected), shown(&found));
        Self::new(ProblemCode::WrongType, message)
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        let message = format!("expected {}, found {length} elements", wanted(expected));
        Self::new(ProblemCode::WrongType, message)
    }

    fn unknown_variant(word: &str, expected: &'static [&'static str]) -> Self {
        let message = format!("expected {}, found `{}`", words(expected), excerpt(word));
        Self::new(ProblemCode::WrongType, message)
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let message = format!(
            "there is no field `{}` here; expected {}",
            excerpt(field),
            words(expected)
        );
        Self::new(ProblemCode::UnknownField, message).in_field(field)
    }

    fn missing_field(field: &'static str) -> Self {
        let message = format!("the field `{field}` is missing");
        Self::new(ProblemCode::MissingField, message).in_field(field)
    }
}

fn words(words: &[&str]) -> String {
    match words {
        [] => "nothing".to_owned(),
        [only] => format!("`{only}`"),
        [words @ .., last] => format!("`{}` or `{last}`", words.join("`, `")),
    }
}

/// What was expected, in the format's words instead of Rust's.
fn wanted(expected: &dyn Expected) -> String {
    let text = expected.to_string();
    match text.as_str() {
        "f64" => "a number".to_owned(),
        "i8" => "a whole number".to_owned(),
        "u8" => "a whole number from 0 to 255".to_owned(),
        "u32" => "a whole number from 0 to 4294967295".to_owned(),
        "a string" | "string" => "a text".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "an object".to_owned(),
        other if other.starts_with("struct ") || other.contains(" enum ") => "an object".to_owned(),
        other if other.starts_with("enum ") => "a word".to_owned(),
        other if other.starts_with("an array of length ") => {
            other.replacen("an array of length", "a list of", 1) + " numbers"
        }
        other => other.to_owned(),
    }
}

fn shown(found: &Unexpected<'_>) -> String {
    match found {
        Unexpected::Bool(value) => format!("`{value}`"),
        Unexpected::Unsigned(value) => format!("the number {value}"),
        Unexpected::Signed(value) => format!("the number {value}"),
        Unexpected::Float(value) => format!("the number {value}"),
        Unexpected::Str(text) => format!("the text `{}`", excerpt(text)),
        Unexpected::Unit | Unexpected::Option => "null".to_owned(),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map => "an object".to_owned(),
        other => other.to_string(),
    }
}

impl Node {
    pub(super) fn unexpected(&self) -> Unexpected<'_> {
        match self {
            Self::Null | Self::Wrong => Unexpected::Unit,
            Self::Bool(value) => Unexpected::Bool(*value),
            Self::Unsigned(value) => Unexpected::Unsigned(*value),
            Self::Signed(value) => Unexpected::Signed(*value),
            Self::Float(value) => Unexpected::Float(*value),
            Self::Text(text) => Unexpected::Str(text),
            Self::List(_) => Unexpected::Seq,
            Self::Fields(_) => Unexpected::Map,
        }
    }
}
