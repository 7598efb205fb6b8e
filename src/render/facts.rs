//! What is known about each touchpoint, by its place in the map.
//!
//! Results carry ids; a picture goes through the map in order. This is the join of the two, so
//! that drawing stays linear.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
};

use super::Known;
use crate::{
    flow::{StageFlow, TouchpointFlow, TransitionFlow},
    gap::{Finding, Place},
    journey::{Journey, Measure, Touchpoint, spec::Level},
    satisfaction::{LineSource, Score, best_emotion_line, best_known, main_measure},
};

/// A value with what says how sure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Reading {
    /// The value, in its measure's unit.
    pub(super) value: f64,
    /// How many answers it rests on, where that is known.
    pub(super) n: Option<u32>,
    /// The interval's ends.
    pub(super) ends: Option<(f64, f64)>,
}

impl Reading {
    pub(super) fn of(score: &Score) -> Option<Self> {
        Some(Self {
            value: score.value?,
            // A value that rests on nobody is one whose author does not say on how many.
            n: (score.n > 0).then_some(score.n),
            ends: score.interval.map(|it| (it.low, it.high)),
        })
    }
}

/// What is known about each touchpoint.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    /// What it comes from.
    pub(super) known: &'a Known<'a>,
    flows: Vec<Option<&'a TouchpointFlow>>,
    stage_flows: Vec<Option<&'a StageFlow>>,
    scores: Vec<Vec<Score>>,
    findings: Vec<[u32; 3]>,
    links: BTreeMap<(usize, usize), &'a TransitionFlow>,
    measure: Option<&'a Measure>,
}

impl<'a> Facts<'a> {
    pub(super) fn new(known: &'a Known<'a>) -> Self {
        let journey = known.journey;
        let count = journey.touchpoints().len();
        let place = |id: &str| journey.touchpoint(id).map(|it| it.node().index());

        let mut flows = vec![None; count];
        let mut links = BTreeMap::new();
        let mut stage_flows = vec![None; journey.stages().len()];
        if let Some(overlay) = known.overlay {
            for flow in &overlay.touchpoints {
                put(&mut flows, place(flow.touchpoint.as_str()), Some(flow));
            }
            for flow in &overlay.transitions {
                if let (Some(from), Some(to)) = (place(flow.from.as_str()), place(flow.to.as_str()))
                {
                    links.insert((from, to), flow);
                }
            }
            let stages: HashMap<&str, usize> = journey
                .stages()
                .map(|stage| (stage.id().as_str(), stage.position()))
                .collect();
            for flow in &overlay.stages {
                let place = stages.get(flow.stage.as_str()).copied();
                put(&mut stage_flows, place, Some(flow));
            }
        }

        let mut findings = vec![[0; 3]; count];
        for finding in known.gaps.iter().flat_map(|it| &it.findings) {
            let (Place::Touchpoint { touchpoint }, Some(class)) = (&finding.place, class(finding))
            else {
                continue;
            };
            let counts = place(touchpoint.as_str()).and_then(|it| findings.get_mut(it));
            if let Some(number) = counts.and_then(|counts: &mut [u32; 3]| counts.get_mut(class)) {
                *number += 1;
            }
        }
        let scores = journey.touchpoints();
        let scores = scores.map(|touchpoint| best_known(touchpoint, known.satisfaction));
        Self {
            known,
            flows,
            stage_flows,
            scores: scores.collect(),
            findings,
            links,
            measure: main_measure(journey, known.satisfaction),
        }
    }

    pub(super) fn journey(&self) -> &'a Journey {
        self.known.journey
    }

    /// What happened at a touchpoint.
    pub(super) fn flow(&self, touchpoint: Touchpoint<'_>) -> Option<&'a TouchpointFlow> {
        self.flows.get(touchpoint.node().index()).copied().flatten()
    }

    /// What happened in a stage.
    pub(super) fn stage_flow(&self, position: usize) -> Option<&'a StageFlow> {
        self.stage_flows.get(position).copied().flatten()
    }

    /// What happened between two touchpoints.
    pub(super) fn link(&self, from: usize, to: usize) -> Option<&'a TransitionFlow> {
        self.links.get(&(from, to)).copied()
    }

    /// Everything that happened between two touchpoints, in map order.
    pub(super) fn links(&self) -> impl Iterator<Item = ((usize, usize), &'a TransitionFlow)> {
        self.links.iter().map(|(ends, flow)| (*ends, *flow))
    }

    /// What is known about a touchpoint by a measure, be it that no answer counts.
    pub(super) fn score(&self, touchpoint: Touchpoint<'_>, measure: &str) -> Option<&Score> {
        let scores = self.scores.get(touchpoint.node().index())?;
        scores.iter().find(|score| score.measure == measure)
    }

    /// A touchpoint's score by a measure.
    pub(super) fn reading(&self, touchpoint: Touchpoint<'_>, measure: &str) -> Option<Reading> {
        Reading::of(self.score(touchpoint, measure)?)
    }

    /// How many findings a touchpoint has: deny, warn, info.
    pub(super) fn findings(&self, touchpoint: Touchpoint<'_>) -> [u32; 3] {
        self.findings
            .get(touchpoint.node().index())
            .copied()
            .unwrap_or_default()
    }

    /// The measure that cards show.
    pub(super) fn measure(&self) -> Option<&'a Measure> {
        self.measure
    }

    /// The line that runs beneath the map, with the measure it is drawn in; `None` for emotions
    /// as the map has them, from -2 to +2. Nothing where nothing is known.
    pub(super) fn line(&self) -> Option<Line<'a>> {
        let journey = self.journey();
        let best = || best_emotion_line(journey, self.known.satisfaction);
        let line = self
            .known
            .emotion
            .map_or_else(|| Cow::Owned(best()), Cow::Borrowed);
        line.lowest.as_ref()?;
        let measure = match &line.source {
            LineSource::Designed => None,
            LineSource::Measure(id) => journey.measure(id.as_str()),
        };
        let mut readings = vec![None; journey.touchpoints().len()];
        for point in &line.points {
            let reading = match measure {
                Some(_) => point.score.as_ref().and_then(Reading::of),
                None => point.value.map(felt),
            };
            let place = journey.touchpoint(point.touchpoint.as_str());
            put(&mut readings, place.map(|it| it.node().index()), reading);
        }
        Some((measure, readings))
    }
}

/// A line over all touchpoints in map order, and the measure it is drawn in.
pub(super) type Line<'a> = (Option<&'a Measure>, Vec<Option<Reading>>);

/// An emotion of the map's own.
fn felt(value: f64) -> Reading {
    Reading {
        value,
        n: None,
        ends: None,
    }
}

/// The place of a level among the three that are reported.
fn class(finding: &Finding) -> Option<usize> {
    match finding.level {
        Level::Deny => Some(0),
        Level::Warn => Some(1),
        Level::Info => Some(2),
        Level::Allow => None,
    }
}

fn put<T>(list: &mut [T], place: Option<usize>, value: T) {
    if let Some(slot) = place.and_then(|place| list.get_mut(place)) {
        *slot = value;
    }
}
