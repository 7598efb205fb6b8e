//! What alignments need of a log: distinct sequences of touchpoints, with their customers.

use std::{cmp::Ordering, collections::HashMap, ops::Range};

use serde::{Deserialize, Serialize};

use super::{AlignError, AlignOptions, Alignment, report, ways::place};
use crate::{
    flow::UnknownEvent,
    journey::{Journey, TouchpointId},
    log::EventLog,
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
        let counted = parts::each(log.parts(), |customers| {
            Counted::of(log, customers, &numbers)
        });
        let counted = counted.into_iter().reduce(Counted::merge);
        let counted = counted.unwrap_or_default();

        let mut columns = Columns {
            touchpoints: ids.into_iter().map(|(id, _)| id).collect(),
            ..Columns::default()
        };
        let mut variants: Vec<(Box<[u32]>, u32)> = counted.variants.into_iter().collect();
        variants.sort_unstable();
        for (visits, customers) in variants {
            columns.push(visits.iter().copied(), customers);
        }
        let unknown = log.touchpoints().iter().zip(counted.unknown);
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
#[derive(Default)]
struct Counted {
    variants: HashMap<Box<[u32]>, u32>,
    /// Events and customers of each name that the map does not know.
    unknown: Vec<(u32, u32)>,
}

impl Counted {
    fn of(log: &EventLog, customers: Range<usize>, numbers: &[Option<u32>]) -> Self {
        let mut counted = Self {
            variants: HashMap::new(),
            unknown: vec![(0, 0); numbers.len()],
        };
        let mut latest = vec![u32::MAX; numbers.len()];
        let mut visits = Vec::new();
        log.walk(customers, |walk| {
            visits.clear();
            for &name in walk.visits {
                let number = numbers.get(name as usize).copied().flatten();
                visits.extend(number);
                if number.is_none()
                    && let Some((events, customers)) = counted.unknown.get_mut(name as usize)
                    && let Some(latest) = latest.get_mut(name as usize)
                {
                    *events += 1;
                    *customers += u32::from(*latest != walk.customer);
                    *latest = walk.customer;
                }
            }
            match counted.variants.get_mut(visits.as_slice()) {
                Some(customers) => *customers += 1,
                None => {
                    counted.variants.insert(visits.as_slice().into(), 1);
                }
            }
        });
        counted
    }

    fn merge(self, other: Self) -> Self {
        let (mut into, from) = if self.variants.len() < other.variants.len() {
            (other, self)
        } else {
            (self, other)
        };
        #[expect(clippy::iter_over_hash_type, reason = "sums do not hang on the order")]
        for (visits, customers) in from.variants {
            *into.variants.entry(visits).or_default() += customers;
        }
        for (into, from) in into.unknown.iter_mut().zip(from.unknown) {
            *into = (into.0 + from.0, into.1 + from.1);
        }
        into
    }
}
