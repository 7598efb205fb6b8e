//! From results to plain JavaScript values.

use js_sys::Error;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

/// A result as a plain value: objects, never a `Map`, and numbers, never a `BigInt`.
pub(crate) fn encode(value: &(impl Serialize + ?Sized)) -> Result<JsValue, Error> {
    value
        .serialize(&Serializer::json_compatible())
        .map_err(|error| Error::new(&error.to_string()))
}
