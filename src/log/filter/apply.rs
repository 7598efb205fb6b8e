//! Going through a log with filters.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use super::{
    FilterReport, Filtered, LogSize,
    plan::{Left, Places, Test, Verdict, Wanted, plan},
};
use crate::{
    log::{EventLog, Filter, PrepareError, Walk, pick::Picked},
    parts, sort,
};

pub(super) fn filter(log: &EventLog, filters: &[Filter]) -> Result<Filtered, PrepareError> {
    let (tests, unmatched) = plan(log, filters)?;
    let tests = count_variants(log, tests);
    let mut report = FilterReport {
        before: log.size(),
        after: vec![LogSize::default(); tests.len()],
        unmatched,
    };

    let parts = parts::each(log.parts(), |part| keep(log, &tests, part));
    let events = parts.iter().map(|part| part.places.len()).sum();
    let mut places = Vec::with_capacity(events);
    let mut ends = Vec::new();
    let mut customers = Vec::new();
    for part in parts {
        let before = u32::try_from(places.len()).unwrap_or(u32::MAX);
        places.extend(part.places);
        ends.extend(part.ends.iter().map(|end| before + end));
        customers.extend(part.customers);
        for (sum, size) in report.after.iter_mut().zip(part.after) {
            sum.customers += size.customers;
            sum.events += size.events;
        }
    }
    let names = log.customers_named(customers.into_iter());
    let log = log.pick(&Picked { places, ends }, names);
    Ok(Filtered { log, report })
}

/// What is left of some customers.
struct Part {
    customers: Vec<u32>,
    places: Vec<u32>,
    /// Where each customer's places end.
    ends: Vec<u32>,
    after: Vec<LogSize>,
}

fn keep(log: &EventLog, tests: &[Test<'_>], customers: Range<usize>) -> Part {
    let mut part = Part {
        customers: Vec::new(),
        places: Vec::new(),
        ends: Vec::new(),
        after: vec![LogSize::default(); tests.len()],
    };
    let mut rest = Rest::default();
    log.walk(customers, |walk| {
        let after = &mut part.after;
        let left = rest.of(&walk, tests, |test, events| {
            if let Some(size) = after.get_mut(test) {
                size.customers += 1;
                size.events += u32::try_from(events).unwrap_or(u32::MAX);
            }
        });
        if !left.visits.is_empty() {
            part.customers.push(walk.customer);
            match left.places {
                Places::From(start) => {
                    let places = start..start + left.visits.len();
                    let number = |place| u32::try_from(place).unwrap_or(u32::MAX);
                    part.places.extend(places.map(number));
                }
                Places::At(places) => part.places.extend_from_slice(places),
            }
            let end = u32::try_from(part.places.len()).unwrap_or(u32::MAX);
            part.ends.push(end);
        }
    });
    part
}

/// Room for what is left of one customer.
#[derive(Default)]
struct Rest {
    marks: Vec<bool>,
    visits: Vec<u32>,
    times: Vec<i64>,
    places: Vec<u32>,
}

impl Rest {
    /// What some filters leave of a customer; `passed` hears of each by which something is left.
    fn of<'r>(
        &'r mut self,
        walk: &'r Walk<'_>,
        tests: &[Test<'_>],
        mut passed: impl FnMut(usize, usize),
    ) -> Left<'r> {
        let mut whole = Some(Left {
            visits: walk.visits,
            times: walk.times,
            places: Places::From(walk.range.start),
        });
        for (number, test) in tests.iter().enumerate() {
            let left = whole.unwrap_or(Left {
                visits: &self.visits,
                times: walk.times.map(|_| &*self.times),
                places: Places::At(&self.places),
            });
            let mut events = left.visits.len();
            match test.judge(left, &mut self.marks) {
                Verdict::All => {}
                Verdict::None => events = 0,
                Verdict::Marked => {
                    match whole {
                        Some(_) => self.copy(walk),
                        None => self.retain(),
                    }
                    whole = None;
                    events = self.visits.len();
                }
            }
            if events == 0 {
                return Left {
                    visits: &[],
                    times: None,
                    places: Places::At(&[]),
                };
            }
            passed(number, events);
        }
        whole.unwrap_or(Left {
            visits: &self.visits,
            times: walk.times.map(|_| &*self.times),
            places: Places::At(&self.places),
        })
    }

    /// Takes over the marked events of a customer.
    fn copy(&mut self, walk: &Walk<'_>) {
        let start = u32::try_from(walk.range.start).unwrap_or(u32::MAX);
        let marks = &self.marks;
        take(&mut self.visits, walk.visits.iter().copied(), marks);
        let times = walk.times.unwrap_or_default();
        take(&mut self.times, times.iter().copied(), marks);
        take(&mut self.places, start.., marks);
    }

    /// Lets go of the events that are not marked.
    fn retain(&mut self) {
        retain(&mut self.visits, &self.marks);
        retain(&mut self.times, &self.marks);
        retain(&mut self.places, &self.marks);
    }
}

fn take<T>(into: &mut Vec<T>, items: impl Iterator<Item = T>, marks: &[bool]) {
    into.clear();
    let marked = items.zip(marks).filter(|(_, mark)| **mark);
    into.extend(marked.map(|(item, _)| item));
}

fn retain<T>(items: &mut Vec<T>, marks: &[bool]) {
    let mut marks = marks.iter();
    items.retain(|_| marks.next().copied().unwrap_or_default());
}

/// Finds out which variants are wanted, of what the filters before leave.
fn count_variants<'l>(log: &EventLog, mut tests: Vec<Test<'l>>) -> Vec<Test<'l>> {
    for number in 0..tests.len() {
        let (before, rest) = tests.split_at_mut(number);
        let Some(test) = rest.first_mut() else {
            break;
        };
        let mut counted = None;
        let mut open = vec![test];
        while let Some(test) = open.pop() {
            match test {
                Test::Variants(wanted, found) => {
                    let variants = counted.get_or_insert_with(|| variants(log, before));
                    *found = frequent(variants, *wanted);
                }
                Test::All(tests) | Test::Any(tests) => open.extend(tests),
                Test::Not(test) => open.push(test),
                _ => {}
            }
        }
    }
    tests
}

/// The variants of what some filters leave, the most frequent first; of equally frequent ones
/// the first by name.
fn variants(log: &EventLog, before: &[Test<'_>]) -> Vec<(Box<[u32]>, u32)> {
    let parts = parts::each(log.parts(), |part| {
        let mut counts: HashMap<Box<[u32]>, u32> = HashMap::new();
        let mut rest = Rest::default();
        log.walk(part, |walk| {
            let visits = rest.of(&walk, before, |_, _| {}).visits;
            if visits.is_empty() {
                return;
            }
            match counts.get_mut(visits) {
                Some(count) => *count += 1,
                None => drop(counts.insert(visits.into(), 1)),
            }
        });
        counts
    });
    let mut parts = parts.into_iter();
    let mut counts = parts.next().unwrap_or_default();
    for (variant, count) in parts.flatten() {
        *counts.entry(variant).or_default() += count;
    }
    let ranks = ranks(log);
    let rank = |&visit: &u32| ranks.get(visit as usize).copied().unwrap_or_default();
    let mut variants: Vec<(Box<[u32]>, u32)> = counts.into_iter().collect();
    variants.sort_unstable_by(|(a, x), (b, y)| {
        y.cmp(x)
            .then_with(|| a.iter().map(rank).cmp(b.iter().map(rank)))
    });
    variants
}

/// Each touchpoint's place by name.
fn ranks(log: &EventLog) -> Vec<u32> {
    let names: Vec<&str> = log.touchpoints.iter().collect();
    let mut by_name: Vec<usize> = (0..names.len()).collect();
    sort::by_key(&mut by_name, |&number| names.get(number).copied());
    let mut ranks = vec![0; names.len()];
    for (rank, number) in (0..).zip(by_name) {
        if let Some(slot) = ranks.get_mut(number) {
            *slot = rank;
        }
    }
    ranks
}

fn frequent(variants: &[(Box<[u32]>, u32)], wanted: Wanted) -> HashSet<Box<[u32]>> {
    let all: f64 = variants.iter().map(|&(_, count)| f64::from(count)).sum();
    let mut covered = 0.0;
    let mut found = HashSet::new();
    for (variant, count) in variants.iter().take(wanted.top as usize) {
        // Both sides are whole customers: a share that is met exactly is met.
        if *count < wanted.customers || covered >= (wanted.share * all).ceil() {
            break;
        }
        covered += f64::from(*count);
        found.insert(variant.clone());
    }
    found
}
