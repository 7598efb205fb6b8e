//! From counts to the result.

use std::cmp::Reverse;

use super::{
    AlignError, AlignOptions, AlignSum, Alignment, Detour, Edit, EditKind, Edits, Jump, LeftOut,
    LinkAlignment, MapLink, MissingLink, TouchpointAlignment, VariantAlignment,
    fit::Fit,
    tally::{self, Counts, PlaceCount, Variant, steps},
    ways::{Map, NEVER, Place, Ways, cost, place},
};
use crate::{
    flow::pairs::Pair,
    journey::{Journey, TouchpointId},
    sort,
    stats::Share,
};

/// Aligns every sequence of a sum with the map.
pub(super) fn align(
    sum: &AlignSum,
    journey: &Journey,
    options: &AlignOptions,
) -> Result<Alignment, AlignError> {
    let map = Map::new(journey, options)?;
    let stop = |id: &TouchpointId| {
        let found = journey.touchpoint(id.as_str());
        let found = found.map(|it| place(it.node().index()));
        found.ok_or_else(|| AlignError::UnknownTouchpoint {
            touchpoint: id.clone(),
        })
    };
    let stops: Result<Vec<Place>, AlignError> = sum.touchpoints().iter().map(stop).collect();
    let ways = Ways::new(&map, stops?)?;
    let shortest = ways.costs(ways.last()).last().copied().unwrap_or(NEVER);
    if shortest >= NEVER {
        return Err(AlignError::NoWay);
    }
    let variants: Vec<Variant<'_>> = sum.variants().filter(|it| !it.0.is_empty()).collect();
    let counts = tally::count(&map, &ways, &variants);
    let off_the_map = sum.variants().find(|it| it.0.is_empty());
    let report = Report {
        map,
        ways,
        shortest: cost(shortest),
        options,
    };
    Ok(report.result(sum, &counts, variants, off_the_map.map_or(0, |it| it.1)))
}

/// What a result is made with.
struct Report<'r> {
    map: Map<'r>,
    ways: Ways,
    /// The cost of the cheapest way through the map.
    shortest: u128,
    options: &'r AlignOptions,
}

impl Report<'_> {
    fn result(
        &self,
        sum: &AlignSum,
        counts: &Counts,
        variants: Vec<Variant<'_>>,
        off_the_map: u32,
    ) -> Alignment {
        let options = self.options;
        let sequences = place(variants.len());
        let customers: u64 = counts.costs.values().map(|it| it.0).sum();
        let all_cost: u128 = counts.costs.values().map(|it| it.1).sum();
        let by_length = || counts.costs.iter();
        let worst: u128 = by_length()
            .map(|(&events, it)| self.worst(events) * u128::from(it.0))
            .sum();
        let mean = by_length().map(|(&events, &(customers, cost))| {
            let worst = self.worst(events);
            ratio((worst * u128::from(customers)).saturating_sub(cost), worst)
        });
        let mean: f64 = mean.sum();
        #[expect(clippy::cast_precision_loss, reason = "fewer than 2^53 customers")]
        let mean = mean / customers as f64;
        let touchpoints = self.touchpoints(counts);
        let listed = |list: fn(&TouchpointAlignment) -> bool| {
            let ids = touchpoints.iter().filter(move |it| list(it));
            ids.map(|it| it.touchpoint.clone())
        };
        let never_visited = listed(|it| it.customers == 0)
            .filter(|id| !options.silent.contains(id))
            .collect();
        let often = |it: &&TouchpointAlignment| {
            it.skipped_by.count > 0 && it.skipped_by.value >= Some(options.often)
        };
        let often_skipped = touchpoints.iter().filter(often);
        let often_skipped = often_skipped.map(|it| it.touchpoint.clone()).collect();
        let mut unknown_events = sum.unknown_events().to_vec();
        sort::by_key(&mut unknown_events, |it| Reverse(it.events));
        let links = self.links(counts);
        let unused = links.iter().filter(|it| it.count == 0);
        let unused_links = unused.map(|it| MapLink {
            from: it.from.clone(),
            to: it.to.clone(),
        });
        let (missing_links, missing_links_left) = self.missing_links(counts);
        let (jumps, jumps_left) = self.jumps(counts);
        let (detours, detours_left) = self.detours(counts);
        let (variants, left, customers_left) = self.variants(variants);
        Alignment {
            customers: clamp(customers),
            off_the_map,
            events: clamp(counts.places.iter().map(|it| it.followed + it.extra).sum()),
            sequences,
            fits: self.share(counts.fits, clamp(customers)),
            fitness: (worst > 0).then(|| ratio(worst - all_cost.min(worst), worst)),
            mean_fitness: (worst > 0).then_some(mean),
            cost: ratio(all_cost, 1_000),
            shortest: ratio(self.shortest, 1_000),
            edits: edits(counts.places.iter()),
            never_visited,
            often_skipped,
            unused_links: unused_links.collect(),
            links,
            touchpoints,
            missing_links,
            jumps,
            detours,
            variants,
            left_out: LeftOut {
                variants: left,
                customers: customers_left,
                missing_links: missing_links_left,
                jumps: jumps_left,
                detours: detours_left,
            },
            unknown_events,
        }
    }

    /// The most that edits of so many events can cost.
    fn worst(&self, events: usize) -> u128 {
        self.shortest + cost(self.map.costs.extra) * u128::from(place(events))
    }

    fn share(&self, count: u32, n: u32) -> Share {
        Share::with_confidence(count, n, self.options.confidence)
    }

    fn touchpoints(&self, counts: &Counts) -> Vec<TouchpointAlignment> {
        let places = self.map.journey.touchpoints().zip(&counts.places);
        places
            .map(|(touchpoint, counted)| TouchpointAlignment {
                touchpoint: touchpoint.id().clone(),
                customers: counted.seen.count,
                edits: edits([counted].into_iter()),
                skipped_by: self.share(counted.skipped_by.count, counted.due.count),
                extra_by: self.share(counted.extra_by.count, counted.seen.count),
            })
            .collect()
    }

    fn links(&self, counts: &Counts) -> Vec<LinkAlignment> {
        let taken = counts.links.counted();
        let links = self.map.links().filter_map(|(from, to)| {
            let found = taken.binary_search_by_key(&(from, to), |pair| (pair.from, pair.to));
            let found = found.ok().and_then(|at| taken.get(at));
            Some(LinkAlignment {
                from: self.map.id(from)?,
                to: self.map.id(to)?,
                count: found.map_or(0, |pair| clamp(pair.count)),
                customers: found.map_or(0, |pair| pair.customers),
            })
        });
        links.collect()
    }

    fn missing_links(&self, counts: &Counts) -> (Vec<MissingLink>, u32) {
        let mut missing = counts.observed.counted();
        missing.retain(|pair| !self.map.links_to(pair.from, pair.to));
        self.most(missing, |pair| {
            Some(MissingLink {
                from: self.map.id(pair.from)?,
                to: self.map.id(pair.to)?,
                count: clamp(pair.count),
                customers: pair.customers,
            })
        })
    }

    fn jumps(&self, counts: &Counts) -> (Vec<Jump>, u32) {
        let stops = (0..).zip(&self.ways.seen);
        let mut stops: Vec<(Place, u32)> = stops.map(|(stop, &place)| (place, stop)).collect();
        sort::plain(&mut stops);
        self.most(counts.jumps.counted(), |pair| {
            let stop = stops.binary_search_by_key(&pair.to, |&(place, _)| place);
            let stop = stop.ok().and_then(|at| stops.get(at));
            let stop = stop.map_or(self.ways.last(), |&(_, stop)| stop);
            let way = self.ways.way(pair.from, stop).map(|(place, _)| place);
            let skipped = way.filter(|&at| at != pair.to && !self.map.is_silent(at));
            Some(Jump {
                from: self.map.id(pair.from),
                to: self.map.id(pair.to),
                skipped: skipped.filter_map(|at| self.map.id(at)).collect(),
                count: clamp(pair.count),
                customers: pair.customers,
            })
        })
    }

    fn detours(&self, counts: &Counts) -> (Vec<Detour>, u32) {
        self.most(counts.detours.counted(), |pair| {
            Some(Detour {
                after: self.map.id(pair.from),
                touchpoint: self.map.id(pair.to)?,
                count: clamp(pair.count),
                customers: pair.customers,
            })
        })
    }

    /// The pairs with most customers, as many as are listed, and how many more there are.
    fn most<R>(&self, mut pairs: Vec<Pair>, row: impl Fn(&Pair) -> Option<R>) -> (Vec<R>, u32) {
        sort::by_key(&mut pairs, |it| Reverse(it.customers));
        let limit = self.options.limit as usize;
        let rows = pairs.iter().take(limit).filter_map(row);
        (rows.collect(), place(pairs.len().saturating_sub(limit)))
    }

    /// The sequences with most customers, how many more there are, and their customers.
    fn variants(&self, mut variants: Vec<Variant<'_>>) -> (Vec<VariantAlignment>, u32, u32) {
        // Equally many stay in the order of their ids.
        sort::by_key(&mut variants, |it| Reverse(it.1));
        let limit = variants.len().min(self.options.limit as usize);
        let (listed, left) = variants.split_at(limit);
        let mut fit = Fit::new(&self.ways, self.map.costs.extra);
        let mut found = Vec::new();
        let variant = |&(visits, customers): &Variant<'_>| {
            let cost = steps((&self.map, &self.ways), &mut fit, visits, &mut found);
            let worst = self.worst(visits.len());
            VariantAlignment {
                customers,
                cost: ratio(cost, 1_000),
                fitness: (worst > 0).then(|| ratio(worst - cost.min(worst), worst)),
                edits: self.edits(&found),
            }
        };
        let customers = left.iter().map(|it| it.1).fold(0, u32::saturating_add);
        let listed = listed.iter().map(variant).collect();
        (listed, place(left.len()), customers)
    }

    fn edits(&self, steps: &[tally::Step]) -> Vec<Edit> {
        // How many skips and extra events each place has, and how many of each are paired.
        let mut inverted = std::collections::BTreeMap::<Place, [u32; 4]>::new();
        for step in steps {
            if let Some(kind) = half(step.kind) {
                let counts = inverted.entry(step.place).or_default();
                if let Some(count) = counts.get_mut(kind) {
                    *count += 1;
                }
            }
        }
        let mut edit = |step: &tally::Step| {
            let mut out_of_order = false;
            if let Some(kind) = half(step.kind)
                && let Some(counts) = inverted.get_mut(&step.place)
            {
                let [skips, extras, ..] = *counts;
                if let Some(paired) = counts.get_mut(kind + 2) {
                    out_of_order = *paired < skips.min(extras);
                    *paired += u32::from(out_of_order);
                }
            }
            Some(Edit {
                kind: step.kind,
                touchpoint: self.map.id(step.place)?,
                out_of_order,
            })
        };
        steps.iter().filter_map(&mut edit).collect()
    }
}

/// Which half of an inversion a step can be.
fn half(kind: EditKind) -> Option<usize> {
    match kind {
        EditKind::Skipped => Some(0),
        EditKind::Extra => Some(1),
        EditKind::Followed | EditKind::Failed | EditKind::Silent => None,
    }
}

fn edits<'p>(places: impl Iterator<Item = &'p PlaceCount>) -> Edits {
    let mut sums = [0_u64; 5];
    for it in places {
        let counts = [
            it.followed,
            it.failed,
            it.extra,
            it.skipped,
            it.out_of_order,
        ];
        for (sum, count) in sums.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    let [followed, failed, extra, skipped, out_of_order] = sums.map(clamp);
    Edits {
        followed,
        failed,
        extra,
        skipped,
        out_of_order,
    }
}

fn clamp(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "a ratio is rounded anyway")]
fn ratio(part: u128, whole: u128) -> f64 {
    part as f64 / whole as f64
}
