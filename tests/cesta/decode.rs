//! Options and results from any source, with every problem at once.

use std::collections::BTreeMap;

use cesta::{
    format::json::{InvalidArgument, MAX_PROBLEMS, decode},
    gap::{GapOptions, GapReport},
    journey::{Measure, ProblemCode, spec::Touchpoint},
    path::RouteLimits,
    satisfaction::LineSource,
};
use serde::{
    Deserializer,
    de::{
        DeserializeOwned, Visitor,
        value::{Error, MapDeserializer, SeqDeserializer},
    },
    forward_to_deserialize_any,
};
use serde_json::{Value, json};

/// A value as JavaScript has it: every number is of one kind.
struct Script(Value);

impl<'de> Deserializer<'de> for Script {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Number(number) => visitor.visit_f64(number.as_f64().unwrap()),
            // JSON has no words for these.
            Value::String(text) if text == "(NaN)" => visitor.visit_f64(f64::NAN),
            Value::String(text) if text == "(-∞)" => visitor.visit_f64(f64::NEG_INFINITY),
            Value::String(text) => visitor.visit_string(text),
            Value::Array(list) => {
                visitor.visit_seq(SeqDeserializer::new(list.into_iter().map(Script)))
            }
            Value::Object(fields) => visitor.visit_map(MapDeserializer::new(
                fields
                    .into_iter()
                    .map(|(name, value)| (name, Script(value))),
            )),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        option unit unit_struct newtype_struct seq tuple tuple_struct map struct enum
        identifier ignored_any
    }
}

impl serde::de::IntoDeserializer<'_, Error> for Script {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

fn script<T: DeserializeOwned>(value: Value) -> Result<T, InvalidArgument> {
    decode(Script(value))
}

/// Each problem as `code path: message`.
fn problems<T: DeserializeOwned + std::fmt::Debug>(value: Value) -> Vec<String> {
    let invalid = script::<T>(value).unwrap_err();
    assert_eq!(invalid.code(), "invalidArgument");
    let shown = invalid
        .problems()
        .iter()
        .map(|it| format!("{} {it}", it.code.as_str()));
    shown.collect()
}

#[test]
fn numbers_of_one_kind_are_whole_where_they_have_no_fraction() {
    let limits: RouteLimits = script(json!({"maxRoutes": 5.0})).unwrap();
    assert_eq!(limits.max_routes, 5);
    let measure: Measure = script(json!({
        "id": "m", "min": 0, "max": 10, "statistic": {"kind": "boxes", "from": 8, "to": 10},
    }))
    .unwrap();
    assert_eq!(measure.range(), (0.0, 100.0));
    let touchpoint: Touchpoint =
        script(json!({"id": "t", "emotion": -2, "attributes": {"n": 3, "x": 3.5}})).unwrap();
    assert_eq!(touchpoint.emotion, Some(-2));
    assert_eq!(json!(touchpoint.attributes), json!({"n": 3, "x": 3.5}));

    assert_eq!(
        problems::<GapOptions>(json!({
            "thinStage": 3.5, "minAnswers": -1, "satisfactionThreshold": "(NaN)",
            "expectationTolerance": "(-∞)",
        })),
        [
            "notFinite expectationTolerance: expected a number, found -Infinity",
            "wrongType minAnswers: expected a whole number from 0 to 4294967295, found the number -1",
            "notFinite satisfactionThreshold: expected a number, found NaN",
            "wrongType thinStage: expected a whole number from 0 to 4294967295, found the number 3.5",
        ]
    );
    assert_eq!(
        problems::<Touchpoint>(
            json!({"id": "t", "emotion": "(NaN)", "attributes": {"a": ["(NaN)"]}})
        ),
        [
            "notFinite attributes.a[0]: expected any valid JSON value, found NaN",
            "notFinite emotion: expected a whole number, found NaN",
        ]
    );
}

#[test]
fn words_may_carry_a_value() {
    let source = |value| script::<LineSource>(value);
    assert_eq!(source(json!("designed")).unwrap(), LineSource::Designed);
    let by_nps = LineSource::Measure("nps".into());
    assert_eq!(source(json!({"measure": "nps"})).unwrap(), by_nps);
    for (value, problem) in [
        (
            json!("measure"),
            "expected an object, found the text `measure`",
        ),
        (
            json!({"measure": 7}),
            "measure: expected a text, found the number 7",
        ),
        (json!({"designed": 7}), "expected a word, found an object"),
        (json!({}), "expected a word, found an object"),
        (
            json!("drawn"),
            "expected `designed` or `measure`, found `drawn`",
        ),
        (json!(null), "expected a word, found null"),
    ] {
        assert_eq!(
            problems::<LineSource>(value),
            [format!("wrongType {problem}")]
        );
    }
}

#[cfg(feature = "csv")]
#[test]
fn what_is_wrong_inside_of_a_word_is_told_once() {
    use cesta::satisfaction::csv::CsvOptions;

    assert_eq!(
        problems::<CsvOptions>(json!({"layout": {"long": 5}, "maxField": "x"})),
        [
            "wrongType layout.long: expected an object, found the number 5",
            "wrongType maxField: expected a whole number from 0 to 4294967295, found the text `x`",
        ]
    );
    assert_eq!(
        problems::<CsvOptions>(
            json!({"layout": {"long": {"value": 5, "rows": 1}}, "delimiter": ";;"})
        ),
        [
            "wrongType delimiter: expected a character, found the text `;;`",
            "unknownField layout.long.rows: there is no field `rows` here; expected `question`, \
             `touchpoint`, `measure` or `value`",
            "wrongType layout.long.value: expected a text, found the number 5",
        ]
    );
}

#[test]
fn a_result_that_was_changed_tells_everything_that_is_wrong_with_it() {
    let changed = json!({
        "findings": [
            {"rule": "S1", "place": {"kind": "nowhere"}},
            {"rule": 7},
        ],
        "counts": [],
        "ran": ["S1", 7],
        "notRun": "none",
    });
    assert_eq!(
        problems::<GapReport>(changed),
        [
            "wrongType counts: expected an object, found a list",
            "wrongType findings[0].place.kind: expected `journey`, `stage`, `touchpoint`, \
             `transition`, `persona` or `element`, found `nowhere`",
            "missingField findings[0].name: the field `name` is missing",
            "wrongType findings[1].rule: expected a text, found the number 7",
            "wrongType notRun: expected a list, found the text `none`",
            "wrongType ran[1]: expected a text, found the number 7",
        ]
    );
}

#[test]
fn there_is_an_end_to_problems() {
    let many: BTreeMap<String, u32> = (0..100_000).map(|it| (format!("f{it:06}"), it)).collect();
    for wrong in [
        script::<GapOptions>(json!(many)).unwrap_err(),
        script::<Vec<String>>(json!(vec![1; 100_000])).unwrap_err(),
    ] {
        let problems = wrong.into_problems();
        assert_eq!(problems.len(), MAX_PROBLEMS + 1);
        assert_eq!(problems[MAX_PROBLEMS].code, ProblemCode::TooManyProblems);
    }
}
