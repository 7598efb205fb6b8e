//! The ways customers went, as a picture: a row of arrows a variant.

use maud::{Markup, PreEscaped, html};
use serde::{Deserialize, Serialize};

use super::{
    Heading, Language, LogUnit, numbers,
    numbers::Px,
    text::{self, Clean},
    theme,
    words::Words,
};
use crate::flow::variants::{Variant, Variants};

/// How the picture of variants is drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct VariantPicture {
    /// The heading; what the picture shows where it is left out.
    pub title: Option<String>,
    /// Whether the picture carries its heading.
    pub heading: Heading,
    /// The language of the picture's own words.
    pub language: Language,
    /// What every id in the picture begins with, so that several pictures fit on one page;
    /// characters other than ASCII letters, digits, `-` and `_` are left out.
    pub id_prefix: String,
    /// Whose ways these are.
    pub unit: LogUnit,
    /// How many touchpoints of a variant are drawn at most; the others are counted. Default 12.
    pub touchpoints: u32,
}

impl Default for VariantPicture {
    fn default() -> Self {
        Self {
            title: None,
            heading: Heading::default(),
            language: Language::default(),
            id_prefix: "cesta-variants".to_owned(),
            unit: LogUnit::default(),
            touchpoints: 12,
        }
    }
}

// All in pixels.
const LEFT: f64 = 28.0;
const NUMBER: f64 = 64.0;
const BARS: f64 = 110.0;
const TIME: f64 = 84.0;
const ARROWS: f64 = LEFT + NUMBER + BARS + TIME + 24.0;
const ARROW: f64 = 104.0;
const TIP: f64 = 9.0;
const ROW: f64 = 36.0;
const TALL: f64 = 26.0;

/// How many looks arrows have; touchpoints far from each other by name share one.
const LOOKS: u32 = 6;

/// Draws the listed variants as one SVG: how many customers went each way, how long it took,
/// and the touchpoints as arrows. A touchpoint has the same look wherever it comes.
///
/// Colours follow the viewer's light or dark scheme; fonts are the system's. Each arrow has its
/// touchpoint as its title.
///
/// # Complexity
/// Linear in what is drawn.
///
/// # Example
/// ```
/// use cesta::{flow::variants::{VariantOptions, Variants}, log::EventLog, render::{VariantPicture, variants_svg}};
///
/// let log = EventLog::from_columns(&["ann", "ann"], &["look", "buy"], None)?;
/// let variants = Variants::of(&log, &VariantOptions::default());
/// let svg = variants_svg(&variants, &VariantPicture::default());
/// assert!(svg.contains("<title>look</title>"));
/// # Ok::<(), cesta::log::BuildError>(())
/// ```
pub fn variants_svg(variants: &Variants, options: &VariantPicture) -> String {
    draw(variants, options).into_string()
}

/// The picture, to stand alone or in a page.
pub(in crate::render) fn draw(variants: &Variants, options: &VariantPicture) -> Markup {
    let words = options.language.words(options.unit);
    let fits = |it: &char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_');
    let prefix: String = options.id_prefix.chars().filter(fits).collect();
    let (title_id, desc_id) = (format!("{prefix}-title"), format!("{prefix}-desc"));
    let title = options.title.as_deref().unwrap_or(words.ways_title);
    let top = match options.heading {
        Heading::Shown => 84.0,
        Heading::Hidden => 20.0,
    };
    let most = options.touchpoints as usize;
    let longest = variants.iter().map(|it| it.sequence().len()).max();
    let drawn = longest.unwrap_or(0).min(most);
    let width = ARROWS + at(drawn) * ARROW + 60.0 + LEFT;
    let height = top + at(variants.iter().len()) * ROW + 40.0;
    let widest = variants.iter().next().map_or(0, |it| it.share().count);
    html! {
        svg xmlns="http://www.w3.org/2000/svg" class="cesta cesta-variants"
            viewBox=(format!("0 0 {} {}", Px(width), Px(height)))
            width=(Px(width)) height=(Px(height))
            role="img" aria-labelledby=(format!("{title_id} {desc_id}")) {
            title id=(title_id) { (Clean(title)) }
            desc id=(desc_id) { (describe(variants, words)) }
            style { (PreEscaped(theme::TOKENS)) (PreEscaped(theme::VARIANTS)) }
            rect.ground width=(Px(width)) height=(Px(height)) {}
            @if options.heading == Heading::Shown {
                text.title.u x=(Px(LEFT)) y="40" { (Clean(&text::one_line(title, 25.0, width - 2.0 * LEFT))) }
                text.lead x=(Px(LEFT)) y="62" { (describe(variants, words)) }
            }
            @for (row, variant) in variants.iter().enumerate() {
                (way(&variant, widest, most, top + at(row) * ROW))
            }
            @if variants.other.count > 0 {
                text.lead x=(Px(LEFT)) y=(Px(height - 18.0)) {
                    (words.ways_other) " " (words.customers.of_u32(variants.other.count))
                    @if let Some(share) = variants.other.value { " (" (numbers::percent(share)) ")" }
                }
            }
        }
    }
}

/// The picture in a sentence.
fn describe(variants: &Variants, words: &Words) -> Markup {
    html! {
        (words.customers.of_u32(variants.customers)) " · "
        (numbers::count(variants.variants)) " " (words.ways_lead)
    }
}

/// One variant.
fn way(variant: &Variant<'_>, widest: u32, most: usize, y: f64) -> Markup {
    let share = variant.share();
    let long = BARS * f64::from(share.count) / f64::from(widest.max(1));
    let middle = y + 17.0;
    let bar = LEFT + NUMBER;
    let more = variant.sequence().len().saturating_sub(most);
    html! {
        g {
            text.end x=(Px(LEFT + NUMBER - 10.0)) y=(Px(middle)) { (numbers::count(share.count)) }
            rect.track x=(Px(bar)) y=(Px(y + 6.0)) width=(Px(BARS)) height="14" rx="3" {}
            rect.bar x=(Px(bar)) y=(Px(y + 6.0)) width=(Px(long)) height="14" rx="3" {}
            text.small x=(Px(bar + 6.0)) y=(Px(middle)) {
                (share.value.map(numbers::percent).unwrap_or_default())
            }
            text.soft.end x=(Px(bar + BARS + TIME)) y=(Px(middle)) {
                (numbers::median(variant.durations()).unwrap_or_default())
            }
            @let visits = variant.sequence().iter().zip(variant.touchpoints());
            @for (place, (&number, name)) in visits.take(most).enumerate() {
                (arrow(number, name, ARROWS + at(place) * ARROW, y))
            }
            @if more > 0 {
                text.soft x=(Px(ARROWS + at(most) * ARROW + TIP + 6.0)) y=(Px(middle)) {
                    "+" (numbers::len(more))
                }
            }
        }
    }
}

/// A touchpoint, as an arrow that the next one fits behind.
fn arrow(number: u32, name: &str, x: f64, y: f64) -> Markup {
    let (end, half) = (x + ARROW - 4.0, y + TALL / 2.0);
    let points = [
        (x, y),
        (end, y),
        (end + TIP, half),
        (end, y + TALL),
        (x, y + TALL),
        (x + TIP, half),
    ];
    let path: Vec<String> = points
        .iter()
        .map(|&(x, y)| format!("{} {}", Px(x), Px(y)))
        .collect();
    let room = ARROW - 2.0 * TIP - 8.0;
    html! {
        g class=(format!("a{}", number % LOOKS)) {
            title { (Clean(name)) }
            path d=(format!("M{}Z", path.join("L"))) {}
            text.u.small x=(Px(x + TIP + 6.0)) y=(Px(y + 17.0)) {
                (Clean(&text::one_line(name, 11.0, room)))
            }
        }
    }
}

fn at(place: usize) -> f64 {
    f64::from(u32::try_from(place).unwrap_or(u32::MAX))
}
