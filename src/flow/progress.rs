//! How far customers come: stages and goals reached, and where customers are lost.

use super::{GoalFlow, StageFlow, count};
use crate::{journey::Journey, stats::Share};

/// Counts customers by the stages and goals they reach.
pub(super) struct Progress<'j> {
    journey: &'j Journey,
    places: Vec<Place>,
    /// Customers with a mapped event; also the number of the present one, from 1.
    customers: u32,
    converted: u32,
    goals: Vec<Reached>,
    stages: Vec<StageCount>,
    /// The stages that the present customer visited.
    visited: Vec<u32>,
}

/// What matters here of a touchpoint.
struct Place {
    stage: u32,
    is_goal: bool,
    is_exit: bool,
    /// The declared goals that it fulfils.
    goals: Vec<u32>,
    /// How many customers were lost here.
    lost: u32,
}

#[derive(Clone, Default)]
struct Reached {
    customers: u32,
    latest: u32,
}

#[derive(Clone, Default)]
struct StageCount {
    reached: Reached,
    went_on: u32,
    /// Whether the present customer went on from here.
    goes_on: bool,
}

impl<'j> Progress<'j> {
    pub(super) fn new(journey: &'j Journey) -> Self {
        let mut places: Vec<Place> = journey
            .touchpoints()
            .map(|touchpoint| Place {
                stage: count(touchpoint.stage().position()),
                is_goal: touchpoint.is_goal(),
                is_exit: touchpoint.is_exit(),
                goals: Vec::new(),
                lost: 0,
            })
            .collect();
        for (goal, declared) in (0..).zip(journey.goals()) {
            for id in &declared.touchpoints {
                let touchpoint = journey.touchpoint(id.as_str());
                let place = touchpoint.and_then(|it| places.get_mut(it.node().index()));
                if let Some(place) = place {
                    place.goals.push(goal);
                }
            }
        }
        Self {
            journey,
            places,
            customers: 0,
            converted: 0,
            goals: vec![Reached::default(); journey.goals().len()],
            stages: vec![StageCount::default(); journey.stages().len()],
            visited: Vec::new(),
        }
    }

    /// Counts one customer, by the touchpoints visited.
    pub(super) fn add(&mut self, visits: &[u32]) {
        let Some(&last) = visits.last() else {
            return;
        };
        self.customers += 1;
        self.visited.clear();
        // Held, so that their places are not looked up for each visit.
        let (customer, goals) = (self.customers, self.goals.as_mut_slice());
        let (places, stages) = (self.places.as_slice(), self.stages.as_mut_slice());
        // Backwards, so that what comes after a visit is known at the visit; what is noted at
        // a stage's first visit overwrites what was noted at its later ones.
        let (mut furthest, mut furthest_goal) = (0, None);
        let visits = visits.iter().rev();
        for place in visits.filter_map(|&visit| places.get(visit as usize)) {
            furthest = furthest.max(place.stage);
            if place.is_goal {
                furthest_goal = furthest_goal.max(Some(place.stage));
            }
            for &goal in &place.goals {
                if let Some(goal) = goals.get_mut(goal as usize) {
                    goal.add(customer);
                }
            }
            if let Some(stage) = stages.get_mut(place.stage as usize) {
                if stage.reached.add(customer) {
                    self.visited.push(place.stage);
                }
                stage.goes_on = furthest > place.stage || furthest_goal >= Some(place.stage);
            }
        }
        let converted = furthest_goal.is_some();
        self.converted += u32::from(converted);
        let last_stage = self.stages.len().saturating_sub(1);
        for &visited in &self.visited {
            let is_last = visited as usize == last_stage;
            if let Some(stage) = self.stages.get_mut(visited as usize) {
                stage.went_on += u32::from(if is_last { converted } else { stage.goes_on });
            }
        }
        if !converted && let Some(place) = self.places.get_mut(last as usize) {
            place.lost += u32::from(!place.is_exit);
        }
    }

    /// Adds what was counted of other customers.
    pub(super) fn merge(&mut self, other: &Self) {
        self.customers += other.customers;
        self.converted += other.converted;
        for (mine, theirs) in self.places.iter_mut().zip(&other.places) {
            mine.lost += theirs.lost;
        }
        for (mine, theirs) in self.goals.iter_mut().zip(&other.goals) {
            mine.customers += theirs.customers;
        }
        for (mine, theirs) in self.stages.iter_mut().zip(&other.stages) {
            mine.reached.customers += theirs.reached.customers;
            mine.went_on += theirs.went_on;
        }
    }

    /// Customers with a mapped event.
    pub(super) fn customers(&self) -> u32 {
        self.customers
    }

    /// By place: how many customers were lost there.
    pub(super) fn lost(&self) -> impl Iterator<Item = u32> {
        self.places.iter().map(|place| place.lost)
    }

    /// Customers who reached any goal touchpoint.
    pub(super) fn converted(&self) -> u32 {
        self.converted
    }

    pub(super) fn goals(&self, share: impl Fn(u32, u32) -> Share) -> Vec<GoalFlow> {
        let goals = self.journey.goals().iter().zip(&self.goals);
        goals
            .filter(|(goal, _)| !goal.touchpoints.is_empty())
            .map(|(goal, reached)| GoalFlow {
                goal: goal.id.clone(),
                reached: share(reached.customers, self.customers),
            })
            .collect()
    }

    pub(super) fn stages(&self, share: impl Fn(u32, u32) -> Share) -> Vec<StageFlow> {
        let mut lost = vec![0; self.stages.len()];
        for place in &self.places {
            if let Some(lost) = lost.get_mut(place.stage as usize) {
                *lost += place.lost;
            }
        }
        let stages = self.journey.stages().zip(self.stages.iter().zip(lost));
        stages
            .map(|(stage, (counted, lost))| {
                let reached = counted.reached.customers;
                StageFlow {
                    stage: stage.id().clone(),
                    reached: share(reached, self.customers),
                    went_on: share(counted.went_on, reached),
                    dropped_off: share(lost, reached),
                }
            })
            .collect()
    }
}

impl Reached {
    /// Counts a customer; `false` if that is done already.
    fn add(&mut self, customer: u32) -> bool {
        let first = self.latest != customer;
        self.customers += u32::from(first);
        self.latest = customer;
        first
    }
}
