//! From JavaScript values to what the library takes.

use cesta::{
    format::json,
    journey::{Problem, ProblemCode},
};
use js_sys::{Error, Reflect};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::JsValue;

use crate::{
    error::error,
    source::{self, Source, Walk},
};

/// A value that was given as an argument, or one inside it.
pub(crate) struct Argument {
    pub(crate) value: JsValue,
    /// The argument's name, and the way from there.
    path: String,
}

impl Argument {
    pub(crate) fn new(value: &JsValue, name: &str) -> Self {
        Self {
            value: value.clone(),
            path: name.to_owned(),
        }
    }

    /// The fields of an object, in the order of their names here; it must have no others.
    pub(crate) fn fields<const N: usize>(&self, names: [&str; N]) -> Result<[Self; N], Error> {
        let found = source::keys(&self.value)
            .ok()
            .filter(|_| self.value.is_object())
            .ok_or_else(|| self.refuse("expected an object"))?;
        let found = found.iter().filter_map(|name| name.as_string());
        let unknown = found.filter(|name| !names.contains(&name.as_str()));
        let unknown: Vec<Problem> = unknown
            .map(|name| Problem {
                code: ProblemCode::UnknownField,
                path: join(&self.path, &name),
                message: format!("there is no such field here; expected {}", names.join(", ")),
                position: None,
            })
            .collect();
        if !unknown.is_empty() {
            return Err(invalid(&unknown));
        }
        let field = |name| {
            let path = join(&self.path, name);
            let value = Reflect::get(&self.value, &name.into());
            let value = value.map_err(|_| refused(&path, "reading it threw"))?;
            Ok(Self { value, path })
        };
        let fields: Vec<Self> = names.into_iter().map(field).collect::<Result<_, Error>>()?;
        // There are as many as there are names.
        fields
            .try_into()
            .map_err(|_| self.refuse("expected an object"))
    }

    /// All fields of a plain object, each with its name, in their order.
    pub(crate) fn entries(&self) -> Result<Vec<(String, Self)>, Error> {
        let is_plain = self.value.is_object() && source::is_plain(&self.value);
        let names = is_plain.then(|| source::keys(&self.value).ok()).flatten();
        let names = names.ok_or_else(|| self.refuse("expected a plain object"))?;
        let field = |name: JsValue| {
            let called = name.as_string().unwrap_or_default();
            let path = join(&self.path, &called);
            let value = Reflect::get(&self.value, &name);
            let value = value.map_err(|_| refused(&path, "reading it threw"))?;
            Ok((called, Self { value, path }))
        };
        names.iter().map(field).collect()
    }

    /// The elements of a list.
    pub(crate) fn elements(&self) -> Result<Vec<Self>, Error> {
        let length = source::is_array(&self.value)
            .then(|| source::length(&self.value))
            .flatten()
            .ok_or_else(|| self.refuse("expected a list"))?;
        let element = |index: u32| {
            let path = format!("{}[{index}]", self.path);
            let value = Reflect::get_u32(&self.value, index);
            let value = value.map_err(|_| refused(&path, "reading it threw"))?;
            Ok(Self { value, path })
        };
        (0..length).map(element).collect()
    }

    /// Whether it was left out.
    pub(crate) fn is_missing(&self) -> bool {
        self.value.is_undefined() || self.value.is_null()
    }

    pub(crate) fn decode<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let walk = Walk::new(&self.path);
        let decoded = json::decode(Source::new(&self.value, &walk));
        // What was refused on the way is missed by the library only because of that.
        walk.finish()?;
        decoded.map_err(|it| {
            let mut problems = it.into_problems();
            for problem in &mut problems {
                problem.path = join(&self.path, &problem.path);
            }
            invalid(&problems)
        })
    }

    /// The error for what is wrong with it.
    pub(crate) fn refuse(&self, message: impl Into<String>) -> Error {
        refused(&self.path, message)
    }

    /// The error for what is wrong with one of its elements.
    pub(crate) fn refuse_at(&self, index: usize, message: impl Into<String>) -> Error {
        refused(&format!("{}[{index}]", self.path), message)
    }
}

fn join(path: &str, below: &str) -> String {
    if path.is_empty() || below.is_empty() || below.starts_with('[') {
        format!("{path}{below}")
    } else {
        format!("{path}.{below}")
    }
}

/// An argument, by its name in the signature.
pub(crate) fn decode<T: DeserializeOwned>(value: &JsValue, argument: &str) -> Result<T, Error> {
    Argument::new(value, argument).decode()
}

/// An argument that may be left out, as `undefined` or `null`.
pub(crate) fn decode_optional<T: DeserializeOwned>(
    value: &JsValue,
    argument: &str,
) -> Result<Option<T>, Error> {
    let argument = Argument::new(value, argument);
    (!argument.is_missing())
        .then(|| argument.decode())
        .transpose()
}

/// An argument that may be left out, and stands for its default then.
pub(crate) fn decode_or_default<T: DeserializeOwned + Default>(
    value: &JsValue,
    argument: &str,
) -> Result<T, Error> {
    Ok(decode_optional(value, argument)?.unwrap_or_default())
}

/// The error for all that is wrong with an argument: what the library would say of it.
pub(crate) fn invalid(problems: &[Problem]) -> Error {
    #[derive(Serialize)]
    struct Details<'p> {
        code: &'static str,
        problems: &'p [Problem],
    }
    let message = match problems {
        [] => "an argument is wrong".to_owned(),
        [only] => only.to_string(),
        [first, more @ ..] => format!("{first} (and {} more)", more.len()),
    };
    let code = "invalidArgument";
    error(
        "InvalidArgument",
        code,
        &message,
        &Details { code, problems },
    )
}

fn refused(path: &str, message: impl Into<String>) -> Error {
    let problem = Problem {
        code: ProblemCode::WrongType,
        path: path.to_owned(),
        message: message.into(),
        position: None,
    };
    invalid(&[problem])
}
