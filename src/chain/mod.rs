//! The journey as an absorbing Markov chain: how probable it is, by the map's own shares, that
//! a customer reaches a goal.
//!
//! A customer at a touchpoint goes on by one of its transitions, each with its share, and does
//! so again at the next, whatever came before. Goals and exits end the journey. That is what a
//! map with probabilities says; what customers really do is [`flow`](crate::flow)'s to tell.

mod bounds;
mod eliminate;
mod odds;
mod solve;
mod steps;

use serde::Serialize;

use self::{odds::Odds, steps::Steps};
use crate::journey::{Journey, Touchpoint, TouchpointId};

/// How probable it is that customers reach a goal: the conversion that the map was designed for.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Conversion {
    /// The probability for a customer who comes in, where each entry counts the same; `None`
    /// where the map has no entry or no goal.
    ///
    /// # Units
    /// A probability, from 0 to 1.
    pub entries: Option<f64>,
    /// How far the true probabilities may lie from those given here, at most and apart from
    /// rounding. 0 wherever the equations were solved outright, which is usual. More only where
    /// so many touchpoints lead to each other that they were approached step by step.
    ///
    /// # Units
    /// A difference of probabilities, from 0 to 1.
    pub uncertainty: f64,
    /// The probability from each touchpoint, in map order.
    pub touchpoints: Vec<Chance>,
}

/// How probable it is that a customer who is at a touchpoint reaches a goal.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Chance {
    /// The touchpoint.
    pub touchpoint: TouchpointId,
    /// The probability, from 0 to 1: 1 at a goal, 0 where no goal can be reached, and also
    /// where it is smaller than the smallest number.
    pub probability: f64,
}

/// The probability to reach a goal, from every touchpoint and from the entries, on the whole
/// map: what the map says the conversion should be.
///
/// With the shares `p` of customers who take the transitions of a touchpoint `i`,
///
/// ```text
/// c(i) = 1                    at a goal,
///        0                    at an exit that is no goal, and where no goal can be reached,
///        Σ p(i, j) · c(j)     anywhere else, over the touchpoints j that i leads to.
/// ```
///
/// It is the least solution of these equations, the absorption probability of a Markov chain
/// (Kemeny and Snell, *Finite Markov Chains*, 1960, chapter III). So who goes round for ever
/// does not convert.
///
/// The shares are those of [`Touchpoint::shares`]: as given, the rest divided equally among the
/// transitions without a probability. Where the given ones add up to less than 1, those who are
/// missing leave the journey; where they add up to more than 1, they are scaled to 1. (The rule
/// `S13` of [`gap`](crate::gap) reports both.) A sum that misses 1 only by rounding is 1.
///
/// # Units
/// Probabilities, from 0 to 1.
///
/// # Complexity
/// `O(V + E)` for a map without loops. Touchpoints that lead to each other are eliminated one
/// after the other, without any subtraction (Grassmann, Taksar and Heyman 1985), so that the
/// results stay exact to the last digits however rarely customers leave a loop; `O(log V)`
/// each, while they have few neighbours. What then remains, if it is more than 300 touchpoints,
/// is approached from both sides by at most 2·10⁸ visits of links, or until the sides are within
/// 10⁻¹² of each other; [`Conversion::uncertainty`] says how near they came.
///
/// # Example
/// ```
/// use cesta::{
///     chain::conversion,
///     journey::{Journey, spec::{Role, Stage, Touchpoint, Transition, TransitionKind}},
/// };
///
/// let shop = Journey::builder("shop")
///     .stage(
///         Stage::new("buy")
///             .touchpoint(Touchpoint::new("search").role(Role::Entry))
///             .touchpoint(Touchpoint::new("product"))
///             .touchpoint(Touchpoint::new("order").role(Role::Goal)),
///     )
///     .transition(Transition::new("search", "product").probability(0.8))
///     .transition(Transition::new("product", "order").probability(0.5))
///     .transition(Transition::new("product", "search").probability(0.25).kind(TransitionKind::Back))
///     .build()?;
///
/// let conversion = conversion(&shop);
/// // 0.8 come to the product, half of them order, and a quarter comes to the search again.
/// assert!((conversion.entries.unwrap() - 0.8 * 0.5 / (1.0 - 0.8 * 0.25)).abs() < 1e-15);
/// assert_eq!(conversion.touchpoints[2].probability, 1.0);
/// assert_eq!(conversion.uncertainty, 0.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn conversion(journey: &Journey) -> Conversion {
    let odds = solve::solve(&Steps::of(journey), solve::Limits::default());
    let probability = |touchpoint: Touchpoint<'_>| {
        let odds = odds.get(touchpoint.node().index());
        odds.map_or(0.0, Odds::probability)
    };
    let (sum, entries) = journey.entries().fold((0.0, 0_u32), |(sum, entries), it| {
        (sum + probability(it), entries + 1)
    });
    let defined = entries > 0 && journey.goal_touchpoints().next().is_some();
    Conversion {
        entries: defined.then(|| sum / f64::from(entries)),
        uncertainty: odds.iter().fold(0.0, |most, it| it.unknown.max(most)),
        touchpoints: journey
            .touchpoints()
            .map(|touchpoint| Chance {
                touchpoint: touchpoint.id().clone(),
                probability: probability(touchpoint),
            })
            .collect(),
    }
}
