//! Who can do what: whether each of some steps can have an event of its own.

use super::plan::Steps;

/// How a search came to an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Came {
    Not,
    /// From the step that wants an event.
    First,
    /// From an event that would give its step to this one.
    From(usize),
}

/// Tied events, by the steps that each of them serves.
#[derive(Debug, Default)]
pub(super) struct Matching {
    events: Vec<Steps>,
    /// By event: the step that it is given to.
    given: Vec<Option<u32>>,
    /// By event: how the search came to it.
    came: Vec<Came>,
    queue: Vec<usize>,
}

impl Matching {
    pub(super) fn events(&mut self, serves: impl Iterator<Item = Steps>) {
        self.events.clear();
        self.events.extend(serves.filter(|it| *it != 0));
    }

    /// Whether each of some steps can have an event of its own: one step after another by an
    /// augmenting path, as in Kuhn's method.
    ///
    /// `O(s² e)` for `s` steps and `e` events.
    pub(super) fn serves(&mut self, steps: Steps) -> bool {
        self.given.clear();
        self.given.resize(self.events.len(), None);
        let mut rest = steps;
        while rest != 0 {
            let step = rest.trailing_zeros();
            rest &= rest - 1;
            if !self.give(step) {
                return false;
            }
        }
        true
    }

    /// Finds an event for a step; events that are given already may be given to others.
    fn give(&mut self, step: u32) -> bool {
        self.came.clear();
        self.came.resize(self.events.len(), Came::Not);
        self.queue.clear();
        self.reach(step, Came::First);
        let mut next = 0;
        while let Some(&event) = self.queue.get(next) {
            next += 1;
            let Some(holder) = self.given.get(event).copied().flatten() else {
                self.hand_on(step, event);
                return true;
            };
            self.reach(holder, Came::From(event));
        }
        false
    }

    /// The events that serve a step and were not met are next.
    fn reach(&mut self, step: u32, from: Came) {
        let events = self.events.iter().zip(&mut self.came).enumerate();
        for (event, (serves, met)) in events {
            if serves >> step & 1 == 1 && *met == Came::Not {
                *met = from;
                self.queue.push(event);
            }
        }
    }

    /// Along the way that the search came, each event takes the step of the one before.
    fn hand_on(&mut self, step: u32, free: usize) {
        let mut event = free;
        while let Some(Came::From(before)) = self.came.get(event).copied() {
            let given = self.given.get(before).copied().flatten();
            self.give_to(event, given);
            event = before;
        }
        self.give_to(event, Some(step));
    }

    fn give_to(&mut self, event: usize, step: Option<u32>) {
        if let Some(given) = self.given.get_mut(event) {
            *given = step;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Matching;

    #[test]
    fn each_step_has_an_event_of_its_own() {
        let mut matching = Matching::default();
        matching.events([0b011, 0b001, 0, 0b110].into_iter());
        assert!(matching.serves(0b111));
        matching.events([0b011, 0b001].into_iter());
        assert!(matching.serves(0b011));
        assert!(!matching.serves(0b111));
        matching.events([0b011, 0b011, 0b011].into_iter());
        assert!(matching.serves(0b011));
        assert!(!matching.serves(0b111));
        matching.events([0b1111, 0b0001, 0b0011, 0b0111].into_iter());
        assert!(matching.serves(0b1111));
    }

    #[test]
    fn agrees_with_trying_all() {
        // Hall: every set of the steps is served by at least as many events.
        let mut seed = 7_u32;
        for _ in 0..3_000 {
            let mut next = || {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                u64::from(seed >> 24) & 0b1_1111
            };
            let events = [next(), next(), next(), next()];
            let wanted = next();
            let enough = (0..32_u64).filter(|set| set & !wanted == 0).all(|set| {
                let able = events.iter().filter(|it| **it & set != 0).count();
                able >= set.count_ones() as usize
            });
            let mut matching = Matching::default();
            matching.events(events.into_iter());
            assert_eq!(matching.serves(wanted), enough, "{events:?} {wanted}");
        }
    }
}
