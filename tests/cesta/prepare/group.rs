//! Other names for touchpoints.

use cesta::log::{EventLog, GroupOptions, GroupRule, Repeats};
use proptest::{option, prelude::*, sample::select};

use super::{events, log, of_log, traces};

fn rules() -> impl Strategy<Value = Vec<GroupRule>> {
    let pattern = select(vec!["a", "a*", "*b", "čaj", "?", "none", "n*"]);
    let name = select(vec!["a", "b", "new", "[$1]", "$0$$"]);
    let rule = (pattern, name).prop_map(|(pattern, name)| GroupRule::new(pattern, name));
    prop::collection::vec(rule, 0..4)
}

/// What a rule calls a touchpoint, if it fits.
fn renamed(rule: &GroupRule, name: &str) -> Option<String> {
    let gap = match rule.pattern.as_str() {
        "a*" => Some(name.strip_prefix('a')?),
        "n*" => Some(name.strip_prefix('n')?),
        "*b" => Some(name.strip_suffix('b')?),
        "?" => (name.chars().count() == 1).then_some(Some(name))?,
        exact => (exact == name).then_some(None)?,
    };
    Some(match rule.name.as_str() {
        "[$1]" => format!("[{}]", gap.unwrap_or("$1")),
        "$0$$" => format!("{name}$"),
        plain => plain.to_owned(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn the_first_rule_that_fits_counts(
        events in events(),
        rules in rules(),
        rest in option::of(Just("rest".to_owned())),
        merge: bool,
    ) {
        let repeats = if merge { Repeats::Merge } else { Repeats::Keep };
        let options = GroupOptions { rules: rules.clone(), rest: rest.clone(), repeats };
        let grouped = log(&events).group(&options);
        let mut expected = traces(&events);
        for (_, trace) in &mut expected {
            for visit in trace.iter_mut() {
                let new = rules.iter().find_map(|rule| renamed(rule, &visit.0));
                visit.0 = new.or_else(|| rest.clone()).unwrap_or_else(|| visit.0.clone());
            }
            if merge {
                trace.dedup_by(|after, before| after.0 == before.0);
            }
        }
        let left: usize = expected.iter().map(|it| it.1.len()).sum();
        prop_assert_eq!(of_log(&grouped.log), expected);
        let report = grouped.report;
        prop_assert_eq!(report.merged as usize, events.len() - left);
        prop_assert_eq!(report.touchpoints as usize, grouped.log.touchpoints().len());
        for (number, (rule, done)) in rules.iter().zip(&report.rules).enumerate() {
            let first = |name: &str| {
                renamed(rule, name).is_some()
                    && rules[..number].iter().all(|before| renamed(before, name).is_none())
            };
            let meant = events.iter().filter(|event| first(&event.1)).count();
            prop_assert_eq!((&done.pattern, done.events as usize), (&rule.pattern, meant));
        }
    }
}

#[test]
fn repeats_are_merged_into_the_first_of_them() {
    let touchpoints = ["product/1", "product/2", "buy", "product/1", "product/1"];
    let times = [10, 20, 30, 40, 50];
    let log = EventLog::from_columns(&["a", "a", "a", "b", "a"], &touchpoints, Some(&times));
    let options = GroupOptions {
        rules: vec![
            GroupRule::new("product/*", "product"),
            GroupRule::new("product/1", "never"),
        ],
        repeats: Repeats::Merge,
        ..GroupOptions::default()
    };
    let grouped = log.unwrap().group(&options);
    let trace = grouped.log.trace(0).unwrap();
    assert_eq!(
        trace.names().collect::<Vec<_>>(),
        ["product", "buy", "product"]
    );
    assert_eq!(trace.times().unwrap().collect::<Vec<_>>(), [10, 30, 50]);
    assert_eq!(
        grouped.log.trace(1).unwrap().len(),
        1,
        "another customer's is no repeat"
    );
    assert_eq!(
        (grouped.report.merged, grouped.report.touchpoints_before),
        (1, 3)
    );
    assert_eq!(
        grouped.report.rules[1].touchpoints, 0,
        "the first rule has it"
    );
}
