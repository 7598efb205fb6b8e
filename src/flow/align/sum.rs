//! What alignments need of a log: distinct sequences of touchpoints, with their customers.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{AlignError, AlignOptions, Alignment, report, ways::place};
use crate::{
    flow::{
        SumError, UnknownEvent,
        counted::{Counted as _, keep_met},
    },
    journey::{Journey, TouchpointId},
    log::{DistinctTraces, EventLog},
    parts, sort,
};

/// What customers did on a map, as an [`Alignment`] needs it: the distinct sequences of
/// touchpoints, each with how many customers have it.
///
/// It can be computed in parts: the sum of a union of customers is the
/// [merge](Self::merge) of their sums, to the byte, whatever the split. The costs of edits are
/// not in it, so that one sum can be aligned in several ways.
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

    /// The sequences by another list of touchpoints, which has all of them in the same order.
    fn renumbered(&self, ids: &[TouchpointId]) -> impl Iterator<Item = (Vec<u32>, u32)> {
        let number = |id| place(ids.binary_search(id).unwrap_or_default());
        let numbers: Vec<u32> = self.touchpoints.iter().map(number).collect();
        self.variants().map(move |(visits, customers)| {
            let number = |&visit: &u32| numbers.get(visit as usize).copied().unwrap_or_default();
            (visits.iter().map(number).collect(), customers)
        })
    }

    /// What one sum has, without another one and with a third.
    fn replaced(sums: [&Self; 3], ids: &[TouchpointId]) -> Result<Self, SumError> {
        // Numbers follow the order of ids before and after, so that sequences stay in order.
        let mut sequences = sums.map(|it| it.renumbered(ids).peekable());
        let mut columns = Self::default();
        let mut total = 0_u32;
        while let Some(first) = (sequences.iter_mut().filter_map(|it| Some(&it.peek()?.0))).min() {
            let first = first.clone();
            let counts = sequences.each_mut();
            let counts = counts.map(|it| it.next_if(|it| it.0 == first).map_or(0, |it| it.1));
            let [mut customers, before, after] = counts;
            customers.replace(&before, &after)?;
            let sum = total.checked_add(customers);
            total = sum.ok_or(SumError::TooManyEvents)?;
            if customers > 0 {
                columns.push(first.into_iter(), customers);
            }
        }
        let [own, before, after] = sums.map(|it| &it.unknown_events);
        own.clone_into(&mut columns.unknown_events);
        columns.unknown_events.replace(before, after)?;
        Ok(columns)
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
        sort::plain(&mut keyed);
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

    /// Adds the sum of other customers.
    ///
    /// # Errors
    /// [`SumError::TooManyEvents`]; the sum is then as it was before.
    ///
    /// # Complexity
    /// Linear in the sizes of both.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "sums are merged in one way, and the lists of others move"
    )]
    pub fn merge(&mut self, other: Self) -> Result<(), SumError> {
        self.update(&Self::default(), &other)
    }

    /// Takes away the sum of some customers as they were, and adds that of them as they are, as
    /// [`FlowSum::update`](crate::flow::FlowSum::update) does.
    ///
    /// # Errors
    /// [`SumError`]. The sum is then as it was before.
    ///
    /// # Complexity
    /// Linear in the sizes of all three.
    pub fn update(&mut self, before: &Self, after: &Self) -> Result<(), SumError> {
        let sums = [&*self, before, after].map(|it| &it.columns);
        let mut ids: Vec<TouchpointId> = sums
            .iter()
            .flat_map(|it| &it.touchpoints)
            .cloned()
            .collect();
        sort::plain(&mut ids);
        ids.dedup();
        let mut columns = Columns::replaced(sums, &ids)?;
        if let Some(numbers) = keep_met(&mut ids, columns.visits.iter().copied()) {
            for visit in &mut columns.visits {
                *visit = numbers.get(*visit as usize).copied().unwrap_or_default();
            }
        }
        columns.touchpoints = ids;
        self.columns = columns;
        Ok(())
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
