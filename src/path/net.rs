//! The open part of a map, laid out for searching: rows of plain numbers.
//!
//! Every search of this room walks these rows and not the map, so that scope, parallel
//! transitions and the meaning of a cost are settled once, before the first step.

use petgraph::graph::{EdgeIndex, NodeIndex};

use super::{
    amount::Amount,
    cost::{Cost, weight_of_touchpoint, weight_of_transition},
    scope::Open,
};
use crate::{
    journey::{Journey, Transition},
    sort,
};

/// A touchpoint's place in map order.
pub(crate) type Node = u32;

/// One list of items for each touchpoint, in one allocation.
#[derive(Clone, Debug)]
pub(crate) struct Rows<T> {
    starts: Vec<usize>,
    items: Vec<T>,
}

impl<T> Rows<T> {
    fn new() -> Self {
        Self {
            starts: vec![0],
            items: Vec::new(),
        }
    }

    fn end_row(&mut self) {
        self.starts.push(self.items.len());
    }

    /// Where a node's row lies in the list of all items.
    pub(crate) fn start(&self, node: Node) -> usize {
        self.starts.get(node as usize).copied().unwrap_or_default()
    }

    pub(crate) fn of(&self, node: Node) -> &[T] {
        let ends = (
            self.starts.get(node as usize),
            self.starts.get(node as usize + 1),
        );
        let (Some(&start), Some(&end)) = ends else {
            return &[];
        };
        self.items.get(start..end).unwrap_or_default()
    }

    pub(crate) fn total(&self) -> usize {
        self.items.len()
    }
}

/// A way from one touchpoint to another: the best of its parallel transitions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Move {
    /// Where it leads; in a row of incoming moves, where it comes from.
    pub(crate) to: Node,
    /// What the transition and the touchpoint it leads to cost.
    pub(crate) weight: Amount,
    pub(crate) edge: EdgeIndex,
}

/// The open part of a map, for one cost.
#[derive(Clone, Debug)]
pub(crate) struct Net<'j> {
    journey: &'j Journey,
    pub(crate) by: Cost,
    /// By source, in map order of the targets.
    pub(crate) outgoing: Rows<Move>,
    /// By target, in map order of the sources.
    pub(crate) incoming: Rows<Move>,
    /// The channels each touchpoint can be met on, as positions in map order: the one channel
    /// 0 for all, unless channels are what counts.
    pub(crate) lanes: Rows<u32>,
    /// What changing the channel costs.
    pub(crate) switch: Amount,
}

impl<'j> Net<'j> {
    /// Lays out what is open; the touchpoints in `shut` are left without any transition, those
    /// in `ends` without outgoing ones.
    pub(crate) fn new(open: &Open<'j>, by: Cost, shut: &[bool], ends: &[bool]) -> Self {
        let journey = open.journey();
        let mut outgoing: Rows<Move> = Rows::new();
        let mut flipped: Vec<(Node, Move)> = Vec::new();
        for touchpoint in journey.touchpoints() {
            let source = node(touchpoint.node());
            if !is(shut, source) && !is(ends, source) {
                let first = outgoing.items.len();
                for (transition, share) in touchpoint.shares() {
                    let target = transition.target();
                    if !open.transition(transition) || is(shut, node(target.node())) {
                        continue;
                    }
                    let Some(weight) = weight_of_transition(transition, share, by) else {
                        continue;
                    };
                    let found = Move {
                        to: node(target.node()),
                        weight: weight.saturating_add(weight_of_touchpoint(target, by)),
                        edge: transition.edge(),
                    };
                    // Parallel transitions follow each other; the first best one counts.
                    match outgoing.items.get_mut(first..).and_then(<[_]>::last_mut) {
                        Some(last) if last.to == found.to => {
                            if found.weight < last.weight {
                                *last = found;
                            }
                        }
                        _ => outgoing.items.push(found),
                    }
                }
            }
            outgoing.end_row();
            flipped.extend(outgoing.of(source).iter().map(|&found| {
                let from = Move {
                    to: source,
                    ..found
                };
                (found.to, from)
            }));
        }
        sort::by_key(&mut flipped, |&(target, _)| target);
        let mut flipped = flipped.into_iter().peekable();
        let mut incoming = Rows::new();
        for touchpoint in journey.touchpoints() {
            let target = node(touchpoint.node());
            while let Some((_, found)) = flipped.next_if(|&(to, _)| to == target) {
                incoming.items.push(found);
            }
            incoming.end_row();
        }
        Self {
            journey,
            by,
            outgoing,
            incoming,
            lanes: lanes(open, by),
            switch: Amount::from(by == Cost::ChannelSwitches),
        }
    }

    pub(crate) fn journey(&self) -> &'j Journey {
        self.journey
    }

    pub(crate) fn len(&self) -> usize {
        self.journey.graph().node_count()
    }

    /// What the touchpoint a route begins with costs.
    pub(crate) fn weight_of_start(&self, start: Node) -> Amount {
        let touchpoint = self.journey.at(NodeIndex::new(start as usize));
        touchpoint.map_or(0, |touchpoint| weight_of_touchpoint(touchpoint, self.by))
    }

    /// The move from one touchpoint to another.
    pub(crate) fn move_between(&self, from: Node, to: Node) -> Option<&Move> {
        let row = self.outgoing.of(from);
        let at = row.binary_search_by_key(&to, |found| found.to).ok()?;
        row.get(at)
    }

    /// The transition a route takes between two touchpoints.
    pub(crate) fn transition(&self, from: Node, to: Node) -> Option<Transition<'j>> {
        let edge = self.move_between(from, to)?.edge;
        let source = self.journey.at(NodeIndex::new(from as usize))?;
        source.outgoing().find(|it| it.edge() == edge)
    }
}

/// The place in map order of a graph's node.
pub(crate) fn node(index: NodeIndex) -> Node {
    // A map has fewer touchpoints than `Node` has numbers.
    Node::try_from(index.index()).unwrap_or(Node::MAX)
}

/// Whether a list of marks marks a node.
pub(crate) fn is(marks: &[bool], node: Node) -> bool {
    marks.get(node as usize).copied().unwrap_or(false)
}

/// Sets the mark of a node.
pub(crate) fn mark(marks: &mut [bool], node: Node, value: bool) {
    if let Some(mark) = marks.get_mut(node as usize) {
        *mark = value;
    }
}

/// The channels that each touchpoint can be met on, as positions in the journey's list.
fn lanes(open: &Open<'_>, by: Cost) -> Rows<u32> {
    let journey = open.journey();
    let mut lanes = Rows::new();
    if by != Cost::ChannelSwitches {
        for _ in journey.touchpoints() {
            lanes.items.push(0);
            lanes.end_row();
        }
        return lanes;
    }
    let channels = super::channels::Channels::of(open);
    for touchpoint in journey.touchpoints() {
        lanes.items.extend(channels.lanes(touchpoint));
        lanes.end_row();
    }
    lanes
}
