//! The exact reader of rows, byte by byte where it must be.

use memchr::{memchr, memchr3};

use super::{
    Record,
    bits::{bits, each_chunk},
};

/// Reads rows from whatever pieces a text comes in.
#[derive(Debug)]
pub(super) struct Rows {
    delimiter: u8,
    limit: u32,
    /// The line that the next row begins on, from 1; inside of a row, the one it has come to.
    pub(super) line: u64,
    state: State,
    /// Whether the row before ended with CR: a LF that follows belongs to it.
    pub(super) after_return: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Start,
    Plain,
    Quoted,
    /// After a quote inside of a quoted field: its end, or half of an escaped quote.
    Quote,
}

impl Rows {
    pub(super) fn new(delimiter: u8, limit: u32, line: u64) -> Self {
        Self {
            delimiter,
            limit,
            line,
            state: State::Start,
            after_return: false,
        }
    }

    /// Begins a row.
    pub(super) fn begin(&mut self, record: &mut Record) {
        record.clear(self.line, self.limit);
        self.state = State::Start;
    }

    /// Reads on in the row that was begun. Gives how many bytes were taken, and whether the row
    /// ends with them; if not, these were all.
    pub(super) fn feed(&mut self, bytes: &[u8], record: &mut Record) -> (usize, bool) {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            match self.state {
                State::Start if std::mem::take(&mut self.after_return) && byte == b'\n' => at += 1,
                State::Start if byte == b'"' => {
                    at += 1;
                    record.quoted = true;
                    self.state = State::Quoted;
                }
                State::Plain => {
                    let (taken, end) = self.take(bytes, at, record);
                    at += taken;
                    let Some(end) = end else {
                        continue;
                    };
                    record.end_field();
                    self.state = State::Start;
                    if end != self.delimiter {
                        self.line += 1;
                        self.after_return = end == b'\r';
                        return (at, true);
                    }
                }
                State::Quoted => {
                    let (taken, end) = self.take(bytes, at, record);
                    at += taken;
                    if end.is_some() {
                        self.after_return = false;
                        self.state = State::Quote;
                    }
                }
                State::Quote if byte == b'"' => {
                    at += 1;
                    record.push(b"\"");
                    self.state = State::Quoted;
                }
                State::Start | State::Quote => self.state = State::Plain,
            }
        }
        (at, false)
    }

    /// The text ends. Whether a row ends with it.
    pub(super) fn finish(&mut self, record: &mut Record) -> bool {
        if self.state == State::Start && record.is_empty() {
            return false;
        }
        record.open_quote = self.state == State::Quoted;
        record.end_field();
        true
    }

    /// Takes bytes into the field, up to and with the one that ends this part of it; gives how
    /// many, and that one if it is there.
    fn take(&mut self, bytes: &[u8], at: usize, record: &mut Record) -> (usize, Option<u8>) {
        let ahead = bytes.get(at..).unwrap_or_default();
        let place = match self.state {
            State::Quoted => memchr(b'"', ahead),
            _ => memchr3(self.delimiter, b'\n', b'\r', ahead),
        };
        let part = ahead.get(..place.unwrap_or(ahead.len()));
        let part = part.unwrap_or_default();
        record.push(part);
        if self.state == State::Quoted {
            self.line += lines(part, &mut self.after_return);
        }
        let end = place.and_then(|place| ahead.get(place).copied());
        (part.len() + usize::from(end.is_some()), end)
    }
}

/// How many lines end in a part of a quoted field; CR LF may lie across two parts.
fn lines(part: &[u8], after_return: &mut bool) -> u64 {
    let mut lines = 0;
    for &byte in part {
        lines += u64::from(byte == b'\r' || (byte == b'\n' && !*after_return));
        *after_return = byte == b'\r';
    }
    lines
}

/// How many bytes the rows have that end in a part of a text, which begins with a row.
///
/// It understands quotes as [`Rows`] does, and nothing else.
pub(super) fn whole_rows(bytes: &[u8], delimiter: u8) -> usize {
    let mut quotes = Quotes {
        bytes,
        delimiter,
        whole: 0,
        plain: 0,
        is_open: false,
        known: 0,
    };
    if memchr(b'"', bytes).is_some() {
        each_chunk(bytes, |start, chunk| {
            let mut found = bits(chunk, [b'"']);
            while found != 0 {
                quotes.take((start + found.trailing_zeros()) as usize);
                found &= found - 1;
            }
        });
    }
    if !quotes.is_open {
        quotes.end_rows(bytes.len());
    }
    quotes.whole
}

/// What the quotes of a text mean, one after the other.
struct Quotes<'b> {
    bytes: &'b [u8],
    delimiter: u8,
    /// How many bytes the rows have that have ended.
    whole: usize,
    /// Where the text begins that is not quoted, unless a quoted field is open.
    plain: usize,
    is_open: bool,
    /// Quotes before this place are told already.
    known: usize,
}

impl Quotes<'_> {
    fn take(&mut self, quote: usize) {
        let before = quote.checked_sub(1).and_then(|it| self.bytes.get(it));
        match (self.is_open, self.bytes.get(quote + 1)) {
            _ if quote < self.known => {}
            (true, Some(b'"')) => self.known = quote + 2,
            (true, Some(_)) => (self.is_open, self.plain) = (false, quote + 1),
            // What follows will tell whether the field ends here.
            (true, None) => {}
            (false, _) => match before {
                None | Some(b'\n' | b'\r') => (self.is_open, self.whole) = (true, quote),
                Some(&before) if before == self.delimiter => {
                    self.is_open = true;
                    if quote > self.plain + 1 {
                        self.end_rows(quote);
                    }
                }
                Some(_) => {}
            },
        }
    }

    /// The plain text up to here has ended rows, if there are line ends in it.
    fn end_rows(&mut self, end: usize) {
        let plain = self.bytes.get(self.plain..end).unwrap_or_default();
        if let Some(last) = memchr::memrchr2(b'\n', b'\r', plain) {
            self.whole = self.plain + last + 1;
        }
    }
}
