//! Whole rows where they are.

use std::ops::Range;

use super::{Record, rows::Rows};

/// Some whole rows of a text, as its bytes.
#[derive(Debug, Default)]
pub(crate) struct Block {
    pub(super) bytes: Vec<u8>,
    pub(super) rows: Range<usize>,
}

impl Block {
    pub(crate) fn text(&self) -> &[u8] {
        self.bytes.get(self.rows.clone()).unwrap_or_default()
    }
}

/// A row without quotes, with as many fields as the header and none that is too long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlainRow<'b> {
    /// The text of the block.
    pub(crate) text: &'b [u8],
    start: usize,
    /// Where its fields end.
    ends: &'b [u32],
}

impl PlainRow<'_> {
    /// The place of a field in the block.
    #[inline]
    pub(crate) fn field(&self, column: usize) -> Option<Range<usize>> {
        let end = *self.ends.get(column)? as usize;
        let start = match column.checked_sub(1) {
            Some(before) => *self.ends.get(before)? as usize + 1,
            None => self.start,
        };
        Some(start..end)
    }
}

/// What takes the rows of a block.
pub(crate) trait Take {
    /// Takes a plain row; or does not, and then it comes again as a record.
    fn plain(&mut self, row: PlainRow<'_>) -> bool;

    /// Takes any other row of the block's text that is not blank. Its line is counted from the
    /// block's first, as 1.
    fn record(&mut self, text: &[u8], record: &Record);
}

/// Finds the rows and fields of blocks.
#[derive(Debug)]
pub(crate) struct Fields {
    delimiter: u8,
    limit: u32,
    columns: usize,
    marks: Vec<u32>,
    record: Record,
}

impl Fields {
    /// Of a table with so many columns.
    pub(crate) fn new(delimiter: char, limit: u32, columns: usize) -> Self {
        Self {
            delimiter: u8::try_from(delimiter).unwrap_or(b','),
            limit,
            columns,
            marks: Vec::new(),
            record: Record::default(),
        }
    }

    /// Gives all rows of a block to `take`, and how many lines they are.
    pub(crate) fn each(&mut self, text: &[u8], take: &mut impl Take) -> u64 {
        let delimiter = self.delimiter;
        let count = mark(text, delimiter, &mut self.marks);
        let marks = self.marks.get(..count).unwrap_or_default();
        let (columns, limit) = (self.columns, self.limit as usize);
        let is_delimiter = |&mark: &u32| text.get(mark as usize) == Some(&delimiter);
        let mut rows = Rows::new(delimiter, self.limit, 1);
        // Where the row begins, and which mark is its first.
        let (mut start, mut first) = (0, 0);
        while let Some(&byte) = text.get(start) {
            let ends = marks.get(first..first + columns);
            if let Some(ends) = ends
                && let Some((&last, others)) = ends.split_last()
                && others.iter().all(is_delimiter)
                && let last = last as usize
                && let Some(&end @ (b'\n' | b'\r')) = text.get(last)
                && last - start <= limit
                && take.plain(PlainRow { text, start, ends })
            {
                rows.line += 1;
                first += columns;
                start = last + 1;
                if end == b'\r' && text.get(start) == Some(&b'\n') {
                    first += 1;
                    start += 1;
                }
                continue;
            }
            if byte == b'\n' || byte == b'\r' {
                rows.line += 1;
                start += 1;
                rows.after_return = byte == b'\r';
            } else {
                rows.begin(&mut self.record);
                let rest = text.get(start..).unwrap_or_default();
                let (taken, is_whole) = rows.feed(rest, &mut self.record);
                if is_whole || rows.finish(&mut self.record) {
                    take.record(text, &self.record);
                }
                start += taken;
            }
            if std::mem::take(&mut rows.after_return) && text.get(start) == Some(&b'\n') {
                start += 1;
            }
            let ahead = marks.get(first..).unwrap_or_default();
            let passed = ahead.iter().take_while(|&&mark| (mark as usize) < start);
            first += passed.count();
        }
        rows.line - 1
    }
}

/// Finds the places of delimiters, line ends and quotes; gives how many there are. What is
/// behind them in the buffer means nothing.
fn mark(text: &[u8], delimiter: u8, marks: &mut Vec<u32>) -> usize {
    let (chunks, rest) = text.as_chunks::<64>();
    let mut last = [0; 64];
    for (to, from) in last.iter_mut().zip(rest) {
        *to = *from;
    }
    let (mut start, mut known) = (0, 0);
    for chunk in chunks.iter().chain([&last]) {
        let mut found = special(chunk, delimiter);
        if marks.len() < known + 64 {
            marks.resize(2 * known + 64, 0);
        }
        let room = marks.get_mut(known..).unwrap_or_default();
        known += found.count_ones() as usize;
        // Always so many, since a loop that ends somewhere is guessed wrong; seldom more.
        for room in room.chunks_exact_mut(8) {
            for mark in room {
                *mark = start + found.trailing_zeros();
                found &= found.wrapping_sub(1);
            }
            if found == 0 {
                break;
            }
        }
        start += 64;
    }
    known
}

/// Which bytes are delimiters, line ends or quotes, as bits.
///
/// First a byte 0 or 1 for each, which compilers do sixteen at a time, then eight of them by one
/// multiplication, which brings each to its bit.
fn special(chunk: &[u8; 64], delimiter: u8) -> u64 {
    let is_special = |&byte: &u8| {
        u8::from(byte == delimiter)
            | u8::from(byte == b'\n')
            | u8::from(byte == b'\r')
            | u8::from(byte == b'"')
    };
    let mut flags = [0; 64];
    for (flag, byte) in flags.iter_mut().zip(chunk) {
        *flag = is_special(byte);
    }
    let (eights, _) = flags.as_chunks::<8>();
    eights.iter().rev().fold(0, |bits, &eight| {
        let gathered = u64::from_le_bytes(eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        bits << 8 | gathered
    })
}
