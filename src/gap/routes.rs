//! What the rules ask of routes from the entries to the goals, each in near-linear time.

use std::{
    collections::{HashMap, VecDeque},
    ops::Range,
};

use petgraph::{Direction, graph::NodeIndex};

use crate::journey::{Journey, Stage, Touchpoint};

/// A mark for every touchpoint, by node index.
#[derive(Clone, Debug)]
pub(super) struct Marks(Vec<bool>);

impl Marks {
    pub(super) fn of(journey: &Journey, nodes: &[NodeIndex]) -> Self {
        let mut marks = Self(vec![false; journey.graph().node_count()]);
        for &node in nodes {
            marks.mark(node);
        }
        marks
    }

    pub(super) fn has(&self, node: NodeIndex) -> bool {
        self.0.get(node.index()).copied().unwrap_or(false)
    }

    /// Marks a touchpoint; whether it was not marked before.
    fn mark(&mut self, node: NodeIndex) -> bool {
        self.0
            .get_mut(node.index())
            .is_some_and(|mark| !std::mem::replace(mark, true))
    }

    fn unmark(&mut self, node: NodeIndex) {
        if let Some(mark) = self.0.get_mut(node.index()) {
            *mark = false;
        }
    }
}

/// The touchpoints that walks from `sources` come to, the sources among them; a walk goes on
/// only from touchpoints that are open. `O(V + E)`.
pub(super) fn walk(
    journey: &Journey,
    sources: &[NodeIndex],
    direction: Direction,
    open: impl Fn(NodeIndex) -> bool,
) -> Marks {
    let mut reached = Marks::of(journey, sources);
    let mut waiting = sources.to_vec();
    while let Some(node) = waiting.pop() {
        if open(node) {
            let next = journey.graph().neighbors_directed(node, direction);
            waiting.extend(next.filter(|&node| reached.mark(node)));
        }
    }
    reached
}

/// The touchpoints on every route from an entry to a goal, in the order they come; `None` where
/// there is no route. `O(V + E)`.
///
/// Along one route, look from each touchpoint in turn at everything it leads to without
/// stepping on the route again, and keep how far ahead that touches the route. A touchpoint
/// that nothing before it reaches beyond is on every route. (These are the dominators that all
/// goals share, seen from all entries together, without the tree.)
pub(super) fn mandatory(
    journey: &Journey,
    entries: &[NodeIndex],
    goals: &[NodeIndex],
) -> Option<Vec<NodeIndex>> {
    let route = shortest(journey, entries, goals)?;
    let mut sweep = Sweep {
        journey,
        goals: Marks::of(journey, goals),
        place: route.iter().enumerate().map(|(at, &it)| (it, at)).collect(),
        beyond: route.len(),
        furthest: 0,
        beside: Marks::of(journey, &[]),
        waiting: Vec::new(),
    };
    for &entry in entries {
        sweep.touch(entry);
    }
    sweep.look();
    let mut mandatory = Vec::new();
    for (at, node) in route.into_iter().enumerate() {
        if sweep.furthest == at {
            mandatory.push(node);
        }
        sweep.waiting.push(node);
        sweep.look();
    }
    Some(mandatory)
}

struct Sweep<'j> {
    journey: &'j Journey,
    goals: Marks,
    /// The places of touchpoints on the route; where it is beyond the last.
    place: HashMap<NodeIndex, usize>,
    beyond: usize,
    /// The furthest place on the route that was touched.
    furthest: usize,
    /// The touchpoints beside the route that were touched.
    beside: Marks,
    waiting: Vec<NodeIndex>,
}

impl Sweep<'_> {
    fn touch(&mut self, node: NodeIndex) {
        if let Some(&at) = self.place.get(&node) {
            self.furthest = self.furthest.max(at);
        } else if self.beside.mark(node) {
            self.waiting.push(node);
        }
    }

    fn look(&mut self) {
        while let Some(node) = self.waiting.pop() {
            if self.goals.has(node) {
                self.furthest = self.beyond;
            }
            for next in self.journey.graph().neighbors(node) {
                self.touch(next);
            }
        }
    }
}

/// A route of fewest steps from an entry to a goal.
fn shortest(
    journey: &Journey,
    entries: &[NodeIndex],
    goals: &[NodeIndex],
) -> Option<Vec<NodeIndex>> {
    let goals = Marks::of(journey, goals);
    let mut seen = Marks::of(journey, entries);
    let mut before: HashMap<NodeIndex, NodeIndex> = HashMap::new();
    let mut waiting: VecDeque<NodeIndex> = entries.iter().copied().collect();
    while let Some(node) = waiting.pop_front() {
        if goals.has(node) {
            let mut route: Vec<NodeIndex> =
                std::iter::successors(Some(node), |it| before.get(it).copied()).collect();
            route.reverse();
            return Some(route);
        }
        for next in journey.graph().neighbors(node) {
            if seen.mark(next) {
                before.insert(next, node);
                waiting.push_back(next);
            }
        }
    }
    None
}

/// For each stage, in order, whether some route from an entry to a goal has no touchpoint of it.
///
/// Halves the stages again and again: walks with a range of stages closed, then opens one half
/// of the range, lets the same walk go on, and asks the same of the half that is still closed.
/// A walk that reaches a goal answers for its whole range. `O((V + E) log S)` for S stages on
/// maps whose customers walk through the stages more or less in order; `O(S (V + E))` at worst,
/// where each stage can be passed by on its own, to no avail, and no two of them together.
pub(super) fn skippable(
    journey: &Journey,
    entries: &[NodeIndex],
    goals: &[NodeIndex],
) -> Vec<bool> {
    let mut skippable = vec![false; journey.stages().len()];
    let mut walk = StageWalk::new(journey, entries, goals);
    let everything = Step::Close {
        closed: 0..skippable.len(),
        opened: 0..0,
    };
    let mut steps = vec![everything];
    while let Some(step) = steps.pop() {
        let (closed, opened) = match step {
            Step::Close { closed, opened } => (closed, opened),
            Step::Back { to } => {
                walk.back(to);
                continue;
            }
        };
        steps.push(Step::Back {
            to: walk.trail.len(),
        });
        if walk.reaches_goal(&closed, opened) {
            if let Some(range) = skippable.get_mut(closed) {
                range.fill(true);
            }
        } else if closed.len() > 1 {
            let middle = closed.start + closed.len() / 2;
            let (first, second) = (closed.start..middle, middle..closed.end);
            steps.push(Step::Close {
                closed: first.clone(),
                opened: second.clone(),
            });
            steps.push(Step::Close {
                closed: second,
                opened: first,
            });
        }
    }
    skippable
}

enum Step {
    /// Ask of a range of stages; the walk has not yet been in the other half.
    Close {
        closed: Range<usize>,
        opened: Range<usize>,
    },
    /// Take the walk back to where it was.
    Back { to: usize },
}

/// A walk from the entries that is taken further and taken back.
struct StageWalk<'j> {
    journey: &'j Journey,
    stages: Vec<Stage<'j>>,
    /// The stage of each touchpoint, by node index.
    stage_of: Vec<usize>,
    goals: Marks,
    /// What the walk came to, closed touchpoints among it, and in which order.
    touched: Marks,
    trail: Vec<NodeIndex>,
    waiting: Vec<NodeIndex>,
}

impl<'j> StageWalk<'j> {
    fn new(journey: &'j Journey, entries: &[NodeIndex], goals: &[NodeIndex]) -> Self {
        Self {
            journey,
            stages: journey.stages().collect(),
            stage_of: journey
                .touchpoints()
                .map(|it| it.stage().position())
                .collect(),
            goals: Marks::of(journey, goals),
            touched: Marks::of(journey, entries),
            trail: Vec::new(),
            waiting: Vec::new(),
        }
    }

    /// Goes on into the stages that are open now, and tells whether the walk reaches a goal.
    fn reaches_goal(&mut self, closed: &Range<usize>, opened: Range<usize>) -> bool {
        let opened = self.stages.get(opened).unwrap_or_default();
        let opened = opened.iter().flat_map(|stage| stage.touchpoints());
        self.waiting.clear();
        self.waiting.extend(
            opened
                .map(Touchpoint::node)
                .filter(|&it| self.touched.has(it)),
        );
        while let Some(node) = self.waiting.pop() {
            if self.goals.has(node) {
                return true;
            }
            for next in self.journey.graph().neighbors(node) {
                if self.touched.mark(next) {
                    self.trail.push(next);
                    let stage = self.stage_of.get(next.index());
                    if stage.is_some_and(|stage| !closed.contains(stage)) {
                        self.waiting.push(next);
                    }
                }
            }
        }
        false
    }

    fn back(&mut self, to: usize) {
        for node in self.trail.drain(to..) {
            self.touched.unmark(node);
        }
    }
}
