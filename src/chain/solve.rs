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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::{
        Journey,
        spec::{Role, Stage, Touchpoint, Transition},
    };

    /// A ring with chords, out of which one leads to the goal and many are lost.
    fn ring(count: usize) -> Journey {
        let mut stage = Stage::new("ring");
        for at in 0..count {
            stage = stage.touchpoint(Touchpoint::new(at.to_string()));
        }
        stage = stage.touchpoint(Touchpoint::new("goal").role(Role::Goal));
        let mut links = Vec::new();
        for at in 0..count {
            for (chord, share) in [
                (1, 0.5),
                (7, 0.2),
                (count - 5, 0.1),
                (at * 31 % 1_000, 0.15),
            ] {
                links.push((at, ((at + chord) % count).to_string(), share));
            }
            let share = if at % 100 == 0 { 0.05 } else { 0.01 };
            links.push((at, "goal".to_owned(), share));
        }
        let mut map = Journey::builder("ring").stage(stage);
        for (from, to, share) in links {
            map = map.transition(Transition::new(from.to_string(), to).probability(share));
        }
        map.build().unwrap()
    }

    #[test]
    fn what_is_approached_is_what_is_eliminated() {
        let map = ring(2_000);
        let steps = Steps::of(&map);
        let none = Limits {
            pairs: 0,
            remaining: 0,
            ..Limits::default()
        };
        let nearer = solve(&steps, none);
        let few = Limits {
            visits: 100_000,
            ..none
        };
        let farther = solve(&steps, few);
        let near = Limits {
            pairs: 20_000,
            remaining: 300,
            ..none
        };
        let solved = solve(&steps, near);
        assert!(farther.iter().any(|it| it.unknown > 1e-3));
        assert!(nearer.iter().all(|it| it.unknown <= 1e-12));
        for ((nearer, farther), solved) in nearer.iter().zip(&farther).zip(&solved) {
            assert!((nearer.probability() - solved.probability()).abs() <= 2e-12);
            for bounds in [nearer, farther] {
                assert!(bounds.converted <= solved.probability() + 1e-12);
                assert!(bounds.lost <= 1.0 - solved.probability() + 1e-12);
            }
        }
    }
}
