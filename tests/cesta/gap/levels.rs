//! Levels: the innermost word counts, and words about unknown rules are refused.

use cesta::{
    gap::{self, Counts, GapError, GapOptions, Observed},
    journey::spec::{self, Level, Levels, MomentOfTruth, Touchpoint},
};

use super::{at, check, check_with, clean, found};

fn levels(rule: &str, level: Level) -> Levels {
    [(rule.to_owned(), level)].into()
}

/// The clean map with a dead end in its second stage.
fn dead_end() -> spec::Journey {
    let mut map = clean();
    map.stages[1].touchpoints.push(Touchpoint::new("end"));
    map
}

#[test]
fn the_innermost_word_counts() {
    let mut options = GapOptions::default();
    let mut map = dead_end();
    let level = |map: &spec::Journey, options: &GapOptions| {
        let report = check_with(map.clone(), &Observed::default(), options);
        found(&report, "S3")
    };
    assert_eq!(level(&map, &options), ["deny end"]);
    options.levels = levels("S3", Level::Info);
    assert_eq!(level(&map, &options), ["info end"]);
    map.levels = levels("S3", Level::Warn);
    assert_eq!(level(&map, &options), ["warn end"]);
    map.stages[0].levels = levels("S3", Level::Deny);
    assert_eq!(level(&map, &options), ["warn end"]);
    map.stages[1].levels = levels("S3", Level::Info);
    assert_eq!(level(&map, &options), ["info end"]);
    at(&mut map, "end").levels = levels("S3", Level::Deny);
    assert_eq!(level(&map, &options), ["deny end"]);
    at(&mut map, "end").levels = levels("S2", Level::Allow);
    assert_eq!(level(&map, &options), ["info end"]);
}

#[test]
fn a_transition_has_the_levels_of_its_source() {
    let mut map = clean();
    let twice = map.transitions.as_ref().unwrap()[2].clone();
    map.transitions.get_or_insert_default().push(twice);
    at(&mut map, "order").levels = levels("S14", Level::Info);
    assert_eq!(found(&check(map.clone()), "S14"), ["warn cart -> order"]);
    at(&mut map, "cart").levels = levels("S14", Level::Deny);
    assert_eq!(found(&check(map), "S14"), ["deny cart -> order"]);
}

#[test]
fn what_is_allowed_is_counted_and_not_reported() {
    let mut map = dead_end();
    assert_eq!(
        check(map.clone()).counts,
        Counts {
            deny: 2,
            warn: 0,
            info: 1,
            suppressed: 0
        }
    );
    at(&mut map, "end").levels = levels("S3", Level::Allow);
    let report = check(map);
    assert_eq!(found(&report, "S3"), [""; 0]);
    assert_eq!(
        report.counts,
        Counts {
            deny: 1,
            warn: 0,
            info: 1,
            suppressed: 1
        }
    );
    assert!(report.ran.iter().any(|it| it == "S3"));
}

#[test]
fn rules_of_several_levels_keep_them_until_somebody_sets_one() {
    let mut map = clean();
    at(&mut map, "cart").scores.clear();
    at(&mut map, "order").scores.clear();
    at(&mut map, "order").moment_of_truth = Some(MomentOfTruth::Fmot);
    map.transitions
        .get_or_insert_default()
        .push(spec::Transition::new("reviews", "order"));
    let mut options = GapOptions::default();
    let report = check_with(map.clone(), &Observed::default(), &options);
    assert_eq!(found(&report, "M1"), ["warn order", "info cart"]);
    options.levels = levels("M1", Level::Deny);
    let report = check_with(map, &Observed::default(), &options);
    assert_eq!(found(&report, "M1"), ["deny order", "deny cart"]);
}

#[test]
fn words_about_unknown_rules_are_refused_all_at_once() {
    let mut map = clean();
    map.levels = levels("S99", Level::Allow);
    map.stages[1].levels = levels("s3", Level::Allow);
    map.stages[1].touchpoints[1].levels = levels("dead-end", Level::Warn);
    let options = GapOptions {
        levels: levels("Z", Level::Deny),
        ..GapOptions::default()
    };
    let journey = map.build().unwrap();
    let error = gap::check(&journey, &Observed::default(), &options).unwrap_err();
    assert_eq!(error.code(), "unknownRules");
    assert_eq!(
        error.to_string(),
        "there is no gap rule `Z` at `options.levels`, `S99` at `levels`, `s3` at \
         `stages[1].levels`, `dead-end` at `stages[1].touchpoints[1].levels`; the rules are S1, \
         S2, S3, S4, S5, S6, S7, S8, S9, S10, S11, S12, S13, S14, X1, X2, X3, X4, X8, M1, O1"
    );
    let GapError::UnknownRules { rules: unknown } = error else {
        panic!("{error}")
    };
    assert_eq!(unknown.len(), 4);
}

#[test]
fn thresholds_that_are_no_shares_are_refused() {
    let journey = clean().build().unwrap();
    for wrong in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
        let options = GapOptions {
            satisfaction_threshold: wrong,
            ..GapOptions::default()
        };
        let error = gap::check(&journey, &Observed::default(), &options).unwrap_err();
        assert_eq!(error.code(), "notAShare");
        assert!(
            error.to_string().contains("`satisfactionThreshold`"),
            "{error}"
        );
    }
}

#[test]
fn options_on_the_wire_have_defaults_and_refuse_what_they_do_not_know() {
    let options: GapOptions =
        serde_json::from_str(r#"{"thinStage": 3, "levels": {"S3": "warn"}}"#).unwrap();
    let expected = GapOptions {
        thin_stage: 3,
        levels: levels("S3", Level::Warn),
        ..GapOptions::default()
    };
    assert_eq!(options, expected);
    assert!(serde_json::from_str::<GapOptions>(r#"{"thin": 3}"#).is_err());
}
