//! Does behaviour follow the map? Every customer's events, aligned with it.

mod fit;
mod report;
mod result;
mod sum;
mod tally;
mod ways;

use serde::{Deserialize, Serialize};

pub use self::{
    result::{
        Alignment, Detour, Edit, EditKind, Edits, Jump, LeftOut, LinkAlignment, MapLink,
        MissingLink, TouchpointAlignment, VariantAlignment,
    },
    sum::AlignSum,
};
use crate::{
    journey::{Journey, TouchpointId},
    log::EventLog,
    path::{Scope, ScopeError},
    stats::DEFAULT_CONFIDENCE,
    text::excerpt,
};

/// What edits cost, what the map is, and how much of the result is listed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct AlignOptions {
    /// What an event costs that does not follow the map: from 0 to 1000, to the thousandth.
    /// Default 1.
    pub extra: f64,
    /// What a touchpoint costs that the customer should have visited and did not, likewise.
    /// Default 1.
    pub skipped: f64,
    /// What it costs beside to come to a touchpoint by a failure that the map knows, likewise.
    /// Default 0: failures are designed, too.
    pub failed: f64,
    /// Touchpoints that leave no event, such as a poster: to skip them costs nothing.
    pub silent: Vec<TouchpointId>,
    /// The part of the map that customers should follow. A touchpoint that is not open is
    /// beside the map: its events are extra.
    pub scope: Scope,
    /// The share of those who should have visited it from which on a touchpoint counts as often
    /// skipped. Default 0.5.
    pub often: f64,
    /// How many variants, missing links, jumps and detours are listed at most, each; the others
    /// are counted. Default 100.
    pub limit: u32,
    /// The confidence of the shares' intervals, between 0 and 1. Default 0.95. Where it is not
    /// between them, no share has an interval.
    pub confidence: f64,
}

impl Default for AlignOptions {
    fn default() -> Self {
        Self {
            extra: 1.0,
            skipped: 1.0,
            failed: 0.0,
            silent: Vec::new(),
            scope: Scope::default(),
            often: 0.5,
            limit: 100,
            confidence: DEFAULT_CONFIDENCE,
        }
    }
}

/// Why a log cannot be aligned with a map.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "code",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum AlignError {
    /// A cost is no number from 0 to 1000.
    #[error("the cost `{name}` must be a number from 0 to 1000, not {value}")]
    CostOutOfRange {
        /// The option, as on the wire.
        name: &'static str,
        /// Its value.
        value: f64,
    },
    /// There is no such touchpoint.
    #[error("there is no touchpoint `{}`", excerpt(.touchpoint.as_str()))]
    UnknownTouchpoint {
        /// The touchpoint.
        touchpoint: TouchpointId,
    },
    /// No way leads through the open part of the map, so that nothing can follow it.
    #[error("no way leads from an entry of the map to a goal or an exit")]
    NoWay,
    /// There would be too many ways to keep: from each touchpoint seen to each of the map.
    #[error(
        "the ways between {seen} touchpoints seen and the {touchpoints} of the map are too many"
    )]
    TooLarge {
        /// How many touchpoints of the map have an event.
        seen: u32,
        /// How many touchpoints the map has.
        touchpoints: u32,
    },
    /// The scope names something the map does not have.
    #[error(transparent)]
    #[serde(untagged)]
    Scope(#[from] ScopeError),
}

impl AlignError {
    /// The kind of the error; stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::CostOutOfRange { .. } => "costOutOfRange",
            Self::UnknownTouchpoint { .. } => "unknownTouchpoint",
            Self::NoWay => "noWay",
            Self::TooLarge { .. } => "tooLarge",
            Self::Scope(error) => error.code(),
        }
    }
}

/// Aligns what customers did with the map they should have followed.
///
/// A customer **follows** the map who comes in at an entry, goes along its transitions, whatever
/// their kind, and ends at a goal or an exit. An **alignment** makes what a customer did such a
/// way by edits: an event that is *extra* is taken out, a touchpoint that was *skipped* is put
/// in. It is one of least cost, exactly.
///
/// Of several equally cheap alignments it is the one that skips the fewest touchpoints (what was
/// seen is more certain than what was not), then the one with the fewest extra events; of these
/// the one in which the first event that follows the map is the earliest, then the second, and
/// so on; and between them the touchpoints that were skipped are those on the way with the fewest
/// failures, then the fewest touchpoints, then the first in map order.
///
/// The **fitness** is `1 - cost / worst`, where the worst is to take out every event and to put
/// in the cheapest way through the map: with costs of 1, `shortest way + events`. 1 is a customer
/// who follows the map, 0 one who has nothing to do with it. Source: Adriansyah, van Dongen and
/// van der Aalst, *Conformance checking using cost-based fitness analysis*, EDOC (2011).
///
/// Events whose name the map does not know are left out and counted apart, and so are customers
/// who have no other.
///
/// # Errors
/// [`AlignError`] for a cost out of range, for a touchpoint, persona or channel that the map does
/// not have, for a map without a way through it, and for one that is too large: where the
/// touchpoints with an event times those of the map are more than 67 million.
///
/// # Complexity
/// `O(k (V + E) log V)` for k touchpoints with an event, once; then `O(n · d)` for every distinct
/// sequence of `n` events at `d` touchpoints. `O(k · V)` space.
///
/// # Example
/// ```
/// use cesta::{
///     flow::align::{AlignOptions, EditKind, align},
///     journey::{Journey, spec::{Role, Stage, Touchpoint}},
///     log::EventLog,
/// };
///
/// let journey = Journey::builder("bakery")
///     .stage(
///         Stage::new("buy")
///             .touchpoint(Touchpoint::new("smell").role(Role::Entry))
///             .touchpoint(Touchpoint::new("queue"))
///             .touchpoint(Touchpoint::new("till").role(Role::Goal)),
///     )
///     .build()?;
/// let log = EventLog::from_columns(
///     &["ann", "ann", "ann", "bob", "bob", "bob"],
///     &["smell", "queue", "till", "smell", "smell", "till"],
///     None,
/// )?;
/// let alignment = align(&journey, &log, &AlignOptions::default())?;
///
/// assert_eq!((alignment.fits.count, alignment.fits.n), (1, 2));
/// let bob = &alignment.variants[1];
/// assert_eq!(bob.cost, 2.0); // smelled twice, pushed in
/// assert_eq!(bob.fitness, Some((6.0 - 2.0) / (3.0 + 3.0)));
/// let edits: Vec<_> = bob.edits.iter().map(|it| (it.kind, it.touchpoint.as_str())).collect();
/// assert_eq!(edits, [
///     (EditKind::Followed, "smell"),
///     (EditKind::Extra, "smell"),
///     (EditKind::Skipped, "queue"),
///     (EditKind::Followed, "till"),
/// ]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn align(
    journey: &Journey,
    log: &EventLog,
    options: &AlignOptions,
) -> Result<Alignment, AlignError> {
    AlignSum::of(journey, log).align(journey, options)
}
