//! What the rules ask of routes from the entries to the goals.
//!
//! [`path::mandatory`](crate::path::mandatory) answers more about what every route passes (for
//! each goal alone, and what depends on each touchpoint), and takes longer for it than rules
//! that look at maps of any size can wait.

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
    /// What both have.
    pub(super) fn and(self, other: &Self) -> Self {
        let both = self.0.into_iter().zip(&other.0);
        Self(both.map(|(one, &other)| one && other).collect())
    }

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

/// For each stage, in order, whether some route has no touchpoint of it, given the touchpoints
/// on any route from an entry to a goal.
///
/// Halves the stages again and again: walks with a range of stages closed, then opens one half
/// of the range, lets the same walk go on, and asks the same of the half that is still closed.
/// A walk that comes to a goal answers for its whole range, and its route for every stage that
/// is not on it.
///
/// `O((V + E) log S)` for S stages where customers walk through them in order and a few routes
/// show all that can be passed by, as on a map people draw; `O(S (V + E))` at worst.
pub(super) fn skippable(journey: &Journey, on_a_route: &Marks) -> Vec<bool> {
    let mut walk = StageWalk::new(journey, on_a_route);
    let mut steps = vec![Step::Close {
        closed: 0..walk.stages.len(),
        opened: 0..0,
    }];
    while let Some(step) = steps.pop() {
        let (closed, opened) = match step {
            Step::Close { closed, opened } => (closed, opened),
            Step::Back { to } => {
                walk.back(to);
                continue;
            }
        };
        let known = walk.skippable.get(closed.clone()).unwrap_or_default();
        if known.iter().all(|&skippable| skippable) {
            continue;
        }
        steps.push(Step::Back {
            to: walk.trail.len(),
        });
        if let Some(goal) = walk.goal_without(&closed, opened) {
            walk.note_route_to(goal);
        } else if closed.len() > 1 {
            let middle = closed.start + closed.len() / 2;
            let (first, second) = (closed.start..middle, middle..closed.end);
            steps.push(Step::Close {
                closed: second.clone(),
                opened: first.clone(),
            });
            steps.push(Step::Close {
                closed: first,
                opened: second,
            });
        }
    }
    walk.skippable
}

enum Step {
    /// Ask of a range of stages, now that another is open.
    Close {
        closed: Range<usize>,
        opened: Range<usize>,
    },
    /// Take the walk back to where it was.
    Back { to: usize },
}

/// A walk from the entries along routes that is taken further and taken back.
struct StageWalk<'j> {
    journey: &'j Journey,
    on_a_route: &'j Marks,
    stages: Vec<Stage<'j>>,
    /// The stage of each touchpoint, by node index.
    stage_of: Vec<usize>,
    /// What the walk came to, closed touchpoints among it: in which order, and from where.
    touched: Marks,
    trail: Vec<NodeIndex>,
    before: Vec<Option<NodeIndex>>,
    waiting: Vec<NodeIndex>,
    /// What is known by now.
    skippable: Vec<bool>,
}

impl<'j> StageWalk<'j> {
    fn new(journey: &'j Journey, on_a_route: &'j Marks) -> Self {
        let entries = journey.entries().map(Touchpoint::node);
        let entries: Vec<NodeIndex> = entries.filter(|&it| on_a_route.has(it)).collect();
        let touchpoints = || journey.touchpoints();
        Self {
            journey,
            on_a_route,
            stages: journey.stages().collect(),
            stage_of: touchpoints().map(|it| it.stage().position()).collect(),
            touched: Marks::of(journey, &entries),
            trail: Vec::new(),
            before: vec![None; touchpoints().len()],
            waiting: Vec::new(),
            skippable: vec![false; journey.stages().len()],
        }
    }

    /// Goes on into the stages that are open now, and gives the first goal the walk comes to.
    fn goal_without(&mut self, closed: &Range<usize>, opened: Range<usize>) -> Option<NodeIndex> {
        self.waiting.clear();
        let opened = self.stages.get(opened).unwrap_or_default();
        let opened = opened.iter().flat_map(|stage| stage.touchpoints());
        let opened = opened.map(Touchpoint::node);
        self.waiting
            .extend(opened.filter(|&it| self.touched.has(it)));
        while let Some(node) = self.waiting.pop() {
            if self.journey.at(node).is_some_and(|it| it.is_goal()) {
                return Some(node);
            }
            for next in self.journey.graph().neighbors(node) {
                if self.on_a_route.has(next) && self.touched.mark(next) {
                    self.trail.push(next);
                    if let Some(before) = self.before.get_mut(next.index()) {
                        *before = Some(node);
                    }
                    let stage = self.stage_of.get(next.index());
                    if stage.is_some_and(|stage| !closed.contains(stage)) {
                        self.waiting.push(next);
                    }
                }
            }
        }
        None
    }

    /// Every stage that is not on the walk's route to a touchpoint can be passed by.
    fn note_route_to(&mut self, goal: NodeIndex) {
        let mut on_route = vec![false; self.stages.len()];
        let mut here = Some(goal);
        while let Some(node) = here {
            let stage = self.stage_of.get(node.index());
            if let Some(stage) = stage.and_then(|&it| on_route.get_mut(it)) {
                *stage = true;
            }
            here = self.before.get(node.index()).copied().flatten();
        }
        for (skippable, on_route) in self.skippable.iter_mut().zip(on_route) {
            *skippable |= !on_route;
        }
    }

    fn back(&mut self, to: usize) {
        for node in self.trail.drain(to..) {
            self.touched.unmark(node);
        }
    }
}
