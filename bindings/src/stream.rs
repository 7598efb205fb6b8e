//! The class `FlowStream`.

use cesta::flow::{self, FlowOptions};
use js_sys::Error;
use wasm_bindgen::prelude::*;

use crate::{
    EventLog,
    decode::{decode, decode_or_default},
    encode::encode,
    error::StreamError,
};

/// Takes events one by one, or a log after the other, and has the sum of all of them at any time.
///
/// The events of a customer come in order of time; customers may be mixed in any way. With
/// sketched quantiles its memory is that of the customers and does not grow with the events. It is
/// given back by `free()`, by `using`, or when it is collected.
#[wasm_bindgen]
pub struct FlowStream {
    stream: flow::FlowStream,
}

#[wasm_bindgen]
impl FlowStream {
    /// A stream without events. Of the options only the quantiles matter.
    pub fn empty(
        #[wasm_bindgen(unchecked_optional_param_type = "FlowOptions")] options: &JsValue,
    ) -> Result<FlowStream, Error> {
        let options: FlowOptions = decode_or_default(options, "options")?;
        let stream = flow::FlowStream::new(options.quantiles);
        Ok(Self { stream })
    }

    /// How many events it has.
    #[wasm_bindgen(getter)]
    pub fn events(&self) -> u32 {
        self.stream.events()
    }

    /// How many bytes of memory it takes, about.
    #[wasm_bindgen(getter)]
    pub fn memory(&self) -> usize {
        self.stream.memory()
    }

    /// Takes an event, and gives how many there are then. The time is in milliseconds since
    /// 1970-01-01 UTC; either all events have one or none.
    ///
    /// Throws `StreamError` for an event that is earlier than the latest of its customer; the
    /// stream is then as it was before.
    pub fn push(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string")] customer: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "string")] touchpoint: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number | null")] time: &JsValue,
    ) -> Result<u32, Error> {
        let customer: String = decode(customer, "customer")?;
        let touchpoint: String = decode(touchpoint, "touchpoint")?;
        let time: Option<i64> = decode_or_default(time, "time")?;
        let pushed = self.stream.push(&customer, &touchpoint, time);
        pushed.map_err(StreamError)?;
        Ok(self.stream.events())
    }

    /// Takes the events of a log, and gives how many there are then. Inside the log they may have
    /// come in any order.
    ///
    /// Throws `StreamError`, as `push` does.
    pub fn append(&mut self, log: &EventLog) -> Result<u32, Error> {
        self.stream.append(log.inner()).map_err(StreamError)?;
        Ok(self.stream.events())
    }

    /// The sum of all events so far, for `flowOf` and `mergeFlowSums`.
    #[wasm_bindgen(unchecked_return_type = "FlowSum")]
    pub fn sum(&self) -> Result<JsValue, Error> {
        encode(&self.stream.sum())
    }
}
