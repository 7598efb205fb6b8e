//! A route and what it adds up to.

use petgraph::graph::NodeIndex;
use serde::Serialize;

use super::{
    amount::{Amount, amount, number},
    channels::Channels,
    cost::Cost,
    net::{Net, Node},
};
use crate::journey::{ChannelId, Touchpoint, TouchpointId, Transition};

/// A way through the map, from one touchpoint to another, that visits none twice.
///
/// Where several transitions lead from one touchpoint to the next, the route takes the one that
/// is best by the cost asked for, the first in map order of several.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Route {
    /// The touchpoints, from the first to the last.
    pub touchpoints: Vec<TouchpointId>,
    /// The cost that was asked for: what `cost` counts.
    pub by: Cost,
    /// What the route costs: the number that routes are ordered by, or, by
    /// [`Cost::Probability`], what `probability` says (there more is better).
    pub cost: f64,
    /// How many numbers `cost` is made of are missing on the map and count as nothing: of
    /// touchpoints and transitions; by [`Cost::Probability`] of transitions, whose share is
    /// then what their siblings leave.
    pub unknown: u32,
    /// The number of transitions.
    pub steps: u32,
    /// The time it takes.
    pub duration: Total,
    /// The money it costs.
    pub money: Total,
    /// The effort it takes.
    pub effort: Total,
    /// The share of customers at the first touchpoint who take this very route, from 0 to 1;
    /// 0 also where it is smaller than the smallest number.
    pub probability: f64,
    /// How often the customer must change the channel.
    pub channel_switches: u32,
    /// A channel for each touchpoint, with so few changes: a channel is kept as long as it can
    /// be, and of several the first in map order is taken. Empty where the map has no channels.
    pub channels: Vec<ChannelId>,
}

/// A sum over the touchpoints and transitions of a route.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Total {
    /// The sum of what is known.
    pub sum: f64,
    /// How many touchpoints and transitions have no number; they count as 0.
    pub unknown: u32,
}

impl Route {
    /// The touchpoint it begins with.
    pub fn first(&self) -> Option<&TouchpointId> {
        self.touchpoints.first()
    }

    /// The touchpoint it ends with.
    pub fn last(&self) -> Option<&TouchpointId> {
        self.touchpoints.last()
    }

    /// The route along a sequence of touchpoints.
    pub(crate) fn new(net: &Net<'_>, channels: &Channels<'_>, nodes: &[Node]) -> Self {
        let journey = net.journey();
        let touchpoints: Vec<Touchpoint<'_>> = nodes
            .iter()
            .filter_map(|&node| journey.at(NodeIndex::new(node as usize)))
            .collect();
        let transitions: Vec<Transition<'_>> = nodes
            .windows(2)
            .filter_map(|pair| match *pair {
                [from, to] => net.transition(from, to),
                _ => None,
            })
            .collect();
        let total = |of_touchpoint: fn(&Touchpoint<'_>) -> Option<f64>,
                     of_transition: fn(&Transition<'_>) -> Option<f64>| {
            let of_touchpoints = touchpoints.iter().map(of_touchpoint);
            Total::of(of_touchpoints.chain(transitions.iter().map(of_transition)))
        };
        let duration = total(|it| it.duration, |it| it.duration);
        let money = total(|it| it.cost, |it| it.cost);
        let effort = total(|it| it.effort, |it| it.effort);
        let probability = transitions.iter().map(share).product();
        let steps = count(transitions.len());
        let (channel_switches, channels) = channels.assign(&touchpoints);
        let (cost, unknown) = match net.by {
            Cost::Steps => (f64::from(steps), 0),
            Cost::Duration => (duration.sum, duration.unknown),
            Cost::Money => (money.sum, money.unknown),
            Cost::Effort => (effort.sum, effort.unknown),
            Cost::ChannelSwitches => (f64::from(channel_switches), 0),
            Cost::Probability => {
                let open = transitions.iter().filter(|it| it.probability.is_none());
                (probability, count(open.count()))
            }
        };
        Self {
            touchpoints: touchpoints.iter().map(|it| it.id().clone()).collect(),
            by: net.by,
            cost,
            unknown,
            steps,
            duration,
            money,
            effort,
            probability,
            channel_switches,
            channels,
        }
    }
}

impl Total {
    fn of(numbers: impl Iterator<Item = Option<f64>>) -> Self {
        let mut sum: Amount = 0;
        let mut unknown = 0;
        for number in numbers {
            match number {
                Some(number) => sum = sum.saturating_add(amount(number)),
                None => unknown += 1,
            }
        }
        Self {
            sum: number(sum),
            unknown,
        }
    }
}

/// The share of customers who take a transition.
fn share(transition: &Transition<'_>) -> f64 {
    transition.probability.unwrap_or_else(|| {
        let mut shares = transition.source().shares();
        let share = shares.find(|(sibling, _)| sibling.edge() == transition.edge());
        share.map_or(0.0, |(_, share)| share)
    })
}

/// A number of elements of a map, which has fewer than `u32` can count.
pub(crate) fn count(elements: usize) -> u32 {
    u32::try_from(elements).unwrap_or(u32::MAX)
}
