//! What was refused, as JavaScript catches it.

use std::fmt::Display;

use cesta::journey::{Problem, ProblemCode};
use serde::Serialize;

use crate::question::text;

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
            details: text(error),
        }
    }

    /// An argument that is not what it should be, which JavaScript calls by its name.
    pub(crate) fn argument(name: &str, problems: Vec<Problem>) -> Self {
        let problems = problems.into_iter().map(|problem| Problem {
            path: match problem.path.as_str() {
                "" => name.to_owned(),
                path if path.starts_with('[') => format!("{name}{path}"),
                path => format!("{name}.{path}"),
            },
            ..problem
        });
        let problems: Vec<Problem> = problems.collect();
        let message = match problems.as_slice() {
            [] => String::new(),
            [only] => only.to_string(),
            [first, more @ ..] => format!("{first} (and {} more)", more.len()),
        };
        let (code, problems) = ("invalidArgument", text(&problems));
        Self {
            name: "InvalidArgument",
            code: code.to_owned(),
            message,
            details: format!("{{\"code\":\"{code}\",\"problems\":{problems}}}"),
        }
    }

    /// A name that is none of those there are.
    pub(crate) fn name(argument: &str, known: &[&str]) -> Self {
        Self::wrong(argument, format!("expected one of {}", known.join(", ")))
    }

    /// An argument that is wrong as a whole.
    pub(crate) fn wrong(argument: &str, message: String) -> Self {
        let problem = Problem {
            code: ProblemCode::WrongType,
            path: String::new(),
            message,
            position: None,
        };
        Self::argument(argument, vec![problem])
    }

    /// As JSON.
    pub(crate) fn as_json(&self) -> String {
        let Self {
            name,
            code,
            message,
            details,
        } = self;
        let (code, message) = (text(code), text(message));
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
    FunnelError: cesta::flow::funnel::FunnelError,
    PathError: cesta::path::PathError,
    AlignError: cesta::flow::align::AlignError,
    DiscoverError: cesta::flow::discover::DiscoverError,
    StepError: cesta::flow::steps::StepError,
    LogComparisonError: cesta::flow::compare::LogComparisonError,
    GapError: cesta::gap::GapError,
    LogError: cesta::log::csv::LogError,
    BuildError: cesta::log::BuildError,
    PrepareError: cesta::log::PrepareError,
    PatternError: cesta::flow::pattern::PatternError,
    CycleError: cesta::flow::cycle::CycleError,
    StreamError: cesta::flow::StreamError,
    SumError: cesta::flow::SumError,
    RhythmError: cesta::flow::rhythm::RhythmError,
    XesError: cesta::log::xes::XesError,
    SurveyError: cesta::satisfaction::SurveyError,
    SatisfactionError: cesta::satisfaction::SatisfactionError,
}
