//! The words of findings: names and numbers as people read them.

use crate::{
    journey::{Measure, Statistic},
    stats,
};

/// The longest name in a sentence, in characters.
const SHOWN: usize = 80;

/// A name in quotation marks.
pub(super) fn quoted(name: &str) -> String {
    format!("“{}”", shown(name))
}

/// A name, cut to a readable length, and without characters that could break a line, move a
/// terminal's cursor or turn the direction of the text around it.
pub(super) fn shown(name: &str) -> String {
    let mut characters = name.chars();
    let shown = characters.by_ref().take(SHOWN).map(|character| {
        let turns = matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let breaks = character.is_control() || matches!(character, '\u{2028}' | '\u{2029}');
        if turns || breaks {
            char::REPLACEMENT_CHARACTER
        } else {
            character
        }
    });
    let mut shown: String = shown.collect();
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}

/// A number with at most two decimals.
pub(super) fn rounded(value: f64) -> String {
    stats::rounded(value, 2).to_string()
}

/// A score in its measure's unit: a share of answers in percent, a net of shares in points, a
/// mean as it is.
pub(super) fn score(measure: &Measure, value: f64) -> String {
    match measure.statistic {
        Statistic::Boxes { .. } => percent(value / 100.0),
        Statistic::Mean | Statistic::Net { .. } => rounded(value),
    }
}

/// The unit of a measure's scores: `%` of answers, `points` of a net of shares; a mean is in the
/// measure's own, which its id stands for.
pub(super) fn unit(measure: &Measure) -> &str {
    match measure.statistic {
        Statistic::Boxes { .. } => "%",
        Statistic::Net { .. } => "points",
        Statistic::Mean => measure.id.as_str(),
    }
}

/// A share in percent, with at most one decimal.
pub(super) fn percent(share: f64) -> String {
    format!("{} %", stats::rounded(share * 100.0, 1))
}

/// The words of a list: `a`, `a and b`, `a, b and c`.
pub(super) fn listed(words: &[impl AsRef<str>]) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{listed, percent, quoted, rounded};

    #[test]
    fn names_are_cut_and_made_inert() {
        assert_eq!(quoted("Don't panic"), "“Don't panic”");
        assert_eq!(
            quoted("a\u{1b}[2J\nb\u{202e}c"),
            "“a\u{fffd}[2J\u{fffd}b\u{fffd}c”"
        );
        assert_eq!(quoted(&"x".repeat(80)), format!("“{}”", "x".repeat(80)));
        assert_eq!(quoted(&"x".repeat(81)), format!("“{}…”", "x".repeat(80)));
    }

    #[test]
    fn numbers_are_rounded_and_zero_has_no_sign() {
        assert_eq!(rounded(38.456), "38.46");
        assert_eq!(rounded(-0.001), "0");
        assert_eq!(rounded(-0.125), "-0.13");
        assert_eq!(rounded(60.0), "60");
        assert_eq!(percent(0.1234), "12.3 %");
    }

    #[test]
    fn lists_read_as_in_a_sentence() {
        assert_eq!(listed(&[""; 0]), "");
        assert_eq!(listed(&["a"]), "a");
        assert_eq!(listed(&["a", "b", "c"]), "a, b and c");
    }
}
