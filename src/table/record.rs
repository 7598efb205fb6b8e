//! A row with fields of its own.

use super::{Damage, MAX_COLUMNS, TableError, count};

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
    pub(super) open_quote: bool,
    /// Whether there was a quote: a blank line has none.
    pub(super) quoted: bool,
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

    pub(super) fn clear(&mut self, line: u64, limit: u32) {
        self.bytes.clear();
        self.ends.clear();
        (self.line, self.limit) = (line, limit);
        (self.fields, self.too_long) = (0, None);
        (self.open_quote, self.quoted) = (false, false);
    }

    pub(super) fn push(&mut self, bytes: &[u8]) {
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

    pub(super) fn end_field(&mut self) {
        if self.fields < MAX_COLUMNS {
            self.ends.push(self.bytes.len());
        }
        self.fields += 1;
    }

    /// Whether no field has ended yet.
    pub(super) fn is_empty(&self) -> bool {
        self.fields == 0
    }

    pub(super) fn is_blank(&self) -> bool {
        self.fields == 1 && self.bytes.is_empty() && !self.quoted && self.too_long.is_none()
    }

    /// The names in a header, without the blanks around them.
    pub(super) fn names(&self) -> Result<Vec<String>, TableError> {
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
