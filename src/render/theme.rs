//! How everything looks: one family of type, one palette, in light and dark.
//!
//! Colours are custom properties on the class `cesta`, so that the same picture works on its
//! own and in a page, in light and dark, and in print. The hues keep apart for the colour-blind
//! (blue, vermilion, green and ochre after Okabe and Ito 2008), and none of them speaks alone:
//! a shape, a dash or a word always says the same.

/// The palette.
pub(super) const TOKENS: &str = include_str!("theme/tokens.css");

/// The map's marks.
pub(super) const MAP: &str = include_str!("theme/map.css");

/// The report's page.
pub(super) const PAGE: &str = include_str!("theme/page.css");

/// The marks of a funnel.
pub(super) const FUNNEL: &str = include_str!("theme/funnel.css");

/// The marks of steps.
pub(super) const STEPS: &str = include_str!("theme/steps.css");

/// The marks of a rhythm.
pub(super) const RHYTHM: &str = include_str!("theme/rhythm.css");

/// The marks of variants.
pub(super) const VARIANTS: &str = include_str!("theme/variants.css");
