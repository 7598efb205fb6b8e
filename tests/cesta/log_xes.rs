//! Reading logs from XES text: what is understood, what is refused and where, what is hostile.

use std::{
    io::{self, Read},
    ops::ControlFlow,
};

use cesta::log::{
    EventLog, Zone,
    csv::{self, Duplicates, OnBad, Sequence},
    xes::{ReadXes, XesError, XesOptions, read},
};
use proptest::prelude::*;

use crate::log::stopped_anywhere;

fn read_with(text: impl AsRef<[u8]>, options: &XesOptions) -> Result<ReadXes, XesError> {
    read(text.as_ref(), options, |_| ControlFlow::Continue(()))
}

fn read_text(text: impl AsRef<[u8]>) -> Result<ReadXes, XesError> {
    read_with(text, &XesOptions::default())
}

/// A log as lines: the customer, then every event with its hour and its kept attributes.
fn lines(log: &EventLog) -> Vec<String> {
    let event = |place: usize, name: &str, time: Option<i64>| {
        let mut text = name.to_owned();
        let hours = |time: i64| f64::from(i32::try_from(time).unwrap()) / 3_600_000.0;
        text.extend(time.map(|time| format!("@{}", hours(time))));
        for segment in log.segments() {
            let value = segment.values().get(segment.codes().get(place).unwrap());
            text.extend(["[", value.unwrap(), "]"]);
        }
        text
    };
    log.traces()
        .map(|trace| {
            let times: Vec<Option<i64>> = match trace.times() {
                Some(times) => times.map(Some).collect(),
                None => vec![None; trace.len()],
            };
            let events = trace.range().zip(trace.names().zip(times));
            let events = events.map(|(place, (name, time))| event(place, name, time));
            let events: Vec<String> = events.collect();
            format!("{}: {}", trace.customer(), events.join(" "))
        })
        .collect()
}

fn event(name: &str, hour: u32) -> String {
    format!(
        r#"<event><string key="concept:name" value="{name}"/>
           <date key="time:timestamp" value="1970-01-01T{hour:02}:00:00Z"/></event>"#
    )
}

fn trace(name: &str, events: &str) -> String {
    format!(r#"<trace><string key="concept:name" value="{name}"/>{events}</trace>"#)
}

fn log(inside: &str) -> String {
    format!("<log>{inside}</log>")
}

/// Everything that the standard has, and more.
const FULL: &str = r#"<?xml version="1.0" encoding="UTF-8" ?>
<!-- made by hand -->
<x:log xes.version="1849.2016" xes.features="nested-attributes" xmlns:x="http://www.xes-standard.org/">
  <x:extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <x:global scope="trace"><x:string key="region" value="north"/></x:global>
  <x:global scope="event">
    <x:string key="concept:name" value="?"/>
    <x:string key="channel" value="web"/>
  </x:global>
  <x:classifier name="Activity" scope="event" keys="concept:name lifecycle:transition"/>
  <x:classifier name="By whom" keys="'the person' concept:name"/>
  <x:classifier name="Variant" scope="trace" keys="region"/>
  <x:string key="concept:name" value="the log's own name"/>
  <x:list key="notes"><x:values><x:string key="concept:name" value="no"/></x:values></x:list>
  <x:trace>
    <x:string key="concept:name" value="ann &amp; co">
      <x:string key="concept:name" value="nested"/>
    </x:string>
    <x:string key="region" value="south"/>
    <x:event>
      <x:string key="concept:name" value="look"><x:int key="concept:name" value="3"/></x:string>
      <x:string key="lifecycle:transition" value="START"/>
      <x:string key="the person" value="bob"/>
      <x:date key="time:timestamp" value="1970-01-01T02:00:00.000+01:00"/>
    </x:event>
    <x:event>
      <x:string key="lifecycle:transition" value="complete"/>
      <x:string key="concept:name" value="&#x6c;ook"/>
      <x:string key="channel" value="shop"/>
      <x:date key="time:timestamp" value="1970-01-01T00:30:00"/>
    </x:event>
  </x:trace>
  <x:trace><x:string key="concept:name" value="nobody"/></x:trace>
  <x:trace>
    <x:int key="concept:name" value="7"/>
    <x:event>
      <x:string key="lifecycle:transition" value="complete"/>
      <x:date key="time:timestamp" value=" 1970-01-01T05:00:00Z "/>
    </x:event>
  </x:trace>
</x:log>
"#;

#[test]
fn everything_of_the_standard_is_understood() {
    let read = read_text(FULL).unwrap();
    assert_eq!(lines(&read.log), ["ann & co: look@0.5 look@1", "7: ?@5"]);
    let source = read.source;
    assert_eq!((source.traces, source.empty_traces), (3, 1));
    assert_eq!((source.left_out, source.duplicates), (0, 0));
    let classifiers = source.classifiers.iter().map(|it| it.name.as_str());
    assert_eq!(classifiers.collect::<Vec<_>>(), ["Activity", "By whom"]);
    assert_eq!(source.classifiers[1].keys, ["the person", "concept:name"]);
}

#[test]
fn options_say_what_is_read() {
    let with = |change: fn(&mut XesOptions)| {
        let mut options = XesOptions::default();
        change(&mut options);
        read_with(FULL, &options).map(|it| (lines(&it.log), it.source))
    };
    let (lines, source) = with(|it| it.classifier = Some("Activity".into())).unwrap();
    assert_eq!(
        lines,
        [
            "ann & co: look+complete@0.5 look+START@1",
            "7: ?+complete@5"
        ]
    );
    assert_eq!(source.touchpoint, ["concept:name", "lifecycle:transition"]);
    let (lines, _) = with(|it| it.classifier = Some("By whom".into())).unwrap();
    assert_eq!(lines[0], "ann & co: +look@0.5 bob+look@1");
    let (lines, source) = with(|it| it.lifecycle = vec!["Complete".into()]).unwrap();
    assert_eq!(lines, ["ann & co: look@0.5", "7: ?@5"]);
    assert_eq!(source.left_out, 1);
    let (lines, _) = with(|it| {
        it.keep = ["channel", "region", "case:region"]
            .map(str::to_owned)
            .to_vec();
    })
    .unwrap();
    assert_eq!(
        lines[0],
        "ann & co: look@0.5[shop][south][south] look@1[web][south][south]"
    );
    assert_eq!(lines[1], "7: ?@5[web][north][north]");
    let (lines, source) = with(|it| it.sequence = Sequence::AsWritten).unwrap();
    assert_eq!(lines, ["ann & co: look look", "7: ?"]);
    assert_eq!(source.time, None);
    let (lines, _) = with(|it| it.zone = Zone::fixed(3_600).unwrap()).unwrap();
    assert_eq!(lines[0], "ann & co: look@-0.5 look@1");
    let (lines, _) = with(|it| it.customer = "region".into()).unwrap();
    assert_eq!(lines, ["south: look@0.5 look@1", "north: ?@5"]);

    let error = with(|it| it.classifier = Some("Nobody".into())).unwrap_err();
    assert_eq!(error.to_string(), "the log has no classifier `Nobody`");
    let error = with(|it| it.keep = vec!["chanel".into(), "case:channel".into()]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no event and no trace has the attribute `chanel` or `case:channel`"
    );
}

#[test]
fn traces_with_the_same_name_are_one_customer() {
    let text = log(&(trace("ann", &event("b", 3)) + &trace("ann", &event("a", 2))));
    assert_eq!(lines(&read_text(&text).unwrap().log), ["ann: a@2 b@3"]);
    let twice = log(&trace("ann", &(event("a", 2) + &event("a", 2))));
    let read = |duplicates| {
        let options = XesOptions {
            duplicates,
            ..XesOptions::default()
        };
        let read = read_with(&twice, &options).unwrap();
        (read.log.len(), read.source.duplicates)
    };
    assert_eq!(read(Duplicates::Keep), (2, 1));
    assert_eq!(read(Duplicates::Drop), (1, 1));
}

#[test]
fn every_bad_event_has_its_line_attribute_and_reason() {
    let text = r#"<log>
<trace>
<event><string key="concept:name" value=" "/></event>
</trace>
<event><string key="concept:name" value="a"/><date key="time:timestamp" value="1970-01-01"/></event>
<trace>
<string key="concept:name" value="ann"/>
<event>
<string key="concept:name" value="a"/><date key="time:timestamp" value="noon"/></event>
<event><string key="concept:name" value="good"/><date key="time:timestamp" value="1970-01-01"/></event>
</trace>
</log>"#;
    let XesError::BadEvents(bad) = read_text(text).unwrap_err() else {
        panic!("bad events are no error");
    };
    let told: Vec<String> = bad.samples.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 3, column `concept:name`: there is no customer",
            "line 3, column `concept:name`: there is no touchpoint",
            "line 3, column `time:timestamp`: there is no time",
            "line 5, column `concept:name`: there is no customer",
            "line 8, column `time:timestamp`: `noon` is not a date and time such as \
             `2026-11-21 09:30:00`",
        ]
    );
    assert_eq!((bad.count, bad.truncated), (3, false));
    let tolerant = XesOptions {
        bad_events: OnBad::PassOver,
        ..XesOptions::default()
    };
    let read = read_with(text, &tolerant).unwrap();
    assert_eq!(lines(&read.log), ["ann: good@0"]);
    assert_eq!(read.source.passed_over, bad);
    // Of which nothing is left is refused still.
    let none = log("<trace><event/></trace>");
    assert_eq!(read_with(none, &tolerant).unwrap_err().code(), "badEvents");
}

#[test]
fn memory_has_a_limit_where_one_is_given() {
    let events: String = (0..20_000)
        .map(|number| {
            event(
                &format!("a touchpoint with the number {number}"),
                number % 24,
            )
        })
        .collect();
    let text = log(&trace("ann", &events));
    let limited = |max_memory| {
        let options = XesOptions {
            max_memory,
            ..XesOptions::default()
        };
        read_with(text.clone(), &options)
    };
    assert_eq!(limited(Some(100)).unwrap().log.len(), 20_000);
    let Err(error @ XesError::TooMuchMemory { limit: 1, line }) = limited(Some(1)) else {
        panic!("it takes more than 1 MiB");
    };
    assert!((1_000..39_000).contains(&line), "{line}");
    assert_eq!(error.code(), "tooMuchMemory");
}

#[test]
fn many_bad_events_are_counted_and_the_first_are_told() {
    let text = log(&trace("ann", &"<event/>".repeat(2_000)));
    let XesError::BadEvents(bad) = read_text(text).unwrap_err() else {
        panic!("bad events are no error");
    };
    assert_eq!(
        (bad.count, bad.samples.len(), bad.truncated),
        (2_000, csv::MAX_SAMPLES, true)
    );
}

#[test]
fn one_clear_error_for_each_bad_file() {
    let good = trace("ann", &event("a", 1));
    let entity = trace("&lol;", &event("a", 1));
    let deep = "<string key=\"a\" value=\"\">".repeat(200);
    for (text, expected) in [
        (String::new(), "the file is empty"),
        (" \n ".to_owned(), "the file is empty"),
        ("<log/>".to_owned(), "the log has no events"),
        (log("<trace/>"), "the log has no events"),
        (
            "a,b\n1,2\n".to_owned(),
            "line 1: this is not well-formed XML: there is text outside of the root",
        ),
        (
            "<html></html>".to_owned(),
            "line 1: expected the element `log`, found `html`",
        ),
        (
            log(&good) + "\n<log/>",
            "line 3: this is not well-formed XML: there is a second root",
        ),
        (
            "<log><trace>\n</log>".to_owned(),
            "line 2: this is not well-formed XML: ill-formed document: expected `</trace>`, but `</log>` was found",
        ),
        (
            "<log>\n<trace>".to_owned(),
            "line 2: this is not well-formed XML: the file ends before its elements do",
        ),
        (
            "<log>\n<trace".to_owned(),
            "line 2: this is not well-formed XML: ",
        ),
        (
            format!("<!DOCTYPE log [<!ENTITY lol \"lol\">]>{}", log(&entity)),
            "line 1: document type declarations are not read",
        ),
        (log(&entity), "line 1: this is not well-formed XML: "),
        (
            log(&format!("<trace>{deep}")),
            "line 1: elements nest deeper than 128 levels",
        ),
        (
            format!(
                "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>{}",
                log(&good)
            ),
            "line 1: the file is not UTF-8 text but ISO-8859-1",
        ),
        (
            log("<trace><string key=\"a\" key=\"b\"/></trace>"),
            "line 1: this is not well-formed XML: ",
        ),
        (
            log("<trace><string key='a value='b'/></trace>"),
            "line 1: this is not well-formed XML: ",
        ),
    ] {
        let error = read_text(&text).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{text}: {error}");
    }
    let latin = log(&trace("ann", &event("a", 1))).replace("ann", "\u{1}");
    let latin: Vec<u8> = latin
        .bytes()
        .map(|it| if it == 1 { 0xe9 } else { it })
        .collect();
    assert_eq!(read_text(latin).unwrap_err().code(), "notUtf8");
    let utf16: Vec<u8> = "\u{feff}<log/>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert!(["notUtf8", "notXml"].contains(&read_text(utf16).unwrap_err().code()));
    // A mark before the text is no text.
    assert!(read_text(format!("\u{feff}{}", log(&good))).is_ok());
}

/// A reader that gives an endless tag.
struct Endless(bool);

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        buffer.fill(b'x');
        if self.0 {
            buffer[..5].copy_from_slice(b"<log ");
            self.0 = false;
        }
        Ok(buffer.len())
    }
}

/// A reader that fails.
struct Broken;
impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("the cable is out"))
    }
}

#[test]
fn no_tag_takes_all_memory_and_reading_can_be_stopped() {
    let options = XesOptions::default();
    let error = read(Endless(true), &options, |_| ControlFlow::Continue(())).unwrap_err();
    assert_eq!(error.code(), "tooLong");

    let text = log(&trace("ann", &event("a", 1).repeat(40_000)));
    let mut told = Vec::new();
    let whole = read(text.as_bytes(), &options, |bytes| {
        told.push(bytes);
        ControlFlow::Continue(())
    });
    assert_eq!(whole.unwrap().log.len(), 40_000);
    assert!(told.len() > 4 && told.is_sorted(), "{told:?}");
    assert_eq!(told.last().copied(), u64::try_from(text.len()).ok());
    let stopped = read(text.as_bytes(), &options, |_| ControlFlow::Break(())).unwrap_err();
    let XesError::Cancelled { position } = stopped else {
        panic!("{stopped}");
    };
    assert!((1_000_000.0..1_200_000.0).contains(&position), "{position}");
    let small = log(&trace("ann", &event("a", 1)));
    let told = stopped_anywhere(|progress| {
        let read = read(small.as_bytes(), &options, progress);
        read.map(drop).map_err(|error| error.code())
    });
    assert_eq!(told, [small.len() as u64; 4]);

    let error = read(Broken, &options, |_| ControlFlow::Continue(())).unwrap_err();
    assert_eq!(
        error.to_string(),
        "reading stopped after 0 bytes: the cable is out"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_log_is_that_of_the_same_rows_as_csv(
        rows in prop::collection::vec(("[a-c]", "[a-z<>&'\"\u{e9} ]{0,4}[a-z]", 0_u32..5, "[a-z&<]{0,2}"), 1..20),
    ) {
        let escaped = |text: &str| {
            let text = text.replace('&', "&amp;").replace('<', "&lt;");
            text.replace('"', "&quot;")
        };
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let mut text = "customer,event,time,channel\n".to_owned();
        let mut inside = String::new();
        for (customer, touchpoint, hour, channel) in &rows {
            let time = format!("1970-01-01T{hour:02}:30:00Z");
            let row = [customer, &quoted(touchpoint), &time, &quoted(channel)];
            text.extend([row.map(String::as_str).join(","), "\n".to_owned()]);
            let channel = format!(r#"<string key="channel" value="{}"/>"#, escaped(channel));
            let event = event(&escaped(touchpoint), *hour).replace(":00:00Z", ":30:00Z");
            inside += &trace(customer, &event.replace("</event>", &format!("{channel}</event>")));
        }
        let keep = vec!["channel".to_owned()];
        let options = csv::CsvOptions { keep: keep.clone(), ..csv::CsvOptions::default() };
        let rows = csv::read(text.as_bytes(), &options, |_| ControlFlow::Continue(())).unwrap();
        let options = XesOptions { keep, ..XesOptions::default() };
        let read = read_with(log(&inside), &options).unwrap();
        prop_assert_eq!(read.log, rows.log);
    }

    #[test]
    fn any_bytes_give_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..200), cut in any::<prop::sample::Index>()) {
        let _any = read_text(&bytes);
        let mut damaged = FULL.trim_end().as_bytes().to_vec();
        let place = cut.index(damaged.len());
        damaged.splice(place..place, bytes);
        let _any = read_text(&damaged);
        damaged.truncate(place);
        prop_assert!(read_text(&damaged).is_err());
    }
}
