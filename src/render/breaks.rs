//! Where a line may be broken.
//!
//! The words of Unicode (UAX 29) would serve as well, with a table of 20 KB for what is decided
//! here by a few ranges; a test compares the two. (Khmer and Burmese are broken elsewhere, but
//! not in a wrong place: neither rule knows their words.)

use unicode_segmentation::UnicodeSegmentation;

/// The pieces of a text between which a line may be broken: words, numbers and runs of blanks
/// in one piece, everything else a grapheme cluster at a time.
#[derive(Clone, Debug)]
pub(super) struct Pieces<'t>(pub(super) &'t str);

impl<'t> Iterator for Pieces<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let mut clusters = self.0.graphemes(true);
        let first = clusters.next()?;
        let mut end = first.len();
        let mut kind = Kind::of(first);
        while let Some(cluster) = clusters.next() {
            let next = Kind::of(cluster);
            if kind.goes_on(next) {
                end += cluster.len();
                kind = next;
                continue;
            }
            // A mark inside a word, such as the apostrophe of `can't` or the point of `3.5`.
            let after = clusters.next();
            match after.map(Kind::of) {
                Some(after) if after == kind && kind.holds(cluster) => {}
                _ => break,
            }
            end += cluster.len() + after.map_or(0, str::len);
        }
        let (piece, rest) = self.0.split_at_checked(end)?;
        self.0 = rest;
        Some(piece)
    }
}

/// What a grapheme cluster is to its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Letter,
    Digit,
    Blank,
    /// It stands for itself: signs, pictures, the characters of Chinese and Japanese, and of
    /// scripts that write words without blanks.
    Other,
}

impl Kind {
    fn of(cluster: &str) -> Self {
        match cluster.chars().next() {
            Some(
                '\u{e00}'..='\u{eff}'
                | '\u{1000}'..='\u{109f}'
                | '\u{1780}'..='\u{17ff}'
                | '\u{2e80}'..='\u{30a0}'
                | '\u{3400}'..='\u{4dbf}'
                | '\u{4e00}'..='\u{9fff}'
                | '\u{f900}'..='\u{faff}'
                | '\u{20000}'..='\u{3ffff}',
            ) => Self::Other,
            Some(' ' | '\u{2000}'..='\u{2006}' | '\u{2008}'..='\u{200a}') => Self::Blank,
            Some(it) if it == '_' || it.is_alphabetic() => Self::Letter,
            Some(it) if it.is_numeric() => Self::Digit,
            _ => Self::Other,
        }
    }

    fn goes_on(self, next: Self) -> bool {
        match self {
            Self::Letter | Self::Digit => matches!(next, Self::Letter | Self::Digit),
            Self::Blank => next == Self::Blank,
            Self::Other => false,
        }
    }

    /// Whether a mark between two of this kind parts them not.
    fn holds(self, mark: &str) -> bool {
        match self {
            Self::Letter => matches!(mark, "'" | "’" | "." | ":" | "·"),
            Self::Digit => matches!(mark, "'" | "’" | "." | "," | ";"),
            Self::Blank | Self::Other => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_the_words_of_unicode() {
        for text in [
            "",
            "Sign-up form (for new customers), step 2/3",
            "can't won’t 3.5 1,000 e.g. U.S.A. a.b: c:d 10:30 v2 x_y 1_000 _a",
            "ends with a mark's",
            "mark.. twice, 3.. 3., .5 a.3 3.a a,b",
            "  blanks   of\u{2003}\u{2003}all\tkinds\u{a0}here\n\nand lines ",
            "Zahlung über PayPal™ – 15 % günstiger! Straße, naïve, Köln; e\u{301}tude",
            "Příliš žluťoučký kůň úpěl ďábelské ódy",
            "Ελληνικά, русский язык, العربية לשון",
            "漢字とひらがな、カタカナ。한국어 텍스트",
            "ภาษาไทย ລາວ",
            "👨‍👩‍👧‍👦 👍🏽👍 🇨🇿🇩🇪 ☎️ 5️⃣",
            "https://example.com/a?b=c&d=e#f user@example.com",
        ] {
            let pieces: Vec<&str> = Pieces(text).collect();
            let words: Vec<&str> = text.split_word_bounds().collect();
            assert_eq!(pieces, words);
        }
    }
}
