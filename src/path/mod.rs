//! Where customers can go: reachability, best routes, mandatory touchpoints, loops.
//!
//! Everything here looks at the map alone, on the part of it that a [`Scope`] leaves open: to a
//! persona, on some channels. Nothing recurses over the map, so that a chain of a million
//! touchpoints is walked like one of ten, and what can be too much to list has a limit and says
//! so.

mod amount;
mod channels;
mod cost;
mod dominators;
mod every;
mod loops;
mod mandatory;
mod net;
mod ranked;
pub(crate) mod reach;
mod reachability;
mod recovery;
mod route;
mod routes;
pub(crate) mod scope;
mod search;

pub use self::{
    cost::Cost,
    loops::{Link, Loop, loops},
    mandatory::{Mandatory, MandatoryFor, SinglePoint, mandatory},
    reachability::{Reach, ReachOptions, Reachability, reachability},
    recovery::{Recovery, RecoveryRoutes, recovery_routes},
    route::{Route, Total},
    routes::{
        AllRoutes, PathError, RankedRoutes, RouteLimits, RouteOptions, Routes, all_routes,
        best_route, best_routes, ranked_routes, routes,
    },
    scope::{Scope, ScopeError},
};
