//! Errors are data too: each with its code, as a program in another language sees them.

use std::collections::BTreeSet;

use cesta::{
    flow::funnel::{Funnel, FunnelError, FunnelOptions, FunnelProblem},
    flow::rhythm::RhythmError,
    flow::{StreamError, SumError, cycle::CycleError},
    flow::{align::AlignError, discover::DiscoverError},
    flow::{
        compare::LogComparisonError,
        pattern::{PatternError, PatternReason, SequencePattern},
        steps::{OptionProblem, StepError},
    },
    format::json::{InvalidArgument, decode},
    gap::{GapError, UnknownRule},
    journey::{InvalidJourney, Journey},
    log::{
        BuildError, EventLogBuilder, Filter, PrepareError, Unsuitable, UnsuitableReason, ZoneError,
        csv::{BadRow, BadRows, LogError, MissingColumn, Reason as RowReason, Role, TimeFormat},
        xes::XesError,
    },
    path::{PathError, ScopeError},
    satisfaction::{
        BadCell, BadCells, Reason as CellReason, SatisfactionError, ScoreOptions, SurveyError,
        score,
    },
};
use serde::Serialize;
use serde_json::{Value, json, to_value};

/// Every error of a sample has its code as data, and the schema knows these codes and no others.
fn are_data<E: Serialize>(name: &str, sample: &[E], code: fn(&E) -> &'static str) {
    let schema = cesta::wire::schema();
    let mut known = BTreeSet::new();
    codes(&schema, &schema["$defs"][name], &mut known);
    let mut seen = BTreeSet::new();
    for error in sample {
        let data = to_value(error).unwrap();
        assert_eq!(data["code"], json!(code(error)), "{data}");
        seen.insert(code(error).to_owned());
    }
    assert_eq!(seen, known, "{name}");
}

/// The codes that a definition, or one that it refers to, gives.
fn codes(schema: &Value, definition: &Value, known: &mut BTreeSet<String>) {
    if let Some(code) = definition["properties"]["code"]["const"].as_str() {
        known.insert(code.to_owned());
        return;
    }
    if let Some(reference) = definition["$ref"].as_str() {
        let meant = schema.pointer(reference.trim_start_matches('#'));
        codes(schema, meant.unwrap(), known);
    }
    for of in ["oneOf", "anyOf", "allOf"] {
        let kinds = definition[of].as_array().into_iter().flatten();
        kinds.for_each(|kind| codes(schema, kind, known));
    }
}

#[test]
fn errors_of_steps_and_comparisons() {
    let problems = vec![OptionProblem {
        option: "maxSteps",
        expected: "a number",
    }];
    let steps = [
        StepError::InvalidOptions {
            problems: problems.clone(),
        },
        StepError::UnknownTouchpoint {
            touchpoint: "z".to_owned(),
        },
        StepError::DifferentWindows,
    ];
    let message = "the option `maxSteps` must be a number";
    assert_eq!(steps[0].to_string(), message);
    are_data("StepError", &steps, StepError::code);

    let comparison = [
        LogComparisonError::InvalidOptions { problems },
        LogComparisonError::UnknownTouchpoints {
            touchpoints: vec!["z".to_owned()],
        },
        LogComparisonError::UnknownColumn {
            column: "z".to_owned(),
        },
        LogComparisonError::UnknownValue {
            column: "y".to_owned(),
            value: "z".to_owned(),
        },
        LogComparisonError::NoTimes,
    ];
    are_data("LogComparisonError", &comparison, LogComparisonError::code);
}

#[test]
fn errors_of_maps_and_questions_about_them() {
    let unnamed = Journey::builder("").build().unwrap_err();
    let data = to_value(&unnamed).unwrap();
    assert_eq!(data["problems"], to_value(unnamed.problems()).unwrap());
    assert_eq!(data["problems"][0]["code"], "invalidId");
    are_data("InvalidJourney", &[unnamed], InvalidJourney::code);

    let argument = decode::<u32, _>(json!("x")).unwrap_err();
    are_data("InvalidArgument", &[argument], InvalidArgument::code);

    let scope = [
        ScopeError::UnknownPersona {
            persona: "nobody".into(),
        },
        ScopeError::UnknownChannel {
            channel: "pigeon".into(),
        },
    ];
    are_data("ScopeError", &scope, ScopeError::code);
    let align = scope.clone().map(AlignError::from).into_iter();
    let unaligned = [
        AlignError::CostOutOfRange {
            name: "extra",
            value: -1.0,
        },
        AlignError::UnknownTouchpoint {
            touchpoint: "y".into(),
        },
        AlignError::NoWay,
        AlignError::TooLarge {
            seen: 70_000,
            touchpoints: 70_000,
        },
    ];
    let align: Vec<_> = align.chain(unaligned).collect();
    are_data("AlignError", &align, AlignError::code);
    let discover = [
        DiscoverError::OutOfRange {
            name: "minShare",
            value: 2.0,
            low: 0.0,
            high: 1.0,
        },
        DiscoverError::UnknownEvent { name: "x".into() },
        DiscoverError::GroupedTwice { name: "x".into() },
        DiscoverError::InvalidId { id: " ".into() },
    ];
    are_data("DiscoverError", &discover, DiscoverError::code);
    let path = scope.map(PathError::from).into_iter();
    let unknown = PathError::UnknownTouchpoint {
        touchpoint: "y".into(),
    };
    let data = json!({"code": "unknownTouchpoint", "touchpoint": "y"});
    assert_eq!(to_value(&unknown).unwrap(), data);
    are_data(
        "PathError",
        &path.chain([unknown]).collect::<Vec<_>>(),
        PathError::code,
    );

    let rule = UnknownRule {
        path: "levels".into(),
        rule: "S99".into(),
    };
    let gap = [
        GapError::UnknownRules { rules: vec![rule] },
        GapError::NotAShare {
            name: "satisfactionThreshold",
            value: 2.0,
        },
    ];
    let data = json!({"code": "unknownRules", "rules": [{"path": "levels", "rule": "S99"}]});
    assert_eq!(to_value(&gap[0]).unwrap(), data);
    are_data("GapError", &gap, GapError::code);
}

#[test]
fn errors_of_funnels() {
    let log = EventLogBuilder::new().build();
    let error = Funnel::of(&log, &FunnelOptions::default()).unwrap_err();
    let data = json!({"code": "invalidFunnel", "problems": [{"code": "noSteps"}]});
    assert_eq!(to_value(&error).unwrap(), data);
    are_data("FunnelError", &[error], FunnelError::code);
    let step = || "pay".to_owned();
    let sample = [
        FunnelProblem::NoSteps,
        FunnelProblem::TooManySteps {
            found: 65,
            limit: 64,
        },
        FunnelProblem::SameName { step: step() },
        FunnelProblem::EmptyStep { step: step() },
        FunnelProblem::OptionalEnd { step: step() },
        FunnelProblem::OptionalInAnyOrder { step: step() },
        FunnelProblem::TooManyInAnyOrder {
            found: 13,
            limit: 12,
        },
        FunnelProblem::UnknownTouchpoint {
            touchpoint: step(),
            closest: None,
        },
        FunnelProblem::UnknownColumn {
            column: step(),
            closest: None,
        },
        FunnelProblem::ExclusionSteps {
            from: 2,
            to: 1,
            steps: 3,
        },
        FunnelProblem::NoDuration {
            name: "window",
            value: -1.0,
        },
        FunnelProblem::NoTime { value: f64::NAN },
        FunnelProblem::TimesNeeded { name: "window" },
    ];
    are_data("FunnelProblem", &sample, FunnelProblem::code);
}

#[test]
fn errors_of_zones_and_rhythms() {
    let zone = [
        ZoneError::Offset { offset: 1 << 20 },
        ZoneError::Time { change: 0 },
        ZoneError::Order { change: 1 },
        ZoneError::TooMany { changes: 1 << 20 },
    ];
    are_data("ZoneError", &zone, ZoneError::code);
    let rhythm = [
        RhythmError::NoTimes,
        RhythmError::UnknownSegment {
            segment: "channel".into(),
            known: vec!["platform".into()],
        },
    ];
    are_data("RhythmError", &rhythm, RhythmError::code);
}

#[test]
fn errors_of_xes() {
    let mut errors = vec![
        XesError::Read {
            position: 3.0,
            message: "gone".into(),
        },
        XesError::Cancelled { position: 3.0 },
        XesError::Empty,
        XesError::NotUtf8 {
            line: 1,
            encoding: Some("latin1".into()),
        },
        XesError::NotXml {
            line: 2,
            message: "no".into(),
        },
        XesError::NotXes {
            line: 1,
            found: "html".into(),
        },
        XesError::Doctype { line: 1 },
        XesError::TooDeep { line: 9, limit: 8 },
        XesError::TooLong { line: 9, limit: 8 },
        XesError::UnknownClassifier {
            classifier: "c".into(),
            known: Vec::new(),
        },
        XesError::MissingAttributes {
            missing: vec!["channel".into()],
        },
        XesError::NoEvents,
        XesError::TooMuchMemory { limit: 1, line: 2 },
        XesError::BadEvents(BadRows::default()),
    ];
    errors.extend(build_errors().into_iter().map(XesError::Build));
    are_data("XesError", &errors, XesError::code);
}

fn row_reasons() -> Vec<RowReason> {
    vec![
        RowReason::MissingCustomer,
        RowReason::MissingTouchpoint,
        RowReason::MissingTime,
        RowReason::BadTime {
            text: "noon".into(),
            expected: TimeFormat::DateTime,
        },
        RowReason::Ragged {
            found: 2,
            expected: 3,
        },
        RowReason::NotUtf8,
        RowReason::FieldTooLong { limit: 9 },
        RowReason::OpenQuote,
    ]
}

fn build_errors() -> Vec<BuildError> {
    vec![
        BuildError::Lengths {
            customers: 1,
            touchpoints: 2,
            times: 3,
        },
        BuildError::UnknownCode {
            event: 0,
            found: 7,
            names: 2,
        },
        BuildError::MissingCustomer { event: 1 },
        BuildError::MissingTouchpoint { event: 1 },
        BuildError::SegmentLength {
            name: "channel".to_owned(),
            found: 1,
            expected: 2,
        },
        BuildError::MixedTimes { event: 1 },
        BuildError::TimeOutOfRange {
            event: 1,
            time: 1e17,
        },
        BuildError::Segments {
            event: 1,
            found: 0,
            expected: 1,
        },
        BuildError::SegmentNames {
            expected: Vec::new(),
            found: Vec::new(),
        },
        BuildError::TooManyEvents,
    ]
}

#[test]
fn errors_of_sums_of_event_logs() {
    let sample = [
        SumError::TooManyEvents,
        SumError::NotInSum,
        SumError::NotKept,
        SumError::Different,
    ];
    are_data("SumError", &sample, SumError::code);
    let cycle = CycleError::UnknownTouchpoints {
        touchpoints: vec!["x".to_owned()],
    };
    are_data("CycleError", &[cycle], CycleError::code);
    let sample = [
        StreamError::Late {
            customer: String::new(),
            time: 1.0,
            latest: 2.0,
        },
        StreamError::MixedTimes,
        StreamError::TimeOutOfRange { time: 1e300 },
        StreamError::TooManyEvents,
    ];
    are_data("StreamError", &sample, StreamError::code);
}

#[test]
fn errors_of_event_logs() {
    are_data("RowReason", &row_reasons(), RowReason::code);
    are_data("BuildError", &build_errors(), BuildError::code);

    let row = BadRow {
        line: 3,
        column: None,
        reason: RowReason::OpenQuote,
        message: RowReason::OpenQuote.to_string(),
    };
    let rows = BadRows {
        count: 1,
        samples: vec![row],
        truncated: false,
    };
    let data = json!({
        "code": "badRows",
        "count": 1,
        "samples": [{
            "line": 3,
            "column": null,
            "reason": {"code": "openQuote"},
            "message": "has a quote that is never closed",
        }],
        "truncated": false,
    });
    assert_eq!(to_value(LogError::BadRows(rows.clone())).unwrap(), data);
    let missing = MissingColumn {
        role: Role::Time,
        wanted: None,
    };
    let name = String::new;
    let mut sample = vec![
        LogError::Read {
            position: 1.0,
            message: name(),
        },
        LogError::Cancelled { position: 1.0 },
        LogError::BadDelimiter { delimiter: 'x' },
        LogError::Empty,
        LogError::HeaderOnly,
        LogError::NotUtf8 { utf16: true },
        LogError::TooManyColumns {
            columns: 9,
            limit: 8,
        },
        LogError::DuplicateColumn {
            name: name(),
            header: Vec::new(),
        },
        LogError::MissingColumns {
            missing: vec![missing],
            header: Vec::new(),
        },
        LogError::AmbiguousColumn {
            role: Role::Customer,
            candidates: Vec::new(),
        },
        LogError::TooMuchMemory { limit: 1, line: 2 },
        LogError::DuplicatesInParts,
        LogError::BadRows(rows),
    ];
    sample.extend(row_reasons().into_iter().map(LogError::Header));
    sample.extend(build_errors().into_iter().map(LogError::Build));
    are_data("LogError", &sample, LogError::code);
}

#[test]
fn errors_of_questions_to_a_log() {
    let name = String::new;
    let sample = [
        UnsuitableReason::UnknownTouchpoint { touchpoint: name() },
        UnsuitableReason::UnknownColumn { column: name() },
        UnsuitableReason::UnknownValue {
            column: name(),
            value: name(),
        },
        UnsuitableReason::TakenColumn { column: name() },
        UnsuitableReason::NoTimes,
        UnsuitableReason::OutOfRange { value: 2.0 },
        UnsuitableReason::EmptyRange { from: 2.0, to: 1.0 },
        UnsuitableReason::Nothing,
        UnsuitableReason::TooDeep { limit: 9 },
    ];
    are_data("UnsuitableReason", &sample, UnsuitableReason::code);

    let log = EventLogBuilder::new().build();
    let error = log.filter(&[Filter::Starting {
        touchpoints: vec!["x".into()],
    }]);
    let error = error.unwrap_err();
    let problem = Unsuitable {
        path: "[0].touchpoints[0]".into(),
        reason: UnsuitableReason::UnknownTouchpoint {
            touchpoint: "x".into(),
        },
        message: "the log has no touchpoint `x`".into(),
    };
    assert_eq!(error.problems(), [problem]);
    are_data("PrepareError", &[error], PrepareError::code);
}

#[test]
fn errors_of_patterns() {
    let text = String::new;
    let sample = [
        PatternReason::Expected {
            expected: text(),
            found: text(),
        },
        PatternReason::OpenQuote,
        PatternReason::BadSpan { text: text() },
        PatternReason::BadCount { text: text() },
        PatternReason::EmptyCount { min: 2, max: 1 },
        PatternReason::BadTime { milliseconds: -1.0 },
        PatternReason::NoTimeMeets,
        PatternReason::TooDeep { limit: 9 },
        PatternReason::TooLarge { limit: 9 },
        PatternReason::NoTouchpoint,
        PatternReason::NeedsNoEvent,
        PatternReason::UnknownCondition { number: 3 },
        PatternReason::UnknownTouchpoint { touchpoint: text() },
        PatternReason::NoTimes,
    ];
    are_data("PatternReason", &sample, PatternReason::code);
    let error = SequencePattern::parse("a ->").unwrap_err();
    let data = json!({
        "code": "badPattern",
        "problems": [{
            "position": 5,
            "reason": {"code": "expected", "expected": "a touchpoint", "found": ""},
            "message": "expected a touchpoint, found the end",
        }],
    });
    assert_eq!(to_value(&error).unwrap(), data);
    are_data("PatternError", &[error], PatternError::code);
}

fn cell_reasons() -> Vec<CellReason> {
    let text = String::new;
    vec![
        CellReason::NotAnAnswer {
            text: text(),
            measure: text(),
        },
        CellReason::OffScale {
            value: 6.0,
            measure: text(),
            min: 1.0,
            max: 5.0,
        },
        CellReason::NoMeasure,
        CellReason::UnknownMeasure { text: text() },
        CellReason::OtherMeasure {
            text: text(),
            asked: text(),
        },
        CellReason::UnknownPersona { text: text() },
        CellReason::UnknownChannel { text: text() },
        CellReason::Empty,
        CellReason::SecondRow { text: text() },
        CellReason::Contradiction {
            text: text(),
            earlier: text(),
        },
        CellReason::Ragged {
            found: 1,
            expected: 2,
        },
        CellReason::NotUtf8,
        CellReason::FieldTooLong { limit: 9 },
        CellReason::OpenQuote,
    ]
}

#[test]
fn errors_of_answers() {
    are_data("CellReason", &cell_reasons(), CellReason::code);

    let cell = BadCell {
        line: 3,
        column: None,
        reason: CellReason::Empty,
        message: CellReason::Empty.to_string(),
    };
    let cells = BadCells {
        count: 1,
        samples: vec![cell],
        truncated: false,
    };
    let name = String::new;
    let mut sample = vec![
        SurveyError::BadCells(cells),
        SurveyError::Empty,
        SurveyError::HeaderOnly,
        SurveyError::NotUtf8 { utf16: false },
        SurveyError::TooManyColumns {
            columns: 9,
            limit: 8,
        },
        SurveyError::BadDelimiter { delimiter: 'x' },
        SurveyError::DuplicateColumn { name: name() },
        SurveyError::MissingColumn {
            name: name(),
            header: Vec::new(),
        },
        SurveyError::NoQuestion { header: Vec::new() },
        SurveyError::Length {
            name: name(),
            rows: 1,
            respondents: 2,
        },
        SurveyError::Read {
            position: 1.0,
            message: name(),
        },
        SurveyError::Cancelled { position: 1.0 },
    ];
    sample.extend(cell_reasons().into_iter().map(SurveyError::Header));
    are_data("SurveyError", &sample, SurveyError::code);

    let csat = cesta::journey::Measure::csat();
    let off = score(&csat, [Some(6.0)], &ScoreOptions::default()).unwrap_err();
    let data = json!({
        "code": "offScale",
        "question": null,
        "off": {"value": 6.0, "measure": "csat", "min": 1.0, "max": 5.0},
    });
    assert_eq!(to_value(&off).unwrap(), data);
    let sample = [
        off,
        SatisfactionError::MixedMeasures {
            first: "nps".into(),
            second: "csat".into(),
        },
        SatisfactionError::UnknownMeasure {
            measure: "joy".into(),
        },
        SatisfactionError::UnknownSegment { name: name() },
        SatisfactionError::TooManySegments {
            name: name(),
            values: 9,
            limit: 8,
        },
        SatisfactionError::InvalidConfidence { confidence: 2.0 },
    ];
    are_data("SatisfactionError", &sample, SatisfactionError::code);
}
