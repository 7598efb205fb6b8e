//! What customers did: the directly-follows flow of a log, and its overlay on a map.

mod overlay;

use serde::Serialize;

pub use self::overlay::{
    GoalFlow, Overlay, StageFlow, TouchpointFlow, TransitionFlow, UnknownEvent,
};

/// How long something took, over many times: all in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Durations {
    /// How many times it was measured.
    pub n: u32,
    /// The arithmetic mean.
    pub mean: f64,
    /// The shortest.
    pub min: f64,
    /// The exact first quartile (linear interpolation, type 7).
    pub p25: f64,
    /// The exact median.
    pub median: f64,
    /// The exact third quartile.
    pub p75: f64,
    /// The longest.
    pub max: f64,
}
