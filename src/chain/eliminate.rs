//! Elimination: a touchpoint is taken out, and who was on the way through it goes directly.

use std::{cmp::Reverse, collections::BinaryHeap, mem};

use super::{
    odds::Odds,
    solve::{Limits, State},
};
use crate::sort;

/// What was taken out, in order, and what was not.
#[derive(Clone, Debug, Default)]
pub(super) struct Eliminated {
    order: Vec<u32>,
    pub(super) remaining: Vec<u32>,
}

/// Takes out touchpoints, next the one by which the fewest pairs become neighbours, while that is
/// cheap. What is taken out keeps where it led then; its weights, and those of what remains, are
/// shares afterwards.
pub(super) fn eliminate(states: &mut [State], limits: Limits) -> Eliminated {
    let mut gone = vec![false; states.len()];
    let mut order: Vec<u32> = Vec::new();
    loop {
        let members = (0..).zip(&gone).filter(|&(_, &gone)| !gone);
        let remaining: Vec<u32> = members.map(|(number, _)| number).collect();
        let before = order.len();
        let mut waiting: BinaryHeap<_> = remaining.iter().map(|&it| Reverse((0, it))).collect();
        while let Some(Reverse((expected, number))) = waiting.pop() {
            let at = number as usize;
            let (Some(false), Some(state)) = (gone.get(at), states.get_mut(at)) else {
                continue;
            };
            tidy(&mut state.next, &gone);
            tidy(&mut state.previous, &gone);
            let pairs = state.pairs();
            if pairs > expected {
                waiting.push(Reverse((pairs, number)));
                continue;
            }
            if pairs > limits.pairs && states.len() - order.len() > limits.remaining {
                continue; // until a neighbour is gone
            }
            if let Some(gone) = gone.get_mut(at) {
                *gone = true;
            }
            order.push(number);
            take_out(states, number, &gone, |neighbour, pairs| {
                waiting.push(Reverse((pairs, neighbour)));
            });
        }
        let left = states.len() - order.len();
        if left == 0 || left > limits.remaining || order.len() == before {
            break;
        }
    }
    let mut remaining = Vec::new();
    for ((state, gone_too), number) in states.iter_mut().zip(&gone).zip(0..) {
        if !gone_too {
            tidy(&mut state.next, &gone);
            state.normalise();
            remaining.push(number);
        }
    }
    Eliminated { order, remaining }
}

fn take_out(states: &mut [State], number: u32, gone: &[bool], mut changed: impl FnMut(u32, usize)) {
    let Some(state) = states.get_mut(number as usize) else {
        return;
    };
    state.normalise();
    let outside = state.outside;
    let next = mem::take(&mut state.next);
    let previous = mem::take(&mut state.previous);
    for &(from, weight) in &previous {
        if let Some(source) = states.get_mut(from as usize) {
            source.outside.add(weight, outside);
        }
        for &(to, share) in next.iter().filter(|&&(to, _)| to != from) {
            link(states, (from, to), weight * share, gone);
        }
    }
    for &(neighbour, _) in previous.iter().chain(&next) {
        let pairs = states.get(neighbour as usize).map_or(0, State::pairs);
        changed(neighbour, pairs);
    }
    if let Some(state) = states.get_mut(number as usize) {
        state.next = next;
    }
}

/// Gives those who were taken out what became of those they led to, the last one first.
pub(super) fn substitute(states: &mut [State], eliminated: &Eliminated) {
    for &number in eliminated.order.iter().rev() {
        let Some(state) = states.get(number as usize) else {
            continue;
        };
        let mut odds = state.outside;
        for &(to, share) in &state.next {
            odds.add(
                share,
                states
                    .get(to as usize)
                    .map_or(Odds::UNKNOWN, |it| it.outside),
            );
        }
        if let Some(state) = states.get_mut(number as usize) {
            state.outside = odds;
        }
    }
}

/// Adds a link, or weight to it.
pub(super) fn link(states: &mut [State], (from, to): (u32, u32), weight: f64, gone: &[bool]) {
    if let Some(source) = states.get_mut(from as usize) {
        add(&mut source.next, (to, weight), gone);
    }
    if let Some(target) = states.get_mut(to as usize) {
        add(&mut target.previous, (from, weight), gone);
    }
}

fn add(links: &mut Vec<(u32, f64)>, link: (u32, f64), gone: &[bool]) {
    const FEW: usize = 32;
    if links.len() == links.capacity() && links.len() >= FEW {
        tidy(links, gone);
        // Twice the room, so that tidying costs no more than adding did.
        links.reserve(links.len() + 1);
    }
    links.push(link);
}

/// Drops links with what is gone, and makes several links one.
fn tidy(links: &mut Vec<(u32, f64)>, gone: &[bool]) {
    links.retain(|&(end, _)| gone.get(end as usize) != Some(&true));
    sort::by_key(links, |&(end, _)| end);
    links.dedup_by(|link, kept| {
        let same = link.0 == kept.0;
        if same {
            kept.1 += link.1;
        }
        same
    });
}

impl State {
    /// How many pairs of neighbours have it between them, at most.
    fn pairs(&self) -> usize {
        self.next.len().saturating_mul(self.previous.len())
    }

    /// Makes the weights shares.
    fn normalise(&mut self) {
        let total = self.outside.total() + self.next.iter().map(|&(_, weight)| weight).sum::<f64>();
        if total > 0.0 {
            let weights = mem::take(&mut self.outside);
            self.outside.add(1.0 / total, weights);
            for (_, weight) in &mut self.next {
                *weight /= total;
            }
        } else {
            // Everything was smaller than the smallest number.
            self.outside = Odds::UNKNOWN;
            self.next.clear();
        }
    }
}
