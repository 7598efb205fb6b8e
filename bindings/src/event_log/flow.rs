//! Which touchpoint follows which.

use cesta::flow::Flow;
use js_sys::Error;
use wasm_bindgen::prelude::*;

use super::EventLog;
use crate::encode::encode;

#[wasm_bindgen]
impl EventLog {
    /// Which touchpoint directly follows which, how often and how fast; where customers start and
    /// end.
    #[wasm_bindgen(unchecked_return_type = "Flow")]
    pub fn flow(&self) -> Result<JsValue, Error> {
        encode(&Flow::of(&self.log))
    }
}
