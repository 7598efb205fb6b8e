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

/// A column of names, by their keys and places.
#[derive(Debug, Default)]
pub(super) struct Texts {
    texts: Vec<(Key, u32, u32)>,
}

impl Texts {
    /// Adds what stands at a place of the text.
    pub(super) fn push(&mut self, text: &[u8], place: Range<usize>, seed: u64) {
        let key = Key::within(text, place.start, place.end, seed);
        self.texts
            .push((key, narrow(place.start), narrow(place.end)));
    }

    /// Adds a name that is not in the text as it is.
    pub(super) fn add(&mut self, name: &str, text: &[u8], added: &mut Vec<u8>, seed: u64) {
        let start = text.len() + added.len();
        added.extend_from_slice(name.as_bytes());
        let key = Key::of(name.as_bytes(), seed);
        self.texts
            .push((key, narrow(start), narrow(start + name.len())));
    }

    /// Gives each name its number. All names are valid UTF-8.
    pub(super) fn intern(
        &self,
        text: &[u8],
        added: &[u8],
        interner: &mut Interner,
        into: &mut Vec<u32>,
    ) {
        let bytes = |&(_, start, end): &(Key, u32, u32)| {
            let (start, end) = (start as usize, end as usize);
            let name = match start.checked_sub(text.len()) {
                Some(start) => added.get(start..end - text.len()),
                None => text.get(start..end),
            };
            name.unwrap_or_default()
        };
        interner.numbers(&self.texts, |&(key, ..)| key, bytes, into);
    }
}

/// A block has far fewer than 2^32 bytes.
fn narrow(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
