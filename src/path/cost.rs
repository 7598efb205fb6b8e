//! What a route costs: the numbers that are added up, and what they mean.

use serde::{Deserialize, Serialize};

use super::amount::{Amount, amount, improbability};
use crate::journey::{Touchpoint, Transition};

/// By what routes are compared. Less is better, and the best route has the least.
///
/// A route's duration, money and effort are the sum over **all its touchpoints**, the first and
/// the last included, and over the transitions between them. A number the map does not give
/// counts as 0, and [`Route::unknown`](super::Route::unknown) says how many there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Cost {
    /// The number of transitions.
    #[default]
    Steps,
    /// The time, in seconds.
    Duration,
    /// The money, in the journey's currency.
    Money,
    /// The customer's effort, in the map's own unit.
    Effort,
    /// How often the customer must change the channel. A touchpoint without channels is met on
    /// any, and of several the customer uses what saves a switch.
    ChannelSwitches,
    /// How improbable the route is: the best route is the most probable one. Its probability is
    /// the product of the shares of customers who take each transition, on the whole map,
    /// whatever the scope. A transition that nobody takes (share 0) is on no route.
    ///
    /// The shares are those of [`Touchpoint::shares`].
    Probability,
}

/// What a transition costs; `None` if it cannot be taken.
pub(crate) fn weight_of_transition(
    transition: Transition<'_>,
    share: f64,
    by: Cost,
) -> Option<Amount> {
    let number = match by {
        Cost::Steps => return Some(1),
        Cost::ChannelSwitches => return Some(0),
        Cost::Probability => return improbability(share),
        Cost::Duration => transition.duration,
        Cost::Money => transition.cost,
        Cost::Effort => transition.effort,
    };
    Some(number.map_or(0, amount))
}

/// What a touchpoint itself costs.
pub(crate) fn weight_of_touchpoint(touchpoint: Touchpoint<'_>, by: Cost) -> Amount {
    let number = match by {
        Cost::Steps | Cost::ChannelSwitches | Cost::Probability => None,
        Cost::Duration => touchpoint.duration,
        Cost::Money => touchpoint.cost,
        Cost::Effort => touchpoint.effort,
    };
    number.map_or(0, amount)
}
