//! Patterns in what customers did, one after the other: `look => help{2,} ->[<=1h] buy`.
//!
//! # How patterns are written
//!
//! ```text
//! pattern  = ["^"] choice ["$"]                     from the first event on; to the last event
//! choice   = sequence { "|" sequence }              one of these
//! sequence = step { link step }
//! link     = ( "->" | "=>" ) [ "[" time { "," time } "]" ]
//!                                                   the next event; some later event
//! time     = ( "<" | "<=" | ">" | ">=" | "=" ) span since the event before, such as 30m, 1h30m
//! step     = event { "?" | "*" | "+" | "{" n "}" | "{" n "," [ m ] "}" }
//! event    = name | "{" name { "," name } "}"       at this touchpoint; at one of these
//!          | "!" ( name | "{" .. "}" )              at any other one
//!          | "."                                    anywhere
//!          | "(" choice ")"
//! name     = letters, digits and _ / : # @ & % ~ - . | any text in "" or ''
//! span     = number unit { number unit }            units: ms, s, m, h, d, w
//! ```
//!
//! A name with other signs, `"pay (step 2)"`, stands in quotation marks; one that is inside too is
//! written twice. It may be a pattern of names, `"product/*"`, as in a
//! [`Filter`](crate::log::Filter): `*` stands for any characters, `?` for one, and `\` makes the
//! next character plain. A touchpoint that is called exactly so comes before all that fit, but
//! for what [`quoted_name`] writes, which is any name and no other one.
//!
//! Repeated steps follow each other directly; `(look -> .*){3}` lets others come between.
//!
//! # What matches
//!
//! A match is a choice of events, one for each step that is taken, in order. Each is linked to
//! the event chosen before it by the link that stands before its step: directly after it, or
//! any time later, and after as much time as is asked for. A step that is left out takes the
//! link before it along; the first event of a group is linked by what stands before the group.
//!
//! Matches of a customer are counted without overlap: first the one that ends first, then the
//! one that ends first among those that begin after it, and so on. That is the most matches
//! there can be. Of those that end together the one that starts last is told, or the one that
//! starts first ([`MatchStart`]).
//!
//! Ties are no matter of chance: equal times follow the order of the log.

mod error;
mod find;
mod in_log;
mod machine;
mod numbered;
mod parse;
mod write;

use serde::{Deserialize, Serialize};

pub use self::{
    error::{PatternError, PatternProblem, PatternReason},
    find::{
        FoundMatches, MatchExample, MatchStart, PatternMatches, PatternOptions, PatternSum,
        find_pattern,
    },
    write::quoted_name,
};

/// A pattern of events, one after the other.
///
/// # Example
/// ```
/// use cesta::flow::pattern::SequencePattern;
///
/// let pattern = SequencePattern::parse("^ look => {buy, \"order/*\"}")?;
/// assert_eq!(pattern.to_string(), "^ look => {buy, \"order/*\"}");
/// # Ok::<(), cesta::flow::pattern::PatternError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SequencePattern {
    /// Where a match starts.
    #[serde(default)]
    pub start: PatternEnd,
    /// Where a match ends.
    #[serde(default)]
    pub end: PatternEnd,
    /// The touchpoints (names or patterns) whose events are looked at, as if a customer had no
    /// others; `None`: all.
    #[serde(default)]
    pub only: Option<Vec<String>>,
    /// What is looked for.
    pub of: PatternStep,
}

/// Where an end of a match lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum PatternEnd {
    /// Anywhere.
    #[default]
    Open,
    /// At the customer's first or last event.
    Fixed,
}

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "is", rename_all = "camelCase", deny_unknown_fields)]
pub enum PatternStep {
    /// One event at one of these touchpoints.
    At {
        /// Names or patterns.
        touchpoints: Vec<String>,
    },
    /// One event at none of these touchpoints.
    Elsewhere {
        /// Names or patterns.
        touchpoints: Vec<String>,
    },
    /// One event at any touchpoint.
    Anywhere,
    /// One after the other.
    Sequence {
        /// The parts, each with the link before it; the first one's link means nothing.
        of: Vec<PatternPart>,
    },
    /// One of these.
    Choice {
        /// The alternatives.
        of: Vec<PatternStep>,
    },
    /// The same several times, each directly after the other.
    Repeat {
        /// What is repeated.
        of: Box<PatternStep>,
        /// The fewest times.
        min: u32,
        /// The most times; `None`: any number.
        max: Option<u32>,
    },
}

/// A part of a sequence, with the link before it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PatternPart {
    /// Where its first event lies, seen from the event before.
    #[serde(default)]
    pub link: PatternLink,
    /// How much time has to lie between the two; all of these conditions have to hold.
    #[serde(default)]
    pub after: Vec<TimeCondition>,
    /// What is looked for.
    pub step: PatternStep,
}

/// Where an event lies, seen from the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum PatternLink {
    /// Directly after it.
    #[default]
    Next,
    /// Anywhere after it.
    Later,
}

/// A condition on the time between two events.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TimeCondition {
    /// What it has to be.
    pub is: TimeIs,
    /// Compared with this, in milliseconds.
    pub milliseconds: f64,
}

/// How a time compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum TimeIs {
    /// Less.
    Under,
    /// Less, or equal.
    AtMost,
    /// More.
    Over,
    /// More, or equal.
    AtLeast,
    /// Equal.
    Exactly,
}

impl From<PatternStep> for SequencePattern {
    fn from(of: PatternStep) -> Self {
        Self {
            start: PatternEnd::Open,
            end: PatternEnd::Open,
            only: None,
            of,
        }
    }
}

impl SequencePattern {
    /// A pattern from its text.
    ///
    /// # Errors
    /// [`PatternError`] with everything that is wrong, each with its place.
    ///
    /// # Complexity
    /// Linear.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        parse::parse(text)
    }

    /// A pattern as `ClickHouse`'s `sequenceMatch` writes it, `(?1).*(?t<=3600)(?2)`, with the
    /// touchpoints that each number means (from 1) and times in seconds.
    ///
    /// As there, events that no number means are not seen, and `(?t..)` lets other events come
    /// between. Unlike there, the time is always that between two numbers, also where `.*` stands
    /// there as well (`ClickHouse` then asks for the time until *some* event, or refuses it).
    ///
    /// # Errors
    /// [`PatternError`] with everything that is wrong, each with its place.
    ///
    /// # Example
    /// ```
    /// use cesta::flow::pattern::SequencePattern;
    ///
    /// let conditions = [vec!["look".to_owned()], vec!["buy".to_owned()]];
    /// let pattern = SequencePattern::parse_numbered("(?1)(?t<=3600)(?2)", &conditions)?;
    /// assert_eq!(pattern.to_string(), "look =>[<=1h] buy");
    /// # Ok::<(), cesta::flow::pattern::PatternError>(())
    /// ```
    pub fn parse_numbered(text: &str, conditions: &[Vec<String>]) -> Result<Self, PatternError> {
        numbered::parse(text, conditions)
    }
}
