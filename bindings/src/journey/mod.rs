//! The class `Journey`: the map itself. What is asked of it is in the files below.

mod align;
mod funnel;
mod observed;
mod paths;
mod pictures;

use std::io;

pub use self::funnel::funnel_svg;
use cesta::{
    format::json,
    journey::{self, template::Template},
};
use js_sys::Error;
use wasm_bindgen::prelude::*;

use crate::{
    decode::{Argument, decode},
    encode::{encode_all, encode_json, texts},
    error::InvalidJourney,
    source::{Source, Walk},
    text::Text,
};

/// A journey map: stages in order, their touchpoints, and the transitions between these.
///
/// It never changes: to change a map, change its `JourneySpec` and build another one with
/// `Journey.from`. Everything comes in map order: stages as written, touchpoints as written in
/// their stage. Its memory is given back by `free()`, by `using`, or when it is collected.
#[wasm_bindgen]
pub struct Journey {
    journey: journey::Journey,
}

impl Journey {
    pub(crate) fn inner(&self) -> &journey::Journey {
        &self.journey
    }
}

#[wasm_bindgen]
impl Journey {
    /// Reads a map from JSON text, in the format of `journey.schema.json`, version 1.
    ///
    /// Throws `InvalidJourney` with every problem at once, each with its path, line and column.
    pub fn read(
        #[wasm_bindgen(unchecked_param_type = "Text")] text: &JsValue,
    ) -> Result<Journey, JsValue> {
        let argument = Argument::new(text, "text");
        let text = Text::new(&argument)?;
        let refused = |error: io::Error| argument.refuse(error.to_string()).into();
        let bytes = text.bytes();
        let bytes = bytes.map_err(|it| text.thrown().unwrap_or_else(|| refused(it)))?;
        let journey = json::read_bytes(&bytes).map_err(InvalidJourney)?;
        Ok(Self { journey })
    }

    /// Builds a map from plain data.
    ///
    /// Throws `InvalidJourney` with every problem at once, each with its path, and
    /// `InvalidArgument` for what JSON could not hold, such as a symbol, a `Map` or a cycle.
    pub fn from(
        #[wasm_bindgen(unchecked_param_type = "JourneySpec")] spec: &JsValue,
    ) -> Result<Journey, Error> {
        let walk = Walk::new("spec");
        let built = json::deserialize(Source::new(spec, &walk));
        walk.finish()?;
        let journey = built.map_err(InvalidJourney)?;
        Ok(Self { journey })
    }

    /// A map to begin with: `acquisition`, `nurture`, `growth` or `purchase`.
    ///
    /// Throws `InvalidArgument` for another name.
    pub fn template(
        #[wasm_bindgen(unchecked_param_type = "TemplateName")] name: &JsValue,
    ) -> Result<Journey, Error> {
        let name = Argument::new(name, "name");
        let Some(template) = Template::named(&name.decode::<String>()?) else {
            let known = Template::ALL.map(Template::name).join(", ");
            return Err(name.refuse(format!("expected one of {known}")));
        };
        let journey = template.journey().build().map_err(InvalidJourney)?;
        Ok(Self { journey })
    }

    /// The map as plain data, from which `Journey.from` builds an equal one; also what
    /// `JSON.stringify(journey)` writes.
    #[wasm_bindgen(js_name = toJSON, unchecked_return_type = "JourneySpec")]
    pub fn to_json(&self) -> Result<JsValue, Error> {
        encode_json(&self.journey.to_spec())
    }

    /// The map as JSON text, indented, with a line end at the end. Equal maps give equal bytes.
    pub fn write(&self) -> String {
        json::write(&self.journey)
    }

    /// The map's id.
    #[wasm_bindgen(getter)]
    pub fn id(&self) -> String {
        self.journey.id().to_owned()
    }

    /// The map's label, or its id where it has none.
    #[wasm_bindgen(getter)]
    pub fn name(&self) -> String {
        self.journey.name().to_owned()
    }

    /// The stages, in order, with their touchpoints.
    #[wasm_bindgen(unchecked_return_type = "readonly Stage[]")]
    pub fn stages(&self) -> Result<JsValue, Error> {
        encode_json(
            &self
                .journey
                .stages()
                .map(journey::Stage::to_spec)
                .collect::<Vec<_>>(),
        )
    }

    /// The touchpoints of all stages, in map order.
    #[wasm_bindgen(unchecked_return_type = "readonly Touchpoint[]")]
    pub fn touchpoints(&self) -> Result<JsValue, Error> {
        let touchpoints = self.journey.touchpoints().map(journey::Touchpoint::to_spec);
        encode_json(&touchpoints.collect::<Vec<_>>())
    }

    /// The transitions, in map order; those too that follow from the order of the touchpoints
    /// where the map leaves them out.
    #[wasm_bindgen(unchecked_return_type = "readonly Transition[]")]
    pub fn transitions(&self) -> Result<JsValue, Error> {
        let transitions = self.journey.transitions().map(journey::Transition::to_spec);
        encode_json(&transitions.collect::<Vec<_>>())
    }

    /// The measures that scores can be by: the built-in ones and the map's own.
    #[wasm_bindgen(unchecked_return_type = "readonly Measure[]")]
    pub fn measures(&self) -> Result<JsValue, Error> {
        encode_all(self.journey.measures())
    }

    /// A stage, by its id.
    #[wasm_bindgen(unchecked_return_type = "Stage | undefined")]
    pub fn stage(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] id: &JsValue,
    ) -> Result<JsValue, Error> {
        let stage = self.journey.stage(&decode::<String>(id, "id")?);
        stage.map_or(Ok(JsValue::UNDEFINED), |it| encode_json(&it.to_spec()))
    }

    /// A touchpoint, by its id.
    #[wasm_bindgen(unchecked_return_type = "Touchpoint | undefined")]
    pub fn touchpoint(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] id: &JsValue,
    ) -> Result<JsValue, Error> {
        let touchpoint = self.find(id)?;
        touchpoint.map_or(Ok(JsValue::UNDEFINED), |it| encode_json(&it.to_spec()))
    }

    /// The id of the stage that a touchpoint is in; nothing where there is no such touchpoint.
    #[wasm_bindgen(js_name = stageOf)]
    pub fn stage_of(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] touchpoint: &JsValue,
    ) -> Result<Option<String>, Error> {
        let touchpoint = self.find(touchpoint)?;
        Ok(touchpoint.map(|it| it.stage().id().as_str().to_owned()))
    }

    /// The ids of the touchpoints that a transition leads to from this one, in map order, each
    /// once; none where there is no such touchpoint.
    pub fn next(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] touchpoint: &JsValue,
    ) -> Result<Vec<String>, Error> {
        let touchpoint = self.find(touchpoint)?;
        let next = touchpoint.into_iter().flat_map(journey::Touchpoint::next);
        Ok(ids(next))
    }

    /// The ids of the touchpoints where customers come in.
    pub fn entries(&self) -> Vec<String> {
        ids(self.journey.entries())
    }

    /// The ids of the touchpoints where customers reach a goal.
    #[wasm_bindgen(js_name = goalTouchpoints)]
    pub fn goal_touchpoints(&self) -> Vec<String> {
        ids(self.journey.goal_touchpoints())
    }

    /// The ids of the touchpoints where customers leave for good.
    pub fn exits(&self) -> Vec<String> {
        ids(self.journey.exits())
    }

    /// The id of the touchpoint that an event of a log is about.
    #[wasm_bindgen(js_name = touchpointOfEvent)]
    pub fn touchpoint_of_event(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] event: &JsValue,
    ) -> Result<Option<String>, Error> {
        let event: String = decode(event, "event")?;
        let touchpoint = self.journey.touchpoint_of_event(&event);
        Ok(touchpoint.map(|it| it.id().as_str().to_owned()))
    }

    /// What is different in another map: what was added, removed, moved or changed, and which
    /// fields.
    #[wasm_bindgen(unchecked_return_type = "Diff")]
    pub fn diff(&self, after: &Journey) -> Result<JsValue, Error> {
        encode_json(&journey::diff(&self.journey, &after.journey))
    }
}

impl Journey {
    fn find(&self, id: &JsValue) -> Result<Option<journey::Touchpoint<'_>>, Error> {
        Ok(self
            .journey
            .touchpoint(&decode::<String>(id, "touchpoint")?))
    }
}

fn ids<'j>(touchpoints: impl Iterator<Item = journey::Touchpoint<'j>>) -> Vec<String> {
    texts(touchpoints.map(|it| it.id().as_str()))
}
