//! The ready-made maps are good maps.

use cesta::journey::template::Template;

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
        let mut reached: Vec<_> = journey.entries().map(|entry| entry.node()).collect();
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
