//! Alignments against all that there are.

use cesta::{
    flow::align::{AlignError, AlignOptions, AlignSum, Alignment, Edit, EditKind, align},
    journey::{
        Journey,
        spec::{Role, Stage, Touchpoint, Transition, TransitionKind},
    },
    stats::Share,
};
use proptest::prelude::*;

use super::{NAMES, log};

/// A map of five touchpoints, of which some are entries, goals and exits, with any links.
fn journeys() -> impl Strategy<Value = Journey> {
    let role = prop::sample::select(vec![
        Role::Entry,
        Role::Step,
        Role::Step,
        Role::Goal,
        Role::Exit,
    ]);
    let kind = prop::sample::select(vec![TransitionKind::Forward, TransitionKind::Failure]);
    let link = (0..5_usize, 0..5_usize, kind);
    let links = prop::collection::vec(link, 0..12);
    (prop::collection::vec(role, 5), links).prop_map(|(roles, links)| {
        let touchpoint = |(id, role): (&str, Role)| Touchpoint::new(id).role(role);
        let stage = Stage::new("all");
        let touchpoints = NAMES.into_iter().zip(roles).map(touchpoint);
        let links = links
            .into_iter()
            .map(|(from, to, kind)| Transition::new(NAMES[from], NAMES[to]).kind(kind));
        let mut spec = Journey::builder("any").stage(Stage {
            touchpoints: touchpoints.collect(),
            ..stage
        });
        spec.transitions = Some(links.collect());
        spec.build().unwrap()
    })
}

fn options() -> impl Strategy<Value = AlignOptions> {
    let cost = || prop::sample::select(vec![0.0, 0.5, 1.0, 1.0, 2.0]);
    let silent = prop::collection::vec(0..5_usize, 0..2);
    (
        cost(),
        cost(),
        prop::sample::select(vec![0.0, 0.0, 0.25]),
        silent,
    )
        .prop_map(|(extra, skipped, failed, silent)| AlignOptions {
            extra,
            skipped,
            failed,
            silent: silent.into_iter().map(|at| NAMES[at].into()).collect(),
            ..AlignOptions::default()
        })
}

fn sequences() -> impl Strategy<Value = Vec<Vec<usize>>> {
    prop::collection::vec(prop::collection::vec(0..6_usize, 1..7), 1..6)
}

/// What is compared of alignments: the cost, how many touchpoints are skipped, how many events
/// are extra, which follow the map. And what is walked over between them: by cost, skipped
/// touchpoints, failures, length, then map order.
type Found = (f64, usize, usize, Vec<usize>, Vec<Way>);
type Way = (f64, usize, usize, usize, Vec<usize>);

/// A map, looked at in the obvious way; 5 is the start, 6 the end.
struct Plain<'t> {
    journey: &'t Journey,
    options: &'t AlignOptions,
}

impl Plain<'_> {
    /// Whether a link leads from one to the other, and whether each such link is a failure.
    fn link(&self, from: usize, to: usize) -> Option<bool> {
        let of = |at: usize| self.journey.touchpoint(NAMES[at]).unwrap();
        match (from, to) {
            (_, 5) | (6, _) | (5, 6) => None,
            (5, to) => of(to).is_entry().then_some(false),
            (from, 6) => (of(from).is_goal() || of(from).is_exit()).then_some(false),
            (from, to) => {
                let links = of(from).outgoing().filter(|it| it.target() == of(to));
                links
                    .map(cesta::journey::Transition::is_failure)
                    .reduce(|a, b| a && b)
            }
        }
    }

    fn toll(&self, at: usize) -> f64 {
        if self.is_silent(at) {
            0.0
        } else {
            self.options.skipped
        }
    }

    fn is_silent(&self, at: usize) -> bool {
        self.options.silent.iter().any(|it| it == NAMES[at])
    }

    /// The best way from one to the other: of all that go nowhere twice.
    fn way(&self, from: usize, to: usize) -> Option<Way> {
        let mut best: Option<Way> = None;
        let mut waiting = vec![(from, (0.0, 0, 0, 0, Vec::new()))];
        while let Some((at, (cost, skips, failures, links, over))) = waiting.pop() {
            for next in 0..7 {
                let Some(failure) = self.link(at, next) else {
                    continue;
                };
                let cost = cost + if failure { self.options.failed } else { 0.0 };
                let failures = failures + usize::from(failure);
                if next == to {
                    let way = (cost, skips, failures, links + 1, over.clone());
                    if best.as_ref().is_none_or(|best| way < *best) {
                        best = Some(way);
                    }
                }
                if next < 5 && !over.contains(&next) {
                    let over = over.iter().copied().chain([next]).collect();
                    let skips = skips + usize::from(!self.is_silent(next));
                    waiting.push((
                        next,
                        (cost + self.toll(next), skips, failures, links + 1, over),
                    ));
                }
            }
        }
        best
    }

    /// The best of all alignments.
    fn best(&self, trace: &[usize]) -> Option<Found> {
        let mut best: Option<Found> = None;
        for chosen in 0..1_u32 << trace.len() {
            let followed: Vec<usize> = (0..trace.len())
                .filter(|at| chosen >> at & 1 == 1)
                .collect();
            let extra = trace.len() - followed.len();
            let mut stops = vec![5];
            stops.extend(followed.iter().map(|&at| trace[at]));
            stops.push(6);
            let ways = stops.windows(2).map(|pair| self.way(pair[0], pair[1]));
            let Some(ways) = ways.collect::<Option<Vec<Way>>>() else {
                continue;
            };
            let skipped: f64 = ways.iter().map(|it| it.0).sum();
            let cost = skipped + self.options.extra * count(extra);
            let skips = ways.iter().map(|it| it.1).sum();
            let found = (cost, skips, extra, followed, ways);
            if best.as_ref().is_none_or(|best| found < *best) {
                best = Some(found);
            }
        }
        best
    }

    /// The steps of an alignment.
    fn edits(&self, trace: &[usize], found: &Found) -> Vec<(EditKind, usize)> {
        let (_, _, _, followed, ways) = found;
        let mut edits = Vec::new();
        let mut next = 0;
        let ends = followed.iter().copied().chain([trace.len()]);
        let mut at = 5;
        for (end, way) in ends.zip(ways) {
            edits.extend(trace[next..end].iter().map(|&it| (EditKind::Extra, it)));
            for &over in &way.4 {
                let kind = if self.is_silent(over) {
                    EditKind::Silent
                } else {
                    EditKind::Skipped
                };
                edits.push((kind, over));
                at = over;
            }
            if let Some(&stop) = trace.get(end) {
                let failed = self.link(at, stop) == Some(true);
                let kind = if failed {
                    EditKind::Failed
                } else {
                    EditKind::Followed
                };
                edits.push((kind, stop));
                at = stop;
            }
            next = end + 1;
        }
        edits
    }
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap())
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

fn shown(edits: &[Edit]) -> Vec<(EditKind, usize)> {
    let place = |edit: &Edit| NAMES.iter().position(|&it| edit.touchpoint == it).unwrap();
    edits.iter().map(|edit| (edit.kind, place(edit))).collect()
}

/// The sequences on the map, each with its number of customers, most customers first.
fn variants(sequences: &[Vec<usize>]) -> Vec<(Vec<usize>, u32)> {
    let mut counted = std::collections::BTreeMap::new();
    for sequence in sequences {
        let known: Vec<usize> = sequence.iter().copied().filter(|&it| it < 5).collect();
        *counted.entry(known).or_insert(0) += 1;
    }
    counted.remove(&Vec::new());
    let mut counted: Vec<_> = counted.into_iter().collect();
    counted.sort_by_key(|it| std::cmp::Reverse(it.1));
    counted
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn an_alignment_is_the_best_of_all(
        journey in journeys(),
        options in options(),
        sequences in sequences(),
    ) {
        let plain = Plain { journey: &journey, options: &options };
        let Some((shortest, ..)) = plain.best(&[]) else {
            let none = align(&journey, &log(&sequences), &options);
            prop_assert_eq!(none.unwrap_err(), AlignError::NoWay);
            return Ok(());
        };
        let alignment = align(&journey, &log(&sequences), &options).unwrap();
        prop_assert!(close(alignment.shortest, shortest));

        let expected = variants(&sequences);
        prop_assert_eq!(alignment.variants.len(), expected.len());
        let (mut cost, mut worst, mut mean, mut all) = (0.0, 0.0, 0.0, 0);
        for (variant, (trace, customers)) in alignment.variants.iter().zip(&expected) {
            let found = plain.best(trace).unwrap();
            prop_assert_eq!(variant.customers, *customers);
            prop_assert!(close(variant.cost, found.0), "{:?} {:?}", variant, found);
            prop_assert_eq!(shown(&variant.edits), plain.edits(trace, &found), "{:?}", trace);
            let at_worst = shortest + options.extra * count(trace.len());
            match variant.fitness {
                Some(fitness) => prop_assert!(close(fitness, 1.0 - found.0 / at_worst)),
                None => prop_assert!(at_worst == 0.0),
            }
            cost += found.0 * f64::from(*customers);
            worst += at_worst * f64::from(*customers);
            mean += (1.0 - found.0 / at_worst) * f64::from(*customers);
            all += customers;
        }
        prop_assert_eq!(alignment.customers, all);
        prop_assert!(close(alignment.cost, cost));
        if worst > 0.0 && all > 0 {
            prop_assert!(close(alignment.fitness.unwrap(), 1.0 - cost / worst));
            prop_assert!(close(alignment.mean_fitness.unwrap(), mean / f64::from(all)));
        } else {
            prop_assert_eq!((alignment.fitness, alignment.mean_fitness), (None, None));
        }
        counted(&alignment, &expected, &plain)?;
    }

    #[test]
    fn the_sum_of_parts_is_the_sum_of_the_whole(
        journey in journeys(),
        sequences in sequences(),
        parts in prop::collection::vec(0..3_usize, 6),
    ) {
        let whole = AlignSum::of(&journey, &log(&sequences));
        let part = |number: usize| {
            let chosen = sequences.iter().zip(&parts).filter(|it| *it.1 == number);
            AlignSum::of(&journey, &log(&chosen.map(|it| it.0.clone()).collect::<Vec<_>>()))
        };
        let mut merged = part(2);
        for more in [part(0), AlignSum::empty(), part(1)] {
            merged.merge(more).unwrap();
        }
        let bytes = |sum: &AlignSum| serde_json::to_string(sum).unwrap();
        prop_assert_eq!(bytes(&merged), bytes(&whole));
        let read: AlignSum = serde_json::from_str(&bytes(&whole)).unwrap();
        prop_assert_eq!(&read, &whole);

        let options = AlignOptions::default();
        prop_assert_eq!(merged.align(&journey, &options), align(&journey, &log(&sequences), &options));
    }
}

/// What is counted over all variants, against the variants that are listed.
fn counted(
    alignment: &Alignment,
    expected: &[(Vec<usize>, u32)],
    plain: &Plain<'_>,
) -> Result<(), TestCaseError> {
    let variants = || alignment.variants.iter();
    let steps = |kinds: &[EditKind], at: &str| -> (u32, u32) {
        let here = |edit: &&Edit| kinds.contains(&edit.kind) && edit.touchpoint == at;
        let of_each = variants().map(|it| (it.edits.iter().filter(here).count(), it.customers));
        of_each.fold((0, 0), |(times, customers), (found, all)| {
            let found = u32::try_from(found).unwrap();
            (
                times + found * all,
                customers + if found > 0 { all } else { 0 },
            )
        })
    };
    let met = [EditKind::Followed, EditKind::Failed];
    let mut sums = [0; 5];
    for it in &alignment.touchpoints {
        let at = it.touchpoint.as_str();
        let followed = steps(&met, at).0;
        let failed = steps(&[EditKind::Failed], at).0;
        let (extra, extra_by) = steps(&[EditKind::Extra], at);
        let (skipped, skipped_by) = steps(&[EditKind::Skipped], at);
        let due = steps(
            &[EditKind::Followed, EditKind::Failed, EditKind::Skipped],
            at,
        )
        .1;
        let seen = steps(&[EditKind::Followed, EditKind::Failed, EditKind::Extra], at).1;
        let pairs = variants().map(|variant| {
            let half = |kind| {
                let half = |it: &&Edit| it.kind == kind && it.touchpoint == at && it.out_of_order;
                variant.edits.iter().filter(half).count()
            };
            (half(EditKind::Skipped), half(EditKind::Extra), variant)
        });
        let mut out_of_order = 0;
        for (skips, extras, variant) in pairs {
            prop_assert_eq!(skips, extras);
            let all = |kind| {
                variant
                    .edits
                    .iter()
                    .filter(|it| it.kind == kind && it.touchpoint == at)
                    .count()
            };
            prop_assert_eq!(skips, all(EditKind::Skipped).min(all(EditKind::Extra)));
            out_of_order += u32::try_from(skips).unwrap() * variant.customers;
        }
        let edits = &it.edits;
        let counts = [
            edits.followed,
            edits.failed,
            edits.extra,
            edits.skipped,
            edits.out_of_order,
        ];
        prop_assert_eq!(counts, [followed, failed, extra, skipped, out_of_order]);
        prop_assert_eq!(it.customers, seen);
        prop_assert_eq!(&it.skipped_by, &Share::new(skipped_by, due));
        prop_assert_eq!(&it.extra_by, &Share::new(extra_by, seen));
        sums.iter_mut()
            .zip(counts)
            .for_each(|(sum, count)| *sum += count);
        let never = alignment.never_visited.iter().any(|it| it == at);
        let silent = plain.options.silent.iter().any(|it| it == at);
        prop_assert_eq!(never, seen == 0 && !silent);
        let often = alignment.often_skipped.iter().any(|it| it == at);
        prop_assert_eq!(often, skipped_by > 0 && 2 * skipped_by >= due);
    }
    let edits = &alignment.edits;
    let counts = [
        edits.followed,
        edits.failed,
        edits.extra,
        edits.skipped,
        edits.out_of_order,
    ];
    prop_assert_eq!(counts, sums);
    prop_assert_eq!(alignment.events, edits.followed + edits.extra);
    let fits = variants()
        .filter(|it| it.cost == 0.0)
        .map(|it| it.customers)
        .sum();
    prop_assert_eq!(&alignment.fits, &Share::new(fits, alignment.customers));

    links(alignment, expected, plain)
}

/// Pairs of places, with how often they occur and to how many customers.
type Pairs = std::collections::BTreeMap<(usize, usize), (u32, u32)>;

fn pairs(of_each: impl Iterator<Item = (Vec<(usize, usize)>, u32)>) -> Pairs {
    let mut pairs = Pairs::new();
    for (found, customers) in of_each {
        let mut seen = std::collections::BTreeSet::new();
        for pair in found {
            let count = pairs.entry(pair).or_default();
            count.0 += customers;
            count.1 += if seen.insert(pair) { customers } else { 0 };
        }
    }
    pairs
}

fn place(id: &str) -> usize {
    NAMES.iter().position(|&it| it == id).unwrap()
}

fn links(
    alignment: &Alignment,
    expected: &[(Vec<usize>, u32)],
    plain: &Plain<'_>,
) -> Result<(), TestCaseError> {
    let steps = |trace: &[usize], customers: &u32| {
        let steps = trace.windows(2).map(|pair| (pair[0], pair[1]));
        let missing = steps.filter(|&(from, to)| plain.link(from, to).is_none());
        (missing.collect(), *customers)
    };
    let missing = pairs(
        expected
            .iter()
            .map(|(trace, customers)| steps(trace, customers)),
    );
    let rows = alignment.missing_links.iter();
    let found = rows.map(|it| {
        (
            (place(it.from.as_str()), place(it.to.as_str())),
            (it.count, it.customers),
        )
    });
    prop_assert_eq!(found.collect::<Pairs>(), missing);
    let ordered = alignment.missing_links.is_sorted_by_key(|it| {
        (
            std::cmp::Reverse(it.customers),
            place(it.from.as_str()),
            place(it.to.as_str()),
        )
    });
    prop_assert!(ordered);

    let (mut followed, mut detours, mut jumps) = (Vec::new(), Vec::new(), Vec::new());
    let mut over = std::collections::BTreeMap::new();
    for variant in &alignment.variants {
        let edits = shown(&variant.edits);
        let (mut links, mut extras, mut gaps) = (Vec::new(), Vec::new(), Vec::new());
        let way: Vec<_> = edits.iter().filter(|it| it.0 != EditKind::Extra).collect();
        for pair in way.windows(2) {
            if pair[0].0 != EditKind::Skipped && pair[1].0 != EditKind::Skipped {
                links.push((pair[0].1, pair[1].1));
            }
        }
        let (mut after, mut skipped) = (5, Vec::new());
        for (kind, at) in edits.into_iter().chain([(EditKind::Followed, 6)]) {
            match kind {
                EditKind::Extra => extras.push((after, at)),
                EditKind::Skipped => skipped.push(at),
                EditKind::Silent => {}
                EditKind::Followed | EditKind::Failed => {
                    if !skipped.is_empty() {
                        gaps.push((after, at));
                        over.insert((after, at), std::mem::take(&mut skipped));
                    }
                    after = at;
                }
            }
        }
        followed.push((links, variant.customers));
        detours.push((extras, variant.customers));
        jumps.push((gaps, variant.customers));
    }
    let followed = pairs(followed.into_iter());
    for link in &alignment.links {
        let ends = (place(link.from.as_str()), place(link.to.as_str()));
        let (count, customers) = followed.get(&ends).copied().unwrap_or_default();
        prop_assert_eq!((link.count, link.customers), (count, customers));
        let unused = alignment
            .unused_links
            .iter()
            .any(|it| it.from == link.from && it.to == link.to);
        prop_assert_eq!(unused, count == 0);
    }
    let all = (0..5).flat_map(|from| (0..5).map(move |to| (from, to)));
    let all = all.filter(|&(from, to)| plain.link(from, to).is_some());
    let listed = alignment
        .links
        .iter()
        .map(|it| (place(it.from.as_str()), place(it.to.as_str())));
    prop_assert_eq!(listed.collect::<Vec<_>>(), all.collect::<Vec<_>>());

    let end = |id: &Option<cesta::journey::TouchpointId>, none| {
        id.as_ref().map_or(none, |it| place(it.as_str()))
    };
    let rows = alignment.detours.iter();
    let found = rows.map(|it| {
        (
            (end(&it.after, 5), place(it.touchpoint.as_str())),
            (it.count, it.customers),
        )
    });
    prop_assert_eq!(found.collect::<Pairs>(), pairs(detours.into_iter()));
    let rows = alignment.jumps.iter();
    let found = rows.map(|it| ((end(&it.from, 5), end(&it.to, 6)), (it.count, it.customers)));
    prop_assert_eq!(found.collect::<Pairs>(), pairs(jumps.into_iter()));
    for jump in &alignment.jumps {
        let skipped: Vec<usize> = jump.skipped.iter().map(|it| place(it.as_str())).collect();
        prop_assert_eq!(&skipped, &over[&(end(&jump.from, 5), end(&jump.to, 6))]);
    }
    Ok(())
}
