//! Text from outside, made harmless: the one place where it enters a picture or a page.
//!
//! Whatever a map, a log or a survey calls a thing is written through [`Clean`]: markup is
//! escaped by maud, and characters that are invisible, forbidden in XML or that turn the
//! reading direction of their surroundings are replaced by visible ones. In HTML it is wrapped
//! by [`bdi`], so that right-to-left text stays within itself; in SVG the class `u` isolates it.
//!
//! SVG does not break lines, so [`lines`] does: by grapheme clusters, with widths estimated
//! from what system fonts have in common. What is cut off ends in an ellipsis; the full text is
//! then in the element's title.

use std::fmt::Write as _;

use maud::{Escaper, Markup, Render, html};
use unicode_segmentation::UnicodeSegmentation;

use super::breaks::Pieces;

/// The longest grapheme cluster that is drawn, in characters; accents piled higher than that
/// would cover the neighbouring lines.
const MAX_CLUSTER: usize = 12;

/// Text from outside.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clean<'t>(pub(super) &'t str);

impl Render for Clean<'_> {
    fn render_to(&self, buffer: &mut String) {
        let mut escaper = Escaper::new(buffer);
        for character in self.0.chars() {
            // Writing into a string cannot fail.
            let _ = escaper.write_char(visible(character));
        }
    }
}

/// Text from outside, for HTML: isolated, in its own reading direction.
pub(super) fn bdi(text: &str) -> Markup {
    html! { bdi dir="auto" { (Clean(text)) } }
}

/// The character itself, or what stands for it.
fn visible(character: char) -> char {
    match character {
        '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => ' ',
        '\u{0}'..='\u{1f}' => {
            char::from_u32(0x2400 + u32::from(character)).unwrap_or(char::REPLACEMENT_CHARACTER)
        }
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{fffe}'
        | '\u{ffff}' => char::REPLACEMENT_CHARACTER,
        other => other,
    }
}

/// The width of one line of text in pixels, estimated.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.graphemes(true).map(advance).sum::<f64>() * size
}

/// How far a grapheme cluster moves the pen, in ems.
fn advance(cluster: &str) -> f64 {
    let Some(first) = cluster.chars().next() else {
        return 0.0;
    };
    match first {
        'i' | 'j' | 'l' | '\'' | '|' | '.' | ',' | ':' | ';' | '!' => 0.29,
        'f' | 't' | 'r' | 'I' | ' ' | '(' | ')' | '[' | ']' | '/' | '-' | '\u{a0}' => 0.36,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.9,
        'A'..='Z' | '&' | '…' | '—' => 0.69,
        '\u{1100}'..='\u{11ff}'
        | '\u{2600}'..='\u{27bf}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{1f000}'.. => 1.05,
        _ => 0.57,
    }
}

/// A text in at most `limit` lines of at most `room` pixels; the last ends in an ellipsis where
/// the text goes on.
///
/// Breaks between words where it can, inside of a word where it must. Only as much of the text
/// is read as fits.
pub(super) fn lines(text: &str, size: f64, room: f64, limit: usize) -> Vec<String> {
    let ellipsis = advance("…") * size;
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut used = 0.0;
    let mut rest = Pieces(text).peekable();
    while let Some(word) = rest.next() {
        let blank = word.chars().all(char::is_whitespace);
        if blank && line.is_empty() {
            continue;
        }
        let on_last = lines.len() + 1 >= limit;
        let goes_on = rest.peek().is_some();
        let needed = narrow_width(word, size, room);
        let reserve = if on_last && goes_on { ellipsis } else { 0.0 };
        if used + needed + reserve <= room {
            if blank {
                line.push(' ');
            } else {
                push_cut(&mut line, word);
            }
            used += needed;
            continue;
        }
        if blank {
            continue;
        }
        // A word that would fit on a line of its own begins the next one.
        if !line.is_empty() && !on_last && needed <= room {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            push_cut(&mut line, word);
            used = needed;
            continue;
        }
        // Otherwise it is broken where the line ends.
        for cluster in word.graphemes(true) {
            let step = advance(cluster) * size;
            let on_last = lines.len() + 1 >= limit;
            let reserve = if on_last { ellipsis } else { 0.0 };
            if used + step + reserve > room {
                if on_last {
                    return ended(lines, &line);
                }
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
                used = 0.0;
            }
            push_cut(&mut line, cluster);
            used += step;
        }
        if lines.len() + 1 >= limit && goes_on && used + ellipsis > room {
            return ended(lines, &line);
        }
    }
    if !line.trim_end().is_empty() || lines.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// The lines with the last one cut off.
fn ended(mut lines: Vec<String>, last: &str) -> Vec<String> {
    lines.push(format!("{}…", last.trim_end()));
    lines
}

/// The width of a word, counted no further than needed to see that it does not fit.
fn narrow_width(word: &str, size: f64, room: f64) -> f64 {
    let mut total = 0.0;
    for cluster in word.graphemes(true) {
        total += advance(cluster) * size;
        if total > room {
            break;
        }
    }
    total
}

/// Adds a word, its clusters cut to a drawable height.
fn push_cut(line: &mut String, word: &str) {
    for cluster in word.graphemes(true) {
        line.extend(cluster.chars().take(MAX_CLUSTER));
    }
}

/// A text shortened to one line of at most `room` pixels.
pub(super) fn one_line(text: &str, size: f64, room: f64) -> String {
    lines(text, size, room, 1).pop().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(text: &str) -> String {
        Clean(text).render().into_string()
    }

    #[test]
    fn markup_and_controls_are_inert_and_visible() {
        assert_eq!(
            clean("<b a=\"1\">&</b>"),
            "&lt;b a=&quot;1&quot;&gt;&amp;&lt;/b&gt;"
        );
        assert_eq!(
            clean("a\u{0}b\u{1b}c\u{7f}\u{85}\u{fffe}"),
            "a\u{2400}b\u{241b}c\u{2421}\u{fffd}\u{fffd}"
        );
        assert_eq!(clean("\u{202e}evil\u{2066}"), "\u{fffd}evil\u{fffd}");
        assert_eq!(clean("one\r\ntwo"), "one  two");
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(
            lines("Payment details", 13.0, 60.0, 2),
            ["Payment", "details"]
        );
        assert_eq!(lines("Home", 13.0, 60.0, 2), ["Home"]);
        assert_eq!(lines("", 13.0, 60.0, 2), [""]);
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        let cut = lines("one two three four five six seven eight", 13.0, 70.0, 2);
        assert_eq!(cut.len(), 2);
        assert!(cut[1].ends_with('…'), "{cut:?}");
        assert!(cut.iter().all(|line| width(line, 13.0) <= 70.0), "{cut:?}");
        let long = lines(&"x".repeat(65_536), 13.0, 100.0, 3);
        assert_eq!(long.len(), 3);
        assert!(long.iter().all(|line| width(line, 13.0) <= 100.0));
    }

    #[test]
    fn clusters_stay_whole() {
        let families = "👨‍👩‍👧‍👦".repeat(40);
        let cut = one_line(&families, 13.0, 60.0);
        assert!(
            cut.trim_end_matches('…')
                .graphemes(true)
                .all(|it| it == "👨‍👩‍👧‍👦")
        );
        let piled = format!("a{}", "\u{301}".repeat(5000));
        assert!(one_line(&piled, 13.0, 60.0).chars().count() <= MAX_CLUSTER + 1);
    }
}
