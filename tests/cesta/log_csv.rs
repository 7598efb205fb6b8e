//! Reading logs from CSV text: what is understood, what is refused and where, what is hostile.

use std::{
    io::{self, Read},
    ops::ControlFlow,
};

use cesta::log::{
    EventLog, Zone,
    csv::{
        CsvOptions, Duplicates, LogError, MAX_SAMPLES, OnBad, ReadLog, Role, Sequence, TimeFormat,
        read,
    },
};
use proptest::prelude::*;

use crate::log::stopped_anywhere;

fn read_with(text: impl AsRef<[u8]>, options: &CsvOptions) -> Result<ReadLog, LogError> {
    read(text.as_ref(), options, |_| ControlFlow::Continue(()))
}

fn read_text(text: impl AsRef<[u8]>) -> Result<ReadLog, LogError> {
    read_with(text, &CsvOptions::default())
}

fn times(log: &EventLog) -> Vec<i64> {
    log.times().unwrap().iter().collect()
}

fn traces(log: &EventLog) -> Vec<String> {
    log.traces()
        .map(|trace| {
            format!(
                "{}: {}",
                trace.customer(),
                trace.names().collect::<Vec<_>>().join(" ")
            )
        })
        .collect()
}

#[test]
fn the_usual_columns_are_found_in_order_of_priority() {
    for (text, customer, touchpoint, time) in [
        (
            "user_id,session_id,event,timestamp\nu,s,e,2024-01-01\n",
            "user_id",
            "event",
            "timestamp",
        ),
        (
            "Timestamp,Activity,Case ID\n2024-01-01,e,u\n",
            "Case ID",
            "Activity",
            "Timestamp",
        ),
        (
            "case:concept:name,concept:name,time:timestamp\nu,e,0\n",
            "case:concept:name",
            "concept:name",
            "time:timestamp",
        ),
        (
            "id,event,event_name,ts\nu,x,e,0\n",
            "id",
            "event_name",
            "ts",
        ),
        (
            "CLIENT-ID, page ,DATE\nu,e,20240101\n",
            "CLIENT-ID",
            "page",
            "DATE",
        ),
        (
            "x;customer;action;datetime\n,;u;e;0\n",
            "customer",
            "action",
            "datetime",
        ),
        (
            "visitor_id\tevent\tevent_time\nu\te\t0\n",
            "visitor_id",
            "event",
            "event_time",
        ),
        ("\u{feff}user|step|time\nu|e|0\n", "user", "step", "time"),
        (
            "\"user\",\"event\",\";time\",ts\nu,e,0,0\n",
            "user",
            "event",
            "ts",
        ),
    ] {
        let read = read_text(text).unwrap();
        assert_eq!(
            (&*read.source.customer, &*read.source.touchpoint),
            (customer, touchpoint),
            "{text}"
        );
        assert_eq!(read.source.time.as_deref(), Some(time), "{text}");
        assert_eq!(traces(&read.log), ["u: e"]);
    }
}

#[test]
fn options_say_it_where_the_file_does_not() {
    let text = "who^what^when^where\nann^look^5^web\nann^buy^3^shop\n";
    let options = CsvOptions {
        customer: Some("who".to_owned()),
        touchpoint: Some("WHAT".to_owned()),
        time: Some(" when".to_owned()),
        time_format: Some(TimeFormat::Milliseconds),
        delimiter: Some('^'),
        keep: vec!["where".to_owned()],
        ..CsvOptions::default()
    };
    let read = read_with(text, &options).unwrap();
    assert_eq!(traces(&read.log), ["ann: buy look"]);
    assert_eq!(times(&read.log), [3, 5]);
    let place = &read.log.segments()[0];
    assert_eq!(
        (
            place.name(),
            place.values().get(place.codes().get(0).unwrap())
        ),
        ("where", Some("shop"))
    );

    let options = CsvOptions {
        sequence: Sequence::AsWritten,
        time: None,
        ..options
    };
    let read = read_with(text, &options).unwrap();
    assert_eq!(traces(&read.log), ["ann: look buy"]);
    assert_eq!(
        (read.log.times(), read.source.time, read.source.time_format),
        (None, None, None)
    );
}

#[test]
fn a_time_without_a_zone_is_of_the_zone_of_the_options() {
    let rows = [
        // Winter, summer, a date, the hour that is skipped, the one that comes twice.
        "2026-01-15 12:00",
        "2026-07-15 12:00",
        "2026-07-15",
        "2026-03-29 02:30",
        "2026-10-25 02:30",
        // What says its own offset keeps it.
        "2026-07-15T12:00Z",
        "2026-07-15 12:00 UTC",
        "2026-07-15 12:00+09:00",
    ];
    let rows = rows.map(|time| format!("ann,a,{time}\n")).concat();
    let text = format!("customer,event,time\n{rows}");
    let changes = [(1_774_746_000_000, 7_200), (1_792_890_000_000, 3_600)];
    let options = |zone| CsvOptions {
        zone,
        ..CsvOptions::default()
    };
    let zoned = options(Zone::changing(3_600, changes).unwrap());
    let zoned = times(&read_with(&text, &zoned).unwrap().log);
    let utc = times(&read_text(&text).unwrap().log);
    assert_eq!(
        utc,
        times(&read_with(&text, &options(Zone::UTC)).unwrap().log)
    );
    // A log is in order of time: the dates stand before the times of their day.
    let half_hours: Vec<i64> = zoned.iter().map(|it| it / 1_800_000).collect();
    assert_eq!(
        half_hours,
        [
            982_486, 985_971, 991_148, 991_158, 991_172, 991_176, 991_176, 996_049
        ]
    );
    assert!(zoned.iter().all(|it| it % 1_800_000 == 0));
}

#[test]
fn what_cannot_separate_fields_is_no_delimiter() {
    for delimiter in ['"', '\r', '\n', '\0', 'a', 'Z', '0', '§'] {
        let options = CsvOptions {
            delimiter: Some(delimiter),
            ..CsvOptions::default()
        };
        let error = read_with("user,event,time\nann,look,1\n", &options).unwrap_err();
        assert_eq!(error.code(), "badDelimiter", "{delimiter}");
        let expected = format!("`{}` cannot separate fields", delimiter.escape_debug());
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn quotes_line_ends_blank_lines_and_marks() {
    for text in [
        "user,event,time\nann,look,1\nann,\"a \"\"b\"\", c\nd\",2\n",
        "\u{feff}user,event,time\r\nann,look,1\r\n\r\nann,\"a \"\"b\"\", c\nd\",2",
        "user,event,time\rann,look,1\r\rann,\"a \"\"b\"\", c\nd\",2\r",
        "\n\nuser,event,time\r\nann,look,1\rann,\"a \"\"b\"\", c\nd\",2\n\n\n",
        "user,event,time\n\"ann\",\"look\",\"1\"\nann,\"a \"\"b\"\", c\n\"d, 2 \n",
    ] {
        let read = read_text(text).unwrap();
        let names: Vec<&str> = read.log.touchpoints().iter().collect();
        assert_eq!(names, ["look", "a \"b\", c\nd"], "{text:?}");
        assert_eq!(times(&read.log), [1_000, 2_000]);
    }
}

#[test]
fn duplicates_are_counted_and_dropped_on_request_only() {
    let text = "user,event,time,x\na,look,1,p\na,look,1,q\na,buy,1,p\nb,look,1,p\n";
    let kept = read_text(text).unwrap();
    assert_eq!((kept.log.len(), kept.source.duplicates), (4, 1));
    let drop = CsvOptions {
        duplicates: Duplicates::Drop,
        ..CsvOptions::default()
    };
    let dropped = read_with(text, &drop).unwrap();
    assert_eq!((dropped.log.len(), dropped.source.duplicates), (3, 1));
    assert_eq!(traces(&dropped.log), ["a: look buy", "b: look"]);
    let keep = CsvOptions {
        keep: vec!["x".to_owned()],
        ..drop
    };
    assert_eq!(read_with(text, &keep).unwrap().source.duplicates, 0);
}

#[test]
fn every_bad_row_has_its_line_column_and_reason() {
    let text = b"user,event,timestamp,note\n\
        ann,look,2024-01-01 10:00,\n\
        ,look,2024-01-01 10:00,\n\
        ann, ,2024-01-01 10:00,\"two\nlines\"\n\
        ann,look,,\r\n\
        ann,look,01/02/2024,\n\
        \n\
        ann,look\n\
        ann,look,2024-01-01,,,\n\
        \xFFnn,look,2024-01-01,\n\
        ,,whenever\x00,\n\
        ann,look,2024-01-01,0123456789ABCDEF!\n\
        ann,look,1700000000,\n\
        ann,look,2024-01-01,\"open\n";
    let options = CsvOptions {
        max_field: 16,
        ..CsvOptions::default()
    };
    let Err(LogError::BadRows(bad)) = read_with(text, &options) else {
        panic!("the rows are bad");
    };
    let problems: Vec<String> = bad.samples.iter().map(ToString::to_string).collect();
    let time = "is not a date and time such as `2026-11-21 09:30:00`";
    assert_eq!(
        problems,
        [
            "line 3, column `user`: there is no customer",
            "line 4, column `event`: there is no touchpoint",
            "line 6, column `timestamp`: there is no time",
            &format!("line 7, column `timestamp`: `01/02/2024` {time}"),
            "line 9: has 2 fields where the header has 4",
            "line 10: has 6 fields where the header has 4",
            "line 11, column `user`: is not UTF-8 text",
            "line 12, column `user`: there is no customer",
            "line 12, column `event`: there is no touchpoint",
            &format!("line 12, column `timestamp`: `whenever\\0` {time}"),
            "line 13, column `note`: is longer than 16 bytes",
            &format!("line 14, column `timestamp`: `1700000000` {time}"),
            "line 15: has a quote that is never closed",
        ]
    );
    assert_eq!((bad.count, bad.truncated), (11, false));
    let message = LogError::BadRows(bad.clone()).to_string();
    assert_eq!(
        message,
        "line 3, column `user`: there is no customer (and 10 more bad rows)"
    );

    let skip = CsvOptions {
        bad_rows: OnBad::PassOver,
        ..options
    };
    let read = read_with(text, &skip).unwrap();
    assert_eq!((read.log.len(), read.source.passed_over), (1, bad));
}

#[test]
fn many_bad_rows_are_counted_and_the_first_are_shown() {
    let text = "user,event,time\n".to_owned() + &"ann,,\n".repeat(3_000);
    for bad_rows in [OnBad::Refuse, OnBad::PassOver] {
        let options = CsvOptions {
            bad_rows,
            ..CsvOptions::default()
        };
        let Err(LogError::BadRows(bad)) = read_with(&text, &options) else {
            panic!("no row is left");
        };
        assert_eq!((bad.count, bad.samples.len()), (3_000, MAX_SAMPLES));
        assert!(bad.truncated);
    }
}

#[test]
fn seconds_among_milliseconds_are_an_error_unless_the_unit_is_given() {
    let text = "user,event,time\nann,look,1700000000000\nann,buy,1700000000\n";
    let error = read_text(text).unwrap_err();
    let expected = "line 3, column `time`: `1700000000` is not a number of milliseconds since 1970";
    assert_eq!(error.to_string(), expected);
    let given = CsvOptions {
        time_format: Some(TimeFormat::Milliseconds),
        ..CsvOptions::default()
    };
    assert_eq!(
        traces(&read_with(text, &given).unwrap().log),
        ["ann: buy look"]
    );
}

#[test]
fn one_clear_error_for_each_bad_file() {
    let no_time = "no column is known to be the time; say which of `user`, `event`, `when`";
    for (text, code, message) in [
        (&b""[..], "empty", "the file is empty"),
        (b"\xEF\xBB\xBF", "empty", "the file is empty"),
        (b"\n \r\n\r", "empty", "the file is empty"),
        (
            b"user,event,time\n",
            "headerOnly",
            "the file has a header and no events",
        ),
        (
            b"user,event,time",
            "headerOnly",
            "the file has a header and no events",
        ),
        (b"user,event,when\n", "missingColumns", no_time),
        (
            b"\xFF\xFEu\0s\0",
            "notUtf8",
            "the file is not UTF-8 text but UTF-16",
        ),
        (
            b"u\0s\0e\0r\0,\0",
            "notUtf8",
            "the file is not UTF-8 text but UTF-16",
        ),
        (
            b"us\xE9r,event,time\n",
            "notUtf8",
            "the file is not UTF-8 text",
        ),
        (
            b"user,event,time,time\n",
            "duplicateColumn",
            "two columns are called `time`, the header is `user`, `event`, `time`, `time`",
        ),
        (
            b"user,User,event,time\n",
            "ambiguousColumn",
            "the customer column can be `user`, `User`; say which",
        ),
        (
            b"user,\"event,time\n",
            "openQuote",
            "the header has a quote that is never closed",
        ),
        (
            b"[1]\n",
            "missingColumns",
            "no column is known to be the customer, the touchpoint or the time; say which of `[1]`",
        ),
    ] {
        let error = read_text(text).unwrap_err();
        assert_eq!((error.code(), &*error.to_string()), (code, message));
    }
    let wanted = CsvOptions {
        customer: Some("whom".to_owned()),
        ..CsvOptions::default()
    };
    let error = read_with("user,event,time\n", &wanted)
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "there is no column `whom`, the header is `user`, `event`, `time`"
    );

    let wide = ",".repeat(1 << 20);
    assert_eq!(read_text(&wide).unwrap_err().code(), "tooManyColumns");
    let long = "user".repeat(1 << 20);
    let error = read_text(&long).unwrap_err().to_string();
    assert_eq!(error, "the header is longer than 65536 bytes");
}

#[test]
fn hostile_text_gives_an_answer() {
    let good = "user,event,time\nann,look,1\n";
    let long = format!("{good}ann,{},2\n", "x".repeat(10 << 20));
    let open = format!("{good}ann,\"{},2\n", "x\n".repeat(1 << 19));
    let ragged = format!("{good}{}\n", ",".repeat(1 << 20));
    for (text, expected) in [
        (long, "line 3, column `event`: is longer than 65536 bytes"),
        (open, "line 3: has a quote that is never closed"),
        (ragged, "line 3: has 1048577 fields where the header has 3"),
    ] {
        let skip = CsvOptions {
            bad_rows: OnBad::PassOver,
            ..CsvOptions::default()
        };
        let read = read_with(&text, &skip).unwrap();
        assert_eq!(read.source.passed_over.samples[0].to_string(), expected);
        assert_eq!((read.log.len(), read.source.passed_over.count), (1, 1));
    }
    let nul = read_text("user,event,time\na\0nn,lo\0ok,1\n").unwrap();
    assert_eq!(traces(&nul.log), ["a\0nn: lo\0ok"]);
    // As many blank lines as this were looked at once for each column.
    let mut blank = "user,event,time".to_owned();
    blank.extend((3..16_384).map(|column| format!(",{column}")));
    blank += &"\n".repeat(1 << 20);
    assert_eq!(read_text(blank).unwrap_err().code(), "headerOnly");
}

#[test]
fn memory_has_a_limit_where_one_is_given() {
    let row = |number: u32| format!("{number},a touchpoint with the number {number},{number}\n");
    let text = "user,event,time\n".to_owned() + &(0..50_000).map(row).collect::<String>();
    let limited = |max_memory| {
        let options = CsvOptions {
            max_memory,
            ..CsvOptions::default()
        };
        read_with(&text, &options)
    };
    assert_eq!(limited(Some(100)).unwrap().log.len(), 50_000);
    let Err(error @ LogError::TooMuchMemory { limit: 3, line }) = limited(Some(3)) else {
        panic!("it takes more than 3 MiB");
    };
    assert!((1_000..49_000).contains(&line));
    let message = format!("the events above line {line} take more memory than 3 MiB");
    assert_eq!(
        (error.code(), error.to_string()),
        ("tooMuchMemory", message)
    );
    assert_eq!(limited(Some(0)).unwrap_err().code(), "tooMuchMemory");
}

struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("the disk is gone"))
    }
}

#[test]
fn progress_is_told_and_may_stop_the_reading() {
    let row = format!("ann,look,1700000000,{}\n", "x".repeat(1_000));
    let text = "user,event,time,note\n".to_owned() + &row.repeat(4_000);
    let mut told = Vec::new();
    let log = read(text.as_bytes(), &CsvOptions::default(), |bytes| {
        told.push(bytes);
        ControlFlow::Continue(())
    });
    assert_eq!(log.unwrap().log.len(), 4_000);
    assert!(told.is_sorted());
    assert_eq!(told.last(), Some(&(text.len() as u64)));
    // Then the events are put in order.
    told.dedup();
    assert_eq!(told.len(), 4);

    let stopped = read(text.as_bytes(), &CsvOptions::default(), |_| {
        ControlFlow::Break(())
    });
    assert!(
        matches!(stopped, Err(LogError::Cancelled { position }) if position < f64::from(2 << 20))
    );

    let text = "user,event,time\nann,look,2026-11-21\n";
    for duplicates in [Duplicates::Keep, Duplicates::Drop] {
        let options = CsvOptions {
            duplicates,
            ..CsvOptions::default()
        };
        let told = stopped_anywhere(|progress| {
            let read = read(text.as_bytes(), &options, progress);
            read.map(drop).map_err(|error| error.code())
        });
        // The end of the text, the places, the times, the duplicates.
        assert_eq!(told, [text.len() as u64; 4]);
    }

    let source = "user,event,time\nann,look,1\n".as_bytes().chain(Broken);
    let error = read(
        source,
        &CsvOptions::default(),
        |_| ControlFlow::Continue(()),
    )
    .unwrap_err();
    assert_eq!(error.code(), "read");
    let expected = LogError::Read {
        position: 27.0,
        message: "the disk is gone".to_owned(),
    };
    assert_eq!(error, expected);
}

/// Gives one byte at a time, so that every place is the end of a buffer once.
struct Trickle<'t>(&'t [u8]);

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = usize::from(!buffer.is_empty());
        Read::read(&mut self.0, &mut buffer[..size])
    }
}

proptest! {
    #[test]
    fn any_bytes_give_the_same_answer_however_they_come(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        with_header in any::<bool>(),
    ) {
        let header = if with_header { "user,event,time\n" } else { "" };
        let bytes = [header.as_bytes(), &bytes].concat();
        let options = CsvOptions { bad_rows: OnBad::PassOver, max_field: 8, ..CsvOptions::default() };
        let whole = read_with(&bytes, &options);
        let bits = read(Trickle(&bytes), &options, |_| ControlFlow::Continue(()));
        match (whole, bits) {
            (Ok(whole), Ok(bits)) => prop_assert_eq!(whole, bits),
            (whole, bits) => prop_assert_eq!(whole.unwrap_err().to_string(), bits.unwrap_err().to_string()),
        }
    }

    #[test]
    fn rows_are_those_the_csv_crate_reads(
        fields in prop::collection::vec("[ab\",\n\r;č ]{0,6}", 3..30),
        end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
    ) {
        let mut text = format!("user,event,note{end}");
        for row in fields.chunks_exact(3) {
            let quoted = row.iter().map(|field| format!("\"{}\"", field.replace('"', "\"\"")));
            text += &quoted.collect::<Vec<_>>().join(",");
            text += end;
        }
        // The tail is written without quotes where the rules need some.
        text += &fields.concat();

        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let expected: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let good = |row: &&csv::StringRecord| {
            row.len() == 3 && row.iter().take(2).all(|field| !field.trim().is_empty())
        };
        let options = CsvOptions {
            sequence: Sequence::AsWritten,
            bad_rows: OnBad::PassOver,
            keep: vec!["note".to_owned()],
            delimiter: Some(','),
            ..CsvOptions::default()
        };
        let whole = read_with(&text, &options);
        let bits = read(Trickle(text.as_bytes()), &options, |_| ControlFlow::Continue(()));
        prop_assert_eq!(whole.is_ok(), bits.is_ok());
        let Ok(whole) = whole else {
            return Ok(());
        };
        prop_assert_eq!(&whole, &bits.unwrap());
        prop_assume!(whole.source.passed_over.samples.iter().all(|bad| bad.reason.code() != "openQuote"));
        prop_assert_eq!(whole.log.len(), expected.iter().filter(good).count());
        prop_assert_eq!(whole.source.passed_over.count as usize, expected.len() - whole.log.len());
        let mut events: Vec<[&str; 3]> =
            expected.iter().filter(good).map(|row| [&row[0], &row[1], &row[2]]).collect();
        // A log is grouped by customer, in the order of their first events.
        let order: Vec<&str> = whole.log.customers().iter().collect();
        events.sort_by_key(|event| order.iter().position(|name| *name == event[0]));
        let notes = &whole.log.segments()[0];
        let read: Vec<[&str; 3]> = whole
            .log
            .traces()
            .flat_map(|trace| trace.names().zip(trace.range()).map(move |(name, at)| (trace.customer(), name, at)).collect::<Vec<_>>())
            .map(|(customer, name, at)| [customer, name, notes.values().get(notes.codes().get(at).unwrap()).unwrap()])
            .collect();
        prop_assert_eq!(read, events);
    }
}

#[test]
fn all_missing_columns_are_named_at_once() {
    let error = read_text("a,b\nann,look\n").unwrap_err();
    assert_eq!(
        error.to_string(),
        "no column is known to be the customer, the touchpoint or the time; say which of `a`, `b`"
    );
    let options = CsvOptions {
        customer: Some("who".to_owned()),
        keep: vec!["city".to_owned()],
        ..CsvOptions::default()
    };
    let error = read_with("event,time\nlook,0\n", &options).unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no column `who` or `city`, the header is `event`, `time`"
    );
    let LogError::MissingColumns { missing, header } = error else {
        panic!("{error}");
    };
    assert_eq!(header, ["event", "time"]);
    let missing: Vec<_> = missing
        .into_iter()
        .map(|it| (it.role, it.wanted.unwrap()))
        .collect();
    let expected = [(Role::Customer, "who"), (Role::Segment, "city")];
    assert_eq!(
        missing,
        expected.map(|(role, name)| (role, name.to_owned()))
    );
    let error = read_with("event\nlook\n", &options).unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no column `who` or `city`, and none is known to be the time; say which of `event`"
    );
}
