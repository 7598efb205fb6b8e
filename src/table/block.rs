//! Whole rows where they are.

use std::ops::Range;

use super::{
    Record,
    bits::{bits, each_chunk},
    rows::Rows,
};

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

/// A row on one line, with as many fields as the header and none that is too long; each is
/// without quotes, or has one at each end and none inside.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlainRow<'b> {
    /// The text of the block.
    pub(crate) text: &'b [u8],
    start: usize,
    /// Where its fields end, quotes included.
    ends: &'b [u32],
    is_quoted: bool,
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
        if self.is_quoted && self.text.get(start) == Some(&b'"') {
            return Some(start + 1..end - 1);
        }
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
    /// Where the fields of a row with quotes end.
    ends: Vec<u32>,
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
            ends: Vec::new(),
            record: Record::default(),
        }
    }

    /// Gives all rows of a block to `take`, and how many lines they are.
    pub(crate) fn each(&mut self, text: &[u8], take: &mut impl Take) -> u64 {
        let delimiter = self.delimiter;
        let count = mark(text, delimiter, &mut self.marks);
        let marks = self.marks.get(..count).unwrap_or_default();
        let (columns, limit) = (self.columns, self.limit as usize);
        let mut rows = Rows::new(delimiter, self.limit, 1);
        // Where the row begins, and which mark is its first.
        let (mut start, mut first) = (0, 0);
        while let Some(&byte) = text.get(start) {
            let ahead = marks.get(first..).unwrap_or_default();
            let plain = unquoted(text, start, ahead, columns, delimiter)
                .or_else(|| quoted(text, start, ahead, columns, delimiter, &mut self.ends));
            if let Some((row, taken)) = plain
                && let Some(&last) = row.ends.last()
                && let last = last as usize
                && last - start <= limit
                && take.plain(row)
            {
                rows.line += 1;
                first += taken;
                start = last + 1;
                if text.get(last) == Some(&b'\r') && text.get(start) == Some(&b'\n') {
                    first += 1;
                    start += 1;
                }
                continue;
            }
            if is_line_end(byte) {
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

/// The row that begins at `start`, where none of its marks is a quote; and how many it has.
#[inline]
fn unquoted<'b>(
    text: &'b [u8],
    start: usize,
    marks: &'b [u32],
    columns: usize,
    delimiter: u8,
) -> Option<(PlainRow<'b>, usize)> {
    let ends = marks.get(..columns)?;
    let (&last, others) = ends.split_last()?;
    let is_delimiter = |&mark: &u32| text.get(mark as usize) == Some(&delimiter);
    let is_row = others.iter().all(is_delimiter) && is_line_end(*text.get(last as usize)?);
    let row = PlainRow {
        text,
        start,
        ends,
        is_quoted: false,
    };
    is_row.then_some((row, columns))
}

/// The same where fields have a quote at each end and none inside.
fn quoted<'b>(
    text: &'b [u8],
    start: usize,
    marks: &[u32],
    columns: usize,
    delimiter: u8,
    ends: &'b mut Vec<u32>,
) -> Option<(PlainRow<'b>, usize)> {
    let at = |mark: u32| text.get(mark as usize).copied();
    let mut ahead = marks.iter().copied();
    ends.clear();
    let mut field = u32::try_from(start).ok()?;
    while ends.len() < columns {
        let mut end = ahead.next()?;
        if at(field)? == b'"' {
            // The mark was the opening quote.
            let mut quote = ahead.next()?;
            while at(quote)? == delimiter {
                quote = ahead.next()?;
            }
            end = ahead.next()?;
            if at(quote)? != b'"' || end != quote + 1 {
                return None;
            }
        }
        let is_last = ends.len() + 1 == columns;
        let separator = at(end)?;
        let is_sound = if is_last {
            is_line_end(separator)
        } else {
            separator == delimiter
        };
        if !is_sound {
            return None;
        }
        ends.push(end);
        field = end + 1;
    }
    let row = PlainRow {
        text,
        start,
        ends,
        is_quoted: true,
    };
    Some((row, marks.len() - ahead.len()))
}

fn is_line_end(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

/// Finds the places of delimiters, line ends and quotes; gives how many there are. What is
/// behind them in the buffer means nothing.
fn mark(text: &[u8], delimiter: u8, marks: &mut Vec<u32>) -> usize {
    let special = [delimiter, b'\n', b'\r', b'"'];
    let mut known = 0;
    each_chunk(text, |start, chunk| {
        let mut found = bits(chunk, special);
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
    });
    known
}
