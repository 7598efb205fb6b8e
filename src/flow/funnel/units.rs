//! What is counted: customers, sessions or attempts, each with how far it came.

use super::{
    FunnelCounting, FunnelEntry, StepOrder, Ties,
    any::{Latest, Sets},
    chain::{Chains, start},
    met::{Met, Reached, Stand, Start},
    plan::{Plan, Steps},
};
use crate::log::Walk;

/// A customer, session or attempt.
#[derive(Debug)]
pub(super) struct Unit<'u> {
    /// The place of its first event in the log.
    pub(super) first: usize,
    /// The place of its last event in the log.
    pub(super) last: usize,
    /// The touchpoint of its last event.
    pub(super) leaves: u32,
    /// How far its chains came.
    pub(super) reached: &'u Reached,
    /// Whether it could still go on after the end of the log.
    pub(super) is_open: bool,
}

/// Follows the chains of customers.
#[derive(Debug)]
pub(super) struct Units<'p> {
    plan: &'p Plan,
    chains: Follower<'p>,
    /// The events of the present customer that matter.
    met: Vec<Met>,
    /// Whether each event matters, also where it serves no step and excludes nothing.
    all_matter: bool,
}

/// The ways to follow chains.
#[derive(Debug)]
enum Follower<'p> {
    Chains(Chains<'p>),
    Latest(Latest<'p>),
    Sets(Sets<'p>),
}

impl<'p> Units<'p> {
    pub(super) fn new(plan: &'p Plan) -> Self {
        let is_plain = plan.step_window == i64::MAX
            && plan.excludes.iter().all(|steps| *steps == 0)
            && plan.ties != Ties::Strict
            && plan.entry == FunnelEntry::Best
            && plan.counting != FunnelCounting::Totals
            && (plan.distinct || plan.reuse);
        let chains = match plan.order {
            StepOrder::Any if is_plain => Follower::Latest(Latest::new(plan)),
            StepOrder::Any => Follower::Sets(Sets::new(plan)),
            StepOrder::Ordered | StepOrder::Strict => Follower::Chains(Chains::new(plan)),
        };
        Self {
            plan,
            chains,
            met: Vec::new(),
            all_matter: plan.order == StepOrder::Strict,
        }
    }

    /// Tells each unit of a customer. `serves` tells the steps that an event serves, by its
    /// place in the log and its touchpoint.
    pub(super) fn of(
        &mut self,
        walk: &Walk<'_>,
        serves: &dyn Fn(usize, u32) -> Steps,
        mut tell: impl FnMut(&Unit<'_>),
    ) {
        match self.plan.counting {
            FunnelCounting::Customers => self.whole(walk, serves, 0..walk.visits.len(), &mut tell),
            FunnelCounting::Totals => self.attempts(walk, serves, &mut tell),
            FunnelCounting::Sessions => {
                let times = walk.times.unwrap_or_default();
                let mut begin = 0;
                for end in 1..=times.len() {
                    let gap = |next: &i64| next - times.get(end - 1).unwrap_or(next);
                    let is_last = times.get(end).map(gap);
                    if is_last.is_none_or(|gap| gap > self.plan.session_gap) {
                        self.whole(walk, serves, begin..end, &mut tell);
                        begin = end;
                    }
                }
            }
        }
    }

    /// A customer or session as one unit.
    fn whole(
        &mut self,
        walk: &Walk<'_>,
        serves: &dyn Fn(usize, u32) -> Steps,
        events: std::ops::Range<usize>,
        tell: &mut dyn FnMut(&Unit<'_>),
    ) {
        self.meet(walk, serves, events.clone());
        match start(self.plan, &self.met) {
            Some(start) => {
                self.chains.follow(&self.met, start, false);
            }
            None => self.chains.reached_mut().steps = 0,
        }
        let in_session = self.plan.counting == FunnelCounting::Sessions;
        let time = |place: usize| walk.times.and_then(|it| it.get(place)).copied();
        let last = time(events.end - 1);
        let goes_on = match (self.plan.end, last) {
            (Some(end), Some(last)) => end - last < self.plan.session_gap,
            _ => false,
        };
        let is_open = if in_session && !self.plan.has_window() {
            goes_on
        } else {
            self.chains.is_open_at_end(self.plan) && (goes_on || !in_session)
        };
        self.tell(walk, events, is_open, tell);
    }

    /// A customer's attempts, one after the other: each begins with the first event that may,
    /// and lasts until the next.
    fn attempts(
        &mut self,
        walk: &Walk<'_>,
        serves: &dyn Fn(usize, u32) -> Steps,
        tell: &mut dyn FnMut(&Unit<'_>),
    ) {
        self.meet(walk, serves, 0..walk.visits.len());
        let any = self.plan.order == StepOrder::Any;
        let entry = if any { Steps::MAX } else { 1 };
        let met = std::mem::take(&mut self.met);
        let find = |from: usize| {
            let rest = met.get(from..).unwrap_or_default();
            let found = rest.iter().position(|it| it.serves & entry != 0);
            found.map(|place| from + place)
        };
        let mut next = find(0).map(|entry| (0, entry));
        while let Some((from, entry)) = next {
            let rest = met.get(from..).unwrap_or_default();
            let Some(first) = met.get(entry) else { break };
            // Tied events that the input has before the entry may still come after it.
            let tied = rest
                .iter()
                .position(|it| it.time == first.time)
                .unwrap_or(0);
            let skipped = if self.plan.ties == Ties::InputOrder {
                entry - from
            } else {
                tied
            };
            let rest = rest.get(skipped..).unwrap_or_default();
            let over = from
                + skipped
                + self
                    .chains
                    .follow(rest, Start::at(first, self.plan.ties), true);
            next = find(over).map(|entry| (over, entry));
            let end = next.and_then(|(_, entry)| met.get(entry));
            let end = end.map_or(walk.visits.len(), |it| it.place as usize);
            let is_open = next.is_none() && self.chains.is_open_at_end(self.plan);
            self.tell(walk, first.place as usize..end, is_open, tell);
        }
        self.met = met;
    }

    fn meet(
        &mut self,
        walk: &Walk<'_>,
        serves: &dyn Fn(usize, u32) -> Steps,
        events: std::ops::Range<usize>,
    ) {
        self.met.clear();
        let visits = walk.visits.get(events.clone()).unwrap_or_default();
        for (place, &visit) in events.zip(visits) {
            let serves = serves(walk.range.start + place, visit);
            let excludes = self.plan.excludes.get(visit as usize).copied().unwrap_or(0);
            if serves | excludes != 0 || self.all_matter {
                let order = u32::try_from(place).unwrap_or(u32::MAX);
                let time = walk.times.and_then(|times| times.get(place)).copied();
                self.met.push(Met {
                    time: time.unwrap_or(order.into()),
                    place: order,
                    serves,
                    excludes,
                });
            }
        }
    }

    fn tell(
        &self,
        walk: &Walk<'_>,
        events: std::ops::Range<usize>,
        is_open: bool,
        tell: &mut dyn FnMut(&Unit<'_>),
    ) {
        let last = events.end.saturating_sub(1);
        tell(&Unit {
            first: walk.range.start + events.start,
            last: walk.range.start + last,
            leaves: walk.visits.get(last).copied().unwrap_or(0),
            reached: self.chains.reached(),
            is_open,
        });
    }
}

impl Follower<'_> {
    fn follow(&mut self, events: &[Met], start: Start, attempt: bool) -> usize {
        match self {
            Self::Chains(chains) => chains.follow(events, start, attempt),
            Self::Sets(sets) => sets.follow(events, start, attempt),
            Self::Latest(latest) => {
                latest.follow(events);
                events.len()
            }
        }
    }

    fn reached(&self) -> &Reached {
        match self {
            Self::Chains(chains) => &chains.reached,
            Self::Latest(latest) => &latest.reached,
            Self::Sets(sets) => &sets.reached,
        }
    }

    fn reached_mut(&mut self) -> &mut Reached {
        match self {
            Self::Chains(chains) => &mut chains.reached,
            Self::Latest(latest) => &mut latest.reached,
            Self::Sets(sets) => &mut sets.reached,
        }
    }

    /// Whether a chain could still go on after the end of the log, within its windows; `false`
    /// where there are none.
    fn is_open_at_end(&self, plan: &Plan) -> bool {
        let Some(end) = plan.end.filter(|_| plan.has_window()) else {
            return false;
        };
        let reached = self.reached().steps;
        let is_open = |it: &Stand| end - it.start < plan.window && end - it.last < plan.step_window;
        reached != 0
            && reached & plan.last() == 0
            && match self {
                Self::Chains(chains) => chains.is_open(is_open),
                Self::Latest(latest) => latest.is_open(is_open),
                Self::Sets(sets) => sets.is_open(is_open),
            }
    }
}
