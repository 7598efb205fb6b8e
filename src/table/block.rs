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

/// Rows on one line each, with as many fields as the header and none that is too long; each field
/// is without quotes, or has one at each end and none inside.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlainRows<'b> {
    /// The text of the block.
    pub(crate) text: &'b [u8],
    /// Where fields and lines end: the last line before the rows, and all of theirs.
    ends: &'b [u32],
    /// How many ends a row has: of its fields, and one more where lines end with CR LF.
    each: usize,
    is_quoted: bool,
}

impl PlainRows<'_> {
    pub(crate) fn len(&self) -> usize {
        self.ends.len().saturating_sub(1) / self.each
    }

    /// Whether there are fields with quotes.
    pub(crate) fn is_quoted(&self) -> bool {
        self.is_quoted
    }

    /// The places of a column's fields in the block, without their quotes where there can be any.
    #[inline]
    pub(crate) fn column<const QUOTED: bool>(
        &self,
        column: usize,
    ) -> impl Iterator<Item = Range<u32>> {
        let Self {
            text, ends, each, ..
        } = *self;
        let mut at = column;
        std::iter::from_fn(move || {
            let [before, end, ..] = *ends.get(at..)? else {
                return None;
            };
            at += each;
            let start = before.wrapping_add(1);
            if QUOTED && text.get(start as usize) == Some(&b'"') {
                return Some(start + 1..end - 1);
            }
            Some(start..end)
        })
    }
}

/// What takes the rows of a block.
pub(crate) trait Take {
    /// Takes plain rows, and tells how many. The first that it does not take comes again as a
    /// record.
    fn rows(&mut self, rows: PlainRows<'_>) -> usize;

    /// Takes any other row of the block's text that is not blank. Its line is counted from the
    /// block's first, as 1.
    fn record(&mut self, text: &[u8], record: &Record);
}

/// How many plain rows are given at once: their ends stay in the nearest cache.
const ROWS: usize = 256;

/// Finds the rows and fields of blocks.
#[derive(Debug)]
pub(crate) struct Fields {
    shape: Shape,
    limit: u32,
    marks: Vec<u32>,
    /// Where the fields of rows with quotes end.
    ends: Vec<u32>,
    record: Record,
}

impl Fields {
    /// Of a table with so many columns.
    pub(crate) fn new(delimiter: char, limit: u32, columns: usize) -> Self {
        Self {
            shape: Shape {
                delimiter: u8::try_from(delimiter).unwrap_or(b','),
                columns,
                limit: limit as usize,
            },
            limit,
            marks: Vec::new(),
            ends: Vec::new(),
            record: Record::default(),
        }
    }

    /// Gives all rows of a block to `take`, and how many lines they are.
    pub(crate) fn each(&mut self, text: &[u8], take: &mut impl Take) -> u64 {
        let shape = self.shape;
        let count = mark(text, shape.delimiter, &mut self.marks);
        let marks = self.marks.get(..count).unwrap_or_default();
        let mut rows = Rows::new(shape.delimiter, self.limit, 1);
        // Where the row begins, and which mark is the last before it.
        let (mut start, mut before) = (0, 0);
        // Few more rows are tried in vain than were taken.
        let mut most = 1;
        while let Some(&byte) = text.get(start) {
            let ahead = marks.get(before..).unwrap_or_default();
            let mut plain = shape.unquoted(text, ahead, most);
            if plain.len() == 0 {
                plain = shape.quoted(text, ahead, most, &mut self.ends);
            }
            let (all, each) = (plain.len(), plain.each);
            let taken = if all > 0 { take.rows(plain) } else { 0 };
            most = if taken == most {
                ROWS.min(2 * most)
            } else {
                taken.max(1)
            };
            if taken > 0 {
                rows.line += taken as u64;
                before += taken * each;
                let last = plain.ends.get(taken * each);
                start = last.map_or(text.len(), |&last| last as usize + 1);
            } else if is_line_end(byte) {
                rows.line += 1;
                start += 1;
                rows.after_return = byte == b'\r';
            } else {
                rows.begin(&mut self.record);
                let rest = text.get(start..).unwrap_or_default();
                let (taken, is_whole) = rows.feed(rest, &mut self.record);
                let is_last = !is_whole && rows.finish(&mut self.record);
                if is_whole || is_last {
                    take.record(text, &self.record);
                }
                // Nothing ends its line, which is one nevertheless.
                rows.line += u64::from(is_last);
                start += taken;
            }
            if std::mem::take(&mut rows.after_return) && text.get(start) == Some(&b'\n') {
                start += 1;
            }
            let ahead = marks.get(before + 1..).unwrap_or_default();
            let passed = ahead.iter().take_while(|&&mark| (mark as usize) < start);
            before += passed.count();
        }
        rows.line - 1
    }
}

/// What plain rows have in common.
#[derive(Clone, Copy, Debug)]
struct Shape {
    delimiter: u8,
    columns: usize,
    limit: usize,
}

impl Shape {
    /// The rows ahead where none of the marks is a quote, at most so many; the first mark is the
    /// last before them.
    #[inline]
    fn unquoted<'b>(self, text: &'b [u8], marks: &'b [u32], most: usize) -> PlainRows<'b> {
        let at = |mark: &u32| text.get(*mark as usize);
        let has_return = marks.get(self.columns).and_then(at) == Some(&b'\r');
        let each = self.columns + usize::from(has_return);
        let most = (marks.len().saturating_sub(1) / each).min(most);
        let mut ends = marks.get(..=most * each).unwrap_or_default();
        // Column by column: each has its separator in the rows that are plain.
        for column in 1..=each {
            let separator = match column {
                _ if column < self.columns => self.delimiter,
                _ if column < each => b'\r',
                _ => b'\n',
            };
            let mut end = column;
            while ends.get(end).and_then(at) == Some(&separator) {
                end += each;
            }
            ends = ends.get(..=end - column).unwrap_or(ends);
            // There may be thousands of columns, and as many lines with none.
            if ends.len() <= 1 {
                break;
            }
        }
        if has_return || text.len() > self.limit {
            let mut before = 0;
            while let Some(&last) = ends.get(before + each)
                && let (Some(&start), Some(&end)) =
                    (ends.get(before), ends.get(before + self.columns))
                && (last == end || last == end + 1)
                && end.wrapping_sub(start.wrapping_add(1)) as usize <= self.limit
            {
                before += each;
            }
            ends = ends.get(..=before).unwrap_or_default();
        }
        PlainRows {
            text,
            ends,
            each,
            is_quoted: false,
        }
    }

    /// The same where fields may have a quote at each end and none inside.
    #[inline(never)]
    fn quoted<'b>(
        self,
        text: &'b [u8],
        marks: &[u32],
        most: usize,
        ends: &'b mut Vec<u32>,
    ) -> PlainRows<'b> {
        let mut marks = marks.iter().copied();
        ends.clear();
        ends.extend(marks.next());
        let (mut each, mut known) = (self.columns, ends.len());
        for row in 0..most {
            let is_row = self.quoted_row(text, &mut marks, ends).is_some();
            if row == 0 {
                each = (ends.len() - known).max(1);
            }
            if !is_row || ends.len() != known + each {
                break;
            }
            known = ends.len();
        }
        ends.truncate(known);
        PlainRows {
            text,
            ends,
            each,
            is_quoted: true,
        }
    }

    /// Adds the ends of the next row.
    fn quoted_row(
        self,
        text: &[u8],
        marks: &mut impl Iterator<Item = u32>,
        ends: &mut Vec<u32>,
    ) -> Option<()> {
        let at = |mark: u32| text.get(mark as usize).copied();
        let start = ends.last()?.wrapping_add(1);
        let mut field = start;
        for column in 1..=self.columns {
            let mut end = marks.next()?;
            if at(field)? == b'"' {
                // The mark was the opening quote.
                let mut quote = marks.next()?;
                while at(quote)? == self.delimiter {
                    quote = marks.next()?;
                }
                end = marks.next()?;
                if at(quote)? != b'"' || end != quote + 1 {
                    return None;
                }
            }
            let separator = at(end)?;
            let is_sound = if column == self.columns {
                is_line_end(separator)
            } else {
                separator == self.delimiter
            };
            if !is_sound {
                return None;
            }
            ends.push(end);
            field = end + 1;
        }
        if at(field - 1)? == b'\r' && at(field) == Some(b'\n') {
            ends.push(marks.next()?);
        }
        ((field - 1 - start) as usize <= self.limit).then_some(())
    }
}

fn is_line_end(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

/// Finds the places of delimiters, line ends and quotes, and puts before them the one before the
/// text; gives how many there are. What is behind them in the buffer means nothing.
fn mark(text: &[u8], delimiter: u8, marks: &mut Vec<u32>) -> usize {
    let special = [delimiter, b'\n', b'\r', b'"'];
    if marks.is_empty() {
        marks.push(u32::MAX);
    }
    let mut known = 1;
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
                // The bit that is too many spares a look whether there is any.
                *mark = start + (found | 1 << 63).trailing_zeros();
                found &= found.wrapping_sub(1);
            }
            if found == 0 {
                break;
            }
        }
    });
    known
}
