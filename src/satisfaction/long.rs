//! Taking in a survey with a row for each answer.

use std::collections::HashMap;

use super::{
    Cell, Reason, Responses, SurveyError, SurveyOptions,
    desk::{Asked, Desk},
    responses::{Labels, NONE},
};
use crate::{
    journey::{Journey, Measure, Touchpoint},
    text::excerpt,
};

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
            text: excerpt(measure).to_string(),
            asked: asked.measure.id.as_str().to_owned(),
        })
    }

    fn touchpoint(&self, id: &str, measure: &str) -> Result<Option<Asked<'j>>, Reason> {
        let journey = self.desk.journey;
        let touchpoint = journey.touchpoint(id);
        if touchpoint.is_none() && id != journey.id() {
            return Ok(None);
        }
        let about = touchpoint.map(Touchpoint::id);
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
                        text: excerpt(id).to_string(),
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
            text: excerpt(labels.name(code).unwrap_or_default()).to_string(),
            earlier: excerpt(labels.name(earlier).unwrap_or_default()).to_string(),
        }),
        _ => {
            labels.set(row, code);
            Ok(())
        }
    }
}

impl Responses {
    /// Answers from rows of one answer each: the long layout. The names of columns in the
    /// options do not matter here, except those of the segments.
    ///
    /// A question or touchpoint that the map does not know is no error: it is listed in
    /// [`unknown_questions`](Self::unknown_questions). A respondent may answer the same
    /// question several times, once for each visit; a row without a respondent counts as one
    /// more person's, so that intervals are too narrow where people are not told apart.
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
