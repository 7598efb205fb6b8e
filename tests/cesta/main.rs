//! The integration tests: one program, a file a room.
#![cfg(test)]

mod align;
mod architecture;
mod chain;
#[cfg(feature = "cli")]
mod cli;
mod compare;
mod decode;
mod discover;
mod docs;
#[cfg(all(feature = "xes", feature = "render", feature = "schema"))]
mod errors;
mod examples;
mod flow;
mod follows;
mod format;
mod funnel;
mod gap;
mod generated;
mod growth;
mod journey;
mod log;
#[cfg(feature = "arrow")]
mod log_arrow;
#[cfg(feature = "csv")]
mod log_csv;
#[cfg(feature = "xes")]
mod log_xes;
#[cfg(feature = "csv")]
mod options;
mod path;
mod pattern;
#[cfg(feature = "csv")]
mod peers;
mod prepare;
#[cfg(feature = "render")]
mod render;
mod rhythm;
mod satisfaction;
#[cfg(feature = "csv")]
mod sequences;
mod stats;
mod steps;
mod sums;
mod template;
#[cfg(all(feature = "xes", feature = "render", feature = "schema"))]
mod wire;
