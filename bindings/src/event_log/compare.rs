//! Two groups of customers.

use cesta::flow;
use js_sys::Error;
use wasm_bindgen::prelude::*;

use super::EventLog;
use crate::{
    decode::{decode, decode_or_default},
    encode::encode,
    error::LogComparisonError,
};

#[wasm_bindgen]
impl EventLog {
    /// What one group of customers does that another does not, by evidence: two segments or two
    /// periods.
    ///
    /// Throws `LogComparisonError` for options out of range, and for goals, columns and values
    /// that the log does not have.
    #[wasm_bindgen(js_name = compareGroups, unchecked_return_type = "LogComparison")]
    pub fn compare_groups(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Split")] split: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "LogComparisonOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let split = decode(split, "split")?;
        let options = decode_or_default(options, "options")?;
        let compared = flow::compare::compare_split(&self.log, &split, &options);
        encode(&compared.map_err(LogComparisonError)?)
    }

    /// What the customers of this log do that those of another do not, by evidence.
    ///
    /// Throws `LogComparisonError` for options out of range, and for goals that neither log has.
    #[wasm_bindgen(js_name = compareWith, unchecked_return_type = "LogComparison")]
    pub fn compare_with(
        &self,
        other: &EventLog,
        #[wasm_bindgen(unchecked_optional_param_type = "LogComparisonOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let options = decode_or_default(options, "options")?;
        let compared = flow::compare::compare_logs(&self.log, &other.log, &options);
        encode(&compared.map_err(LogComparisonError)?)
    }
}
