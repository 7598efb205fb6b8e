//! One question: its name, its arguments, and how long the answer takes.

use std::{
    slice::Iter,
    time::{Duration, Instant},
};

use cesta::format::json;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use crate::refusal::Refusal;

/// An answer as JSON, or an error.
pub(crate) type Answer = Result<String, Refusal>;

pub(crate) struct Question<'a> {
    /// What is called, by its name in JavaScript.
    pub(crate) call: &'a str,
    arguments: Iter<'a, Box<RawValue>>,
    /// How long the library took, without the reading of arguments and the writing of results.
    pub(crate) took: Duration,
}

impl<'a> Question<'a> {
    /// From a list of a name and the arguments.
    pub(crate) fn new(asked: &'a (String, Vec<Box<RawValue>>)) -> Self {
        Self {
            call: &asked.0,
            arguments: asked.1.iter(),
            took: Duration::ZERO,
        }
    }

    /// The next argument, which must be there.
    pub(crate) fn argument<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, Refusal> {
        decode(self.arguments.next().map_or("null", |it| it.get()), name)
    }

    /// The next argument, which may be missing.
    pub(crate) fn optional<T: DeserializeOwned>(
        &mut self,
        name: &str,
    ) -> Result<Option<T>, Refusal> {
        match self.arguments.next() {
            Some(value) if value.get() != "null" => decode(value.get(), name).map(Some),
            _ => Ok(None),
        }
    }

    /// The next argument, or its default where it is missing.
    pub(crate) fn options<T: DeserializeOwned + Default>(
        &mut self,
        name: &str,
    ) -> Result<T, Refusal> {
        Ok(self.optional(name)?.unwrap_or_default())
    }

    /// Asks the library, and measures how long it takes.
    pub(crate) fn ask<T: Serialize>(
        &mut self,
        call: impl FnOnce() -> Result<T, Refusal>,
    ) -> Answer {
        Ok(text(&self.measure(call)?))
    }

    /// The same, where what it gives is not the answer yet.
    pub(crate) fn measure<T>(&mut self, call: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = call();
        self.took = start.elapsed();
        result
    }
}

/// An argument, as the library reads values from elsewhere.
pub(crate) fn decode<T: DeserializeOwned>(text: &str, name: &str) -> Result<T, Refusal> {
    let value = json::decode(&mut serde_json::Deserializer::from_str(text));
    value.map_err(|error| Refusal::argument(name, error.into_problems()))
}

/// Something as JSON text, its fields in the order in which it writes them.
pub(crate) fn text<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|error| format!("\"{error}\""))
}
