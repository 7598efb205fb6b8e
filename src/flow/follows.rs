//! What comes after what, sooner or later.

use std::{cmp::Ordering, collections::HashMap};

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use super::{SumError, count, ranks::Ranks};
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

/// A pair of touchpoints by number, how many pairs of events, and how many customers.
type Pair = ((u32, u32), u64, u32);

impl FollowsSum {
    /// The sum of a log.
    pub fn of(log: &EventLog) -> Self {
        let distinct = log.distinct_traces();
        let mut counted = parts::each(distinct.parts(), |part| {
            let mut pairs = Pairs::new(log.touchpoints().len());
            distinct.walk(part, |it| pairs.add(it.visits, count(it.customers.len())));
            pairs.finish()
        });
        while counted.len() > 1 {
            let mut joined = Vec::new();
            let mut parts = counted.into_iter();
            while let Some(mut mine) = parts.next() {
                let theirs = parts.next().unwrap_or_default();
                sort::join(
                    &mut mine,
                    theirs,
                    |a: &Pair, b| a.0.cmp(&b.0),
                    |mine, theirs| {
                        mine.1 += theirs.1;
                        mine.2 += theirs.2;
                    },
                );
                joined.push(mine);
            }
            counted = joined;
        }
        let ranks = Ranks::of(log);
        let mut pairs = counted.pop().unwrap_or_default();
        sort::by_key(&mut pairs, |((from, to), ..)| {
            (ranks.rank(*from), ranks.rank(*to))
        });
        let pairs = pairs.into_iter().map(|((from, to), count, customers)| {
            #[expect(clippy::cast_precision_loss, reason = "exact below 2^53, as is told")]
            let count = count as f64;
            PairSum {
                from: ranks.name(from),
                to: ranks.name(to),
                count,
                customers,
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
struct Pairs {
    /// By touchpoint: how often the present sequence had it, and which sequence that was.
    had: Vec<(u32, u32)>,
    /// The touchpoints that the present sequence had.
    seen: Vec<u32>,
    counts: Table,
    /// The number of the present sequence, from 1.
    sequence: u32,
}

/// What was counted by pair, the touchpoint after first: in a table while there are few
/// touchpoints, by hashing after.
enum Table {
    Dense(Vec<Count>, usize),
    Hashed(HashMap<(u32, u32), Count>),
}

#[derive(Clone, Copy, Default)]
struct Count {
    pairs: u64,
    customers: u32,
    latest: u32,
}

impl Count {
    fn add(&mut self, times: u32, weight: u32, sequence: u32) {
        self.pairs += u64::from(times) * u64::from(weight);
        if self.latest != sequence {
            self.latest = sequence;
            self.customers += weight;
        }
    }
}

impl Pairs {
    /// The most touchpoints for which there is a table: it then takes 1 MiB.
    const MAX_TABLE: usize = 1 << 8;

    fn new(touchpoints: usize) -> Self {
        let counts = if touchpoints <= Self::MAX_TABLE {
            Table::Dense(
                vec![Count::default(); touchpoints * touchpoints],
                touchpoints,
            )
        } else {
            Table::Hashed(HashMap::new())
        };
        Self {
            had: vec![(0, 0); touchpoints],
            seen: Vec::new(),
            counts,
            sequence: 0,
        }
    }

    /// Counts one sequence of some customers: at each event, every touchpoint before it as often
    /// as it was there.
    fn add(&mut self, visits: &[u32], weight: u32) {
        self.sequence += 1;
        self.seen.clear();
        for &to in visits {
            match &mut self.counts {
                Table::Dense(counts, touchpoints) => {
                    let start = to as usize * *touchpoints;
                    let row = counts.get_mut(start..start + *touchpoints);
                    let row = row.unwrap_or_default();
                    for &from in &self.seen {
                        let times = self.had.get(from as usize).map_or(0, |it| it.0);
                        if let Some(count) = row.get_mut(from as usize) {
                            count.add(times, weight, self.sequence);
                        }
                    }
                }
                Table::Hashed(counts) => {
                    for &from in &self.seen {
                        let times = self.had.get(from as usize).map_or(0, |it| it.0);
                        let count = counts.entry((to, from)).or_default();
                        count.add(times, weight, self.sequence);
                    }
                }
            }
            if let Some(had) = self.had.get_mut(to as usize) {
                if had.1 == self.sequence {
                    had.0 += 1;
                } else {
                    *had = (1, self.sequence);
                    self.seen.push(to);
                }
            }
        }
    }

    fn finish(self) -> Vec<Pair> {
        let pair = |(to, from), count: Count| ((from, to), count.pairs, count.customers);
        let mut pairs: Vec<Pair> = match self.counts {
            Table::Dense(counts, touchpoints) => {
                let met = counts
                    .into_iter()
                    .enumerate()
                    .filter(|(_, it)| it.pairs > 0);
                let pairs = met
                    .map(|(at, it)| pair((count(at / touchpoints), count(at % touchpoints)), it));
                pairs.collect()
            }
            Table::Hashed(counts) => {
                let counts = counts.into_iter();
                counts.map(|(names, it)| pair(names, it)).collect()
            }
        };
        pairs.sort_unstable();
        pairs
    }
}
