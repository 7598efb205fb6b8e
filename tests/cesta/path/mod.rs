//! Paths through maps: against brute force on small random ones, and in the corner cases.

mod brute;
mod corners;

use cesta::{
    journey::{Journey, TouchpointId, spec::Role},
    path::{
        Cost, ReachOptions, Route, RouteLimits, RouteOptions, all_routes, best_route, best_routes,
        loops, mandatory, reachability,
    },
};
use proptest::prelude::*;

use self::brute::{Brute, COSTS, Case, case};

fn ids(places: &[usize]) -> Vec<TouchpointId> {
    places.iter().map(|at| format!("t{at}").into()).collect()
}

fn sequences(routes: &[Route]) -> Vec<Vec<TouchpointId>> {
    routes.iter().map(|it| it.touchpoints.clone()).collect()
}

/// What a route says of itself is true.
#[expect(
    clippy::float_cmp,
    reason = "whole numbers and halves add and multiply exactly"
)]
fn check(route: &Route, brute: &Brute<'_>, by: Cost) -> Result<(), TestCaseError> {
    let places = route.touchpoints.iter();
    let places: Vec<usize> = places.map(|id| Brute::place(id.as_str())).collect();
    let cost = brute.cost(&places, by);
    prop_assert_eq!(route.by, by);
    if by == Cost::Probability {
        prop_assert_eq!(route.cost, (-cost).exp2());
        prop_assert_eq!(route.probability, route.cost);
    } else {
        prop_assert_eq!(route.cost, cost);
    }
    prop_assert_eq!(route.unknown as usize, brute.unknown(&places, by));
    prop_assert_eq!(route.steps as usize, places.len() - 1);
    prop_assert_eq!(
        f64::from(route.channel_switches),
        brute.cost(&places, Cost::ChannelSwitches)
    );
    if brute.channels().is_empty() {
        prop_assert!(route.channels.is_empty());
        return Ok(());
    }
    prop_assert_eq!(route.channels.len(), places.len());
    for (&at, channel) in places.iter().zip(&route.channels) {
        let lanes = brute.lanes(&brute.touchpoints[at]);
        prop_assert!(lanes.contains(&channel.as_str()));
    }
    let switches = route.channels.windows(2).filter(|pair| pair[0] != pair[1]);
    prop_assert_eq!(route.channel_switches as usize, switches.count());
    Ok(())
}

fn build(case: &Case) -> Journey {
    case.map.clone().build().expect("random maps are valid")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn ranked_routes_are_all_routes_in_order(case in case()) {
        let (journey, brute) = (build(&case), Brute::new(&case));
        for by in COSTS {
            let options = RouteOptions { by, ..case.options.clone() };
            let mut expected = brute.all(by);
            expected.sort_by(|a, b| {
                let (one, two) = (brute.cost(a, by), brute.cost(b, by));
                one.total_cmp(&two).then(a.len().cmp(&b.len())).then(a.cmp(b))
            });
            let expected: Vec<_> = expected.iter().map(|it| ids(it)).collect();

            let all = best_routes(&journey, &options, u32::MAX).unwrap();
            prop_assert_eq!(&sequences(&all), &expected, "by {:?}", by);
            for route in &all {
                check(route, &brute, by)?;
            }
            let three = best_routes(&journey, &options, 3).unwrap();
            prop_assert_eq!(&three[..], &all[..all.len().min(3)]);
            prop_assert_eq!(best_route(&journey, &options).unwrap(), all.into_iter().next());
        }
    }

    #[test]
    fn all_routes_are_all_routes(case in case(), max_steps in 0..5_u32, max_routes in 0..5_u32) {
        let (journey, brute) = (build(&case), Brute::new(&case));
        let by = case.options.by;
        let mut expected = brute.all(by);
        let limits = RouteLimits { max_routes: u32::MAX, max_steps: None };
        let all = all_routes(&journey, &case.options, &limits).unwrap();
        let list: Vec<_> = expected.iter().map(|it| ids(it)).collect();
        prop_assert_eq!(sequences(&all.routes), list);
        prop_assert!(!all.truncated);
        for route in &all.routes {
            check(route, &brute, by)?;
        }

        expected.retain(|it| it.len() - 1 <= max_steps as usize);
        let limits = RouteLimits { max_routes, max_steps: Some(max_steps) };
        let few = all_routes(&journey, &case.options, &limits).unwrap();
        let list = expected.iter().take(max_routes as usize);
        prop_assert_eq!(sequences(&few.routes), list.map(|it| ids(it)).collect::<Vec<_>>());
        prop_assert_eq!(few.truncated, expected.len() > max_routes as usize);
    }

    #[test]
    fn mandatory_is_what_all_routes_share(case in case()) {
        let (journey, brute) = (build(&case), Brute::new(&case));
        let RouteOptions { from, to, scope, .. } = case.options.clone();
        let found = mandatory(&journey, &ReachOptions { from, to, scope }).unwrap();
        let shared = |targets: &[usize]| {
            let routes = brute.routes(Cost::Steps, &[], targets);
            let mut shared = routes.first()?.clone();
            shared.retain(|at| routes.iter().all(|route| route.contains(at)));
            Some(ids(&shared))
        };
        let targets = brute.targets();
        prop_assert_eq!(&found.touchpoints, &shared(&targets));
        let each = targets.iter().map(|&target| (ids(&[target])[0].clone(), shared(&[target])));
        let found_each = found.targets.iter().map(|it| {
            let passed = found.to(it.target.as_str());
            let passed = passed.map(|it| it.into_iter().cloned().collect());
            (it.target.clone(), passed)
        });
        prop_assert_eq!(found_each.collect::<Vec<_>>(), each.collect::<Vec<_>>());

        let reached = |without: Option<usize>| -> Vec<usize> {
            let distances = brute.distances(without);
            let sources = brute.sources();
            let mut all: Vec<usize> = (0..brute.touchpoints.len()).collect();
            all.retain(|&to| sources.iter().any(|&from| distances[from][to].is_some()));
            all
        };
        let all = reached(None);
        let mut expected = Vec::new();
        for &without in &all {
            let left = reached(Some(without));
            let lost = all.iter().filter(|&&it| it != without && !left.contains(&it));
            let of_targets = lost.clone().filter(|it| targets.contains(it)).count();
            if lost.clone().count() > 0 {
                expected.push((ids(&[without])[0].clone(), lost.count(), of_targets));
            }
        }
        let single = found.single_points.into_iter();
        let single = single.map(|it| (it.touchpoint, it.touchpoints as usize, it.targets as usize));
        prop_assert_eq!(single.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn loops_are_what_leads_back_to_itself(case in case()) {
        let (journey, brute) = (build(&case), Brute::new(&case));
        let found = loops(&journey, &case.options.scope).unwrap();
        let distances = brute.distances(None);
        let count = brute.touchpoints.len();
        let leads = |from: usize, to: usize| distances[from][to].is_some();
        let mut expected = Vec::new();
        for first in (0..count).filter(|&at| brute.open[at]) {
            let members: Vec<usize> =
                (0..count).filter(|&at| leads(first, at) && leads(at, first)).collect();
            let alone = members.len() == 1 && brute.links(first, first).is_empty();
            if members[0] != first || alone {
                continue;
            }
            let mut within = Vec::new();
            let mut out = Vec::new();
            for &from in &members {
                for to in 0..count {
                    let links = brute.links(from, to).into_iter();
                    let links = links.map(|it| (it.from.clone(), it.to.clone(), it.kind));
                    if members.contains(&to) { within.extend(links) } else { out.extend(links) }
                }
            }
            let role = |role: Role| (0..count).filter(move |&at| brute.touchpoints[at].role == role);
            let role = |it: Role| role(it).filter(|&at| brute.open[at]).collect::<Vec<_>>();
            let reached = role(Role::Entry).iter().any(|&entry| leads(entry, first));
            let ends = [role(Role::Goal), role(Role::Exit)].concat();
            let trap = !ends.iter().any(|&end| leads(first, end));
            expected.push((ids(&members), within, out, reached, trap));
        }
        let found: Vec<_> = found
            .into_iter()
            .map(|it| {
                let links = |links: Vec<cesta::path::Link>| -> Vec<_> {
                    links.into_iter().map(|it| (it.from, it.to, it.kind)).collect()
                };
                (it.touchpoints, links(it.transitions), links(it.ways_out), it.reached, it.trap)
            })
            .collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn reachability_is_the_shortest_distance(case in case()) {
        let (journey, brute) = (build(&case), Brute::new(&case));
        let RouteOptions { from, to, scope, .. } = case.options.clone();
        let found = reachability(&journey, &ReachOptions { from, to, scope }).unwrap();
        let distances = brute.distances(None);
        let (open, closed): (Vec<usize>, Vec<usize>) =
            (0..brute.touchpoints.len()).partition(|&at| brute.open[at]);
        prop_assert_eq!(found.closed, ids(&closed));
        prop_assert_eq!(found.touchpoints.len(), open.len());
        for (at, reach) in open.into_iter().zip(found.touchpoints) {
            prop_assert_eq!(&reach.touchpoint, &ids(&[at])[0]);
            let from = brute.sources().into_iter().filter_map(|it| distances[it][at]).min();
            let to = brute.targets().into_iter().filter_map(|it| distances[at][it]).min();
            prop_assert_eq!((reach.from_source, reach.to_target), (from, to));
        }
    }
}
