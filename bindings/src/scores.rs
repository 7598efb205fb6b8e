//! Scores, and what to make of them.

use cesta::{
    journey::Measure,
    satisfaction::{self, Attribute, Comparison, KanoAnswer, KanoCategory, Score, ServqualItem},
};
use js_sys::Error;
use wasm_bindgen::prelude::*;

use crate::{
    columns::{self, numbers},
    decode::{Argument, decode, decode_or_default},
    encode::{encode, encode_optional},
    error::SatisfactionError,
};

/// The score of answers by a measure, with its interval. `null` and NaN are missing answers.
///
/// A mean is in the scale's unit, a box score in percent, a net score in points from -100 to 100.
///
/// Throws `SatisfactionError` for answers off the measure's scale, and for a confidence that is
/// not between 0 and 1.
#[wasm_bindgen(unchecked_return_type = "Score")]
pub fn score(
    #[wasm_bindgen(unchecked_param_type = "Measure")] measure: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Float64Array | readonly (number | null)[]")]
    answers: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "ScoreOptions")] options: &JsValue,
) -> Result<JsValue, Error> {
    let measure: Measure = decode(measure, "measure")?;
    let answers = columns::answers(&Argument::new(answers, "answers"))?;
    let answers = answers.into_iter().map(|it| (!it.is_nan()).then_some(it));
    let options = decode_or_default(options, "options")?;
    encode(&satisfaction::score(&measure, answers, &options).map_err(SatisfactionError)?)
}

/// Whether the difference between two scores is real: the first less the second.
///
/// Throws `SatisfactionError` for scores by different measures, and for a confidence that is not
/// between 0 and 1.
#[wasm_bindgen(unchecked_return_type = "Comparison")]
pub fn compare(
    #[wasm_bindgen(unchecked_param_type = "Score")] first: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Score")] second: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "CompareOptions")] options: &JsValue,
) -> Result<JsValue, Error> {
    let (first, second): (Score, Score) = (decode(first, "first")?, decode(second, "second")?);
    let options = decode_or_default(options, "options")?;
    encode(&satisfaction::compare(&first, &second, &options).map_err(SatisfactionError)?)
}

/// The mean of scores by one measure, each weighing the same, in their unit; nothing where none
/// has a value.
///
/// Throws `SatisfactionError` for scores by different measures.
#[wasm_bindgen(js_name = meanOfScores)]
pub fn mean_of_scores(
    #[wasm_bindgen(unchecked_param_type = "readonly Score[]")] scores: &JsValue,
) -> Result<Option<f64>, Error> {
    let scores: Vec<Score> = decode(scores, "scores")?;
    satisfaction::mean_of_scores(&scores).map_err(SatisfactionError)
}

/// The same comparisons with p-values adjusted for their number, by Benjamini and Hochberg.
#[wasm_bindgen(js_name = adjustPValues, unchecked_return_type = "readonly Comparison[]")]
pub fn adjust_p_values(
    #[wasm_bindgen(unchecked_param_type = "readonly Comparison[]")] comparisons: &JsValue,
) -> Result<JsValue, Error> {
    let mut comparisons: Vec<Comparison> = decode(comparisons, "comparisons")?;
    satisfaction::adjust_p_values(&mut comparisons);
    encode(&comparisons)
}

/// In which quadrant of importance and performance something is; what lies on the cross-hair
/// counts as high. Nothing where a number is NaN.
#[wasm_bindgen(unchecked_return_type = "Quadrant | undefined")]
pub fn quadrant(
    #[wasm_bindgen(unchecked_param_type = "Attribute")] of: &JsValue,
    #[wasm_bindgen(js_name = crossHair, unchecked_param_type = "Attribute")] cross_hair: &JsValue,
) -> Result<JsValue, Error> {
    let of: Attribute = decode(of, "of")?;
    let cross_hair: Attribute = decode(cross_hair, "crossHair")?;
    encode_optional(satisfaction::quadrant(of, cross_hair).as_ref())
}

/// Ulwick's opportunity score of an outcome, from 0 to 20; nothing for numbers not from 0 to 10.
///
/// Both are ten times the share of respondents who answered 4 or 5 on a scale from 1 to 5; they
/// are no means.
#[wasm_bindgen(js_name = opportunityScore)]
pub fn opportunity_score(
    #[wasm_bindgen(unchecked_param_type = "number")] importance: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] satisfaction: &JsValue,
) -> Result<Option<f64>, Error> {
    let importance = decode(importance, "importance")?;
    let satisfaction = decode(satisfaction, "satisfaction")?;
    Ok(satisfaction::opportunity_score(importance, satisfaction))
}

/// The weighted mean of what was perceived less what was expected, in the unit of the answers:
/// below 0 is less than expected. Nothing without weights.
#[wasm_bindgen(js_name = servqualGap)]
pub fn servqual_gap(
    #[wasm_bindgen(unchecked_param_type = "readonly ServqualItem[]")] items: &JsValue,
) -> Result<Option<f64>, Error> {
    let items: Vec<ServqualItem> = decode(items, "items")?;
    Ok(satisfaction::servqual_gap(&items))
}

/// The Kano category of a pair of answers: if the feature is there, and if it is not.
#[wasm_bindgen(unchecked_return_type = "KanoCategory")]
pub fn kano(
    #[wasm_bindgen(unchecked_param_type = "KanoAnswer")] functional: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "KanoAnswer")] dysfunctional: &JsValue,
) -> Result<JsValue, Error> {
    let functional: KanoAnswer = decode(functional, "functional")?;
    let dysfunctional: KanoAnswer = decode(dysfunctional, "dysfunctional")?;
    encode(&satisfaction::kano(functional, dysfunctional))
}

/// How much a feature raises satisfaction, from 0 to 1, and its absence lowers it, from -1 to 0;
/// nothing where all answers are reverse or questionable.
#[wasm_bindgen(
    js_name = kanoCoefficients,
    unchecked_return_type = "KanoCoefficients | undefined"
)]
pub fn kano_coefficients(
    #[wasm_bindgen(unchecked_param_type = "readonly KanoCategory[]")] categories: &JsValue,
) -> Result<JsValue, Error> {
    let categories: Vec<KanoCategory> = decode(categories, "categories")?;
    encode_optional(satisfaction::kano_coefficients(categories).as_ref())
}

/// What customers will remember of emotions in order, from -2 to 2: the mean of the peak and the
/// end. The peak is the one furthest from 0. Nothing without any.
#[wasm_bindgen(js_name = peakEnd)]
pub fn peak_end(
    #[wasm_bindgen(unchecked_param_type = "Float64Array | readonly number[]")] emotions: &JsValue,
) -> Result<Option<f64>, Error> {
    let emotions = numbers(&Argument::new(emotions, "emotions"))?;
    Ok(satisfaction::peak_end(&emotions))
}
