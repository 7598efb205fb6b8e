//! Who gets through the stages of a map.

use cesta::{
    flow::{self, funnel::Funnel},
    render,
};
use js_sys::Error;
use wasm_bindgen::prelude::*;

use super::Journey;
use crate::{
    EventLog,
    decode::{decode, decode_or_default},
    encode::encode,
    error::FunnelError,
};

#[wasm_bindgen]
impl Journey {
    /// Who gets through the stages of the map: a funnel whose steps are these, whatever steps the
    /// options have.
    ///
    /// Throws `FunnelError` for options that make no sense, and for maps without stages or with
    /// more than 64.
    #[wasm_bindgen(unchecked_return_type = "Funnel")]
    pub fn funnel(
        &self,
        log: &EventLog,
        #[wasm_bindgen(unchecked_optional_param_type = "FunnelOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let options = decode_or_default(options, "options")?;
        let funnel = flow::funnel::stage_funnel(&self.journey, log.inner(), &options);
        encode(&funnel.map_err(FunnelError)?)
    }
}

/// A funnel as an SVG: a bar a step, who goes on between them, and a small funnel for each
/// segment. Colours follow the viewer's light or dark scheme.
#[wasm_bindgen(js_name = funnelSvg)]
pub fn funnel_svg(
    #[wasm_bindgen(unchecked_param_type = "Funnel")] funnel: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "FunnelPicture")] options: &JsValue,
) -> Result<String, Error> {
    let funnel: Funnel = decode(funnel, "funnel")?;
    let options = decode_or_default(options, "options")?;
    Ok(render::funnel_svg(&funnel, &options))
}
