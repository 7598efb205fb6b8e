//! Map order, and what the views show.

use cesta::{
    journey::{
        Journey,
        spec::{self, Stage, Touchpoint, Transition, TransitionKind},
    },
    petgraph::graph::NodeIndex,
};
use proptest::prelude::*;

use super::abc;

#[test]
fn left_out_transitions_follow_the_order_and_an_empty_list_means_none() {
    let links = |journey: spec::Journey| {
        let journey = journey.build().unwrap();
        let links = journey
            .transitions()
            .map(|it| format!("{}{}", it.from, it.to));
        links.collect::<Vec<_>>()
    };
    assert_eq!(links(abc()), ["ab", "bc"]);
    assert!(
        links(spec::Journey {
            transitions: Some(vec![]),
            ..abc()
        })
        .is_empty()
    );
    assert_eq!(links(abc().chain(["c", "a"])), ["ca"]);
}

#[test]
fn everything_comes_in_map_order_however_transitions_are_written() {
    let journey = abc()
        .transition(Transition::new("c", "a"))
        .transition(Transition::new("a", "c"))
        .transition(Transition {
            label: Some("1".into()),
            ..Transition::new("a", "b")
        })
        .transition(Transition {
            label: Some("2".into()),
            ..Transition::new("a", "b")
        })
        .build()
        .unwrap();
    let a = journey.touchpoint("a").unwrap();
    let out: Vec<_> = a
        .outgoing()
        .map(|it| (it.to.to_string(), it.label.clone()))
        .collect();
    let expected = [("b", Some("1")), ("b", Some("2")), ("c", None)];
    assert_eq!(
        out,
        expected.map(|(to, label)| (to.to_owned(), label.map(str::to_owned)))
    );
    let c = journey.touchpoint("c").unwrap();
    assert_eq!(
        c.incoming().map(|it| it.source().id()).collect::<Vec<_>>(),
        [a.id()]
    );
    let paths: Vec<_> = journey
        .transitions()
        .map(cesta::journey::Transition::path)
        .collect();
    assert_eq!(
        paths,
        [
            "transitions[2]",
            "transitions[3]",
            "transitions[1]",
            "transitions[0]"
        ]
    );
    assert_eq!(c.path(), "stages[0].touchpoints[2]");
    let neighbours: Vec<_> = journey
        .graph()
        .neighbors(a.node())
        .map(NodeIndex::index)
        .collect();
    assert_eq!(neighbours, [1, 1, 2]);
}

#[test]
fn shares_are_given_or_what_the_others_leave() {
    let journey = abc()
        .transition(Transition::new("a", "a").probability(0.5))
        .transition(Transition::new("a", "b"))
        .transition(Transition::new("a", "c"))
        .transition(Transition::new("b", "a").probability(1.0))
        .transition(Transition::new("b", "c"))
        .build()
        .unwrap();
    let shares = |id| {
        let touchpoint = journey.touchpoint(id).unwrap();
        touchpoint
            .shares()
            .map(|(_, share)| share)
            .collect::<Vec<_>>()
    };
    assert_eq!(shares("a"), [0.5, 0.25, 0.25]);
    assert_eq!(shares("b"), [1.0, 0.0]);
    assert!(shares("c").is_empty());
}

/// A random map, possibly cyclic, with parallel links.
pub(crate) fn journeys() -> impl Strategy<Value = spec::Journey> {
    let links = proptest::collection::vec((0..8_usize, 0..8_usize, 0..3_u8), 0..20);
    (
        proptest::collection::vec(1..4_usize, 1..4),
        links,
        any::<bool>(),
    )
        .prop_map(|(sizes, links, listed)| {
            let mut journey = Journey::builder("random");
            let mut next = 0;
            for (index, size) in sizes.into_iter().enumerate() {
                let stage = Stage::new(format!("s{index}"));
                let touchpoints = (next..next + size).map(|at| Touchpoint::new(format!("t{at}")));
                next += size;
                journey = journey.stage(touchpoints.fold(stage, Stage::touchpoint));
            }
            if listed {
                journey.transitions = Some(vec![]);
                for (from, to, kind) in links {
                    let kind = match kind {
                        0 => TransitionKind::Forward,
                        1 => TransitionKind::Back,
                        _ => TransitionKind::Recovery,
                    };
                    let (from, to) = (format!("t{}", from % next), format!("t{}", to % next));
                    journey = journey.transition(Transition::new(from, to).kind(kind));
                }
            }
            journey
        })
}

proptest! {
    #[test]
    fn views_agree_with_what_was_written(spec in journeys()) {
        let journey = spec.clone().build().unwrap();
        let written: usize = spec.stages.iter().map(|it| it.touchpoints.len()).sum();
        prop_assert_eq!(journey.touchpoints().len(), written);
        for touchpoint in journey.touchpoints() {
            prop_assert_eq!(journey.touchpoint(touchpoint.id().as_str()), Some(touchpoint));
            prop_assert!(touchpoint.stage().touchpoints().any(|it| it == touchpoint));
            let targets: Vec<_> = touchpoint.next().map(cesta::journey::Touchpoint::node).collect();
            prop_assert!(targets.is_sorted());
            let sources: Vec<_> = touchpoint.incoming().map(|it| it.source().node()).collect();
            prop_assert!(sources.is_sorted());
        }
        if let Some(transitions) = &spec.transitions {
            for transition in journey.transitions() {
                let at: usize = transition.path().trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap();
                prop_assert_eq!(&transitions[at], &*transition);
            }
            prop_assert_eq!(journey.transitions().len(), transitions.len());
        }
        prop_assert_eq!(journey.to_spec().build().unwrap(), journey);
    }
}
