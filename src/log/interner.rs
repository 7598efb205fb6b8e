//! Gives each distinct text its number.

use std::hash::{BuildHasher, RandomState};
#[cfg(feature = "csv")]
use std::ops::Range;

use super::{Names, codes::same_bytes};

/// What is compared of a text before the text itself: all of it where it is short, otherwise a
/// hash and the length.
///
/// It fills the upper 96 bits. The number that is kept with it in a table takes the lower 32.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key(u128);

/// How many bytes a key has room for.
const SHORT: usize = 11;

/// The bits of so many bytes.
#[expect(
    clippy::indexing_slicing,
    reason = "it is computed while compiling, and would not compile"
)]
const MASKS: [u128; SHORT + 1] = {
    let mut masks = [0; SHORT + 1];
    let mut length = 1;
    while length <= SHORT {
        masks[length] = masks[length - 1] << 8 | 0xFF;
        length += 1;
    }
    masks
};

/// In place of the length of a text that is not short.
const LONG: u128 = 0xFF;

const NUMBER: u32 = u32::BITS;

/// How many texts are looked up at once.
#[cfg(feature = "csv")]
const AHEAD: usize = 64;

/// The logarithm of the fewest slots: most columns have so few names that hardly two of them
/// want the same place.
const FEW: u32 = 8;

/// The logarithm of how many slots are more than the nearer caches hold, ...
const MANY: u32 = 15;

/// ... and of how many recent ones are then kept for these.
const RECENT: u32 = 12;

/// Odd, and without a pattern: the golden ratio, and a constant of `SplitMix`'s.
const FACTORS: [u64; 2] = [0x9E37_79B9_7F4A_7C15, 0xBF58_476D_1CE4_E5B9];

/// The place of a hash in a table of 2^`bits` places.
#[expect(clippy::cast_possible_truncation, reason = "few bits")]
#[inline]
fn place(hash: u64, bits: u32) -> usize {
    (hash >> (u64::BITS - bits)) as usize
}

impl Key {
    pub(super) fn of(text: &[u8], seed: u64) -> Self {
        let mut room = [0; 16];
        match room.get_mut(..text.len()) {
            Some(start) if text.len() <= SHORT => {
                start.copy_from_slice(text);
                Self::short(room, text.len())
            }
            _ => Self::long(text, seed),
        }
    }

    /// The key of a part of a larger text, with the 16 bytes there: without a loop over the part
    /// where it is short.
    #[cfg(feature = "csv")]
    #[inline]
    pub(super) fn within(text: &[u8], chunk: &[u8; 16], part: Range<usize>, seed: u64) -> Self {
        if part.len() <= SHORT {
            return Self::short(*chunk, part.len());
        }
        Self::long(text.get(part).unwrap_or_default(), seed)
    }

    /// The key of the first bytes of a chunk.
    #[inline]
    fn short(chunk: [u8; 16], length: usize) -> Self {
        let text = u128::from_le_bytes(chunk) & MASKS.get(length).unwrap_or(&0);
        // The length tells texts apart that end with NUL; no key is 0.
        Self(text << (NUMBER + 8) | u128::from((length as u64 + 1) << NUMBER))
    }

    /// Of a text with more than [`SHORT`] bytes.
    #[inline(never)]
    fn long(text: &[u8], seed: u64) -> Self {
        let [first, second] = FACTORS;
        let (words, _) = text.as_chunks::<8>();
        // What is behind them, and before it what there was already.
        let last = text.last_chunk().unwrap_or(&[0; 8]);
        let mut hash = seed;
        for &word in words.iter().chain([last]) {
            hash = (hash ^ u64::from_le_bytes(word)).wrapping_mul(first);
            hash = (hash ^ hash >> 32).wrapping_mul(second);
        }
        let length = text.len() as u128 & 0xFF_FFFF;
        Self((length << 64 | u128::from(hash)) << (NUMBER + 8) | LONG << NUMBER)
    }

    /// Where to look first: the upper bits, as many as a table has places.
    #[expect(clippy::cast_possible_truncation, reason = "halves")]
    #[inline]
    fn hash(self, seed: u64) -> u64 {
        let [first, second] = FACTORS;
        let hash = (self.0 as u64 ^ seed).wrapping_mul(first);
        (hash ^ hash >> 32 ^ (self.0 >> 64) as u64).wrapping_mul(second)
    }

    fn is_long(self) -> bool {
        self.0 >> NUMBER & 0xFF == LONG
    }
}

/// A key with the number of its text; 0 where there is none.
#[derive(Clone, Copy, Debug, Default)]
struct Slot(u128);

impl Slot {
    fn new(key: Key, number: u32) -> Self {
        Self(key.0 | u128::from(number))
    }

    fn has(self, key: Key) -> bool {
        (self.0 ^ key.0) >> NUMBER == 0
    }

    fn key(self) -> Key {
        Key(self.0 >> NUMBER << NUMBER)
    }

    #[expect(clippy::cast_possible_truncation, reason = "the lower bits are meant")]
    fn number(self) -> u32 {
        self.0 as u32
    }
}

/// How many slots are in a line.
const LINE: usize = 4;

/// Slots that come into the cache together.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct Line([Slot; LINE]);

/// A text that is not among the recent ones.
#[cfg(feature = "csv")]
#[derive(Clone, Copy, Debug, Default)]
struct Missed {
    text: usize,
    /// Where it is looked for first, ...
    place: usize,
    /// ... and what is there.
    slot: Slot,
}

/// Gives each distinct text its number, in the order in which they come.
///
/// A table with probing. A short text is found without looking at the names: of ten million
/// events of a million customers, each costs one cache miss at most and not three.
#[derive(Clone, Debug)]
pub(super) struct Interner {
    names: Names,
    /// None, or a power of two; a quarter of their slots or more are free.
    lines: Vec<Line>,
    /// The logarithm of the number of slots; 1 where there are none.
    bits: u32,
    /// Of a large table, slots that were looked up lately, close together: whoever was there will
    /// mostly be there again soon.
    recent: Vec<Slot>,
    seed: u64,
}

impl Default for Interner {
    fn default() -> Self {
        Self::with_seed(seed())
    }
}

/// By chance, as for the standard library's tables, so that nobody can prepare texts that all
/// go to one place. It shows in no answer.
pub(super) fn seed() -> u64 {
    RandomState::new().hash_one(0)
}

impl Interner {
    pub(super) fn with_seed(seed: u64) -> Self {
        Self {
            names: Names::default(),
            lines: Vec::new(),
            bits: 1,
            recent: Vec::new(),
            seed,
        }
    }

    /// The text's number; `None` when all numbers are taken.
    pub(super) fn intern(&mut self, text: &str) -> Option<u32> {
        self.number(Key::of(text.as_bytes(), self.seed), text.as_bytes())
    }

    /// The numbers of texts whose keys were made with this seed, and which are UTF-8. There are
    /// no more of them, with those before, than there are numbers.
    ///
    /// First they are looked for among the recent ones, then all others are looked up before the
    /// first of them is compared, so that the cache misses of a large table do not wait for each
    /// other.
    #[cfg(feature = "csv")]
    pub(super) fn numbers<'t, T>(
        &mut self,
        texts: &[T],
        key: impl Fn(&T) -> Key,
        bytes: impl Fn(&T) -> &'t [u8],
        into: &mut Vec<u32>,
    ) {
        let mut missed = [Missed::default(); AHEAD];
        for texts in texts.chunks(AHEAD) {
            let (start, mut count) = (into.len(), 0);
            into.extend(texts.iter().enumerate().map(|(number, text)| {
                let key = key(text);
                let hash = key.hash(self.seed);
                let slot = match self.recent.get(place(hash, RECENT)) {
                    Some(&recent) => recent,
                    None => self.slot(place(hash, self.bits)),
                };
                if let Some(missed) = missed.get_mut(count) {
                    (missed.text, missed.place) = (number, place(hash, self.bits));
                }
                count += usize::from(!self.is(slot, key, || bytes(text)));
                slot.number()
            }));
            let missed = missed.get_mut(..count).unwrap_or_default();
            for missed in &mut *missed {
                missed.slot = self.slot(missed.place);
            }
            for missed in &*missed {
                let (text, into) = (texts.get(missed.text), into.get_mut(start + missed.text));
                let Some((text, into)) = text.zip(into) else {
                    continue;
                };
                let key = key(text);
                *into = if self.is(missed.slot, key, || bytes(text)) {
                    missed.slot.number()
                } else {
                    self.number(key, bytes(text)).unwrap_or(u32::MAX)
                };
                let place = place(key.hash(self.seed), RECENT);
                if let Some(recent) = self.recent.get_mut(place) {
                    *recent = Slot::new(key, *into);
                }
            }
        }
    }

    #[inline]
    fn slot(&self, place: usize) -> Slot {
        let line = self.lines.get(place / LINE);
        let slot = line.and_then(|line| line.0.get(place % LINE));
        slot.copied().unwrap_or_default()
    }

    /// The number of a text by its key; `None` when all numbers are taken, and for what is not
    /// UTF-8.
    #[inline(never)]
    fn number(&mut self, key: Key, text: &[u8]) -> Option<u32> {
        for place in self.places(key) {
            let slot = self.slot(place);
            if slot.0 == 0 {
                break;
            }
            if self.is(slot, key, || text) {
                return Some(slot.number());
            }
        }
        self.add(key, text)
    }

    /// Where to look for a key, in order: all slots of its line, then those of the next one.
    fn places(&self, key: Key) -> impl Iterator<Item = usize> + use<> {
        let home = place(key.hash(self.seed), self.bits);
        let slots = self.lines.len() * LINE;
        (0..slots).map(move |step| {
            let line = home / LINE + step / LINE;
            (line * LINE + (home + step) % LINE) & (slots - 1)
        })
    }

    #[inline]
    fn is<'t>(&self, slot: Slot, key: Key, text: impl Fn() -> &'t [u8]) -> bool {
        let is_same = slot.has(key);
        // Not one after the other: whether a key is long is mostly the same for a whole column.
        if is_same & key.is_long() {
            let known = self.names.bytes(slot.number());
            return known.is_some_and(|known| same_bytes(known, text()));
        }
        is_same
    }

    #[cold]
    fn add(&mut self, key: Key, text: &[u8]) -> Option<u32> {
        let number = u32::try_from(self.names.len()).ok()?;
        self.names.push(str::from_utf8(text).ok()?);
        if self.names.len() > self.lines.len() * (LINE - 1) {
            self.bits = (self.bits + 1).max(FEW);
            let lines = vec![Line::default(); (1 << self.bits) / LINE];
            for line in std::mem::replace(&mut self.lines, lines) {
                for slot in line.0.into_iter().filter(|slot| slot.0 != 0) {
                    self.put(slot);
                }
            }
            if self.bits == MANY {
                self.recent = vec![Slot::default(); 1 << RECENT];
            }
        }
        self.put(Slot::new(key, number));
        Some(number)
    }

    /// Puts a slot that is not in the table into the next place that is free.
    fn put(&mut self, new: Slot) {
        for place in self.places(new.key()) {
            let line = self.lines.get_mut(place / LINE);
            if let Some(slot) = line.and_then(|line| line.0.get_mut(place % LINE))
                && slot.0 == 0
            {
                *slot = new;
                return;
            }
        }
    }

    /// How many texts there are.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn into_names(self) -> Names {
        self.names
    }

    /// The bytes that it takes.
    pub(super) fn memory(&self) -> usize {
        let slots = LINE * self.lines.len() + self.recent.len();
        self.names.memory() + size_of::<Slot>() * slots
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::Interner;
    #[cfg(feature = "csv")]
    use super::Key;

    #[test]
    fn numbers_follow_the_order_of_first_use() {
        let mut interner = Interner::default();
        let numbers: Vec<_> = ["b", "a", "", "a", "b", "čaj"]
            .iter()
            .map(|text| interner.intern(text).unwrap())
            .collect();
        assert_eq!(numbers, [0, 1, 2, 1, 0, 3]);
        let names = interner.into_names();
        assert_eq!(names.iter().collect::<Vec<_>>(), ["b", "a", "", "čaj"]);
    }

    #[test]
    fn many_texts() {
        let mut interner = Interner::default();
        let name = |number: u32| match number % 3 {
            0 => format!("c{number:08x}"),
            1 => format!("a customer with the number {number}"),
            _ => format!("{number}"),
        };
        for _ in 0..2 {
            for number in 0..50_000 {
                assert_eq!(interner.intern(&name(number)), Some(number));
            }
        }
        assert_eq!(interner.len(), 50_000);
        assert!(interner.memory() > 50_000 * 16);
    }

    #[cfg(feature = "csv")]
    #[test]
    fn many_texts_at_once() {
        let mut interner = Interner::with_seed(5);
        let mut expected = Interner::with_seed(9);
        let mut state = 1_u32;
        for round in 0..40 {
            let name = |_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                // Some come again soon, and some are long.
                let number = state >> (14 + state % 7) | round;
                format!("{number}{}", ["", " of the long ones"][number as usize % 2])
            };
            let names: Vec<String> = (0..3_000).map(name).collect();
            let wanted = names.iter().map(|it| expected.intern(it).unwrap());
            let wanted: Vec<u32> = wanted.collect();
            let texts: Vec<&[u8]> = names.iter().map(String::as_bytes).collect();
            let mut numbers = vec![7];
            interner.numbers(&texts, |text| Key::of(text, 5), |&text| text, &mut numbers);
            assert_eq!(numbers[0], 7);
            assert_eq!(numbers[1..], wanted);
        }
        assert!(interner.bits > super::MANY, "{}", interner.len());
    }

    proptest! {
        #[test]
        fn texts_are_the_same_where_their_bytes_are(
            texts in prop::collection::vec("[ab\0]{0,4}|[ab]{9,13}|[ab]{23,25}", 0..200),
        ) {
            let (mut interner, mut expected) = (Interner::with_seed(7), HashMap::new());
            for text in &texts {
                let next = u32::try_from(expected.len()).unwrap();
                let number = *expected.entry(text).or_insert(next);
                prop_assert_eq!(interner.intern(text), Some(number));
            }
        }

        #[cfg(feature = "csv")]
        #[test]
        fn a_key_does_not_know_what_stands_around(
            before in "[ab]{0,3}", text in "[ab\0]{0,20}", after in "[ab]{0,20}",
        ) {
            let all = format!("{before}{text}{after}");
            let (all, part) = (all.as_bytes(), before.len()..before.len() + text.len());
            if let Some(chunk) = all.get(before.len()..).and_then(<[u8]>::first_chunk) {
                let key = Key::within(all, chunk, part, 3);
                prop_assert_eq!(key, Key::of(text.as_bytes(), 3));
            }
        }
    }
}
