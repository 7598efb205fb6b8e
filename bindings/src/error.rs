//! Errors: real ones, with `name`, `code` and `details`.

use js_sys::{Error, Reflect};
use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::encode::encode;

/// An `Error` with a name, a stable code, and everything that is known about it.
pub(crate) fn error(name: &str, code: &str, message: &str, details: &impl Serialize) -> Error {
    let error = Error::new(message);
    error.set_name(name);
    let details = encode(details).unwrap_or(JsValue::UNDEFINED);
    for (field, value) in [("code", code.into()), ("details", details)] {
        // An error made here has no setter that could fail.
        let _set = Reflect::set(&error, &field.into(), &value);
    }
    error
}
