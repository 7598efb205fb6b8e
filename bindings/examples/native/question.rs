//! One question: its name, its arguments, and how long the answer takes.

use std::{
    io,
    slice::Iter,
    time::{Duration, Instant},
};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::refusal::Refusal;

/// An answer as JSON, or an error.
pub(crate) type Answer = Result<String, Refusal>;

pub(crate) struct Question<'a> {
    /// What is called, by its name in JavaScript.
    pub(crate) call: &'a str,
    arguments: Iter<'a, Value>,
    /// How long the library took, without the reading of arguments and the writing of results.
    pub(crate) took: Duration,
}

impl<'a> Question<'a> {
    /// From a list of a name and the arguments.
    pub(crate) fn new(asked: &'a [Value]) -> io::Result<Self> {
        match asked.split_first() {
            Some((Value::String(call), arguments)) => Ok(Self {
                call,
                arguments: arguments.iter(),
                took: Duration::ZERO,
            }),
            _ => Err(io::Error::other("a question is a name and arguments")),
        }
    }

    /// The next argument, which must be there.
    pub(crate) fn argument<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, Refusal> {
        decode(self.arguments.next().unwrap_or(&Value::Null), name)
    }

    /// The next argument, which may be missing.
    pub(crate) fn optional<T: DeserializeOwned>(
        &mut self,
        name: &str,
    ) -> Result<Option<T>, Refusal> {
        match self.arguments.next() {
            None | Some(Value::Null) => Ok(None),
            Some(value) => decode(value, name).map(Some),
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
        Ok(json(&self.measure(call)?))
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
pub(crate) fn decode<T: DeserializeOwned>(value: &Value, name: &str) -> Result<T, Refusal> {
    cesta::format::value(value).map_err(|error| Refusal::argument(name, error.problems()))
}

/// Something as JSON text, its fields in the order in which it writes them.
pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|error| format!("\"{error}\""))
}
