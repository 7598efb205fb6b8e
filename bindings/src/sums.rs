//! Sums of parts of a log, which add up to the sum of all of it, and what is made of them.

use cesta::flow::{
    Quantiles,
    align::AlignSum,
    cycle::{CycleOptions, CycleSum},
    follows::{FollowsOptions, FollowsSum},
    funnel::{FunnelOptions, FunnelSum},
    rework::{ReworkOptions, ReworkSum},
    rhythm::{RhythmOptions, RhythmSum},
    variants::{VariantOptions, VariantSum},
};
use js_sys::Error;
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::prelude::*;

use crate::{
    EventLog, Journey,
    decode::{decode, decode_or_default},
    encode::encode,
    error::{AlignError, FunnelError, RhythmError, SumError},
    event_log::encode_variants,
};

#[wasm_bindgen]
impl EventLog {
    /// The variants before they are listed: what `mergeVariants` adds to those of other customers,
    /// and `variantsOf` lists.
    #[wasm_bindgen(js_name = variantSum, unchecked_return_type = "VariantSum")]
    pub fn variant_sum(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Quantiles")] quantiles: &JsValue,
    ) -> Result<JsValue, Error> {
        let quantiles: Quantiles = decode_or_default(quantiles, "quantiles")?;
        encode(&VariantSum::of(self.inner(), quantiles))
    }

    /// What eventually follows, before it is summed up, for `mergeFollows` and `followsOf`.
    #[wasm_bindgen(js_name = followsSum, unchecked_return_type = "FollowsSum")]
    pub fn follows_sum(&self) -> Result<JsValue, Error> {
        encode(&FollowsSum::of(self.inner()))
    }

    /// What was done again, before it is summed up, for `mergeRework` and `reworkOf`.
    #[wasm_bindgen(js_name = reworkSum, unchecked_return_type = "ReworkSum")]
    pub fn rework_sum(&self) -> Result<JsValue, Error> {
        encode(&ReworkSum::of(self.inner()))
    }

    /// Cycle times before they are summed up, for `mergeCycleTimes` and `cycleTimesOf`. A
    /// touchpoint that the log does not have is no mistake here.
    #[wasm_bindgen(js_name = cycleSum, unchecked_return_type = "CycleSum")]
    pub fn cycle_sum(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "CycleOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let options: CycleOptions = decode_or_default(options, "options")?;
        encode(&CycleSum::of(self.inner(), &options))
    }

    /// A funnel before it is summed up, for `mergeFunnels` and `funnelOf`. A touchpoint that the
    /// log does not have is no mistake here.
    ///
    /// Throws `FunnelError` for options that make no sense, alone or with this log.
    #[wasm_bindgen(js_name = funnelSum, unchecked_return_type = "FunnelSum")]
    pub fn funnel_sum(
        &self,
        #[wasm_bindgen(unchecked_param_type = "FunnelOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let options: FunnelOptions = decode(options, "options")?;
        encode(&FunnelSum::of(self.inner(), &options).map_err(FunnelError)?)
    }

    /// A rhythm before it is summed up, for `mergeRhythms` and `rhythmOf`.
    ///
    /// Throws `RhythmError` for a log without times, and for a column that was not kept.
    #[wasm_bindgen(js_name = rhythmSum, unchecked_return_type = "RhythmSum")]
    pub fn rhythm_sum(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "RhythmOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let options: RhythmOptions = decode_or_default(options, "options")?;
        encode(&RhythmSum::of(self.inner(), &options).map_err(RhythmError)?)
    }
}

#[wasm_bindgen]
impl Journey {
    /// What a log's customers did, by the names of this map, before it is aligned: what
    /// `mergeAlignments` adds to that of other customers, and `alignmentOf` aligns.
    #[wasm_bindgen(js_name = alignSum, unchecked_return_type = "AlignSum")]
    pub fn align_sum(&self, log: &EventLog) -> Result<JsValue, Error> {
        encode(&AlignSum::of(self.inner(), log.inner()))
    }

    /// What `align` gives, from a sum.
    ///
    /// Throws `AlignError` as `align` does, and for a sum with a touchpoint that the map does not
    /// have.
    #[wasm_bindgen(js_name = alignmentOf, unchecked_return_type = "Alignment")]
    pub fn alignment_of(
        &self,
        #[wasm_bindgen(unchecked_param_type = "AlignSum")] sum: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "AlignOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let sum: AlignSum = decode(sum, "sum")?;
        let options = decode_or_default(options, "options")?;
        encode(&sum.align(self.inner(), &options).map_err(AlignError)?)
    }
}

/// Adds up lists of variants of different customers, in any order.
///
/// Throws `SumError` for more customers than are counted.
#[wasm_bindgen(js_name = mergeVariants, unchecked_return_type = "VariantSum")]
pub fn merge_variants(
    #[wasm_bindgen(unchecked_param_type = "readonly VariantSum[]")] sums: &JsValue,
) -> Result<JsValue, Error> {
    total(sums, |all: &mut VariantSum, sum| {
        all.merge(sum).map_err(SumError)
    })
}

/// What `variants` gives, from a sum.
#[wasm_bindgen(js_name = variantsOf, unchecked_return_type = "VariantColumns")]
pub fn variants_of(
    #[wasm_bindgen(unchecked_param_type = "VariantSum")] sum: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "VariantOptions")] options: &JsValue,
) -> Result<JsValue, Error> {
    let sum: VariantSum = decode(sum, "sum")?;
    let options: VariantOptions = decode_or_default(options, "options")?;
    encode_variants(sum.variants(&options))
}

/// Adds up what eventually follows, of different customers, in any order.
///
/// Throws `SumError` for more events than are counted.
#[wasm_bindgen(js_name = mergeFollows, unchecked_return_type = "FollowsSum")]
pub fn merge_follows(
    #[wasm_bindgen(unchecked_param_type = "readonly FollowsSum[]")] sums: &JsValue,
) -> Result<JsValue, Error> {
    total(sums, |all: &mut FollowsSum, sum| {
        all.merge(sum).map_err(SumError)
    })
}

/// What `eventuallyFollows` gives, from a sum.
#[wasm_bindgen(js_name = followsOf, unchecked_return_type = "EventuallyFollows")]
pub fn follows_of(
    #[wasm_bindgen(unchecked_param_type = "FollowsSum")] sum: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "FollowsOptions")] options: &JsValue,
) -> Result<JsValue, Error> {
    let sum: FollowsSum = decode(sum, "sum")?;
    let options: FollowsOptions = decode_or_default(options, "options")?;
    encode(&sum.follows(&options))
}

/// Adds up what was done again, by different customers, in any order.
///
/// Throws `SumError` for more events than are counted.
#[wasm_bindgen(js_name = mergeRework, unchecked_return_type = "ReworkSum")]
pub fn merge_rework(
    #[wasm_bindgen(unchecked_param_type = "readonly ReworkSum[]")] sums: &JsValue,
) -> Result<JsValue, Error> {
    total(sums, |all: &mut ReworkSum, sum| {
        all.merge(sum).map_err(SumError)
    })
}

/// What `rework` gives, from a sum.
#[wasm_bindgen(js_name = reworkOf, unchecked_return_type = "Rework")]
pub fn rework_of(
    #[wasm_bindgen(unchecked_param_type = "ReworkSum")] sum: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "ReworkOptions")] options: &JsValue,
) -> Result<JsValue, Error> {
    let sum: ReworkSum = decode(sum, "sum")?;
    let options: ReworkOptions = decode_or_default(options, "options")?;
    encode(&sum.rework(&options))
}

/// Adds up cycle times of different customers, in any order.
///
/// Throws `SumError` for more customers than are counted.
#[wasm_bindgen(js_name = mergeCycleTimes, unchecked_return_type = "CycleSum")]
pub fn merge_cycle_times(
    #[wasm_bindgen(unchecked_param_type = "readonly CycleSum[]")] sums: &JsValue,
) -> Result<JsValue, Error> {
    total(sums, |all: &mut CycleSum, sum| {
        all.merge(sum).map_err(SumError)
    })
}

/// What `cycleTimes` gives, from a sum.
#[wasm_bindgen(js_name = cycleTimesOf, unchecked_return_type = "CycleTimes")]
pub fn cycle_times_of(
    #[wasm_bindgen(unchecked_param_type = "CycleSum")] sum: &JsValue,
) -> Result<JsValue, Error> {
    let sum: CycleSum = decode(sum, "sum")?;
    encode(&sum.cycle_times())
}

/// Adds up alignments of different customers, in any order.
///
/// Throws `SumError` for more customers than are counted.
#[wasm_bindgen(js_name = mergeAlignments, unchecked_return_type = "AlignSum")]
pub fn merge_alignments(
    #[wasm_bindgen(unchecked_param_type = "readonly AlignSum[]")] sums: &JsValue,
) -> Result<JsValue, Error> {
    total(sums, |all: &mut AlignSum, sum| {
        all.merge(&sum).map_err(SumError)
    })
}

/// The sum of the customers of two funnels.
///
/// Throws `FunnelError` where they are of other options, or of logs that end at other times.
#[wasm_bindgen(js_name = mergeFunnels, unchecked_return_type = "FunnelSum")]
pub fn merge_funnels(
    #[wasm_bindgen(unchecked_param_type = "FunnelSum")] first: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "FunnelSum")] second: &JsValue,
) -> Result<JsValue, Error> {
    let mut sum: FunnelSum = decode(first, "first")?;
    sum.merge(decode(second, "second")?).map_err(FunnelError)?;
    encode(&sum)
}

/// What `funnel` gives, from a sum.
///
/// Throws `FunnelError` for touchpoints and columns that none of its logs had.
#[wasm_bindgen(js_name = funnelOf, unchecked_return_type = "Funnel")]
pub fn funnel_of(
    #[wasm_bindgen(unchecked_param_type = "FunnelSum")] sum: &JsValue,
) -> Result<JsValue, Error> {
    let sum: FunnelSum = decode(sum, "sum")?;
    encode(&sum.funnel().map_err(FunnelError)?)
}

/// The sum of the customers of two rhythms.
///
/// Throws `RhythmError` where they are of other options.
#[wasm_bindgen(js_name = mergeRhythms, unchecked_return_type = "RhythmSum")]
pub fn merge_rhythms(
    #[wasm_bindgen(unchecked_param_type = "RhythmSum")] first: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "RhythmSum")] second: &JsValue,
) -> Result<JsValue, Error> {
    let mut sum: RhythmSum = decode(first, "first")?;
    sum.merge(&decode(second, "second")?).map_err(RhythmError)?;
    encode(&sum)
}

/// What `rhythm` gives, from a sum, with so many groups at most: 20 where it is left out.
#[wasm_bindgen(js_name = rhythmOf, unchecked_return_type = "Rhythm")]
pub fn rhythm_of(
    #[wasm_bindgen(unchecked_param_type = "RhythmSum")] sum: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "number")] limit: &JsValue,
) -> Result<JsValue, Error> {
    let sum: RhythmSum = decode(sum, "sum")?;
    let limit: Option<u32> = decode_or_default(limit, "limit")?;
    encode(&sum.rhythm(limit.unwrap_or(RhythmOptions::default().limit)))
}

/// The sum of a list of sums.
fn total<T: Default + Serialize + DeserializeOwned>(
    sums: &JsValue,
    add: impl Fn(&mut T, T) -> Result<(), Error>,
) -> Result<JsValue, Error> {
    let sums: Vec<T> = decode(sums, "sums")?;
    let mut total = T::default();
    for sum in sums {
        add(&mut total, sum)?;
    }
    encode(&total)
}
