//! A log that grows, and sums that follow it.

use cesta::{
    flow::{
        self, FlowSum, align::AlignSum, cycle::CycleSum, follows::FollowsSum, funnel::FunnelSum,
        pattern::PatternSum, rework::ReworkSum, rhythm::RhythmSum, steps::StepSum,
        variants::VariantSum,
    },
    log::Appended,
};
use js_sys::Error;
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::prelude::*;

use super::{EventLog, prepare::object};
use crate::{
    decode::decode,
    encode::encode,
    error::{BuildError, SumError},
};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r"
/** Whom an appended log gave events: logs without the customers who got none. Free them when they
 * are not needed. */
export interface AppendedLogs {
  /** Those who had events before, as they were. */
  readonly before: EventLog;
  /** These as they are, and those who are new. */
  readonly after: EventLog;
}
";

#[wasm_bindgen]
impl EventLog {
    /// Adds the events of another log, as if they had stood after its own in the input, and gives
    /// the customers who got some, as they were and as they are: with the sums of the two,
    /// `updateFlowSum` and its like bring a sum of the whole log up to date.
    ///
    /// A log without events takes the columns of the other, and adds none of its own. A log cannot
    /// be appended to itself: that throws an `Error` without a code.
    ///
    /// Throws `BuildError`, where both have events, if one of them has times and the other has none,
    /// and if their further columns differ; the log is then as it was before.
    #[wasm_bindgen(unchecked_return_type = "AppendedLogs")]
    pub fn append(&mut self, more: &EventLog) -> Result<JsValue, Error> {
        let Appended { before, after } = self.log.append(&more.log).map_err(BuildError)?;
        let (before, after) = (self.derived(before), self.derived(after));
        object([("before", before.into()), ("after", after.into())])
    }
}

/// A sum without that of some customers as they were, and with that of them as they are.
fn updated<S: Serialize + DeserializeOwned>(
    [sum, before, after]: [&JsValue; 3],
    update: fn(&mut S, &S, &S) -> Result<(), flow::SumError>,
) -> Result<JsValue, Error> {
    let mut sum: S = decode(sum, "sum")?;
    let (before, after) = (decode(before, "before")?, decode(after, "after")?);
    update(&mut sum, &before, &after).map_err(SumError)?;
    encode(&sum)
}

/// A flow that follows a log: without the sum of some customers as they were before `append`, and
/// with that of them as they are after it. It is to the byte that of the whole log, which is not
/// looked at: what it costs grows with the sums.
///
/// Throws `SumError` for what is not in the sum, and with sketched quantiles where events came
/// late and it is not known any more what was shortest or longest.
#[wasm_bindgen(js_name = updateFlowSum, unchecked_return_type = "FlowSum")]
pub fn update_flow_sum(
    #[wasm_bindgen(unchecked_param_type = "FlowSum")] sum: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "FlowSum")] before: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "FlowSum")] after: &JsValue,
) -> Result<JsValue, Error> {
    updated([sum, before, after], FlowSum::update)
}

/// Variants that follow a log, as `updateFlowSum` does.
///
/// Throws `SumError`, and with sketched quantiles where it is not known what was shortest or
/// longest before.
#[wasm_bindgen(js_name = updateVariantSum, unchecked_return_type = "VariantSum")]
pub fn update_variant_sum(
    #[wasm_bindgen(unchecked_param_type = "VariantSum")] sum: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "VariantSum")] before: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "VariantSum")] after: &JsValue,
) -> Result<JsValue, Error> {
    updated([sum, before, after], VariantSum::update)
}

/// What eventually follows, following a log as `updateFlowSum` does.
///
/// Throws `SumError` for what is not in the sum.
#[wasm_bindgen(js_name = updateFollowsSum, unchecked_return_type = "FollowsSum")]
pub fn update_follows_sum(
    #[wasm_bindgen(unchecked_param_type = "FollowsSum")] sum: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "FollowsSum")] before: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "FollowsSum")] after: &JsValue,
) -> Result<JsValue, Error> {
    updated([sum, before, after], FollowsSum::update)
}

/// What was done again, following a log as `updateFlowSum` does.
///
/// Throws `SumError`, also where late events lie between the nearest visits to a touchpoint, since
/// the next nearest are not kept.
#[wasm_bindgen(js_name = updateReworkSum, unchecked_return_type = "ReworkSum")]
pub fn update_rework_sum(
    #[wasm_bindgen(unchecked_param_type = "ReworkSum")] sum: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "ReworkSum")] before: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "ReworkSum")] after: &JsValue,
) -> Result<JsValue, Error> {
    updated([sum, before, after], ReworkSum::update)
}

/// Cycle times that follow a log, as `updateFlowSum` does.
///
/// Throws `SumError`, and with sketched quantiles where it is not known what was shortest or
/// longest before.
#[wasm_bindgen(js_name = updateCycleSum, unchecked_return_type = "CycleSum")]
pub fn update_cycle_sum(
    #[wasm_bindgen(unchecked_param_type = "CycleSum")] sum: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "CycleSum")] before: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "CycleSum")] after: &JsValue,
) -> Result<JsValue, Error> {
    updated([sum, before, after], CycleSum::update)
}

/// Alignments that follow a log, as `updateFlowSum` does.
///
/// Throws `SumError` for what is not in the sum.
#[wasm_bindgen(js_name = updateAlignSum, unchecked_return_type = "AlignSum")]
pub fn update_align_sum(
    #[wasm_bindgen(unchecked_param_type = "AlignSum")] sum: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "AlignSum")] before: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "AlignSum")] after: &JsValue,
) -> Result<JsValue, Error> {
    updated([sum, before, after], AlignSum::update)
}

/// A funnel that follows a log, as `updateFlowSum` does. With a window it needs an `end` behind all
/// events to come, since a log that grows has another end each time.
///
/// Throws `SumError`, also where they are of other options or ends.
#[wasm_bindgen(js_name = updateFunnelSum, unchecked_return_type = "FunnelSum")]
pub fn update_funnel_sum(
    #[wasm_bindgen(unchecked_param_type = "FunnelSum")] sum: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "FunnelSum")] before: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "FunnelSum")] after: &JsValue,
) -> Result<JsValue, Error> {
    updated([sum, before, after], FunnelSum::update)
}

/// A rhythm that follows a log, as `updateFlowSum` does.
///
/// Throws `SumError`, also where they are of other zones or columns.
#[wasm_bindgen(js_name = updateRhythmSum, unchecked_return_type = "RhythmSum")]
pub fn update_rhythm_sum(
    #[wasm_bindgen(unchecked_param_type = "RhythmSum")] sum: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "RhythmSum")] before: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "RhythmSum")] after: &JsValue,
) -> Result<JsValue, Error> {
    updated([sum, before, after], RhythmSum::update)
}

/// How often a pattern was met, following a log as `updateFlowSum` does.
///
/// Throws `SumError`, also where they are of other options, and where an example of a match is gone
/// and the next is not known, or it is not known whether those who stay have a touchpoint that is
/// gone.
#[wasm_bindgen(js_name = updatePatternSum, unchecked_return_type = "PatternSum")]
pub fn update_pattern_sum(
    #[wasm_bindgen(unchecked_param_type = "PatternSum")] sum: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "PatternSum")] before: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "PatternSum")] after: &JsValue,
) -> Result<JsValue, Error> {
    updated([sum, before, after], PatternSum::update)
}

/// Steps that follow a log, as `updateFlowSum` does.
///
/// Throws `SumError`, also where other steps were counted.
#[wasm_bindgen(js_name = updateStepSum, unchecked_return_type = "StepSum")]
pub fn update_step_sum(
    #[wasm_bindgen(unchecked_param_type = "StepSum")] sum: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "StepSum")] before: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "StepSum")] after: &JsValue,
) -> Result<JsValue, Error> {
    updated([sum, before, after], StepSum::update)
}
