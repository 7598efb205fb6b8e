//! What nobody gets around.

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
#[serde(rename_all = "camelCase")]
pub struct Mandatory {
    /// The touchpoints on every route from a source to a target, in the order in which every
    /// route passes them, ends included. `None` if there is no route; empty if the routes have
    /// nothing in common.
    pub touchpoints: Option<Vec<TouchpointId>>,
    /// The same for each target alone, in map order.
    pub targets: Vec<MandatoryFor>,
    /// The touchpoints through which alone customers come to others, in map order.
    pub single_points: Vec<SinglePoint>,
}

/// The touchpoints that every route to one target passes. Such a route may pass other targets.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MandatoryFor {
    /// The target.
    pub target: TouchpointId,
    /// The touchpoints on every route from a source to it, in the order of passing, itself at
    /// the end; `None` if no route leads there.
    pub touchpoints: Option<Vec<TouchpointId>>,
}

/// A touchpoint without which others are not reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SinglePoint {
    /// The touchpoint.
    pub touchpoint: TouchpointId,
    /// How many others customers reach only through it.
    pub touchpoints: u32,
    /// How many of these are targets.
    pub targets: u32,
}

/// The touchpoints on every route from entries to goals: those that dominate the goals.
///
/// # Errors
/// [`PathError`] for a touchpoint, persona or channel the map does not have.
///
/// # Complexity
/// `O((V + E) log V)` by Lengauer and Tarjan (1979), and the length of the result.
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
/// assert_eq!(mandatory.touchpoints.unwrap(), ["ad", "cart", "order"]);
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
    let ids = |nodes: Vec<Node>| nodes.into_iter().filter_map(id).collect();
    let for_target = |&target: &Node| {
        Some(MandatoryFor {
            target: id(target)?,
            touchpoints: dominators.of(target).map(ids),
        })
    };
    let touchpoints = dominators.only_through(|node| u32::from(node != end));
    let target_counts = dominators.only_through(|node| u32::from(is(&ends, node)));
    let single_points = journey.touchpoints().zip(touchpoints).zip(target_counts);
    let single_points = single_points.filter(|&((_, touchpoints), _)| touchpoints > 0);
    Ok(Mandatory {
        touchpoints: dominators.of(end).map(ids),
        targets: targets.iter().filter_map(for_target).collect(),
        single_points: single_points
            .map(|((touchpoint, touchpoints), targets)| SinglePoint {
                touchpoint: touchpoint.id().clone(),
                touchpoints,
                targets,
            })
            .collect(),
    })
}
