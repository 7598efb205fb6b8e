//! Touchpoints in the order of their names.

use super::count;
use crate::{log::EventLog, sort};

/// The order of touchpoints by name, to keep it while they are numbers.
pub(super) struct Ranks<'n> {
    names: Vec<&'n str>,
    by_name: Vec<u32>,
    /// By number: the place in `by_name`.
    places: Vec<u32>,
}

impl<'n> Ranks<'n> {
    pub(super) fn of(log: &'n EventLog) -> Self {
        Self::new(log.touchpoints().iter().collect())
    }

    /// Of names by number.
    pub(super) fn new(names: Vec<&'n str>) -> Self {
        let mut by_name: Vec<u32> = (0..count(names.len())).collect();
        sort::by_key(&mut by_name, |&number| names.get(number as usize));
        let mut places = vec![0; by_name.len()];
        for (place, &number) in (0..).zip(&by_name) {
            if let Some(slot) = places.get_mut(number as usize) {
                *slot = place;
            }
        }
        Self {
            names,
            by_name,
            places,
        }
    }

    /// The place of a touchpoint in the order of the names.
    pub(super) fn rank(&self, number: u32) -> u32 {
        self.places
            .get(number as usize)
            .copied()
            .unwrap_or(u32::MAX)
    }

    /// The touchpoints' numbers in the order of their names.
    pub(super) fn numbers(&self) -> impl Iterator<Item = u32> {
        self.by_name.iter().copied()
    }

    pub(super) fn name(&self, number: u32) -> String {
        let name = self.names.get(number as usize);
        name.copied().unwrap_or_default().to_owned()
    }

    /// The names in their order.
    pub(super) fn names(&self) -> Vec<String> {
        self.numbers().map(|number| self.name(number)).collect()
    }
}
