//! Which steps every customer took.

use hashbrown::HashSet;

use crate::flow::count;

/// No step, and no piece.
const NONE: u32 = u32::MAX;

/// How many steps are in a piece.
const ROOM: usize = 7;

/// The most pieces of a customer.
const PIECES: usize = 4;

/// Which steps every customer took, each of them once.
///
/// Most customers take few: these lie in pieces, so that what is known of a customer comes with
/// one or two cache misses, and takes less memory than a table. What is beyond [`PIECES`] is in
/// tables, so that nobody's many steps have to be looked through.
#[derive(Clone, Debug, Default)]
pub(super) struct Taken {
    pieces: Vec<Piece>,
    /// Customers with steps and touchpoints that found no room in pieces.
    steps: HashSet<(u32, u32)>,
    touchpoints: HashSet<(u32, u32)>,
}

/// Where a customer's steps begin.
#[derive(Clone, Copy, Debug)]
pub(super) struct First(u32);

/// What had not been there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct New {
    pub(super) step: bool,
    pub(super) touchpoint: bool,
}

/// Half a cache line.
#[derive(Clone, Copy, Debug)]
#[repr(align(32))]
struct Piece {
    /// Free places are behind the others.
    steps: [u32; ROOM],
    next: u32,
}

impl First {
    /// Of a customer without steps.
    pub(super) const NONE: Self = Self(NONE);
}

impl Taken {
    /// Takes a step of a customer to a touchpoint; `to_of` has the touchpoints that all steps lead
    /// to, by their numbers.
    pub(super) fn take(
        &mut self,
        (customer, first): (u32, &mut First),
        (step, to): (u32, u32),
        to_of: &[u32],
    ) -> New {
        let (mut is_visited, mut place, mut last) = (false, first.0, NONE);
        let mut pieces = 0;
        while let Some(piece) = self.pieces.get_mut(place as usize) {
            for known in &mut piece.steps {
                if *known == step {
                    return New {
                        step: false,
                        touchpoint: false,
                    };
                }
                if *known == NONE {
                    *known = step;
                    return New {
                        step: true,
                        touchpoint: !is_visited,
                    };
                }
                is_visited |= to_of.get(*known as usize) == Some(&to);
            }
            last = std::mem::replace(&mut place, piece.next);
            pieces += 1;
        }
        if pieces == PIECES {
            return New {
                step: self.steps.insert((customer, step)),
                touchpoint: !is_visited && self.touchpoints.insert((customer, to)),
            };
        }
        let next = count(self.pieces.len());
        match self.pieces.get_mut(last as usize) {
            Some(last) => last.next = next,
            None => *first = First(next),
        }
        self.pieces.push(Piece::of(step));
        New {
            step: true,
            touchpoint: !is_visited,
        }
    }

    /// The bytes that it takes.
    pub(super) fn memory(&self) -> usize {
        size_of::<Piece>() * self.pieces.capacity()
            + self.steps.allocation_size()
            + self.touchpoints.allocation_size()
    }
}

impl Piece {
    fn of(step: u32) -> Self {
        let mut steps = [NONE; ROOM];
        if let Some(first) = steps.first_mut() {
            *first = step;
        }
        Self { steps, next: NONE }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::{First, New, Taken};

    proptest! {
        #[test]
        fn a_step_and_a_touchpoint_are_new_once(
            takes in prop::collection::vec((0_u32..3, 0_u32..60), 0..300),
        ) {
            let to_of: Vec<u32> = (0..60).map(|step| step % 13).collect();
            let (mut taken, mut first) = (Taken::default(), [First::NONE; 3]);
            let (mut steps, mut touchpoints) = (HashSet::new(), HashSet::new());
            for (customer, step) in takes {
                let to = to_of[step as usize];
                let of = (customer, &mut first[customer as usize]);
                let expected = New {
                    step: steps.insert((customer, step)),
                    touchpoint: touchpoints.insert((customer, to)),
                };
                prop_assert_eq!(taken.take(of, (step, to), &to_of), expected);
            }
            prop_assert!(taken.memory() >= 4 * steps.len());
        }
    }
}
