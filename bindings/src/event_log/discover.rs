//! A map from what customers did.

use cesta::flow;
use js_sys::Error;
use wasm_bindgen::prelude::*;

use super::EventLog;
use crate::{decode::decode_or_default, encode::encode, error::DiscoverError};

#[wasm_bindgen]
impl EventLog {
    /// Draws a map from what customers did, and tells what it leaves out. Its `journey` is a map
    /// for `Journey.from`.
    ///
    /// Throws `DiscoverError` for options out of range, and for goals and groups that name what
    /// the log does not have.
    #[wasm_bindgen(unchecked_return_type = "Discovery")]
    pub fn discover(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "DiscoverOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let options = decode_or_default(options, "options")?;
        encode(&flow::discover::discover(&self.log, &options).map_err(DiscoverError)?)
    }
}
