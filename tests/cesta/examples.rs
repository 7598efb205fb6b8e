//! The shipped examples: their maps are read, and fit the data beside them.

use std::collections::BTreeSet;

use cesta::{format::json, journey::Journey};

const BAKERY: &str = include_str!("../../examples/bakery.json");
const SHOP: &str = include_str!("../../examples/shop/journey.json");
const SHOP_EVENTS: &str = include_str!("../../examples/shop/events.csv");
const FLIGHT: &str = include_str!("../../examples/flight/journey.json");
const FLIGHT_SURVEY: &str = include_str!("../../examples/flight/survey.csv");

fn read(text: &str) -> Journey {
    json::read(text).unwrap_or_else(|invalid| panic!("{:#?}", invalid.problems()))
}

fn shares(journey: &Journey) -> f64 {
    let shares = journey
        .personas()
        .iter()
        .filter_map(|persona| persona.share);
    shares.sum()
}

#[test]
fn the_bakery_is_a_map_in_fifteen_lines() {
    let journey = read(BAKERY);
    assert_eq!(BAKERY.lines().count(), 15);
    assert_eq!(journey.transitions().len(), 3);
    assert_eq!(journey.goal_touchpoints().count(), 1);
}

#[test]
fn every_event_of_the_shop_has_its_touchpoint() {
    let journey = read(SHOP);
    let events: BTreeSet<&str> = SHOP_EVENTS
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').nth(2))
        .collect();
    let touchpoints: BTreeSet<&str> = events
        .iter()
        .filter_map(|event| journey.touchpoint_of_event(event))
        .map(|touchpoint| touchpoint.id().as_str())
        .collect();
    assert_eq!(events.len(), 19);
    assert_eq!(touchpoints.len(), 19);
    assert_eq!(journey.touchpoints().len(), 19);
    assert!((shares(&journey) - 1.0).abs() < 1e-9);
}

#[test]
fn every_question_of_the_flight_is_a_column_of_its_survey() {
    let journey = read(FLIGHT);
    let columns: Vec<&str> = FLIGHT_SURVEY.lines().next().unwrap().split(',').collect();
    let asked: Vec<&str> = columns
        .iter()
        .copied()
        .filter(|column| journey.subject_of_question(column).is_some())
        .collect();
    assert_eq!(asked.len(), 15);
    let questions = journey
        .touchpoints()
        .map(|touchpoint| touchpoint.questions.len())
        .sum::<usize>();
    assert_eq!(questions, 14);
    assert_eq!(journey.questions().len(), 1);
    assert!((shares(&journey) - 1.0).abs() < 1e-9);
}

#[test]
fn every_statement_about_the_data_names_its_evidence() {
    for text in [SHOP, FLIGHT] {
        let journey = read(text);
        for touchpoint in journey.touchpoints() {
            for pain_point in &touchpoint.pain_points {
                assert!(!pain_point.evidence.is_empty(), "{}", pain_point.id);
                assert!(pain_point.severity.is_some(), "{}", pain_point.id);
            }
            for opportunity in &touchpoint.opportunities {
                assert!(!opportunity.evidence.is_empty(), "{}", opportunity.id);
            }
            for expectation in &touchpoint.expectations {
                assert!(!expectation.evidence.is_empty(), "{}", touchpoint.id());
            }
        }
    }
}

#[cfg(feature = "csv")]
mod observed {
    use std::ops::ControlFlow;

    use cesta::{
        flow::{Overlay, OverlayOptions, overlay},
        gap::{GapOptions, Observed, check},
        journey::spec::Level,
        log::csv::{self, CsvOptions},
        satisfaction::{self, Satisfaction, SatisfactionOptions, analyse},
    };

    use super::*;

    fn shop_overlay(journey: &Journey) -> Overlay {
        let go_on = |_| ControlFlow::Continue(());
        let read = csv::read(SHOP_EVENTS.as_bytes(), &CsvOptions::default(), go_on).unwrap();
        overlay(journey, &read.log, &OverlayOptions::default())
    }

    #[test]
    fn the_shop_sells_as_its_readme_says() {
        let overlay = shop_overlay(&read(SHOP));
        assert_eq!((overlay.customers, overlay.events), (600, 31_106));
        assert_eq!((overlay.conversion.count, overlay.conversion.n), (328, 600));
        assert!(overlay.unknown_events.is_empty() && overlay.unvisited.is_empty());

        let customers = |id: &str| overlay.touchpoint(id).unwrap().reached.count;
        assert_eq!(customers("product_view"), 598);
        assert_eq!(customers("shipping_details"), 441);
        assert_eq!(customers("payment_details"), 390);

        let lost = overlay.stages.iter().map(|it| it.dropped_off.count);
        let lost: Vec<u32> = lost.collect();
        assert_eq!(lost, [27, 134, 78, 14, 15, 4]);
        assert_eq!(lost.iter().sum::<u32>(), 600 - 328, "no exit is drawn");

        let taken = |from: &str, to: &str| {
            let mut found = overlay.transitions.iter();
            let link = found.find(|it| it.from == from && it.to == to).unwrap();
            (link.count, link.designed)
        };
        assert_eq!(taken("search", "catalog"), (881, false));
        assert_eq!(taken("catalog", "search"), (831, false));
        assert_eq!(taken("cart", "payment_details"), (118, false));
        assert_eq!(taken("shipping_details", "purchase"), (98, false));
        assert_eq!(taken("purchase", "account_page"), (8, true));
    }

    #[test]
    fn the_shop_has_gaps_but_no_errors() {
        let journey = read(SHOP);
        let overlay = shop_overlay(&journey);
        let observed = Observed {
            overlay: Some(&overlay),
            ..Observed::default()
        };
        let report = check(&journey, &observed, &GapOptions::default()).unwrap();
        assert_eq!(report.worst(), Some(Level::Warn));
        assert_eq!(report.of_rule("O1").count(), 1);
        assert_eq!(report.of_rule("X3").count(), 1);
    }

    fn flight_scores(journey: &Journey) -> Satisfaction {
        let options = satisfaction::csv::CsvOptions::default();
        let go_on = |_| ControlFlow::Continue(());
        let answers = satisfaction::csv::read(journey, FLIGHT_SURVEY.as_bytes(), &options, go_on);
        analyse(journey, &answers.unwrap(), &SatisfactionOptions::default()).unwrap()
    }

    #[test]
    fn the_flight_pleases_as_its_readme_says() {
        let satisfaction = flight_scores(&read(FLIGHT));
        let overall = &satisfaction.overall[0];
        assert_eq!((overall.n, overall.missing), (600, 0));
        assert!((overall.value.unwrap() - 100.0 * 400.0 / 600.0).abs() < 1e-9);

        for (id, good, n) in [
            ("gate", 223.0, 600),
            ("booking", 222.0, 562),
            ("wifi", 232.0, 560),
            ("times", 263.0, 570),
            ("onboard_service", 326.0, 578),
            ("leg_room", 363.0, 597),
            ("online_boarding", 351.0, 545),
        ] {
            let score = &satisfaction.touchpoint(id).unwrap().scores[0];
            assert_eq!((score.n, score.missing), (n, 600 - n), "{id}");
            let share = 100.0 * good / f64::from(n);
            assert!((score.value.unwrap() - share).abs() < 1e-9, "{id}");
        }
    }

    #[test]
    fn the_flight_falls_short_at_its_moments_of_truth() {
        let journey = read(FLIGHT);
        let satisfaction = flight_scores(&journey);
        let observed = Observed {
            satisfaction: Some(&satisfaction),
            ..Observed::default()
        };
        let report = check(&journey, &observed, &GapOptions::default()).unwrap();
        let denied = report.findings.iter().filter(|it| it.level == Level::Deny);
        let denied: Vec<_> = denied.map(|it| &*it.rule).collect();
        assert_eq!(denied, ["X1", "X8", "X1"]);
    }
}
