//! What was refused, as JavaScript catches it.

use std::fmt::Display;

use cesta::journey::{Problem, ProblemCode};
use serde::Serialize;

use crate::question::json;

/// An error with its name, its message, and its details as JSON.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    name: &'static str,
    code: String,
    message: String,
    details: String,
}

impl Refusal {
    fn new(name: &'static str, code: &str, error: &(impl Display + Serialize)) -> Self {
        Self {
            name,
            code: code.to_owned(),
            message: error.to_string(),
            details: json(error),
        }
    }

    /// An argument that is not what it should be.
    pub(crate) fn argument(argument: &str, problems: &[Problem]) -> Self {
        let code = "invalidArgument";
        let first = problems.first().map(ToString::to_string);
        let first = first.unwrap_or_default();
        let mut message = format!("the argument `{argument}` is wrong: {first}");
        if problems.len() > 1 {
            message = format!("{message} (and {} more)", problems.len() - 1);
        }
        let problems = json(problems);
        Self {
            name: "InvalidArgument",
            code: code.to_owned(),
            message,
            details: format!(
                "{{\"code\":\"{code}\",\"argument\":\"{argument}\",\"problems\":{problems}}}"
            ),
        }
    }

    /// A name that is none of those there are.
    pub(crate) fn name(argument: &str, known: &[&str]) -> Self {
        let problem = Problem {
            code: ProblemCode::WrongType,
            path: String::new(),
            message: format!("expected one of {}", known.join(", ")),
            position: None,
        };
        Self::argument(argument, &[problem])
    }

    /// As JSON.
    pub(crate) fn text(&self) -> String {
        let Self {
            name,
            code,
            message,
            details,
        } = self;
        let (code, message) = (json(code), json(message));
        format!(
            "{{\"name\":\"{name}\",\"code\":{code},\"message\":{message},\"details\":{details}}}"
        )
    }
}

macro_rules! refusals {
    ($($name:ident: $error:ty),* $(,)?) => {$(
        impl From<$error> for Refusal {
            fn from(error: $error) -> Self {
                Self::new(stringify!($name), error.code(), &error)
            }
        }
    )*};
}

refusals! {
    InvalidJourney: cesta::journey::InvalidJourney,
    PathError: cesta::path::PathError,
    GapError: cesta::gap::GapError,
    LogError: cesta::log::csv::LogError,
    BuildError: cesta::log::BuildError,
    SurveyError: cesta::satisfaction::SurveyError,
    SatisfactionError: cesta::satisfaction::SatisfactionError,
}
