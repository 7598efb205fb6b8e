//! `cargo xtask lint`: what a reviewer should not have to say.

use crate::{
    deps,
    steps::{Steps, command, succeeds},
};

pub(crate) fn run(steps: &mut Steps) {
    steps.command("format", "cargo fmt --all -- --check");
    steps.command(
        "format of the fuzz targets",
        "cargo fmt --manifest-path fuzz/Cargo.toml -- --check",
    );
    steps.command(
        "clippy, all features",
        "cargo clippy --workspace --all-targets --all-features -- -D warnings",
    );
    steps.command(
        "clippy, default features",
        "cargo clippy --package cesta --all-targets -- -D warnings",
    );
    let line = "cargo doc --workspace --no-deps --all-features";
    steps.prepared(
        "rustdoc",
        &format!("RUSTDOCFLAGS='-D warnings' {line}"),
        command(line).env("RUSTDOCFLAGS", "-D warnings"),
    );
    deny(steps);
    deps::run(steps);
}

/// Licences, bans and sources. The advisory database is left out: it needs the network, and
/// would make yesterday's green commit red today.
fn deny(steps: &mut Steps) {
    if !succeeds("cargo deny --version") {
        steps.command(
            "cargo-deny is missing: installing it, which takes some minutes",
            "cargo install cargo-deny --locked",
        );
    }
    steps.command(
        "licences, bans and sources",
        "cargo deny --all-features check --allow license-exception-not-encountered \
         licenses bans sources",
    );
    steps.command(
        "licences, bans and sources of the fuzz targets",
        "cargo deny --manifest-path fuzz/Cargo.toml --config deny.toml check \
         licenses bans sources",
    );
}
