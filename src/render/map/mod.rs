//! The journey map as one picture.
//!
//! Time runs from left to right: phases, under them the stages, under each stage its
//! touchpoints as cards on one common grid of rows and columns. Links run in the gutters
//! between columns and in the corridors between rows, never over a card; the wider a link, the
//! more customers took it. Beneath runs the emotion line, over the same stages.
//!
//! `layout` places the cards, `route` leads the links around them, the other files draw.

mod card;
mod curve;
mod frame;
mod label;
mod layout;
mod legend;
mod link;
mod mood;
mod pen;
mod route;

use maud::{Markup, PreEscaped, html};

pub(super) use self::card::badge;
use self::{layout::Layout, link::Links};
use super::{
    Heading, Known, MapOptions, MapOrigin, facts::Facts, numbers::Px, text::Clean, theme,
    words::Words,
};

/// Draws a journey map as one SVG, on its own well-formed XML.
///
/// Stages are columns, touchpoints cards with number, role, icon, channels and pain points.
/// What else is known is drawn on them: reach and drop-off, the score, badges with the number
/// of gaps; links get a width by how many customers took them. Under the map runs the emotion
/// line: answered, or as the map declares it, with gaps where it is unknown.
///
/// Colours follow the viewer's light or dark scheme; fonts are the system's.
///
/// For pages that make the picture interactive, the group of each card has the touchpoint's id
/// as `data-touchpoint`, in map order, and the group of each link has `data-from` and `data-to`.
///
/// # Complexity
/// `O(T + E log E)` for T touchpoints and E links, plus the length of the texts shown.
///
/// # Example
/// ```
/// use cesta::{
///     journey::{Journey, spec::{Role, Stage, Touchpoint}},
///     render::{Known, MapOptions, map_svg},
/// };
///
/// let journey = Journey::builder("bakery")
///     .stage(Stage::new("find").touchpoint(Touchpoint::new("smell").role(Role::Entry)))
///     .stage(Stage::new("buy").touchpoint(Touchpoint::new("counter").role(Role::Goal)))
///     .build()?;
/// let svg = map_svg(&Known::new(&journey), &MapOptions::default());
/// assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
/// assert!(svg.contains("counter"));
/// # Ok::<(), cesta::journey::InvalidJourney>(())
/// ```
pub fn map_svg(known: &Known<'_>, options: &MapOptions) -> String {
    draw(&Facts::new(known), options).into_string()
}

/// What every part of the drawing looks at.
struct Sheet<'a> {
    facts: &'a Facts<'a>,
    words: &'static Words,
    title: &'a str,
    layout: Layout,
    links: Links<'a>,
    origin: MapOrigin,
    prefix: String,
}

/// The picture, to stand alone or in a page.
pub(in crate::render) fn draw(facts: &Facts<'_>, options: &MapOptions) -> Markup {
    let words = options.language.words(facts.known.unit);
    let links = Links::of(facts, options);
    let layout = Layout::of(facts, options.heading, &links);
    let prefix = options
        .id_prefix
        .chars()
        .filter(|it| it.is_ascii_alphanumeric() || matches!(it, '-' | '_'))
        .collect();
    let sheet = Sheet {
        facts,
        words,
        title: options.title.as_deref().unwrap_or(facts.journey().name()),
        layout,
        links,
        origin: options.origin,
        prefix,
    };
    let (mood, mood_height) = mood::draw(&sheet);
    let legend_top = sheet.layout.bottom + mood_height;
    let (legend, legend_height) = legend::draw(&sheet, legend_top);
    let height = legend_top + legend_height;
    let width = sheet.layout.width;
    let title_id = format!("{}-title", sheet.prefix);
    let desc_id = format!("{}-desc", sheet.prefix);
    html! {
        svg xmlns="http://www.w3.org/2000/svg" class="cesta cesta-map"
            viewBox=(format!("0 0 {} {}", Px(width), Px(height)))
            width=(Px(width)) height=(Px(height))
            role="img" aria-labelledby=(format!("{title_id} {desc_id}")) {
            title id=(title_id) { (words.map_of) " " (Clean(sheet.title)) }
            desc id=(desc_id) { (describe(&sheet)) }
            style { (PreEscaped(theme::TOKENS)) (PreEscaped(theme::MAP)) }
            rect.ground width=(Px(width)) height=(Px(height)) {}
            @if options.heading == Heading::Shown { (frame::heading(&sheet)) }
            (frame::stages(&sheet))
            (route::draw(&sheet))
            (card::draw(&sheet))
            (mood)
            (legend)
        }
    }
}

/// The picture in a few sentences, for those who cannot see it.
fn describe(sheet: &Sheet<'_>) -> Markup {
    let (journey, words) = (sheet.facts.journey(), sheet.words);
    html! {
        (words.stages.of(journey.stages().len())) ": "
        @for stage in journey.stages() {
            (Clean(stage.name())) " ("
            @for (place, touchpoint) in stage.touchpoints().enumerate() {
                @if place > 0 { ", " }
                (Clean(touchpoint.name()))
            }
            "); "
        }
        (words.links.of(sheet.links.all.len())) "."
    }
}

/// An icon of the map's, centred, `size` pixels wide.
fn icon(name: &str, x: f64, y: f64, size: f64, dim: bool) -> Option<Markup> {
    use super::icons::{Icon, icon};
    let class = if dim { "icon dim" } else { "icon" };
    Some(match icon(name)? {
        Icon::Path(path) => {
            let scale = (size / 24.0 * 1000.0).round() / 1000.0;
            let place = format!(
                "translate({} {}) scale({scale})",
                Px(x - size / 2.0),
                Px(y - size / 2.0)
            );
            html! { path class=(class) transform=(place) d=(path) {} }
        }
        Icon::Character(character) => html! {
            text.u.mid x=(Px(x)) y=(Px(y + size * 0.34)) font-size=(Px(size * 0.95)) { (Clean(character)) }
        },
    })
}
