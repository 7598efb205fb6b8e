//! When customers come.

use maud::{Markup, html};

use crate::{
    flow::rhythm::Rhythm,
    render::{Heading, ReportOptions, RhythmPicture, facts::Facts, rhythm, words::Words},
};

pub(super) fn draw(
    facts: &Facts<'_>,
    beats: &Rhythm,
    words: &Words,
    options: &ReportOptions,
) -> Markup {
    let picture = RhythmPicture {
        heading: Heading::Hidden,
        language: options.language,
        unit: facts.known.unit,
        ..RhythmPicture::default()
    };
    html! {
        figure.map {
            div.scroll role="region" tabindex="0" aria-label=(words.rhythm_title) {
                (rhythm::draw(beats, &picture))
            }
        }
    }
}
