//! Gives each distinct text its number.

use std::{
    hash::{BuildHasher, RandomState},
    hint::black_box,
};

use super::{Names, codes::same_bytes, names::NameBytes};

/// What is compared of a text before the text itself: all of it where it is short, otherwise a
/// hash and the length. No key is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// Its first bytes, or the hash.
    start: u64,
    /// Four bytes more, or the length below [`LONG`].
    rest: u32,
}

/// How many bytes a key has room for. Zeros follow a shorter text; one that ends with NUL is
/// taken for a long one, and so is the empty one.
pub(super) const SHORT: usize = 12;

/// The bits of so many bytes.
#[expect(
    clippy::indexing_slicing,
    reason = "it is computed while compiling, and would not compile"
)]
const MASKS: [(u64, u32); SHORT + 1] = {
    let mut masks = [(0, 0); SHORT + 1];
    let mut length = 1;
    while length <= SHORT {
        let (start, rest) = masks[length - 1];
        masks[length] = if length <= 8 {
            (start << 8 | 0xFF, rest)
        } else {
            (start, rest << 8 | 0xFF)
        };
        length += 1;
    }
    masks
};

/// In place of the last byte of a text that is not short: no byte of UTF-8.
const LONG: u32 = 0xFF << 24;

/// How many texts are looked up at once.
const AHEAD: usize = 128;

/// The logarithm of the fewest lines.
const FEW: u32 = 4;

/// The logarithm of how many texts at most that were looked up lately are kept close together: as
/// many as the nearer caches hold.
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
        let mut room = [0; SHORT];
        match room.get_mut(..text.len()) {
            Some(start) if text.last().is_some_and(|&last| last != 0) => {
                start.copy_from_slice(text);
                Self::short(room, text.len())
            }
            _ => Self::long(text, seed),
        }
    }

    /// The key of the first bytes of a chunk, the last of which is not NUL.
    #[inline]
    pub(super) fn short(chunk: [u8; SHORT], length: usize) -> Self {
        let [a, b, c, d, e, f, g, h, rest @ ..] = chunk;
        let (first, others) = MASKS.get(length).copied().unwrap_or_default();
        Self {
            start: u64::from_le_bytes([a, b, c, d, e, f, g, h]) & first,
            rest: u32::from_le_bytes(rest) & others,
        }
    }

    /// Of a text that is not short.
    #[inline(never)]
    fn long(text: &[u8], seed: u64) -> Self {
        let [first, second] = FACTORS;
        let (words, _) = text.as_chunks::<8>();
        // What is behind them, and before it what there was already.
        let last = text.last_chunk().copied().unwrap_or_else(|| {
            let mut few = [0; 8];
            few.iter_mut().zip(text).for_each(|(to, from)| *to = *from);
            few
        });
        let mut hash = seed;
        for &word in words.iter().chain([&last]) {
            hash = (hash ^ u64::from_le_bytes(word)).wrapping_mul(first);
            hash = (hash ^ hash >> 32).wrapping_mul(second);
        }
        #[expect(clippy::cast_possible_truncation, reason = "its lower bits will do")]
        let length = text.len() as u32 & 0xFF_FFFF;
        Self {
            start: hash,
            rest: LONG | length,
        }
    }

    /// Where to look first: the upper bits, as many as a table has places.
    #[inline]
    fn hash(self, seed: u64) -> u64 {
        let [first, second] = FACTORS;
        let hash = (self.start ^ seed).wrapping_mul(first);
        (hash ^ hash >> 32 ^ u64::from(self.rest)).wrapping_mul(second)
    }

    fn is_long(self) -> bool {
        self.rest >= LONG
    }
}

/// A key with the number of its text; zeros where there is none.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    start: u64,
    rest: u32,
    number: u32,
}

impl Slot {
    fn new(Key { start, rest }: Key, number: u32) -> Self {
        Self {
            start,
            rest,
            number,
        }
    }

    fn is_free(self) -> bool {
        self.start | u64::from(self.rest) == 0
    }

    fn has(self, key: Key) -> bool {
        // At once, and not one after the other: nobody could guess.
        (self.start ^ key.start) | u64::from(self.rest ^ key.rest) == 0
    }

    fn key(self) -> Key {
        let Self { start, rest, .. } = self;
        Key { start, rest }
    }
}

/// How many slots are in a line.
const LINE: usize = 4;

/// Slots that come into the cache together; those behind a free one are free.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct Line([Slot; LINE]);

impl Line {
    /// The first slot with a key. They are looked at all at once, since nobody could guess which
    /// it is.
    #[inline]
    fn find(&self, key: Key) -> Option<Slot> {
        let [a, b, c, d] = self.0.map(|slot| u32::from(slot.has(key)));
        let found = a | b << 1 | c << 2 | d << 3;
        self.0.get(found.trailing_zeros() as usize).copied()
    }

    /// The first free slot.
    #[inline]
    fn free(&mut self) -> Option<&mut Slot> {
        let taken = self.0.map(|slot| usize::from(!slot.is_free()));
        self.0.get_mut(taken.iter().sum::<usize>())
    }

    fn start(&self) -> u64 {
        let [first, ..] = self.0;
        first.start
    }
}

/// A text that is not among the recent ones.
#[derive(Clone, Copy, Debug, Default)]
struct Missed {
    text: usize,
    hash: u64,
}

/// Gives each distinct text its number, in the order in which they come.
///
/// A table with probing. A short text is found without looking at the names: of ten million
/// events of a million customers, each costs one cache miss at most and not three.
#[derive(Clone, Debug)]
pub(crate) struct Interner {
    names: NameBytes,
    /// None, or a power of two; half of their slots or more are free.
    lines: Vec<Line>,
    /// The logarithm of the number of lines; 1 where there are none.
    bits: u32,
    /// What was looked up lately: whoever was there will mostly be there again soon.
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
            names: NameBytes::default(),
            lines: Vec::new(),
            bits: 1,
            recent: Vec::new(),
            seed,
        }
    }

    /// The text's number; `None` when all numbers are taken.
    pub(crate) fn intern(&mut self, text: &str) -> Option<u32> {
        self.number(Key::of(text.as_bytes(), self.seed), text.as_bytes())
    }

    /// The numbers of texts, in their order. There are no more of them, with those before, than
    /// there are numbers.
    pub(crate) fn intern_all(&mut self, texts: &[&str]) -> Vec<u32> {
        let (seed, mut numbers) = (self.seed, Vec::with_capacity(texts.len()));
        let key = |text: &&str| Key::of(text.as_bytes(), seed);
        self.numbers(texts, key, |text| text.as_bytes(), &mut numbers);
        numbers
    }

    /// The numbers of texts whose keys were made with this seed, and which are UTF-8. There are
    /// no more of them, with those before, than there are numbers.
    ///
    /// First they are looked for among the recent ones, then all others are looked up before the
    /// first of them is compared, so that the cache misses of a large table do not wait for each
    /// other.
    pub(super) fn numbers<'t, T>(
        &mut self,
        texts: &[T],
        key: impl Fn(&T) -> Key,
        bytes: impl Fn(&T) -> &'t [u8],
        into: &mut Vec<u32>,
    ) {
        // So many for each line that two texts seldom want one place. Those that stand elsewhere
        // after it grew are as good as forgotten.
        let recent_bits = RECENT.min(self.bits + 6);
        self.recent.resize(1 << recent_bits, Slot::default());
        let mut missed = [Missed::default(); AHEAD];
        for texts in texts.chunks(AHEAD) {
            let (start, mut count) = (into.len(), 0);
            into.resize(start + texts.len(), 0);
            let into = into.get_mut(start..).unwrap_or_default();
            for (number, (text, into)) in texts.iter().zip(&mut *into).enumerate() {
                let key = key(text);
                let hash = key.hash(self.seed);
                let recent = self.recent.get(place(hash, recent_bits));
                let slot = recent.copied().unwrap_or_default();
                if let Some(missed) = missed.get_mut(count) {
                    *missed = Missed { text: number, hash };
                }
                count += usize::from(!self.is(slot, key, || bytes(text)));
                *into = slot.number;
            }
            let missed = missed.get(..count).unwrap_or_default();
            // What is read here is of no use but for its line, which is in the cache then.
            let start = |missed: &Missed| self.home(missed.hash).map_or(0, Line::start);
            black_box(missed.iter().map(start).fold(0, |all, it| all | it));
            for missed in missed {
                let (text, into) = (texts.get(missed.text), into.get_mut(missed.text));
                let Some((text, into)) = text.zip(into) else {
                    continue;
                };
                let key = key(text);
                let slot = self.home(missed.hash).and_then(|line| line.find(key));
                *into = match slot {
                    Some(slot) if self.is(slot, key, || bytes(text)) => slot.number,
                    _ => self.number(key, bytes(text)).unwrap_or(u32::MAX),
                };
                if let Some(recent) = self.recent.get_mut(place(missed.hash, recent_bits)) {
                    *recent = Slot::new(key, *into);
                }
            }
        }
    }

    /// The line in which a hash is looked for first.
    fn home(&self, hash: u64) -> Option<&Line> {
        self.lines.get(place(hash, self.bits))
    }

    /// The number of a text in UTF-8 by its key; `None` when all numbers are taken.
    #[inline(never)]
    fn number(&mut self, key: Key, text: &[u8]) -> Option<u32> {
        for place in self.places(key) {
            let Some(Line(slots)) = self.lines.get(place) else {
                continue;
            };
            if let Some(slot) = slots.iter().find(|slot| self.is(**slot, key, || text)) {
                return Some(slot.number);
            }
            if slots.last().is_some_and(|last| last.is_free()) {
                break;
            }
        }
        self.add(key, text)
    }

    /// The lines to look for a key in, in order.
    fn places(&self, key: Key) -> impl Iterator<Item = usize> + use<> {
        let home = place(key.hash(self.seed), self.bits);
        let lines = self.lines.len();
        (home..home + lines).map(move |place| place & (lines - 1))
    }

    #[inline]
    fn is<'t>(&self, slot: Slot, key: Key, text: impl Fn() -> &'t [u8]) -> bool {
        let is_same = slot.has(key);
        // Not one after the other: whether a key is long is mostly the same for a whole column.
        if is_same & key.is_long() {
            let known = self.names.get(slot.number);
            return known.is_some_and(|known| same_bytes(known, text()));
        }
        is_same
    }

    #[cold]
    fn add(&mut self, key: Key, text: &[u8]) -> Option<u32> {
        let number = u32::try_from(self.names.len()).ok()?;
        self.names.push(text);
        if self.names.len() > self.lines.len() * (LINE / 2) {
            self.bits = (self.bits + 1).max(FEW);
            let lines = vec![Line::default(); 1 << self.bits];
            for line in std::mem::replace(&mut self.lines, lines) {
                for slot in line.0.into_iter().filter(|slot| !slot.is_free()) {
                    self.put(slot);
                }
            }
        }
        self.put(Slot::new(key, number));
        Some(number)
    }

    /// Puts a slot that is not in the table into the next place that is free.
    fn put(&mut self, new: Slot) {
        for place in self.places(new.key()) {
            if let Some(slot) = self.lines.get_mut(place).and_then(Line::free) {
                *slot = new;
                return;
            }
        }
    }

    /// How many texts there are.
    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// The texts by number.
    pub(crate) fn texts(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len()).map(|number| self.names.text(number).unwrap_or_default())
    }

    pub(super) fn into_names(self) -> Names {
        self.names.into_names()
    }

    /// The bytes that it takes.
    pub(crate) fn memory(&self) -> usize {
        let slots = LINE * self.lines.len() + self.recent.len();
        self.names.memory() + size_of::<Slot>() * slots
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::{Interner, Key};

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

    #[test]
    fn texts_that_are_taken_for_long_ones_have_keys_of_their_own() {
        let ends_with_nul = (0..1_000).map(|it| format!("{it}\0"));
        let starts: Vec<u64> = ends_with_nul
            .map(|it| Key::of(it.as_bytes(), 3).start)
            .collect();
        let distinct: std::collections::BTreeSet<_> = starts.iter().collect();
        assert_eq!(distinct.len(), 1_000);
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
        assert!(interner.len() > 1 << super::RECENT, "{}", interner.len());
    }

    proptest! {
        #[test]
        fn texts_are_the_same_where_their_bytes_are(
            texts in prop::collection::vec("[ab\0]{0,4}|[ab]{8,11}[ab\0]{0,3}|[ab]{23,25}", 0..200),
        ) {
            let (mut interner, mut expected) = (Interner::with_seed(7), HashMap::new());
            for text in &texts {
                let next = u32::try_from(expected.len()).unwrap();
                let number = *expected.entry(text).or_insert(next);
                prop_assert_eq!(interner.intern(text), Some(number));
            }
        }

        #[test]
        fn a_key_does_not_know_what_follows(text in "[ab\0]{0,11}[ab]", after in "[ab]{12}") {
            let all = format!("{text}{after}");
            let chunk = all.as_bytes().first_chunk().unwrap();
            prop_assert_eq!(Key::short(*chunk, text.len()), Key::of(text.as_bytes(), 3));
        }
    }
}
