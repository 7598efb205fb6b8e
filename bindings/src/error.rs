//! Errors: real ones, with `name`, `code` and `details`.

use js_sys::{Error, Reflect};
use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::encode::encode;

/// An `Error` with a name, a stable code, and everything that is known about it.
pub(crate) fn error(
    name: &str,
    code: &str,
    message: &str,
    details: &(impl Serialize + ?Sized),
) -> Error {
    let error = Error::new(message);
    error.set_name(name);
    let details = encode(details).unwrap_or(JsValue::UNDEFINED);
    for (field, value) in [("code", code.into()), ("details", details)] {
        // An error made here has no setter that could fail.
        let _set = Reflect::set(&error, &field.into(), &value);
    }
    error
}

/// The library's errors, by the names that JavaScript sees.
macro_rules! errors {
    ($($name:ident: $error:ty),* $(,)?) => {
        $(
            #[expect(non_snake_case, reason = "the function is called as the error is")]
            pub(crate) fn $name(it: $error) -> Error {
                error(stringify!($name), it.code(), &it.to_string(), &it)
            }
        )*
    };
}

errors! {
    InvalidJourney: cesta::journey::InvalidJourney,
    FunnelError: cesta::flow::funnel::FunnelError,
    PathError: cesta::path::PathError,
    AlignError: cesta::flow::align::AlignError,
    DiscoverError: cesta::flow::discover::DiscoverError,
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
    StepError: cesta::flow::steps::StepError,
    LogComparisonError: cesta::flow::compare::LogComparisonError,
}
