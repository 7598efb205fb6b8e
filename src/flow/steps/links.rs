//! The steps as a graph: nodes and links of a Sankey diagram.

use std::{cmp::Reverse, collections::BTreeMap};

use serde::{Deserialize, Serialize};

use super::{
    Anchor, StepError, StepOptions, StepPlace, StepSum,
    tally::{END, START, TOUCHPOINTS},
};
use crate::{log::EventLog, sort};

/// Where customers go from step to step: the nodes and links of a Sankey diagram.
///
/// At each step the touchpoints with the most customers are shown by themselves, the others
/// together. Who is at a node came over its links from the step before, and leaves over its
/// links to the next: nobody gets lost between steps. The node `end` of a step has those whose
/// last event was at the step before, the node `start` those whose first one is at the next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StepLinks {
    /// How many customers there are.
    pub customers: u32,
    /// How many of them have no anchor, and are left out.
    pub unanchored: u32,
    /// How many are looked at.
    pub n: u32,
    /// What step 0 is; `None` where step 1 is each customer's first event.
    pub anchor: Option<Anchor>,
    /// The steps: from 1, or around 0.
    pub steps: Vec<i32>,
    /// By step, then `start`, touchpoints (most customers first, then by name), `other`, `end`.
    pub nodes: Vec<StepNode>,
    /// By the order of their nodes.
    pub links: Vec<StepLink>,
    /// By step: the share of its events whose touchpoint is shown by itself; `None` where there
    /// is no event.
    pub coverage: Vec<Option<f64>>,
}

/// A place at a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StepNode {
    /// The step.
    pub step: i32,
    /// The place.
    pub place: StepPlace,
    /// How many customers are there.
    pub customers: u32,
    /// How many touchpoints it stands for: 1, or as many as are `other` here; 0 where it is
    /// none.
    pub touchpoints: u32,
}

/// The way from a place to one at the next step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StepLink {
    /// The step that it leads from.
    pub step: i32,
    /// The place there.
    pub from: StepPlace,
    /// The place at the next step.
    pub to: StepPlace,
    /// How many customers go this way.
    pub customers: u32,
}

/// The node that a place belongs to: its kind's rank, and its own within that.
type Node = (u8, u32);

impl StepLinks {
    /// The steps of a log's customers.
    ///
    /// # Errors
    /// [`StepError::InvalidOptions`]; [`StepError::UnknownTouchpoint`] for an anchor that the
    /// log does not know.
    ///
    /// # Complexity
    /// As [`StepSum::of`].
    ///
    /// # Example
    /// ```
    /// use cesta::{flow::steps::{StepLinks, StepOptions, StepPlace}, log::EventLog};
    ///
    /// let log = EventLog::from_columns(&["ann", "ann", "bob"], &["look", "buy", "look"], None)?;
    /// let it = StepLinks::of(&log, &StepOptions { max_steps: 2, ..StepOptions::default() })?;
    /// assert_eq!(it.links.len(), 2);
    /// assert_eq!((&it.links[1].to, it.links[1].customers), (&StepPlace::End, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(log: &EventLog, options: &StepOptions) -> Result<Self, StepError> {
        StepSum::of_known(log, options)?.links(options)
    }
}

impl StepSum {
    /// The nodes and links.
    ///
    /// # Errors
    /// [`StepError::InvalidOptions`]; [`StepError::DifferentWindows`] for options that ask for
    /// other steps than were counted.
    ///
    /// # Complexity
    /// `O(m log m)` for `m` moves.
    pub fn links(&self, options: &StepOptions) -> Result<StepLinks, StepError> {
        self.check(options)?;
        let steps = self.window().numbers();
        let ranked = self.ranked();
        let shown = |column: usize, place: u32| -> Node {
            match place {
                START => (StepPlace::Start.rank(), 0),
                END => (StepPlace::End.rank(), 0),
                place => match ranked.get(column).and_then(|it| it.get(&place)) {
                    Some(&rank) if rank < options.top => (1, rank),
                    _ => (StepPlace::Other.rank(), 0),
                },
            }
        };
        let mut nodes: BTreeMap<(usize, Node), (u32, u32, u32)> = BTreeMap::new();
        let mut links: BTreeMap<(usize, Node, Node), u32> = BTreeMap::new();
        let mut node = |column: usize, place: u32, customers: u32| {
            let entry = nodes.entry((column, shown(column, place))).or_default();
            entry.0 = place;
            entry.1 = entry.1.saturating_add(customers);
        };
        for it in self.moves() {
            let column = it.column as usize;
            node(column, it.to, it.customers);
            let Some(before) = column.checked_sub(1) else {
                continue;
            };
            if it.from == START {
                node(before, START, it.customers);
            }
            let key = (before, shown(before, it.from), shown(column, it.to));
            let link = links.entry(key).or_default();
            *link = link.saturating_add(it.customers);
        }
        for (column, ranks) in ranked.iter().enumerate() {
            for &place in ranks.keys() {
                if let Some(entry) = nodes.get_mut(&(column, shown(column, place))) {
                    entry.2 += 1;
                }
            }
        }

        let step = |column: usize| steps.get(column).copied().unwrap_or_default();
        let mut by_node = BTreeMap::new();
        let mut covered = vec![(0.0, 0.0); steps.len()];
        let mut told = Vec::new();
        for (&(column, node), &(number, customers, touchpoints)) in &nodes {
            let place = self.place(node, number);
            if let Some((shown, all)) = covered.get_mut(column).filter(|_| touchpoints > 0) {
                *all += f64::from(customers);
                if place != StepPlace::Other {
                    *shown += f64::from(customers);
                }
            }
            by_node.insert((column, node), place.clone());
            told.push(StepNode {
                step: step(column),
                place,
                customers,
                touchpoints,
            });
        }
        let place = |column, node| {
            by_node
                .get(&(column, node))
                .cloned()
                .unwrap_or(StepPlace::Other)
        };
        let links = links
            .into_iter()
            .map(|((column, from, to), customers)| StepLink {
                step: step(column),
                from: place(column, from),
                to: place(column + 1, to),
                customers,
            });
        let coverage = covered
            .into_iter()
            .map(|(shown, all)| (all > 0.0).then(|| shown / all));
        Ok(StepLinks {
            customers: self.customers(),
            unanchored: self.unanchored(),
            n: self.anchored(),
            anchor: options.anchor.clone(),
            links: links.collect(),
            nodes: told,
            coverage: coverage.collect(),
            steps,
        })
    }

    fn place(&self, (kind, _): Node, number: u32) -> StepPlace {
        let name = number.checked_sub(TOUCHPOINTS);
        let name = name.and_then(|it| self.touchpoints().get(it as usize));
        match (kind, name) {
            (0, _) => StepPlace::Start,
            (1, Some(name)) => StepPlace::touchpoint(name),
            (3, _) => StepPlace::End,
            _ => StepPlace::Other,
        }
    }

    /// By step: the touchpoints that have customers, each with its rank by their number.
    fn ranked(&self) -> Vec<BTreeMap<u32, u32>> {
        let mut columns: Vec<BTreeMap<u32, u32>> = vec![BTreeMap::new(); self.window().columns()];
        for it in self.moves().iter().filter(|it| it.to >= TOUCHPOINTS) {
            if let Some(column) = columns.get_mut(it.column as usize) {
                let there = column.entry(it.to).or_default();
                *there = there.saturating_add(it.customers);
            }
        }
        let rank = |column: BTreeMap<u32, u32>| {
            let mut order: Vec<(u32, u32)> = column.into_iter().collect();
            // Places are in the order of names already.
            sort::by_key(&mut order, |&(_, customers)| Reverse(customers));
            let places = order.into_iter().map(|(place, _)| place);
            sort::collect(places.zip(0..))
        };
        columns.into_iter().map(rank).collect()
    }
}
