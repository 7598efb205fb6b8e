//! What there is to choose from, and what belongs to nothing else.

use cesta::{
    flow::pattern,
    gap,
    journey::{Measure, template::Template},
};
use js_sys::Error;
use wasm_bindgen::prelude::*;

use crate::{
    decode::decode,
    encode::{encode, encode_all},
};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** The name of a map to begin with. */
export type TemplateName = "acquisition" | "nurture" | "growth" | "purchase";
"#;

/// The gap rules, in the order in which they run: ids, names, default levels, and what each finds.
#[wasm_bindgen(unchecked_return_type = "readonly Rule[]")]
pub fn rules() -> Result<JsValue, Error> {
    encode_all(gap::rules())
}

/// The names of the maps to begin with.
#[wasm_bindgen(unchecked_return_type = "readonly TemplateName[]")]
pub fn templates() -> Result<JsValue, Error> {
    encode(&Template::ALL.map(Template::name))
}

/// The built-in measures: NPS, CSAT, CES and emotion.
#[wasm_bindgen(js_name = builtInMeasures, unchecked_return_type = "readonly Measure[]")]
pub fn built_in_measures() -> Result<JsValue, Error> {
    encode(&Measure::built_in())
}

/// A touchpoint's name as patterns write it, such as `"pay (step 2)"`: the pattern means this
/// touchpoint and no other one, whatever signs its name has.
#[wasm_bindgen(js_name = quotedName)]
pub fn quoted_name(
    #[wasm_bindgen(unchecked_param_type = "string")] touchpoint: &JsValue,
) -> Result<String, Error> {
    let touchpoint: String = decode(touchpoint, "touchpoint")?;
    Ok(pattern::quoted_name(&touchpoint))
}

/// The pattern that means this name and no other one, for filters, groups and values: `*`, `?` and
/// `\` have a `\` before them. Without it `page?` is also `pages`, where the log has no `page?`.
#[wasm_bindgen]
pub fn exactly(
    #[wasm_bindgen(unchecked_param_type = "string")] name: &JsValue,
) -> Result<String, Error> {
    let name: String = decode(name, "name")?;
    Ok(cesta::log::exactly(&name))
}

/// The version of the library.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
