//! Small random maps, and paths through them by brute force: every simple route is written
//! down, and questions are answered by looking at all of them.

use cesta::{
    journey::{
        Journey,
        spec::{self, Persona, Role, Stage, Touchpoint, Transition},
    },
    path::{Cost, RouteOptions, Scope},
};
use proptest::prelude::*;

/// A map, a question about it, and nothing of the library's own knowledge.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) map: spec::Journey,
    pub(super) options: RouteOptions,
}

pub(super) const COSTS: [Cost; 6] = [
    Cost::Steps,
    Cost::Duration,
    Cost::Money,
    Cost::Effort,
    Cost::ChannelSwitches,
    Cost::Probability,
];

const CHANNELS: [&str; 3] = ["web", "shop", "phone"];
const PERSONAS: [&str; 2] = ["ann", "bob"];

fn chosen<T: for<'a> From<&'a str>>(names: &[&str], mask: u8) -> Vec<T> {
    let chosen = names
        .iter()
        .enumerate()
        .filter(|(at, _)| mask >> at & 1 == 1);
    chosen.map(|(_, &name)| name.into()).collect()
}

/// A small whole number, or none: sums of them are exact and often equal.
fn number() -> impl Strategy<Value = Option<f64>> {
    prop::option::weighted(0.8, (0..4_i32).prop_map(f64::from))
}

/// None in most cases.
fn mask(names: usize) -> impl Strategy<Value = u8> {
    prop_oneof![5 => Just(0), 1 => 0..1_u8 << names]
}

fn touchpoint(at: usize, count: usize) -> impl Strategy<Value = Touchpoint> {
    let role = prop_oneof![
        if at == 0 { 20 } else { 3 } => Just(Role::Entry),
        5 => Just(Role::Step),
        if at + 1 == count { 20 } else { 3 } => Just(Role::Goal),
        1 => Just(Role::Exit),
    ];
    let numbers = (number(), number(), number());
    (role, 0..8_u8, mask(2), numbers).prop_map(
        move |(role, channels, personas, (duration, cost, effort))| Touchpoint {
            role,
            channels: chosen(&CHANNELS, channels),
            personas: chosen(&PERSONAS, personas),
            duration,
            cost,
            effort,
            ..Touchpoint::new(format!("t{at}"))
        },
    )
}

fn transition(count: usize) -> impl Strategy<Value = Transition> {
    let share = prop_oneof![
        1 => Just(0.0),
        2 => Just(0.125),
        4 => Just(0.25),
        4 => Just(0.5),
        2 => Just(1.0),
    ];
    let numbers = (number(), number(), number());
    (0..count, 0..count, share, numbers, mask(2)).prop_map(
        |(from, to, share, (duration, cost, effort), personas)| Transition {
            probability: Some(share),
            duration,
            cost,
            effort,
            personas: chosen(&PERSONAS, personas),
            ..Transition::new(format!("t{from}"), format!("t{to}"))
        },
    )
}

fn map() -> impl Strategy<Value = spec::Journey> {
    prop_oneof![1 => 1..=8_usize, 2 => 6..=8_usize].prop_flat_map(|count| {
        let touchpoints: Vec<_> = (0..count).map(|at| touchpoint(at, count)).collect();
        let transitions = prop::collection::vec(transition(count), 0..=4 * count);
        let personas = (0..8_u8, 0..8_u8);
        (touchpoints, transitions, personas, any::<u8>()).prop_map(
            |(touchpoints, mut transitions, (ann, bob), unknown)| {
                // Some touchpoints say nothing of shares: with 1, 2 or 4 ways on these are
                // still halves of halves, and their products exact.
                for at in (0..8).filter(|at| unknown >> at & 1 == 1) {
                    let from = format!("t{at}");
                    let siblings = || transitions.iter().filter(|it| it.from == *from);
                    if [1, 2, 4].contains(&siblings().count()) {
                        let siblings = transitions.iter_mut().filter(|it| it.from == *from);
                        siblings.for_each(|it| it.probability = None);
                    }
                }
                let stage = Stage {
                    touchpoints,
                    ..Stage::new("s")
                };
                let mut map = Journey::builder("random").stage(stage);
                map.channels = CHANNELS.map(spec::Channel::new).into();
                for (name, channels) in PERSONAS.into_iter().zip([ann, bob]) {
                    map.personas.push(Persona {
                        channels: chosen(&CHANNELS, channels),
                        ..Persona::new(name)
                    });
                }
                map.transitions = Some(transitions);
                map
            },
        )
    })
}

/// A random map of at most 8 touchpoints, and a random question.
pub(super) fn case() -> impl Strategy<Value = Case> {
    map().prop_flat_map(|map| {
        let ids = map.stages[0].touchpoints.iter().map(|it| it.id.clone());
        let ids: Vec<_> = ids.collect();
        let some = |weight| {
            let some = prop::collection::vec(prop::sample::select(ids.clone()), 1..=3);
            prop::option::weighted(weight, some).prop_map(Option::unwrap_or_default)
        };
        let persona = prop::option::weighted(0.2, prop::sample::select(PERSONAS.to_vec()));
        let by = prop::sample::select(COSTS.to_vec());
        (some(0.2), some(0.2), some(0.1), by, persona, mask(3)).prop_map(
            move |(from, to, avoid, by, persona, channels)| Case {
                map: map.clone(),
                options: RouteOptions {
                    from,
                    to,
                    avoid,
                    by,
                    scope: Scope {
                        persona: persona.map(Into::into),
                        channels: chosen(&CHANNELS, channels),
                    },
                },
            },
        )
    })
}

/// The open part of a map, by brute force.
pub(super) struct Brute<'c> {
    case: &'c Case,
    pub(super) touchpoints: &'c [Touchpoint],
    pub(super) open: Vec<bool>,
}

impl<'c> Brute<'c> {
    pub(super) fn new(case: &'c Case) -> Self {
        let touchpoints = &case.map.stages[0].touchpoints;
        let mut brute = Self {
            case,
            touchpoints,
            open: Vec::new(),
        };
        let open = |touchpoint: &Touchpoint| {
            brute.for_persona(&touchpoint.personas)
                && (touchpoint.channels.is_empty() || !brute.lanes(touchpoint).is_empty())
        };
        brute.open = touchpoints.iter().map(open).collect();
        brute
    }

    fn for_persona(&self, personas: &[cesta::journey::PersonaId]) -> bool {
        let scope = &self.case.options.scope.persona;
        scope
            .as_ref()
            .is_none_or(|it| personas.is_empty() || personas.contains(it))
    }

    /// The channels in use.
    pub(super) fn channels(&self) -> Vec<&'static str> {
        let scope = &self.case.options.scope;
        let mut channels = CHANNELS.to_vec();
        if !scope.channels.is_empty() {
            channels.retain(|it| scope.channels.contains(&(*it).into()));
        }
        let persona = |it: &&Persona| Some(&it.id) == scope.persona.as_ref();
        if let Some(persona) = self.case.map.personas.iter().find(persona)
            && !persona.channels.is_empty()
        {
            channels.retain(|it| persona.channels.contains(&(*it).into()));
        }
        channels
    }

    pub(super) fn lanes(&self, touchpoint: &Touchpoint) -> Vec<&'static str> {
        let mut lanes = self.channels();
        if !touchpoint.channels.is_empty() {
            lanes.retain(|it| touchpoint.channels.contains(&(*it).into()));
        }
        lanes
    }

    /// The place of a touchpoint, which its id tells.
    pub(super) fn place(id: &str) -> usize {
        id.trim_start_matches('t').parse().unwrap()
    }

    /// The open transitions between two touchpoints, as written.
    pub(super) fn links(&self, from: usize, to: usize) -> Vec<&'c Transition> {
        let all = self.case.map.transitions.iter().flatten();
        all.filter(|it| Self::place(it.from.as_str()) == from)
            .filter(|it| Self::place(it.to.as_str()) == to)
            .filter(|it| self.open[from] && self.open[to] && self.for_persona(&it.personas))
            .collect()
    }

    fn share(&self, link: &Transition) -> f64 {
        let siblings = self.case.map.transitions.iter().flatten();
        let siblings = siblings.filter(|it| it.from == link.from).count();
        let siblings = u32::try_from(siblings).unwrap();
        link.probability.unwrap_or(1.0 / f64::from(siblings))
    }

    /// What a transition costs, in halvings by probability.
    pub(super) fn weight(&self, link: &Transition, by: Cost) -> Option<f64> {
        match by {
            Cost::Steps => Some(1.0),
            Cost::Duration => link.duration,
            Cost::Money => link.cost,
            Cost::Effort => link.effort,
            Cost::Probability => Some(-self.share(link).log2()),
            _ => Some(0.0),
        }
    }

    pub(super) fn own_weight(touchpoint: &Touchpoint, by: Cost) -> Option<f64> {
        match by {
            Cost::Duration => touchpoint.duration,
            Cost::Money => touchpoint.cost,
            Cost::Effort => touchpoint.effort,
            _ => Some(0.0),
        }
    }

    /// The transition a route takes: the first of the best.
    pub(super) fn link(&self, from: usize, to: usize, by: Cost) -> Option<&'c Transition> {
        let weight = |it: &Transition| self.weight(it, by).unwrap_or(0.0);
        let links = self.links(from, to);
        let best = links
            .into_iter()
            .min_by(|a, b| weight(a).total_cmp(&weight(b)))?;
        weight(best).is_finite().then_some(best)
    }

    fn ends(&self, named: &[cesta::journey::TouchpointId], role: Role) -> Vec<usize> {
        let named = |it: &Touchpoint| match named {
            [] => it.role == role,
            named => named.contains(&it.id),
        };
        let all = 0..self.touchpoints.len();
        all.filter(|&at| self.open[at] && named(&self.touchpoints[at]))
            .collect()
    }

    pub(super) fn sources(&self) -> Vec<usize> {
        self.ends(&self.case.options.from, Role::Entry)
    }

    pub(super) fn targets(&self) -> Vec<usize> {
        self.ends(&self.case.options.to, Role::Goal)
    }

    /// Every route from these to those, in map order.
    pub(super) fn routes(&self, by: Cost, avoid: &[usize], targets: &[usize]) -> Vec<Vec<usize>> {
        let mut routes = Vec::new();
        for source in self.sources() {
            self.go_on(by, avoid, targets, &mut vec![source], &mut routes);
        }
        routes
    }

    fn go_on(
        &self,
        by: Cost,
        avoid: &[usize],
        targets: &[usize],
        route: &mut Vec<usize>,
        routes: &mut Vec<Vec<usize>>,
    ) {
        let end = *route.last().unwrap();
        if avoid.contains(&end) || route.iter().filter(|&&it| it == end).count() > 1 {
            return;
        }
        if targets.contains(&end) {
            routes.push(route.clone());
            return;
        }
        for next in 0..self.touchpoints.len() {
            if self.link(end, next, by).is_some() {
                route.push(next);
                self.go_on(by, avoid, targets, route, routes);
                route.pop();
            }
        }
    }

    /// The routes that are asked for, in map order.
    pub(super) fn all(&self, by: Cost) -> Vec<Vec<usize>> {
        let avoid = self.case.options.avoid.iter();
        let avoid: Vec<usize> = avoid.map(|it| Self::place(it.as_str())).collect();
        self.routes(by, &avoid, &self.targets())
    }

    pub(super) fn cost(&self, route: &[usize], by: Cost) -> f64 {
        if by == Cost::ChannelSwitches {
            return f64::from(self.switches(route, None));
        }
        let own = route
            .iter()
            .map(|&at| Self::own_weight(&self.touchpoints[at], by));
        let links = route.windows(2).map(|pair| {
            let link = self.link(pair[0], pair[1], by).unwrap();
            self.weight(link, by)
        });
        own.chain(links).map(|it| it.unwrap_or(0.0)).sum()
    }

    pub(super) fn unknown(&self, route: &[usize], by: Cost) -> usize {
        let links = route
            .windows(2)
            .map(|pair| self.link(pair[0], pair[1], by).unwrap());
        if by == Cost::Probability {
            return links.filter(|it| it.probability.is_none()).count();
        }
        let own = route
            .iter()
            .map(|&at| Self::own_weight(&self.touchpoints[at], by));
        own.chain(links.map(|it| self.weight(it, by)))
            .filter(Option::is_none)
            .count()
    }

    /// The fewest switches, by trying every channel at every touchpoint.
    fn switches(&self, route: &[usize], on: Option<&str>) -> u32 {
        let [first, rest @ ..] = route else { return 0 };
        let lanes = self.lanes(&self.touchpoints[*first]);
        let tries = lanes.iter().map(|&lane| {
            u32::from(on.is_some_and(|on| on != lane)) + self.switches(rest, Some(lane))
        });
        tries.min().unwrap_or(0)
    }

    /// Whether, and in how few steps, each touchpoint leads to each, without stepping on some.
    pub(super) fn distances(&self, without: Option<usize>) -> Vec<Vec<Option<u32>>> {
        let all = 0..self.touchpoints.len();
        let steps = |from: usize, to: usize| -> Option<u32> {
            let open = |at| self.open[at] && Some(at) != without;
            let linked = !self.links(from, to).is_empty();
            (open(from) && open(to) && (from == to || linked)).then_some(u32::from(from != to))
        };
        let mut distances: Vec<Vec<Option<u32>>> = all
            .clone()
            .map(|from| all.clone().map(|to| steps(from, to)).collect())
            .collect();
        for by in all.clone() {
            for from in all.clone() {
                for to in all.clone() {
                    if let (Some(one), Some(two)) = (distances[from][by], distances[by][to]) {
                        let known = distances[from][to].unwrap_or(u32::MAX);
                        distances[from][to] = Some(known.min(one + two));
                    }
                }
            }
        }
        distances
    }
}
