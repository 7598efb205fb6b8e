//! When customers come: by hour of the day, by weekday, and both.

use std::{cmp::Ordering, collections::BTreeMap};

use serde::{Deserialize, Serialize};

use super::{
    SumError, count,
    counted::{Counted as _, Entry, check, counted, update},
    pairs::Pairs,
};
use crate::{
    log::{EventLog, Names, WeekHour, Zone},
    parts, sort,
};

/// The hours of a day.
const HOURS: usize = 24;

/// The days of a week.
const DAYS: usize = 7;

/// How to count when customers come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RhythmOptions {
    /// The clocks that hours and weekdays are of.
    pub zone: Zone,
    /// What events are told apart by, beside all of them together; `None`: nothing.
    pub by: Option<RhythmBy>,
    /// How many groups are told at most, those with the most events. Default 100.
    pub limit: u32,
}

impl Default for RhythmOptions {
    fn default() -> Self {
        Self {
            zone: Zone::UTC,
            by: None,
            limit: 100,
        }
    }
}

/// What events are told apart by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum RhythmBy {
    /// Their touchpoint.
    Touchpoint,
    /// A further column of the log, by its name: the channel, say.
    Segment(String),
}

/// A rhythm that cannot be counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "code",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum RhythmError {
    /// The log has no times.
    #[error("the log has no times, so nobody knows the hour of an event")]
    NoTimes,
    /// The log kept no such column.
    #[error("the log has no further column `{}`", crate::text::excerpt(.segment))]
    UnknownSegment {
        /// The column's name.
        segment: String,
        /// The columns that it has.
        known: Vec<String>,
    },
}

impl RhythmError {
    /// The kind of the error; stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoTimes => "noTimes",
            Self::UnknownSegment { .. } => "unknownSegment",
        }
    }
}

/// When customers come: events, customers and first contacts by hour of the day, by weekday,
/// and by both.
///
/// Hours and weekdays are those on the clocks of the options' zone. An hour that clocks show
/// twice when they are set back counts for both; the hour that they skip has no event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rhythm {
    /// All events together.
    pub all: Beat,
    /// The groups that the options ask for, those with most events first, then by name.
    pub groups: Vec<RhythmGroup>,
    /// What is beyond the limit; `None` if nothing is.
    pub others: Option<OtherGroups>,
}

/// The rhythm of one group of events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RhythmGroup {
    /// The value that these events have in common.
    pub name: String,
    /// When they were.
    pub beat: Beat,
}

/// The groups beyond the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OtherGroups {
    /// How many there are.
    pub groups: u32,
    /// How many events they have together.
    pub events: u32,
}

/// Counts of events by when they were.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Beat {
    /// At any time.
    pub total: Contacts,
    /// By hour of the day: 24, the first of them from 0:00 until before 1:00.
    pub hours: Vec<Contacts>,
    /// By weekday: 7, the first of them Monday, as in ISO 8601.
    pub weekdays: Vec<Contacts>,
    /// By weekday and hour: the 24 hours of Monday, then those of Tuesday, to Sunday's.
    pub grid: Vec<Contacts>,
}

/// How many events there were, and of how many customers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Contacts {
    /// How many events there were.
    pub events: u32,
    /// How many customers had one of them, each counted once.
    pub customers: u32,
    /// How many of them were a customer's first in the log.
    pub first: u32,
}

counted!(Contacts: events, customers, first);

impl Contacts {
    fn merge(&mut self, other: Self) {
        self.events = self.events.saturating_add(other.events);
        self.customers = self.customers.saturating_add(other.customers);
        self.first = self.first.saturating_add(other.first);
    }
}

impl Rhythm {
    /// The rhythm of a log.
    ///
    /// # Errors
    /// [`RhythmError`] for a log without times, and for a column that it did not keep.
    ///
    /// # Complexity
    /// `O(n)` for `n` events, and `O(g log g)` for `g` groups.
    ///
    /// # Example
    /// ```
    /// use cesta::{flow::rhythm::{Rhythm, RhythmOptions}, log::{EventLog, Zone}};
    ///
    /// // Thursday, 1 January 1970, at 8:30, 8:45 and 12:00 UTC.
    /// let times = [30_600_000, 31_500_000, 43_200_000];
    /// let log = EventLog::from_columns(&["ann", "ann", "bo"], &["call", "mail", "call"], Some(&times))?;
    /// let prague = RhythmOptions { zone: Zone::fixed(3_600)?, ..RhythmOptions::default() };
    /// let rhythm = Rhythm::of(&log, &prague)?;
    /// assert_eq!((rhythm.all.hours[9].events, rhythm.all.hours[9].customers), (2, 1));
    /// assert_eq!(rhythm.all.weekdays[3].customers, 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(log: &EventLog, options: &RhythmOptions) -> Result<Self, RhythmError> {
        Ok(RhythmSum::of(log, options)?.rhythm(options.limit))
    }
}

impl Beat {
    /// The weekday (from 0, Monday) and the hour with the most events, the first of several;
    /// `None` where there is no event.
    pub fn busiest(&self) -> Option<(usize, usize)> {
        let most = self.grid.iter().map(|it| it.events).max()?;
        let place = self.grid.iter().position(|it| it.events == most)?;
        (most > 0).then_some((place / HOURS, place % HOURS))
    }
}

/// A rhythm that is not yet complete: sums of parts of a log, cut by customer, can be merged in
/// any order and give what the whole gives, to the byte.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, try_from = "Unchecked")]
pub struct RhythmSum {
    zone: Zone,
    by: Option<RhythmBy>,
    all: Vec<Cell>,
    /// By name.
    groups: BTreeMap<String, Vec<Cell>>,
}

/// A sum as it was written by whomever.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "RhythmSum", rename_all = "camelCase", deny_unknown_fields)]
struct Unchecked {
    zone: Zone,
    by: Option<RhythmBy>,
    all: Vec<Cell>,
    groups: BTreeMap<String, Vec<Cell>>,
}

impl TryFrom<Unchecked> for RhythmSum {
    type Error = &'static str;

    fn try_from(it: Unchecked) -> Result<Self, &'static str> {
        let sum = Self {
            zone: it.zone,
            by: it.by,
            all: it.all,
            groups: it.groups,
        };
        let problem = "cells must ascend, those of hours and days have the events of the grid, \
                       and every group be one that is asked for";
        sum.is_sum().then_some(sum).ok_or(problem)
    }
}

/// What was counted in one cell; cells without an event are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "RhythmCell")
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Cell {
    cell: u8,
    contacts: Contacts,
}

counted!(Cell: contacts);

impl Entry for Cell {
    fn order(&self, other: &Self) -> Ordering {
        self.cell.cmp(&other.cell)
    }
}

// The numbers of the cells: the grid, the hours, the weekdays, and everything.
const HOUR_CELLS: usize = DAYS * HOURS;
const DAY_CELLS: usize = HOUR_CELLS + HOURS;
const TOTAL_CELL: usize = DAY_CELLS + DAYS;
const CELLS: usize = TOTAL_CELL + 1;

impl RhythmSum {
    /// The sum of no log.
    pub fn empty(options: &RhythmOptions) -> Self {
        Self::none(&options.zone, options.by.as_ref())
    }

    fn none(zone: &Zone, by: Option<&RhythmBy>) -> Self {
        Self {
            zone: zone.clone(),
            by: by.cloned(),
            all: Vec::new(),
            groups: BTreeMap::new(),
        }
    }

    /// The sum of a log.
    ///
    /// # Errors
    /// As [`Rhythm::of`].
    ///
    /// # Complexity
    /// As [`Rhythm::of`].
    pub fn of(log: &EventLog, options: &RhythmOptions) -> Result<Self, RhythmError> {
        let mut sum = Self::empty(options);
        if log.is_empty() {
            return Ok(sum);
        }
        if log.times().is_none() {
            return Err(RhythmError::NoTimes);
        }
        let (codes, names) = match &options.by {
            None => (None, None),
            Some(RhythmBy::Touchpoint) => (Some(log.visits()), Some(log.touchpoints())),
            Some(RhythmBy::Segment(name)) => {
                let column = log.segments().iter().find(|it| it.name() == name);
                let column = column.ok_or_else(|| RhythmError::UnknownSegment {
                    segment: name.clone(),
                    known: log
                        .segments()
                        .iter()
                        .map(|it| it.name().to_owned())
                        .collect(),
                })?;
                (Some(column.codes()), Some(column.values()))
            }
        };
        let groups = names.map_or(0, Names::len);
        let count_part = |customers| {
            let mut all = Counts::new(1);
            let mut apart = Counts::new(groups);
            let mut clock = options.zone.clock();
            let mut values = Vec::new();
            log.walk(customers, |walk| {
                if let Some(codes) = codes {
                    codes.unpack(walk.range.clone(), &mut values);
                }
                let mut first = true;
                for (event, &time) in walk.times.unwrap_or_default().iter().enumerate() {
                    let when = clock.week_hour(time);
                    all.add(0, when, walk.customer, first);
                    if let Some(&group) = values.get(event) {
                        apart.add(group, when, walk.customer, first);
                    }
                    first = false;
                }
            });
            (all, apart)
        };
        let counted = parts::merged(log.parts(), count_part, |mut all, part| {
            all.0.merge(part.0);
            all.1.merge(part.1);
            all
        });
        if let Some((all, apart)) = counted {
            let all = all.cells().into_iter().flat_map(|(_, cells)| cells);
            sum.all = all.collect();
            let name = |group| names.and_then(|names| names.get(group)).unwrap_or_default();
            let groups = apart.cells().into_iter();
            sum.groups = groups
                .map(|(group, cells)| (name(group).to_owned(), cells))
                .collect();
        }
        Ok(sum)
    }

    /// Adds what was counted of other customers.
    ///
    /// # Errors
    /// [`SumError::Different`] where the other sum is by another zone or column,
    /// [`SumError::TooManyEvents`] for more events than are counted. The sum is then as it was
    /// before.
    ///
    /// # Complexity
    /// Linear in both.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "sums are merged in one way, and the lists of others move"
    )]
    pub fn merge(&mut self, other: Self) -> Result<(), SumError> {
        self.update(&Self::none(&self.zone, self.by.as_ref()), &other)
    }

    /// Takes away the sum of some customers as they were, and adds that of them as they are, as
    /// [`FlowSum::update`](crate::flow::FlowSum::update) does.
    ///
    /// # Errors
    /// [`SumError`]: [`SumError::Different`] where they are by another zone or column. The
    /// sum is then as it was before.
    ///
    /// # Complexity
    /// Linear in this sum.
    pub fn update(&mut self, before: &Self, after: &Self) -> Result<(), SumError> {
        let differs = |it: &&Self| (&it.zone, &it.by) != (&self.zone, &self.by);
        if [before, after].iter().any(differs) {
            return Err(SumError::Different);
        }
        update(self, |sum| {
            sum.all.replace(&before.all, &after.all)?;
            sum.groups.replace(&before.groups, &after.groups)?;
            check(sum.is_sum())
        })
    }

    /// Whether a log can have these cells.
    fn is_sum(&self) -> bool {
        let are_cells = |cells: &[Cell]| {
            let slots = cells.iter().map(|it| (usize::from(it.cell), it.contacts));
            let expected = cells_of(slots.filter(|it| it.0 < HOUR_CELLS));
            let is_cell = |(own, expected): (&Cell, &Cell)| {
                let (it, sum) = (own.contacts, expected.contacts);
                own.cell == expected.cell
                    && (it.events, it.first) == (sum.events, sum.first)
                    && (it.first.max(1)..=it.events).contains(&it.customers)
            };
            cells.len() == expected.len() && cells.iter().zip(&expected).all(is_cell)
        };
        let mut groups = self.groups.values();
        (self.by.is_some() || self.groups.is_empty())
            && are_cells(&self.all)
            && groups.all(|cells| !cells.is_empty() && are_cells(cells))
    }

    /// The rhythm so far, with so many groups at most.
    ///
    /// # Complexity
    /// `O(g log g)` for `g` groups.
    pub fn rhythm(&self, limit: u32) -> Rhythm {
        let total = |cells: &[Cell]| find(cells, TOTAL_CELL).events;
        let mut groups: Vec<(&String, &Vec<Cell>)> = self.groups.iter().collect();
        sort::by_key(&mut groups, |(_, cells)| std::cmp::Reverse(total(cells)));
        let beyond = groups.split_off(groups.len().min(limit as usize));
        let events = beyond.iter().map(|(_, cells)| total(cells));
        let others = OtherGroups {
            groups: count(beyond.len()),
            events: events.fold(0, u32::saturating_add),
        };
        let group = |(name, cells): (&String, &Vec<Cell>)| RhythmGroup {
            name: name.clone(),
            beat: beat(cells),
        };
        Rhythm {
            all: beat(&self.all),
            groups: groups.into_iter().map(group).collect(),
            others: (others.groups > 0).then_some(others),
        }
    }
}

fn find(cells: &[Cell], number: usize) -> Contacts {
    let mut cells = cells.iter();
    let cell = cells.find(|it| usize::from(it.cell) == number);
    cell.map_or_else(Contacts::default, |it| it.contacts)
}

fn beat(cells: &[Cell]) -> Beat {
    let mut all = vec![Contacts::default(); CELLS];
    for cell in cells {
        if let Some(slot) = all.get_mut(usize::from(cell.cell)) {
            *slot = cell.contacts;
        }
    }
    let weekdays = all.get(DAY_CELLS..TOTAL_CELL).unwrap_or_default().to_vec();
    let hours = all.get(HOUR_CELLS..DAY_CELLS).unwrap_or_default().to_vec();
    let total = all.get(TOTAL_CELL).copied().unwrap_or_default();
    all.truncate(HOUR_CELLS);
    Beat {
        total,
        hours,
        weekdays,
        grid: all,
    }
}

/// What was counted so far, by group and cell.
struct Counts(Pairs<Slot>);

#[derive(Default)]
struct Slot {
    contacts: Contacts,
    /// The customer who was last counted, and one more.
    latest: u32,
}

impl Counts {
    fn new(groups: usize) -> Self {
        Self(Pairs::new(groups, CELLS))
    }

    fn add(&mut self, group: u32, when: WeekHour, customer: u32, first: bool) {
        let (day, hour) = (usize::from(when.weekday), usize::from(when.hour));
        let Some(slot) = self.0.at(group, count(day * HOURS + hour)) else {
            return;
        };
        slot.contacts.events += 1;
        slot.contacts.first += u32::from(first);
        // Who was in a cell of the grid was also in its hour, on its day, and there at all.
        if slot.is_new(customer) {
            for cell in [HOUR_CELLS + hour, DAY_CELLS + day, TOTAL_CELL] {
                let slot = self.0.at(group, count(cell));
                slot.map(|slot| slot.is_new(customer));
            }
        }
    }

    fn merge(&mut self, other: Self) {
        let add = |mine: &mut Slot, theirs: Slot| mine.contacts.merge(theirs.contacts);
        self.0.merge(other.0, add);
    }

    /// The cells of each group that has any, by group, then number.
    fn cells(self) -> Vec<(u32, Vec<Cell>)> {
        let slots = self.0.in_order();
        let groups = slots.chunk_by(|a, b| a.0.0 == b.0.0);
        let cells = groups.filter_map(|slots| {
            let ((group, _), _) = *slots.first()?;
            let slots = slots.iter().filter_map(|&((_, cell), number)| {
                Some((cell as usize, self.0.items.get(number)?.contacts))
            });
            Some((group, cells_of(slots)))
        });
        cells.collect()
    }
}

impl Slot {
    /// Counts a customer who was not counted here yet, and says whether that was so.
    fn is_new(&mut self, customer: u32) -> bool {
        let number = customer.wrapping_add(1);
        let new = self.latest != number;
        self.latest = number;
        self.contacts.customers += u32::from(new);
        new
    }
}

/// A group's cells, of those in which events were counted in the grid only.
fn cells_of(slots: impl Iterator<Item = (usize, Contacts)>) -> Vec<Cell> {
    let mut all = [Contacts::default(); CELLS];
    for (cell, contacts) in slots {
        let (day, hour) = (cell / HOURS, cell % HOURS);
        let sums = [cell, HOUR_CELLS + hour, DAY_CELLS + day, TOTAL_CELL];
        // Beyond the grid there are only customers to add.
        let sums = sums.into_iter().take(if cell < HOUR_CELLS { 4 } else { 1 });
        for (place, sum) in sums.enumerate() {
            if let Some(known) = all.get_mut(sum) {
                known.merge(Contacts {
                    customers: if place == 0 { contacts.customers } else { 0 },
                    ..contacts
                });
            }
        }
    }
    let cells = (0_u8..)
        .zip(all)
        .filter(|(_, contacts)| contacts.events > 0);
    let cells = cells.map(|(cell, contacts)| Cell { cell, contacts });
    cells.collect()
}
