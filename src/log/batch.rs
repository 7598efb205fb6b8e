//! Events found in a text, on their way into a log.

use std::ops::Range;

use super::interner::{Interner, Key};

/// Events whose names are still where the text has them.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) customers: Texts,
    pub(super) touchpoints: Texts,
    /// Empty for a log without times.
    pub(super) times: Vec<i64>,
    pub(super) segments: Vec<Texts>,
    /// Names that the text does not have as they are; their places go on behind its end.
    pub(super) added: Vec<u8>,
}

impl Batch {
    pub(super) fn new(segments: usize) -> Self {
        Self {
            segments: std::iter::repeat_with(Texts::default)
                .take(segments)
                .collect(),
            ..Self::default()
        }
    }

    pub(super) fn clear(&mut self) {
        let names = [&mut self.customers, &mut self.touchpoints];
        for names in names.into_iter().chain(&mut self.segments) {
            names.texts.clear();
        }
        self.times.clear();
        self.added.clear();
    }

    pub(super) fn len(&self) -> usize {
        self.customers.texts.len()
    }
}

/// A name, by its key and its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text {
    key: Key,
    start: u32,
    end: u32,
}

impl Text {
    /// What stands at a place of the text.
    #[inline]
    pub(super) fn within(text: &[u8], place: Range<usize>, seed: u64) -> Self {
        Self {
            key: Key::within(text, place.start, place.end, seed),
            start: narrow(place.start),
            end: narrow(place.end),
        }
    }
}

/// A column of names.
#[derive(Debug, Default)]
pub(super) struct Texts {
    texts: Vec<Text>,
}

impl Texts {
    #[inline]
    pub(super) fn push(&mut self, text: Text) {
        self.texts.push(text);
    }

    /// Adds a name that is not in the text as it is.
    pub(super) fn add(&mut self, name: &str, text: &[u8], added: &mut Vec<u8>, seed: u64) {
        let start = text.len() + added.len();
        added.extend_from_slice(name.as_bytes());
        self.texts.push(Text {
            key: Key::of(name.as_bytes(), seed),
            start: narrow(start),
            end: narrow(start + name.len()),
        });
    }

    /// Gives each name its number. All names are valid UTF-8.
    pub(super) fn intern(
        &self,
        text: &[u8],
        added: &[u8],
        interner: &mut Interner,
        into: &mut Vec<u32>,
    ) {
        let bytes = |name: &Text| {
            let (start, end) = (name.start as usize, name.end as usize);
            let name = match start.checked_sub(text.len()) {
                Some(start) => added.get(start..end - text.len()),
                None => text.get(start..end),
            };
            name.unwrap_or_default()
        };
        interner.numbers(&self.texts, |name| name.key, bytes, into);
    }
}

/// A block has far fewer than 2^32 bytes.
fn narrow(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
