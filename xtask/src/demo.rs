//! `cargo xtask demo`: the page made with the package.

use std::path::Path;

use crate::{
    pkg,
    steps::{Steps, command, root, run},
    wasm::target,
};

/// Builds the package, and writes the page as it is hosted into a folder.
pub(crate) fn build(steps: &mut Steps, folder: Option<&str>) {
    let folder = folder.map_or_else(|| target().join("demo"), |folder| root().join(folder));
    let _done = pkg::build(steps) && steps.work("the demo", || site(&folder, &[]));
}

/// The same, served on this machine until somebody ends it.
pub(crate) fn serve(steps: &mut Steps) {
    let folder = target().join("demo");
    let _done = pkg::build(steps) && steps.work("the demo", || site(&folder, &["--serve"]));
}

fn site(folder: &Path, words: &[&str]) -> Result<(), String> {
    let line = "node demo/scripts/site.js";
    run(line, command(line).arg(folder).args(words))
}

/// Tests the page with the package that [`pkg::test`] built.
pub(crate) fn test(steps: &mut Steps) {
    let line = "node --test --test-reporter=spec";
    steps.prepared(
        "the demo in Chromium",
        line,
        command(line).current_dir(root().join("demo")),
    );
}
