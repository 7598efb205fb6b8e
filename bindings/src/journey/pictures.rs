//! The map as a picture, and everything together as a page.

use cesta::{
    flow::{
        Overlay, align::Alignment, discover::Discovery, follows::EventuallyFollows, funnel::Funnel,
        rework::Rework, rhythm::Rhythm, steps::StepLinks, variants::Variants,
    },
    gap::GapReport,
    render::{self, FoundPattern, Groups, Leg, LogUnit, PassedOver, Stay},
    satisfaction::{EmotionLine, Satisfaction},
};
use js_sys::Error;
use serde::Deserialize;
use wasm_bindgen::prelude::*;

use super::Journey;
use crate::decode::decode_or_default;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r"
/** What is known of a map besides itself, to be shown on pictures and in reports. */
export interface Known {
  /** What customers are in all of the following, but for what they said. Default: customers. */
  readonly unit?: LogUnit;
  /** What customers did: the result of `overlay`. */
  readonly overlay?: Overlay | null;
  /** Who got through its stages: the result of `funnel`. Only the report shows it. */
  readonly funnel?: Funnel | null;
  /** When they did it: the result of `rhythm`. Only the report shows it. */
  readonly rhythm?: Rhythm | null;
  /** Where they went, step by step: the result of `stepLinks`. Only the report shows it. */
  readonly steps?: StepLinks | null;
  /** The ways they went: the result of `variants`. Only the report shows them. */
  readonly variants?: VariantColumns | null;
  /** What they did again: the result of `rework`. Only the report shows it. */
  readonly rework?: Rework | null;
  /** What comes sooner or later after what: the result of `eventuallyFollows`. Only the report shows it, as shares of those who met the one before where `rework` is known. */
  readonly follows?: EventuallyFollows | null;
  /** How long they took: results of `cycleTimes`, each with its ends. Only the report shows it. */
  readonly legs?: readonly Leg[];
  /** How long they stayed in its stages: of each touchpoint of the `flow` of `groupStages` its name as `stage`, its `visits`, and its `untilNext` as `times`. Only the report shows it. */
  readonly stays?: readonly Stay[];
  /** What two groups of them do differently: the result of `compareGroups` or `compareWith`, with what they are called. Only the report shows it. */
  readonly groups?: Groups | null;
  /** What was looked for: results of `match`, each with its name and text. Only the report shows it. */
  readonly patterns?: readonly FoundPattern[];
  /** The map that a log suggests: the result of `discover`. Only the report shows it. */
  readonly discovery?: Discovery | null;
  /** What customers said: the result of `satisfaction`. */
  readonly satisfaction?: Satisfaction | null;
  /** How customers feel along the map; the best line of what else is known where it is left out. */
  readonly emotion?: EmotionLine | null;
  /** Who follows the map: the result of `align`. Only the report shows it. */
  readonly alignment?: Alignment | null;
  /** Where the journey has gaps: the result of `gaps`. */
  readonly gaps?: GapReport | null;
  /** What of the data could not be used. */
  readonly passedOver?: PassedOver;
}
";

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Known {
    unit: LogUnit,
    overlay: Option<Overlay>,
    funnel: Option<Funnel>,
    rhythm: Option<Rhythm>,
    steps: Option<StepLinks>,
    variants: Option<Variants>,
    rework: Option<Rework>,
    follows: Option<EventuallyFollows>,
    legs: Vec<Leg>,
    stays: Vec<Stay>,
    groups: Option<Groups>,
    patterns: Vec<FoundPattern>,
    discovery: Option<Discovery>,
    satisfaction: Option<Satisfaction>,
    emotion: Option<EmotionLine>,
    alignment: Option<Alignment>,
    gaps: Option<GapReport>,
    passed_over: PassedOver,
}

impl Known {
    fn of<'a>(&'a self, journey: &'a Journey) -> render::Known<'a> {
        render::Known {
            journey: &journey.journey,
            unit: self.unit,
            overlay: self.overlay.as_ref(),
            funnel: self.funnel.as_ref(),
            rhythm: self.rhythm.as_ref(),
            steps: self.steps.as_ref(),
            variants: self.variants.as_ref(),
            rework: self.rework.as_ref(),
            follows: self.follows.as_ref(),
            legs: &self.legs,
            stays: &self.stays,
            groups: self.groups.as_ref(),
            patterns: &self.patterns,
            discovery: self.discovery.as_ref(),
            satisfaction: self.satisfaction.as_ref(),
            emotion: self.emotion.as_ref(),
            alignment: self.alignment.as_ref(),
            gaps: self.gaps.as_ref(),
            passed_over: self.passed_over,
        }
    }
}

#[wasm_bindgen]
impl Journey {
    /// The map as a picture: SVG text that is safe to put on a page, whatever the labels are.
    #[wasm_bindgen(js_name = mapSvg)]
    pub fn map_svg(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Known | null")] known: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "MapOptions")] options: &JsValue,
    ) -> Result<String, Error> {
        let known: Known = decode_or_default(known, "known")?;
        let options = decode_or_default(options, "options")?;
        Ok(render::map_svg(&known.of(self), &options))
    }

    /// Everything together as one page: HTML text without scripts that loads nothing.
    #[wasm_bindgen(js_name = reportHtml)]
    pub fn report_html(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Known | null")] known: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "ReportOptions")] options: &JsValue,
    ) -> Result<String, Error> {
        let known: Known = decode_or_default(known, "known")?;
        let options = decode_or_default(options, "options")?;
        Ok(render::report_html(&known.of(self), &options))
    }
}
