//! Who gets through the steps of a funnel.

use cesta::flow::funnel::Funnel;
use js_sys::Error;
use wasm_bindgen::prelude::*;

use super::EventLog;
use crate::{decode::decode, encode::encode, error::FunnelError};

#[wasm_bindgen]
impl EventLog {
    /// Who gets through the steps of a funnel, where the others are lost, and how long it takes.
    ///
    /// Throws `FunnelError` for touchpoints and columns that the log does not have, and for
    /// options that make no sense: all of them at once.
    #[wasm_bindgen(unchecked_return_type = "Funnel")]
    pub fn funnel(
        &self,
        #[wasm_bindgen(unchecked_param_type = "FunnelOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let options = decode(options, "options")?;
        encode(&Funnel::of(&self.log, &options).map_err(FunnelError)?)
    }
}
