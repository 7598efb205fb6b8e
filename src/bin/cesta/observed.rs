//! What customers did and said: the files beside the map.

pub(crate) mod events;
mod survey;

use std::{
    fmt::Display,
    path::{Path, PathBuf},
};

use cesta::{
    flow::{Overlay, OverlayOptions, overlay},
    gap,
};

use self::{events::Events, survey::Survey};
use crate::{
    answer::{Answer, Complaint, Context, Failure},
    args::Data,
    input::{self, EVENTS_FILE, Map, SURVEY_FILE},
    output::file,
    progress::phase,
};

/// What was observed on a map.
#[derive(Debug)]
pub(crate) struct Observed {
    pub(crate) events: Option<Events>,
    pub(crate) overlay: Option<Overlay>,
    pub(crate) survey: Option<Survey>,
}

impl Observed {
    pub(crate) fn for_gaps(&self) -> gap::Observed<'_> {
        gap::Observed {
            overlay: self.overlay.as_ref(),
            satisfaction: self.survey.as_ref().map(|survey| &survey.satisfaction),
        }
    }

    /// Adds what is worth knowing about the reading to an answer.
    pub(crate) fn remark_on(&self, answer: Answer) -> Answer {
        let of_events = self.events.as_ref().and_then(Events::remark);
        let of_survey = self.survey.as_ref().and_then(Survey::remark);
        let of_overlay = self.events.as_ref().zip(self.overlay.as_ref());
        let of_overlay = of_overlay.and_then(|(events, overlay)| events.remark_on(overlay));
        let remarks = [of_events, of_overlay, of_survey].into_iter().flatten();
        remarks.fold(answer, Answer::remark)
    }
}

/// The files that a command reads.
#[derive(Debug)]
pub(crate) struct Sources {
    /// The map, or its folder.
    map: PathBuf,
    events: Option<PathBuf>,
    survey: Option<PathBuf>,
}

impl Sources {
    /// The files that the arguments name, and those beside the map of a folder.
    pub(crate) fn of(map: &Path, data: &Data) -> Self {
        let given = |file: &Option<_>, usual| file.clone().or_else(|| input::beside(map, usual));
        Self {
            map: map.to_owned(),
            events: given(&data.events, EVENTS_FILE),
            survey: given(&data.survey, SURVEY_FILE),
        }
    }

    /// Refuses to write over one of them.
    pub(crate) fn spare(&self, output: &Path) -> Result<(), Failure> {
        let map = input::map_in(&self.map)?;
        let inputs = [Some(&map), self.events.as_ref(), self.survey.as_ref()];
        let inputs = inputs.into_iter().flatten();
        file::spare(output, inputs.map(PathBuf::as_path))
    }
}

/// What a command asks about the events.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    /// By options that mean nothing without events.
    pub(crate) options: Vec<&'static str>,
    /// The further columns that it needs.
    pub(crate) keep: Vec<String>,
}

/// Reads a map, or the map of a folder, and what was observed on it. Every file is looked at
/// before one is refused, so that all that is wrong is told at once; only the answers of a
/// survey mean nothing without the map.
pub(crate) fn read(
    path: &Path,
    data: &Data,
    asked: &Asked,
    context: &Context,
) -> Result<(Map, Observed), Failure> {
    let Sources {
        map,
        events,
        survey,
    } = Sources::of(path, data);
    input::standard_once([Some(&*map), events.as_deref(), survey.as_deref()])?;

    let mut idle = idle(data, events.is_some(), survey.is_some());
    if events.is_none() {
        idle.extend(asked.options.iter().map(|option| events::without(option)));
    }
    let map = input::map(&map, context);
    let events =
        events.map(|path| events::read_keeping(&path, &data.columns, &asked.keep, context));
    let survey = survey.map(|path| Ok((input::open(&path, context)?, input::name(&path))));
    let (map, events, survey) = match (map, events.transpose(), survey.transpose()) {
        (Ok(map), Ok(events), Ok(survey)) if idle.is_empty() => (map, events, survey),
        (map, events, survey) => {
            let idle = Some(Failure::many(idle));
            return Err(Failure::all([map.err(), events.err(), survey.err(), idle]));
        }
    };
    let survey = survey.map(|(reader, name)| survey::read(&map.journey, reader, name, data));
    let survey = survey.transpose()?;
    let placed = events.as_ref().map(|events| {
        let options = OverlayOptions::default();
        phase("placing events", || {
            overlay(&map.journey, &events.log, &options)
        })
    });
    let observed = Observed {
        events,
        overlay: placed,
        survey,
    };
    Ok((map, observed))
}

/// Complains about options for data that are not there.
pub(crate) fn idle(data: &Data, events: bool, survey: bool) -> Vec<Complaint> {
    let idle = [
        (!events).then(|| events::idle(&data.columns)),
        (!survey).then(|| survey::idle(data)),
    ];
    idle.into_iter().flatten().flatten().collect()
}

/// A complaint about a row of a CSV file, or about one column of it.
fn bad_row(
    file: &str,
    line: u32,
    column: Option<&str>,
    code: &str,
    reason: impl Display,
) -> Complaint {
    let complaint = Complaint::new(reason).file(file).at(Some(line)).code(code);
    match column {
        Some(column) => complaint.path(format!("column `{column}`")),
        None => complaint,
    }
}

/// How many there are, and what can be done, after the complaints about each.
fn sum_up(file: &str, bad: impl Display) -> Complaint {
    let total = format!("{bad} cannot be used; --skip-bad-rows passes over them");
    Complaint::new(total).file(file)
}
