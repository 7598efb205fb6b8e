//! Views: a part of a journey with its place in it, borrowed and cheap to copy.

use std::ops::Deref;

use petgraph::{
    Direction::{Incoming, Outgoing},
    graph::{EdgeIndex, NodeIndex},
    visit::EdgeRef,
};

use super::{
    Journey, StageId, TouchpointId,
    map::StageNode,
    spec::{self, Role, TransitionKind},
};

macro_rules! view {
    ($name:ident, $part:ty) => {
        impl Deref for $name<'_> {
            type Target = $part;

            fn deref(&self) -> &Self::Target {
                self.part()
            }
        }

        impl<'j> $name<'j> {
            /// The journey it belongs to.
            pub fn journey(self) -> &'j Journey {
                self.journey
            }
        }
    };
}

/// A stage of a journey; lends the fields of its [`spec::Stage`].
#[derive(Clone, Copy, Debug)]
pub struct Stage<'j> {
    pub(super) journey: &'j Journey,
    pub(super) node: &'j StageNode,
    pub(super) index: usize,
}

view!(Stage, spec::Stage);

impl<'j> Stage<'j> {
    fn part(self) -> &'j spec::Stage {
        &self.node.stage
    }

    /// The stage's id.
    pub fn id(self) -> &'j StageId {
        &self.part().id
    }

    /// The name people read.
    pub fn name(self) -> &'j str {
        self.part()
            .label
            .as_deref()
            .unwrap_or(self.part().id.as_str())
    }

    /// The stage's place in the journey, from 0.
    pub fn position(self) -> usize {
        self.index
    }

    /// The stage's touchpoints in map order.
    pub fn touchpoints(
        self,
    ) -> impl ExactSizeIterator<Item = Touchpoint<'j>> + DoubleEndedIterator {
        let (journey, first) = (self.journey, self.node.touchpoints.start);
        let nodes = journey.graph.raw_nodes().get(self.node.touchpoints.clone());
        nodes
            .unwrap_or_default()
            .iter()
            .enumerate()
            .map(move |(index, node)| Touchpoint {
                journey,
                part: &node.weight,
                node: NodeIndex::new(first + index),
            })
    }

    /// Its path in the map as written: `stages[2]`.
    pub fn path(self) -> String {
        format!("stages[{}]", self.index)
    }

    /// The stage as plain data, without its touchpoints.
    pub fn to_spec(self) -> spec::Stage {
        self.part().clone()
    }
}

/// A touchpoint of a journey; lends the fields of its [`spec::Touchpoint`].
#[derive(Clone, Copy, Debug)]
pub struct Touchpoint<'j> {
    pub(super) journey: &'j Journey,
    pub(super) part: &'j spec::Touchpoint,
    pub(super) node: NodeIndex,
}

view!(Touchpoint, spec::Touchpoint);

impl<'j> Touchpoint<'j> {
    fn part(self) -> &'j spec::Touchpoint {
        self.part
    }

    /// The touchpoint's id.
    pub fn id(self) -> &'j TouchpointId {
        &self.part.id
    }

    /// The name people read.
    pub fn name(self) -> &'j str {
        self.part.label.as_deref().unwrap_or(self.part.id.as_str())
    }

    /// The first of the names by which a log calls its events, one that is no pattern where there
    /// is any; the id where there are no names.
    pub fn event(self) -> &'j str {
        let events = &self.part.events;
        let name = events.iter().find(|it| !it.contains('*'));
        let name = name.or(events.first());
        name.map_or(self.part.id.as_str(), String::as_str)
    }

    /// The touchpoint's node in [`Journey::graph`]; its index is the place in map order.
    pub fn node(self) -> NodeIndex {
        self.node
    }

    /// The stage it belongs to.
    ///
    /// # Panics
    /// Never: a touchpoint is built inside of its stage.
    pub fn stage(self) -> Stage<'j> {
        let index = self
            .journey
            .stage_of
            .get(self.node.index())
            .copied()
            .unwrap_or(0) as usize;
        #[expect(
            clippy::indexing_slicing,
            reason = "every touchpoint is built inside a stage"
        )]
        Stage {
            journey: self.journey,
            node: &self.journey.stages[index],
            index,
        }
    }

    /// Who is responsible: the touchpoint's owner, or else its stage's.
    pub fn responsible(self) -> Option<&'j str> {
        self.part
            .owner
            .as_deref()
            .or(self.stage().part().owner.as_deref())
    }

    /// Whether customers come in here.
    pub fn is_entry(&self) -> bool {
        self.part.role == Role::Entry
    }

    /// Whether the journey is for this: by role, or because it fulfils a declared goal.
    pub fn is_goal(&self) -> bool {
        self.journey
            .goals
            .get(self.node.index())
            .copied()
            .unwrap_or(false)
    }

    /// Whether this is an accepted end that is not the goal.
    pub fn is_exit(&self) -> bool {
        self.part.role == Role::Exit
    }

    /// Whether this decides how the journey goes on.
    pub fn is_moment_of_truth(&self) -> bool {
        self.part.moment_of_truth.is_some()
    }

    /// The transitions that leave it, in map order.
    pub fn outgoing(self) -> impl Iterator<Item = Transition<'j>> + Clone {
        let journey = self.journey;
        let edges = journey.graph.edges_directed(self.node, Outgoing);
        edges.map(move |edge| Transition {
            journey,
            part: edge.weight(),
            edge: edge.id(),
        })
    }

    /// The transitions that lead to it, in map order.
    pub fn incoming(self) -> impl Iterator<Item = Transition<'j>> + Clone {
        let journey = self.journey;
        let edges = journey.graph.edges_directed(self.node, Incoming);
        edges.map(move |edge| Transition {
            journey,
            part: edge.weight(),
            edge: edge.id(),
        })
    }

    /// The touchpoints it leads to, in map order, each as often as there are transitions.
    pub fn next(self) -> impl Iterator<Item = Touchpoint<'j>> {
        self.outgoing().map(Transition::target)
    }

    /// The transitions that leave it, each with the share of customers who take it: as given,
    /// and for those without a probability an equal part of what the others leave (0 if they
    /// leave nothing).
    pub fn shares(self) -> impl Iterator<Item = (Transition<'j>, f64)> {
        let (given, open) = self
            .outgoing()
            .fold((0.0, 0_u32), |(given, open), transition| {
                match transition.part.probability {
                    Some(probability) => (given + probability, open),
                    None => (given, open + 1),
                }
            });
        let rest = (1.0 - given).max(0.0) / f64::from(open.max(1));
        self.outgoing()
            .map(move |transition| (transition, transition.part.probability.unwrap_or(rest)))
    }

    /// Its path in the map as written: `stages[2].touchpoints[0]`.
    pub fn path(self) -> String {
        let stage = self.stage();
        let position = self.node.index() - stage.node.touchpoints.start;
        format!("{}.touchpoints[{position}]", stage.path())
    }

    /// The touchpoint as plain data.
    pub fn to_spec(self) -> spec::Touchpoint {
        self.part.clone()
    }
}

impl PartialEq for Touchpoint<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.journey, other.journey) && self.node == other.node
    }
}

impl Eq for Touchpoint<'_> {}

/// A transition of a journey; lends the fields of its [`spec::Transition`].
#[derive(Clone, Copy, Debug)]
pub struct Transition<'j> {
    pub(super) journey: &'j Journey,
    pub(super) part: &'j spec::Transition,
    pub(super) edge: EdgeIndex,
}

view!(Transition, spec::Transition);

impl<'j> Transition<'j> {
    pub(super) fn part(self) -> &'j spec::Transition {
        self.part
    }

    /// The transition's edge in [`Journey::graph`].
    pub fn edge(self) -> EdgeIndex {
        self.edge
    }

    /// The touchpoint it leaves.
    pub fn source(self) -> Touchpoint<'j> {
        self.end(|(source, _)| source)
    }

    /// The touchpoint it leads to.
    pub fn target(self) -> Touchpoint<'j> {
        self.end(|(_, target)| target)
    }

    fn end(self, choose: impl Fn((NodeIndex, NodeIndex)) -> NodeIndex) -> Touchpoint<'j> {
        let ends = self.journey.graph.edge_endpoints(self.edge);
        let node = ends.map(choose).unwrap_or_default();
        // An edge of the graph has two nodes of it.
        Touchpoint {
            journey: self.journey,
            part: &self.journey.graph[node],
            node,
        }
    }

    /// Whether it leads to an earlier stage.
    pub fn is_regression(self) -> bool {
        self.target().stage().index < self.source().stage().index
    }

    /// Whether it leads to where a failure shows: by its kind, or because its target is an
    /// exit with the outcome `failure`.
    pub fn is_failure(self) -> bool {
        self.part.kind == TransitionKind::Failure
            || self.target().part.outcome == Some(spec::Outcome::Failure)
    }

    /// Its path in the map as written: `transitions[4]`; the path of its source where the map
    /// leaves its transitions out.
    pub fn path(self) -> String {
        match self.journey.written.get(self.edge.index()) {
            Some(at) if !self.journey.linked_in_order => format!("transitions[{at}]"),
            _ => self.source().path(),
        }
    }

    /// The transition as plain data.
    pub fn to_spec(self) -> spec::Transition {
        self.part.clone()
    }
}
