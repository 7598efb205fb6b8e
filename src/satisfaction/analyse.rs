//! Scores everywhere on the map, from answers.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::{
    Responses, Satisfaction, SatisfactionError, Score, ScoreOptions, Scores, SegmentScores,
    error::check_confidence,
    responses::Answers,
    tally::{Tally, on_measure},
};
use crate::journey::{ChannelId, Journey, Touchpoint};

/// How satisfaction is analysed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SatisfactionOptions {
    /// How scores and their intervals are computed.
    pub score: ScoreOptions,
    /// The columns to analyse by segment; empty means all segment columns of the responses.
    pub segments: Vec<String>,
    /// The most segments a column may have: a column of customer numbers is no segmentation.
    pub segment_limit: u32,
}

impl Default for SatisfactionOptions {
    fn default() -> Self {
        Self {
            score: ScoreOptions::default(),
            segments: Vec::new(),
            segment_limit: 100,
        }
    }
}

/// The tallies of one element, one for each measure.
type Tallies<'j> = BTreeMap<&'j str, Tally<'j>>;

/// How satisfied customers are: the scores of every element of the map, per measure.
///
/// Answers are pooled, never scores: the score of a stage is that of all answers to the
/// questions about its touchpoints, so a touchpoint with more answers weighs more. Answers by
/// different measures are never put together. Questions about the journey as a whole stand
/// apart, in `overall`; a persona has the overall scores of its respondents and, in measures
/// without an overall question, those of all their answers. An answer that names a channel counts for it;
/// the answers to a question none of which names one count for each channel of its touchpoint.
/// A respondent without a value in a segment column is in none of its segments; segments are
/// sorted by their value.
///
/// # Errors
/// [`SatisfactionError::UnknownSegment`] for a column the responses do not have,
/// [`TooManySegments`](SatisfactionError::TooManySegments) for one with more values than the
/// limit, [`InvalidConfidence`](SatisfactionError::InvalidConfidence), and
/// [`OffScale`](SatisfactionError::OffScale) where the responses were read with another map,
/// by which an answer is off the scale.
///
/// # Complexity
/// O(a (1 + s) + t g) for a answers, s segment columns, t touchpoints and g segments.
///
/// # Example
/// See [`Responses::from_columns`].
pub fn analyse(
    journey: &Journey,
    responses: &Responses,
    options: &SatisfactionOptions,
) -> Result<Satisfaction, SatisfactionError> {
    check_confidence(options.score.confidence)?;
    let mut count = Count::new(journey, responses, options)?;
    let mut unknown_questions = responses.unknown_questions.clone();
    for answers in &responses.answers {
        if !count.question(answers)? {
            unknown_questions.push(answers.question.clone());
        }
    }
    Ok(count.scores(unknown_questions))
}

/// The tallies of all elements.
struct Count<'j> {
    journey: &'j Journey,
    responses: &'j Responses,
    options: &'j SatisfactionOptions,
    overall: Tallies<'j>,
    touchpoints: Vec<Tallies<'j>>,
    channels: Vec<Tallies<'j>>,
    channel_places: HashMap<&'j str, usize>,
    /// By the responses' codes of personas: their overall answers, and their others.
    personas: Vec<[Tallies<'j>; 2]>,
    segments: Vec<Segments<'j>>,
}

/// The tallies of a segment column, by its codes.
struct Segments<'j> {
    /// Which of the responses' columns it is.
    column: usize,
    overall: Vec<Tallies<'j>>,
    touchpoints: Vec<BTreeMap<usize, Tallies<'j>>>,
}

impl<'j> Count<'j> {
    fn new(
        journey: &'j Journey,
        responses: &'j Responses,
        options: &'j SatisfactionOptions,
    ) -> Result<Self, SatisfactionError> {
        let columns: Vec<usize> = if options.segments.is_empty() {
            (0..responses.segments.len()).collect()
        } else {
            let find = |name: &String| {
                let place = responses.segments.iter().position(|(it, _)| it == name);
                place.ok_or_else(|| SatisfactionError::UnknownSegment { name: name.clone() })
            };
            options
                .segments
                .iter()
                .map(find)
                .collect::<Result<_, _>>()?
        };
        let mut segments = Vec::new();
        for column in columns {
            let Some((name, labels)) = responses.segments.get(column) else {
                continue;
            };
            let values = labels.names.len();
            if values > options.segment_limit as usize {
                return Err(SatisfactionError::TooManySegments {
                    name: name.clone(),
                    values: u32::try_from(values).unwrap_or(u32::MAX),
                    limit: options.segment_limit,
                });
            }
            segments.push(Segments {
                column,
                overall: vec![Tallies::new(); values],
                touchpoints: vec![BTreeMap::new(); values],
            });
        }
        let channels = journey.channels();
        let places = channels.iter().enumerate();
        Ok(Self {
            journey,
            responses,
            options,
            overall: Tallies::new(),
            touchpoints: vec![Tallies::new(); journey.touchpoints().len()],
            channels: vec![Tallies::new(); channels.len()],
            channel_places: places.map(|(at, it)| (it.id.as_str(), at)).collect(),
            personas: vec![<[Tallies<'j>; 2]>::default(); responses.personas.names.len()],
            segments,
        })
    }

    /// Counts the answers to a question; `false` where the map does not know it.
    fn question(&mut self, answers: &'j Answers) -> Result<bool, SatisfactionError> {
        let touchpoint = match &answers.about {
            None => None,
            Some(id) => match self.journey.touchpoint(id.as_str()) {
                None => return Ok(false),
                known => known,
            },
        };
        let Some(measure) = self.journey.measure(answers.measure.as_str()) else {
            return Ok(false);
        };
        let empty = Tally::new(measure);
        let codes = |names: &Vec<String>| vec![empty.clone(); names.len()];
        let responses = self.responses;
        let mut all = empty.clone();
        let mut personas = codes(&responses.personas.names);
        let mut channels = codes(&responses.channels.names);
        let mut segments: Vec<_> = self
            .segments
            .iter()
            .filter_map(|it| responses.segments.get(it.column))
            .map(|(_, labels)| (labels, codes(&labels.names)))
            .collect();
        for (row, answer, channel) in answers.iter() {
            let answer = match answer {
                Some(answer) => {
                    on_measure(measure, answer).map_err(|off| SatisfactionError::OffScale {
                        question: Some(answers.question.clone()),
                        off,
                    })?
                }
                None => None,
            };
            all.push(answer);
            let persona = responses.personas.at(row);
            push(&mut personas, persona, answer);
            push(&mut channels, Some(channel), answer);
            for (labels, tallies) in &mut segments {
                push(tallies, labels.at(row), answer);
            }
        }
        let segments = segments.into_iter().map(|(_, tallies)| tallies).collect();
        self.add(touchpoint, &all, personas, segments);
        if let Some(touchpoint) = touchpoint {
            self.add_channels(touchpoint, answers, &all, channels);
        }
        Ok(true)
    }

    fn add(
        &mut self,
        touchpoint: Option<Touchpoint<'j>>,
        all: &Tally<'j>,
        personas: Vec<Tally<'j>>,
        segments: Vec<Vec<Tally<'j>>>,
    ) {
        let place = touchpoint.map(|it| it.node().index());
        match place {
            None => merge(&mut self.overall, all),
            Some(place) => self
                .touchpoints
                .get_mut(place)
                .into_iter()
                .for_each(|it| merge(it, all)),
        }
        for (persona, tally) in self.personas.iter_mut().zip(personas) {
            let [overall, others] = persona;
            merge(if place.is_none() { overall } else { others }, &tally);
        }
        for (column, tallies) in self.segments.iter_mut().zip(segments) {
            let elements = column.overall.iter_mut().zip(&mut column.touchpoints);
            for ((overall, touchpoints), tally) in elements.zip(tallies) {
                match place {
                    None => merge(overall, &tally),
                    Some(_) if tally.is_empty() => {}
                    Some(place) => merge(touchpoints.entry(place).or_default(), &tally),
                }
            }
        }
    }

    fn add_channels(
        &mut self,
        touchpoint: Touchpoint<'j>,
        answers: &Answers,
        all: &Tally<'j>,
        by_channel: Vec<Tally<'j>>,
    ) {
        let mut add = |channel: &str, tally: &Tally<'j>| {
            let place = self.channel_places.get(channel);
            if let Some(tallies) = place.and_then(|&place| self.channels.get_mut(place)) {
                merge(tallies, tally);
            }
        };
        if answers.channels.is_empty() {
            for channel in &touchpoint.channels {
                add(channel.as_str(), all);
            }
        } else {
            for (name, tally) in self.responses.channels.names.iter().zip(by_channel) {
                add(name, &tally);
            }
        }
    }

    fn scores(self, unknown_questions: Vec<String>) -> Satisfaction {
        let options = &self.options.score;
        let journey = self.journey;
        let ids: Vec<_> = journey.touchpoints().map(Touchpoint::id).collect();
        let stages = journey.stages().map(|stage| {
            let mut pooled = Tallies::new();
            for touchpoint in stage.touchpoints() {
                let tallies = self.touchpoints.get(touchpoint.node().index());
                for tally in tallies.into_iter().flat_map(Tallies::values) {
                    merge(&mut pooled, tally);
                }
            }
            (stage.id(), pooled)
        });
        let personas = journey.personas().iter().filter_map(|persona| {
            let code = self.responses.personas.find(persona.id.as_str())?;
            let [overall, others] = self.personas.get(code as usize)?;
            let mut tallies = others.clone();
            tallies.extend(overall.iter().map(|(id, tally)| (*id, tally.clone())));
            Some((&persona.id, tallies))
        });
        let channels: Vec<&ChannelId> = journey.channels().iter().map(|it| &it.id).collect();
        let segments = self
            .segments
            .iter()
            .flat_map(|column| segments(column, self.responses, &ids, options));
        Satisfaction {
            respondents: self.responses.respondents,
            overall: score_all(&self.overall, options),
            stages: scores(stages, options),
            channels: scores(
                channels.into_iter().zip(self.channels.iter().cloned()),
                options,
            ),
            personas: scores(personas, options),
            segments: segments.collect(),
            touchpoints: scores(
                ids.iter().copied().zip(self.touchpoints.iter().cloned()),
                options,
            ),
            unknown_questions,
        }
    }
}

/// The scores of a segment column, its values sorted.
fn segments(
    column: &Segments<'_>,
    responses: &Responses,
    ids: &[&crate::journey::TouchpointId],
    options: &ScoreOptions,
) -> Vec<SegmentScores> {
    let Some((name, labels)) = responses.segments.get(column.column) else {
        return Vec::new();
    };
    let counted = labels.names.iter().zip(labels.counts());
    let tallies = column.overall.iter().zip(&column.touchpoints);
    let mut segments: Vec<SegmentScores> = counted
        .zip(tallies)
        .map(
            |((segment, respondents), (overall, touchpoints))| SegmentScores {
                column: name.clone(),
                segment: segment.clone(),
                respondents,
                overall: score_all(overall, options),
                touchpoints: scores(
                    touchpoints
                        .iter()
                        .filter_map(|(&place, tallies)| Some((*ids.get(place)?, tallies.clone()))),
                    options,
                ),
            },
        )
        .collect();
    segments.sort_by(|a, b| a.segment.cmp(&b.segment));
    segments
}

fn push(tallies: &mut [Tally<'_>], code: Option<u32>, answer: Option<f64>) {
    if let Some(tally) = code.and_then(|code| tallies.get_mut(code as usize)) {
        tally.push(answer);
    }
}

fn merge<'j>(tallies: &mut Tallies<'j>, tally: &Tally<'j>) {
    if !tally.is_empty() {
        let of_measure = tallies.entry(tally.measure_id());
        of_measure.or_insert_with(|| tally.fresh()).merge(tally);
    }
}

fn score_all(tallies: &Tallies<'_>, options: &ScoreOptions) -> Vec<Score> {
    tallies.values().map(|tally| tally.score(options)).collect()
}

/// The scores of elements; those nobody was asked about are left out.
fn scores<'i, 'j, Id: Clone + 'i>(
    elements: impl Iterator<Item = (&'i Id, Tallies<'j>)>,
    options: &ScoreOptions,
) -> Vec<Scores<Id>> {
    elements
        .filter(|(_, tallies)| !tallies.is_empty())
        .map(|(id, tallies)| Scores {
            id: id.clone(),
            scores: score_all(&tallies, options),
        })
        .collect()
}
