//! Patterns in what customers did.

use cesta::flow::pattern::{PatternMatches, SequencePattern, find_pattern};
use js_sys::{Error, Object, Reflect, Uint32Array};
use wasm_bindgen::prelude::*;

use super::EventLog;
use crate::{
    decode::{decode, decode_optional, decode_or_default},
    encode::encode,
    error::PatternError,
};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r"
/** Where a pattern was met, in columns of equal length: a place in each for a match. */
export interface FoundMatches {
  /** The customers, by their places in `customers` of the log. */
  readonly customers: Uint32Array;
  /** The places of the matches' first events in the columns of the log. */
  readonly first: Uint32Array;
  /** The places of their last events. */
  readonly last: Uint32Array;
  /** How many more there are, beyond the limit. */
  readonly more: number;
}
";

#[wasm_bindgen]
impl EventLog {
    /// How often a pattern was met, such as `look => help{2,} ->[<=1h] buy`: by how many
    /// customers, how long it took, and examples. With `conditions`, the touchpoints of each
    /// number, the text is read as ClickHouse's: `(?1).*(?2)`.
    ///
    /// Throws `PatternError` for a text that is no pattern, with the places of what is wrong, and
    /// for a pattern that does not suit the log.
    #[wasm_bindgen(js_name = match, unchecked_return_type = "PatternMatches")]
    pub fn match_pattern(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string | SequencePattern")] pattern: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "PatternOptions")] options: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "readonly (readonly string[])[]")]
        conditions: &JsValue,
    ) -> Result<JsValue, Error> {
        let pattern = read_pattern(pattern, conditions)?;
        let options = decode_or_default(options, "options")?;
        let matches = PatternMatches::of(&self.log, &pattern, &options);
        encode(&matches.map_err(PatternError)?)
    }

    /// Where a pattern was met, for the first matches by customer up to a limit (a million where
    /// it is left out).
    ///
    /// Throws as `match` does.
    #[wasm_bindgen(js_name = findMatches, unchecked_return_type = "FoundMatches")]
    pub fn find_matches(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string | SequencePattern")] pattern: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] limit: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "MatchStart")] start: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "readonly (readonly string[])[]")]
        conditions: &JsValue,
    ) -> Result<Object, Error> {
        let pattern = read_pattern(pattern, conditions)?;
        let limit: Option<u32> = decode_optional(limit, "limit")?;
        let start = decode_or_default(start, "start")?;
        let found = find_pattern(&self.log, &pattern, start, limit.unwrap_or(1_000_000));
        let found = found.map_err(PatternError)?;
        let object = Object::new();
        for (field, column) in [
            ("customers", &found.customers),
            ("first", &found.first),
            ("last", &found.last),
        ] {
            set(&object, field, &Uint32Array::from(column.as_slice()))?;
        }
        set(&object, "more", &found.more.into())?;
        Ok(object)
    }
}

/// A pattern, as its text or as data.
pub(crate) fn read_pattern(
    pattern: &JsValue,
    conditions: &JsValue,
) -> Result<SequencePattern, Error> {
    let conditions: Option<Vec<Vec<String>>> = decode_optional(conditions, "conditions")?;
    if !pattern.is_string() {
        return decode(pattern, "pattern");
    }
    let text: String = decode(pattern, "pattern")?;
    let read = match conditions {
        None => SequencePattern::parse(&text),
        Some(conditions) => SequencePattern::parse_numbered(&text, &conditions),
    };
    read.map_err(PatternError)
}

fn set(object: &Object, field: &str, value: &JsValue) -> Result<(), Error> {
    let set = Reflect::set(object, &field.into(), value);
    set.map(drop)
        .map_err(|_| Error::new("the result cannot be told"))
}
