//! Cesta for JavaScript: decode, call, encode.
//!
//! Nothing is computed here. A method takes JavaScript values, decodes them into what the library
//! takes, calls it, and encodes what it gives. Values are decoded inside the function and never in
//! its signature, so that whatever they are, the answer is a result or an `Error`, and the
//! instance lives on.
#![expect(
    missing_debug_implementations,
    reason = "what is exported is seen from JavaScript, which prints it in its own way"
)]

mod encode;
mod error;
mod journey;

pub use self::journey::Journey;
