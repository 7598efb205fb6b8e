//! When customers come.

use maud::Markup;

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
    super::picture(words.rhythm_title, &rhythm::draw(beats, &picture), "")
}
