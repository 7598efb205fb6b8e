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
    /// What stood latest before the last eight digits of a number, and what it counts.
    before: (u64, i64),
}

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

impl Clock {
    /// Of times in a format, which is `given` or was found, by the clocks of a zone.
    pub(super) fn new(format: TimeFormat, given: bool, zone: &Zone) -> Self {
        let digits = match format {
            _ if format.is_date() => 0..0,
            _ if given => 1..17,
            TimeFormat::Seconds => 1..12,
            TimeFormat::Milliseconds => 12..15,
            TimeFormat::Microseconds => 15..17,
            // Longer than what is read here.
            _ => 0..0,
        };
        Self {
            format,
            digits,
            is_utc: *zone == Zone::UTC,
            day: (*b"1970-01-01", 0),
            before: (0, 0),
        }
    }

    /// Reads the times at places of a text, in milliseconds since 1970-01-01 UTC, up to one that
    /// is written otherwise, whose place it gives.
    #[inline(never)]
    pub(super) fn read(
        &mut self,
        text: &[u8],
        places: &mut impl Iterator<Item = Range<u32>>,
        times: &mut Vec<i64>,
    ) -> Option<Range<u32>> {
        if self.format == TimeFormat::DateTime {
            return places.find(|place| {
                let time = field(text, place).and_then(|field| self.date_time(field));
                if let Some(time) = time {
                    times.push(time);
                }
                time.is_none()
            });
        }
        loop {
            let known = times.len();
            let odd = self.numbers(text, places, times);
            for number in times.iter_mut().skip(known) {
                *number = self.milliseconds(*number);
            }
            let place = odd?;
            let Some(time) = field(text, &place).and_then(|field| self.time(field)) else {
                return Some(place);
            };
            times.push(time);
        }
    }

    /// Reads numbers with more than eight digits, as far as they come, and gives the place of
    /// what is none. Nearly all are, and next to nothing has to be done for them.
    #[inline]
    fn numbers(
        &mut self,
        text: &[u8],
        places: &mut impl Iterator<Item = Range<u32>>,
        numbers: &mut Vec<i64>,
    ) -> Option<Range<u32>> {
        let digits = self.digits.start.max(9)..self.digits.end;
        places.find(|place| {
            let Some(field) = field(text, place) else {
                return true;
            };
            if !digits.contains(&field.len()) {
                return true;
            }
            let (Some(&first), Some(&last)) = (field.first_chunk(), field.last_chunk()) else {
                return true;
            };
            // What stands before the last eight is moved to the end of as many.
            let missing = 16 - field.len();
            let before = (u64::from_le_bytes(first) ^ ZEROS) << (8 * missing);
            if before != self.before.0 && self.know(before).is_none() {
                return true;
            }
            let Some(number) = eight(u64::from_le_bytes(last) ^ ZEROS) else {
                return true;
            };
            numbers.push(self.before.1 + number);
            false
        })
    }

    /// Reads what stands before the last eight digits, which is mostly what stood there before.
    #[inline(never)]
    fn know(&mut self, before: u64) -> Option<()> {
        const REST: i64 = 99_999_999;
        let number = eight(before)? * (REST + 1);
        let latest = self.milliseconds(number + REST);
        self.before = TIMES.contains(&latest).then_some((before, number))?;
        Some(())
    }

    /// What a number of this unit is; none of seconds that is a time is as large as can be.
    fn milliseconds(&self, number: i64) -> i64 {
        match self.format {
            TimeFormat::Seconds => number.saturating_mul(SECOND),
            TimeFormat::Microseconds => number / 1_000,
            TimeFormat::Nanoseconds => number / 1_000_000,
            _ => number,
        }
    }

    /// Any number that can be a time.
    #[inline(never)]
    fn time(&self, field: &[u8]) -> Option<i64> {
        if !self.digits.contains(&field.len()) {
            return None;
        }
        let milliseconds = self.milliseconds(number(field)?);
        TIMES.contains(&milliseconds).then_some(milliseconds)
    }

    fn date_time(&mut self, text: &[u8]) -> Option<i64> {
        let (day, rest) = text.split_first_chunk::<10>()?;
        let (&[b'T' | b' ', ref clock @ ..], rest) = rest.split_first_chunk::<9>()? else {
            return None;
        };
        let time = clock_time(*clock)?;
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
        if *day != self.day.0 {
            let midnight = date::milliseconds(str::from_utf8(day).ok()?, &Zone::UTC)?;
            self.day = (*day, midnight);
        }
        Some(self.day.1 + time + fraction - offset).filter(|time| TIMES.contains(time))
    }
}

fn field<'t>(text: &'t [u8], place: &Range<u32>) -> Option<&'t [u8]> {
    text.get(place.start as usize..place.end as usize)
}

/// A time of day such as `09:30:00`, in milliseconds.
fn clock_time(text: [u8; 8]) -> Option<i64> {
    const ZERO: u64 = u64::from_le_bytes(*b"00:00:00");
    let digits = u64::from_le_bytes(text) ^ ZERO;
    // No digit is above 9, and what was a colon is 0.
    let above = digits.wrapping_add(0x7676_7F76_767F_7676) | digits;
    if above & HIGHEST != 0 {
        return None;
    }
    let [hours, _, _, minutes, _, _, seconds, _] =
        (digits * 10 + (digits >> 8)).to_le_bytes().map(i64::from);
    let is_time = hours < 24 && minutes < 60 && seconds < 60;
    is_time.then_some(hours * HOUR + minutes * MINUTE + seconds * SECOND)
}

fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |number, digit| {
        let digit = digit.wrapping_sub(b'0');
        (digit < 10).then(|| number * 10 + i64::from(digit))
    })
}

const ZEROS: u64 = u64::from_le_bytes(*b"00000000");

/// The highest bit of each byte.
const HIGHEST: u64 = 0x8080_8080_8080_8080;

/// A number of eight digits, by their values, the first in the lowest byte: pairs of digits,
/// then of pairs, then of fours are joined at once.
#[inline]
fn eight(values: u64) -> Option<i64> {
    let above = values.wrapping_add(0x7676_7676_7676_7676) | values;
    if above & HIGHEST != 0 {
        return None;
    }
    let pairs = (values * 10 + (values >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
    Some(((fours * 10_000 + (fours >> 32)) & 0xFFFF_FFFF).cast_signed())
}
