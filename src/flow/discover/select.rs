//! What is frequent enough for the map, and what holds it together.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{
    DiscoverError, DiscoverOptions, LeftOutReason, LeftOutTouchpoint, clamp,
    count::{Counted, Kept, Table, is},
    is_enough,
};
use crate::{flow::pairs::Pair, journey::MAX_TEXT_BYTES, log::EventLog, parts, sort};

/// The touchpoints that enough customers visit, and those that are left out.
pub(super) fn touchpoints(
    log: &EventLog,
    options: &DiscoverOptions,
) -> Result<(Kept, Vec<LeftOutTouchpoint>), DiscoverError> {
    let names: Vec<&str> = log.touchpoints().iter().collect();
    let named = options.groups.iter().flat_map(|group| &group.touchpoints);
    if let Some(name) = named
        .chain(&options.goals)
        .find(|it| !names.contains(&it.as_str()))
    {
        return Err(DiscoverError::UnknownEvent { name: name.clone() });
    }
    let grouped: Vec<&String> = options
        .groups
        .iter()
        .flat_map(|it| &it.touchpoints)
        .collect();
    for (at, name) in grouped.iter().enumerate() {
        if grouped.iter().take(at).any(|before| before == name) {
            return Err(DiscoverError::GroupedTwice {
                name: (*name).clone(),
            });
        }
    }

    let mut found: Vec<LeftOutTouchpoint> = visits(log)
        .into_iter()
        .zip(&names)
        .map(|((events, customers), name)| LeftOutTouchpoint {
            touchpoint: (*name).to_owned(),
            events: clamp(events),
            customers: clamp(customers),
            reason: LeftOutReason::Rare,
        })
        .collect();
    // Goals come first: they stay, however rare.
    let key = |it: &LeftOutTouchpoint| {
        (
            !options.goals.contains(&it.touchpoint),
            Reverse(it.customers),
        )
    };
    sort::by(&mut found, |a, b| {
        key(a)
            .cmp(&key(b))
            .then_with(|| a.touchpoint.cmp(&b.touchpoint))
    });
    let customers = log.customers().len() as u64;
    let (mut kept, mut left_out) = (Vec::new(), Vec::new());
    for mut touchpoint in found {
        let is_goal = options.goals.contains(&touchpoint.touchpoint);
        touchpoint.reason = if touchpoint.touchpoint.len() > MAX_TEXT_BYTES {
            LeftOutReason::Name
        } else if !is_goal && !is_enough(touchpoint.customers.into(), customers, options.min_share)
        {
            LeftOutReason::Rare
        } else if kept.len() >= options.limit as usize {
            LeftOutReason::Limit
        } else {
            kept.push(touchpoint.touchpoint);
            continue;
        };
        left_out.push(touchpoint);
    }
    sort::plain(&mut kept);
    let number = |name: &&str| {
        let found = kept.binary_search_by(|it| it.as_str().cmp(name));
        found.ok().and_then(|at| u32::try_from(at).ok())
    };
    let numbers = names.iter().map(number).collect();
    let names = kept;
    Ok((Kept { names, numbers }, left_out))
}

/// Events and customers of every touchpoint of a log.
fn visits(log: &EventLog) -> Vec<(u64, u64)> {
    let touchpoints = log.touchpoints().len();
    let counted = parts::each(log.parts(), |customers| {
        let mut counts = vec![(0, 0); touchpoints];
        let mut latest = vec![u32::MAX; touchpoints];
        log.walk(customers, |walk| {
            for &visit in walk.visits {
                let counts = counts.get_mut(visit as usize);
                if let (Some(counts), Some(latest)) = (counts, latest.get_mut(visit as usize)) {
                    counts.0 += 1;
                    counts.1 += u64::from(*latest != walk.customer);
                    *latest = walk.customer;
                }
            }
        });
        counts
    });
    let mut sums = vec![(0, 0); touchpoints];
    for part in counted {
        for (sum, (events, customers)) in sums.iter_mut().zip(part) {
            *sum = (sum.0 + events, sum.1 + customers);
        }
    }
    sums
}

/// What belongs on the map.
#[derive(Debug)]
pub(super) struct Selected {
    pub(super) table: Table,
    pub(super) goals: Vec<bool>,
    /// Every step that was taken, by source, then target.
    pub(super) steps: Vec<Pair>,
}

impl Selected {
    pub(super) fn of(counted: &Counted, options: &DiscoverOptions, kept: &Kept) -> Self {
        let size = kept.names.len();
        let visits = |at: usize| counted.touchpoints.get(at);
        let starts = |at: usize| visits(at).map_or(0, |it| it.starts);
        let ends = |at: usize| visits(at).map_or(0, |it| it.ends);
        let enough = |count| is_enough(count, counted.customers, options.min_share);
        let goals: Vec<bool> = kept
            .names
            .iter()
            .map(|name| options.goals.contains(name))
            .collect();
        let first = most(size, starts);
        let begins = |at| Some(at) == first || enough(starts(at)) && starts(at) >= ends(at);
        let entries: Vec<bool> = (0..size).map(begins).collect();
        let free = |at| if is(&entries, at) { 0 } else { ends(at) };
        let last = most(size, free).filter(|_| !goals.contains(&true));
        let stops = |at| is(&goals, at) || Some(at) == last || enough(free(at));
        let stops: Vec<bool> = (0..size).map(stops).collect();

        let steps = counted.steps.counted();
        let (on_map, mut best) = connected(&steps, &entries, &stops);
        let frequent = (0..).zip(&steps).filter(|(_, step)| {
            let visits = visits(step.from as usize).map_or(0, |it| it.events);
            is_enough(step.count, visits, options.min_link_share)
        });
        best.extend(frequent.map(|(at, _)| at));
        let mut links = vec![false; size * size];
        for step in best.iter().filter_map(|&at| steps.get(at)) {
            let (from, to) = (step.from as usize, step.to as usize);
            if let Some(link) = links.get_mut(from * size + to) {
                *link = is(&on_map, from) && is(&on_map, to);
            }
        }
        let both = |marks: &[bool]| marks.iter().zip(&on_map).map(|(a, b)| *a && *b).collect();
        Self {
            goals: both(&goals),
            table: Table {
                entries: both(&entries),
                ends: both(&stops),
                kept: on_map,
                links,
            },
            steps,
        }
    }
}

/// The place with the highest count, of several the first; `None` if all are 0.
fn most(size: usize, count: impl Fn(usize) -> u64) -> Option<usize> {
    let places = (0..size).filter(|&at| count(at) > 0);
    places.max_by_key(|&at| (count(at), Reverse(at)))
}

/// The touchpoints that are reached from an entry and lead to an end, and the best steps that
/// make it so.
fn connected(steps: &[Pair], entries: &[bool], ends: &[bool]) -> (Vec<bool>, Vec<usize>) {
    let all = vec![true; entries.len()];
    let forwards = |within: &[bool]| grow(steps, entries, within, |it| (it.from, it.to));
    let backwards = |within: &[bool]| grow(steps, ends, within, |it| (it.to, it.from));
    let (reached, _) = forwards(&all);
    let (leading, _) = backwards(&all);
    let both: Vec<bool> = reached
        .iter()
        .zip(&leading)
        .map(|(a, b)| *a && *b)
        .collect();
    // Where no customer of an entry comes to an end, the map has none.
    if !both.contains(&true) {
        return (reached, forwards(&all).1);
    }
    let mut best = forwards(&both).1;
    best.extend(backwards(&both).1);
    (both, best)
}

/// What is reached from the seeds by steps, the most frequent step out of it first, and by which
/// steps (Prim's way, with counts in place of lengths).
fn grow(
    steps: &[Pair],
    seeds: &[bool],
    within: &[bool],
    ends: impl Fn(&Pair) -> (u32, u32),
) -> (Vec<bool>, Vec<usize>) {
    let mut from: Vec<Vec<usize>> = vec![Vec::new(); seeds.len()];
    for (at, step) in steps.iter().enumerate() {
        if let Some(steps) = from.get_mut(ends(step).0 as usize) {
            steps.push(at);
        }
    }
    let mut reached = vec![false; seeds.len()];
    let mut used = Vec::new();
    let mut waiting = BinaryHeap::new();
    let mut enter = |place: usize, waiting: &mut BinaryHeap<_>, reached: &mut Vec<bool>| {
        let new = is(within, place) && !is(reached, place);
        if let Some(mark) = reached.get_mut(place).filter(|_| new) {
            *mark = true;
            let steps_from = from.get_mut(place).map(std::mem::take).unwrap_or_default();
            waiting.extend(steps_from.into_iter().filter_map(|at| {
                let step = steps.get(at)?;
                Some((step.count, Reverse(at), ends(step).1))
            }));
        }
        new
    };
    for place in (0..seeds.len()).filter(|&at| is(seeds, at)) {
        enter(place, &mut waiting, &mut reached);
    }
    while let Some((_, Reverse(at), to)) = waiting.pop() {
        if enter(to as usize, &mut waiting, &mut reached) {
            used.push(at);
        }
    }
    (reached, used)
}
