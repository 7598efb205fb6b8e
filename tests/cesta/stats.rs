//! Every interval against published numbers and against brute force.

mod significance;

use cesta::stats::{
    IntervalMethod, Moments, NetInterval, Share, bayesian_average, benjamini_hochberg, median,
    median_interval, net_interval, pearson, quantile, relative_weights, rounded, share_difference,
    wilson,
};
use proptest::prelude::*;

const EXACT: f64 = 1e-9;

#[track_caller]
fn assert_near(value: f64, expected: f64) {
    assert!(
        (value - expected).abs() <= EXACT,
        "{value} is not {expected}"
    );
}

#[test]
fn wilson_is_as_published() {
    for (count, n, low, high) in [
        (74, 107, 0.598_715_091, 0.771_182_603),
        (0, 10, 0.0, 0.277_532_800),
        (10, 10, 0.722_467_200, 1.0),
    ] {
        let interval = Share::new(count, n).interval.unwrap();
        assert_near(interval.low, low);
        assert_near(interval.high, high);
        assert_eq!(interval.method, IntervalMethod::Wilson);
    }
    assert_eq!(
        wilson(0, 10, 0.95).unwrap().low.to_bits(),
        0.0_f64.to_bits()
    );
    assert_eq!(
        wilson(10, 10, 0.95).unwrap().high.to_bits(),
        1.0_f64.to_bits()
    );
}

#[test]
fn what_is_undefined_is_none() {
    assert_eq!(Share::new(0, 0).value, None);
    assert_eq!(Share::new(0, 0).interval, None);
    assert_eq!(wilson(3, 2, 0.95), None);
    assert_eq!(Share::new(5, 3), Share::new(3, 3));
    for confidence in [0.0, 1.0, -0.5, 95.0, f64::NAN] {
        assert_eq!(Share::with_confidence(1, 2, confidence).interval, None);
        assert_eq!(net_interval(1, 1, 2, confidence, NetInterval::Wald), None);
        assert_eq!(median_interval(&[1.0; 20], confidence), None);
        assert_eq!(
            [1.0, 2.0]
                .into_iter()
                .collect::<Moments>()
                .interval(confidence),
            None
        );
    }
    assert_eq!(net_interval(0, 0, 0, 0.95, NetInterval::AdjustedWald), None);
    assert_eq!(
        net_interval(u32::MAX, u32::MAX, u32::MAX, 0.95, NetInterval::Wald),
        None
    );
    assert_eq!(quantile(&[], 0.5), None);
    assert_eq!(quantile(&[1.0], 1.5), None);
    assert_eq!(quantile(&[1.0], f64::NAN), None);
    assert_eq!(pearson(&[]), None);
    assert_eq!(pearson(&[(1.0, 5.0), (2.0, 5.0)]), None);
    assert_eq!(bayesian_average(0.0, 0, 4.2, 0.0), None);
    assert_eq!(Moments::default().mean(), None);
    let one: Moments = [4.0].into_iter().collect();
    assert_eq!(
        (one.mean(), one.variance(), one.interval(0.95)),
        (Some(4.0), None, None)
    );
    assert_eq!(
        share_difference(&Share::new(0, 0), &Share::new(1, 2), 0.95),
        None
    );
}

#[test]
fn nps_intervals_are_as_published() {
    for (promoters, passives, detractors, margin, centre, adjusted) in [
        (5, 3, 2, 48.407_540, 23.076_923, 42.127_538),
        (60, 25, 15, 14.502_409, 43.689_320, 14.346_209),
    ] {
        let n = promoters + passives + detractors;
        let net = |kind| {
            net_interval(promoters, detractors, n, 0.95, kind)
                .unwrap()
                .scaled(100.0)
        };
        let wald = net(NetInterval::Wald);
        assert!(((wald.high - wald.low) / 2.0 - margin).abs() < 5e-7);
        assert_eq!(wald.method, IntervalMethod::Wald);
        let it = net(NetInterval::AdjustedWald);
        assert!((f64::midpoint(it.low, it.high) - centre).abs() < 5e-7);
        assert!(((it.high - it.low) / 2.0 - adjusted).abs() < 5e-7);
    }
    let all = net_interval(10, 0, 10, 0.95, NetInterval::Wald).unwrap();
    assert_near(all.low, 1.0);
    assert_near(all.high, 1.0);
    // 76.923077 ± 29.419525, which stops at the end of the scale.
    let all = net_interval(10, 0, 10, 0.95, NetInterval::AdjustedWald).unwrap();
    assert!((100.0 * all.low - (76.923_077 - 29.419_525)).abs() < 1e-6);
    assert_near(all.high, 1.0);
}

#[test]
fn differences_are_as_published() {
    // Newcombe 1998, table II, method 10, and its ends where shares are 0 or 1.
    for (a, m, b, n, low, high) in [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (10, 10, 0, 10, 0.6075, 1.0),
    ] {
        let it = share_difference(&Share::new(a, m), &Share::new(b, n), 0.95).unwrap();
        let interval = it.interval.unwrap();
        assert!(
            (interval.low - low).abs() < 5e-5,
            "{a}/{m} {b}/{n}: {interval:?}"
        );
        assert!(
            (interval.high - high).abs() < 5e-5,
            "{a}/{m} {b}/{n}: {interval:?}"
        );
        assert_eq!(interval.method, IntervalMethod::Newcombe);
    }
    // z = (0.8 - 0.6) / √(0.693333 · 0.306667 · (1/70 + 1/80)) = 2.650172.
    let it = share_difference(&Share::new(56, 70), &Share::new(48, 80), 0.95).unwrap();
    assert!(
        (it.p_value.unwrap() - 0.008_045_081_368_196_59).abs() < 1e-12,
        "{it:?}"
    );
    let same = share_difference(&Share::new(0, 5), &Share::new(0, 9), 0.95).unwrap();
    assert_eq!(same.p_value, None);
}

#[test]
fn false_discovery_is_controlled_as_published() {
    // Benjamini and Hochberg 1995, section 4: at 5 %, the first four of fifteen.
    let p = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
        0.5719, 0.6528, 0.7590, 1.0,
    ];
    let adjusted = benjamini_hochberg(&p);
    assert_eq!(adjusted.iter().filter(|&&q| q <= 0.05).count(), 4);
    assert_eq!(benjamini_hochberg(&[]), Vec::<f64>::new());
}

#[test]
fn the_bayesian_average_is_drawn_to_what_was_believed() {
    assert_near(
        bayesian_average(450.0, 100, 4.2, 40.0).unwrap(),
        4.414_285_714_285_714,
    );
    assert_near(bayesian_average(0.0, 0, 4.2, 40.0).unwrap(), 4.2);
    assert_near(bayesian_average(9.0, 2, 4.2, 0.0).unwrap(), 4.5);
}

#[test]
fn rounding_is_half_away_from_zero() {
    for (value, decimals, expected) in [
        (-100.0 / 6.0, 0, -17.0),
        (-12.5, 0, -13.0),
        (12.5, 0, 13.0),
        (0.25, 1, 0.3),
        (-0.25, 1, -0.3),
        (69.158_879, 2, 69.16),
        (1e300, 9, 1e300),
    ] {
        assert_eq!(
            rounded(value, decimals).to_bits(),
            f64::to_bits(expected),
            "{value}"
        );
    }
    assert_eq!(rounded(-0.2, 0).to_bits(), 0.0_f64.to_bits());
}

/// Fuel use, cylinders, displacement, horse power and gears of 32 cars (Motor Trend 1974).
const CARS: [[f64; 5]; 32] = [
    [21.0, 6.0, 160.0, 110.0, 4.0],
    [21.0, 6.0, 160.0, 110.0, 4.0],
    [22.8, 4.0, 108.0, 93.0, 4.0],
    [21.4, 6.0, 258.0, 110.0, 3.0],
    [18.7, 8.0, 360.0, 175.0, 3.0],
    [18.1, 6.0, 225.0, 105.0, 3.0],
    [14.3, 8.0, 360.0, 245.0, 3.0],
    [24.4, 4.0, 146.7, 62.0, 4.0],
    [22.8, 4.0, 140.8, 95.0, 4.0],
    [19.2, 6.0, 167.6, 123.0, 4.0],
    [17.8, 6.0, 167.6, 123.0, 4.0],
    [16.4, 8.0, 275.8, 180.0, 3.0],
    [17.3, 8.0, 275.8, 180.0, 3.0],
    [15.2, 8.0, 275.8, 180.0, 3.0],
    [10.4, 8.0, 472.0, 205.0, 3.0],
    [10.4, 8.0, 460.0, 215.0, 3.0],
    [14.7, 8.0, 440.0, 230.0, 3.0],
    [32.4, 4.0, 78.7, 66.0, 4.0],
    [30.4, 4.0, 75.7, 52.0, 4.0],
    [33.9, 4.0, 71.1, 65.0, 4.0],
    [21.5, 4.0, 120.1, 97.0, 3.0],
    [15.5, 8.0, 318.0, 150.0, 3.0],
    [15.2, 8.0, 304.0, 150.0, 3.0],
    [13.3, 8.0, 350.0, 245.0, 3.0],
    [19.2, 8.0, 400.0, 175.0, 3.0],
    [27.3, 4.0, 79.0, 66.0, 4.0],
    [26.0, 4.0, 120.3, 91.0, 5.0],
    [30.4, 4.0, 95.1, 113.0, 5.0],
    [15.8, 8.0, 351.0, 264.0, 5.0],
    [19.7, 6.0, 145.0, 175.0, 5.0],
    [15.0, 8.0, 301.0, 335.0, 5.0],
    [21.4, 4.0, 121.0, 109.0, 4.0],
];

fn cars(column: usize) -> Vec<Option<f64>> {
    CARS.iter().map(|car| Some(car[column])).collect()
}

#[test]
fn relative_weights_are_as_published() {
    let columns: Vec<_> = (0..5).map(cars).collect();
    let drivers: Vec<&[Option<f64>]> = columns[1..].iter().map(Vec::as_slice).collect();
    let it = relative_weights(&drivers, &columns[0]).unwrap();
    assert_near(it.r_squared, 0.779_189_639);
    for (weight, expected) in
        it.weights
            .iter()
            .zip([0.228_479_7, 0.222_146_9, 0.232_174_4, 0.096_388_6])
    {
        assert!(
            (weight - expected).abs() < 5e-8,
            "{weight} is not {expected}"
        );
    }
    assert_eq!(it.n, 32);

    // A case with a gap is left out.
    let mut gap = cars(1);
    gap[0] = None;
    assert_eq!(relative_weights(&[&gap], &columns[0]).unwrap().n, 31);
    // A variable twice is no two variables; a constant explains nothing.
    assert_eq!(
        relative_weights(&[&columns[1], &columns[1]], &columns[0]),
        None
    );
    assert_eq!(relative_weights(&[&[Some(1.0); 32]], &columns[0]), None);
    assert_eq!(relative_weights(&[&columns[1][1..]], &columns[0]), None);
    assert_eq!(relative_weights(&[], &columns[0]), None);
}

/// The probability of at most `k` heads of `n` coins.
fn heads(n: u32, k: u32) -> f64 {
    let mut row = vec![1.0_f64];
    for _ in 0..n {
        let mut next = vec![0.0; row.len() + 1];
        for (at, weight) in row.iter().enumerate() {
            next[at] += weight / 2.0;
            next[at + 1] += weight / 2.0;
        }
        row = next;
    }
    row[..=k as usize].iter().sum()
}

#[test]
fn the_median_interval_is_the_narrowest_that_covers() {
    for n in 1..=50_u32 {
        let sorted: Vec<f64> = (1..=n).map(f64::from).collect();
        for confidence in [0.5, 0.8, 0.95, 0.99] {
            // The value k stands k-th, so the ends are the ranks.
            let k = median_interval(&sorted, confidence).map(|it| {
                assert_near(it.low + it.high, f64::from(n) + 1.0);
                it.low
            });
            let tail = (1.0 - confidence) / 2.0;
            let expected = (1..=n).rev().find(|&k| heads(n, k - 1) <= tail + 1e-15);
            assert_eq!(k, expected.map(f64::from), "n {n}, confidence {confidence}");
        }
    }
    // So many that 2^-n is no number any more.
    let many: Vec<f64> = (1..=100_000).map(f64::from).collect();
    let interval = median_interval(&many, 0.95).unwrap();
    // n/2 - z √n / 2 = 49690.1
    assert!((interval.low - 49_690.0).abs() <= 1.0, "{interval:?}");
}

/// How many values there are, as a number to compute with.
fn count(values: &[f64]) -> f64 {
    values.iter().map(|_| 1.0).sum()
}

proptest! {
    #[test]
    fn wilson_solves_its_equation((count, n) in (1_u32..5000).prop_flat_map(|n| (0..=n, Just(n)))) {
        let z = 1.959_963_984_540_054_f64;
        let interval = wilson(count, n, 0.95).unwrap();
        let p = f64::from(count) / f64::from(n);
        prop_assert!(interval.contains(p));
        for end in [interval.low, interval.high] {
            // The ends are where the score test just rejects: (p - e)² = z² e (1 - e) / n.
            let rest = (p - end).powi(2) - z * z * end * (1.0 - end) / f64::from(n);
            prop_assert!(rest.abs() < 1e-12, "{rest}");
        }
    }

    #[test]
    fn quantiles_lie_on_the_line_through_the_sorted_values(
        mut values in prop::collection::vec(-1e6..1e6_f64, 2..40),
        between in 0.0..=1.0_f64,
    ) {
        values.sort_by(f64::total_cmp);
        let steps = count(&values) - 1.0;
        for (k, pair) in (0_u32..).zip(values.windows(2)) {
            let value = quantile(&values, (f64::from(k) + between) / steps).unwrap();
            prop_assert!((value - (pair[0] + between * (pair[1] - pair[0]))).abs() < 1e-6);
        }
        let (low, high) = (values[(values.len() - 1) / 2], values[values.len() / 2]);
        prop_assert!((median(&values).unwrap() - f64::midpoint(low, high)).abs() < 1e-6);
    }

    #[test]
    fn moments_are_those_of_the_textbook(
        values in prop::collection::vec(-1e3..1e3_f64, 2..50),
        at in 0_usize..50,
    ) {
        let n = count(&values);
        let mean = values.iter().sum::<f64>() / n;
        let variance = values.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / (n - 1.0);
        let (head, tail) = values.split_at(at.min(values.len()));
        let mut parts: Moments = head.iter().copied().collect();
        parts.merge(&tail.iter().copied().collect());
        for moments in [parts, values.iter().copied().collect()] {
            prop_assert_eq!(usize::try_from(moments.n()).unwrap(), values.len());
            prop_assert!((moments.mean().unwrap() - mean).abs() < 1e-9);
            prop_assert!((moments.variance().unwrap() - variance).abs() < 1e-6);
        }
    }

    #[test]
    fn relative_weights_add_up_to_what_regression_explains(
        cases in prop::collection::vec((-9.0..9.0_f64, -9.0..9.0_f64, -9.0..9.0_f64), 8..30),
    ) {
        let pick = |f: fn(&(f64, f64, f64)) -> f64| cases.iter().map(f).collect::<Vec<f64>>();
        let (x, y, z) = (pick(|it| it.0), pick(|it| it.1), pick(|it| it.2));
        let r = |a: &[f64], b: &[f64]| {
            pearson(&a.iter().copied().zip(b.iter().copied()).collect::<Vec<_>>()).unwrap()
        };
        // The closed form of R² for two variables.
        let (xz, yz, xy) = (r(&x, &z), r(&y, &z), r(&x, &y));
        prop_assume!(xy.abs() < 0.99);
        let expected = (xz * xz + yz * yz - 2.0 * xz * yz * xy) / (1.0 - xy * xy);
        let some = |it: &[f64]| it.iter().copied().map(Some).collect::<Vec<_>>();
        let it = relative_weights(&[&some(&x), &some(&y)], &some(&z)).unwrap();
        prop_assert!((it.r_squared - expected).abs() < 1e-9);
        prop_assert!(it.weights.iter().all(|&weight| weight >= 0.0));
    }
}
