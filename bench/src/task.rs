//! The questions. Answers are as plain as every tool can give them, in a defined order.

use cesta::{
    flow::{
        Flow, FlowOptions, Quantiles,
        align::{AlignOptions, EditKind, align},
        follows::{EventuallyFollows, FollowsOptions},
        funnel::{Funnel, FunnelEntry, FunnelOptions, FunnelStep, Ties, UnknownTouchpoints},
        variants::{VariantOptions, Variants},
    },
    format::json,
    log::EventLog,
};
use serde_json::{Value, json};

use crate::Result;

/// What is aligned with: the same for all tools.
const MAP: &str = include_str!("../peers/map.json");
const STEPS: [&str; 5] = [
    "search",
    "product_view",
    "add_to_cart",
    "checkout",
    "purchase",
];
/// Seven days, in milliseconds.
const WINDOW: f64 = 7.0 * 86_400_000.0;

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Task {
    /// To read the log, and no more.
    Load,
    /// How often each touchpoint directly follows another one, and the mean and median time.
    Flow,
    /// How many distinct paths there are, and the ten most frequent.
    Variants,
    /// How many customers reach each of five steps within a week.
    Funnel,
    /// The same, as others understand it: from the first visit of the first step, equal times
    /// in any order ...
    FunnelFirst,
    /// ... from any visit, equal times in any order ...
    FunnelTied,
    /// ... in the order of the rows, however long it takes.
    FunnelEndless,
    /// At how many of its visits a touchpoint was the last.
    DropOff,
    /// How often each touchpoint comes anywhere after another one.
    Follows,
    /// What it costs each distinct path to follow the map.
    Align,
}

impl Task {
    pub(crate) const ALL: [Self; 10] = [
        Self::Load,
        Self::Flow,
        Self::Variants,
        Self::Funnel,
        Self::FunnelFirst,
        Self::FunnelTied,
        Self::FunnelEndless,
        Self::DropOff,
        Self::Follows,
        Self::Align,
    ];

    pub(crate) fn named(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|task| task.name() == name);
        found.ok_or_else(|| format!("no task `{name}`").into())
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Flow => "flow",
            Self::Variants => "variants",
            Self::Funnel => "funnel",
            Self::FunnelFirst => "funnelFirst",
            Self::FunnelTied => "funnelTied",
            Self::FunnelEndless => "funnelEndless",
            Self::DropOff => "dropOff",
            Self::Follows => "follows",
            Self::Align => "align",
        }
    }

    pub(crate) fn answer(self, log: &EventLog) -> Result<Value> {
        Ok(match self {
            Self::Load => json!({ "events": log.len(), "customers": log.customers().len() }),
            Self::Flow => flow(log),
            Self::Variants => variants(log),
            Self::Funnel => funnel(log, Ties::InputOrder, FunnelEntry::Best, Some(WINDOW))?,
            Self::FunnelFirst => funnel(log, Ties::StepOrder, FunnelEntry::First, Some(WINDOW))?,
            Self::FunnelTied => funnel(log, Ties::StepOrder, FunnelEntry::Best, Some(WINDOW))?,
            Self::FunnelEndless => funnel(log, Ties::InputOrder, FunnelEntry::Best, None)?,
            Self::DropOff => drop_off(log),
            Self::Follows => follows(log),
            Self::Align => aligned(log)?,
        })
    }
}

fn flow(log: &EventLog) -> Value {
    let flow = Flow::of(log, &FlowOptions::default());
    let rows = flow.steps.iter().map(|step| {
        let times = step.durations.map(|it| (it.mean, it.median));
        let (mean, median) = times.unzip();
        json!([step.from, step.to, step.count, mean, median])
    });
    rows.collect()
}

fn variants(log: &EventLog) -> Value {
    let options = VariantOptions {
        limit: 10,
        ..VariantOptions::default()
    };
    let variants = Variants::of(log, &options);
    let path = |names: Vec<&str>| names.join(">");
    let paths = variants.iter().map(|it| path(it.touchpoints().collect()));
    let mut top: Vec<_> = paths.zip(&variants.counts).collect();
    top.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(&b.0)));
    json!([variants.variants, top])
}

fn follows(log: &EventLog) -> Value {
    let follows = EventuallyFollows::of(log, &FollowsOptions::default());
    // Pairs are counted in a float, and others tell them as whole numbers.
    #[expect(clippy::cast_possible_truncation, reason = "exact below 2^53")]
    let rows = follows
        .pairs
        .iter()
        .map(|it| json!([it.from, it.to, it.count as i64]));
    rows.collect()
}

fn funnel(log: &EventLog, ties: Ties, entry: FunnelEntry, window: Option<f64>) -> Result<Value> {
    let steps = STEPS.map(|step| FunnelStep::new(step, [step]));
    let options = FunnelOptions {
        steps: steps.into(),
        ties,
        entry,
        window,
        // Another log than the one made for this has other touchpoints.
        unknown: UnknownTouchpoints::Allow,
        ..FunnelOptions::default()
    };
    let funnel = Funnel::of(log, &options)?;
    Ok(funnel.steps.iter().map(|step| step.reached).collect())
}

fn drop_off(log: &EventLog) -> Value {
    let options = FlowOptions {
        quantiles: Quantiles::None,
        ..FlowOptions::default()
    };
    let flow = Flow::of(log, &options);
    let rows = flow.touchpoints.iter();
    rows.map(|it| json!([it.touchpoint, it.visits, it.ends]))
        .collect()
}

fn aligned(log: &EventLog) -> Result<Value> {
    let journey = json::read(MAP)?;
    let options = AlignOptions {
        limit: u32::MAX,
        ..AlignOptions::default()
    };
    let alignment = align(&journey, log, &options)?;
    let mut rows: Vec<(String, f64)> = Vec::new();
    for variant in &alignment.variants {
        let is_event = |kind| !matches!(kind, EditKind::Skipped | EditKind::Silent);
        let events = variant.edits.iter().filter(|edit| is_event(edit.kind));
        let path: Vec<&str> = events.map(|edit| edit.touchpoint.as_str()).collect();
        rows.push((path.join(">"), variant.cost));
    }
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(json!(rows))
}
