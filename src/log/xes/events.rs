//! From traces and events with attributes to the rows of a log.

use std::mem::take;

use super::{Classifier, ReadXes, XesError, XesOptions, XesSource};
use crate::{
    bad::OnBad,
    log::{
        EventLogBuilder,
        csv::{BadRows, Reason, Sequence, TimeFormat},
        order::GoOn,
    },
    text::excerpt,
};

/// What stands before the key of an attribute that is a trace's, as in other programs' tables.
const OF_TRACE: &str = "case:";

/// What tells a lifecycle transition.
const LIFECYCLE: &str = "lifecycle:transition";

/// The events so far.
pub(super) struct Events<'o> {
    options: &'o XesOptions,
    pub(super) classifiers: Vec<Classifier>,
    /// The attributes that are looked at; known when the first trace or event comes.
    plan: Option<Plan>,
    event_defaults: Vec<(String, String)>,
    trace_defaults: Vec<(String, String)>,
    /// The line of the present event, and whether it is in a trace.
    event: (u32, bool),
    /// How many events the present trace has.
    length: u32,
    traces: u32,
    empty_traces: u32,
    left_out: u32,
    builder: EventLogBuilder,
    bad: BadRows,
}

/// The attributes that are looked at.
struct Plan {
    customer: Slot,
    touchpoint: Vec<Slot>,
    time: Option<Slot>,
    lifecycle: Option<Slot>,
    keep: Vec<Keep>,
    /// The values of several touchpoint attributes, joined.
    joined: String,
}

/// A place for the value of one attribute.
#[derive(Default)]
struct Slot {
    key: String,
    value: String,
    set: bool,
    default: Option<String>,
}

struct Keep {
    name: String,
    event: Option<Slot>,
    trace: Slot,
    met: bool,
}

impl Slot {
    fn new(key: &str, defaults: &[(String, String)]) -> Self {
        let default = defaults.iter().rev().find(|(known, _)| known == key);
        Self {
            key: key.to_owned(),
            default: default.map(|(_, value)| value.clone()),
            ..Self::default()
        }
    }

    fn clear(&mut self) {
        self.set = false;
    }

    fn offer(&mut self, key: &str, value: &str) {
        if self.key == key {
            self.value.clear();
            self.value.push_str(value);
            self.set = true;
        }
    }

    /// The value, or the default that the file declares.
    fn get(&self) -> Option<&str> {
        if self.set {
            Some(&self.value)
        } else {
            self.default.as_deref()
        }
    }

    /// The same, unless it is blank.
    fn said(&self) -> Option<&str> {
        self.get().filter(|it| !it.trim().is_empty())
    }
}

impl Plan {
    /// All places of an event's values.
    fn of_event(&mut self) -> impl Iterator<Item = &mut Slot> {
        let keep = self.keep.iter_mut().filter_map(|it| it.event.as_mut());
        let one = self.time.iter_mut().chain(&mut self.lifecycle);
        self.touchpoint.iter_mut().chain(one).chain(keep)
    }

    fn of_trace(&mut self) -> impl Iterator<Item = &mut Slot> {
        let keep = self.keep.iter_mut().map(|it| &mut it.trace);
        std::iter::once(&mut self.customer).chain(keep)
    }
}

impl<'o> Events<'o> {
    pub(super) fn new(options: &'o XesOptions) -> Self {
        Self {
            options,
            classifiers: Vec::new(),
            plan: None,
            event_defaults: Vec::new(),
            trace_defaults: Vec::new(),
            event: (0, false),
            length: 0,
            traces: 0,
            empty_traces: 0,
            left_out: 0,
            builder: EventLogBuilder::with_segments(&options.keep),
            bad: BadRows::default(),
        }
    }

    pub(super) fn default_of_events(&mut self, key: String, value: String) {
        self.event_defaults.push((key, value));
    }

    pub(super) fn default_of_traces(&mut self, key: String, value: String) {
        self.trace_defaults.push((key, value));
    }

    pub(super) fn begin_trace(&mut self) -> Result<(), XesError> {
        self.traces = self.traces.saturating_add(1);
        self.length = 0;
        self.plan()?.of_trace().for_each(Slot::clear);
        Ok(())
    }

    pub(super) fn begin_event(&mut self, line: u32, in_trace: bool) -> Result<(), XesError> {
        self.event = (line, in_trace);
        self.length = self.length.saturating_add(1);
        self.plan()?.of_event().for_each(Slot::clear);
        Ok(())
    }

    pub(super) fn of_event(&mut self, key: &str, value: &str) {
        if let Some(plan) = &mut self.plan {
            plan.of_event().for_each(|slot| slot.offer(key, value));
        }
    }

    pub(super) fn of_trace(&mut self, key: &str, value: &str) {
        if let Some(plan) = &mut self.plan {
            plan.of_trace().for_each(|slot| slot.offer(key, value));
        }
    }

    pub(super) fn end_trace(&mut self) {
        self.empty_traces = self
            .empty_traces
            .saturating_add(u32::from(self.length == 0));
    }

    /// The attributes that are looked at: everything that is declared stands before the first
    /// trace and the first event.
    fn plan(&mut self) -> Result<&mut Plan, XesError> {
        let plan = match self.plan.take() {
            Some(plan) => plan,
            None => self.made_plan()?,
        };
        Ok(self.plan.insert(plan))
    }

    fn made_plan(&self) -> Result<Plan, XesError> {
        let options = self.options;
        let of_event = |key: &str| Slot::new(key, &self.event_defaults);
        let of_trace = |key: &str| Slot::new(key, &self.trace_defaults);
        let touchpoint = match &options.classifier {
            None => &options.touchpoint,
            Some(name) => {
                let found = self.classifiers.iter().find(|it| it.name == *name);
                let unknown = || XesError::UnknownClassifier {
                    classifier: name.clone(),
                    known: self.classifiers.iter().map(|it| it.name.clone()).collect(),
                };
                &found.ok_or_else(unknown)?.keys
            }
        };
        let keep = |name: &String| {
            let of_trace_only = name.strip_prefix(OF_TRACE);
            Keep {
                name: name.clone(),
                event: of_trace_only.is_none().then(|| of_event(name)),
                trace: of_trace(of_trace_only.unwrap_or(name)),
                met: false,
            }
        };
        let timed = options.sequence == Sequence::ByTime;
        Ok(Plan {
            customer: of_trace(&options.customer),
            touchpoint: touchpoint.iter().map(|key| of_event(key)).collect(),
            time: timed.then(|| of_event(&options.time)),
            lifecycle: (!options.lifecycle.is_empty()).then(|| of_event(LIFECYCLE)),
            keep: options.keep.iter().map(keep).collect(),
            joined: String::new(),
        })
    }

    /// Adds the present event to the log.
    pub(super) fn end_event(&mut self) -> Result<(), XesError> {
        let Some(plan) = &mut self.plan else {
            return Ok(());
        };
        let wanted = |transition: &str| {
            let mut wanted = self.options.lifecycle.iter();
            wanted.any(|it| it.eq_ignore_ascii_case(transition.trim()))
        };
        let transition = plan.lifecycle.as_ref().and_then(Slot::get);
        if transition.is_some_and(|it| !wanted(it)) {
            self.left_out = self.left_out.saturating_add(1);
            return Ok(());
        }
        let mut problems = Vec::new();
        let mut lacks = |slot: Option<&Slot>, reason: Reason| {
            let key = slot.map(|slot| slot.key.clone());
            problems.push((key, reason));
        };
        let customer = plan.customer.said().filter(|_| self.event.1);
        if customer.is_none() {
            lacks(Some(&plan.customer), Reason::MissingCustomer);
        }
        plan.joined.clear();
        let touchpoint = match plan.touchpoint.as_slice() {
            [only] => only.said(),
            several => {
                for (place, slot) in several.iter().enumerate() {
                    plan.joined.push_str(if place > 0 { "+" } else { "" });
                    plan.joined.push_str(slot.get().unwrap_or_default());
                }
                let said = several.iter().any(|slot| slot.said().is_some());
                said.then_some(plan.joined.as_str())
            }
        };
        if touchpoint.is_none() {
            lacks(plan.touchpoint.first(), Reason::MissingTouchpoint);
        }
        let time = match &plan.time {
            None => None,
            Some(slot) => {
                let text = slot.said().map(str::trim);
                let format = TimeFormat::DateTime;
                let time = text.and_then(|it| format.parse(it, &self.options.zone));
                match (text, time) {
                    (None, _) => lacks(Some(slot), Reason::MissingTime),
                    (Some(text), None) => lacks(
                        Some(slot),
                        Reason::BadTime {
                            text: excerpt(text).to_string(),
                            expected: format,
                        },
                    ),
                    _ => {}
                }
                time
            }
        };
        let kept: Vec<&str> = plan
            .keep
            .iter_mut()
            .map(|keep| {
                let value = keep.event.as_ref().and_then(Slot::get);
                let value = value.or_else(|| keep.trace.get());
                keep.met |= value.is_some();
                value.unwrap_or_default()
            })
            .collect();
        if let (Some(customer), Some(touchpoint), []) = (customer, touchpoint, &*problems) {
            let pushed = self.builder.push_with(customer, touchpoint, time, kept);
            pushed.map_err(XesError::Build)?;
            return self.check_memory();
        }
        self.bad.add(self.event.0, problems);
        Ok(())
    }

    fn check_memory(&self) -> Result<(), XesError> {
        if !self.builder.len().is_multiple_of(1000) {
            return Ok(());
        }
        match self.builder.above(self.options.max_memory, 0) {
            Some(limit) => {
                let line = self.event.0;
                Err(XesError::TooMuchMemory { limit, line })
            }
            None => Ok(()),
        }
    }

    /// The log of all events, where `go_on` does not stop it after so many bytes.
    pub(super) fn finish(mut self, position: u64, go_on: GoOn<'_>) -> Result<ReadXes, XesError> {
        let plan = self.plan().map(take_names)?;
        if !self.builder.is_empty() && !plan.missing.is_empty() {
            let missing = plan.missing;
            return Err(XesError::MissingAttributes { missing });
        }
        let refuse = self.options.bad_events == OnBad::Refuse || self.builder.is_empty();
        if self.bad.count > 0 && refuse {
            return Err(XesError::BadEvents(self.bad));
        }
        if self.builder.is_empty() {
            return Err(XesError::NoEvents);
        }
        let settled = self.builder.settled(self.options.duplicates, go_on);
        let cancelled = || XesError::cancelled(position);
        let (log, duplicates) = settled.continue_value().ok_or_else(cancelled)?;
        let timed = self.options.sequence == Sequence::ByTime;
        Ok(ReadXes {
            log,
            source: XesSource {
                customer: self.options.customer.clone(),
                touchpoint: plan.touchpoint,
                time: timed.then(|| self.options.time.clone()),
                classifiers: self.classifiers,
                traces: self.traces,
                empty_traces: self.empty_traces,
                left_out: self.left_out,
                duplicates,
                passed_over: self.bad,
            },
        })
    }
}

/// What of a plan is told at the end.
struct Names {
    touchpoint: Vec<String>,
    /// The kept attributes that no event had.
    missing: Vec<String>,
}

fn take_names(plan: &mut Plan) -> Names {
    let missing = plan.keep.iter_mut().filter(|keep| !keep.met);
    Names {
        missing: missing.map(|keep| take(&mut keep.name)).collect(),
        touchpoint: plan
            .touchpoint
            .iter_mut()
            .map(|it| take(&mut it.key))
            .collect(),
    }
}

/// The keys of a classifier: apart by blanks; a key with a blank stands in single quotes.
pub(super) fn keys(text: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (key, after) = match rest.strip_prefix('\'') {
            Some(quoted) => quoted.split_once('\'').unwrap_or((quoted, "")),
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        keys.push(key.to_owned());
        rest = after.trim_start();
    }
    keys
}
