//! Time zones by name, from the database that the program carries, and moments in them.

use cesta::log::Zone;
use jiff::{
    Timestamp, Zoned,
    civil::{DateTime, date},
    tz::TimeZone,
};

/// The years whose changes are looked up: logs of living customers, and of their children.
const YEARS: (i16, i16) = (1900, 2100);

/// A zone by the name of the time zone database, or by its offset: `Europe/Prague`, `UTC`,
/// `+05:30`.
pub(crate) fn zone(text: &str) -> Result<Zone, String> {
    named(text)
        .ok_or_else(|| "expected a zone such as `Europe/Prague`, `UTC` or `+01:00`".to_owned())
}

fn named(text: &str) -> Option<Zone> {
    if text == "Z" {
        return Some(Zone::UTC);
    }
    if let Some(seconds) = offset(text) {
        return Zone::fixed(seconds).ok();
    }
    let zone = TimeZone::get(text).ok()?;
    table(&zone)
}

/// The offset in seconds of `+05:30`.
fn offset(text: &str) -> Option<i32> {
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    let number = |text: &str, limit: i32| {
        let two_digits = text.len() == 2 && text.bytes().all(|it| it.is_ascii_digit());
        let number = text.parse().ok().filter(|&it: &i32| it < limit);
        number.filter(|_| two_digits)
    };
    Some(sign * (number(hours, 24)? * 3_600 + number(minutes, 60)? * 60))
}

/// The changes of a zone in the years that are looked up.
fn table(zone: &TimeZone) -> Option<Zone> {
    let year = |year| -> Option<Timestamp> {
        let midnight = date(year, 1, 1).to_zoned(TimeZone::UTC).ok()?;
        Some(midnight.timestamp())
    };
    let (start, end) = (year(YEARS.0)?, year(YEARS.1)?);
    let first = zone.to_offset(start).seconds();
    let mut before = first;
    let changes = zone.following(start).take_while(|it| it.timestamp() < end);
    let changes = changes.filter_map(|change| {
        let offset = change.offset().seconds();
        // A change of the abbreviation alone is none of the clocks.
        let differs = offset != before;
        before = offset;
        differs.then(|| (change.timestamp().as_millisecond(), offset))
    });
    Zone::changing(first, changes).ok()
}

/// A moment as people write it, in milliseconds since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// One that says where it is.
    Exact(i64),
    /// One that clocks show; only a zone says when.
    Local(i64),
}

impl Moment {
    /// When it is, in milliseconds since 1970-01-01 UTC.
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    pub(crate) fn at(self, zone: &Zone) -> f64 {
        let time = match self {
            Self::Exact(time) => time,
            Self::Local(time) => zone.to_utc(time),
        };
        time as f64
    }
}

/// A moment: a day, or a day and a time; of the clocks of a zone that is not known yet, unless
/// it says otherwise.
pub(crate) fn moment(text: &str) -> Result<Moment, String> {
    let zoned = || text.parse::<Zoned>().map(|it| it.timestamp());
    if let Ok(exact) = text.parse::<Timestamp>().or_else(|_| zoned()) {
        return Ok(Moment::Exact(exact.as_millisecond()));
    }
    // What names a place would be read as if it did not.
    let local = Some(text).filter(|it| !it.contains('['));
    let local = local.and_then(|it| it.parse::<DateTime>().ok());
    let local = local.and_then(|it| it.to_zoned(TimeZone::UTC).ok());
    let local =
        local.ok_or("expected a day such as `2026-01-31`, or a time such as `2026-01-31T09:30`")?;
    Ok(Moment::Local(local.timestamp().as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_of_a_zone_unless_they_say_otherwise() {
        let prague = zone("Europe/Prague").unwrap();
        // Midnight in UTC, and in Prague in summer.
        let (utc, there) = (1_783_987_200_000.0, 1_783_980_000_000.0);
        for (text, expected) in [
            ("2026-07-14", (utc, there)),
            ("2026-07-14T00:00", (utc, there)),
            ("2026-07-14 00:00:00", (utc, there)),
            ("2026-07-14T00:00Z", (utc, utc)),
            ("2026-07-14T02:00+02:00", (utc, utc)),
            ("2026-07-14T02:00[Europe/Prague]", (utc, utc)),
        ] {
            let moment = moment(text).unwrap();
            let times = (moment.at(&Zone::UTC), moment.at(&prague));
            assert_eq!(times, expected, "{text}");
        }
        for text in [
            "",
            "tomorrow",
            "2026-02-30",
            "2026-07-14Z",
            "2026-07-14+02:00",
            "2026-07-14T00:00[Europe/Nowhere]",
        ] {
            assert!(moment(text).is_err(), "{text}");
        }
    }

    #[test]
    fn zones_have_names_and_offsets() {
        let prague = zone("Europe/Prague").unwrap();
        // Mondays in January and July 2026, at 12:00 UTC.
        assert_eq!(prague.offset_at(1_768_219_200_000), 3_600);
        assert_eq!(prague.offset_at(1_783_339_200_000), 7_200);
        assert_eq!(zone("UTC").unwrap(), Zone::UTC);
        assert_eq!(zone("Z").unwrap(), Zone::UTC);
        assert_eq!(zone("-03:30").unwrap(), Zone::fixed(-12_600).unwrap());
        for text in [
            "",
            "+",
            "+5",
            "+24:00",
            "+05:60",
            "Europe/Nowhere",
            "+1:000",
            "+é:00",
        ] {
            assert!(zone(text).is_err(), "{text}");
        }
    }

    #[test]
    fn every_zone_of_the_database_is_a_table() {
        let mut zones = 0;
        for name in jiff::tz::db().available() {
            let name = name.as_str();
            let expected = TimeZone::get(name).unwrap();
            let table = table(&expected).unwrap_or_else(|| panic!("{name}"));
            for day in 0..2_000 {
                // Every 36 days from 1900 on, at another time of day.
                let time = -2_208_988_800_000 + day * 3_110_461_003;
                let jiff = Timestamp::from_millisecond(time).unwrap();
                let offset = expected.to_offset(jiff).seconds();
                assert_eq!(table.offset_at(time), offset, "{name} at {jiff}");
            }
            zones += 1;
        }
        assert!(zones > 400, "the database has {zones} zones");
    }
}
