//! The best alignment of one sequence of touchpoints with the map.

use super::ways::{Amount, NEVER, Ways};

/// Aligns sequences, one after the other: what they need is kept from one to the next.
///
/// An alignment is known by the events that follow the map: between two of them the customer
/// passes the touchpoints on the cheapest way from one to the other, and all other events are
/// extra. So the cheapest alignment is a shortest path over the events, backwards from the end:
///
/// `best(i) = min over j > i of cost(way from i to j) + extra · (events between) + best(j)`
///
/// where of all `j` at one touchpoint only the best has to be looked at. This is the shortest
/// path in the product of trace and map (Adriansyah, *Aligning observed and modeled behavior*,
/// 2014), in which the ways between the events are walked once for all traces.
#[derive(Debug)]
pub(super) struct Fit<'w> {
    ways: &'w Ways,
    extra: Amount,
    /// For each event, the next one that follows the map, if it does itself.
    next: Vec<u32>,
    /// The touchpoints met so far, each with the best place to go on from.
    options: Vec<Onward>,
    /// For each stop, its place among the options, or `ABSENT`.
    known: Vec<u32>,
}

const ABSENT: u32 = u32::MAX;

/// How a customer can go on: with an event that follows the map.
#[derive(Clone, Copy, Debug)]
struct Onward {
    rank: Rank,
    stop: u32,
}

/// How good it is to go on with an event: what it comes to from there to the end, then the number
/// of extra events, both with all events before it counted as extra, then its place. So of
/// equally cheap alignments the one that skips the fewest touchpoints is the best, of these the
/// one with the fewest extra events, of these the one that follows the earliest events.
type Rank = (Amount, u32, u32);

impl<'w> Fit<'w> {
    pub(super) fn new(ways: &'w Ways, extra: Amount) -> Self {
        Self {
            ways,
            extra,
            next: Vec::new(),
            options: Vec::new(),
            known: vec![ABSENT; ways.seen.len() + 1],
        }
    }

    /// Aligns a sequence of stops, and tells the cost. `O(n · d)` for n events at d touchpoints.
    pub(super) fn align(&mut self, visits: &[u32]) -> Amount {
        for option in &self.options {
            if let Some(known) = self.known.get_mut(option.stop as usize) {
                *known = ABSENT;
            }
        }
        self.options.clear();
        let events = u32::try_from(visits.len()).unwrap_or(u32::MAX);
        self.options.push(Onward {
            rank: (self.extra * Amount::from(events), events, events),
            stop: self.ways.last(),
        });
        self.next.clear();
        self.next.resize(visits.len(), ABSENT);
        for (at, &stop) in (0..events).zip(visits).rev() {
            let (cost, extra, next) = self.onward(stop);
            // What cannot reach the end is extra.
            if cost >= NEVER {
                continue;
            }
            if let Some(place) = self.next.get_mut(at as usize) {
                *place = next;
            }
            // This event is not extra: it was counted as if.
            self.offer(stop, (cost - self.extra, extra - 1, at));
        }
        let (cost, _, first) = self.onward(self.ways.last());
        self.next.push(first);
        cost
    }

    /// The events of the latest sequence that follow the map, by their places.
    pub(super) fn followed(&self) -> impl Iterator<Item = u32> {
        let end = self.next.len().saturating_sub(1);
        let next = move |at: usize| {
            self.next
                .get(at)
                .copied()
                .filter(|&next| next as usize != end)
        };
        std::iter::successors(next(end), move |&at| next(at as usize))
    }

    /// The best way on from a stop.
    fn onward(&self, stop: u32) -> Rank {
        let costs = self.ways.costs(stop);
        let rank = |option: &Onward| {
            let (cost, extra, at) = option.rank;
            let way = costs.get(option.stop as usize).copied().unwrap_or(NEVER);
            (cost + way, extra, at)
        };
        let best = self.options.iter().map(rank).min();
        best.unwrap_or((NEVER, 0, ABSENT))
    }

    fn offer(&mut self, stop: u32, rank: Rank) {
        let Some(known) = self.known.get_mut(stop as usize) else {
            return;
        };
        if let Some(option) = self.options.get_mut(*known as usize) {
            option.rank = option.rank.min(rank);
        } else {
            *known = u32::try_from(self.options.len()).unwrap_or(ABSENT);
            self.options.push(Onward { rank, stop });
        }
    }
}
