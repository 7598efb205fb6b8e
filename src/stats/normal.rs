//! The two distributions that intervals are made of: normal and Student's t.
//!
//! Logarithms and their kin come from `libm`, whose results are the same natively and in
//! WebAssembly; those of `std` are whatever the platform has.

use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_PI, FRAC_2_SQRT_PI};

/// From this many degrees of freedom on, the expansion in `1 / df` is exact to 1e-13.
const MANY: u32 = 1000;

/// The two-sided critical value of the normal distribution: 1.959963984540054 at 95 %.
///
/// Hastings' approximation (Abramowitz and Stegun 26.2.23), good to 4.5e-4, and three of
/// Halley's steps, each of which triples the digits. `None` where the confidence is not
/// between 0 and 1.
pub(super) fn critical_z(confidence: f64) -> Option<f64> {
    if !(confidence > 0.0 && confidence < 1.0) {
        return None;
    }
    let tail = 1.0 - confidence;
    let t = (-2.0 * libm::log(tail / 2.0)).sqrt();
    let above = (0.010_328 * t + 0.802_853) * t + 2.515_517;
    let below = ((0.001_308 * t + 0.189_269) * t + 1.432_788) * t + 1.0;
    let mut z = t - above / below;
    for _ in 0..3 {
        let density = libm::exp(-z * z / 2.0) * FRAC_2_SQRT_PI * FRAC_1_SQRT_2;
        let step = (two_sided(z) - tail) / density;
        z += step / (1.0 - step * z / 2.0);
    }
    Some(z)
}

/// The probability that a normal variable lies at least `z` above its mean, or as far below;
/// more than 1 for a negative `z`.
fn two_sided(z: f64) -> f64 {
    libm::erfc(z * FRAC_1_SQRT_2)
}

/// The probability that a normal variable lies at least `z` away from its mean.
pub(super) fn two_sided_p(z: f64) -> f64 {
    two_sided(z.abs())
}

/// The two-sided critical value of Student's t with `df` degrees of freedom.
///
/// Newton's method on the finite sums that the distribution has for whole degrees of freedom
/// (Abramowitz and Stegun 26.7.3 and 26.7.4). The normal value lies below the root and the
/// distribution is concave there, so the steps rise to it and never past it. For many degrees
/// of freedom, the expansion 26.7.5.
pub(super) fn critical_t(confidence: f64, df: u32) -> Option<f64> {
    let z = critical_z(confidence)?;
    if df == 0 {
        return None;
    }
    if df >= MANY {
        return Some(expansion(z, f64::from(df)));
    }
    let mut t = z;
    for _ in 0..200 {
        let (within, slope) = within(t, df);
        let step = (confidence - within) / slope;
        if !step.is_finite() {
            break;
        }
        t += step;
        // A step back is rounding: the root is reached.
        if step <= 1e-15 * t {
            break;
        }
    }
    Some(t)
}

/// The probability that a Student variable lies between `-t` and `t`, and its slope at `t`.
fn within(t: f64, df: u32) -> (f64, f64) {
    let nu = f64::from(df);
    let cos2 = nu / (nu + t * t);
    let sin = t / (nu + t * t).sqrt();
    let odd = df % 2 == 1;
    // The sum's terms: from 1 where df is even, from cos where it is odd, each the one before
    // times (i - 1) / i times cos².
    let mut term = if odd { cos2.sqrt() } else { 1.0 };
    let mut sum = if df == 1 { 0.0 } else { term };
    let mut i = if odd { 3.0 } else { 2.0 };
    while i <= nu - 2.0 {
        term *= (i - 1.0) / i * cos2;
        sum += term;
        i += 2.0;
    }
    // What is left of the last term is cos^(df - 2) with the coefficient of the density.
    let (probability, density) = if odd {
        let angle = libm::atan(t / nu.sqrt());
        let head = FRAC_2_PI;
        let last = if df == 1 {
            cos2
        } else {
            term * (nu - 1.0) * cos2 * cos2.sqrt()
        };
        (head * (angle + sin * sum), head * last)
    } else {
        (sin * sum, term * (nu - 1.0) * cos2 * cos2.sqrt())
    };
    (probability, density / nu.sqrt())
}

fn expansion(z: f64, df: f64) -> f64 {
    let z2 = z * z;
    let g1 = z * (z2 + 1.0) / 4.0;
    let g2 = z * ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0;
    let g3 = z * (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0;
    let g4 = z * ((((79.0 * z2 + 776.0) * z2 + 1482.0) * z2 - 1920.0) * z2 - 945.0) / 92_160.0;
    z + (g1 + (g2 + (g3 + g4 / df) / df) / df) / df
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_near(value: f64, expected: f64, relative: f64) {
        assert!(
            (value - expected).abs() <= relative * expected.abs(),
            "{value} is not {expected}"
        );
    }

    // The expected values were computed with 40 digits.

    #[test]
    fn z_is_exact() {
        for (confidence, expected) in [
            (0.50, 0.674_489_750_196_081_7),
            (0.90, 1.644_853_626_951_472_7),
            (0.95, 1.959_963_984_540_054_2),
            (0.99, 2.575_829_303_548_901),
            (0.999, 3.290_526_731_491_895),
            (0.9999, 3.890_591_886_413_094),
        ] {
            assert_near(critical_z(confidence).unwrap(), expected, 1e-14);
        }
        assert!(critical_z(1e-12).unwrap().abs() < 2e-12);
        assert_eq!(critical_z(0.0), None);
        assert_eq!(critical_z(1.0), None);
        assert_eq!(critical_z(f64::NAN), None);
    }

    #[test]
    fn t_is_exact() {
        for (confidence, df, expected) in [
            (0.5, 2, 0.816_496_580_927_726),
            (0.5, 3, 0.764_892_328_404_345_3),
            (0.5, 999, 0.674_735_410_346_719),
            (0.95, 1, 12.706_204_736_174_705),
            (0.95, 2, 4.302_652_729_749_464),
            (0.95, 3, 3.182_446_305_283_709_6),
            (0.95, 4, 2.776_445_105_197_794_4),
            (0.95, 9, 2.262_157_162_798_205_5),
            (0.95, 29, 2.045_229_642_132_704),
            (0.95, 30, 2.042_272_456_301_238),
            (0.95, 106, 1.982_597_261_765_500_6),
            (0.95, 599, 1.963_932_248_945_279),
            (0.95, 999, 1.962_341_461_133_45),
            (0.95, 1000, 1.962_339_080_826_408_5),
            (0.95, 5000, 1.960_438_551_706_508),
            (0.99, 3, 5.840_909_309_733_357),
            (0.99, 1000, 2.580_754_698_065_951),
            (0.9999, 1, 6_366.197_671_315_936),
            (0.9999, 4, 15.544_100_581_545_68),
            (0.9999, 999, 3.906_359_561_102_211_5),
            (0.9999, 1000, 3.906_343_736_701_381),
        ] {
            assert_near(critical_t(confidence, df).unwrap(), expected, 1e-11);
        }
        assert_eq!(critical_t(0.95, 0), None);
    }

    #[test]
    fn p_values_are_exact() {
        for (z, expected) in [
            (0.5, 0.617_075_077_451_973_8),
            (1.959_963_984_540_054, 0.05),
            (-1.959_963_984_540_054, 0.05),
            (3.0, 0.002_699_796_063_260_19),
            (8.0, 1.244_192_114_854_357e-15),
        ] {
            assert_near(two_sided_p(z), expected, 1e-13);
        }
    }
}
