//! From results to plain JavaScript values.

use js_sys::{Error, JSON};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

/// A result as a plain value: objects, never a `Map`, and numbers, never a `BigInt`.
pub(crate) fn encode(value: &(impl Serialize + ?Sized)) -> Result<JsValue, Error> {
    value
        .serialize(&Serializer::json_compatible())
        .map_err(|error| Error::new(&error.to_string()))
}

/// A list of results.
pub(crate) fn encode_all<T: Serialize>(
    values: impl IntoIterator<Item = T>,
) -> Result<JsValue, Error> {
    encode(&values.into_iter().collect::<Vec<T>>())
}

/// A result that holds the user's own JSON, through JSON text: field by field, a field of theirs
/// that is called `__proto__` would become the object's prototype, and a whole number beyond what
/// JavaScript tells apart would be an error.
pub(crate) fn encode_json(value: &impl Serialize) -> Result<JsValue, Error> {
    let text =
        serde_json::to_string_pretty(value).map_err(|error| Error::new(&error.to_string()))?;
    JSON::parse(&text).map_err(|_| Error::new("the result is not JSON"))
}

/// A result that may be missing: `undefined` then.
pub(crate) fn encode_optional(value: Option<&impl Serialize>) -> Result<JsValue, Error> {
    value.map_or(Ok(JsValue::UNDEFINED), encode)
}

/// Texts, as an array.
pub(crate) fn texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    texts.into_iter().map(str::to_owned).collect()
}
