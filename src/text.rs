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
