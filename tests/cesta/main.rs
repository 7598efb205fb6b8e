//! The integration tests: one program, a file a room.
#![cfg(test)]

mod architecture;
mod docs;
mod examples;
mod format;
mod journey;
mod template;
mod path;
mod flow;
mod log;
#[cfg(feature = "csv")]
mod log_csv;
mod gap;
