//! What a funnel tells.

use serde::{Deserialize, Serialize};

use super::{FunnelCounting, FunnelError, FunnelOptions, FunnelSum, sum::FunnelCounts};
use crate::{
    flow::{DurationSum, Durations},
    log::EventLog,
    sort,
    stats::{Difference, Share, benjamini_hochberg, tested_difference},
};

/// How many get through the steps of a funnel, where they are lost, and how long it takes.
///
/// # Units
/// Durations are in milliseconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Funnel {
    /// What is counted.
    pub counting: FunnelCounting,
    /// How many customers, sessions or attempts there are, whether they entered or not.
    pub units: u32,
    /// Who reached the last step, of those who reached the first and are not open.
    pub conversion: Share,
    /// How many entered, did not convert, and still could when the log ended.
    pub open: u32,
    /// How many entered and were lost.
    pub lost: u32,
    /// When the log ended, in milliseconds since 1970-01-01 UTC; `None` where nobody can be open.
    pub end: Option<f64>,
    /// From the first event of a chain to the last step; `None` without times or conversions.
    pub duration: Option<Durations>,
    /// The steps, in order.
    pub steps: Vec<ReachedStep>,
    /// The values of the column that it is broken down by, those with the most customers first;
    /// the last stands for all others if there are more than were asked for.
    pub segments: Vec<FunnelSegment>,
}

/// A step of a funnel, and how many reached it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReachedStep {
    /// The name of the step. In any order: of the step that has its place in the options; it
    /// then stands for as many steps.
    pub name: String,
    /// Whether it may be left out.
    pub optional: bool,
    /// How many reached it.
    pub reached: u32,
    /// Of those who reached the first step, without those who are open before this one.
    pub from_first: Share,
    /// Of those who reached the step before that may not be left out, without those who are open
    /// between; for the first step of all.
    pub from_previous: Share,
    /// How many came to this step, not farther, and are lost.
    pub lost: u32,
    /// How many came to this step, not farther yet, and are open.
    pub open: u32,
    /// How long it took from the event before; `None` for the first step, and without times.
    pub durations: Option<Durations>,
    /// The last touchpoints of the lost, most frequent first, then by name.
    pub last_touchpoints: Vec<LastTouchpoint>,
    /// How many of the lost had another last touchpoint.
    pub other_last: u32,
}

/// A touchpoint after which customers did nothing more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LastTouchpoint {
    /// The touchpoint, as the log calls it.
    pub touchpoint: String,
    /// For how many it was the last.
    pub count: u32,
}

/// A funnel of those with one value of a column, beside all others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FunnelSegment {
    /// The value; `None` for all values that are not told.
    pub value: Option<String>,
    /// How many values it stands for.
    pub values: u32,
    /// How many customers, sessions or attempts there are.
    pub units: u32,
    /// Who reached the last step, of those who reached the first and are not open.
    pub conversion: Share,
    /// How much higher that is than for all others, with Newcombe's interval and the p-value of
    /// [`share_test`](crate::stats::share_test); `None` where there are too few of either.
    pub difference: Option<Difference>,
    /// The p-value of this difference, adjusted for those of all segments (Benjamini and
    /// Hochberg).
    pub adjusted_p: Option<f64>,
    /// From the first event of a chain to the last step.
    pub duration: Option<Durations>,
    /// The steps, in order.
    pub steps: Vec<SegmentStep>,
}

/// A step of a funnel, for those with one value of a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SegmentStep {
    /// How many reached it.
    pub reached: u32,
    /// As for the whole funnel.
    pub from_first: Share,
    /// As for the whole funnel.
    pub from_previous: Share,
    /// How much higher that is than for all others, as for the whole funnel; `None` where there
    /// are too few of either.
    pub difference: Option<Difference>,
    /// The p-value of this difference, adjusted for those of all steps of all segments.
    pub adjusted_p: Option<f64>,
    /// How many came to this step, not farther, and are lost.
    pub lost: u32,
    /// How many came to this step, not farther yet, and are open.
    pub open: u32,
    /// How long it took from the event before.
    pub durations: Option<Durations>,
}

impl Funnel {
    /// The funnel of a log.
    ///
    /// # Units
    /// Windows and durations are in milliseconds.
    ///
    /// # Errors
    /// [`FunnelError`] for touchpoints and columns that the log does not have, and options that
    /// make no sense: all of them at once.
    ///
    /// # Complexity
    /// `O(n s)` for `n` events and the `s` steps that an event serves, mostly one; beyond this
    /// linear in the durations. In any order `O(n 2ˢ)` for `s` steps, at most 12, where there
    /// is a step window, an exclusion, another entry than the best, ties are strict, attempts are
    /// counted, or a touchpoint serves several steps without reuse; else `O(n s)`.
    ///
    /// # Example
    /// ```
    /// use cesta::{
    ///     flow::funnel::{Funnel, FunnelOptions, FunnelStep},
    ///     log::EventLog,
    /// };
    ///
    /// let log = EventLog::from_columns(
    ///     &["ann", "ann", "bob", "ann", "bob"],
    ///     &["look", "cart", "look", "buy", "buy"],
    ///     Some(&[0, 60_000, 0, 90_000, 30_000]),
    /// )?;
    /// let steps = ["look", "cart", "buy"].map(|it| FunnelStep::new(it, [it])).to_vec();
    /// let funnel = Funnel::of(&log, &FunnelOptions { steps, ..FunnelOptions::default() })?;
    ///
    /// let reached: Vec<u32> = funnel.steps.iter().map(|step| step.reached).collect();
    /// assert_eq!(reached, [2, 1, 1]);
    /// assert_eq!(funnel.steps[2].durations.unwrap().median, 30_000.0);
    /// assert_eq!(funnel.steps[0].last_touchpoints[0].touchpoint, "buy");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(log: &EventLog, options: &FunnelOptions) -> Result<Self, FunnelError> {
        FunnelSum::of(log, options)?.funnel()
    }
}

impl FunnelSum {
    /// The funnel that was counted.
    ///
    /// # Errors
    /// [`FunnelError`] for touchpoints that none of the logs has.
    ///
    /// # Complexity
    /// Linear in what was counted, but for the quantiles of durations, as [`Durations`].
    pub fn funnel(&self) -> Result<Funnel, FunnelError> {
        let unknown = self.unknown();
        if !unknown.is_empty() {
            return Err(FunnelError::new(unknown));
        }
        let options = &self.options;
        let optional = options.steps.iter().map(|it| it.optional).collect();
        let shares = Shares {
            optional,
            confidence: options.confidence,
        };
        let all = &self.all;
        let steps =
            (0_usize..)
                .zip(&options.steps)
                .zip(&self.leaves)
                .map(|((place, step), leaves)| {
                    let mut last: Vec<LastTouchpoint> = leaves
                        .iter()
                        .map(|(touchpoint, &count)| LastTouchpoint {
                            touchpoint: touchpoint.clone(),
                            count,
                        })
                        .collect();
                    sort::by(&mut last, |a, b| {
                        b.count
                            .cmp(&a.count)
                            .then_with(|| a.touchpoint.cmp(&b.touchpoint))
                    });
                    let told = last.len().min(options.last_touchpoints as usize);
                    let others = last.split_off(told);
                    ReachedStep {
                        name: step.name.clone(),
                        optional: step.optional,
                        reached: at(&all.reached, place),
                        from_first: shares.of_first(all, place),
                        from_previous: shares.of_previous(all, place),
                        lost: at(&all.lost, place),
                        open: at(&all.open, place),
                        durations: all
                            .since_previous
                            .get(place)
                            .and_then(DurationSum::durations),
                        last_touchpoints: last,
                        other_last: others.iter().map(|it| it.count).sum(),
                    }
                });
        Ok(Funnel {
            counting: options.counting,
            units: all.units,
            conversion: shares.conversion(all),
            open: all.open.iter().sum(),
            lost: all.lost.iter().sum(),
            end: self.end,
            duration: all.since_start.durations(),
            steps: steps.collect(),
            segments: self.segments(&shares),
        })
    }

    /// The segments that were asked for, and all others as one.
    fn segments(&self, shares: &Shares) -> Vec<FunnelSegment> {
        let Some(by) = &self.options.by else {
            return Vec::new();
        };
        let mut falling: Vec<(&String, &FunnelCounts)> = self.segments.iter().collect();
        sort::by(&mut falling, |a, b| b.1.units.cmp(&a.1.units));
        let told = falling.len().min(by.limit as usize);
        let others = falling.split_off(told);
        let mut segments: Vec<FunnelSegment> = falling
            .into_iter()
            .map(|(value, counts)| self.segment(Some(value.clone()), 1, counts, shares))
            .collect();
        if !others.is_empty() {
            let values = u32::try_from(others.len()).unwrap_or(u32::MAX);
            let mut rest = FunnelCounts::new(self.options.steps.len());
            for (_, counts) in others {
                rest.merge(counts.clone());
            }
            segments.push(self.segment(None, values, &rest, shares));
        }
        let p_value = |it: Option<Difference>| it.and_then(|it| it.p_value);
        adjust(
            segments
                .iter_mut()
                .map(|it| (p_value(it.difference), &mut it.adjusted_p)),
        );
        let steps = segments.iter_mut().flat_map(|it| &mut it.steps);
        adjust(steps.map(|it| (p_value(it.difference), &mut it.adjusted_p)));
        segments
    }

    fn segment(
        &self,
        value: Option<String>,
        values: u32,
        counts: &FunnelCounts,
        shares: &Shares,
    ) -> FunnelSegment {
        let others = self.all.without(counts);
        let difference = |share: fn(&Shares, &FunnelCounts, usize) -> Share, place| {
            let (own, other) = (share(shares, counts, place), share(shares, &others, place));
            let enough = own.n.min(other.n) >= self.options.min_n;
            let confidence = self.options.confidence;
            enough
                .then(|| tested_difference(&own, &other, confidence).0)
                .flatten()
        };
        let last = self.options.steps.len().saturating_sub(1);
        let steps = (0..self.options.steps.len()).map(|place| SegmentStep {
            reached: at(&counts.reached, place),
            from_first: shares.of_first(counts, place),
            from_previous: shares.of_previous(counts, place),
            difference: difference(Shares::of_previous, place),
            adjusted_p: None,
            lost: at(&counts.lost, place),
            open: at(&counts.open, place),
            durations: counts
                .since_previous
                .get(place)
                .and_then(DurationSum::durations),
        });
        FunnelSegment {
            value,
            values,
            units: counts.units,
            conversion: shares.conversion(counts),
            difference: difference(Shares::of_first, last),
            adjusted_p: None,
            duration: counts.since_start.durations(),
            steps: steps.collect(),
        }
    }
}

/// Controls the false discoveries among some p-values.
fn adjust<'a>(p_values: impl Iterator<Item = (Option<f64>, &'a mut Option<f64>)>) {
    let (known, slots): (Vec<f64>, Vec<_>) =
        p_values.filter_map(|(p, slot)| Some((p?, slot))).unzip();
    for (slot, adjusted) in slots.into_iter().zip(benjamini_hochberg(&known)) {
        *slot = Some(adjusted);
    }
}

/// Makes shares of counts.
struct Shares {
    /// By step: whether it may be left out.
    optional: Vec<bool>,
    confidence: f64,
}

impl Shares {
    fn of_first(&self, counts: &FunnelCounts, step: usize) -> Share {
        self.between(counts, 0, step)
    }

    fn conversion(&self, counts: &FunnelCounts) -> Share {
        self.of_first(counts, counts.reached.len().saturating_sub(1))
    }

    fn of_previous(&self, counts: &FunnelCounts, step: usize) -> Share {
        let before = self
            .optional
            .iter()
            .take(step)
            .rposition(|optional| !optional);
        match before {
            Some(before) => self.between(counts, before, step),
            None => {
                Share::with_confidence(at(&counts.reached, step), counts.units, self.confidence)
            }
        }
    }

    /// Of those who reached one step, and are not open before another: who reached that.
    fn between(&self, counts: &FunnelCounts, before: usize, step: usize) -> Share {
        let open = counts.open.get(before..step).unwrap_or_default();
        let n = at(&counts.reached, before).saturating_sub(open.iter().sum());
        Share::with_confidence(at(&counts.reached, step), n, self.confidence)
    }
}

impl FunnelCounts {
    /// What is left without a part; durations are not.
    fn without(&self, part: &Self) -> Self {
        let less = |all: &[u32], part: &[u32]| {
            let pairs = all.iter().zip(part);
            pairs.map(|(all, part)| all.saturating_sub(*part)).collect()
        };
        Self {
            units: self.units.saturating_sub(part.units),
            reached: less(&self.reached, &part.reached),
            open: less(&self.open, &part.open),
            lost: less(&self.lost, &part.lost),
            ..Self::default()
        }
    }
}

fn at(counts: &[u32], place: usize) -> u32 {
    counts.get(place).copied().unwrap_or(0)
}
