//! The integration tests: one binary, one file for each room.

mod format;
mod journey;
mod template;
