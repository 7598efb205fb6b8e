//! Going through a log with filters.

use std::cmp::Reverse;

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
        after: Vec::new(),
        unmatched,
    };

    let kept = keep(log, &tests);
    report.after = kept.after;
    let names = log.customers_named(&kept.customers);
    let log = log.pick(kept.picked, names);
    Ok(Filtered { log, report })
}

/// What is left of some customers.
struct Kept {
    customers: Vec<u32>,
    picked: Picked,
    /// What each filter leaves.
    after: Vec<LogSize>,
}

fn keep(log: &EventLog, tests: &[Test<'_>]) -> Kept {
    let empty = || Kept {
        customers: Vec::new(),
        picked: Picked::default(),
        after: vec![LogSize::default(); tests.len()],
    };
    let keep_part = |customers| {
        let mut kept = empty();
        let mut rest = Rest::default();
        log.walk(customers, |walk| {
            let before = kept.picked.len();
            rest.pick(&walk, tests, &mut kept.picked, &mut kept.after);
            if kept.picked.len() > before {
                kept.customers.push(walk.customer);
                kept.picked.end();
            }
        });
        kept
    };
    let kept = parts::merged(log.parts(), keep_part, |mut all, part| {
        all.customers.extend(part.customers);
        all.picked.append(part.picked);
        for (sum, size) in all.after.iter_mut().zip(part.after) {
            sum.customers += size.customers;
            sum.events += size.events;
        }
        all
    });
    kept.unwrap_or_else(empty)
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
    /// Picks what some filters leave of a customer, and counts what each of them leaves.
    fn pick(
        &mut self,
        walk: &Walk<'_>,
        tests: &[Test<'_>],
        picked: &mut Picked,
        after: &mut [LogSize],
    ) {
        let start = number(walk.range.start);
        let mut whole = true;
        let last = tests.len().wrapping_sub(1);
        for (at, (test, after)) in tests.iter().zip(after).enumerate() {
            let left = if whole {
                Left {
                    customer: walk.customer,
                    visits: walk.visits,
                    times: walk.times,
                    places: Places::From(walk.range.start),
                }
            } else {
                Left {
                    customer: walk.customer,
                    visits: &self.visits,
                    times: walk.times.map(|_| &*self.times),
                    places: Places::At(&self.places),
                }
            };
            let mut events = left.visits.len();
            match test.judge(left, &mut self.marks) {
                Verdict::All => {}
                Verdict::None => return,
                Verdict::Marked => {
                    events = self.marks.iter().filter(|mark| **mark).count();
                    if events == 0 {
                        return;
                    }
                    // Nobody asks for more than the places after the last filter.
                    if whole {
                        take(&mut self.places, start.., &self.marks);
                        if at < last {
                            take(&mut self.visits, walk.visits.iter().copied(), &self.marks);
                            let times = walk.times.unwrap_or_default();
                            take(&mut self.times, times.iter().copied(), &self.marks);
                        }
                    } else {
                        retain(&mut self.places, &self.marks);
                        if at < last {
                            retain(&mut self.visits, &self.marks);
                            retain(&mut self.times, &self.marks);
                        }
                    }
                    whole = false;
                }
            }
            after.customers += 1;
            after.events += number(events);
        }
        if whole {
            picked.extend(start..number(walk.range.end));
        } else {
            self.places.iter().for_each(|&place| picked.push(place));
        }
    }
}

fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
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

/// Finds out whose variants are wanted, of what the filters before leave.
fn count_variants<'l>(log: &EventLog, mut tests: Vec<Test<'l>>) -> Vec<Test<'l>> {
    for number in 0..tests.len() {
        let (before, rest) = tests.split_at_mut(number);
        let Some(test) = rest.first_mut() else {
            break;
        };
        let mut left = None;
        let mut open = vec![test];
        while let Some(test) = open.pop() {
            match test {
                Test::Variants(wanted, found) => {
                    let left = left.get_or_insert_with(|| leave(log, before));
                    *found = frequent(log, left.as_ref(), *wanted);
                }
                Test::All(tests) | Test::Any(tests) => open.extend(tests),
                Test::Not(test) => open.push(test),
                _ => {}
            }
        }
    }
    tests
}

/// The log that some filters leave, with the numbers that its customers had before; `None` where
/// there is no filter.
fn leave(log: &EventLog, before: &[Test<'_>]) -> Option<(EventLog, Vec<u32>)> {
    (!before.is_empty()).then(|| {
        let kept = keep(log, before);
        let names = log.customers_named(&kept.customers);
        (log.pick(kept.picked, names), kept.customers)
    })
}

/// By customer: whether the variant is wanted. The most frequent come first, and of equally
/// frequent ones the first by name.
fn frequent(all: &EventLog, left: Option<&(EventLog, Vec<u32>)>, wanted: Wanted) -> Vec<bool> {
    let log = left.map_or(all, |(log, _)| log);
    let distinct = log.distinct_traces();
    let count = |&variant: &usize| distinct.customers(variant).len();
    let mut variants: Vec<usize> = (0..distinct.len()).collect();
    sort::by_key(&mut variants, |it| Reverse(count(it)));

    // How many there are hangs on their counts alone.
    let customers: usize = variants.iter().map(count).sum();
    let share = (wanted.share * whole(customers)).ceil();
    let mut covered = 0;
    let chosen = variants.iter().take(wanted.top as usize).take_while(|it| {
        let is_wanted = count(it) >= wanted.customers as usize && whole(covered) < share;
        covered += count(it);
        is_wanted
    });
    let chosen = chosen.count();

    // Names decide only between those that are as frequent as the last one.
    let last = chosen.checked_sub(1).and_then(|it| variants.get(it));
    if let Some(last) = last.map(count) {
        let start = variants.partition_point(|it| count(it) > last);
        let end = variants.partition_point(|it| count(it) >= last);
        let ranks = ranks(log);
        let rank = |visit| ranks.get(visit as usize).copied().unwrap_or_default();
        let names = |variant: usize| {
            let first = distinct.customers(variant).first();
            let trace = first.and_then(|&customer| log.trace(customer));
            trace.into_iter().flat_map(|it| it.visits()).map(rank)
        };
        let equal = variants.get_mut(start..end).unwrap_or_default();
        if chosen < end {
            equal.select_nth_unstable_by(chosen - start, |&a, &b| names(a).cmp(names(b)));
        }
    }
    let mut found = vec![false; all.customers.len()];
    for &variant in variants.iter().take(chosen) {
        for &customer in distinct.customers(variant) {
            let numbers = left.map(|(_, customers)| customers);
            let number = numbers.map_or(Some(&customer), |it| it.get(customer as usize));
            if let Some(found) = number.and_then(|&it| found.get_mut(it as usize)) {
                *found = true;
            }
        }
    }
    found
}

#[expect(clippy::cast_precision_loss, reason = "at most `u32::MAX` customers")]
fn whole(customers: usize) -> f64 {
    customers as f64
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
