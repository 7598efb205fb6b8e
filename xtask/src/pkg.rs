//! `cargo xtask pkg`: the npm package, and its tests.

use std::{fs, path::Path};

use crate::{
    steps::{Steps, command, root, run},
    tools::{npm, npm_ci},
    wasm::{Compiler, target},
};

const PROFILE: &str = "wasm";

/// Builds the package in `pkg/`. Whether it is there.
pub(crate) fn build(steps: &mut Steps) -> bool {
    Compiler::find(steps).is_some_and(|compiler| build_with(steps, compiler))
}

fn build_with(steps: &mut Steps, compiler: Compiler) -> bool {
    let line = format!("build --package cesta-wasm --profile {PROFILE} --locked");
    let (line, mut cargo) = compiler.cargo(&line);
    let wasm = compiler.built(PROFILE).join("cesta_wasm.wasm");
    let (glue, kept) = (target().join("pkg/glue"), target().join("pkg/wasm-opt"));
    steps.work("one version of wasm-bindgen", one_version)
        && steps.prepared("the library for WebAssembly", &line, &mut cargo)
        && steps.work("its glue", || bindgen(&wasm, &glue))
        && npm_ci(steps, "pkg")
        && steps.work("the package and its size", || {
            let script = "node pkg/scripts/build.js";
            run(script, command(script).args([glue, kept]))
        })
}

/// Builds the package, and tests it as users get it.
/// Whether the package is there, and does what it should.
pub(crate) fn test(steps: &mut Steps) -> bool {
    let Some(compiler) = Compiler::find(steps) else {
        return false;
    };
    // The core must build for browsers with everything that a browser can use.
    let core = "check --package cesta --lib --features csv,render,schema";
    let (line, mut cargo) = compiler.cargo(core);
    steps.prepared("the core for WebAssembly", &line, &mut cargo);

    build_with(steps, compiler)
        && steps.command("a browser", "node pkg/scripts/chromium.js")
        && steps.work("the package, installed, in Node and Chromium", || {
            run(
                "npm test",
                npm().arg("test").current_dir(root().join("pkg")),
            )
        })
}

/// The generator is a program that takes minutes to compile, so it is a feature of this one, and
/// only called for the package. Its output describes the inside of one version of the library.
fn bindgen(wasm: &Path, glue: &Path) -> Result<(), String> {
    let line = "cargo run --quiet --locked --package xtask --features bindgen -- bindgen";
    run(line, command(line).arg(wasm).arg(glue))
}

fn one_version() -> Result<(), String> {
    let lock = fs::read_to_string(root().join("Cargo.lock")).map_err(|error| error.to_string())?;
    let version = |name: &str| {
        let mut lines = lock.lines();
        lines.find(|line| *line == format!("name = \"{name}\""))?;
        lines.next()
    };
    let (library, generator) = (version("wasm-bindgen"), version("wasm-bindgen-cli-support"));
    if library.is_some() && library == generator {
        Ok(())
    } else {
        Err(format!(
            "Cargo.lock has wasm-bindgen {library:?} and wasm-bindgen-cli-support {generator:?}"
        ))
    }
}
