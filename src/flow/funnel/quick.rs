//! The usual funnel, in one pass over plain numbers: steps in order, anything between, within a
//! window from the first event or none, the best entry, ties in the order of the input, each
//! customer once.
//!
//! For each step only the chain matters that started last, and a later arrival never started
//! earlier: it takes the place of the one before. The general way gives the same, and a test
//! says so.
#![expect(
    clippy::indexing_slicing,
    reason = "a step is a bit of a set of `plan.steps` bits, which all lists here have, and a \
              touchpoint a number of the log's, of which `plan.serves` has each"
)]

use super::{
    FunnelCounting, FunnelEntry, StepOrder, Ties,
    met::{Arrival, Reached},
    plan::{Plan, Steps},
    units::Unit,
};
use crate::log::Walk;

/// Follows the chains of one customer after another.
#[derive(Debug)]
pub(super) struct Quick<'p> {
    plan: &'p Plan,
    /// By step: the chain that stands there and started last.
    stands: Vec<Standing>,
    reached: Reached,
}

#[derive(Clone, Copy, Debug)]
struct Standing {
    /// Until when it can go on; before all times where there is none.
    until: i64,
    start: i64,
    last: i64,
}

const NOWHERE: Standing = Standing {
    until: i64::MIN,
    start: 0,
    last: 0,
};

impl<'p> Quick<'p> {
    /// `None` where the funnel is not the usual one.
    pub(super) fn new(plan: &'p Plan) -> Option<Self> {
        let is_usual = plan.order == StepOrder::Ordered
            && plan.ties == Ties::InputOrder
            && plan.entry == FunnelEntry::Best
            && plan.counting == FunnelCounting::Customers
            && plan.step_window == i64::MAX
            && plan.optional == 0
            && !plan.reuse
            && !plan.filtered
            && plan.excludes.iter().all(|steps| *steps == 0);
        is_usual.then(|| Self {
            plan,
            stands: vec![NOWHERE; plan.steps],
            reached: Reached::new(plan.steps),
        })
    }

    /// What became of a customer.
    pub(super) fn of(&mut self, walk: &Walk<'_>) -> Unit<'_> {
        self.reached.steps = 0;
        self.follow(walk);
        let reached = self.reached.steps;
        let is_open = reached != 0
            && reached & self.plan.last() == 0
            && self.plan.end.is_some_and(|end| {
                let chains = self.stands.iter();
                chains.rev().any(|it| it.until > end)
            });
        Unit {
            first: walk.range.start,
            last: walk.range.end - 1,
            leaves: walk.visits.last().copied().unwrap_or(0),
            reached: &self.reached,
            is_open,
        }
    }

    fn follow(&mut self, walk: &Walk<'_>) {
        let (plan, stands) = (self.plan, &mut self.stands[..]);
        // The list itself: else its place is looked up again after all that is written.
        let all = &plan.serves[..];
        stands.fill(NOWHERE);
        let blocks = walk.visits.chunks(u64::BITS as usize);
        for (visits, first) in blocks.zip((0..).step_by(u64::BITS as usize)) {
            // Most events serve nothing, and which ones do cannot be guessed: so they are found
            // without a branch for each.
            let mut serving = 0_u64;
            for (place, &visit) in visits.iter().enumerate() {
                serving |= u64::from(all[visit as usize] != 0) << place;
            }
            while serving != 0 {
                let place = serving.trailing_zeros() as usize;
                serving &= serving - 1;
                let mut serves: Steps = all[visits[place] as usize];
                let place = first + place;
                let time = match walk.times {
                    Some(times) => times[place],
                    None => i64::try_from(place).unwrap_or(i64::MAX),
                };
                // Downwards, so that one event serves one step.
                while serves != 0 {
                    let step = serves.ilog2() as usize;
                    serves ^= 1 << step;
                    if step == 0 {
                        stands[0] = Standing {
                            until: time.saturating_add(plan.window),
                            start: time,
                            last: time,
                        };
                        if self.reached.steps == 0 {
                            let (start, previous) = (time, time);
                            self.reached.arrive(0, time, Arrival { start, previous });
                        }
                        continue;
                    }
                    let from = stands[step - 1];
                    if time <= from.until {
                        stands[step] = Standing { last: time, ..from };
                        let (start, previous) = (from.start, from.last);
                        self.reached.arrive(step, time, Arrival { start, previous });
                        if step + 1 == plan.steps {
                            return;
                        }
                    }
                }
            }
        }
    }
}
