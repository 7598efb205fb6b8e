//! Times as people write them.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::date::{self, TIMES};
use crate::log::Zone;

/// How the times of a file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum TimeFormat {
    /// Date and time of day: RFC 3339 (`2026-11-21T09:30:00+01:00`), the same with a blank
    /// instead of the `T`, with or without seconds and fractions of them, with ` UTC` at the
    /// end, or a date alone (its midnight). Where no offset is given, by the clocks of the
    /// options' zone: UTC, unless it says otherwise.
    DateTime,
    /// Day, month and year: `13.3.2024`, `13/03/2024` or `13-03-2024`, alone (its midnight) or
    /// before a time of day such as `9:30`, `09:30:00` or `9:30 PM`, else as `dateTime`. It is
    /// never found, only given, since most such dates could be read the other way round too.
    DayMonthYear,
    /// Month, day and year, `3/13/2024` say; else as `dayMonthYear`.
    MonthDayYear,
    /// Seconds since 1970-01-01 UTC, also with a fraction.
    Seconds,
    /// Milliseconds since 1970-01-01 UTC.
    Milliseconds,
    /// Microseconds since 1970-01-01 UTC.
    Microseconds,
    /// Nanoseconds since 1970-01-01 UTC.
    Nanoseconds,
}

impl fmt::Display for TimeFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DateTime => "a date and time such as `2026-11-21 09:30:00`",
            Self::DayMonthYear => "a day, month and year such as `21.11.2026 09:30:00`",
            Self::MonthDayYear => "a month, day and year such as `11/21/2026 09:30:00`",
            Self::Seconds => "a number of seconds since 1970",
            Self::Milliseconds => "a number of milliseconds since 1970",
            Self::Microseconds => "a number of microseconds since 1970",
            Self::Nanoseconds => "a number of nanoseconds since 1970",
        })
    }
}

impl TimeFormat {
    /// The format of a text that is a time. Numbers tell by their digits before the point: up
    /// to 11 are seconds (until the year 5138), up to 14 milliseconds, up to 17 microseconds,
    /// more nanoseconds; but 8 digits that are a date of the years 1900 to 2099 are one.
    pub(super) fn detect(text: &str) -> Option<Self> {
        let century = text.starts_with("19") || text.starts_with("20");
        let format = match Self::of_number(text) {
            Some(_) if text.len() == 8 && century && date_time(text, &Zone::UTC).is_some() => {
                Self::DateTime
            }
            Some(format) => format,
            None => Self::DateTime,
        };
        format.parse(text, &Zone::UTC).map(|_| format)
    }

    /// Whether a text's digits do not tell of another unit.
    pub(super) fn suits(self, text: &str) -> bool {
        self.is_date() || Self::of_number(text) == Some(self)
    }

    /// Whether its times are dates, and not numbers.
    pub(in crate::log) fn is_date(self) -> bool {
        matches!(
            self,
            Self::DateTime | Self::DayMonthYear | Self::MonthDayYear
        )
    }

    fn of_number(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let whole = digits.split_once('.').map_or(digits, |(whole, _)| whole);
        if whole.is_empty() || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        Some(match whole.len() {
            ..=11 => Self::Seconds,
            12..=14 => Self::Milliseconds,
            15..=17 => Self::Microseconds,
            _ => Self::Nanoseconds,
        })
    }

    /// Whether a time lies in the years -9999 to 9999 by every offset.
    #[cfg(feature = "arrow")]
    pub(in crate::log) fn is_sound(time: i64) -> bool {
        TIMES.contains(&time)
    }

    /// The time in milliseconds since 1970-01-01 UTC, anything finer cut off (towards the
    /// past); `None` if the text is not in this format, or outside of the years -9999 to 9999.
    /// A date and time without an offset is what clocks of the zone show.
    pub(in crate::log) fn parse(self, text: &str, zone: &Zone) -> Option<i64> {
        let milliseconds = match self {
            Self::DateTime => return date_time(text, zone),
            Self::DayMonthYear => return date_time(&year_first(text, false)?, zone),
            Self::MonthDayYear => return date_time(&year_first(text, true)?, zone),
            Self::Seconds => decimal(text, 1_000)?,
            Self::Milliseconds => decimal(text, 1)?,
            Self::Microseconds => decimal(text, 1)?.div_euclid(1_000),
            Self::Nanoseconds => decimal(text, 1)?.div_euclid(1_000_000),
        };
        TIMES.contains(&milliseconds).then_some(milliseconds)
    }
}

fn date_time(text: &str, zone: &Zone) -> Option<i64> {
    let (text, zone) = match text.strip_suffix(" UTC") {
        Some(text) => (text, &Zone::UTC),
        None => (text, zone),
    };
    // `2026-11-21 09:30:00 +01:00`: the second blank is no part of RFC 3339.
    let joined = match text.rsplit_once(' ') {
        Some((before, offset)) if offset.starts_with(['+', '-']) => {
            Some(format!("{before}{offset}"))
        }
        _ => None,
    };
    date::milliseconds(joined.as_deref().unwrap_or(text), zone)
}

/// The date with its year first, as in RFC 3339, and the time of day by 24 hours with two digits
/// for the hour; the rest is left as it is.
fn year_first(text: &str, month_first: bool) -> Option<String> {
    // `13. 3. 2024`, as it is written in Czech or German.
    let text = text.replacen(". ", ".", 2);
    let (date, clock) = match text.split_once([' ', 'T', ',']) {
        Some((date, clock)) => (date, Some(clock.trim_start())),
        None => (text.as_str(), None),
    };
    let separator = date.chars().find(|it| ['.', '/', '-'].contains(it))?;
    let mut numbers = date.split(separator);
    let (first, second, year) = (numbers.next()?, numbers.next()?, numbers.next()?);
    let is_number = |text: &str| text.bytes().all(|it| it.is_ascii_digit());
    let is_short = |text: &str| matches!(text.len(), 1 | 2) && is_number(text);
    if numbers.next().is_some() || !is_short(first) || !is_short(second) || year.len() != 4 {
        return None;
    }
    let (month, day) = if month_first {
        (first, second)
    } else {
        (second, first)
    };
    let date = format!("{year}-{month:0>2}-{day:0>2}");
    let Some(clock) = clock else {
        return Some(date);
    };
    let (hour, rest) = clock.split_once(':')?;
    let half = |half: &str| {
        let rest = rest
            .len()
            .checked_sub(half.len())
            .map(|at| rest.split_at_checked(at));
        let (rest, end) = rest.flatten()?;
        end.eq_ignore_ascii_case(half).then(|| rest.trim_end())
    };
    let hour: u8 = is_short(hour).then(|| hour.parse().ok()).flatten()?;
    let (hour, rest) = match (half("am"), half("pm")) {
        (None, None) => (hour, rest),
        _ if !(1..=12).contains(&hour) => return None,
        (Some(rest), _) => (hour % 12, rest),
        (None, Some(rest)) => (hour % 12 + 12, rest),
    };
    Some(format!("{date} {hour:02}:{rest}"))
}

/// A decimal number, times a factor, without what is then behind the point (rounded down).
fn decimal(text: &str, factor: i64) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let only_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !only_digits(whole) || !only_digits(fraction) {
        return None;
    }
    let mut value = whole.parse::<i64>().ok()?.checked_mul(factor)?;
    let mut place = factor;
    let mut rest = false;
    for digit in fraction.bytes().map(|byte| i64::from(byte - b'0')) {
        place /= 10;
        value = value.checked_add(digit * place)?;
        rest |= place == 0 && digit > 0;
    }
    Some(sign * value - i64::from(sign < 0 && rest))
}

#[cfg(test)]
mod tests {
    use super::{
        TimeFormat::{
            self, DateTime, DayMonthYear, Microseconds, Milliseconds, MonthDayYear, Nanoseconds,
            Seconds,
        },
        Zone,
    };

    fn read(text: &str) -> Option<(TimeFormat, i64)> {
        let format = TimeFormat::detect(text)?;
        Some((format, format.parse(text, &Zone::UTC).unwrap()))
    }

    #[test]
    fn the_usual_ways_to_write_a_time() {
        const T: i64 = 1_710_325_274_000;
        for (text, expected) in [
            ("2024-03-13 10:21:14", (DateTime, T)),
            ("2024-03-13T10:21:14", (DateTime, T)),
            ("2024-03-13T10:21:14Z", (DateTime, T)),
            ("2024-03-13 10:21:14 UTC", (DateTime, T)),
            ("2024-03-13T11:21:14+01:00", (DateTime, T)),
            ("2024-03-13 11:21:14 +01:00", (DateTime, T)),
            ("2024-03-13 11:21:14+0100", (DateTime, T)),
            ("2024-03-13 05:21:14-05", (DateTime, T)),
            ("2024-03-13T11:21:14+01:00[Europe/Prague]", (DateTime, T)),
            ("2024-03-13 10:21:14.250", (DateTime, T + 250)),
            ("2024-03-13 10:21:14.2509999", (DateTime, T + 250)),
            ("2024-03-13 10:21", (DateTime, T - 14_000)),
            ("2024-03-13", (DateTime, 1_710_288_000_000)),
            ("20240313", (DateTime, 1_710_288_000_000)),
            ("1969-12-31 23:59:59.9995", (DateTime, -1)),
            ("1710325274", (Seconds, T)),
            ("1710325274.25", (Seconds, T + 250)),
            ("1710325274.250999", (Seconds, T + 250)),
            ("1710325274.", (Seconds, T)),
            ("0", (Seconds, 0)),
            ("-1.5", (Seconds, -1_500)),
            ("-0.0001", (Seconds, -1)),
            ("1710325274000", (Milliseconds, T)),
            ("1710325274000.7", (Milliseconds, T)),
            ("1710325274000999", (Microseconds, T)),
            ("-1710325274000999", (Microseconds, -T - 1)),
            ("1710325274000999999", (Nanoseconds, T)),
        ] {
            assert_eq!(read(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn days_and_months_before_the_year() {
        const MIDNIGHT: i64 = 1_710_288_000_000;
        const T: i64 = MIDNIGHT + 37_274_000;
        const HALF: i64 = 43_200_000;
        for (day_first, month_first, expected) in [
            ("13.3.2024", "3.13.2024", MIDNIGHT),
            ("13. 3. 2024", "3. 13. 2024", MIDNIGHT),
            ("13/03/2024 10:21:14", "03/13/2024 10:21:14", T),
            ("13-3-2024T10:21:14.25Z", "3-13-2024T10:21:14.25Z", T + 250),
            (
                "13/3/2024, 11:21:14 +01:00",
                "3/13/2024, 11:21:14 +01:00",
                T,
            ),
            ("13.3.2024 10:21:14 UTC", "3.13.2024 10:21:14 UTC", T),
            ("13/3/2024 10:21:14 AM", "3/13/2024 10:21:14 AM", T),
            ("13/3/2024 10:21:14pm", "3/13/2024 10:21:14pm", T + HALF),
            ("13/3/2024 12:00 am", "3/13/2024 12:00 am", MIDNIGHT),
            ("13/3/2024 12:00 PM", "3/13/2024 12:00 PM", MIDNIGHT + HALF),
            ("13.3.2024 9:30", "3.13.2024 9:30", MIDNIGHT + 34_200_000),
        ] {
            let utc = &Zone::UTC;
            assert_eq!(
                DayMonthYear.parse(day_first, utc),
                Some(expected),
                "{day_first}"
            );
            assert_eq!(
                MonthDayYear.parse(month_first, utc),
                Some(expected),
                "{month_first}"
            );
            // What no month is, is not taken for the day.
            assert_eq!(MonthDayYear.parse(day_first, utc), None, "{day_first}");
        }
        let prague = Zone::fixed(3_600).unwrap();
        let shown = DayMonthYear.parse("13.3.2024 11:21:14", &prague);
        assert_eq!(shown, Some(T));
        for text in [
            "",
            "2024-03-13",
            "13.3.24",
            "13.3",
            "13.3/2024",
            "1.2.3.2024",
            "30.2.2024",
            "0.1.2024",
            "13.3.2024 ",
            "13.3.2024 10",
            "13.3.2024 25:00",
            "13.3.2024 13:00 PM",
            "13.3.2024 0:00 am",
            "13.3.2024 +1:00",
            "+1.3.2024",
            "013.3.2024",
            "13.3.٢٠٢٤",
            "13.3.2024 10:é",
        ] {
            assert_eq!(DayMonthYear.parse(text, &Zone::UTC), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_time() {
        for text in [
            "",
            "-",
            ".",
            "yesterday",
            "2024-13-01",
            "2024-02-30",
            "2024-03-13 25:00",
            "13.3.2024",
            "03/13/2024",
            "1e9",
            "0x10",
            "1.5.2",
            "10:21:14",
            "99999999999999999999",
            "9223372036854775807123",
            "2024-03-13 10:21:14[Europe/Prague]",
            "12345-01-01",
            "+5",
            "１２３",
            "NaN",
            "inf",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(
            Seconds.parse("99999999999999", &Zone::UTC),
            None,
            "after the year 9999"
        );
        assert_eq!(Milliseconds.parse("2024-03-13", &Zone::UTC), None);
        assert_eq!(DateTime.parse("1710325274", &Zone::UTC), None);
    }
}
