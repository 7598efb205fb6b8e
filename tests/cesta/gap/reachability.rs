//! The rules that follow routes, against their definitions worked out the slow way: on random
//! small maps with cycles, loops, parallel ways, several entries, goals and personas.

use std::collections::BTreeSet;

use cesta::{
    gap::{GapOptions, Observed, Place, check},
    journey::{
        Journey, Touchpoint,
        spec::{self, Persona, Role, Stage, Transition},
    },
};
use proptest::prelude::*;

/// A random map: touchpoints `t0`, `t1`, ... over stages, with a channel each.
fn maps() -> impl Strategy<Value = spec::Journey> {
    let role = prop_oneof![
        3 => Just(Role::Step),
        2 => Just(Role::Entry),
        2 => Just(Role::Goal),
        1 => Just(Role::Exit),
    ];
    // None: for everyone.
    let persona = || prop_oneof![3 => Just(None), 1 => Just(Some("anna")), 1 => Just(Some("ben"))];
    let touchpoint = (role, 0..4_usize, persona());
    let touchpoints = prop::collection::vec(touchpoint, 1..8);
    touchpoints.prop_flat_map(move |touchpoints| {
        let count = touchpoints.len();
        let links = prop::collection::vec((0..count, 0..count, persona()), 0..=2 * count + 2);
        (Just(touchpoints), links).prop_map(|(touchpoints, links)| {
            let mut map = Journey::builder("random");
            map.personas = ["anna", "ben", "cleo", "dora"].map(Persona::new).into();
            map.personas[3].channels = vec!["phone".into()];
            for index in 0..4 {
                map = map.stage(Stage::new(format!("s{index}")));
            }
            for (index, (role, stage, persona)) in touchpoints.into_iter().enumerate() {
                let mut touchpoint = spec::Touchpoint::new(format!("t{index}"))
                    .role(role)
                    .channel(if index % 2 == 0 { "phone" } else { "web" });
                touchpoint.personas.extend(persona.map(Into::into));
                map.stages[stage].touchpoints.push(touchpoint);
            }
            map.transitions = Some(Vec::new());
            for (from, to, persona) in links {
                let mut link = Transition::new(format!("t{from}"), format!("t{to}"));
                link.personas.extend(persona.map(Into::into));
                map = map.transition(link);
            }
            map
        })
    })
}

/// Who leads to whom among the open touchpoints, by Warshall's closure; everyone to themselves.
struct Closure(Vec<Vec<bool>>);

impl Closure {
    fn of(journey: &Journey, open: impl Fn(Touchpoint<'_>) -> bool, persona: Option<&str>) -> Self {
        let touchpoints: Vec<Touchpoint<'_>> = journey.touchpoints().collect();
        let count = touchpoints.len();
        let mut leads = vec![vec![false; count]; count];
        for (index, &touchpoint) in touchpoints.iter().enumerate() {
            leads[index][index] = open(touchpoint);
        }
        for link in journey.transitions() {
            let for_them = persona.is_none_or(|persona| {
                link.personas.is_empty() || link.personas.iter().any(|it| it == persona)
            });
            if for_them && open(link.source()) && open(link.target()) {
                leads[link.source().node().index()][link.target().node().index()] = true;
            }
        }
        for via in 0..count {
            for from in 0..count {
                for to in 0..count {
                    leads[from][to] |= leads[from][via] && leads[via][to];
                }
            }
        }
        Self(leads)
    }

    fn leads(&self, from: Touchpoint<'_>, to: Touchpoint<'_>) -> bool {
        self.0[from.node().index()][to.node().index()]
    }

    fn is_reached(&self, to: Touchpoint<'_>) -> bool {
        to.journey().entries().any(|it| self.leads(it, to))
    }

    fn to_goal(&self, from: Touchpoint<'_>) -> bool {
        from.journey()
            .goal_touchpoints()
            .any(|it| self.leads(from, it))
    }

    fn has_route(&self, journey: &Journey) -> bool {
        journey.entries().any(|it| self.to_goal(it))
    }
}

/// The ids of the touchpoints of which something holds.
fn those(journey: &Journey, holds: impl Fn(Touchpoint<'_>) -> bool) -> BTreeSet<String> {
    let touchpoints = journey.touchpoints().filter(|&it| holds(it));
    touchpoints.map(|it| it.id().to_string()).collect()
}

fn is_for(touchpoint: Touchpoint<'_>, persona: &str) -> bool {
    let is_named =
        touchpoint.personas.is_empty() || touchpoint.personas.iter().any(|it| it == persona);
    is_named && (persona != "dora" || touchpoint.channels.iter().any(|it| it == "phone"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn rules_find_what_their_definitions_say(map in maps()) {
        let journey = map.build().unwrap();
        let report = check(&journey, &Observed::default(), &GapOptions::default()).unwrap();
        let found = |rule: &str| -> BTreeSet<String> {
            report.of_rule(rule).map(|finding| match &finding.place {
                Place::Touchpoint { touchpoint } => touchpoint.to_string(),
                Place::Stage { stage } => format!("{:?} {stage}", finding.level),
                Place::Persona { persona } => persona.to_string(),
                other => panic!("{other:?}"),
            }).collect()
        };
        let all = Closure::of(&journey, |_| true, None);
        let is_end = |it: Touchpoint<'_>| it.is_goal() || it.is_exit();
        let has_way_on = |it: Touchpoint<'_>| it.next().next().is_some();
        let (has_entry, has_goal) = (journey.entries().next().is_some(), journey.goal_touchpoints().next().is_some());
        let has_end = journey.touchpoints().any(is_end);

        prop_assert_eq!(found("S3"), those(&journey, |it| !has_way_on(it) && !is_end(it)));
        if has_entry {
            prop_assert_eq!(found("S2"), those(&journey, |it| !all.is_reached(it)));
        }
        if has_entry && has_end {
            let trapped = |it: Touchpoint<'_>| {
                let gets_out = journey.touchpoints().any(|end| is_end(end) && all.leads(it, end));
                all.is_reached(it) && has_way_on(it) && !gets_out
            };
            prop_assert_eq!(found("S5"), those(&journey, trapped));
        }
        if has_entry && has_goal {
            let mut lost = those(&journey, |it| it.is_entry() && !all.to_goal(it));
            for persona in ["anna", "ben", "cleo", "dora"] {
                let theirs = Closure::of(&journey, |it| is_for(it, persona), Some(persona));
                let entries = || journey.entries().filter(|&it| is_for(it, persona));
                if !all.has_route(&journey) {
                    // Every entry is reported for everyone.
                } else if entries().any(|it| theirs.to_goal(it)) {
                    lost.extend(entries().filter(|&it| !theirs.to_goal(it)).map(|it| it.id().to_string()));
                } else {
                    lost.insert(persona.to_owned());
                }
            }
            prop_assert_eq!(found("S4"), lost);
        }

        if has_entry {
            let is_thin = |stage: &str| ["anna", "ben", "cleo", "dora"].iter().any(|persona| {
                let theirs = Closure::of(&journey, |it| is_for(it, persona), Some(persona));
                let comes_to = |it: Touchpoint<'_>| {
                    journey.entries().any(|entry| is_for(entry, persona) && theirs.leads(entry, it))
                };
                let touchpoints = journey.stage(stage).unwrap().touchpoints();
                touchpoints.filter(|&it| is_for(it, persona) && comes_to(it)).count() == 1
            });
            let stages = journey.stages().map(|it| it.id().to_string());
            let thin: BTreeSet<String> = stages.filter(|it| is_thin(it)).map(|it| format!("Info {it}")).collect();
            prop_assert_eq!(found("S10"), thin);
        }

        // S12 and M1 look at what every route passes: what is left of the routes without it.
        let needed = |it: Touchpoint<'_>| {
            let without = Closure::of(&journey, |other| other != it, None);
            all.has_route(&journey) && !without.has_route(&journey)
        };
        prop_assert_eq!(found("S12"), those(&journey, |it| !it.is_entry() && !it.is_goal() && needed(it)));
        let important: BTreeSet<String> = report.of_rule("M1")
            .filter(|it| it.level == spec::Level::Warn)
            .map(|it| match &it.place {
                Place::Touchpoint { touchpoint } => touchpoint.to_string(),
                other => panic!("{other:?}"),
            }).collect();
        prop_assert_eq!(important, those(&journey, needed));

        let mut skipped = BTreeSet::new();
        if all.has_route(&journey) {
            let last = journey.goal_touchpoints().last().unwrap().stage().position();
            let before = journey.stages().filter(|it| it.position() <= last);
            for stage in before.filter(|it| it.touchpoints().len() > 0) {
                let without = Closure::of(&journey, |it| it.stage().id() != stage.id(), None);
                if !stage.touchpoints().any(|it| all.is_reached(it) && all.to_goal(it)) {
                    skipped.insert(format!("Deny {}", stage.id()));
                } else if without.has_route(&journey) {
                    skipped.insert(format!("Info {}", stage.id()));
                }
            }
        }
        prop_assert_eq!(found("S8"), skipped);
    }

    #[test]
    fn the_order_of_what_has_no_order_changes_nothing(
        (map, shuffled) in maps().prop_flat_map(|map| {
            let links = map.transitions.clone().unwrap_or_default();
            (Just(map), Just(links).prop_shuffle())
        })
    ) {
        let text = |map: spec::Journey| {
            let journey = map.build().unwrap();
            let report = check(&journey, &Observed::default(), &GapOptions::default()).unwrap();
            serde_json::to_string(&report).unwrap()
        };
        let other = spec::Journey { transitions: Some(shuffled), ..map.clone() };
        prop_assert_eq!(text(map), text(other));
    }
}
