//! Walks every text and number of a serialisable part, with the path of each.
//!
//! What holds for all of them (a length limit, finiteness) is checked here once, for today's
//! fields and for those to come, instead of field by field.

use std::fmt::{self, Display, Write};

use serde::ser::{self, Serialize};

use super::{Problem, ProblemCode};

/// The longest text a map may carry, in bytes.
pub const MAX_TEXT_BYTES: usize = 64 * 1024;

/// Checks every text and number of `part`, found at `path`.
pub(crate) fn check<T: Serialize>(part: &T, path: &str, problems: &mut Vec<Problem>) {
    let mut walker = Walker {
        path: path.to_owned(),
        problems,
    };
    // The walker itself never fails; a part whose `Serialize` does has nothing left to check.
    let _ended = part.serialize(&mut walker);
}

struct Walker<'p> {
    path: String,
    problems: &'p mut Vec<Problem>,
}

impl Walker<'_> {
    fn problem(&mut self, code: ProblemCode, message: String) {
        self.problems.push(Problem {
            code,
            path: self.path.clone(),
            message,
            position: None,
        });
    }

    /// Walks a value one level down, whose path ends in `segment`.
    fn below<T: Serialize + ?Sized>(
        &mut self,
        segment: fmt::Arguments<'_>,
        value: &T,
    ) -> Result<(), Never> {
        let length = self.path.len();
        let _infallible = self.path.write_fmt(segment);
        value.serialize(&mut *self)?;
        self.path.truncate(length);
        Ok(())
    }

    fn field<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Never> {
        if self.path.is_empty() {
            self.below(format_args!("{name}"), value)
        } else {
            self.below(format_args!(".{name}"), value)
        }
    }
}

/// A failure that the walker never makes, but `Serialize` wants a type for.
#[derive(Debug)]
struct Never;

impl Display for Never {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value cannot be walked")
    }
}

impl std::error::Error for Never {}

impl ser::Error for Never {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}

macro_rules! nothing_to_check {
    ($($method:ident($type:ty)),*) => {$(
        fn $method(self, _: $type) -> Result<(), Never> {
            Ok(())
        }
    )*};
}

impl<'w, 'p> ser::Serializer for &'w mut Walker<'p> {
    type Ok = ();
    type Error = Never;
    type SerializeSeq = Elements<'w, 'p>;
    type SerializeTuple = Elements<'w, 'p>;
    type SerializeTupleStruct = Elements<'w, 'p>;
    type SerializeTupleVariant = Elements<'w, 'p>;
    type SerializeMap = Entries<'w, 'p>;
    type SerializeStruct = Entries<'w, 'p>;
    type SerializeStructVariant = Entries<'w, 'p>;

    nothing_to_check! {
        serialize_bool(bool), serialize_i8(i8), serialize_i16(i16), serialize_i32(i32),
        serialize_i64(i64), serialize_u8(u8), serialize_u16(u16), serialize_u32(u32),
        serialize_u64(u64), serialize_char(char), serialize_bytes(&[u8]),
        serialize_unit_struct(&'static str)
    }

    fn serialize_f32(self, value: f32) -> Result<(), Never> {
        self.serialize_f64(f64::from(value))
    }

    fn serialize_f64(self, value: f64) -> Result<(), Never> {
        if !value.is_finite() {
            self.problem(
                ProblemCode::NotFinite,
                format!("expected a finite number, found `{value}`"),
            );
        }
        Ok(())
    }

    fn serialize_str(self, text: &str) -> Result<(), Never> {
        if text.len() > MAX_TEXT_BYTES {
            self.problem(
                ProblemCode::TooLong,
                format!(
                    "the text has {} bytes; at most {MAX_TEXT_BYTES} are allowed",
                    text.len()
                ),
            );
        }
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Never> {
        Ok(())
    }

    fn serialize_unit(self) -> Result<(), Never> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<(), Never> {
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        self.field(variant, value)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Elements<'w, 'p>, Never> {
        Ok(Elements {
            walker: self,
            next: 0,
        })
    }

    fn serialize_tuple(self, _: usize) -> Result<Elements<'w, 'p>, Never> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Elements<'w, 'p>, Never> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Elements<'w, 'p>, Never> {
        self.serialize_seq(None)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries<'w, 'p>, Never> {
        Ok(Entries {
            walker: self,
            key: String::new(),
        })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Entries<'w, 'p>, Never> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Entries<'w, 'p>, Never> {
        self.serialize_map(None)
    }
}

struct Elements<'w, 'p> {
    walker: &'w mut Walker<'p>,
    next: usize,
}

impl Elements<'_, '_> {
    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        let index = self.next;
        self.next += 1;
        self.walker.below(format_args!("[{index}]"), value)
    }
}

struct Entries<'w, 'p> {
    walker: &'w mut Walker<'p>,
    key: String,
}

macro_rules! elements {
    ($($trait:ident::$method:ident),*) => {$(
        impl ser::$trait for Elements<'_, '_> {
            type Ok = ();
            type Error = Never;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
                self.element(value)
            }

            fn end(self) -> Result<(), Never> {
                Ok(())
            }
        }
    )*};
}

elements! {
    SerializeSeq::serialize_element, SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field, SerializeTupleVariant::serialize_field
}

macro_rules! fields {
    ($($trait:ident),*) => {$(
        impl ser::$trait for Entries<'_, '_> {
            type Ok = ();
            type Error = Never;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), Never> {
                self.walker.field(name, value)
            }

            fn end(self) -> Result<(), Never> {
                Ok(())
            }
        }
    )*};
}

fields! { SerializeStruct, SerializeStructVariant }

impl ser::SerializeMap for Entries<'_, '_> {
    type Ok = ();
    type Error = Never;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Never> {
        // A key is a text too; it is checked under its map's path and named in its value's.
        key.serialize(&mut *self.walker)?;
        self.key = serde_json::to_value(key)
            .ok()
            .and_then(|key| key.as_str().map(str::to_owned))
            .unwrap_or_default();
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        let key = std::mem::take(&mut self.key);
        self.walker.field(&key, value)
    }

    fn end(self) -> Result<(), Never> {
        Ok(())
    }
}
