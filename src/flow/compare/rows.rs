//! From counts to differences, by evidence.

use std::mem;

use super::{
    Behaviour, ComparedDuration, ComparedShare, LogComparison, LogComparisonOptions,
    MedianDuration, Timed,
    tally::{Named, Place, join},
    ways::Ways,
};
use crate::{
    flow::count,
    sort,
    stats::{
        Conclusion, Difference, Share, mann_whitney, median, median_difference, tested_difference,
    },
};

/// Everything that two groups do, compared.
pub(super) fn compare(
    [mut first, mut second]: [Named<'_>; 2],
    ways: Ways<'_>,
    options: &LogComparisonOptions,
) -> LogComparison {
    let groups = [first.customers, second.customers];
    let with_goals = !options.goals.is_empty();
    let mut rows = Rows {
        options,
        shares: Vec::new(),
        durations: Vec::new(),
    };
    if with_goals {
        let converted = [first.converted, second.converted];
        rows.share(Behaviour::Converted, converted, groups);
        let to_goal = [&mut first, &mut second].map(|it| mem::take(&mut it.to_goal));
        rows.duration(Timed::ToGoal, to_goal);
    }
    let whole = [&mut first, &mut second].map(|it| mem::take(&mut it.whole));
    rows.duration(Timed::Whole, whole);

    let steps = join(mem::take(&mut first.steps), mem::take(&mut second.steps));
    let places = join(first.places.clone(), second.places.clone());
    let mut at_places =
        |of: fn(Place) -> u32, among: Option<fn(Place) -> u32>, what: fn(String) -> Behaviour| {
            for (name, both) in &places {
                let count = |of: fn(Place) -> u32| both.map(|it| it.map_or(0, of));
                rows.share(
                    what((*name).to_owned()),
                    count(of),
                    among.map_or(groups, count),
                );
            }
        };
    let of_all = None;
    at_places(
        |it| it.reached,
        of_all,
        |touchpoint| Behaviour::Reached { touchpoint },
    );
    at_places(
        |it| it.started,
        of_all,
        |touchpoint| Behaviour::Started { touchpoint },
    );
    at_places(
        |it| it.ended,
        of_all,
        |touchpoint| Behaviour::Ended { touchpoint },
    );
    if with_goals {
        at_places(
            |it| it.lost,
            Some(|it| it.reached),
            |touchpoint| Behaviour::Lost { touchpoint },
        );
    }
    for ((from, to), both) in steps {
        let reached = [first.reached(from), second.reached(from)];
        let customers = both
            .each_ref()
            .map(|it| it.as_ref().map_or(0, |it| it.customers));
        let (from, to) = (from.to_owned(), to.to_owned());
        let what = Behaviour::Stepped {
            from: from.clone(),
            to: to.clone(),
        };
        rows.share(what, customers, reached);
        let durations = both.map(|it| it.map_or_else(Vec::new, |it| it.durations));
        rows.duration(Timed::Stepped { from, to }, durations);
    }
    let (ways, ways_left_out) = ways.most(options.ways);
    for (touchpoints, customers) in ways {
        rows.share(Behaviour::Went { touchpoints }, customers, groups);
    }
    LogComparison {
        ways_left_out,
        ..rows.finish(groups)
    }
}

struct Rows<'o> {
    options: &'o LogComparisonOptions,
    shares: Vec<ComparedShare>,
    durations: Vec<ComparedDuration>,
}

impl Rows<'_> {
    fn share(&mut self, what: Behaviour, counts: [u32; 2], of: [u32; 2]) {
        if counts == [0, 0] {
            return;
        }
        let confidence = self.options.confidence;
        let share = |count, n| Share::with_confidence(count, n, confidence);
        let ([a, b], [n, m]) = (counts, of);
        let (first, second) = (share(a, n), share(b, m));
        let (difference, test) = tested_difference(&first, &second, confidence);
        self.shares.push(ComparedShare {
            what,
            first,
            second,
            difference,
            test,
            adjusted: None,
            conclusion: self.conclusion(of),
        });
    }

    fn duration(&mut self, what: Timed, milliseconds: [Vec<i64>; 2]) {
        let [first, second] = milliseconds.map(sorted);
        if first.is_empty() && second.is_empty() {
            return;
        }
        let side = |sorted: &[f64]| MedianDuration {
            n: count(sorted.len()),
            median: median(sorted),
        };
        let difference = median_difference(&first, &second, self.options.confidence);
        let superiority = mann_whitney(&first, &second).map(|it| it.superiority);
        let (first, second) = (side(&first), side(&second));
        self.durations.push(ComparedDuration {
            what,
            first,
            second,
            difference,
            superiority,
            adjusted: None,
            conclusion: self.conclusion([first.n, second.n]),
        });
    }

    /// What may be concluded before anything is tested.
    fn conclusion(&self, of: [u32; 2]) -> Conclusion {
        let [first, second] = of;
        if first.min(second) < self.options.min_customers.max(1) {
            Conclusion::Inconclusive
        } else {
            Conclusion::NotDistinct
        }
    }

    /// Adjusts all p-values together, concludes, and sorts.
    fn finish(mut self, [first, second]: [u32; 2]) -> LogComparison {
        let tested = |it: Option<Difference>, conclusion| {
            it.filter(|_| conclusion != Conclusion::Inconclusive)?
                .p_value
        };
        let shares = self
            .shares
            .iter()
            .map(|it| tested(it.difference, it.conclusion));
        let durations = self
            .durations
            .iter()
            .map(|it| tested(it.difference, it.conclusion));
        let p_values: Vec<f64> = shares.chain(durations).flatten().collect();
        let adjusted = self.options.false_discovery.adjust(&p_values);
        let tests = count(adjusted.len());
        let mut adjusted = adjusted.into_iter();
        let mut conclude = |difference, conclusion: &mut Conclusion, higher: f64| -> Option<f64> {
            tested(difference, *conclusion)?;
            let p = adjusted.next()?;
            if p <= self.options.false_discovery_rate {
                *conclusion = if higher > 0.0 {
                    Conclusion::Higher
                } else {
                    Conclusion::Lower
                };
            }
            Some(p)
        };
        for it in &mut self.shares {
            let higher = it.difference.map_or(0.0, |it| it.value);
            it.adjusted = conclude(it.difference, &mut it.conclusion, higher);
        }
        for it in &mut self.durations {
            let higher = it.superiority.unwrap_or(0.5) - 0.5;
            it.adjusted = conclude(it.difference, &mut it.conclusion, higher);
        }
        sort::by(&mut self.shares, |a, b| {
            let of = |it: &ComparedShare| evidence(it.conclusion, it.difference);
            compare_evidence(of(a), of(b))
        });
        sort::by(&mut self.durations, |a, b| {
            let of = |it: &ComparedDuration| evidence(it.conclusion, it.difference);
            compare_evidence(of(a), of(b))
        });
        let limit = self.options.limit as usize;
        let shares_left_out = count(self.shares.len().saturating_sub(limit));
        let durations_left_out = count(self.durations.len().saturating_sub(limit));
        self.shares.truncate(limit);
        self.durations.truncate(limit);
        LogComparison {
            first,
            second,
            neither: 0,
            mixed: 0,
            tests,
            shares: self.shares,
            shares_left_out,
            durations: self.durations,
            durations_left_out,
            ways_left_out: 0,
        }
    }
}

/// What rows are sorted by: what may be concluded, the p-value, the size of the difference.
fn evidence(conclusion: Conclusion, difference: Option<Difference>) -> (u8, f64, f64) {
    let rank = match conclusion {
        Conclusion::Higher | Conclusion::Lower => 0,
        Conclusion::NotDistinct => 1,
        Conclusion::Inconclusive => 2,
    };
    let p = difference.and_then(|it| it.p_value).unwrap_or(1.0);
    (rank, p, difference.map_or(0.0, |it| it.value.abs()))
}

fn compare_evidence(a: (u8, f64, f64), b: (u8, f64, f64)) -> std::cmp::Ordering {
    let by_p = a.0.cmp(&b.0).then(a.1.total_cmp(&b.1));
    by_p.then(b.2.total_cmp(&a.2))
}

/// Durations in order, to compute with.
fn sorted(mut milliseconds: Vec<i64>) -> Vec<f64> {
    milliseconds.sort_unstable();
    #[expect(clippy::cast_precision_loss, reason = "exact below 285,000 years")]
    milliseconds.into_iter().map(|it| it as f64).collect()
}
