//! A document as a tree, before it is decoded.
//!
//! Decoding from a tree, instead of from the text, is what makes it possible to report every
//! problem at once, to see fields that stand twice, and to read JavaScript values the same way.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

/// How deep lists and objects may nest.
pub const MAX_DEPTH: u8 = 64;

/// A value of a document.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Null,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Text(String),
    List(Vec<Node>),
    Fields(Vec<(String, Node)>),
    /// A value that was found wrong, reported, and is passed over from then on.
    Wrong,
}

/// Reads a tree from a self-describing source, with a limit on its depth.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seed {
    depth: u8,
    numbers: Numbers,
}

/// What a source means by a number without a fraction.
#[derive(Clone, Copy, Debug)]
enum Numbers {
    /// What it writes: 1 is another value than 1.0.
    AsWritten,
    /// A whole number: it has one kind of numbers only, as JavaScript does.
    OneKind,
}

impl Seed {
    /// For text.
    pub(super) fn text() -> Self {
        Self {
            depth: 0,
            numbers: Numbers::AsWritten,
        }
    }

    /// For values in memory.
    pub(super) fn values() -> Self {
        Self {
            depth: 0,
            numbers: Numbers::OneKind,
        }
    }

    fn below<E: de::Error>(self) -> Result<Self, E> {
        if self.depth >= MAX_DEPTH {
            return Err(E::custom(format_args!(
                "lists and objects nest deeper than {MAX_DEPTH} levels"
            )));
        }
        Ok(Self {
            depth: self.depth + 1,
            ..self
        })
    }
}

impl<'de> DeserializeSeed<'de> for Seed {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Node, D::Error> {
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, source: D) -> Result<Node, D::Error> {
        source.deserialize_any(self)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Unsigned(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Signed(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        let node = Node::Float(value);
        Ok(match (self.numbers, node.whole()) {
            (Numbers::OneKind, Some(whole)) => Node::Signed(whole),
            _ => node,
        })
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Node, E> {
        Ok(Node::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Node, A::Error> {
        let below = self.below()?;
        let mut list = Vec::new();
        while let Some(element) = elements.next_element_seed(below)? {
            list.push(element);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let below = self.below()?;
        let mut fields = Vec::new();
        while let Some(name) = entries.next_key()? {
            fields.push((name, entries.next_value_seed(below)?));
        }
        Ok(Node::Fields(fields))
    }
}

/// A step from a value to one inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Field(String),
    Element(usize),
}

impl Node {
    /// The whole number that it is, however it is written: `1.0` means 1.
    pub(super) fn whole(&self) -> Option<i64> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        match *self {
            Self::Signed(value) => Some(value),
            Self::Float(value) if value.fract() == 0.0 && value.abs() <= EXACT => {
                #[expect(clippy::cast_possible_truncation, reason = "whole and small enough")]
                let value = value as i64;
                Some(value)
            }
            _ => None,
        }
    }

    /// Takes a field's value out of an object; the first of that name.
    pub(super) fn take(&mut self, name: &str) -> Option<Self> {
        let Self::Fields(fields) = self else {
            return None;
        };
        let (_, value) = fields.iter_mut().find(|(field, _)| field == name)?;
        Some(std::mem::replace(value, Self::Wrong))
    }

    /// Marks the value at the end of `steps` as wrong; whether it was not before.
    pub(super) fn spoil(&mut self, steps: &[Step]) -> bool {
        let Some((step, rest)) = steps.split_first() else {
            return !matches!(std::mem::replace(self, Self::Wrong), Self::Wrong);
        };
        let inside = match (self, step) {
            (Self::Fields(fields), Step::Field(name)) => fields
                .iter_mut()
                .find(|(field, value)| field == name && !matches!(value, Self::Wrong))
                .map(|(_, value)| value),
            (Self::List(list), &Step::Element(index)) => list.get_mut(index),
            _ => None,
        };
        inside.is_some_and(|inside| inside.spoil(rest))
    }
}
