//! What becomes of customers.

/// The parts of customers who convert, who do not, and of whom it is not known.
///
/// Both parts are kept, so that neither is ever computed from the other: what a subtraction
/// leaves of 1 - 10⁻¹² has few true digits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Odds {
    pub(super) converted: f64,
    pub(super) lost: f64,
    pub(super) unknown: f64,
}

impl Odds {
    pub(super) const CONVERTED: Self = Self {
        converted: 1.0,
        lost: 0.0,
        unknown: 0.0,
    };
    pub(super) const LOST: Self = Self {
        converted: 0.0,
        lost: 1.0,
        unknown: 0.0,
    };
    pub(super) const UNKNOWN: Self = Self {
        converted: 0.0,
        lost: 0.0,
        unknown: 1.0,
    };

    /// Adds a share of others.
    pub(super) fn add(&mut self, share: f64, others: Self) {
        self.converted += share * others.converted;
        self.lost += share * others.lost;
        self.unknown += share * others.unknown;
    }

    pub(super) fn total(self) -> f64 {
        self.converted + self.lost + self.unknown
    }

    /// The probability to convert, if those of whom nothing is known are as those who are known:
    /// between what is sure and what is possible.
    pub(super) fn probability(&self) -> f64 {
        let known = self.converted + self.lost;
        if known > 0.0 {
            self.converted / known
        } else {
            0.0
        }
    }
}
