//! From the tree to the parts of a map, collecting every problem on the way.
//!
//! serde stops at the first error. To report all of them, an element is decoded again after
//! each error, without the value that was wrong; elements (a touchpoint, a transition) are
//! decoded one by one, so that the work stays linear in the document.

use std::{collections::HashSet, fmt, fmt::Write, mem};

use serde::{
    de::{
        self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Expected, MapAccess,
        SeqAccess, Unexpected, VariantAccess, Visitor,
    },
    forward_to_deserialize_any,
};

use super::node::{Node, Step};
use crate::{
    journey::{Problem, ProblemCode, spec},
    text::excerpt,
};

/// Decodes a document and collects what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    pub(super) problems: Vec<Problem>,
    /// Whether an element of a list could not be kept, so that places in that list moved.
    pub(super) lost: bool,
}

impl Decoder {
    /// Decodes a whole map. `None` where not even its outline could be read.
    pub(super) fn journey(&mut self, mut node: Node) -> Option<spec::Journey> {
        self.duplicates(&mut node, &mut String::new());
        let stages = node.take("stages");
        let stages_given = stages.is_some();
        let transitions = node.take("transitions");
        let measures = self.list(node.take("measures"), "measures");
        let channels = self.list(node.take("channels"), "channels");
        let personas = self.list(node.take("personas"), "personas");
        let goals = self.list(node.take("goals"), "goals");
        let stages = self.stages(stages);
        let transitions = match transitions {
            None | Some(Node::Null) => None,
            given => Some(self.list(given, "transitions")),
        };
        let actions = self.list(node.take("actions"), "actions");
        let evidence = self.list(node.take("evidence"), "evidence");
        if stages_given && let Node::Fields(fields) = &mut node {
            fields.push(("stages".to_owned(), Node::List(Vec::new())));
        }
        let head: spec::Journey = self.element(node, "")?;
        Some(spec::Journey {
            measures,
            channels,
            personas,
            goals,
            stages,
            transitions,
            actions,
            evidence,
            ..head
        })
    }

    fn stages(&mut self, node: Option<Node>) -> Vec<spec::Stage> {
        let mut stages = Vec::new();
        for (index, mut node) in self.elements(node, "stages").into_iter().enumerate() {
            let path = format!("stages[{index}]");
            let touchpoints = node.take("touchpoints");
            let touchpoints = self.list(touchpoints, &format!("{path}.touchpoints"));
            match self.element::<spec::Stage>(node, &path) {
                Some(stage) => stages.push(spec::Stage {
                    touchpoints,
                    ..stage
                }),
                None => self.lost = true,
            }
        }
        stages
    }

    /// The elements of a list that may be left out.
    fn elements(&mut self, node: Option<Node>, path: &str) -> Vec<Node> {
        match node {
            None | Some(Node::Wrong) => Vec::new(),
            Some(Node::List(elements)) => elements,
            Some(other) => {
                let wrong: Wrong = de::Error::invalid_type(other.unexpected(), &"a list");
                self.problem(wrong.code, path.to_owned(), wrong.message);
                Vec::new()
            }
        }
    }

    fn list<T: DeserializeOwned>(&mut self, node: Option<Node>, path: &str) -> Vec<T> {
        let elements = self.elements(node, path).into_iter().enumerate();
        let mut list = Vec::with_capacity(elements.len());
        for (index, node) in elements {
            match self.element(node, &format!("{path}[{index}]")) {
                Some(element) => list.push(element),
                None => self.lost = true,
            }
        }
        list
    }

    /// Decodes one element; `None` where it lacks what it cannot do without.
    fn element<T: DeserializeOwned>(&mut self, mut node: Node, path: &str) -> Option<T> {
        let mut spoiled: HashSet<String> = HashSet::new();
        loop {
            let wrong = match T::deserialize(Value(&node)) {
                Ok(element) => return Some(element),
                Err(wrong) => wrong,
            };
            let place = below(path, &wrong.steps);
            // A required field that was reported as wrong is missing on the next try.
            if wrong.code == ProblemCode::MissingField && spoiled.contains(&place) {
                return None;
            }
            self.problem(wrong.code, place.clone(), wrong.message);
            if wrong.code == ProblemCode::MissingField
                || wrong.steps.is_empty()
                || !spoiled.insert(place)
            {
                return None;
            }
            self.lost |= matches!(wrong.steps.last(), Some(Step::Element(_)));
            node.spoil(&wrong.steps);
        }
    }

    /// Reports fields that stand twice in one object, and keeps the first of each.
    fn duplicates(&mut self, node: &mut Node, path: &mut String) {
        let length = path.len();
        match node {
            Node::List(list) => {
                for (index, element) in list.iter_mut().enumerate() {
                    push(path, &Step::Element(index));
                    self.duplicates(element, path);
                    path.truncate(length);
                }
            }
            Node::Fields(fields) => {
                let mut names = HashSet::new();
                let mut kept = Vec::with_capacity(fields.len());
                for (name, mut value) in mem::take(fields) {
                    let step = Step::Field(name);
                    push(path, &step);
                    let Step::Field(name) = step else { continue };
                    if names.insert(name.clone()) {
                        self.duplicates(&mut value, path);
                        kept.push((name, value));
                    } else {
                        let message = format!("the field `{}` stands here twice", excerpt(&name));
                        self.problem(ProblemCode::DuplicateField, path.clone(), message);
                    }
                    path.truncate(length);
                }
                *fields = kept;
            }
            _ => {}
        }
    }

    fn problem(&mut self, code: ProblemCode, path: String, message: String) {
        self.problems.push(Problem {
            code,
            path,
            message,
            position: None,
        });
    }
}

fn below(path: &str, steps: &[Step]) -> String {
    let mut path = path.to_owned();
    for step in steps {
        push(&mut path, step);
    }
    path
}

fn push(path: &mut String, step: &Step) {
    match step {
        Step::Field(name) => {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(name);
        }
        Step::Element(index) => {
            let _infallible = write!(path, "[{index}]");
        }
    }
}

/// What serde found wrong, and the steps to it from the element that was decoded.
#[derive(Debug)]
struct Wrong {
    code: ProblemCode,
    message: String,
    steps: Vec<Step>,
}

impl Wrong {
    fn new(code: ProblemCode, message: String) -> Self {
        Self {
            code,
            message,
            steps: Vec::new(),
        }
    }

    fn at(mut self, step: Step) -> Self {
        self.steps.insert(0, step);
        self
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Wrong {}

impl de::Error for Wrong {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(ProblemCode::WrongType, message.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let message = format!("expected {}, found {}", wanted(expected), shown(&found));
        Self::new(ProblemCode::WrongType, message)
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        let message = format!("expected {}, found {length} elements", wanted(expected));
        Self::new(ProblemCode::WrongType, message)
    }

    fn unknown_variant(word: &str, expected: &'static [&'static str]) -> Self {
        let message = format!("expected {}, found `{}`", words(expected), excerpt(word));
        Self::new(ProblemCode::WrongType, message)
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let message = format!(
            "there is no field `{}` here; expected {}",
            excerpt(field),
            words(expected)
        );
        Self::new(ProblemCode::UnknownField, message).at(Step::Field(field.to_owned()))
    }

    fn missing_field(field: &'static str) -> Self {
        let message = format!("the field `{field}` is missing");
        Self::new(ProblemCode::MissingField, message).at(Step::Field(field.to_owned()))
    }
}

fn words(words: &[&str]) -> String {
    match words {
        [] => "nothing".to_owned(),
        [only] => format!("`{only}`"),
        [words @ .., last] => format!("`{}` or `{last}`", words.join("`, `")),
    }
}

/// What was expected, in the format's words instead of Rust's.
fn wanted(expected: &dyn Expected) -> String {
    let text = expected.to_string();
    match text.as_str() {
        "f64" => "a number".to_owned(),
        "i8" => "a whole number".to_owned(),
        "u32" => "a whole number from 0 to 4294967295".to_owned(),
        "a string" | "string" => "a text".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "an object".to_owned(),
        other if other.starts_with("struct ") || other.contains(" enum ") => "an object".to_owned(),
        other if other.starts_with("enum ") => "a word".to_owned(),
        other if other.starts_with("an array of length ") => {
            other.replacen("an array of length", "a list of", 1) + " numbers"
        }
        other => other.to_owned(),
    }
}

fn shown(found: &Unexpected<'_>) -> String {
    match found {
        Unexpected::Bool(value) => format!("`{value}`"),
        Unexpected::Unsigned(value) => format!("the number {value}"),
        Unexpected::Signed(value) => format!("the number {value}"),
        Unexpected::Float(value) => format!("the number {value}"),
        Unexpected::Str(text) => format!("the text `{}`", excerpt(text)),
        Unexpected::Unit | Unexpected::Option => "null".to_owned(),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map => "an object".to_owned(),
        other => other.to_string(),
    }
}

impl Node {
    fn unexpected(&self) -> Unexpected<'_> {
        match self {
            Self::Null | Self::Wrong => Unexpected::Unit,
            Self::Bool(value) => Unexpected::Bool(*value),
            Self::Unsigned(value) => Unexpected::Unsigned(*value),
            Self::Signed(value) => Unexpected::Signed(*value),
            Self::Float(value) => Unexpected::Float(*value),
            Self::Text(text) => Unexpected::Str(text),
            Self::List(_) => Unexpected::Seq,
            Self::Fields(_) => Unexpected::Map,
        }
    }
}

/// A tree's value as a source for serde.
struct Value<'n>(&'n Node);

macro_rules! whole_numbers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
            self.whole_number(visitor)
        }
    )*};
}

impl Value<'_> {
    /// A number without a fraction counts as whole however it is written: JavaScript has no
    /// other way, and `1.0` means 1.
    fn whole_number<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        match self.0 {
            Node::Float(value) if value.fract() == 0.0 && value.abs() <= EXACT =>
            {
                #[expect(clippy::cast_possible_truncation, reason = "whole and small enough")]
                visitor.visit_i64(*value as i64)
            }
            _ => self.deserialize_any(visitor),
        }
    }
}

impl<'de> Deserializer<'de> for Value<'_> {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.0 {
            Node::Null | Node::Wrong => visitor.visit_unit(),
            Node::Bool(value) => visitor.visit_bool(*value),
            Node::Unsigned(value) => visitor.visit_u64(*value),
            Node::Signed(value) => visitor.visit_i64(*value),
            Node::Float(value) => visitor.visit_f64(*value),
            Node::Text(text) => visitor.visit_str(text),
            Node::List(list) => visitor.visit_seq(Elements { list, next: 0 }),
            Node::Fields(fields) => visitor.visit_map(Entries {
                fields,
                current: None,
            }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.0 {
            Node::Null | Node::Wrong => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        match self.0 {
            Node::Text(word) => visitor.visit_enum(Word(word)),
            other => Err(de::Error::invalid_type(other.unexpected(), &"a word")),
        }
    }

    whole_numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }

    forward_to_deserialize_any! {
        bool i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

struct Elements<'n> {
    list: &'n [Node],
    next: usize,
}

impl<'de> SeqAccess<'de> for Elements<'_> {
    type Error = Wrong;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Wrong> {
        loop {
            let index = self.next;
            let Some(node) = self.list.get(index) else {
                return Ok(None);
            };
            self.next += 1;
            if !matches!(node, Node::Wrong) {
                let element = seed.deserialize(Value(node));
                return element
                    .map(Some)
                    .map_err(|wrong| wrong.at(Step::Element(index)));
            }
        }
    }
}

struct Entries<'n> {
    fields: &'n [(String, Node)],
    current: Option<&'n (String, Node)>,
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Wrong;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Wrong> {
        while let Some((entry, rest)) = self.fields.split_first() {
            self.fields = rest;
            if !matches!(entry.1, Node::Wrong) {
                self.current = Some(entry);
                return seed.deserialize(Word(&entry.0)).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
        let Some((name, node)) = self.current else {
            return Err(de::Error::custom("a value without its name"));
        };
        let value = seed.deserialize(Value(node));
        value.map_err(|wrong| wrong.at(Step::Field(name.clone())))
    }
}

/// A text as a source: a field's name, or one of an enumeration's words.
struct Word<'n>(&'n str);

impl<'de> Deserializer<'de> for Word<'_> {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_str(self.0)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        option unit unit_struct newtype_struct seq tuple tuple_struct map struct enum
        identifier ignored_any
    }
}

impl<'de> EnumAccess<'de> for Word<'_> {
    type Error = Wrong;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Wrong> {
        Ok((seed.deserialize(Word(self.0))?, self))
    }
}

impl<'de> VariantAccess<'de> for Word<'_> {
    type Error = Wrong;

    fn unit_variant(self) -> Result<(), Wrong> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, Wrong> {
        Err(de::Error::invalid_type(
            Unexpected::Str(self.0),
            &"an object",
        ))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Wrong> {
        Err(de::Error::invalid_type(
            Unexpected::Str(self.0),
            &"an object",
        ))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Wrong> {
        Err(de::Error::invalid_type(
            Unexpected::Str(self.0),
            &"an object",
        ))
    }
}
