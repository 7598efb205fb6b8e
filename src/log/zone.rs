//! Time zones as plain data: no database is carried, callers bring the table of the place.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::MAX_TIME;

const SECOND: i64 = 1_000;
const HOUR: i64 = 3_600 * SECOND;

/// The farthest that a clock is ahead of UTC, or behind it, in seconds: below 26 hours, as in
/// POSIX and the time zone database.
const MAX_OFFSET: i32 = 26 * 3_600 - 1;

/// The most changes of a table: a thousand years of two a year have 2,000.
const MAX_CHANGES: u32 = 100_000;

/// How far the clocks of a place are ahead of UTC, and when they are changed.
///
/// It is UTC, a fixed offset, or a table of changes: from a time on, another offset. Where the
/// table comes from is the caller's: the program has the time zone database, a browser has its
/// own.
///
/// # Example
/// ```
/// use cesta::log::Zone;
///
/// // Prague in 2026: summer time from 29 March, 01:00 UTC, until 25 October.
/// let prague = Zone::changing(3_600, [(1_774_746_000_000, 7_200), (1_792_890_000_000, 3_600)])?;
/// assert_eq!(prague.offset_at(1_780_000_000_000), 7_200);
/// // Half past two on 29 March is on no clock: as one hour later.
/// assert_eq!(prague.to_utc(1_774_751_400_000), 1_774_747_800_000);
/// # Ok::<(), cesta::log::ZoneError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(with = "Table")
)]
#[serde(try_from = "Table", into = "Table")]
pub struct Zone {
    /// Seconds ahead of UTC before the first change.
    first: i32,
    changes: Vec<Change>,
}

/// From a time on, clocks have another offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Change {
    /// In milliseconds since 1970-01-01 UTC.
    at: i64,
    /// The local time from which on the new offset is taken, in milliseconds.
    local: i64,
    /// Seconds ahead of UTC.
    offset: i32,
}

/// A zone that cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "code",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum ZoneError {
    /// An offset is a day or more.
    #[error("an offset of {offset} seconds is more than {MAX_OFFSET}")]
    Offset {
        /// The offset in seconds.
        offset: i32,
    },
    /// A change lies farther away than [`MAX_TIME`], or is no whole number.
    #[error("change {change} is at no time of a log")]
    Time {
        /// The change's place in the table, from 0.
        change: u32,
    },
    /// A change is not after the one before, by UTC and by its own clocks.
    #[error("change {change} does not come after the one before it")]
    Order {
        /// The change's place in the table, from 0.
        change: u32,
    },
    /// There are more changes than a place can have had.
    #[error("there are {changes} changes, more than {MAX_CHANGES}")]
    TooMany {
        /// How many there are.
        changes: u32,
    },
}

impl ZoneError {
    /// The kind of the error; stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Offset { .. } => "offset",
            Self::Time { .. } => "time",
            Self::Order { .. } => "order",
            Self::TooMany { .. } => "tooMany",
        }
    }
}

impl Zone {
    /// Coordinated universal time, which is also the default.
    pub const UTC: Self = Self {
        first: 0,
        changes: Vec::new(),
    };

    /// A zone whose clocks never change, by the seconds that they are ahead of UTC.
    ///
    /// # Errors
    /// [`ZoneError::Offset`] for 26 hours or more.
    pub fn fixed(seconds: i32) -> Result<Self, ZoneError> {
        Self::changing(seconds, [])
    }

    /// A zone whose clocks change: the offset before the first change, then each change with
    /// its time in milliseconds since 1970-01-01 UTC and the offset from then on. Offsets are
    /// seconds ahead of UTC.
    ///
    /// # Errors
    /// [`ZoneError`] for an offset of 26 hours or more, and for changes that do not come one
    /// after the other.
    pub fn changing(
        first: i32,
        changes: impl IntoIterator<Item = (i64, i32)>,
    ) -> Result<Self, ZoneError> {
        let mut zone = Self {
            first: sound(first)?,
            changes: Vec::new(),
        };
        let mut before = first;
        for (change, (at, offset)) in (0_u32..).zip(changes) {
            if change >= MAX_CHANGES {
                let changes = change + 1;
                return Err(ZoneError::TooMany { changes });
            }
            if !(-MAX_TIME..=MAX_TIME).contains(&at) {
                return Err(ZoneError::Time { change });
            }
            // Where clocks are set forward, what they skip is read by the old offset; where
            // they are set back, what they show twice is read by the old one too.
            let local = at + i64::from(before.max(sound(offset)?)) * SECOND;
            let latest = zone.changes.last();
            if latest.is_some_and(|latest| at <= latest.at || local <= latest.local) {
                return Err(ZoneError::Order { change });
            }
            zone.changes.push(Change { at, local, offset });
            before = offset;
        }
        Ok(zone)
    }

    /// How many seconds clocks are ahead of UTC, at a time in milliseconds since 1970-01-01 UTC.
    ///
    /// # Complexity
    /// `O(log k)` for `k` changes.
    pub fn offset_at(&self, time: i64) -> i32 {
        self.after(self.changes.partition_point(|change| change.at <= time))
    }

    /// What clocks show at a time: milliseconds since 1970-01-01, as they count there.
    ///
    /// # Complexity
    /// As [`offset_at`](Self::offset_at).
    pub fn to_local(&self, time: i64) -> i64 {
        time.saturating_add(i64::from(self.offset_at(time)) * SECOND)
    }

    /// The time at which clocks show this, both in milliseconds since 1970-01-01.
    ///
    /// What clocks show twice, when they are set back, is the first of the two. What they never
    /// show, when they are set forward, is as much later as they skip. Both are read by the
    /// offset before the change, as RFC 5545 says (section 3.3.5) and as JavaScript's `Temporal`
    /// does unless told otherwise ("compatible").
    ///
    /// # Complexity
    /// As [`offset_at`](Self::offset_at).
    pub fn to_utc(&self, local: i64) -> i64 {
        let offset = self.after(self.changes.partition_point(|it| it.local <= local));
        local.saturating_sub(i64::from(offset) * SECOND)
    }

    /// The offset after so many changes.
    fn after(&self, changes: usize) -> i32 {
        let latest = changes.checked_sub(1).and_then(|it| self.changes.get(it));
        latest.map_or(self.first, |change| change.offset)
    }

    /// What clocks show at many times that lie near each other.
    pub(crate) fn clock(&self) -> Clock<'_> {
        Clock {
            zone: self,
            range: 0..0,
            offset: 0,
        }
    }
}

fn sound(offset: i32) -> Result<i32, ZoneError> {
    if (-MAX_OFFSET..=MAX_OFFSET).contains(&offset) {
        Ok(offset)
    } else {
        Err(ZoneError::Offset { offset })
    }
}

/// What clocks show, and remembers between which changes it last looked.
#[derive(Clone, Debug)]
pub(crate) struct Clock<'z> {
    zone: &'z Zone,
    /// The times of one offset.
    range: Range<i64>,
    /// In milliseconds.
    offset: i64,
}

/// An hour of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WeekHour {
    /// From 0, Monday.
    pub(crate) weekday: u8,
    /// From 0 to 23.
    pub(crate) hour: u8,
}

impl Clock<'_> {
    /// The weekday and the hour at a time.
    pub(crate) fn week_hour(&mut self, time: i64) -> WeekHour {
        if !self.range.contains(&time) {
            self.look(time);
        }
        let local = time.saturating_add(self.offset);
        // 1970-01-01 was a Thursday.
        let hours = local.div_euclid(HOUR) + 3 * 24;
        let hour = hours.rem_euclid(7 * 24);
        WeekHour {
            weekday: u8::try_from(hour / 24).unwrap_or(0),
            hour: u8::try_from(hour % 24).unwrap_or(0),
        }
    }

    fn look(&mut self, time: i64) {
        let changes = &self.zone.changes;
        let passed = changes.partition_point(|change| change.at <= time);
        let latest = passed.checked_sub(1).and_then(|it| changes.get(it));
        let next = changes.get(passed);
        self.range = latest.map_or(i64::MIN, |it| it.at)..next.map_or(i64::MAX, |it| it.at);
        self.offset = i64::from(self.zone.after(passed)) * SECOND;
    }
}

/// The clocks of a place: how far they are ahead of UTC, and when they are changed. Without
/// anything said it is UTC.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "Zone")
)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Table {
    /// Seconds ahead of UTC; with changes, before the first of them.
    offset: i32,
    /// When the clocks are changed, one after the other.
    changes: Vec<Row>,
}

/// From a time on, clocks have another offset.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "ZoneChange")
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Row {
    /// The time, in milliseconds since 1970-01-01 UTC.
    at: f64,
    /// Seconds ahead of UTC from then on.
    offset: i32,
}

impl TryFrom<Table> for Zone {
    type Error = ZoneError;

    fn try_from(table: Table) -> Result<Self, ZoneError> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "it is whole, and far below 2^53"
        )]
        let change = |(change, row): (u32, &Row)| {
            let whole = row.at.fract().abs() <= 0.0 && row.at.abs() <= MAX_TIME as f64;
            let at = whole.then_some(row.at as i64);
            Ok((at.ok_or(ZoneError::Time { change })?, row.offset))
        };
        let changes = (0..).zip(&table.changes).map(change);
        let changes = changes.collect::<Result<Vec<_>, _>>()?;
        Self::changing(table.offset, changes)
    }
}

impl From<Zone> for Table {
    fn from(zone: Zone) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let row = |change: &Change| Row {
            at: change.at as f64,
            offset: change.offset,
        };
        Self {
            offset: zone.first,
            changes: zone.changes.iter().map(row).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, civil::Weekday, tz::TimeZone};
    use proptest::prelude::*;

    use super::{MAX_OFFSET, WeekHour, Zone, ZoneError};

    /// A zone as POSIX writes it, by jiff, and its table for some years.
    fn posix(rule: &str) -> (TimeZone, Zone) {
        let expected = TimeZone::posix(rule).unwrap();
        let start = Timestamp::from_second(-100_000_000).unwrap();
        let end = Timestamp::from_second(3_000_000_000).unwrap();
        let changes = expected
            .following(start)
            .take_while(|it| it.timestamp() < end);
        let changes = changes.map(|it| (it.timestamp().as_millisecond(), it.offset().seconds()));
        let zone = Zone::changing(expected.to_offset(start).seconds(), changes).unwrap();
        (expected, zone)
    }

    const RULES: [&str; 6] = [
        "UTC0",
        "CET-1CEST,M3.5.0,M10.5.0/3",
        "EST5EDT,M3.2.0,M11.1.0",
        "AEST-10AEDT,M10.1.0,M4.1.0/3",
        "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
        "NST3:30NDT1:30,M3.2.0/0:01,M11.1.0/0:01",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2048))]

        #[test]
        fn clocks_show_what_jiff_says(
            rule in 0..RULES.len(),
            day in 0_i64..25_000,
            second in 0_i64..86_400,
            nearby in -10_000_000_i64..10_000_000,
        ) {
            let (expected, zone) = posix(RULES[rule]);
            // The days of changes are tried more often than others.
            let start = Timestamp::from_second(day * 86_400).unwrap();
            let change = expected.following(start).next().map(|it| it.timestamp());
            let change = change.unwrap_or(start).as_millisecond().min(2_900_000_000_000);
            let mut clock = zone.clock();
            for time in [(day * 86_400 + second) * 1_000, change + nearby, change, change - 1] {
                let zoned = Timestamp::from_millisecond(time).unwrap().to_zoned(expected.clone());
                prop_assert_eq!(zone.offset_at(time), zoned.offset().seconds());
                prop_assert_eq!(zone.to_local(time), time + i64::from(zoned.offset().seconds()) * 1_000);
                prop_assert_eq!(clock.week_hour(time), WeekHour {
                    weekday: zoned.weekday().to_monday_zero_offset().unsigned_abs(),
                    hour: zoned.hour().unsigned_abs(),
                });
                // As if it were what clocks show.
                let shown = Timestamp::from_millisecond(time).unwrap().to_zoned(TimeZone::UTC);
                let meant = expected.to_ambiguous_timestamp(shown.datetime()).compatible().unwrap();
                prop_assert_eq!(zone.to_utc(time), meant.as_millisecond(), "{}", shown);
            }
        }
    }

    #[test]
    fn weekdays_begin_on_monday() {
        let day = |day: i64| {
            Zone::UTC
                .clock()
                .week_hour(day * 24 * super::HOUR - 1)
                .weekday
        };
        assert_eq!(day(1), 3, "1970-01-01 was a Thursday");
        assert_eq!((day(4), day(5)), (6, 0));
        assert_eq!(Weekday::Thursday.to_monday_zero_offset(), 3);
        assert_eq!(day(-700_000_000), 2);
    }

    #[test]
    fn zones_that_cannot_be() {
        assert_eq!(Zone::fixed(0).unwrap(), Zone::UTC);
        let offset = MAX_OFFSET + 1;
        assert_eq!(Zone::fixed(offset), Err(ZoneError::Offset { offset }));
        let offset = i32::MIN;
        assert_eq!(
            Zone::changing(0, [(0, offset)]),
            Err(ZoneError::Offset { offset })
        );
        assert_eq!(
            Zone::changing(0, [(0, 60), (0, 0)]),
            Err(ZoneError::Order { change: 1 })
        );
        // The second change would come before the clocks had shown the first.
        assert_eq!(
            Zone::changing(0, [(0, 7_200), (3_600, 0), (5_000, 60)]),
            Err(ZoneError::Order { change: 2 })
        );
        assert_eq!(
            Zone::changing(0, [(i64::MIN, 60)]),
            Err(ZoneError::Time { change: 0 })
        );
        let many = (0..100_001).map(|at| (at, 0));
        assert_eq!(
            Zone::changing(0, many),
            Err(ZoneError::TooMany { changes: 100_001 })
        );
    }

    #[test]
    fn a_zone_is_data() {
        let (_, zone) = posix(RULES[1]);
        let text = serde_json::to_string(&zone).unwrap();
        assert!(
            text.starts_with(r#"{"offset":3600,"changes":[{"at":"#),
            "{text}"
        );
        assert_eq!(serde_json::from_str::<Zone>(&text).unwrap(), zone);
        assert_eq!(serde_json::from_str::<Zone>("{}").unwrap(), Zone::UTC);
        for bad in [
            r#"{"offset":1e5}"#,
            r#"{"offset":3600,"name":"Prague"}"#,
            r#"{"changes":[{"at":0.5,"offset":0}]}"#,
            r#"{"changes":[{"at":1e300,"offset":0}]}"#,
            r#"{"changes":[{"at":5,"offset":0},{"at":4,"offset":0}]}"#,
        ] {
            assert!(serde_json::from_str::<Zone>(bad).is_err(), "{bad}");
        }
    }
}
