//! Options come as data too: from a file, or from JavaScript.

use cesta::{
    flow::{
        FlowOptions, OverlayOptions, cycle::CycleOptions, follows::FollowsOptions,
        pattern::PatternOptions, rework::ReworkOptions, rhythm::RhythmOptions,
        variants::VariantOptions,
    },
    gap::GapOptions,
    log::{
        self, GroupOptions, SessionOptions,
        csv::{Duplicates, Sequence, TimeFormat},
    },
    path::{Cost, ReachOptions, RouteLimits, RouteOptions, Scope},
    satisfaction::{
        self, CompareOptions, OnBad, SatisfactionOptions, ScoreOptions, SurveyOptions,
        csv::{Layout, LongColumns},
    },
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, from_value, json, to_value};

/// What must hold of every kind of options: what is left out is the default, the default comes
/// back from its own data, names are camelCase, and a name that means nothing is refused.
fn are_data<T: Default + PartialEq + std::fmt::Debug + Serialize + DeserializeOwned>() {
    let default = T::default();
    assert_eq!(from_value::<T>(json!({})).unwrap(), default);
    let mut data = to_value(&default).unwrap();
    assert_eq!(from_value::<T>(data.clone()).unwrap(), default);

    let fields = data.as_object_mut().unwrap();
    assert!(
        !fields.is_empty()
            && fields
                .keys()
                .all(|it| it.chars().all(char::is_alphanumeric))
    );
    fields.insert("noSuchOption".to_owned(), Value::Null);
    let refused = from_value::<T>(data).unwrap_err().to_string();
    assert!(
        refused.contains("unknown field `noSuchOption`"),
        "{refused}"
    );
}

#[test]
fn options_of_every_analysis_are_data() {
    are_data::<GapOptions>();
    are_data::<GroupOptions>();
    are_data::<SessionOptions>();
    are_data::<CycleOptions>();
    are_data::<FlowOptions>();
    are_data::<FollowsOptions>();
    are_data::<ReworkOptions>();
    are_data::<VariantOptions>();
    are_data::<OverlayOptions>();
    are_data::<PatternOptions>();
    are_data::<RhythmOptions>();
    are_data::<ReachOptions>();
    are_data::<RouteLimits>();
    are_data::<RouteOptions>();
    are_data::<Scope>();
    are_data::<SatisfactionOptions>();
    are_data::<ScoreOptions>();
    are_data::<CompareOptions>();
    are_data::<SurveyOptions>();
    are_data::<LongColumns>();
    are_data::<satisfaction::csv::CsvOptions>();
    are_data::<log::csv::CsvOptions>();
    #[cfg(feature = "xes")]
    are_data::<log::xes::XesOptions>();
}

#[test]
fn readers_are_told_in_data() {
    let told = json!({
        "layout": {"long": {"touchpoint": "at", "value": "answer"}},
        "delimiter": ";",
        "survey": {"badCells": "passOver"},
    });
    let told: satisfaction::csv::CsvOptions = from_value(told).unwrap();
    let expected = satisfaction::csv::CsvOptions {
        layout: Layout::Long(LongColumns {
            touchpoint: Some("at".to_owned()),
            value: "answer".to_owned(),
            ..LongColumns::default()
        }),
        delimiter: Some(';'),
        survey: SurveyOptions {
            bad_cells: OnBad::PassOver,
            ..SurveyOptions::default()
        },
        ..satisfaction::csv::CsvOptions::default()
    };
    assert_eq!(told, expected);

    let told = json!({
        "sequence": "asWritten",
        "timeFormat": "dateTime",
        "badRows": "passOver",
        "duplicates": "drop",
    });
    let told: log::csv::CsvOptions = from_value(told).unwrap();
    let expected = log::csv::CsvOptions {
        sequence: Sequence::AsWritten,
        time_format: Some(TimeFormat::DateTime),
        bad_rows: OnBad::PassOver,
        duplicates: Duplicates::Drop,
        ..log::csv::CsvOptions::default()
    };
    assert_eq!(told, expected);
}

#[test]
fn routes_are_asked_for_in_data() {
    let asked = json!({
        "from": ["ad"],
        "by": "channelSwitches",
        "scope": {"persona": "mia", "channels": ["web"]},
    });
    let asked: RouteOptions = from_value(asked).unwrap();
    let expected = RouteOptions {
        from: vec!["ad".into()],
        by: Cost::ChannelSwitches,
        scope: Scope {
            persona: Some("mia".into()),
            channels: vec!["web".into()],
        },
        ..RouteOptions::default()
    };
    assert_eq!(asked, expected);
}
