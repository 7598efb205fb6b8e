//! What customers did: the directly-follows flow of a log, and its overlay on a map.
//!
//! A [`Flow`] needs no map; [`overlay`] puts a log on one. Both count the same way: a customer
//! who meets touchpoint after touchpoint *takes a step* from each to the next, and repeats
//! count.

mod align;
mod compare;
mod cycle;
mod discover;
mod duration_sum;
mod durations;
mod exact;
mod follows;
mod funnel;
mod overlay;
mod pairs;
mod pattern;
mod progress;
mod ranks;
mod rework;
mod rhythm;
mod sketch;
mod steps;
mod stream;
mod sum;
mod tally;
mod unknown;
mod variants;

use serde::{Deserialize, Serialize};

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
    cycle::{CycleError, CycleOptions, CycleSum, CycleTimes},
    discover::{
        DiscoverError, DiscoverOptions, Discovery, LeftOutLink, LeftOutReason, LeftOutTouchpoint,
        StageGroup, discover,
    },
    duration_sum::DurationSum,
    durations::{Durations, Quantiles},
    follows::{EventuallyFollows, Follows, FollowsOptions, FollowsSum},
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
    rework::{Again, Rework, ReworkOptions, ReworkSum, ShortLoop},
    rhythm::{
        Beat, Contacts, OtherGroups, Rhythm, RhythmBy, RhythmError, RhythmGroup, RhythmOptions,
        RhythmSum,
    },
    steps::{
        Anchor, CountedFrom, OptionProblem, StepDifference, StepDifferenceRow, StepError,
        StepFirst, StepLink, StepLinks, StepMatrix, StepMove, StepNode, StepOptions, StepPlace,
        StepRow, StepSum, StepWindow,
    },
    stream::{FlowStream, StreamError},
    sum::{FlowSum, SumError},
    unknown::UnknownEvent,
    variants::{Variant, VariantOptions, VariantSum, Variants},
};
use crate::{
    log::EventLog,
    stats::{DEFAULT_CONFIDENCE, Share},
};

/// How to sum up a flow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct FlowOptions {
    /// How durations are summed up. Default: exact.
    pub quantiles: Quantiles,
    /// The confidence of the shares' intervals, between 0 and 1. Default 0.95. Where it is not
    /// between them, no share has an interval.
    pub confidence: f64,
}

impl Default for FlowOptions {
    fn default() -> Self {
        Self {
            quantiles: Quantiles::Exact,
            confidence: DEFAULT_CONFIDENCE,
        }
    }
}

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
    /// These, of all customers.
    pub reached: Share,
    /// How many customers started here.
    pub starts: u32,
    /// How many customers ended here.
    pub ends: u32,
    /// Visits after which nothing came, of all visits.
    pub drop_off: Share,
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
    /// This, of all visits to the touchpoint before, whether they went on or ended.
    pub of_source: Share,
    /// This, of all visits to the touchpoint after, whether they came from somewhere or started.
    pub of_target: Share,
    /// To how many customers it happened.
    pub customers: u32,
    /// These, of all customers.
    pub of_customers: Share,
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
    /// Linear in the events, exact quantiles included.
    ///
    /// # Example
    /// ```
    /// use cesta::{flow::{Flow, FlowOptions}, log::EventLog};
    ///
    /// let log = EventLog::from_columns(
    ///     &["ann", "ann", "ann", "bob"],
    ///     &["look", "look", "buy", "look"],
    ///     Some(&[0, 2_000, 6_000, 1_000]),
    /// )?;
    /// let flow = Flow::of(&log, &FlowOptions::default());
    ///
    /// let look = flow.touchpoint("look").unwrap();
    /// assert_eq!((look.visits, look.customers, look.starts, look.ends), (3, 2, 2, 1));
    /// assert_eq!((look.self_loops, look.drop_off.value), (1, Some(1.0 / 3.0)));
    /// let bought = flow.step("look", "buy").unwrap();
    /// assert_eq!((bought.count, bought.durations.unwrap().median), (1, 4_000.0));
    /// assert_eq!(bought.of_customers.value, Some(0.5));
    /// # Ok::<(), cesta::log::BuildError>(())
    /// ```
    pub fn of(log: &EventLog, options: &FlowOptions) -> Self {
        FlowSum::of(log, options.quantiles).flow(options.confidence)
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
