//! A histogram whose buckets are as wide as their values are large.

use super::{SumError, buckets::Buckets, counted::check, durations::Durations};

/// The bits of a value that count: a bucket is at most 2⁻⁶ of its values wide.
const BITS: u32 = 6;

/// The longest duration that is told apart from longer ones, in milliseconds: the largest whole
/// number that JavaScript counts to, 285,000 years.
pub(super) const MAX_DURATION: u64 = (1 << 53) - 1;

/// How many buckets there are.
pub(super) const BUCKETS: usize = ((53 - BITS as usize) + 1) << BITS;

/// The bucket of a value: values below 2⁷ have their own, and above them every doubling has 2⁶.
///
/// Integers only, so that it is the same everywhere. Source: the layout of `HdrHistogram`.
pub(super) fn bucket(value: u64) -> usize {
    let shift = (value | 1 << BITS).ilog2() - BITS;
    #[expect(clippy::cast_possible_truncation, reason = "below `BUCKETS`")]
    let bucket = ((u64::from(shift) << BITS) + (value >> shift)) as usize;
    bucket
}

/// The [`bucket`] of a short value, quicker: its exponent and first digits as a float.
#[inline]
pub(super) fn short_bucket(value: u32) -> usize {
    const SHIFT: u32 = f64::MANTISSA_DIGITS - 1 - BITS;
    // What 2^5 would have, if values below 2^6 had buckets of that kind.
    const BEFORE: u64 = 32_f64.to_bits() >> SHIFT;
    let bucket = ((f64::from(value).to_bits() >> SHIFT).wrapping_sub(BEFORE)) as usize;
    if value < 1 << BITS {
        value as usize
    } else {
        bucket
    }
}

/// The shortest and the longest value of a bucket.
fn ends(bucket: usize) -> (u64, u64) {
    let shift = (bucket >> BITS).saturating_sub(1);
    // Wider than `usize` where that has 32 bits.
    let shortest = ((bucket - (shift << BITS)) as u64) << shift;
    (shortest, shortest + ((1 << shift) - 1))
}

/// The middle of a bucket.
pub(super) fn middle(bucket: usize) -> f64 {
    let (shortest, longest) = ends(bucket);
    number(shortest) + number(longest - shortest) / 2.0
}

/// How often durations fell into each bucket. Merging is adding, whatever the order.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sketch {
    pub(super) buckets: Buckets,
    pub(super) n: u32,
    pub(super) min: u64,
    pub(super) max: u64,
    pub(super) sum: u128,
}

impl Default for Sketch {
    fn default() -> Self {
        Self {
            buckets: Buckets::default(),
            n: 0,
            min: MAX_DURATION,
            max: 0,
            sum: 0,
        }
    }
}

impl Sketch {
    pub(super) fn add(&mut self, value: u64, times: u32) {
        self.count(value, times);
        self.buckets.add(bucket(value), times);
    }

    /// Counts a duration, without its bucket.
    pub(super) fn count(&mut self, value: u64, times: u32) {
        self.n = self.n.saturating_add(times);
        self.min = self.min.min(value);
        self.max = self.max.max(value);
        self.sum += u128::from(value) * u128::from(times);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.buckets.merge(&other.buckets);
        self.n = self.n.saturating_add(other.n);
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.sum = self.sum.saturating_add(other.sum);
    }

    /// Takes durations away, and adds others.
    ///
    /// Whether the shortest or longest is among several equal ones is not kept: it is known that
    /// it stays where all of its bucket are equal, or where what is added is no longer or no
    /// shorter.
    pub(super) fn replace(&mut self, before: &Self, after: &Self) -> Result<(), SumError> {
        let mut rest = self.clone();
        let less = |whole: u32, part: u32| whole.checked_sub(part).ok_or(SumError::NotInSum);
        rest.n = less(rest.n, before.n)?;
        for (bucket, part) in before.buckets.iter() {
            let count = rest.buckets.slot(bucket).ok_or(SumError::NotInSum)?;
            *count = less(*count, part)?;
        }
        let sum = rest.sum.checked_sub(before.sum);
        rest.sum = sum.ok_or(SumError::NotInSum)?;
        if before.n > 0 && (before.min < self.min || before.max > self.max) {
            return Err(SumError::NotInSum);
        }
        let (least, most) = rest.sums();
        check((least..=most).contains(&rest.sum))?;
        let Some((first, last)) = rest.outermost() else {
            after.clone_into(self);
            return Ok(());
        };
        // The only one there is, or a bucket of one value.
        let single = u64::try_from(rest.sum).ok().filter(|_| rest.n == 1);
        let known = |bucket: usize| {
            let value = (bucket < 2 << BITS).then_some(bucket as u64);
            single.or(value)
        };
        if before.n > 0 && before.min == self.min && after.min > self.min {
            rest.min = known(first).ok_or(SumError::NotKept)?;
        }
        if before.n > 0 && before.max == self.max && after.max < self.max {
            rest.max = known(last).ok_or(SumError::NotKept)?;
        }
        rest.merge(after);
        check(rest.is_sum())?;
        *self = rest;
        Ok(())
    }

    /// Whether durations can be so.
    pub(super) fn is_sum(&self) -> bool {
        let Some((first, last)) = self.outermost() else {
            return self.sum == 0;
        };
        if self.min > self.max || first != bucket(self.min) || last != bucket(self.max) {
            return false;
        }
        let (least, most) = self.sums();
        // One is the longest, and one the shortest.
        let longer = self.max - self.min.max(ends(last).0);
        let shorter = self.max.min(ends(first).1) - self.min;
        (least + u128::from(longer)..=most - u128::from(shorter)).contains(&self.sum)
    }

    /// The first and the last bucket that have any.
    fn outermost(&self) -> Option<(usize, usize)> {
        let mut buckets = self.buckets.iter().map(|it| it.0);
        let first = buckets.next()?;
        Some((first, buckets.next_back().unwrap_or(first)))
    }

    /// The least and the most that durations of these buckets can be together.
    fn sums(&self) -> (u128, u128) {
        self.buckets
            .iter()
            .fold((0, 0), |(least, most), (bucket, count)| {
                let (shortest, longest) = ends(bucket);
                let times = |value: u64| u128::from(value) * u128::from(count);
                (
                    least + times(shortest.max(self.min)),
                    most + times(longest.min(self.max)),
                )
            })
    }

    /// Adds many short durations.
    pub(super) fn extend(&mut self, values: &[u32]) {
        let (Some(min), Some(max)) = (values.iter().min(), values.iter().max()) else {
            return;
        };
        let buckets = values.iter().map(|&value| short_bucket(value));
        self.buckets.extend(short_bucket(*max) + 1, buckets);
        self.n = self
            .n
            .saturating_add(u32::try_from(values.len()).unwrap_or(u32::MAX));
        self.min = self.min.min(u64::from(*min));
        self.max = self.max.max(u64::from(*max));
        // A list is shorter than 2^32, so that its sum fits.
        let sum: u64 = values.iter().map(|&it| u64::from(it)).sum();
        self.sum += u128::from(sum);
    }

    /// The durations, each quantile as its bucket has it.
    pub(super) fn durations(&self) -> Option<Durations> {
        let (min, max) = (number(self.min), number(self.max));
        let mut counts = self.buckets.iter();
        let (mut bucket, mut until) = (0, 0);
        Durations::new(self.n, self.sum, min, max, |rank| {
            while until <= rank
                && let Some((next, count)) = counts.next()
            {
                bucket = next;
                until += u64::from(count);
            }
            middle(bucket).clamp(min, max)
        })
    }

    /// The durations, each quantile as something has the durations by rank.
    pub(super) fn quantiles(&self, at: impl Fn(u64) -> u64) -> Option<Durations> {
        let (min, max) = (number(self.min), number(self.max));
        Durations::new(self.n, self.sum, min, max, |rank| number(at(rank)))
    }
}

#[expect(clippy::cast_precision_loss, reason = "at most 2^53 - 1")]
fn number(duration: u64) -> f64 {
    duration as f64
}

#[cfg(test)]
mod tests {
    use super::{BUCKETS, MAX_DURATION, bucket, middle, short_bucket};

    #[test]
    fn buckets_are_as_narrow_as_they_say() {
        let mut last = 0;
        for step in 0..53_000 {
            let value = 2_f64.powf(f64::from(step) / 1000.0).round();
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a test"
            )]
            let whole = value as u64;
            let number = bucket(whole);
            assert!(
                number == last || number == last + 1 || value < 200.0,
                "{value}"
            );
            assert!((middle(number) - value).abs() <= value / 128.0, "{value}");
            if let Ok(short) = u32::try_from(whole) {
                assert_eq!(short_bucket(short), number, "{value}");
            }
            last = number;
        }
        for value in 0..128 {
            assert_eq!(bucket(value), usize::try_from(value).unwrap());
            assert_eq!(short_bucket(value.try_into().unwrap()), bucket(value));
        }
        assert_eq!(bucket(MAX_DURATION), BUCKETS - 1);
    }
}
