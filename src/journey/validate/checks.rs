//! The small checks that validation is made of: ids, references, ranges, dates.

use std::{collections::HashSet, fmt::Arguments};

use super::{MAX_AMOUNT, MAX_ELEMENTS, MAX_ID_BYTES, Validator};
use crate::{
    journey::{ChannelId, EvidenceId, PersonaId, ProblemCode, TouchpointId},
    text::excerpt,
};

impl<'j> Validator<'j> {
    pub(super) fn id(&mut self, id: &str, path: Arguments<'_>) {
        let wrong = if id.is_empty() {
            "the id is empty".to_owned()
        } else if id.len() > MAX_ID_BYTES {
            format!(
                "the id has {} bytes; at most {MAX_ID_BYTES} are allowed",
                id.len()
            )
        } else if id.trim() != id || id.contains(char::is_control) {
            format!(
                "the id `{}` has blanks at an end or control characters",
                id.escape_debug()
            )
        } else {
            return;
        };
        self.problem(ProblemCode::InvalidId, path, wrong);
    }

    /// A well-formed id that did not come before.
    pub(super) fn once<'a>(
        &mut self,
        id: &'a str,
        ids: &mut HashSet<&'a str>,
        path: Arguments<'_>,
    ) {
        self.id(id, path);
        if !ids.insert(id) {
            let message = format!("the id `{}` is given already", excerpt(id));
            self.problem(ProblemCode::DuplicateId, path, message);
        }
    }

    pub(super) fn unique<T>(&mut self, parts: &'j [T], list: &str, id: impl Fn(&'j T) -> &'j str) {
        let mut ids = HashSet::new();
        for (index, part) in parts.iter().enumerate() {
            self.once(id(part), &mut ids, format_args!("{list}[{index}].id"));
        }
    }

    pub(super) fn known(
        &mut self,
        known: bool,
        what: &str,
        id: impl AsRef<str>,
        path: Arguments<'_>,
    ) {
        if !known {
            let message = format!("there is no {what} `{}`", excerpt(id.as_ref()));
            self.problem(ProblemCode::UnknownId, path, message);
        }
    }

    pub(super) fn known_touchpoints(&mut self, ids: &[TouchpointId], path: &str) {
        for (at, id) in ids.iter().enumerate() {
            let known = self.known.touchpoints.contains(id.as_str());
            self.known(
                known,
                "touchpoint",
                id,
                format_args!("{path}.touchpoints[{at}]"),
            );
        }
    }

    pub(super) fn known_personas(&mut self, ids: &[PersonaId], path: &str) {
        for (at, id) in ids.iter().enumerate() {
            let known = self.known.personas.contains(id.as_str());
            self.known(known, "persona", id, format_args!("{path}.personas[{at}]"));
        }
    }

    pub(super) fn known_channels(&mut self, ids: &[ChannelId], path: &str) {
        for (at, id) in ids.iter().enumerate() {
            match &self.known.channels {
                Some(channels) => {
                    let known = channels.contains(id.as_str());
                    self.known(known, "channel", id, format_args!("{path}.channels[{at}]"));
                }
                None => self.id(id.as_str(), format_args!("{path}.channels[{at}]")),
            }
        }
    }

    pub(super) fn known_evidence(&mut self, ids: &[EvidenceId], path: &str) {
        for (at, id) in ids.iter().enumerate() {
            let known = self.known.evidence.contains(id.as_str());
            self.known(known, "evidence", id, format_args!("{path}.evidence[{at}]"));
        }
    }

    pub(super) fn known_measure(&mut self, id: &str, path: Arguments<'_>) {
        let known = self.known.measures.contains_key(id);
        self.known(known, "measure", id, path);
    }

    pub(super) fn within(&mut self, value: f64, low: f64, high: f64, path: Arguments<'_>) {
        // What is not finite is reported by the walk.
        if value.is_finite() && !(low <= value && value <= high) {
            self.problem(
                ProblemCode::OutOfRange,
                path,
                format!("expected a number from {low} to {high}, found {value}"),
            );
        }
    }

    pub(super) fn share(&mut self, value: Option<f64>, path: &str, field: &str) {
        if let Some(value) = value {
            self.within(value, 0.0, 1.0, format_args!("{path}.{field}"));
        }
    }

    pub(super) fn amount(&mut self, value: Option<f64>, path: &str, field: &str) {
        if let Some(value) = value
            && value.is_finite()
            && !(0.0..=MAX_AMOUNT).contains(&value)
        {
            self.problem(
                ProblemCode::OutOfRange,
                format_args!("{path}.{field}"),
                format!("expected a number from 0 to {MAX_AMOUNT:e}, found {value}"),
            );
        }
    }

    pub(super) fn at_most(&mut self, count: usize, path: &str, what: &str) {
        if count > MAX_ELEMENTS {
            self.problem(
                ProblemCode::TooLong,
                format_args!("{path}"),
                format!("there are {count} {what}; at most {MAX_ELEMENTS} are allowed"),
            );
        }
    }

    pub(super) fn date(&mut self, date: Option<&str>, path: &str, field: &str) {
        if let Some(date) = date
            && !is_date(date)
        {
            self.problem(
                ProblemCode::InvalidDate,
                format_args!("{path}.{field}"),
                format!("expected a date `YYYY-MM-DD`, found `{}`", excerpt(date)),
            );
        }
    }

    pub(super) fn time(&mut self, time: &str, path: Arguments<'_>) {
        if !is_time(time) {
            let message = format!("expected a time `HH:MM`, found `{}`", excerpt(time));
            self.problem(ProblemCode::InvalidTime, path, message);
        }
    }
}

fn is_date(text: &str) -> bool {
    let Some((year, month, day)) = digits(text, &[4, 2, 2], '-').and_then(|parts| {
        let &[year, month, day] = parts.as_slice() else {
            return None;
        };
        Some((year, month, day))
    }) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 31,
    };
    (1..=12).contains(&month) && (1..=days).contains(&day)
}

fn is_time(text: &str) -> bool {
    match digits(text, &[2, 2], ':').as_deref() {
        Some(&[hour, minute]) => hour < 24 && minute < 60 || (hour, minute) == (24, 0),
        _ => false,
    }
}

/// The numbers of a text such as `2026-11-21`, each of exactly so many digits.
fn digits(text: &str, widths: &[usize], separator: char) -> Option<Vec<u32>> {
    let parts: Vec<&str> = text.split(separator).collect();
    if parts.len() != widths.len() {
        return None;
    }
    parts
        .iter()
        .zip(widths)
        .map(|(part, &width)| {
            let all = part.len() == width && part.bytes().all(|byte| byte.is_ascii_digit());
            all.then(|| part.parse().ok())?
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{is_date, is_time};

    #[test]
    fn dates_and_times_are_those_of_the_calendar() {
        for (text, expected) in [
            ("2024-02-29", true),
            ("2023-02-29", false),
            ("1900-02-29", false),
            ("2000-02-29", true),
            ("2026-13-01", false),
            ("2026-04-31", false),
            ("2026-4-3", false),
            ("+026-04-03", false),
            ("", false),
        ] {
            assert_eq!(is_date(text), expected, "{text}");
        }
        for (text, expected) in [
            ("00:00", true),
            ("24:00", true),
            ("24:01", false),
            ("9:00", false),
            ("09:60", false),
        ] {
            assert_eq!(is_time(text), expected, "{text}");
        }
    }
}
