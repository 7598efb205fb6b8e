//! Cesta for JavaScript: decode, call, encode.
//!
//! Nothing is computed here. A function takes JavaScript values, decodes them into what the
//! library takes, calls it, and encodes what it gives. Values are decoded inside the function and
//! never in its signature, so that whatever they are, the answer is a result or an `Error`, and
//! the instance lives on.
//!
//! One file per exported class; `catalogue`, `scores` and `statistics` are the functions that
//! belong to none.
#![expect(
    missing_debug_implementations,
    reason = "what is exported is seen from JavaScript, which prints it in its own way"
)]
#![expect(
    clippy::missing_errors_doc,
    reason = "the documentation is written for JavaScript, where what is thrown is told in words"
)]

mod catalogue;
mod columns;
mod decode;
mod encode;
mod error;
mod event_log;
mod journey;
mod pulled;
mod responses;
mod scores;
mod source;
mod statistics;
mod steps;
mod stream;
mod sums;
mod text;

pub use self::{
    catalogue::*,
    event_log::*,
    journey::{Journey, funnel_svg},
    responses::Responses,
    scores::*,
    statistics::*,
    steps::*,
    stream::FlowStream,
    sums::*,
};
