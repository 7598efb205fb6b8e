//! What scores with intervals and with few answers allow to be said: more planted gaps.

use cesta::journey::spec::{self, Level, MomentOfTruth};

use super::{
    at,
    planted::{Case, csat, effort},
};

/// A moment of truth with a score and its interval.
fn decisive(map: &mut spec::Journey, value: f64, interval: [f64; 2]) {
    csat(map, "cart", value);
    at(map, "cart").scores[0].interval = Some(interval);
    at(map, "cart").moment_of_truth = Some(MomentOfTruth::Fmot);
}

/// A low score that so many answered.
fn few(map: &mut spec::Journey, answers: u32) {
    csat(map, "cart", 10.0);
    at(map, "cart").scores[0].n = Some(answers);
}

pub(super) const CASES: &[Case] = &[
    Case("S12", |map| few(map, 29), &["info cart"]),
    Case(
        "S12",
        |map| {
            few(map, 29);
            at(map, "cart").channels.truncate(1);
        },
        &["warn cart"],
    ),
    Case(
        "X1",
        |map| decisive(map, 74.0, [64.0, 84.0]),
        &["deny cart"],
    ),
    Case(
        "X1",
        |map| decisive(map, 74.0, [62.0, 86.0]),
        &["warn cart"],
    ),
    Case(
        "X1",
        |map| {
            csat(map, "cart", 74.0);
            at(map, "cart").scores[0].interval = Some([64.0, 84.0]);
        },
        &["warn cart"],
    ),
    Case(
        "X1",
        |map| {
            effort(map, 3.0, 2.0);
            at(map, "cart").scores[1].interval = Some([2.5, 3.5]);
            at(map, "cart").moment_of_truth = Some(MomentOfTruth::Fmot);
        },
        &["deny cart"],
    ),
    Case(
        "X1",
        |map| {
            decisive(map, 20.0, [5.0, 40.0]);
            at(map, "cart").scores[0].n = Some(29);
        },
        &["info cart"],
    ),
    Case(
        "X1",
        |map| {
            decisive(map, 20.0, [5.0, 40.0]);
            at(map, "cart").scores[0].n = None;
        },
        &["deny cart"],
    ),
    Case("X2", |map| few(map, 29), &["info cart"]),
    Case("X2", |map| few(map, 30), &["warn cart"]),
    Case("X2", |map| few(map, 0), &["warn cart"]),
    Case(
        "X2",
        |map| {
            few(map, 29);
            map.levels.insert("X2".to_owned(), Level::Deny);
        },
        &["info cart"],
    ),
    Case(
        "X2",
        |map| {
            few(map, 29);
            map.levels.insert("X2".to_owned(), Level::Allow);
        },
        &[],
    ),
    Case(
        "X8",
        |map| decisive(map, 40.0, [30.0, 49.0]),
        &["deny cart"],
    ),
    Case(
        "X8",
        |map| decisive(map, 40.0, [30.0, 51.0]),
        &["warn cart"],
    ),
    Case(
        "X8",
        |map| {
            effort(map, 4.0, 4.0);
            at(map, "cart").scores[1].interval = Some([3.5, 4.5]);
            at(map, "cart").moment_of_truth = Some(MomentOfTruth::Fmot);
        },
        &["deny cart"],
    ),
    Case(
        "X8",
        |map| {
            decisive(map, 20.0, [5.0, 40.0]);
            at(map, "cart").scores[0].n = Some(1);
        },
        &["info cart"],
    ),
];
