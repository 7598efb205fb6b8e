//! Reachability.

use petgraph::graph::NodeIndex;

use super::scope::Open;

/// Which way to follow transitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Towards {
    /// From source to target.
    Later,
    /// From target to source.
    Earlier,
}

/// The touchpoints reached from `sources` on the open part of a map, by node index; sources
/// that are open reach themselves. `O(V + E)`.
pub(crate) fn reach(
    open: &Open<'_>,
    sources: impl IntoIterator<Item = NodeIndex>,
    towards: Towards,
) -> Vec<bool> {
    let journey = open.journey();
    let mut reached = vec![false; journey.graph().node_count()];
    let mut waiting: Vec<NodeIndex> = Vec::new();
    let visit = |node: NodeIndex, reached: &mut Vec<bool>, waiting: &mut Vec<NodeIndex>| {
        if let Some(known @ false) = reached.get_mut(node.index()) {
            *known = true;
            waiting.push(node);
        }
    };
    for node in sources {
        if journey
            .at(node)
            .is_some_and(|touchpoint| open.touchpoint(touchpoint))
        {
            visit(node, &mut reached, &mut waiting);
        }
    }
    while let Some(touchpoint) = waiting.pop().and_then(|node| journey.at(node)) {
        match towards {
            Towards::Later => {
                for transition in touchpoint.outgoing().filter(|&it| open.transition(it)) {
                    visit(transition.target().node(), &mut reached, &mut waiting);
                }
            }
            Towards::Earlier => {
                for transition in touchpoint.incoming().filter(|&it| open.transition(it)) {
                    visit(transition.source().node(), &mut reached, &mut waiting);
                }
            }
        }
    }
    reached
}
