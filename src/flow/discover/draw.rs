//! The map itself, and the account of what it leaves out.

use std::{cmp::Reverse, collections::BTreeSet};

use super::{
    DiscoverOptions, Discovery, LeftOutLink, LeftOutReason, LeftOutTouchpoint, clamp,
    count::{Counted, Kept, is},
    select::Selected,
    stages,
};
use crate::{
    flow::DurationSum,
    journey::{
        TouchpointId,
        spec::{Goal, Journey, Role, Stage, Touchpoint, Transition, TransitionKind},
    },
    log::EventLog,
    parts, sort,
};

/// The most characters of an id that is made from a name.
const MAX_ID: usize = 60;

/// A map that is being drawn.
pub(super) struct Draft<'d> {
    options: &'d DiscoverOptions,
    kept: &'d Kept,
    counted: &'d Counted,
    selected: &'d Selected,
    /// By touchpoint.
    ids: Vec<TouchpointId>,
    /// The stages with their touchpoints.
    stages: Vec<(String, Vec<usize>)>,
    /// By touchpoint: its place in map order.
    order: Vec<usize>,
}

/// The links of a map, and those between its touchpoints that it leaves out.
struct Links {
    transitions: Vec<Transition>,
    left_out: Vec<LeftOutLink>,
    /// How many steps go along the links, and how many there are.
    steps: (u64, u64),
}

impl<'d> Draft<'d> {
    pub(super) fn new(
        options: &'d DiscoverOptions,
        kept: &'d Kept,
        counted: &'d Counted,
        selected: &'d Selected,
    ) -> Self {
        let stages = group(options, kept, counted, &selected.table.kept);
        let mut order = vec![0; kept.names.len()];
        let ordered = stages.iter().flat_map(|(_, touchpoints)| touchpoints);
        for (place, &at) in ordered.enumerate() {
            if let Some(slot) = order.get_mut(at) {
                *slot = place;
            }
        }
        Self {
            options,
            kept,
            counted,
            selected,
            ids: ids(&kept.names),
            stages,
            order,
        }
    }

    /// The map, and what it leaves out beside what was left out before.
    pub(super) fn discovery(
        &self,
        log: &EventLog,
        mut left_out: Vec<LeftOutTouchpoint>,
    ) -> Discovery {
        let (options, table) = (self.options, &self.selected.table);
        let mut all_events: u64 = left_out.iter().map(|it| u64::from(it.events)).sum();
        let mut events = 0;
        let visits = self.counted.touchpoints.iter().zip(&self.kept.names);
        for (at, (visits, name)) in visits.enumerate() {
            all_events += visits.events;
            if is(&table.kept, at) {
                events += visits.events;
                continue;
            }
            left_out.push(LeftOutTouchpoint {
                touchpoint: name.clone(),
                events: clamp(visits.events),
                customers: clamp(visits.customers),
                reason: LeftOutReason::Unconnected,
            });
        }
        sort::by(&mut left_out, |a, b| {
            let by_customers = b.customers.cmp(&a.customers);
            by_customers.then_with(|| a.touchpoint.cmp(&b.touchpoint))
        });
        let links = self.links(durations(log, self.kept, self.selected));
        let shown = table.shown(log, self.kept);
        let customers = log.customers().len() as u64;
        Discovery {
            journey: Journey {
                goals: self.goals(),
                stages: self.stages(),
                transitions: Some(links.transitions),
                ..Journey::new(options.id.as_str())
            },
            customers: clamp(customers),
            events: options.share(events, all_events),
            steps: options.share(links.steps.0, links.steps.1),
            fits: options.share(shown.fits, customers),
            left_out_touchpoints: left_out,
            left_out_links: links.left_out,
            other_starts: clamp(shown.other_starts),
            other_ends: clamp(shown.other_ends),
        }
    }

    fn id(&self, at: usize) -> TouchpointId {
        self.ids.get(at).cloned().unwrap_or_else(|| "".into())
    }

    fn name(&self, at: usize) -> String {
        self.kept.names.get(at).cloned().unwrap_or_default()
    }

    /// The one goal, with all touchpoints that fulfil it: these may be entries, too.
    fn goals(&self) -> Vec<Goal> {
        let places = (0..self.ids.len()).filter(|&at| is(&self.selected.goals, at));
        let touchpoints: Vec<TouchpointId> = places.map(|at| self.id(at)).collect();
        let goal = (!touchpoints.is_empty()).then(|| Goal {
            touchpoints,
            ..Goal::new("goal")
        });
        goal.into_iter().collect()
    }

    fn stages(&self) -> Vec<Stage> {
        let stages = self.stages.iter().zip(1_u32..);
        stages
            .map(|((label, touchpoints), number)| Stage {
                label: Some(label.clone()),
                touchpoints: touchpoints.iter().map(|&at| self.touchpoint(at)).collect(),
                ..Stage::new(format!("stage{number}"))
            })
            .collect()
    }

    fn touchpoint(&self, at: usize) -> Touchpoint {
        let table = &self.selected.table;
        let (id, name) = (self.id(at), self.name(at));
        let is_id = id == name.as_str();
        let role = if is(&table.entries, at) {
            Role::Entry
        } else if is(&self.selected.goals, at) {
            Role::Goal
        } else if is(&table.ends, at) {
            Role::Exit
        } else {
            Role::Step
        };
        Touchpoint {
            label: (!is_id).then(|| name.clone()),
            role,
            events: if is_id { Vec::new() } else { vec![name] },
            ..Touchpoint::new(id)
        }
    }

    /// The links, with the median time of each step that was taken.
    fn links(&self, durations: Vec<Option<f64>>) -> Links {
        let table = &self.selected.table;
        let (mut transitions, mut left_out) = (Vec::new(), Vec::new());
        let mut steps = (0, 0);
        for (step, duration) in self.selected.steps.iter().zip(durations) {
            steps.1 += step.count;
            let (from, to) = (step.from as usize, step.to as usize);
            if table.has(step.from, step.to) {
                steps.0 += step.count;
                let visits = self.counted.touchpoints.get(from).map_or(1, |it| it.events);
                let (source, target) = (self.order.get(from), self.order.get(to));
                let kind = if target <= source {
                    TransitionKind::Back
                } else {
                    TransitionKind::Forward
                };
                let transition = Transition {
                    kind,
                    probability: Some(ratio(step.count, visits)),
                    duration,
                    ..Transition::new(self.id(from), self.id(to))
                };
                transitions.push((source, target, transition));
            } else if is(&table.kept, from) && is(&table.kept, to) {
                left_out.push(LeftOutLink {
                    from: self.name(from),
                    to: self.name(to),
                    count: clamp(step.count),
                    customers: step.customers,
                });
            }
        }
        sort::by_key(&mut left_out, |it| Reverse(it.count));
        sort::by_key(&mut transitions, |&(source, target, _)| (source, target));
        Links {
            transitions: transitions.into_iter().map(|it| it.2).collect(),
            left_out,
            steps,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a ratio is rounded anyway")]
fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}

/// The stages with their touchpoints, by number.
fn group(
    options: &DiscoverOptions,
    kept: &Kept,
    counted: &Counted,
    on_map: &[bool],
) -> Vec<(String, Vec<usize>)> {
    let place = |at: usize| {
        let visits = counted.touchpoints.get(at);
        visits.map_or(0.0, |it| ratio(it.places, it.customers.max(1)))
    };
    let mut ordered: Vec<usize> = (0..kept.names.len()).filter(|&at| is(on_map, at)).collect();
    // Touchpoints are numbered by name, which settles ties.
    sort::by(&mut ordered, |&a, &b| place(a).total_cmp(&place(b)));
    if options.groups.is_empty() {
        let places: Vec<f64> = ordered.iter().map(|&at| place(at)).collect();
        let stages = options.stages.map(|stages| stages as usize);
        let cuts = stages::cut(
            &places,
            stages.unwrap_or_else(|| stages::suitable(places.len())),
        );
        let ends = cuts.iter().copied().skip(1).chain([ordered.len()]);
        let stages = cuts.iter().zip(ends).zip(1_u32..);
        return stages
            .map(|((&from, to), number)| {
                let touchpoints = ordered.get(from..to).unwrap_or_default();
                (format!("Stage {number}"), touchpoints.to_vec())
            })
            .collect();
    }
    let mut rest: BTreeSet<usize> = sort::collect(ordered.iter().copied());
    let mut groups = Vec::new();
    for group in &options.groups {
        let mut touchpoints = ordered.clone();
        touchpoints.retain(|&at| {
            let name = kept.names.get(at);
            name.is_some_and(|name| group.touchpoints.contains(name)) && rest.remove(&at)
        });
        groups.push((group.label.clone(), touchpoints));
    }
    ordered.retain(|at| rest.contains(at));
    if !ordered.is_empty() {
        groups.push(("Other".to_owned(), ordered));
    }
    groups
}

/// The median time of every step that is on the map, in seconds.
fn durations(log: &EventLog, kept: &Kept, selected: &Selected) -> Vec<Option<f64>> {
    let steps = &selected.steps;
    let none = || vec![Vec::new(); steps.len()];
    let mut index = vec![None; kept.names.len() * kept.names.len()];
    for (at, step) in steps.iter().enumerate() {
        let place = step.from as usize * kept.names.len() + step.to as usize;
        if let Some(slot) = index
            .get_mut(place)
            .filter(|_| selected.table.has(step.from, step.to))
        {
            *slot = Some(at);
        }
    }
    let taken = parts::each(log.parts(), |customers| {
        let mut taken: Vec<Vec<i64>> = none();
        log.walk(customers, |walk| {
            let mut before: Option<(u32, i64)> = None;
            for (&visit, &time) in walk.visits.iter().zip(walk.times.unwrap_or_default()) {
                let Some(here) = kept.numbers.get(visit as usize).copied().flatten() else {
                    continue;
                };
                if let Some((from, earlier)) = before {
                    let place = from as usize * kept.names.len() + here as usize;
                    let step = index.get(place).copied().flatten();
                    if let Some(taken) = step.and_then(|step| taken.get_mut(step)) {
                        taken.push(time - earlier);
                    }
                }
                before = Some((here, time));
            }
        });
        taken
    });
    let mut all = none();
    for part in taken {
        for (all, part) in all.iter_mut().zip(part) {
            all.extend(part);
        }
    }
    let median = |taken: Vec<i64>| {
        let mut sum = DurationSum::default();
        sum.extend(taken);
        Some(sum.durations()?.median / 1_000.0)
    };
    all.into_iter().map(median).collect()
}

/// An id for each name: the name, if it reads well in an id; different for each.
fn ids(names: &[String]) -> Vec<TouchpointId> {
    let mut taken = BTreeSet::new();
    let id = |name: &String| {
        let mut base = String::new();
        for character in name.chars().take(MAX_ID) {
            let reads_well = character.is_alphanumeric() || matches!(character, '_' | '-' | '.');
            if reads_well {
                base.push(character);
            } else if !base.is_empty() && !base.ends_with('-') {
                base.push('-');
            }
        }
        let base = base.trim_end_matches('-');
        let base = if base.is_empty() { "touchpoint" } else { base };
        let mut id = base.to_owned();
        let mut number = 1_u32;
        while !taken.insert(id.clone()) {
            number += 1;
            id = format!("{base}-{number}");
        }
        id.into()
    };
    names.iter().map(id).collect()
}
