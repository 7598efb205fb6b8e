//! `cargo xtask bench package`: how fast the package is beside the library without JavaScript.

use crate::{
    pkg,
    steps::{Steps, command, run},
    wasm::target,
};

/// Measures, and prints a table.
pub(super) fn measure(steps: &mut Steps, write: bool) {
    let _passed = pkg::build(steps)
        && steps.command(
            "the library without JavaScript",
            "cargo build --release --locked --package cesta-wasm --example native",
        )
        && steps.work("the same work in both", || {
            let script = "node pkg/scripts/bench.js";
            let write = write.then_some("--write");
            run(
                script,
                command(script).arg(target().join("bench")).args(write),
            )
        });
}
