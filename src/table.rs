//! The rows of a delimited text, without knowing what they mean.
//!
//! The rules are RFC 4180's, read kindly: a row ends with LF, CR LF or CR, whatever the other
//! rows end with; blank lines are no rows; a quote inside of a field that does not begin with
//! one is an ordinary character, and so is text after a closing quote.
//!
//! A reader of our own, because an error must name the very line a row begins on, a quote that
//! is never closed must swallow neither memory nor, in silence, the rows behind it, and a field
//! has a limit; and because columns can one day be read straight from the buffer.

use std::{
    io::{ErrorKind, Read},
    ops::ControlFlow,
};

/// The longest field, in bytes, where the options do not say it.
pub(crate) const MAX_FIELD: u32 = 64 * 1024;

/// The most columns a header may have: what the largest spreadsheet has.
const MAX_COLUMNS: usize = 16_384;

/// How many bytes are read between two calls of the progress function.
const PROGRESS_STEP: u64 = 1 << 20;

const BUFFER: usize = 1 << 16;

/// Why a text is no table, or cannot be read to its end.
#[derive(Debug)]
pub(crate) enum TableError {
    Read { position: f64, message: String },
    Cancelled { position: f64 },
    BadDelimiter { delimiter: char },
    Empty,
    NotUtf8 { utf16: bool },
    TooManyColumns { columns: u32, limit: u32 },
    Header(Damage),
}

/// What makes all fields of a row doubtful.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Damage {
    OpenQuote,
    Ragged { found: u32, expected: u32 },
    TooLong { limit: u32 },
}

/// One row: its fields, one after the other.
#[derive(Debug, Default)]
pub(crate) struct Record {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// How many fields there are; at most [`MAX_COLUMNS`] of them are kept.
    fields: usize,
    line: u64,
    limit: u32,
    /// The first field that is longer than the limit; it is cut there.
    too_long: Option<usize>,
    /// Whether the text ends inside of a quoted field.
    open_quote: bool,
    /// Whether there was a quote: a blank line has none.
    quoted: bool,
}

impl Record {
    /// The line it begins on, from 1.
    pub(crate) fn line(&self) -> u32 {
        count(self.line)
    }

    /// What makes all fields doubtful, below a header of so many columns; with the column where
    /// it is one field's fault.
    pub(crate) fn damage(&self, columns: usize) -> Option<(Option<usize>, Damage)> {
        if self.open_quote {
            return Some((None, Damage::OpenQuote));
        }
        if self.fields != columns {
            let (found, expected) = (count(self.fields), count(columns));
            return Some((None, Damage::Ragged { found, expected }));
        }
        let limit = self.limit;
        self.too_long
            .map(|field| (Some(field), Damage::TooLong { limit }))
    }

    pub(crate) fn get(&self, field: usize) -> Option<&[u8]> {
        let end = *self.ends.get(field)?;
        self.bytes.get(self.start(field)..end)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.ends.len()).filter_map(|field| self.get(field))
    }

    fn start(&self, field: usize) -> usize {
        let before = field
            .checked_sub(1)
            .and_then(|before| self.ends.get(before));
        before.copied().unwrap_or(0)
    }

    fn clear(&mut self, line: u64, limit: u32) {
        self.bytes.clear();
        self.ends.clear();
        (self.line, self.limit) = (line, limit);
        (self.fields, self.too_long) = (0, None);
        (self.open_quote, self.quoted) = (false, false);
    }

    fn push(&mut self, bytes: &[u8]) {
        if self.fields >= MAX_COLUMNS {
            return;
        }
        let limit = self.limit as usize;
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
        self.fields == 1 && self.bytes.is_empty() && !self.quoted && self.too_long.is_none()
    }

    /// The names in a header, without the blanks around them.
    fn names(&self) -> Result<Vec<String>, TableError> {
        if self.fields > MAX_COLUMNS {
            let (columns, limit) = (count(self.fields), count(MAX_COLUMNS));
            return Err(TableError::TooManyColumns { columns, limit });
        }
        if let Some((_, damage)) = self.damage(self.fields) {
            return Err(TableError::Header(damage));
        }
        // English in UTF-16 is UTF-8 too, with a NUL beside every letter.
        if self.bytes.contains(&0) {
            return Err(TableError::NotUtf8 { utf16: true });
        }
        let name = |field| match std::str::from_utf8(field) {
            Ok(name) => Ok(name.trim().to_owned()),
            Err(_) => Err(TableError::NotUtf8 { utf16: false }),
        };
        self.iter().map(name).collect()
    }
}

/// Reads rows, one after the other.
#[derive(Debug)]
pub(crate) struct Records<R, P> {
    reader: R,
    progress: P,
    /// The position that the progress function knows.
    told: u64,
    buffer: Vec<u8>,
    at: usize,
    filled: usize,
    /// How many bytes lie before the buffer.
    before: u64,
    line: u64,
    delimiter: u8,
    limit: u32,
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

impl<R: Read, P: FnMut(u64) -> ControlFlow<()>> Records<R, P> {
    /// Reads the header; what it gives with its names reads the rows below.
    ///
    /// Without a delimiter the header tells: whichever of comma, tab, semicolon and bar it has
    /// most, the first of them where they tie. The progress function is called about every
    /// mebibyte, and at the end, with the number of bytes read so far; it may stop the reading.
    pub(crate) fn open(
        reader: R,
        delimiter: Option<char>,
        limit: u32,
        progress: P,
    ) -> Result<(Vec<String>, Self), TableError> {
        let delimiter = delimiter.map(|delimiter| {
            let separator = u8::try_from(delimiter).ok().filter(|&it| can_separate(it));
            separator.ok_or(TableError::BadDelimiter { delimiter })
        });
        let delimiter = delimiter.transpose()?;
        let mut records = Self {
            reader,
            progress,
            told: 0,
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
        let start = records.ahead();
        if start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF") {
            return Err(TableError::NotUtf8 { utf16: true });
        }
        if start.starts_with(b"\xEF\xBB\xBF") {
            records.at = 3;
        }
        records.delimiter = delimiter.unwrap_or_else(|| detect_delimiter(records.ahead()));
        let mut header = Record::default();
        while records.read(&mut header)? {
            let names = header.names()?;
            // Blanks before the header are no header.
            if names != [""] {
                return Ok((names, records));
            }
        }
        Err(TableError::Empty)
    }

    pub(crate) fn delimiter(&self) -> char {
        char::from(self.delimiter)
    }

    /// Reads the next row that is not blank; `false` at the end of the text.
    pub(crate) fn read(&mut self, record: &mut Record) -> Result<bool, TableError> {
        while self.read_line(record)? {
            if !record.is_blank() {
                return Ok(true);
            }
        }
        self.tell()?;
        Ok(false)
    }

    fn read_line(&mut self, record: &mut Record) -> Result<bool, TableError> {
        record.clear(self.line, self.limit);
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
                    record.push(b"\"");
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
        record.push(part);
        if state == State::Quoted {
            self.line += lines(part, &mut self.after_return);
        }
        let end = place.and_then(|place| ahead.get(place).copied());
        self.at += part.len() + usize::from(end.is_some());
        end
    }

    fn peek(&mut self) -> Result<Option<u8>, TableError> {
        if self.at >= self.filled {
            self.before += self.filled as u64;
            (self.at, self.filled) = (0, 0);
            if self.before - self.told >= PROGRESS_STEP {
                self.tell()?;
            }
            self.read_on()?;
        }
        Ok(self.ahead().first().copied())
    }

    /// The bytes that were read ahead.
    fn ahead(&self) -> &[u8] {
        self.buffer.get(self.at..self.filled).unwrap_or_default()
    }

    fn tell(&mut self) -> Result<(), TableError> {
        let position = self.before + self.at as u64;
        self.told = position;
        match (self.progress)(position) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(TableError::Cancelled {
                position: bytes(position),
            }),
        }
    }

    fn read_on(&mut self) -> Result<usize, TableError> {
        let position = self.before + self.filled as u64;
        loop {
            let room = self.buffer.get_mut(self.filled..).unwrap_or_default();
            match self.reader.read(room) {
                Ok(read) => {
                    let read = read.min(room.len());
                    self.filled += read;
                    return Ok(read);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    return Err(TableError::Read {
                        position: bytes(position),
                        message: error.to_string(),
                    });
                }
            }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "nobody reads 2^53 bytes")]
fn bytes(position: u64) -> f64 {
    position as f64
}

fn count(number: impl TryInto<u32>) -> u32 {
    number.try_into().unwrap_or(u32::MAX)
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

/// Whether a byte can stand between fields without being taken for a part of them.
fn can_separate(byte: u8) -> bool {
    byte.is_ascii() && !byte.is_ascii_alphanumeric() && !b"\"\r\n\0".contains(&byte)
}

fn detect_delimiter(text: &[u8]) -> u8 {
    const CANDIDATES: [u8; 4] = [b',', b'\t', b';', b'|'];
    let mut counts = [0_usize; CANDIDATES.len()];
    let mut quoted = false;
    // A blank line before the header tells nothing.
    let header = text.iter().skip_while(|byte| b" \r\n".contains(byte));
    for &byte in header {
        match byte {
            b'"' => quoted = !quoted,
            _ if quoted => {}
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
