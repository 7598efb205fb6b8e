//! The definition of a funnel, word by word: all chains are tried.

use std::ops::Range;

use cesta::flow::funnel::{Exclusion, FunnelCounting, FunnelEntry, FunnelOptions, StepOrder, Ties};

/// One customer's events in order: touchpoints and times.
pub(super) type Events = [(String, i64)];

/// What became of a customer, session or attempt.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Unit {
    /// By step: whether it was reached.
    pub(super) reached: Vec<bool>,
    /// By step: since the event before, where it was reached.
    pub(super) since_previous: Vec<i64>,
    /// By step: since the start of the chain.
    pub(super) since_start: Vec<i64>,
    pub(super) is_open: bool,
    pub(super) last: String,
}

/// A chain of events: the step and the event of each.
type Chain = Vec<(usize, usize)>;

struct Brute<'a> {
    events: &'a Events,
    options: &'a FunnelOptions,
    /// The events that there are for chains.
    range: Range<usize>,
    /// The events that may start one.
    entries: Vec<usize>,
}

pub(super) fn units(events: &Events, options: &FunnelOptions, end: i64) -> Vec<Unit> {
    match options.counting {
        FunnelCounting::Customers => vec![unit(events, options, 0..events.len(), end)],
        FunnelCounting::Sessions => {
            let mut units = Vec::new();
            let mut begin = 0;
            for next in 1..=events.len() {
                let gap = |next: usize| events[next].1 - events[next - 1].1;
                if next == events.len() || whole(gap(next)) > options.session_gap {
                    units.push(unit(events, options, begin..next, end));
                    begin = next;
                }
            }
            units
        }
        FunnelCounting::Totals => attempts(events, options, end),
    }
}

fn unit(events: &Events, options: &FunnelOptions, range: Range<usize>, end: i64) -> Unit {
    let mut brute = Brute {
        events,
        options,
        range: range.clone(),
        entries: Vec::new(),
    };
    let starts: Vec<usize> = range.clone().filter(|it| brute.may_start(*it)).collect();
    brute.entries = match options.entry {
        FunnelEntry::Best => starts,
        FunnelEntry::First => brute.tied(starts.first().copied(), &starts),
        FunnelEntry::Last => brute.tied(starts.last().copied(), &starts),
    };
    let chains = brute.chains();
    let is_open = brute.is_open(&chains, end);
    brute.unit(&chains, is_open, range.end - 1)
}

fn attempts(events: &Events, options: &FunnelOptions, end: i64) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut from = 0;
    loop {
        let mut brute = Brute {
            events,
            options,
            range: from..events.len(),
            entries: Vec::new(),
        };
        let starts: Vec<usize> = (from..events.len())
            .filter(|it| brute.may_start(*it))
            .collect();
        let Some(&entry) = starts.first() else {
            return units;
        };
        brute.entries = brute.tied(Some(entry), &starts);
        let input = options.ties == Ties::InputOrder;
        let is_tied = |a: usize, b: usize| {
            if input {
                a == b
            } else {
                events[a].1 == events[b].1
            }
        };
        // Chains may only use what is not before the entry, and what came before the end.
        brute.range.start = (from..=entry).find(|it| is_tied(*it, entry)).unwrap();
        let mut over = events.len();
        let mut group = brute.range.start;
        while group < events.len() {
            let next = (group..events.len())
                .find(|it| !is_tied(*it, group))
                .unwrap_or(events.len());
            brute.range.end = next;
            let chains = brute.chains();
            if chains.iter().any(|chain| brute.is_complete(chain)) {
                over = next;
                break;
            }
            if !chains
                .iter()
                .any(|chain| brute.stands(chain, events[group].1))
            {
                over = group;
                brute.range.end = group;
                break;
            }
            group = next;
        }
        let chains = brute.chains();
        let next = (over..events.len()).find(|it| brute.may_start(*it));
        let until = next.unwrap_or(events.len());
        // What comes until the next attempt may still end chains.
        brute.range.end = events.len();
        let is_open = next.is_none() && brute.is_open(&chains, end);
        units.push(brute.unit(&chains, is_open, until - 1));
        from = over;
    }
}

impl Brute<'_> {
    fn time(&self, event: usize) -> i64 {
        self.events[event].1
    }

    fn serves(&self, event: usize, step: usize) -> bool {
        self.options.steps[step]
            .touchpoints
            .contains(&self.events[event].0)
    }

    fn may_start(&self, event: usize) -> bool {
        let any = self.options.order == StepOrder::Any;
        (0..self.options.steps.len()).any(|step| (any || step == 0) && self.serves(event, step))
    }

    /// An event, and where ties have no order those at its time.
    fn tied(&self, event: Option<usize>, of: &[usize]) -> Vec<usize> {
        let Some(event) = event else {
            return Vec::new();
        };
        let same = |it: usize| match self.options.ties {
            Ties::InputOrder => it == event,
            Ties::StepOrder | Ties::Strict => self.time(it) == self.time(event),
        };
        of.iter().copied().filter(|it| same(*it)).collect()
    }

    fn comes_after(&self, next: usize, before: usize) -> bool {
        if next == before {
            return self.options.reuse;
        }
        match self.options.ties {
            Ties::InputOrder => next > before,
            Ties::StepOrder => self.time(next) >= self.time(before),
            Ties::Strict => self.time(next) > self.time(before),
        }
    }

    fn is_between(&self, event: usize, before: usize, next: usize) -> bool {
        match self.options.ties {
            Ties::InputOrder => before < event && event < next,
            Ties::StepOrder | Ties::Strict => {
                self.time(before) < self.time(event) && self.time(event) < self.time(next)
            }
        }
    }

    /// Whether an exclusion holds while a chain stands where it stands.
    fn holds(&self, exclusion: &Exclusion, chain: &Chain) -> bool {
        let stands = match self.options.order {
            StepOrder::Any => chain.len(),
            StepOrder::Ordered | StepOrder::Strict => chain.last().unwrap().0 + 1,
        };
        (exclusion.from as usize..exclusion.to as usize).contains(&stands)
    }

    /// Whether an event ends a chain that has it between its last event and the next.
    fn blocks(&self, event: usize, chain: &Chain) -> bool {
        self.options.order == StepOrder::Strict
            || self.options.exclusions.iter().any(|exclusion| {
                self.holds(exclusion, chain)
                    && exclusion.touchpoints.contains(&self.events[event].0)
            })
    }

    fn in_windows(&self, chain: &Chain, time: i64) -> bool {
        let (first, last) = (chain[0].1, chain.last().unwrap().1);
        let fits = |window: Option<f64>, since: usize| {
            window.is_none_or(|window| whole(time - self.time(since)) <= window)
        };
        fits(self.options.window, first) && fits(self.options.step_window, last)
    }

    fn next_steps(&self, chain: &Chain) -> Vec<usize> {
        let steps = &self.options.steps;
        if self.options.order == StepOrder::Any {
            return (0..steps.len())
                .filter(|it| chain.iter().all(|(step, _)| step != it))
                .collect();
        }
        let mut next = Vec::new();
        for (step, facts) in steps.iter().enumerate().skip(chain.last().unwrap().0 + 1) {
            next.push(step);
            if !facts.optional {
                break;
            }
        }
        next
    }

    /// All admissible chains.
    fn chains(&self) -> Vec<Chain> {
        let mut chains: Vec<Chain> = Vec::new();
        for &entry in self.entries.iter().filter(|it| self.range.contains(it)) {
            let any = self.options.order == StepOrder::Any;
            let firsts = if any { self.options.steps.len() } else { 1 };
            let serving = (0..firsts).filter(|step| self.serves(entry, *step));
            chains.extend(serving.map(|step| vec![(step, entry)]));
        }
        let mut next = 0;
        while let Some(chain) = chains.get(next).cloned() {
            next += 1;
            let last = chain.last().unwrap().1;
            for step in self.next_steps(&chain) {
                for event in self.range.clone().filter(|it| self.serves(*it, step)) {
                    let used = chain.iter().any(|it| it.1 == event);
                    let blocked = self
                        .range
                        .clone()
                        .any(|it| self.is_between(it, last, event) && self.blocks(it, &chain));
                    if self.comes_after(event, last)
                        && (self.options.reuse || !used)
                        && self.in_windows(&chain, self.time(event))
                        && !blocked
                    {
                        let mut longer = chain.clone();
                        longer.push((step, event));
                        chains.push(longer);
                    }
                }
            }
        }
        chains
    }

    /// The step that a chain ends at; in any order, how many it has.
    fn level(&self, chain: &Chain) -> usize {
        match self.options.order {
            StepOrder::Any => chain.len() - 1,
            StepOrder::Ordered | StepOrder::Strict => chain.last().unwrap().0,
        }
    }

    fn is_complete(&self, chain: &Chain) -> bool {
        self.level(chain) + 1 == self.options.steps.len()
    }

    /// Whether a chain can still go on after the last event in range, by its windows at a time.
    fn stands(&self, chain: &Chain, time: i64) -> bool {
        let last = chain.last().unwrap().1;
        let blocked = self.range.clone().any(|it| {
            let after = match self.options.ties {
                Ties::InputOrder => it > last,
                Ties::StepOrder | Ties::Strict => self.time(it) > self.time(last),
            };
            after && self.blocks(it, chain)
        });
        !blocked && !self.is_complete(chain) && self.in_windows(chain, time)
    }

    fn is_open(&self, chains: &[Chain], end: i64) -> bool {
        let options = self.options;
        let converted = chains.iter().any(|chain| self.is_complete(chain));
        if converted || chains.is_empty() {
            return false;
        }
        let has_window = options.window.is_some() || options.step_window.is_some();
        // Something later than the end still fits.
        let stands = chains.iter().any(|chain| self.stands(chain, end + 1));
        let last = self.time(self.range.end - 1);
        match options.counting {
            FunnelCounting::Sessions => {
                whole(end + 1 - last) <= options.session_gap && (!has_window || stands)
            }
            FunnelCounting::Customers | FunnelCounting::Totals => has_window && stands,
        }
    }

    fn unit(&self, chains: &[Chain], is_open: bool, last: usize) -> Unit {
        let steps = self.options.steps.len();
        // Who comes first, having started last, with the latest event before.
        let mut best: Vec<Option<(i64, i64, i64, i64)>> = vec![None; steps];
        for chain in chains {
            let end = chain.last().unwrap().1;
            let done = match self.options.ties {
                Ties::InputOrder => i64::try_from(end).unwrap(),
                Ties::StepOrder | Ties::Strict => self.time(end),
            };
            let before = chain.len().checked_sub(2).map_or(end, |it| chain[it].1);
            let (start, before) = (self.time(chain[0].1), self.time(before));
            let it = (-done, start, before, self.time(end));
            let slot = &mut best[self.level(chain)];
            *slot = (*slot).max(Some(it));
        }
        let converted = best[steps - 1].map(|it| it.0);
        let best = best
            .iter()
            .map(|it| it.filter(|it| converted.is_none_or(|end| it.0 >= end)));
        let best: Vec<_> = best.collect();
        let since = |from: fn((i64, i64, i64, i64)) -> i64| {
            best.iter()
                .map(|it| it.map_or(-1, |it| it.3 - from(it)))
                .collect()
        };
        Unit {
            reached: best.iter().map(Option::is_some).collect(),
            since_previous: since(|it| it.2),
            since_start: since(|it| it.1),
            is_open,
            last: self.events[last].0.clone(),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "small times")]
fn whole(milliseconds: i64) -> f64 {
    milliseconds as f64
}
