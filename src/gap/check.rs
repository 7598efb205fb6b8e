//! Runs the rules.

use std::cmp::Reverse;

use super::{
    Counts, Factors, Finding, GapError, GapOptions, GapReport, NotRun, Number, context::Context,
    place::At, rules, words,
};
use crate::{
    flow::Overlay,
    journey::{Journey, Measure, spec::Level},
    satisfaction::Satisfaction,
    sort,
};

/// What was observed on a map, where something was.
#[derive(Clone, Copy, Debug, Default)]
pub struct Observed<'a> {
    /// What customers did.
    pub overlay: Option<&'a Overlay>,
    /// What customers said.
    pub satisfaction: Option<&'a Satisfaction>,
}

/// What one test found: a finding before its level and weight are known.
#[derive(Clone, Debug)]
pub(super) struct Gap<'j> {
    at: At<'j>,
    level: Option<Level>,
    /// The highest level it may have, whatever is set.
    at_most: Level,
    message: String,
    hint: String,
    numbers: Vec<Number>,
    magnitude: f64,
}

impl<'j> Gap<'j> {
    pub(super) fn new(at: impl Into<At<'j>>, message: String, hint: impl Into<String>) -> Self {
        Self {
            at: at.into(),
            level: None,
            at_most: Level::Deny,
            message,
            hint: hint.into(),
            numbers: Vec::new(),
            magnitude: 1.0,
        }
    }

    /// Sets a level other than the rule's.
    pub(super) fn level(mut self, level: Level) -> Self {
        self.level = Some(level);
        self
    }

    /// Says that it rests on too few answers to conclude anything, and makes it an info at most.
    pub(super) fn thin(mut self, answers: u32) -> Self {
        let s = if answers == 1 { "" } else { "s" };
        let so = format!(" With only {answers} answer{s} that is no conclusion yet.");
        self.message.push_str(&so);
        self.at_most = Level::Info;
        self
    }

    /// Sets how far the number that triggered it is from its threshold, as a share of its range.
    pub(super) fn magnitude(mut self, share: f64) -> Self {
        self.magnitude = share.clamp(0.0, 1.0);
        self
    }

    pub(super) fn number(mut self, name: &'static str, value: impl Into<f64>) -> Self {
        let value = value.into();
        let unit = None;
        self.numbers.push(Number {
            name: name.into(),
            value,
            unit,
        });
        self
    }

    /// A number in the unit of a measure's scores.
    pub(super) fn measured(mut self, name: &'static str, value: f64, measure: &Measure) -> Self {
        let unit = Some(words::unit(measure).to_owned());
        self.numbers.push(Number {
            name: name.into(),
            value,
            unit,
        });
        self
    }

    fn finding(self, rule: &rules::Rule, map: &Context<'j>) -> Finding {
        let own = map.options.level(rule.id, self.level.unwrap_or(rule.level));
        let level = self.at.level(rule.id, map).unwrap_or(own);
        let level = level.min(self.at_most);
        let factors = Factors {
            reach: self.at.reach(map),
            importance: self.at.importance(),
            magnitude: self.magnitude,
        };
        let class = match level {
            Level::Deny => 1.0,
            Level::Warn => 0.5,
            Level::Info => 0.2,
            Level::Allow => 0.0,
        };
        Finding {
            rule: rule.id.into(),
            name: rule.name.into(),
            level,
            place: self.at.into(),
            message: self.message,
            hint: self.hint,
            numbers: self.numbers,
            weight: class * factors.reach.unwrap_or(1.0) * factors.importance * factors.magnitude,
            factors,
        }
    }
}

/// Runs every rule over a map and what was observed on it.
///
/// Nothing is left out of the findings but what the levels allow, and that is counted.
///
/// # Errors
/// [`GapError`] for levels of rules that do not exist (all of them at once) and for thresholds
/// that are no shares.
///
/// # Complexity
/// `O(P (V + E) + (V + E) log S + F log F)` for V touchpoints, E transitions, S stages, P
/// different parts of the map that are open to personas, and F findings, on maps whose customers walk through the stages more or less in
/// order; at worst S8 takes `O(S (V + E))`.
///
/// # Example
/// ```
/// use cesta::{
///     gap::{GapOptions, Observed, check},
///     journey::{Journey, spec::{Level, Role, Stage, Touchpoint}},
/// };
///
/// let journey = Journey::builder("bakery")
///     .stage(Stage::new("find").touchpoint(Touchpoint::new("smell").role(Role::Entry)))
///     .stage(
///         Stage::new("buy")
///             .touchpoint(Touchpoint::new("counter").role(Role::Goal))
///             .touchpoint(Touchpoint::new("complaint").label("Complaint")),
///     )
///     .build()?;
///
/// let report = check(&journey, &Observed::default(), &GapOptions::default())?;
/// assert_eq!(report.worst(), Some(Level::Deny));
/// let first = report.findings.first().unwrap();
/// assert_eq!((&*first.rule, &*first.name), ("S3", "dead-end"));
/// assert_eq!(first.message, "“Complaint” has no way on and is neither a goal nor an exit.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn check(
    journey: &Journey,
    observed: &Observed<'_>,
    options: &GapOptions,
) -> Result<GapReport, GapError> {
    options.check(journey)?;
    let map = Context::new(journey, *observed, options);
    let mut counts = Counts::default();
    let (mut ran, mut not_run) = (Vec::new(), Vec::new());
    let mut found = Vec::new();
    for check in rules::CHECKS {
        let rule = &check.rule;
        match check.test.run(&map) {
            Err(missing) => not_run.push(NotRun {
                rule: rule.id.into(),
                missing,
            }),
            Ok(gaps) => {
                ran.push(rule.id.into());
                for gap in gaps {
                    let order = gap.at.order(&map);
                    let finding = gap.finding(rule, &map);
                    counts.add(finding.level);
                    if finding.level != Level::Allow {
                        found.push((order, finding));
                    }
                }
            }
        }
    }
    // Stable, and rule by rule until here: what is equal otherwise stays in the rules' order.
    sort::by(&mut found, |(order, a), (other, b)| {
        let by_level = Reverse(a.level).cmp(&Reverse(b.level));
        by_level
            .then_with(|| b.weight.total_cmp(&a.weight))
            .then_with(|| order.cmp(other))
    });
    Ok(GapReport {
        findings: found.into_iter().map(|(_, finding)| finding).collect(),
        counts,
        ran,
        not_run,
    })
}
