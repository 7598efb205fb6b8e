//! Where customers can go: reachability, best routes, mandatory touchpoints, loops.

pub(crate) mod reach;
mod scope;

pub use self::scope::{Scope, ScopeError};
