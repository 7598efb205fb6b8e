//! How far it is from the entries, and to the goals.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::{
    PathError, Scope,
    cost::Cost,
    net::{Move, Net, Node, Rows},
    routes::{sources, targets},
};
use crate::journey::{Journey, TouchpointId};

/// From where to where, and on which part of the map.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ReachOptions {
    /// Where customers come from; empty means from the entries of the map.
    pub from: Vec<TouchpointId>,
    /// Where they shall come; empty means to the goals of the map.
    pub to: Vec<TouchpointId>,
    /// The part of the map that is open.
    pub scope: Scope,
}

impl ReachOptions {
    /// From the entries to the goals, on a part of the map.
    pub fn on(scope: Scope) -> Self {
        Self {
            scope,
            ..Self::default()
        }
    }
}

/// Where customers can come to, and what they can still reach from there.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Reachability {
    /// The open touchpoints, in map order.
    pub touchpoints: Vec<Reach>,
    /// The touchpoints that are not open in this scope, in map order.
    pub closed: Vec<TouchpointId>,
}

/// How a touchpoint lies between the sources and the targets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Reach {
    /// The touchpoint.
    pub touchpoint: TouchpointId,
    /// The fewest steps from a source to it; `None` if no customer comes here.
    pub from_source: Option<u32>,
    /// The fewest steps from it to a target; `None` if no way leads there.
    pub to_target: Option<u32>,
}

impl Reachability {
    /// A touchpoint; `None` if there is no such one, or it is closed.
    ///
    /// # Complexity
    /// Linear in the open touchpoints, which are in map order; go through
    /// [`touchpoints`](Self::touchpoints) to look at many.
    pub fn touchpoint(&self, id: &str) -> Option<&Reach> {
        self.touchpoints.iter().find(|reach| reach.touchpoint == id)
    }

    /// The open touchpoints to which no customer comes.
    pub fn unreachable(&self) -> impl Iterator<Item = &TouchpointId> {
        let lost = self
            .touchpoints
            .iter()
            .filter(|it| it.from_source.is_none());
        lost.map(|reach| &reach.touchpoint)
    }

    /// The touchpoints to which customers come, and from which no way leads to a target.
    pub fn stranded(&self) -> impl Iterator<Item = &TouchpointId> {
        let reached = self
            .touchpoints
            .iter()
            .filter(|it| it.from_source.is_some());
        let lost = reached.filter(|it| it.to_target.is_none());
        lost.map(|reach| &reach.touchpoint)
    }
}

/// How far each touchpoint is from the entries and from the goals, in steps.
///
/// Ways go on through goals and exits wherever the map has a transition.
///
/// # Errors
/// [`PathError`] for a touchpoint, persona or channel the map does not have.
///
/// # Complexity
/// `O(V + E)` time and space.
///
/// # Example
/// ```
/// use cesta::{
///     journey::{Journey, spec::{Role, Stage, Touchpoint}},
///     path::{ReachOptions, Scope, reachability},
/// };
///
/// let shop = Journey::builder("shop")
///     .stage(
///         Stage::new("buy")
///             .touchpoint(Touchpoint::new("ad").role(Role::Entry))
///             .touchpoint(Touchpoint::new("site").channel("web"))
///             .touchpoint(Touchpoint::new("store").channel("shop"))
///             .touchpoint(Touchpoint::new("order").role(Role::Goal)),
///     )
///     .chain(["ad", "site", "store", "order"])
///     .build()?;
///
/// let all = reachability(&shop, &ReachOptions::default())?;
/// assert_eq!(all.touchpoint("store").unwrap().from_source, Some(2));
///
/// // Who only uses the web does not come further than the site.
/// let web = reachability(&shop, &ReachOptions::on(Scope::channel("web")))?;
/// assert_eq!(web.closed, ["store"]);
/// assert_eq!(web.stranded().collect::<Vec<_>>(), ["ad", "site"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn reachability(journey: &Journey, options: &ReachOptions) -> Result<Reachability, PathError> {
    let open = options.scope.on(journey)?;
    let (sources, targets) = (sources(&open, &options.from)?, targets(&open, &options.to)?);
    let net = Net::new(&open, Cost::Steps, &[], &[]);
    let from_source = steps(&net, &net.outgoing, &sources);
    let to_target = steps(&net, &net.incoming, &targets);
    let mut reachability = Reachability {
        touchpoints: Vec::new(),
        closed: Vec::new(),
    };
    for ((touchpoint, from_source), to_target) in
        journey.touchpoints().zip(from_source).zip(to_target)
    {
        let id = touchpoint.id().clone();
        if open.touchpoint(touchpoint) {
            reachability.touchpoints.push(Reach {
                touchpoint: id,
                from_source,
                to_target,
            });
        } else {
            reachability.closed.push(id);
        }
    }
    Ok(reachability)
}

/// The fewest steps from any of `starts` to each touchpoint, along rows of moves.
pub(crate) fn steps(net: &Net<'_>, rows: &Rows<Move>, starts: &[Node]) -> Vec<Option<u32>> {
    let mut steps: Vec<Option<u32>> = vec![None; net.len()];
    let mut waiting = VecDeque::new();
    let mut reach = |node: Node, at: u32, waiting: &mut VecDeque<_>| {
        if let Some(known @ None) = steps.get_mut(node as usize) {
            *known = Some(at);
            waiting.push_back((node, at));
        }
    };
    for &start in starts {
        reach(start, 0, &mut waiting);
    }
    while let Some((node, at)) = waiting.pop_front() {
        for found in rows.of(node) {
            reach(found.to, at + 1, &mut waiting);
        }
    }
    steps
}
