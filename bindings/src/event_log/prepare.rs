//! Logs from logs: filters, sessions, groups, segments.

use cesta::log::{self, Filter, GroupOptions, SegmentOf, SessionOptions};
use js_sys::{Array, Error, Object, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::EventLog;
use crate::{
    decode::{decode, decode_or_default},
    encode::encode,
    error::PrepareError,
};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r"
/** The log of what filters left. Free it when it is not needed. */
export interface FilteredLog {
  /** The log. */
  readonly log: EventLog;
  /** What every filter left. */
  readonly report: FilterReport;
}

/** A log in sessions. Free it when it is not needed. */
export interface SessionLog {
  /** The log. */
  readonly log: EventLog;
  /** What the sessions are like. */
  readonly report: SessionReport;
}

/** A log with other names. Free it when it is not needed. */
export interface GroupedLog {
  /** The log. */
  readonly log: EventLog;
  /** What every rule did. */
  readonly report: GroupReport;
}

/** One segment of a log. */
export interface LogSegment {
  /** The value of the column; the empty text is the segment of what has none. */
  readonly value: string;
  /** The log of this segment alone. Free it when it is not needed. */
  readonly log: EventLog;
}
";

#[wasm_bindgen]
impl EventLog {
    /// The log of the events that meet all of some filters, each of which sees what those before
    /// it left.
    ///
    /// Throws `PrepareError` with everything in the filters that does not suit the log.
    #[wasm_bindgen(unchecked_return_type = "FilteredLog")]
    pub fn filter(
        &self,
        #[wasm_bindgen(unchecked_param_type = "readonly Filter[]")] filters: &JsValue,
    ) -> Result<JsValue, Error> {
        let filters: Vec<Filter> = decode(filters, "filters")?;
        let filtered = self.log.filter(&filters).map_err(PrepareError)?;
        self.prepared(filtered.log, &filtered.report)
    }

    /// The log in sessions: by default a new one begins after a gap of more than half an hour.
    ///
    /// Throws `PrepareError` with everything in the options that does not suit the log.
    #[wasm_bindgen(unchecked_return_type = "SessionLog")]
    pub fn sessions(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "SessionOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let options: SessionOptions = decode_or_default(options, "options")?;
        let sessions = self.log.sessions(&options).map_err(PrepareError)?;
        self.prepared(sessions.log, &sessions.report)
    }

    /// The log with other names for touchpoints, by rules such as `product/*`.
    #[wasm_bindgen(unchecked_return_type = "GroupedLog")]
    pub fn group(
        &self,
        #[wasm_bindgen(unchecked_param_type = "GroupOptions")] options: &JsValue,
    ) -> Result<JsValue, Error> {
        let options: GroupOptions = decode(options, "options")?;
        let grouped = self.log.group(&options);
        self.prepared(grouped.log, &grouped.report)
    }

    /// The log by the values of a further column that was kept, in the order of its values. All
    /// of them are made at once; `filter([{ by: "segment", .. }])` gives one alone.
    ///
    /// Throws `PrepareError` where there is no such column.
    #[wasm_bindgen(js_name = bySegment, unchecked_return_type = "readonly LogSegment[]")]
    pub fn by_segment(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] column: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "SegmentOf")] of: &JsValue,
    ) -> Result<Array, Error> {
        let column: String = decode(column, "column")?;
        let of: SegmentOf = decode_or_default(of, "of")?;
        let segments = self.log.by_segment(&column, of).map_err(PrepareError)?;
        let segments = segments.map(|it| {
            let log = self.derived(it.log);
            object([("value", it.value.into()), ("log", log.into())])
        });
        segments.collect()
    }
}

impl EventLog {
    /// A log that was made from this one.
    pub(crate) fn derived(&self, log: log::EventLog) -> Self {
        let source = self.source.clone();
        Self { log, source }
    }

    fn prepared(&self, log: log::EventLog, report: &impl Serialize) -> Result<JsValue, Error> {
        let report = encode(report)?;
        object([("log", self.derived(log).into()), ("report", report)])
    }
}

pub(super) fn object<const N: usize>(fields: [(&str, JsValue); N]) -> Result<JsValue, Error> {
    let object = Object::new();
    for (field, value) in fields {
        Reflect::set(&object, &field.into(), &value)
            .map_err(|_| Error::new("the result cannot be told"))?;
    }
    Ok(object.into())
}
