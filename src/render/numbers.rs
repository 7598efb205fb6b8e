//! Numbers as people read them: the one place where they are rounded and written.
//!
//! Rounding is half away from zero. Thousands are set apart, units keep a narrow space that
//! does not break. A number that is not there is never written as 0: see [`missing`].

use std::fmt::{self, Write as _};

use maud::{Markup, Render, html};

use crate::{
    flow::Durations,
    journey::{Measure, Statistic},
    stats::{Interval, Share},
};

/// The narrow space before a unit; lines do not break at it.
pub(super) const THIN: char = '\u{202f}';

/// A coordinate or length in a picture, rounded to a tenth of a pixel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Px(pub(super) f64);

impl fmt::Display for Px {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A picture must not be spoilt by one bad number.
        let value = if self.0.is_finite() { self.0 } else { 0.0 };
        // Adding 0 turns -0 into 0.
        write!(f, "{}", (value * 10.0).round() / 10.0 + 0.0)
    }
}

impl Render for Px {
    fn render_to(&self, buffer: &mut String) {
        // Writing into a string cannot fail.
        let _ = write!(buffer, "{self}");
    }
}

/// The dash that stands for an undefined number, with the reason.
pub(super) fn missing(reason: &str) -> Markup {
    html! { span.none title=(reason) { span aria-hidden="true" { "–" } span.vh { (reason) } } }
}

/// A number with a fixed number of decimals, rounded half away from zero, thousands set apart.
pub(super) fn decimal(value: f64, decimals: u8) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let scale = 10_f64.powi(i32::from(decimals));
    // The nudge takes back what binary fractions lose: 0.145 is a little less than 0.145.
    let scaled = value * scale;
    let rounded = (scaled + scaled.signum() * scaled.abs() * f64::EPSILON).round() / scale;
    let plain = format!("{:.*}", usize::from(decimals), rounded.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut text = String::new();
    if rounded < 0.0 {
        text.push('−');
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// A number with as many decimals as it has, at most two.
pub(super) fn plain(value: f64) -> String {
    let text = decimal(value, 2);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// A count.
pub(super) fn count(n: impl Into<u64>) -> String {
    let n: u64 = n.into();
    #[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
    decimal(n as f64, 0)
}

/// A length of something in memory.
pub(super) fn len(n: usize) -> String {
    count(n as u64)
}

/// A share from 0 to 1 in percent, to a tenth; what is little is not shown as nothing.
pub(super) fn percent(share: f64) -> String {
    if share > 0.0 && share < 0.0005 {
        return format!("<0.1{THIN}%");
    }
    format!("{}{THIN}%", decimal(share * 100.0, 1))
}

/// A share from 0 to 1 in whole percent, for where there is little room.
pub(super) fn short_percent(share: f64) -> String {
    if share > 0.0 && share < 0.005 {
        return format!("<1{THIN}%");
    }
    format!("{}{THIN}%", decimal(share * 100.0, 0))
}

/// The ends of a share's interval in percent: `10.1–14.8`.
pub(super) fn percent_range(interval: Interval) -> String {
    format!(
        "{}–{}",
        decimal(interval.low * 100.0, 1),
        decimal(interval.high * 100.0, 1)
    )
}

/// The confidence of an interval: `95 %`.
pub(super) fn confidence(interval: Interval) -> String {
    format!("{}{THIN}%", plain(interval.confidence * 100.0))
}

/// A share with its interval: `12.3 % (10.1–14.8)`; `None` where it is undefined.
pub(super) fn share(share: &Share) -> Option<String> {
    let value = percent(share.value?);
    Some(match share.interval {
        Some(interval) => format!("{value} ({})", percent_range(interval)),
        None => value,
    })
}

/// The ends of a share's interval, where it has one.
pub(super) fn share_interval(share: &Share) -> Option<String> {
    Some(percent_range(share.interval?))
}

/// A score in its measure's unit: percent for boxes, whole points for nets, two decimals for a
/// mean.
pub(super) fn score(measure: &Measure, value: f64) -> String {
    match measure.statistic {
        Statistic::Mean => decimal(value, 2),
        Statistic::Boxes { .. } => format!("{}{THIN}%", decimal(value, 1)),
        Statistic::Net { .. } => decimal(value, 0),
    }
}

/// How long something took, from milliseconds, in its two largest units.
pub(super) fn duration(milliseconds: f64) -> String {
    if !milliseconds.is_finite() {
        return "–".to_owned();
    }
    let (sign, seconds) = (
        if milliseconds < 0.0 { "−" } else { "" },
        milliseconds.abs() / 1000.0,
    );
    let text = if seconds < 9.95 {
        format!("{}{THIN}s", plain((seconds * 10.0).round() / 10.0))
    } else {
        let whole = seconds.round();
        [
            (86_400.0, "d", 3_600.0, "h"),
            (3_600.0, "h", 60.0, "min"),
            (60.0, "min", 1.0, "s"),
        ]
        .into_iter()
        .find(|&(large, ..)| whole >= large)
        .map_or_else(
            || format!("{}{THIN}s", decimal(whole, 0)),
            |(large, large_unit, small, small_unit)| {
                let larges = (whole / large).floor();
                let smalls = ((whole - larges * large) / small).floor();
                let first = format!("{}{THIN}{large_unit}", decimal(larges, 0));
                if smalls < 1.0 {
                    first
                } else {
                    format!("{first} {}{THIN}{small_unit}", decimal(smalls, 0))
                }
            },
        )
    };
    format!("{sign}{text}")
}

/// How long something took, in its largest unit, for where there is little room.
pub(super) fn short_duration(milliseconds: f64) -> String {
    let seconds = milliseconds.abs() / 1000.0;
    let (unit, name) = [(86_400.0, "d"), (3_600.0, "h"), (60.0, "min")]
        .into_iter()
        .find(|&(unit, _)| seconds >= unit)
        .unwrap_or((1.0, "s"));
    let value = milliseconds / 1000.0 / unit;
    let decimals = u8::from(value.abs() < 9.95 && unit > 1.0);
    format!("{}{THIN}{name}", decimal(value, decimals))
}

/// The median of durations, where there is one.
pub(super) fn median(durations: Option<&Durations>) -> Option<String> {
    durations.map(|durations| duration(durations.median))
}

/// The year, month and day of a time in milliseconds since 1970-01-01 UTC.
///
/// Days are counted in eras of 400 years that begin on 1 March, so that the leap day is last
/// (Howard Hinnant, *chrono-compatible low-level date algorithms*, `civil_from_days`).
#[expect(
    clippy::cast_possible_truncation,
    reason = "the range is checked first"
)]
pub(super) fn date(milliseconds: f64) -> Option<(i64, u8, u8)> {
    let days = (milliseconds / 86_400_000.0).floor();
    if days.is_nan() || days.abs() > 1e8 {
        return None;
    }
    let days = days as i64 + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Some((year, u8::try_from(month).ok()?, u8::try_from(day).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::IntervalMethod;

    #[test]
    fn decimals_round_half_away_from_zero() {
        assert_eq!(decimal(2.5, 0), "3");
        assert_eq!(decimal(-12.5, 0), "−13");
        assert_eq!(decimal(0.145, 2), "0.15");
        assert_eq!(decimal(-0.04, 1), "0.0");
        assert_eq!(decimal(1_234_567.0, 0), "1,234,567");
        assert_eq!(decimal(f64::NAN, 1), "–");
        assert_eq!(plain(4.50), "4.5");
        assert_eq!(plain(100.0), "100");
        assert_eq!(count(31_106_u32), "31,106");
    }

    #[test]
    fn shares_carry_their_interval() {
        let of = |value, interval| Share {
            count: 74,
            n: 600,
            value,
            interval,
        };
        let interval = Interval {
            low: 0.101,
            high: 0.148,
            confidence: 0.95,
            method: IntervalMethod::Wilson,
        };
        assert_eq!(
            share(&of(Some(0.123), Some(interval))).as_deref(),
            Some("12.3\u{202f}% (10.1–14.8)")
        );
        assert_eq!(share(&of(None, None)), None);
        assert_eq!(percent(0.0001), "<0.1\u{202f}%");
        assert_eq!(short_percent(0.001), "<1\u{202f}%");
    }

    #[test]
    fn durations_have_two_units() {
        let spoken = |milliseconds| duration(milliseconds).replace(THIN, " ");
        assert_eq!(spoken(400.0), "0.4 s");
        assert_eq!(spoken(59_499.0), "59 s");
        assert_eq!(spoken(72_000.0), "1 min 12 s");
        assert_eq!(spoken(3_600_000.0), "1 h");
        assert_eq!(spoken(93_600_000.0), "1 d 2 h");
        assert_eq!(spoken(-1_500.0), "−1.5 s");
        let short = |milliseconds| short_duration(milliseconds).replace(THIN, " ");
        assert_eq!(short(84_000.0), "1.4 min");
        assert_eq!(short(9_800.0), "10 s");
    }

    #[test]
    fn dates_follow_the_calendar() {
        assert_eq!(date(0.0), Some((1970, 1, 1)));
        assert_eq!(date(-1.0), Some((1969, 12, 31)));
        assert_eq!(date(951_782_400_000.0), Some((2000, 2, 29)));
        assert_eq!(date(1_710_325_274_000.0), Some((2024, 3, 13)));
        assert_eq!(date(f64::NAN), None);
    }

    #[test]
    fn coordinates_are_short_and_finite() {
        assert_eq!(Px(1.26).render().into_string(), "1.3");
        assert_eq!(Px(-0.01).render().into_string(), "0");
        assert_eq!(Px(f64::NAN).render().into_string(), "0");
    }
}
