//! Names with gaps: `product/*`.

use std::borrow::Cow;

use super::Names;

/// A text in which `*` stands for any characters, also for none, and `?` for exactly one. A `\`
/// before any character makes it stand for itself. The whole of a name must fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Glob {
    tokens: Vec<Token>,
    gaps: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    One(char),
    /// `?` and `*`, each with its place among them.
    Any(usize),
    Run(usize),
}

impl Glob {
    pub(super) fn new(pattern: &str) -> Self {
        let mut gaps = 0;
        let mut characters = pattern.chars();
        let mut tokens = Vec::new();
        while let Some(character) = characters.next() {
            tokens.push(match character {
                '*' | '?' => {
                    gaps += 1;
                    if character == '*' {
                        Token::Run(gaps - 1)
                    } else {
                        Token::Any(gaps - 1)
                    }
                }
                '\\' => Token::One(characters.next().unwrap_or('\\')),
                other => Token::One(other),
            });
        }
        Self { tokens, gaps }
    }

    /// The only name that fits, where there are no gaps.
    fn only(&self) -> Option<String> {
        let tokens = self.tokens.iter();
        let plain = tokens.map(|token| match token {
            Token::One(character) => Some(*character),
            Token::Any(_) | Token::Run(_) => None,
        });
        plain.collect()
    }

    fn matches(&self, name: &str) -> bool {
        self.gaps(name).is_some()
    }

    /// What stands in the gaps of a name that fits, the first gaps as short as can be.
    ///
    /// `O(p · n)` for `p` characters of the pattern and `n` of the name.
    pub(super) fn gaps(&self, name: &str) -> Option<Vec<String>> {
        let name: Vec<char> = name.chars().collect();
        let mut gaps = vec![0..0; self.gaps];
        // The latest run, by its token, and where what follows it was last tried.
        let mut run: Option<(usize, usize, usize)> = None;
        let (mut token, mut place) = (0, 0);
        while let Some(&character) = name.get(place) {
            match self.tokens.get(token) {
                Some(&Token::One(wanted)) if wanted == character => place += 1,
                Some(&Token::Any(gap)) => {
                    set(&mut gaps, gap, place..place + 1);
                    place += 1;
                }
                Some(&Token::Run(gap)) => {
                    set(&mut gaps, gap, place..place);
                    run = Some((token, gap, place));
                }
                _ => {
                    let (from, gap, tried) = run?;
                    let start = gaps.get(gap).map_or(0, |it| it.start);
                    set(&mut gaps, gap, start..tried + 1);
                    run = Some((from, gap, tried + 1));
                    (token, place) = (from, tried + 1);
                }
            }
            token += 1;
        }
        for rest in self.tokens.iter().skip(token) {
            match *rest {
                Token::Run(gap) => set(&mut gaps, gap, place..place),
                _ => return None,
            }
        }
        let characters = gaps.into_iter().map(|gap| name.get(gap));
        let text = |gap: Option<&[char]>| gap.unwrap_or_default().iter().collect();
        Some(characters.map(text).collect())
    }
}

fn set<T>(list: &mut [T], place: usize, value: T) {
    if let Some(slot) = list.get_mut(place) {
        *slot = value;
    }
}

/// The only name that a text can mean, where there is but one: the text is what [`exactly`] makes
/// of it.
pub(crate) fn single(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains(['*', '?', '\\']) {
        return Some(text.into());
    }
    let only = Glob::new(text).only()?;
    (exactly(&only) == text).then(|| only.into())
}

/// The pattern that means this name and no other one: `*`, `?` and `\` have a `\` before them.
/// Names that come from a log, or from elsewhere, are so given to filters, rules and patterns.
///
/// # Complexity
/// Linear.
///
/// # Example
/// ```
/// use cesta::log::{EventLog, Filter, exactly};
///
/// let log = EventLog::from_columns(&["ann"; 2], &["page?", "pages"], None)?;
/// assert_eq!(exactly("page?"), r"page\?");
/// let only = Filter::Touchpoints { touchpoints: vec![exactly("page?")] };
/// assert_eq!(log.filter(&[only])?.log.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn exactly(name: &str) -> String {
    let mut pattern = String::with_capacity(name.len());
    for character in name.chars() {
        if matches!(character, '*' | '?' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}

/// The names that a text means: the [`single`] one that it can mean, the one that is called
/// exactly so, or else all that fit it as a pattern. `None` where it can mean one only, and there
/// is none.
pub(crate) fn meant(names: &Names, text: &str) -> Option<Vec<u32>> {
    if let Some(name) = single(text) {
        return names.find(&name).map(|number| vec![number]);
    }
    if let Some(number) = names.find(text) {
        return Some(vec![number]);
    }
    let glob = Glob::new(text);
    let fitting = (0..).zip(names.iter()).filter(|(_, it)| glob.matches(it));
    Some(fitting.map(|(number, _)| number).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Glob;

    /// The obvious way, by trying everything.
    fn fits(pattern: &[char], name: &[char]) -> bool {
        match (pattern, name) {
            ([], []) => true,
            (['*', rest @ ..], _) => (0..=name.len()).any(|skip| fits(rest, &name[skip..])),
            (['?', rest @ ..], [_, more @ ..]) => fits(rest, more),
            ([a, rest @ ..], [b, more @ ..]) => a == b && fits(rest, more),
            _ => false,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2048))]

        #[test]
        fn fits_what_trying_everything_fits(pattern in "[ab*?č]{0,7}", name in "[abč]{0,8}") {
            let (tokens, characters): (Vec<_>, Vec<_>) =
                (pattern.chars().collect(), name.chars().collect());
            let gaps = Glob::new(&pattern).gaps(&name);
            prop_assert_eq!(gaps.is_some(), fits(&tokens, &characters));
            // The name is the pattern with its gaps filled.
            if let Some(gaps) = gaps {
                let mut gaps = gaps.into_iter();
                let filled: String = pattern
                    .chars()
                    .map(|it| if "*?".contains(it) { gaps.next().unwrap() } else { it.into() })
                    .collect();
                prop_assert_eq!(filled, name);
            }
        }
    }

    #[test]
    fn gaps_and_escapes() {
        let gaps = |pattern: &str, name: &str| Glob::new(pattern).gaps(name);
        let texts = |texts: &[&str]| Some(texts.iter().map(|&it| it.to_owned()).collect());
        assert_eq!(gaps("product/*", "product/12"), texts(&["12"]));
        assert_eq!(gaps("*/*", "a/b/c"), texts(&["a", "b/c"]));
        assert_eq!(gaps("product/*", "products/12"), None);
        assert_eq!(gaps(r"a\*\?", "a*?"), texts(&[]));
        assert_eq!(gaps(r"a\*", "ab"), None);
        assert_eq!(gaps(r"a\", r"a\"), texts(&[]));
        let evil = "*a".repeat(30) + "b";
        assert_eq!(gaps(&evil, &"a".repeat(10_000)), None);
    }
}
