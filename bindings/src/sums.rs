//! Sums of parts of a log, which add up to the sum of all of it, and what is made of them.
//!
//! All go one way: the log's `…Sum` counts, `merge…Sums` adds up a list of these, and what is
//! called as the log's method, and `Of`, tells what that method would.

use cesta::flow::{
    FlowOptions, FlowSum,
    align::AlignSum,
    cycle::{CycleOptions, CycleSum},
    follows::{FollowsOptions, FollowsSum},
    funnel::{FunnelOptions, FunnelSum},
    pattern::PatternSum,
    rework::{ReworkOptions, ReworkSum},
    rhythm::{RhythmOptions, RhythmSum},
    steps::StepSum,
    variants::{VariantOptions, VariantSum},
};
use js_sys::Error;
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::prelude::*;

use crate::{
    EventLog, Journey,
    decode::{Argument, decode, decode_or_default},
    encode::encode,
    error::{AlignError, FunnelError, PatternError, RhythmError, SumError},
    event_log::{encode_variants, read_pattern},
};

#[wasm_bindgen]
impl EventLog {
    /// The variants before they are listed: what `mergeVariantSums` adds to those of other
    /// customers, and `variantsOf` lists. Of the options only the quantiles matter.
    #[wasm_bindgen(js_name = variantSum, unchecked_return_type = "VariantSum")]
    pub fn variant_sum(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "FlowOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let options: FlowOptions = decode_or_default(options, "options")?;
        encode(&VariantSum::of(self.inner(), options.quantiles))
    }

    /// What eventually follows, before it is summed up, for `mergeFollowsSums` and
    /// `eventuallyFollowsOf`.
    #[wasm_bindgen(js_name = followsSum, unchecked_return_type = "FollowsSum")]
    pub fn follows_sum(&self) -> Result<JsValue, Error> {
        encode(&FollowsSum::of(self.inner()))
    }

    /// What was done again, before it is summed up, for `mergeReworkSums` and `reworkOf`.
    #[wasm_bindgen(js_name = reworkSum, unchecked_return_type = "ReworkSum")]
    pub fn rework_sum(&self) -> Result<JsValue, Error> {
        encode(&ReworkSum::of(self.inner()))
    }

    /// Cycle times before they are summed up, for `mergeCycleSums` and `cycleTimesOf`. A
    /// touchpoint that the log does not have is no mistake here.
    #[wasm_bindgen(js_name = cycleSum, unchecked_return_type = "CycleSum")]
    pub fn cycle_sum(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "CycleOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let options: CycleOptions = decode_or_default(options, "options")?;
        encode(&CycleSum::of(self.inner(), &options))
    }

    /// A funnel before it is summed up, for `mergeFunnelSums` and `funnelOf`. A touchpoint that
    /// the log does not have is no mistake here.
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

    /// A rhythm before it is summed up, for `mergeRhythmSums` and `rhythmOf`.
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

    /// How often a pattern was met, before it is summed up, for `mergePatternSums` and `matchOf`.
    /// A touchpoint that the log does not have is no mistake here.
    ///
    /// Throws `PatternError`, else as `match` does.
    #[wasm_bindgen(js_name = patternSum, unchecked_return_type = "PatternSum")]
    pub fn pattern_sum(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string | SequencePattern")] pattern: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "PatternOptions")] options: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "readonly (readonly string[])[]")]
        conditions: &JsValue,
    ) -> Result<JsValue, Error> {
        let pattern = read_pattern(pattern, conditions)?;
        let options = decode_or_default(options, "options")?;
        let sum = PatternSum::of(self.inner(), &pattern, &options);
        encode(&sum.map_err(PatternError)?)
    }
}

#[wasm_bindgen]
impl Journey {
    /// What a log's customers did, by the names of this map, before it is aligned: what
    /// `mergeAlignSums` adds to that of other customers, and `alignOf` aligns.
    #[wasm_bindgen(js_name = alignSum, unchecked_return_type = "AlignSum")]
    pub fn align_sum(&self, log: &EventLog) -> Result<JsValue, Error> {
        encode(&AlignSum::of(self.inner(), log.inner()))
    }

    /// What `align` gives, from a sum.
    ///
    /// Throws `AlignError` as `align` does, and for a sum with a touchpoint that the map does not
    /// have.
    #[wasm_bindgen(js_name = alignOf, unchecked_return_type = "Alignment")]
    pub fn align_of(
        &self,
        #[wasm_bindgen(unchecked_param_type = "AlignSum")] sum: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "AlignOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let sum: AlignSum = decode(sum, "sum")?;
        let options = decode_or_default(options, "options")?;
        encode(&sum.align(self.inner(), &options).map_err(AlignError)?)
    }
}

/// Adds up flows of different customers: the sum of all of them, to the byte, whatever the order.
///
/// Throws `SumError` for more events than are counted.
#[wasm_bindgen(js_name = mergeFlowSums, unchecked_return_type = "FlowSum")]
pub fn merge_flow_sums(
    #[wasm_bindgen(unchecked_param_type = "readonly FlowSum[]")] sums: &JsValue,
) -> Result<JsValue, Error> {
    total(sums, |all: &mut FlowSum, sum| {
        all.merge(sum).map_err(SumError)
    })
}

/// What `flow` gives, from a sum. Of the options only the confidence matters.
#[wasm_bindgen(js_name = flowOf, unchecked_return_type = "Flow")]
pub fn flow_of(
    #[wasm_bindgen(unchecked_param_type = "FlowSum")] sum: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "FlowOptions")] options: &JsValue,
) -> Result<JsValue, Error> {
    let sum: FlowSum = decode(sum, "sum")?;
    let options: FlowOptions = decode_or_default(options, "options")?;
    encode(&sum.flow(options.confidence))
}

/// Adds up lists of variants of different customers, in any order.
///
/// Throws `SumError` for more customers than are counted.
#[wasm_bindgen(js_name = mergeVariantSums, unchecked_return_type = "VariantSum")]
pub fn merge_variant_sums(
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
#[wasm_bindgen(js_name = mergeFollowsSums, unchecked_return_type = "FollowsSum")]
pub fn merge_follows_sums(
    #[wasm_bindgen(unchecked_param_type = "readonly FollowsSum[]")] sums: &JsValue,
) -> Result<JsValue, Error> {
    total(sums, |all: &mut FollowsSum, sum| {
        all.merge(sum).map_err(SumError)
    })
}

/// What `eventuallyFollows` gives, from a sum.
#[wasm_bindgen(js_name = eventuallyFollowsOf, unchecked_return_type = "EventuallyFollows")]
pub fn eventually_follows_of(
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
#[wasm_bindgen(js_name = mergeReworkSums, unchecked_return_type = "ReworkSum")]
pub fn merge_rework_sums(
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
#[wasm_bindgen(js_name = mergeCycleSums, unchecked_return_type = "CycleSum")]
pub fn merge_cycle_sums(
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
#[wasm_bindgen(js_name = mergeAlignSums, unchecked_return_type = "AlignSum")]
pub fn merge_align_sums(
    #[wasm_bindgen(unchecked_param_type = "readonly AlignSum[]")] sums: &JsValue,
) -> Result<JsValue, Error> {
    total(sums, |all: &mut AlignSum, sum| {
        all.merge(sum).map_err(SumError)
    })
}

/// Adds up funnels of different customers, in any order; one at least.
///
/// Throws `SumError` where they are of other options, or of logs that end at other times, and for
/// more customers than are counted.
#[wasm_bindgen(js_name = mergeFunnelSums, unchecked_return_type = "FunnelSum")]
pub fn merge_funnel_sums(
    #[wasm_bindgen(unchecked_param_type = "readonly FunnelSum[]")] sums: &JsValue,
) -> Result<JsValue, Error> {
    joined(sums, |all: &mut FunnelSum, sum| {
        all.merge(sum).map_err(SumError)
    })
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

/// Adds up rhythms of different customers, in any order; one at least.
///
/// Throws `SumError` for more events than are counted, and where they are of other options.
#[wasm_bindgen(js_name = mergeRhythmSums, unchecked_return_type = "RhythmSum")]
pub fn merge_rhythm_sums(
    #[wasm_bindgen(unchecked_param_type = "readonly RhythmSum[]")] sums: &JsValue,
) -> Result<JsValue, Error> {
    joined(sums, |all: &mut RhythmSum, sum| {
        all.merge(sum).map_err(SumError)
    })
}

/// What `rhythm` gives, from a sum. Of the options only the limit matters.
#[wasm_bindgen(js_name = rhythmOf, unchecked_return_type = "Rhythm")]
pub fn rhythm_of(
    #[wasm_bindgen(unchecked_param_type = "RhythmSum")] sum: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "RhythmOptions")] options: &JsValue,
) -> Result<JsValue, Error> {
    let sum: RhythmSum = decode(sum, "sum")?;
    let options: RhythmOptions = decode_or_default(options, "options")?;
    encode(&sum.rhythm(options.limit))
}

/// Adds up what is step by step, of different customers, in any order; one at least.
///
/// Throws `SumError` for more customers than are counted, and where they are of other steps.
#[wasm_bindgen(js_name = mergeStepSums, unchecked_return_type = "StepSum")]
pub fn merge_step_sums(
    #[wasm_bindgen(unchecked_param_type = "readonly StepSum[]")] sums: &JsValue,
) -> Result<JsValue, Error> {
    joined(sums, |all: &mut StepSum, sum| {
        all.merge(sum).map_err(SumError)
    })
}

/// Adds up how often one pattern was met, by different customers, in any order; one at least.
///
/// Throws `SumError` for more customers than are counted, and where they are of other options.
#[wasm_bindgen(js_name = mergePatternSums, unchecked_return_type = "PatternSum")]
pub fn merge_pattern_sums(
    #[wasm_bindgen(unchecked_param_type = "readonly PatternSum[]")] sums: &JsValue,
) -> Result<JsValue, Error> {
    joined(sums, |all: &mut PatternSum, sum| {
        all.merge(sum).map_err(SumError)
    })
}

/// What `match` gives, from a sum.
///
/// Throws `PatternError` for touchpoints that none of its logs had.
#[wasm_bindgen(js_name = matchOf, unchecked_return_type = "PatternMatches")]
pub fn match_of(
    #[wasm_bindgen(unchecked_param_type = "PatternSum")] sum: &JsValue,
) -> Result<JsValue, Error> {
    let sum: PatternSum = decode(sum, "sum")?;
    encode(&sum.matches().map_err(PatternError)?)
}

/// The sum of a list of sums; of none, that of no customers.
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

/// The sum of a list of sums that know what was asked, so that there is none without one.
fn joined<T: Serialize + DeserializeOwned>(
    sums: &JsValue,
    add: impl Fn(&mut T, T) -> Result<(), Error>,
) -> Result<JsValue, Error> {
    let sums = Argument::new(sums, "sums");
    let mut rest = sums.decode::<Vec<T>>()?.into_iter();
    let mut total = rest
        .next()
        .ok_or_else(|| sums.refuse("expected one sum at least"))?;
    for sum in rest {
        add(&mut total, sum)?;
    }
    encode(&total)
}
