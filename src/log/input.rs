//! Events in the order in which they came.

use std::{borrow::Cow, mem::take};

use super::Codes;

/// About how many events are in a piece: its columns are large enough for the memory to go back
/// to the system when they are done with, and no larger.
const PIECE: usize = 1 << 17;

/// Some consecutive events, as columns.
#[derive(Clone, Debug)]
pub(super) struct Piece<'t> {
    pub(super) customers: Vec<u32>,
    pub(super) visits: Codes,
    /// Empty for a log without times.
    pub(super) times: Cow<'t, [i64]>,
    pub(super) segments: Vec<Codes>,
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

    /// Packs the last piece, whose codes are below so many names, and makes room for another.
    pub(super) fn pack(&mut self, touchpoints: usize, segments: &[usize]) {
        let times = self.times.capacity();
        self.pack_last(touchpoints, segments);
        for column in [&mut self.customers, &mut self.visits] {
            column.reserve_exact(PIECE);
        }
        for column in &mut self.segments {
            column.reserve_exact(PIECE);
        }
        if times > 0 {
            self.times.reserve_exact(PIECE);
        }
    }

    /// All events, with the number of names that each column has.
    pub(super) fn into_pieces(
        mut self,
        touchpoints: usize,
        segments: &[usize],
    ) -> Vec<Piece<'static>> {
        self.pack_last(touchpoints, segments);
        self.pieces
    }

    fn pack_last(&mut self, touchpoints: usize, segments: &[usize]) {
        self.packed += self.visits.len();
        let columns = self.segments.iter_mut().zip(segments);
        self.pieces.push(Piece {
            customers: take(&mut self.customers),
            visits: Codes::pack(take(&mut self.visits), touchpoints),
            times: Cow::Owned(take(&mut self.times)),
            segments: columns
                .map(|(codes, &names)| Codes::pack(take(codes), names))
                .collect(),
        });
    }

    /// The bytes that they take.
    pub(super) fn memory(&self) -> usize {
        let piece = |piece: &Piece| {
            let segments = piece.segments.iter().map(Codes::memory).sum::<usize>();
            let customers = size_of::<u32>() * piece.customers.capacity();
            let times = size_of::<i64>() * piece.times.len();
            customers + times + piece.visits.memory() + segments
        };
        let open = size_of::<u32>() * (2 + self.segments.len()) + size_of::<i64>();
        self.pieces.iter().map(piece).sum::<usize>() + open * self.customers.capacity()
    }
}
