//! Everything together: one page that needs nothing but itself.
use super::*;
/// The page.
pub fn report_html(input: &ReportInput<'_>) -> String {
    let facts = facts::Facts::new(input);
    let options = MapOptions {
        heading: Heading::Hidden,
        ..MapOptions::default()
    };
    maud::html! { (maud::DOCTYPE) html class="cesta" lang=(input.language.tag()) { head { meta charset="utf-8"; title { (text::Clean(input.title.unwrap_or(input.journey.name()))) } style { (maud::PreEscaped(theme::PAGE)) } } body { (map::draw(&facts, &options)) } } }.into_string()
}
