//! Pictures and reports: the journey map as SVG, and everything together as one HTML page.
//!
//! Nothing here computes an analysis; it draws the results of the others. Nothing here trusts a
//! text either: whatever comes from outside is written by the one wrapper in `text`, so that
//! labels with markup, control characters or reversed reading direction come out inert.
//!
//! The same input gives the same bytes: there is no clock, so the caller says what date the
//! report carries.

mod facts;
mod icons;
mod map;
mod numbers;
mod report;
mod text;
mod theme;
mod words;

use crate::{
    flow::Overlay,
    gap::{Finding, NotRun},
    journey::Journey,
    satisfaction::{EmotionLine, Satisfaction},
};

pub use self::{map::map_svg, report::report_html, words::Language};

/// What a picture or a report shows: a map, and whatever is known about it.
///
/// What is `None` was not looked at, and the report says so; an empty list of gaps means that
/// there are none.
///
/// # Example
/// ```
/// use cesta::{journey::{Journey, spec::{Stage, Touchpoint}}, render::{ReportInput, report_html}};
///
/// let journey = Journey::builder("bakery")
///     .stage(Stage::new("buy").touchpoint(Touchpoint::new("counter")))
///     .build()?;
/// let page = report_html(&ReportInput { date: Some("21 November 2026"), ..ReportInput::new(&journey) });
/// assert!(page.starts_with("<!DOCTYPE html>"));
/// # Ok::<(), cesta::journey::InvalidJourney>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ReportInput<'a> {
    /// The map.
    pub journey: &'a Journey,
    /// What customers did.
    pub overlay: Option<&'a Overlay>,
    /// What customers said.
    pub satisfaction: Option<&'a Satisfaction>,
    /// How customers feel along the map; where it is left out, the line beneath the map shows
    /// answered emotions, or else designed ones, or else the scores on the cards.
    pub emotion: Option<&'a EmotionLine>,
    /// Where the journey has gaps, in the order in which they are to be shown.
    pub gaps: Option<&'a [Finding]>,
    /// The rules that could not run, and why.
    pub rules_not_run: &'a [NotRun],
    /// The heading; the journey's name where it is left out.
    pub title: Option<&'a str>,
    /// The day of the report, as it shall be written.
    pub date: Option<&'a str>,
    /// The language of the report's own words; the map's stay as they are.
    pub language: Language,
}

impl<'a> ReportInput<'a> {
    /// A map and nothing else.
    pub fn new(journey: &'a Journey) -> Self {
        Self {
            journey,
            overlay: None,
            satisfaction: None,
            emotion: None,
            gaps: None,
            rules_not_run: &[],
            title: None,
            date: None,
            language: Language::English,
        }
    }
}

/// How the map is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapOptions {
    /// How many of the links that were observed but are not in the map are drawn, the strongest
    /// first. The legend says how many more there are.
    pub undesigned_links: usize,
    /// Whether the picture carries the journey's name.
    pub heading: Heading,
    /// What every id in the picture begins with, so that several pictures fit on one page;
    /// characters other than ASCII letters, digits, `-` and `_` are left out.
    pub id_prefix: String,
}

impl Default for MapOptions {
    fn default() -> Self {
        Self {
            undesigned_links: 5,
            heading: Heading::Shown,
            id_prefix: "cesta".to_owned(),
        }
    }
}

/// Whether a picture carries its own heading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Heading {
    /// It does: it stands alone.
    #[default]
    Shown,
    /// It does not: the page around it has one.
    Hidden,
}
