//! `cesta schema`: what editors check map files with.

use cesta::format::json;

use crate::answer::{Answer, Failure};

pub(crate) fn run() -> Result<Answer, Failure> {
    Answer::json(&json::schema())
}
