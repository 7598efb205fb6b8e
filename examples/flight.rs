//! A map and a survey: what passengers said, on the map.
//!
//! `cargo run --features csv --example flight`
#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use std::{error::Error, ops::ControlFlow};

use cesta::{
    format::json,
    gap::{GapOptions, Observed, check},
    journey::Journey,
    satisfaction::{
        Satisfaction, SatisfactionOptions, Score, SurveyOptions, analyse,
        csv::{self, CsvOptions},
    },
};

fn scores(journey: &Journey) -> Result<Satisfaction, Box<dyn Error>> {
    let options = CsvOptions {
        survey: SurveyOptions {
            segments: vec!["type_of_travel".into()],
            ..SurveyOptions::default()
        },
        ..CsvOptions::default()
    };
    let answers = include_bytes!("flight/survey.csv");
    let answers = csv::read(journey, &answers[..], &options, |_| {
        ControlFlow::Continue(())
    })?;
    Ok(analyse(journey, &answers, &SatisfactionOptions::default())?)
}

/// `66.7 from 600 (62.8 to 70.3)`.
fn in_words(score: &Score) -> String {
    match (score.value, score.interval) {
        (Some(value), Some(it)) => {
            let (low, high) = (it.low, it.high);
            format!("{value:5.1} from {} ({low:.1} to {high:.1})", score.n)
        }
        _ => "not known".to_owned(),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let journey = json::read(include_str!("flight/journey.json"))?;
    let satisfaction = scores(&journey)?;

    println!("Satisfied on the whole, in %");
    for score in &satisfaction.overall {
        println!("{:<18}{}", "all", in_words(score));
    }
    for segment in &satisfaction.segments {
        for score in &segment.overall {
            println!("{:<18}{}", segment.segment, in_words(score));
        }
    }

    println!("\nRated 4 or 5, in %");
    for touchpoint in &satisfaction.touchpoints {
        for score in &touchpoint.scores {
            println!("{:<18}{}", touchpoint.id.as_str(), in_words(score));
        }
    }

    println!("\nThe five gaps that weigh most");
    let observed = Observed {
        satisfaction: Some(&satisfaction),
        ..Observed::default()
    };
    let report = check(&journey, &observed, &GapOptions::default())?;
    for finding in report.findings.iter().take(5) {
        println!("{:<4}{}", finding.rule, finding.message);
    }
    Ok(())
}
