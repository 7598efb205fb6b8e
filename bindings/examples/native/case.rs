//! What is asked about.

use std::{cell::OnceCell, fs, io, ops::ControlFlow, path::Path};

use cesta::{
    flow::{self, Overlay, OverlayOptions},
    format::json,
    gap::{self, GapOptions, GapReport},
    journey::Journey,
    log::{self, csv::ReadLog},
    satisfaction::{self, Responses, Satisfaction, SatisfactionOptions},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use crate::{question::decode, refusal::Refusal};

/// Inputs, and the questions about them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    #[serde(rename = "name")]
    _for_people: String,
    journey: Option<Source>,
    /// Another map, to compare with.
    after: Option<Source>,
    events: Option<Input>,
    survey: Option<Input>,
    /// Names of calls, each with its arguments.
    pub(crate) ask: Vec<(String, Vec<Box<RawValue>>)>,
    /// How often each question is asked.
    #[serde(default = "once")]
    pub(crate) rounds: u32,
}

fn once() -> u32 {
    1
}

/// A text itself, or its file's path from the project's root.
#[derive(Deserialize)]
#[serde(untagged)]
enum Source {
    Text(String),
    File { file: String },
}

/// A text, and how to read it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    text: Source,
    options: Option<Box<RawValue>>,
}

impl Source {
    fn bytes(&self) -> io::Result<Vec<u8>> {
        match self {
            Self::Text(text) => Ok(text.clone().into_bytes()),
            Self::File { file } => {
                fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file))
            }
        }
    }
}

/// The texts of a case, and what was made of them so far.
pub(crate) struct Subject<'c> {
    case: &'c Case,
    texts: [Vec<u8>; 4],
    journey: OnceCell<Result<Journey, Refusal>>,
    after: OnceCell<Result<Journey, Refusal>>,
    log: OnceCell<Result<ReadLog, Refusal>>,
    responses: OnceCell<Result<Responses, Refusal>>,
    overlay: OnceCell<Result<Overlay, Refusal>>,
    satisfaction: OnceCell<Result<Satisfaction, Refusal>>,
    gaps: OnceCell<Result<GapReport, Refusal>>,
}

impl<'c> Subject<'c> {
    pub(crate) fn new(case: &'c Case) -> io::Result<Self> {
        let bytes = |source: Option<&Source>| source.map_or(Ok(Vec::new()), Source::bytes);
        Ok(Self {
            case,
            texts: [
                bytes(case.journey.as_ref())?,
                bytes(case.after.as_ref())?,
                bytes(case.events.as_ref().map(|it| &it.text))?,
                bytes(case.survey.as_ref().map(|it| &it.text))?,
            ],
            journey: OnceCell::new(),
            after: OnceCell::new(),
            log: OnceCell::new(),
            responses: OnceCell::new(),
            overlay: OnceCell::new(),
            satisfaction: OnceCell::new(),
            gaps: OnceCell::new(),
        })
    }

    pub(crate) fn has_map(&self) -> bool {
        self.case.journey.is_some()
    }

    pub(crate) fn text(&self) -> &[u8] {
        let [journey, ..] = &self.texts;
        journey
    }

    pub(crate) fn read(&self) -> Result<Journey, Refusal> {
        Ok(json::read_bytes(self.text())?)
    }

    pub(crate) fn read_log(&self) -> Result<ReadLog, Refusal> {
        let [_, _, events, _] = &self.texts;
        let options = options(self.case.events.as_ref())?;
        let read = log::csv::read(events.as_slice(), &options, |_| ControlFlow::Continue(()));
        Ok(read?)
    }

    pub(crate) fn read_responses(&self) -> Result<Responses, Refusal> {
        let [_, _, _, survey] = &self.texts;
        let options = options(self.case.survey.as_ref())?;
        let go_on = |_| ControlFlow::Continue(());
        let journey = self.journey()?;
        Ok(satisfaction::csv::read(
            journey,
            survey.as_slice(),
            &options,
            go_on,
        )?)
    }

    pub(crate) fn journey(&self) -> Result<&Journey, Refusal> {
        once_only(&self.journey, || self.read())
    }

    pub(crate) fn after(&self) -> Result<&Journey, Refusal> {
        let [_, after, ..] = &self.texts;
        once_only(&self.after, || Ok(json::read_bytes(after)?))
    }

    pub(crate) fn log(&self) -> Result<&ReadLog, Refusal> {
        once_only(&self.log, || self.read_log())
    }

    pub(crate) fn responses(&self) -> Result<&Responses, Refusal> {
        once_only(&self.responses, || self.read_responses())
    }

    /// With default options, for what uses it.
    pub(crate) fn overlay(&self) -> Result<&Overlay, Refusal> {
        let (journey, log) = (self.journey()?, &self.log()?.log);
        once_only(&self.overlay, || {
            Ok(flow::overlay(journey, log, &OverlayOptions::default()))
        })
    }

    /// With default options, for what uses it.
    pub(crate) fn satisfaction(&self) -> Result<&Satisfaction, Refusal> {
        let (journey, responses) = (self.journey()?, self.responses()?);
        once_only(&self.satisfaction, || {
            Ok(satisfaction::analyse(
                journey,
                responses,
                &SatisfactionOptions::default(),
            )?)
        })
    }

    /// With default options and all that was observed, for what shows it.
    pub(crate) fn gaps(&self) -> Result<&GapReport, Refusal> {
        let observed = gap::Observed {
            overlay: self
                .case
                .events
                .as_ref()
                .map(|_| self.overlay())
                .transpose()?,
            satisfaction: self
                .case
                .survey
                .as_ref()
                .map(|_| self.satisfaction())
                .transpose()?,
        };
        let journey = self.journey()?;
        once_only(&self.gaps, || {
            Ok(gap::check(journey, &observed, &GapOptions::default())?)
        })
    }
}

fn once_only<T>(
    cell: &OnceCell<Result<T, Refusal>>,
    make: impl FnOnce() -> Result<T, Refusal>,
) -> Result<&T, Refusal> {
    cell.get_or_init(make).as_ref().map_err(Refusal::clone)
}

fn options<T: DeserializeOwned + Default>(input: Option<&Input>) -> Result<T, Refusal> {
    match input.and_then(|it| it.options.as_deref()) {
        Some(options) => decode(options.get(), "options"),
        None => Ok(T::default()),
    }
}
