//! What comes after what, sooner or later.

use std::{
    cmp::Ordering,
    ops::{AddAssign, Range},
};

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use super::{
    SumError, count,
    counted::{self, Counted as _, Entry, counted},
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EventuallyFollows {
    /// How many customers there are.
    pub customers: u32,
    /// Every pair of which one comes after the other, by the names of the first, then the
    /// second.
    pub pairs: Vec<Follows>,
}

/// One touchpoint some time after another one, or after itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
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
    /// use cesta::{flow::follows::{EventuallyFollows, FollowsOptions}, log::EventLog};
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
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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

counted!(FollowsSum: customers, pairs);
counted!(PairSum: count, customers);

impl FollowsSum {
    /// The sum of a log.
    pub fn of(log: &EventLog) -> Self {
        let distinct = log.distinct_traces();
        let count_part = |part| {
            let mut tally = Tally::new(log.touchpoints().len(), Tally::CELLS);
            distinct.walk(part, |it| tally.add(it.visits, count(it.customers.len())));
            tally.finish()
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
            Entry::order,
            |mine, theirs| {
                mine.count += theirs.count;
                mine.customers += theirs.customers;
            },
        );
        Ok(())
    }

    /// Takes away the sum of some customers as they were, and adds that of them as they are, as
    /// [`FlowSum::update`](super::FlowSum::update) does.
    ///
    /// # Errors
    /// [`SumError`]. The sum is then as it was before.
    ///
    /// # Complexity
    /// Linear in this sum.
    pub fn update(&mut self, before: &Self, after: &Self) -> Result<(), SumError> {
        counted::update(self, |sum| {
            sum.replace(before, after)?;
            counted::check(sum.pairs.iter().all(|it| it.is_counted(sum.customers)))
        })
    }

    /// What comes after what.
    pub fn follows(&self, options: &FollowsOptions) -> EventuallyFollows {
        let share = Share::at(options.confidence);
        let pairs = self.pairs.iter().map(|pair| Follows {
            from: pair.from.clone(),
            to: pair.to.clone(),
            count: pair.count,
            customers: share(pair.customers, self.customers),
        });
        EventuallyFollows {
            customers: self.customers,
            pairs: pairs.collect(),
        }
    }
}

impl Entry for PairSum {
    fn order(&self, other: &Self) -> Ordering {
        (&self.from, &self.to).cmp(&(&other.from, &other.to))
    }
}

impl PairSum {
    /// Whether it can be of so many customers.
    fn is_counted(&self, customers: u32) -> bool {
        (1.0..=9_007_199_254_740_992.0).contains(&self.count)
            && self.count.fract() <= 0.0
            && (1..=customers).contains(&self.customers)
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
        if !pairs.iter().all(|it| it.is_counted(customers)) {
            return Err(D::Error::custom(
                "a pair must have a whole count and a customer, and no more than there are",
            ));
        }
        Ok(Self { customers, pairs })
    }
}

/// Counts the pairs of sequences.
struct Tally {
    /// By the touchpoint after, then the one before.
    pairs: Pairs<Count>,
    rows: Rows,
    /// Numbers for one sequence, where the log has many touchpoints.
    own: Option<Numbers>,
    /// The most cells of the rows that are counted at once.
    cells: usize,
}

/// The touchpoints of one sequence by numbers of its own.
struct Numbers {
    /// By touchpoint: its number, and the sequence that has it.
    of: Vec<(u32, u32)>,
    /// By number.
    touchpoints: Vec<u32>,
    visits: Vec<u32>,
    sequence: u32,
}

impl Tally {
    /// The most touchpoints for which it is quicker to add whole rows.
    const FEW: usize = 64;

    /// With a limit of 48 MiB: all rows of a sequence can take more than there is.
    const CELLS: usize = 1 << 22;

    fn new(touchpoints: usize, cells: usize) -> Self {
        let few = touchpoints <= Self::FEW;
        let mut rows = Rows::default();
        let size = if few { touchpoints } else { 0 };
        rows.clear(size, 0..size);
        let own = (!few).then(|| Numbers {
            of: vec![(0, 0); touchpoints],
            touchpoints: Vec::new(),
            visits: Vec::new(),
            sequence: 0,
        });
        Self {
            pairs: Pairs::new(touchpoints, touchpoints),
            rows,
            own,
            cells,
        }
    }

    /// Counts one sequence of some customers.
    fn add(&mut self, visits: &[u32], customers: u32) {
        let Some(own) = &mut self.own else {
            self.rows.add(visits, customers);
            return;
        };
        own.take(visits);
        let size = own.touchpoints.len();
        let band = (self.cells / size.max(1)).max(1);
        for first in (0..size).step_by(band) {
            self.rows.clear(size, first..size.min(first + band));
            self.rows.add(&own.visits, customers);
            self.rows.add_to(&mut self.pairs, |number| {
                own.touchpoints.get(number as usize).copied()
            });
        }
    }

    fn finish(mut self) -> Pairs<Count> {
        if self.own.is_none() {
            self.rows.add_to(&mut self.pairs, Some);
        }
        self.pairs
    }
}

impl Numbers {
    fn take(&mut self, visits: &[u32]) {
        self.sequence += 1;
        self.touchpoints.clear();
        self.visits.clear();
        for &visit in visits {
            let Some((number, sequence)) = self.of.get_mut(visit as usize) else {
                continue;
            };
            if *sequence != self.sequence {
                (*number, *sequence) = (count(self.touchpoints.len()), self.sequence);
                self.touchpoints.push(visit);
            }
            self.visits.push(*number);
        }
    }
}

/// What was counted by number, in rows as long as there are numbers.
#[derive(Default)]
struct Rows {
    /// By number: how often the present sequence had it, and how many customers that are; where
    /// it has it last.
    had: Vec<u64>,
    met: Vec<u32>,
    last: Vec<usize>,
    /// The numbers after that are counted now.
    band: Range<usize>,
    /// By the number after, from the first of the band, then the one before.
    times: Vec<u64>,
    customers: Vec<u32>,
}

impl Rows {
    fn clear(&mut self, size: usize, band: Range<usize>) {
        // Numbers that nothing has fill up the fours of `add_each`.
        let size = size.next_multiple_of(4);
        let cells = band.len() * size;
        self.band = band;
        self.had.clear();
        self.had.resize(size, 0);
        self.met.clear();
        self.met.resize(size, 0);
        self.last.resize(size, 0);
        self.times.clear();
        self.times.resize(cells, 0);
        self.customers.clear();
        self.customers.resize(cells, 0);
    }

    /// At each event, every number as often as it came before; at the last with a number, every
    /// one that came before.
    #[expect(
        clippy::indexing_slicing,
        reason = "the hot loop: numbers are below the size that everything was made for"
    )]
    fn add(&mut self, visits: &[u32], customers: u32) {
        let size = self.had.len();
        for (at, &visit) in visits.iter().enumerate() {
            self.last[visit as usize] = at;
        }
        for (at, &visit) in visits.iter().enumerate() {
            let visit = visit as usize;
            if self.band.contains(&visit) {
                let row = visit - self.band.start;
                let row = row * size..(row + 1) * size;
                add_each(&mut self.times[row.clone()], &self.had);
                if self.last[visit] == at {
                    add_each(&mut self.customers[row], &self.met);
                }
            }
            self.had[visit] += u64::from(customers);
            self.met[visit] = customers;
        }
        self.had.fill(0);
        self.met.fill(0);
    }

    /// Adds what was counted to pairs of touchpoints.
    fn add_to(&self, pairs: &mut Pairs<Count>, touchpoint: impl Fn(u32) -> Option<u32>) {
        let size = self.had.len().max(1);
        let cells = self.times.iter().zip(&self.customers).enumerate();
        for (place, (&times, &customers)) in cells.filter(|(_, (times, _))| **times > 0) {
            let of = |number: usize| touchpoint(count(number));
            if let Some((to, from)) = of(self.band.start + place / size).zip(of(place % size))
                && let Some(pair) = pairs.at(to, from)
            {
                pair.times += times;
                pair.customers += customers;
            }
        }
    }
}

/// Adds to each number of whole fours another one: built for size, no loop would take four.
#[inline]
fn add_each<T: AddAssign + Copy>(to: &mut [T], from: &[T]) {
    let ((to, _), (from, _)) = (to.as_chunks_mut(), from.as_chunks());
    for ([a, b, c, d], &[e, f, g, h]) in to.iter_mut().zip(from) {
        *a += e;
        *b += f;
        *c += g;
        *d += h;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_some_at_a_time() {
        let touchpoints = 100_u32;
        let visits: Vec<u32> = (0..touchpoints).chain(0..touchpoints).collect();
        for cells in [0, 99, 1_000, 3_333, Tally::CELLS] {
            let mut tally = Tally::new(touchpoints as usize, cells);
            tally.add(&visits, 2);
            tally.add(&[7, 7, 3], 5);
            let counted = tally.finish().counted();
            assert_eq!(counted.len(), 100 * 100);
            for it in counted {
                // The index has what comes after first.
                let (after, before) = (it.from, it.to);
                let twice = if before < after { 6 } else { 2 };
                let more = match (before, after) {
                    (7, 7) => (5, 5),
                    (7, 3) => (10, 5),
                    _ => (0, 0),
                };
                assert_eq!((it.count, it.customers), (twice + more.0, 2 + more.1));
            }
        }
    }
}
