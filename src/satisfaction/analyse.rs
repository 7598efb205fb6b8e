//! Scores everywhere on the map, from answers.

use std::{
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

use serde::{Deserialize, Serialize};

use super::{
    Responses, Satisfaction, SatisfactionError, ScoreOptions, Scores, SegmentScores,
    error::check_confidence,
    pool::{Pool, Sample, Scorer},
    responses::Answers,
    tally::on_measure,
};
use crate::{
    journey::{ChannelId, Journey, Touchpoint},
    sort,
};

/// How satisfaction is analysed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

/// How satisfied customers are: the scores of every element of the map, per measure.
///
/// Answers are pooled, never scores: the score of a stage is that of all answers to the
/// questions about its touchpoints, so a touchpoint with more answers weighs more. Answers by
/// different measures are never put together. Questions about the journey as a whole stand
/// apart, in `overall`; a persona has the overall scores of its respondents and, in measures
/// without an overall question, those of all their answers. An answer that names a channel counts for it;
/// the answers to a question none of which names one count for each channel of its touchpoint.
/// Where someone gave several of the answers put together, the interval is that of
/// [`cluster_interval`](crate::stats::cluster_interval), cut off at the ends of the measure's
/// range, for answers of the same person resemble each other; box and net scores whose answers
/// all lie in the same box have no spread to go by, and get the interval of one answer a person.
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
/// O(a (1 + s + c) + t g) for a answers, s segment columns, t touchpoints with at most c channels
/// each, and g segments; memory for a (1 + s) answers.
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

/// The answers about all elements.
struct Count<'j> {
    journey: &'j Journey,
    responses: &'j Responses,
    options: &'j SatisfactionOptions,
    overall: Pool<'j>,
    touchpoints: Vec<Pool<'j>>,
    channels: Vec<Pool<'j>>,
    channel_places: HashMap<&'j str, usize>,
    /// By the responses' codes of personas: their overall answers, and their others.
    personas: Vec<[Pool<'j>; 2]>,
    segments: Vec<Segments<'j>>,
}

/// The answers about all elements by a segment column, by its codes.
struct Segments<'j> {
    /// Which of the responses' columns it is.
    column: usize,
    overall: Vec<Pool<'j>>,
    touchpoints: Vec<BTreeMap<usize, Pool<'j>>>,
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
                overall: vec![Pool::default(); values],
                touchpoints: vec![BTreeMap::new(); values],
            });
        }
        let channels = journey.channels();
        let places = channels.iter().enumerate();
        Ok(Self {
            journey,
            responses,
            options,
            overall: Pool::default(),
            touchpoints: vec![Pool::default(); journey.touchpoints().len()],
            channels: vec![Pool::default(); channels.len()],
            channel_places: places.map(|(at, it)| (it.id.as_str(), at)).collect(),
            personas: vec![<[Pool<'j>; 2]>::default(); responses.personas.names.len()],
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
        let empty = Sample::new(measure);
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
            all.push(row, answer);
            let persona = responses.personas.at(row);
            push(&mut personas, persona, row, answer);
            push(&mut channels, Some(channel), row, answer);
            for (labels, samples) in &mut segments {
                push(samples, labels.at(row), row, answer);
            }
        }
        let all = Rc::new(all);
        let segments = segments.into_iter().map(|(_, samples)| samples).collect();
        self.add(touchpoint, &all, personas, segments);
        if let Some(touchpoint) = touchpoint {
            self.add_channels(touchpoint, answers, &all, channels);
        }
        Ok(true)
    }

    fn add(
        &mut self,
        touchpoint: Option<Touchpoint<'j>>,
        all: &Rc<Sample<'j>>,
        personas: Vec<Sample<'j>>,
        segments: Vec<Vec<Sample<'j>>>,
    ) {
        let place = touchpoint.map(|it| it.node().index());
        match place {
            None => self.overall.add(all),
            Some(place) => self
                .touchpoints
                .get_mut(place)
                .into_iter()
                .for_each(|it| it.add(all)),
        }
        for (persona, sample) in self.personas.iter_mut().zip(personas) {
            let [overall, others] = persona;
            let pool = if place.is_none() { overall } else { others };
            pool.add(&Rc::new(sample));
        }
        for (column, samples) in self.segments.iter_mut().zip(segments) {
            let elements = column.overall.iter_mut().zip(&mut column.touchpoints);
            for ((overall, touchpoints), sample) in elements.zip(samples) {
                match place {
                    None => overall.add(&Rc::new(sample)),
                    Some(_) if sample.is_empty() => {}
                    Some(place) => touchpoints.entry(place).or_default().add(&Rc::new(sample)),
                }
            }
        }
    }

    fn add_channels(
        &mut self,
        touchpoint: Touchpoint<'j>,
        answers: &Answers,
        all: &Rc<Sample<'j>>,
        by_channel: Vec<Sample<'j>>,
    ) {
        let mut add = |channel: &str, sample: &Rc<Sample<'j>>| {
            let place = self.channel_places.get(channel);
            if let Some(pool) = place.and_then(|&place| self.channels.get_mut(place)) {
                pool.add(sample);
            }
        };
        if answers.channels.is_empty() {
            for channel in &touchpoint.channels {
                add(channel.as_str(), all);
            }
        } else {
            for (name, sample) in self.responses.channels.names.iter().zip(by_channel) {
                add(name, &Rc::new(sample));
            }
        }
    }

    fn scores(self, unknown_questions: Vec<String>) -> Satisfaction {
        let journey = self.journey;
        let mut scorer = Scorer::new(self.options.score, self.responses.respondents);
        let ids: Vec<_> = journey.touchpoints().map(Touchpoint::id).collect();
        let stages = journey.stages().map(|stage| {
            let mut pooled = Pool::default();
            for touchpoint in stage.touchpoints() {
                if let Some(pool) = self.touchpoints.get(touchpoint.node().index()) {
                    pooled.add_all(pool);
                }
            }
            (stage.id(), pooled)
        });
        let personas = journey.personas().iter().filter_map(|persona| {
            let code = self.responses.personas.find(persona.id.as_str())?;
            let [overall, others] = self.personas.get(code as usize)?;
            Some((&persona.id, overall.or(others)))
        });
        let channels: Vec<&ChannelId> = journey.channels().iter().map(|it| &it.id).collect();
        let segments = self
            .segments
            .iter()
            .flat_map(|column| segments(column, self.responses, &ids, &mut scorer));
        Satisfaction {
            respondents: self.responses.respondents,
            segments: segments.collect(),
            overall: scorer.scores(&self.overall),
            stages: scores(stages, &mut scorer),
            channels: scores(
                channels.into_iter().zip(self.channels.iter().cloned()),
                &mut scorer,
            ),
            personas: scores(personas, &mut scorer),
            touchpoints: scores(
                ids.iter().copied().zip(self.touchpoints.iter().cloned()),
                &mut scorer,
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
    scorer: &mut Scorer,
) -> Vec<SegmentScores> {
    let Some((name, labels)) = responses.segments.get(column.column) else {
        return Vec::new();
    };
    let counted = labels.names.iter().zip(labels.counts());
    let pools = column.overall.iter().zip(&column.touchpoints);
    let mut segments: Vec<SegmentScores> = counted
        .zip(pools)
        .map(
            |((segment, respondents), (overall, touchpoints))| SegmentScores {
                column: name.clone(),
                segment: segment.clone(),
                respondents,
                overall: scorer.scores(overall),
                touchpoints: scores(
                    touchpoints
                        .iter()
                        .filter_map(|(&place, pool)| Some((*ids.get(place)?, pool.clone()))),
                    scorer,
                ),
            },
        )
        .collect();
    sort::by(&mut segments, |a, b| a.segment.cmp(&b.segment));
    segments
}

fn push(samples: &mut [Sample<'_>], code: Option<u32>, row: u32, answer: Option<f64>) {
    if let Some(sample) = code.and_then(|code| samples.get_mut(code as usize)) {
        sample.push(row, answer);
    }
}

/// The scores of elements; those nobody was asked about are left out.
fn scores<'i, 'j, Id: Clone + 'i>(
    elements: impl Iterator<Item = (&'i Id, Pool<'j>)>,
    scorer: &mut Scorer,
) -> Vec<Scores<Id>> {
    elements
        .filter(|(_, pool)| !pool.is_empty())
        .map(|(id, pool)| Scores {
            id: id.clone(),
            scores: scorer.scores(&pool),
        })
        .collect()
}
