//! The rows of a delimited text, without knowing what they mean.
//!
//! The rules are RFC 4180's, read kindly: a row ends with LF, CR LF or CR, whatever the other
//! rows end with; blank lines are no rows; a quote inside of a field that does not begin with
//! one is an ordinary character, and so is text after a closing quote.
//!
//! A reader of our own, because an error must name the very line a row begins on, a quote that
//! is never closed must swallow neither memory nor, in silence, the rows behind it, and a field
//! has a limit; and because of its speed.
//!
//! There are two ways to read. [`Records`] gives row after row, as [`Record`]s with fields of
//! their own. Or it gives [`Block`]s of whole rows, whose fields [`Fields`] finds where they
//! are; what is not plain there (a quote, too few fields, a field that may be too long) comes as
//! a record too.

mod bits;
mod block;
mod record;
mod records;
mod rows;

pub(crate) use self::{
    block::{Block, Fields, PlainRows, Take},
    record::Record,
    records::{BLOCK, PROGRESS_STEP, Records},
};

/// The longest field, in bytes, where the options do not say it.
pub(crate) const MAX_FIELD: u32 = 64 * 1024;

/// The most columns a header may have: what the largest spreadsheet has.
const MAX_COLUMNS: usize = 16_384;

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

fn count(number: impl TryInto<u32>) -> u32 {
    number.try_into().unwrap_or(u32::MAX)
}
