//! What a picture or a report shows.

use serde::{Deserialize, Serialize};

use super::LogUnit;
use crate::{
    flow::{
        Durations, Overlay, Visits, align::Alignment, compare::LogComparison, cycle::CycleTimes,
        discover::Discovery, follows::EventuallyFollows, funnel::Funnel, pattern::PatternMatches,
        rework::Rework, rhythm::Rhythm, steps::StepLinks, variants::Variants,
    },
    gap::GapReport,
    journey::Journey,
    satisfaction::{EmotionLine, Satisfaction},
};

/// A map, and whatever is known about it.
///
/// What is `None` was not looked at, and the report says so; a [`GapReport`] without findings
/// means that there are no gaps.
///
/// # Example
/// ```
/// use cesta::{
///     flow::{OverlayOptions, overlay},
///     journey::{Journey, spec::{Stage, Touchpoint}},
///     log::EventLog,
///     render::{Known, ReportOptions, report_html},
/// };
///
/// let journey = Journey::builder("bakery")
///     .stage(Stage::new("buy").touchpoint(Touchpoint::new("counter")))
///     .build()?;
/// let log = EventLog::from_columns(&["ann", "bob"], &["counter", "counter"], None)?;
/// let overlay = overlay(&journey, &log, &OverlayOptions::default());
///
/// let known = Known { overlay: Some(&overlay), ..Known::new(&journey) };
/// let page = report_html(&known, &ReportOptions::default());
/// assert!(page.contains("2 customers"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The map.
    pub journey: &'a Journey,
    /// What customers are in all of the following, but for what they said.
    pub unit: LogUnit,
    /// What customers did.
    pub overlay: Option<&'a Overlay>,
    /// Who got through its stages; only the report shows it.
    pub funnel: Option<&'a Funnel>,
    /// When they did it; only the report shows it.
    pub rhythm: Option<&'a Rhythm>,
    /// Where they went step by step; only the report shows it.
    pub steps: Option<&'a StepLinks>,
    /// The ways they went; only the report shows them.
    pub variants: Option<&'a Variants>,
    /// What they did again; only the report shows it.
    pub rework: Option<&'a Rework>,
    /// What comes sooner or later after what; only the report shows it, as shares of those who
    /// met the one before where `rework` is known, which says how many these are.
    pub follows: Option<&'a EventuallyFollows>,
    /// How long they took; only the report shows it.
    pub legs: &'a [Leg],
    /// How long they stayed in its stages; only the report shows it.
    pub stays: &'a [Stay],
    /// What two groups of them do differently; only the report shows it.
    pub groups: Option<&'a Groups>,
    /// What was looked for in what they did; only the report shows it.
    pub patterns: &'a [FoundPattern],
    /// The map that a log suggests; only the report shows it.
    pub discovery: Option<&'a Discovery>,
    /// What customers said.
    pub satisfaction: Option<&'a Satisfaction>,
    /// How customers feel along the map; where it is left out, the
    /// [best line](crate::satisfaction::best_emotion_line) of what else is known.
    pub emotion: Option<&'a EmotionLine>,
    /// Who follows the map; only the report shows it.
    pub alignment: Option<&'a Alignment>,
    /// Where the journey has gaps, in the order in which they are to be shown.
    pub gaps: Option<&'a GapReport>,
    /// What of the data could not be used.
    pub passed_over: PassedOver,
}

impl<'a> Known<'a> {
    /// A map and nothing else.
    pub fn new(journey: &'a Journey) -> Self {
        Self {
            journey,
            unit: LogUnit::default(),
            overlay: None,
            funnel: None,
            rhythm: None,
            steps: None,
            variants: None,
            rework: None,
            follows: None,
            legs: &[],
            stays: &[],
            groups: None,
            patterns: &[],
            discovery: None,
            satisfaction: None,
            emotion: None,
            alignment: None,
            gaps: None,
            passed_over: PassedOver::default(),
        }
    }
}

/// How much of the data was passed over because it could not be used. The numbers of a report
/// are without it, so the report says how much it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PassedOver {
    /// Rows of the event log.
    pub rows: u32,
    /// Cells of the survey.
    pub cells: u32,
}

/// How long customers took for a part of their way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Leg {
    /// The touchpoint where it begins, as the log calls it; the first event where it is left out.
    pub from: Option<String>,
    /// The touchpoint where it ends, as the log calls it; the last event where it is left out.
    pub to: Option<String>,
    /// How long they took.
    pub times: CycleTimes,
}

/// How long customers stayed in a stage, from its first event to the first of another one: what
/// the flow of [`group_stages`](crate::flow::group_stages) says of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Stay {
    /// The stage's id.
    pub stage: String,
    /// How many stays there were.
    pub visits: u32,
    /// How long they were, but for the last of each customer, whose end nobody saw; none without
    /// times, and where all are the last.
    pub times: Option<Durations>,
}

impl From<&Visits> for Stay {
    /// From what the flow of [`group_stages`](crate::flow::group_stages) says of a stage.
    fn from(stage: &Visits) -> Self {
        Self {
            stage: stage.touchpoint.clone(),
            visits: stage.visits,
            times: stage.until_next,
        }
    }
}

/// A sequence pattern, and how often it was met.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FoundPattern {
    /// What it is called.
    pub name: String,
    /// The pattern, as it was written.
    pub pattern: String,
    /// How often it was met.
    pub matches: PatternMatches,
}

/// Two groups of customers, compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Groups {
    /// What the first one is called.
    pub first: String,
    /// What the second one is called.
    pub second: String,
    /// What they do, and how long it takes them.
    pub comparison: LogComparison,
}
