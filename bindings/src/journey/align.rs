//! Does behaviour follow the map, and what is asked of it in the words of the map.

use cesta::flow;
use js_sys::Error;
use wasm_bindgen::prelude::*;

use super::Journey;
use crate::{
    EventLog, decode::decode_or_default, encode::encode, error::AlignError, event_log::read_pattern,
};

#[wasm_bindgen]
impl Journey {
    /// What customers did, aligned with the map they should have followed: who fits, and what
    /// was extra, skipped, failed or out of order, exactly and at least cost.
    ///
    /// Throws `AlignError` for costs out of range, for touchpoints, personas and channels that the
    /// map does not have, and for a map without a way from an entry to a goal or an exit.
    #[wasm_bindgen(unchecked_return_type = "Alignment")]
    pub fn align(
        &self,
        log: &EventLog,
        #[wasm_bindgen(unchecked_optional_param_type = "AlignOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let options = decode_or_default(options, "options")?;
        encode(&flow::align::align(&self.journey, log.inner(), &options).map_err(AlignError)?)
    }

    /// A pattern in the words of a log, for its `match` and `findMatches`: what it calls as only
    /// the map does, by the id of a touchpoint, is at any of this touchpoint's events in the log.
    /// A name that the log has keeps its meaning.
    ///
    /// Throws `PatternError` for a text that is no pattern, with the places of what is wrong.
    #[wasm_bindgen(js_name = patternIn, unchecked_return_type = "SequencePattern")]
    pub fn pattern_in(
        &self,
        log: &EventLog,
        #[wasm_bindgen(unchecked_param_type = "string | SequencePattern")] pattern: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "readonly (readonly string[])[]")]
        conditions: &JsValue,
    ) -> Result<JsValue, Error> {
        let pattern = read_pattern(pattern, conditions)?;
        encode(&pattern.in_log(log.inner(), &self.journey))
    }
}
