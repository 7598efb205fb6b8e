//! The integration tests: one binary, one file for each room.

mod format;
mod journey;
mod template;
//! The integration tests: one program, a file a room.
#![cfg(test)]

mod architecture;
mod docs;
mod examples;
