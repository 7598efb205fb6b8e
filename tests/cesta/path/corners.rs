//! The corner cases of paths: ends, ties, sums, limits, and maps that are large.

use cesta::{
    journey::{
        Journey, TouchpointId,
        spec::{self, Role, Stage, Touchpoint, Transition, TransitionKind},
    },
    path::{
        Cost, PathError, ReachOptions, Route, RouteLimits, RouteOptions, Scope, ScopeError,
        all_routes, best_route, best_routes, loops, mandatory, ranked_routes, reachability,
        recovery_routes, routes,
    },
};

/// A map of one stage: `>a` is an entry, `a>` a goal, and each text a chain of transitions.
fn map(touchpoints: &[&str], chains: &[&str]) -> spec::Journey {
    let mut stage = Stage::new("s");
    for name in touchpoints {
        let touchpoint = Touchpoint::new(name.trim_matches('>'));
        let role = match (name.starts_with('>'), name.ends_with('>')) {
            (true, _) => Role::Entry,
            (_, true) => Role::Goal,
            _ => Role::Step,
        };
        stage = stage.touchpoint(touchpoint.role(role));
    }
    let mut map = Journey::builder("j").stage(stage);
    map.transitions = Some(Vec::new());
    chains
        .iter()
        .fold(map, |map, chain| map.chain(chain.split(' ')))
}

fn journey(touchpoints: &[&str], chains: &[&str]) -> Journey {
    map(touchpoints, chains).build().unwrap()
}

fn between(from: &str, to: &str) -> RouteOptions {
    RouteOptions {
        from: vec![from.into()],
        to: vec![to.into()],
        ..RouteOptions::default()
    }
}

fn written(routes: impl IntoIterator<Item = Route>) -> Vec<String> {
    let written = routes.into_iter().map(|route| {
        let ids: Vec<&str> = route.touchpoints.iter().map(TouchpointId::as_str).collect();
        ids.join(" ")
    });
    written.collect()
}

#[test]
fn a_source_that_is_a_target_is_a_route_of_its_own() {
    let journey = journey(&[">a", "b>"], &["a b a", "a a"]);
    let both = RouteOptions {
        from: vec!["b".into(), "a".into()],
        to: vec!["a".into(), "b".into(), "a".into()],
        ..RouteOptions::default()
    };
    assert_eq!(
        written(best_routes(&journey, &both, 9).unwrap()),
        ["a", "b"]
    );
    let limits = RouteLimits {
        max_steps: Some(0),
        ..RouteLimits::default()
    };
    let all = all_routes(&journey, &both, &limits).unwrap();
    assert_eq!(written(all.routes), ["a", "b"]);
    let reach = ReachOptions {
        from: both.from,
        to: both.to,
        ..ReachOptions::default()
    };
    assert_eq!(
        mandatory(&journey, &reach).unwrap().touchpoints,
        Some(vec![])
    );
}

#[test]
fn a_route_ends_at_the_first_target() {
    let journey = journey(&[">a", "b>", "c>"], &["a b c"]);
    let all = best_routes(&journey, &RouteOptions::default(), 9).unwrap();
    assert_eq!(written(all), ["a b"]);
    // Asked for alone, the other goal is reached through the first.
    assert_eq!(
        written(best_route(&journey, &between("a", "c")).unwrap()),
        ["a b c"]
    );
    let mandatory = mandatory(&journey, &ReachOptions::default()).unwrap();
    assert_eq!(mandatory.to("c").unwrap(), ["a", "b", "c"]);
    assert_eq!(mandatory.to("a"), None);
    assert_eq!(mandatory.touchpoints.unwrap(), ["a", "b"]);
}

#[test]
fn without_a_way_there_is_no_route() {
    for journey in [
        journey(&[">a", "b>"], &[]),
        journey(&["a", "b>"], &["a b"]),
        journey(&[">a", "b"], &["a b"]),
        journey(&[], &[]),
    ] {
        assert_eq!(best_route(&journey, &RouteOptions::default()), Ok(None));
        assert_eq!(
            best_routes(&journey, &RouteOptions::default(), 3),
            Ok(vec![])
        );
        let all = all_routes(&journey, &RouteOptions::default(), &RouteLimits::default());
        assert_eq!(
            all.map(|all| (all.routes.len(), all.truncated)),
            Ok((0, false))
        );
        let mandatory = mandatory(&journey, &ReachOptions::default()).unwrap();
        assert_eq!(mandatory.touchpoints, None);
    }
}

#[test]
fn what_is_unknown_is_an_error() {
    let journey = journey(&[">a", "b>"], &["a b"]);
    let error = best_route(&journey, &between("a", "x\n")).unwrap_err();
    assert_eq!(error.to_string(), "there is no touchpoint `x\\n`");
    assert_eq!(error.code(), "unknownTouchpoint");
    let avoid = RouteOptions {
        avoid: vec!["y".into()],
        ..RouteOptions::default()
    };
    let error = routes(&journey, &avoid, None).unwrap_err();
    assert_eq!(
        error,
        PathError::UnknownTouchpoint {
            touchpoint: "y".into()
        }
    );
    let error = loops(&journey, &Scope::persona("nobody")).unwrap_err();
    assert_eq!(
        error,
        ScopeError::UnknownPersona {
            persona: "nobody".into()
        }
        .into()
    );
    assert_eq!(error.code(), "unknownPersona");
    let reach = ReachOptions::on(Scope::channel("fax"));
    assert_eq!(
        reachability(&journey, &reach).unwrap_err().code(),
        "unknownChannel"
    );
    assert_eq!(
        mandatory(&journey, &reach).unwrap_err().code(),
        "unknownChannel"
    );
}

#[test]
fn names_from_outside_are_cut_and_escaped_in_messages() {
    let journey = journey(&[">a", "b>"], &["a b"]);
    let turned = loops(&journey, &Scope::persona("\u{1b}[2Jmia")).unwrap_err();
    assert_eq!(turned.to_string(), r"there is no persona `\u{1b}[2Jmia`");
    let long = loops(&journey, &Scope::channel("x".repeat(81))).unwrap_err();
    let cut = "x".repeat(80);
    assert_eq!(long.to_string(), format!("there is no channel `{cut}…`"));
}

#[test]
fn loops_that_cost_nothing_are_not_walked() {
    let journey = journey(&[">a", "b", "c", "d>"], &["a b c b d", "c c a"]);
    for by in [
        Cost::Money,
        Cost::Duration,
        Cost::ChannelSwitches,
        Cost::Effort,
    ] {
        let all = ranked_routes(&journey, &RouteOptions::by(by)).unwrap();
        assert_eq!(written(all), ["a b d"]);
    }
}

#[test]
#[expect(clippy::float_cmp, reason = "the sums are exact")]
fn equal_costs_are_ties_whatever_their_sum_in_floating_point() {
    let mut map = map(&[">a", "b", "c", "d>"], &[]);
    let costs = [
        ("a", "b", 0.1),
        ("b", "d", 0.2),
        ("a", "c", 0.3),
        ("c", "d", 0.0),
    ];
    for (from, to, cost) in costs {
        let transition = Transition {
            cost: Some(cost),
            ..Transition::new(from, to)
        };
        map = map.transition(transition);
    }
    let all = best_routes(&map.build().unwrap(), &RouteOptions::by(Cost::Money), 9).unwrap();
    assert_eq!(written(all.clone()), ["a b d", "a c d"]);
    assert!(
        all.iter()
            .all(|route| route.cost == 0.3 && route.unknown == 3)
    );
}

#[test]
fn improbable_routes_are_told_apart_where_their_product_is_zero() {
    let ids: Vec<String> = (0..800).map(|at| format!("t{at}")).collect();
    let mut names: Vec<&str> = ids.iter().map(|id| &**id).collect();
    names.extend([">start", "goal>"]);
    let mut map = map(&names, &[]);
    let ways = [(0, 0.1), (400, 0.100_000_1)];
    for (first, share) in ways {
        let way = ids[first..first + 400].windows(2);
        map = way.fold(map, |map, pair| {
            map.transition(Transition::new(&*pair[0], &*pair[1]).probability(share))
        });
        map = map.transition(Transition::new("start", &*ids[first]).probability(0.5));
        map = map.transition(Transition::new(&*ids[first + 399], "goal"));
    }
    let journey = map.build().unwrap();
    let best = best_route(&journey, &RouteOptions::by(Cost::Probability))
        .unwrap()
        .unwrap();
    assert_eq!(best.touchpoints[1], "t400");
    assert_eq!((best.probability, best.unknown), (0.0, 1));
}

#[test]
fn of_parallel_transitions_the_best_is_taken() {
    let mut map = map(&[">a", "b>"], &[]);
    for (cost, effort) in [(None, 5.0), (Some(2.0), 1.0), (Some(0.0), 3.0)] {
        let transition = Transition {
            cost,
            effort: Some(effort),
            ..Transition::new("a", "b")
        };
        map = map.transition(transition);
    }
    let journey = map.build().unwrap();
    let by = |by| {
        let all = best_routes(&journey, &RouteOptions::by(by), 9).unwrap();
        assert_eq!(all.len(), 1);
        (all[0].cost, all[0].effort.sum, all[0].money.unknown)
    };
    assert_eq!(by(Cost::Money), (0.0, 5.0, 3)); // the first: no cost counts as 0
    assert_eq!(by(Cost::Effort), (1.0, 1.0, 2));
}

#[test]
fn channels_are_kept_as_long_as_can_be() {
    let map = map(
        &[">ad", "site", "advice", "visit", "order>"],
        &["ad site advice visit order"],
    );
    let channels: [&[&str]; 5] = [
        &[],
        &["web", "app"],
        &[],
        &["app", "shop"],
        &["shop", "web"],
    ];
    let mut map = map;
    for (touchpoint, channels) in map.stages[0].touchpoints.iter_mut().zip(channels) {
        touchpoint.channels = channels.iter().map(|&id| id.into()).collect();
    }
    let journey = map.build().unwrap();
    let best = |scope: Scope| {
        let options = RouteOptions {
            scope,
            ..RouteOptions::by(Cost::ChannelSwitches)
        };
        best_route(&journey, &options).unwrap()
    };
    let route = best(Scope::all()).unwrap();
    assert_eq!(route.channels, ["app", "app", "app", "app", "web"]);
    assert_eq!((route.channel_switches, route.cost), (1, 1.0));
    assert_eq!(best(Scope::channel("web")), None);
    let no_app = Scope {
        persona: None,
        channels: vec!["shop".into(), "web".into()],
    };
    assert_eq!(
        best(no_app).unwrap().channels,
        ["web", "web", "web", "shop", "shop"]
    );
}

#[test]
fn a_trap_is_a_loop_without_a_way_to_an_end() {
    let map = map(&[">a", "b", "c", "d>", "e"], &["a b c b", "a d e e"]);
    let map = map.transition(Transition::new("d", "a").kind(TransitionKind::Back));
    let found = loops(&map.build().unwrap(), &Scope::all()).unwrap();
    let traps: Vec<_> = found
        .iter()
        .map(|it| (it.touchpoints[0].as_str(), it.trap))
        .collect();
    assert_eq!(traps, [("a", false), ("b", true), ("e", true)]);
    let kinds: Vec<_> = found[0].transitions.iter().map(|it| it.kind).collect();
    assert_eq!(kinds, [TransitionKind::Forward, TransitionKind::Back]);
    assert!(found[0].ways_out.len() == 2 && found[1].ways_out.is_empty());
}

#[test]
fn what_is_avoided_is_not_walked() {
    let journey = journey(&[">a", "b", "c", "d>"], &["a b d", "a c d"]);
    let avoid = |id: &str| {
        let options = RouteOptions {
            avoid: vec![id.into()],
            ..RouteOptions::default()
        };
        written(ranked_routes(&journey, &options).unwrap())
    };
    assert_eq!(avoid("b"), ["a c d"]);
    assert_eq!(avoid("a"), [""; 0]);
    assert_eq!(avoid("d"), [""; 0]);
}

#[test]
fn recovery_starts_where_the_failure_shows() {
    let mut map = map(
        &[">pay", "declined", "timeout", "lost", "shop", "done>"],
        &["pay done", "declined shop done", "shop lost done"],
    );
    map.stages[0].touchpoints[3].role = Role::Exit;
    for (from, to) in [
        ("pay", "declined"),
        ("pay", "timeout"),
        ("pay", "lost"),
        ("shop", "lost"),
    ] {
        map = map.transition(Transition::new(from, to).kind(TransitionKind::Failure));
    }
    let journey = map.build().unwrap();
    let recoveries = |options| {
        let recoveries = recovery_routes(&journey, &options).unwrap();
        let written = recoveries.map(|it| (it.failure.to.to_string(), written(it.route).pop()));
        written.collect::<Vec<_>>()
    };
    let route = |to: &str, route: Option<&str>| (to.to_owned(), route.map(str::to_owned));
    assert_eq!(
        recoveries(RouteOptions::default()),
        [
            route("declined", Some("declined shop done")),
            route("timeout", None),
            route("lost", Some("pay done")),
            route("lost", Some("shop done")),
        ]
    );
    let from_shop = RouteOptions {
        from: vec!["shop".into()],
        avoid: vec!["done".into()],
        ..RouteOptions::default()
    };
    assert_eq!(recoveries(from_shop), [route("lost", None)]);
    let unknown = RouteOptions {
        from: vec!["x".into()],
        ..RouteOptions::default()
    };
    assert_eq!(
        recovery_routes(&journey, &unknown).unwrap_err().code(),
        "unknownTouchpoint"
    );
}

/// From 12 touchpoints that all lead to each other, only the first leads to the goal: the
/// billion dead ends among them must not be walked.
#[test]
fn dead_ends_are_not_explored() {
    let ids: Vec<String> = (0..12).map(|at| format!("t{at}")).collect();
    let mut names = vec![">start"];
    names.extend(ids.iter().map(|id| &**id));
    names.push("goal>");
    let mut map = map(&names, &["start t0 goal"]);
    for from in &ids {
        for to in ids.iter().filter(|&to| to != from) {
            map = map.transition(Transition::new(&**from, &**to));
        }
    }
    let journey = map.build().unwrap();
    let all = all_routes(&journey, &RouteOptions::default(), &RouteLimits::default()).unwrap();
    assert_eq!(written(all.routes), ["start t0 goal"]);
    assert!(!all.truncated);
    // Into the middle there are a great many: as many as are asked for come at once.
    let many = all_routes(&journey, &between("start", "t11"), &RouteLimits::default()).unwrap();
    assert!(many.routes.len() == 1000 && many.truncated);
    assert_eq!(
        best_routes(&journey, &between("start", "t11"), 1000)
            .unwrap()
            .len(),
        1000
    );
}

/// A chain: entry, steps, goal.
fn chain(length: usize) -> Journey {
    let mut stage = Stage::new("s");
    for at in 0..length {
        let role = match at {
            0 => Role::Entry,
            at if at + 1 == length => Role::Goal,
            _ => Role::Step,
        };
        stage = stage.touchpoint(Touchpoint::new(format!("t{at}")).role(role));
    }
    Journey::builder("chain").stage(stage).build().unwrap()
}

#[test]
fn long_chains_are_walked_like_short_ones() {
    const LENGTH: usize = 100_000;
    let journey = chain(LENGTH);
    let last = u32::try_from(LENGTH).unwrap() - 1;
    for by in [Cost::Steps, Cost::ChannelSwitches, Cost::Probability] {
        let all = best_routes(&journey, &RouteOptions::by(by), 2).unwrap();
        assert_eq!((all.len(), all[0].steps), (1, last));
    }
    let all = all_routes(&journey, &RouteOptions::default(), &RouteLimits::default()).unwrap();
    assert_eq!((all.routes.len(), all.routes[0].steps), (1, last));
    let found = mandatory(&journey, &ReachOptions::default()).unwrap();
    assert_eq!(found.touchpoints.unwrap().len(), LENGTH);
    assert_eq!(found.single_points[0].touchpoints, last);
    assert_eq!(loops(&journey, &Scope::all()).unwrap(), []);
    let reach = reachability(&journey, &ReachOptions::default()).unwrap();
    assert_eq!(reach.touchpoints[0].to_target, Some(last));
}

/// A row of diamonds: at each of many forks the route may take the one way or the other, and
/// all routes cost the same.
#[test]
fn many_ties_do_not_slow_down_the_next_best() {
    const FORKS: usize = 1000;
    let mut stage = Stage::new("s").touchpoint(Touchpoint::new("f0").role(Role::Entry));
    let mut links = Vec::new();
    for at in 0..FORKS {
        let (fork, next) = (format!("f{at}"), format!("f{}", at + 1));
        for way in ["one", "two"] {
            let way = format!("{way}{at}");
            stage = stage.touchpoint(Touchpoint::new(&*way));
            links.push(Transition::new(&*fork, &*way));
            links.push(Transition::new(&*way, &*next));
        }
        stage = stage.touchpoint(Touchpoint::new(next));
    }
    let goal = stage.touchpoints.last_mut().unwrap();
    goal.role = Role::Goal;
    let mut map = Journey::builder("diamonds").stage(stage);
    map.transitions = Some(links);
    let journey = map.build().unwrap();
    let best = best_routes(&journey, &RouteOptions::default(), 4).unwrap();
    let limits = RouteLimits {
        max_routes: 4,
        max_steps: None,
    };
    let all = all_routes(&journey, &RouteOptions::default(), &limits).unwrap();
    // All are equally long, so the order of both lists is the map's.
    assert_eq!(best, all.routes);
    assert_eq!(
        best[3].touchpoints[2 * FORKS - 3],
        *format!("two{}", FORKS - 2)
    );
    let found = mandatory(&journey, &ReachOptions::default()).unwrap();
    assert_eq!(found.touchpoints.unwrap().len(), FORKS + 1);
}
