//! When customers come.

use cesta::{flow::rhythm::Rhythm, render};
use js_sys::Error;
use wasm_bindgen::prelude::*;

use super::EventLog;
use crate::{decode::decode_or_default, encode::encode, error::RhythmError};

#[wasm_bindgen]
impl EventLog {
    /// When customers come: events, customers and first contacts by hour of the day, by weekday
    /// and by both, in the time zone of the options, and apart for each touchpoint or each value
    /// of a column that was kept.
    ///
    /// Throws `RhythmError` for a log without times, and for a column that was not kept.
    #[wasm_bindgen(unchecked_return_type = "Rhythm")]
    pub fn rhythm(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "RhythmOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let options = decode_or_default(options, "options")?;
        encode(&Rhythm::of(&self.log, &options).map_err(RhythmError)?)
    }

    /// The same as a picture: SVG text that is safe to put on a page, whatever the names are.
    ///
    /// Throws as `rhythm` does.
    #[wasm_bindgen(js_name = rhythmSvg)]
    pub fn rhythm_svg(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "RhythmOptions | null")] options: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "RhythmPicture")] picture: &JsValue,
    ) -> Result<String, Error> {
        let options = decode_or_default(options, "options")?;
        let picture = decode_or_default(picture, "picture")?;
        let rhythm = Rhythm::of(&self.log, &options).map_err(RhythmError)?;
        Ok(render::rhythm_svg(&rhythm, &picture))
    }
}
