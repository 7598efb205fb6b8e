//! Random short sequences with ties, in every combination of modes.

use std::collections::BTreeMap;

use cesta::{
    flow::{
        Durations,
        funnel::{
            Exclusion, Funnel, FunnelCounting, FunnelEntry, FunnelOptions, FunnelStep, StepOrder,
            Ties,
        },
    },
    log::EventLog,
};

use super::brute::{self, Unit};

struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[usize::try_from(self.below(from.len() as u64)).unwrap()]
    }

    fn number(&mut self, limit: u32) -> u32 {
        u32::try_from(self.below(limit.into())).unwrap()
    }
}

#[test]
fn every_combination_of_modes_is_what_all_chains_say() {
    let mut random = Random(1);
    let mut tried = 0;
    for order in [StepOrder::Ordered, StepOrder::Strict, StepOrder::Any] {
        for ties in [Ties::InputOrder, Ties::StepOrder, Ties::Strict] {
            for entry in [FunnelEntry::Best, FunnelEntry::First, FunnelEntry::Last] {
                for counting in [
                    FunnelCounting::Customers,
                    FunnelCounting::Sessions,
                    FunnelCounting::Totals,
                ] {
                    // Windows, reuse, exclusions, optional steps.
                    for bits in 0..32 {
                        let is = |bit: u32| bits >> bit & 1 == 1;
                        if order == StepOrder::Any && is(4) {
                            continue;
                        }
                        for _ in 0..TRIES {
                            let mut options = funnel(&mut random, is(4));
                            options.window = is(0).then(|| f64::from(random.number(7)));
                            options.step_window = is(1).then(|| f64::from(random.number(4)));
                            options.reuse = is(2);
                            if is(3) {
                                options.exclusions = exclusions(&mut random, &options);
                            }
                            let modes = FunnelOptions {
                                order,
                                ties,
                                entry,
                                counting,
                                ..options
                            };
                            compare(&mut random, &modes);
                            tried += 1;
                        }
                    }
                }
            }
        }
    }
    assert!(tried > 15_000, "{tried}");
}

const TRIES: usize = 8;
const TOUCHPOINTS: [&str; 4] = ["a", "b", "c", "x"];

fn funnel(random: &mut Random, optional: bool) -> FunnelOptions {
    let count = 1 + random.number(4);
    // Half of the funnels have touchpoints that serve several steps.
    let shared = random.below(2) == 0;
    let steps = (0..count).map(|number| {
        let own = TOUCHPOINTS[number as usize % 3];
        let mut touchpoints = vec![own];
        if shared {
            touchpoints = vec![
                random.pick(&TOUCHPOINTS[..3]),
                random.pick(&TOUCHPOINTS[..3]),
            ];
        }
        let step = FunnelStep::new(number.to_string(), touchpoints);
        let inside = number > 0 && number + 1 < count;
        if optional && inside && random.below(2) == 0 {
            step.optional()
        } else {
            step
        }
    });
    FunnelOptions {
        steps: steps.collect(),
        session_gap: f64::from(1 + random.number(3)),
        unknown: cesta::flow::funnel::UnknownTouchpoints::Allow,
        last_touchpoints: 9,
        ..FunnelOptions::default()
    }
}

fn exclusions(random: &mut Random, options: &FunnelOptions) -> Vec<Exclusion> {
    let steps = u32::try_from(options.steps.len()).unwrap();
    let exclusion = |random: &mut Random| {
        let from = 1 + random.number(steps - 1);
        Exclusion {
            touchpoints: vec![random.pick(&TOUCHPOINTS).to_owned()],
            from,
            to: from + 1 + random.number(steps - from),
        }
    };
    let count = if steps > 1 { 1 + random.below(2) } else { 0 };
    (0..count).map(|_| exclusion(random)).collect()
}

fn compare(random: &mut Random, options: &FunnelOptions) {
    let length = 1 + random.below(7);
    let mut time = 0;
    let events: Vec<(String, i64)> = (0..length)
        .map(|_| {
            time += i64::from(random.number(4).saturating_sub(1));
            (random.pick(&TOUCHPOINTS).to_owned(), time)
        })
        .collect();
    let end = time + i64::from(random.number(6));
    let mut options = options.clone();
    options.end = (end > time).then_some(f64::from(u32::try_from(end).unwrap()));

    let touchpoints: Vec<&str> = events.iter().map(|it| it.0.as_str()).collect();
    let times: Vec<i64> = events.iter().map(|it| it.1).collect();
    let log = EventLog::from_columns(&vec![1; events.len()][..], &touchpoints[..], Some(&times));
    let funnel = Funnel::of(&log.unwrap(), &options).unwrap();
    let units = brute::units(&events, &options, end);
    let context = || format!("{options:#?}\n{events:?}\n{units:#?}\n{funnel:#?}");

    assert_eq!(funnel.units as usize, units.len(), "{}", context());
    let farthest = |unit: &Unit| unit.reached.iter().rposition(|it| *it);
    let steps = options.steps.len();
    for (place, step) in funnel.steps.iter().enumerate() {
        let reached: Vec<&Unit> = units.iter().filter(|it| it.reached[place]).collect();
        assert_eq!(
            step.reached as usize,
            reached.len(),
            "step {place}: {}",
            context()
        );
        let stopped = |it: &&Unit| farthest(it) == Some(place) && place + 1 < steps;
        let stopped: Vec<&Unit> = units.iter().filter(stopped).collect();
        let open = stopped.iter().filter(|it| it.is_open).count();
        assert_eq!(step.open as usize, open, "open at {place}: {}", context());
        assert_eq!(
            step.lost as usize,
            stopped.len() - open,
            "lost at {place}: {}",
            context()
        );
        let mut last: BTreeMap<&str, u32> = BTreeMap::new();
        for unit in stopped.iter().filter(|it| !it.is_open) {
            *last.entry(&unit.last).or_default() += 1;
        }
        let told = step
            .last_touchpoints
            .iter()
            .map(|it| (it.touchpoint.as_str(), it.count));
        assert_eq!(told.collect::<BTreeMap<_, _>>(), last, "{}", context());
        let times = reached.iter().map(|it| it.since_previous[place]);
        let times = if place == 0 {
            Vec::new()
        } else {
            times.collect()
        };
        assert_eq!(
            summary(step.durations),
            spread(&times),
            "step {place}: {}",
            context()
        );
        if place + 1 == steps {
            let times: Vec<i64> = reached.iter().map(|it| it.since_start[place]).collect();
            assert_eq!(summary(funnel.duration), spread(&times), "{}", context());
        }
    }
}

fn summary(durations: Option<Durations>) -> Option<(u32, f64, f64, f64)> {
    durations.map(|it| (it.n, it.min, it.max, it.mean * f64::from(it.n)))
}

fn spread(times: &[i64]) -> Option<(u32, f64, f64, f64)> {
    let number = |it: i64| f64::from(i32::try_from(it).unwrap());
    let (min, max) = (*times.iter().min()?, *times.iter().max()?);
    let n = u32::try_from(times.len()).unwrap();
    let mean = number(times.iter().sum()) / f64::from(n);
    Some((n, number(min), number(max), mean * f64::from(n)))
}
