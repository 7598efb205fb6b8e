//! What customers did again: rework, self-distance, short loops.

use std::cmp::Ordering;

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use super::{
    SumError, count,
    counted::{self, Counted, Entry, counted},
    pairs::{Count, Pairs},
    ranks::Ranks,
};
use crate::{
    log::EventLog,
    parts, sort,
    stats::{DEFAULT_CONFIDENCE, Share},
};

/// How to count what was done again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ReworkOptions {
    /// The confidence of the shares' intervals, between 0 and 1. Default 0.95. Where it is not
    /// between them, no share has an interval.
    pub confidence: f64,
}

impl Default for ReworkOptions {
    fn default() -> Self {
        Self {
            confidence: DEFAULT_CONFIDENCE,
        }
    }
}

/// What customers did again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rework {
    /// How many customers there are.
    pub customers: u32,
    /// Customers who visited any touchpoint twice or more, of all customers.
    pub reworked: Share,
    /// Every touchpoint, by name.
    pub touchpoints: Vec<Again>,
    /// Every loop of one step (`a`, `a`) or two (`a`, `b`, `a`) that was taken, most often
    /// first, then by the names in it.
    pub loops: Vec<ShortLoop>,
}

/// How customers came again to a touchpoint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Again {
    /// The touchpoint, as the log calls it.
    pub touchpoint: String,
    /// Customers who visited it twice or more, of those who visited it.
    pub reworked: Share,
    /// How many visits were not a customer's first one there.
    pub extra_visits: u32,
    /// The fewest events between two visits of a customer: 0 where it directly follows itself.
    /// `None` where nobody came again.
    pub self_distance: Option<u32>,
    /// The touchpoints between two visits that are that near, by name; none where they are more
    /// than 100 events apart.
    pub between: Vec<String>,
}

/// A loop that customers took.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShortLoop {
    /// The touchpoint where it begins and ends.
    pub touchpoint: String,
    /// The touchpoint on the way, from which they came back; `None` where it directly follows
    /// itself.
    pub over: Option<String>,
    /// How often it was taken; three visits one after the other are two loops.
    pub count: u32,
    /// How many customers took it.
    pub customers: u32,
}

impl Rework {
    /// What was done again in a log.
    ///
    /// The minimum self-distance and what is between is what `PM4Py` calls by these names.
    ///
    /// # Complexity
    /// Each distinct sequence is looked at once: linear in its length, and in what is between
    /// the nearest visits.
    ///
    /// # Example
    /// ```
    /// use cesta::{flow::rework::{Rework, ReworkOptions}, log::EventLog};
    ///
    /// let log = EventLog::from_columns(&[1, 1, 1, 2], &["cart", "help", "cart", "cart"], None)?;
    /// let rework = Rework::of(&log, &ReworkOptions::default());
    /// let cart = &rework.touchpoints[0];
    /// assert_eq!((cart.reworked.count, cart.reworked.n, cart.extra_visits), (1, 2, 1));
    /// assert_eq!((cart.self_distance, &*cart.between), (Some(1), &["help".to_owned()][..]));
    /// assert_eq!(rework.loops[0].over.as_deref(), Some("help"));
    /// # Ok::<(), cesta::log::BuildError>(())
    /// ```
    pub fn of(log: &EventLog, options: &ReworkOptions) -> Self {
        ReworkSum::of(log).rework(options)
    }
}

/// What was done again, not yet summed up: a commutative monoid over customers, as
/// [`FlowSum`](super::FlowSum) is.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReworkSum {
    /// How many customers there are.
    customers: u32,
    /// How many of them visited any touchpoint twice or more.
    reworked: u32,
    /// Every touchpoint, by name.
    touchpoints: Vec<AgainSum>,
    /// Every loop that was taken, by the names in it.
    loops: Vec<ShortLoop>,
}

/// What was counted at a touchpoint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AgainSum {
    /// The touchpoint, as the log calls it.
    touchpoint: String,
    /// How many customers visited it.
    customers: u32,
    /// How many of them did twice or more.
    reworked: u32,
    /// How many visits were not a customer's first one there.
    extra_visits: u32,
    /// The fewest events between two visits, if there are two.
    self_distance: Option<u32>,
    /// What is between visits that are that near, by name.
    between: Vec<String>,
}

counted!(ReworkSum: customers, reworked, touchpoints, loops);
counted!(ShortLoop: count, customers);

impl Counted for AgainSum {
    fn replace(&mut self, before: &Self, after: &Self) -> Result<(), SumError> {
        let rest = self.reworked.saturating_sub(before.reworked);
        // Nobody in it came again sooner than the soonest, or over something else as soon.
        counted::check(if before.self_distance == self.self_distance {
            let mut between = before.between.iter();
            between.all(|it| self.between.binary_search(it).is_ok())
        } else {
            rest > 0 && is_nearer(self.self_distance, before.self_distance)
        })?;
        self.customers
            .replace(&before.customers, &after.customers)?;
        self.reworked.replace(&before.reworked, &after.reworked)?;
        self.extra_visits
            .replace(&before.extra_visits, &after.extra_visits)?;
        if rest == 0 {
            self.self_distance = None;
            self.between.clear();
        } else if !is_nearer(self.self_distance, before.self_distance) {
            // What is between the nearest visits is still there if they have it too.
            let stays = after.self_distance == before.self_distance
                && before.between.iter().all(|it| after.between.contains(it));
            if !stays && !is_nearer(after.self_distance, before.self_distance) {
                return Err(SumError::NotKept);
            }
        }
        self.nearest(after.clone());
        Ok(())
    }

    fn is_none(&self) -> bool {
        self.customers.is_none()
    }
}

impl Entry for AgainSum {
    fn order(&self, other: &Self) -> Ordering {
        self.touchpoint.cmp(&other.touchpoint)
    }
}

impl Entry for ShortLoop {
    fn order(&self, other: &Self) -> Ordering {
        (&self.touchpoint, &self.over).cmp(&(&other.touchpoint, &other.over))
    }
}

impl AgainSum {
    fn merge(&mut self, other: Self) {
        self.customers += other.customers;
        self.reworked += other.reworked;
        self.extra_visits += other.extra_visits;
        self.nearest(other);
    }

    /// Takes the other one's distance where that is shorter.
    fn nearest(&mut self, other: Self) {
        if is_nearer(other.self_distance, self.self_distance) {
            self.self_distance = other.self_distance;
            self.between = other.between;
        } else if other.self_distance == self.self_distance {
            sort::join(&mut self.between, other.between, Ord::cmp, |_, _| {});
        }
    }
}

/// The most events between two visits whose touchpoints are told. Those of a long sequence that is
/// gone through twice would be as many as its square.
const MOST_BETWEEN: u32 = 100;

/// Whether one distance is there and shorter than another, which may not be there.
fn is_nearer(one: Option<u32>, other: Option<u32>) -> bool {
    one.is_some_and(|one| other.is_none_or(|other| one < other))
}

impl ReworkSum {
    /// The sum of a log.
    pub fn of(log: &EventLog) -> Self {
        let (distinct, ranks) = (log.distinct_traces(), Ranks::of(log));
        let count_part = |part| {
            let mut counted = Repeats::new(log.touchpoints().len());
            distinct.walk(part, |it| counted.add(it.visits, count(it.customers.len())));
            counted.named(&ranks)
        };
        let sum = parts::merged(distinct.parts(), count_part, |mut all, part| {
            all.join(part);
            all
        });
        sum.unwrap_or_default()
    }

    /// Adds the sum of other customers.
    ///
    /// # Errors
    /// [`SumError`]; the sum is then as it was before.
    pub fn merge(&mut self, other: Self) -> Result<(), SumError> {
        let customers = self.customers.checked_add(other.customers);
        if customers.is_none() || u32::try_from(self.visits() + other.visits()).is_err() {
            return Err(SumError::TooManyEvents);
        }
        self.join(other);
        Ok(())
    }

    /// Takes away the sum of some customers as they were, and adds that of them as they are, as
    /// [`FlowSum::update`](super::FlowSum::update) does.
    ///
    /// # Errors
    /// [`SumError`], and [`SumError::NotKept`] where new events lie between a customer's nearest
    /// visits to a touchpoint, since the next nearest ones are not kept. The sum is then as it was before.
    ///
    /// # Complexity
    /// Linear in this sum.
    pub fn update(&mut self, before: &Self, after: &Self) -> Result<(), SumError> {
        counted::update(self, |sum| {
            sum.replace(before, after)?;
            let events = u32::try_from(sum.visits());
            events.map_err(|_| SumError::TooManyEvents)?;
            counted::check(sum.is_sum())
        })
    }

    fn visits(&self) -> u64 {
        let visits = self.touchpoints.iter();
        let visits = visits.map(|it| u64::from(it.customers) + u64::from(it.extra_visits));
        visits.sum()
    }

    fn join(&mut self, other: Self) {
        self.customers += other.customers;
        self.reworked += other.reworked;
        sort::join(
            &mut self.touchpoints,
            other.touchpoints,
            Entry::order,
            AgainSum::merge,
        );
        sort::join(
            &mut self.loops,
            other.loops,
            Entry::order,
            |mine, theirs| {
                mine.count += theirs.count;
                mine.customers += theirs.customers;
            },
        );
    }

    /// What was done again.
    pub fn rework(&self, options: &ReworkOptions) -> Rework {
        let share = Share::at(options.confidence);
        let touchpoints = self.touchpoints.iter().map(|it| Again {
            touchpoint: it.touchpoint.clone(),
            reworked: share(it.reworked, it.customers),
            extra_visits: it.extra_visits,
            self_distance: it.self_distance,
            between: it.between.clone(),
        });
        let mut loops = self.loops.clone();
        sort::by(&mut loops, |a, b| b.count.cmp(&a.count));
        Rework {
            customers: self.customers,
            reworked: share(self.reworked, self.customers),
            touchpoints: touchpoints.collect(),
            loops,
        }
    }

    /// Whether a sum that was read can be one.
    fn is_sum(&self) -> bool {
        let touchpoint = |it: &AgainSum| {
            it.customers >= it.reworked
                && it.reworked <= it.extra_visits
                && (it.reworked > 0) == it.self_distance.is_some()
                && (1..=self.customers).contains(&it.customers)
                && it.between.is_sorted_by(|a, b| a < b)
                && it.between.iter().all(|name| self.has(name))
                && (it.between.is_empty() || it.self_distance <= Some(MOST_BETWEEN))
        };
        let taken = |it: &ShortLoop| {
            (1..=it.count).contains(&it.customers)
                && it.customers <= self.customers
                && self
                    .find(&it.touchpoint)
                    .is_some_and(|again| it.count <= again.extra_visits)
                && it.over.as_ref().is_none_or(|over| self.has(over))
        };
        self.reworked <= self.customers
            && self.touchpoints.is_sorted_by(|a, b| a.order(b).is_lt())
            && self.loops.is_sorted_by(|a, b| a.order(b).is_lt())
            && self.touchpoints.iter().all(touchpoint)
            && self.loops.iter().all(taken)
    }

    fn has(&self, name: &String) -> bool {
        self.find(name).is_some()
    }

    fn find(&self, name: &String) -> Option<&AgainSum> {
        let found = self
            .touchpoints
            .binary_search_by(|it| it.touchpoint.cmp(name));
        found.ok().and_then(|place| self.touchpoints.get(place))
    }
}

impl<'de> Deserialize<'de> for ReworkSum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        struct Wire {
            customers: u32,
            reworked: u32,
            touchpoints: Vec<AgainSum>,
            loops: Vec<ShortLoop>,
        }
        let wire = Wire::deserialize(deserializer)?;
        let sum = Self {
            customers: wire.customers,
            reworked: wire.reworked,
            touchpoints: wire.touchpoints,
            loops: wire.loops,
        };
        if sum.is_sum() {
            return Ok(sum);
        }
        Err(D::Error::custom(
            "touchpoints and loops must be in the order of their names, and their counts those \
             of customers who came again",
        ))
    }
}

/// Counts what sequences have again.
struct Repeats {
    places: Vec<Place>,
    /// By the numbers of a touchpoint and of the one on the way, or the same one twice.
    loops: Pairs<Count>,
    /// By the numbers of a touchpoint and of one that is between two visits to it: how many
    /// events are between them, where these are few.
    between: Pairs<u32>,
    customers: u32,
    reworked: u32,
    /// The number of the present sequence, from 1.
    sequence: u32,
}

/// What was counted at a touchpoint, and where the present sequence had it.
#[derive(Clone, Default)]
struct Place {
    customers: u32,
    reworked: u32,
    extra_visits: u32,
    self_distance: Option<u32>,
    sequence: u32,
    visits: u32,
    latest: usize,
}

impl Repeats {
    fn new(touchpoints: usize) -> Self {
        Self {
            places: vec![Place::default(); touchpoints],
            loops: Pairs::new(touchpoints, touchpoints),
            between: Pairs::new(touchpoints, touchpoints),
            customers: 0,
            reworked: 0,
            sequence: 0,
        }
    }

    /// Counts one sequence of some customers.
    fn add(&mut self, visits: &[u32], weight: u32) {
        self.sequence += 1;
        self.customers += weight;
        let mut again = false;
        for (at, &visit) in visits.iter().enumerate() {
            let Some(place) = self.places.get_mut(visit as usize) else {
                continue;
            };
            if place.sequence != self.sequence {
                place.sequence = self.sequence;
                place.visits = 1;
                place.customers += weight;
                place.latest = at;
                continue;
            }
            again = true;
            place.visits += 1;
            place.reworked += if place.visits == 2 { weight } else { 0 };
            place.extra_visits += weight;
            let between = visits.get(place.latest + 1..at).unwrap_or_default();
            place.latest = at;
            let distance = count(between.len());
            if is_nearer(Some(distance), place.self_distance) {
                place.self_distance = Some(distance);
            }
            match *between {
                [] => self.loops.add(visit, visit, self.sequence, weight),
                [over] => self.loops.add(visit, over, self.sequence, weight),
                _ if place.self_distance < Some(distance) || distance > MOST_BETWEEN => {}
                _ => {
                    for &over in between {
                        if let Some(nearest) = self.between.at(visit, over) {
                            *nearest = distance;
                        }
                    }
                }
            }
        }
        self.reworked += if again { weight } else { 0 };
    }

    fn named(self, ranks: &Ranks<'_>) -> ReworkSum {
        let name = |number: u32| ranks.name(number);
        let loops = self.loops.counted();
        // Distances only became smaller: the last one is the smallest.
        let mut between: Vec<((u32, u32), u32)> = self.between.into_iter().collect();
        let near = loops.iter().filter(|it| it.from != it.to);
        between.extend(near.map(|it| ((it.from, it.to), 1)));
        between.retain(|&((visit, _), distance)| {
            let place = self.places.get(visit as usize);
            place.is_some_and(|it| it.self_distance == Some(distance))
        });
        sort::by_key(&mut between, |&((visit, over), _)| {
            (visit, ranks.rank(over))
        });
        let names = |number: u32| {
            let start = between.partition_point(|it| it.0.0 < number);
            let own = between.iter().skip(start).take_while(|it| it.0.0 == number);
            own.map(|it| name(it.0.1)).collect()
        };
        let touchpoints = ranks.numbers().filter_map(|number| {
            let place = self.places.get(number as usize)?;
            (place.customers > 0).then(|| AgainSum {
                touchpoint: name(number),
                customers: place.customers,
                reworked: place.reworked,
                extra_visits: place.extra_visits,
                self_distance: place.self_distance,
                between: names(number),
            })
        });
        let touchpoints = touchpoints.collect();
        let loops = loops.into_iter().map(|it| ShortLoop {
            touchpoint: name(it.from),
            over: (it.from != it.to).then(|| name(it.to)),
            count: u32::try_from(it.count).unwrap_or(u32::MAX),
            customers: it.customers,
        });
        let mut loops: Vec<ShortLoop> = loops.collect();
        sort::by(&mut loops, Entry::order);
        ReworkSum {
            customers: self.customers,
            reworked: self.reworked,
            touchpoints,
            loops,
        }
    }
}
