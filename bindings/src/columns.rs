//! Columns from JavaScript: typed arrays, and arrays of texts or numbers.

use cesta::log::{Column, MAX_TIME};
use js_sys::{Array, BigInt64Array, Error, Float64Array, JsString, Uint32Array};
use wasm_bindgen::prelude::*;

use crate::{
    decode::Argument,
    source::{MAX_BYTES, class, is_array, is_view, length},
};

// `new Uint32Array(list)` copies what is there, whatever was done to the array that was given, and
// throws where JavaScript's own constructor throws.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = Uint32Array)]
    type Unsigned;
    #[wasm_bindgen(constructor, catch, js_class = Uint32Array)]
    fn new(list: &JsValue) -> Result<Unsigned, JsValue>;

    #[wasm_bindgen(js_name = Float64Array)]
    type Floats;
    #[wasm_bindgen(constructor, catch, js_class = Float64Array)]
    fn new(list: &JsValue) -> Result<Floats, JsValue>;

    #[wasm_bindgen(js_name = BigInt64Array)]
    type Signed;
    #[wasm_bindgen(constructor, catch, js_class = BigInt64Array)]
    fn new(list: &JsValue) -> Result<Signed, JsValue>;

    // Of `pkg/coded.js`: so JavaScript hands over each distinct text once.
    #[wasm_bindgen(catch)]
    fn coded(list: &JsValue, length: u32) -> Result<Option<Array>, JsValue>;
}

/// A column of names, in one of the ways in which they can be given.
pub(crate) enum Names {
    Texts(Vec<String>),
    Numbers(Vec<u32>),
    Coded { codes: Vec<u32>, names: Vec<String> },
}

impl Names {
    pub(crate) fn new(column: &Argument) -> Result<Self, Error> {
        if let Some(numbers) = unsigned(&column.value) {
            return Ok(Self::Numbers(numbers));
        }
        if class(&column.value) == "Object" {
            let [codes, names] = column.fields(["codes", "names"])?;
            let given = unsigned(&codes.value);
            return Ok(Self::Coded {
                codes: given.ok_or_else(|| codes.refuse("expected a `Uint32Array`"))?,
                names: names.decode()?,
            });
        }
        distinct(&column.value).map_or_else(|| column.decode().map(Self::Texts), Ok)
    }

    /// The texts, lent as the library takes them.
    pub(crate) fn texts(&self) -> Vec<&str> {
        match self {
            Self::Texts(texts) | Self::Coded { names: texts, .. } => {
                texts.iter().map(String::as_str).collect()
            }
            Self::Numbers(_) => Vec::new(),
        }
    }

    /// The column, made of itself and its `texts`.
    pub(crate) fn column<'a>(&'a self, texts: &'a [&'a str]) -> Column<'a> {
        match self {
            Self::Texts(_) => Column::Texts(texts),
            Self::Numbers(numbers) => Column::Numbers(numbers),
            Self::Coded { codes, .. } => Column::Coded {
                codes,
                names: texts,
            },
        }
    }
}

/// Times in milliseconds, from a `Float64Array`, a `BigInt64Array` or an array of numbers.
pub(crate) fn times(column: &Argument) -> Result<Vec<i64>, Error> {
    if is_view(&column.value, "BigInt64Array")
        && let Ok(times) = Signed::new(&column.value)
    {
        return Ok(times.unchecked_ref::<BigInt64Array>().to_vec());
    }
    let whole = |(index, time): (usize, f64)| {
        #[expect(clippy::cast_precision_loss, reason = "the limit is far below 2^53")]
        let in_range = time.abs() <= MAX_TIME as f64 && time.fract().abs() <= 0.0;
        #[expect(clippy::cast_possible_truncation, reason = "it is whole and in range")]
        in_range.then_some(time as i64).ok_or_else(|| {
            let message = format!("expected a whole number of milliseconds, found {time}");
            column.refuse_at(index, message)
        })
    };
    numbers(column)?
        .into_iter()
        .enumerate()
        .map(whole)
        .collect()
}

/// Numbers, from a `Float64Array` or an array of numbers.
pub(crate) fn numbers(column: &Argument) -> Result<Vec<f64>, Error> {
    floats(&column.value).map_or_else(|| column.decode(), Ok)
}

/// Answers, as numbers are given; those that are missing are `null` or `undefined` in an array,
/// and NaN here.
pub(crate) fn answers(column: &Argument) -> Result<Vec<f64>, Error> {
    if let Some(answers) = floats(&column.value) {
        return Ok(answers);
    }
    let answers: Vec<Option<f64>> = column.decode()?;
    Ok(answers
        .into_iter()
        .map(|it| it.unwrap_or(f64::NAN))
        .collect())
}

/// A list of texts by their numbers. None where anything is wrong with it: then a look at each
/// element tells what.
fn distinct(list: &JsValue) -> Option<Names> {
    let length = is_array(list).then(|| length(list)).flatten()?;
    let pair = coded(list, length).ok()??;
    let mut bytes = 0;
    let text = |it: JsValue| {
        let text = it.as_string()?;
        bytes += text.len();
        let is_whole = !text.contains(char::REPLACEMENT_CHARACTER)
            || it.unchecked_ref::<JsString>().is_valid_utf16();
        (is_whole && bytes <= MAX_BYTES).then_some(text)
    };
    let names = pair.get(1).unchecked_into::<Array>();
    Some(Names::Coded {
        codes: pair.get(0).unchecked_into::<Uint32Array>().to_vec(),
        names: names.iter().map(text).collect::<Option<_>>()?,
    })
}

fn floats(value: &JsValue) -> Option<Vec<f64>> {
    let numbers = is_view(value, "Float64Array").then(|| Floats::new(value).ok())?;
    Some(numbers?.unchecked_ref::<Float64Array>().to_vec())
}

fn unsigned(value: &JsValue) -> Option<Vec<u32>> {
    let numbers = is_view(value, "Uint32Array").then(|| Unsigned::new(value).ok())?;
    Some(numbers?.unchecked_ref::<Uint32Array>().to_vec())
}
