//! Anything that is data, as JSON text.
//!
//! serde has the writing of a type compiled once for every serializer, and with all that can go
//! wrong in it. Here is one for all types and both layouts, in which nothing can: it is for the
//! download.

use std::fmt::{self, Display};

use serde::ser::{self, Serialize};

/// How a text is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Without any space.
    Compact,
    /// A value a line, two spaces a level.
    Indented,
}

/// The text of a value; `None` where it says itself that it cannot be written, or has a key that
/// is no text and no number.
pub(super) fn text<T: Serialize + ?Sized>(value: &T, layout: Layout) -> Option<String> {
    let mut writer = Writer {
        text: Vec::new(),
        layout,
        depth: 0,
        is_first: true,
        is_refused: false,
    };
    let written = value.serialize(&mut writer).is_ok() && !writer.is_refused;
    String::from_utf8(writer.text).ok().filter(|_| written)
}

struct Writer {
    text: Vec<u8>,
    layout: Layout,
    depth: usize,
    /// Whether nothing was written yet into the list or object that is open.
    is_first: bool,
    is_refused: bool,
}

impl Writer {
    /// Writes what has nothing inside, as serde_json does.
    #[inline(never)]
    fn leaf(&mut self, value: Leaf<'_>) {
        let written = match value {
            Leaf::Null => serde_json::to_writer(&mut self.text, &()),
            Leaf::Bool(value) => serde_json::to_writer(&mut self.text, &value),
            Leaf::Signed(value) => serde_json::to_writer(&mut self.text, &value),
            Leaf::Unsigned(value) => serde_json::to_writer(&mut self.text, &value),
            Leaf::Float(value) => serde_json::to_writer(&mut self.text, &value),
            Leaf::Text(value) => serde_json::to_writer(&mut self.text, value),
        };
        self.is_refused |= written.is_err();
    }

    #[inline(never)]
    fn open(&mut self, bracket: u8) {
        self.text.push(bracket);
        self.depth += 1;
        self.is_first = true;
    }

    #[inline(never)]
    fn close(&mut self, bracket: u8) {
        self.depth -= 1;
        if !self.is_first {
            self.line();
        }
        self.text.push(bracket);
        self.is_first = false;
    }

    /// Goes on to the next element or field.
    #[inline(never)]
    fn next(&mut self) {
        if !self.is_first {
            self.text.push(b',');
        }
        self.is_first = false;
        self.line();
    }

    fn line(&mut self) {
        if self.layout == Layout::Indented {
            self.text.push(b'\n');
            self.text.resize(self.text.len() + 2 * self.depth, b' ');
        }
    }

    fn colon(&mut self) {
        self.text.push(b':');
        if self.layout == Layout::Indented {
            self.text.push(b' ');
        }
    }

    /// Goes on to a field of this name.
    #[inline(never)]
    fn field(&mut self, name: &str) {
        self.next();
        self.leaf(Leaf::Text(name));
        self.colon();
    }

    /// Ends a key that begins at a byte of the text: JSON has only texts as keys.
    #[inline(never)]
    fn end_key(&mut self, start: usize) {
        match self.text.get(start) {
            Some(b'"') => {}
            Some(b'-' | b'0'..=b'9' | b't' | b'f') => {
                self.text.insert(start, b'"');
                self.text.push(b'"');
            }
            _ => self.is_refused = true,
        }
        self.colon();
    }
}

enum Leaf<'t> {
    Null,
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
    Float(f64),
    Text(&'t str),
}

/// A failure that the writer never makes, but `Serialize` wants a type for.
#[derive(Debug)]
struct Refused;

impl Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value cannot be written")
    }
}

impl std::error::Error for Refused {}

impl ser::Error for Refused {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}

macro_rules! leaves {
    ($($method:ident($type:ty) as $leaf:ident),* $(,)?) => {$(
        fn $method(self, value: $type) -> Result<(), Refused> {
            self.leaf(Leaf::$leaf(value.into()));
            Ok(())
        }
    )*};
}

impl ser::Serializer for &mut Writer {
    type Ok = ();
    type Error = Refused;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    leaves! {
        serialize_bool(bool) as Bool,
        serialize_i8(i8) as Signed,
        serialize_i16(i16) as Signed,
        serialize_i32(i32) as Signed,
        serialize_i64(i64) as Signed,
        serialize_u8(u8) as Unsigned,
        serialize_u16(u16) as Unsigned,
        serialize_u32(u32) as Unsigned,
        serialize_u64(u64) as Unsigned,
        serialize_f64(f64) as Float,
        serialize_str(&str) as Text,
    }

    fn serialize_f32(self, value: f32) -> Result<(), Refused> {
        self.is_refused |= serde_json::to_writer(&mut self.text, &value).is_err();
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), Refused> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Refused> {
        value.serialize(self)
    }

    fn serialize_none(self) -> Result<(), Refused> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Refused> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Refused> {
        self.leaf(Leaf::Null);
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Refused> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Refused> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Refused> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Refused> {
        self.open(b'{');
        self.field(variant);
        value.serialize(&mut *self)?;
        self.close(b'}');
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, Refused> {
        self.open(b'[');
        Ok(self)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self, Refused> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, Refused> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self, Refused> {
        self.open(b'{');
        self.field(variant);
        self.serialize_seq(None)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, Refused> {
        self.open(b'{');
        Ok(self)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Refused> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self, Refused> {
        self.open(b'{');
        self.field(variant);
        self.serialize_map(None)
    }
}

macro_rules! elements {
    ($($trait:ident::$method:ident ends $end:expr),* $(,)?) => {$(
        impl ser::$trait for &mut Writer {
            type Ok = ();
            type Error = Refused;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
                self.next();
                value.serialize(&mut **self)
            }

            fn end(self) -> Result<(), Refused> {
                $end.into_iter().for_each(|bracket| self.close(bracket));
                Ok(())
            }
        }
    )*};
}

elements! {
    SerializeSeq::serialize_element ends [b']'],
    SerializeTuple::serialize_element ends [b']'],
    SerializeTupleStruct::serialize_field ends [b']'],
    SerializeTupleVariant::serialize_field ends [b']', b'}'],
}

macro_rules! fields {
    ($($trait:ident ends $end:expr),* $(,)?) => {$(
        impl ser::$trait for &mut Writer {
            type Ok = ();
            type Error = Refused;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), Refused> {
                self.field(name);
                value.serialize(&mut **self)
            }

            fn end(self) -> Result<(), Refused> {
                $end.into_iter().for_each(|bracket| self.close(bracket));
                Ok(())
            }
        }
    )*};
}

fields! {
    SerializeStruct ends [b'}'],
    SerializeStructVariant ends [b'}', b'}'],
}

impl ser::SerializeMap for &mut Writer {
    type Ok = ();
    type Error = Refused;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Refused> {
        self.next();
        let start = self.text.len();
        key.serialize(&mut **self)?;
        self.end_key(start);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        value.serialize(&mut **self)
    }

    fn end(self) -> Result<(), Refused> {
        self.close(b'}');
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Serialize;

    use super::*;

    #[derive(Serialize)]
    enum Any {
        Unit,
        Newtype(Vec<u8>),
        Tuple(i8, f32),
        Fields { small: Option<u16>, letter: char },
    }

    #[derive(Serialize)]
    #[serde(tag = "kind")]
    enum Tagged {
        Unit,
        Newtype(Wrapped),
        Fields { of: Vec<Tagged> },
    }

    #[derive(Serialize)]
    struct Wrapped {
        nothing: (),
    }

    #[derive(Serialize)]
    struct Nothing;

    #[derive(Serialize)]
    struct Newtype(bool);

    #[derive(Serialize)]
    struct Pair(i16, i32);

    /// Says that it cannot be written, or ignores that something in it cannot.
    struct Sly(bool);

    impl Serialize for Sly {
        fn serialize<S: ser::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            if self.0 {
                return Err(ser::Error::custom("no"));
            }
            let mut map = serializer.serialize_map(None)?;
            let _refused = ser::SerializeMap::serialize_entry(&mut map, &[1], &2);
            ser::SerializeMap::end(map)
        }
    }

    #[track_caller]
    fn as_serde_json<T: Serialize>(value: &T) {
        let compact = serde_json::to_string(value).unwrap();
        assert_eq!(text(value, Layout::Compact), Some(compact));
        let indented = serde_json::to_string_pretty(value).unwrap();
        assert_eq!(text(value, Layout::Indented), Some(indented));
    }

    #[test]
    fn everything_is_written_as_serde_json_writes_it() {
        as_serde_json(&(
            true,
            i64::MIN,
            u64::MAX,
            "",
            "a \"b\" \u{1}\n\u{7f} é 😀",
            'x',
        ));
        as_serde_json(&[0.0, -0.0, 1.0, 0.1, 1e21, 1e-7, f64::MIN_POSITIVE, 5e300]);
        as_serde_json(&(f64::NAN, f64::INFINITY, 0.1_f32, f32::NAN));
        as_serde_json(&(
            Nothing,
            Newtype(false),
            Pair(-1, 2),
            (),
            None::<u8>,
            Some(3_u32),
        ));
        let all = || {
            let fields = |small| Any::Fields { small, letter: '"' };
            let tuple = Any::Tuple(-3, 0.5);
            [
                Any::Unit,
                Any::Newtype(vec![1, 2]),
                tuple,
                fields(Some(7)),
                fields(None),
            ]
        };
        as_serde_json(&all());
        let of = vec![Tagged::Unit, Tagged::Newtype(Wrapped { nothing: () })];
        as_serde_json(&Tagged::Fields { of });
        let lists: [&[u8]; 3] = [&[], &[1], &[]];
        as_serde_json(&(lists, BTreeMap::<u8, u8>::new()));
        as_serde_json(&BTreeMap::from([
            (-1, all().map(Some)),
            (7, all().map(Some)),
        ]));
        as_serde_json(&BTreeMap::from([(false, [Nothing]), (true, [Nothing])]));
        as_serde_json(&BTreeMap::from([
            ("b", BTreeMap::from([('"', 1)])),
            ("a", BTreeMap::new()),
        ]));
        as_serde_json(&serde_json::json!({"__proto__": [{}, [], null, 1.5], "": {"a": -1}}));
    }

    #[test]
    fn what_json_cannot_say_is_refused() {
        assert_eq!(text(&BTreeMap::from([([1], 1)]), Layout::Compact), None);
        assert_eq!(
            text(&BTreeMap::from([(None::<u8>, 1)]), Layout::Compact),
            None
        );
        assert_eq!(text(&[Sly(true)], Layout::Compact), None);
        assert_eq!(text(&[Sly(false)], Layout::Indented), None);
    }
}
