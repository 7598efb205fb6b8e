//! A map and an event log: what customers did, on the map.
//!
//! `cargo run --features csv --example shop`
#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use std::{cmp::Reverse, error::Error, ops::ControlFlow};

use cesta::{
    flow::{OverlayOptions, overlay},
    format::json,
    gap::{GapOptions, Observed, check},
    log::csv::{self, CsvOptions},
};

fn main() -> Result<(), Box<dyn Error>> {
    let journey = json::read(include_str!("shop/journey.json"))?;
    let events = &include_bytes!("shop/events.csv")[..];
    let events = csv::read(
        events,
        &CsvOptions::default(),
        |_| ControlFlow::Continue(()),
    )?;
    let overlay = overlay(&journey, &events.log, &OverlayOptions::default());

    let buyers = overlay.conversion;
    println!("{} of {} customers buy.", buyers.count, buyers.n);

    println!("\nStage by stage: reached, went on, lost there");
    for it in &overlay.stages {
        let (reached, on, lost) = (it.reached.count, it.went_on.count, it.dropped_off.count);
        println!("{:<10}{reached:>5}{on:>5}{lost:>5}", it.stage.as_str());
    }

    println!("\nThe strongest ways that the map does not draw");
    let mut extra: Vec<_> = overlay
        .transitions
        .iter()
        .filter(|it| !it.designed && it.from != it.to)
        .collect();
    extra.sort_by_key(|it| Reverse(it.count));
    for it in extra.iter().take(5) {
        println!("{:>5}  {} -> {}", it.count, it.from, it.to);
    }

    println!("\nThe gaps");
    let observed = Observed {
        overlay: Some(&overlay),
        ..Observed::default()
    };
    for finding in check(&journey, &observed, &GapOptions::default())?.findings {
        println!("{:<4}{}", finding.rule, finding.message);
    }
    Ok(())
}
