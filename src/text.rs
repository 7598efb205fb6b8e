//! Text from outside, made fit for a message: short, and without control characters.

use std::fmt::Display;

/// At most the first 80 characters of a text from outside, for a message.
pub(crate) fn excerpt(text: &str) -> impl Display + use<'_> {
    let mut characters = text.chars();
    let mut shown: String = characters
        .by_ref()
        .take(80)
        .flat_map(char::escape_debug)
        .collect();
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}

/// A text by which others are found that differ from it in upper and lower case only.
///
/// `str::to_lowercase` brings three tables more, to tell the sigma at the end of a word; which
/// would then not be found by its capital inside of one.
pub(crate) fn folded(text: &str) -> String {
    let lower = text.chars().flat_map(char::to_lowercase);
    lower.map(|it| if it == 'ς' { 'σ' } else { it }).collect()
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn case_does_not_matter() {
        for (a, b) in [("N/A", "n/a"), ("NENÍ", "není"), ("ΑΠΩΝ ΌΛΟΣ", "απων όλος")]
        {
            assert_eq!(folded(a), folded(b));
        }
        assert_ne!(folded("neni"), folded("není"));
    }
}
