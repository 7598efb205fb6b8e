//! Reading a text from its source: row by row, or in blocks of whole rows.

use std::{
    io::{ErrorKind, Read},
    ops::ControlFlow,
};

use super::{
    Block, Record, TableError,
    rows::{Rows, whole_rows},
};

/// How many bytes are read between two calls of the progress function.
pub(crate) const PROGRESS_STEP: u64 = 1 << 20;

/// How many bytes are read at once. With what is found in them they stay in the second cache.
pub(crate) const BLOCK: usize = 1 << 17;

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
    /// Whether the source has no more.
    is_read: bool,
    delimiter: u8,
    rows: Rows,
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
        Self::with_blocks(BLOCK, reader, delimiter, limit, progress)
    }

    /// The same with blocks of so many bytes, which show in no answer.
    pub(crate) fn with_blocks(
        block: usize,
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
            buffer: vec![0; block],
            at: 0,
            filled: 0,
            before: 0,
            is_read: false,
            delimiter: b',',
            rows: Rows::new(b',', limit, 1),
        };
        records.fill()?;
        let start = records.ahead();
        if start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF") {
            return Err(TableError::NotUtf8 { utf16: true });
        }
        if start.starts_with(b"\xEF\xBB\xBF") {
            records.at = 3;
        }
        records.delimiter = delimiter.unwrap_or_else(|| detect_delimiter(records.ahead()));
        records.rows = Rows::new(records.delimiter, limit, 1);
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

    /// The line that the next row begins on, from 1.
    pub(crate) fn line(&self) -> u64 {
        self.rows.line
    }

    /// Says which line the next row begins on: those of blocks are not counted here.
    pub(crate) fn set_line(&mut self, line: u64) {
        self.rows.line = line;
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
        self.rows.begin(record);
        loop {
            if self.at >= self.filled {
                self.tell_now_and_then()?;
                self.fill()?;
                if self.filled == 0 {
                    return Ok(self.rows.finish(record));
                }
            }
            let ahead = self.buffer.get(self.at..self.filled).unwrap_or_default();
            let (taken, is_whole) = self.rows.feed(ahead, record);
            self.at += taken;
            if is_whole {
                return Ok(true);
            }
        }
    }

    /// Reads whole rows, as many as there are in about so many bytes as a block has. `false` if
    /// there is none: the next row is longer, or the text has ended.
    pub(crate) fn block(&mut self, block: &mut Block) -> Result<bool, TableError> {
        self.tell_now_and_then()?;
        self.fill()?;
        if self.rows.after_return && self.ahead().first() == Some(&b'\n') {
            self.at += 1;
        }
        let ahead = self.ahead();
        let whole = if self.is_read {
            ahead.len()
        } else {
            whole_rows(ahead, self.delimiter)
        };
        let Some(last) = whole.checked_sub(1) else {
            return Ok(false);
        };
        self.rows.after_return = ahead.get(last) == Some(&b'\r');
        block.bytes.resize(self.buffer.len(), 0);
        std::mem::swap(&mut block.bytes, &mut self.buffer);
        block.rows = self.at..self.at + whole;
        let rest = block.bytes.get(block.rows.end..self.filled);
        let rest = rest.unwrap_or_default();
        if let Some(start) = self.buffer.get_mut(..rest.len()) {
            start.copy_from_slice(rest);
        }
        self.before += block.rows.end as u64;
        (self.at, self.filled) = (0, rest.len());
        Ok(true)
    }

    /// The bytes that were read ahead.
    fn ahead(&self) -> &[u8] {
        self.buffer.get(self.at..self.filled).unwrap_or_default()
    }

    fn tell_now_and_then(&mut self) -> Result<(), TableError> {
        if self.before + self.at as u64 - self.told >= PROGRESS_STEP {
            self.tell()?;
        }
        Ok(())
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

    /// Reads until the buffer is full, or the source has no more.
    fn fill(&mut self) -> Result<(), TableError> {
        self.buffer.copy_within(self.at..self.filled, 0);
        self.before += self.at as u64;
        self.filled -= self.at;
        self.at = 0;
        while !self.is_read {
            let room = self.buffer.get_mut(self.filled..).unwrap_or_default();
            if room.is_empty() {
                break;
            }
            match self.reader.read(room) {
                Ok(read) => {
                    self.is_read = read == 0;
                    self.filled += read.min(room.len());
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    return Err(TableError::Read {
                        position: bytes(self.before + self.filled as u64),
                        message: error.to_string(),
                    });
                }
            }
        }
        Ok(())
    }
}

#[expect(clippy::cast_precision_loss, reason = "nobody reads 2^53 bytes")]
fn bytes(position: u64) -> f64 {
    position as f64
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
