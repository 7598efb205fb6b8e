//! Times in the ways in which most files write them, without a look at every byte.

use std::ops::Range;

use super::{
    TimeFormat, Zone,
    date::{self, TIMES},
};

/// Reads times that are plain numbers, or `2026-11-21T09:30:00` with a blank or a `T`, with or
/// without milliseconds, a `Z` or an offset such as `+01:00`. Whatever it gives, the exact reader would give too.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    format: TimeFormat,
    /// How many digits a number has that is in this unit.
    digits: Range<usize>,
    /// Whether a date and time without an offset is UTC.
    is_utc: bool,
    /// The latest date, as it was written, and its midnight.
    day: ([u8; 10], i64),
}

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

impl Clock {
    /// Of times in a format, which is `given` or was found, by the clocks of a zone.
    pub(super) fn new(format: TimeFormat, given: bool, zone: &Zone) -> Self {
        let digits = match format {
            TimeFormat::DateTime => 0..0,
            _ if given => 1..17,
            TimeFormat::Seconds => 1..12,
            TimeFormat::Milliseconds => 12..15,
            TimeFormat::Microseconds => 15..17,
            // Longer than what is read here.
            TimeFormat::Nanoseconds => 0..0,
        };
        Self {
            format,
            digits,
            is_utc: *zone == Zone::UTC,
            day: ([0; 10], 0),
        }
    }

    /// The time in milliseconds since 1970-01-01 UTC; `None` for what is written otherwise.
    #[inline]
    pub(super) fn read(&mut self, text: &[u8]) -> Option<i64> {
        if self.format == TimeFormat::DateTime {
            return self.date_time(text);
        }
        let number = self.digits.contains(&text.len()).then(|| whole(text))??;
        let milliseconds = match self.format {
            TimeFormat::Seconds => number.checked_mul(SECOND)?,
            TimeFormat::Microseconds => number / 1_000,
            TimeFormat::Nanoseconds => number / 1_000_000,
            _ => number,
        };
        TIMES.contains(&milliseconds).then_some(milliseconds)
    }

    fn date_time(&mut self, text: &[u8]) -> Option<i64> {
        let (day, rest) = text.split_first_chunk::<10>()?;
        let (clock, rest) = rest.split_first_chunk::<9>()?;
        let (offset, rest) = match rest {
            [rest @ .., b'Z'] => (0, rest),
            [rest @ .., sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
                let (hours, minutes) = (number(&[*h1, *h2])?, number(&[*m1, *m2])?);
                if hours > 23 || minutes > 59 {
                    return None;
                }
                let ahead = if *sign == b'+' { 1 } else { -1 };
                (ahead * (hours * HOUR + minutes * MINUTE), rest)
            }
            rest if self.is_utc => (0, rest),
            _ => return None,
        };
        let fraction = match *rest {
            [] => 0,
            [b'.', a, b, c] => number(&[a, b, c])?,
            _ => return None,
        };
        let &[b'T' | b' ', h1, h2, b':', m1, m2, b':', s1, s2] = clock else {
            return None;
        };
        let (hours, minutes) = (number(&[h1, h2])?, number(&[m1, m2])?);
        let seconds = number(&[s1, s2])?;
        if hours > 23 || minutes > 59 || seconds > 59 {
            return None;
        }
        if *day != self.day.0 {
            let midnight = date::milliseconds(str::from_utf8(day).ok()?, &Zone::UTC)?;
            self.day = (*day, midnight);
        }
        let time = hours * HOUR + minutes * MINUTE + seconds * SECOND + fraction;
        Some(self.day.1 + time - offset).filter(|time| TIMES.contains(time))
    }
}

fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |number, digit| {
        let digit = digit.wrapping_sub(b'0');
        (digit < 10).then(|| number * 10 + i64::from(digit))
    })
}

/// A number of at most 16 digits.
fn whole(digits: &[u8]) -> Option<i64> {
    let (Some(first), Some(last)) = (digits.first_chunk(), digits.last_chunk()) else {
        return number(digits);
    };
    let &(behind, scale) = BEHIND.get(digits.len() - 8)?;
    let first = u64::from_le_bytes(*first) ^ ZEROS;
    let last = u64::from_le_bytes(*last) ^ ZEROS;
    let is_wrong = |values: u64| values.wrapping_add(0x7676_7676_7676_7676) | values;
    if (is_wrong(first) | is_wrong(last)) & 0x8080_8080_8080_8080 != 0 {
        return None;
    }
    Some(eight(first) * scale + eight(last & behind))
}

/// Of a number with so many digits behind the first eight: which of the last eight these are,
/// and what the first eight count.
#[expect(
    clippy::indexing_slicing,
    reason = "it is computed while compiling, and would not compile"
)]
const BEHIND: [(u64, i64); 9] = {
    let mut behind = [(0, 1); 9];
    let mut more = 1;
    while more <= 8 {
        behind[more] = (!0 << (64 - 8 * more), behind[more - 1].1 * 10);
        more += 1;
    }
    behind
};

const ZEROS: u64 = u64::from_le_bytes(*b"00000000");

/// A number of eight digits, by their values, the first in the lowest byte: pairs of digits,
/// then of pairs, then of fours are joined at once.
fn eight(values: u64) -> i64 {
    let pairs = (values * 10 + (values >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
    ((fours * 10_000 + (fours >> 32)) & 0xFFFF_FFFF).cast_signed()
}
