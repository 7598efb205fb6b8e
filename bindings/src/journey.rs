//! The class `Journey`.

use cesta::{
    format::json,
    gap::{self, GapOptions, Observed},
    render::{self, Known, MapOptions, ReportOptions},
};
use js_sys::Error;
use wasm_bindgen::prelude::*;

use crate::{encode::encode, error::error};

/// A journey map: stages, touchpoints and the transitions between them. It never changes.
#[wasm_bindgen]
pub struct Journey(cesta::journey::Journey);

#[wasm_bindgen]
impl Journey {
    /// Reads a map from JSON text.
    ///
    /// # Errors
    /// `InvalidJourney` with every problem and its place.
    pub fn read(text: &JsValue) -> Result<Journey, Error> {
        let text = text.as_string().unwrap_or_default();
        let journey = json::read(&text).map_err(|invalid| {
            let problems = invalid.problems();
            error(
                "InvalidJourney",
                invalid.code(),
                &invalid.to_string(),
                &problems,
            )
        })?;
        Ok(Self(journey))
    }

    /// Writes the map as JSON text.
    pub fn write(&self) -> String {
        json::write(&self.0)
    }

    /// Where the journey has gaps.
    ///
    /// # Errors
    /// None with the map alone.
    pub fn gaps(&self) -> Result<JsValue, Error> {
        let report = gap::check(&self.0, &Observed::default(), &GapOptions::default());
        let report = report.map_err(|it| Error::new(&it.to_string()))?;
        encode(&report)
    }

    /// The map as a picture.
    #[wasm_bindgen(js_name = mapSvg)]
    pub fn map_svg(&self) -> String {
        render::map_svg(&Known::new(&self.0), &MapOptions::default())
    }

    /// The report as a page.
    #[wasm_bindgen(js_name = reportHtml)]
    pub fn report_html(&self) -> String {
        render::report_html(&Known::new(&self.0), &ReportOptions::default())
    }
}
