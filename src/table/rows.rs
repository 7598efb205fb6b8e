//! The exact reader of rows, byte by byte where it must be.

use memchr::{memchr, memchr3};

use super::Record;

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
    let mut whole = 0;
    // Where the row begins, and where what is plain does.
    let (mut row, mut at) = (0, 0);
    while let Some(quote) = memchr(b'"', bytes.get(at..).unwrap_or_default()) {
        let plain = bytes.get(at..at + quote).unwrap_or_default();
        if let Some(end) = memchr::memrchr2(b'\n', b'\r', plain) {
            row = at + end + 1;
            whole = row;
        }
        let quote = at + quote;
        let before = quote.checked_sub(1).filter(|it| *it >= at);
        let before = before.and_then(|it| bytes.get(it)).copied();
        at = quote + 1;
        if quote == row || before == Some(delimiter) {
            match closing(bytes, at) {
                Some(end) => at = end,
                None => return whole,
            }
        }
    }
    let plain = bytes.get(at..).unwrap_or_default();
    memchr::memrchr2(b'\n', b'\r', plain).map_or(whole, |end| at + end + 1)
}

/// Where a quoted field goes on behind its closing quote, which is known by what follows.
fn closing(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        at += memchr(b'"', bytes.get(at..)?)? + 1;
        if *bytes.get(at)? != b'"' {
            return Some(at);
        }
        at += 1;
    }
}
