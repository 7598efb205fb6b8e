//! Answers from CSV text, in the wide layout (a row a respondent, a column a question) or the
//! long one (a row an answer).
//!
//! The text is UTF-8, with or without a byte order mark; its first row is the header. Blanks
//! around names and cells do not matter. Every bad cell is told, with its line and column.

use std::{io::Read, ops::ControlFlow};

use serde::{Deserialize, Serialize};

use super::{
    Cell, Reason, Responses, Row, SurveyError, SurveyOptions,
    long::{Long, RowNames},
    wide::{Wide, missing_column, places},
};
use crate::{
    journey::Journey,
    table::{MAX_FIELD, Record, Records},
};

/// How to read answers from CSV text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "SurveyCsvOptions")
)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CsvOptions {
    /// What a row is.
    pub layout: Layout,
    /// What separates the cells: an ASCII character other than a letter, a digit, a quote, a
    /// line end or NUL. `None`: the comma, tab, semicolon or bar, whichever the header has most.
    pub delimiter: Option<char>,
    /// The longest cell, in bytes.
    pub max_field: u32,
    /// What the columns are, and what to do with cells that cannot be used.
    pub survey: SurveyOptions,
}

impl Default for CsvOptions {
    fn default() -> Self {
        Self {
            layout: Layout::Wide,
            delimiter: None,
            max_field: MAX_FIELD,
            survey: SurveyOptions::default(),
        }
    }
}

/// What a row of a survey is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Layout {
    /// A respondent, with a column for each question, called as the map calls it.
    #[default]
    Wide,
    /// An answer; without a respondent column each is taken for another person's, so that
    /// intervals are too narrow where people answered more than once.
    Long(LongColumns),
}

/// The columns of a survey whose rows are answers; at least one of question and touchpoint is
/// needed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct LongColumns {
    /// The column with the question's name on the map.
    pub question: Option<String>,
    /// The column with the touchpoint's id.
    pub touchpoint: Option<String>,
    /// The column with the measure's id.
    pub measure: Option<String>,
    /// The column with the answer.
    pub value: String,
}

/// Reads answers from CSV text. `progress` is called about every mebibyte, and at the end, with
/// the number of bytes read so far; it may stop the reading.
///
/// # Errors
/// [`SurveyError`]: an empty text, another encoding, columns that are missing, twice there or
/// too many, no question of the map, no row below the header, and all cells that cannot be used
/// (rows with too few or too many cells, cells that are too long and a quote that is never
/// closed among them), unless they are to be passed over.
///
/// # Complexity
/// Linear in the text. The answers are held in memory, the text is not: no cell, however long,
/// takes more than the limit.
///
/// # Example
/// ```
/// use std::ops::ControlFlow;
/// use cesta::{journey::{Journey, spec}, satisfaction::csv::{CsvOptions, read}};
///
/// let mut counter = spec::Touchpoint::new("counter");
/// counter.questions.push(spec::Question {
///     measure: Some("csat".into()),
///     ..spec::Question::new("service")
/// });
/// let journey = Journey::builder("bakery")
///     .stage(spec::Stage::new("buy").touchpoint(counter))
///     .build()?;
///
/// let read = |text: &str| {
///     read(&journey, text.as_bytes(), &CsvOptions::default(), |_| ControlFlow::Continue(()))
/// };
/// let answers = read("age,service\n31,5\n64,n/a\n")?;
/// assert_eq!(answers.respondents(), 2);
/// assert_eq!(answers.unknown_questions(), ["age"]);
///
/// let error = read("age,service\n31,6\n").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "line 2, column `service`: 6 is off the scale of `csat`, which goes from 1 to 5"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read(
    journey: &Journey,
    source: impl Read,
    options: &CsvOptions,
    progress: impl FnMut(u64) -> ControlFlow<()>,
) -> Result<Responses, SurveyError> {
    let (header, mut records) =
        Records::open(source, options.delimiter, options.max_field, progress)?;
    let mut table = Table::new(journey, header, options)?;
    let mut record = Record::default();
    let mut empty = true;
    while records.read(&mut record)? {
        empty = false;
        table.row(&record);
    }
    if empty {
        return Err(SurveyError::HeaderOnly);
    }
    match table.layout {
        Rows::Wide(wide) => wide.finish(),
        Rows::Long(long, _) => long.finish(),
    }
}

/// The rows of a text, on their way into a survey.
struct Table<'j> {
    header: Vec<String>,
    layout: Rows<'j>,
}

enum Rows<'j> {
    Wide(Box<Wide<'j>>),
    Long(Box<Long<'j>>, Places),
}

/// The places of the columns of a long survey.
struct Places {
    respondent: Option<usize>,
    question: Option<usize>,
    touchpoint: Option<usize>,
    measure: Option<usize>,
    value: usize,
    channel: Option<usize>,
    persona: Option<usize>,
    segments: Vec<usize>,
}

impl<'j> Table<'j> {
    fn new(
        journey: &'j Journey,
        header: Vec<String>,
        options: &CsvOptions,
    ) -> Result<Self, SurveyError> {
        let survey = &options.survey;
        let layout = match &options.layout {
            Layout::Wide => Rows::Wide(Box::new(Wide::new(journey, header.clone(), survey)?)),
            Layout::Long(columns) => {
                let places = Places::find(&header, columns, survey)?;
                let name = |name: &Option<String>| name.clone().unwrap_or_default();
                let names = RowNames {
                    question: name(&columns.question),
                    touchpoint: name(&columns.touchpoint),
                    measure: name(&columns.measure),
                    value: columns.value.clone(),
                    channel: name(&survey.channel),
                    persona: name(&survey.persona),
                };
                Rows::Long(Box::new(Long::new(journey, names, survey)), places)
            }
        };
        Ok(Self { header, layout })
    }

    fn row(&mut self, record: &Record) {
        let line = record.line();
        if let Some((column, damage)) = record.damage(self.header.len()) {
            return self.bad_row(line, column, damage.into());
        }
        let mut cells = Vec::with_capacity(self.header.len());
        for (column, cell) in record.iter().enumerate() {
            match std::str::from_utf8(cell) {
                Ok(cell) => cells.push(Cell::Text(cell.trim())),
                Err(_) => return self.bad_row(line, Some(column), Reason::NotUtf8),
            }
        }
        match &mut self.layout {
            Rows::Wide(wide) => wide.row(line, &cells),
            Rows::Long(long, places) => {
                let text = |column: usize| match cells.get(column) {
                    Some(&Cell::Text(text)) => text,
                    _ => "",
                };
                let maybe = |column: Option<usize>| column.map_or("", text);
                let segments: Vec<&str> = places.segments.iter().map(|&it| text(it)).collect();
                long.row(
                    line,
                    &Row {
                        respondent: maybe(places.respondent),
                        question: maybe(places.question),
                        touchpoint: maybe(places.touchpoint),
                        measure: maybe(places.measure),
                        value: Cell::Text(text(places.value)),
                        channel: maybe(places.channel),
                        persona: maybe(places.persona),
                        segments: &segments,
                    },
                );
            }
        }
    }

    fn bad_row(&mut self, line: u32, column: Option<usize>, reason: Reason) {
        let column = column.and_then(|column| self.header.get(column));
        let column = column.map(String::as_str);
        match &mut self.layout {
            Rows::Wide(wide) => wide.bad_row(line, column, reason),
            Rows::Long(long, _) => long.bad_row(line, column, reason),
        }
    }
}

impl Places {
    fn find(
        header: &[String],
        columns: &LongColumns,
        survey: &SurveyOptions,
    ) -> Result<Self, SurveyError> {
        let places = places(header)?;
        let one = |name: &String| {
            let place = places.get(name.as_str()).copied();
            place.ok_or_else(|| missing_column(name, header))
        };
        let maybe = |name: &Option<String>| name.as_ref().map(one).transpose();
        let (question, touchpoint) = (maybe(&columns.question)?, maybe(&columns.touchpoint)?);
        if question.is_none() && touchpoint.is_none() {
            return Err(SurveyError::NoQuestion {
                header: header.to_vec(),
            });
        }
        Ok(Self {
            respondent: maybe(&survey.respondent)?,
            question,
            touchpoint,
            measure: maybe(&columns.measure)?,
            value: one(&columns.value)?,
            channel: maybe(&survey.channel)?,
            persona: maybe(&survey.persona)?,
            segments: survey.segments.iter().map(one).collect::<Result<_, _>>()?,
        })
    }
}
