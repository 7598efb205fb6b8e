//! A part of a log, or a log in another order, as a log of its own.

use super::{Codes, EventLog, Names, SegmentColumn};

/// The events that make another log.
#[derive(Clone, Debug, Default)]
pub(super) struct Picked {
    /// Their places in the log, customer after customer.
    pub(super) places: Vec<u32>,
    /// Where each customer's events end in `places`; nobody is without one.
    pub(super) ends: Vec<u32>,
}

impl EventLog {
    /// The log of some events. Touchpoints and values keep their order; those that have no
    /// event any more are gone.
    ///
    /// Linear in the events that are picked, and the names.
    pub(super) fn pick(&self, picked: &Picked, customers: Names) -> Self {
        let column = |names: &Names, codes: &Codes| dense(names, codes.gather(&picked.places));
        let (touchpoints, visits) = column(&self.touchpoints, &self.visits);
        let segments = self.segments.iter().map(|segment| {
            let (values, codes) = column(&segment.values, &segment.codes);
            let name = segment.name.clone();
            SegmentColumn {
                name,
                values,
                codes,
            }
        });
        Self {
            segments: segments.collect(),
            times: self.times.as_ref().map(|it| it.gather(&picked.places)),
            bounds: std::iter::once(0)
                .chain(picked.ends.iter().copied())
                .collect(),
            customers,
            touchpoints,
            visits,
        }
    }

    /// The names of some customers.
    pub(super) fn customers_named(&self, numbers: impl Iterator<Item = u32>) -> Names {
        let mut names = Names::default();
        for number in numbers {
            names.push(self.customers.get(number).unwrap_or_default());
        }
        names
    }

    /// A column by its name.
    pub fn segment(&self, name: &str) -> Option<&SegmentColumn> {
        self.segments.iter().find(|it| it.name == name)
    }
}

/// A column with the names that it still has.
fn dense(names: &Names, codes: Codes) -> (Names, Codes) {
    let mut used = vec![false; names.len()];
    for code in codes.iter() {
        if let Some(used) = used.get_mut(code as usize) {
            *used = true;
        }
    }
    if used.iter().all(|&used| used) {
        return (names.clone(), codes);
    }
    let mut kept = Names::default();
    let mut numbers = vec![0; names.len()];
    for ((name, used), number) in names.iter().zip(used).zip(&mut numbers) {
        if used {
            *number = u32::try_from(kept.len()).unwrap_or(u32::MAX);
            kept.push(name);
        }
    }
    let codes = recode(&codes, &numbers, kept.len());
    (kept, codes)
}

/// A column by other numbers, for a list of as many names as told.
pub(super) fn recode(codes: &Codes, numbers: &[u32], names: usize) -> Codes {
    let number = |code: u32| numbers.get(code as usize).copied().unwrap_or_default();
    Codes::pack(&codes.iter().map(number).collect::<Vec<_>>(), names)
}
