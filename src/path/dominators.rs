//! What every way to a touchpoint leads through.
//!
//! Lengauer and Tarjan, "A fast algorithm for finding dominators in a flowgraph" (1979), in the
//! simple version. petgraph's `simple_fast` is quadratic on maps as harmless as two long
//! parallel chains with a bridge at each step; this is not.

use crate::sort;

/// The place of a touchpoint, or of the root, among those that are reached; in the order of a
/// depth-first search, so a dominator has a smaller one than what it dominates.
type Place = u32;

const NONE: u32 = u32::MAX;

/// The immediate dominators of everything that is reached from a root.
#[derive(Clone, Debug)]
pub(crate) struct Dominators {
    /// The nodes by place.
    nodes: Vec<u32>,
    /// The places by node; `NONE` for what is not reached.
    places: Vec<Place>,
    /// The immediate dominators, by place.
    idoms: Vec<Place>,
}

/// A list of numbers that is asked only for places it has.
fn at(list: &[u32], place: Place) -> u32 {
    list.get(place as usize).copied().unwrap_or(NONE)
}

fn set(list: &mut [u32], place: Place, value: u32) {
    if let Some(item) = list.get_mut(place as usize) {
        *item = value;
    }
}

impl Dominators {
    /// The dominators in a graph of `count` nodes, given by the successors of each.
    /// `O((V + E) log V)`.
    pub(crate) fn new<S>(count: usize, root: u32, successors: impl Fn(u32) -> S) -> Self
    where
        S: Iterator<Item = u32>,
    {
        let mut dominators = Self {
            nodes: Vec::new(),
            places: vec![NONE; count],
            idoms: Vec::new(),
        };
        let parents = dominators.number(root, &successors);
        dominators.find(&parents, &successors);
        dominators
    }

    /// Gives places by depth-first search; returns the search tree, by place.
    fn number<S: Iterator<Item = u32>>(
        &mut self,
        root: u32,
        successors: &impl Fn(u32) -> S,
    ) -> Vec<Place> {
        let mut parents = Vec::new();
        let mut stack = Vec::new();
        let mut enter = |node: u32, parent: Place, stack: &mut Vec<(Place, S)>| {
            if at(&self.places, node) == NONE && (node as usize) < self.places.len() {
                let place = super::route::count(self.nodes.len());
                set(&mut self.places, node, place);
                self.nodes.push(node);
                parents.push(parent);
                stack.push((place, successors(node)));
            }
        };
        enter(root, NONE, &mut stack);
        while let Some((place, rest)) = stack.last_mut() {
            let place = *place;
            match rest.next() {
                Some(next) => enter(next, place, &mut stack),
                None => {
                    stack.pop();
                }
            }
        }
        parents
    }

    /// Finds the immediate dominators, from the last place to the first.
    fn find<S: Iterator<Item = u32>>(&mut self, parents: &[Place], successors: &impl Fn(u32) -> S) {
        let count = super::route::count(self.nodes.len());
        let before = self.predecessors(successors);
        let mut forest = Forest::new(count);
        // The places with the same semidominator, as one linked list for each.
        let mut first = vec![NONE; self.nodes.len()];
        let mut after = vec![NONE; self.nodes.len()];
        self.idoms = vec![0; self.nodes.len()];
        for place in (1..count).rev() {
            for &(_, from) in row(&before, place) {
                let least = forest.least_above(from);
                let semi = forest.semi(least).min(forest.semi(place));
                set(&mut forest.semi, place, semi);
            }
            let semi = forest.semi(place);
            set(&mut after, place, at(&first, semi));
            set(&mut first, semi, place);
            let parent = at(parents, place);
            set(&mut forest.above, place, parent);
            let mut next = at(&first, parent);
            set(&mut first, parent, NONE);
            while next != NONE {
                let least = forest.least_above(next);
                let nearer = forest.semi(least) < parent;
                set(&mut self.idoms, next, if nearer { least } else { parent });
                next = at(&after, next);
            }
        }
        for place in 1..count {
            let idom = at(&self.idoms, place);
            if idom != forest.semi(place) {
                let idom = at(&self.idoms, idom);
                set(&mut self.idoms, place, idom);
            }
        }
    }

    /// The edges among places, as (target, source), sorted.
    fn predecessors<S: Iterator<Item = u32>>(
        &self,
        successors: &impl Fn(u32) -> S,
    ) -> Vec<(Place, Place)> {
        let mut edges: Vec<u64> = (0..)
            .zip(&self.nodes)
            .flat_map(|(from, &node)| {
                let edge = move |to: Place| u64::from(to) << 32 | from;
                successors(node).map(move |next| edge(at(&self.places, next)))
            })
            .collect();
        sort::numbers(&mut edges, 0);
        #[expect(clippy::cast_possible_truncation, reason = "two halves are meant")]
        let ends = |edge: u64| ((edge >> 32) as Place, edge as Place);
        edges.into_iter().map(ends).collect()
    }

    /// What every way from the root to a node leads through, from the root to the node; `None`
    /// if no way leads there.
    pub(crate) fn of(&self, node: u32) -> Option<Vec<u32>> {
        let mut through = vec![node];
        let mut last = node;
        while let Some(before) = self.nearest(last) {
            through.push(before);
            last = before;
        }
        through.reverse();
        self.reaches(node).then_some(through)
    }

    /// Whether a way leads to a node.
    pub(crate) fn reaches(&self, node: u32) -> bool {
        at(&self.places, node) != NONE
    }

    /// The last node before a node that every way to it leads through: its immediate dominator.
    /// The root has none, nor has what is not reached.
    pub(crate) fn nearest(&self, node: u32) -> Option<u32> {
        let place = at(&self.places, node);
        let idom = self.idoms.get(place as usize).filter(|_| place != 0)?;
        self.nodes.get(*idom as usize).copied()
    }

    /// For each node, the sum of `weight` over what is reached only through it, itself left
    /// out.
    pub(crate) fn only_through(&self, weight: impl Fn(u32) -> u32) -> Vec<u32> {
        let mut sums = vec![0; self.nodes.len()];
        let mut by_node = vec![0; self.places.len()];
        for (place, &node) in self.nodes.iter().enumerate().rev() {
            let place = super::route::count(place);
            let sum = at(&sums, place);
            set(&mut by_node, node, sum);
            if place != 0 {
                let idom = at(&self.idoms, place);
                let passed_on = at(&sums, idom) + sum + weight(node);
                set(&mut sums, idom, passed_on);
            }
        }
        by_node
    }
}

/// The edges that lead to a place.
fn row(edges: &[(Place, Place)], place: Place) -> &[(Place, Place)] {
    let start = edges.partition_point(|&(to, _)| to < place);
    let end = edges.partition_point(|&(to, _)| to <= place);
    edges.get(start..end).unwrap_or_default()
}

/// The part of the search tree that is done with.
struct Forest {
    /// The semidominators: the smallest place from which a way leads here whose places in
    /// between are all greater than this one.
    semi: Vec<Place>,
    /// The place with the least semidominator on the way up, as far as it is known.
    least: Vec<Place>,
    /// Upwards in the forest, with shortcuts; `NONE` for a root.
    above: Vec<Place>,
    path: Vec<Place>,
}

impl Forest {
    fn new(count: u32) -> Self {
        Self {
            semi: (0..count).collect(),
            least: (0..count).collect(),
            above: (0..count).map(|_| NONE).collect(),
            path: Vec::new(),
        }
    }

    fn semi(&self, place: Place) -> Place {
        at(&self.semi, place)
    }

    /// The place with the least semidominator on the way from a place up to, and without, the
    /// root of its tree. The way is shortened for the next time.
    fn least_above(&mut self, place: Place) -> Place {
        let mut below_root = place;
        while let above = at(&self.above, below_root)
            && above != NONE
            && at(&self.above, above) != NONE
        {
            self.path.push(below_root);
            below_root = above;
        }
        while let Some(lower) = self.path.pop() {
            let above = at(&self.above, lower);
            let (least, found) = (at(&self.least, above), at(&self.least, lower));
            if self.semi(least) < self.semi(found) {
                set(&mut self.least, lower, least);
            }
            let higher = at(&self.above, above);
            set(&mut self.above, lower, higher);
        }
        at(&self.least, place)
    }
}

#[cfg(test)]
mod tests {
    use super::Dominators;

    fn dominators(successors: &[Vec<u32>]) -> Dominators {
        Dominators::new(successors.len(), 0, |node| {
            successors[node as usize].iter().copied()
        })
    }

    #[test]
    fn the_example_of_the_paper() {
        // R A B C D E F G H I J K L
        // 0 1 2 3 4 5 6 7 8 9 10 11 12
        let graph = [
            vec![1, 2, 3],
            vec![4],
            vec![1, 4, 5],
            vec![6, 7],
            vec![12],
            vec![8],
            vec![9],
            vec![9, 10],
            vec![5, 11],
            vec![11],
            vec![9],
            vec![9, 0],
            vec![8],
        ];
        let dominators = dominators(&graph);
        let found: Vec<u32> = (1..13)
            .filter_map(|node| dominators.nearest(node))
            .collect();
        assert_eq!(found, [0, 0, 0, 0, 0, 3, 3, 0, 0, 7, 0, 4]);
        assert_eq!(dominators.only_through(|_| 1)[3], 3);
    }

    #[test]
    fn what_is_not_reached_has_none() {
        let dominators = dominators(&[vec![1], vec![1], vec![1]]);
        assert_eq!(dominators.of(1), Some(vec![0, 1]));
        assert_eq!(dominators.of(2), None);
    }
}
