//! Exact sums: what a route costs, as a whole number.
//!
//! Floating-point sums depend on the order of their parts: 0.1 + 0.2 is not 0.3, and a search
//! that goes backwards would disagree with one that goes forwards. Costs are decimals people
//! write down, so they are added as whole billionths, and probabilities as whole parts of a
//! logarithm. Equal costs are then equal, and every order of adding gives the same.

/// A cost in [parts](PARTS); sums saturate.
pub(crate) type Amount = u128;

/// How many parts one unit of a cost has.
const PARTS: f64 = 1e9;
const WHOLE_PARTS: Amount = 1_000_000_000;

/// The binary digits behind the point of a logarithm.
const DIGITS: u32 = 40;

/// A number that is not negative, to the nearest billionth. Beyond 3e29 it saturates.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, and a map's costs are not negative"
)]
pub(crate) fn amount(number: f64) -> Amount {
    let whole = (number.trunc() as Amount).saturating_mul(WHOLE_PARTS);
    whole.saturating_add((number.fract() * PARTS).round() as Amount)
}

/// The number an amount stands for.
#[expect(
    clippy::cast_precision_loss,
    reason = "a number that large has no billionths anyway"
)]
pub(crate) fn number(amount: Amount) -> f64 {
    amount as f64 / PARTS
}

/// How improbable a share is: `-log2(share)` in parts of 2⁻⁴⁰; `None` for 0, which is
/// infinitely improbable.
///
/// Computed digit by digit with multiplications alone, since the logarithm of the standard
/// library may differ from one platform to the next.
pub(crate) fn improbability(share: f64) -> Option<Amount> {
    if share <= 0.0 {
        return None;
    }
    let mut exponent: Amount = 0;
    let mut mantissa = share.min(1.0);
    while mantissa < 1.0 {
        mantissa *= 2.0;
        exponent += 1;
    }
    let mut logarithm: Amount = 0;
    for _ in 0..DIGITS {
        logarithm <<= 1;
        mantissa *= mantissa;
        if mantissa >= 2.0 {
            mantissa /= 2.0;
            logarithm |= 1;
        }
    }
    Some((exponent << DIGITS) - logarithm)
}

#[cfg(test)]
mod tests {
    use super::{DIGITS, amount, improbability, number};

    #[test]
    #[expect(clippy::float_cmp, reason = "exactness is what is tested")]
    fn decimals_add_up() {
        assert_eq!(amount(0.1) + amount(0.2), amount(0.3));
        assert_eq!(number(amount(0.1) + amount(0.2)), 0.3);
        assert_eq!(number(amount(4.35)), 4.35);
        assert_eq!(number(amount(86_400.0 * 365.0)), 86_400.0 * 365.0);
        assert_eq!(amount(f64::MAX).saturating_add(1), u128::MAX);
    }

    #[test]
    fn logarithms_are_those_of_the_standard_library() {
        assert_eq!(improbability(0.0), None);
        assert_eq!(improbability(1.0), Some(0));
        assert_eq!(improbability(0.125), Some(3 << DIGITS));
        assert_eq!(improbability(f64::from_bits(1)), Some(1074 << DIGITS));
        for share in [0.999_999_f64, 0.9, 0.7, 0.3, 0.1, 0.001, 1e-9, 1e-300] {
            let parts = f64::from(1 << 20) * f64::from(1 << 20);
            let expected = -share.log2();
            let found = number(improbability(share).unwrap()) * 1e9 / parts;
            assert!((found - expected).abs() < 1e-11, "{share}: {found}");
        }
    }
}
