//! What an analysis of answers gives.

#[cfg(feature = "schema")]
use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{
    journey::{ChannelId, MeasureId, PersonaId, StageId, TouchpointId},
    stats::Interval,
};

/// One score: a statistic over answers, with the measure that says what it means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Score {
    /// The measure.
    pub measure: MeasureId,
    /// The score in the measure's unit; `None` where there is no answer.
    pub value: Option<f64>,
    /// How many answers it rests on; 0 beside a value where a map declares the score and not
    /// its n.
    pub n: u32,
    /// How many people the n answers are from: n where each answered once. An answer of which
    /// nobody says whose it is counts as one more person's.
    pub respondents: u32,
    /// How many who were asked gave no answer. They are in n only where the measure counts a
    /// missing answer as the worst one.
    pub missing: u32,
    /// Its interval; `None` where there are too few answers to have one. Where people answered
    /// more than once, it is as wide as their number asks for, not that of their answers.
    pub interval: Option<Interval>,
}

impl Score {
    /// Whether it rests on too few answers, though at least one, to conclude anything from it:
    /// fewer than `min_answers`, 30 by custom. A declared score whose n the map does not tell is
    /// taken at its word.
    pub fn is_thin(&self, min_answers: u32) -> bool {
        self.n > 0 && self.n < min_answers
    }
}

/// The scores of one element, one for each measure asked, by measure id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Scores<Id> {
    /// The element.
    pub id: Id,
    /// Its scores.
    pub scores: Vec<Score>,
}

impl<Id> Scores<Id> {
    /// The score by one measure.
    pub fn by(&self, measure: &str) -> Option<&Score> {
        self.scores.iter().find(|score| score.measure == measure)
    }
}

/// One schema for all: whatever the element, its id is a text.
#[cfg(feature = "schema")]
impl<Id> schemars::JsonSchema for Scores<Id> {
    fn schema_name() -> Cow<'static, str> {
        "Scores".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "The scores of one element, one for each measure asked, by measure id.",
            "type": "object",
            "properties": {
                "id": {"description": "The element.", "type": "string"},
                "scores": {
                    "description": "Its scores.",
                    "type": "array",
                    "items": generator.subschema_for::<Score>(),
                },
            },
            "required": ["id", "scores"],
            "additionalProperties": false,
        })
    }
}

/// The scores of a segment: the respondents with one value in one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SegmentScores {
    /// The column.
    pub column: String,
    /// The value in it.
    pub segment: String,
    /// How many respondents have it.
    pub respondents: u32,
    /// The scores of questions about the journey as a whole.
    pub overall: Vec<Score>,
    /// The scores per touchpoint, in map order.
    pub touchpoints: Vec<Scores<TouchpointId>>,
}

/// How satisfied customers are, everywhere on the map. Lists are in map order; elements nobody
/// was asked about are left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Satisfaction {
    /// How many respondents there are.
    pub respondents: u32,
    /// The scores of questions about the journey as a whole.
    pub overall: Vec<Score>,
    /// The scores per touchpoint.
    pub touchpoints: Vec<Scores<TouchpointId>>,
    /// The scores per stage: its touchpoints' answers pooled, per measure.
    pub stages: Vec<Scores<StageId>>,
    /// The scores per channel: pooled over the touchpoints on it, or over the answers that
    /// name it, where answers name channels.
    pub channels: Vec<Scores<ChannelId>>,
    /// The scores per persona, where respondents are assigned to personas.
    pub personas: Vec<Scores<PersonaId>>,
    /// The scores per segment, column by column.
    pub segments: Vec<SegmentScores>,
    /// Question columns that neither the map nor the options know, in input order.
    pub unknown_questions: Vec<String>,
}

impl Satisfaction {
    /// The scores of a touchpoint, found in linear time.
    pub fn touchpoint(&self, id: &str) -> Option<&Scores<TouchpointId>> {
        self.touchpoints.iter().find(|scores| scores.id == id)
    }
}
