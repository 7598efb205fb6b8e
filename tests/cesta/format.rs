//! The JSON format: what it reads, what it refuses and how, and that nothing is lost.

use cesta::{
    format::json::{self, MAX_DEPTH, MAX_PROBLEMS},
    journey::{ProblemCode, template::Template},
};
use proptest::prelude::*;

use super::journey::order::journeys;

/// Each problem of a text as `line:column code path`.
fn problems(text: &str) -> Vec<String> {
    let invalid = json::read(text).unwrap_err();
    let shown = invalid.problems().iter().map(|problem| {
        let position = problem
            .position
            .map(|it| it.to_string())
            .unwrap_or_default();
        format!("{position} {} {}", problem.code.as_str(), problem.path)
    });
    shown.collect()
}

#[test]
fn bad_maps_are_refused_with_place_and_reason() {
    for (text, expected) in [
        ("", &["1:1 syntax "][..]),
        ("{", &["1:1 syntax "]),
        ("{\"version\": 1,\n  \"id\": \"x\",, }", &["2:13 syntax "]),
        ("{\"žluť\": NaN}", &["1:10 syntax "]),
        ("{\n\"a\": -Infinity}", &["2:7 syntax "]),
        ("[]", &["1:1 wrongType "]),
        ("7", &["1:1 wrongType "]),
        ("{}", &["1:1 missingField version"]),
        (r#"{"version": 1, "id": "x"}"#, &["1:1 missingField stages"]),
        (
            r#"{"version": 2, "id": "x", "stages": []}"#,
            &["1:2 unsupportedVersion version"],
        ),
        (
            r#"{"version": "1", "id": "x", "stages": []}"#,
            &["1:2 wrongType version"],
        ),
        (
            r#"{"version": 1, "id": "x", "stages": {}}"#,
            &["1:27 wrongType stages"],
        ),
        (
            r#"{"version": 1, "id": "x", "stages": null}"#,
            &["1:27 wrongType stages"],
        ),
        (
            r#"{"version": 1, "id": "x", "id": "y", "stages": []}"#,
            &["1:27 duplicateField id"],
        ),
        (
            r#"{"version": 1, "id": "x", "stages": [], "attributes": {"a": {"b": 1, "b": 2}}}"#,
            &["1:70 duplicateField attributes.a.b"],
        ),
        (
            r#"{"version": 1, "id": "x", "stages": [{"id": "s", "phase": "later"}]}"#,
            &["1:50 wrongType stages[0].phase"],
        ),
        (
            r#"{"version": 1, "id": "x", "stages": [{"id": "s", "touchpoints": [{"id": "t", "emotion": 1.5}]}]}"#,
            &["1:78 wrongType stages[0].touchpoints[0].emotion"],
        ),
        (
            r#"{"version": 1, "id": "x", "stages": [], "transitions": [{"from": "a", "to": "b"}]}"#,
            &[
                "1:58 unknownId transitions[0].from",
                "1:71 unknownId transitions[0].to",
            ],
        ),
        (
            r#"{"version": 1, "id": "x", "stages": [], "measures": [{"id": "m", "min": 1, "max": 5, "statistic": {"kind": "median"}}]}"#,
            &["1:100 wrongType measures[0].statistic.kind"],
        ),
    ] {
        assert_eq!(problems(text), expected, "{text}");
    }
}

#[test]
fn independent_problems_come_all_at_once_in_the_order_of_the_text() {
    let text = r#"{
  "version": 1,
  "id": 5,
  "colour": "red",
  "stages": [
    {"id": "s", "touchpoints": [
      {"id": "a", "emotion": "bad", "channels": "web", "importance": 3},
      {"label": "no id"},
      7
    ]},
    {"id": "t", "phase": "later"}
  ],
  "transitions": [{"from": "a"}, {"from": "a", "to": "b", "probability": true}]
}"#;
    assert_eq!(
        problems(text),
        [
            "3:3 wrongType id",
            "4:3 unknownField colour",
            "7:19 wrongType stages[0].touchpoints[0].emotion",
            "7:37 wrongType stages[0].touchpoints[0].channels",
            "8:7 missingField stages[0].touchpoints[1].id",
            "9:7 wrongType stages[0].touchpoints[2]",
            "11:17 wrongType stages[1].phase",
            "13:19 missingField transitions[0].to",
            "13:59 wrongType transitions[1].probability",
        ]
    );
}

#[test]
fn messages_use_the_words_of_the_format() {
    let text = r#"{"version": 1, "id": "x", "stages": [{"id": "s", "phase": "later", "owner": [], "touchpoints": [{"id": "t", "cost": "1", "scores": [{"measure": "nps", "value": 1, "interval": [1]}]}]}]}"#;
    let invalid = json::read(text).unwrap_err();
    let messages: Vec<_> = invalid
        .problems()
        .iter()
        .map(|it| it.message.as_str())
        .collect();
    assert_eq!(
        messages,
        [
            "expected `before`, `during` or `after`, found `later`",
            "expected a text, found a list",
            "expected a number, found the text `1`",
            "expected a list of 2 numbers, found 1 elements",
        ]
    );
}

#[test]
fn numbers_are_read_to_the_last_bit() {
    // A quick way of reading ends in ...44 here, and JavaScript would see another map.
    let number = "94.30728218313345";
    let text = format!(
        r#"{{"version": 1, "id": "x", "stages": [{{"id": "s", "touchpoints": [{{"id": "t", "cost": {number}}}]}}]}}"#
    );
    let written = json::write(&json::read(&text).unwrap());
    assert!(
        written.contains(&format!("\"cost\": {number}")),
        "{written}"
    );
}

#[test]
fn hostile_texts_end_in_an_error() {
    let deep = format!(
        r#"{{"version": 1, "id": "x", "stages": [], "attributes": {{"a": {}{}}}}}"#,
        "[".repeat(200_000),
        "]".repeat(200_000)
    );
    let bomb = "[".repeat(1_000_000);
    for text in [
        deep.as_str(),
        bomb.as_str(),
        "\0",
        "\u{feff}\u{feff}{}",
        "nul",
        "1e999",
    ] {
        let invalid = json::read(text).unwrap_err();
        assert_eq!(invalid.problems()[0].code, ProblemCode::Syntax);
    }
    let fits = |depth: u8| {
        let depth = usize::from(depth);
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        let attributes = format!(r#"{{"a": {open}{close}}}"#);
        json::read(&format!(
            r#"{{"version": 1, "id": "x", "stages": [], "attributes": {attributes}}}"#
        ))
        .is_ok()
    };
    assert!(fits(MAX_DEPTH - 2) && !fits(MAX_DEPTH - 1));

    let label = "x".repeat(20_000_000);
    let text =
        format!(r#"{{"version": 1, "id": "x", "label": "{label}", "stages": [], "{label}": 1}}"#);
    let invalid = json::read(&text).unwrap_err();
    let codes: Vec<_> = invalid.problems().iter().map(|it| it.code).collect();
    assert_eq!(codes, [ProblemCode::TooLong, ProblemCode::UnknownField]);
    assert!(invalid.problems().iter().all(|it| it.message.len() < 1_000));

    let dots = ".".repeat(1_000_000);
    let text = format!(r#"{{"version": 1, "id": "x", "stages": [], "{dots}": 1}}"#);
    assert_eq!(json::read(&text).unwrap_err().problems().len(), 1);
}

#[test]
fn bytes_must_be_utf_8() {
    let invalid = json::read_bytes(b"{\n \"id\": \"caf\xe9\"}").unwrap_err();
    let [problem] = invalid.problems() else {
        panic!()
    };
    assert_eq!(problem.to_string(), "2:12: the text is not UTF-8");
    let utf16: Vec<u8> = [0xfeff_u16, 0x7b]
        .iter()
        .flat_map(|it| it.to_le_bytes())
        .collect();
    let invalid = json::read_bytes(&utf16).unwrap_err();
    assert_eq!(
        invalid.problems()[0].message,
        "the text is not UTF-8; it looks like UTF-16"
    );
    assert!(
        json::read_bytes("\u{feff}{\"version\": 1, \"id\": \"x\", \"stages\": []}".as_bytes())
            .is_ok()
    );
}

#[test]
fn many_problems_are_found_in_linear_time() {
    let map = |touchpoints: &str| {
        format!(
            r#"{{"version": 1, "id": "x", "stages": [{{"id": "s", "touchpoints": [{touchpoints}]}}]}}"#
        )
    };
    let list = |element: fn(u32) -> String| (0..100_000).map(element).collect::<Vec<_>>().join(",");
    let touchpoints = list(|it| format!(r#"{{"id": "t{it}", "emotion": "x", "tone": 1}}"#));
    let channels = list(|_| "1".to_owned());
    let fields = list(|it| format!(r#""f{it}": 1"#));
    let twice = list(|_| r#""f": 1"#.to_owned());
    for text in [
        map(&touchpoints),
        map(&format!(r#"{{"id": "t", "channels": [{channels}]}}"#)),
        map(&format!(r#"{{"id": "t", {fields}}}"#)),
        map(&format!(r#"{{"id": "t", "attributes": {{{twice}}}}}"#)),
        format!(r#"{{"version": 1, "id": "x", "stages": [], {fields}}}"#),
    ] {
        let problems = json::read(&text).unwrap_err().into_problems();
        assert_eq!(problems.len(), MAX_PROBLEMS + 1);
        let last = problems.last().unwrap();
        assert_eq!(last.code, ProblemCode::TooManyProblems);
        assert_eq!(
            last.message,
            "there are more than 1000 problems: reading stopped here"
        );
        assert!(
            problems
                .iter()
                .all(|it| it.position.is_some() && it.position <= last.position)
        );
        let several = problems.iter().filter(|it| it.code == last.code).count();
        assert_eq!(several, 1);
    }
    let exactly: Vec<String> = (0..MAX_PROBLEMS).map(|_| "1".to_owned()).collect();
    let text = map(&format!(
        r#"{{"id": "t", "channels": [{}]}}"#,
        exactly.join(",")
    ));
    let problems = json::read(&text).unwrap_err().into_problems();
    assert_eq!(problems.len(), MAX_PROBLEMS);
    assert!(problems.iter().all(|it| it.code == ProblemCode::WrongType));
}

#[test]
fn what_lacks_a_field_hides_no_other_problem() {
    let text = r#"{"version": 1, "id": "x", "stages": [{"id": "s", "touchpoints": [
  {"id": "t", "painPoints": [{"label": "no id"}, {"id": 7, "label": "l"}],
   "scores": [{"measure": "nps", "value": 1, "interval": ["a", 5]}], "emotion": "x"}]}]}"#;
    assert_eq!(
        problems(text),
        [
            "2:30 missingField stages[0].touchpoints[0].painPoints[0].id",
            "2:51 wrongType stages[0].touchpoints[0].painPoints[1].id",
            "3:59 wrongType stages[0].touchpoints[0].scores[0].interval[0]",
            "3:70 wrongType stages[0].touchpoints[0].emotion",
        ]
    );
}

#[test]
fn a_hundred_thousand_touchpoints_are_read_and_written() {
    let touchpoints: Vec<String> = (0..100_000)
        .map(|index| format!(r#"{{"id": "t{index}", "label": "Touchpoint {index}"}}"#))
        .collect();
    let text = format!(
        r#"{{"version": 1, "id": "x", "stages": [{{"id": "s", "touchpoints": [{}]}}]}}"#,
        touchpoints.join(",")
    );
    let journey = json::read(&text).unwrap();
    assert_eq!(journey.touchpoints().len(), 100_000);
    assert!(json::write(&journey).len() > text.len());
}

#[test]
fn every_template_survives_the_format() {
    for template in Template::ALL {
        let journey = template.journey().build().unwrap();
        let text = json::write(&journey);
        let again = json::read(&text).unwrap();
        assert_eq!(again, journey);
        assert_eq!(json::write(&again), text);
    }
}

#[test]
fn other_sources_are_read_like_text() {
    let value = serde_json::json!({
        "version": 1.0,
        "id": "x",
        "stages": [{"id": "s", "touchpoints": [{"id": "t", "emotion": -1.0, "label": null}]}],
    });
    let journey = json::deserialize(value).unwrap();
    assert_eq!(journey.touchpoint("t").unwrap().emotion, Some(-1));
    let invalid = json::deserialize(serde_json::json!({"version": 1, "x": 0})).unwrap_err();
    let paths: Vec<_> = invalid
        .problems()
        .iter()
        .map(|it| it.path.as_str())
        .collect();
    assert_eq!(paths, ["x", "id"]);
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(spec in journeys()) {
        let journey = spec.build().unwrap();
        prop_assert_eq!(json::read(&json::write(&journey)).unwrap(), journey);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}") {
        let _read = json::read(&text);
    }

    #[test]
    fn json_with_wrong_values_is_refused_with_places(
        field in "[a-z]{1,8}", value in prop_oneof!["\"[a-z]{0,5}\"", "-?[0-9]{1,5}", Just("null".to_owned()), Just("[{}]".to_owned())],
    ) {
        let text = format!(
            r#"{{"version": 1, "id": "x", "stages": [{{"id": "s", "touchpoints": [{{"id": "t", "{field}": {value}}}]}}]}}"#
        );
        if let Err(invalid) = json::read(&text) {
            for problem in invalid.problems() {
                prop_assert!(problem.position.is_some(), "{}", problem);
            }
        }
    }
}
