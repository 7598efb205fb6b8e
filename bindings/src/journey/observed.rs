//! What customers did and said, on the map, and where it has gaps.

use cesta::{
    flow::{self, Overlay},
    gap,
    satisfaction::{self, Satisfaction},
};
use js_sys::Error;
use serde::Deserialize;
use wasm_bindgen::prelude::*;

use super::Journey;
use crate::{
    EventLog, Responses,
    decode::{decode, decode_optional, decode_or_default},
    encode::encode,
    error::{GapError, SatisfactionError},
};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r"
/** What was observed on a map, for the rules that look at it. */
export interface Observed {
  /** What customers did: the result of `overlay`. */
  readonly overlay?: Overlay | null;
  /** What customers said: the result of `satisfaction`. */
  readonly satisfaction?: Satisfaction | null;
}
";

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Observed {
    overlay: Option<Overlay>,
    satisfaction: Option<Satisfaction>,
}

#[wasm_bindgen]
impl Journey {
    /// What customers did, on the map: visits, steps, conversion and losses.
    #[wasm_bindgen(unchecked_return_type = "Overlay")]
    pub fn overlay(
        &self,
        log: &EventLog,
        #[wasm_bindgen(unchecked_optional_param_type = "OverlayOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let options = decode_or_default(options, "options")?;
        encode(&flow::overlay(&self.journey, log.inner(), &options))
    }

    /// The log in which every touchpoint of the map has one name, one of those by which
    /// logs call its events: what is asked of it is told by the touchpoints of the map. Events
    /// that the map does not know keep theirs. Free it when it is not needed.
    #[wasm_bindgen(js_name = groupEvents)]
    pub fn group_events(&self, log: &EventLog) -> EventLog {
        log.derived(flow::group_events(&self.journey, log.inner()))
    }

    /// The log in which every stay in a stage of the map is one event, called by the stage's id
    /// and at the time of the first event there, without events that the map does not know. What
    /// is asked of it is told by stages: in its `flow()`, and in `flowOf` a sum of it, `untilNext`
    /// is how long customers stay. Free it when it is not needed.
    #[wasm_bindgen(js_name = groupStages)]
    pub fn group_stages(&self, log: &EventLog) -> EventLog {
        log.derived(flow::group_stages(&self.journey, log.inner()))
    }

    /// What customers said, on the map: scores for touchpoints, stages, channels, personas and
    /// segments, with their numbers of answers and intervals.
    ///
    /// Throws `SatisfactionError` for options that name what is not there, and for answers that
    /// are off the scale of this map's measure.
    #[wasm_bindgen(unchecked_return_type = "Satisfaction")]
    pub fn satisfaction(
        &self,
        responses: &Responses,
        #[wasm_bindgen(unchecked_optional_param_type = "SatisfactionOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let options = decode_or_default(options, "options")?;
        let satisfaction = satisfaction::analyse(&self.journey, responses.inner(), &options);
        encode(&satisfaction.map_err(SatisfactionError)?)
    }

    /// The best known scores of a touchpoint, by measure: observed ones, and where there are none
    /// those that the map declares. None where there is no such touchpoint.
    #[wasm_bindgen(js_name = bestKnown, unchecked_return_type = "readonly Score[]")]
    pub fn best_known(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] touchpoint: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Satisfaction | null")]
        satisfaction: &JsValue,
    ) -> Result<JsValue, Error> {
        let observed: Option<Satisfaction> = decode_optional(satisfaction, "satisfaction")?;
        let touchpoint = self.find(touchpoint)?;
        let scores = touchpoint.map(|it| satisfaction::best_known(it, observed.as_ref()));
        encode(&scores.unwrap_or_default())
    }

    /// How customers feel along the map: as designed, or by a measure.
    ///
    /// Throws `SatisfactionError` for a measure that the map does not have.
    #[wasm_bindgen(js_name = emotionLine, unchecked_return_type = "EmotionLine")]
    pub fn emotion_line(
        &self,
        #[wasm_bindgen(unchecked_param_type = "LineSource")] source: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Satisfaction | null")]
        satisfaction: &JsValue,
    ) -> Result<JsValue, Error> {
        let source = decode(source, "source")?;
        let observed: Option<Satisfaction> = decode_optional(satisfaction, "satisfaction")?;
        let line = satisfaction::emotion_line(&self.journey, observed.as_ref(), source);
        encode(&line.map_err(SatisfactionError)?)
    }

    /// The emotion line of the best source there is: observed emotion, the designed one, or the
    /// scores by the main measure.
    #[wasm_bindgen(js_name = bestEmotionLine, unchecked_return_type = "EmotionLine")]
    pub fn best_emotion_line(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Satisfaction | null")]
        satisfaction: &JsValue,
    ) -> Result<JsValue, Error> {
        let observed: Option<Satisfaction> = decode_optional(satisfaction, "satisfaction")?;
        encode(&satisfaction::best_emotion_line(
            &self.journey,
            observed.as_ref(),
        ))
    }

    /// Where the journey has gaps: what every rule found, and what could not be run.
    ///
    /// Throws `GapError` for levels of rules that do not exist, and for thresholds that are no
    /// shares.
    #[wasm_bindgen(unchecked_return_type = "GapReport")]
    pub fn gaps(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Observed | null")] observed: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "GapOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let observed: Observed = decode_or_default(observed, "observed")?;
        let observed = gap::Observed {
            overlay: observed.overlay.as_ref(),
            satisfaction: observed.satisfaction.as_ref(),
        };
        let options = decode_or_default(options, "options")?;
        encode(&gap::check(&self.journey, &observed, &options).map_err(GapError)?)
    }
}
