//! Pictures and reports: the journey map as SVG, and everything together as one HTML page.
//!
//! Nothing here computes an analysis; it draws the results of the others. Nothing here trusts a
//! text either: whatever comes from outside is written by the one wrapper in `text`, so that
//! labels with markup, control characters or reversed reading direction come out inert.
//!
//! The same input gives the same bytes: there is no clock, so the caller says what date the
//! report carries.

mod breaks;
mod facts;
mod funnel;
mod icons;
mod known;
mod map;
mod numbers;
mod options;
mod report;
mod rhythm;
mod steps;
mod text;
mod theme;
mod variants;
mod words;

pub use self::{
    funnel::{FunnelPicture, funnel_svg},
    known::{FoundPattern, Groups, Known, Leg, PassedOver, Stay},
    map::map_svg,
    options::{Heading, MapOptions, MapOrigin, ReportOptions},
    report::report_html,
    rhythm::{RhythmPicture, rhythm_svg},
    steps::{StepPicture, sankey_svg, step_difference_svg, steps_svg},
    variants::{VariantPicture, variants_svg},
    words::{Language, LogUnit},
};
