//! Which touchpoint follows which, and what follows from sequences.

use cesta::{
    flow::{
        Flow, FlowOptions, FlowSum, cycle::CycleTimes, follows::EventuallyFollows, rework::Rework,
        variants::Variants,
    },
    render,
};
use js_sys::{Error, Float64Array, Object, Reflect, Uint32Array};
use wasm_bindgen::prelude::*;

use super::EventLog;
use crate::{
    decode::{decode, decode_or_default},
    encode::encode,
    error::CycleError,
};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r"
/** The ways customers went, with long columns as typed arrays. */
export interface VariantColumns {
  /** How many customers there are. */
  readonly customers: number;
  /** How many variants there are, listed or not. */
  readonly variants: number;
  /** The touchpoints, by name. */
  readonly touchpoints: readonly string[];
  /** The sequences of the listed variants, one after the other, by place in `touchpoints`. */
  readonly sequences: Uint32Array;
  /** Where in `sequences` each variant begins, and where the last one ends. */
  readonly bounds: Uint32Array;
  /** How many customers went each way. */
  readonly counts: Uint32Array;
  /** How many customers went this way or one that is listed before it, of all: from 0 to 1. */
  readonly coverage: Float64Array;
  /** How long each way took from the first to the last event; null without times. */
  readonly durations: readonly (Durations | null)[];
  /** The customers of the variants that are not listed, of all. */
  readonly other: Share;
  /** The confidence of the shares' intervals. */
  readonly confidence: number;
}
";

#[wasm_bindgen]
impl EventLog {
    /// Which touchpoint directly follows which, how often and how fast; where customers start and
    /// end.
    #[wasm_bindgen(unchecked_return_type = "Flow")]
    pub fn flow(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "FlowOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let options = decode_or_default(options, "options")?;
        encode(&Flow::of(&self.log, &options))
    }

    /// The flow before it is summed up: plain data, which `mergeFlowSums` adds to that of other
    /// customers, and `flowOf` sums up.
    #[wasm_bindgen(js_name = flowSum, unchecked_return_type = "FlowSum")]
    pub fn flow_sum(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "FlowOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let options: FlowOptions = decode_or_default(options, "options")?;
        encode(&FlowSum::of(&self.log, options.quantiles))
    }

    /// The distinct sequences of touchpoints, most frequent first, then by the names in them.
    #[wasm_bindgen(unchecked_return_type = "VariantColumns")]
    pub fn variants(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "VariantOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let options = decode_or_default(options, "options")?;
        encode_variants(Variants::of(&self.log, &options))
    }

    /// Which touchpoint comes after which, directly or later.
    #[wasm_bindgen(js_name = eventuallyFollows, unchecked_return_type = "EventuallyFollows")]
    pub fn eventually_follows(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "FollowsOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let options = decode_or_default(options, "options")?;
        encode(&EventuallyFollows::of(&self.log, &options))
    }

    /// What customers did again: touchpoints that they visited twice or more, how near to each
    /// other, and the short loops that they took.
    #[wasm_bindgen(unchecked_return_type = "Rework")]
    pub fn rework(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "ReworkOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let options = decode_or_default(options, "options")?;
        encode(&Rework::of(&self.log, &options))
    }

    /// How long customers took from their first to their last event, or between two touchpoints,
    /// in milliseconds.
    ///
    /// Throws `CycleError` for touchpoints that the log does not have.
    #[wasm_bindgen(js_name = cycleTimes, unchecked_return_type = "CycleTimes")]
    pub fn cycle_times(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "CycleOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let options = decode_or_default(options, "options")?;
        encode(&CycleTimes::of(&self.log, &options).map_err(CycleError)?)
    }
}

/// Variants with their long columns as typed arrays.
pub(crate) fn encode_variants(mut variants: Variants) -> Result<JsValue, Error> {
    let columns: [(&str, Object); 4] = [
        ("sequences", integers(&mut variants.sequences)),
        ("bounds", integers(&mut variants.bounds)),
        ("counts", integers(&mut variants.counts)),
        (
            "coverage",
            Float64Array::from(variants.coverage.as_slice()).into(),
        ),
    ];
    variants.coverage.clear();
    let result = encode(&variants)?;
    for (name, column) in columns {
        Reflect::set(&result, &name.into(), &column)
            .map_err(|_| Error::new("the variants cannot be told"))?;
    }
    Ok(result)
}

/// The result of `variants` as a picture: SVG text that is safe to put on a page.
#[wasm_bindgen(js_name = variantsSvg)]
pub fn variants_svg(
    #[wasm_bindgen(unchecked_param_type = "VariantColumns")] variants: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "VariantPicture")] options: &JsValue,
) -> Result<String, Error> {
    let variants = decode(variants, "variants")?;
    let options = decode_or_default(options, "options")?;
    Ok(render::variants_svg(&variants, &options))
}

/// A column, which is taken away.
fn integers(column: &mut Vec<u32>) -> Object {
    Uint32Array::from(std::mem::take(column).as_slice()).into()
}
