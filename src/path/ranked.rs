//! Routes from the best to the worst, one at a time.
//!
//! The routes left are kept as disjoint sets: those that begin with the same touchpoints and
//! then do not go on to certain others (Yen 1971, as arranged by Lawler 1972). Each set waits
//! with a lower bound of its best route, read off the distances on the whole map; only when no
//! other set can be better is its best route searched.

use std::{
    cmp::{Ordering, Reverse},
    collections::BinaryHeap,
    sync::Arc,
};

use super::{
    net::{Net, Node, is, mark},
    search::{Distances, Front, Key, fronts, walk},
};

/// The simple routes from sources to targets, best first: by cost, steps, map order.
#[derive(Clone, Debug)]
pub(crate) struct Ranked<'j> {
    pub(crate) net: Net<'j>,
    sources: Vec<Node>,
    targets: Vec<Node>,
    distances: Distances,
    waiting: BinaryHeap<Reverse<Waiting>>,
    shut: Vec<bool>,
}

/// A set of routes, and what is known of the best of them.
#[derive(Clone, Debug)]
struct Waiting {
    /// Its length, or a lower bound of it.
    key: Key,
    set: Set,
    /// Where it goes after the shared touchpoints; no route of this length goes to an earlier
    /// one.
    next: Node,
    /// The whole of it, once it is known.
    best: Option<Arc<[Node]>>,
}

/// The routes that begin with the first `shared` touchpoints of `route` and then go on to none
/// of `not`.
#[derive(Clone, Debug)]
struct Set {
    route: Arc<[Node]>,
    shared: usize,
    not: Vec<Node>,
}

impl Set {
    fn prefix(&self) -> &[Node] {
        self.route.get(..self.shared).unwrap_or_default()
    }
}

impl Waiting {
    /// The touchpoints that the best route has, or has at least.
    fn touchpoints(&self) -> impl Iterator<Item = Node> {
        let (prefix, next) = match &self.best {
            Some(best) => (&**best, None),
            None => (self.set.prefix(), Some(self.next)),
        };
        prefix.iter().copied().chain(next)
    }
}

impl Ord for Waiting {
    /// By length, then by the touchpoints in map order. A bound comes before the routes it may
    /// turn out to be, since the touchpoints it has are their first ones.
    fn cmp(&self, other: &Self) -> Ordering {
        let (one, two) = (&self.set, &other.set);
        self.key.cmp(&other.key).then_with(|| {
            let siblings = self.best.is_none() && other.best.is_none();
            if siblings && Arc::ptr_eq(&one.route, &two.route) {
                // They differ where the first of them leaves the route.
                let shared = one.shared.min(two.shared);
                let at = |it: &Self| match it.set.route.get(shared) {
                    Some(&node) if it.set.shared > shared => node,
                    _ => it.next,
                };
                return at(self).cmp(&at(other));
            }
            self.touchpoints().cmp(other.touchpoints())
        })
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Waiting {}

impl<'j> Ranked<'j> {
    pub(crate) fn new(net: Net<'j>, sources: Vec<Node>, targets: Vec<Node>) -> Self {
        let shut = vec![false; net.len()];
        let distances = Distances::new(&net, &targets, &shut);
        let mut ranked = Self {
            net,
            sources,
            targets,
            distances,
            waiting: BinaryHeap::new(),
            shut,
        };
        let all = Set {
            route: Arc::from([]),
            shared: 0,
            not: Vec::new(),
        };
        ranked.wait(all, None);
        ranked
    }

    /// Lets a set wait, with the least length its best route can have; `front` is where its
    /// prefix ends, and the prefix is shut.
    fn wait(&mut self, set: Set, front: Option<&Front>) {
        let (net, shut) = (&self.net, &self.shut);
        let nearest = fronts(net, &self.sources, front)
            .filter(|next| !set.not.contains(&next.node) && !is(shut, next.node))
            .filter_map(|next| Some((self.distances.through(net, &next)?, next.node)))
            .min();
        if let Some((key, next)) = nearest {
            self.waiting.push(Reverse(Waiting {
                key,
                set,
                next,
                best: None,
            }));
        }
    }

    /// The front after a prefix.
    fn front(&self, prefix: &[Node]) -> Option<Front> {
        let mut front: Option<Front> = None;
        for &node in prefix {
            front = Front::after(&self.net, front.as_ref(), node);
        }
        front
    }

    /// The best route of a set, and its length.
    fn best(&mut self, bound: Key, set: &Set) -> Option<(Key, Arc<[Node]>)> {
        let front = self.front(set.prefix());
        for &node in set.prefix() {
            mark(&mut self.shut, node, true);
        }
        let (net, sources, shut) = (&self.net, &self.sources, &self.shut);
        let on = |distances: &Distances, key| {
            walk(net, distances, sources, front.as_ref(), key, &set.not, shut)
        };
        // Where the best way on the whole map keeps clear of the prefix, it is the answer.
        let found = on(&self.distances, bound).map(|rest| (bound, rest));
        let found = found.or_else(|| {
            let distances = Distances::new(net, &self.targets, shut);
            let key = fronts(net, sources, front.as_ref())
                .filter(|next| !set.not.contains(&next.node))
                .filter_map(|next| distances.through(net, &next))
                .min()?;
            Some((key, on(&distances, key)?))
        });
        for &node in set.prefix() {
            mark(&mut self.shut, node, false);
        }
        let (key, rest) = found?;
        let whole = set.prefix().iter().copied().chain(rest);
        Some((key, whole.collect()))
    }

    /// Splits a set without its best route into the sets that leave that route at each of its
    /// touchpoints.
    fn split(&mut self, set: Set, best: &Arc<[Node]>) {
        let mut front = self.front(set.prefix());
        for &node in set.prefix() {
            mark(&mut self.shut, node, true);
        }
        let mut not = set.not;
        for (shared, &next) in best.iter().enumerate().skip(set.shared) {
            not.push(next);
            let left = Set {
                route: best.clone(),
                shared,
                not: std::mem::take(&mut not),
            };
            self.wait(left, front.as_ref());
            mark(&mut self.shut, next, true);
            front = Front::after(&self.net, front.as_ref(), next);
        }
        for &node in best.iter() {
            mark(&mut self.shut, node, false);
        }
    }
}

impl Iterator for Ranked<'_> {
    type Item = Arc<[Node]>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Reverse(mut waiting) = self.waiting.pop()?;
            if let Some(best) = waiting.best {
                self.split(waiting.set, &best);
                return Some(best);
            }
            if let Some((key, best)) = self.best(waiting.key, &waiting.set) {
                waiting.key = key;
                waiting.best = Some(best);
                self.waiting.push(Reverse(waiting));
            }
        }
    }
}
