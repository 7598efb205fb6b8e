//! How results look: text for terminals, SARIF for code scanners, files on disk.

pub(crate) mod called;
pub(crate) mod file;
pub(crate) mod sarif;
pub(crate) mod text;
