//! From results to plain JavaScript values.

use cesta::format::json;
use js_sys::{Error, JSON};
use serde::Serialize;
use wasm_bindgen::JsValue;

/// A result as a plain value: objects, never a `Map`, and numbers, never a `BigInt`.
///
/// It crosses as JSON text. Engines read that faster than objects are put together from here,
/// field by field, where a field of the user's own that is called `__proto__` would become the
/// object's prototype.
pub(crate) fn encode(value: &(impl Serialize + ?Sized)) -> Result<JsValue, Error> {
    let text = json::encode(value).ok_or_else(|| Error::new("the result is not JSON"))?;
    JSON::parse(&text).map_err(|_| Error::new("the result is too long for JavaScript"))
}

/// A list of results.
pub(crate) fn encode_all<T: Serialize>(
    values: impl IntoIterator<Item = T>,
) -> Result<JsValue, Error> {
    encode(&values.into_iter().collect::<Vec<T>>())
}

/// A result that may be missing: `undefined` then.
pub(crate) fn encode_optional(value: Option<&impl Serialize>) -> Result<JsValue, Error> {
    value.map_or(Ok(JsValue::UNDEFINED), encode)
}

/// Texts, as an array.
pub(crate) fn texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    texts.into_iter().map(str::to_owned).collect()
}
