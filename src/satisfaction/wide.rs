//! Taking in a survey with a row for each respondent and a column for each question.

use std::collections::{HashMap, HashSet};

use super::{
    Cell, Reason, Responses, SurveyError, SurveyOptions,
    desk::Desk,
    responses::{Labels, NONE},
};
use crate::{
    journey::{Journey, Measure},
    text::excerpt,
};

/// What a column of a wide survey is for.
#[derive(Clone, Copy, Debug)]
enum Role<'j> {
    Respondent,
    Persona,
    Channel,
    Segment(usize),
    Question(usize, &'j Measure),
}

/// A survey with a column for each question, taken in row by row.
pub(super) struct Wide<'j> {
    desk: Desk<'j>,
    header: Vec<String>,
    /// What to do with the cells of a row, who and where from first.
    roles: Vec<(usize, Role<'j>)>,
}

impl<'j> Wide<'j> {
    pub(super) fn new(
        journey: &'j Journey,
        header: Vec<String>,
        options: &SurveyOptions,
    ) -> Result<Self, SurveyError> {
        let mut desk = Desk::new(journey, options);
        let places = places(&header)?;
        let find = |name: &String| {
            let place = places.get(name.as_str()).copied();
            place.ok_or_else(|| missing_column(name, &header))
        };
        let mut roles = Vec::new();
        for (name, role) in [
            (&options.respondent, Role::Respondent),
            (&options.persona, Role::Persona),
            (&options.channel, Role::Channel),
        ] {
            if let Some(name) = name {
                roles.push((find(name)?, role));
            }
        }
        for name in &options.segments {
            let segments = &mut desk.taken.segments;
            roles.push((find(name)?, Role::Segment(segments.len())));
            segments.push((name.clone(), Labels::default()));
        }
        let named: HashSet<usize> = roles.iter().map(|&(column, _)| column).collect();
        for (column, name) in header.iter().enumerate() {
            match desk.questions.get(name.as_str()).copied() {
                Some(asked) => {
                    let place = desk.open(name, asked);
                    roles.push((column, Role::Question(place, asked.measure)));
                }
                None if named.contains(&column) || name.is_empty() => {}
                None => desk.taken.unknown_questions.push(name.clone()),
            }
        }
        if desk.taken.answers.is_empty() {
            return Err(SurveyError::NoQuestion { header });
        }
        Ok(Self {
            desk,
            header,
            roles,
        })
    }

    /// A problem of a row that cannot be taken in.
    #[cfg(feature = "csv")]
    pub(super) fn bad_row(&mut self, line: u32, column: Option<&str>, reason: Reason) {
        self.desk.bad.push(line, column, reason);
    }

    pub(super) fn row(&mut self, line: u32, cells: &[Cell<'_>]) {
        let Self {
            desk,
            header,
            roles,
        } = self;
        let row = desk.taken.respondents;
        let mut channel = NONE;
        for &(column, role) in &*roles {
            let cell = cells.get(column).copied().unwrap_or(Cell::Text(""));
            let taken = match role {
                Role::Question(place, measure) => desk
                    .answer(measure, cell)
                    .map(|value| desk.put(place, row, value, channel)),
                Role::Respondent => {
                    let name = desk.name(cell).unwrap_or_default();
                    if desk.respondents.contains_key(&*name) {
                        let text = excerpt(&name).to_string();
                        let reason = Reason::SecondRow { text };
                        let column = header.get(column).map(String::as_str);
                        desk.bad.push(line, column, reason);
                        return;
                    }
                    desk.respondent(&name);
                    continue;
                }
                Role::Persona => match desk.name(cell) {
                    Some(name) => desk
                        .persona(&name)
                        .map(|code| desk.taken.personas.set(row, code)),
                    None => Ok(()),
                },
                Role::Channel => match desk.name(cell) {
                    Some(name) => desk.channel(&name).map(|code| channel = code),
                    None => Ok(()),
                },
                Role::Segment(place) => {
                    if let Some(name) = desk.name(cell) {
                        desk.segment(place, row, &name);
                    }
                    Ok(())
                }
            };
            if let Err(reason) = taken {
                let column = header.get(column).map(String::as_str);
                desk.bad.push(line, column, reason);
            }
        }
        if desk.taken.respondents == row {
            desk.respondent("");
        }
    }

    pub(super) fn finish(self) -> Result<Responses, SurveyError> {
        self.desk.finish()
    }
}

/// The place of each column with a name; an error where two have the same. Spreadsheets export
/// columns without any.
pub(super) fn places(header: &[String]) -> Result<HashMap<&str, usize>, SurveyError> {
    let mut places = HashMap::new();
    let named = header
        .iter()
        .enumerate()
        .filter(|(_, name)| !name.is_empty());
    for (column, name) in named {
        if places.insert(name.as_str(), column).is_some() {
            return Err(SurveyError::DuplicateColumn { name: name.clone() });
        }
    }
    Ok(places)
}

pub(super) fn missing_column(name: &str, header: &[String]) -> SurveyError {
    SurveyError::MissingColumn {
        name: name.to_owned(),
        header: header.to_vec(),
    }
}
