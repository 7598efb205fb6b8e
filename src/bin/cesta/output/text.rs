//! Text for a terminal: colours, columns, bars.
//!
//! Everything that reaches a terminal is written to a [`Page`], and a page makes what it is
//! given inert: a label with an escape sequence, a line break or a direction override in it is
//! shown, never obeyed.

use std::fmt::{self, Display, Write};

use clap::builder::styling::Style;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The styles of the program.
pub(crate) mod style {
    use clap::builder::styling::{AnsiColor, Style};

    /// An ordinary text.
    pub(crate) const PLAIN: Style = Style::new();
    /// A name that stands out.
    pub(crate) const STRONG: Style = Style::new().bold();
    /// What may be skipped.
    pub(crate) const FAINT: Style = Style::new().dimmed();
    /// An error.
    pub(crate) const DENY: Style = AnsiColor::Red.on_default().bold();
    /// A warning.
    pub(crate) const WARN: Style = AnsiColor::Yellow.on_default().bold();
    /// A remark.
    pub(crate) const NOTE: Style = AnsiColor::Cyan.on_default().bold();
    /// Something good: reached, added.
    pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
    /// Something bad: lost, removed.
    pub(crate) const BAD: Style = AnsiColor::Red.on_default();
}

/// The most cells of a line of running text.
const LINE_CELLS: usize = 92;

/// The cells of what a line is about.
const LABEL_CELLS: usize = 16;

/// Text on its way to a terminal.
#[derive(Debug)]
pub(crate) struct Page {
    text: String,
    colour: bool,
}

impl Page {
    pub(crate) fn new(colour: bool) -> Self {
        Self {
            text: String::new(),
            colour,
        }
    }

    /// Writes a text as it is, made inert.
    pub(crate) fn plain(&mut self, text: impl Display) -> &mut Self {
        let _infallible = write!(Inert(&mut self.text), "{text}");
        self
    }

    /// Writes a text in a style.
    pub(crate) fn paint(&mut self, style: Style, text: impl Display) -> &mut Self {
        if !self.colour {
            return self.plain(text);
        }
        let _infallible = write!(self.text, "{style}");
        self.plain(text);
        let _infallible = write!(self.text, "{style:#}");
        self
    }

    /// Writes a text in a column: cut to `width` cells, filled up with blanks.
    pub(crate) fn column(&mut self, style: Style, text: impl Display, width: usize) -> &mut Self {
        let (text, cells) = cut(&inert(text), width);
        self.paint(style, text);
        self.plain(format_args!("{:1$}", "", width - cells))
    }

    /// Writes a text to the right of a column.
    pub(crate) fn right(&mut self, style: Style, text: impl Display, width: usize) -> &mut Self {
        let (text, cells) = cut(&inert(text), width);
        self.plain(format_args!("{:1$}", "", width - cells));
        self.paint(style, text)
    }

    /// Writes a share as a bar of `width` cells, an eighth of a cell exact.
    pub(crate) fn bar(&mut self, style: Style, share: f64, width: usize) -> &mut Self {
        let (bar, rest) = bar(share, width);
        self.paint(style, bar);
        self.paint(style::FAINT, "·".repeat(rest))
    }

    /// Writes words, and breaks the line between them where it grows too long; further lines
    /// are indented. The line so far has `used` cells.
    pub(crate) fn words(&mut self, text: impl Display, used: usize, indent: usize) -> &mut Self {
        let text = inert(text);
        let mut used = used;
        for (index, word) in text.split(' ').enumerate() {
            if index > 0 && used + 1 + word.width() > LINE_CELLS {
                self.end();
                self.plain(format_args!("{:indent$}", ""));
                used = indent;
            } else if index > 0 {
                self.plain(" ");
                used += 1;
            }
            self.plain(word);
            used += word.width();
        }
        self
    }

    /// Writes names with a separator between them, and breaks the line before a separator where
    /// it grows too long; further lines are indented. The line so far has `used` cells.
    pub(crate) fn names(
        &mut self,
        names: impl IntoIterator<Item = impl Display>,
        separator: &str,
        used: usize,
        indent: usize,
    ) -> &mut Self {
        let mut cells = used;
        for (index, name) in names.into_iter().enumerate() {
            let name = inert(name);
            if index > 0 {
                let needed = separator.width() + name.width();
                if cells + needed > LINE_CELLS {
                    self.paint(style::FAINT, separator.trim_end()).end();
                    self.plain(format_args!("{:indent$}", ""));
                    cells = indent;
                } else {
                    self.paint(style::FAINT, separator);
                    cells += separator.width();
                }
            }
            cells += name.width();
            self.paint(style::STRONG, name);
        }
        self
    }

    /// Writes pieces in styles of their own, a blank between them, and breaks the line where it
    /// grows too long. The line so far has `indent` cells, and so have further lines.
    pub(crate) fn pieces(
        &mut self,
        pieces: impl IntoIterator<Item = (Style, String)>,
        indent: usize,
    ) -> &mut Self {
        let mut used = indent;
        for (style, piece) in pieces {
            let piece = inert(piece);
            if used > indent && used + 1 + piece.width() > LINE_CELLS {
                self.end();
                self.plain(format_args!("{:indent$}", ""));
                used = indent;
            } else if used > indent {
                self.plain(" ");
                used += 1;
            }
            used += piece.width();
            self.paint(style, piece);
        }
        self
    }

    /// Begins a line with what it is about.
    pub(crate) fn row(&mut self, label: &str) -> &mut Self {
        self.plain("  ").column(style::FAINT, label, LABEL_CELLS)
    }

    /// Writes a line with the first of some names, if there are any, and how many more.
    pub(crate) fn list(&mut self, label: &str, names: &[String], most: usize) {
        if names.is_empty() {
            return;
        }
        let top: Vec<&str> = names.iter().take(most).map(String::as_str).collect();
        self.row(label).plain(top.join(", "));
        let more = names.len().saturating_sub(most);
        if more > 0 {
            self.plain(format_args!(" and {more} more"));
        }
        self.end();
    }

    /// Ends the line.
    pub(crate) fn end(&mut self) {
        self.text.push('\n');
    }

    /// Writes an empty line and a heading.
    pub(crate) fn heading(&mut self, text: impl Display) {
        self.end();
        self.paint(style::STRONG, text).end();
    }

    pub(crate) fn into_string(self) -> String {
        self.text
    }
}

/// Writes text with everything that a terminal would obey escaped.
struct Inert<'t>(&'t mut String);

impl Write for Inert<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            if obeyed(character) {
                write!(self.0, "{}", character.escape_default())?;
            } else {
                self.0.push(character);
            }
        }
        Ok(())
    }
}

/// A JSON document in which nothing is obeyed: such characters occur inside of its texts only,
/// where an escape means the same.
pub(crate) fn inert_json(document: &str) -> String {
    let mut out = String::with_capacity(document.len());
    for character in document.chars() {
        if character != '\n' && obeyed(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                let _infallible = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(character);
        }
    }
    out
}

/// Whether a terminal obeys a character instead of showing it: control characters, line and
/// paragraph separators, marks that turn the direction of writing, and tags.
fn obeyed(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// A text that a terminal shows and does not obey.
pub(crate) fn inert(text: impl Display) -> String {
    let mut out = String::new();
    let _infallible = write!(Inert(&mut out), "{text}");
    out
}

/// A text cut to at most `width` cells, an ellipsis marking the cut, with its cells.
fn cut(text: &str, width: usize) -> (String, usize) {
    if text.width() <= width {
        return (text.to_owned(), text.width());
    }
    let mut kept = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        if used + grapheme.width() >= width {
            break;
        }
        used += grapheme.width();
        kept.push_str(grapheme);
    }
    if width > 0 {
        kept.push('…');
        used += 1;
    }
    (kept, used)
}

/// A bar for a share of 0 to 1, and how many of its `width` cells it leaves free.
fn bar(share: f64, width: usize) -> (String, usize) {
    let cells = u32::try_from(width).unwrap_or(u32::MAX);
    let share = if share.is_nan() {
        0.0
    } else {
        share.clamp(0.0, 1.0)
    };
    let exact = share * f64::from(cells);
    let (mut bar, mut used) = (String::new(), 0);
    while used < width && f64::from(u32::try_from(used + 1).unwrap_or(u32::MAX)) <= exact {
        bar.push('█');
        used += 1;
    }
    let rest = exact - f64::from(u32::try_from(used).unwrap_or(u32::MAX));
    let eighths = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];
    let eighth = eighths
        .into_iter()
        .zip(1_u32..)
        .take_while(|&(_, eighth)| f64::from(eighth) / 8.0 <= rest)
        .last();
    if let Some((eighth, _)) = eighth.filter(|_| used < width) {
        bar.push(eighth);
        used += 1;
    }
    (bar, width - used)
}

/// A share in percent: `12.3 %`; what is little is not shown as nothing.
pub(crate) fn percent(share: f64) -> String {
    if share > 0.0 && share < 0.0005 {
        return "<0.1 %".to_owned();
    }
    format!("{} %", fixed(share * 100.0, 1))
}

/// A whole number with its thousands apart, as on the page: `31,106`.
pub(crate) fn count(number: u32) -> String {
    apart(&number.to_string())
}

/// Digits with the thousands apart.
fn apart(digits: &str) -> String {
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 customer`, `2 customers`.
pub(crate) fn counted(number: u32, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {noun}{ending}", count(number))
}

/// A time span in its two largest units, as on the page: `0.4 s`, `1 min 30 s`, `2 h`, `4 d 6 h`.
pub(crate) fn span(milliseconds: f64) -> String {
    const UNITS: [(f64, &str); 4] = [(86_400.0, "d"), (3_600.0, "h"), (60.0, "min"), (1.0, "s")];
    let seconds = milliseconds.abs() / 1_000.0;
    let sign = if milliseconds < 0.0 { "-" } else { "" };
    if seconds < 9.95 {
        return format!("{sign}{} s", number((seconds * 10.0).round() / 10.0));
    }
    let whole = seconds.round();
    let units = UNITS.into_iter().skip_while(|(unit, _)| *unit > whole);
    let (mut left, mut parts) = (whole, Vec::new());
    for (unit, name) in units.take(2) {
        let whole = (left / unit).floor();
        left -= whole * unit;
        if whole > 0.0 {
            parts.push(format!("{} {name}", fixed(whole, 0)));
        }
    }
    sign.to_owned() + &parts.join(" ")
}

/// A number with a fixed number of decimals, its thousands apart.
pub(crate) fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let sign = if value < 0.0 && text.contains(|digit| matches!(digit, '1'..='9')) {
        "-"
    } else {
        ""
    };
    match text.split_once('.') {
        Some((whole, fraction)) => format!("{sign}{}.{fraction}", apart(whole)),
        None => format!("{sign}{}", apart(&text)),
    }
}

/// A number with at most two decimals, without trailing zeros.
pub(crate) fn number(value: f64) -> String {
    let text = fixed(value, 2);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_label_is_obeyed() {
        let label = "\u{1b}[31mred\u{7}\n\u{9b}2J\u{202e}evil\u{2066}";
        let shown = inert(label);
        assert_eq!(shown, r"\u{1b}[31mred\u{7}\n\u{9b}2J\u{202e}evil\u{2066}");
        assert_eq!(inert("naïve 漢字 👩‍🚀"), "naïve 漢字 👩‍🚀");
        assert_eq!(inert("tag\u{e0041}\u{e007f}"), r"tag\u{e0041}\u{e007f}");
    }

    #[test]
    fn json_means_the_same_when_nothing_in_it_is_obeyed() {
        let label = "č 漢\u{7f}\u{9b}\u{202e}\u{2028}\u{2066}\u{e0041}\u{1b}\n";
        let document = serde_json::to_string_pretty(&[label]).unwrap();
        let shown = inert_json(&document);
        let expected = r"č 漢\u007f\u009b\u202e\u2028\u2066\udb40\udc41\u001b\n";
        assert_eq!(shown, format!("[\n  \"{expected}\"\n]"));
        let read: Vec<String> = serde_json::from_str(&shown).unwrap();
        assert_eq!(read, [label]);
    }

    #[test]
    fn columns_are_counted_in_cells() {
        let mut page = Page::new(false);
        page.column(Style::new(), "漢字", 6).plain("|").end();
        page.column(Style::new(), "漢字漢字", 6).plain("|").end();
        page.right(Style::new(), 7, 3).plain("|").end();
        page.column(Style::new(), "👩‍🚀", 3).plain("|").end();
        assert_eq!(page.into_string(), "漢字  |\n漢字… |\n  7|\n👩‍🚀 |\n");
    }

    #[test]
    fn words_are_broken_between_lines() {
        let mut page = Page::new(false);
        page.plain("> ");
        page.words("word ".repeat(20).trim(), 2, 4).end();
        let lines = page.into_string();
        let lines: Vec<&str> = lines.lines().collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0].width(), 91);
        assert_eq!(lines[1], "    word word");
    }

    #[test]
    fn names_are_broken_between_lines() {
        let mut page = Page::new(false);
        page.plain("> ").names(["name"; 12], " -> ", 2, 4).end();
        let lines = page.into_string();
        let lines: Vec<&str> = lines.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(lines[0].ends_with("name ->") && lines[0].width() <= LINE_CELLS);
        assert_eq!(lines[1], "    name");
    }

    #[test]
    fn bars_are_as_long_as_their_share() {
        let drawn = |share| {
            let (bar, rest) = bar(share, 4);
            bar + &"·".repeat(rest)
        };
        assert_eq!(drawn(0.0), "····");
        assert_eq!(drawn(0.5), "██··");
        assert_eq!(drawn(0.625), "██▌·");
        assert_eq!(drawn(1.0), "████");
        assert_eq!(drawn(7.0), "████");
        assert_eq!(drawn(f64::NAN), "····");
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!(count(31_106), "31,106");
        assert_eq!(count(999), "999");
        assert_eq!(number(-0.001), "0");
        assert_eq!(number(2.50), "2.5");
        assert_eq!(number(-1_234.5), "-1,234.5");
        assert_eq!(number(100.0), "100");
        assert_eq!(fixed(-0.4, 0), "0");
        assert_eq!(span(0.0), "0 s");
        assert_eq!(span(400.0), "0.4 s");
        assert_eq!(span(90_000.0), "1 min 30 s");
        assert_eq!(span(86_400_000.0 + 60_000.0), "1 d");
        assert_eq!(span(-7_200_000.0), "-2 h");
        assert_eq!(counted(1, "event"), "1 event");
        assert_eq!(percent(0.123_4), "12.3 %");
        assert_eq!(percent(0.000_1), "<0.1 %");
        assert_eq!(percent(0.0), "0.0 %");
    }
}
