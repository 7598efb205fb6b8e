//! What comes after what, sooner or later.

use std::cmp::Ordering;

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use super::{
    SumError, count,
    pairs::{Count, Pairs},
    ranks::Ranks,
};
use crate::{
    log::EventLog,
    parts, sort,
    stats::{DEFAULT_CONFIDENCE, Share},
};

/// How to count what comes after what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct FollowsOptions {
    /// The confidence of the shares' intervals, between 0 and 1. Default 0.95. Where it is not
    /// between them, no share has an interval.
    pub confidence: f64,
}

impl Default for FollowsOptions {
    fn default() -> Self {
        Self {
            confidence: DEFAULT_CONFIDENCE,
        }
    }
}

/// Which touchpoint comes after which, directly or later: the eventually-follows graph.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct EventuallyFollows {
    /// How many customers there are.
    pub customers: u32,
    /// Every pair of which one comes after the other, by the names of the first, then the
    /// second.
    pub pairs: Vec<Follows>,
}

/// One touchpoint some time after another one, or after itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Follows {
    /// The touchpoint before.
    pub from: String,
    /// The touchpoint after.
    pub to: String,
    /// How many pairs of events there are, one of each touchpoint and of the same customer, of
    /// which the one comes after the other. Exact below 2⁵³.
    pub count: f64,
    /// Customers with such a pair, of all customers.
    pub customers: Share,
}

impl EventuallyFollows {
    /// What comes after what in a log.
    ///
    /// All ordered pairs count: two visits to `a` before three to `b` are six, as `PM4Py`'s
    /// `discover_eventually_follows_graph` counts them.
    ///
    /// # Complexity
    /// Each distinct sequence is looked at once: its length times its distinct touchpoints.
    ///
    /// # Example
    /// ```
    /// use cesta::{flow::{ follows::{EventuallyFollows, FollowsOptions}}, log::EventLog};
    ///
    /// let log = EventLog::from_columns(&[1, 1, 1, 1], &["a", "b", "a", "b"], None)?;
    /// let follows = EventuallyFollows::of(&log, &FollowsOptions::default());
    /// let counts = follows.pairs.iter().map(|it| (&*it.from, &*it.to, it.count));
    /// let expected = [("a", "a", 1.0), ("a", "b", 3.0), ("b", "a", 1.0), ("b", "b", 1.0)];
    /// assert_eq!(counts.collect::<Vec<_>>(), expected);
    /// # Ok::<(), cesta::log::BuildError>(())
    /// ```
    pub fn of(log: &EventLog, options: &FollowsOptions) -> Self {
        FollowsSum::of(log).follows(options)
    }
}

/// What comes after what, not yet summed up: a commutative monoid over customers, as
/// [`FlowSum`](super::FlowSum) is.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FollowsSum {
    /// How many customers there are.
    customers: u32,
    /// Every pair, by the names of the first, then the second.
    pairs: Vec<PairSum>,
}

/// What was counted of one touchpoint after another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PairSum {
    /// The touchpoint before.
    from: String,
    /// The touchpoint after.
    to: String,
    /// How many pairs of events.
    count: f64,
    /// How many customers.
    customers: u32,
}

impl FollowsSum {
    /// The sum of a log.
    pub fn of(log: &EventLog) -> Self {
        let distinct = log.distinct_traces();
        let count_part = |part| {
            let mut tally = Tally::new(log.touchpoints().len());
            distinct.walk(part, |it| tally.add(it.visits, count(it.customers.len())));
            tally.pairs
        };
        let counted = parts::merged(distinct.parts(), count_part, |mut all, part| {
            all.merge_counts(part);
            all
        });
        let ranks = Ranks::of(log);
        // By the touchpoint after, then the one before.
        let mut pairs = counted.map_or_else(Vec::new, |it| it.counted());
        sort::by_key(&mut pairs, |it| (ranks.rank(it.to), ranks.rank(it.from)));
        let pairs = pairs.into_iter().map(|it| {
            #[expect(clippy::cast_precision_loss, reason = "exact below 2^53, as is told")]
            let count = it.count as f64;
            PairSum {
                from: ranks.name(it.to),
                to: ranks.name(it.from),
                count,
                customers: it.customers,
            }
        });
        Self {
            customers: count(log.customers().len()),
            pairs: pairs.collect(),
        }
    }

    /// Adds the sum of other customers.
    ///
    /// # Errors
    /// [`SumError`]; the sum is then as it was before.
    pub fn merge(&mut self, other: Self) -> Result<(), SumError> {
        let customers = self.customers.checked_add(other.customers);
        self.customers = customers.ok_or(SumError::TooManyEvents)?;
        sort::join(
            &mut self.pairs,
            other.pairs,
            PairSum::order,
            |mine, theirs| {
                mine.count += theirs.count;
                mine.customers += theirs.customers;
            },
        );
        Ok(())
    }

    /// What comes after what.
    pub fn follows(&self, options: &FollowsOptions) -> EventuallyFollows {
        let pairs = self.pairs.iter().map(|pair| Follows {
            from: pair.from.clone(),
            to: pair.to.clone(),
            count: pair.count,
            customers: Share::with_confidence(pair.customers, self.customers, options.confidence),
        });
        EventuallyFollows {
            customers: self.customers,
            pairs: pairs.collect(),
        }
    }
}

impl PairSum {
    fn order(&self, other: &Self) -> Ordering {
        (&self.from, &self.to).cmp(&(&other.from, &other.to))
    }
}

impl<'de> Deserialize<'de> for FollowsSum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        struct Wire {
            customers: u32,
            pairs: Vec<PairSum>,
        }
        let Wire { customers, pairs } = Wire::deserialize(deserializer)?;
        if !pairs.is_sorted_by(|a, b| a.order(b).is_lt()) {
            return Err(D::Error::custom(
                "pairs must be in the order of their names, each once",
            ));
        }
        let is_counted = |it: &PairSum| {
            let in_range = (1.0..=9_007_199_254_740_992.0).contains(&it.count);
            in_range && it.count.fract() <= 0.0 && (1..=customers).contains(&it.customers)
        };
        if !pairs.iter().all(is_counted) {
            return Err(D::Error::custom(
                "a pair must have a whole count and a customer, and no more than there are",
            ));
        }
        Ok(Self { customers, pairs })
    }
}

/// Counts the pairs of sequences.
struct Tally {
    pairs: Pairs<Count>,
    /// The touchpoints that the present sequence had, and how often, in the order of the first
    /// time.
    had: Vec<(u32, u64)>,
    /// By touchpoint: the place in `had`, and the sequence it is of.
    places: Vec<(usize, u32)>,
    /// The number of the present sequence, from 1.
    sequence: u32,
}

impl Tally {
    fn new(touchpoints: usize) -> Self {
        Self {
            pairs: Pairs::new(touchpoints, touchpoints),
            had: Vec::new(),
            places: vec![(0, 0); touchpoints],
            sequence: 0,
        }
    }

    /// Counts one sequence of some customers: at each event, every touchpoint before it as often
    /// as it was there.
    fn add(&mut self, visits: &[u32], customers: u32) {
        self.sequence += 1;
        self.had.clear();
        for &to in visits {
            for &(from, times) in &self.had {
                if let Some(count) = self.pairs.at(to, from) {
                    count.add(times, self.sequence, customers);
                }
            }
            let Some(place) = self.places.get_mut(to as usize) else {
                continue;
            };
            if place.1 != self.sequence {
                *place = (self.had.len(), self.sequence);
                self.had.push((to, 0));
            }
            if let Some(had) = self.had.get_mut(place.0) {
                had.1 += u64::from(customers);
            }
        }
    }
}
