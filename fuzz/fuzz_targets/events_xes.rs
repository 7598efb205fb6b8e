//! Any bytes as an XES log, plain and as if gzip had packed them: reading ends with a log or
//! with an error, in every mode, and what was read is counted by hour as by touchpoint.
#![no_main]

use std::ops::ControlFlow;

use cesta::{
    flow::{
        Flow, FlowOptions,
        rhythm::{Rhythm, RhythmBy, RhythmOptions},
    },
    log::{
        csv::{Duplicates, OnBad, Sequence},
        gzip::unpacked,
        xes::{XesOptions, read},
    },
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut read_events = Vec::new();
    for (bad_events, sequence, duplicates, lifecycle) in [
        (OnBad::Refuse, Sequence::ByTime, Duplicates::Keep, None),
        (OnBad::PassOver, Sequence::ByTime, Duplicates::Keep, None),
        (
            OnBad::PassOver,
            Sequence::ByTime,
            Duplicates::Drop,
            Some("complete"),
        ),
        (OnBad::PassOver, Sequence::AsWritten, Duplicates::Keep, None),
    ] {
        let options = XesOptions {
            bad_events,
            sequence,
            duplicates,
            lifecycle: lifecycle.into_iter().map(str::to_owned).collect(),
            ..XesOptions::default()
        };
        let read = match read(unpacked(bytes, 1 << 20), &options, |_| {
            ControlFlow::Continue(())
        }) {
            Ok(read) => read,
            Err(error) => {
                assert!(!error.code().is_empty());
                assert!(error.to_string().len() < 1 << 16, "an endless message");
                continue;
            }
        };
        let log = read.log;
        read_events.push((bad_events, log.len()));
        assert!(read.source.traces > read.source.empty_traces);
        let flow = Flow::of(&log, &FlowOptions::default());
        assert_eq!(flow.events as usize, log.len());

        let options = RhythmOptions {
            by: Some(RhythmBy::Touchpoint),
            limit: u32::MAX,
            ..RhythmOptions::default()
        };
        match Rhythm::of(&log, &options) {
            Ok(rhythm) => {
                let hours: u32 = rhythm.all.hours.iter().map(|it| it.events).sum();
                let groups: u32 = rhythm.groups.iter().map(|it| it.beat.total.events).sum();
                assert_eq!((hours, groups), (flow.events, flow.events));
                assert_eq!(rhythm.all.total.first, flow.customers);
            }
            Err(error) => assert_eq!((error.code(), sequence), ("noTimes", Sequence::AsWritten)),
        }
    }
    // A text without a bad event is the same, whether or not bad events are passed over.
    if let [(OnBad::Refuse, strict), (_, lenient), ..] = read_events[..] {
        assert_eq!(strict, lenient);
    }
});
