//! The chain, a strongly connected component after the other, from the ends back.

use petgraph::{
    algo::kosaraju_scc,
    graph::NodeIndex,
    visit::{EdgeFiltered, EdgeRef},
};

use super::{bounds, eliminate, odds::Odds, steps::Steps};
use crate::sort;

/// How much is done.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// A touchpoint is eliminated while no more than so many pairs of its neighbours become
    /// neighbours by it,
    pub(super) pairs: usize,
    /// and however many, when no more than so many touchpoints remain.
    pub(super) remaining: usize,
    /// How often links are visited in approaching the rest, all components together.
    pub(super) visits: usize,
    /// How near to each other the bounds should be.
    pub(super) width: f64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            pairs: 64,
            remaining: 300,
            visits: 200_000_000,
            width: 1e-12,
        }
    }
}

/// A touchpoint among others that it leads to, and that lead to it: numbered in map order.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    /// The weights of what is known already.
    pub(super) outside: Odds,
    /// Where it leads, and with which weight; never to itself, since who comes back is where
    /// they were.
    pub(super) next: Vec<(u32, f64)>,
    /// What leads to it, and with which weight.
    pub(super) previous: Vec<(u32, f64)>,
}

/// What becomes of customers from each touchpoint, by its node.
pub(super) fn solve(steps: &Steps<'_>, limits: Limits) -> Vec<Odds> {
    let journey = steps.journey;
    let is_open = |node: NodeIndex| matches!(steps.certain.get(node.index()), Some(None));
    let graph = EdgeFiltered::from_fn(journey.graph(), |edge| {
        is_open(edge.source()) && is_open(edge.target()) && steps.weight(edge.id()) > 0.0
    });
    let certain = steps.certain.iter();
    let mut odds: Vec<Odds> = certain.map(|it| it.unwrap_or_default()).collect();
    // The number of each open touchpoint in the component at hand.
    let mut numbers: Vec<Option<u32>> = vec![None; odds.len()];
    let mut visits = limits.visits;
    for mut component in kosaraju_scc(&graph) {
        component.retain(|&node| is_open(node));
        sort::plain(&mut component);
        for (&node, number) in component.iter().zip(0..) {
            if let Some(own) = numbers.get_mut(node.index()) {
                *own = Some(number);
            }
        }
        let mut states = states(steps, &component, &numbers, &odds);
        let eliminated = eliminate::eliminate(&mut states, limits);
        visits = bounds::approach(&mut states, &eliminated, limits.width, visits);
        eliminate::substitute(&mut states, &eliminated);
        for (state, &node) in states.iter().zip(&component) {
            if let Some(odds) = odds.get_mut(node.index()) {
                *odds = state.outside;
            }
            if let Some(own) = numbers.get_mut(node.index()) {
                *own = None;
            }
        }
    }
    odds
}

/// The members of a component.
fn states(
    steps: &Steps<'_>,
    component: &[NodeIndex],
    numbers: &[Option<u32>],
    odds: &[Odds],
) -> Vec<State> {
    let mut states = vec![State::default(); component.len()];
    for (touchpoint, from) in component.iter().zip(0..) {
        let Some(touchpoint) = steps.journey.at(*touchpoint) else {
            continue;
        };
        let mut outside = Odds {
            lost: steps.leaving(touchpoint),
            ..Odds::default()
        };
        for transition in touchpoint.outgoing() {
            let weight = steps.weight(transition.edge());
            let target = transition.target().node().index();
            match numbers.get(target) {
                _ if weight <= 0.0 => {}
                Some(&Some(to)) if to == from => {}
                Some(&Some(to)) => {
                    eliminate::link(&mut states, (from, to), weight, &[]);
                }
                _ => outside.add(weight, odds.get(target).copied().unwrap_or_default()),
            }
        }
        if let Some(state) = states.get_mut(from as usize) {
            state.outside = outside;
        }
    }
    states
}
