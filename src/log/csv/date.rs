//! Dates and times of day as RFC 3339 writes them, and the other common ways of ISO 8601.

use std::ops::RangeInclusive;

use crate::log::Zone;

/// The times that lie in the years -9999 to 9999 by every offset, in milliseconds.
pub(super) const TIMES: RangeInclusive<i64> = -377_705_023_201_000..=253_402_207_200_999;

const SECOND: i64 = 1_000;
const DAY: i64 = 86_400 * SECOND;

/// The time in milliseconds since 1970-01-01 UTC, anything finer cut off; `None` if the text is
/// no date. A date alone is its midnight, and what has no offset is what clocks of the zone show.
pub(super) fn milliseconds(text: &str, zone: &Zone) -> Option<i64> {
    let mut rest = Rest(text.as_bytes());
    let mut time = rest.days()? * DAY;
    // How far the clock is ahead of UTC.
    let mut offset = None;
    if [b' ', b'T', b't'].into_iter().any(|it| rest.take(it)) {
        time += rest.clock(23, 60)?;
        if rest.take(b'Z') || rest.take(b'z') {
            offset = Some(0);
        } else if let Some(sign) = rest.sign() {
            offset = Some(sign * rest.clock(25, 59)?);
        }
    }
    let in_zone = rest.annotations()?;
    // A named zone needs a table of zones, which this library does not carry.
    if !rest.0.is_empty() || (in_zone && offset.is_none()) {
        return None;
    }
    time = match offset {
        Some(offset) => time - offset,
        None => zone.to_utc(time),
    };
    TIMES.contains(&time).then_some(time)
}

/// What is still to be read of a text. Reading gives `None` where the text goes wrong.
struct Rest<'t>(&'t [u8]);

impl Rest<'_> {
    fn take(&mut self, byte: u8) -> bool {
        let rest = self.0.strip_prefix(&[byte]);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// A number of so many digits.
    fn number(&mut self, digits: usize, range: RangeInclusive<i64>) -> Option<i64> {
        let (number, rest) = self.0.split_at_checked(digits)?;
        self.0 = rest;
        let digit = |byte: &u8| byte.is_ascii_digit().then(|| i64::from(byte - b'0'));
        let number = number
            .iter()
            .try_fold(0, |number, byte| Some(number * 10 + digit(byte)?))?;
        range.contains(&number).then_some(number)
    }

    /// A date, in days since 1970-01-01: `2026-11-21` or `20261121`, a year with a sign in six
    /// digits.
    fn days(&mut self) -> Option<i64> {
        let sign = self.sign();
        let year = match sign {
            None => self.number(4, 0..=9999)?,
            Some(1) => self.number(6, 0..=9999)?,
            // There is no year -0.
            Some(_) => -self.number(6, 1..=9999)?,
        };
        let hyphens = self.take(b'-');
        let month = self.number(2, 1..=12)?;
        if hyphens && !self.take(b'-') {
            return None;
        }
        let day = self.number(2, 1..=31)?;
        // A day the month has not would be one of the next month.
        let days = days_before(year, month) + day - 1;
        let next = if month == 12 {
            days_before(year + 1, 1)
        } else {
            days_before(year, month + 1)
        };
        (days < next).then_some(days)
    }

    /// A time of day or the size of an offset, in milliseconds: `09:30:00.25`, with or without
    /// colons, to the second, the minute or the hour. A leap second is the one before it.
    fn clock(&mut self, hours: i64, seconds: i64) -> Option<i64> {
        let mut time = self.number(2, 0..=hours)? * 3_600;
        let colons = self.0.first() == Some(&b':');
        if self.goes_on(colons) {
            time += self.number(2, 0..=59)? * 60;
            if self.goes_on(colons) {
                time += self.number(2, 0..=seconds)?.min(59);
                return Some(time * SECOND + self.fraction()?);
            }
        }
        Some(time * SECOND)
    }

    fn goes_on(&mut self, colons: bool) -> bool {
        if colons {
            return self.take(b':');
        }
        matches!(self.0, [a, b, ..] if a.is_ascii_digit() && b.is_ascii_digit())
    }

    /// Up to nine digits behind the point, or behind the comma; 0 where there is neither.
    fn fraction(&mut self) -> Option<i64> {
        if !self.take(b'.') && !self.take(b',') {
            return Some(0);
        }
        let digits = self.0.iter().take_while(|it| it.is_ascii_digit());
        let digits = digits.take(9).count();
        let mut milliseconds = 0;
        for place in 0..digits {
            let digit = self.number(1, 0..=9)?;
            milliseconds += digit * [100, 10, 1].get(place).unwrap_or(&0);
        }
        (digits > 0).then_some(milliseconds)
    }

    fn sign(&mut self) -> Option<i64> {
        match (self.take(b'+'), self.take(b'-')) {
            (true, _) => Some(1),
            (_, true) => Some(-1),
            _ => None,
        }
    }

    /// Passes over annotations as of RFC 9557, and says whether there is a time zone: the first,
    /// unless it is a pair. Nothing else may be critical.
    fn annotations(&mut self) -> Option<bool> {
        let mut zone = None;
        while self.take(b'[') {
            let critical = self.take(b'!');
            let end = self.0.iter().position(|&it| it == b']')?;
            let (inside, rest) = self.0.split_at_checked(end)?;
            self.0 = rest;
            self.take(b']');
            let fits = |it: &u8| it.is_ascii_alphanumeric() || b"_.+-/:=".contains(it);
            if inside.is_empty() || !inside.iter().all(fits) {
                return None;
            }
            let is_pair = inside.contains(&b'=');
            if (is_pair && critical) || (!is_pair && zone.is_some()) {
                return None;
            }
            zone.get_or_insert(!is_pair);
        }
        Some(zone.unwrap_or(false))
    }
}

/// The days from 1970-01-01 to the first of a month, in the Gregorian calendar.
fn days_before(year: i64, month: i64) -> i64 {
    // Years that begin in March end with the day that leap years add.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    // From March on, five months have 153 days.
    year * 365 + leap_days + (153 * month + 2) / 5 - 719_468
}

#[cfg(test)]
mod tests {
    use jiff::{civil::Time, fmt::temporal::Pieces, tz::Offset};
    use proptest::prelude::*;

    use crate::log::Zone;

    fn milliseconds(text: &str) -> Option<i64> {
        super::milliseconds(text, &Zone::UTC)
    }

    /// What jiff makes of a text.
    fn expected(text: &str) -> Option<i64> {
        let pieces = Pieces::parse(text).ok()?;
        let offset = match (pieces.offset(), pieces.time_zone_annotation()) {
            (Some(offset), _) => offset.to_numeric_offset(),
            (None, None) => Offset::UTC,
            (None, Some(_)) => return None,
        };
        let time = pieces.time().unwrap_or(Time::midnight());
        let timestamp = offset.to_timestamp(pieces.date().to_datetime(time)).ok()?;
        i64::try_from(timestamp.as_nanosecond().div_euclid(1_000_000)).ok()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn reads_what_jiff_reads(
            year in "[0-9]{4}|[-+]00[0-9]{4}|-000000|[-+]?[0-9]{1,6}",
            date in "-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])|(0[1-9]|1[0-2])(2[89]|3[01])|-?[0-9]{2}-?[0-9]{1,2}",
            time in "|[ Tt][0-2][0-9](:[0-5][0-9](:[0-6][0-9]([.,][0-9]{0,10})?)?)?|[T ][0-9:.]{1,9}",
            offset in "|[zZ]|[-+][0-2][0-9](:?[0-5][0-9](:?[0-5][0-9])?)?|[-+][0-9:]{1,6}",
            note in "|\\[!?(Europe/Prague|u-ca=gregory|\\+01:00)\\]|\\[u-ca=a\\]\\[_b=c-d\\]|\\[UTC\\]\\[!?a=b\\]|\\[|\\[\\]|\\[a\\]\\[b\\]",
        ) {
            let text = format!("{year}{date}{time}{offset}{note}");
            prop_assert_eq!(milliseconds(&text), expected(&text), "{}", text);
        }

        #[test]
        fn reads_days_of_five_thousand_years(day in -1_000_000_i64..1_000_000) {
            let date = jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(day);
            prop_assert_eq!(milliseconds(&date.to_string()), Some(day * super::DAY));
        }
    }

    #[test]
    fn the_ends_of_time() {
        for text in [
            "-009999-01-02T01:59:59Z",
            "9999-12-30T22:00:00.999999999Z",
            "9999-12-30T22:00:01Z",
            "1969-12-31T23:59:59.9999Z",
            "2024-02-29",
            "2023-02-29",
            "1900-02-29",
            "2000-02-29",
            "2026-11-21T23:59:60Z",
            "2026-11-21T23:59:59.1234567890Z",
        ] {
            assert_eq!(milliseconds(text), expected(text), "{text}");
        }
        // Here jiff's own checks fail.
        assert_eq!(milliseconds("-009999-01-02T01:59:58.999Z"), None);
    }
}
