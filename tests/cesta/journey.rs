//! The map: building, validation, views, order, names, diff.

mod names;
pub(crate) mod order;
mod rules;

use cesta::journey::{
    ChangeKind, Journey, ProblemCode, diff,
    spec::{self, Persona, Stage, Touchpoint, Transition, TransitionKind},
};

fn one(touchpoint: Touchpoint) -> spec::Journey {
    Journey::builder("j").stage(Stage::new("s").touchpoint(touchpoint))
}

fn abc() -> spec::Journey {
    let touchpoints = ["a", "b", "c"].map(Touchpoint::new);
    let stage = touchpoints
        .into_iter()
        .fold(Stage::new("s"), Stage::touchpoint);
    Journey::builder("j").stage(stage)
}

/// The only problem of a map.
fn problem(journey: spec::Journey) -> (ProblemCode, String) {
    let invalid = journey.build().unwrap_err();
    let [problem] = invalid.problems() else {
        panic!("one problem expected: {:#?}", invalid.problems());
    };
    (problem.code, problem.path.clone())
}

#[test]
fn a_diff_names_what_was_added_removed_changed_and_moved() {
    let before = abc().transition(Transition::new("a", "b")).build().unwrap();
    let after = Journey::builder("j")
        .stage(Stage::new("s").touchpoint(Touchpoint::new("b").emotion(1)))
        .stage(Stage::new("s2").touchpoint(Touchpoint::new("a")))
        .transition(Transition::new("a", "b").kind(TransitionKind::Back))
        .persona(Persona::new("p"))
        .build()
        .unwrap();
    let diff = diff(&before, &after);
    let shown: Vec<String> = diff
        .changes
        .iter()
        .map(|change| {
            let fields: Vec<_> = change.fields.iter().map(|it| it.field.as_str()).collect();
            format!(
                "{:?} {} {} {}",
                change.kind,
                change.element,
                change.id,
                fields.join("+")
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "Added stage s2 ",
            "Changed touchpoint a stage",
            "Changed touchpoint b emotion+position",
            "Removed touchpoint c ",
            "Changed transition a -> b kind",
            "Added persona p ",
        ]
    );
    assert!(super::journey::diff(&before, &before).is_empty());
    assert_eq!(diff.changes.last().unwrap().kind, ChangeKind::Added);
}

#[test]
fn a_chain_of_a_hundred_thousand_is_built_cloned_and_dropped() {
    let touchpoints = (0..100_000).map(|index| Touchpoint::new(format!("t{index}")));
    let stage = Stage {
        touchpoints: touchpoints.collect(),
        ..Stage::new("s")
    };
    let journey = Journey::builder("long").stage(stage).build().unwrap();
    assert_eq!(journey.transitions().len(), 99_999);
    let again = journey.clone().to_spec().build().unwrap();
    assert_eq!(again.touchpoint("t99999").unwrap().node().index(), 99_999);
}
