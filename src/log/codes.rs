//! Columns of small numbers, in as few bytes as they need.

use std::ops::Range;

/// A column of numbers into a list of [`Names`](super::Names), in one, two or four bytes each:
/// as few as the list's length allows.
///
/// Of ten million events at thirty touchpoints the column takes 10 MB, not 40.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Codes(Width);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Width {
    Byte(Vec<u8>),
    Short(Vec<u16>),
    Long(Vec<u32>),
}

impl Codes {
    /// A column of codes below `names`, the length of their list.
    pub(super) fn pack(codes: &[u32], names: usize) -> Self {
        // Codes are below `names`, so that nothing is cut off.
        #[expect(clippy::cast_possible_truncation, reason = "a code is below `names`")]
        let width = match Self::width(names) {
            1 => Width::Byte(codes.iter().map(|&code| code as u8).collect()),
            2 => Width::Short(codes.iter().map(|&code| code as u16).collect()),
            _ => Width::Long(codes.to_vec()),
        };
        Self(width)
    }

    /// How many bytes a code below `names` takes.
    pub(super) fn width(names: usize) -> usize {
        match names {
            ..=0x100 => 1,
            0x101..=0x1_0000 => 2,
            _ => 4,
        }
    }

    /// A column of so many zeros, for codes below `names`.
    pub(super) fn zeros(count: usize, names: usize) -> Self {
        Self(match Self::width(names) {
            1 => Width::Byte(vec![0; count]),
            2 => Width::Short(vec![0; count]),
            _ => Width::Long(vec![0; count]),
        })
    }

    /// The column, to be filled.
    pub(super) fn as_mut(&mut self) -> CodesMut<'_> {
        match &mut self.0 {
            Width::Byte(codes) => CodesMut::Byte(codes),
            Width::Short(codes) => CodesMut::Short(codes),
            Width::Long(codes) => CodesMut::Long(codes),
        }
    }

    /// The bytes that it takes.
    pub(super) fn memory(&self) -> usize {
        match &self.0 {
            Width::Byte(codes) => codes.capacity(),
            Width::Short(codes) => 2 * codes.capacity(),
            Width::Long(codes) => 4 * codes.capacity(),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match &self.0 {
            Width::Byte(codes) => codes.len(),
            Width::Short(codes) => codes.len(),
            Width::Long(codes) => codes.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The code at a place.
    #[inline]
    pub fn get(&self, place: usize) -> Option<u32> {
        match &self.0 {
            Width::Byte(codes) => codes.get(place).map(|&code| code.into()),
            Width::Short(codes) => codes.get(place).map(|&code| code.into()),
            Width::Long(codes) => codes.get(place).copied(),
        }
    }

    /// All codes.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = u32> + DoubleEndedIterator + use<'_> {
        self.part(0..self.len())
    }

    /// The codes at some places; those beyond the end are left out.
    pub fn part(
        &self,
        places: Range<usize>,
    ) -> impl ExactSizeIterator<Item = u32> + DoubleEndedIterator + use<'_> {
        let end = places.end.min(self.len());
        let places = places.start.min(end)..end;
        places.map(|place| self.get(place).unwrap_or_default())
    }

    /// Puts the codes at some places into a buffer, in place of what it has.
    pub fn unpack(&self, places: Range<usize>, into: &mut Vec<u32>) {
        match &self.0 {
            Width::Byte(codes) => widen(codes.get(places).unwrap_or_default(), into),
            Width::Short(codes) => widen(codes.get(places).unwrap_or_default(), into),
            Width::Long(codes) => {
                into.clear();
                into.extend_from_slice(codes.get(places).unwrap_or_default());
            }
        }
    }

    /// Whether the codes at some places are those at other ones.
    pub(super) fn is_same(&self, here: Range<usize>, there: Range<usize>) -> bool {
        match &self.0 {
            Width::Byte(codes) => match (codes.get(here), codes.get(there)) {
                (Some(here), Some(there)) => same_bytes(here, there),
                (here, there) => here == there,
            },
            Width::Short(codes) => codes.get(here) == codes.get(there),
            Width::Long(codes) => codes.get(here) == codes.get(there),
        }
    }

    /// A hash of the codes at some places, the same everywhere and of no use to other columns.
    pub(super) fn hash(&self, places: Range<usize>) -> u64 {
        match &self.0 {
            Width::Byte(codes) => hash(codes.get(places), |it| u64::from_le_bytes(*it)),
            Width::Short(codes) => hash(codes.get(places), |&[a, b, c, d]| {
                let (low, high) = (u64::from(b) << 16, u64::from(d) << 16);
                (high | u64::from(c)) << 32 | low | u64::from(a)
            }),
            Width::Long(codes) => hash(codes.get(places), |&[low, high]| {
                u64::from(high) << 32 | u64::from(low)
            }),
        }
    }

    /// The column in another order, or a part of it.
    pub(super) fn gather(&self, places: &[u32]) -> Self {
        Self(match &self.0 {
            Width::Byte(codes) => Width::Byte(gather(codes, places)),
            Width::Short(codes) => Width::Short(gather(codes, places)),
            Width::Long(codes) => Width::Long(gather(codes, places)),
        })
    }

    /// Some runs of the column, one after the other.
    pub(super) fn pick(&self, runs: &[Range<u32>]) -> Self {
        Self(match &self.0 {
            Width::Byte(codes) => Width::Byte(pick(codes, runs)),
            Width::Short(codes) => Width::Short(pick(codes, runs)),
            Width::Long(codes) => Width::Long(pick(codes, runs)),
        })
    }

    /// Some runs of this column and of one whose codes are below `names`, by turns.
    pub(super) fn woven(&self, other: &Self, runs: &Runs, names: usize) -> Self {
        Self(match (&self.0, &other.0) {
            (Width::Byte(own), Width::Byte(more)) => Width::Byte(woven(own, more, runs)),
            (Width::Short(own), Width::Short(more)) => Width::Short(woven(own, more, runs)),
            (Width::Long(own), Width::Long(more)) => Width::Long(woven(own, more, runs)),
            // There are more names than there were.
            _ => {
                let own: Vec<u32> = self.iter().collect();
                return Self::pack(&own, names).woven(other, runs, names);
            }
        })
    }
}

/// Puts codes into a buffer, four at a time: built for size, nothing else would.
fn widen<T: Copy + Into<u32>>(codes: &[T], into: &mut Vec<u32>) {
    into.resize(codes.len(), 0);
    let ((from, rest), (to, others)) = (codes.as_chunks::<4>(), into.as_chunks_mut::<4>());
    for (&[a, b, c, d], to) in from.iter().zip(to) {
        *to = [a.into(), b.into(), c.into(), d.into()];
    }
    for (&code, to) in rest.iter().zip(others) {
        *to = code.into();
    }
}

/// A multiplication for a word of some codes: of 64 bits, since WebAssembly has none of 128.
#[inline]
fn hash<T: Copy + Default, const N: usize>(
    codes: Option<&[T]>,
    word: impl Fn(&[T; N]) -> u64,
) -> u64 {
    let codes = codes.unwrap_or_default();
    let mix = |hash: u64, word: u64| {
        let product = (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        product ^ product >> 32
    };
    let (words, rest) = codes.as_chunks();
    // What is behind the words is the end of what overlaps them, or else put together one by one:
    // so little is no work for what copies much, which WebAssembly would call.
    let beside = u64::BITS - 8 * u32::try_from(size_of_val(rest)).unwrap_or(0);
    let last = match codes.last_chunk() {
        Some(last) => word(last).checked_shr(beside).unwrap_or(0),
        None => word(&std::array::from_fn(|at| {
            rest.get(at).copied().unwrap_or_default()
        })),
    };
    // The length tells apart what ends with zeros.
    let hash = mix(0x2d35_8dcc_aa6c_78a5, codes.len() as u64);
    let hash = words.iter().fold(hash, |hash, it| mix(hash, word(it)));
    mix(mix(hash, last), 0x8bb8_4b93_962e_acc9)
}

/// Whether bytes are the same, eight at a time: to compare slices, WebAssembly goes byte by byte.
#[inline]
pub(super) fn same_bytes(a: &[u8], b: &[u8]) -> bool {
    let is_same = |(a, b): (&[u8; 8], &[u8; 8])| u64::from_le_bytes(*a) == u64::from_le_bytes(*b);
    if a.len() != b.len() {
        return false;
    }
    // The last eight overlap those before.
    let Some(last) = a.last_chunk().zip(b.last_chunk()) else {
        return a.iter().zip(b).all(|(a, b)| a == b);
    };
    let ((eights, _), (others, _)) = (a.as_chunks(), b.as_chunks());
    is_same(last) && eights.iter().zip(others).all(is_same)
}

/// A part of a column that is being filled.
#[derive(Debug)]
pub(super) enum CodesMut<'c> {
    Byte(&'c mut [u8]),
    Short(&'c mut [u16]),
    Long(&'c mut [u32]),
}

impl CodesMut<'_> {
    /// The first codes, and the others.
    pub(super) fn split(self, count: usize) -> (Self, Self) {
        match self {
            Self::Byte(codes) => {
                let (start, rest) = split(codes, count);
                (Self::Byte(start), Self::Byte(rest))
            }
            Self::Short(codes) => {
                let (start, rest) = split(codes, count);
                (Self::Short(start), Self::Short(rest))
            }
            Self::Long(codes) => {
                let (start, rest) = split(codes, count);
                (Self::Long(start), Self::Long(rest))
            }
        }
    }

    /// Puts each code at its place; it fits if it is below what the column was made for.
    #[expect(clippy::cast_possible_truncation, reason = "codes are below `names`")]
    pub(super) fn scatter(&mut self, codes: impl Iterator<Item = (u32, u32)>) {
        match self {
            Self::Byte(column) => scatter(column, codes.map(|(place, code)| (place, code as u8))),
            Self::Short(column) => scatter(column, codes.map(|(place, code)| (place, code as u16))),
            Self::Long(column) => scatter(column, codes),
        }
    }

    /// Brings a part into another order, given by places in this part.
    pub(super) fn reorder(&mut self, part: Range<usize>, order: &[u32]) {
        match self {
            Self::Byte(codes) => reorder(codes, part, order),
            Self::Short(codes) => reorder(codes, part, order),
            Self::Long(codes) => reorder(codes, part, order),
        }
    }
}

/// The first values, and the others; all of them where there are no more.
pub(super) fn split<T>(column: &mut [T], count: usize) -> (&mut [T], &mut [T]) {
    column.split_at_mut(count.min(column.len()))
}

/// Puts each value at its place.
pub(super) fn scatter<T>(column: &mut [T], values: impl Iterator<Item = (u32, T)>) {
    for (place, value) in values {
        if let Some(slot) = column.get_mut(place as usize) {
            *slot = value;
        }
    }
}

/// Brings a part of a column into another order, given by places in this part.
pub(super) fn reorder<T: Copy + Default>(column: &mut [T], part: Range<usize>, order: &[u32]) {
    if let Some(part) = column.get_mut(part) {
        let ordered = gather(part, order);
        part.copy_from_slice(&ordered);
    }
}

/// A column in another order.
pub(super) fn gather<T: Copy + Default>(column: &[T], order: &[u32]) -> Vec<T> {
    let at = |&event: &u32| column.get(event as usize).copied().unwrap_or_default();
    order.iter().map(at).collect()
}

/// Some runs of a column, one after the other.
pub(super) fn pick<T: Copy>(column: &[T], runs: &[Range<u32>]) -> Vec<T> {
    let mut picked = Vec::with_capacity(runs.iter().map(ExactSizeIterator::len).sum());
    for run in runs {
        let run = column.get(run.start as usize..run.end as usize);
        picked.extend_from_slice(run.unwrap_or_default());
    }
    picked
}

/// Some events of a log, then some of another one, and so on.
pub(super) type Runs = [(Range<u32>, Range<u32>)];

/// Some runs of two columns.
pub(super) fn woven<T: Copy>(own: &[T], more: &[T], runs: &Runs) -> Vec<T> {
    let mut woven = Vec::with_capacity(own.len() + more.len());
    for (first, second) in runs {
        for (column, run) in [(own, first), (more, second)] {
            let run = column.get(run.start as usize..run.end as usize);
            woven.extend_from_slice(run.unwrap_or_default());
        }
    }
    woven
}

#[cfg(test)]
mod tests {
    use super::Codes;

    #[test]
    fn every_width_gives_the_same() {
        for names in [3, 256, 257, 65_536, 65_537] {
            let last = u32::try_from(names).unwrap() - 1;
            let codes = Codes::pack(&[2, 0, last, 1], names);
            assert_eq!((codes.len(), codes.is_empty()), (4, false));
            assert_eq!(codes.iter().collect::<Vec<_>>(), [2, 0, last, 1]);
            assert_eq!(codes.part(2..9).rev().collect::<Vec<_>>(), [1, last]);
            assert_eq!((codes.get(2), codes.get(4)), (Some(last), None));
            assert!(codes.is_same(0..2, 0..2) && !codes.is_same(0..2, 1..3));
            let mut part = vec![7];
            codes.unpack(1..3, &mut part);
            assert_eq!(part, [0, last]);
            assert_eq!(codes.gather(&[3, 0]).iter().collect::<Vec<_>>(), [1, 2]);
            let picked = codes.pick(&[2..4, 0..1]);
            assert_eq!(picked.iter().collect::<Vec<_>>(), [last, 1, 2]);
        }
    }
}
