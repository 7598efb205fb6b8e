//! Durations that are not yet summed up.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::{
    Durations, Quantiles, SumError,
    buckets::Buckets,
    counted,
    exact::{Exact, Run},
    sketch::{BUCKETS, MAX_DURATION, Sketch},
};

/// How long something took, not yet summed up: a commutative monoid. Sums of parts can be
/// merged, in any order, and give what the whole gives, to the bit.
///
/// Durations are whole milliseconds; below 0 counts as 0, and beyond 285,000 years (2⁵³ - 1) as
/// that. An [exact](Quantiles::Exact) sum keeps each of them, a [sketch](Quantiles::Sketch)
/// counts them in buckets; merged, the two are a sketch.
///
/// # Example
/// ```
/// use cesta::flow::{DurationSum, Quantiles};
///
/// let mut sum = DurationSum::new(Quantiles::Exact);
/// sum.extend([1_000, 3_000]);
/// let mut sketch = DurationSum::new(Quantiles::Sketch);
/// sketch.add(2_000);
/// sum.merge(sketch);
/// let durations = sum.durations().unwrap();
/// assert_eq!((durations.n, durations.mean), (3, 2_000.0));
/// assert!((durations.median - 2_000.0).abs() < 2_000.0 / 128.0);
/// ```
#[derive(Clone, Debug)]
pub struct DurationSum(Took);

#[derive(Clone, Debug)]
enum Took {
    Exact(Exact),
    Sketch(Sketch),
    Unmeasured,
}

impl Default for DurationSum {
    fn default() -> Self {
        Self::new(Quantiles::Exact)
    }
}

impl DurationSum {
    /// A sum without durations.
    pub fn new(quantiles: Quantiles) -> Self {
        Self(match quantiles {
            Quantiles::Exact => Took::Exact(Exact::default()),
            Quantiles::Sketch => Took::Sketch(Sketch::default()),
            Quantiles::None => Took::Unmeasured,
        })
    }

    /// All durations of an exact sum.
    pub(super) fn exact(exact: Exact) -> Self {
        Self(Took::Exact(exact))
    }

    /// Adds a duration in milliseconds.
    pub fn add(&mut self, milliseconds: i64) {
        let duration = u64::try_from(milliseconds).map_or(0, |it| it.min(MAX_DURATION));
        match &mut self.0 {
            Took::Exact(exact) => exact.add(duration),
            Took::Sketch(sketch) => sketch.add(duration, 1),
            Took::Unmeasured => {}
        }
    }

    /// Adds what another sum has.
    pub fn merge(&mut self, other: Self) {
        match (&mut self.0, other.0) {
            (Took::Exact(mine), Took::Exact(theirs)) => mine.merge(theirs),
            (Took::Sketch(mine), Took::Sketch(theirs)) => mine.merge(&theirs),
            (Took::Sketch(mine), Took::Exact(theirs)) => theirs.add_to(mine),
            (Took::Exact(mine), Took::Sketch(mut theirs)) => {
                mine.add_to(&mut theirs);
                self.0 = Took::Sketch(theirs);
            }
            (mine @ Took::Unmeasured, theirs) => *mine = theirs,
            (_, Took::Unmeasured) => {}
        }
    }

    /// Takes away what one sum has, and adds what another one has. What both have is not looked
    /// for in this sum.
    ///
    /// # Errors
    /// [`SumError::NotInSum`] for durations that are not in the sum, and for a sketch of them if
    /// it is exact. [`SumError::NotKept`] if it is a sketch, its shortest or longest is taken
    /// away, and nothing as short or long is added: the next one is known only where it is below
    /// 128 ms, or the only one. The sum is then as it was before.
    ///
    /// # Complexity
    /// `O(k log k)` for `k` durations of both. Where one is gone that the other sum does not have
    /// too, those of this sum are looked through.
    ///
    /// # Example
    /// ```
    /// use cesta::flow::DurationSum;
    ///
    /// let of = |durations: &[i64]| {
    ///     let mut sum = DurationSum::default();
    ///     sum.extend(durations.iter().copied());
    ///     sum
    /// };
    /// let mut sum = of(&[1_000, 2_000, 3_000]);
    /// sum.update(&of(&[2_000]), &of(&[500, 1_500]))?;
    /// assert_eq!(sum, of(&[500, 1_000, 1_500, 3_000]));
    /// assert_eq!(sum.update(&of(&[7]), &of(&[])).unwrap_err().code(), "notInSum");
    /// # Ok::<(), cesta::flow::SumError>(())
    /// ```
    pub fn update(&mut self, before: &Self, after: &Self) -> Result<(), SumError> {
        counted::update(self, |sum| sum.exchange(before, after))
    }

    /// As [`update`](Self::update), but after an error it is of no use.
    pub(super) fn exchange(&mut self, before: &Self, after: &Self) -> Result<(), SumError> {
        if before.is_empty() {
            if !after.is_empty() {
                self.merge(after.clone());
            }
            return Ok(());
        }
        match (&mut self.0, &before.0) {
            (Took::Sketch(mine), _) => mine.replace(&before.sketch(), &after.sketch()),
            (Took::Exact(mine), Took::Exact(before)) => {
                let added = match &after.0 {
                    Took::Exact(exact) => Some(exact),
                    _ => None,
                };
                counted::check(mine.replace(before, added))?;
                if added.is_none() {
                    self.merge(after.clone());
                }
                Ok(())
            }
            _ => Err(SumError::NotInSum),
        }
    }

    /// Sums of customers who did not have their durations measured do not go with measured ones:
    /// what was measured would stay where it is to be exchanged. Each comes with the number of
    /// those that may have been measured.
    pub(super) fn check_alike<'s>(
        mut sums: impl Iterator<Item = (u32, &'s Self)> + Clone,
    ) -> Result<(), SumError> {
        let is_unmeasured = |(n, it): (u32, &Self)| n > 0 && matches!(it.0, Took::Unmeasured);
        if sums.clone().any(is_unmeasured) && sums.any(|(_, it)| !it.is_empty()) {
            return Err(SumError::Different);
        }
        Ok(())
    }

    fn sketch(&self) -> Sketch {
        match &self.0 {
            Took::Exact(exact) => {
                let mut sketch = Sketch::default();
                exact.add_to(&mut sketch);
                sketch
            }
            Took::Sketch(sketch) => sketch.clone(),
            Took::Unmeasured => Sketch::default(),
        }
    }

    /// How many durations there are.
    pub fn len(&self) -> u32 {
        match &self.0 {
            Took::Exact(exact) => {
                let n = exact.short_len() as u64;
                let runs = exact.runs.iter();
                let n = runs.fold(n, |n, (_, times)| n + u64::from(*times));
                u32::try_from(n).unwrap_or(u32::MAX)
            }
            Took::Sketch(sketch) => sketch.n,
            Took::Unmeasured => 0,
        }
    }

    /// The bytes that are kept.
    pub(super) fn memory(&self) -> usize {
        match &self.0 {
            Took::Exact(exact) => exact.memory(),
            Took::Sketch(sketch) => sketch.buckets.memory(),
            Took::Unmeasured => 0,
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The durations; `None` if there is none.
    ///
    /// # Complexity
    /// Linear in the durations that are kept.
    pub fn durations(&self) -> Option<Durations> {
        Self::each_and_all(&[self]).1
    }

    /// The durations of several sums, and of them as if merged.
    pub(super) fn each_and_all(sums: &[&Self]) -> (Vec<Option<Durations>>, Option<Durations>) {
        let exact = sums.iter().map(|it| match &it.0 {
            Took::Exact(exact) => Some(exact),
            _ => None,
        });
        if let Some(exact) = exact.collect::<Option<Vec<&Exact>>>() {
            return Exact::durations(&exact);
        }
        let mut all = Self::new(Quantiles::None);
        let each = sums.iter().map(|sum| {
            all.merge((*sum).clone());
            sum.alone()
        });
        (each.collect(), all.alone())
    }

    fn alone(&self) -> Option<Durations> {
        match &self.0 {
            Took::Exact(exact) => Exact::durations(&[exact]).1,
            Took::Sketch(sketch) => sketch.durations(),
            Took::Unmeasured => None,
        }
    }

    fn wire(&self) -> Wire {
        match &self.0 {
            Took::Exact(exact) => {
                let (mut values, mut counts) = (Vec::new(), Vec::new());
                for equal in exact.sorted().chunk_by(|a, b| a.0 == b.0) {
                    values.extend(equal.first().map(|it| number(it.0)));
                    let times = equal.iter().map(|it| it.1);
                    counts.push(times.fold(0, u32::saturating_add));
                }
                Wire::Exact { values, counts }
            }
            Took::Sketch(sketch) => {
                let buckets = sketch.buckets.iter();
                let (buckets, counts) = buckets
                    .map(|(bucket, count)| (u32::try_from(bucket).unwrap_or(u32::MAX), count))
                    .unzip();
                #[expect(
                    clippy::cast_precision_loss,
                    clippy::cast_possible_truncation,
                    reason = "a sum of 2^32 numbers below 2^53: both parts are exact"
                )]
                let sum = [(sketch.sum >> 32) as f64, f64::from(sketch.sum as u32)];
                Wire::Sketch {
                    min: number(sketch.min),
                    max: number(sketch.max),
                    sum,
                    buckets,
                    counts,
                }
            }
            Took::Unmeasured => Wire::None,
        }
    }
}

impl PartialEq for DurationSum {
    fn eq(&self, other: &Self) -> bool {
        self.wire() == other.wire()
    }
}

impl Extend<i64> for DurationSum {
    fn extend<I: IntoIterator<Item = i64>>(&mut self, milliseconds: I) {
        milliseconds.into_iter().for_each(|it| self.add(it));
    }
}

#[expect(clippy::cast_precision_loss, reason = "at most 2^53 - 1")]
fn number(duration: u64) -> f64 {
    duration as f64
}

/// How long something took, not yet summed up.
#[derive(PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "DurationSum"))]
#[serde(
    tag = "quantiles",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
enum Wire {
    /// Every duration.
    Exact {
        /// The distinct durations in milliseconds, ascending.
        values: Vec<f64>,
        /// How often each was measured.
        counts: Vec<u32>,
    },
    /// Durations in buckets.
    Sketch {
        /// The shortest, in milliseconds.
        min: f64,
        /// The longest, in milliseconds.
        max: f64,
        /// Their sum in milliseconds: the first number times 2³², and the second.
        sum: [f64; 2],
        /// The buckets that have any, ascending.
        buckets: Vec<u32>,
        /// How many durations fell into each.
        counts: Vec<u32>,
    },
    /// Durations were not measured.
    None,
}

impl TryFrom<Wire> for DurationSum {
    type Error = &'static str;

    fn try_from(wire: Wire) -> Result<Self, &'static str> {
        let whole = |value: f64, most: f64| {
            let is_whole = (0.0..=most).contains(&value) && value.fract() <= 0.0;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "it is whole and in range"
            )]
            let value = is_whole.then_some(value as u64);
            value.ok_or("a duration must be a whole number of milliseconds below 2^53")
        };
        let longest = number(MAX_DURATION);
        let sums = |counts: &[u32]| {
            let total = counts.iter().map(|&it| u64::from(it)).sum::<u64>();
            let n = u32::try_from(total).ok().filter(|_| !counts.contains(&0));
            n.ok_or("counts must be above 0 and below 2^32 together")
        };
        Ok(Self(match wire {
            Wire::Exact { values, counts } => {
                if values.len() != counts.len() || !values.is_sorted_by(|a, b| a < b) {
                    return Err("values must ascend, and each must have a count");
                }
                sums(&counts)?;
                let runs = values.into_iter().zip(counts);
                let runs = runs.map(|(value, times)| Ok((whole(value, longest)?, times)));
                let runs = runs.collect::<Result<Vec<Run>, &str>>()?;
                Took::Exact(Exact::of(runs))
            }
            Wire::Sketch {
                min,
                max,
                sum: [high, low],
                buckets,
                counts,
            } => {
                let last = buckets.last().map_or(0, |&it| it as usize + 1);
                let ascend = buckets.is_sorted_by(|a, b| a < b) && last <= BUCKETS;
                if buckets.len() != counts.len() || !ascend {
                    return Err("buckets must ascend, and each must have a count");
                }
                let mut sketch = Sketch {
                    n: sums(&counts)?,
                    min: whole(min, longest)?,
                    max: whole(max, longest)?,
                    sum: u128::from(whole(high, longest)?) << 32
                        | u128::from(whole(low, f64::from(u32::MAX))?),
                    buckets: Buckets::default(),
                };
                for (bucket, count) in buckets.into_iter().zip(counts) {
                    sketch.buckets.add(bucket as usize, count);
                }
                if !sketch.is_sum() {
                    return Err(
                        "the shortest and the longest must be in the outermost buckets, and the \
                         sum one of durations in these buckets",
                    );
                }
                if sketch.n == 0 {
                    sketch = Sketch::default();
                }
                Took::Sketch(sketch)
            }
            Wire::None => Took::Unmeasured,
        }))
    }
}

impl Serialize for DurationSum {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.wire().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for DurationSum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(deserializer)?;
        Self::try_from(wire).map_err(D::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for DurationSum {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        Wire::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Wire::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::{DurationSum, Quantiles};

    #[test]
    fn a_sketch_of_few_durations_is_small() {
        const DAY: i64 = 86_400_000;
        let mut sum = DurationSum::new(Quantiles::Sketch);
        assert_eq!(sum.memory(), 0);
        sum.extend([DAY, 2 * DAY, 7 * DAY]);
        assert!(sum.memory() <= 32, "{}", sum.memory());
        sum.extend((0..30).map(|it| it * DAY));
        assert!(sum.memory() <= 512, "{}", sum.memory());
        sum.extend((0..10_000).map(|it| it * DAY / 100));
        assert!(sum.memory() <= 25_000, "{}", sum.memory());
    }
}
