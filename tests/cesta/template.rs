//! The ready-made maps are good maps.

use cesta::{
    gap::{GapOptions, Observed, check},
    journey::{spec::Level, template::Template},
};

#[test]
fn every_template_builds_and_is_found_by_its_name() {
    for template in Template::ALL {
        let journey = template.journey().build().unwrap();
        assert_eq!(journey.id(), template.name());
        assert_eq!(Template::named(template.name()), Some(template));
        assert!(journey.entries().count() > 0 && journey.goal_touchpoints().count() > 0);
        assert!(
            journey
                .touchpoints()
                .all(|touchpoint| touchpoint.responsible().is_some())
        );
    }
    assert_eq!(Template::named("unknown"), None);
}

#[test]
fn every_template_is_reachable_from_its_entries() {
    for template in Template::ALL {
        let journey = template.journey().build().unwrap();
        let mut reached: Vec<_> = journey
            .entries()
            .map(cesta::journey::Touchpoint::node)
            .collect();
        let mut next = 0;
        while let Some(&node) = reached.get(next) {
            next += 1;
            for target in journey.at(node).unwrap().next() {
                if !reached.contains(&target.node()) {
                    reached.push(target.node());
                }
            }
        }
        assert_eq!(
            reached.len(),
            journey.touchpoints().len(),
            "{}",
            template.name()
        );
    }
}

#[test]
fn templates_lack_only_what_their_users_must_add() {
    // Scores, and a second channel where everybody passes.
    for template in Template::ALL {
        let journey = template.journey().build().unwrap();
        let report = check(&journey, &Observed::default(), &GapOptions::default()).unwrap();
        assert!(report.worst() < Some(Level::Deny));
        let serious: Vec<_> = report
            .findings
            .iter()
            .filter(|finding| finding.level > Level::Info)
            .filter(|finding| !["M1", "S12"].contains(&&*finding.rule))
            .map(|finding| (&finding.rule, &finding.message))
            .collect();
        assert!(serious.is_empty(), "{}: {serious:#?}", template.name());
    }
}
