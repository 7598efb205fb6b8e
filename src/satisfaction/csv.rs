//! Answers from CSV text, in the wide layout (a row a respondent, a column a question) or the
//! long one (a row an answer).
//!
//! The text is UTF-8, with or without a byte order mark; its first row is the header. Blanks
//! around names and cells do not matter. Every bad cell is told, with its line and column.

use std::io::Read;

use csv::{ByteRecord, ReaderBuilder};

use super::{
    Cell, Reason, Responses, Row, SurveyError, SurveyOptions,
    long::{Long, RowNames},
    wide::{Wide, missing_column, places},
};
use crate::journey::Journey;

/// How to read answers from CSV text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CsvOptions {
    /// What a row is.
    pub layout: Layout,
    /// What separates the cells; `None`: the comma, semicolon, tab or bar, whichever the header
    /// has most.
    pub delimiter: Option<u8>,
    /// What the columns are, and what to do with cells that cannot be used.
    pub survey: SurveyOptions,
}

/// What a row of a survey is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// A respondent, with a column for each question, called as the map calls it.
    #[default]
    Wide,
    /// An answer.
    Long(LongColumns),
}

/// The columns of a survey whose rows are answers; at least one of question and touchpoint is
/// needed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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

/// Reads answers from CSV text.
///
/// # Errors
/// [`SurveyError`]: an empty text, another encoding, columns that are missing or twice there,
/// no question of the map, no row below the header, and all cells that cannot be used (rows
/// with too few or too many cells among them), unless they are to be passed over.
///
/// # Complexity
/// Linear in the text. The whole text is held in memory.
///
/// # Example
/// ```
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
/// let answers = read(&journey, "age,service\n31,5\n64,n/a\n".as_bytes(), &CsvOptions::default())?;
/// assert_eq!(answers.respondents(), 2);
/// assert_eq!(answers.unknown_questions(), ["age"]);
///
/// let error = read(&journey, "age,service\n31,6\n".as_bytes(), &CsvOptions::default()).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "line 2, column `service`: 6 is off the scale of `csat`, which goes from 1 to 5"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read(
    journey: &Journey,
    mut source: impl Read,
    options: &CsvOptions,
) -> Result<Responses, SurveyError> {
    let mut text = Vec::new();
    let failed = |message: String| SurveyError::Read { message };
    source
        .read_to_end(&mut text)
        .map_err(|error| failed(error.to_string()))?;
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&text);
    if text.iter().all(u8::is_ascii_whitespace) {
        return Err(SurveyError::Empty);
    }
    let mut reader = ReaderBuilder::new()
        .delimiter(options.delimiter.unwrap_or_else(|| delimiter(text)))
        .flexible(true)
        .from_reader(text);
    let header = header(reader.byte_headers().map_err(|it| failed(it.to_string()))?)?;
    let mut table = Table::new(journey, header, options)?;
    let mut record = ByteRecord::new();
    let mut rows = 0_u32;
    while reader
        .read_byte_record(&mut record)
        .map_err(|it| failed(it.to_string()))?
    {
        rows = rows.saturating_add(1);
        table.row(&record);
    }
    if rows == 0 {
        return Err(SurveyError::HeaderOnly);
    }
    match table.layout {
        Rows::Wide(wide) => wide.finish(),
        Rows::Long(long, _) => long.finish(),
    }
}

/// Whichever of the usual separators the first line has most.
fn delimiter(text: &[u8]) -> u8 {
    let ends = |byte: &u8| *byte == b'\n' || *byte == b'\r';
    let line = text.split(ends).next().unwrap_or_default();
    let mut best = (0, b',');
    for candidate in [b',', b';', b'\t', b'|'] {
        let mut quoted = false;
        let mut count = 0;
        for &byte in line {
            quoted ^= byte == b'"';
            count += usize::from(byte == candidate && !quoted);
        }
        if count > best.0 {
            best = (count, candidate);
        }
    }
    best.1
}

fn header(record: &ByteRecord) -> Result<Vec<String>, SurveyError> {
    let names = record.iter().map(|name| {
        let name = std::str::from_utf8(name).ok();
        name.filter(|name| !name.contains('\0'))
            .map(|name| name.trim().to_owned())
    });
    names.collect::<Option<_>>().ok_or_else(|| {
        let marks: [&[u8]; 2] = [b"\xFF\xFE", b"\xFE\xFF"];
        let first = record.get(0).unwrap_or_default();
        let marked = marks.iter().any(|mark| first.starts_with(mark));
        SurveyError::NotUtf8 {
            utf16: marked || first.contains(&0),
        }
    })
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

    fn row(&mut self, record: &ByteRecord) {
        let line = record.position().map_or(0, csv::Position::line);
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        if record.len() != self.header.len() {
            let reason = Reason::Ragged {
                cells: count(record.len()),
                columns: count(self.header.len()),
            };
            return self.bad_row(line, None, reason);
        }
        let mut cells = Vec::with_capacity(record.len());
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
