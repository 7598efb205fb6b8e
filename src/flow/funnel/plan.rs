//! A funnel made ready for a log: numbers in place of names.

use std::collections::BTreeSet;

use super::{
    FunnelCounting, FunnelEntry, FunnelError, FunnelOptions, FunnelProblem, StepOrder, Ties,
    ValueOf, conditions, error::duration,
};
use crate::{
    log::{EventLog, SegmentColumn, Trace},
    sort,
};

/// The most steps of a funnel: a bit each.
pub(super) const MAX_STEPS: u32 = 64;

/// The most steps in any order where sets of steps have to be told apart: 4,096 of them.
pub(super) const MAX_ANY_STEPS: u32 = 12;

/// A set of steps, a bit each; the first step is the lowest bit.
pub(super) type Steps = u64;

/// A funnel, ready for the events of one log.
#[derive(Debug)]
pub(super) struct Plan {
    /// How many steps there are; 1 to 64.
    pub(super) steps: usize,
    /// The steps that may be left out.
    pub(super) optional: Steps,
    /// By touchpoint: the steps that it serves.
    pub(super) serves: Vec<Steps>,
    /// By touchpoint: the steps at which no chain may stand that meets it.
    pub(super) excludes: Vec<Steps>,
    pub(super) order: StepOrder,
    pub(super) ties: Ties,
    pub(super) entry: FunnelEntry,
    pub(super) reuse: bool,
    pub(super) counting: FunnelCounting,
    /// In milliseconds; the longest there is where there is none.
    pub(super) window: i64,
    /// Likewise.
    pub(super) step_window: i64,
    pub(super) session_gap: i64,
    /// When the log ends, where that matters.
    pub(super) end: Option<i64>,
    /// Whether no event serves two steps.
    pub(super) distinct: bool,
    /// Whether a predicate tells events of one touchpoint apart.
    pub(super) filtered: bool,
    /// The further column to break down by, by its place.
    pub(super) by: Option<(usize, ValueOf)>,
}

impl Plan {
    /// Makes a funnel ready. `filtered` where a predicate tells events of one touchpoint apart.
    pub(super) fn new(
        options: &FunnelOptions,
        log: &EventLog,
        filtered: bool,
    ) -> Result<Self, FunnelError> {
        let mut problems = check(options, filtered);
        let timed = log.times().is_some() || log.is_empty();
        for (name, used) in [
            ("window", options.window.is_some()),
            ("stepWindow", options.step_window.is_some()),
            ("counting", options.counting == FunnelCounting::Sessions),
        ] {
            if used && !timed {
                problems.push(FunnelProblem::TimesNeeded { name });
            }
        }
        let mut column = |wanted: &str| {
            let columns = || log.segments().iter().map(SegmentColumn::name);
            let place = columns().position(|it| it == wanted);
            if place.is_none() && !log.is_empty() {
                problems.push(FunnelProblem::UnknownColumn {
                    column: wanted.to_owned(),
                    closest: super::closest::closest(wanted, columns()).map(str::to_owned),
                });
            }
            place
        };
        for only in options.steps.iter().flat_map(|step| &step.only) {
            column(&only.column);
        }
        let by = options.by.as_ref();
        let by = by.and_then(|by| Some((column(&by.column)?, by.value)));
        if !problems.is_empty() {
            return Err(FunnelError::new(problems));
        }
        let serves = |name: &str| {
            bits(options.steps.iter().map(|step| {
                let any = step.touchpoints.is_empty() && (filtered || !step.only.is_empty());
                any || step.touchpoints.iter().any(|it| it == name)
            }))
        };
        let excludes = |name: &str| {
            let hit = |it: &&super::Exclusion| it.touchpoints.iter().any(|it| it == name);
            let hits = options.exclusions.iter().filter(hit);
            hits.fold(0, |bits, it| bits | below(it.to - 1) & !below(it.from - 1))
        };
        let served: Vec<Steps> = log.touchpoints().iter().map(serves).collect();
        let has_window = options.window.is_some()
            || options.step_window.is_some()
            || options.counting == FunnelCounting::Sessions;
        let last = || {
            let last = |trace: Trace<'_>| log.times()?.get(trace.range().end.checked_sub(1)?);
            log.traces().filter_map(last).max()
        };
        let plan = Self {
            steps: options.steps.len(),
            optional: bits(options.steps.iter().map(|step| step.optional)),
            excludes: log.touchpoints().iter().map(excludes).collect(),
            order: options.order,
            // Without times, the input is all the order there is.
            ties: if log.times().is_some() {
                options.ties
            } else {
                Ties::InputOrder
            },
            entry: options.entry,
            reuse: options.reuse,
            counting: options.counting,
            window: options.window.map_or(i64::MAX, milliseconds),
            step_window: options.step_window.map_or(i64::MAX, milliseconds),
            session_gap: milliseconds(options.session_gap),
            end: has_window
                .then(|| last().max(options.end.map(milliseconds)))
                .flatten(),
            filtered: filtered || conditions::has_any(options),
            distinct: served.iter().all(|steps| steps.count_ones() < 2),
            serves: served,
            by,
        };
        Ok(plan)
    }

    /// The bit of the last step.
    pub(super) fn last(&self) -> Steps {
        1 << (self.steps - 1)
    }

    /// Whether something closes a chain.
    pub(super) fn has_window(&self) -> bool {
        self.window < i64::MAX || self.step_window < i64::MAX
    }

    /// Whether a chain that began and went on then can still go on at a time.
    pub(super) fn is_open(&self, start: i64, last: i64, time: i64) -> bool {
        time - start <= self.window && time - last <= self.step_window
    }
}

/// What is wrong with a funnel, whatever the log.
pub(super) fn check(options: &FunnelOptions, filtered: bool) -> Vec<FunnelProblem> {
    let mut problems = Vec::new();
    let steps = options.steps.len();
    let found = u32::try_from(steps).unwrap_or(u32::MAX);
    if steps == 0 {
        problems.push(FunnelProblem::NoSteps);
    }
    if found > MAX_STEPS {
        let limit = MAX_STEPS;
        problems.push(FunnelProblem::TooManySteps { found, limit });
    } else if found > MAX_ANY_STEPS && needs_sets(options, filtered) {
        let limit = MAX_ANY_STEPS;
        problems.push(FunnelProblem::TooManyInAnyOrder { found, limit });
    }
    let mut names = BTreeSet::new();
    for (place, step) in options.steps.iter().enumerate() {
        let name = || step.name.clone();
        if !names.insert(step.name.as_str()) {
            problems.push(FunnelProblem::SameName { step: name() });
        }
        if step.touchpoints.is_empty()
            && !filtered
            && step.only.is_empty()
            && options.unknown == super::UnknownTouchpoints::Refuse
        {
            problems.push(FunnelProblem::EmptyStep { step: name() });
        }
        if step.optional && options.order == StepOrder::Any {
            problems.push(FunnelProblem::OptionalInAnyOrder { step: name() });
        } else if step.optional && (place == 0 || place + 1 == steps) {
            problems.push(FunnelProblem::OptionalEnd { step: name() });
        }
    }
    for it in &options.exclusions {
        if !(1 <= it.from && it.from < it.to && it.to <= found) {
            problems.push(FunnelProblem::ExclusionSteps {
                from: it.from,
                to: it.to,
                steps: found,
            });
        }
    }
    for (name, value) in [
        ("window", options.window),
        ("stepWindow", options.step_window),
        ("sessionGap", Some(options.session_gap)),
    ] {
        problems.extend(value.and_then(|value| duration(name, value)));
    }
    if let Some(value) = options.end.filter(|it| !it.is_finite()) {
        problems.push(FunnelProblem::NoTime { value });
    }
    problems
}

/// Whether a funnel can only be counted by telling sets of steps apart.
pub(super) fn needs_sets(options: &FunnelOptions, filtered: bool) -> bool {
    let mut names = BTreeSet::new();
    let mut touchpoints = options.steps.iter().flat_map(|step| {
        // A name twice in one step is no harm.
        sort::collect::<BTreeSet<_>, _>(&step.touchpoints)
    });
    let shared =
        filtered || conditions::has_any(options) || !touchpoints.all(|it| names.insert(it));
    options.order == StepOrder::Any
        && (options.step_window.is_some()
            || !options.exclusions.is_empty()
            || options.ties == Ties::Strict
            || options.entry != FunnelEntry::Best
            || options.counting == FunnelCounting::Totals
            || (shared && !options.reuse))
}

/// The set of the steps for which it is so.
fn bits(is: impl Iterator<Item = bool>) -> Steps {
    (0..)
        .zip(is)
        .fold(0, |bits, (step, is)| bits | Steps::from(is) << step)
}

/// The first steps, as many as told, fewer than 64.
pub(super) fn below(steps: u32) -> Steps {
    !(Steps::MAX << steps)
}

/// Whole milliseconds; the farthest there are for what is farther.
#[expect(clippy::cast_possible_truncation, reason = "saturates, which is meant")]
fn milliseconds(value: f64) -> i64 {
    // Far beyond all times of a log, and still no overflow in a sum of two.
    const FARTHEST: i64 = i64::MAX / 4;
    (value.floor() as i64).clamp(-FARTHEST, FARTHEST)
}
