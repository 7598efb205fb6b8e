//! A flow that is not yet summed up.

use std::{cmp::Ordering, collections::BTreeMap};

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use super::{
    DurationSum, Flow, Quantiles, Step, Visits,
    counted::{self, Counted as _, Entry, counted},
    ranks::Ranks,
    tally::{Counted, Tally},
};
use crate::{log::EventLog, parts, sort, stats::Share};

/// Sums that cannot be merged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "code",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum SumError {
    /// Together they have more events than are counted.
    #[error("together they have more than {} events", u32::MAX)]
    TooManyEvents,
    /// What is to be taken away is not in the sum.
    #[error("what is to be taken away is not in the sum")]
    NotInSum,
    /// What comes in the place of what is to be taken away is not kept: of a shortest, longest,
    /// nearest or first one, the next is not known. The sum of all events has to be taken again.
    #[error(
        "the sum does not keep the next shortest, longest, nearest or first one: take it anew of \
         the whole log"
    )]
    NotKept,
    /// The sums were not taken in the same way.
    #[error("the sums were taken with different options, or of logs with different ends")]
    Different,
}

impl SumError {
    /// The kind of the error; stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooManyEvents => "tooManyEvents",
            Self::NotInSum => "notInSum",
            Self::NotKept => "notKept",
            Self::Different => "different",
        }
    }
}

/// What customers did, counted but not yet summed up: a commutative monoid over customers.
///
/// Cut a log in any way that leaves each customer whole, take the sum of each piece, wherever
/// that is, and merge them in any order: it is the sum of the log, and serialises to the same
/// bytes. Touchpoints are told by their names.
///
/// # Example
/// ```
/// use cesta::{flow::{FlowSum, Quantiles}, log::EventLog};
///
/// let one = EventLog::from_columns(&["ann", "ann"], &["look", "buy"], None)?;
/// let other = EventLog::from_columns(&["bob", "bob"], &["look", "look"], None)?;
/// let mut sum = FlowSum::default();
/// sum.merge(FlowSum::of(&other, Quantiles::Exact))?;
/// sum.merge(FlowSum::of(&one, Quantiles::Exact))?;
/// let flow = sum.flow(0.95);
/// assert_eq!((flow.customers, flow.events), (2, 4));
/// assert_eq!(flow.step("look", "look").unwrap().of_source.value, Some(1.0 / 3.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FlowSum {
    /// How many customers there are.
    customers: u32,
    /// How many events there are.
    events: u32,
    /// Every touchpoint, by name.
    touchpoints: Vec<TouchpointSum>,
    /// Every step that was taken, by source, then target.
    steps: Vec<LinkSum>,
}

/// What was counted at a touchpoint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TouchpointSum {
    /// The touchpoint, as the log calls it.
    touchpoint: String,
    /// How many events it has.
    visits: u32,
    /// How many customers visited it.
    customers: u32,
    /// How many customers started here.
    starts: u32,
    /// How many customers ended here.
    ends: u32,
}

/// What was counted from one touchpoint directly to the next.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct LinkSum {
    /// The touchpoint before.
    from: String,
    /// The touchpoint after.
    to: String,
    /// How often it happened.
    count: u32,
    /// To how many customers it happened.
    customers: u32,
    /// How long it took.
    durations: DurationSum,
}

counted!(FlowSum: customers, events, touchpoints, steps);
counted!(TouchpointSum: visits, customers, starts, ends);
counted!(LinkSum: count, customers, durations);

impl Entry for TouchpointSum {
    fn order(&self, other: &Self) -> Ordering {
        self.touchpoint.cmp(&other.touchpoint)
    }
}

impl Entry for LinkSum {
    fn order(&self, other: &Self) -> Ordering {
        (&self.from, &self.to).cmp(&(&other.from, &other.to))
    }
}

impl FlowSum {
    /// The sum of a log.
    ///
    /// # Complexity
    /// Linear in the events.
    pub fn of(log: &EventLog, quantiles: Quantiles) -> Self {
        let is_measured = quantiles != Quantiles::None;
        let count = |part| {
            let mut tally = Tally::new(log.touchpoints().len());
            log.walk(part, |walk| {
                tally.add(walk.visits, walk.times.filter(|_| is_measured));
            });
            tally.finish()
        };
        let counted = parts::merged(log.parts(), count, Counted::merge);
        let mut counted = counted.unwrap_or_default();
        if quantiles != Quantiles::Exact {
            for step in &mut counted.steps {
                let mut durations = DurationSum::new(quantiles);
                if is_measured {
                    durations.merge(std::mem::take(&mut step.durations));
                }
                step.durations = durations;
            }
        }
        Self::named(counted, &Ranks::of(log))
    }

    /// What was counted of the places that names have.
    pub(super) fn named(counted: Counted, ranks: &Ranks<'_>) -> Self {
        let mut steps = counted.steps;
        sort::by_key(&mut steps, |it| (ranks.rank(it.from), ranks.rank(it.to)));
        let touchpoints = ranks.numbers().filter_map(|number| {
            let visits = counted.visits.get(number as usize)?;
            Some(TouchpointSum {
                touchpoint: ranks.name(number),
                visits: visits.count,
                customers: visits.customers,
                starts: visits.starts,
                ends: visits.ends,
            })
        });
        let steps = steps.into_iter().map(|step| LinkSum {
            from: ranks.name(step.from),
            to: ranks.name(step.to),
            count: step.count,
            customers: step.customers,
            durations: step.durations,
        });
        Self {
            customers: counted.visits.iter().map(|it| it.starts).sum(),
            events: counted.visits.iter().map(|it| it.count).sum(),
            touchpoints: touchpoints.collect(),
            steps: steps.collect(),
        }
    }

    /// How many customers there are.
    pub fn customers(&self) -> u32 {
        self.customers
    }

    /// How many events there are.
    pub fn events(&self) -> u32 {
        self.events
    }

    /// Adds the sum of other customers. A customer whom both have would count as two.
    ///
    /// # Errors
    /// [`SumError`]; the sum is then as it was before.
    ///
    /// # Complexity
    /// Linear in the touchpoints and steps of both, and in the durations of steps that were
    /// taken few times.
    pub fn merge(&mut self, other: Self) -> Result<(), SumError> {
        let events = self.events.checked_add(other.events);
        self.events = events.ok_or(SumError::TooManyEvents)?;
        self.customers += other.customers;
        sort::join(
            &mut self.touchpoints,
            other.touchpoints,
            Entry::order,
            |mine, theirs| {
                mine.visits += theirs.visits;
                mine.customers += theirs.customers;
                mine.starts += theirs.starts;
                mine.ends += theirs.ends;
            },
        );
        sort::join(
            &mut self.steps,
            other.steps,
            Entry::order,
            |mine, theirs| {
                mine.count += theirs.count;
                mine.customers += theirs.customers;
                mine.durations.merge(theirs.durations);
            },
        );
        Ok(())
    }

    /// Takes away the sum of some customers as they were, and adds that of them as they are, and
    /// of new ones. So a sum follows a log that grows, by what [`EventLog::append`] says has
    /// changed, and is to the byte that of the whole log.
    ///
    /// With an empty sum for what they are, customers are taken out.
    ///
    /// # Errors
    /// [`SumError`], and [`SumError::NotKept`] only with a [sketch](Quantiles::Sketch) and events
    /// that are earlier than others of their customer, as [`DurationSum::update`] tells. The sum
    /// is then as it was before.
    ///
    /// # Complexity
    /// That of the two sums, and a copy of this one without the durations that it shares.
    pub fn update(&mut self, before: &Self, after: &Self) -> Result<(), SumError> {
        let steps = [&*self, before, after].into_iter().flat_map(|it| &it.steps);
        DurationSum::check_alike(steps.map(|it| (it.count, &it.durations)))?;
        counted::update(self, |sum| {
            sum.replace(before, after)?;
            counted::check(sum.problem().is_none())
        })
    }

    /// The flow, with intervals of a confidence between 0 and 1.
    ///
    /// # Complexity
    /// Linear in the touchpoints and steps, and in the durations that are kept.
    pub fn flow(&self, confidence: f64) -> Flow {
        let share = Share::at(confidence);
        let visits: BTreeMap<&str, u32> = self
            .touchpoints
            .iter()
            .map(|it| (it.touchpoint.as_str(), it.visits))
            .collect();
        let visits = |name: &str| visits.get(name).copied().unwrap_or(0);
        let by_source: Vec<&[LinkSum]> = self.steps.chunk_by(|a, b| a.from == b.from).collect();
        let steps = parts::each(by_source, |steps| {
            let sums: Vec<&DurationSum> = steps.iter().map(|step| &step.durations).collect();
            let (durations, until_next) = DurationSum::each_and_all(&sums);
            let steps = steps.iter().zip(durations).map(|(step, durations)| Step {
                from: step.from.clone(),
                to: step.to.clone(),
                count: step.count,
                of_source: share(step.count, visits(&step.from)),
                of_target: share(step.count, visits(&step.to)),
                customers: step.customers,
                of_customers: share(step.customers, self.customers),
                durations,
            });
            (until_next, steps.collect::<Vec<_>>())
        });
        let mut sources = steps.iter().peekable();
        let touchpoints = self.touchpoints.iter().map(|it| {
            let is_source = |(_, steps): &&(_, Vec<Step>)| {
                let first = steps.first();
                first.is_some_and(|step| step.from == it.touchpoint)
            };
            let source = sources.next_if(is_source);
            let own = source.and_then(|(_, steps)| steps.iter().find(|step| step.from == step.to));
            Visits {
                touchpoint: it.touchpoint.clone(),
                visits: it.visits,
                customers: it.customers,
                reached: share(it.customers, self.customers),
                starts: it.starts,
                ends: it.ends,
                drop_off: share(it.ends, it.visits),
                self_loops: own.map_or(0, |step| step.count),
                until_next: source.and_then(|(until_next, _)| *until_next),
            }
        });
        Flow {
            customers: self.customers,
            events: self.events,
            touchpoints: touchpoints.collect(),
            steps: steps.into_iter().flat_map(|(_, steps)| steps).collect(),
        }
    }

    /// What is wrong with a sum that was read.
    fn problem(&self) -> Option<&'static str> {
        if !self.touchpoints.is_sorted_by(|a, b| a.order(b).is_lt())
            || !self.steps.is_sorted_by(|a, b| a.order(b).is_lt())
        {
            return Some("touchpoints and steps must be in the order of their names, each once");
        }
        let mut counted: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
        for step in &self.steps {
            let count = u64::from(step.count);
            counted.entry(&step.from).or_default().0 += count;
            counted.entry(&step.to).or_default().1 += count;
            let took = step.durations.len();
            if step.count == 0 || took > step.count {
                return Some("a step must have been taken, and have no more durations than that");
            }
        }
        let (mut events, mut starts, mut ends) = (0, 0, 0);
        for it in &self.touchpoints {
            let (left, came) = counted.remove(it.touchpoint.as_str()).unwrap_or_default();
            let visits = u64::from(it.visits);
            if visits == 0 || visits != left + u64::from(it.ends) {
                return Some("visits must be those that went on and those that ended");
            }
            if visits != came + u64::from(it.starts) {
                return Some(
                    "visits must be those that came from somewhere and those that started",
                );
            }
            events += visits;
            starts += u64::from(it.starts);
            ends += u64::from(it.ends);
        }
        if !counted.is_empty() {
            return Some("a step must lead from a touchpoint to a touchpoint");
        }
        let customers = u64::from(self.customers);
        let of_customers = |it: u32| it <= self.customers;
        (events != u64::from(self.events)
            || starts != customers
            || ends != customers
            || !self.touchpoints.iter().all(|it| of_customers(it.customers))
            || !self.steps.iter().all(|it| of_customers(it.customers)))
        .then_some("events and customers must be those of the touchpoints")
    }
}

impl<'de> Deserialize<'de> for FlowSum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        struct Wire {
            customers: u32,
            events: u32,
            touchpoints: Vec<TouchpointSum>,
            steps: Vec<LinkSum>,
        }
        let wire = Wire::deserialize(deserializer)?;
        let sum = Self {
            customers: wire.customers,
            events: wire.events,
            touchpoints: wire.touchpoints,
            steps: wire.steps,
        };
        match sum.problem() {
            Some(problem) => Err(D::Error::custom(problem)),
            None => Ok(sum),
        }
    }
}
