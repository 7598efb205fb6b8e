//! Text in and out. Nothing else in the library knows a text format for maps.

pub mod json;
