//! Where customers go, step by step.

use std::{borrow::Cow, collections::BTreeMap};

use maud::Markup;

use super::called;
use crate::{
    flow::steps::{StepLinks, StepPlace},
    render::{Heading, ReportOptions, StepPicture, facts::Facts, steps, words::Words},
    sort,
};

pub(super) fn draw(
    facts: &Facts<'_>,
    links: &StepLinks,
    words: &Words,
    options: &ReportOptions,
) -> Markup {
    let picture = StepPicture {
        heading: Heading::Hidden,
        language: options.language,
        unit: facts.known.unit,
        ..StepPicture::default()
    };
    let drawing = steps::draw_sankey(&called_as_on_the_map(facts, words, links), &picture);
    super::picture(words.sankey_title, &drawing, "")
}

/// The links with the map's names, where each name then still is one place of the diagram.
fn called_as_on_the_map(facts: &Facts<'_>, words: &Words, links: &StepLinks) -> StepLinks {
    let events = links.nodes.iter().filter_map(|it| it.place.name());
    let names: BTreeMap<&str, Cow<'_, str>> =
        sort::collect(events.map(|event| (event, called::touchpoint(facts, words, event))));
    let distinct: BTreeMap<&str, &str> =
        sort::collect(names.iter().map(|(event, name)| (&**name, *event)));
    let mut called = links.clone();
    if distinct.len() < names.len() {
        return called;
    }
    let rename = |place: &mut StepPlace| {
        if let StepPlace::Touchpoint { touchpoint } = place
            && let Some(name) = names.get(touchpoint.as_str())
        {
            *touchpoint = name.to_string();
        }
    };
    called.nodes.iter_mut().for_each(|it| rename(&mut it.place));
    for link in &mut called.links {
        rename(&mut link.from);
        rename(&mut link.to);
    }
    called
}
