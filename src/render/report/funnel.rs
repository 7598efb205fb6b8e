//! Who gets through the stages.

use maud::{Markup, html};

use crate::{
    flow::funnel::Funnel,
    render::{FunnelPicture, Heading, ReportOptions, funnel, words::Words},
};

pub(super) fn draw(steps: &Funnel, words: &Words, options: &ReportOptions) -> Markup {
    let picture = FunnelPicture {
        heading: Heading::Hidden,
        language: options.language,
        ..FunnelPicture::default()
    };
    html! {
        figure.map {
            div.scroll role="region" tabindex="0" aria-label=(words.funnel_title) {
                (funnel::draw(steps, &picture))
            }
        }
    }
}
