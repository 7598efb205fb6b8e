//! What customers did: the directly-follows flow of a log, and its overlay on a map.
//!
//! A [`Flow`] needs no map; [`overlay`] puts a log on one. Both count the same way: a customer
//! who meets touchpoint after touchpoint *takes a step* from each to the next, and repeats
//! count.

mod align;
mod compare;
mod discover;
mod durations;
mod funnel;
mod overlay;
mod pairs;
mod pattern;
mod progress;
mod rhythm;
mod steps;
mod tally;
mod unknown;

use serde::Serialize;

use self::tally::Tally;
pub use self::{
    align::{
        AlignError, AlignOptions, AlignSum, Alignment, Detour, Edit, EditKind, Edits, Jump,
        LeftOut, LinkAlignment, MapLink, MissingLink, TouchpointAlignment, VariantAlignment, align,
    },
    compare::{
        Behaviour, ComparedDuration, ComparedShare, LogComparison, LogComparisonError,
        LogComparisonOptions, MedianDuration, Side, Split, Timed, compare_customers, compare_logs,
        compare_split,
    },
    discover::{
        DiscoverError, DiscoverOptions, Discovery, LeftOutLink, LeftOutReason, LeftOutTouchpoint,
        StageGroup, discover,
    },
    durations::{DurationSum, Durations},
    funnel::{
        Breakdown, Exclusion, Funnel, FunnelCounting, FunnelEntry, FunnelError, FunnelOptions,
        FunnelProblem, FunnelSegment, FunnelStep, FunnelSum, LastTouchpoint, ReachedStep,
        SegmentStep, StepOrder, Ties, UnknownTouchpoints, ValueOf, stage_funnel, stage_steps,
    },
    overlay::{
        GoalFlow, Overlay, OverlayOptions, StageFlow, TouchpointFlow, TransitionFlow, overlay,
    },
    pattern::{
        FoundMatches, MatchExample, MatchStart, PatternEnd, PatternError, PatternLink,
        PatternMatches, PatternOptions, PatternPart, PatternProblem, PatternReason, PatternStep,
        PatternSum, SequencePattern, TimeCondition, TimeIs, find_pattern,
    },
    rhythm::{
        Beat, Contacts, Group, OtherGroups, Rhythm, RhythmBy, RhythmError, RhythmOptions, RhythmSum,
    },
    steps::{
        Anchor, CountedFrom, OptionProblem, StepDifference, StepDifferenceRow, StepError,
        StepFirst, StepLink, StepLinks, StepMatrix, StepMove, StepNode, StepOptions, StepPlace,
        StepRow, StepSum, StepWindow,
    },
    unknown::UnknownEvent,
};
use crate::{log::EventLog, sort};

/// What customers did, added up: how often each touchpoint directly follows another, and how
/// long it took.
///
/// Touchpoints are called as the log calls them. Everything is in the order of these names, so
/// that the order of the input does not show; only ties between equal times follow it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Flow {
    /// How many customers there are.
    pub customers: u32,
    /// How many events there are.
    pub events: u32,
    /// Every touchpoint, by name.
    pub touchpoints: Vec<Visits>,
    /// Every step that was taken, by source, then target.
    pub steps: Vec<Step>,
}

/// What happened at a touchpoint of a log.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Visits {
    /// The touchpoint, as the log calls it.
    pub touchpoint: String,
    /// How many events it has.
    pub visits: u32,
    /// How many customers visited it.
    pub customers: u32,
    /// How many customers started here.
    pub starts: u32,
    /// How many customers ended here.
    pub ends: u32,
    /// How often it directly followed itself.
    pub self_loops: u32,
    /// The time until the next event; `None` without times, and where it is always the last.
    pub until_next: Option<Durations>,
}

/// One touchpoint directly after another one, or after itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// The touchpoint before.
    pub from: String,
    /// The touchpoint after.
    pub to: String,
    /// How often it happened.
    pub count: u32,
    /// To how many customers it happened.
    pub customers: u32,
    /// How long it took; `None` without times.
    pub durations: Option<Durations>,
}

impl Flow {
    /// The flow of a log.
    ///
    /// # Units
    /// Durations are in milliseconds.
    ///
    /// # Complexity
    /// `O(n log n)` for `n` events: linear, but for the exact quantiles.
    ///
    /// # Example
    /// ```
    /// use cesta::{flow::Flow, log::EventLog};
    ///
    /// let log = EventLog::from_columns(
    ///     &["ann", "ann", "ann", "bob"],
    ///     &["look", "look", "buy", "look"],
    ///     Some(&[0, 2_000, 6_000, 1_000]),
    /// )?;
    /// let flow = Flow::of(&log);
    ///
    /// let look = flow.touchpoint("look").unwrap();
    /// assert_eq!((look.visits, look.customers, look.starts, look.ends), (3, 2, 2, 1));
    /// assert_eq!(look.self_loops, 1);
    /// let bought = flow.step("look", "buy").unwrap();
    /// assert_eq!((bought.count, bought.durations.unwrap().median), (1, 4_000.0));
    /// # Ok::<(), cesta::log::BuildError>(())
    /// ```
    pub fn of(log: &EventLog) -> Self {
        let names: Vec<&str> = log.touchpoints().iter().collect();
        let mut tally = Tally::new(names.len());
        for trace in log.traces() {
            tally.add(trace.events());
        }

        let name = |number: u32| names.get(number as usize).copied().unwrap_or_default();
        let mut by_name: Vec<u32> = (0..count(names.len())).collect();
        sort::by_key(&mut by_name, |&number| name(number));
        let mut ranks = vec![0; names.len()];
        for (rank, &number) in (0..).zip(&by_name) {
            if let Some(slot) = ranks.get_mut(number as usize) {
                *slot = rank;
            }
        }
        let rank = |number: u32| ranks.get(number as usize).copied().unwrap_or(0);
        let counted = tally.finish(rank);

        let steps = counted.steps.iter().map(|step| Step {
            from: name(step.from).to_owned(),
            to: name(step.to).to_owned(),
            count: step.count,
            customers: step.customers,
            durations: Durations::of(step.durations.iter().copied()),
        });
        let steps = steps.collect();
        let mut self_loops = vec![0; names.len()];
        for step in counted.steps.iter().filter(|step| step.from == step.to) {
            if let Some(slot) = self_loops.get_mut(step.from as usize) {
                *slot = step.count;
            }
        }
        let touchpoints = by_name.iter().filter_map(|&number| {
            let visits = counted.visits.get(number as usize)?;
            Some(Visits {
                touchpoint: name(number).to_owned(),
                visits: visits.count,
                customers: visits.customers,
                starts: visits.starts,
                ends: visits.ends,
                self_loops: self_loops.get(number as usize).copied().unwrap_or(0),
                until_next: counted.onwards.get(number as usize).copied().flatten(),
            })
        });
        Self {
            customers: count(log.customers().len()),
            events: count(log.len()),
            touchpoints: touchpoints.collect(),
            steps,
        }
    }

    /// What happened at a touchpoint.
    pub fn touchpoint(&self, name: &str) -> Option<&Visits> {
        let found = self
            .touchpoints
            .binary_search_by(|it| it.touchpoint.as_str().cmp(name));
        found.ok().and_then(|place| self.touchpoints.get(place))
    }

    /// What happened between two touchpoints; `None` if it never did.
    pub fn step(&self, from: &str, to: &str) -> Option<&Step> {
        let key = |step: &Step| (step.from.as_str(), step.to.as_str()).cmp(&(from, to));
        let found = self.steps.binary_search_by(key);
        found.ok().and_then(|place| self.steps.get(place))
    }
}

/// A log has at most `u32::MAX` events, so that every count fits.
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
