//! Tests and false discoveries, against `SciPy`, statsmodels and brute force.

use cesta::stats::{
    FalseDiscovery, IntervalMethod, Share, Test, benjamini_hochberg, benjamini_yekutieli,
    fisher_exact, mann_whitney, median_difference, share_difference, share_test,
};
use proptest::prelude::*;

#[track_caller]
fn near(value: f64, expected: f64) {
    assert!(
        (value - expected).abs() <= 1e-9 * expected.abs().max(1e-3),
        "{value} is not {expected}"
    );
}

#[test]
fn fisher_is_as_scipy_has_it() {
    for (a, m, b, n, expected) in [
        (3, 4, 1, 4, 0.485_714_285_714_285_65),
        (8, 10, 1, 6, 0.034_965_034_965_034_975),
        (0, 10, 4, 8, 0.022_875_816_993_464_054),
        (5, 5, 0, 5, 0.007_936_507_936_507_938),
        (2, 1000, 9, 900, 0.030_754_365_968_131_504),
        (30, 60, 10, 90, 1.885_586_014_705_177e-7),
        (0, 5, 0, 9, 1.0),
        (1, 30, 1, 31, 1.0),
        (7, 7, 3, 9, 0.011_363_636_363_636_364),
        (10, 1_000_000, 30, 1_000_000, 0.002_221_214_061_523_894_5),
    ] {
        near(
            fisher_exact(&Share::new(a, m), &Share::new(b, n)).unwrap(),
            expected,
        );
    }
    // As large as counts can be: the tables beyond its sight weigh nothing.
    let many = u32::MAX;
    let half = Share::new(many / 2, many);
    near(fisher_exact(&half, &half).unwrap(), 1.0);
    near(
        fisher_exact(&Share::new(0, many), &Share::new(many, many)).unwrap(),
        0.0,
    );
    assert_eq!(fisher_exact(&Share::new(0, 0), &Share::new(1, 2)), None);
}

#[test]
fn the_test_of_shares_goes_by_what_is_expected() {
    let test = |a, m, b, n| share_test(&Share::new(a, m), &Share::new(b, n));
    // 40 of 150 in samples of 60 and 90: at least 16 are expected.
    assert_eq!(test(30, 60, 10, 90).unwrap().test, Test::PooledZ);
    // 11 of 1900 in samples of 1000 and 900: 5.2 are expected, of 900.
    assert_eq!(test(2, 1000, 9, 900).unwrap().test, Test::PooledZ);
    // 4 of 18: 1.8 are expected, of 8.
    let few = test(0, 10, 4, 8).unwrap();
    assert_eq!(few.test, Test::FisherExact);
    near(few.p_value, 0.022_875_816_993_464_054);
    for (a, m, b, n) in [(0, 0, 1, 2), (0, 5, 0, 9), (5, 5, 9, 9)] {
        assert_eq!(test(a, m, b, n), None);
    }
}

#[test]
fn ranks_are_compared_as_scipy_does() {
    let up = |range: std::ops::RangeInclusive<i32>| range.map(f64::from).collect::<Vec<f64>>();
    let cases: [(Vec<f64>, Vec<f64>, f64, f64); 4] = [
        (
            vec![16.0, 19.0, 22.0, 24.0, 29.0],
            vec![11.0, 12.0, 17.0, 20.0],
            17.0,
            0.111_346_886_533_140_41,
        ),
        (
            vec![1.0, 2.0, 2.0, 3.0, 5.0],
            vec![2.0, 2.0, 4.0, 6.0, 7.0, 8.0],
            7.0,
            0.161_055_709_745_634_32,
        ),
        (up(1..=10), up(11..=17), 0.0, 0.000_760_305_842_872_611_5),
        (
            vec![0.5, 3.0, 3.0, 3.0, 9.0],
            vec![0.5, 1.0, 3.0, 3.0],
            13.5,
            0.418_492_233_446_819_85,
        ),
    ];
    for (a, b, u, p) in cases {
        let it = mann_whitney(&a, &b).unwrap();
        let pairs = f64::from(u32::try_from(a.len() * b.len()).unwrap());
        near(it.superiority, u / pairs);
        near(it.p_value.unwrap(), p);
        let turned = mann_whitney(&b, &a).unwrap();
        near(turned.superiority, 1.0 - u / pairs);
        near(turned.p_value.unwrap(), p);
    }
    let same = mann_whitney(&[1.0; 3], &[1.0; 2]).unwrap();
    near(same.superiority, 0.5);
    assert_eq!(same.p_value, None);
    assert_eq!(mann_whitney(&[], &[1.0]), None);
    // What is no number is above all that are, and ends nothing.
    let odd = mann_whitney(&[1.0, f64::NAN], &[f64::NAN]).unwrap();
    near(odd.superiority, 0.25);
}

#[test]
fn medians_differ_within_an_interval() {
    let a: Vec<f64> = (11..=30).map(f64::from).collect();
    let b: Vec<f64> = (1..=20).map(f64::from).collect();
    let it = median_difference(&a, &b, 0.95).unwrap();
    near(it.value, 10.0);
    // The medians' own intervals go from the 6th to the 15th of 20, 4.5 to either side.
    let interval = it.interval.unwrap();
    near(interval.low, 10.0 - 4.5 * 2.0_f64.sqrt());
    near(interval.high, 10.0 + 4.5 * 2.0_f64.sqrt());
    assert_eq!(interval.method, IntervalMethod::SquareAndAdd);
    assert_eq!(it.p_value, mann_whitney(&a, &b).unwrap().p_value);
    assert_eq!(median_difference(&[], &b, 0.95), None);
    assert_eq!(median_difference(&a, &b, 2.0).unwrap().interval, None);
}

#[test]
fn dependent_tests_are_judged_as_statsmodels_does() {
    let p = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
        0.5719, 0.6528, 0.7590, 1.0,
    ];
    let expected = [
        0.004_977_343_489_843_491,
        0.009_954_686_979_686_982,
        0.031_523_175_435_675_44,
        0.118_211_907_883_782_89,
        0.200_089_208_291_708_31,
        0.211_892_622_853_337_15,
        0.211_892_622_853_337_15,
        0.214_025_770_063_270_1,
        0.253_844_517_982_018,
        1.0,
        1.0,
        1.0,
        1.0,
        1.0,
        1.0,
    ];
    for (value, expected) in benjamini_yekutieli(&p).into_iter().zip(expected) {
        near(value, expected);
    }
    assert_eq!(
        FalseDiscovery::BenjaminiYekutieli.adjust(&p),
        benjamini_yekutieli(&p)
    );
    assert_eq!(FalseDiscovery::default().adjust(&p), benjamini_hochberg(&p));
    assert_eq!(benjamini_yekutieli(&[]), Vec::<f64>::new());
}

/// `n` over `k`.
fn choose(n: u32, k: u32) -> f64 {
    (0..k).fold(1.0, |product, at| {
        product * f64::from(n - at) / f64::from(at + 1)
    })
}

proptest! {
    #[test]
    fn fisher_adds_up_the_rarer_tables((m, n) in (1..25_u32, 1..25_u32), a in 0..25_u32, b in 0..25_u32) {
        let (a, b) = (a.min(m), b.min(n));
        let counted = a + b;
        let weight = |x: u32| choose(m, x) * choose(n, counted - x);
        let tables = counted.saturating_sub(n)..=m.min(counted);
        let limit = weight(a) * (1.0 + 1e-7);
        let rarer: f64 = tables.map(weight).filter(|&it| it <= limit).sum();
        let expected = (rarer / choose(m + n, counted)).min(1.0);
        let p = fisher_exact(&Share::new(a, m), &Share::new(b, n)).unwrap();
        prop_assert!((p - expected).abs() < 1e-9, "{p} is not {expected}");
    }

    #[test]
    fn the_z_test_is_that_of_the_difference((m, n) in (60..4000_u32, 60..4000_u32), p in 0.2..0.8_f64, q in 0.2..0.8_f64) {
        let part = |n: u32, p: f64| (1..=n).take_while(|&k| f64::from(k) <= p * f64::from(n)).count();
        let share = |n, p| Share::new(u32::try_from(part(n, p)).unwrap(), n);
        let (a, b) = (share(m, p), share(n, q));
        let it = share_test(&a, &b).unwrap();
        prop_assert_eq!(it.test, Test::PooledZ);
        prop_assert_eq!(Some(it.p_value), share_difference(&a, &b, 0.95).unwrap().p_value);
    }

    #[test]
    fn superiority_counts_pairs(
        mut a in prop::collection::vec(0..6_i32, 1..12),
        mut b in prop::collection::vec(0..6_i32, 1..12),
    ) {
        a.sort_unstable();
        b.sort_unstable();
        let half_wins: i32 = a.iter().flat_map(|x| b.iter().map(move |y| 1 + (x - y).signum())).sum();
        let pairs = u32::try_from(a.len() * b.len()).unwrap();
        let floats = |it: &[i32]| it.iter().copied().map(f64::from).collect::<Vec<_>>();
        let it = mann_whitney(&floats(&a), &floats(&b)).unwrap();
        prop_assert!((it.superiority - f64::from(half_wins) / 2.0 / f64::from(pairs)).abs() < 1e-12);
        prop_assert!(it.p_value.is_none_or(|p| (0.0..=1.0).contains(&p)));
    }
}
