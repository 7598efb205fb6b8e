//! What nobody gets around.

use std::collections::HashMap;

use petgraph::graph::NodeIndex;
use serde::Serialize;

use super::{
    PathError, ReachOptions,
    cost::Cost,
    dominators::Dominators,
    net::{Net, Node, is, mark},
    routes::{sources, targets},
};
use crate::journey::{Journey, TouchpointId};

/// The touchpoints that every route passes, and those whose loss cuts others off.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Mandatory {
    /// The touchpoints on every route from a source to a target, in the order in which every
    /// route passes them, ends included. `None` if there is no route; empty if the routes have
    /// nothing in common.
    pub touchpoints: Option<Vec<TouchpointId>>,
    /// The targets one by one, in map order.
    pub targets: Vec<MandatoryFor>,
    /// The touchpoints through which alone customers come to others, in map order.
    pub single_points: Vec<SinglePoint>,
}

/// What routes to one target have in common. Such a route may pass other targets.
///
/// [`Mandatory::to`] lists all of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MandatoryFor {
    /// The target.
    pub target: TouchpointId,
    /// Whether a route leads there.
    pub reached: bool,
    /// The last touchpoint before it that every route there passes; a single point.
    pub after: Option<TouchpointId>,
}

/// A touchpoint without which others are not reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SinglePoint {
    /// The touchpoint.
    pub touchpoint: TouchpointId,
    /// The last touchpoint before it that every route there passes; a single point too.
    pub after: Option<TouchpointId>,
    /// How many others customers reach only through it.
    pub touchpoints: u32,
    /// How many of these are targets.
    pub targets: u32,
}

impl Mandatory {
    /// The touchpoints on every route from a source to one of the targets, in the order of
    /// passing, the target at the end; `None` if it is no target or no route leads there.
    ///
    /// `O(V)`: not kept for each target, since for V of them that would be `O(V²)`.
    pub fn to(&self, target: &str) -> Option<Vec<&TouchpointId>> {
        let mut targets = self.targets.iter();
        let target = targets.find(|it| it.reached && it.target == target)?;
        let single: HashMap<&TouchpointId, &SinglePoint> = self
            .single_points
            .iter()
            .map(|it| (&it.touchpoint, it))
            .collect();
        let mut passed = vec![&target.target];
        let mut after = target.after.as_ref();
        while let Some(id) = after {
            passed.push(id);
            after = single.get(id).and_then(|it| it.after.as_ref());
        }
        passed.reverse();
        Some(passed)
    }
}

/// The touchpoints on every route from entries to goals: those that dominate the goals.
///
/// # Errors
/// [`PathError`] for a touchpoint, persona or channel the map does not have.
///
/// # Complexity
/// `O((V + E) log V)` time and `O(V + E)` space, by Lengauer and Tarjan, "A fast algorithm for
/// finding dominators in a flowgraph" (1979).
///
/// # Example
/// ```
/// use cesta::{
///     journey::{Journey, spec::{Role, Stage, Touchpoint}},
///     path::{ReachOptions, mandatory},
/// };
///
/// let shop = Journey::builder("shop")
///     .stage(
///         Stage::new("buy")
///             .touchpoint(Touchpoint::new("ad").role(Role::Entry))
///             .touchpoint(Touchpoint::new("search"))
///             .touchpoint(Touchpoint::new("offers"))
///             .touchpoint(Touchpoint::new("cart"))
///             .touchpoint(Touchpoint::new("order").role(Role::Goal)),
///     )
///     .chain(["ad", "search", "cart", "order"])
///     .chain(["ad", "offers", "cart"])
///     .build()?;
///
/// let mandatory = mandatory(&shop, &ReachOptions::default())?;
/// assert_eq!(mandatory.to("order").unwrap(), ["ad", "cart", "order"]);
/// assert_eq!(mandatory.touchpoints.unwrap(), ["ad", "cart", "order"]); // it is the only goal
/// let cart = &mandatory.single_points[1];
/// assert_eq!((cart.touchpoint.as_str(), cart.touchpoints, cart.targets), ("cart", 1, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn mandatory(journey: &Journey, options: &ReachOptions) -> Result<Mandatory, PathError> {
    let open = options.scope.on(journey)?;
    let (sources, targets) = (sources(&open, &options.from)?, targets(&open, &options.to)?);
    let net = Net::new(&open, Cost::Steps, &[], &[]);
    let mut ends = vec![false; net.len()];
    for &target in &targets {
        mark(&mut ends, target, true);
    }

    // Two more nodes: all routes come from the one and lead to the other.
    let root = super::route::count(net.len());
    let end = root + 1;
    let successors = |node: Node| {
        let starts: &[Node] = if node == root { &sources } else { &[] };
        let moves = net.outgoing.of(node).iter().map(|found| found.to);
        let end = is(&ends, node).then_some(end);
        starts.iter().copied().chain(moves).chain(end)
    };
    let dominators = Dominators::new(net.len() + 2, root, successors);

    let id = |node: Node| Some(journey.at(NodeIndex::new(node as usize))?.id().clone());
    let after = |node: Node| dominators.nearest(node).and_then(id);
    let for_target = |&node: &Node| {
        Some(MandatoryFor {
            target: id(node)?,
            reached: dominators.reaches(node),
            after: after(node),
        })
    };
    let others = dominators.only_through(|node| u32::from(node != end));
    let target_counts = dominators.only_through(|node| u32::from(is(&ends, node)));
    let single_points = (0..).zip(others.into_iter().zip(target_counts));
    let single_points = single_points.filter(|&(_, (others, _))| others > 0);
    let single_points = single_points.filter_map(|(node, (touchpoints, targets))| {
        Some(SinglePoint {
            touchpoint: id(node)?,
            after: after(node),
            touchpoints,
            targets,
        })
    });
    let on_all = dominators.of(end);
    Ok(Mandatory {
        touchpoints: on_all.map(|nodes| nodes.into_iter().filter_map(id).collect()),
        targets: targets.iter().filter_map(for_target).collect(),
        single_points: single_points.collect(),
    })
}
