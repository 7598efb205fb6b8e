//! `cargo xtask test`: every test there is, with its own set-up.

use crate::{
    fuzz,
    steps::{Steps, succeeds},
};

/// The features that somebody may switch on alone.
const FEATURES: [&str; 4] = ["csv", "render", "schema", "cli"];
const WASM: &str = "wasm32-unknown-unknown";

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
    fuzz::test(steps);
    wasm(steps);
}

/// The core must build for browsers. The target is asked for here; where it cannot be had, the
/// step says so: nothing else depends on it.
fn wasm(steps: &mut Steps) {
    let name = "the core for WebAssembly";
    if has_wasm() || (succeeds(&format!("rustup target add {WASM}")) && has_wasm()) {
        steps.command(
            name,
            &format!(
                "cargo check --package cesta --lib --features csv,render,schema --target {WASM}"
            ),
        );
    } else {
        let reason = format!("no target {WASM}: `rustup target add {WASM}` failed");
        steps.skip(name, &reason);
    }
}

fn has_wasm() -> bool {
    let line = format!("rustc --print target-libdir --target {WASM}");
    crate::steps::output(&line).is_ok_and(|folder| std::path::Path::new(folder.trim()).is_dir())
}
