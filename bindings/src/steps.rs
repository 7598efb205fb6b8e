//! Sums of steps and what is made of them, and pictures of steps.

use cesta::{
    flow::steps::{StepDifference, StepSum},
    render,
};
use js_sys::Error;
use wasm_bindgen::prelude::*;

use crate::{
    decode::{decode, decode_or_default},
    encode::encode,
    error::StepError,
};

/// What `steps` gives, from a sum.
///
/// Throws `StepError` for options out of range, or of other steps than were counted.
#[wasm_bindgen(js_name = stepsOf, unchecked_return_type = "StepMatrix")]
pub fn steps_of(
    #[wasm_bindgen(unchecked_param_type = "StepSum")] sum: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "StepOptions")] options: &JsValue,
) -> Result<JsValue, Error> {
    let sum: StepSum = decode(sum, "sum")?;
    let options = decode_or_default(options, "options")?;
    encode(&sum.matrix(&options).map_err(StepError)?)
}

/// What `stepLinks` gives, from a sum.
///
/// Throws `StepError` for options out of range, or of other steps than were counted.
#[wasm_bindgen(js_name = stepLinksOf, unchecked_return_type = "StepLinks")]
pub fn step_links_of(
    #[wasm_bindgen(unchecked_param_type = "StepSum")] sum: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "StepOptions")] options: &JsValue,
) -> Result<JsValue, Error> {
    let sum: StepSum = decode(sum, "sum")?;
    let options = decode_or_default(options, "options")?;
    encode(&sum.links(&options).map_err(StepError)?)
}

/// Where the customers of two sums are, step by step: the shares of the first less those of the
/// second.
///
/// Throws `StepError` for options out of range, or of other steps than were counted.
#[wasm_bindgen(js_name = stepDifference, unchecked_return_type = "StepDifference")]
pub fn step_difference(
    #[wasm_bindgen(unchecked_param_type = "StepSum")] first: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "StepSum")] second: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "StepOptions")] options: &JsValue,
) -> Result<JsValue, Error> {
    let (first, second) = (decode(first, "first")?, decode(second, "second")?);
    let options = decode_or_default(options, "options")?;
    let difference = StepDifference::of(&first, &second, &options);
    encode(&difference.map_err(StepError)?)
}

/// The result of `steps` as a picture: SVG text that is safe to put on a page.
#[wasm_bindgen(js_name = stepsSvg)]
pub fn steps_svg(
    #[wasm_bindgen(unchecked_param_type = "StepMatrix")] steps: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "StepPicture")] options: &JsValue,
) -> Result<String, Error> {
    let steps = decode(steps, "steps")?;
    Ok(render::steps_svg(
        &steps,
        &decode_or_default(options, "options")?,
    ))
}

/// The result of `stepLinks` as a Sankey diagram: SVG text that is safe to put on a page.
#[wasm_bindgen(js_name = sankeySvg)]
pub fn sankey_svg(
    #[wasm_bindgen(unchecked_param_type = "StepLinks")] links: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "StepPicture")] options: &JsValue,
) -> Result<String, Error> {
    let links = decode(links, "links")?;
    Ok(render::sankey_svg(
        &links,
        &decode_or_default(options, "options")?,
    ))
}

/// The result of `stepDifference` as a picture: SVG text that is safe to put on a page.
#[wasm_bindgen(js_name = stepDifferenceSvg)]
pub fn step_difference_svg(
    #[wasm_bindgen(unchecked_param_type = "StepDifference")] difference: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "StepPicture")] options: &JsValue,
) -> Result<String, Error> {
    let difference = decode(difference, "difference")?;
    Ok(render::step_difference_svg(
        &difference,
        &decode_or_default(options, "options")?,
    ))
}
