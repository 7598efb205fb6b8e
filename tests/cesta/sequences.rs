//! Reading sequences without times.

use std::{io::Read, ops::ControlFlow};

use cesta::log::{
    csv::{LogError, OnBad},
    sequences::{ReadSequences, SequenceCustomer, SequencesOptions, read},
};
use proptest::prelude::*;

use crate::log::stopped_anywhere;

fn read_with(
    text: impl AsRef<[u8]>,
    options: &SequencesOptions,
) -> Result<ReadSequences, LogError> {
    read(text.as_ref(), options, |_| ControlFlow::Continue(()))
}

fn traces(read: &ReadSequences) -> Vec<String> {
    let traces = read.log.traces();
    traces
        .map(|trace| {
            let names: Vec<&str> = trace.names().collect();
            format!("{}: {}", trace.customer(), names.join(" "))
        })
        .collect()
}

#[test]
fn a_line_is_a_customer() {
    let text = "\u{feff}% Sequences:\r\n\r\n1 1 \r\n2,3;\t2\n\n% 4\n  5  \r6 1";
    let read = read_with(text, &SequencesOptions::default()).unwrap();
    assert_eq!(traces(&read), ["3: 1 1", "4: 2 3 2", "7: 5", "8: 6 1"]);
    assert_eq!((read.log.times(), read.source.passed_over.count), (None, 0));
}

#[test]
fn options_say_what_a_line_is() {
    let text = "what these are\nann > look at it > buy >\nbob>%\nann>leave\n";
    let options = SequencesOptions {
        separator: Some('>'),
        skip_lines: 1,
        comment: None,
        customer: SequenceCustomer::First,
        ..SequencesOptions::default()
    };
    let read = read_with(text, &options).unwrap();
    assert_eq!(traces(&read), ["ann: look at it buy leave", "bob: %"]);
}

#[test]
fn every_bad_line_is_told() {
    let text = b"ann,look\nann\n,look\nbob,,buy\nbob,\xFF\nbob,0123456789\nbob,a,\n";
    let options = SequencesOptions {
        separator: Some(','),
        customer: SequenceCustomer::First,
        max_field: 9,
        ..SequencesOptions::default()
    };
    let Err(error @ LogError::BadRows(_)) = read_with(text, &options) else {
        panic!("lines are bad");
    };
    let LogError::BadRows(bad) = &error else {
        panic!("{error}");
    };
    let told: Vec<String> = bad.samples.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 2: there is no touchpoint",
            "line 3: there is no customer",
            "line 4: there is no touchpoint",
            "line 5: is not UTF-8 text",
            "line 6: is longer than 9 bytes",
        ]
    );
    let options = SequencesOptions {
        bad_rows: OnBad::PassOver,
        ..options
    };
    let read = read_with(text, &options).unwrap();
    assert_eq!(traces(&read), ["ann: look", "bob: a"]);
    assert_eq!(&read.source.passed_over, bad);
}

#[test]
fn what_is_no_sequences() {
    let options = SequencesOptions::default();
    for (text, code) in [
        (&b""[..], "empty"),
        (b"% nothing\n\n", "empty"),
        (b"\xFF\xFEa\0", "notUtf8"),
    ] {
        assert_eq!(read_with(text, &options).unwrap_err().code(), code);
    }
    let lines = SequencesOptions {
        separator: Some('\n'),
        ..options.clone()
    };
    assert_eq!(read_with("a b", &lines).unwrap_err().code(), "badDelimiter");
    let little = SequencesOptions {
        max_memory: Some(1),
        ..options.clone()
    };
    let text = "look buy\n".repeat(100_000);
    let error = read_with(&text, &little).unwrap_err();
    assert_eq!(error.code(), "tooMuchMemory");
    let told = stopped_anywhere(|progress| {
        let read = read(text.as_bytes(), &options, progress);
        read.map(drop).map_err(|error| error.code())
    });
    // The end of the text, and the places.
    assert_eq!(told, [text.len() as u64; 2]);
}

#[test]
fn a_name_without_an_end_takes_no_memory() {
    let endless = std::io::repeat(b'x').take(10 << 20);
    let text = "a b\n".as_bytes().chain(endless).chain("\nc\n".as_bytes());
    let options = SequencesOptions {
        bad_rows: OnBad::PassOver,
        ..SequencesOptions::default()
    };
    let read = read(text, &options, |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(traces(&read), ["1: a b", "3: c"]);
    let told = read.source.passed_over.samples[0].to_string();
    assert_eq!(told, "line 2: is longer than 65536 bytes");
}

#[test]
fn a_line_without_an_end_takes_no_more_than_it_may() {
    let endless = std::io::repeat(b' ').take(10 << 20);
    let text = "a b\n".as_bytes().chain(endless);
    let options = SequencesOptions {
        max_memory: Some(3),
        ..SequencesOptions::default()
    };
    let error = read(text, &options, |_| ControlFlow::Continue(())).unwrap_err();
    assert_eq!(error, LogError::TooMuchMemory { limit: 3, line: 2 });
}

#[test]
fn a_blank_is_no_name() {
    let error = read(
        "a \u{a0} b\n".as_bytes(),
        &SequencesOptions::default(),
        |_| ControlFlow::Continue(()),
    );
    assert_eq!(error.unwrap_err().code(), "badRows");
}

/// Gives a few bytes at a time.
struct Trickle<'t>(&'t [u8], usize);

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let size = self.1.min(buffer.len());
        Read::read(&mut self.0, &mut buffer[..size])
    }
}

proptest! {
    #[test]
    fn however_bytes_come_they_say_the_same(
        text in "([ab, ;%\r\n]|č){0,60}", piece in 1_usize..9, separator in any::<bool>(),
    ) {
        let options = SequencesOptions {
            separator: separator.then_some(','),
            bad_rows: OnBad::PassOver,
            max_field: 3,
            ..SequencesOptions::default()
        };
        let whole = read_with(&text, &options);
        let bits = read(Trickle(text.as_bytes(), piece), &options, |_| ControlFlow::Continue(()));
        match (whole, bits) {
            (Ok(whole), Ok(bits)) => prop_assert_eq!(whole, bits),
            (whole, bits) => prop_assert_eq!(whole.err(), bits.err()),
        }
    }
}
