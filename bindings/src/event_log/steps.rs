//! Where customers are, step by step.

use cesta::flow::steps::{StepLinks, StepMatrix, StepSum};
use js_sys::Error;
use wasm_bindgen::prelude::*;

use super::EventLog;
use crate::{decode::decode_or_default, encode::encode, error::StepError};

#[wasm_bindgen]
impl EventLog {
    /// Where customers are, step by step: a row a touchpoint, a column a step, from each
    /// customer's first event on or around an anchor. Each step's shares add up to 1.
    ///
    /// Throws `StepError` for options out of range, and for an anchor that the log does not have.
    #[wasm_bindgen(unchecked_return_type = "StepMatrix")]
    pub fn steps(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "StepOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let options = decode_or_default(options, "options")?;
        encode(&StepMatrix::of(&self.log, &options).map_err(StepError)?)
    }

    /// Where customers go from step to step: the nodes and links of a Sankey diagram.
    ///
    /// Throws `StepError` for options out of range, and for an anchor that the log does not have.
    #[wasm_bindgen(js_name = stepLinks, unchecked_return_type = "StepLinks")]
    pub fn step_links(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "StepOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let options = decode_or_default(options, "options")?;
        encode(&StepLinks::of(&self.log, &options).map_err(StepError)?)
    }

    /// How many customers went where at which step: what `mergeStepSums` adds up over parts of a
    /// log, and `stepsOf` and `stepLinksOf` turn into results.
    ///
    /// Throws `StepError` for options out of range.
    #[wasm_bindgen(js_name = stepSum, unchecked_return_type = "StepSum")]
    pub fn step_sum(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "StepOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let options = decode_or_default(options, "options")?;
        encode(&StepSum::of(&self.log, &options).map_err(StepError)?)
    }
}
