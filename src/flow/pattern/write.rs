//! Patterns as text.

use std::fmt::{self, Display, Formatter, Write};

use super::{
    PatternEnd, PatternLink, PatternStep, SequencePattern, TimeIs,
    parse::{UNITS, is_plain},
};
use crate::log::exactly;

/// The pattern as [`parse`](SequencePattern::parse) reads it; which touchpoints are looked at
/// is not part of the text.
impl Display for SequencePattern {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.start == PatternEnd::Fixed {
            f.write_str("^ ")?;
        }
        write(&self.of, Around::Nothing, f)?;
        if self.end == PatternEnd::Fixed {
            f.write_str(" $")?;
        }
        Ok(())
    }
}

/// What a step stands in, which tells whether it needs parentheses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Around {
    Nothing,
    Choice,
    Sequence,
    Repeat,
}

fn write(step: &PatternStep, around: Around, f: &mut Formatter<'_>) -> fmt::Result {
    let needs = match step {
        PatternStep::Choice { of } if of.len() != 1 => Around::Choice,
        PatternStep::Sequence { of } if of.len() != 1 => Around::Sequence,
        _ => Around::Repeat,
    };
    let group = around >= needs && needs != Around::Repeat;
    if group {
        f.write_char('(')?;
    }
    match step {
        PatternStep::At { touchpoints } => set(touchpoints, f)?,
        PatternStep::Elsewhere { touchpoints } => {
            f.write_char('!')?;
            set(touchpoints, f)?;
        }
        PatternStep::Anywhere => f.write_char('.')?,
        PatternStep::Sequence { of } => {
            let inside = if of.len() == 1 {
                around
            } else {
                Around::Sequence
            };
            for (index, part) in of.iter().enumerate() {
                if index > 0 {
                    f.write_str(match part.link {
                        PatternLink::Next => " ->",
                        PatternLink::Later => " =>",
                    })?;
                    for (index, time) in part.after.iter().enumerate() {
                        f.write_str(if index == 0 { "[" } else { ", " })?;
                        f.write_str(match time.is {
                            TimeIs::Under => "<",
                            TimeIs::AtMost => "<=",
                            TimeIs::Over => ">",
                            TimeIs::AtLeast => ">=",
                            TimeIs::Exactly => "=",
                        })?;
                        span(time.milliseconds, f)?;
                    }
                    f.write_str(if part.after.is_empty() { " " } else { "] " })?;
                }
                write(&part.step, inside, f)?;
            }
        }
        PatternStep::Choice { of } => {
            let inside = if of.len() == 1 {
                around
            } else {
                Around::Choice
            };
            for (index, step) in of.iter().enumerate() {
                if index > 0 {
                    f.write_str(" | ")?;
                }
                write(step, inside, f)?;
            }
        }
        PatternStep::Repeat { of, min, max } => {
            write(of, Around::Repeat, f)?;
            match (min, max) {
                (0, Some(1)) => f.write_char('?')?,
                (0, None) => f.write_char('*')?,
                (1, None) => f.write_char('+')?,
                (min, None) => write!(f, "{{{min},}}")?,
                (min, Some(max)) if min == max => write!(f, "{{{min}}}")?,
                (min, Some(max)) => write!(f, "{{{min},{max}}}")?,
            }
        }
    }
    if group {
        f.write_char(')')?;
    }
    Ok(())
}

fn set(names: &[String], f: &mut Formatter<'_>) -> fmt::Result {
    if let [only] = names {
        return name(only, f);
    }
    for (index, text) in names.iter().enumerate() {
        f.write_str(if index == 0 { "{" } else { ", " })?;
        name(text, f)?;
    }
    f.write_str(if names.is_empty() { "{}" } else { "}" })
}

/// A touchpoint's name as patterns write it: the pattern means this touchpoint and no other one,
/// whatever signs its name has. Quotation marks are around it where it needs them.
///
/// # Complexity
/// Linear.
///
/// # Example
/// ```
/// use cesta::{
///     flow::pattern::{PatternMatches, PatternOptions, SequencePattern, quoted_name},
///     log::EventLog,
/// };
///
/// assert_eq!(quoted_name("cart"), "cart");
/// assert_eq!(quoted_name("pay (step 2)"), "\"pay (step 2)\"");
/// assert_eq!(quoted_name("/search?q=\"red\""), r#""/search\?q=""red""""#);
///
/// let log = EventLog::from_columns(&["ann", "ann"], &["/search?q=a", "cart"], None)?;
/// let text = format!("{} -> {}", quoted_name("/search?q=a"), quoted_name("cart"));
/// let pattern = SequencePattern::parse(&text)?;
/// assert_eq!(PatternMatches::of(&log, &pattern, &PatternOptions::default())?.matches, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn quoted_name(touchpoint: &str) -> String {
    struct Name(String);

    impl Display for Name {
        fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
            name(&self.0, f)
        }
    }

    Name(exactly(touchpoint)).to_string()
}

fn name(text: &str, f: &mut Formatter<'_>) -> fmt::Result {
    if !text.is_empty() && text.chars().all(is_plain) {
        return f.write_str(text);
    }
    write!(f, "\"{}\"", text.replace('"', "\"\""))
}

/// A time span by its units, down to milliseconds with their fraction.
fn span(milliseconds: f64, f: &mut Formatter<'_>) -> fmt::Result {
    let mut left = milliseconds;
    for (unit, size) in UNITS {
        let whole = (left / size).floor();
        if unit != "ms" && (1.0..1e9).contains(&whole) {
            write!(f, "{whole}{unit}")?;
            left -= whole * size;
        }
    }
    if left > 0.0 || milliseconds <= 0.0 {
        write!(f, "{left}ms")?;
    }
    Ok(())
}
