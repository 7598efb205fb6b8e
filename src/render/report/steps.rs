//! Where customers go, step by step.

use maud::{Markup, html};

use crate::{
    flow::steps::StepLinks,
    render::{Heading, ReportOptions, StepPicture, steps, words::Words},
};

pub(super) fn draw(links: &StepLinks, words: &Words, options: &ReportOptions) -> Markup {
    let picture = StepPicture {
        heading: Heading::Hidden,
        language: options.language,
        ..StepPicture::default()
    };
    html! {
        figure.map {
            div.scroll role="region" tabindex="0" aria-label=(words.sankey_title) {
                (steps::draw_sankey(links, &picture))
            }
        }
    }
}
