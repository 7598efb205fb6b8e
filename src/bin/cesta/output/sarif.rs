//! SARIF 2.1.0, the format of code scanners and their viewers.
//!
//! See <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

use std::fmt::Write;

use cesta::{
    gap::{Finding, Place, rules},
    journey::{Position, spec::Level},
};
use serde_json::{Map, Value, json};

use crate::output::text::inert;

/// Findings about one file as a SARIF log. Without a file (a map from standard input) the
/// results have logical locations only.
pub(crate) fn log(file: Option<&str>, findings: &[(&Finding, Option<Position>)]) -> Value {
    let ids: Vec<&str> = rules().map(|rule| rule.id).collect();
    let results = findings.iter().map(|(finding, position)| {
        let index = ids.iter().position(|id| *id == finding.rule);
        result(finding, index, file, *position)
    });
    let rules = rules().map(|rule| {
        json!({
            "id": rule.id,
            "name": pascal_case(rule.name),
            "shortDescription": {"text": literal(rule.summary)},
            "fullDescription": {"text": literal(rule.explanation)},
            "defaultConfiguration": configuration(rule.level),
            "properties": {"family": rule.family, "source": rule.source},
        })
    });
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": env!("CARGO_PKG_NAME"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.collect::<Vec<Value>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results.collect::<Vec<Value>>(),
        }],
    })
}

fn result(
    finding: &Finding,
    index: Option<usize>,
    file: Option<&str>,
    position: Option<Position>,
) -> Value {
    let (kind, name) = place(&finding.place);
    let logical = format!("{kind}:{name}");
    let region = position.map(|it| json!({"startLine": it.line, "startColumn": it.column}));
    let physical = file.map(|file| {
        let file = Some(json!({"uri": uri(file)}));
        object([("artifactLocation", file), ("region", region)])
    });
    let location = object([
        ("physicalLocation", physical),
        (
            "logicalLocations",
            Some(json!([{"fullyQualifiedName": logical, "name": name, "kind": kind}])),
        ),
    ]);
    let numbers = finding.numbers.iter();
    let numbers = numbers.map(|number| (number.name.to_string(), json!(number.value)));
    let numbers: Map<String, Value> = numbers.collect();
    object([
        ("ruleId", Some(json!(finding.rule))),
        ("ruleIndex", index.map(|index| json!(index))),
        ("level", Some(json!(level(finding.level)))),
        (
            "message",
            Some(
                json!({"text": literal(&inert(format_args!("{} {}", finding.message, finding.hint)))}),
            ),
        ),
        ("locations", Some(json!([location]))),
        // The same gap stays the same gap when lines move.
        (
            "partialFingerprints",
            Some(json!({"place/v1": format!("{}:{logical}", finding.rule)})),
        ),
        (
            "properties",
            Some(json!({"weight": finding.weight, "numbers": numbers})),
        ),
    ])
}

/// An object of the fields that have a value: SARIF leaves out what it does not know.
fn object<const N: usize>(fields: [(&str, Option<Value>); N]) -> Value {
    let fields = fields.into_iter();
    let known = fields.filter_map(|(name, value)| Some((name.to_owned(), value?)));
    known.collect::<Map<String, Value>>().into()
}

/// A message that is read as it stands: in SARIF, brackets make a link unless a backslash
/// says that they do not (section 3.11.6).
fn literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '\\' | '[' | ']') {
            literal.push('\\');
        }
        literal.push(character);
    }
    literal
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Allow => "none",
        Level::Info => "note",
        Level::Warn => "warning",
        Level::Deny => "error",
    }
}

fn configuration(level: Level) -> Value {
    match level {
        Level::Allow => json!({"enabled": false}),
        other => json!({"level": self::level(other)}),
    }
}

/// The kind of a place and what it is called.
fn place(place: &Place) -> (&'static str, String) {
    match place {
        Place::Journey => ("journey", "journey".to_owned()),
        Place::Stage { stage } => ("stage", stage.to_string()),
        Place::Touchpoint { touchpoint } => ("touchpoint", touchpoint.to_string()),
        Place::Transition { from, to } => ("transition", format!("{from} -> {to}")),
        Place::Persona { persona } => ("persona", persona.to_string()),
        Place::Element { id, .. } => ("element", id.clone()),
    }
}

/// `dead-end` as `DeadEnd`, which SARIF asks of names.
fn pascal_case(name: &str) -> String {
    let words = name.split('-').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    words.collect()
}

/// A path as a URI reference: relative as it is given, absolute as a file.
fn uri(path: &str) -> String {
    let path = path.replace(std::path::MAIN_SEPARATOR, "/");
    let mut uri = String::new();
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(byte.into()),
            _ if byte.is_ascii_alphanumeric() => uri.push(byte.into()),
            _ => {
                let _infallible = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uri_references() {
        assert_eq!(uri("maps/shop.json"), "maps/shop.json");
        assert_eq!(uri("/a b/č.json"), "file:///a%20b/%C4%8D.json");
    }

    #[test]
    fn messages_have_no_links() {
        assert_eq!(
            literal(r"[click](https://x.test) a\b"),
            r"\[click\](https://x.test) a\\b"
        );
    }

    #[test]
    fn names_are_pascal_case() {
        assert_eq!(pascal_case("unreachable-goal"), "UnreachableGoal");
    }
}
