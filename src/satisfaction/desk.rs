//! Where the cells of a survey are read, whatever its layout: names and answers, checked
//! against the map, and the problems found on the way.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use super::{
    BadCells, Cell, Reason, Responses, SurveyError, SurveyOptions, responses::Answers,
    tally::on_measure,
};
use crate::{
    bad::OnBad,
    journey::{Journey, Measure, TouchpointId, spec::Question},
    text::{excerpt, folded},
};

/// What a question asks: about what, and by which measure.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'j> {
    pub(super) about: Option<&'j TouchpointId>,
    pub(super) measure: &'j Measure,
}

/// What reading needs of a map and of the options, and the problems found on the way.
pub(super) struct Desk<'j> {
    pub(super) journey: &'j Journey,
    pub(super) questions: HashMap<&'j str, Asked<'j>>,
    missing: HashSet<String>,
    on_bad_cell: OnBad,
    pub(super) bad: BadCells,
    /// The row of each respondent with a name.
    pub(super) respondents: HashMap<String, u32>,
    pub(super) unknown: HashSet<String>,
    pub(super) taken: Responses,
}

impl<'j> Desk<'j> {
    pub(super) fn new(journey: &'j Journey, options: &SurveyOptions) -> Self {
        let measure = |question: &'j Question| match &question.measure {
            Some(measure) => journey.measure(measure.as_str()),
            None => journey.default_measure(),
        };
        let overall = journey.questions().iter().map(|question| (None, question));
        let touchpoints = journey.graph().node_weights().flat_map(|touchpoint| {
            let questions = touchpoint.questions.iter();
            questions.map(|question| (Some(&touchpoint.id), question))
        });
        let questions = overall.chain(touchpoints).filter_map(|(about, question)| {
            let measure = measure(question)?;
            Some((question.name.as_str(), Asked { about, measure }))
        });
        Self {
            journey,
            questions: questions.collect(),
            missing: options.missing.iter().map(|it| folded(it)).collect(),
            on_bad_cell: options.bad_cells,
            bad: BadCells::default(),
            respondents: HashMap::new(),
            unknown: HashSet::new(),
            taken: Responses::default(),
        }
    }

    fn is_missing(&self, text: &str) -> bool {
        text.is_empty() || self.missing.contains(&folded(text))
    }

    /// A name in a cell; `None` where there is none.
    pub(super) fn name<'c>(&self, cell: Cell<'c>) -> Option<Cow<'c, str>> {
        match cell {
            Cell::Number(number) => (!number.is_nan()).then(|| number.to_string().into()),
            Cell::Text(text) => {
                let text = text.trim();
                (!self.is_missing(text)).then(|| text.into())
            }
        }
    }

    /// An answer in a cell; `None` where it is missing.
    pub(super) fn answer(&self, measure: &Measure, cell: Cell<'_>) -> Result<Option<f64>, Reason> {
        let number = match cell {
            Cell::Number(number) if number.is_nan() => return Ok(None),
            Cell::Number(number) => number,
            Cell::Text(text) => {
                let text = text.trim();
                if let Some(&number) = measure.answers.get(text) {
                    number
                } else if self.is_missing(text) {
                    return Ok(None);
                } else {
                    let number = text.parse().ok().filter(|it: &f64| it.is_finite());
                    number.ok_or_else(|| Reason::NotAnAnswer {
                        text: excerpt(text).to_string(),
                        measure: measure.id.as_str().to_owned(),
                    })?
                }
            }
        };
        Ok(on_measure(measure, number)?)
    }

    /// The row of a new respondent; an empty name is nobody's.
    pub(super) fn respondent(&mut self, name: &str) -> u32 {
        let row = self.taken.respondents;
        if !name.is_empty() {
            self.respondents.insert(name.to_owned(), row);
        }
        self.taken.names.push(name.to_owned());
        self.taken.respondents = row.saturating_add(1);
        row
    }

    /// The code of a persona, who must be on the map.
    pub(super) fn persona(&mut self, id: &str) -> Result<u32, Reason> {
        let known = &mut self.taken.personas;
        if let Some(code) = known.find(id) {
            return Ok(code);
        }
        match self.journey.persona(id) {
            Some(_) => Ok(known.code(id)),
            None => Err(Reason::UnknownPersona {
                text: excerpt(id).to_string(),
            }),
        }
    }

    /// The code of a channel, which must be on the map.
    pub(super) fn channel(&mut self, id: &str) -> Result<u32, Reason> {
        let known = &mut self.taken.channels;
        if let Some(code) = known.find(id) {
            return Ok(code);
        }
        match self.journey.channel(id) {
            Some(_) => Ok(known.code(id)),
            None => Err(Reason::UnknownChannel {
                text: excerpt(id).to_string(),
            }),
        }
    }

    /// A new place for the answers to a question.
    pub(super) fn open(&mut self, question: &str, asked: Asked<'j>) -> usize {
        self.taken.answers.push(Answers {
            question: question.to_owned(),
            about: asked.about.cloned(),
            measure: asked.measure.id.clone(),
            rows: Vec::new(),
            values: Vec::new(),
            channels: Vec::new(),
        });
        self.taken.answers.len() - 1
    }

    pub(super) fn put(&mut self, place: usize, row: u32, value: Option<f64>, channel: u32) {
        if let Some(answers) = self.taken.answers.get_mut(place) {
            answers.push(row, value, channel);
        }
    }

    pub(super) fn segment(&mut self, place: usize, row: u32, name: &str) {
        if let Some((_, labels)) = self.taken.segments.get_mut(place) {
            let code = labels.code(name);
            labels.set(row, code);
        }
    }

    pub(super) fn finish(mut self) -> Result<Responses, SurveyError> {
        if self.bad.count > 0 && self.on_bad_cell == OnBad::Refuse {
            return Err(SurveyError::BadCells(self.bad));
        }
        self.taken.passed_over = self.bad;
        if self.respondents.is_empty() {
            self.taken.names.clear();
        }
        Ok(self.taken)
    }
}
