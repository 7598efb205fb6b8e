//! An event log and what it answers: who gets through a funnel, where customers are step by
//! step, who follows the map, and the map that they would have drawn.
//!
//! `cargo run --features csv --example behaviour`
#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use std::{error::Error, ops::ControlFlow};

use cesta::{
    flow::{
        align::{AlignOptions, align},
        discover::{DiscoverOptions, discover},
        funnel::{Funnel, FunnelOptions, FunnelStep},
        steps::{StepMatrix, StepOptions, StepPlace},
    },
    format::json,
    journey::TouchpointId,
    log::{
        SessionOptions,
        csv::{self, CsvOptions},
    },
};

const DAY: f64 = 86_400_000.0;

fn main() -> Result<(), Box<dyn Error>> {
    let journey = json::read(include_str!("shop/journey.json"))?;
    let events = &include_bytes!("shop/events.csv")[..];
    let go_on = |_| ControlFlow::Continue(());
    let log = csv::read(events, &CsvOptions::default(), go_on)?.log;

    println!("Who buys within a week of looking?");
    let steps = ["product_view", "add_to_cart", "purchase"];
    let options = FunnelOptions {
        steps: steps.map(|it| FunnelStep::new(it, [it])).to_vec(),
        window: Some(7.0 * DAY),
        ..FunnelOptions::default()
    };
    let funnel = Funnel::of(&log, &options)?;
    for step in &funnel.steps {
        println!("{:>6}  {}", step.reached, step.name);
    }
    println!("{:>6}  could still buy when the log ends", funnel.open);

    println!("\nWhere are they, step by step?");
    let options = StepOptions {
        max_steps: 4,
        min_share: 0.1,
        ..StepOptions::default()
    };
    let matrix = StepMatrix::of(&log, &options)?;
    for row in &matrix.rows {
        if let StepPlace::Touchpoint { touchpoint } = &row.place {
            println!("{touchpoint:<16}{:?}", row.customers);
        }
    }

    println!("\nDo visits follow the map?");
    let visits = log.sessions(&SessionOptions::default())?.log;
    let alignment = align(&journey, &visits, &AlignOptions::default())?;
    let (fits, fitness) = (alignment.fits, alignment.fitness.unwrap_or(0.0));
    println!("{} of {} do; fitness {fitness:.2}", fits.count, fits.n);
    for jump in alignment.jumps.iter().take(3) {
        let from = jump.from.as_ref().map_or("nothing", |id| id.as_str());
        let skipped: Vec<&str> = jump.skipped.iter().map(TouchpointId::as_str).collect();
        let count = jump.customers;
        println!(
            "{count:>6}  leave out, after {from}: {}",
            skipped.join(", ")
        );
    }

    println!("\nWhich map would they have drawn?");
    let discovery = discover(&log, &DiscoverOptions::default())?;
    let found = discovery.journey.build()?;
    println!(
        "{} stages, {} touchpoints, {} links",
        found.stages().len(),
        found.touchpoints().len(),
        found.transitions().len(),
    );
    Ok(())
}
