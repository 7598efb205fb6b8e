//! JavaScript values as a source for serde, whatever they are.
//!
//! A value from outside can be a proxy whose traps throw, an object with a getter that throws, a
//! cycle, a list of four billion holes. An exception that crossed the compiled code would leave
//! it in pieces; so every look at a value is one that catches, and there are limits.

use std::cell::{Cell, RefCell};

use cesta::{
    format::json::{MAX_DEPTH, MAX_PROBLEMS},
    journey::{Problem, ProblemCode},
};
use js_sys::{Array, ArrayBuffer, Error, JsString, Reflect};
use serde::{
    de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor},
    forward_to_deserialize_any,
};
use wasm_bindgen::prelude::*;

use crate::decode::invalid;

/// How many values one argument may hold, itself and everything inside it.
const MAX_VALUES: u32 = 16_000_000;

/// How long all texts in one argument may be together. The memory that there can be is 4 GiB.
pub(crate) const MAX_BYTES: usize = 1 << 29;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = Object)]
    pub(crate) fn keys(object: &JsValue) -> Result<Array, JsValue>;
    // Of a revoked proxy even this throws.
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_array_or_throws(value: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(catch, js_namespace = Array, js_name = from)]
    fn array_from(list: &JsValue) -> Result<Array, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["Object", "prototype", "toString"], js_name = call)]
    fn object_tag(value: &JsValue) -> Result<JsString, JsValue>;
    // It looks inside and throws for what only says that it is a buffer.
    #[wasm_bindgen(catch, js_namespace = ["ArrayBuffer", "prototype", "slice"], js_name = call)]
    fn slice_of_buffer(value: &JsValue, start: u32, end: u32) -> Result<JsValue, JsValue>;
}

/// Whether a value is a typed array of a class, whatever realm it is from. Any object can call
/// itself so, and its `length` could be anything.
pub(crate) fn is_view(value: &JsValue, name: &str) -> bool {
    ArrayBuffer::is_view(value) && class(value) == name
}

/// Whether a value is a buffer, whatever realm it is from.
pub(crate) fn is_buffer(value: &JsValue) -> bool {
    slice_of_buffer(value, 0, 0).is_ok()
}

/// Whether a value is an array, or a proxy of one.
pub(crate) fn is_array(value: &JsValue) -> bool {
    is_array_or_throws(value).unwrap_or(false)
}

/// What JavaScript calls a value's class: `Map`, `Uint8Array`, `Object`. Nothing where it throws.
pub(crate) fn class(value: &JsValue) -> String {
    let tag = object_tag(value).map(String::from).unwrap_or_default();
    let tag = tag.strip_prefix("[object ").unwrap_or_default();
    tag.strip_suffix(']').unwrap_or_default().to_owned()
}

/// What was met on the way through one argument.
#[derive(Debug)]
pub(crate) struct Walk<'p> {
    start: &'p str,
    problems: RefCell<Vec<Problem>>,
    values: Cell<u32>,
    bytes: Cell<usize>,
}

impl<'p> Walk<'p> {
    /// A walk that starts at a place inside an argument, or at the argument itself.
    pub(crate) fn new(start: &'p str) -> Self {
        Self {
            start,
            problems: RefCell::default(),
            values: Cell::default(),
            bytes: Cell::default(),
        }
    }

    /// The error for what JavaScript has and a plain value cannot have, with all its places.
    pub(crate) fn finish(self) -> Result<(), Error> {
        let problems = self.problems.into_inner();
        if problems.is_empty() {
            Ok(())
        } else {
            Err(invalid(&problems))
        }
    }

    fn refuse(&self, path: &Path<'_>, message: String) {
        let mut problems = self.problems.borrow_mut();
        let (code, message) = match problems.len() {
            ..MAX_PROBLEMS => (ProblemCode::WrongType, message),
            MAX_PROBLEMS => (
                ProblemCode::TooManyProblems,
                format!("there are more than {MAX_PROBLEMS} problems: reading stopped here"),
            ),
            _ => return,
        };
        problems.push(Problem {
            code,
            path: path.text(),
            message,
            position: None,
        });
    }

    /// Whether nobody would read what else is wrong.
    fn is_full(&self) -> bool {
        self.problems.borrow().len() > MAX_PROBLEMS
    }
}

/// The way from the argument to a value inside it.
#[derive(Clone, Copy, Debug)]
enum Path<'p> {
    Start(&'p str),
    Field(&'p Path<'p>, &'p str),
    Element(&'p Path<'p>, u32),
}

impl Path<'_> {
    fn text(&self) -> String {
        match self {
            Self::Start(path) => (*path).to_owned(),
            Self::Field(parent, name) => parent.text() + "." + name,
            Self::Element(parent, index) => format!("{}[{index}]", parent.text()),
        }
    }
}

/// A value, and where it was found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'a> {
    value: &'a JsValue,
    path: Path<'a>,
    depth: u8,
    walk: &'a Walk<'a>,
}

impl<'a> Source<'a> {
    pub(crate) fn new(value: &'a JsValue, walk: &'a Walk<'a>) -> Self {
        Self {
            value,
            path: Path::Start(walk.start),
            depth: 0,
            walk,
        }
    }

    /// Takes note of what is wrong, and goes on as if there were nothing.
    fn refuse<'de, V: Visitor<'de>>(&self, message: String, visitor: V) -> Result<V::Value, Halt> {
        self.walk.refuse(&self.path, message);
        visitor.visit_unit()
    }

    /// Takes note of what is wrong, and looks no further.
    fn halt(&self, message: String) -> Halt {
        self.walk.refuse(&self.path, message);
        Halt
    }

    fn count(&self) -> Result<(), Halt> {
        let values = self.walk.values.get() + 1;
        self.walk.values.set(values);
        if values > MAX_VALUES {
            return Err(self.halt(format!("there are more than {MAX_VALUES} values")));
        }
        if self.walk.is_full() {
            return Err(Halt);
        }
        Ok(())
    }

    /// The depth of what is inside. A cycle ends here; with two ways round it would end never, if
    /// it were passed over.
    fn below(&self) -> Result<u8, Halt> {
        if self.depth >= MAX_DEPTH {
            let message = format!("lists and objects nest deeper than {MAX_DEPTH} levels");
            return Err(self.halt(message));
        }
        Ok(self.depth + 1)
    }

    fn text<'de, V: Visitor<'de>>(&self, text: String, visitor: V) -> Result<V::Value, Halt> {
        // A thousand texts may be one text a thousand times in JavaScript; here each has its own.
        let bytes = self.walk.bytes.get().saturating_add(text.len());
        self.walk.bytes.set(bytes);
        if bytes > MAX_BYTES {
            return Err(self.halt(format!("there are more than {MAX_BYTES} bytes of text")));
        }
        // Half a character cannot be written as UTF-8 and would come back as another one.
        let whole = !text.contains(char::REPLACEMENT_CHARACTER)
            || self.value.unchecked_ref::<JsString>().is_valid_utf16();
        if whole {
            visitor.visit_string(text)
        } else {
            self.refuse(
                "the text has half a character (a lone surrogate)".to_owned(),
                visitor,
            )
        }
    }

    fn list<'de, V: Visitor<'de>>(&self, array: &Array, visitor: V) -> Result<V::Value, Halt> {
        let Some(length) = length(array) else {
            let message = format!("expected a list of at most {MAX_VALUES} elements");
            return self.refuse(message, visitor);
        };
        visitor.visit_seq(Elements {
            array,
            source: self,
            depth: self.below()?,
            next: 0,
            length,
        })
    }

    fn object<'de, V: Visitor<'de>>(&self, visitor: V) -> Result<V::Value, Halt> {
        if !is_plain(self.value) {
            let class = class(self.value);
            let message = match class.as_str() {
                "" | "Object" => "expected a plain object, found one of a class".to_owned(),
                class => format!("expected a plain value, found a `{class}`"),
            };
            return self.refuse(message, visitor);
        }
        match keys(self.value) {
            Ok(names) => visitor.visit_map(Fields {
                names,
                source: self,
                depth: self.below()?,
                next: 0,
                field: None,
            }),
            Err(thrown) => self.refuse(threw("its fields", &thrown), visitor),
        }
    }
}

/// The length of a list, up to the limit. A proxy of an array can say what it likes, or throw.
pub(crate) fn length(array: &JsValue) -> Option<u32> {
    let length = Reflect::get(array, &"length".into()).ok()?.as_f64()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is at most the limit, and not negative"
    )]
    let whole = length as u32;
    (0.0..=f64::from(MAX_VALUES))
        .contains(&length)
        .then_some(whole)
}

/// An object that JSON could have made: without a prototype, or with the one that all objects of
/// its realm have. A `Map`, a `Date`, an object of a class would lose what makes it what it is.
pub(crate) fn is_plain(value: &JsValue) -> bool {
    let prototype = |of: &JsValue| Reflect::get_prototype_of(of).map(JsValue::from);
    match prototype(value) {
        Ok(parent) if parent.is_null() => true,
        Ok(parent) => prototype(&parent).is_ok_and(|root| root.is_null()),
        Err(_) => false,
    }
}

/// A number as JSON would have it: `3` and not `3.0`, so that a map comes back as it was written.
fn number<'de, V: Visitor<'de>>(value: f64, visitor: V) -> Result<V::Value, Halt> {
    const SAFE: f64 = 9_007_199_254_740_991.0;
    let whole = value.fract().abs() <= 0.0 && value.abs() <= SAFE;
    if !whole || (value.is_sign_negative() && value.abs() <= 0.0) {
        return visitor.visit_f64(value);
    }
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and safe")]
    let value = value as i64;
    match u64::try_from(value) {
        Ok(value) => visitor.visit_u64(value),
        Err(_) => visitor.visit_i64(value),
    }
}

/// What to say of something that was thrown by a getter or a trap.
fn threw(what: &str, thrown: &JsValue) -> String {
    let message = Reflect::get(thrown, &"message".into()).ok();
    let message = message
        .and_then(|it| it.as_string())
        .or_else(|| thrown.as_string());
    match message {
        Some(message) => {
            let message: String = message
                .chars()
                .filter(|it| !it.is_control())
                .take(80)
                .collect();
            format!("reading {what} threw: {message}")
        }
        None => format!("reading {what} threw"),
    }
}

impl<'de> Deserializer<'de> for Source<'_> {
    type Error = Halt;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Halt> {
        self.count()?;
        let value = self.value;
        if value.is_null() || value.is_undefined() {
            visitor.visit_unit()
        } else if let Some(value) = value.as_bool() {
            visitor.visit_bool(value)
        } else if let Some(value) = value.as_f64() {
            number(value, visitor)
        } else if let Some(text) = value.as_string() {
            self.text(text, visitor)
        } else if value.is_symbol() || value.is_bigint() || value.is_function() {
            let kind = String::from(value.js_typeof().unchecked_into::<JsString>());
            self.refuse(format!("a {kind} is no plain value"), visitor)
        } else if is_array(value) {
            self.list(value.unchecked_ref(), visitor)
        } else if ArrayBuffer::is_view(value) && class(value) != "DataView" {
            match array_from(value) {
                Ok(array) => self.list(&array, visitor),
                Err(thrown) => self.refuse(threw("its elements", &thrown), visitor),
            }
        } else {
            self.object(visitor)
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}

struct Elements<'a> {
    array: &'a Array,
    source: &'a Source<'a>,
    depth: u8,
    next: u32,
    length: u32,
}

impl<'de> SeqAccess<'de> for Elements<'_> {
    type Error = Halt;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Halt> {
        if self.next == self.length {
            return Ok(None);
        }
        let index = self.next;
        self.next += 1;
        let Source { path, walk, .. } = self.source;
        let path = Path::Element(path, index);
        let value = Reflect::get_u32(self.array, index).unwrap_or_else(|thrown| {
            walk.refuse(&path, threw("it", &thrown));
            JsValue::NULL
        });
        seed.deserialize(Source {
            value: &value,
            path,
            depth: self.depth,
            walk,
        })
        .map(Some)
    }
}

struct Fields<'a> {
    names: Array,
    source: &'a Source<'a>,
    depth: u8,
    next: u32,
    field: Option<(String, JsValue)>,
}

impl<'de> MapAccess<'de> for Fields<'_> {
    type Error = Halt;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Halt> {
        while self.next < self.names.length() {
            let key = self.names.get(self.next);
            self.next += 1;
            let name = key.as_string().unwrap_or_default();
            let value = Reflect::get(self.source.value, &key).unwrap_or_else(|thrown| {
                let path = Path::Field(&self.source.path, &name);
                self.source.walk.refuse(&path, threw("it", &thrown));
                JsValue::NULL
            });
            // `{ label: undefined }` says what `{}` says.
            if !value.is_undefined() {
                let read = seed.deserialize(de::value::StrDeserializer::new(&name));
                self.field = Some((name, value));
                return read.map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Halt> {
        let Some((name, value)) = self.field.take() else {
            return Err(Halt);
        };
        let Source { path, walk, .. } = self.source;
        let path = Path::Field(path, &name);
        seed.deserialize(Source {
            value: &value,
            path,
            depth: self.depth,
            walk,
        })
    }
}

/// The walk ended early, and its problems say why.
#[derive(Debug)]
pub(crate) struct Halt;

impl std::fmt::Display for Halt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the value cannot be read")
    }
}

impl std::error::Error for Halt {}

impl de::Error for Halt {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
}
