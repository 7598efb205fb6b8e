//! Event logs as XES, the standard of process mining (IEEE 1849).
//!
//! A trace of the file is a customer, an event of it an event; their attributes say the rest.
//! [`read`] goes through the text once and keeps nothing of it but the log. Nothing is expanded
//! that the text declares itself, so that no file grows while it is read.

mod error;
mod events;
mod source;

use std::{io::Read, ops::ControlFlow};

use quick_xml::{
    Error as XmlError, Reader, XmlVersion,
    events::{BytesStart, Event as XmlEvent},
};
use serde::{Deserialize, Serialize};

pub use self::error::XesError;
use self::{events::Events, source::Source};
use super::{
    EventLog, Zone,
    csv::{BadRows, Duplicates, OnBad, Sequence},
};
use crate::text::excerpt;

/// How deep elements may nest: attributes can have attributes.
const MAX_DEPTH: u32 = 128;

/// The longest tag, or text between two, in bytes.
const MAX_TAG: u32 = 1 << 24;

/// How to read an XES text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct XesOptions {
    /// The attribute of a trace that says who it was. Default `concept:name`.
    pub customer: String,
    /// The attributes of an event that say what they met; the values of several are joined by
    /// `+`. Default `concept:name`.
    pub touchpoint: Vec<String>,
    /// A classifier of the file, by its name, whose attributes are taken in place of
    /// `touchpoint`.
    pub classifier: Option<String>,
    /// The attribute of an event that says when. Default `time:timestamp`.
    pub time: String,
    /// What puts the events of a customer in order.
    pub sequence: Sequence,
    /// The clocks that times are of which are written without an offset from UTC.
    pub zone: Zone,
    /// The lifecycle transitions that are read, such as `complete`, in any case; events that
    /// tell another one are left out, and counted. Empty: all.
    pub lifecycle: Vec<String>,
    /// The further attributes to keep, by their keys: of the event, or else of its trace; with
    /// `case:` before the key only of the trace.
    pub keep: Vec<String>,
    /// What to do about events that cannot be read.
    pub bad_events: OnBad,
    /// What to do about exact duplicates: events with the same customer, touchpoint, time and
    /// kept attributes.
    pub duplicates: Duplicates,
    /// The most memory that reading may take, by
    /// [`EventLogBuilder::memory`](crate::log::EventLogBuilder::memory); looked at every thousand
    /// events. `None`: as much as there is.
    ///
    /// # Units
    /// Mebibytes.
    pub max_memory: Option<u32>,
}

impl Default for XesOptions {
    fn default() -> Self {
        Self {
            customer: NAME.to_owned(),
            touchpoint: vec![NAME.to_owned()],
            classifier: None,
            time: "time:timestamp".to_owned(),
            sequence: Sequence::ByTime,
            zone: Zone::UTC,
            lifecycle: Vec::new(),
            keep: Vec::new(),
            bad_events: OnBad::Refuse,
            duplicates: Duplicates::Keep,
            max_memory: None,
        }
    }
}

/// What XES calls a name.
const NAME: &str = "concept:name";

/// A log, and how it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadXes {
    /// The log.
    pub log: EventLog,
    /// How it was found in the text, and what could not be used.
    pub source: XesSource,
}

/// How a log was found in an XES text, and what of it could not be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct XesSource {
    /// The attribute of traces that says who it was.
    pub customer: String,
    /// The attributes of events that say what they met.
    pub touchpoint: Vec<String>,
    /// The attribute of events that says when; `None` where times are not read.
    pub time: Option<String>,
    /// The classifiers of the file.
    pub classifiers: Vec<Classifier>,
    /// How many traces there are, those without events among them.
    pub traces: u32,
    /// How many traces have no event.
    pub empty_traces: u32,
    /// How many events were left out because of their lifecycle transition.
    pub left_out: u32,
    /// How many events repeat another one exactly. They are in the log, unless the options
    /// drop them.
    pub duplicates: u32,
    /// The events that were passed over.
    pub passed_over: BadRows,
}

/// A way to tell events apart that a file suggests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "XesClassifier")
)]
#[serde(rename_all = "camelCase")]
pub struct Classifier {
    /// Its name.
    pub name: String,
    /// The attributes of events that it looks at.
    pub keys: Vec<String>,
}

/// Reads a log from XES text in UTF-8. `progress` is called about every mebibyte, and at the
/// end, with the number of bytes read so far; then, while the events are put in order, about
/// every million of them with that of all bytes. It may stop both.
///
/// Where an event or a trace lacks an attribute, the default that the file declares for all of
/// them (`global`) is taken. An event is bad if it lacks the customer, touchpoint or time, or
/// stands outside of a trace. Traces with the same name are one customer. Namespaces do not
/// matter; attributes of attributes are passed over.
///
/// # Errors
/// [`XesError`]: see its variants. Bad events do not hide each other: all of them are counted,
/// with the first [`MAX_SAMPLES`](super::csv::MAX_SAMPLES) problems.
///
/// # Complexity
/// Linear in the text, and that of [`EventLog::from_columns`].
///
/// # Example
/// ```
/// use std::ops::ControlFlow;
/// use cesta::log::xes::{XesOptions, read};
///
/// let text = r#"<log xes.version="1849-2016" xmlns="http://www.xes-standard.org/">
///   <trace>
///     <string key="concept:name" value="ann"/>
///     <event>
///       <string key="concept:name" value="look"/>
///       <date key="time:timestamp" value="2026-11-21T09:30:00.000+01:00"/>
///     </event>
///   </trace>
/// </log>"#;
/// let read = read(text.as_bytes(), &XesOptions::default(), |_| ControlFlow::Continue(()))?;
/// assert_eq!(read.log.customers().get(0), Some("ann"));
/// # Ok::<(), cesta::log::xes::XesError>(())
/// ```
pub fn read(
    reader: impl Read,
    options: &XesOptions,
    mut progress: impl FnMut(u64) -> ControlFlow<()>,
) -> Result<ReadXes, XesError> {
    let mut position = 0;
    let mut xml = Reader::from_reader(Source::new(reader, |bytes| {
        position = bytes;
        progress(bytes)
    }));
    xml.config_mut().expand_empty_elements = true;
    let mut document = Document::new(options);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let line = xml.get_mut().begin();
        let event = xml.read_event_into(&mut buffer);
        let ended = match event {
            Ok(event) => document.take(&event, line)?,
            Err(error) => {
                let stopped = xml.get_mut().stopped();
                return Err(stopped.unwrap_or_else(|| refused(&error, line)));
            }
        };
        if ended {
            break;
        }
    }
    xml.get_mut().finish()?;
    document.events.finish(position, &mut || progress(position))
}

fn refused(error: &XmlError, line: u32) -> XesError {
    match error {
        XmlError::Encoding(_) => XesError::NotUtf8 {
            line,
            encoding: None,
        },
        other => XesError::NotXml {
            line,
            message: excerpt(&other.to_string()).to_string(),
        },
    }
}

/// What is known of the elements that are open.
struct Document<'o> {
    open: Vec<Element>,
    /// Whether the root was there.
    began: bool,
    events: Events<'o>,
}

/// An element that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Element {
    Log,
    Trace,
    Event,
    /// Where defaults of events are.
    GlobalEvent,
    /// Where defaults of traces are.
    GlobalTrace,
    /// What does not matter, with everything in it.
    Other,
}

impl<'o> Document<'o> {
    fn new(options: &'o XesOptions) -> Self {
        Self {
            open: Vec::new(),
            began: false,
            events: Events::new(options),
        }
    }

    /// Takes what comes next, and says whether it was the end.
    fn take(&mut self, event: &XmlEvent<'_>, line: u32) -> Result<bool, XesError> {
        match event {
            XmlEvent::Start(tag) => {
                let element = self.start(tag, line)?;
                if self.open.len() >= MAX_DEPTH as usize {
                    let limit = MAX_DEPTH;
                    return Err(XesError::TooDeep { line, limit });
                }
                self.open.push(element);
            }
            XmlEvent::End(_) => match self.open.pop() {
                Some(Element::Event) => self.events.end_event()?,
                Some(Element::Trace) => self.events.end_trace(),
                _ => {}
            },
            XmlEvent::Decl(declaration) => {
                if let Some(Ok(encoding)) = declaration.encoding()
                    && !["utf-8", "us-ascii", "ascii"].contains(&&*encoding.to_ascii_lowercase())
                {
                    let encoding = Some(encoding.into_owned());
                    return Err(XesError::NotUtf8 { line, encoding });
                }
            }
            XmlEvent::DocType(_) => return Err(XesError::Doctype { line }),
            XmlEvent::Eof if !self.open.is_empty() => {
                let message = "the file ends before its elements do".to_owned();
                return Err(XesError::NotXml { line, message });
            }
            XmlEvent::Eof if !self.began => return Err(XesError::Empty),
            XmlEvent::Eof => return Ok(true),
            XmlEvent::Text(text) if self.open.is_empty() && !text.trim().is_empty() => {
                let message = "there is text outside of the root".to_owned();
                return Err(XesError::NotXml { line, message });
            }
            _ => {}
        }
        Ok(false)
    }

    fn start(&mut self, tag: &BytesStart<'_>, line: u32) -> Result<Element, XesError> {
        let name = tag.local_name();
        let name: &str = name.as_ref();
        let Some(&parent) = self.open.last() else {
            if self.began {
                let message = "there is a second root".to_owned();
                return Err(XesError::NotXml { line, message });
            }
            self.began = true;
            let found = || excerpt(name).to_string();
            let is_log = (name == "log").then_some(Element::Log);
            return is_log.ok_or_else(|| XesError::NotXes {
                line,
                found: found(),
            });
        };
        Ok(match (parent, name) {
            (Element::Log, "trace") => {
                self.events.begin_trace()?;
                Element::Trace
            }
            (Element::Log | Element::Trace, "event") => {
                self.events.begin_event(line, parent == Element::Trace)?;
                Element::Event
            }
            (Element::Log, "global") => match attribute(tag, "scope", line)?.as_deref() {
                Some("trace") => Element::GlobalTrace,
                // Without a scope it is of events.
                Some("event") | None => Element::GlobalEvent,
                Some(_) => Element::Other,
            },
            (Element::Log, "classifier") => {
                if attribute(tag, "scope", line)?.as_deref() != Some("trace") {
                    let name = attribute(tag, "name", line)?.unwrap_or_default();
                    let keys = attribute(tag, "keys", line)?.unwrap_or_default();
                    let keys = events::keys(&keys);
                    self.events.classifiers.push(Classifier { name, keys });
                }
                Element::Other
            }
            (Element::Log | Element::Other, _) => Element::Other,
            (place, "string" | "date" | "int" | "float" | "boolean" | "id") => {
                let key = attribute(tag, "key", line)?;
                let value = attribute(tag, "value", line)?;
                if let (Some(key), Some(value)) = (key, value) {
                    match place {
                        Element::Event => self.events.of_event(&key, &value),
                        Element::GlobalEvent => self.events.default_of_events(key, value),
                        Element::GlobalTrace => self.events.default_of_traces(key, value),
                        _ => self.events.of_trace(&key, &value),
                    }
                }
                Element::Other
            }
            _ => Element::Other,
        })
    }
}

/// The value of a tag's attribute.
fn attribute(tag: &BytesStart<'_>, name: &str, line: u32) -> Result<Option<String>, XesError> {
    let wrong = |message: String| XesError::NotXml {
        line,
        message: excerpt(&message).to_string(),
    };
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| wrong(error.to_string()))?;
        let key: &str = attribute.key.local_name().into_inner();
        if key == name {
            let value = attribute.normalized_value(XmlVersion::Explicit1_0);
            let value = value.map_err(|error| wrong(error.to_string()))?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}
