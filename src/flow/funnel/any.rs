//! Funnels in any order: how many steps are taken in one chain.

use std::collections::{BTreeMap, VecDeque};

use super::{
    Ties,
    chain::each,
    met::{Arrival, Met, Reached, Stand, Start, together},
    plan::{Plan, Steps},
};

/// The chains of one customer or session, where the latest event of each step is all that
/// matters: how many of these lie in one window.
#[derive(Debug)]
pub(super) struct Latest<'p> {
    plan: &'p Plan,
    /// The steps that were met, and the latest time of each; the latest step first.
    met: Vec<(usize, i64)>,
    pub(super) reached: Reached,
}

impl<'p> Latest<'p> {
    pub(super) fn new(plan: &'p Plan) -> Self {
        Self {
            plan,
            met: Vec::new(),
            reached: Reached::new(plan.steps),
        }
    }

    /// `O(s)` for each event and step that it serves, `s` the steps.
    pub(super) fn follow(&mut self, events: &[Met]) {
        self.met.clear();
        self.reached.steps = 0;
        let mut next = 0;
        while let Some(rest) = events.get(next..).filter(|rest| !rest.is_empty()) {
            let (group, _) = rest.split_at(together(rest, self.plan.ties));
            next += group.len();
            let time = rest.first().map_or(0, |it| it.time);
            let serves = group.iter().fold(0, |all, it| all | it.serves);
            for step in each(serves) {
                self.met.retain(|it| it.0 != step);
                self.met.insert(0, (step, time));
            }
            let previous = self.met.get(1).map_or(time, |it| it.1);
            for (level, &(_, start)) in self.met.iter().enumerate() {
                if time - start <= self.plan.window {
                    let previous = if level == 0 { start } else { previous };
                    self.reached
                        .arrive(level, time, Arrival { start, previous });
                }
            }
            if self.reached.steps & self.plan.last() != 0 {
                return;
            }
        }
    }

    /// Whether a chain stands somewhere for which it is so.
    pub(super) fn is_open(&self, is_open: impl Fn(&Stand) -> bool) -> bool {
        let newest = self.met.first();
        newest.is_some_and(|&(_, time)| {
            is_open(&Stand {
                start: time,
                last: time,
            })
        })
    }
}

/// The chains of one customer, session or attempt, by the sets of steps that they have taken.
#[derive(Debug)]
pub(super) struct Sets<'p> {
    plan: &'p Plan,
    /// By set of steps: the chains that have taken these, none of which can do all that another
    /// can. Of later ones the last event is later, and the start is not.
    stands: BTreeMap<Steps, VecDeque<Stand>>,
    /// What the events that are met at present add.
    fresh: BTreeMap<Steps, Arrival>,
    pub(super) reached: Reached,
}

impl<'p> Sets<'p> {
    pub(super) fn new(plan: &'p Plan) -> Self {
        Self {
            plan,
            stands: BTreeMap::new(),
            fresh: BTreeMap::new(),
            reached: Reached::new(plan.steps),
        }
    }

    /// As [`Chains::follow`](super::chain::Chains::follow). `O(2ˢ s)` for each event, `s` the
    /// steps, and as many times the chains that are kept of a set where there are two windows.
    pub(super) fn follow(&mut self, events: &[Met], start: Start, attempt: bool) -> usize {
        self.stands.clear();
        self.reached.steps = 0;
        let mut next = 0;
        while let Some(rest) = events.get(next..).filter(|rest| !rest.is_empty()) {
            let (group, _) = rest.split_at(together(rest, self.plan.ties));
            let time = rest.first().map_or(0, |it| it.time);
            self.meet(group, time, start);
            if self.reached.steps & self.plan.last() != 0 {
                return next + group.len();
            }
            if attempt && self.stands.is_empty() {
                return next;
            }
            next += group.len();
        }
        events.len()
    }

    /// Whether a chain stands somewhere for which it is so.
    pub(super) fn is_open(&self, is_open: impl Fn(&Stand) -> bool) -> bool {
        self.stands.values().flatten().any(is_open)
    }

    fn meet(&mut self, group: &[Met], time: i64, start: Start) {
        let plan = self.plan;
        self.stands.retain(|_, stands| {
            while stands
                .front()
                .is_some_and(|it| !plan.is_open(it.start, it.last, time))
            {
                stands.pop_front();
            }
            !stands.is_empty()
        });
        self.fresh.clear();
        for event in group {
            self.serve(event, time, start.allows(event));
        }
        let excludes = group.iter().fold(0, |all, it| all | it.excludes);
        self.stands
            .retain(|steps, _| excludes >> (steps.count_ones() - 1) & 1 == 0);
        let mut best: Vec<Option<Arrival>> = vec![None; plan.steps];
        for (&steps, &arrival) in &self.fresh {
            let level = steps.count_ones() as usize - 1;
            if let Some(best) = best.get_mut(level) {
                *best = (*best).max(Some(arrival));
            }
            let stands = self.stands.entry(steps).or_default();
            while stands.back().is_some_and(|it| it.start <= arrival.start) {
                stands.pop_back();
            }
            if stands.is_empty() || plan.step_window < i64::MAX {
                stands.push_back(Stand {
                    start: arrival.start,
                    last: time,
                });
            }
        }
        for (level, arrival) in best.into_iter().enumerate() {
            if let Some(arrival) = arrival {
                self.reached.arrive(level, time, arrival);
            }
        }
    }

    fn serve(&mut self, event: &Met, time: i64, starts: bool) {
        let strict = self.plan.ties == Ties::Strict;
        // What other events at this time have added may be gone on from where ties have no
        // order and can be taken in any; what this one has, where it may serve again.
        let mut others = if strict {
            BTreeMap::new()
        } else {
            self.fresh.clone()
        };
        let mut own: BTreeMap<Steps, Arrival> = BTreeMap::new();
        for step in each(event.serves) {
            let bit: Steps = 1 << step;
            let mut add = |steps: Steps, arrival: Arrival| {
                let best = own.entry(steps).or_insert(arrival);
                *best = arrival.max(*best);
            };
            let mut onward: Vec<(Steps, Arrival)> = Vec::new();
            if starts {
                let previous = time;
                onward.push((
                    bit,
                    Arrival {
                        start: time,
                        previous,
                    },
                ));
            }
            for (&steps, stands) in &self.stands {
                if let Some(best) = stands.front().filter(|_| steps & bit == 0) {
                    let (start, previous) = (best.start, best.last);
                    onward.push((steps | bit, Arrival { start, previous }));
                }
            }
            let tied = others.iter().filter(|(steps, _)| **steps & bit == 0);
            onward.extend(tied.map(|(&steps, arrival)| {
                let (start, previous) = (arrival.start, time);
                (steps | bit, Arrival { start, previous })
            }));
            for (steps, arrival) in onward {
                add(steps, arrival);
            }
            if self.plan.reuse {
                for (&steps, &arrival) in &own {
                    let best = others.entry(steps).or_insert(arrival);
                    *best = arrival.max(*best);
                }
            }
        }
        for (steps, arrival) in own {
            let best = self.fresh.entry(steps).or_insert(arrival);
            *best = arrival.max(*best);
        }
    }
}
