//! Where the journey has gaps: rules, levels, findings.

mod finding;

pub use self::finding::{Finding, Number, Place};
