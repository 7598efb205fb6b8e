//! Who gets through the stages.

use maud::Markup;

use super::called;
use crate::{
    flow::funnel::Funnel,
    render::{FunnelPicture, Heading, ReportOptions, facts::Facts, funnel, words::Words},
};

pub(super) fn draw(
    facts: &Facts<'_>,
    steps: &Funnel,
    words: &Words,
    options: &ReportOptions,
) -> Markup {
    let mut steps = steps.clone();
    for step in &mut steps.steps {
        step.name = called::stage(facts, &step.name).to_owned();
        for last in &mut step.last_touchpoints {
            last.touchpoint = called::touchpoint(facts, words, &last.touchpoint).into_owned();
        }
    }
    let picture = FunnelPicture {
        heading: Heading::Hidden,
        language: options.language,
        unit: facts.known.unit,
        ..FunnelPicture::default()
    };
    super::picture(words.funnel_title, &funnel::draw(&steps, &picture), "")
}
