//! Every simple route, in map order, without walking into dead ends.
//!
//! Walking forwards, a step is only taken if a target can still be reached from there without
//! stepping on the route so far. The way that shows this is kept: going on along it needs no
//! further proof, so a search is needed only at forks.

use std::collections::VecDeque;

use super::net::{Net, Node, is, mark};

/// The simple routes from sources to targets, in map order.
#[derive(Clone, Debug)]
pub(crate) struct Every<'j> {
    pub(crate) net: Net<'j>,
    sources: Vec<Node>,
    max_steps: u32,
    /// The fewest steps from each touchpoint to a target on the whole net, and where to.
    nearest: Vec<Option<Nearest>>,
    route: Vec<Node>,
    on_route: Vec<bool>,
    /// For each place of the route and the one after it, how many touchpoints were tried there.
    tried: Vec<usize>,
    /// A shortest way from the end of the route to a target, its end first.
    way_on: Vec<Node>,
    search: Search,
}

#[derive(Clone, Copy, Debug)]
struct Nearest {
    steps: u32,
    next: Option<Node>,
}

/// What a search needs, kept from one to the next.
#[derive(Clone, Debug, Default)]
struct Search {
    before: Vec<Option<Node>>,
    waiting: VecDeque<(Node, u32)>,
    touched: Vec<Node>,
}

impl<'j> Every<'j> {
    pub(crate) fn new(net: Net<'j>, sources: Vec<Node>, targets: &[Node], max_steps: u32) -> Self {
        let count = net.len();
        Self {
            nearest: nearest(&net, targets),
            net,
            sources,
            max_steps,
            route: Vec::new(),
            on_route: vec![false; count],
            tried: vec![0],
            way_on: Vec::new(),
            search: Search {
                before: vec![None; count],
                ..Search::default()
            },
        }
    }

    fn nearest(&self, node: Node) -> Option<Nearest> {
        self.nearest.get(node as usize).copied().flatten()
    }

    /// The touchpoint to try next at the end of the route.
    fn candidate(&mut self) -> Option<Node> {
        let tried = self.tried.last_mut()?;
        let at = std::mem::replace(tried, *tried + 1);
        match self.route.last() {
            None => self.sources.get(at).copied(),
            Some(&end) => self.net.outgoing.of(end).get(at).map(|found| found.to),
        }
    }

    /// Whether the route can go on to a touchpoint and from there to a target; if so, the way
    /// on is found.
    fn leads_on(&mut self, next: Node) -> bool {
        if self.way_on.last() == Some(&next) {
            return true;
        }
        let Some(left) = self.max_steps.checked_sub(self.steps_to_next()) else {
            return false;
        };
        match self.nearest(next) {
            Some(nearest) if nearest.steps <= left && !is(&self.on_route, next) => {}
            _ => return false,
        }
        self.straight_on(next) || self.around(next, left)
    }

    /// How many steps the route has after one more touchpoint.
    fn steps_to_next(&self) -> u32 {
        super::route::count(self.route.len())
    }

    /// Tries the nearest way on the whole net.
    fn straight_on(&mut self, next: Node) -> bool {
        self.way_on.clear();
        let mut at = Some(next);
        while let Some(node) = at {
            if is(&self.on_route, node) {
                self.way_on.clear();
                return false;
            }
            self.way_on.push(node);
            at = self.nearest(node).and_then(|nearest| nearest.next);
        }
        self.way_on.reverse();
        true
    }

    /// Searches a way that keeps clear of the route, of at most so many steps.
    fn around(&mut self, next: Node, most: u32) -> bool {
        let Self { search, net, .. } = self;
        for node in search.touched.drain(..) {
            if let Some(before) = search.before.get_mut(node as usize) {
                *before = None;
            }
        }
        search.waiting.clear();
        search.waiting.push_back((next, 0));
        search.touched.push(next);
        if let Some(before) = search.before.get_mut(next as usize) {
            *before = Some(next);
        }
        while let Some((node, steps)) = search.waiting.pop_front() {
            let nearest = self.nearest.get(node as usize).copied().flatten();
            let Some(nearest) = nearest else { continue };
            if steps.saturating_add(nearest.steps) > most {
                continue;
            }
            if nearest.next.is_none() {
                self.way_on.clear();
                self.way_on.push(node);
                let mut at = node;
                while at != next
                    && let Some(before) = search.before.get(at as usize).copied().flatten()
                {
                    self.way_on.push(before);
                    at = before;
                }
                return true;
            }
            for found in net.outgoing.of(node) {
                if is(&self.on_route, found.to) {
                    continue;
                }
                if let Some(before @ None) = search.before.get_mut(found.to as usize) {
                    *before = Some(node);
                    search.touched.push(found.to);
                    search.waiting.push_back((found.to, steps + 1));
                }
            }
        }
        false
    }

    fn step_to(&mut self, next: Node) {
        self.way_on.pop();
        self.route.push(next);
        mark(&mut self.on_route, next, true);
        self.tried.push(0);
    }

    /// Takes the last step back; `false` if there is none.
    fn step_back(&mut self) -> bool {
        self.way_on.clear();
        self.tried.pop();
        match self.route.pop() {
            Some(node) => {
                mark(&mut self.on_route, node, false);
                true
            }
            None => false,
        }
    }
}

impl Iterator for Every<'_> {
    type Item = Vec<Node>;

    fn next(&mut self) -> Option<Vec<Node>> {
        loop {
            let Some(next) = self.candidate() else {
                if self.tried.is_empty() || !self.step_back() {
                    return None;
                }
                continue;
            };
            if !self.leads_on(next) {
                continue;
            }
            self.step_to(next);
            // Only at a target there is nowhere nearer.
            if self.nearest(next).is_some_and(|at| at.next.is_none()) {
                let route = self.route.clone();
                self.step_back();
                return Some(route);
            }
        }
    }
}

/// The fewest steps from each touchpoint to a target, and the first of them.
fn nearest(net: &Net<'_>, targets: &[Node]) -> Vec<Option<Nearest>> {
    let mut nearest: Vec<Option<Nearest>> = vec![None; net.len()];
    let mut waiting = VecDeque::new();
    let mut reach = |node: Node, steps, next, waiting: &mut VecDeque<_>| {
        if let Some(known @ None) = nearest.get_mut(node as usize) {
            *known = Some(Nearest { steps, next });
            waiting.push_back((node, steps));
        }
    };
    for &target in targets {
        reach(target, 0, None, &mut waiting);
    }
    while let Some((node, steps)) = waiting.pop_front() {
        for found in net.incoming.of(node) {
            reach(found.to, steps + 1, Some(node), &mut waiting);
        }
    }
    nearest
}
