//! Maps from logs: valid, connected, and honest about what they leave out.

use std::collections::{BTreeMap, BTreeSet};

use cesta::{
    flow::{
        align::{AlignOptions, align},
        discover::{
            DiscoverError, DiscoverOptions, Discovery, LeftOutReason, StageGroup, discover,
        },
    },
    journey::{Journey, Touchpoint, Transition, spec::TransitionKind},
    log::{EventLog, EventLogBuilder},
};
use proptest::prelude::*;

/// Names that are no good ids, and two that would get the same.
const NAMES: [&str; 7] = [
    "look",
    "buy now",
    "buy-now",
    "·",
    "x*",
    "a\n\u{1f600}",
    "čaj",
];

fn log(sequences: &[Vec<usize>]) -> EventLog {
    let mut log = EventLogBuilder::new();
    for (customer, sequence) in sequences.iter().enumerate() {
        for (at, &event) in (0_i64..).zip(sequence) {
            let time = Some(at * at * 1_000);
            log.push(&customer.to_string(), NAMES[event], time).unwrap();
        }
    }
    log.build()
}

fn sequences() -> impl Strategy<Value = Vec<Vec<usize>>> {
    prop::collection::vec(prop::collection::vec(0..7_usize, 1..9), 1..12)
}

fn built(discovery: &Discovery) -> Journey {
    discovery.journey.clone().build().unwrap()
}

/// The touchpoints from which, or to which, ways lead.
fn reach<'j>(
    starts: impl Iterator<Item = Touchpoint<'j>>,
    next: impl Fn(Touchpoint<'j>) -> Vec<Touchpoint<'j>>,
) -> BTreeSet<String> {
    let mut waiting: Vec<Touchpoint<'_>> = starts.collect();
    let mut seen = BTreeSet::new();
    while let Some(touchpoint) = waiting.pop() {
        if seen.insert(touchpoint.id().to_string()) {
            waiting.extend(next(touchpoint));
        }
    }
    seen
}

proptest! {
    #[test]
    fn maps_are_valid_and_connected_and_account_for_every_event(
        sequences in sequences(),
        min_share in 0.0..0.6,
        min_link_share in 0.0..0.6,
        goal in prop::option::of(0..7_usize),
        limit in 1..8_u32,
    ) {
        let log = log(&sequences);
        let goals: Vec<String> = goal.into_iter().map(|it| NAMES[it].to_owned()).collect();
        let known = goals.iter().all(|goal| log.touchpoints().find(goal).is_some());
        let options = DiscoverOptions { min_share, min_link_share, limit, goals, ..DiscoverOptions::default() };
        let discovery = discover(&log, &options);
        if !known {
            prop_assert_eq!(discovery.unwrap_err().code(), "unknownEvent");
            return Ok(());
        }
        let discovery = discovery.unwrap();
        let journey = built(&discovery);
        let all: BTreeSet<String> = journey.touchpoints().map(|it| it.id().to_string()).collect();
        let reached = reach(journey.entries(), |it| it.next().collect());
        prop_assert_eq!(&reached, &all);
        let ends = || journey.touchpoints().filter(|it| it.is_goal() || it.is_exit());
        let leading = reach(ends(), |it| it.incoming().map(Transition::source).collect());
        prop_assert!(leading == all || ends().count() == 0);
        let mut left_out = discovery.left_out_touchpoints.iter();
        prop_assert!(!all.is_empty() || left_out.all(|it| it.reason == LeftOutReason::Rare));

        accounted(&discovery, &journey, &sequences)?;
        // The order of the customers does not show.
        let mut turned = sequences.clone();
        turned.reverse();
        prop_assert_eq!(discover(&self::log(&turned), &options).unwrap(), discovery);
    }
}

/// Whether the numbers are those that one counts.
fn accounted(
    discovery: &Discovery,
    journey: &Journey,
    sequences: &[Vec<usize>],
) -> Result<(), TestCaseError> {
    let left_out = discovery.left_out_touchpoints.iter();
    let left_out: u32 = left_out.map(|it| it.events).sum();
    let events: usize = sequences.iter().map(Vec::len).sum();
    prop_assert_eq!((discovery.events.count + left_out) as usize, events);
    prop_assert_eq!(discovery.events.n as usize, events);

    let gone = |name: &str, reasons: &[LeftOutReason]| {
        let mut left_out = discovery.left_out_touchpoints.iter();
        left_out.any(|it| it.touchpoint == name && reasons.contains(&it.reason))
    };
    let rare = [LeftOutReason::Rare, LeftOutReason::Limit];
    let mut visits = BTreeMap::new();
    let mut steps = BTreeMap::new();
    let (mut fits, mut other_starts, mut other_ends) = (0, 0, 0);
    for sequence in sequences {
        let kept = |at: &&usize| !gone(NAMES[**at], &rare);
        let kept: Vec<&str> = sequence.iter().filter(kept).map(|&at| NAMES[at]).collect();
        for name in &kept {
            *visits.entry(*name).or_insert(0) += 1;
        }
        for pair in kept.windows(2) {
            let step = (pair[0].to_owned(), pair[1].to_owned());
            *steps.entry(step).or_insert(0) += 1;
        }
        let on_map: Vec<Touchpoint<'_>> = kept
            .iter()
            .filter_map(|name| journey.touchpoint_of_event(name))
            .collect();
        let (Some(first), Some(last)) = (on_map.first(), on_map.last()) else {
            continue;
        };
        let ends = last.is_goal() || last.is_exit();
        let follows = |pair: &[Touchpoint<'_>]| pair[0].next().any(|next| next == pair[1]);
        other_starts += u32::from(!first.is_entry());
        other_ends += u32::from(!ends);
        let whole = on_map.len() == sequence.len() && on_map.windows(2).all(follows);
        fits += u32::from(whole && first.is_entry() && ends);
    }
    prop_assert_eq!(discovery.fits.count, fits);
    prop_assert_eq!(
        (discovery.other_starts, discovery.other_ends),
        (other_starts, other_ends)
    );

    let mut taken = 0;
    let place = |it: Touchpoint<'_>| it.node().index();
    for link in journey.transitions() {
        let name = |it: Touchpoint<'_>| it.events.first().cloned().unwrap_or(it.id().to_string());
        let (from, to) = (name(link.source()), name(link.target()));
        let visits = f64::from(visits[from.as_str()]);
        let count = steps.remove(&(from, to)).unwrap_or(0);
        taken += count;
        let share = f64::from(count) / visits;
        prop_assert!(count > 0 && (link.probability.unwrap() - share).abs() < 1e-12);
        prop_assert!(link.duration.is_some());
        let back = place(link.target()) <= place(link.source());
        prop_assert_eq!(link.kind == TransitionKind::Back, back);
    }
    prop_assert_eq!(discovery.steps.count, taken);
    let unconnected = [LeftOutReason::Unconnected];
    steps.retain(|(from, to), _| !gone(from, &unconnected) && !gone(to, &unconnected));
    let left_out = discovery.left_out_links.iter();
    let left_out = left_out.map(|it| ((it.from.clone(), it.to.clone()), it.count));
    prop_assert_eq!(left_out.collect::<BTreeMap<_, _>>(), steps);
    Ok(())
}

#[test]
fn who_fits_is_who_aligns_without_an_edit() {
    let sequences = [
        vec![0, 1, 2],
        vec![0, 1, 2],
        vec![0, 2],
        vec![0, 0, 6, 1, 2],
        vec![6],
    ];
    let log = log(&sequences);
    let options = DiscoverOptions {
        min_share: 0.3,
        min_link_share: 0.3,
        ..DiscoverOptions::default()
    };
    let discovery = discover(&log, &options).unwrap();
    let alignment = align(&built(&discovery), &log, &AlignOptions::default()).unwrap();
    assert_eq!(alignment.fits.count, discovery.fits.count);
    assert_eq!(discovery.fits.count, 2);
    assert_eq!(alignment.never_visited.len(), 0);
}

#[test]
fn touchpoints_are_grouped_by_how_early_they_are_met() {
    let sequences = [
        vec![0, 1, 0, 2, 6],
        vec![0, 1, 2],
        vec![0, 6],
        vec![0, 1, 2],
    ];
    let discovery = discover(&log(&sequences), &DiscoverOptions::default()).unwrap();
    let stages = |discovery: &Discovery| -> Vec<String> {
        let journey = built(discovery);
        let stages = journey.stages();
        let ids = stages.map(|it| {
            it.touchpoints()
                .map(|it| it.id().to_string())
                .collect::<Vec<_>>()
        });
        ids.map(|ids| ids.join(" ")).collect()
    };
    // Mean places: look 0, buy now 1, buy-now 2, čaj (3 + 1) / 2.
    assert_eq!(stages(&discovery), ["look buy-now", "buy-now-2 čaj"]);

    let by_hand = DiscoverOptions {
        groups: vec![
            StageGroup {
                label: "Tea".to_owned(),
                touchpoints: vec!["čaj".to_owned()],
            },
            StageGroup {
                label: "Nothing".to_owned(),
                touchpoints: Vec::new(),
            },
        ],
        ..DiscoverOptions::default()
    };
    let discovery = discover(&log(&sequences), &by_hand).unwrap();
    assert_eq!(stages(&discovery), ["čaj", "", "look buy-now buy-now-2"]);
    assert_eq!(built(&discovery).stage("stage3").unwrap().name(), "Other");
    let one = DiscoverOptions {
        stages: Some(1),
        ..DiscoverOptions::default()
    };
    assert_eq!(stages(&discover(&log(&sequences), &one).unwrap()).len(), 1);
}

#[test]
fn durations_are_medians_in_seconds() {
    let discovery = discover(
        &log(&[vec![0, 1], vec![0, 0, 1]]),
        &DiscoverOptions::default(),
    );
    let journey = built(&discovery.unwrap());
    let look = journey.touchpoint("look").unwrap();
    let buy = look.outgoing().find(|it| it.target() != look).unwrap();
    assert_eq!(buy.duration, Some(2.0)); // 1 s and 3 s
    assert_eq!(buy.probability, Some(2.0 / 3.0));

    let without = EventLog::from_columns(&[1, 1], &["a", "b"], None).unwrap();
    let journey = built(&discover(&without, &DiscoverOptions::default()).unwrap());
    assert_eq!(journey.transitions().next().unwrap().duration, None);
}

#[test]
fn what_cannot_be_asked_is_an_error() {
    let with = |change: fn(&mut DiscoverOptions)| {
        let mut options = DiscoverOptions::default();
        change(&mut options);
        discover(&log(&[vec![0]]), &options)
    };
    for (change, code) in [
        (
            (|it| it.min_share = f64::NAN) as fn(&mut DiscoverOptions),
            "outOfRange",
        ),
        (|it| it.min_share = 1.1, "outOfRange"),
        (|it| it.limit = 0, "outOfRange"),
        (|it| it.limit = u32::MAX, "outOfRange"),
        (|it| it.stages = Some(0), "outOfRange"),
        (|it| it.goals = vec!["nothing".to_owned()], "unknownEvent"),
        (|it| it.id = " ".to_owned(), "invalidId"),
        (
            |it| {
                let group = StageGroup {
                    label: "a".to_owned(),
                    touchpoints: vec!["look".to_owned()],
                };
                it.groups = vec![group.clone(), group];
            },
            "groupedTwice",
        ),
    ] {
        assert_eq!(with(change).unwrap_err().code(), code);
    }
    let error = with(|it| it.min_share = -1.0).unwrap_err();
    let expected = DiscoverError::OutOfRange {
        name: "minShare",
        value: -1.0,
        low: 0.0,
        high: 1.0,
    };
    assert_eq!(error, expected);

    let nothing = discover(&log(&[]), &DiscoverOptions::default()).unwrap();
    assert_eq!(built(&nothing).touchpoints().len(), 0);
    assert_eq!((nothing.fits.n, nothing.events.value), (0, None));
    let long = "x".repeat(70_000);
    let long = EventLog::from_columns(&[1, 1], &["a", &long], None).unwrap();
    let long = discover(&long, &DiscoverOptions::default()).unwrap();
    assert_eq!(long.left_out_touchpoints[0].reason, LeftOutReason::Name);
    assert_eq!(built(&long).touchpoints().len(), 1);
}
