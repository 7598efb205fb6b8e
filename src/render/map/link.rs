//! Which links are drawn, and which way each of them goes.

use std::{cmp::Reverse, collections::BTreeSet};

use super::layout::Place;
use crate::{
    flow::TransitionFlow,
    journey::spec::TransitionKind,
    render::{MapOptions, MapOrigin, facts::Facts},
    sort,
};

/// A link to draw.
#[derive(Debug)]
pub(super) struct Link<'a> {
    /// The place of its source in the map.
    pub(super) from: usize,
    /// The place of its target.
    pub(super) to: usize,
    /// Its kind where the map has it; `None` where it was only observed.
    pub(super) kind: Option<TransitionKind>,
    /// The share of customers that a designed map expects to take it.
    pub(super) expected: Option<f64>,
    /// What was observed.
    pub(super) flow: Option<&'a TransitionFlow>,
    /// Its share of the widest link, from 0 to 1.
    pub(super) weight: f64,
}

/// The links to draw, and what is said of the others.
#[derive(Debug)]
pub(super) struct Links<'a> {
    pub(super) all: Vec<Link<'a>>,
    /// How many observed links that the map lacks are not drawn.
    pub(super) left_out: usize,
    /// How many of them are drawn.
    pub(super) undesigned: usize,
}

/// How a link gets from card to card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Straight down to the card below.
    Down,
    /// Straight up to the card above.
    Up,
    /// Around, on one side: within a column, or to itself.
    Around,
    /// Across one gutter.
    Across,
    /// Along a corridor between rows, past other columns.
    Corridor {
        /// The row above which it runs.
        corridor: usize,
    },
}

impl Link<'_> {
    /// Whether it leads back: to an earlier column, or up in its own.
    pub(super) fn is_back(&self) -> bool {
        self.to <= self.from
    }

    pub(super) fn way(&self, places: &[Place]) -> Way {
        let place = |touchpoint: usize| places.get(touchpoint).copied().unwrap_or_default();
        let (from, to) = (place(self.from), place(self.to));
        if from.column == to.column {
            return match (from.row.checked_add(1), to.row.checked_add(1)) {
                (Some(below), _) if below == to.row => Way::Down,
                (_, Some(below)) if below == from.row => Way::Up,
                _ => Way::Around,
            };
        }
        if from.column.abs_diff(to.column) == 1 {
            return Way::Across;
        }
        // Halfway between the rows; links back keep to the lower side.
        let rounding = if self.is_back() { 2 } else { 1 };
        Way::Corridor {
            corridor: (from.row + to.row + rounding) / 2,
        }
    }
}

impl<'a> Links<'a> {
    /// Every designed link, and the strongest of those that were only observed. A touchpoint
    /// visited again at once is no link; its card says so.
    pub(super) fn of(facts: &Facts<'a>, options: &MapOptions) -> Self {
        let mut seen = BTreeSet::new();
        let mut all = Vec::new();
        for transition in facts.journey().transitions() {
            let from = transition.source().node().index();
            let to = transition.target().node().index();
            // Links that differ only in guard or persona are one line in the picture.
            if !seen.insert((from, to)) {
                continue;
            }
            all.push(Link {
                from,
                to,
                kind: Some(transition.kind),
                // Of a discovered map it was observed, and nothing says of how many.
                expected: match options.origin {
                    MapOrigin::Designed => transition.probability,
                    MapOrigin::Discovered => None,
                },
                flow: facts.link(from, to),
                weight: 0.0,
            });
        }
        let designed = all.len();
        let mut observed: Vec<Link<'a>> = facts
            .links()
            .filter(|(ends, flow)| !seen.contains(ends) && ends.0 != ends.1 && flow.count > 0)
            .map(|((from, to), flow)| Link {
                from,
                to,
                kind: None,
                expected: None,
                flow: Some(flow),
                weight: 0.0,
            })
            .collect();
        sort::by_key(&mut observed, |link| {
            Reverse(link.flow.map_or(0, |flow| flow.count))
        });
        let undesigned = options.undesigned_links as usize;
        let left_out = observed.len().saturating_sub(undesigned);
        all.extend(observed.into_iter().take(undesigned));
        let undesigned = all.len() - designed;

        let widest = all
            .iter()
            .filter_map(|it| it.flow)
            .map(|it| it.customers)
            .max();
        for link in &mut all {
            link.weight = match (widest, link.flow) {
                (Some(widest), Some(flow)) if widest > 0 => {
                    f64::from(flow.customers) / f64::from(widest)
                }
                _ if facts.known.overlay.is_some() => 0.0,
                _ => link.expected.unwrap_or(0.25),
            };
        }
        Self {
            all,
            left_out,
            undesigned,
        }
    }
}
