//! What the customers of a log are called.

use cesta::render::LogUnit;

use super::text;

/// What the customers of a log are called, and headings of their columns.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Called {
    /// `customer`
    pub(crate) one: &'static str,
    /// `customers`
    pub(crate) many: &'static str,
    /// `Customers`
    pub(crate) title: &'static str,
}

impl From<LogUnit> for Called {
    fn from(unit: LogUnit) -> Self {
        let (one, many, title) = match unit {
            LogUnit::Customers => ("customer", "customers", "Customers"),
            LogUnit::Sessions => ("session", "sessions", "Sessions"),
        };
        Self { one, many, title }
    }
}

impl Called {
    /// `1 customer`, `2 customers`.
    pub(crate) fn counted(self, number: u32) -> String {
        text::counted(number, self.one)
    }
}
