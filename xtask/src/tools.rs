//! What some steps need beside cargo: found, or fetched, or named clearly.

use std::{fs, path::Path, process::Command};

use crate::steps::{Steps, command, root, run, succeeds};

/// The packages of a folder, exactly as its `package-lock.json` says; nothing where they are
/// there already. Whether the step passed.
pub(crate) fn npm_ci(steps: &mut Steps, folder: &str) -> bool {
    let path = root().join(folder);
    let (lock, installed) = (
        path.join("package-lock.json"),
        path.join("node_modules/.installed.json"),
    );
    if same(&lock, &installed) {
        return true;
    }
    steps.work(&format!("npm packages of {folder}"), || {
        if !succeeds("node --version") {
            return Err("no Node: install version 20 or newer, from https://nodejs.org".into());
        }
        run("npm ci", npm().arg("ci").current_dir(&path))?;
        fs::copy(&lock, &installed).map_err(|error| format!("{}: {error}", installed.display()))?;
        Ok(())
    })
}

fn same(left: &Path, right: &Path) -> bool {
    matches!((fs::read(left), fs::read(right)), (Ok(left), Ok(right)) if left == right)
}

/// npm, which is a script on Windows.
pub(crate) fn npm() -> Command {
    command(if cfg!(windows) { "npm.cmd" } else { "npm" })
}
