//! The chain, against linear algebra, closed forms and numbers worked by hand.
#![expect(
    clippy::float_cmp,
    reason = "what is exact in binary is asked for as it is"
)]

use cesta::{
    chain::{Conversion, conversion},
    journey::{
        Journey,
        spec::{self, Role, Stage, Touchpoint, Transition},
    },
};
use proptest::prelude::*;

/// Touchpoints `0`, `1`, and so on; the first is an entry, the last the goal.
fn map(count: usize, links: impl IntoIterator<Item = (usize, usize, f64)>) -> Journey {
    let mut stage = Stage::new("all");
    for number in 0..count {
        let role = match number {
            0 => Role::Entry,
            _ if number == count - 1 => Role::Goal,
            _ => Role::Step,
        };
        stage = stage.touchpoint(Touchpoint::new(number.to_string()).role(role));
    }
    with_links(Journey::builder("map").stage(stage), links)
        .build()
        .unwrap()
}

fn with_links(
    mut map: spec::Journey,
    links: impl IntoIterator<Item = (usize, usize, f64)>,
) -> spec::Journey {
    map.transitions = Some(Vec::new());
    for (from, to, share) in links {
        let transition = Transition::new(from.to_string(), to.to_string());
        map = map.transition(transition.probability(share));
    }
    map
}

fn chances(conversion: &Conversion) -> Vec<f64> {
    let chances = conversion.touchpoints.iter();
    chances.map(|it| it.probability).collect()
}

#[track_caller]
fn assert_near(found: f64, expected: f64, relative: f64) {
    assert!(
        (found - expected).abs() <= relative * expected.abs(),
        "{found} is not {expected}"
    );
}

#[test]
fn a_way_with_a_loss_at_each_step() {
    let map = map(4, [(0, 1, 0.5), (1, 2, 0.5), (2, 3, 0.25)]);
    let conversion = conversion(&map);
    assert_eq!(chances(&conversion), [0.0625, 0.125, 0.25, 1.0]);
    assert_eq!(conversion.entries, Some(0.0625));
    assert_eq!(conversion.uncertainty, 0.0);
    assert_eq!(conversion.touchpoints[1].touchpoint, "1");
}

#[test]
fn ways_without_a_probability_share_the_rest() {
    let mut spec = map(4, [(0, 1, 0.5), (1, 3, 1.0)]).to_spec();
    spec = spec.transition(Transition::new("0", "2"));
    spec = spec.transition(Transition::new("0", "3"));
    let conversion = conversion(&spec.build().unwrap());
    // 1 leads to the goal, 2 leads nowhere.
    assert_eq!(chances(&conversion), [0.75, 1.0, 0.0, 1.0]);
}

#[test]
fn shares_above_one_are_scaled() {
    let map = map(4, [(0, 1, 0.9), (0, 2, 0.6), (2, 3, 1.0)]);
    assert_near(conversion(&map).entries.unwrap(), 0.4, 1e-15);
}

#[test]
fn a_sum_that_misses_one_by_rounding_is_one() {
    assert_ne!(0.7 + 0.2 + 0.1, 1.0);
    let map = map(
        4,
        [
            (0, 3, 0.7),
            (0, 1, 0.2),
            (0, 2, 0.1),
            (1, 0, 1.0),
            (2, 0, 1.0),
        ],
    );
    assert_eq!(chances(&conversion(&map)), [1.0; 4]);
}

#[test]
fn a_goal_ends_the_journey_and_so_does_an_exit() {
    let mut spec = map(4, [(0, 1, 0.5), (0, 3, 0.5), (1, 3, 1.0), (3, 2, 1.0)]).to_spec();
    spec.stages[0].touchpoints[1].role = Role::Exit;
    let conversion = conversion(&spec.build().unwrap());
    assert_eq!(chances(&conversion), [0.5, 0.0, 0.0, 1.0]);
}

#[test]
fn entries_count_the_same() {
    let mut spec = map(3, [(0, 2, 0.5), (1, 2, 0.25)]).to_spec();
    spec.stages[0].touchpoints[1].role = Role::Entry;
    assert_eq!(conversion(&spec.build().unwrap()).entries, Some(0.375));
}

#[test]
fn without_entry_or_goal_there_is_no_conversion() {
    let whole = map(3, [(0, 1, 1.0), (1, 2, 0.5)]).to_spec();
    let mut no_entry = whole.clone();
    no_entry.stages[0].touchpoints[0].role = Role::Step;
    let found = conversion(&no_entry.build().unwrap());
    assert_eq!(found.entries, None);
    assert_eq!(chances(&found), [0.5, 0.5, 1.0]);
    let mut no_goal = whole;
    no_goal.stages[0].touchpoints[2].role = Role::Step;
    let found = conversion(&no_goal.build().unwrap());
    assert_eq!(found.entries, None);
    assert_eq!(chances(&found), [0.0; 3]);
    let nothing = conversion(&Journey::builder("nothing").build().unwrap());
    assert_eq!((nothing.entries, nothing.touchpoints), (None, vec![]));
}

#[test]
fn who_is_in_a_trap_does_not_convert() {
    let links = [
        (0, 1, 0.25),
        (0, 3, 0.75),
        (1, 2, 1.0),
        (2, 1, 0.5),
        (2, 2, 0.5),
    ];
    assert_eq!(chances(&conversion(&map(4, links))), [0.75, 0.0, 0.0, 1.0]);
    // A way that nobody takes leads nobody out of it.
    let links = links.into_iter().chain([(2, 3, 0.0)]);
    assert_eq!(chances(&conversion(&map(4, links))), [0.75, 0.0, 0.0, 1.0]);
}

/// Ruin of a gambler: with `p` up and `1 - p` down, from `i` of `n`, the top is reached before
/// the bottom with probability `(1 - (q/p)^i) / (1 - (q/p)^n)` (Feller, volume 1, chapter XIV).
#[test]
fn a_gambler_is_ruined() {
    for up in [0.5, 0.75, 0.125] {
        let top = 40;
        let links = (1..top).flat_map(|at| [(at, at + 1, up), (at, at - 1, 1.0 - up)]);
        let found = chances(&conversion(&map(top + 1, links)));
        let ratio: f64 = (1.0 - up) / up;
        for (at, &found) in (0_i32..).zip(&found) {
            let expected = if up == 0.5 {
                f64::from(at) / 40.0
            } else {
                (1.0 - ratio.powi(at)) / (1.0 - ratio.powi(40))
            };
            assert_near(found, expected, 1e-13);
        }
    }
}

#[test]
fn who_hardly_ever_leaves_a_loop_still_leaves_it_as_they_should() {
    for stay in [1.0 - 1e-12, 1.0 - 2.0_f64.powi(-50)] {
        let away = 1.0 - stay; // exact
        // Through two touchpoints, of which the second goes back, and to itself.
        let round = [(0, 1, 1.0), (1, 0, stay), (1, 2, away / 4.0)];
        let found = conversion(&map(3, round)).entries.unwrap();
        assert_near(found, 0.25, 1e-3); // what the map says is lost, has itself been rounded
        let exits = [
            (0, 1, 1.0),
            (1, 0, stay),
            (1, 2, away / 4.0),
            (1, 3, away / 4.0 * 3.0),
        ];
        let spec = map(
            4,
            exits.map(|(from, to, share)| (from, [0, 1, 3, 2][to], share)),
        );
        let found = conversion(&spec).entries.unwrap();
        assert_near(found, 0.25, 1e-15);
    }
    // Two such loops, one in the other: who is out of the first, nearly always starts again.
    let tiny = 1e-13;
    let links = [
        (0, 0, 1.0 - tiny),
        (0, 1, tiny),
        (1, 0, 1.0 - tiny),
        (1, 2, tiny / 2.0),
        (1, 3, tiny / 2.0),
    ];
    assert_near(conversion(&map(4, links)).entries.unwrap(), 0.5, 1e-15);
}

#[test]
fn what_is_smaller_than_the_smallest_number_is_not_known() {
    let links = [
        (0, 1, 5e-324),
        (1, 0, 0.5),
        (1, 2, 1e-10),
        (1, 3, 1e-10),
        (0, 0, 1.0),
    ];
    let found = conversion(&map(4, links));
    assert!(found.entries.unwrap() >= 0.0 && found.entries.unwrap() <= 1.0);
    assert!(found.uncertainty >= 0.0 && found.uncertainty <= 1.0);
}

#[test]
fn a_hundred_thousand_touchpoints_in_a_row() {
    let count = 100_000;
    let straight = (1..count).map(|to| (to - 1, to, 1.0));
    assert_eq!(conversion(&map(count, straight)).entries, Some(1.0));
    // And with a way back from each, so that all lead to each other: the gambler again.
    let links = (1..count - 1).flat_map(|at| [(at, at + 1, 0.5), (at, at - 1, 0.5)]);
    let found = conversion(&map(count, links.chain([(0, 1, 0.5)])));
    assert_eq!(found.uncertainty, 0.0);
    // With a loss of a half at the first, it is as if the bottom were one below it.
    assert_near(found.entries.unwrap(), 1.0 / 100_000.0, 1e-9);
}

#[test]
fn a_start_page_that_a_hundred_thousand_lead_back_to() {
    let count = 100_002;
    let share = 1.0 / 131_072.0;
    let pages =
        (1..=100_000).flat_map(|page| [(0, page, share), (page, 0, 0.5), (page, 100_001, 0.25)]);
    let found = conversion(&map(count, pages));
    assert_eq!(found.uncertainty, 0.0);
    let on = 100_000.0 * share;
    assert_near(found.entries.unwrap(), on * 0.25 / (1.0 - on * 0.5), 1e-11);
}

/// So many links that elimination would take too long.
#[test]
fn what_is_approached_says_how_near_it_came() {
    let (count, ways) = (600, 12);
    let mut number = 1_u64;
    let mut links = Vec::new();
    for from in 0..count - 1 {
        for _ in 0..ways {
            number = number
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let to = usize::try_from((number >> 33) % (count as u64 - 1)).unwrap();
            links.push((from, to, 0.98 / f64::from(ways)));
        }
        links.push((from, count - 1, if from % 3 == 0 { 0.015 } else { 0.005 }));
    }
    let expected = by_linear_algebra(count, &links);
    let found = conversion(&map(count, links));
    assert!(
        found.uncertainty > 0.0 && found.uncertainty <= 1e-12,
        "{}",
        found.uncertainty
    );
    for (found, expected) in chances(&found).into_iter().zip(expected) {
        assert!(
            (found - expected).abs() < 1e-11,
            "{found} is not {expected}"
        );
    }
}

/// Solves `(I - Q) x = r` by elimination with pivots; the last one is the goal.
fn by_linear_algebra(count: usize, links: &[(usize, usize, f64)]) -> Vec<f64> {
    let goal = count - 1;
    let mut sums = vec![0.0_f64; count];
    for &(from, _, share) in links {
        sums[from] += share;
    }
    let mut leads = vec![false; count];
    leads[goal] = true;
    for _ in 0..count {
        for &(from, to, share) in links {
            leads[from] |= leads[to] && share > 0.0;
        }
    }
    let mut rows = vec![vec![0.0; count + 1]; count];
    for (at, row) in rows.iter_mut().enumerate() {
        row[at] = 1.0;
    }
    rows[goal][count] = 1.0;
    for &(from, to, share) in links {
        if from != goal && leads[from] {
            rows[from][to] -= share / sums[from].max(1.0);
        }
    }
    for column in 0..count {
        let largest =
            |a: &usize, b: &usize| rows[*a][column].abs().total_cmp(&rows[*b][column].abs());
        let pivot = (column..count).max_by(largest).unwrap();
        rows.swap(column, pivot);
        let (above, below) = rows.split_at_mut(column + 1);
        let above = &above[column];
        for row in below {
            let factor = row[column] / above[column];
            if factor != 0.0 {
                for (own, other) in row[column..].iter_mut().zip(&above[column..]) {
                    *own -= factor * other;
                }
            }
        }
    }
    let mut solution = vec![0.0; count];
    for at in (0..count).rev() {
        let known: f64 = (at + 1..count).map(|it| rows[at][it] * solution[it]).sum();
        solution[at] = (rows[at][count] - known) / rows[at][at];
    }
    solution
}

proptest! {
    #[test]
    fn random_maps_are_solved(
        count in 2..12_usize,
        links in prop::collection::vec((0..12_usize, 0..12_usize, 0..=8_u8), 0..40),
    ) {
        let links: Vec<_> = links
            .into_iter()
            .map(|(from, to, share)| (from % count, to % count, f64::from(share) / 16.0))
            .collect();
        let expected = by_linear_algebra(count, &links);
        let found = conversion(&map(count, links));
        prop_assert_eq!(found.uncertainty, 0.0);
        for (found, expected) in chances(&found).into_iter().zip(expected) {
            prop_assert!((0.0..=1.0).contains(&found));
            prop_assert!((found - expected).abs() < 1e-10, "{} is not {}", found, expected);
        }
    }
}
