//! A map in Rust: build it, then ask it.
//!
//! `cargo run --example model`
#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use std::error::Error;

use cesta::{
    journey::{
        InvalidJourney, Journey,
        spec::{PainPoint, Phase, Role, Stage, Touchpoint, Transition, TransitionKind},
    },
    path::{RouteOptions, best_route},
};

fn bakery() -> Result<Journey, InvalidJourney> {
    let find = Stage::new("find")
        .phase(Phase::Before)
        .touchpoint(Touchpoint::new("smell").role(Role::Entry).emotion(2));
    let choose = Stage::new("choose")
        .phase(Phase::During)
        .touchpoint(Touchpoint {
            pain_points: vec![PainPoint::new("wait", "Ten minutes at eight")],
            ..Touchpoint::new("queue").emotion(-1)
        })
        .touchpoint(Touchpoint::new("counter").emotion(1));
    let buy = Stage::new("buy")
        .phase(Phase::During)
        .touchpoint(Touchpoint::new("till").role(Role::Goal).emotion(1));

    Journey::builder("bakery")
        .stage(find)
        .stage(choose)
        .stage(buy)
        .chain(["smell", "queue", "counter", "till"])
        .transition(Transition::new("counter", "queue").kind(TransitionKind::Back))
        .build()
}

fn main() -> Result<(), Box<dyn Error>> {
    let journey = bakery()?;
    for stage in journey.stages() {
        println!("{}", stage.id());
        for touchpoint in stage.touchpoints() {
            let next: Vec<&str> = touchpoint.next().map(|it| it.id().as_str()).collect();
            if touchpoint.is_goal() {
                println!("  {}, the goal", touchpoint.id());
            } else {
                println!("  {} -> {}", touchpoint.id(), next.join(", "));
            }
            for pain_point in &touchpoint.pain_points {
                println!("    ! {}", pain_point.label);
            }
        }
    }

    if let Some(route) = best_route(&journey, &RouteOptions::default())? {
        println!("the shortest way to the goal has {} steps", route.steps);
    }

    // A map that contradicts itself is not built; every reason is told at once.
    let wrong = Journey::builder("wrong")
        .stage(Stage::new("find").touchpoint(Touchpoint::new("smell").emotion(7)))
        .chain(["smell", "till"])
        .build();
    for problem in wrong.err().iter().flat_map(InvalidJourney::problems) {
        println!("{problem}");
    }
    Ok(())
}
