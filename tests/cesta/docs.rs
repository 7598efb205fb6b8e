//! Holds the documentation to the code: the generated files are current, the maps in the texts
//! can be read, and links lead somewhere.
#![expect(clippy::disallowed_methods, reason = "reads the project's own pages")]

use std::{fs, path::Path};

use cesta::format::json;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_default()
}

/// The hand-written pages.
fn pages() -> Vec<(String, String)> {
    let mut pages = Vec::new();
    for folder in ["", "docs"] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|it| it == "md") {
                let path = path.strip_prefix(root()).unwrap();
                let path = path.to_string_lossy().replace('\\', "/");
                let text = read(&path);
                pages.push((path, text));
            }
        }
    }
    pages.sort();
    pages
}

#[test]
fn maps_in_the_documentation_can_be_read() {
    let mut maps = 0;
    for (path, text) in pages() {
        for block in text.split("\n```json\n").skip(1) {
            let block = block.split("\n```").next().unwrap();
            if block.contains("\"version\"") {
                if let Err(invalid) = json::read(block) {
                    panic!("{path}: {:#?}\n{block}", invalid.problems());
                }
                maps += 1;
            }
        }
    }
    assert!(maps > 0, "no page shows a map");
}

#[test]
fn links_lead_somewhere() {
    for (path, text) in pages() {
        let folder = Path::new(&path).parent().unwrap();
        for target in text.split("](").skip(1) {
            let target = target.split(')').next().unwrap();
            let file = target.split('#').next().unwrap();
            if !file.is_empty() && !file.contains("://") {
                let there = root().join(folder).join(file);
                assert!(there.exists(), "{path} links to `{target}`");
            }
        }
    }
}

#[test]
fn sources_named_in_the_texts_exist() {
    let mut named = 0;
    for (path, text) in pages() {
        for word in text.split('`').skip(1).step_by(2) {
            let in_the_project = ["src/", "tests/", "xtask/", "examples/", "docs/", "schema/"];
            if in_the_project.iter().any(|folder| word.starts_with(folder))
                && !word.contains(['*', '<', ' '])
            {
                named += 1;
                assert!(root().join(word).exists(), "{path} names `{word}`");
            }
        }
    }
    assert!(named > 10);
}

#[test]
fn the_index_has_every_page() {
    let index = read("docs/README.md");
    for (path, _) in pages() {
        let page = path.strip_prefix("docs/").filter(|&it| it != "README.md");
        if let Some(page) = page {
            assert!(
                index.contains(&format!("({page})")),
                "docs/README.md lacks {page}"
            );
        }
    }
}

#[cfg(feature = "schema")]
mod generated {
    use std::fmt::Write as _;

    use cesta::journey::{Direction, Measure, Nulls, Statistic, spec};
    use serde::{
        Deserialize, Serialize,
        de::{Deserializer, Visitor, value::Error},
        forward_to_deserialize_any,
    };
    use serde_json::Value;

    use super::{json, read};
    use crate::generated::current;

    #[test]
    fn the_schema_is_current() {
        let schema = serde_json::to_string_pretty(&json::schema()).unwrap();
        current("schema/journey.schema.json", &(schema + "\n"));
    }

    #[test]
    fn the_reference_is_current() {
        const MARK: &str = "<!-- From here on written by `cargo xtask generate`. -->\n";
        let page = read("docs/map.md").replace("\r\n", "\n");
        let (by_hand, _) = page.split_once(MARK).expect("the mark in docs/map.md");
        let schema = json::schema();
        let reference = reference(&schema, &Format::new());
        current("docs/map.md", &format!("{by_hand}{MARK}{reference}"));
    }

    /// What the schema does not say: the order of fields, and default words.
    struct Format {
        /// The objects, in the order they are documented, with their fields as declared.
        objects: Vec<(&'static str, Vec<String>)>,
        /// The words' names with the default on the wire.
        words: Vec<(&'static str, Option<Value>)>,
    }

    impl Format {
        fn new() -> Self {
            let mut format = Self {
                objects: Vec::new(),
                words: Vec::new(),
            };
            format.object::<spec::Journey>("Journey");
            format.object::<spec::Stage>("Stage");
            format.object::<spec::Touchpoint>("Touchpoint");
            format.object::<spec::Transition>("Transition");
            format.object::<spec::Channel>("Channel");
            format.object::<spec::Persona>("Persona");
            format.object::<spec::Need>("Need");
            format.object::<spec::Goal>("Goal");
            format.object::<spec::PainPoint>("PainPoint");
            format.object::<spec::Opportunity>("Opportunity");
            format.object::<spec::Action>("Action");
            format.object::<spec::Evidence>("Evidence");
            format.object::<spec::Note>("Note");
            format.object::<spec::Expectation>("Expectation");
            format.object::<spec::DeclaredScore>("DeclaredScore");
            format.object::<spec::Question>("Question");
            format.object::<spec::Hours>("Hours");
            format.object::<Measure>("Measure");
            format.default::<Statistic>("Statistic");
            format.default::<Direction>("Direction");
            format.default::<Nulls>("Nulls");
            format.default::<spec::State>("State");
            format.word("Phase");
            format.word("Lifecycle");
            format.default::<spec::Contact>("Contact");
            format.default::<spec::Role>("Role");
            format.word("Outcome");
            format.word("MomentOfTruth");
            format.default::<spec::Guards>("Guards");
            format.default::<spec::TransitionKind>("TransitionKind");
            format.default::<spec::Party>("Party");
            format.default::<spec::ActionState>("ActionState");
            format.word("EvidenceKind");
            format.default::<spec::NoteState>("NoteState");
            format.word("Weekday");
            format.word("Level");
            format
        }

        fn object<'de, T: Deserialize<'de>>(&mut self, name: &'static str) {
            let mut fields = Vec::new();
            let asked = T::deserialize(AskFields(&mut fields));
            assert!(asked.is_err() && !fields.is_empty(), "{name} has no fields");
            self.objects.push((name, fields));
        }

        fn default<T: Default + Serialize>(&mut self, name: &'static str) {
            let default = serde_json::to_value(T::default()).unwrap();
            self.words.push((name, Some(default)));
        }

        fn word(&mut self, name: &'static str) {
            self.words.push((name, None));
        }

        fn has(&self, name: &str) -> bool {
            let objects = self.objects.iter().map(|(name, _)| *name);
            objects
                .chain(self.words.iter().map(|(name, _)| *name))
                .any(|it| it == name)
        }

        fn default_word(&self, name: &str) -> Option<&Value> {
            self.words.iter().find(|it| it.0 == name)?.1.as_ref()
        }
    }

    /// Reads nothing: notes the fields that a type asks for, which come as they are declared.
    struct AskFields<'a>(&'a mut Vec<String>);

    impl<'de> Deserializer<'de> for AskFields<'_> {
        type Error = Error;

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
            Err(serde::de::Error::custom("nothing to read"))
        }

        fn deserialize_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            fields: &'static [&'static str],
            visitor: V,
        ) -> Result<V::Value, Error> {
            self.0.extend(fields.iter().map(ToString::to_string));
            self.deserialize_any(visitor)
        }

        forward_to_deserialize_any! {
            bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
            unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
        }
    }

    fn reference(schema: &Value, format: &Format) -> String {
        let parts = &schema["$defs"];
        for name in parts.as_object().unwrap().keys() {
            let known = format.has(name) || name.ends_with("Id");
            assert!(known, "add `{name}` to the list above");
        }
        let mut page = String::from("\n## Objects\n");
        for (name, fields) in &format.objects {
            let object = if *name == "Journey" {
                schema
            } else {
                &parts[name]
            };
            let _ = write!(page, "\n### {name}\n\n{}\n\n", description(object));
            page += "| Field | Value | Left out | Meaning |\n| --- | --- | --- | --- |\n";
            for field in fields {
                let of = &object["properties"][field];
                assert!(of.is_object(), "{name} has no `{field}` in the schema");
                let required = list(&object["required"]).any(|it| it == field);
                let left_out = if required {
                    "required".to_string()
                } else {
                    default(of, format)
                };
                let value = if field == "id" {
                    "id".into()
                } else {
                    value(of)
                };
                let meaning = cell(&description(of));
                let _ = writeln!(page, "| `{field}` | {value} | {left_out} | {meaning} |");
            }
        }
        page += "\n## Words\n";
        for (name, default) in &format.words {
            let _ = write!(page, "\n### {name}\n\n{}\n\n", description(&parts[name]));
            for choice in list(&parts[name]["oneOf"]) {
                page += &choice_line(choice, default.as_ref());
            }
        }
        page
    }

    /// A line of a list of words: `` - `"high"` (the default): A high answer is good. ``
    fn choice_line(choice: &Value, default: Option<&Value>) -> String {
        let mut fields = Vec::new();
        let mut notes = String::new();
        for field in list(&choice["required"]) {
            let field = field.as_str().unwrap();
            let of = &choice["properties"][field];
            let word = &of["const"];
            if word.is_null() {
                fields.push(format!("\"{field}\": .."));
                let _ = write!(notes, " `{field}`: {}", cell(&description(of)));
            } else {
                fields.push(format!("\"{field}\": {word}"));
            }
        }
        let shown = match &choice["const"] {
            Value::Null => format!("{{{}}}", fields.join(", ")),
            word => word.to_string(),
        };
        let is_default = default.is_some_and(|default| {
            *default == choice["const"]
                || default["kind"] == choice["properties"]["kind"]["const"]
                    && !default["kind"].is_null()
        });
        let mark = if is_default { " (the default)" } else { "" };
        let meaning = cell(&description(choice));
        format!("- `{shown}`{mark}: {meaning}{notes}\n")
    }

    fn list(value: &Value) -> impl Iterator<Item = &Value> {
        value.as_array().into_iter().flatten()
    }

    /// The first paragraph, in one line.
    fn description(value: &Value) -> String {
        let text = value["description"].as_str().unwrap_or_default();
        let first = text.split("\n\n").next().unwrap_or_default();
        first.replace('\n', " ")
    }

    fn cell(text: &str) -> String {
        text.replace('|', "\\|")
    }

    /// The name of the part that a value refers to, also where it may be null.
    fn refers(value: &Value) -> Option<&str> {
        let direct = std::iter::once(value);
        let target = direct
            .chain(list(&value["anyOf"]))
            .find_map(|it| it["$ref"].as_str())?;
        target.rsplit('/').next()
    }

    /// What a field holds: `text`, `list of [Note](#note)`, `[Stage](#stage) id`.
    fn value(of: &Value) -> String {
        if let Some(name) = refers(of) {
            return match name.strip_suffix("Id") {
                Some(part) => format!("[{part}](#{}) id", part.to_lowercase()),
                None => format!("[{name}](#{})", name.to_lowercase()),
            };
        }
        if !of["const"].is_null() {
            return format!("`{}`", of["const"]);
        }
        match kind(of) {
            "string" => "text".into(),
            "number" => "number".into(),
            "integer" => "whole number".into(),
            "array" => match of["maxItems"].as_u64() {
                Some(items) => format!("list of {items} {}", values(&of["items"])),
                None => format!("list of {}", values(&of["items"])),
            },
            "object" => match &of["additionalProperties"] {
                Value::Bool(_) => "object of anything".into(),
                inner => format!("object of {}", values(inner)),
            },
            other => panic!("`{other}` has no name in the reference"),
        }
    }

    /// Several of them: `texts`, `[Persona](#persona) ids`, `[Note](#note)`.
    fn values(of: &Value) -> String {
        let value = value(of);
        let plural = if value.ends_with(')') { "" } else { "s" };
        value + plural
    }

    fn kind(of: &Value) -> &str {
        let kinds = std::iter::once(&of["type"]).chain(list(&of["type"]));
        kinds
            .filter_map(Value::as_str)
            .find(|&kind| kind != "null")
            .unwrap_or_default()
    }

    /// What a field means that is left out.
    fn default(of: &Value, format: &Format) -> String {
        if let Some(default) = refers(of).and_then(|name| format.default_word(name)) {
            return format!("`{default}`");
        }
        let nullable = list(&of["type"]).any(|it| it == "null");
        match kind(of) {
            "array" | "object" if !nullable => "empty".into(),
            _ => "not given".into(),
        }
    }
}
