//! Everything that goes in and out as data, described by one JSON Schema: what the types of
//! other languages are made from.

use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Value, json};

#[cfg(feature = "render")]
use crate::render;
use crate::{chain, flow, format, gap, journey, log, path, satisfaction, stats};

/// The JSON Schema of every type that is data: maps, options, results and errors.
///
/// It has no root, only definitions, by the types' names. What is read is described as it may
/// be written (a field with a default may be left out), what is computed as it comes (every
/// field is there, but for those that say where they are left out).
///
/// # Example
/// ```
/// let schema = cesta::wire::schema();
/// assert_eq!(schema["$defs"]["GapOptions"]["properties"]["thinStage"]["default"], 2);
/// assert_eq!(schema["$defs"]["Share"]["required"], serde_json::json!(["count", "n", "value", "interval"]));
/// ```
pub fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12();
    let mut read = settings.clone().for_deserialize().into_generator();
    add_read(&mut read);
    let mut written = settings.for_serialize().into_generator();
    add_written(&mut written);

    let mut definitions = written.take_definitions(true);
    definitions.extend(read.take_definitions(true));
    definitions.sort_keys();
    let mut definitions = Value::Object(definitions);
    describe(&mut definitions);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Cesta: maps, options, results and errors",
        "$defs": definitions,
    })
}

/// Adds types to a generator, which adds what they are made of.
macro_rules! add {
    ($generator:ident: $($type:ty),* $(,)?) => {$( $generator.subschema_for::<$type>(); )*};
}

/// What users write.
fn add_read(generator: &mut SchemaGenerator) {
    add!(generator:
        journey::spec::Journey,
        flow::align::AlignOptions,
        flow::funnel::FunnelOptions,
        flow::discover::DiscoverOptions,
        flow::cycle::CycleOptions,
        flow::cycle::CycleSum,
        flow::FlowOptions,
        flow::FlowSum,
        flow::follows::FollowsOptions,
        flow::follows::FollowsSum,
        flow::OverlayOptions,
        flow::pattern::PatternOptions,
        flow::pattern::PatternSum,
        flow::pattern::SequencePattern,
        flow::rhythm::RhythmOptions,
        flow::compare::LogComparisonOptions,
        flow::OverlayOptions,
        flow::rhythm::RhythmOptions,
        flow::rework::ReworkOptions,
        flow::rework::ReworkSum,
        flow::compare::Split,
        flow::steps::StepOptions,
        flow::steps::StepSum,
        flow::variants::VariantOptions,
        flow::variants::VariantSum,
        gap::GapOptions,
        log::Filter,
        log::GroupOptions,
        log::SessionOptions,
        path::ReachOptions,
        path::RouteLimits,
        path::RouteOptions,
        path::Scope,
        satisfaction::Attribute,
        satisfaction::CompareOptions,
        satisfaction::KanoAnswer,
        satisfaction::LineSource,
        satisfaction::SatisfactionOptions,
        satisfaction::ScoreOptions,
        satisfaction::ServqualItem,
        satisfaction::SurveyOptions,
        stats::Cluster,
        stats::FalseDiscovery,
        stats::NetInterval,
    );
    #[cfg(feature = "csv")]
    add!(generator:
        log::csv::CsvOptions,
        log::sequences::SequencesOptions,
        satisfaction::csv::CsvOptions,
    );
    #[cfg(feature = "xes")]
    add!(generator: log::xes::XesOptions);
    #[cfg(feature = "render")]
    add!(generator:
        render::FunnelPicture,
        render::MapOptions,
        render::ReportOptions,
        render::RhythmPicture,
        render::StepPicture,
        render::VariantPicture,
    );
}

/// What is computed.
fn add_written(generator: &mut SchemaGenerator) {
    add!(generator:
        chain::Conversion,
        flow::align::AlignError,
        flow::align::AlignSum,
        flow::align::Alignment,
        flow::discover::DiscoverError,
        flow::discover::Discovery,
        flow::cycle::CycleError,
        flow::cycle::CycleTimes,
        flow::follows::EventuallyFollows,
        flow::Flow,
        flow::compare::LogComparison,
        flow::compare::LogComparisonError,
        flow::funnel::Funnel,
        flow::funnel::FunnelError,
        flow::funnel::FunnelSum,
        flow::Overlay,
        flow::pattern::PatternError,
        flow::pattern::PatternMatches,
        flow::rework::Rework,
        flow::rhythm::Rhythm,
        flow::rhythm::RhythmError,
        flow::rhythm::RhythmSum,
        flow::steps::StepDifference,
        flow::steps::StepError,
        flow::steps::StepLinks,
        flow::steps::StepMatrix,
        flow::StreamError,
        flow::SumError,
        flow::variants::Variants,
        format::json::InvalidArgument,
        gap::GapError,
        gap::GapReport,
        gap::Rule,
        journey::Diff,
        journey::InvalidJourney,
        log::BuildError,
        log::ZoneError,
        log::FilterReport,
        log::GroupReport,
        log::PrepareError,
        log::SessionReport,
        path::AllRoutes,
        path::Loop,
        path::Mandatory,
        path::PathError,
        path::Reachability,
        path::Recovery,
        satisfaction::Comparison,
        satisfaction::EmotionLine,
        satisfaction::KanoCategory,
        satisfaction::KanoCoefficients,
        satisfaction::Quadrant,
        satisfaction::Satisfaction,
        satisfaction::SatisfactionError,
        satisfaction::SurveyError,
        stats::Difference,
        stats::Ranks,
        stats::RelativeWeights,
        stats::Tested,
    );
    #[cfg(feature = "csv")]
    add!(generator:
        log::csv::LogError,
        log::csv::LogSource,
        log::sequences::SequencesSource,
    );
    #[cfg(feature = "xes")]
    add!(generator:
        log::xes::XesError,
        log::xes::XesSource,
    );
    #[cfg(feature = "render")]
    add!(generator: render::FoundPattern, render::Groups, render::PassedOver, render::Leg, render::Stay);
}

/// Makes what is made for Rust readable elsewhere, wherever it stands.
fn describe(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if let Some(Value::String(text)) = fields.get_mut("description") {
                *text = plain(text);
            }
            // Fields beside a reference, which many readers of schemas pass over.
            if fields.contains_key("$ref") && fields.contains_key("properties") {
                let mut own = std::mem::take(fields);
                let reference = own.remove("$ref");
                let description = own.remove("description");
                fields.extend(description.map(|it| ("description".to_owned(), it)));
                let both = json!([{"$ref": reference}, own]);
                fields.insert("allOf".to_owned(), both);
            }
            fields.values_mut().for_each(describe);
        }
        Value::Array(values) => values.iter_mut().for_each(describe),
        _ => {}
    }
}

/// The first paragraph, and the one about units; the rest is for those who use Rust.
fn plain(documentation: &str) -> String {
    let mut paragraphs = documentation.split("\n\n");
    let summary = paragraphs.next();
    let units = paragraphs.filter_map(|it| it.strip_prefix("# Units\n"));
    let kept: Vec<String> = summary.into_iter().chain(units).map(unlinked).collect();
    kept.join("\n\n")
}

/// A paragraph in one line, in which a link is what it shows, and `None` is what it becomes.
fn unlinked(paragraph: &str) -> String {
    let mut text = String::new();
    for (part, piece) in paragraph.split("[`").enumerate() {
        match piece.split_once("`]").filter(|_| part > 0) {
            Some((shown, rest)) => {
                let rest = match rest.strip_prefix('(').and_then(|it| it.split_once(')')) {
                    Some((_address, rest)) => rest,
                    None => rest,
                };
                text.extend(["`", shown, "`", rest]);
            }
            None => text.push_str(piece),
        }
    }
    text.replace('\n', " ").replace("`None`", "`null`")
}
