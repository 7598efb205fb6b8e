use std::collections::BTreeSet;

use cesta::{
    flow::{
        SumError,
        rhythm::{Beat, Contacts, Rhythm, RhythmBy, RhythmError, RhythmOptions, RhythmSum},
    },
    log::{EventLog, EventLogBuilder, Zone},
};
use jiff::{Timestamp, tz::TimeZone};
use proptest::prelude::*;
use serde_json::json;

/// An event: customer, touchpoint, channel, and the quarter of an hour of 2026.
type Event = (u8, u8, u8, u32);

fn event() -> impl Strategy<Value = Event> {
    (
        0_u8..6,
        0_u8..4,
        0_u8..3,
        prop_oneof![0_u32..8, 0_u32..35_040],
    )
}

const START: i64 = 1_767_225_600_000;
const QUARTER: i64 = 900_000;

fn log(events: &[Event], keep: impl Fn(u8) -> bool) -> EventLog {
    let mut builder = EventLogBuilder::with_segments(["channel"]);
    for &(customer, touchpoint, channel, quarter) in events {
        if keep(customer) {
            let time = Some(START + i64::from(quarter) * QUARTER);
            let channel = format!("c{channel}");
            let (customer, touchpoint) = (customer.to_string(), touchpoint.to_string());
            builder
                .push_with(&customer, &touchpoint, time, [channel.as_str()])
                .unwrap();
        }
    }
    builder.build()
}

/// Central Europe, by jiff and as data.
fn europe() -> (TimeZone, Zone) {
    let expected = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
    let changes = [(1_774_746_000_000, 7_200), (1_792_890_000_000, 3_600)];
    (expected, Zone::changing(3_600, changes).unwrap())
}

/// One event of a log: its customer, touchpoint, channel, time, and whether it is the first.
struct Seen {
    customer: String,
    touchpoint: String,
    channel: String,
    weekday: usize,
    hour: usize,
    first: bool,
}

fn seen(log: &EventLog, zone: &TimeZone) -> Vec<Seen> {
    let channels = &log.segments()[0];
    let mut all = Vec::new();
    for trace in log.traces() {
        let touchpoints = trace.names();
        let times = trace.times().unwrap();
        for (place, (touchpoint, time)) in touchpoints.zip(times).enumerate() {
            let code = channels.codes().get(trace.range().start + place).unwrap();
            let time = Timestamp::from_millisecond(time).unwrap();
            let time = time.to_zoned(zone.clone());
            all.push(Seen {
                customer: trace.customer().to_owned(),
                touchpoint: touchpoint.to_owned(),
                channel: channels.values().get(code).unwrap().to_owned(),
                weekday: usize::try_from(time.weekday().to_monday_zero_offset()).unwrap(),
                hour: usize::try_from(time.hour()).unwrap(),
                first: place == 0,
            });
        }
    }
    all
}

/// Counts what is chosen, the slow way.
fn contacts(seen: &[Seen], chosen: impl Fn(&Seen) -> bool) -> Contacts {
    let chosen: Vec<&Seen> = seen.iter().filter(|it| chosen(it)).collect();
    let customers: BTreeSet<&str> = chosen.iter().map(|it| it.customer.as_str()).collect();
    Contacts {
        events: u32::try_from(chosen.len()).unwrap(),
        customers: u32::try_from(customers.len()).unwrap(),
        first: u32::try_from(chosen.iter().filter(|it| it.first).count()).unwrap(),
    }
}

fn beat(seen: &[Seen], chosen: impl Fn(&Seen) -> bool) -> Beat {
    Beat {
        total: contacts(seen, &chosen),
        hours: (0..24)
            .map(|hour| contacts(seen, |it| chosen(it) && it.hour == hour))
            .collect(),
        weekdays: (0..7)
            .map(|day| contacts(seen, |it| chosen(it) && it.weekday == day))
            .collect(),
        grid: (0..168)
            .map(|cell| contacts(seen, |it| chosen(it) && it.weekday * 24 + it.hour == cell))
            .collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn counts_are_those_of_the_slow_way(events in prop::collection::vec(event(), 1..40)) {
        let (expected, zone) = europe();
        let log = log(&events, |_| true);
        let seen = seen(&log, &expected);
        let by_channel = RhythmBy::Segment("channel".to_owned());
        for by in [None, Some(RhythmBy::Touchpoint), Some(by_channel.clone())] {
            let options = RhythmOptions { zone: zone.clone(), by: by.clone(), limit: 2 };
            let rhythm = Rhythm::of(&log, &options).unwrap();
            prop_assert_eq!(&rhythm.all, &beat(&seen, |_| true));
            let of_group = |name: &str| beat(&seen, |it| match by {
                Some(RhythmBy::Touchpoint) => it.touchpoint == name,
                _ => it.channel == name,
            });
            for group in &rhythm.groups {
                prop_assert_eq!(&group.beat, &of_group(&group.name), "{}", group.name);
            }
            let told: u32 = rhythm.groups.iter().map(|it| it.beat.total.events).sum();
            let others = rhythm.others.map_or(0, |it| it.events);
            let all = if by.is_some() { rhythm.all.total.events } else { 0 };
            prop_assert_eq!(told + others, all);
            let key = |it: &cesta::flow::rhythm::RhythmGroup| (u32::MAX - it.beat.total.events, it.name.clone());
            prop_assert!(rhythm.groups.is_sorted_by_key(key));
        }
    }

    #[test]
    fn a_sum_of_parts_is_that_of_the_whole(
        events in prop::collection::vec(event(), 0..40),
        split in prop::collection::vec(0_u8..3, 6),
    ) {
        let by = Some(RhythmBy::Segment("channel".to_owned()));
        let options = RhythmOptions { zone: europe().1, by, ..RhythmOptions::default() };
        let whole = RhythmSum::of(&log(&events, |_| true), &options).unwrap();
        let part = |part: u8| {
            let log = log(&events, |customer| split[usize::from(customer)] == part);
            let sum = RhythmSum::of(&log, &options).unwrap();
            // There and back, as between machines.
            let text = serde_json::to_string(&sum).unwrap();
            serde_json::from_str::<RhythmSum>(&text).unwrap()
        };
        let bytes = |sum: &RhythmSum| serde_json::to_string(sum).unwrap();
        for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
            let mut sum = RhythmSum::empty(&options);
            for it in order {
                sum.merge(part(it)).unwrap();
            }
            prop_assert_eq!(bytes(&sum), bytes(&whole));
        }
    }
}

#[test]
fn cells_that_cannot_be_are_refused() {
    let by = Some(RhythmBy::Touchpoint);
    let options = RhythmOptions {
        by,
        ..RhythmOptions::default()
    };
    let log = log(&[(0, 0, 0, 0), (1, 0, 0, 9)], |_| true);
    let sum = serde_json::to_value(RhythmSum::of(&log, &options).unwrap()).unwrap();
    assert!(serde_json::from_value::<RhythmSum>(sum.clone()).is_ok());
    let first = sum["all"][0].clone();
    let group = sum["groups"].as_object().unwrap().keys().next().unwrap();
    for (place, wrong) in [
        ("/all/0/cell".to_owned(), json!(255)),
        ("/all/0/cell".to_owned(), json!(1)),
        ("/all/1".to_owned(), first),
        ("/all/0/contacts/events".to_owned(), json!(2)),
        ("/all/0/contacts/customers".to_owned(), json!(2)),
        ("/all/0/contacts/customers".to_owned(), json!(0)),
        ("/all/0/contacts/first".to_owned(), json!(0)),
        (format!("/groups/{group}/0/cell"), json!(199)),
        (format!("/groups/{group}"), json!([])),
        ("/by".to_owned(), json!(null)),
    ] {
        let mut sum = sum.clone();
        *sum.pointer_mut(&place).unwrap() = wrong;
        assert!(serde_json::from_value::<RhythmSum>(sum).is_err(), "{place}");
    }
    let mut swapped = sum;
    swapped["all"].as_array_mut().unwrap().swap(0, 1);
    assert!(serde_json::from_value::<RhythmSum>(swapped).is_err());
}

#[test]
fn clocks_decide_the_hour_and_the_day() {
    // Sunday 29 March 2026 in Prague: 00:59:59.999 UTC is 1:59, the next moment 3:00.
    let times = [1_774_745_999_999, 1_774_746_000_000];
    let log = EventLog::from_columns(&["ann", "bo"], &["a", "b"], Some(&times)).unwrap();
    let of = |zone: Zone| {
        let options = RhythmOptions {
            zone,
            ..RhythmOptions::default()
        };
        Rhythm::of(&log, &options).unwrap().all
    };
    let prague = of(europe().1);
    let hours = |beat: &Beat| beat.hours.iter().map(|it| it.events).collect::<Vec<_>>();
    assert_eq!(hours(&prague)[..4], [0, 1, 0, 1]);
    assert_eq!(prague.weekdays[6].customers, 2);
    assert_eq!(prague.busiest(), Some((6, 1)), "the first of equal ones");
    assert_eq!(hours(&of(Zone::UTC))[..4], [1, 1, 0, 0]);
    // On the other side of the date line it is another day.
    let hawaii = of(Zone::fixed(-36_000).unwrap());
    assert_eq!((hawaii.weekdays[5].events, hawaii.hours[14].events), (2, 1));
}

#[test]
fn what_has_no_rhythm() {
    let untimed = EventLog::from_columns(&["ann"], &["a"], None).unwrap();
    let default = RhythmOptions::default();
    assert_eq!(Rhythm::of(&untimed, &default), Err(RhythmError::NoTimes));
    let timed = log(&[(0, 0, 0, 0)], |_| true);
    let by = Some(RhythmBy::Segment("chanel".to_owned()));
    let options = RhythmOptions {
        by,
        ..RhythmOptions::default()
    };
    let error = Rhythm::of(&timed, &options).unwrap_err();
    assert_eq!(error.code(), "unknownSegment");
    assert_eq!(error.to_string(), "the log has no further column `chanel`");
    let mut sum = RhythmSum::empty(&default);
    assert_eq!(
        sum.merge(RhythmSum::empty(&options)),
        Err(SumError::Different)
    );

    let nobody = Rhythm::of(&log(&[], |_| true), &default).unwrap();
    assert_eq!(nobody.all.total, Contacts::default());
    assert_eq!(nobody.all.busiest(), None);
    assert_eq!((nobody.all.grid.len(), nobody.groups.len()), (168, 0));
}

#[test]
fn many_groups_are_counted_as_few_are() {
    let names: Vec<String> = (0..2_000).map(|it| format!("t{it:04}")).collect();
    let mut builder = EventLogBuilder::new();
    for (place, name) in names.iter().enumerate() {
        let time = START + i64::try_from(place).unwrap() * 3_600_000;
        builder.push("ann", name, Some(time)).unwrap();
        builder.push("bo", name, Some(time)).unwrap();
    }
    let options = RhythmOptions {
        by: Some(RhythmBy::Touchpoint),
        limit: 1,
        ..RhythmOptions::default()
    };
    let rhythm = Rhythm::of(&builder.build(), &options).unwrap();
    let others = rhythm.others.unwrap();
    assert_eq!((others.groups, others.events), (1_999, 3_998));
    assert_eq!(rhythm.groups[0].name, "t0000");
    let expected = Contacts {
        events: 2,
        customers: 2,
        first: 2,
    };
    assert_eq!(rhythm.groups[0].beat.total, expected);
    assert_eq!(rhythm.groups[0].beat.hours[0], expected);
}

#[cfg(feature = "render")]
#[test]
fn the_picture_tells_what_was_counted_and_takes_any_name() {
    use cesta::{
        journey::{
            Journey,
            spec::{Stage, Touchpoint},
        },
        render::{Heading, Known, ReportOptions, RhythmPicture, report_html, rhythm_svg},
    };

    let mut builder = EventLogBuilder::with_segments(["channel"]);
    for (customer, hour, channel) in [
        ("ann", 0, "<b>\u{202e}&"),
        ("ann", 1, "web"),
        ("bo", 0, "web"),
    ] {
        let time = Some(START + hour * 3_600_000);
        builder.push_with(customer, "a", time, [channel]).unwrap();
    }
    let options = RhythmOptions {
        by: Some(RhythmBy::Segment("channel".to_owned())),
        ..RhythmOptions::default()
    };
    let rhythm = Rhythm::of(&builder.build(), &options).unwrap();
    let svg = rhythm_svg(&rhythm, &RhythmPicture::default());
    let document = roxmltree::Document::parse(&svg).unwrap();
    let titles = document.descendants().filter(|it| it.has_tag_name("title"));
    let titles: Vec<String> = titles
        .filter_map(|it| it.text().map(str::to_owned))
        .collect();
    // One for the picture, each cell of the week, each hour, and each cell of a group.
    assert_eq!(titles.len(), 1 + 168 + 24 + 2 * 24);
    assert_eq!(
        titles[1 + 3 * 24],
        "Thursday 00:00–01:00: 2 events, 2 customers"
    );
    let desc = document
        .descendants()
        .find(|it| it.has_tag_name("desc"))
        .unwrap();
    assert_eq!(
        desc.text(),
        Some("2 customers · 3 events · busiest: Thursday 00:00–01:00")
    );
    let plain = RhythmPicture {
        title: Some("T".to_owned()),
        heading: Heading::Hidden,
        id_prefix: "a b<".to_owned(),
        ..RhythmPicture::default()
    };
    let hidden = rhythm_svg(&rhythm, &plain);
    assert!(hidden.contains("id=\"ab-title\">T<") && !hidden.contains("class=\"title"));

    let journey = Journey::builder("shop")
        .stage(Stage::new("all").touchpoint(Touchpoint::new("a")))
        .build()
        .unwrap();
    let known = Known {
        rhythm: Some(&rhythm),
        ..Known::new(&journey)
    };
    let page = report_html(&known, &ReportOptions::default());
    assert!(page.contains("<section id=\"rhythm\"") && page.contains("2 events, 2 customers"));
    assert!(!report_html(&Known::new(&journey), &ReportOptions::default()).contains("\"rhythm\""));
}
