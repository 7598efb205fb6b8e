//! Does behaviour follow the map?

use cesta::flow;
use js_sys::Error;
use wasm_bindgen::prelude::*;

use super::Journey;
use crate::{EventLog, decode::decode_or_default, encode::encode, error::AlignError};

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
}
