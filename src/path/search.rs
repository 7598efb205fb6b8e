//! The search behind every best route: how far it is to a target, and the walk along it.
//!
//! Distances are found backwards from the targets (Dijkstra 1959), as pairs of cost and steps,
//! for each touchpoint and each channel it can be met on. The walk then goes forwards and takes
//! the first touchpoint in map order from which the rest of the way is as short as can be. So
//! ties are settled by steps, then by map order, and no route has to be compared with another.
//! Every transition is a step, so a best way never walks a loop, even one that costs nothing.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{
    amount::Amount,
    net::{Move, Net, Node, is, mark},
};

/// What a way costs and how many transitions it has; compares in this order.
pub(crate) type Key = (Amount, u32);

const NEVER: Key = (Amount::MAX, u32::MAX);

/// How far it is from each touchpoint, on each of its channels, to a target.
#[derive(Clone, Debug)]
pub(crate) struct Distances {
    keys: Vec<Key>,
}

impl Distances {
    /// The distances to the nearest of `targets`, never stepping on what `shut` marks.
    /// `O((V + E) · C · log(V · C))` for C channels, which is 1 unless switches are counted.
    pub(crate) fn new(net: &Net<'_>, targets: &[Node], shut: &[bool]) -> Self {
        let mut search = Search {
            net,
            keys: vec![NEVER; net.lanes.total()],
            waiting: BinaryHeap::new(),
        };
        for &target in targets.iter().filter(|&&target| !is(shut, target)) {
            for at in 0..net.lanes.of(target).len() {
                search.relax(target, at, (0, 0));
            }
        }
        let mut seen = vec![false; net.len()];
        while let Some(Reverse((key, node, at))) = search.waiting.pop() {
            if search.key(node, at as usize) != key {
                continue;
            }
            let first = !is(&seen, node);
            mark(&mut seen, node, true);
            search.settle(node, at as usize, key, first, shut);
        }
        Self { keys: search.keys }
    }

    fn of(&self, net: &Net<'_>, node: Node) -> &[Key] {
        let start = net.lanes.start(node);
        let end = start + net.lanes.of(node).len();
        self.keys.get(start..end).unwrap_or_default()
    }

    /// The length of the best way that goes on from here; `None` if there is none.
    pub(crate) fn through(&self, net: &Net<'_>, front: &Front) -> Option<Key> {
        let ways = front.spent.iter().zip(self.of(net, front.node));
        ways.filter(|&(_, &key)| key != NEVER)
            .map(|(&spent, &(cost, steps))| (spent.saturating_add(cost), front.steps + steps))
            .min()
    }
}

struct Search<'n, 'j> {
    net: &'n Net<'j>,
    keys: Vec<Key>,
    waiting: BinaryHeap<Reverse<(Key, Node, u32)>>,
}

impl Search<'_, '_> {
    fn key(&self, node: Node, at: usize) -> Key {
        let key = self.keys.get(self.net.lanes.start(node) + at);
        key.copied().unwrap_or(NEVER)
    }

    fn relax(&mut self, node: Node, at: usize, key: Key) {
        if let Some(known) = self.keys.get_mut(self.net.lanes.start(node) + at)
            && key < *known
        {
            *known = key;
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            self.waiting.push(Reverse((key, node, at)));
        }
    }

    /// Tells the touchpoints before this one what the way through it costs.
    ///
    /// Customers come here on the channel they will go on with, or, if this touchpoint does not
    /// have theirs, switch to the one with the best way on: the `first` to be settled.
    fn settle(&mut self, node: Node, at: usize, key: Key, first: bool, shut: &[bool]) {
        let net = self.net;
        let lanes = net.lanes.of(node);
        let Some(lane) = lanes.get(at) else { return };
        for found in net.incoming.of(node) {
            if is(shut, found.to) {
                continue;
            }
            let (cost, steps) = (key.0.saturating_add(found.weight), key.1 + 1);
            let before = net.lanes.of(found.to);
            if let Ok(same) = before.binary_search(lane) {
                self.relax(found.to, same, (cost, steps));
            }
            if first && net.switch > 0 {
                for (other, lane) in before.iter().enumerate() {
                    if lanes.binary_search(lane).is_err() {
                        self.relax(found.to, other, (cost.saturating_add(net.switch), steps));
                    }
                }
            }
        }
    }
}

/// The end of the part of a route that is walked already.
#[derive(Clone, Debug)]
pub(crate) struct Front {
    pub(crate) node: Node,
    pub(crate) steps: u32,
    /// What the way here cost at least, by the channel it ends on.
    spent: Vec<Amount>,
}

impl Front {
    /// A route that begins.
    fn start(net: &Net<'_>, node: Node) -> Self {
        Self {
            node,
            steps: 0,
            spent: vec![net.weight_of_start(node); net.lanes.of(node).len()],
        }
    }

    /// The route after one more touchpoint, or with its first.
    pub(crate) fn after(net: &Net<'_>, front: Option<&Self>, next: Node) -> Option<Self> {
        let Some(front) = front else {
            return Some(Self::start(net, next));
        };
        let found = net.move_between(front.node, next)?;
        Some(front.then(net, found))
    }

    /// The route, gone on by one transition.
    fn then(&self, net: &Net<'_>, found: &Move) -> Self {
        let before = net.lanes.of(self.node);
        let least = self.spent.iter().min().copied().unwrap_or_default();
        let lanes = net.lanes.of(found.to).iter();
        let spent = lanes.map(|lane| {
            let switched = least.saturating_add(net.switch);
            let kept = before.binary_search(lane).ok();
            let kept = kept.and_then(|at| self.spent.get(at).copied());
            let spent = kept.map_or(switched, |kept| kept.min(switched));
            spent.saturating_add(found.weight)
        });
        Self {
            node: found.to,
            steps: self.steps + 1,
            spent: spent.collect(),
        }
    }
}

/// Where a route can go: to a source at first, then along a transition.
pub(crate) fn fronts<'a>(
    net: &'a Net<'_>,
    sources: &'a [Node],
    front: Option<&'a Front>,
) -> impl Iterator<Item = Front> + 'a {
    let starts = if front.is_none() { sources } else { &[] };
    let starts = starts.iter().map(|&source| Front::start(net, source));
    let moves = front.into_iter().flat_map(|front| {
        let moves = net.outgoing.of(front.node).iter();
        moves.map(|found| front.then(net, found))
    });
    starts.chain(moves)
}

/// Walks on from a front to a target along a way of exactly the length `key`, at each fork to
/// the first touchpoint in map order; `None` if the walk meets what `shut` marks. Touchpoints
/// in `not` are not taken as the first.
pub(crate) fn walk(
    net: &Net<'_>,
    distances: &Distances,
    sources: &[Node],
    front: Option<&Front>,
    key: Key,
    not: &[Node],
    shut: &[bool],
) -> Option<Vec<Node>> {
    let mut walked = Vec::new();
    let mut front = front.cloned();
    loop {
        let next = fronts(net, sources, front.as_ref()).find(|next| {
            let allowed = !walked.is_empty() || (!not.contains(&next.node) && !is(shut, next.node));
            allowed && distances.through(net, next) == Some(key)
        });
        // Only the end of a route has nowhere to go on.
        let Some(next) = next else {
            return (!walked.is_empty()).then_some(walked);
        };
        if is(shut, next.node) {
            return None;
        }
        walked.push(next.node);
        front = Some(next);
    }
}
