//! Logs as XES.

use cesta::log::xes;
use wasm_bindgen::prelude::*;

use super::{EventLog, Source};
use crate::{
    decode::{Argument, decode_or_default},
    error::XesError,
    text::{Progress, Text},
};

#[wasm_bindgen]
impl EventLog {
    /// Reads a log from XES text, the standard of process mining (IEEE 1849): a trace is a
    /// customer.
    ///
    /// Throws `XesError`, for bad events with all of them counted and the first thousand told;
    /// and what `progress` throws.
    #[wasm_bindgen(js_name = readXes)]
    pub fn read_xes(
        #[wasm_bindgen(unchecked_param_type = "Text")] text: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "XesOptions")] options: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Progress")] progress: &JsValue,
    ) -> Result<EventLog, JsValue> {
        let text = Text::new(&Argument::new(text, "text"))?;
        let options = decode_or_default(options, "options")?;
        let mut progress = Progress::new(progress)?;
        let read = xes::read(text.reader(), &options, progress.of(&text));
        let read = read.map_err(|it| progress.or_thrown(&text, XesError(it)))?;
        Ok(Self {
            log: read.log,
            source: Some(Source::Xes(read.source)),
        })
    }
}
