//! Intervals, tests and quantiles.
//!
//! A confidence is between 0 and 1, 0.95 where it is left out.

use cesta::stats::{self, Cluster, DEFAULT_CONFIDENCE, Interval, Moments, NetInterval, Share};
use js_sys::Error;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

use crate::{
    columns::numbers,
    decode::{Argument, decode, decode_optional, decode_or_default},
    encode::{encode, encode_optional},
};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r"
/** How many of how many. */
export interface Count {
  readonly count: number;
  readonly n: number;
}

/** The mean of values, and how sure it is. */
export interface Mean {
  /** How many values there are. */
  readonly n: number;
  /** Their mean; null without values. */
  readonly value: number | null;
  /** Their sample variance; null below two values. */
  readonly variance: number | null;
  /** Student's t interval of the mean; null below two values. */
  readonly interval: Interval | null;
}
";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Count {
    count: u32,
    n: u32,
}

#[derive(Serialize)]
struct Mean {
    n: u32,
    value: Option<f64>,
    variance: Option<f64>,
    interval: Option<Interval>,
}

fn confidence(value: &JsValue) -> Result<f64, Error> {
    Ok(decode_optional(value, "confidence")?.unwrap_or(DEFAULT_CONFIDENCE))
}

fn list(value: &JsValue, argument: &'static str) -> Result<Vec<f64>, Error> {
    numbers(&Argument::new(value, argument))
}

/// Wilson's score interval of the share `count` of `n`, with ends from 0 to 1; nothing where `n` is
/// 0 or the confidence is not between 0 and 1.
///
/// @param confidence - 0.95 where it is left out.
#[wasm_bindgen(unchecked_return_type = "Interval | undefined")]
pub fn wilson(
    #[wasm_bindgen(unchecked_param_type = "number")] count: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] n: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "number", js_name = confidence)] level: &JsValue,
) -> Result<JsValue, Error> {
    let (count, n) = (decode(count, "count")?, decode(n, "n")?);
    encode_optional(stats::wilson(count, n, confidence(level)?).as_ref())
}

/// The interval of the difference of two shares of one sample, such as promoters less detractors,
/// with ends from -1 to 1; nothing where `n` is 0, the counts exceed it, or the confidence is not
/// between 0 and 1.
///
/// @param confidence - 0.95 where it is left out.
#[wasm_bindgen(js_name = netInterval, unchecked_return_type = "Interval | undefined")]
pub fn net_interval(
    #[wasm_bindgen(unchecked_param_type = "number")] promoters: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] detractors: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] n: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "number", js_name = confidence)] level: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "NetInterval")] kind: &JsValue,
) -> Result<JsValue, Error> {
    let promoters = decode(promoters, "promoters")?;
    let detractors = decode(detractors, "detractors")?;
    let n = decode(n, "n")?;
    let kind: NetInterval = decode_or_default(kind, "kind")?;
    let interval = stats::net_interval(promoters, detractors, n, confidence(level)?, kind);
    encode_optional(interval.as_ref())
}

/// The difference of two shares of independent samples, with Newcombe's interval and the p-value
/// of the pooled z test; nothing where a sample is empty or the confidence is not between 0 and 1.
///
/// @param confidence - 0.95 where it is left out.
#[wasm_bindgen(js_name = shareDifference, unchecked_return_type = "Difference | undefined")]
pub fn share_difference(
    #[wasm_bindgen(unchecked_param_type = "Count")] first: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Count")] second: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "number", js_name = confidence)] level: &JsValue,
) -> Result<JsValue, Error> {
    let (first, second) = shares(first, second)?;
    let difference = stats::share_difference(&first, &second, confidence(level)?);
    encode_optional(difference.as_ref())
}

/// P-values adjusted for their number, by Benjamini and Hochberg, in the order given.
#[wasm_bindgen(js_name = benjaminiHochberg)]
pub fn benjamini_hochberg(
    #[wasm_bindgen(js_name = pValues, unchecked_param_type = "Float64Array | readonly number[]")]
    p_values: &JsValue,
) -> Result<Vec<f64>, Error> {
    Ok(stats::benjamini_hochberg(&list(p_values, "pValues")?))
}

/// P-values adjusted for their number, by Benjamini and Yekutieli, in the order given: right
/// however the tests depend on each other.
#[wasm_bindgen(js_name = benjaminiYekutieli)]
pub fn benjamini_yekutieli(
    #[wasm_bindgen(js_name = pValues, unchecked_param_type = "Float64Array | readonly number[]")]
    p_values: &JsValue,
) -> Result<Vec<f64>, Error> {
    Ok(stats::benjamini_yekutieli(&list(p_values, "pValues")?))
}

fn shares(first: &JsValue, second: &JsValue) -> Result<(Share, Share), Error> {
    let share = |it: Count| Share::new(it.count, it.n);
    Ok((
        share(decode(first, "first")?),
        share(decode(second, "second")?),
    ))
}

/// The two-sided p-value of Fisher's exact test of two shares of independent samples; nothing where
/// a sample is empty.
#[wasm_bindgen(js_name = fisherExact)]
pub fn fisher_exact(
    #[wasm_bindgen(unchecked_param_type = "Count")] first: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Count")] second: &JsValue,
) -> Result<Option<f64>, Error> {
    let (first, second) = shares(first, second)?;
    Ok(stats::fisher_exact(&first, &second))
}

/// Whether two shares of independent samples differ: by Fisher's exact test where few are expected,
/// by the pooled z test elsewhere; nothing where there is nothing to test.
#[wasm_bindgen(js_name = shareTest, unchecked_return_type = "Tested | undefined")]
pub fn share_test(
    #[wasm_bindgen(unchecked_param_type = "Count")] first: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Count")] second: &JsValue,
) -> Result<JsValue, Error> {
    let (first, second) = shares(first, second)?;
    encode_optional(stats::share_test(&first, &second).as_ref())
}

/// Mann and Whitney's test of two independent samples; nothing where one is empty.
///
/// @param first - In ascending order, which is not checked.
/// @param second - In ascending order, which is not checked.
#[wasm_bindgen(js_name = mannWhitney, unchecked_return_type = "Ranks | undefined")]
pub fn mann_whitney(
    #[wasm_bindgen(unchecked_param_type = "Float64Array | readonly number[]")] first: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Float64Array | readonly number[]")] second: &JsValue,
) -> Result<JsValue, Error> {
    let (first, second) = (list(first, "first")?, list(second, "second")?);
    encode_optional(stats::mann_whitney(&first, &second).as_ref())
}

/// The difference of the medians of two independent samples, with an interval and the p-value of
/// Mann and Whitney's test; nothing where one is empty.
///
/// @param first - In ascending order, which is not checked.
/// @param second - In ascending order, which is not checked.
/// @param confidence - 0.95 where it is left out.
#[wasm_bindgen(js_name = medianDifference, unchecked_return_type = "Difference | undefined")]
pub fn median_difference(
    #[wasm_bindgen(unchecked_param_type = "Float64Array | readonly number[]")] first: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Float64Array | readonly number[]")] second: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "number", js_name = confidence)] level: &JsValue,
) -> Result<JsValue, Error> {
    let (first, second) = (list(first, "first")?, list(second, "second")?);
    let difference = stats::median_difference(&first, &second, confidence(level)?);
    encode_optional(difference.as_ref())
}

/// A quantile of values, by linear interpolation between neighbours: type 7, as in R and `NumPy`.
/// Nothing without values.
///
/// @param sorted - In ascending order, which is not checked.
/// @param p - From 0 to 1; nothing elsewhere.
#[wasm_bindgen]
pub fn quantile(
    #[wasm_bindgen(unchecked_param_type = "Float64Array | readonly number[]")] sorted: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] p: &JsValue,
) -> Result<Option<f64>, Error> {
    Ok(stats::quantile(&list(sorted, "sorted")?, decode(p, "p")?))
}

/// The median of values; nothing without values.
///
/// @param sorted - In ascending order, which is not checked.
#[wasm_bindgen]
pub fn median(
    #[wasm_bindgen(unchecked_param_type = "Float64Array | readonly number[]")] sorted: &JsValue,
) -> Result<Option<f64>, Error> {
    Ok(stats::median(&list(sorted, "sorted")?))
}

/// The interval of the median of values, from order statistics; nothing where they are too few
/// for the confidence: fewer than 6 at 0.95.
///
/// @param sorted - In ascending order, which is not checked.
/// @param confidence - 0.95 where it is left out.
#[wasm_bindgen(js_name = medianInterval, unchecked_return_type = "Interval | undefined")]
pub fn median_interval(
    #[wasm_bindgen(unchecked_param_type = "Float64Array | readonly number[]")] sorted: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "number", js_name = confidence)] level: &JsValue,
) -> Result<JsValue, Error> {
    let interval = stats::median_interval(&list(sorted, "sorted")?, confidence(level)?);
    encode_optional(interval.as_ref())
}

/// The mean of values, with variance and Student's t interval.
///
/// @param confidence - 0.95 where it is left out.
#[wasm_bindgen(unchecked_return_type = "Mean")]
pub fn mean(
    #[wasm_bindgen(unchecked_param_type = "Float64Array | readonly number[]")] values: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "number", js_name = confidence)] level: &JsValue,
) -> Result<JsValue, Error> {
    let mut moments = Moments::default();
    for value in list(values, "values")? {
        moments.push(value);
    }
    encode(&Mean {
        n: moments.n(),
        value: moments.mean(),
        variance: moments.variance(),
        interval: moments.interval(confidence(level)?),
    })
}

/// Pearson's correlation of pairs, from -1 to 1; nothing where a side does not vary.
#[wasm_bindgen]
pub fn pearson(
    #[wasm_bindgen(unchecked_param_type = "readonly (readonly [number, number])[]")]
    pairs: &JsValue,
) -> Result<Option<f64>, Error> {
    let pairs: Vec<(f64, f64)> = decode(pairs, "pairs")?;
    Ok(stats::pearson(&pairs))
}

/// The mean of `n` values, drawn towards what is believed beforehand: `(weight * prior + sum) /
/// (weight + n)`; nothing where both `weight` and `n` are 0.
///
/// @param sum - The sum of the values.
/// @param prior - The mean that is believed.
/// @param weight - How many values the belief is worth.
#[wasm_bindgen(js_name = bayesianAverage)]
pub fn bayesian_average(
    #[wasm_bindgen(unchecked_param_type = "number")] sum: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] n: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] prior: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] weight: &JsValue,
) -> Result<Option<f64>, Error> {
    let (sum, n) = (decode(sum, "sum")?, decode(n, "n")?);
    let (prior, weight) = (decode(prior, "prior")?, decode(weight, "weight")?);
    Ok(stats::bayesian_average(sum, n, prior, weight))
}

/// How much each of several variables contributes to an outcome: Johnson's relative weights.
/// Cases with a missing value are left out. Nothing where a variable or the outcome does not vary,
/// there are not more cases than variables, or one variable is a combination of others.
///
/// @param variables - A list of values for each, as long as the outcome.
#[wasm_bindgen(js_name = relativeWeights, unchecked_return_type = "RelativeWeights | undefined")]
pub fn relative_weights(
    #[wasm_bindgen(unchecked_param_type = "readonly (readonly (number | null)[])[]")]
    variables: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "readonly (number | null)[]")] outcome: &JsValue,
) -> Result<JsValue, Error> {
    let variables: Vec<Vec<Option<f64>>> = decode(variables, "variables")?;
    let variables: Vec<&[Option<f64>]> = variables.iter().map(Vec::as_slice).collect();
    let outcome: Vec<Option<f64>> = decode(outcome, "outcome")?;
    encode_optional(stats::relative_weights(&variables, &outcome).as_ref())
}

/// The interval of a mean of values in clusters, such as the answers of each respondent; nothing
/// below two clusters, or where the confidence is not between 0 and 1.
///
/// @param confidence - 0.95 where it is left out.
#[wasm_bindgen(js_name = clusterInterval, unchecked_return_type = "Interval | undefined")]
pub fn cluster_interval(
    #[wasm_bindgen(unchecked_param_type = "readonly Cluster[]")] clusters: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "number", js_name = confidence)] level: &JsValue,
) -> Result<JsValue, Error> {
    let clusters: Vec<Cluster> = decode(clusters, "clusters")?;
    encode_optional(stats::cluster_interval(&clusters, confidence(level)?).as_ref())
}

/// A number rounded for display, half away from zero; the library rounds nowhere else.
#[wasm_bindgen]
pub fn rounded(
    #[wasm_bindgen(unchecked_param_type = "number")] value: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] decimals: &JsValue,
) -> Result<f64, Error> {
    Ok(stats::rounded(
        decode(value, "value")?,
        decode(decimals, "decimals")?,
    ))
}
