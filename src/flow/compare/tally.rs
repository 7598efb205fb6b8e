//! Counting customers by what they do, by numbers.

use super::{LogComparisonOptions, Side};
use crate::{
    flow::pairs::Pairs,
    log::{EventLog, Walk},
    parts, sort,
};

/// What the customers of a group do.
pub(super) struct Tally {
    pub(super) customers: u32,
    pub(super) converted: u32,
    /// How long each took from the first event to the last.
    pub(super) whole: Vec<i64>,
    /// How long each took to the first goal.
    pub(super) to_goal: Vec<i64>,
    places: Vec<Place>,
    steps: Pairs<Step>,
}

/// How many customers do what at a place.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    pub(super) reached: u32,
    pub(super) started: u32,
    pub(super) ended: u32,
    pub(super) lost: u32,
    latest: u32,
}

/// How many customers go from a place directly to another.
#[derive(Debug, Default)]
pub(super) struct Step {
    pub(super) customers: u32,
    /// How long it took each the first time.
    pub(super) durations: Vec<i64>,
    latest: u32,
}

impl Tally {
    /// Both groups of a log.
    pub(super) fn both(
        log: &EventLog,
        options: &LogComparisonOptions,
        group: &(dyn Fn(u32) -> Option<Side> + Sync),
    ) -> [Self; 2] {
        let places = log.touchpoints().len();
        let goals = log.touchpoints().iter();
        let goals: Vec<bool> = goals
            .map(|it| options.goals.iter().any(|goal| goal == it))
            .collect();
        let count = |part| {
            let mut both = [Self::new(places), Self::new(places)];
            log.walk(part, |walk| {
                let [first, second] = &mut both;
                match group(walk.customer) {
                    Some(Side::First) => first.add(&walk, &goals),
                    Some(Side::Second) => second.add(&walk, &goals),
                    None => {}
                }
            });
            both
        };
        let merged = parts::merged(log.parts(), count, |[mut first, mut second], [a, b]| {
            first.merge(a);
            second.merge(b);
            [first, second]
        });
        merged.unwrap_or_else(|| [Self::new(places), Self::new(places)])
    }

    fn new(places: usize) -> Self {
        Self {
            customers: 0,
            converted: 0,
            whole: Vec::new(),
            to_goal: Vec::new(),
            places: vec![Place::default(); places],
            steps: Pairs::new(places, places),
        }
    }

    fn add(&mut self, walk: &Walk<'_>, goals: &[bool]) {
        self.customers += 1;
        let customer = self.customers;
        let is_goal = |visit: u32| goals.get(visit as usize).copied().unwrap_or(false);
        let goal = walk.visits.iter().position(|&visit| is_goal(visit));
        self.converted += u32::from(goal.is_some());
        if let Some([first, .., last]) = walk.times {
            self.whole.push(last - first);
        }
        if let Some((times, goal)) = walk.times.zip(goal)
            && let (Some(first), Some(then)) = (times.first(), times.get(goal))
        {
            self.to_goal.push(then - first);
        }

        let mut before: Option<u32> = None;
        for (at, &visit) in walk.visits.iter().enumerate() {
            if let Some(place) = self.places.get_mut(visit as usize) {
                place.started += u32::from(before.is_none());
                place.reached += u32::from(place.latest != customer);
                place.latest = customer;
            }
            if let Some(from) = before
                && let Some(step) = self.steps.at(from, visit)
                && step.latest != customer
            {
                step.latest = customer;
                step.customers += 1;
                let times = walk.times.and_then(|times| times.get(at - 1..=at));
                if let Some([earlier, later]) = times {
                    step.durations.push(later - earlier);
                }
            }
            before = Some(visit);
        }
        if let Some(place) = before.and_then(|last| self.places.get_mut(last as usize)) {
            place.ended += 1;
            place.lost += u32::from(goal.is_none());
        }
    }

    fn merge(&mut self, other: Self) {
        self.customers += other.customers;
        self.converted += other.converted;
        self.whole.extend(other.whole);
        self.to_goal.extend(other.to_goal);
        for (place, it) in self.places.iter_mut().zip(other.places) {
            place.reached += it.reached;
            place.started += it.started;
            place.ended += it.ended;
            place.lost += it.lost;
        }
        self.steps.merge(other.steps, |step, it| {
            step.customers += it.customers;
            step.durations.extend(it.durations);
        });
    }

    /// The same by names, for which it is asked in their order.
    pub(super) fn named(self, log: &EventLog) -> Named<'_> {
        let names: Vec<&str> = log.touchpoints().iter().collect();
        let name = |number: u32| names.get(number as usize).copied().unwrap_or_default();
        let met = (0..).zip(self.places).filter(|(_, it)| it.reached > 0);
        let mut places: Vec<(&str, Place)> = met.map(|(number, it)| (name(number), it)).collect();
        sort::by_key(&mut places, |it| it.0);
        let steps = self.steps.into_iter();
        let mut steps: Vec<((&str, &str), Step)> = steps
            .map(|((from, to), it)| ((name(from), name(to)), it))
            .collect();
        sort::by_key(&mut steps, |it| it.0);
        Named {
            customers: self.customers,
            converted: self.converted,
            whole: self.whole,
            to_goal: self.to_goal,
            places,
            steps,
        }
    }
}

/// What the customers of a group do, by name.
pub(super) struct Named<'l> {
    pub(super) customers: u32,
    pub(super) converted: u32,
    pub(super) whole: Vec<i64>,
    pub(super) to_goal: Vec<i64>,
    pub(super) places: Vec<(&'l str, Place)>,
    pub(super) steps: Vec<((&'l str, &'l str), Step)>,
}

impl Named<'_> {
    /// How many customers meet a touchpoint.
    pub(super) fn reached(&self, name: &str) -> u32 {
        let found = self.places.binary_search_by(|it| it.0.cmp(name));
        let place = found.ok().and_then(|at| self.places.get(at));
        place.map_or(0, |it| it.1.reached)
    }
}

/// The rows of two lists that are sorted by key, side by side.
pub(super) fn join<K: Ord + Copy, T>(a: Vec<(K, T)>, b: Vec<(K, T)>) -> Vec<(K, [Option<T>; 2])> {
    let (mut a, mut b) = (a.into_iter().peekable(), b.into_iter().peekable());
    let mut rows = Vec::new();
    loop {
        let key = match (a.peek(), b.peek()) {
            (Some(x), Some(y)) => x.0.min(y.0),
            (Some(it), None) | (None, Some(it)) => it.0,
            (None, None) => return rows,
        };
        let mine = a.next_if(|it| it.0 == key).map(|it| it.1);
        let other = b.next_if(|it| it.0 == key).map(|it| it.1);
        rows.push((key, [mine, other]));
    }
}
