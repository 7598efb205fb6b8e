//! `cargo xtask schema`: the committed files that are generated from code.
//!
//! The tests of `tests/cesta/docs.rs` know what the files must say, and fail where they say
//! something else; told to, they write them.

use crate::steps::{Steps, command};

pub(crate) fn run(steps: &mut Steps) {
    let line = "cargo test --package cesta --all-features --test cesta docs::generated";
    steps.prepared(
        "schema/journey.schema.json and docs/map.md",
        &format!("CESTA_WRITE=1 {line}"),
        command(line).env("CESTA_WRITE", "1"),
    );
}
