//! Which column is which.

use super::{CsvOptions, LogError, MissingColumn, Role, Sequence};
use crate::{sort, text::folded};

/// The usual names of the column that says who it was; the first that is there is taken.
pub const CUSTOMER_NAMES: &[&str] = &[
    "customer_id",
    "customer",
    "user_id",
    "user",
    "visitor_id",
    "visitor",
    "client_id",
    "client",
    "contact_id",
    "contact",
    "lead_id",
    "person_id",
    "distinct_id",
    "user_pseudo_id",
    "anonymous_id",
    "case_id",
    "case:concept:name",
    "case",
    "session_id",
    "session",
    "id",
];

/// The usual names of the column that says what they met; the first that is there is taken.
pub const TOUCHPOINT_NAMES: &[&str] = &[
    "touchpoint_id",
    "touchpoint",
    "event_name",
    "event",
    "activity_name",
    "activity",
    "concept:name",
    "action",
    "event_type",
    "step",
    "page",
    "screen",
];

/// The usual names of the column that says when; the first that is there is taken.
pub const TIME_NAMES: &[&str] = &[
    "timestamp",
    "time",
    "time:timestamp",
    "event_time",
    "event_timestamp",
    "datetime",
    "date_time",
    "occurred_at",
    "created_at",
    "start_timestamp",
    "complete_timestamp",
    "date",
    "ts",
];

/// The places of the columns in a row.
#[derive(Debug)]
pub(in crate::log) struct Columns {
    pub(in crate::log) header: Vec<String>,
    pub(in crate::log) customer: usize,
    pub(in crate::log) touchpoint: usize,
    pub(in crate::log) time: Option<usize>,
    pub(in crate::log) segments: Vec<usize>,
}

impl Columns {
    pub(in crate::log) fn find(
        header: Vec<String>,
        options: &CsvOptions,
    ) -> Result<Self, LogError> {
        let mut sorted: Vec<&String> = header.iter().filter(|name| !name.is_empty()).collect();
        sort::plain(&mut sorted);
        if let Some(twice) = sorted.windows(2).find_map(|pair| match pair {
            [a, b] if a == b => Some((*a).clone()),
            _ => None,
        }) {
            return Err(LogError::DuplicateColumn {
                name: twice,
                header,
            });
        }
        let mut missing = Vec::new();
        let mut find = |role, wanted: Option<&str>, usual: &[&str]| {
            let found = match wanted {
                Some(name) => named(role, name, &header)?,
                None => recognised(role, usual, &header)?,
            };
            if found.is_none() {
                let wanted = wanted.map(str::to_owned);
                missing.push(MissingColumn { role, wanted });
            }
            Ok::<_, LogError>(found)
        };
        let customer = find(Role::Customer, options.customer.as_deref(), CUSTOMER_NAMES)?;
        let touchpoint = find(
            Role::Touchpoint,
            options.touchpoint.as_deref(),
            TOUCHPOINT_NAMES,
        )?;
        let time = match options.sequence {
            Sequence::ByTime => find(Role::Time, options.time.as_deref(), TIME_NAMES)?,
            Sequence::AsWritten => None,
        };
        let mut segments = Vec::new();
        for name in &options.keep {
            segments.extend(find(Role::Segment, Some(name), &[])?);
        }
        match (customer, touchpoint) {
            (Some(customer), Some(touchpoint)) if missing.is_empty() => Ok(Self {
                header,
                customer,
                touchpoint,
                time,
                segments,
            }),
            _ => Err(LogError::MissingColumns { missing, header }),
        }
    }

    pub(in crate::log) fn name(&self, column: usize) -> String {
        self.header.get(column).cloned().unwrap_or_default()
    }
}

/// The column with the very name, or else the one with a name that is as good.
fn named(role: Role, name: &str, header: &[String]) -> Result<Option<usize>, LogError> {
    match header.iter().position(|known| known == name.trim()) {
        Some(column) => Ok(Some(column)),
        None => one_of(role, &normal(name), header),
    }
}

fn recognised(role: Role, usual: &[&str], header: &[String]) -> Result<Option<usize>, LogError> {
    for name in usual {
        if let Some(column) = one_of(role, name, header)? {
            return Ok(Some(column));
        }
    }
    Ok(None)
}

fn one_of(role: Role, name: &str, header: &[String]) -> Result<Option<usize>, LogError> {
    let same = |&(_, known): &(usize, &String)| normal(known) == name;
    let found: Vec<(usize, &String)> = header.iter().enumerate().filter(same).collect();
    match found.as_slice() {
        [] => Ok(None),
        [(column, _)] => Ok(Some(*column)),
        several => Err(LogError::AmbiguousColumn {
            role,
            candidates: several.iter().map(|&(_, name)| name.clone()).collect(),
        }),
    }
}

/// A name without the differences that do not matter: `Case ID` and `case-id` are `case_id`.
fn normal(name: &str) -> String {
    folded(name.trim()).replace([' ', '-'], "_")
}
