//! The class `Responses`.

use std::fmt;

use cesta::satisfaction::{self, Cell, Cells, Column, Row, csv};
use js_sys::{Error, Reflect};
use serde::{Deserialize, Deserializer, de::Visitor};
use wasm_bindgen::prelude::*;

use crate::{
    Journey,
    columns::answers,
    decode::{Argument, decode, decode_or_default},
    encode::{encode, texts},
    error::SurveyError,
    source::is_array,
    text::{Progress, Text},
};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r"
/** A column of a survey in the wide layout: one cell a respondent. */
export interface SurveyColumn {
  /** The column's name: a question of the map, or one that the options name. */
  readonly name: string;
  /** The cells; an empty text, NaN and null are no answer. */
  readonly cells: Float64Array | readonly (number | null)[] | readonly string[];
}

/** A row of a survey in the long layout: one answer. Texts that are left out are empty. */
export interface SurveyRow {
  /** Who answered; rows without a respondent are of different people. */
  readonly respondent?: string;
  /** The question, as the map calls it. */
  readonly question?: string;
  /** The touchpoint, where no question tells it. */
  readonly touchpoint?: string;
  /** The measure, where no question tells it. */
  readonly measure?: string;
  /** The answer; null where there is none. */
  readonly value: number | string | null;
  /** The channel it is about. */
  readonly channel?: string;
  /** The persona of the respondent. */
  readonly persona?: string;
  /** The values of the segment columns that the options name, in their order. */
  readonly segments?: readonly string[];
}
";

/// What customers said: answers by question and respondent, read for one map.
///
/// Its memory is given back by `free()`, by `using`, or when it is collected.
#[wasm_bindgen]
pub struct Responses {
    responses: satisfaction::Responses,
}

impl Responses {
    pub(crate) fn inner(&self) -> &satisfaction::Responses {
        &self.responses
    }
}

#[wasm_bindgen]
impl Responses {
    /// Reads answers from CSV text with a header: a row a respondent, or, if the options say so, a
    /// row an answer. The map tells which columns are questions and which scales they have.
    ///
    /// Throws `SurveyError`, for bad cells with all of them counted and the first thousand told;
    /// and what `progress` throws.
    pub fn read(
        journey: &Journey,
        #[wasm_bindgen(unchecked_param_type = "Text")] text: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "SurveyCsvOptions")] options: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Progress")] progress: &JsValue,
    ) -> Result<Responses, JsValue> {
        let text = Text::new(&Argument::new(text, "text"))?;
        let options = decode_or_default(options, "options")?;
        let mut progress = Progress::new(progress)?;
        let read = csv::read(journey.inner(), text.reader(), &options, progress.of(&text));
        let responses = read.map_err(|it| progress.or_thrown(&text, SurveyError(it)))?;
        Ok(Self { responses })
    }

    /// Answers from columns of equal length, a row a respondent.
    ///
    /// Throws `SurveyError`.
    #[wasm_bindgen(js_name = fromColumns)]
    pub fn from_columns(
        journey: &Journey,
        #[wasm_bindgen(unchecked_param_type = "readonly SurveyColumn[]")] columns: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "SurveyOptions")] options: &JsValue,
    ) -> Result<Responses, Error> {
        let options = decode_or_default(options, "options")?;
        let columns = Argument::new(columns, "columns");
        let columns: Vec<OwnColumn> = columns
            .elements()?
            .iter()
            .map(OwnColumn::new)
            .collect::<Result<_, Error>>()?;
        let lent: Vec<(&str, Vec<&str>, &[f64])> = columns.iter().map(OwnColumn::lend).collect();
        let columns: Vec<Column<'_>> = columns
            .iter()
            .zip(&lent)
            .map(|(own, (name, texts, numbers))| Column {
                name,
                cells: match own.cells {
                    OwnCells::Numbers(_) => Cells::Numbers(numbers),
                    OwnCells::Texts(_) => Cells::Texts(texts),
                },
            })
            .collect();
        let read = satisfaction::Responses::from_columns(journey.inner(), &columns, &options);
        let responses = read.map_err(SurveyError)?;
        Ok(Self { responses })
    }

    /// Answers from rows, a row an answer.
    ///
    /// Throws `SurveyError`.
    #[wasm_bindgen(js_name = fromRows)]
    pub fn from_rows(
        journey: &Journey,
        #[wasm_bindgen(unchecked_param_type = "readonly SurveyRow[]")] rows: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "SurveyOptions")] options: &JsValue,
    ) -> Result<Responses, Error> {
        let options = decode_or_default(options, "options")?;
        let rows: Vec<OwnRow> = decode(rows, "rows")?;
        let segments: Vec<Vec<&str>> = rows
            .iter()
            .map(|row| row.segments.iter().map(String::as_str).collect())
            .collect();
        let rows = rows.iter().zip(&segments).map(|(row, segments)| Row {
            respondent: &row.respondent,
            question: &row.question,
            touchpoint: &row.touchpoint,
            measure: &row.measure,
            value: match &row.value {
                Answer::Number(number) => Cell::Number(*number),
                Answer::Text(text) => Cell::Text(text),
            },
            channel: &row.channel,
            persona: &row.persona,
            segments,
        });
        let read = satisfaction::Responses::from_rows(journey.inner(), rows, &options);
        let responses = read.map_err(SurveyError)?;
        Ok(Self { responses })
    }

    /// How many people answered.
    #[wasm_bindgen(getter)]
    pub fn respondents(&self) -> u32 {
        self.responses.respondents()
    }

    /// The respondents' names, where they have any.
    #[wasm_bindgen(getter)]
    pub fn names(&self) -> Vec<String> {
        self.responses.names().to_vec()
    }

    /// The questions that have answers.
    #[wasm_bindgen(getter)]
    pub fn questions(&self) -> Vec<String> {
        texts(self.responses.questions())
    }

    /// The names of the segment columns.
    #[wasm_bindgen(getter)]
    pub fn segments(&self) -> Vec<String> {
        texts(self.responses.segments())
    }

    /// Columns or questions that are none of the map's.
    #[wasm_bindgen(getter, js_name = unknownQuestions)]
    pub fn unknown_questions(&self) -> Vec<String> {
        self.responses.unknown_questions().to_vec()
    }

    /// The cells that were passed over because they could not be used.
    #[wasm_bindgen(getter, js_name = passedOver, unchecked_return_type = "BadCells")]
    pub fn passed_over(&self) -> Result<JsValue, Error> {
        encode(self.responses.passed_over())
    }
}

struct OwnColumn {
    name: String,
    cells: OwnCells,
}

enum OwnCells {
    Numbers(Vec<f64>),
    Texts(Vec<String>),
}

impl OwnColumn {
    fn new(column: &Argument) -> Result<Self, Error> {
        let [name, cells] = column.fields(["name", "cells"])?;
        Ok(Self {
            name: name.decode()?,
            cells: if holds_texts(&cells.value) {
                OwnCells::Texts(cells.decode()?)
            } else {
                OwnCells::Numbers(answers(&cells)?)
            },
        })
    }

    fn lend(&self) -> (&str, Vec<&str>, &[f64]) {
        match &self.cells {
            OwnCells::Numbers(numbers) => (&self.name, Vec::new(), numbers),
            OwnCells::Texts(texts) => (&self.name, texts.iter().map(String::as_str).collect(), &[]),
        }
    }
}

/// Whether an array begins with a text.
fn holds_texts(cells: &JsValue) -> bool {
    is_array(cells) && Reflect::get_u32(cells, 0).is_ok_and(|first| first.is_string())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct OwnRow {
    #[serde(default)]
    respondent: String,
    #[serde(default)]
    question: String,
    #[serde(default)]
    touchpoint: String,
    #[serde(default)]
    measure: String,
    value: Answer,
    #[serde(default)]
    channel: String,
    #[serde(default)]
    persona: String,
    #[serde(default)]
    segments: Vec<String>,
}

enum Answer {
    Number(f64),
    Text(String),
}

impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        source.deserialize_any(AnswerVisitor)
    }
}

struct AnswerVisitor;

impl Visitor<'_> for AnswerVisitor {
    type Value = Answer;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, a text or null")
    }

    fn visit_unit<E>(self) -> Result<Answer, E> {
        Ok(Answer::Number(f64::NAN))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Answer, E> {
        Ok(Answer::Number(number))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "JavaScript has no other numbers"
    )]
    fn visit_i64<E>(self, number: i64) -> Result<Answer, E> {
        Ok(Answer::Number(number as f64))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "JavaScript has no other numbers"
    )]
    fn visit_u64<E>(self, number: u64) -> Result<Answer, E> {
        Ok(Answer::Number(number as f64))
    }

    fn visit_str<E>(self, text: &str) -> Result<Answer, E> {
        Ok(Answer::Text(text.to_owned()))
    }
}
