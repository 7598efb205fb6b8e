//! `cargo xtask bench`: how fast the package is beside the library without JavaScript.

use crate::{
    pkg,
    steps::{Steps, command, run},
    wasm::target,
};

/// Measures, and prints a table; with `--write` also into `docs/performance.md`.
pub(crate) fn measure(steps: &mut Steps, write: Option<&str>) {
    let _passed = pkg::build(steps)
        && steps.command(
            "the library without JavaScript",
            "cargo build --release --locked --package cesta-wasm --example native",
        )
        && steps.work("the same work in both", || {
            let script = "node pkg/scripts/bench.js";
            run(
                script,
                command(script).arg(target().join("bench")).args(write),
            )
        });
}
