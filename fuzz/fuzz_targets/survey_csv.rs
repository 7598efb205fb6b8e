//! Any bytes as a survey of the flight: reading ends with answers or with an error, in every
//! layout, and the scores of what was read lie within their measures.
#![no_main]

use std::{ops::ControlFlow, sync::LazyLock};

use cesta::{
    format::json,
    journey::Journey,
    satisfaction::{
        OnBad, SatisfactionOptions, Score, SurveyOptions, analyse,
        csv::{CsvOptions, Layout, LongColumns, read},
    },
};
use libfuzzer_sys::fuzz_target;

static FLIGHT: LazyLock<Journey> = LazyLock::new(|| {
    json::read(include_str!("../../examples/flight/journey.json")).expect("the example can be read")
});

fuzz_target!(|bytes: &[u8]| {
    let long = Layout::Long(LongColumns {
        question: Some("question".to_string()),
        touchpoint: Some("touchpoint".to_string()),
        measure: Some("measure".to_string()),
        value: "value".to_string(),
    });
    for (layout, bad_cells) in [
        (Layout::Wide, OnBad::Refuse),
        (Layout::Wide, OnBad::PassOver),
        (long, OnBad::PassOver),
    ] {
        let options = CsvOptions {
            layout,
            survey: SurveyOptions {
                bad_cells,
                ..SurveyOptions::default()
            },
            max_field: 256,
            ..CsvOptions::default()
        };
        let responses = match read(&FLIGHT, bytes, &options, |_| ControlFlow::Continue(())) {
            Ok(responses) => responses,
            Err(error) => {
                assert!(!error.code().is_empty());
                assert!(error.to_string().len() < 1 << 16, "an endless message");
                continue;
            }
        };
        let satisfaction = analyse(&FLIGHT, &responses, &SatisfactionOptions::default())
            .expect("read with the same map");
        assert_eq!(satisfaction.respondents, responses.respondents());
        satisfaction.overall.iter().for_each(sound);
        let touchpoints = satisfaction.touchpoints.iter().flat_map(|it| &it.scores);
        touchpoints.for_each(sound);
        let stages = satisfaction.stages.iter().flat_map(|it| &it.scores);
        stages.for_each(sound);
    }
});

fn sound(score: &Score) {
    let measure = FLIGHT
        .measure(score.measure.as_str())
        .expect("a measure of the map");
    let (low, high) = measure.range();
    assert_eq!(score.value.is_none(), score.n == 0, "{score:?}");
    if let Some(value) = score.value {
        assert!((low..=high).contains(&value), "{score:?}");
        if let Some(interval) = score.interval {
            assert!(interval.low <= value + 1e-9, "{score:?}");
            assert!(value <= interval.high + 1e-9, "{score:?}");
        }
    }
}
