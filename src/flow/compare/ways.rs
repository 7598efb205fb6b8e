//! The ways that customers of two groups go.

use std::{cmp::Reverse, collections::BTreeMap};

use super::Side;
use crate::{flow::count, log::EventLog, sort};

/// How many customers of each group go each way.
#[derive(Default)]
pub(super) struct Ways<'l>(BTreeMap<Vec<&'l str>, [u32; 2]>);

impl<'l> Ways<'l> {
    /// Adds the groups of a log.
    pub(super) fn add(&mut self, log: &'l EventLog, group: &dyn Fn(u32) -> Option<Side>) {
        let names: Vec<&str> = log.touchpoints().iter().collect();
        let distinct = log.distinct_traces();
        for place in 0..distinct.len() {
            let customers = distinct.customers(place);
            let of = |side| {
                customers
                    .iter()
                    .filter(|&&it| group(it) == Some(side))
                    .count()
            };
            let [first, second] = [Side::First, Side::Second].map(|side| count(of(side)));
            if let Some(trace) = customers.first().and_then(|&it| log.trace(it))
                && first + second > 0
            {
                let visits = trace.visits();
                let way = visits.filter_map(|it| names.get(it as usize).copied());
                let [mine, other] = self.0.entry(way.collect()).or_default();
                *mine += first;
                *other += second;
            }
        }
    }

    /// Those of most customers, then the first by name, but for those of a single one.
    pub(super) fn most(self, limit: u32) -> impl Iterator<Item = (Vec<String>, [u32; 2])> {
        let ways = self.0.into_iter();
        let mut ways: Vec<_> = ways
            .filter(|(_, [first, second])| first + second > 1)
            .collect();
        sort::by_key(&mut ways, |(_, [first, second])| Reverse(first + second));
        let ways = ways.into_iter().take(limit as usize);
        ways.map(|(way, both)| (way.into_iter().map(str::to_owned).collect(), both))
    }
}
