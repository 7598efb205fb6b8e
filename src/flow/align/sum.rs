//! What alignments need of a log: distinct sequences of touchpoints, with their customers.

use std::{cmp::Ordering, ops::Range};

use serde::{Deserialize, Serialize};

use super::{AlignError, AlignOptions, Alignment, report, ways::place};
use crate::{
    flow::UnknownEvent,
    journey::{Journey, TouchpointId},
    log::{DistinctTraces, EventLog},
    parts, sort,
};

/// What customers did on a map, as an [`Alignment`] needs it: the distinct sequences of
/// touchpoints, each with how many customers have it.
///
/// It can be computed in parts: the sum of a union of customers is the
/// [merge](Self::merge) of their sums, to the byte, whatever the split. The costs of edits are
/// not in it, so that one sum can be aligned in several ways. Counts stop at `u32::MAX`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "Columns", into = "Columns")]
pub struct AlignSum {
    columns: Columns,
}

/// The sum as it is written: the sequences one after the other.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AlignSum"))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Columns {
    /// Event names that the map does not know, by name.
    unknown_events: Vec<UnknownEvent>,
    /// The touchpoints that have an event, by id.
    touchpoints: Vec<TouchpointId>,
    /// How long each sequence is; 0 for customers without an event on the map.
    lengths: Vec<u32>,
    /// All sequences, one after the other: places in the list of touchpoints.
    visits: Vec<u32>,
    /// How many customers have each sequence.
    customers: Vec<u32>,
}

impl From<AlignSum> for Columns {
    fn from(sum: AlignSum) -> Self {
        sum.columns
    }
}

impl TryFrom<Columns> for AlignSum {
    type Error = &'static str;

    fn try_from(columns: Columns) -> Result<Self, Self::Error> {
        let known = columns.touchpoints.len();
        let total: u64 = columns.lengths.iter().map(|&it| u64::from(it)).sum();
        if columns.lengths.len() != columns.customers.len() || total != columns.visits.len() as u64
        {
            return Err("the columns of the sequences are not equally long");
        }
        if columns.visits.iter().any(|&visit| visit as usize >= known) {
            return Err("a visit is to no touchpoint of the list");
        }
        let names = &columns.unknown_events;
        let ordered = columns.touchpoints.is_sorted_by(|a, b| a < b)
            && names.is_sorted_by(|a, b| a.name < b.name)
            && columns.variants().is_sorted_by(|a, b| a.0 < b.0);
        if !ordered {
            return Err("touchpoints, sequences or unknown events are not in order");
        }
        Ok(Self { columns })
    }
}

impl Columns {
    /// The sequences in order, each with its number of customers.
    fn variants(&self) -> impl Iterator<Item = (&[u32], u32)> {
        let mut start = 0;
        let ranges = self.lengths.iter().map(move |&length| {
            let range = start..start + length as usize;
            start = range.end;
            range
        });
        let variant = |range: Range<usize>| self.visits.get(range).unwrap_or_default();
        ranges.map(variant).zip(self.customers.iter().copied())
    }

    fn push(&mut self, visits: impl Iterator<Item = u32>, customers: u32) {
        let before = self.visits.len();
        self.visits.extend(visits);
        self.lengths.push(place(self.visits.len() - before));
        self.customers.push(customers);
    }

    /// Takes sequences in any order.
    fn sorted<'v>(&mut self, variants: impl Iterator<Item = (&'v [u32], u32)>) {
        // A sequence begins with as many visits as fit into a number, which tells most apart.
        let width = usize::BITS - (self.touchpoints.len() + 1).leading_zeros();
        let fitting = u64::BITS / width;
        let key = |visits: &[u32]| {
            let visits = visits.iter().map(|&visit| u64::from(visit) + 1);
            let visits = visits.chain(std::iter::repeat(0)).take(fitting as usize);
            visits.fold(0, |key, visit| key << width | visit)
        };
        let mut keyed: Vec<_> = variants
            .map(|(visits, n)| (key(visits), visits, n))
            .collect();
        keyed.sort_unstable();
        for same in keyed.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            if let Some(&(_, visits, _)) = same.first() {
                let customers = same.iter().map(|it| it.2).fold(0, u32::saturating_add);
                self.push(visits.iter().copied(), customers);
            }
        }
    }
}

impl AlignSum {
    /// The sum of no customers.
    pub fn empty() -> Self {
        Self::default()
    }

    /// The sum of a log's customers, with the names that a map has for its touchpoints.
    ///
    /// Events whose name the map does not know are counted apart and left out of the sequences.
    ///
    /// # Complexity
    /// `O(n)` for `n` events, and `O(v log v)` comparisons of the `v` distinct sequences.
    pub fn of(journey: &Journey, log: &EventLog) -> Self {
        let touchpoint = |name| Some(place(journey.touchpoint_of_event(name)?.node().index()));
        let places: Vec<Option<u32>> = log.touchpoints().iter().map(touchpoint).collect();
        // The numbers of the touchpoints that can have an event, by id.
        let ids = journey.touchpoints().map(|it| it.id().clone());
        let mut ids: Vec<(TouchpointId, u32)> = ids.zip(0..).collect();
        ids.retain(|(_, place)| places.contains(&Some(*place)));
        sort::plain(&mut ids);
        let number = |place: &Option<u32>| {
            let place = (*place)?;
            let found = ids.iter().position(|(_, it)| *it == place)?;
            u32::try_from(found).ok()
        };
        let numbers: Vec<Option<u32>> = places.iter().map(number).collect();
        let distinct = log.distinct_traces();
        let counted = parts::each(distinct.parts(), |part| {
            Counted::of(&distinct, part, &numbers)
        });
        let mut columns = Columns {
            touchpoints: ids.into_iter().map(|(id, _)| id).collect(),
            ..Columns::default()
        };
        let mut unknown = vec![(0, 0); numbers.len()];
        for counted in &counted {
            for (sum, (events, customers)) in unknown.iter_mut().zip(&counted.unknown) {
                *sum = (sum.0 + events, sum.1 + customers);
            }
        }
        columns.sorted(counted.iter().flat_map(|it| it.columns.variants()));
        let unknown = log.touchpoints().iter().zip(unknown);
        let unknown = unknown.filter(|(_, (events, _))| *events > 0);
        columns.unknown_events = unknown
            .map(|(name, (events, customers))| UnknownEvent {
                name: name.to_owned(),
                events,
                customers,
            })
            .collect();
        sort::by(&mut columns.unknown_events, |a, b| a.name.cmp(&b.name));
        Self { columns }
    }

    /// The sum of the customers of both; nobody may be in both.
    ///
    /// # Complexity
    /// Linear in the sizes of both.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        let (a, b) = (self.columns, other.columns);
        let (touchpoints, of_a, of_b) = union(&a.touchpoints, &b.touchpoints);
        let mut merged = Columns {
            touchpoints,
            unknown_events: unknown(a.unknown_events.iter(), b.unknown_events.iter()),
            ..Columns::default()
        };
        // Numbers follow the order of ids before and after, so that sequences stay in order.
        let renumbered = |visits: &'_ [u32], numbers: &[u32]| -> Vec<u32> {
            let number = |&visit: &u32| numbers.get(visit as usize).copied().unwrap_or_default();
            visits.iter().map(number).collect()
        };
        let mut a = a
            .variants()
            .map(|(visits, n)| (renumbered(visits, &of_a), n));
        let mut b = b
            .variants()
            .map(|(visits, n)| (renumbered(visits, &of_b), n));
        let (mut next_a, mut next_b) = (a.next(), b.next());
        loop {
            let order = match (&next_a, &next_b) {
                (None, None) => break,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some((a, _)), Some((b, _))) => a.cmp(b),
            };
            let from_a = order
                .is_le()
                .then(|| std::mem::replace(&mut next_a, a.next()));
            let from_b = order
                .is_ge()
                .then(|| std::mem::replace(&mut next_b, b.next()));
            let (from_a, from_b) = (from_a.flatten(), from_b.flatten());
            let customers = [&from_a, &from_b].into_iter().flatten().map(|it| it.1);
            let customers = customers.fold(0, u32::saturating_add);
            if let Some((visits, _)) = from_a.or(from_b) {
                merged.push(visits.into_iter(), customers);
            }
        }
        Self { columns: merged }
    }

    /// Aligns every sequence with the map.
    ///
    /// # Errors
    /// As [`align`](super::align); also for a sum with a touchpoint that the map does not have.
    ///
    /// # Complexity
    /// As [`align`](super::align).
    pub fn align(
        &self,
        journey: &Journey,
        options: &AlignOptions,
    ) -> Result<Alignment, AlignError> {
        report::align(self, journey, options)
    }

    pub(super) fn variants(&self) -> impl Iterator<Item = (&[u32], u32)> {
        self.columns.variants()
    }

    pub(super) fn touchpoints(&self) -> &[TouchpointId] {
        &self.columns.touchpoints
    }

    pub(super) fn unknown_events(&self) -> &[UnknownEvent] {
        &self.columns.unknown_events
    }
}

/// The ids of two ordered lists, and the new numbers of the ids of each.
fn union(a: &[TouchpointId], b: &[TouchpointId]) -> (Vec<TouchpointId>, Vec<u32>, Vec<u32>) {
    let mut ids: Vec<TouchpointId> = a.iter().chain(b).cloned().collect();
    sort::plain(&mut ids);
    ids.dedup();
    let numbers = |part: &[TouchpointId]| {
        let number = |id| place(ids.binary_search(id).unwrap_or_default());
        part.iter().map(number).collect()
    };
    let (of_a, of_b) = (numbers(a), numbers(b));
    (ids, of_a, of_b)
}

/// The unknown events of two ordered lists.
fn unknown<'e>(
    a: impl Iterator<Item = &'e UnknownEvent>,
    b: impl Iterator<Item = &'e UnknownEvent>,
) -> Vec<UnknownEvent> {
    let mut events: Vec<UnknownEvent> = a.chain(b).cloned().collect();
    sort::by(&mut events, |a, b| a.name.cmp(&b.name));
    events.dedup_by(|from, into| {
        let same = from.name == into.name;
        if same {
            into.events = into.events.saturating_add(from.events);
            into.customers = into.customers.saturating_add(from.customers);
        }
        same
    });
    events
}

/// What is counted of a part of a log.
struct Counted {
    /// The sequences on the map, in no order, an equal one perhaps more than once.
    columns: Columns,
    /// Events and customers of each name that the map does not know.
    unknown: Vec<(u32, u32)>,
}

impl Counted {
    fn of(log: &DistinctTraces<'_>, part: Range<usize>, numbers: &[Option<u32>]) -> Self {
        let mut counted = Self {
            columns: Columns::default(),
            unknown: vec![(0, 0); numbers.len()],
        };
        let mut latest = vec![0; numbers.len()];
        let mut sequence = 0;
        log.walk(part, |trace| {
            sequence += 1;
            let customers = place(trace.customers.len());
            let number = |&name: &u32| {
                let number = numbers.get(name as usize).copied().flatten();
                if number.is_none()
                    && let Some(unknown) = counted.unknown.get_mut(name as usize)
                    && let Some(latest) = latest.get_mut(name as usize)
                {
                    unknown.0 += customers;
                    unknown.1 += if *latest == sequence { 0 } else { customers };
                    *latest = sequence;
                }
                number
            };
            counted
                .columns
                .push(trace.visits.iter().filter_map(number), customers);
        });
        counted
    }
}
