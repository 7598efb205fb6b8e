//! What the rules look at: the map with whatever is known about it, prepared once.

use std::collections::HashMap;

use petgraph::graph::NodeIndex;

use super::{
    GapOptions, Missing, Observed,
    groups::{Group, groups},
    routes,
    scores::{KnownScores, Low},
};
use crate::{
    flow::{Overlay, TouchpointFlow},
    journey::{Journey, Stage, Touchpoint},
    path::scope::Open,
    satisfaction::Score,
};

/// A map under examination.
#[derive(Debug)]
pub(super) struct Context<'j> {
    pub(super) journey: &'j Journey,
    pub(super) options: &'j GapOptions,
    pub(super) visits: Visits<'j>,
    scores: KnownScores<'j>,
    entries: Vec<NodeIndex>,
    goals: Vec<NodeIndex>,
    mandatory: Option<Vec<NodeIndex>>,
    groups: Vec<Group<'j>>,
}

impl<'j> Context<'j> {
    pub(super) fn new(
        journey: &'j Journey,
        observed: Observed<'j>,
        options: &'j GapOptions,
    ) -> Self {
        let entries: Vec<NodeIndex> = journey.entries().map(Touchpoint::node).collect();
        let goals: Vec<NodeIndex> = journey.goal_touchpoints().map(Touchpoint::node).collect();
        Self {
            journey,
            options,
            visits: Visits::of(observed.overlay),
            scores: KnownScores::of(journey, observed.satisfaction, options),
            mandatory: routes::mandatory(journey, &entries, &goals),
            entries,
            goals,
            groups: groups(journey),
        }
    }

    /// Where customers come in.
    pub(super) fn entries(&self) -> Result<&[NodeIndex], Missing> {
        some(&self.entries, Missing::Entry)
    }

    /// What the journey is for.
    pub(super) fn goals(&self) -> Result<&[NodeIndex], Missing> {
        some(&self.goals, Missing::Goal)
    }

    /// The goals and the exits.
    pub(super) fn ends(&self) -> Result<Vec<NodeIndex>, Missing> {
        let ends = self.journey.touchpoints().filter(is_end);
        let ends: Vec<NodeIndex> = ends.map(Touchpoint::node).collect();
        some(&ends, Missing::End)?;
        Ok(ends)
    }

    /// The touchpoints on every route from an entry to a goal.
    pub(super) fn mandatory(&self) -> Result<&[NodeIndex], Missing> {
        self.entries()?;
        self.goals()?;
        self.mandatory.as_deref().ok_or(Missing::Route)
    }

    /// Every persona, grouped by the part of the map that is open to them.
    pub(super) fn groups(&self) -> impl Iterator<Item = (&Group<'j>, Open<'j>)> {
        self.groups.iter().filter_map(|it| Some((it, it.open()?)))
    }

    /// The best known scores of a touchpoint, one for each measure.
    pub(super) fn scores(&self, touchpoint: Touchpoint<'_>) -> &[Score] {
        self.scores.at(touchpoint)
    }

    /// Whether any touchpoint has a score.
    pub(super) fn has_scores(&self) -> Result<(), Missing> {
        if self.scores.is_empty() {
            Err(Missing::Score)
        } else {
            Ok(())
        }
    }

    /// The scores of a touchpoint that lie on the wrong side of their threshold, the one that
    /// misses it by most first.
    pub(super) fn low_scores(&self, touchpoint: Touchpoint<'_>) -> Vec<Low<'_>> {
        self.scores.low(touchpoint)
    }
}

/// Whether the journey may end here.
pub(super) fn is_end(touchpoint: &Touchpoint<'_>) -> bool {
    touchpoint.is_goal() || touchpoint.is_exit()
}

fn some(nodes: &[NodeIndex], missing: Missing) -> Result<&[NodeIndex], Missing> {
    if nodes.is_empty() {
        Err(missing)
    } else {
        Ok(nodes)
    }
}

/// Who came where, if a log tells.
#[derive(Debug)]
pub(super) struct Visits<'j> {
    touchpoints: HashMap<&'j str, &'j TouchpointFlow>,
    stages: HashMap<&'j str, Option<f64>>,
}

impl<'j> Visits<'j> {
    fn of(overlay: Option<&'j Overlay>) -> Self {
        let touchpoints = overlay.into_iter().flat_map(|it| &it.touchpoints);
        let stages = overlay.into_iter().flat_map(|it| &it.stages);
        Self {
            touchpoints: touchpoints.map(|it| (it.touchpoint.as_str(), it)).collect(),
            stages: stages
                .map(|it| (it.stage.as_str(), it.reached.value))
                .collect(),
        }
    }

    /// The share of customers who visited a stage.
    pub(super) fn stage(&self, stage: Stage<'_>) -> Option<f64> {
        self.stages.get(stage.id().as_str()).copied().flatten()
    }

    /// The share of customers who visited a touchpoint.
    pub(super) fn touchpoint(&self, touchpoint: Touchpoint<'_>) -> Option<f64> {
        let flow = self.touchpoints.get(touchpoint.id().as_str())?;
        flow.reached.value
    }

    /// Whether anybody was seen at a touchpoint.
    pub(super) fn any(&self, touchpoint: Touchpoint<'_>) -> bool {
        let flow = self.touchpoints.get(touchpoint.id().as_str());
        flow.is_some_and(|flow| flow.visits > 0)
    }
}
