//! The arguments of `cesta find`.

use std::path::PathBuf;

use cesta::flow::pattern::SequencePattern;
use clap::Args as Group;

use super::Columns;

/// Find a pattern in what customers did: `look => help{2,} ->[<=1h] buy`.
///
/// `->` is the next event, `=>` some later one, `[<=1h]` the time since the event before; `a|b`
/// either, `!a` another one, `.` any; `?`, `*`, `+`, `{2,5}` repeat; `^` and `$` are the
/// customer's first and last event. Names with other signs stand in quotation marks, where one
/// inside is written twice, and may be patterns of names: "product/*".
#[derive(Debug, Group)]
pub(crate) struct Find {
    /// The events; `-` for standard input.
    pub(crate) events: PathBuf,
    /// The pattern.
    #[arg(allow_hyphen_values = true)]
    pub(crate) pattern: String,
    #[command(flatten)]
    pub(crate) columns: Columns,
    /// The touchpoints of a number, with commas between: the pattern is then written as
    /// `ClickHouse`'s `(?1).*(?2)`. Given once for each number.
    #[arg(long, value_name = "A,B")]
    pub(crate) condition: Vec<String>,
    /// Start a match as early as can be, not as late.
    #[arg(long)]
    pub(crate) earliest: bool,
    /// How many matches to list at most.
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: u32,
}

/// A pattern that is looked for, by a name.
#[derive(Clone, Debug)]
pub(crate) struct Sought {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) pattern: SequencePattern,
}

/// A pattern, with a name before it or as its own name: `asked=look => help`, `look => help`.
pub(super) fn sought(text: &str) -> Result<Sought, String> {
    // What a pattern is made of is in no name.
    let is_name = |it: &str| !it.trim().is_empty() && !it.contains(['<', '[', '"', '>', '|', '(']);
    let named = text.split_once('=');
    let named = named.filter(|(name, pattern)| is_name(name) && !pattern.starts_with('>'));
    let mut pattern = SequencePattern::parse(text);
    let (mut name, mut of) = (text, text);
    if let Some((before, behind)) = named.filter(|_| pattern.is_err()) {
        let parsed = SequencePattern::parse(behind);
        // What is wrong with it is told of what it is.
        if parsed.is_ok() || !opens_quote(before) {
            (name, of, pattern) = (before, behind, parsed);
        }
    }
    let pattern = pattern.map_err(|error| error.to_string())?;
    Ok(Sought {
        name: name.trim().to_owned(),
        text: of.trim().to_owned(),
        pattern,
    })
}

/// Whether what follows a text is inside of a quotation, which no apostrophe begins.
fn opens_quote(text: &str) -> bool {
    let (mut is_open, mut before) = (false, ' ');
    for character in text.chars() {
        if character == '\'' {
            is_open = !is_open && !before.is_alphanumeric();
        }
        before = character;
    }
    is_open
}

#[cfg(test)]
mod tests {
    use super::sought;

    #[test]
    fn a_pattern_has_a_name_or_is_its_own() {
        for (given, name, text) in [
            ("asked = look => help", "asked", "look => help"),
            ("look => help", "look => help", "look => help"),
            (
                "look ->[<=1h] buy",
                "look ->[<=1h] buy",
                "look ->[<=1h] buy",
            ),
            ("fast=look ->[<=1h] buy", "fast", "look ->[<=1h] buy"),
            ("'q=a' => buy", "'q=a' => buy", "'q=a' => buy"),
            ("ann's='q=a|b' => buy", "ann's", "'q=a|b' => buy"),
        ] {
            let it = sought(given).unwrap();
            assert_eq!((&*it.name, &*it.text), (name, text), "{given}");
        }
        assert!(sought("look =>").is_err());
        assert!(sought(" =look").is_err());
        assert!(sought("name=look ->[ buy").is_err());
    }

    #[test]
    fn what_is_wrong_is_told_where_it_is() {
        for (given, place) in [
            ("'q=a' => (buy", 14),
            ("!'q=a' => (buy", 15),
            ("{b, 'q=a'} => (buy", 19),
            ("'a' -> 'q=a", 8),
            ("ann's=(buy", 5),
            ("rock 'n' roll=(buy", 5),
        ] {
            let told = sought(given).unwrap_err();
            assert!(told.contains(&format!("character {place}")), "{told}");
        }
        // What can be read is read.
        assert_eq!(sought("'tis=look => buy").unwrap().name, "'tis");
    }
}
