//! The schema of everything that is data.

use std::{collections::BTreeMap, ops::ControlFlow};

use cesta::{
    flow::{OverlayOptions, overlay},
    format::json as format,
    gap::{GapOptions, Observed, check},
    log,
    render::PassedOver,
    satisfaction::{
        self, CompareOptions, SatisfactionOptions, Score, SurveyOptions, analyse,
        best_emotion_line, compare,
    },
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use crate::{architecture::library, generated::current};

fn schema() -> (Value, Map<String, Value>) {
    let schema = cesta::wire::schema();
    let definitions = schema["$defs"].as_object().unwrap().clone();
    (schema, definitions)
}

#[test]
fn the_wire_schema_is_current() {
    let (schema, _) = schema();
    let schema = serde_json::to_string_pretty(&schema).unwrap();
    current("schema/wire.schema.json", &(schema + "\n"));
}

/// The types of the library that serde knows, by their names in the schema, with their files.
fn types() -> BTreeMap<String, String> {
    let mut types = BTreeMap::new();
    for (path, source) in library() {
        let is_spec = path.starts_with("src/journey/spec/");
        let mut name = None;
        let mut is_data = is_spec;
        for line in source.lines() {
            // What stands inside of a function is how something else is read.
            let is_outside = !line.starts_with(' ');
            let line = line.trim();
            if line.starts_with("#[derive(") {
                name = None;
                is_data = line.contains("Serialize") || line.contains("Deserialize");
            }
            // Fields, which have such names too, come after the type.
            let of_serde = line.split_once("#[serde(rename = \"");
            let of_serde = of_serde.filter(|_| is_data && !is_spec);
            let renamed = line.split_once("schemars(rename = \"").or(of_serde);
            if let Some((_, rest)) = renamed {
                name = rest.split('"').next().map(str::to_owned);
            }
            let line = line.strip_prefix("pub ").unwrap_or(line);
            let own = ["struct ", "enum "]
                .iter()
                .find_map(|it| line.strip_prefix(it));
            let Some(own) = own else { continue };
            let own = own.split(|it: char| !it.is_alphanumeric()).next().unwrap();
            if is_data && is_outside && !own.is_empty() {
                let name = name.take().unwrap_or_else(|| own.to_owned());
                let other = types.insert(name.clone(), path.clone());
                let is_own = other.is_none_or(|other| other == path);
                assert!(
                    is_own,
                    "another type than that of {path} is called `{name}`"
                );
            }
            is_data = is_spec;
        }
    }
    types
}

#[test]
fn every_type_that_is_data_has_a_definition() {
    let (_, definitions) = schema();
    let types = types();
    assert!(
        types.len() > 100,
        "the sources are not read any more: {types:#?}"
    );
    for (name, path) in types {
        assert!(
            definitions.contains_key(&name),
            "`{name}` of {path} is missing: add it in src/wire.rs"
        );
    }
}

#[test]
fn names_and_descriptions_read_well() {
    let (schema, definitions) = schema();
    assert_eq!(schema.get("type"), None, "there is no root");
    for name in definitions.keys() {
        assert!(
            name.chars().all(char::is_alphabetic),
            "two types are called `{name}`"
        );
    }
    let text = schema.to_string();
    assert!(
        !text.contains("[`") && !text.contains("# "),
        "Rust's links and headings"
    );
    for definition in definitions.values() {
        assert!(definition["description"].is_string(), "{definition}");
    }
}

#[test]
fn what_is_read_may_leave_out_and_what_is_written_is_there() {
    let (_, definitions) = schema();
    let options = &definitions["GapOptions"];
    assert_eq!(options.get("required"), None);
    assert_eq!(options["properties"]["thinStage"]["default"], json!(2));
    assert_eq!(definitions["Touchpoint"]["required"], json!(["id"]));

    let score = &definitions["Score"];
    let fields = score["properties"].as_object().unwrap().len();
    assert_eq!(score["required"].as_array().unwrap().len(), fields);
    assert_eq!(
        score["properties"]["value"]["type"],
        json!(["number", "null"])
    );
    let left_out = definitions["FindingNumber"]["required"].as_array().unwrap();
    assert!(!left_out.contains(&json!("unit")));
}

/// What a program is handed back is what it gave, and nothing that it did not mean.
fn comes_back<T: PartialEq + std::fmt::Debug + Serialize + DeserializeOwned>(result: &T) {
    let mut data = serde_json::to_value(result).unwrap();
    let back: T = serde_json::from_value(data.clone()).unwrap();
    assert_eq!(back, *result);
    data["noSuchField"] = json!(1);
    let refused = serde_json::from_value::<T>(data).unwrap_err().to_string();
    assert!(refused.contains("unknown field `noSuchField`"), "{refused}");
}

#[test]
fn results_of_the_shop_come_back() {
    let shop = format::read(include_str!("../../examples/shop/journey.json")).unwrap();
    let events = include_bytes!("../../examples/shop/events.csv").as_slice();
    let options = log::csv::CsvOptions::default();
    let read = log::csv::read(events, &options, |_| ControlFlow::Continue(())).unwrap();
    let overlay = overlay(&shop, &read.log, &OverlayOptions::default());
    comes_back(&overlay);

    let observed = Observed {
        overlay: Some(&overlay),
        ..Observed::default()
    };
    let gaps = check(&shop, &observed, &GapOptions::default()).unwrap();
    assert!(!gaps.findings.is_empty());
    comes_back(&gaps);
    for finding in &gaps.findings {
        comes_back(finding);
        comes_back(&finding.place);
    }
    comes_back(&PassedOver { rows: 3, cells: 1 });
}

#[test]
fn results_of_the_flight_come_back() {
    let flight = format::read(include_str!("../../examples/flight/journey.json")).unwrap();
    let answers = include_bytes!("../../examples/flight/survey.csv").as_slice();
    let options = satisfaction::csv::CsvOptions {
        survey: SurveyOptions {
            segments: vec!["type_of_travel".into()],
            ..SurveyOptions::default()
        },
        ..satisfaction::csv::CsvOptions::default()
    };
    let read = satisfaction::csv::read(&flight, answers, &options, |_| ControlFlow::Continue(()));
    let satisfaction = analyse(&flight, &read.unwrap(), &SatisfactionOptions::default()).unwrap();
    assert!(!satisfaction.segments.is_empty());
    comes_back(&satisfaction);
    comes_back(&satisfaction.touchpoints[0]);
    comes_back(&best_emotion_line(&flight, Some(&satisfaction)));

    let scores: Vec<&Score> = satisfaction
        .touchpoints
        .iter()
        .flat_map(|it| &it.scores)
        .collect();
    comes_back(scores[0]);
    comes_back(&compare(scores[0], scores[1], &CompareOptions::default()).unwrap());

    let observed = Observed {
        satisfaction: Some(&satisfaction),
        ..Observed::default()
    };
    comes_back(&check(&flight, &observed, &GapOptions::default()).unwrap());
    for measure in flight.measures() {
        comes_back(measure);
    }
}
