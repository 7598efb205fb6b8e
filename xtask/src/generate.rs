//! `cargo xtask generate`: the committed files that are generated from code.
//!
//! The tests whose names end in `is_current` know what the files must say, and fail where they
//! say something else; told to, they write them.

use crate::steps::{Steps, command};

pub(crate) fn run(steps: &mut Steps) {
    let line = "cargo test --package cesta --all-features --test cesta is_current";
    steps.prepared(
        "schema/, docs/map.md, docs/gaps.md, docs/shop.svg",
        &format!("CESTA_WRITE=1 {line}"),
        command(line).env("CESTA_WRITE", "1"),
    );
    steps.command("pkg/types.d.ts", "node pkg/scripts/types.js");
}
