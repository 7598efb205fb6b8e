//! Events in the order in which they came.

use std::{borrow::Cow, mem::take, ops::Range};

use super::Codes;

/// About how many events are in a piece: its columns are large enough for the memory to go back
/// to the system when they are done with, and no larger.
pub(super) const PIECE: usize = 1 << 17;

/// Some consecutive events, as columns.
#[derive(Clone, Debug)]
pub(super) struct Piece<'t> {
    pub(super) customers: Vec<u32>,
    pub(super) visits: Codes,
    pub(super) times: Moments<'t>,
    pub(super) segments: Vec<Codes>,
}

/// The times of consecutive events; none for a log without times.
#[derive(Clone, Debug)]
pub(super) enum Moments<'t> {
    /// As they are.
    Whole(Cow<'t, [i64]>),
    /// How long after the earliest of them, in half the memory.
    After(i64, Vec<u32>),
}

impl Moments<'_> {
    fn pack(times: &[i64]) -> Self {
        let whole = || Self::Whole(times.to_vec().into());
        let Some(&first) = times.iter().min() else {
            return whole();
        };
        // Times lie in a range whose width is far from overflowing.
        let after = times.iter().map(|time| u32::try_from(time - first));
        after
            .collect::<Result<_, _>>()
            .map_or_else(|_| whole(), |after| Self::After(first, after))
    }

    /// Puts those at some places into a buffer, in place of what it has.
    pub(super) fn unpack(&self, places: Range<usize>, into: &mut Vec<i64>) {
        into.clear();
        match self {
            Self::Whole(times) => into.extend_from_slice(times.get(places).unwrap_or_default()),
            Self::After(first, after) => {
                let after = after.get(places).unwrap_or_default();
                into.extend(after.iter().map(|&after| first + i64::from(after)));
            }
        }
    }

    fn memory(&self) -> usize {
        match self {
            Self::Whole(times) => size_of_val(&**times),
            Self::After(_, after) => size_of_val(&**after),
        }
    }
}

/// Columns in pieces, so that nothing is moved when they grow; the last piece is not packed yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Input {
    pieces: Vec<Piece<'static>>,
    /// How many events are in these.
    packed: usize,
    pub(super) customers: Vec<u32>,
    pub(super) visits: Vec<u32>,
    pub(super) times: Vec<i64>,
    pub(super) segments: Vec<Vec<u32>>,
}

impl Input {
    pub(super) fn with_segments(count: usize) -> Self {
        Self {
            segments: vec![Vec::new(); count],
            ..Self::default()
        }
    }

    pub(super) fn len(&self) -> usize {
        self.packed + self.visits.len()
    }

    /// Whether so many more events should go into another piece.
    pub(super) fn is_full(&self, more: usize) -> bool {
        !self.visits.is_empty() && self.visits.len() + more > PIECE
    }

    /// Packs the last piece, whose codes are below so many names, and begins another.
    pub(super) fn pack(&mut self, touchpoints: usize, segments: &[usize]) {
        self.close(touchpoints, segments);
        // There is more to come; a small log never gets here.
        self.customers.reserve_exact(PIECE);
    }

    fn close(&mut self, touchpoints: usize, segments: &[usize]) {
        self.packed += self.visits.len();
        let columns = self.segments.iter().zip(segments);
        self.pieces.push(Piece {
            customers: take(&mut self.customers),
            visits: Codes::pack(&self.visits, touchpoints),
            times: Moments::pack(&self.times),
            segments: columns
                .map(|(codes, &names)| Codes::pack(codes, names))
                .collect(),
        });
        self.visits.clear();
        self.times.clear();
        for column in &mut self.segments {
            column.clear();
        }
    }

    /// All events, with the number of names that each column has.
    pub(super) fn into_pieces(
        mut self,
        touchpoints: usize,
        segments: &[usize],
    ) -> Vec<Piece<'static>> {
        self.close(touchpoints, segments);
        self.pieces
    }

    /// The bytes that they take.
    pub(super) fn memory(&self) -> usize {
        let piece = |piece: &Piece| {
            let segments = piece.segments.iter().map(Codes::memory).sum::<usize>();
            let customers = size_of::<u32>() * piece.customers.capacity();
            let times = piece.times.memory();
            customers + times + piece.visits.memory() + segments
        };
        let open = size_of::<u32>() * (2 + self.segments.len()) + size_of::<i64>();
        self.pieces.iter().map(piece).sum::<usize>() + open * self.customers.capacity()
    }
}
