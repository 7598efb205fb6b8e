//! The class `EventLog`: a file for each kind of analysis, and here what it is.

mod compare;
mod discover;
mod flow;
mod funnel;
mod growth;
mod pattern;
mod prepare;
mod rhythm;
mod sequences;
mod steps;
mod xes;

use cesta::log::{
    self,
    csv::{self, LogSource},
    sequences::SequencesSource,
    xes::XesSource,
};
use js_sys::{Array, Error, Float64Array, Uint32Array};
use serde::Serialize;
use wasm_bindgen::{convert::TryFromJsValue, prelude::*};

pub(crate) use self::{flow::encode_variants, pattern::read_pattern};
pub use self::{flow::variants_svg, growth::*};

use crate::{
    columns::{Names, times},
    decode::{Argument, decode, decode_optional, decode_or_default},
    encode::{encode, encode_optional, texts},
    error::{BuildError, LogError},
    text::{Progress, Text, function},
};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r"
/** A column of names: one text an event, or a number, or a number into a list of names. */
export type NameColumn =
  | readonly string[]
  | Uint32Array
  | { readonly codes: Uint32Array; readonly names: readonly string[] };

/** Events in columns of equal length. */
export interface EventColumns {
  /** Who did it. */
  readonly customers: NameColumn;
  /** Where. */
  readonly touchpoints: NameColumn;
  /** When, in whole milliseconds since 1970-01-01 UTC; left out, the order is the sequence. */
  readonly times?: Float64Array | BigInt64Array | readonly number[] | null;
  /** Further columns by their names, such as a channel: what to break down, filter or compare by. */
  readonly segments?: { readonly [name: string]: NameColumn } | null;
}

/** What one customer did, in order of time. */
export interface Trace {
  /** The customer. */
  readonly customer: string;
  /** The touchpoints, as the log calls them. */
  readonly touchpoints: readonly string[];
  /** Milliseconds since 1970-01-01 UTC; null for a log without times. */
  readonly times: readonly number[] | null;
}

/** A further column that was kept: one text an event. */
export interface SegmentColumn {
  /** The column's name. */
  readonly name: string;
  /** The distinct values. */
  readonly values: readonly string[];
  /** Each event's value, by its place in `values`. */
  readonly codes: Uint32Array;
}
";

/// What customers did: events in columns, ordered by customer, time and input order.
///
/// Customers and touchpoints are numbered in the order in which the input first names them. Its
/// memory is given back by `free()`, by `using`, or when it is collected.
#[wasm_bindgen]
pub struct EventLog {
    log: log::EventLog,
    source: Option<Source>,
}

/// How a log was found in a text.
#[derive(Clone, Serialize)]
#[serde(untagged)]
enum Source {
    Csv(LogSource),
    Xes(XesSource),
    Sequences(SequencesSource),
}

#[derive(Serialize)]
struct Trace<'l> {
    customer: &'l str,
    touchpoints: Vec<&'l str>,
    times: Option<Vec<f64>>,
}

impl EventLog {
    pub(crate) fn inner(&self) -> &log::EventLog {
        &self.log
    }
}

#[wasm_bindgen]
impl EventLog {
    /// Reads a log from CSV text with a header. Which columns and which way of writing times are
    /// found from the usual names, or told by the options.
    ///
    /// Throws `LogError`, for bad rows with all of them counted and the first thousand told; and
    /// what `progress` throws.
    pub fn read(
        #[wasm_bindgen(unchecked_param_type = "Text")] text: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "EventsCsvOptions")] options: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Progress")] progress: &JsValue,
    ) -> Result<EventLog, JsValue> {
        let text = Text::new(&Argument::new(text, "text"))?;
        let options = decode_or_default(options, "options")?;
        let mut progress = Progress::new(progress)?;
        let read = csv::read(text.reader(), &options, progress.of(&text));
        let read = read.map_err(|it| progress.or_thrown(&text, LogError(it)))?;
        Ok(Self {
            log: read.log,
            source: Some(Source::Csv(read.source)),
        })
    }

    /// Reads CSV text part by part, as `read` reads it at once, and calls `each` with one log after
    /// the other: the next 131,072 events or a few more. So a text needs no more memory than what
    /// is made of it, such as a `FlowStream` or sums that merge. A part is ordered in itself, and
    /// is freed when `each` has returned; the customers of one may go on in the next. Where `each`
    /// returns how many bytes it holds by now, such as `memory` of a `FlowStream`, `maxMemory` of
    /// the options is the limit of both together; without it, what `each` returns does not matter.
    ///
    /// Throws `LogError`, after the parts before what is wrong; what `each` throws, which ends the
    /// reading; `InvalidArgument` where memory is limited and `each` returns neither a whole number
    /// nor nothing; and what `progress` throws.
    #[wasm_bindgen(js_name = readInParts, unchecked_return_type = "LogSource")]
    pub fn read_in_parts(
        #[wasm_bindgen(unchecked_param_type = "Text")] text: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "(part: EventLog) => number | void")] each: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "EventsCsvOptions")] options: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Progress")] progress: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let text = Text::new(&Argument::new(text, "text"))?;
        let each = function(&Argument::new(each, "each"))?;
        let options: csv::CsvOptions = decode_or_default(options, "options")?;
        let is_limited = options.max_memory.is_some();
        let mut progress = Progress::new(progress)?;
        let take = |log| -> Result<Option<u32>, JsValue> {
            let part = JsValue::from(Self { log, source: None });
            let held = each.call1(&JsValue::UNDEFINED, &part);
            // Whom it was given to may have freed it.
            drop(Self::try_from_js_value(part));
            let held = held?;
            // Without a limit it may return whatever an arrow function happens to.
            let held = is_limited.then(|| decode_optional(&held, "each()"));
            Ok(held.transpose()?.flatten())
        };
        let mut thrown = None;
        let read = csv::parts(text.reader(), &options, progress.of(&text)).and_then(|mut parts| {
            while let Some(part) = parts.next() {
                match take(part?) {
                    Ok(None) => {}
                    Ok(Some(held)) => parts.taken(held as usize)?,
                    Err(error) => {
                        thrown = Some(error);
                        break;
                    }
                }
            }
            Ok(parts.source())
        });
        if let Some(thrown) = thrown {
            return Err(thrown);
        }
        Ok(encode(
            &read.map_err(|it| progress.or_thrown(&text, LogError(it)))?,
        )?)
    }

    /// A log from columns of equal length.
    ///
    /// Throws `BuildError` for columns of unequal length, customers or touchpoints that are blank,
    /// and times or numbers out of range.
    #[wasm_bindgen(js_name = fromColumns)]
    pub fn from_columns(
        #[wasm_bindgen(unchecked_param_type = "EventColumns")] columns: &JsValue,
    ) -> Result<EventLog, Error> {
        let columns = Argument::new(columns, "columns");
        let [customers, touchpoints, when, further] =
            columns.fields(["customers", "touchpoints", "times", "segments"])?;
        let (customers, touchpoints) = (Names::new(&customers)?, Names::new(&touchpoints)?);
        let times = (!when.is_missing()).then(|| times(&when)).transpose()?;
        let (who, what) = (customers.texts(), touchpoints.texts());
        let (customers, touchpoints) = (customers.column(&who), touchpoints.column(&what));
        let further = if further.is_missing() {
            Vec::new()
        } else {
            further.entries()?
        };
        let further = further
            .into_iter()
            .map(|(name, column)| Ok((name, Names::new(&column)?)));
        let further: Vec<(String, Names)> = further.collect::<Result<_, Error>>()?;
        let values: Vec<Vec<&str>> = further.iter().map(|(_, column)| column.texts()).collect();
        let segments = further.iter().zip(&values);
        let segments: Vec<(&str, log::Column<'_>)> = segments
            .map(|((name, column), texts)| (name.as_str(), column.column(texts)))
            .collect();
        let log =
            log::EventLog::from_columns_with(customers, touchpoints, times.as_deref(), &segments);
        let log = log.map_err(BuildError)?;
        Ok(Self { log, source: None })
    }

    /// How many events it has.
    #[wasm_bindgen(getter)]
    pub fn length(&self) -> usize {
        self.log.len()
    }

    /// The customers' names. Each of them has at least one event.
    #[wasm_bindgen(getter)]
    pub fn customers(&self) -> Vec<String> {
        texts(self.log.customers().iter())
    }

    /// The touchpoints' names, as the log calls them. Each of them has at least one event.
    #[wasm_bindgen(getter)]
    pub fn touchpoints(&self) -> Vec<String> {
        texts(self.log.touchpoints().iter())
    }

    /// Each event's touchpoint, by its place in `touchpoints`; customer after customer.
    #[wasm_bindgen(getter)]
    pub fn visits(&self) -> Uint32Array {
        codes(self.log.visits())
    }

    /// Each event's time in milliseconds since 1970-01-01 UTC; nothing for a log without times.
    #[wasm_bindgen(getter)]
    pub fn times(&self) -> Option<Float64Array> {
        let times: Vec<f64> = self.log.times()?.iter().map(milliseconds).collect();
        Some(Float64Array::from(times.as_slice()))
    }

    /// Where each customer's events begin in `visits` and `times`, and where the last one's end:
    /// one number more than there are customers.
    #[wasm_bindgen(getter)]
    pub fn bounds(&self) -> Uint32Array {
        let ends = self.log.traces().map(|trace| trace.range().end);
        let bounds = std::iter::once(0).chain(ends);
        let bounds = bounds.map(|it| u32::try_from(it).unwrap_or(u32::MAX));
        Uint32Array::from(bounds.collect::<Vec<u32>>().as_slice())
    }

    /// The further columns that were kept.
    #[wasm_bindgen(getter, unchecked_return_type = "readonly SegmentColumn[]")]
    pub fn segments(&self) -> Result<Array, Error> {
        let columns = self.log.segments().iter().map(|column| {
            let values = texts(column.values().iter());
            let codes = codes(column.codes());
            let object = js_sys::Object::new();
            let fields: [(&str, JsValue); 3] = [
                ("name", column.name().into()),
                ("values", values.into()),
                ("codes", codes.into()),
            ];
            for (field, value) in fields {
                js_sys::Reflect::set(&object, &field.into(), &value)
                    .map_err(|_| Error::new("the segments cannot be told"))?;
            }
            Ok(JsValue::from(object))
        });
        columns.collect()
    }

    /// How the log was found in a text; nothing where it was made from columns.
    #[wasm_bindgen(
        getter,
        unchecked_return_type = "LogSource | XesSource | SequencesSource | undefined"
    )]
    pub fn source(&self) -> Result<JsValue, Error> {
        encode_optional(self.source.as_ref())
    }

    /// How many events repeat another one exactly: same customer, touchpoint, time and segments.
    #[wasm_bindgen(getter)]
    pub fn duplicates(&self) -> usize {
        self.log.duplicates()
    }

    /// The log without events that repeat another one exactly.
    #[must_use]
    #[wasm_bindgen(js_name = withoutDuplicates)]
    pub fn without_duplicates(&self) -> EventLog {
        Self {
            log: self.log.clone().without_duplicates(),
            source: self.source.clone(),
        }
    }

    /// The times of the first and the last event; nothing without times or events.
    #[wasm_bindgen(unchecked_return_type = "readonly [first: number, last: number] | undefined")]
    pub fn span(&self) -> Result<JsValue, Error> {
        let span = self.log.span();
        let span = span.map(|(first, last)| [milliseconds(first), milliseconds(last)]);
        encode_optional(span.as_ref())
    }

    /// What one customer did, by the customer's place in `customers`; nothing where there is no
    /// such customer.
    #[wasm_bindgen(unchecked_return_type = "Trace | undefined")]
    pub fn trace(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] customer: &JsValue,
    ) -> Result<JsValue, Error> {
        let trace = self.log.trace(decode(customer, "customer")?);
        let trace = trace.map(|trace| Trace {
            customer: trace.customer(),
            touchpoints: trace.names().collect(),
            times: trace.times().map(|it| it.map(milliseconds).collect()),
        });
        encode_optional(trace.as_ref())
    }
}

fn codes(column: &log::Codes) -> Uint32Array {
    let codes: Vec<u32> = column.iter().collect();
    Uint32Array::from(codes.as_slice())
}

#[expect(
    clippy::cast_precision_loss,
    reason = "times of a log are far below 2^53"
)]
fn milliseconds(time: i64) -> f64 {
    time as f64
}
