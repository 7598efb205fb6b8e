//! A tree as a source for serde.
//!
//! What decodes a type is compiled for every type anew, so it is kept small: a visitor is given
//! the kind of value that it asks for, and any other kind is made a [`Wrong`] in one place.

use serde::{
    de::{
        self, DeserializeSeed, Deserializer, EnumAccess, Expected, MapAccess, SeqAccess,
        Unexpected, VariantAccess, Visitor,
    },
    forward_to_deserialize_any,
};

use super::{node::Node, wrong::Wrong};

/// A value of a tree.
#[derive(Clone, Copy)]
pub(super) struct Value<'n>(pub(super) &'n Node);

macro_rules! whole_numbers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
            match (self.0, self.0.whole()) {
                (Node::Unsigned(value), _) => visitor.visit_u64(*value),
                (_, Some(value)) => visitor.visit_i64(value),
                _ => Err(Wrong::kind(self.0, &visitor)),
            }
        }
    )*};
}

macro_rules! texts {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
            match self.0 {
                Node::Text(text) => visitor.visit_str(text),
                _ => Err(Wrong::kind(self.0, &visitor)),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Value<'_> {
    type Error = Wrong;

    whole_numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }

    texts! { deserialize_char deserialize_str deserialize_string deserialize_identifier }

    forward_to_deserialize_any! { i128 u128 bytes byte_buf unit unit_struct }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.0 {
            Node::Null | Node::Wrong => visitor.visit_unit(),
            Node::Bool(value) => visitor.visit_bool(*value),
            Node::Unsigned(value) => visitor.visit_u64(*value),
            Node::Signed(value) => visitor.visit_i64(*value),
            Node::Float(value) if value.is_finite() => visitor.visit_f64(*value),
            Node::Float(_) => Err(Wrong::kind(self.0, &visitor)),
            Node::Text(text) => visitor.visit_str(text),
            Node::List(list) => visitor.visit_seq(Elements::new(list)),
            Node::Fields(fields) => visitor.visit_map(Entries::new(fields)),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.0 {
            Node::Bool(value) => visitor.visit_bool(*value),
            _ => Err(Wrong::kind(self.0, &visitor)),
        }
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match *self.0 {
            Node::Unsigned(value) => visitor.visit_u64(value),
            Node::Signed(value) => visitor.visit_i64(value),
            Node::Float(value) if value.is_finite() => visitor.visit_f64(value),
            _ => Err(Wrong::kind(self.0, &visitor)),
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

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.0 {
            Node::List(list) => visitor.visit_seq(Elements::new(list)),
            _ => Err(Wrong::kind(self.0, &visitor)),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Wrong> {
        match self.0 {
            // Its values mean what they mean by their places: none can be passed over.
            Node::List(list) if list.iter().any(|it| matches!(it, Node::Wrong)) => {
                Err(Wrong::following())
            }
            _ => self.deserialize_seq(visitor),
        }
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        self.deserialize_tuple(length, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.0 {
            Node::Fields(fields) => visitor.visit_map(Entries::new(fields)),
            _ => Err(Wrong::kind(self.0, &visitor)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_enum(Choice::of(self.0)?)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_unit()
    }
}

/// The elements of a list, without those that were found wrong.
struct Elements<'n> {
    list: std::iter::Enumerate<std::slice::Iter<'n, Node>>,
}

impl<'n> Elements<'n> {
    fn new(list: &'n [Node]) -> Self {
        Self {
            list: list.iter().enumerate(),
        }
    }

    #[inline(never)]
    fn step(&mut self) -> Option<(usize, &'n Node)> {
        self.list.find(|(_, node)| !matches!(node, Node::Wrong))
    }
}

impl<'de> SeqAccess<'de> for Elements<'_> {
    type Error = Wrong;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Wrong> {
        match self.step() {
            None => Ok(None),
            Some((index, node)) => match seed.deserialize(Value(node)) {
                Ok(element) => Ok(Some(element)),
                Err(wrong) => Err(wrong.in_element(index)),
            },
        }
    }
}

/// The fields of an object, without those that were found wrong.
struct Entries<'n> {
    fields: std::slice::Iter<'n, (String, Node)>,
    current: (&'n str, &'n Node),
}

impl<'n> Entries<'n> {
    fn new(fields: &'n [(String, Node)]) -> Self {
        Self {
            fields: fields.iter(),
            current: ("", &Node::Null),
        }
    }

    #[inline(never)]
    fn step(&mut self) -> Option<&'n str> {
        let next = self.fields.find(|(_, node)| !matches!(node, Node::Wrong));
        let (name, node) = next?;
        self.current = (name, node);
        Some(name)
    }
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Wrong;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Wrong> {
        match self.step() {
            None => Ok(None),
            Some(name) => seed.deserialize(Word(name)).map(Some),
        }
    }

    #[inline(never)]
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
        let (name, node) = self.current;
        match seed.deserialize(Value(node)) {
            Ok(value) => Ok(value),
            Err(wrong) => Err(wrong.in_field(name)),
        }
    }
}

/// A text as a source: a field's name, or one of an enumeration's words.
#[derive(Clone, Copy)]
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

/// One of several: a word, or an object whose only field is named by the word.
struct Choice<'n> {
    word: &'n str,
    inside: Option<&'n Node>,
}

impl<'n> Choice<'n> {
    fn of(node: &'n Node) -> Result<Self, Wrong> {
        match node {
            Node::Text(word) => Ok(Self { word, inside: None }),
            Node::Fields(fields) => match fields.as_slice() {
                [(_, Node::Wrong)] => Err(Wrong::following()),
                [(word, inside)] => Ok(Self {
                    word,
                    inside: Some(inside),
                }),
                _ => Err(Wrong::kind(node, &"a word")),
            },
            _ => Err(Wrong::kind(node, &"a word")),
        }
    }

    fn inside(&self, expected: &dyn Expected) -> Result<Value<'n>, Wrong> {
        let unexpected = || de::Error::invalid_type(Unexpected::Str(self.word), expected);
        self.inside.map(Value).ok_or_else(unexpected)
    }
}

impl<'de> EnumAccess<'de> for Choice<'_> {
    type Error = Wrong;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Wrong> {
        Ok((seed.deserialize(Word(self.word))?, self))
    }
}

impl<'de> VariantAccess<'de> for Choice<'_> {
    type Error = Wrong;

    fn unit_variant(self) -> Result<(), Wrong> {
        match self.inside {
            None => Ok(()),
            Some(_) => Err(de::Error::invalid_type(Unexpected::Map, &"a word")),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Wrong> {
        let inside = seed.deserialize(self.inside(&"an object")?);
        inside.map_err(|wrong| wrong.in_field(self.word))
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Wrong> {
        let inside = self.inside(&visitor)?.deserialize_tuple(length, visitor);
        inside.map_err(|wrong| wrong.in_field(self.word))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        let inside = self.inside(&visitor)?.deserialize_map(visitor);
        inside.map_err(|wrong| wrong.in_field(self.word))
    }
}
