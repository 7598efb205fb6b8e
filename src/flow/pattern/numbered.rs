//! Patterns as `ClickHouse` writes them.

use super::{
    PatternEnd, PatternError, PatternLink, PatternPart, PatternProblem, PatternReason, PatternStep,
    SequencePattern, TimeCondition, TimeIs,
};

const CONDITION: &str = "`(?1)`, `(?t<=60)`, `.` or `.*`";

pub(super) fn parse(
    text: &str,
    conditions: &[Vec<String>],
) -> Result<SequencePattern, PatternError> {
    let mut parts: Vec<PatternPart> = Vec::new();
    let mut problems = Vec::new();
    let (mut link, mut after) = (PatternLink::Next, Vec::new());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let left = rest.chars().count();
        let position = text.chars().count() - left + 1;
        let position = Some(u32::try_from(position).unwrap_or(u32::MAX));
        let mut step = None;
        if character.is_whitespace() {
            rest = rest.trim_start();
        } else if let Some(more) = rest.strip_prefix(".*") {
            link = PatternLink::Later;
            rest = more;
        } else if let Some(more) = rest.strip_prefix('.') {
            step = Some(PatternStep::Anywhere);
            rest = more;
        } else if let Some((inside, more)) = rest
            .strip_prefix("(?")
            .and_then(|inside| inside.split_once(')'))
        {
            rest = more;
            if let Some(time) = inside.strip_prefix('t') {
                match condition(time) {
                    Some(condition) => {
                        link = PatternLink::Later;
                        after.push(condition);
                    }
                    None => problems.push(PatternProblem::new(
                        position,
                        PatternReason::BadSpan {
                            text: time.to_owned(),
                        },
                    )),
                }
            } else {
                let number: Option<u32> = inside.parse().ok();
                let meant = number.and_then(|it| conditions.get((it as usize).checked_sub(1)?));
                match (meant, number) {
                    (Some(meant), _) => {
                        step = Some(PatternStep::At {
                            touchpoints: meant.clone(),
                        });
                    }
                    (None, Some(number)) => {
                        let reason = PatternReason::UnknownCondition { number };
                        problems.push(PatternProblem::new(position, reason));
                    }
                    (None, None) => problems.push(expected(position, &format!("(?{inside})"))),
                }
            }
        } else {
            problems.push(expected(position, rest));
            break;
        }
        if let Some(step) = step {
            let after = std::mem::take(&mut after);
            parts.push(PatternPart { link, after, step });
            link = PatternLink::Next;
        }
    }
    if let Some(first) = parts.first_mut() {
        // Before the first event there is none to be linked to.
        first.link = PatternLink::Next;
        first.after.clear();
    } else if problems.is_empty() {
        problems.push(expected(Some(1), ""));
    }
    PatternError::of(problems)?;
    let mut only: Vec<String> = conditions.concat();
    crate::sort::plain(&mut only);
    only.dedup();
    Ok(SequencePattern {
        start: PatternEnd::Open,
        end: PatternEnd::Open,
        only: Some(only),
        of: PatternStep::Sequence { of: parts },
    })
}

fn expected(position: Option<u32>, found: &str) -> PatternProblem {
    let reason = PatternReason::Expected {
        expected: CONDITION.to_owned(),
        found: found.to_owned(),
    };
    PatternProblem::new(position, reason)
}

/// `<=3600`, in seconds.
fn condition(text: &str) -> Option<TimeCondition> {
    let signs = [
        ("<=", TimeIs::AtMost),
        (">=", TimeIs::AtLeast),
        ("==", TimeIs::Exactly),
        ("<", TimeIs::Under),
        (">", TimeIs::Over),
    ];
    let (is, seconds) = signs
        .into_iter()
        .find_map(|(sign, is)| Some((is, text.strip_prefix(sign)?)))?;
    let seconds: u32 = seconds.trim().parse().ok()?;
    let milliseconds = f64::from(seconds) * 1_000.0;
    Some(TimeCondition { is, milliseconds })
}
