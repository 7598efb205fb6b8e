//! A compiler for WebAssembly: rustup's, or Debian's where rustup has no such target to give.

use std::{env, path::PathBuf, process::Command};

use crate::steps::{Steps, command, output, root, run, succeeds};

const TARGET: &str = "wasm32-unknown-unknown";
const DEBIAN: &str = "/usr/bin/rustc";
/// Debian's newer compiler and its source. It has no library for this target: cargo builds that.
const PACKAGES: &str = "rustc-web rust-web-src";

#[derive(Clone, Copy)]
pub(crate) enum Compiler {
    Rustup,
    Debian,
}

impl Compiler {
    /// Finds a compiler, or fetches one. Where there is none, that is a failed step.
    pub(crate) fn find(steps: &mut Steps) -> Option<Self> {
        let folder = format!("rustc --print target-libdir --target {TARGET}");
        let here = || output(&folder).is_ok_and(|it| PathBuf::from(it.trim()).is_dir());
        let add = format!("rustup target add {TARGET}");
        if here() || (succeeds(&add) && here()) {
            return Some(Self::Rustup);
        }
        println!("    `{add}` failed: trying Debian's {PACKAGES}");
        let name = format!("a compiler for {TARGET}");
        (has_debian() || steps.work(&name, || install(&add))).then_some(Self::Debian)
    }

    /// A call of cargo for the target, and how it is shown.
    pub(crate) fn cargo(self, words: &str) -> (String, Command) {
        let line = format!("cargo {words} --target {TARGET}");
        if matches!(self, Self::Rustup) {
            let prepared = command(&line);
            return (line, prepared);
        }
        // Debian's is a stable compiler, and building the standard library is unstable.
        let line = format!("{line} -Z build-std=std,panic_abort");
        let mut prepared = command(&line);
        prepared
            .env("RUSTC", DEBIAN)
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_TARGET_DIR", self.target())
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker());
        (format!("RUSTC={DEBIAN} RUSTC_BOOTSTRAP=1 {line}"), prepared)
    }

    /// Where a profile's files are. The compilers would evict each other's from one folder.
    pub(crate) fn built(self, profile: &str) -> PathBuf {
        self.target().join(TARGET).join(profile)
    }

    fn target(self) -> PathBuf {
        match self {
            Self::Rustup => target(),
            Self::Debian => target().join("debian"),
        }
    }
}

/// The folder that cargo builds in: this program is in its `debug`.
pub(crate) fn target() -> PathBuf {
    let program = env::current_exe().ok();
    let folder = program.as_deref().and_then(|it| it.ancestors().nth(2));
    folder.map_or_else(|| root().join("target"), PathBuf::from)
}

fn has_debian() -> bool {
    let sysroot = output(&format!("{DEBIAN} --print sysroot")).unwrap_or_default();
    let source = "lib/rustlib/src/rust/library/std/Cargo.toml";
    PathBuf::from(sysroot.trim()).join(source).is_file()
}

fn install(add: &str) -> Result<(), String> {
    let line = format!("apt-get install --yes --no-install-recommends {PACKAGES}");
    if !succeeds("apt-get --version") {
        return Err(format!(
            "`{add}` failed; it is the only way that is known here"
        ));
    }
    if output("id -u").is_ok_and(|it| it.trim() != "0") {
        return Err(format!(
            "`{add}` failed; if it keeps failing, `sudo {line}`"
        ));
    }
    run("apt-get update", &mut command("apt-get update"))?;
    run(
        &line,
        command(&line).env("DEBIAN_FRONTEND", "noninteractive"),
    )?;
    if has_debian() {
        Ok(())
    } else {
        Err(format!("{PACKAGES} brought no compiler with its source"))
    }
}

/// LLVM's linker, which comes with rustup's compilers.
fn linker() -> PathBuf {
    let folder = output("rustc --print target-libdir").unwrap_or_default();
    let beside = PathBuf::from(folder.trim()).with_file_name("bin/rust-lld");
    if beside.is_file() {
        beside
    } else {
        "wasm-ld".into()
    }
}
