//! The native format: JSON, version 1.
//!
//! A map is written as its [`spec`](crate::journey::spec) says, in camelCase, with touchpoints
//! nested in their stages. Reading refuses unknown fields, reports every independent problem at
//! once, each with the path and the line and column of its place, and never recurses deeper
//! than [`MAX_DEPTH`]. After [`MAX_PROBLEMS`] that have to do with decoding it stops, and says so.

mod argument;
mod decode;
mod locate;
mod node;
mod value;
mod wrong;

use serde::{
    Deserializer,
    de::{DeserializeOwned, DeserializeSeed},
};

pub use self::{argument::InvalidArgument, decode::MAX_PROBLEMS, locate::locate, node::MAX_DEPTH};
use self::{decode::Decoder, node::Node};
use crate::{
    journey::{InvalidJourney, Journey, Position, Problem, ProblemCode},
    sort,
};

/// Reads a map from JSON text. A byte order mark in front is passed over.
///
/// # Errors
/// [`InvalidJourney`] with every problem, in the order of the text.
///
/// # Complexity
/// Linear in the text.
///
/// # Example
/// ```
/// use cesta::format::json;
///
/// let journey = json::read(r#"{
///   "version": 1,
///   "id": "bakery",
///   "stages": [
///     {"id": "find", "touchpoints": [{"id": "smell", "role": "entry"}]},
///     {"id": "buy", "touchpoints": [{"id": "counter", "role": "goal"}]}
///   ]
/// }"#)?;
/// assert_eq!(journey.transitions().len(), 1); // left out: in the order written
///
/// let wrong = json::read(r#"{"version": 1, "id": "x", "stages": [{"id": 7, "fase": "during"}]}"#);
/// let wrong: Vec<String> = wrong.unwrap_err().problems().iter().map(ToString::to_string).collect();
/// assert_eq!(wrong[0], "1:39: stages[0].id: expected a text, found the number 7");
/// assert!(wrong[1].starts_with("1:48: stages[0].fase: there is no field `fase` here"));
/// # Ok::<(), cesta::journey::InvalidJourney>(())
/// ```
pub fn read(text: &str) -> Result<Journey, InvalidJourney> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut json = serde_json::Deserializer::from_str(text);
    let node = node::Seed::text()
        .deserialize(&mut json)
        .and_then(|node| json.end().map(|()| node));
    let read = match node {
        Ok(node) => build(node),
        Err(error) => Err(vec![syntax(text, &error)]),
    };
    read.map_err(|mut problems| {
        place(text, &mut problems);
        invalid(problems)
    })
}

/// Reads a map from bytes, which must be JSON text in UTF-8.
///
/// # Errors
/// As [`read`]; for bytes that are not UTF-8 a problem with the place of the first wrong byte.
///
/// # Complexity
/// Linear in the bytes.
///
/// # Example
/// ```
/// use cesta::format::json;
///
/// let latin_1 = b"{\"version\": 1,\n \"id\": \"caf\xe9\"}";
/// let wrong = json::read_bytes(latin_1).unwrap_err();
/// assert_eq!(wrong.problems()[0].to_string(), "2:12: the text is not UTF-8");
/// ```
pub fn read_bytes(bytes: &[u8]) -> Result<Journey, InvalidJourney> {
    match std::str::from_utf8(bytes) {
        Ok(text) => read(text),
        Err(error) => {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let before = String::from_utf8_lossy(before);
            let hint = match bytes {
                [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "; it looks like UTF-16",
                _ => "",
            };
            Err(invalid(vec![Problem {
                code: ProblemCode::Syntax,
                path: String::new(),
                message: format!("the text is not UTF-8{hint}"),
                position: Some(locate::position(&before, before.len())),
            }]))
        }
    }
}

/// Reads a map from any self-describing source that serde can read, such as a JavaScript value.
///
/// # Errors
/// [`InvalidJourney`] with every problem, without positions.
///
/// # Complexity
/// Linear in the source.
///
/// # Example
/// ```
/// use cesta::format::json;
/// use serde_json::json;
///
/// let bakery = json!({
///     "version": 1,
///     "id": "bakery",
///     "stages": [{"id": "buy", "touchpoints": [{"id": "counter", "role": "goal"}]}],
/// });
/// let journey = json::deserialize(bakery)?;
/// assert!(journey.touchpoint("counter").is_some());
/// # Ok::<(), cesta::journey::InvalidJourney>(())
/// ```
pub fn deserialize<'de, D: Deserializer<'de>>(source: D) -> Result<Journey, InvalidJourney> {
    let tree = tree(source).and_then(build);
    tree.map_err(invalid)
}

/// Decodes anything that is data, such as options or a result that is handed back, from any
/// self-describing source that serde can read, such as a JavaScript value.
///
/// What serde itself would do, but with every problem at once. Numbers may be of one kind, as
/// in JavaScript: `3.0` is a whole number.
///
/// # Errors
/// [`InvalidArgument`] with every problem, but that of the fields that an object lacks the first
/// one is told.
///
/// # Complexity
/// Linear in the source, for each problem.
///
/// # Example
/// ```
/// use cesta::{format::json, gap::GapOptions};
/// use serde_json::json;
///
/// let options: GapOptions = json::decode(json!({"thinStage": 3.0}))?;
/// assert_eq!(options.thin_stage, 3);
///
/// let wrong = json::decode::<GapOptions, _>(json!({"thinStage": 3.5, "levels": {"S1": "off"}}));
/// let wrong: Vec<String> = wrong.unwrap_err().problems().iter().map(ToString::to_string).collect();
/// assert_eq!(wrong, [
///     "levels.S1: expected `allow`, `info`, `warn` or `deny`, found `off`",
///     "thinStage: expected a whole number from 0 to 4294967295, found the number 3.5",
/// ]);
/// # Ok::<(), json::InvalidArgument>(())
/// ```
pub fn decode<'de, T: DeserializeOwned, D: Deserializer<'de>>(
    source: D,
) -> Result<T, InvalidArgument> {
    let decoded = tree(source).and_then(|node| {
        let mut decoder = Decoder::default();
        let whole = decoder.whole(node);
        let sound = whole.filter(|_| decoder.problems.is_empty());
        sound.ok_or(decoder.problems)
    });
    decoded.map_err(InvalidArgument::new)
}

fn tree<'de, D: Deserializer<'de>>(source: D) -> Result<Node, Vec<Problem>> {
    let node = node::Seed::values().deserialize(source);
    node.map_err(|error| {
        vec![Problem {
            code: ProblemCode::Syntax,
            path: String::new(),
            message: error.to_string(),
            position: None,
        }]
    })
}

/// Writes a map as JSON text, indented, with a line end at the end.
///
/// Reading it again gives an equal map; equal maps give equal bytes.
///
/// # Complexity
/// Linear in the map.
pub fn write(journey: &Journey) -> String {
    // A built map has no number that JSON cannot write, and only texts as keys.
    let mut text = serde_json::to_string_pretty(&journey.to_spec()).unwrap_or_default();
    text.push('\n');
    text
}

/// The JSON Schema of the format, which editors use to complete and check map files.
#[cfg(feature = "schema")]
pub fn schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(crate::journey::spec::Journey);
    schema.insert("title".to_owned(), "Cesta journey map, version 1".into());
    if let Some(version) = schema.pointer_mut("/properties/version") {
        *version = serde_json::json!({
            "description": "The format's version: always 1.",
            "const": crate::journey::spec::FORMAT_VERSION,
        });
    }
    let mut schema = schema.to_value();
    keep_summaries(&mut schema);
    schema
}

/// Cuts descriptions to their first paragraph: what follows is for readers of the Rust code.
#[cfg(feature = "schema")]
fn keep_summaries(schema: &mut serde_json::Value) {
    match schema {
        serde_json::Value::Object(fields) => {
            if let Some(serde_json::Value::String(text)) = fields.get_mut("description") {
                let summary = text
                    .split("\n\n")
                    .next()
                    .unwrap_or_default()
                    .replace('\n', " ");
                *text = summary;
            }
            fields.values_mut().for_each(keep_summaries);
        }
        serde_json::Value::Array(values) => values.iter_mut().for_each(keep_summaries),
        _ => {}
    }
}

/// Decodes and builds; problems come without positions.
fn build(node: Node) -> Result<Journey, Vec<Problem>> {
    let mut decoder = Decoder::default();
    let spec = decoder.journey(node);
    let Decoder {
        mut problems, lost, ..
    } = decoder;
    let Some(spec) = spec else {
        return Err(problems);
    };
    if problems.is_empty() {
        return spec.build().map_err(InvalidJourney::into_problems);
    }
    // What could be read may have problems of its own. With a list element lost, positions in
    // lists would be wrong; with a field lost, an id may seem unknown that is not.
    if !lost && let Err(invalid) = spec.build() {
        let more = invalid.into_problems().into_iter();
        problems.extend(more.filter(|problem| problem.code != ProblemCode::UnknownId));
    }
    Err(problems)
}

fn syntax(text: &str, error: &serde_json::Error) -> Problem {
    // serde_json counts columns in bytes.
    let (line, column) = (error.line().max(1), error.column().max(1));
    let line_text = text.split('\n').nth(line - 1).unwrap_or_default();
    let (before, rest) = line_text
        .split_at_checked(column - 1)
        .unwrap_or((line_text, ""));
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let position = Position {
        line: number(line),
        column: number(before.chars().count() + 1),
    };
    // It ends its messages with the place, which is told apart here.
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    let message = match no_number(rest) {
        Some(word) => format!("`{word}` is not a number that JSON has"),
        None => format!("the text is not JSON: {}", message.to_ascii_lowercase()),
    };
    Problem {
        code: ProblemCode::Syntax,
        path: String::new(),
        message,
        position: Some(position),
    }
}

/// The word that other languages have for a number and JSON has not, if that is what is wrong.
fn no_number(rest: &str) -> Option<&'static str> {
    let rest = rest.trim_start_matches('-');
    ["NaN", "Infinity"]
        .into_iter()
        .find(|word| rest.starts_with(word))
}

/// Gives every problem the position of its path and puts them in the order of the text.
fn place(text: &str, problems: &mut Vec<Problem>) {
    let positions = locate(text, problems.iter().map(|problem| problem.path.as_str()));
    for (problem, position) in problems.iter_mut().zip(positions) {
        problem.position = problem.position.or(position);
    }
    // That there are more comes last.
    let order = |it: &Problem| (it.code == ProblemCode::TooManyProblems, it.position);
    sort::by_key(problems, order);
}

fn invalid(problems: Vec<Problem>) -> InvalidJourney {
    InvalidJourney::new(problems)
}
