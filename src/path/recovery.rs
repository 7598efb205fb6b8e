//! The way back after a failure.

use std::iter::FusedIterator;

use serde::Serialize;

use super::{
    Link, PathError, Route, RouteOptions,
    net::{Node, node},
    routes::Ground,
    search::{Distances, Front, walk},
};
use crate::journey::{Journey, Touchpoint, Transition};

/// A failure, and how the customer comes to a goal all the same.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Recovery {
    /// The transition that leads to where the failure shows.
    pub failure: Link,
    /// The best route from there to a goal. Where the failure shows at an exit, the journey is
    /// over, and the route is the one from the touchpoint that failed to a goal that keeps
    /// clear of that exit. `None`: nothing recovers from this failure.
    pub route: Option<Route>,
}

/// For each failure on the map, the best route to a goal after it; in map order, found one at a
/// time.
///
/// Failures are the open transitions to where one shows
/// ([`Transition::is_failure`]); with `from` in the options, only those from there. Recovery
/// leads through no exit at which a failure ends.
///
/// # Errors
/// [`PathError`] for a touchpoint, persona or channel the map does not have.
///
/// # Complexity
/// One search for all, as for [`best_route`](super::best_route); then each failure costs the
/// length of its route times the transitions per touchpoint.
///
/// # Example
/// ```
/// use cesta::{
///     journey::{Journey, spec::{Role, Stage, Touchpoint, Transition, TransitionKind}},
///     path::{RouteOptions, recovery_routes},
/// };
///
/// let shop = Journey::builder("shop")
///     .stage(
///         Stage::new("pay")
///             .touchpoint(Touchpoint::new("card").role(Role::Entry))
///             .touchpoint(Touchpoint::new("declined"))
///             .touchpoint(Touchpoint::new("transfer"))
///             .touchpoint(Touchpoint::new("paid").role(Role::Goal)),
///     )
///     .transition(Transition::new("card", "declined").kind(TransitionKind::Failure))
///     .chain(["card", "paid"])
///     .chain(["declined", "transfer", "paid"])
///     .build()?;
///
/// let recoveries: Vec<_> = recovery_routes(&shop, &RouteOptions::default())?.collect();
/// assert_eq!(recoveries.len(), 1);
/// let route = recoveries[0].route.as_ref().unwrap();
/// assert_eq!(route.touchpoints, ["declined", "transfer", "paid"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn recovery_routes<'j>(
    journey: &'j Journey,
    options: &RouteOptions,
) -> Result<RecoveryRoutes<'j>, PathError> {
    let open = options.scope.on(journey)?;
    let failures = journey.transitions().filter(|&it| open.transition(it));
    let failures: Vec<Transition<'_>> = failures.filter(|it| it.is_failure()).collect();
    let lost = failures.iter().map(|it| it.target());
    let lost = lost.filter(Touchpoint::is_exit).map(|it| it.id().clone());
    let mut options = options.clone();
    options.avoid.extend(lost);

    let ground = Ground::new(journey, &options)?;
    let asked =
        |it: &Transition<'_>| options.from.is_empty() || options.from.contains(it.source().id());
    let failures: Vec<Transition<'_>> = failures.into_iter().filter(asked).collect();
    Ok(RecoveryRoutes {
        distances: Distances::new(&ground.net, &ground.targets, &[]),
        ground,
        failures: failures.into_iter(),
    })
}

/// The ways back after failures: the iterator of [`recovery_routes`].
#[derive(Clone, Debug)]
pub struct RecoveryRoutes<'j> {
    ground: Ground<'j>,
    distances: Distances,
    failures: std::vec::IntoIter<Transition<'j>>,
}

impl RecoveryRoutes<'_> {
    /// The best route from a touchpoint to a target.
    fn route_from(&self, start: Node) -> Option<Route> {
        let Ground { net, channels, .. } = &self.ground;
        let key = self
            .distances
            .through(net, &Front::after(net, None, start)?)?;
        let nodes = walk(net, &self.distances, &[start], None, key, &[], &[])?;
        Some(Route::new(net, channels, &nodes))
    }
}

impl Iterator for RecoveryRoutes<'_> {
    type Item = Recovery;

    fn next(&mut self) -> Option<Recovery> {
        let failure = self.failures.next()?;
        let shown = failure.target();
        let start = if shown.is_exit() {
            failure.source()
        } else {
            shown
        };
        Some(Recovery {
            failure: Link::of(failure),
            route: self.route_from(node(start.node())),
        })
    }
}

impl FusedIterator for RecoveryRoutes<'_> {}
