//! Ordered and strict funnels: for each step, where the chains stand that have come there.
//!
//! Events come in groups: one by one, or tied ones at once where ties have no order. What a
//! group adds is found from what stood before it; then it ends what it ends, and what it adds
//! stands too.
#![expect(
    clippy::indexing_slicing,
    reason = "a step is a bit of a set of at most `plan.steps` bits, which all lists here have"
)]

use std::collections::VecDeque;

use super::{
    FunnelEntry, StepOrder, Ties,
    matching::Matching,
    met::{Arrival, Met, Reached, Stand, Start, together},
    plan::{Plan, Steps, below},
};

/// The chains of one customer, session or attempt.
#[derive(Debug)]
pub(super) struct Chains<'p> {
    plan: &'p Plan,
    /// By step: the chains that stand there, none of which can do all that another can. Of later
    /// ones the last event is later, and the start is not.
    stands: Vec<VecDeque<Stand>>,
    /// The steps at which a chain stands.
    standing: Steps,
    /// By step: the best arrival by the events that are met at present.
    arrivals: Vec<Arrival>,
    /// The steps with an arrival.
    arrived: Steps,
    /// By step: the start of the best chain that one event brought there.
    own: Vec<i64>,
    matching: Matching,
    start: Start,
    pub(super) reached: Reached,
}

impl<'p> Chains<'p> {
    pub(super) fn new(plan: &'p Plan) -> Self {
        let nowhere = Arrival {
            start: 0,
            previous: 0,
        };
        Self {
            plan,
            stands: vec![VecDeque::new(); plan.steps],
            standing: 0,
            arrivals: vec![nowhere; plan.steps],
            arrived: 0,
            own: vec![0; plan.steps],
            matching: Matching::default(),
            start: Start::Anywhere,
            reached: Reached::new(plan.steps),
        }
    }

    /// Follows the chains that start where they may, through the events of one customer, session
    /// or attempt in order; an attempt only until it is over. Gives how many events it took.
    pub(super) fn follow(&mut self, events: &[Met], start: Start, attempt: bool) -> usize {
        self.leave(Steps::MAX);
        self.start = start;
        self.reached.steps = 0;
        let mut next = 0;
        while let Some(rest) = events.get(next..).filter(|rest| !rest.is_empty()) {
            let (group, _) = rest.split_at(together(rest, self.plan.ties));
            let time = rest[0].time;
            self.meet(group, time);
            if self.reached.steps & self.plan.last() != 0 {
                return next + group.len();
            }
            if attempt && !self.is_open(|it| self.plan.is_open(it.start, it.last, time)) {
                return next;
            }
            next += group.len();
        }
        events.len()
    }

    /// Whether a chain stands somewhere for which it is so.
    pub(super) fn is_open(&self, is_open: impl Fn(&Stand) -> bool) -> bool {
        let mut stands = each(self.standing).flat_map(|step| &self.stands[step]);
        stands.any(is_open)
    }

    fn meet(&mut self, group: &[Met], time: i64) {
        let plan = self.plan;
        let serves = group.iter().fold(0, |all, it| all | it.serves);
        let excludes = group.iter().fold(0, |all, it| all | it.excludes);
        self.arrived = 0;
        if serves != 0 {
            let starts = group
                .iter()
                .any(|it| it.serves & 1 == 1 && self.start.allows(it));
            match plan.ties {
                Ties::InputOrder => self.serve(serves, time, starts, plan.reuse),
                Ties::StepOrder if plan.reuse || plan.distinct || group.len() == 1 => {
                    let chained = plan.reuse || group.len() > 1;
                    self.serve(serves, time, starts, chained);
                }
                Ties::StepOrder => self.share_out(group, serves, time, starts),
                Ties::Strict if plan.reuse => {
                    for event in group {
                        let starts = self.start.allows(event);
                        self.serve(event.serves, time, starts, true);
                    }
                }
                Ties::Strict => self.serve(serves, time, starts, false),
            }
        }
        self.leave(if plan.order == StepOrder::Strict {
            Steps::MAX
        } else {
            excludes
        });
        for step in each(self.arrived) {
            let arrival = self.arrivals[step];
            self.reached.arrive(step, time, arrival);
            self.stand(step, arrival.start, time);
        }
    }

    /// Chains end that stand at some steps.
    fn leave(&mut self, steps: Steps) {
        for step in each(self.standing & steps) {
            self.stands[step].clear();
        }
        self.standing &= !steps;
    }

    /// One event, or tied ones as if they were one, that serve some steps; chained if what
    /// arrives by them may go on by them.
    fn serve(&mut self, serves: Steps, time: i64, starts: bool, chained: bool) {
        // What this event has brought, apart from what others at the same time have.
        let mut own: Steps = 0;
        for step in each(serves) {
            let mut best = (step == 0 && starts).then_some(Arrival {
                start: time,
                previous: time,
            });
            let mut before = step;
            while before > 0 {
                before -= 1;
                best = best.max(self.arrival_from(before, time));
                if chained && own >> before & 1 == 1 {
                    let start = self.own[before];
                    let previous = time;
                    best = best.max(Some(Arrival { start, previous }));
                }
                if self.plan.optional >> before & 1 == 0 {
                    break;
                }
            }
            if let Some(best) = best {
                own |= 1 << step;
                self.own[step] = best.start;
                self.arrive(step, best);
            }
        }
    }

    /// Tied events that have no order, of which some serve several steps but each only one at a
    /// time: which steps can be served in a row is a question of matching.
    fn share_out(&mut self, group: &[Met], serves: Steps, time: i64, starts: bool) {
        self.matching.events(group.iter().map(|it| it.serves));
        let from_start = starts.then_some((0, None));
        let standing = each(self.standing).map(|step| (step + 1, Some(step)));
        let origins: Vec<(usize, Option<usize>)> = from_start.into_iter().chain(standing).collect();
        for (first, origin) in origins {
            let before = match origin {
                Some(step) => match self.arrival_from(step, time) {
                    Some(arrival) => Some(arrival),
                    None => continue,
                },
                None => None,
            };
            for step in first..self.plan.steps {
                let bit: Steps = 1 << step;
                let between = below_step(step) & !below_step(first);
                let optional = between & self.plan.optional;
                let required = between & !optional;
                if serves & required != required {
                    break;
                }
                if serves & bit == 0 || !self.matching.serves(required | bit) {
                    continue;
                }
                let others =
                    required != 0 || each(optional).any(|it| self.matching.serves(bit | 1 << it));
                let arrival = match before {
                    _ if others => Arrival {
                        start: before.map_or(time, |it| it.start),
                        previous: time,
                    },
                    Some(arrival) => arrival,
                    None => Arrival {
                        start: time,
                        previous: time,
                    },
                };
                self.arrive(step, arrival);
            }
        }
    }

    /// How the best of the chains that stand at a step would go on now.
    fn arrival_from(&mut self, step: usize, time: i64) -> Option<Arrival> {
        if self.standing >> step & 1 == 0 {
            return None;
        }
        let stands = &mut self.stands[step];
        while let Some(best) = stands.front() {
            if self.plan.is_open(best.start, best.last, time) {
                return Some(Arrival {
                    start: best.start,
                    previous: best.last,
                });
            }
            stands.pop_front();
        }
        self.standing &= !(1 << step);
        None
    }

    fn arrive(&mut self, step: usize, arrival: Arrival) {
        let best = &mut self.arrivals[step];
        if self.arrived >> step & 1 == 0 || *best < arrival {
            *best = arrival;
            self.arrived |= 1 << step;
        }
    }

    /// A chain comes to stand at a step, and takes the place of those that it makes useless.
    fn stand(&mut self, step: usize, start: i64, last: i64) {
        let stands = &mut self.stands[step];
        while stands.back().is_some_and(|it| it.start <= start) {
            stands.pop_back();
        }
        // Without a window from event to event, the latest start is all that matters.
        let is_useful = stands.is_empty() || self.plan.step_window < i64::MAX;
        if is_useful {
            stands.push_back(Stand { start, last });
            self.standing |= 1 << step;
        }
    }
}

/// Which events chains may start with, of one customer's or session's.
pub(super) fn start(plan: &Plan, events: &[Met]) -> Option<Start> {
    let entry = if plan.order == StepOrder::Any {
        Steps::MAX
    } else {
        1
    };
    let mut entries = events.iter().filter(|it| it.serves & entry != 0);
    match plan.entry {
        FunnelEntry::Best => entries.next().map(|_| Start::Anywhere),
        FunnelEntry::First => entries.next().map(|it| Start::at(it, plan.ties)),
        FunnelEntry::Last => entries.next_back().map(|it| Start::at(it, plan.ties)),
    }
}

/// The steps of a set, first to last.
pub(super) fn each(mut steps: Steps) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let step = steps.trailing_zeros();
        steps &= steps.wrapping_sub(1);
        (step < Steps::BITS).then_some(step as usize)
    })
}

fn below_step(step: usize) -> Steps {
    // There are at most 64 steps, so that a step is below 64.
    below(u32::try_from(step).unwrap_or(0))
}
