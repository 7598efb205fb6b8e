//! The closed map: how it is built, and what one asks it.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
};

use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};

use super::{
    InvalidJourney, Measure, MeasureId, Stage, Touchpoint, TouchpointId, Transition,
    names::EventNames,
    spec::{self, Role},
    validate,
};
use crate::sort;

/// A customer journey: the designed map, checked and closed.
///
/// # Example
/// ```
/// use cesta::journey::{Journey, spec::{Role, Stage, Touchpoint}};
///
/// let journey = Journey::builder("bakery")
///     .stage(Stage::new("find").touchpoint(Touchpoint::new("smell").role(Role::Entry)))
///     .stage(Stage::new("buy").touchpoint(Touchpoint::new("counter").role(Role::Goal)))
///     .build()?;
///
/// let smell = journey.touchpoint("smell").unwrap();
/// assert_eq!(smell.stage().id(), "find");
/// assert_eq!(smell.next().map(|next| next.id().to_string()).collect::<Vec<_>>(), ["counter"]);
/// # Ok::<(), cesta::journey::InvalidJourney>(())
/// ```
#[derive(Clone, Debug)]
pub struct Journey {
    /// The journey's own fields; its stages, and their touchpoints, are in the places below.
    head: spec::Journey,
    pub(super) graph: DiGraph<spec::Touchpoint, spec::Transition>,
    pub(super) stages: Vec<StageNode>,
    pub(super) stage_of: Vec<u32>,
    nodes: HashMap<TouchpointId, NodeIndex>,
    /// Whether the transitions were left out and follow the order of the touchpoints.
    pub(super) linked_in_order: bool,
    /// Where each edge stood in the list of transitions.
    pub(super) written: Vec<u32>,
    channels: Vec<spec::Channel>,
    measures: BTreeMap<MeasureId, Measure>,
    names: EventNames,
    questions: HashMap<String, Option<NodeIndex>>,
    pub(super) goals: Vec<bool>,
}

/// A stage without its touchpoints, and their places among the graph's nodes.
#[derive(Clone, Debug)]
pub(super) struct StageNode {
    pub(super) stage: spec::Stage,
    pub(super) touchpoints: Range<usize>,
}

impl Journey {
    /// A map to fill, by its id; [`spec::Journey::build`] closes it.
    pub fn builder(id: impl Into<String>) -> spec::Journey {
        spec::Journey::new(id)
    }

    pub(super) fn build(mut spec: spec::Journey) -> Result<Self, InvalidJourney> {
        let checked = validate::validate(&spec);
        if !checked.problems.is_empty() {
            return Err(InvalidJourney::new(checked.problems));
        }
        let channels = channels(&spec);
        let mut measures = BTreeMap::new();
        for measure in Measure::built_in().iter().chain(&spec.measures) {
            measures.insert(measure.id.clone(), measure.clone());
        }

        let touchpoints = spec
            .stages
            .iter()
            .map(|stage| stage.touchpoints.len())
            .sum();
        let mut graph = DiGraph::with_capacity(touchpoints, touchpoints);
        let mut nodes = HashMap::with_capacity(touchpoints);
        let mut stages = Vec::with_capacity(spec.stages.len());
        let mut stage_of = Vec::with_capacity(touchpoints);
        for (index, mut stage) in std::mem::take(&mut spec.stages).into_iter().enumerate() {
            let first = graph.node_count();
            for touchpoint in std::mem::take(&mut stage.touchpoints) {
                let id = touchpoint.id.clone();
                nodes.insert(id, graph.add_node(touchpoint));
                stage_of.push(u32::try_from(index).unwrap_or(u32::MAX));
            }
            let touchpoints = first..graph.node_count();
            stages.push(StageNode { stage, touchpoints });
        }

        let transitions = spec.transitions.take();
        let linked_in_order = transitions.is_none();
        let transitions = transitions.unwrap_or_else(|| in_order(&graph));
        let mut edges: Vec<(NodeIndex, NodeIndex, u32, spec::Transition)> = (0..)
            .zip(transitions)
            .filter_map(|(at, it)| Some((*nodes.get(&it.from)?, *nodes.get(&it.to)?, at, it)))
            .collect();
        sort::by_key(&mut edges, |&(from, to, at, _)| (from, to, at));
        // petgraph lists a node's edges in reverse order of insertion; inserted from last to
        // first, they come out in map order.
        let mut written = Vec::with_capacity(edges.len());
        for (from, to, at, transition) in edges.into_iter().rev() {
            graph.add_edge(from, to, transition);
            written.push(at);
        }

        let mut goals: Vec<bool> = graph
            .node_weights()
            .map(|touchpoint| touchpoint.role == Role::Goal)
            .collect();
        for id in spec.goals.iter().flat_map(|goal| &goal.touchpoints) {
            if let Some(goal) = nodes.get(id).and_then(|node| goals.get_mut(node.index())) {
                *goal = true;
            }
        }
        Ok(Self {
            head: spec,
            graph,
            stages,
            stage_of,
            nodes,
            linked_in_order,
            written,
            channels,
            measures,
            names: checked.names,
            questions: checked.questions,
            goals,
        })
    }

    /// The map as plain data again: what it was built from.
    ///
    /// Transitions come out in map order. Building the result gives an equal journey.
    pub fn to_spec(&self) -> spec::Journey {
        spec::Journey {
            stages: self
                .stages()
                .map(|stage| spec::Stage {
                    touchpoints: stage.touchpoints().map(Touchpoint::to_spec).collect(),
                    ..stage.to_spec()
                })
                .collect(),
            transitions: (!self.linked_in_order)
                .then(|| self.transitions().map(Transition::to_spec).collect()),
            ..self.head.clone()
        }
    }

    /// The journey's id.
    pub fn id(&self) -> &str {
        &self.head.id
    }

    /// The name people read.
    pub fn name(&self) -> &str {
        self.head.label.as_deref().unwrap_or(&self.head.id)
    }

    /// What the journey is about.
    pub fn description(&self) -> Option<&str> {
        self.head.description.as_deref()
    }

    /// The kind of journey: `purchase`, `leadGeneration`, `engagement`, `retention`, or a word
    /// of the user's own.
    pub fn kind(&self) -> Option<&str> {
        self.head.kind.as_deref()
    }

    /// Whether the map shows what is or what shall be.
    pub fn state(&self) -> spec::State {
        self.head.state
    }

    /// The map's own version.
    pub fn revision(&self) -> Option<&str> {
        self.head.revision.as_deref()
    }

    /// Who is responsible for the whole journey.
    pub fn owner(&self) -> Option<&str> {
        self.head.owner.as_deref()
    }

    /// The currency of every cost.
    pub fn currency(&self) -> Option<&str> {
        self.head.currency.as_deref()
    }

    /// The measure of questions that do not name one.
    pub fn default_measure(&self) -> Option<&Measure> {
        self.measure(self.head.measure.as_ref()?.as_str())
    }

    /// A measure, declared or built in.
    pub fn measure(&self, id: &str) -> Option<&Measure> {
        self.measures.get(id)
    }

    /// All measures, declared and built in, by id.
    pub fn measures(&self) -> impl ExactSizeIterator<Item = &Measure> {
        self.measures.values()
    }

    /// The channels: as declared, or else in the order in which touchpoints first name them.
    pub fn channels(&self) -> &[spec::Channel] {
        &self.channels
    }

    /// A channel.
    pub fn channel(&self, id: &str) -> Option<&spec::Channel> {
        self.channels.iter().find(|channel| channel.id == id)
    }

    /// The personas.
    pub fn personas(&self) -> &[spec::Persona] {
        &self.head.personas
    }

    /// A persona.
    pub fn persona(&self, id: &str) -> Option<&spec::Persona> {
        self.head.personas.iter().find(|persona| persona.id == id)
    }

    /// The goals.
    pub fn goals(&self) -> &[spec::Goal] {
        &self.head.goals
    }

    /// The actions.
    pub fn actions(&self) -> &[spec::Action] {
        &self.head.actions
    }

    /// The evidence.
    pub fn evidence(&self) -> &[spec::Evidence] {
        &self.head.evidence
    }

    /// The survey questions about the journey as a whole.
    pub fn questions(&self) -> &[spec::Question] {
        &self.head.questions
    }

    /// The levels of gap rules for the whole journey.
    pub fn levels(&self) -> &spec::Levels {
        &self.head.levels
    }

    /// The notes on the journey as a whole.
    pub fn notes(&self) -> &[spec::Note] {
        &self.head.notes
    }

    /// The journey's free attributes.
    pub fn attributes(&self) -> &spec::Attributes {
        &self.head.attributes
    }

    /// The stages in order.
    pub fn stages(&self) -> impl ExactSizeIterator<Item = Stage<'_>> + DoubleEndedIterator {
        self.stages.iter().enumerate().map(|(index, node)| Stage {
            journey: self,
            node,
            index,
        })
    }

    /// A stage. Linear in the number of stages.
    pub fn stage(&self, id: &str) -> Option<Stage<'_>> {
        self.stages().find(|stage| stage.id == id)
    }

    /// The touchpoints in map order.
    pub fn touchpoints(
        &self,
    ) -> impl ExactSizeIterator<Item = Touchpoint<'_>> + DoubleEndedIterator {
        self.graph
            .raw_nodes()
            .iter()
            .enumerate()
            .map(|(index, node)| Touchpoint {
                journey: self,
                part: &node.weight,
                node: NodeIndex::new(index),
            })
    }

    /// A touchpoint.
    pub fn touchpoint(&self, id: &str) -> Option<Touchpoint<'_>> {
        self.at(*self.nodes.get(id)?)
    }

    /// The touchpoint at a node of [`graph`](Self::graph).
    pub fn at(&self, node: NodeIndex) -> Option<Touchpoint<'_>> {
        let part = self.graph.node_weight(node)?;
        Some(Touchpoint {
            journey: self,
            part,
            node,
        })
    }

    /// The transitions in map order.
    pub fn transitions(
        &self,
    ) -> impl ExactSizeIterator<Item = Transition<'_>> + DoubleEndedIterator {
        self.graph
            .raw_edges()
            .iter()
            .enumerate()
            .rev()
            .map(|(index, edge)| Transition {
                journey: self,
                part: &edge.weight,
                edge: EdgeIndex::new(index),
            })
    }

    /// The touchpoints where customers come in, in map order.
    pub fn entries(&self) -> impl Iterator<Item = Touchpoint<'_>> {
        self.touchpoints().filter(Touchpoint::is_entry)
    }

    /// The touchpoints the journey is for, in map order: those with the role `goal`, and those
    /// that fulfil a declared goal.
    pub fn goal_touchpoints(&self) -> impl Iterator<Item = Touchpoint<'_>> {
        self.touchpoints().filter(Touchpoint::is_goal)
    }

    /// The accepted ends that are not the goal, in map order.
    pub fn exits(&self) -> impl Iterator<Item = Touchpoint<'_>> {
        self.touchpoints().filter(Touchpoint::is_exit)
    }

    /// The touchpoint a log calls by this event name: the very name first, then the patterns
    /// in map order.
    pub fn touchpoint_of_event(&self, name: &str) -> Option<Touchpoint<'_>> {
        self.at(self.names.find(name)?)
    }

    /// What a survey question is about: a touchpoint, or the journey as a whole.
    pub fn subject_of_question(&self, name: &str) -> Option<Subject<'_>> {
        Some(match self.questions.get(name)? {
            Some(node) => Subject::Touchpoint(self.at(*node)?),
            None => Subject::Journey,
        })
    }

    /// The graph itself, read-only: the documented door for petgraph's own algorithms.
    ///
    /// Nodes are numbered in map order and never removed, so a `NodeIndex` is a touchpoint's
    /// position; `neighbors` and `edges` come in map order. Edge indices run backwards
    /// through map order.
    pub fn graph(&self) -> &DiGraph<spec::Touchpoint, spec::Transition> {
        &self.graph
    }
}

/// What a survey question is about.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'j> {
    /// The journey as a whole.
    Journey,
    /// One touchpoint.
    Touchpoint(Touchpoint<'j>),
}

impl PartialEq for Journey {
    fn eq(&self, other: &Self) -> bool {
        self.to_spec() == other.to_spec()
    }
}

/// The declared channels, or those that touchpoints and personas name.
fn channels(spec: &spec::Journey) -> Vec<spec::Channel> {
    if !spec.channels.is_empty() {
        return spec.channels.clone();
    }
    let of_touchpoints = spec.stages.iter().flat_map(|stage| &stage.touchpoints);
    let of_touchpoints = of_touchpoints.flat_map(|touchpoint| &touchpoint.channels);
    let of_personas = spec.personas.iter().flat_map(|persona| &persona.channels);
    let mut seen = std::collections::HashSet::new();
    of_touchpoints
        .chain(of_personas)
        .filter(|id| seen.insert(id.as_str()))
        .map(|id| spec::Channel::new(id.as_str()))
        .collect()
}

/// One transition from each touchpoint to the next one as written; ends have none.
fn in_order(graph: &DiGraph<spec::Touchpoint, spec::Transition>) -> Vec<spec::Transition> {
    let pairs = graph.raw_nodes().windows(2).filter_map(|pair| match pair {
        [from, to] => Some((from.weight.id.clone(), to.weight.id.clone())),
        _ => None,
    });
    pairs
        .map(|(from, to)| spec::Transition::new(from, to))
        .collect()
}
