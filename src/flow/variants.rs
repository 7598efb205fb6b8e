//! The ways customers went, most frequent first.

use std::cmp::Ordering;

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use super::{
    DurationSum, Durations, SumError, count,
    counted::{self, Counted, Entry, keep_met},
    ranks::Ranks,
};
use crate::{
    log::EventLog,
    parts, sort,
    stats::{DEFAULT_CONFIDENCE, Share},
};

/// Which variants to list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct VariantOptions {
    /// How many are listed; the others are counted. Default 100.
    pub limit: u32,
    /// The confidence of the shares' intervals, between 0 and 1. Default 0.95. Where it is not
    /// between them, no share has an interval.
    pub confidence: f64,
}

impl Default for VariantOptions {
    fn default() -> Self {
        Self {
            limit: 100,
            confidence: DEFAULT_CONFIDENCE,
        }
    }
}

/// The distinct sequences of touchpoints, most frequent first, then by the names in them.
///
/// In columns, since there can be as many variants as customers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Variants {
    /// How many customers there are.
    pub customers: u32,
    /// How many variants there are, listed or not.
    pub variants: u32,
    /// The touchpoints, by name.
    pub touchpoints: Vec<String>,
    /// The sequences of the listed variants, one after the other, by place in `touchpoints`.
    pub sequences: Vec<u32>,
    /// Where in `sequences` each variant begins, and where the last one ends.
    pub bounds: Vec<u32>,
    /// How many customers went each way.
    pub counts: Vec<u32>,
    /// How many customers went this way or one that is listed before it, of all: from 0 to 1.
    pub coverage: Vec<f64>,
    /// How long each way took from the first to the last event; `None` without times.
    pub durations: Vec<Option<Durations>>,
    /// The customers of the variants that are not listed, of all.
    pub other: Share,
    /// The confidence of the shares' intervals.
    pub confidence: f64,
}

/// One way customers went.
#[derive(Clone, Debug)]
pub struct Variant<'v> {
    variants: &'v Variants,
    place: usize,
}

impl<'v> Variant<'v> {
    /// The touchpoints, by place in [`Variants::touchpoints`].
    pub fn sequence(&self) -> &'v [u32] {
        let bound = |at: usize| self.variants.bounds.get(at).map(|&it| it as usize);
        let place = bound(self.place).zip(bound(self.place + 1));
        let sequence = place.and_then(|(start, end)| self.variants.sequences.get(start..end));
        sequence.unwrap_or_default()
    }

    /// The touchpoints' names.
    pub fn touchpoints(&self) -> impl ExactSizeIterator<Item = &'v str> + use<'v> {
        let names = &self.variants.touchpoints;
        let name = |&it: &u32| names.get(it as usize).map_or("", String::as_str);
        self.sequence().iter().map(name)
    }

    /// The customers who went this way, of all.
    pub fn share(&self) -> Share {
        let count = self.variants.counts.get(self.place).copied();
        let (variants, confidence) = (self.variants, self.variants.confidence);
        Share::with_confidence(count.unwrap_or(0), variants.customers, confidence)
    }

    /// The customers who went this way or one before it, of all: from 0 to 1.
    pub fn coverage(&self) -> f64 {
        let coverage = self.variants.coverage.get(self.place);
        coverage.copied().unwrap_or(0.0)
    }

    /// How long it took from the first to the last event; `None` without times.
    pub fn durations(&self) -> Option<&'v Durations> {
        self.variants.durations.get(self.place)?.as_ref()
    }
}

impl Variants {
    /// The variants of a log.
    ///
    /// # Units
    /// Durations are in milliseconds.
    ///
    /// # Complexity
    /// Linear in the events, and the sorting of those that are listed.
    ///
    /// # Example
    /// ```
    /// use cesta::{flow::variants::{VariantOptions, Variants}, log::EventLog};
    ///
    /// let log = EventLog::from_columns(
    ///     &["ann", "ann", "bob", "bob", "cyd"],
    ///     &["look", "buy", "look", "buy", "look"],
    ///     None,
    /// )?;
    /// let variants = Variants::of(&log, &VariantOptions { limit: 1, ..Default::default() });
    /// let most = variants.iter().next().unwrap();
    /// assert_eq!(most.touchpoints().collect::<Vec<_>>(), ["look", "buy"]);
    /// assert_eq!(most.share().count, 2);
    /// assert_eq!((variants.variants, variants.other.count), (2, 1));
    /// # Ok::<(), cesta::log::BuildError>(())
    /// ```
    pub fn of(log: &EventLog, options: &VariantOptions) -> Self {
        let distinct = log.distinct_traces();
        let ranks = Ranks::of(log);
        let visits = |place: usize| {
            let first = distinct.customers(place).first().copied();
            let trace = first.and_then(|customer| log.trace(customer));
            trace.into_iter().flat_map(|trace| trace.visits())
        };
        let customers = |place: usize| count(distinct.customers(place).len());
        let names = |place: usize| visits(place).map(|visit| ranks.rank(visit));
        let mut places: Vec<usize> = (0..distinct.len()).collect();
        let by_name = |a: usize, b: usize| names(a).cmp(names(b));
        most(&mut places, options.limit, &customers, &by_name);
        let listed = places.into_iter().map(|place| {
            let customers = distinct.customers(place);
            let mut took = DurationSum::default();
            took.extend(customers.iter().filter_map(|&customer| {
                let mut times = log.trace(customer)?.times()?;
                let first = times.next()?;
                Some(times.next_back().unwrap_or(first) - first)
            }));
            let sequence = visits(place).map(|visit| ranks.rank(visit));
            (sequence.collect(), count(customers.len()), took.durations())
        });
        let (customers, variants) = (log.customers().len(), distinct.len());
        let totals = (count(customers), count(variants));
        Self::listed(totals, ranks.names(), listed, options)
    }

    fn listed(
        (customers, variants): (u32, u32),
        touchpoints: Vec<String>,
        listed: impl Iterator<Item = (Vec<u32>, u32, Option<Durations>)>,
        options: &VariantOptions,
    ) -> Self {
        let mut these = Self {
            customers,
            variants,
            touchpoints,
            sequences: Vec::new(),
            bounds: vec![0],
            counts: Vec::new(),
            coverage: Vec::new(),
            durations: Vec::new(),
            other: Share::with_confidence(0, customers, options.confidence),
            confidence: options.confidence,
        };
        let mut covered = 0;
        for (sequence, customers, durations) in listed {
            these.sequences.extend(sequence);
            these.bounds.push(count(these.sequences.len()));
            covered += customers;
            these.counts.push(customers);
            these
                .coverage
                .push(f64::from(covered) / f64::from(these.customers));
            these.durations.push(durations);
        }
        let other = customers.saturating_sub(covered);
        these.other = Share::with_confidence(other, customers, options.confidence);
        these
    }

    /// The first so many of those that are listed; all others count as [`other`](Self::other).
    #[must_use]
    pub fn first(&self, limit: usize) -> Self {
        fn first<T: Clone>(list: &[T], limit: usize) -> Vec<T> {
            list.iter().take(limit).cloned().collect()
        }
        let counts = first(&self.counts, limit);
        let bounds = first(&self.bounds, counts.len() + 1);
        let end = bounds.last().map_or(0, |&end| end as usize);
        let covered = counts.iter().copied();
        let other = covered.fold(self.customers, u32::saturating_sub);
        Self {
            customers: self.customers,
            variants: self.variants,
            touchpoints: self.touchpoints.clone(),
            sequences: first(&self.sequences, end),
            bounds,
            coverage: first(&self.coverage, limit),
            durations: first(&self.durations, limit),
            counts,
            other: Share::with_confidence(other, self.customers, self.confidence),
            confidence: self.confidence,
        }
    }

    /// Those that are listed.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Variant<'_>> {
        (0..self.counts.len()).map(|place| Variant {
            variants: self,
            place,
        })
    }
}

/// Those with the most customers, then the first by name, up to a limit; the others are
/// dropped.
fn most(
    places: &mut Vec<usize>,
    limit: u32,
    customers: &dyn Fn(usize) -> u32,
    names: &dyn Fn(usize, usize) -> Ordering,
) {
    let limit = limit as usize;
    if limit < places.len() {
        // Names are compared only of those that may be listed: most variants have one customer.
        let mut counts: Vec<u32> = places.iter().map(|&it| customers(it)).collect();
        let last = limit.saturating_sub(1);
        let (_, &mut fewest, _) = counts.select_nth_unstable_by(last, |a, b| b.cmp(a));
        places.retain(|&it| customers(it) >= fewest);
    }
    sort::by(places, |&a, &b| {
        let more = customers(b).cmp(&customers(a));
        more.then_with(|| names(a, b))
    });
    places.truncate(limit);
}

/// The variants, not yet listed: a commutative monoid over customers, as
/// [`FlowSum`](super::FlowSum) is.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct VariantSum {
    /// The touchpoints, by name.
    touchpoints: Vec<String>,
    /// Every variant, by the names in it.
    variants: Vec<WaySum>,
}

/// What was counted of one variant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WaySum {
    /// The touchpoints, by place in the list of them.
    sequence: Vec<u32>,
    /// How many customers went this way.
    customers: u32,
    /// How long it took from the first to the last event.
    durations: DurationSum,
}

impl Counted for WaySum {
    fn replace(&mut self, before: &Self, after: &Self) -> Result<(), SumError> {
        self.customers
            .replace(&before.customers, &after.customers)?;
        self.durations
            .replace(&before.durations, &after.durations)?;
        counted::check(self.durations.len() <= self.customers)
    }

    fn is_none(&self) -> bool {
        self.customers == 0
    }
}

impl VariantSum {
    /// The sum of a log.
    ///
    /// # Complexity
    /// Linear in the events, and the sorting of the distinct sequences.
    pub fn of(log: &EventLog, quantiles: super::Quantiles) -> Self {
        let distinct = log.distinct_traces();
        let ranks = Ranks::of(log);
        let variants = parts::each(distinct.parts(), |part| {
            let mut variants = Vec::with_capacity(part.len());
            distinct.walk(part, |it| {
                let mut durations = DurationSum::new(quantiles);
                durations.extend(it.customers.iter().filter_map(|&customer| {
                    let mut times = log.trace(customer)?.times()?;
                    let first = times.next()?;
                    Some(times.next_back().unwrap_or(first) - first)
                }));
                variants.push(WaySum {
                    sequence: it.visits.iter().map(|&visit| ranks.rank(visit)).collect(),
                    customers: count(it.customers.len()),
                    durations,
                });
            });
            variants
        });
        let mut variants: Vec<WaySum> = variants.into_iter().flatten().collect();
        sort::by(&mut variants, WaySum::order);
        Self {
            touchpoints: ranks.names(),
            variants,
        }
    }

    /// How many customers there are.
    pub fn customers(&self) -> u32 {
        self.variants.iter().map(|it| it.customers).sum()
    }

    /// Adds the sum of other customers.
    ///
    /// # Errors
    /// [`SumError`]; the sum is then as it was before.
    pub fn merge(&mut self, mut other: Self) -> Result<(), SumError> {
        let customers = self.customers().checked_add(other.customers());
        customers.ok_or(SumError::TooManyEvents)?;
        let mut touchpoints = self.touchpoints.clone();
        let names = other.touchpoints.clone();
        sort::join(&mut touchpoints, names, Ord::cmp, |_, _| {});
        self.rename(&touchpoints);
        other.rename(&touchpoints);
        sort::join(
            &mut self.variants,
            other.variants,
            Entry::order,
            |mine, theirs| {
                mine.customers += theirs.customers;
                mine.durations.merge(theirs.durations);
            },
        );
        Ok(())
    }

    /// Takes away the sum of some customers as they were, and adds that of them as they are, as
    /// [`FlowSum::update`](crate::flow::FlowSum::update) does.
    ///
    /// # Errors
    /// [`SumError`], and [`SumError::NotKept`] only with a
    /// [sketch](super::Quantiles::Sketch), where the shortest or longest of a variant is of a
    /// customer who has gone another way since. The sum is then as it was before.
    ///
    /// # Complexity
    /// That of the two sums, and a look at each variant. Where there are new touchpoints, they
    /// are all numbered anew.
    pub fn update(&mut self, before: &Self, after: &Self) -> Result<(), SumError> {
        let sums = [&*self, before, after].into_iter();
        let variants = sums.flat_map(|it| &it.variants);
        DurationSum::check_alike(variants.map(|it| (it.customers, &it.durations)))?;
        let mut touchpoints = self.touchpoints.clone();
        let names = after.touchpoints.clone();
        sort::join(&mut touchpoints, names, Ord::cmp, |_, _| {});
        let is_known = |name| touchpoints.binary_search(name).is_ok();
        counted::check(before.touchpoints.iter().all(is_known))?;
        let mut customers = self.customers();
        customers.replace(&before.customers(), &after.customers())?;

        let (mut before, mut after) = (before.clone(), after.clone());
        for sum in [&mut *self, &mut before, &mut after] {
            sum.rename(&touchpoints);
        }
        let updated = self.variants.replace(&before.variants, &after.variants);
        let visits = self.variants.iter().flat_map(|it| &it.sequence);
        if let Some(numbers) = keep_met(&mut self.touchpoints, visits.copied()) {
            self.renumber(&numbers);
        }
        updated
    }

    /// Tells touchpoints by their places in a longer list, which has them in the same order.
    fn rename(&mut self, touchpoints: &[String]) {
        if self.touchpoints.len() < touchpoints.len() {
            let place = |name: &String| touchpoints.binary_search(name).map_or(u32::MAX, count);
            let places: Vec<u32> = self.touchpoints.iter().map(place).collect();
            self.renumber(&places);
        }
        touchpoints.clone_into(&mut self.touchpoints);
    }

    fn renumber(&mut self, numbers: &[u32]) {
        let visits = self.variants.iter_mut().flat_map(|it| &mut it.sequence);
        for visit in visits {
            *visit = numbers.get(*visit as usize).copied().unwrap_or(u32::MAX);
        }
    }

    /// The variants, most frequent first.
    pub fn variants(&self, options: &VariantOptions) -> Variants {
        // They are in the order of the names in them.
        let mut places: Vec<usize> = (0..self.variants.len()).collect();
        let customers = |place: usize| self.variants.get(place).map_or(0, |it| it.customers);
        most(&mut places, options.limit, &customers, &|a, b| a.cmp(&b));
        let listed = places
            .into_iter()
            .filter_map(|place| self.variants.get(place));
        let listed = listed.map(|it| {
            let durations = it.durations.durations();
            (it.sequence.clone(), it.customers, durations)
        });
        let totals = (self.customers(), count(self.variants.len()));
        Variants::listed(totals, self.touchpoints.clone(), listed, options)
    }
}

impl Entry for WaySum {
    fn order(&self, other: &Self) -> Ordering {
        self.sequence.cmp(&other.sequence)
    }
}

impl<'de> Deserialize<'de> for VariantSum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        struct Wire {
            touchpoints: Vec<String>,
            variants: Vec<WaySum>,
        }
        let Wire {
            touchpoints,
            variants,
        } = Wire::deserialize(deserializer)?;
        if !touchpoints.is_sorted_by(|a, b| a < b)
            || !variants.is_sorted_by(|a, b| a.order(b).is_lt())
        {
            return Err(D::Error::custom(
                "touchpoints and variants must be in order, each once",
            ));
        }
        let mut unmet = vec![true; touchpoints.len()];
        let (mut customers, mut is_known) = (0_u64, true);
        for it in &variants {
            customers += u64::from(it.customers);
            is_known &= it.customers > 0 && !it.sequence.is_empty();
            is_known &= it.durations.len() <= it.customers;
            for &visit in &it.sequence {
                match unmet.get_mut(visit as usize) {
                    Some(unmet) => *unmet = false,
                    None => is_known = false,
                }
            }
        }
        if !is_known || unmet.contains(&true) || u32::try_from(customers).is_err() {
            return Err(D::Error::custom(
                "a variant must have customers and touchpoints of the list, and each of these \
                 a variant",
            ));
        }
        Ok(Self {
            touchpoints,
            variants,
        })
    }
}
