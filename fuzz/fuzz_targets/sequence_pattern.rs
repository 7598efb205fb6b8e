//! Any text as a pattern of events: it is one, or an error with places inside of the text; what
//! is read is written and read again as the same; and it matches where its numbers fit together.
//! As the name of a touchpoint it is met by the customer of that name alone.
#![no_main]

use std::sync::LazyLock;

use cesta::{
    flow::pattern::{
        MatchStart, PatternMatches, PatternOptions, SequencePattern, find_pattern, quoted_name,
    },
    log::EventLog,
};
use libfuzzer_sys::fuzz_target;

static LOG: LazyLock<EventLog> = LazyLock::new(|| {
    let touchpoints: Vec<&str> = "abcadbaacb".split("").filter(|it| !it.is_empty()).collect();
    let customers: Vec<u32> = (0..10).map(|event| event / 4).collect();
    let times: Vec<i64> = (0..10).map(|event| event / 2 * 1_000).collect();
    EventLog::from_columns(&customers[..], &touchpoints[..], Some(&times)).expect("a log")
});

/// A name is written so that only it is meant, whatever signs it has.
fn name(text: &str) {
    let written = quoted_name(text);
    let pattern = SequencePattern::parse(&written).expect("a name");
    assert_eq!(pattern.to_string(), written);
    let names = [text, "look", "lo*"];
    let Ok(log) = EventLog::from_columns(&names, &names, None) else {
        return;
    };
    let found = PatternMatches::of(&log, &pattern, &PatternOptions::default()).expect("a match");
    assert!(found.examples.iter().all(|it| it.customer == text));
    assert_eq!(found.customers.count, 1);
}

fuzz_target!(|text: &str| {
    name(text);
    let conditions = [vec!["a".to_owned()], vec!["b".to_owned(), "c*".to_owned()]];
    let numbered = SequencePattern::parse_numbered(text, &conditions).ok();
    let read = match SequencePattern::parse(text) {
        Ok(pattern) => {
            let written = pattern.to_string();
            let again = SequencePattern::parse(&written).expect("what was written");
            assert_eq!(again.to_string(), written);
            Some(pattern)
        }
        Err(error) => {
            assert!(!error.problems().is_empty());
            let end = text.chars().count() + 1;
            for problem in error.problems() {
                let position = problem.position.expect("a place") as usize;
                assert!((1..=end).contains(&position));
            }
            None
        }
    };
    for pattern in read.into_iter().chain(numbered) {
        let options = PatternOptions::default();
        let Ok(found) = PatternMatches::of(&LOG, &pattern, &options) else {
            continue;
        };
        assert!(found.matches >= found.customers.count && found.matches <= 10);
        let columns = find_pattern(&LOG, &pattern, MatchStart::Last, 3).expect("the same");
        assert_eq!(
            columns.customers.len() + columns.more as usize,
            found.matches as usize
        );
    }
});
