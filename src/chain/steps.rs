//! One step of the chain: where customers go from each touchpoint.

use petgraph::graph::EdgeIndex;

use super::odds::Odds;
use crate::journey::{Journey, Touchpoint};

/// The weights of everything that can come next, and what is certain without a computation.
#[derive(Debug)]
pub(super) struct Steps<'j> {
    pub(super) journey: &'j Journey,
    /// The weight of each transition, by its edge; 0 where no customer takes it.
    weights: Vec<f64>,
    /// The weight of leaving the journey, for each touchpoint.
    leaving: Vec<f64>,
    /// What becomes of customers, where that is certain.
    pub(super) certain: Vec<Option<Odds>>,
}

impl<'j> Steps<'j> {
    pub(super) fn of(journey: &'j Journey) -> Self {
        let nodes = journey.graph().node_count();
        let mut steps = Self {
            journey,
            weights: vec![0.0; journey.graph().edge_count()],
            leaving: vec![0.0; nodes],
            certain: vec![None; nodes],
        };
        let inner = journey.touchpoints();
        for touchpoint in inner.filter(|it| !it.is_goal() && !it.is_exit()) {
            let (mut sum, mut ways) = (0.0, 0.0);
            for (transition, share) in touchpoint.shares() {
                sum += share;
                ways += 1.0;
                if let Some(weight) = steps.weights.get_mut(transition.edge().index()) {
                    *weight = share;
                }
            }
            // Less than the sum's own rounding is nothing.
            if let Some(leaving) = steps.leaving.get_mut(touchpoint.node().index())
                && 1.0 - sum > ways * f64::EPSILON
            {
                *leaving = 1.0 - sum;
            }
        }

        let converts = steps.leading_to(|it| it.is_goal());
        let is = |marks: &[bool], it: Touchpoint<'_>| marks.get(it.node().index()) == Some(&true);
        let loses = steps.leading_to(|it| !is(&converts, it) || steps.leaving(it) > 0.0);
        for touchpoint in journey.touchpoints() {
            let certain = match (is(&converts, touchpoint), is(&loses, touchpoint)) {
                (false, _) => Odds::LOST,
                (true, false) => Odds::CONVERTED,
                (true, true) => continue,
            };
            if let Some(known) = steps.certain.get_mut(touchpoint.node().index()) {
                *known = Some(certain);
            }
        }
        steps
    }

    pub(super) fn weight(&self, edge: EdgeIndex) -> f64 {
        let weight = self.weights.get(edge.index());
        weight.copied().unwrap_or_default()
    }

    pub(super) fn leaving(&self, touchpoint: Touchpoint<'_>) -> f64 {
        let leaving = self.leaving.get(touchpoint.node().index());
        leaving.copied().unwrap_or_default()
    }

    /// Whether customers may come from a touchpoint to one of some ends, for each by its node.
    fn leading_to(&self, is_end: impl Fn(Touchpoint<'_>) -> bool) -> Vec<bool> {
        let mut leading = vec![false; self.leaving.len()];
        let mut waiting: Vec<_> = self
            .journey
            .touchpoints()
            .filter(|&it| is_end(it))
            .collect();
        for end in &waiting {
            if let Some(leading) = leading.get_mut(end.node().index()) {
                *leading = true;
            }
        }
        while let Some(touchpoint) = waiting.pop() {
            for transition in touchpoint
                .incoming()
                .filter(|&it| self.weight(it.edge()) > 0.0)
            {
                let source = transition.source();
                if let Some(known @ false) = leading.get_mut(source.node().index()) {
                    *known = true;
                    waiting.push(source);
                }
            }
        }
        leading
    }
}
