//! A part of a log, or a log in another order, as a log of its own.

use std::ops::Range;

use super::{Codes, EventLog, Names, SegmentColumn};

/// The events that make another log.
#[derive(Clone, Debug, Default)]
pub(super) struct Picked {
    /// Their places in the log, customer after customer, in runs of neighbours.
    runs: Vec<Range<u32>>,
    events: u32,
    /// Where each customer's events end among them; nobody is without one.
    ends: Vec<u32>,
}

impl Picked {
    /// How many events there are so far.
    pub(super) fn len(&self) -> u32 {
        self.events
    }

    pub(super) fn push(&mut self, place: u32) {
        self.extend(place..place.saturating_add(1));
    }

    pub(super) fn extend(&mut self, places: Range<u32>) {
        self.events += places.end.saturating_sub(places.start);
        match self.runs.last_mut() {
            Some(run) if run.end == places.start => run.end = places.end,
            _ => self.runs.push(places),
        }
    }

    /// The events since the last end are a customer's.
    pub(super) fn end(&mut self) {
        self.ends.push(self.events);
    }

    /// The last customer has the events to come, too.
    pub(super) fn go_on(&mut self) {
        self.ends.pop();
    }

    /// Adds those of further customers.
    pub(super) fn append(&mut self, other: Self) {
        let before = self.events;
        other.runs.into_iter().for_each(|run| self.extend(run));
        self.ends.extend(other.ends.iter().map(|end| before + end));
    }
}

impl EventLog {
    /// The log of some events. Touchpoints and values keep their order; those that have no
    /// event any more are gone.
    ///
    /// Linear in the events that are picked, and the names.
    pub(super) fn pick(&self, picked: Picked, customers: Names) -> Self {
        let runs = &picked.runs;
        let column = |names: &Names, codes: &Codes| dense(names, codes.pick(runs));
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
        let mut bounds = picked.ends;
        bounds.insert(0, 0);
        Self {
            segments: segments.collect(),
            times: self.times.as_ref().map(|it| it.pick(runs)),
            bounds,
            customers,
            touchpoints,
            visits,
        }
    }

    /// The names of some customers, each once.
    pub(super) fn customers_named(&self, numbers: &[u32]) -> Names {
        if numbers.len() == self.customers.len() {
            return self.customers.clone();
        }
        let mut names = Names::default();
        for &number in numbers {
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
    let mut unused = names.len();
    for code in codes.iter() {
        if let Some(used) = used.get_mut(code as usize).filter(|used| !**used) {
            *used = true;
            unused -= 1;
            if unused == 0 {
                break;
            }
        }
    }
    if unused == 0 {
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
