//! Where customers can go round in circles.

use petgraph::{
    algo::kosaraju_scc,
    visit::{EdgeFiltered, EdgeRef},
};
use serde::Serialize;

use super::{
    PathError, Scope,
    net::node,
    reach::{Towards, reach},
};
use crate::{
    journey::{Journey, Touchpoint, TouchpointId, Transition, spec::TransitionKind},
    sort,
};

/// A loop: touchpoints of which each leads to each other, as many as can be; or one that leads
/// to itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Loop {
    /// The touchpoints, in map order.
    pub touchpoints: Vec<TouchpointId>,
    /// The transitions within the loop, in map order.
    pub transitions: Vec<Link>,
    /// The transitions that lead out of the loop, in map order.
    pub ways_out: Vec<Link>,
    /// Whether customers come into it from an entry of the map.
    pub reached: bool,
    /// Whether no goal and no exit can be reached from it: who comes here goes round for ever.
    pub trap: bool,
}

/// A transition, by its ends and its kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// The touchpoint it leaves.
    pub from: TouchpointId,
    /// The touchpoint it leads to.
    pub to: TouchpointId,
    /// What kind of transition it is.
    pub kind: TransitionKind,
}

impl Link {
    pub(crate) fn of(transition: Transition<'_>) -> Self {
        Self {
            from: transition.source().id().clone(),
            to: transition.target().id().clone(),
            kind: transition.kind,
        }
    }
}

/// The loops on the open part of a map, in map order of their first touchpoints: the strongly
/// connected components that have a transition within. No touchpoint is in two loops.
///
/// # Errors
/// [`ScopeError`](super::ScopeError), as [`PathError`], for a persona or channel the map does
/// not have.
///
/// # Complexity
/// `O(V + E)` time and space, by Kosaraju and Sharir (1981), and `O(V log V)` for the order.
///
/// # Example
/// ```
/// use cesta::{
///     journey::{Journey, spec::{Role, Stage, Touchpoint, Transition, TransitionKind}},
///     path::{Scope, loops},
/// };
///
/// let shop = Journey::builder("shop")
///     .stage(
///         Stage::new("buy")
///             .touchpoint(Touchpoint::new("search").role(Role::Entry))
///             .touchpoint(Touchpoint::new("product"))
///             .touchpoint(Touchpoint::new("order").role(Role::Goal)),
///     )
///     .chain(["search", "product", "order"])
///     .transition(Transition::new("product", "search").kind(TransitionKind::Back))
///     .build()?;
///
/// let loops = loops(&shop, &Scope::all())?;
/// assert_eq!(loops.len(), 1);
/// assert_eq!(loops[0].touchpoints, ["search", "product"]);
/// assert_eq!(loops[0].ways_out[0].to, "order");
/// assert!(!loops[0].trap);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn loops(journey: &Journey, scope: &Scope) -> Result<Vec<Loop>, PathError> {
    let open = scope.on(journey)?;
    let entries = journey.entries().map(Touchpoint::node);
    let reached = reach(&open, entries, Towards::Later);
    let ends = journey
        .touchpoints()
        .filter(|it| it.is_goal() || it.is_exit());
    let leads_on = reach(&open, ends.map(Touchpoint::node), Towards::Earlier);

    let mut closed = vec![true; journey.graph().edge_count()];
    for transition in journey.transitions().filter(|&it| open.transition(it)) {
        if let Some(closed) = closed.get_mut(transition.edge().index()) {
            *closed = false;
        }
    }
    let is_open = |edge: usize| closed.get(edge) == Some(&false);
    let graph = EdgeFiltered::from_fn(journey.graph(), |edge| is_open(edge.id().index()));
    let mut components = kosaraju_scc(&graph);
    for component in &mut components {
        sort::plain(component);
    }
    sort::plain(&mut components);
    let mut component_of = vec![0; journey.graph().node_count()];
    for (number, component) in components.iter().enumerate() {
        for member in component {
            if let Some(of) = component_of.get_mut(member.index()) {
                *of = number;
            }
        }
    }

    let mut loops = Vec::new();
    for component in components {
        let touchpoints = component.iter().filter_map(|&member| journey.at(member));
        let transitions = touchpoints.clone().flat_map(Touchpoint::outgoing);
        let transitions = transitions.filter(|&it| open.transition(it));
        let of = |touchpoint: Touchpoint<'_>| component_of.get(touchpoint.node().index());
        let (within, ways_out): (Vec<_>, Vec<_>) =
            transitions.partition(|it| of(it.source()) == of(it.target()));
        if within.is_empty() {
            continue;
        }
        let any = |marks: &[bool]| {
            let mut members = component.iter();
            members.any(|&member| super::net::is(marks, node(member)))
        };
        loops.push(Loop {
            touchpoints: touchpoints.map(|it| it.id().clone()).collect(),
            transitions: within.into_iter().map(Link::of).collect(),
            ways_out: ways_out.into_iter().map(Link::of).collect(),
            reached: any(&reached),
            trap: !any(&leads_on),
        });
    }
    Ok(loops)
}
