//! The ways that customers of two groups go.

use std::{cmp::Reverse, collections::BTreeMap};

use super::Side;
use crate::{flow::count, log::EventLog, sort};

/// How many customers of each group go each way.
#[derive(Default)]
pub(super) struct Ways<'l>(BTreeMap<Vec<&'l str>, [u32; 2]>);

impl<'l> Ways<'l> {
    /// Adds the groups of a log, by the ways that at least so many of them go.
    pub(super) fn add(
        &mut self,
        log: &'l EventLog,
        group: &dyn Fn(u32) -> Option<Side>,
        least: u32,
    ) {
        let names: Vec<&str> = log.touchpoints().iter().collect();
        let distinct = log.distinct_traces();
        for place in 0..distinct.len() {
            let customers = distinct.customers(place);
            let (mut first, mut second) = (0, 0);
            for side in customers.iter().filter_map(|&it| group(it)) {
                match side {
                    Side::First => first += 1,
                    Side::Second => second += 1,
                }
            }
            if first + second >= least
                && let Some(trace) = customers.first().and_then(|&it| log.trace(it))
            {
                let visits = trace.visits();
                let way = visits.filter_map(|it| names.get(it as usize).copied());
                let [mine, other] = self.0.entry(way.collect()).or_default();
                *mine += first;
                *other += second;
            }
        }
    }

    /// Those of most customers, then the first by name, but for those of a single one; and how
    /// many the limit leaves out.
    pub(super) fn most(self, limit: u32) -> (impl Iterator<Item = (Vec<String>, [u32; 2])>, u32) {
        let ways = self.0.into_iter();
        let mut ways: Vec<_> = ways
            .filter(|(_, [first, second])| first + second > 1)
            .collect();
        sort::by_key(&mut ways, |(_, [first, second])| Reverse(first + second));
        let left_out = count(ways.len().saturating_sub(limit as usize));
        let ways = ways.into_iter().take(limit as usize);
        let ways = ways.map(|(way, both)| (way.into_iter().map(str::to_owned).collect(), both));
        (ways, left_out)
    }
}
