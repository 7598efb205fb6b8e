//! The ways through the open part of a map: what it costs to get from one touchpoint to the next
//! one a customer is seen at.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{AlignError, AlignOptions};
use crate::{
    journey::{Journey, TouchpointId},
    parts, sort,
};

/// A touchpoint's place in map order; after them come the start and the end of every journey.
pub(super) type Place = u32;

/// What edits come to: their cost in thousandths, so that sums are exact, and below it how many
/// touchpoints are skipped, so that of what costs the same the least is skipped.
pub(super) type Amount = u128;

/// Where the cost begins in an amount.
const COST: u32 = 64;

/// The amount of what cannot be: more than all that can be, since of fewer than 2³² events and
/// 2³² touchpoints each costs at most 10⁶ thousandths, and as much for a failure.
pub(super) const NEVER: Amount = 1 << 126;

/// How many thousandths one is.
const ONE: f64 = 1_000.0;

/// The most that one edit may cost.
const MAX_COST: f64 = 1_000.0;

/// The most entries of the table of ways: a quarter of a gigabyte.
const MAX_CELLS: usize = 1 << 26;

/// What the edits cost.
#[derive(Clone, Copy, Debug)]
pub(super) struct Costs {
    pub(super) extra: Amount,
    skipped: Amount,
    failed: Amount,
}

impl Costs {
    fn of(options: &AlignOptions) -> Result<Self, AlignError> {
        Ok(Self {
            extra: amount("extra", options.extra)?,
            skipped: amount("skipped", options.skipped)?,
            failed: amount("failed", options.failed)?,
        })
    }
}

fn amount(name: &'static str, cost: f64) -> Result<Amount, AlignError> {
    if !(0.0..=MAX_COST).contains(&cost) {
        return Err(AlignError::CostOutOfRange { name, value: cost });
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to a million"
    )]
    Ok(((cost * ONE).round() as Amount) << COST)
}

/// The cost of an amount, in thousandths.
pub(super) fn cost(amount: Amount) -> u128 {
    amount >> COST
}

/// A link from one place to another, seen from one of them.
#[derive(Clone, Copy, Debug)]
struct Link {
    /// The other end.
    end: Place,
    failure: bool,
}

/// The links of every place, in map order of their other ends.
#[derive(Debug, Default)]
struct Links {
    starts: Vec<u32>,
    links: Vec<Link>,
}

impl Links {
    /// Of links that are ordered by the place they belong to.
    fn of(places: usize, links: impl Iterator<Item = (Place, Link)>) -> Self {
        let mut made = Self::default();
        for (place, link) in links {
            made.begin(place as usize);
            made.links.push(link);
        }
        made.begin(places);
        made
    }

    /// Ends the lists before that of a place.
    fn begin(&mut self, place: usize) {
        let start = u32::try_from(self.links.len()).unwrap_or(u32::MAX);
        self.starts
            .resize((place + 1).max(self.starts.len()), start);
    }

    fn at(&self, place: Place) -> &[Link] {
        let start = self.starts.get(place as usize);
        let end = self.starts.get(place as usize + 1);
        start
            .zip(end)
            .and_then(|(&start, &end)| self.links.get(start as usize..end as usize))
            .unwrap_or_default()
    }
}

/// A map as alignments see it: the open touchpoints with their links, and a start that leads to
/// the entries and an end that goals and exits lead to.
#[derive(Debug)]
pub(super) struct Map<'j> {
    pub(super) journey: &'j Journey,
    pub(super) costs: Costs,
    /// What it costs to pass a place without a visit.
    tolls: Vec<Amount>,
    /// Touchpoints that leave no event.
    silent: Vec<bool>,
    outgoing: Links,
    incoming: Links,
}

impl<'j> Map<'j> {
    pub(super) fn new(journey: &'j Journey, options: &AlignOptions) -> Result<Self, AlignError> {
        let costs = Costs::of(options)?;
        let open = options.scope.on(journey)?;
        let touchpoints = journey.graph().node_count();
        let mut silent = vec![false; touchpoints];
        for id in &options.silent {
            let known = journey.touchpoint(id.as_str());
            let mark = known.and_then(|it| silent.get_mut(it.node().index()));
            let unknown = || AlignError::UnknownTouchpoint {
                touchpoint: id.clone(),
            };
            *mark.ok_or_else(unknown)? = true;
        }
        let (start, end) = (place(touchpoints), place(touchpoints + 1));
        let mut links: Vec<(Place, Link)> = Vec::new();
        for touchpoint in journey.touchpoints().filter(|&it| open.touchpoint(it)) {
            let from = place(touchpoint.node().index());
            for transition in touchpoint.outgoing().filter(|&it| open.transition(it)) {
                let link = Link {
                    end: place(transition.target().node().index()),
                    failure: transition.is_failure(),
                };
                // Of parallel transitions one that is no failure counts.
                match links.last_mut() {
                    Some((before, last)) if (*before, last.end) == (from, link.end) => {
                        last.failure &= link.failure;
                    }
                    _ => links.push((from, link)),
                }
            }
            if touchpoint.is_goal() || touchpoint.is_exit() {
                links.push((
                    from,
                    Link {
                        end,
                        failure: false,
                    },
                ));
            }
        }
        for entry in journey.entries().filter(|&it| open.touchpoint(it)) {
            let end = place(entry.node().index());
            links.push((
                start,
                Link {
                    end,
                    failure: false,
                },
            ));
        }
        let mut flipped: Vec<(Place, Link)> = links
            .iter()
            .map(|&(from, link)| (link.end, Link { end: from, ..link }))
            .collect();
        sort::by_key(&mut flipped, |&(to, _)| to);
        let toll = |&silent: &bool| if silent { 0 } else { costs.skipped | 1 };
        Ok(Self {
            journey,
            costs,
            tolls: silent.iter().map(toll).collect(),
            silent,
            outgoing: Links::of(touchpoints + 2, links.into_iter()),
            incoming: Links::of(touchpoints + 2, flipped.into_iter()),
        })
    }

    /// The place where every journey starts.
    pub(super) fn start(&self) -> Place {
        place(self.tolls.len())
    }

    /// The place where every journey ends.
    pub(super) fn end(&self) -> Place {
        place(self.tolls.len() + 1)
    }

    /// How many places there are.
    pub(super) fn places(&self) -> usize {
        self.tolls.len() + 2
    }

    /// The touchpoint at a place; `None` for the start and the end.
    pub(super) fn id(&self, place: Place) -> Option<TouchpointId> {
        let node = petgraph::graph::NodeIndex::new(place as usize);
        Some(self.journey.at(node)?.id().clone())
    }

    /// Whether a touchpoint leaves no event.
    pub(super) fn is_silent(&self, place: Place) -> bool {
        self.silent.get(place as usize).copied().unwrap_or(false)
    }

    /// Every link between touchpoints that is open, in map order.
    pub(super) fn links(&self) -> impl Iterator<Item = (Place, Place)> {
        let end = self.end();
        (0..self.start()).flat_map(move |from| {
            let links = self.outgoing.at(from).iter().map(|link| link.end);
            links.filter(move |&to| to != end).map(move |to| (from, to))
        })
    }

    /// Whether a link leads from one place to another.
    pub(super) fn links_to(&self, from: Place, to: Place) -> bool {
        let links = self.outgoing.at(from);
        links.binary_search_by_key(&to, |link| link.end).is_ok()
    }
}

pub(super) fn place(index: usize) -> Place {
    // A map has fewer touchpoints than there are numbers.
    Place::try_from(index).unwrap_or(Place::MAX)
}

/// How good a way is: its cost and what is skipped, then its failures, then its links. The best
/// ways never go in circles, since each link counts.
type Key = (Amount, u32, u32);

/// The first link of the best way from a place to another.
#[derive(Clone, Copy, Debug)]
struct Hop(u32);

impl Hop {
    const NONE: Self = Self(u32::MAX);
    /// The bit that marks failures; a map has fewer touchpoints than that.
    const FAILURE: u32 = 1 << 31;

    fn new(to: Place, failure: bool) -> Self {
        Self(if failure { to | Self::FAILURE } else { to })
    }

    fn to(self) -> Place {
        self.0 & !Self::FAILURE
    }

    fn is_failure(self) -> bool {
        self.0 & Self::FAILURE != 0
    }
}

/// The best way from every touchpoint that has an event, and from the start, to every other one
/// and to the end.
///
/// Of equally cheap ways it is the one on which the fewest touchpoints are skipped, of these the
/// one with the fewest failures, then the fewest touchpoints that leave no event, and of these
/// the first in map order.
#[derive(Debug)]
pub(super) struct Ways {
    /// The places with an event, by stop.
    pub(super) seen: Vec<Place>,
    /// By stop, then stop: what the best way costs, without what it leads to. The last row is
    /// the start's, the last column the end's.
    costs: Vec<Amount>,
    /// By stop, then place: the first link of the best way there.
    hops: Vec<Hop>,
    places: usize,
}

impl Ways {
    /// The ways between the touchpoints seen, of which each is a stop.
    ///
    /// `O(k (V + E) log V)` for k of them.
    pub(super) fn new(map: &Map<'_>, seen: Vec<Place>) -> Result<Self, AlignError> {
        let (stops, places) = (seen.len() + 1, map.places());
        if stops.saturating_mul(places) > MAX_CELLS {
            return Err(AlignError::TooLarge {
                seen: place(seen.len()),
                touchpoints: map.start(),
            });
        }
        let sources: Vec<Place> = seen.iter().copied().chain([map.start()]).collect();
        let targets: Vec<Place> = seen.iter().copied().chain([map.end()]).collect();
        let found = parts::each(targets, |target| {
            let (keys, hops) = towards(map, target);
            let cost = |&source: &Place| keys.get(source as usize).map_or(NEVER, |key| key.0);
            (sources.iter().map(cost).collect::<Vec<_>>(), hops)
        });
        let mut costs = Vec::with_capacity(stops * stops);
        for source in 0..stops {
            let columns = found.iter().filter_map(|(column, _)| column.get(source));
            costs.extend(columns.copied());
        }
        let mut hops = Vec::with_capacity(stops * places);
        for (_, row) in found {
            hops.extend(row);
        }
        Ok(Self {
            seen,
            costs,
            hops,
            places,
        })
    }

    /// The number of the start among the stops that ways begin at, and of the end among those
    /// they lead to.
    pub(super) fn last(&self) -> u32 {
        place(self.seen.len())
    }

    /// The place of a stop.
    pub(super) fn place(&self, stop: u32) -> Place {
        let seen = self.seen.get(stop as usize).copied();
        // The end is the last place.
        seen.unwrap_or(place(self.places.saturating_sub(1)))
    }

    /// What the ways from a stop cost, by the stop they lead to.
    pub(super) fn costs(&self, from: u32) -> &[Amount] {
        let stops = self.seen.len() + 1;
        let start = from as usize * stops;
        self.costs.get(start..start + stops).unwrap_or_default()
    }

    /// The places on the way to a stop from a place, that stop's own last, each with whether a
    /// failure leads there.
    pub(super) fn way(&self, from: Place, to: u32) -> impl Iterator<Item = (Place, bool)> {
        let row = to as usize * self.places;
        let row = self.hops.get(row..row + self.places).unwrap_or_default();
        let target = self.place(to);
        let hop = move |at: Place| {
            let hop = row.get(at as usize).copied()?;
            (hop.0 != Hop::NONE.0).then_some((hop.to(), hop.is_failure()))
        };
        std::iter::successors(
            hop(from),
            move |&(at, _)| {
                if at == target { None } else { hop(at) }
            },
        )
    }
}

/// The keys of the best ways to a place and their first links, from every place.
///
/// Backwards from the target, by Dijkstra, *A note on two problems in connexion with graphs*
/// (1959).
fn towards(map: &Map<'_>, target: Place) -> (Vec<Key>, Vec<Hop>) {
    let never = (NEVER, u32::MAX, u32::MAX);
    let mut keys = vec![never; map.places()];
    let mut hops = vec![Hop::NONE; map.places()];
    let mut waiting = BinaryHeap::new();
    let mut settle = |place: Place, key: Key, waiting: &mut BinaryHeap<_>, keys: &mut Vec<Key>| {
        for link in map.incoming.at(place) {
            let failed = if link.failure { map.costs.failed } else { 0 };
            let key = (key.0 + failed, key.1 + u32::from(link.failure), key.2 + 1);
            let before = link.end as usize;
            let (Some(known), Some(hop)) = (keys.get_mut(before), hops.get_mut(before)) else {
                continue;
            };
            if key < *known {
                *known = key;
                *hop = Hop::new(place, link.failure);
                waiting.push(Reverse((key, link.end)));
            } else if key == *known && place < hop.to() {
                *hop = Hop::new(place, link.failure);
            }
        }
    };
    settle(target, (0, 0, 0), &mut waiting, &mut keys);
    while let Some(Reverse((key, place))) = waiting.pop() {
        if keys.get(place as usize) != Some(&key) {
            continue;
        }
        let toll = map.tolls.get(place as usize).copied().unwrap_or(0);
        settle(place, (key.0 + toll, key.1, key.2), &mut waiting, &mut keys);
    }
    (keys, hops)
}
