//! Where customers can go.

use cesta::{chain, path};
use js_sys::Error;
use wasm_bindgen::prelude::*;

use super::Journey;
use crate::{
    decode::{decode, decode_or_default},
    encode::{encode, encode_all, encode_optional},
    error::PathError,
};

#[wasm_bindgen]
impl Journey {
    /// Which touchpoints can be reached from an entry, and from which a goal can be reached.
    ///
    /// Throws `PathError` for a touchpoint, persona or channel that the map does not have.
    #[wasm_bindgen(unchecked_return_type = "Reachability")]
    pub fn reachability(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "ReachOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let options = decode_or_default(options, "options")?;
        encode(&path::reachability(&self.journey, &options).map_err(PathError)?)
    }

    /// Which touchpoints no route to a goal can avoid.
    ///
    /// Throws `PathError` for a touchpoint, persona or channel that the map does not have.
    #[wasm_bindgen(unchecked_return_type = "Mandatory")]
    pub fn mandatory(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "ReachOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let options = decode_or_default(options, "options")?;
        encode(&path::mandatory(&self.journey, &options).map_err(PathError)?)
    }

    /// How probable it is that customers reach a goal, from the entries and from every
    /// touchpoint, by the map's own shares.
    #[wasm_bindgen(unchecked_return_type = "Conversion")]
    pub fn conversion(&self) -> Result<JsValue, Error> {
        encode(&chain::conversion(&self.journey))
    }

    /// The parts of the map in which customers can go round.
    ///
    /// Throws `PathError` for a persona or channel that the map does not have.
    #[wasm_bindgen(unchecked_return_type = "readonly Loop[]")]
    pub fn loops(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Scope")] scope: &JsValue,
    ) -> Result<JsValue, Error> {
        let scope = decode_or_default(scope, "scope")?;
        encode(&path::loops(&self.journey, &scope).map_err(PathError)?)
    }

    /// The best route from an entry to a goal; nothing where there is none.
    ///
    /// Throws `PathError` for a touchpoint, persona or channel that the map does not have.
    #[wasm_bindgen(js_name = bestRoute, unchecked_return_type = "Route | undefined")]
    pub fn best_route(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "RouteOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let options = decode_or_default(options, "options")?;
        let route = path::best_route(&self.journey, &options).map_err(PathError)?;
        encode_optional(route.as_ref())
    }

    /// The best routes, at most so many, from the best on.
    ///
    /// Throws `PathError` for a touchpoint, persona or channel that the map does not have.
    #[wasm_bindgen(js_name = bestRoutes, unchecked_return_type = "readonly Route[]")]
    pub fn best_routes(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] most: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "RouteOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let most = decode(most, "most")?;
        let options = decode_or_default(options, "options")?;
        encode(&path::best_routes(&self.journey, &options, most).map_err(PathError)?)
    }

    /// All routes without repetitions in map order, within limits; the result says whether there
    /// are more.
    ///
    /// Throws `PathError` for a touchpoint, persona or channel that the map does not have.
    #[wasm_bindgen(js_name = allRoutes, unchecked_return_type = "AllRoutes")]
    pub fn all_routes(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "RouteOptions")] options: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "RouteLimits")] limits: &JsValue,
    ) -> Result<JsValue, Error> {
        let options = decode_or_default(options, "options")?;
        let limits = decode_or_default(limits, "limits")?;
        encode(&path::all_routes(&self.journey, &options, &limits).map_err(PathError)?)
    }

    /// For every failure on the map the best route from there to a goal, if there is one.
    ///
    /// Throws `PathError` for a touchpoint, persona or channel that the map does not have.
    #[wasm_bindgen(js_name = recoveryRoutes, unchecked_return_type = "readonly Recovery[]")]
    pub fn recovery_routes(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "RouteOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let options = decode_or_default(options, "options")?;
        encode_all(path::recovery_routes(&self.journey, &options).map_err(PathError)?)
    }
}
