//! Gaps: what the user's levels make of them, and how they are printed.

use cesta::{
    format::json::locate,
    gap::{Finding, GapError, GapOptions, GapReport, Place, Rule, rules},
    journey::spec,
};
use clap::builder::styling::Style;

use crate::{
    answer::{Complaint, Failure},
    args::Levels,
    input::Map,
    observed::Observed,
    output::text::{Page, counted, number, style},
    progress::phase,
};

/// Checks a map with what was observed on it.
pub(crate) fn check(map: &Map, observed: &Observed, levels: &Levels) -> Result<GapReport, Failure> {
    let options = GapOptions {
        levels: chosen(levels)?,
        ..GapOptions::default()
    };
    let report = phase("checking", || {
        cesta::gap::check(&map.journey, &observed.for_gaps(), &options)
    });
    report.map_err(|error| refused(&error, map))
}

/// Why a map cannot be checked: each unknown rule at its place.
fn refused(error: &GapError, map: &Map) -> Failure {
    let complaint = |message: String| Complaint::new(message).file(&map.name).code(error.code());
    let GapError::UnknownRules { rules: unknown } = error else {
        return complaint(error.to_string()).into();
    };
    let paths: Vec<String> = unknown
        .iter()
        .map(|unknown| format!("{}.{}", unknown.path, unknown.rule))
        .collect();
    let positions = locate(&map.text, paths.iter().map(String::as_str));
    let rules = unknown.iter().zip(positions).map(|(unknown, position)| {
        complaint(unknown_rule(&unknown.rule))
            .at(position)
            .path(&unknown.path)
    });
    Failure::first(rules, &map.name)
}

fn unknown_rule(name: &str) -> String {
    format!("there is no rule `{name}`; `cesta gaps --rules` lists them")
}

/// The levels that the arguments give.
fn chosen(levels: &Levels) -> Result<spec::Levels, Failure> {
    let given = [
        (&levels.deny, spec::Level::Deny),
        (&levels.warn, spec::Level::Warn),
        (&levels.info, spec::Level::Info),
        (&levels.allow, spec::Level::Allow),
    ];
    let mut chosen = spec::Levels::new();
    let mut complaints = Vec::new();
    for (names, level) in given {
        for name in names {
            match rule(name) {
                Err(failure) => complaints.push(Some(failure)),
                Ok(rule) => {
                    let before = chosen.insert(rule.id.to_owned(), level);
                    if before.is_some_and(|before| before != level) {
                        let complaint = format!("rule `{}` is given two levels", rule.id);
                        complaints.push(Some(Complaint::new(complaint).into()));
                    }
                }
            }
        }
    }
    if complaints.is_empty() {
        Ok(chosen)
    } else {
        Err(Failure::all(complaints))
    }
}

/// The rule of an id or name.
pub(crate) fn rule(name: &str) -> Result<&'static Rule, Failure> {
    let found = rules().find(|rule| rule.id.eq_ignore_ascii_case(name) || rule.name == name);
    found.ok_or_else(|| Complaint::new(unknown_rule(name)).into())
}

/// The word for a level, and its style.
pub(crate) fn level(level: spec::Level) -> (&'static str, Style) {
    match level {
        spec::Level::Deny => ("error", style::DENY),
        spec::Level::Warn => ("warning", style::WARN),
        spec::Level::Info => ("info", style::NOTE),
        spec::Level::Allow => ("allowed", style::FAINT),
    }
}

/// The place of a finding in words.
pub(crate) fn place(place: &Place) -> String {
    match place {
        Place::Journey => "the journey".to_owned(),
        Place::Stage { stage } => format!("stage {stage}"),
        Place::Touchpoint { touchpoint } => touchpoint.to_string(),
        Place::Transition { from, to } => format!("{from} -> {to}"),
        Place::Persona { persona } => format!("persona {persona}"),
        Place::Element { id, .. } => id.clone(),
    }
}

/// The numbers of a finding in words: `score 12 nps, n 48`.
pub(crate) fn numbers(finding: &Finding) -> String {
    let numbers = finding.numbers.iter().map(|it| {
        let unit = it.unit.as_ref().map(|unit| format!(" {unit}"));
        format!(
            "{} {}{}",
            it.name,
            number(it.value),
            unit.unwrap_or_default()
        )
    });
    numbers.collect::<Vec<_>>().join(", ")
}

/// Prints how many findings there are of each level.
pub(crate) fn summary(page: &mut Page, report: &GapReport) {
    let counts = &report.counts;
    let parts = [
        (counts.deny, "error", style::DENY),
        (counts.warn, "warning", style::WARN),
        (counts.info, "info", style::NOTE),
    ];
    let mut first = true;
    for (count, noun, style) in parts {
        if count > 0 {
            page.plain(if first { "" } else { ", " });
            page.paint(style, counted(count, noun));
            first = false;
        }
    }
    if first {
        page.paint(style::GOOD, "no gaps");
    }
    if counts.suppressed > 0 {
        page.paint(
            style::FAINT,
            format_args!(" ({} allowed)", counts.suppressed),
        );
    }
    page.end();
}
