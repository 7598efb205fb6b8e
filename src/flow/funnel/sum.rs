//! Counting a funnel, in parts that can be added up.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    FunnelError, FunnelOptions, FunnelProblem, UnknownTouchpoints, ValueOf,
    closest::closest,
    conditions::Conditions,
    plan::{Plan, Steps, check},
    quick::Quick,
    units::{Unit, Units},
};
use crate::{
    flow::{
        DurationSum, SumError,
        counted::{self, Counted, check as check_sum, replace_each},
    },
    log::EventLog,
    parts, sort,
};

/// A funnel, counted but not yet summed up: sums of logs with different customers can be merged,
/// in any order, and give what the whole gives, to the byte.
///
/// Where a log is counted in parts, [`end`](FunnelOptions::end) has to be told if there is a
/// window: else each part would end with its own last event.
///
/// # Example
/// ```
/// use cesta::{
///     flow::funnel::{FunnelOptions, FunnelStep, FunnelSum},
///     log::EventLog,
/// };
///
/// let options = FunnelOptions {
///     steps: vec![FunnelStep::new("look", ["look"]), FunnelStep::new("buy", ["buy"])],
///     ..FunnelOptions::default()
/// };
/// let monday = EventLog::from_columns(&["ann", "ann"], &["look", "buy"], None)?;
/// let tuesday = EventLog::from_columns(&["bob"], &["look"], None)?;
///
/// let mut sum = FunnelSum::of(&monday, &options)?;
/// sum.merge(FunnelSum::of(&tuesday, &options)?)?;
/// assert_eq!(sum.funnel()?.conversion.value, Some(0.5));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, try_from = "Unchecked")]
pub struct FunnelSum {
    pub(super) options: FunnelOptions,
    /// When the log ends, if that matters and there was an event.
    pub(super) end: Option<f64>,
    /// All touchpoints of the logs.
    touchpoints: BTreeSet<String>,
    pub(super) all: FunnelCounts,
    /// By step: the last touchpoints of the lost.
    pub(super) leaves: Vec<BTreeMap<String, u32>>,
    /// By value of the column that it is broken down by.
    pub(super) segments: BTreeMap<String, FunnelCounts>,
}

/// A sum as it was written by whomever.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "FunnelSum", rename_all = "camelCase", deny_unknown_fields)]
struct Unchecked {
    options: FunnelOptions,
    /// When the log ends, if that matters and there was an event.
    end: Option<f64>,
    /// All touchpoints of the logs.
    touchpoints: BTreeSet<String>,
    all: FunnelCounts,
    /// By step: the last touchpoints of the lost.
    leaves: Vec<BTreeMap<String, u32>>,
    /// By value of the column that it is broken down by.
    segments: BTreeMap<String, FunnelCounts>,
}

impl TryFrom<Unchecked> for FunnelSum {
    type Error = String;

    fn try_from(it: Unchecked) -> Result<Self, String> {
        let empty = Self::empty(&it.options).map_err(|error| error.to_string())?;
        let sum = Self {
            end: it.end,
            touchpoints: it.touchpoints,
            all: it.all,
            leaves: it.leaves,
            segments: it.segments,
            ..empty
        };
        if sum.is_sum() {
            return Ok(sum);
        }
        Err(
            "every list must be as long as the steps, and no more reach, are lost or are timed \
             than there are"
                .to_owned(),
        )
    }
}

/// What was counted of some customers, sessions or attempts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FunnelCounts {
    pub(super) units: u32,
    /// By step: how many reached it.
    pub(super) reached: Vec<u32>,
    /// By step: for how many it was the farthest, and the log ended too early to tell more.
    pub(super) open: Vec<u32>,
    /// By step: for how many it was the farthest for good; none for the last.
    pub(super) lost: Vec<u32>,
    /// By step: the time since the event before.
    pub(super) since_previous: Vec<DurationSum>,
    /// To the last step, from the first event.
    pub(super) since_start: DurationSum,
}

impl FunnelSum {
    /// The sum of no customer.
    ///
    /// # Errors
    /// [`FunnelError`] for a funnel that no log could have.
    pub fn empty(options: &FunnelOptions) -> Result<Self, FunnelError> {
        let mut problems = check(options, false);
        // Predicates may serve a step without touchpoints.
        problems.retain(|it| !matches!(it, FunnelProblem::EmptyStep { .. }));
        if problems.is_empty() {
            Ok(Self::none(options))
        } else {
            Err(FunnelError::new(problems))
        }
    }

    fn none(options: &FunnelOptions) -> Self {
        Self {
            options: options.clone(),
            end: None,
            touchpoints: BTreeSet::new(),
            all: FunnelCounts::new(options.steps.len()),
            leaves: vec![BTreeMap::new(); options.steps.len()],
            segments: BTreeMap::new(),
        }
    }

    /// Counts a funnel in a log. A touchpoint that the log does not have is no mistake here,
    /// since another part of the log may have it.
    ///
    /// # Errors
    /// [`FunnelError`] for options that make no sense, alone or with this log.
    ///
    /// # Complexity
    /// As [`Funnel::of`](super::Funnel::of), without the quantiles.
    pub fn of(log: &EventLog, options: &FunnelOptions) -> Result<Self, FunnelError> {
        let plan = Plan::new(options, log, false)?;
        let able = |touchpoint: u32| plan.serves.get(touchpoint as usize).copied().unwrap_or(0);
        // Most funnels have no conditions, and no event is asked for what it has.
        if !plan.filtered {
            return Ok(Self::count(log, options, &plan, &|_, touchpoint| {
                able(touchpoint)
            }));
        }
        let conditions = Conditions::new(options, log);
        let met = |event: usize, touchpoint: u32| conditions.met(event, able(touchpoint));
        Ok(Self::count(log, options, &plan, &met))
    }

    /// Counts a funnel of which not every event at a touchpoint serves its steps: only those that
    /// meet the conditions of a step, and for
    /// which `serves` says so, by the number of the step from 0 and the place of the event in
    /// the columns of the log. A step without touchpoints may be served anywhere.
    ///
    /// # Errors
    /// As [`of`](Self::of), but steps may have no touchpoints.
    ///
    /// # Example
    /// ```
    /// use cesta::{
    ///     flow::funnel::{FunnelOptions, FunnelStep, FunnelSum},
    ///     log::EventLogBuilder,
    /// };
    ///
    /// let mut builder = EventLogBuilder::with_segments(["channel"]);
    /// builder.push_with("ann", "look", None, ["web"])?;
    /// builder.push_with("ann", "buy", None, ["store"])?;
    /// let log = builder.build();
    /// let options = FunnelOptions {
    ///     steps: vec![FunnelStep::new("look", ["look"]), FunnelStep::new("web", ["buy"])],
    ///     ..FunnelOptions::default()
    /// };
    /// let channel = &log.segments()[0];
    /// let on_web = |event| {
    ///     let code = channel.codes().get(event);
    ///     code.and_then(|code| channel.values().get(code)) == Some("web")
    /// };
    /// let sum = FunnelSum::of_events(&log, &options, &|step, event| step == 0 || on_web(event))?;
    /// assert_eq!(sum.funnel()?.steps[1].reached, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of_events(
        log: &EventLog,
        options: &FunnelOptions,
        serves: &(dyn Fn(usize, usize) -> bool + Sync),
    ) -> Result<Self, FunnelError> {
        let plan = Plan::new(options, log, true)?;
        let able = &plan.serves;
        let conditions = Conditions::new(options, log);
        let filtered = |event: usize, touchpoint: u32| {
            let steps = able.get(touchpoint as usize).copied().unwrap_or(0);
            let steps = conditions.met(event, steps);
            let served = super::chain::each(steps).filter(|step| serves(*step, event));
            served.fold(0, |steps, step| steps | 1 << step)
        };
        Ok(Self::count(log, options, &plan, &filtered))
    }

    fn count(
        log: &EventLog,
        options: &FunnelOptions,
        plan: &Plan,
        serves: &(dyn Fn(usize, u32) -> Steps + Sync),
    ) -> Self {
        let count = |customers| {
            let mut tally = Tally::new(plan, log);
            if let Some(mut quick) = Quick::new(plan) {
                log.walk(customers, |walk| tally.add(&quick.of(&walk)));
            } else {
                let mut units = Units::new(plan);
                log.walk(customers, |walk| {
                    units.of(&walk, serves, |unit| tally.add(unit));
                });
            }
            tally
        };
        let whole = parts::merged(log.parts(), count, |mut all, part| {
            all.merge(part);
            all
        });
        let whole = whole.unwrap_or_else(|| Tally::new(plan, log));
        let name = |touchpoint: usize| {
            let touchpoint = u32::try_from(touchpoint).unwrap_or(u32::MAX);
            log.touchpoints()
                .get(touchpoint)
                .unwrap_or_default()
                .to_owned()
        };
        let named = |leaves: &[u32]| {
            let met = leaves.iter().enumerate().filter(|(_, count)| **count > 0);
            sort::collect(met.map(|(touchpoint, &count)| (name(touchpoint), count)))
        };
        let leaves = (0..plan.steps).map(|step| named(whole.leaves_at(step)));
        let leaves: Vec<BTreeMap<String, u32>> = leaves.collect();
        let values = plan.by.and_then(|(column, _)| log.segments().get(column));
        let segments = whole
            .segments
            .into_iter()
            .enumerate()
            .filter_map(|(value, counts)| {
                let value = values?.values().get(u32::try_from(value).ok()?)?;
                Some((value.to_owned(), *counts?))
            });
        #[expect(
            clippy::cast_precision_loss,
            reason = "times of a log are far below 2^53"
        )]
        let end = plan.end.filter(|_| !log.is_empty()).map(|it| it as f64);
        Self {
            end,
            touchpoints: sort::collect(log.touchpoints().iter().map(str::to_owned)),
            leaves,
            segments: sort::collect(segments),
            all: whole.all,
            options: options.clone(),
        }
    }

    /// Adds what another sum has, of other customers.
    ///
    /// # Errors
    /// [`SumError::Different`] if that is of another funnel, or of a log that ends at another
    /// time; [`SumError::TooManyEvents`] for more than are counted. The sum is then as it was
    /// before.
    ///
    /// # Complexity
    /// Linear in both.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "sums are merged in one way, and the lists of others move"
    )]
    pub fn merge(&mut self, other: Self) -> Result<(), SumError> {
        self.update(&Self::none(&self.options), &other)
    }

    /// Takes away the sum of some customers as they were, and adds that of them as they are, as
    /// [`FlowSum::update`](crate::flow::FlowSum::update) does.
    ///
    /// # Errors
    /// [`SumError`]: [`SumError::Different`] if they are of another funnel, or of a log that ends
    /// at another time; where there is a window, a log that grows needs an
    /// [`end`](FunnelOptions::end) behind all events to come. [`SumError::NotKept`] if a
    /// touchpoint is in the sum of them as they were, and not as they are. The sum is then as it
    /// was before.
    ///
    /// # Complexity
    /// Linear in this sum.
    pub fn update(&mut self, before: &Self, after: &Self) -> Result<(), SumError> {
        let end = [&*self, before, after].into_iter().find_map(|it| it.end);
        let end = end.map(f64::to_bits);
        let is_same = |it: &Self| {
            it.options == self.options && it.end.is_none_or(|it| Some(it.to_bits()) == end)
        };
        if ![&*self, before, after].into_iter().all(is_same) {
            return Err(SumError::Different);
        }
        check_sum(before.touchpoints.is_subset(&self.touchpoints))?;
        if !before.touchpoints.is_subset(&after.touchpoints) {
            return Err(SumError::NotKept);
        }
        counted::update(self, |sum| {
            sum.all.replace(&before.all, &after.all)?;
            replace_each(&mut sum.leaves, &before.leaves, &after.leaves)?;
            sum.segments.replace(&before.segments, &after.segments)?;
            sum.end = sum.end.or(after.end);
            sum.touchpoints.extend(after.touchpoints.iter().cloned());
            check_sum(sum.is_sum())
        })
    }

    /// Whether customers can have been counted so.
    fn is_sum(&self) -> bool {
        let steps = self.options.steps.len();
        let leave = |(leaves, &lost): (&BTreeMap<String, u32>, &u32)| {
            let mut names = leaves.keys();
            total(leaves.values()) == u64::from(lost)
                && names.all(|it| self.touchpoints.contains(it))
        };
        let mut segments = self.segments.values();
        self.all.is_sum(steps)
            && self.leaves.len() == steps
            && self.leaves.iter().zip(&self.all.lost).all(leave)
            && (self.options.by.is_some() || self.segments.is_empty())
            && total(segments.clone().map(|it| &it.units)) <= u64::from(self.all.units)
            && segments.all(|it| it.units > 0 && it.is_sum(steps))
    }

    /// What is wrong with the funnel, now that all touchpoints are known.
    pub(super) fn unknown(&self) -> Vec<FunnelProblem> {
        if self.options.unknown == UnknownTouchpoints::Allow || self.touchpoints.is_empty() {
            return Vec::new();
        }
        let steps = self.options.steps.iter().map(|it| &it.touchpoints);
        let exclusions = self.options.exclusions.iter().map(|it| &it.touchpoints);
        let named = steps.chain(exclusions).flatten();
        let unknown = named.filter(|it| !self.touchpoints.contains(it.as_str()));
        let known = || self.touchpoints.iter().map(String::as_str);
        let problem = |touchpoint: &String| FunnelProblem::UnknownTouchpoint {
            touchpoint: touchpoint.clone(),
            closest: closest(touchpoint, known()).map(str::to_owned),
        };
        unknown.map(problem).collect()
    }
}

impl Counted for FunnelCounts {
    fn replace(&mut self, before: &Self, after: &Self) -> Result<(), SumError> {
        self.units.replace(&before.units, &after.units)?;
        replace_each(&mut self.reached, &before.reached, &after.reached)?;
        replace_each(&mut self.open, &before.open, &after.open)?;
        replace_each(&mut self.lost, &before.lost, &after.lost)?;
        replace_each(
            &mut self.since_previous,
            &before.since_previous,
            &after.since_previous,
        )?;
        self.since_start
            .replace(&before.since_start, &after.since_start)
    }

    fn is_none(&self) -> bool {
        self.units == 0
    }
}

impl FunnelCounts {
    pub(super) fn new(steps: usize) -> Self {
        Self {
            units: 0,
            reached: vec![0; steps],
            open: vec![0; steps],
            lost: vec![0; steps],
            since_previous: vec![DurationSum::default(); steps],
            since_start: DurationSum::default(),
        }
    }

    /// Whether so many steps can have been counted so.
    fn is_sum(&self, steps: usize) -> bool {
        let (reached, open, lost) = (&self.reached, &self.open, &self.lost);
        let converted = reached.last().copied().unwrap_or(0);
        let went = total(open) + total(lost) + u64::from(converted);
        let mut times = self.since_previous.iter().zip(reached);
        let mut stayed = open.iter().zip(lost).zip(reached);
        [
            reached.len(),
            open.len(),
            lost.len(),
            self.since_previous.len(),
        ] == [steps; 4]
            && went <= u64::from(self.units)
            && reached.iter().all(|it| *it <= self.units)
            && stayed.all(|((open, lost), reached)| {
                u64::from(*open) + u64::from(*lost) <= u64::from(*reached)
            })
            && times.all(|(times, reached)| times.len() <= *reached)
            && self.since_start.len() <= converted
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.units += other.units;
        for (own, more) in [
            (&mut self.reached, other.reached),
            (&mut self.open, other.open),
            (&mut self.lost, other.lost),
        ] {
            own.iter_mut()
                .zip(more)
                .for_each(|(own, more)| *own += more);
        }
        let times = self.since_previous.iter_mut().zip(other.since_previous);
        times.for_each(|(own, more)| own.merge(more));
        self.since_start.merge(other.since_start);
    }

    /// Counts a customer, session or attempt.
    #[expect(
        clippy::indexing_slicing,
        reason = "a step is a bit of a set of `plan.steps` bits, which all lists here have"
    )]
    fn add(&mut self, unit: &Unit<'_>, timed: bool) {
        self.units += 1;
        let steps = unit.reached.steps;
        if steps == 0 {
            return;
        }
        let mut rest = steps;
        while rest != 0 {
            let step = rest.trailing_zeros() as usize;
            rest &= rest - 1;
            self.reached[step] += 1;
            if timed && step > 0 {
                self.since_previous[step].add(unit.reached.since_previous[step]);
            }
        }
        let farthest = steps.ilog2() as usize;
        if farthest + 1 == self.reached.len() {
            if timed {
                self.since_start.add(unit.reached.since_start[farthest]);
            }
        } else if unit.is_open {
            self.open[farthest] += 1;
        } else {
            self.lost[farthest] += 1;
        }
    }
}

fn total<'c>(counts: impl IntoIterator<Item = &'c u32>) -> u64 {
    counts.into_iter().map(|it| u64::from(*it)).sum()
}

/// What was counted of a part of one log, by numbers.
#[derive(Debug)]
struct Tally<'l> {
    /// The column that it is broken down by, and which of its values counts.
    by: Option<(&'l crate::log::Codes, ValueOf)>,
    timed: bool,
    all: FunnelCounts,
    touchpoints: usize,
    /// By step and touchpoint: how many were lost there.
    leaves: Vec<u32>,
    /// By value.
    segments: Vec<Option<Box<FunnelCounts>>>,
}

impl<'l> Tally<'l> {
    fn new(plan: &Plan, log: &'l EventLog) -> Self {
        let column = plan.by.and_then(|(column, value)| {
            let column = log.segments().get(column)?;
            Some((column, value))
        });
        let values = column.map_or(0, |(column, _)| column.values().len());
        let touchpoints = log.touchpoints().len();
        Self {
            by: column.map(|(column, value)| (column.codes(), value)),
            timed: log.times().is_some(),
            all: FunnelCounts::new(plan.steps),
            touchpoints,
            leaves: vec![0; plan.steps * touchpoints],
            segments: std::iter::repeat_with(|| None).take(values).collect(),
        }
    }

    fn add(&mut self, unit: &Unit<'_>) {
        self.all.add(unit, self.timed);
        let steps = unit.reached.steps;
        let farthest = steps.checked_ilog2().map(|it| it as usize);
        let lost = farthest.filter(|it| it + 1 < self.all.reached.len() && !unit.is_open);
        if let Some(step) = lost {
            let place = step * self.touchpoints + unit.leaves as usize;
            if let Some(count) = self.leaves.get_mut(place) {
                *count += 1;
            }
        }
        let Some((codes, value)) = self.by else {
            return;
        };
        let event = match value {
            ValueOf::First => unit.first,
            ValueOf::Last => unit.last,
        };
        let slot = codes
            .get(event)
            .and_then(|it| self.segments.get_mut(it as usize));
        if let Some(slot) = slot {
            let steps = self.all.reached.len();
            let counts = slot.get_or_insert_with(|| Box::new(FunnelCounts::new(steps)));
            counts.add(unit, self.timed);
        }
    }

    fn leaves_at(&self, step: usize) -> &[u32] {
        let first = step * self.touchpoints;
        self.leaves
            .get(first..first + self.touchpoints)
            .unwrap_or_default()
    }

    fn merge(&mut self, other: Self) {
        self.all.merge(other.all);
        let leaves = self.leaves.iter_mut().zip(other.leaves);
        leaves.for_each(|(own, more)| *own += more);
        for (own, more) in self.segments.iter_mut().zip(other.segments) {
            match (own, more) {
                (Some(own), Some(more)) => own.merge(*more),
                (own @ None, more) => *own = more,
                (Some(_), None) => {}
            }
        }
    }
}
