//! Any bytes as a map: reading ends with a map or with problems that have a place, and a map
//! that was read is written and read again as the same, and can be checked for gaps.
#![no_main]

use cesta::{
    format::json,
    gap::{GapOptions, Observed, check},
    journey::diff,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let journey = match json::read_bytes(bytes) {
        Ok(journey) => journey,
        Err(invalid) => {
            assert!(!invalid.problems().is_empty());
            for problem in invalid.problems() {
                assert!(problem.to_string().len() < 1 << 20, "an endless message");
            }
            return;
        }
    };
    let text = json::write(&journey);
    let again = json::read(&text).expect("what was written can be read");
    assert_eq!(text, json::write(&again));
    assert!(diff(&journey, &again).is_empty());

    match check(&journey, &Observed::default(), &GapOptions::default()) {
        Ok(report) => {
            for finding in &report.findings {
                assert!((0.0..=1.0).contains(&finding.weight), "{finding:?}");
            }
        }
        Err(error) => assert_eq!(error.code(), "unknownRules"),
    }
});
