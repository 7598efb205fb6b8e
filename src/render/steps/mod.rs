//! Step by step, as pictures: a table in shades, and a Sankey diagram.

mod difference;
mod sankey;
mod table;

use maud::{Markup, PreEscaped, html};
use serde::{Deserialize, Serialize};

pub(super) use self::sankey::draw as draw_sankey;
pub use self::{difference::step_difference_svg, sankey::sankey_svg, table::steps_svg};
use super::{
    Heading, Language, LogUnit,
    numbers::Px,
    text::{self, Clean},
    theme,
    words::Words,
};
use crate::flow::steps::{Anchor, StepPlace};

/// How pictures of steps are drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct StepPicture {
    /// The heading; what the picture shows where it is left out.
    pub title: Option<String>,
    /// Whether the picture carries its heading.
    pub heading: Heading,
    /// The language of the picture's own words.
    pub language: Language,
    /// Whom it is about.
    pub unit: LogUnit,
    /// How wide a Sankey diagram is, in pixels, at most 8000; it is wider where its steps need
    /// more.
    pub width: u32,
    /// What every id in the picture begins with, so that several pictures fit on one page;
    /// characters other than ASCII letters, digits, `-` and `_` are left out.
    pub id_prefix: String,
}

impl Default for StepPicture {
    fn default() -> Self {
        Self {
            title: None,
            heading: Heading::default(),
            language: Language::default(),
            unit: LogUnit::default(),
            width: 1200,
            id_prefix: "cesta-steps".to_owned(),
        }
    }
}

/// The margin on every side, in pixels.
const LEFT: f64 = 28.0;

/// How many customers a picture is about.
#[derive(Clone, Copy)]
struct Basis<'a> {
    n: u32,
    unanchored: u32,
    anchor: Option<&'a Anchor>,
}

impl Basis<'_> {
    /// The basis in a sentence.
    fn told(&self, words: &Words) -> Markup {
        html! {
            (words.customers.of_u32(self.n))
            @if let Some(anchor) = self.anchor {
                " · " (words.steps_around) " " tspan.u { (Clean(&text::one_line(&anchor.touchpoint, 12.5, 260.0))) }
                @if self.unanchored > 0 {
                    " · " (words.customers.of_u32(self.unanchored)) " " (words.steps_without)
                }
            }
        }
    }
}

/// Where the drawing begins, under the heading if there is one.
fn top(options: &StepPicture) -> f64 {
    match options.heading {
        Heading::Shown => 104.0,
        Heading::Hidden => 42.0,
    }
}

/// A picture around its drawing, with a title, a description and a heading.
fn sheet(
    options: &StepPicture,
    (title, class): (&str, &str),
    (width, height): (f64, f64),
    basis: Basis<'_>,
    drawing: &Markup,
) -> Markup {
    let words = options.language.words(options.unit);
    let fits = |it: &char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_');
    let prefix: String = options.id_prefix.chars().filter(fits).collect();
    let (title_id, desc_id) = (
        format!("{prefix}-{class}-title"),
        format!("{prefix}-{class}-desc"),
    );
    let title = options.title.as_deref().unwrap_or(title);
    html! {
        svg xmlns="http://www.w3.org/2000/svg" class="cesta cesta-steps"
            viewBox=(format!("0 0 {} {}", Px(width), Px(height)))
            width=(Px(width)) height=(Px(height))
            role="img" aria-labelledby=(format!("{title_id} {desc_id}")) {
            title id=(title_id) { (Clean(title)) }
            desc id=(desc_id) { (basis.described(words)) }
            style { (PreEscaped(theme::TOKENS)) (PreEscaped(theme::STEPS)) }
            rect.ground width=(Px(width)) height=(Px(height)) {}
            @if options.heading == Heading::Shown {
                text.title.u x=(Px(LEFT)) y="40" { (Clean(&text::one_line(title, 25.0, width - 2.0 * LEFT))) }
                text.lead x=(Px(LEFT)) y="62" { (basis.told(words)) }
            }
            (drawing)
        }
    }
}

impl Basis<'_> {
    /// The basis in a sentence without markup.
    fn described(&self, words: &Words) -> Markup {
        html! {
            (words.customers.of_u32(self.n))
            @if let Some(anchor) = self.anchor { " · " (words.steps_around) " " (Clean(&anchor.touchpoint)) }
            @if self.unanchored > 0 {
                " · " (words.customers.of_u32(self.unanchored)) " " (words.steps_without)
            }
        }
    }
}

/// A place in words.
fn called<'p>(place: &'p StepPlace, words: &'p Words) -> &'p str {
    match place {
        StepPlace::Start => words.steps_start,
        StepPlace::Touchpoint { touchpoint } => touchpoint,
        StepPlace::Other => words.steps_other,
        StepPlace::End => words.steps_end,
    }
}

/// A step's number: from 1, or around an anchor with its sign.
fn numbered(step: i32, anchored: bool) -> String {
    match step {
        step if step < 0 => format!("−{}", step.unsigned_abs()),
        step if anchored && step > 0 => format!("+{step}"),
        step => step.to_string(),
    }
}

/// A number of places as a length.
fn as_f64(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::from(u32::MAX), f64::from)
}
