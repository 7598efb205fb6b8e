//! Events found in a text, on their way into a log.

use std::ops::Range;

use super::interner::{Interner, Key, SHORT};

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
        self.truncate(0);
        self.added.clear();
    }

    /// Drops the events behind the first ones.
    pub(super) fn truncate(&mut self, events: usize) {
        let names = [&mut self.customers, &mut self.touchpoints];
        for names in names.into_iter().chain(&mut self.segments) {
            names.texts.truncate(events);
        }
        self.times.truncate(events);
    }

    pub(super) fn len(&self) -> usize {
        self.customers.texts.len()
    }
}

/// A name, by its key and its place.
#[derive(Clone, Copy, Debug)]
struct Text {
    key: Key,
    start: u32,
    end: u32,
}

/// A column of names.
#[derive(Debug, Default)]
pub(super) struct Texts {
    texts: Vec<Text>,
}

impl Texts {
    /// Adds names by their places, up to the first that is not sound; gives how many. What is
    /// UTF-8 and begins with a visible character of ASCII is.
    #[inline(never)]
    pub(super) fn extend(
        &mut self,
        text: &[u8],
        places: impl Iterator<Item = Range<u32>>,
        seed: u64,
        is_utf8: bool,
        is_sound: impl Fn(&str) -> bool,
    ) -> usize {
        let (before, mut places) = (self.texts.len(), places);
        loop {
            let place = if is_utf8 {
                self.extend_short(text, &mut places)
            } else {
                places.next()
            };
            let Some(Range { start, end }) = place else {
                break;
            };
            let name = text.get(start as usize..end as usize);
            let name = name.unwrap_or_default();
            let is_plain = is_utf8 && starts_visibly(name);
            if !is_plain && !str::from_utf8(name).is_ok_and(&is_sound) {
                break;
            }
            let key = Key::of(name, seed);
            self.texts.push(Text { key, start, end });
        }
        self.texts.len() - before
    }

    /// Adds names of a text in UTF-8 as long as they are sound, short, and not at its very end;
    /// gives the place of the first that is not. Most columns have no others, and what is done
    /// for each name counts.
    #[inline]
    fn extend_short(
        &mut self,
        text: &[u8],
        places: &mut impl Iterator<Item = Range<u32>>,
    ) -> Option<Range<u32>> {
        places.find(|&Range { start, end }| {
            let length = end.wrapping_sub(start) as usize;
            let ahead = text.get(start as usize..start as usize + SHORT);
            let Some(chunk) = ahead.and_then(|ahead| ahead.first_chunk()) else {
                return true;
            };
            let last = chunk.get(length.wrapping_sub(1));
            if last.is_none_or(|&last| last == 0) || !starts_visibly(chunk) {
                return true;
            }
            let key = Key::short(*chunk, length);
            self.texts.push(Text { key, start, end });
            false
        })
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

fn starts_visibly(name: &[u8]) -> bool {
    name.first().is_some_and(u8::is_ascii_graphic)
}

/// A block has far fewer than 2^32 bytes.
fn narrow(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
