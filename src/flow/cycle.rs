//! How long customers took, from end to end or between two touchpoints.

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use super::{
    DurationSum, Durations, Quantiles, SumError,
    counted::{self, Counted as _, counted},
};
use crate::{log::EventLog, parts};

/// Between what time is taken.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CycleOptions {
    /// The touchpoint whose first visit begins it. Default: the first event.
    pub from: Option<String>,
    /// The touchpoint whose first visit after that ends it, or, where [`from`](Self::from) is left
    /// out, whose first visit at all. Default: the last event.
    pub to: Option<String>,
    /// How durations are summed up. Default: exact.
    pub quantiles: Quantiles,
}

/// Cycle times that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "code",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum CycleError {
    /// The log has no such touchpoints.
    #[error("the log has no touchpoint called {}", names(touchpoints))]
    UnknownTouchpoints {
        /// Those that it does not have.
        touchpoints: Vec<String>,
    },
}

fn names(touchpoints: &[String]) -> String {
    let quoted = touchpoints.iter().map(|it| format!("`{it}`"));
    quoted.collect::<Vec<_>>().join(" or ")
}

impl CycleError {
    /// The kind of the error; stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownTouchpoints { .. } => "unknownTouchpoints",
        }
    }
}

/// How long customers took.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CycleTimes {
    /// How many customers there are.
    pub customers: u32,
    /// How many of them came from where it begins to where it ends.
    pub complete: u32,
    /// How long they took; `None` without times, and where nobody did.
    pub durations: Option<Durations>,
}

impl CycleTimes {
    /// The cycle times of a log: once for each customer, and 0 for one with a single event.
    ///
    /// # Units
    /// Durations are in milliseconds.
    ///
    /// # Errors
    /// [`CycleError`] for touchpoints that the log does not have.
    ///
    /// # Complexity
    /// Linear in the events.
    ///
    /// # Example
    /// ```
    /// use cesta::{flow::cycle::{CycleOptions, CycleTimes}, log::EventLog};
    ///
    /// let log = EventLog::from_columns(
    ///     &["ann", "ann", "ann", "bob"],
    ///     &["look", "look", "buy", "look"],
    ///     Some(&[0, 4_000, 10_000, 0]),
    /// )?;
    /// let whole = CycleTimes::of(&log, &CycleOptions::default())?;
    /// assert_eq!((whole.complete, whole.durations.unwrap().max), (2, 10_000.0));
    /// let bought = CycleOptions { to: Some("buy".to_owned()), ..CycleOptions::default() };
    /// assert_eq!(CycleTimes::of(&log, &bought)?.complete, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(log: &EventLog, options: &CycleOptions) -> Result<Self, CycleError> {
        let ends = [&options.from, &options.to].map(|it| it.as_deref());
        let unknown = |name: &&str| log.touchpoints().find(name).is_none();
        let unknown = ends
            .into_iter()
            .flatten()
            .filter(unknown)
            .map(str::to_owned);
        let touchpoints: Vec<String> = unknown.collect();
        if !touchpoints.is_empty() {
            return Err(CycleError::UnknownTouchpoints { touchpoints });
        }
        Ok(CycleSum::of(log, options).cycle_times())
    }
}

/// Cycle times, not yet summed up: a commutative monoid over customers, as
/// [`FlowSum`](super::FlowSum) is.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CycleSum {
    /// How many customers there are.
    customers: u32,
    /// How many of them came from where it begins to where it ends.
    complete: u32,
    /// How long they took.
    durations: DurationSum,
}

impl Default for CycleSum {
    fn default() -> Self {
        Self {
            customers: 0,
            complete: 0,
            durations: DurationSum::new(Quantiles::None),
        }
    }
}

counted!(CycleSum: customers, complete, durations);

impl CycleSum {
    /// The sum of a log. Where the log does not have a touchpoint, nobody came to it.
    pub fn of(log: &EventLog, options: &CycleOptions) -> Self {
        let number = |name: &Option<String>| {
            let name = name.as_ref()?;
            Some(log.touchpoints().find(name).unwrap_or(u32::MAX))
        };
        let (from, to) = (number(&options.from), number(&options.to));
        let sums = parts::each(log.parts(), |part| {
            let mut sum = Self {
                durations: DurationSum::new(options.quantiles),
                ..Self::default()
            };
            log.walk(part, |walk| {
                sum.customers += 1;
                let start = match from {
                    Some(from) => walk.visits.iter().position(|&visit| visit == from),
                    None => Some(0),
                };
                let end = start.and_then(|start| match to {
                    Some(to) => {
                        // An end that is also the beginning must be another visit.
                        let next = start + usize::from(from.is_some());
                        let rest = walk.visits.get(next..)?;
                        Some(next + rest.iter().position(|&visit| visit == to)?)
                    }
                    None => Some(walk.visits.len() - 1),
                });
                if let Some((start, end)) = start.zip(end) {
                    sum.complete += 1;
                    let time = |at: usize| walk.times.and_then(|times| times.get(at));
                    if let Some((start, end)) = time(start).zip(time(end)) {
                        sum.durations.add(end - start);
                    }
                }
            });
            sum
        });
        let mut sum = Self {
            durations: DurationSum::new(options.quantiles),
            ..Self::default()
        };
        for part in sums {
            sum.join(part);
        }
        sum
    }

    /// Adds the sum of other customers, between the same touchpoints: the sum does not keep which.
    ///
    /// # Errors
    /// [`SumError`]; the sum is then as it was before.
    pub fn merge(&mut self, other: Self) -> Result<(), SumError> {
        let customers = self.customers.checked_add(other.customers);
        customers.ok_or(SumError::TooManyEvents)?;
        self.join(other);
        Ok(())
    }

    /// Takes away the sum of some customers as they were, and adds that of them as they are, as
    /// [`FlowSum::update`](super::FlowSum::update) does.
    ///
    /// # Errors
    /// [`SumError`], and [`SumError::NotKept`] only with a [sketch](Quantiles::Sketch), where the
    /// shortest or longest is of a customer who has another one now. The sum is then as it was before.
    ///
    /// # Complexity
    /// Linear in the durations that are kept.
    pub fn update(&mut self, before: &Self, after: &Self) -> Result<(), SumError> {
        let sums = [&*self, before, after].into_iter();
        DurationSum::check_alike(sums.map(|it| (it.complete, &it.durations)))?;
        counted::update(self, |sum| {
            sum.replace(before, after)?;
            counted::check(sum.is_sum())
        })
    }

    /// Whether the counts can be those of one log.
    fn is_sum(&self) -> bool {
        self.durations.len() <= self.complete && self.complete <= self.customers
    }

    fn join(&mut self, other: Self) {
        self.customers += other.customers;
        self.complete += other.complete;
        self.durations.merge(other.durations);
    }

    /// The cycle times.
    pub fn cycle_times(&self) -> CycleTimes {
        CycleTimes {
            customers: self.customers,
            complete: self.complete,
            durations: self.durations.durations(),
        }
    }
}

impl<'de> Deserialize<'de> for CycleSum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        struct Wire {
            customers: u32,
            complete: u32,
            durations: DurationSum,
        }
        let Wire {
            customers,
            complete,
            durations,
        } = Wire::deserialize(deserializer)?;
        let sum = Self {
            customers,
            complete,
            durations,
        };
        if sum.is_sum() {
            return Ok(sum);
        }
        Err(D::Error::custom(
            "no more can be complete than there are customers, and be measured",
        ))
    }
}
