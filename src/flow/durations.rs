//! How long things took.

use serde::{Deserialize, Serialize};

/// How durations are summed up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Quantiles {
    /// Every duration is kept until the quantiles are taken.
    #[default]
    Exact,
    /// Durations are counted in buckets: 25 KB at most, however many there are. Quantiles are
    /// then at most 1/128 (0.8 %) of the true one away; n, mean, shortest and longest are exact.
    Sketch,
    /// Durations are not measured.
    None,
}

/// How long something took, over many times: all in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Durations {
    /// How many times it was measured.
    pub n: u32,
    /// The arithmetic mean.
    pub mean: f64,
    /// The shortest.
    pub min: f64,
    /// The quantile 0.05 (linear interpolation, type 7), as all that follow.
    pub p5: f64,
    /// The first quartile.
    pub p25: f64,
    /// The median.
    pub median: f64,
    /// The third quartile.
    pub p75: f64,
    /// The quantile 0.95.
    pub p95: f64,
    /// The longest.
    pub max: f64,
}

/// The quantiles that are told.
pub(super) const LEVELS: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// The place below a quantile in a sorted list of `n`, and how far it is to the next one.
pub(super) fn place(n: u32, level: f64) -> (u64, f64) {
    let position = f64::from(n.saturating_sub(1)) * level;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the floor of a number from 0 to n"
    )]
    let below = position.floor() as u64;
    (below, position.fract())
}

impl Durations {
    /// From what has a value for each rank from 0; it is asked in ascending order. `None` if
    /// there is none.
    pub(super) fn new(
        n: u32,
        sum: u128,
        min: f64,
        max: f64,
        mut at: impl FnMut(u64) -> f64,
    ) -> Option<Self> {
        let last = u64::from(n.checked_sub(1)?);
        // Two ranks next to each other, of which the second may be the next one's first.
        let mut known = [(0, min), (0, min)];
        let mut at = |rank: u64| {
            if let Some(&(_, value)) = known.iter().find(|it| it.0 == rank) {
                return value;
            }
            known = [known[1], (rank, at(rank))];
            known[1].1
        };
        let [p5, p25, median, p75, p95] = LEVELS.map(|level| {
            let (below, fraction) = place(n, level);
            let low = at(below);
            low + fraction * (at((below + 1).min(last)) - low)
        });
        #[expect(clippy::cast_precision_loss, reason = "the nearest number is meant")]
        let mean = sum as f64 / f64::from(n);
        Some(Self {
            n,
            mean,
            min,
            p5,
            p25,
            median,
            p75,
            p95,
            max,
        })
    }
}
