//! Routes through the map: the best, the best few, and all of them.

use std::iter::FusedIterator;

use serde::{Deserialize, Serialize};

use super::{
    Route, Scope, ScopeError,
    channels::Channels,
    cost::Cost,
    every::Every,
    net::{Net, Node, mark, node},
    ranked::Ranked,
    scope::Open,
};
use crate::{
    journey::{Journey, Touchpoint, TouchpointId},
    text::excerpt,
};

/// Which routes are meant, and by what they are compared.
///
/// A route begins at one of `from`, ends at the **first** of `to` it meets, and visits no
/// touchpoint twice. A touchpoint that is both is a route of its own, without a step.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RouteOptions {
    /// Where routes begin; empty means at the entries of the map.
    pub from: Vec<TouchpointId>,
    /// Where routes end; empty means at the goals of the map.
    pub to: Vec<TouchpointId>,
    /// Touchpoints that routes keep clear of.
    pub avoid: Vec<TouchpointId>,
    /// By what routes are compared.
    pub by: Cost,
    /// The part of the map that is open.
    pub scope: Scope,
}

impl RouteOptions {
    /// The routes from entries to goals on the whole map, compared by a cost.
    pub fn by(by: Cost) -> Self {
        Self {
            by,
            ..Self::default()
        }
    }
}

/// How many routes, and how long ones, [`all_routes`] lists. There can be more of them than
/// atoms in the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RouteLimits {
    /// The most routes; 1000 unless told otherwise.
    pub max_routes: u32,
    /// The most transitions a route may have; `None` means any number.
    pub max_steps: Option<u32>,
}

impl Default for RouteLimits {
    fn default() -> Self {
        Self {
            max_routes: 1000,
            max_steps: None,
        }
    }
}

/// All routes, or as many as were asked for.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AllRoutes {
    /// The routes in map order.
    pub routes: Vec<Route>,
    /// Whether there are more routes (within the steps allowed) than these.
    pub truncated: bool,
}

/// What is wrong with a question about paths.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "code",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum PathError {
    /// There is no such touchpoint.
    #[error("there is no touchpoint `{}`", excerpt(.touchpoint.as_str()))]
    UnknownTouchpoint {
        /// The touchpoint asked for.
        touchpoint: TouchpointId,
    },
    /// The scope names something the map does not have.
    #[error(transparent)]
    #[serde(untagged)]
    Scope(#[from] ScopeError),
}

impl PathError {
    /// The kind of the error; stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownTouchpoint { .. } => "unknownTouchpoint",
            Self::Scope(error) => error.code(),
        }
    }
}

/// The best route: of those that cost the least the one with the fewest steps, of these the
/// first in map order. `None` if there is no route.
///
/// Costs are added exactly, as billionths of their unit (0.1 + 0.2 ties with 0.3), and
/// probabilities multiplied as logarithms to 40 binary digits.
///
/// # Errors
/// [`PathError`] for a touchpoint, persona or channel the map does not have.
///
/// # Complexity
/// `O((V + E) log V)` time and `O(V + E)` space for V touchpoints and E transitions, by
/// Dijkstra, "A note on two problems in connexion with graphs" (1959). By
/// [`Cost::ChannelSwitches`] the search runs on pairs of touchpoint and channel, so V and E
/// count once for each channel that is open there.
///
/// # Example
/// ```
/// use cesta::{
///     journey::{Journey, spec::{Role, Stage, Touchpoint}},
///     path::{Cost, RouteOptions, best_route},
/// };
///
/// let timed = |id: &str, seconds| Touchpoint {
///     duration: Some(seconds),
///     ..Touchpoint::new(id)
/// };
/// let bakery = Journey::builder("bakery")
///     .stage(
///         Stage::new("buy")
///             .touchpoint(timed("door", 5.0).role(Role::Entry))
///             .touchpoint(timed("queue", 300.0))
///             .touchpoint(timed("app", 40.0))
///             .touchpoint(timed("pick-up", 20.0))
///             .touchpoint(timed("bread", 0.0).role(Role::Goal)),
///     )
///     .chain(["door", "queue", "bread"])
///     .chain(["door", "app", "pick-up", "bread"])
///     .build()?;
///
/// let shortest = best_route(&bakery, &RouteOptions::default())?.unwrap();
/// assert_eq!(shortest.touchpoints, ["door", "queue", "bread"]);
///
/// let fastest = best_route(&bakery, &RouteOptions::by(Cost::Duration))?.unwrap();
/// assert_eq!(fastest.touchpoints, ["door", "app", "pick-up", "bread"]);
/// assert_eq!(fastest.duration.sum, 65.0);
/// assert_eq!(fastest.unknown, 3); // the transitions say nothing of time
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn best_route(journey: &Journey, options: &RouteOptions) -> Result<Option<Route>, PathError> {
    Ok(ranked_routes(journey, options)?.next())
}

/// The `most` best routes, best first, or all of them if there are not so many. In the order of
/// [`best_route`]: by cost, then by steps, then by map order.
///
/// # Errors
/// [`PathError`] for a touchpoint, persona or channel the map does not have.
///
/// # Complexity
/// See [`ranked_routes`].
///
/// # Example
/// ```
/// use cesta::{
///     journey::{Journey, spec::{Role, Stage, Touchpoint, Transition}},
///     path::{Cost, RouteOptions, best_routes},
/// };
///
/// let shop = Journey::builder("shop")
///     .stage(
///         Stage::new("buy")
///             .touchpoint(Touchpoint::new("ad").role(Role::Entry))
///             .touchpoint(Touchpoint::new("product"))
///             .touchpoint(Touchpoint::new("order").role(Role::Goal)),
///     )
///     .transition(Transition::new("ad", "product").probability(0.75))
///     .transition(Transition::new("ad", "order").probability(0.25))
///     .transition(Transition::new("product", "order").probability(0.5))
///     .build()?;
///
/// let likely = best_routes(&shop, &RouteOptions::by(Cost::Probability), 5)?;
/// let shares: Vec<f64> = likely.iter().map(|route| route.probability).collect();
/// assert_eq!(shares, [0.375, 0.25]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn best_routes(
    journey: &Journey,
    options: &RouteOptions,
    most: u32,
) -> Result<Vec<Route>, PathError> {
    Ok(ranked_routes(journey, options)?
        .take(most as usize)
        .collect())
}

/// The routes from the best to the worst, found one at a time: as [`best_routes`], without
/// saying beforehand how many.
///
/// # Errors
/// [`PathError`] for a touchpoint, persona or channel the map does not have.
///
/// # Complexity
/// The first route costs as much as [`best_route`]. A further one of L steps costs `O(L · D)`
/// for D transitions per touchpoint, and one search on the map for each detour that would run
/// into the route it left: at worst L searches. Space grows by `O(L · D)` with each route.
/// After Yen, "Finding the K shortest loopless paths in a network" (1971), and Lawler (1972).
///
/// # Example
/// ```
/// use cesta::{
///     journey::{Journey, spec::{Role, Stage, Touchpoint}},
///     path::{RouteOptions, ranked_routes},
/// };
///
/// let shop = Journey::builder("shop")
///     .stage(
///         Stage::new("buy")
///             .touchpoint(Touchpoint::new("ad").role(Role::Entry))
///             .touchpoint(Touchpoint::new("product"))
///             .touchpoint(Touchpoint::new("order").role(Role::Goal)),
///     )
///     .chain(["ad", "product", "order"])
///     .chain(["ad", "order"])
///     .build()?;
///
/// let detour = ranked_routes(&shop, &RouteOptions::default())?
///     .find(|route| route.touchpoints.contains(&"product".into()));
/// assert_eq!(detour.unwrap().steps, 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn ranked_routes<'j>(
    journey: &'j Journey,
    options: &RouteOptions,
) -> Result<RankedRoutes<'j>, PathError> {
    let ground = Ground::new(journey, options)?;
    Ok(RankedRoutes {
        channels: ground.channels,
        routes: Ranked::new(ground.net, ground.sources, ground.targets),
    })
}

/// All routes in map order, found one at a time.
///
/// The options' cost only chooses between parallel transitions and says what
/// [`Route::cost`] is.
///
/// # Errors
/// [`PathError`] for a touchpoint, persona or channel the map does not have.
///
/// # Complexity
/// There can be factorially many routes. Between one and the next of L steps lie at worst
/// `O(L · D)` searches of `O(V + E)`, for D transitions per touchpoint, since no step is taken
/// from which the way to a target is barred; most need no search. `O(V + E)` space.
///
/// # Example
/// ```
/// use cesta::{
///     journey::{Journey, spec::{Role, Stage, Touchpoint}},
///     path::{RouteOptions, routes},
/// };
///
/// let shop = Journey::builder("shop")
///     .stage(
///         Stage::new("buy")
///             .touchpoint(Touchpoint::new("ad").role(Role::Entry))
///             .touchpoint(Touchpoint::new("product"))
///             .touchpoint(Touchpoint::new("order").role(Role::Goal)),
///     )
///     .chain(["ad", "product", "order"])
///     .chain(["ad", "order"])
///     .build()?;
///
/// let mut steps = routes(&shop, &RouteOptions::default(), None)?.map(|route| route.steps);
/// assert_eq!((steps.next(), steps.next(), steps.next()), (Some(2), Some(1), None));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn routes<'j>(
    journey: &'j Journey,
    options: &RouteOptions,
    max_steps: Option<u32>,
) -> Result<Routes<'j>, PathError> {
    let ground = Ground::new(journey, options)?;
    Ok(Routes {
        channels: ground.channels,
        routes: Every::new(
            ground.net,
            ground.sources,
            &ground.targets,
            max_steps.unwrap_or(u32::MAX),
        ),
    })
}

/// All routes in map order, as a list with limits, which says whether it is complete.
///
/// # Errors
/// [`PathError`] for a touchpoint, persona or channel the map does not have.
///
/// # Complexity
/// As [`routes`], for at most one route more than `max_routes`.
///
/// # Example
/// ```
/// use cesta::{
///     journey::{Journey, spec::{Role, Stage, Touchpoint}},
///     path::{RouteLimits, RouteOptions, all_routes},
/// };
///
/// let shop = Journey::builder("shop")
///     .stage(
///         Stage::new("buy")
///             .touchpoint(Touchpoint::new("ad").role(Role::Entry))
///             .touchpoint(Touchpoint::new("product"))
///             .touchpoint(Touchpoint::new("order").role(Role::Goal)),
///     )
///     .chain(["ad", "product", "order"])
///     .chain(["product", "ad", "order"]) // back to the ad: a loop
///     .build()?;
///
/// let all = all_routes(&shop, &RouteOptions::default(), &RouteLimits::default())?;
/// assert_eq!(all.routes.len(), 2);
/// assert!(!all.truncated);
///
/// let limits = RouteLimits { max_routes: 1, ..RouteLimits::default() };
/// assert!(all_routes(&shop, &RouteOptions::default(), &limits)?.truncated);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn all_routes(
    journey: &Journey,
    options: &RouteOptions,
    limits: &RouteLimits,
) -> Result<AllRoutes, PathError> {
    let mut left = routes(journey, options, limits.max_steps)?;
    let routes = left.by_ref().take(limits.max_routes as usize).collect();
    Ok(AllRoutes {
        routes,
        truncated: left.next().is_some(),
    })
}

/// The routes from the best to the worst: the iterator of [`ranked_routes`].
#[derive(Clone, Debug)]
pub struct RankedRoutes<'j> {
    channels: Channels<'j>,
    routes: Ranked<'j>,
}

impl Iterator for RankedRoutes<'_> {
    type Item = Route;

    fn next(&mut self) -> Option<Route> {
        let nodes = self.routes.next()?;
        Some(Route::new(&self.routes.net, &self.channels, &nodes))
    }
}

impl FusedIterator for RankedRoutes<'_> {}

/// All routes in map order: the iterator of [`routes`].
#[derive(Clone, Debug)]
pub struct Routes<'j> {
    channels: Channels<'j>,
    routes: Every<'j>,
}

impl Iterator for Routes<'_> {
    type Item = Route;

    fn next(&mut self) -> Option<Route> {
        let nodes = self.routes.next()?;
        Some(Route::new(&self.routes.net, &self.channels, &nodes))
    }
}

impl FusedIterator for Routes<'_> {}

/// Options, resolved against a map.
#[derive(Clone, Debug)]
pub(crate) struct Ground<'j> {
    pub(crate) channels: Channels<'j>,
    pub(crate) net: Net<'j>,
    pub(crate) sources: Vec<Node>,
    pub(crate) targets: Vec<Node>,
}

impl<'j> Ground<'j> {
    pub(crate) fn new(journey: &'j Journey, options: &RouteOptions) -> Result<Self, PathError> {
        let open = options.scope.on(journey)?;
        let mut shut = vec![false; journey.graph().node_count()];
        for touchpoint in named(journey, &options.avoid)? {
            mark(&mut shut, node(touchpoint.node()), true);
        }
        let kept = |nodes: Vec<Node>| -> Vec<Node> {
            let kept = nodes.into_iter().filter(|&at| !super::net::is(&shut, at));
            kept.collect()
        };
        let sources = kept(sources(&open, &options.from)?);
        let targets = kept(targets(&open, &options.to)?);
        let mut ends = vec![false; shut.len()];
        for &target in &targets {
            mark(&mut ends, target, true);
        }
        Ok(Self {
            channels: Channels::of(&open),
            net: Net::new(&open, options.by, &shut, &ends),
            sources,
            targets,
        })
    }
}

/// The touchpoints of these ids.
fn named<'j>(journey: &'j Journey, ids: &[TouchpointId]) -> Result<Vec<Touchpoint<'j>>, PathError> {
    let find = |id: &TouchpointId| {
        let found = journey.touchpoint(id.as_str());
        found.ok_or_else(|| PathError::UnknownTouchpoint {
            touchpoint: id.clone(),
        })
    };
    ids.iter().map(find).collect()
}

/// The open ones of the touchpoints named, or of the entries if none are; in map order.
pub(crate) fn sources(open: &Open<'_>, from: &[TouchpointId]) -> Result<Vec<Node>, PathError> {
    let entries = || open.journey().entries().collect();
    let touchpoints = if from.is_empty() {
        Ok(entries())
    } else {
        named(open.journey(), from)
    };
    Ok(in_map_order(open, touchpoints?))
}

/// The open ones of the touchpoints named, or of the goals if none are; in map order.
pub(crate) fn targets(open: &Open<'_>, to: &[TouchpointId]) -> Result<Vec<Node>, PathError> {
    let goals = || open.journey().goal_touchpoints().collect();
    let touchpoints = if to.is_empty() {
        Ok(goals())
    } else {
        named(open.journey(), to)
    };
    Ok(in_map_order(open, touchpoints?))
}

fn in_map_order(open: &Open<'_>, touchpoints: Vec<Touchpoint<'_>>) -> Vec<Node> {
    let mut nodes: Vec<Node> = touchpoints
        .into_iter()
        .filter(|&touchpoint| open.touchpoint(touchpoint))
        .map(|touchpoint| node(touchpoint.node()))
        .collect();
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}
