//! Logs from sequences without times.

use cesta::log::sequences;
use wasm_bindgen::prelude::*;

use super::{EventLog, Source};
use crate::{
    decode::{Argument, decode_or_default},
    error::LogError,
    text::{Progress, Text},
};

#[wasm_bindgen]
impl EventLog {
    /// Reads a log from sequences without times: a customer a line, one touchpoint after the
    /// other, separated by blanks, tabs, commas or semicolons, unless the options say otherwise.
    ///
    /// Throws `LogError`, for bad lines with all of them counted and the first thousand told; and
    /// what `progress` throws.
    #[wasm_bindgen(js_name = fromSequences)]
    pub fn from_sequences(
        #[wasm_bindgen(unchecked_param_type = "Text")] text: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "SequencesOptions")] options: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Progress")] progress: &JsValue,
    ) -> Result<EventLog, JsValue> {
        let text = Text::new(&Argument::new(text, "text"))?;
        let options = decode_or_default(options, "options")?;
        let mut progress = Progress::new(progress)?;
        let read = sequences::read(text.reader(), &options, progress.of(&text));
        let read = read.map_err(|it| progress.or_thrown(&text, LogError(it)))?;
        Ok(Self {
            log: read.log,
            source: Some(Source::Sequences(read.source)),
        })
    }
}
