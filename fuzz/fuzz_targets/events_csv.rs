//! Any bytes as an event log: reading ends with a log or with an error, in every mode, and
//! what was read lies on the shop's map with numbers that fit together.
#![no_main]

use std::{ops::ControlFlow, sync::LazyLock};

use cesta::{
    flow::{Flow, FlowOptions, OverlayOptions, overlay},
    format::json,
    journey::Journey,
    log::csv::{CsvOptions, Duplicates, OnBad, Sequence, read},
};
use libfuzzer_sys::fuzz_target;

static SHOP: LazyLock<Journey> = LazyLock::new(|| {
    json::read(include_str!("../../examples/shop/journey.json")).expect("the example can be read")
});

fuzz_target!(|bytes: &[u8]| {
    let mut read_customers = Vec::new();
    for (bad_rows, sequence, duplicates) in [
        (OnBad::Refuse, Sequence::ByTime, Duplicates::Keep),
        (OnBad::PassOver, Sequence::ByTime, Duplicates::Drop),
        (OnBad::PassOver, Sequence::AsWritten, Duplicates::Keep),
    ] {
        let options = CsvOptions {
            bad_rows,
            sequence,
            duplicates,
            max_field: 256,
            ..CsvOptions::default()
        };
        let log = match read(bytes, &options, |_| ControlFlow::Continue(())) {
            Ok(read) => read.log,
            Err(error) => {
                assert!(!error.code().is_empty());
                assert!(error.to_string().len() < 1 << 16, "an endless message");
                continue;
            }
        };
        read_customers.push((bad_rows, log.customers().len()));

        let flow = Flow::of(&log, &FlowOptions::default());
        assert_eq!(flow.events as usize, log.len());
        let visits: u32 = flow.touchpoints.iter().map(|it| it.visits).sum();
        let steps: u32 = flow.steps.iter().map(|it| it.count).sum();
        assert_eq!(visits, flow.events);
        assert_eq!(steps + flow.customers, visits);

        let seen = overlay(&SHOP, &log, &OverlayOptions::default());
        let unknown: u32 = seen.unknown_events.iter().map(|it| it.events).sum();
        assert_eq!(seen.mapped_events + unknown, seen.events);
        for touchpoint in &seen.touchpoints {
            assert!(touchpoint.ends <= touchpoint.visits);
        }
    }
    // A text without a bad row has the same customers, whether or not bad rows are passed over.
    if let [(OnBad::Refuse, strict), (_, lenient), ..] = read_customers[..] {
        assert_eq!(strict, lenient);
    }
});
