//! `cargo xtask test`: every test there is, with its own set-up.

use crate::{bench, demo, fuzz, pkg, steps::Steps};

/// The features that somebody may switch on alone.
const FEATURES: [&str; 7] = ["csv", "gzip", "xes", "parquet", "render", "schema", "cli"];

pub(crate) fn run(steps: &mut Steps) {
    // Also builds the examples and the program, and runs the code in the documentation.
    steps.command(
        "unit, integration, property and documentation tests",
        "cargo test --workspace --all-features --no-fail-fast",
    );
    steps.command(
        "a build without features",
        "cargo check --package cesta --no-default-features --lib",
    );
    for feature in FEATURES {
        steps.command(
            &format!("a build with the feature `{feature}` alone"),
            &format!("cargo check --package cesta --no-default-features --features {feature}"),
        );
    }
    bench::instructions::test(steps);
    fuzz::test(steps);
    if pkg::test(steps) {
        demo::test(steps);
    }
}
