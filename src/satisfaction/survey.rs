//! Taking in a survey row by row: a row a respondent (wide), or a row an answer (long).

use std::collections::{HashMap, HashSet};

use super::{
    BadCells, Cell, OnBadCell, Reason, Responses, SurveyError, SurveyOptions,
    responses::{Answers, Labels, NONE},
    tally::on_measure,
};
use crate::journey::{Journey, Measure, TouchpointId};

/// What a question asks: about what, and by which measure.
#[derive(Clone, Copy, Debug)]
struct Asked<'j> {
    about: Option<&'j TouchpointId>,
    measure: &'j Measure,
}

/// What reading needs of a map and of the options, and the problems found on the way.
struct Desk<'j> {
    journey: &'j Journey,
    questions: HashMap<&'j str, Asked<'j>>,
    missing: HashSet<String>,
    on_bad_cell: OnBadCell,
    bad: BadCells,
    /// The row of each respondent with a name.
    respondents: HashMap<String, u32>,
    unknown: HashSet<String>,
    taken: Responses,
}

impl<'j> Desk<'j> {
    fn new(journey: &'j Journey, options: &SurveyOptions) -> Self {
        let measure = |question: &'j crate::journey::spec::Question| match &question.measure {
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
            missing: options.missing.iter().map(|it| it.to_lowercase()).collect(),
            on_bad_cell: options.bad_cells,
            bad: BadCells::default(),
            respondents: HashMap::new(),
            unknown: HashSet::new(),
            taken: Responses::default(),
        }
    }

    fn is_missing(&self, text: &str) -> bool {
        text.is_empty() || self.missing.contains(&text.to_lowercase())
    }

    /// A name in a cell; `None` where there is none.
    fn name<'c>(&self, cell: Cell<'c>) -> Option<std::borrow::Cow<'c, str>> {
        match cell {
            Cell::Number(number) => (!number.is_nan()).then(|| number.to_string().into()),
            Cell::Text(text) => {
                let text = text.trim();
                (!self.is_missing(text)).then(|| text.into())
            }
        }
    }

    /// An answer in a cell; `None` where it is missing.
    fn answer(&self, measure: &Measure, cell: Cell<'_>) -> Result<Option<f64>, Reason> {
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
                        text: text.to_owned(),
                        measure: measure.id.as_str().to_owned(),
                    })?
                }
            }
        };
        Ok(on_measure(measure, number)?)
    }

    /// The row of a new respondent; an empty name is nobody's.
    fn respondent(&mut self, name: &str) -> u32 {
        let row = self.taken.respondents;
        if !name.is_empty() {
            self.respondents.insert(name.to_owned(), row);
        }
        self.taken.names.push(name.to_owned());
        self.taken.respondents = row.saturating_add(1);
        row
    }

    /// The code of a persona, who must be on the map.
    fn persona(&mut self, id: &str) -> Result<u32, Reason> {
        let known = &mut self.taken.personas;
        if let Some(code) = known.find(id) {
            return Ok(code);
        }
        match self.journey.persona(id) {
            Some(_) => Ok(known.code(id)),
            None => Err(Reason::UnknownPersona {
                text: id.to_owned(),
            }),
        }
    }

    /// The code of a channel, which must be on the map.
    fn channel(&mut self, id: &str) -> Result<u32, Reason> {
        let known = &mut self.taken.channels;
        if let Some(code) = known.find(id) {
            return Ok(code);
        }
        match self.journey.channel(id) {
            Some(_) => Ok(known.code(id)),
            None => Err(Reason::UnknownChannel {
                text: id.to_owned(),
            }),
        }
    }

    /// A new place for the answers to a question.
    fn open(&mut self, question: &str, asked: Asked<'j>) -> usize {
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

    fn put(&mut self, place: usize, row: u32, value: Option<f64>, channel: u32) {
        if let Some(answers) = self.taken.answers.get_mut(place) {
            answers.push(row, value, channel);
        }
    }

    fn segment(&mut self, place: usize, row: u32, name: &str) {
        if let Some((_, labels)) = self.taken.segments.get_mut(place) {
            let code = labels.code(name);
            labels.set(row, code);
        }
    }

    fn finish(mut self) -> Result<Responses, SurveyError> {
        if self.bad.count > 0 && self.on_bad_cell == OnBadCell::Refuse {
            return Err(SurveyError::BadCells(self.bad));
        }
        self.taken.passed_over = self.bad;
        if self.respondents.is_empty() {
            self.taken.names.clear();
        }
        Ok(self.taken)
    }
}

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
                None if named.contains(&column) => {}
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
                        let text = name.into_owned();
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

/// One answer of one respondent: a row of a survey in the long layout. Empty texts mean that
/// the row does not say it.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// Who answers; empty means someone who gave no other answer.
    pub respondent: &'a str,
    /// The question, by its name on the map.
    pub question: &'a str,
    /// The touchpoint, by its id, where the row names no question; the journey's own id means
    /// the journey as a whole.
    pub touchpoint: &'a str,
    /// The measure, by its id. Left out, it is the question's; of a touchpoint, that of its
    /// only question, or else the journey's measure.
    pub measure: &'a str,
    /// The answer.
    pub value: Cell<'a>,
    /// The channel, by its id.
    pub channel: &'a str,
    /// The respondent's persona, by its id.
    pub persona: &'a str,
    /// The respondent's value in each of the segment columns that the options name.
    pub segments: &'a [&'a str],
}

impl Default for Row<'_> {
    fn default() -> Self {
        Self {
            respondent: "",
            question: "",
            touchpoint: "",
            measure: "",
            value: Cell::Number(f64::NAN),
            channel: "",
            persona: "",
            segments: &[],
        }
    }
}

/// What the columns of a long survey are called, to name them in problems.
#[derive(Clone, Debug)]
pub(super) struct RowNames {
    pub(super) question: String,
    pub(super) touchpoint: String,
    pub(super) measure: String,
    pub(super) value: String,
    pub(super) channel: String,
    pub(super) persona: String,
}

/// A survey with a row for each answer, taken in row by row.
pub(super) struct Long<'j> {
    desk: Desk<'j>,
    names: RowNames,
    /// Where the answers by question (or touchpoint) and measure go; `None` where the map does
    /// not know the question.
    places: HashMap<String, Option<(usize, &'j Measure)>>,
    key: String,
}

impl<'j> Long<'j> {
    pub(super) fn new(journey: &'j Journey, names: RowNames, options: &SurveyOptions) -> Self {
        let mut desk = Desk::new(journey, options);
        let segments = options.segments.iter();
        desk.taken.segments = segments
            .map(|name| (name.clone(), Labels::default()))
            .collect();
        Self {
            desk,
            names,
            places: HashMap::new(),
            key: String::new(),
        }
    }

    /// A problem of a row that cannot be taken in.
    #[cfg(feature = "csv")]
    pub(super) fn bad_row(&mut self, line: u32, column: Option<&str>, reason: Reason) {
        self.desk.bad.push(line, column, reason);
    }

    pub(super) fn row(&mut self, line: u32, row: &Row<'_>) {
        let found = self.place(row);
        let desk = &mut self.desk;
        let names = &self.names;
        let (place, measure) = match found {
            Ok(Some(found)) => found,
            Ok(None) => return,
            Err(reason) => {
                let column = match reason {
                    Reason::Empty if names.question.is_empty() => &names.touchpoint,
                    Reason::Empty => &names.question,
                    Reason::NoMeasure if names.measure.is_empty() => &names.touchpoint,
                    _ => &names.measure,
                };
                return desk.bad.push(line, Some(column), reason);
            }
        };
        let value = match desk.answer(measure, row.value) {
            Ok(value) => value,
            Err(reason) => return desk.bad.push(line, Some(&names.value), reason),
        };
        let who = {
            let name = row.respondent.trim();
            let known = desk.respondents.get(name).copied();
            known.unwrap_or_else(|| desk.respondent(name))
        };
        let mut channel = NONE;
        if let Some(name) = desk.name(Cell::Text(row.channel)) {
            match desk.channel(&name) {
                Ok(code) => channel = code,
                Err(reason) => desk.bad.push(line, Some(&names.channel), reason),
            }
        }
        if let Some(name) = desk.name(Cell::Text(row.persona)) {
            let code = desk.persona(&name);
            let taken = code.and_then(|code| agree(&mut desk.taken.personas, who, code));
            if let Err(reason) = taken {
                desk.bad.push(line, Some(&names.persona), reason);
            }
        }
        for (place, &value) in row.segments.iter().enumerate() {
            let Some(name) = desk.name(Cell::Text(value)) else {
                continue;
            };
            if let Some((column, labels)) = desk.taken.segments.get_mut(place) {
                let code = labels.code(&name);
                if let Err(reason) = agree(labels, who, code) {
                    desk.bad.push(line, Some(column.as_str()), reason);
                }
            }
        }
        desk.put(place, who, value, channel);
    }

    /// Where the answer of a row goes; `None` where the map does not know its question.
    fn place(&mut self, row: &Row<'_>) -> Result<Option<(usize, &'j Measure)>, Reason> {
        let (question, touchpoint) = (row.question.trim(), row.touchpoint.trim());
        let measure = row.measure.trim();
        let (kind, name) = if question.is_empty() {
            ('t', touchpoint)
        } else {
            ('q', question)
        };
        if name.is_empty() {
            return Err(Reason::Empty);
        }
        self.key.clear();
        self.key.extend([kind]);
        self.key.push_str(name);
        self.key.push('\0');
        self.key.push_str(measure);
        if let Some(&place) = self.places.get(&self.key) {
            return Ok(place);
        }
        let asked = if kind == 'q' {
            self.question(question, measure)?
        } else {
            self.touchpoint(touchpoint, measure)?
        };
        if asked.is_none() && self.desk.unknown.insert(name.to_owned()) {
            self.desk.taken.unknown_questions.push(name.to_owned());
        }
        let place = asked.map(|asked| (self.desk.open(name, asked), asked.measure));
        self.places.insert(self.key.clone(), place);
        Ok(place)
    }

    fn question(&self, name: &str, measure: &str) -> Result<Option<Asked<'j>>, Reason> {
        let Some(&asked) = self.desk.questions.get(name) else {
            return Ok(None);
        };
        if measure.is_empty() || asked.measure.id == measure {
            return Ok(Some(asked));
        }
        Err(Reason::OtherMeasure {
            text: measure.to_owned(),
            asked: asked.measure.id.as_str().to_owned(),
        })
    }

    fn touchpoint(&self, id: &str, measure: &str) -> Result<Option<Asked<'j>>, Reason> {
        let journey = self.desk.journey;
        let touchpoint = journey.touchpoint(id);
        if touchpoint.is_none() && id != journey.id() {
            return Ok(None);
        }
        let about = touchpoint.map(crate::journey::Touchpoint::id);
        let questions = match touchpoint.and_then(|it| journey.graph().node_weight(it.node())) {
            Some(touchpoint) => &touchpoint.questions,
            None => journey.questions(),
        };
        let measure = match (measure, questions) {
            ("", [only]) => self
                .desk
                .questions
                .get(only.name.as_str())
                .map(|it| it.measure),
            ("", _) => journey.default_measure(),
            (id, _) => match journey.measure(id) {
                Some(measure) => Some(measure),
                None => {
                    return Err(Reason::UnknownMeasure {
                        text: id.to_owned(),
                    });
                }
            },
        };
        let measure = measure.ok_or(Reason::NoMeasure)?;
        Ok(Some(Asked { about, measure }))
    }

    pub(super) fn finish(self) -> Result<Responses, SurveyError> {
        self.desk.finish()
    }
}

/// Gives a row a code, unless it has another one already.
fn agree(labels: &mut Labels, row: u32, code: u32) -> Result<(), Reason> {
    match labels.at(row) {
        Some(earlier) if earlier != code => Err(Reason::Contradiction {
            text: labels.name(code).unwrap_or_default().to_owned(),
            earlier: labels.name(earlier).unwrap_or_default().to_owned(),
        }),
        _ => {
            labels.set(row, code);
            Ok(())
        }
    }
}

/// The place of each column; an error where two have the same name.
pub(super) fn places(header: &[String]) -> Result<HashMap<&str, usize>, SurveyError> {
    let mut places = HashMap::new();
    for (column, name) in header.iter().enumerate() {
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

impl Responses {
    /// Answers from rows of one answer each: the long layout. The names of columns in the
    /// options do not matter here, except those of the segments.
    ///
    /// A question or touchpoint that the map does not know is no error: it is listed in
    /// [`unknown_questions`](Self::unknown_questions). A respondent may answer the same
    /// question several times, once for each visit.
    ///
    /// # Errors
    /// [`SurveyError::BadCells`] with all cells that cannot be used, unless they are to be
    /// passed over.
    ///
    /// # Complexity
    /// Linear in the number of rows and of the map's questions.
    ///
    /// # Example
    /// ```
    /// use cesta::{
    ///     journey::{Journey, spec},
    ///     satisfaction::{Cell, Responses, Row, SurveyOptions},
    /// };
    ///
    /// let journey = Journey::builder("bakery")
    ///     .stage(spec::Stage::new("buy").touchpoint(spec::Touchpoint::new("counter")))
    ///     .build()?;
    /// let row = Row { respondent: "anna", touchpoint: "counter", measure: "csat", ..Row::default() };
    /// let rows = [Row { value: Cell::Number(4.0), ..row }, Row { value: Cell::Text("5"), ..row }];
    /// let answers = Responses::from_rows(&journey, rows, &SurveyOptions::default())?;
    /// assert_eq!(answers.respondents(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_rows<'a>(
        journey: &Journey,
        rows: impl IntoIterator<Item = Row<'a>>,
        options: &SurveyOptions,
    ) -> Result<Self, SurveyError> {
        let names = RowNames {
            question: "question".to_owned(),
            touchpoint: "touchpoint".to_owned(),
            measure: "measure".to_owned(),
            value: "value".to_owned(),
            channel: "channel".to_owned(),
            persona: "persona".to_owned(),
        };
        let mut long = Long::new(journey, names, options);
        for (line, row) in (1..).zip(rows) {
            long.row(line, &row);
        }
        long.finish()
    }
}
