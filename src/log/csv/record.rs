//! The rows of a CSV text, without knowing what they mean.
//!
//! The rules are RFC 4180's, read kindly: a row ends with LF, CR LF or CR, whatever the other
//! rows end with; blank lines are no rows; a quote inside of a field that does not begin with
//! one is an ordinary character, and so is text after a closing quote. A hand-written reader,
//! because an error must name the very line a row begins on, a quote that is never closed must
//! not swallow memory, and a field has a limit.

use std::io::{self, ErrorKind, Read};

/// The most columns a header may have: what the largest spreadsheet has.
pub(super) const MAX_COLUMNS: usize = 16_384;

const BUFFER: usize = 1 << 16;

/// One row: its fields, one after the other.
#[derive(Debug, Default)]
pub(super) struct Record {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// How many fields there are; at most [`MAX_COLUMNS`] of them are kept.
    pub(super) fields: usize,
    /// The line it begins on, from 1.
    pub(super) line: u64,
    /// The first field that is longer than the limit; it is cut there.
    pub(super) too_long: Option<usize>,
    /// Whether the text ends inside of a quoted field.
    pub(super) open_quote: bool,
    /// Whether there was a quote: a blank line has none.
    quoted: bool,
}

impl Record {
    pub(super) fn get(&self, field: usize) -> Option<&[u8]> {
        let end = *self.ends.get(field)?;
        self.bytes.get(self.start(field)..end)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.ends.len()).filter_map(|field| self.get(field))
    }

    fn start(&self, field: usize) -> usize {
        let before = field
            .checked_sub(1)
            .and_then(|before| self.ends.get(before));
        before.copied().unwrap_or(0)
    }

    fn clear(&mut self, line: u64) {
        self.bytes.clear();
        self.ends.clear();
        (self.fields, self.line, self.too_long) = (0, line, None);
        (self.open_quote, self.quoted) = (false, false);
    }

    fn push(&mut self, bytes: &[u8], limit: usize) {
        if self.fields >= MAX_COLUMNS {
            return;
        }
        let room = limit - (self.bytes.len() - self.start(self.fields)).min(limit);
        match bytes.get(..room) {
            Some(fitting) if fitting.len() < bytes.len() => {
                self.bytes.extend_from_slice(fitting);
                self.too_long = self.too_long.or(Some(self.fields));
            }
            _ => self.bytes.extend_from_slice(bytes),
        }
    }

    fn end_field(&mut self) {
        if self.fields < MAX_COLUMNS {
            self.ends.push(self.bytes.len());
        }
        self.fields += 1;
    }

    fn is_blank(&self) -> bool {
        self.fields == 1 && self.bytes.is_empty() && !self.quoted
    }
}

/// Reads rows, one after the other.
#[derive(Debug)]
pub(super) struct Records<R> {
    reader: R,
    buffer: Vec<u8>,
    at: usize,
    filled: usize,
    /// How many bytes lie before the buffer.
    before: u64,
    line: u64,
    delimiter: u8,
    limit: usize,
    /// Whether the row before ended with CR: a LF that follows belongs to it.
    after_return: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Plain,
    Quoted,
    /// After a quote inside of a quoted field: its end, or half of an escaped quote.
    Quote,
}

impl<R: Read> Records<R> {
    /// A reader of rows. Without a delimiter the header tells: whichever of comma, tab,
    /// semicolon and bar it has most, the first of them where they tie.
    pub(super) fn new(reader: R, delimiter: Option<u8>, limit: usize) -> io::Result<Self> {
        let mut records = Self {
            reader,
            buffer: vec![0; BUFFER],
            at: 0,
            filled: 0,
            before: 0,
            line: 1,
            delimiter: b',',
            limit,
            after_return: false,
        };
        while records.filled < BUFFER && records.read_on()? > 0 {}
        if records.ahead().starts_with(b"\xEF\xBB\xBF") {
            records.at = 3;
        }
        records.delimiter = delimiter.unwrap_or_else(|| detect_delimiter(records.ahead()));
        Ok(records)
    }

    pub(super) fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// How many bytes were read.
    pub(super) fn position(&self) -> u64 {
        self.before + self.at as u64
    }

    /// The bytes that were read ahead.
    pub(super) fn ahead(&self) -> &[u8] {
        self.buffer.get(self.at..self.filled).unwrap_or_default()
    }

    /// Reads the next row that is not blank; `false` at the end of the text.
    pub(super) fn read(&mut self, record: &mut Record) -> io::Result<bool> {
        loop {
            if !self.read_line(record)? {
                return Ok(false);
            }
            if !record.is_blank() {
                return Ok(true);
            }
        }
    }

    fn read_line(&mut self, record: &mut Record) -> io::Result<bool> {
        record.clear(self.line);
        let mut state = State::Start;
        loop {
            let Some(byte) = self.peek()? else {
                if state == State::Start && record.fields == 0 {
                    return Ok(false);
                }
                record.open_quote = state == State::Quoted;
                record.end_field();
                return Ok(true);
            };
            match state {
                State::Start if std::mem::take(&mut self.after_return) && byte == b'\n' => {
                    self.at += 1;
                }
                State::Start if byte == b'"' => {
                    self.at += 1;
                    record.quoted = true;
                    state = State::Quoted;
                }
                State::Plain => {
                    let Some(end) = self.take(record, state) else {
                        continue;
                    };
                    record.end_field();
                    if end == self.delimiter {
                        state = State::Start;
                    } else {
                        self.line += 1;
                        self.after_return = end == b'\r';
                        return Ok(true);
                    }
                }
                State::Quoted => {
                    if self.take(record, state).is_some() {
                        self.after_return = false;
                        state = State::Quote;
                    }
                }
                State::Quote if byte == b'"' => {
                    self.at += 1;
                    record.push(b"\"", self.limit);
                    state = State::Quoted;
                }
                State::Start | State::Quote => state = State::Plain,
            }
        }
    }

    /// Takes bytes into the field, up to and with the one that ends this part of it; `None`
    /// if that is not in the buffer.
    fn take(&mut self, record: &mut Record, state: State) -> Option<u8> {
        let ahead = self.buffer.get(self.at..self.filled).unwrap_or_default();
        let delimiter = self.delimiter;
        let mut bytes = ahead.iter();
        let place = match state {
            State::Quoted => bytes.position(|&byte| byte == b'"'),
            _ => bytes.position(|&byte| byte == delimiter || byte == b'\n' || byte == b'\r'),
        };
        let part = ahead
            .get(..place.unwrap_or(ahead.len()))
            .unwrap_or_default();
        record.push(part, self.limit);
        if state == State::Quoted {
            self.line += lines(part, &mut self.after_return);
        }
        let end = place.and_then(|place| ahead.get(place).copied());
        self.at += part.len() + usize::from(end.is_some());
        end
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        if self.at >= self.filled {
            self.before += self.filled as u64;
            (self.at, self.filled) = (0, 0);
            self.read_on()?;
        }
        Ok(self.ahead().first().copied())
    }

    fn read_on(&mut self) -> io::Result<usize> {
        loop {
            let room = self.buffer.get_mut(self.filled..).unwrap_or_default();
            match self.reader.read(room) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => {
                    let read = read?.min(room.len());
                    self.filled += read;
                    return Ok(read);
                }
            }
        }
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

fn detect_delimiter(text: &[u8]) -> u8 {
    const CANDIDATES: [u8; 4] = [b',', b'\t', b';', b'|'];
    let mut counts = [0_usize; CANDIDATES.len()];
    let mut quoted = false;
    for &byte in text {
        match byte {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            // A blank line before the header tells nothing.
            b'\n' | b'\r' if counts == [0; CANDIDATES.len()] => {}
            b'\n' | b'\r' => break,
            _ => {
                let candidates = CANDIDATES.iter().zip(&mut counts);
                for (_, count) in candidates.filter(|&(&candidate, _)| candidate == byte) {
                    *count += 1;
                }
            }
        }
    }
    let most = counts.iter().max().copied().unwrap_or(0);
    let found = CANDIDATES
        .iter()
        .zip(counts)
        .find(|&(_, count)| count == most);
    found.map_or(b',', |(&delimiter, _)| delimiter)
}
