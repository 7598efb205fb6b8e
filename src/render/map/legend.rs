//! What the marks mean: only those that this map uses.

use maud::{Markup, html};

use super::{Sheet, card, icon, layout::LEFT, route};
use crate::{
    journey::spec::{Contact, TransitionKind},
    render::{
        MapOrigin,
        numbers::{self, Px},
        text::{self, Clean},
    },
};

const ROW: f64 = 24.0;

/// One entry: its mark, drawn around the origin, and its words.
struct Entry {
    mark: Markup,
    /// How far the words stand from the origin.
    room: f64,
    text: String,
}

/// The legend and its height.
pub(super) fn draw(sheet: &Sheet<'_>, top: f64) -> (Markup, f64) {
    let mut rows = vec![
        (sheet.words.links_title, links(sheet)),
        (sheet.words.marks_title, marks(sheet)),
    ];
    rows.push((sheet.words.channels_title, channels(sheet)));
    rows.push((sheet.words.personas_title, personas(sheet)));
    rows.retain(|(_, entries)| !entries.is_empty());
    let mut y = top + 38.0;
    let limit = sheet.layout.width - LEFT;
    let mut placed = Vec::new();
    for (title, entries) in rows {
        placed.push(html! { text.eye x=(Px(LEFT)) y=(Px(y)) { (title) } });
        let start = LEFT + 96.0;
        let mut x = start;
        for entry in entries {
            let width = entry.room + text::width(&entry.text, 11.0) + 26.0;
            if x + width > limit && x > start {
                x = start;
                y += ROW;
            }
            placed.push(html! {
                g transform=(format!("translate({} {})", Px(x), Px(y - 4.0))) {
                    (entry.mark)
                    text.small.u x=(Px(entry.room)) y="4" { (Clean(&entry.text)) }
                }
            });
            x += width;
        }
        y += ROW + 4.0;
    }
    let height = y - top;
    let markup = html! {
        path.grid d=(format!("M{} {}H{}", Px(LEFT), Px(top + 12.0), Px(sheet.layout.width - LEFT))) {}
        @for part in &placed { (part) }
    };
    (markup, height)
}

fn line(kind: Option<TransitionKind>, back: bool, unused: bool, width: f64, text: &str) -> Entry {
    let class = route::classes(kind, back, unused);
    Entry {
        mark: html! {
            path class=(format!("link{class}")) stroke-width=(Px(width)) d="M0 0H22" {}
            @if kind.is_none() { path.core d="M0 0H22" {} }
            path class=(format!("head{class}")) d="M30 0L22 -4.5L22 4.5Z" {}
        },
        room: 38.0,
        text: text.to_owned(),
    }
}

fn links(sheet: &Sheet<'_>) -> Vec<Entry> {
    let (words, links) = (sheet.words, &sheet.links.all);
    let observed = sheet.facts.known.overlay.is_some();
    let has = |kind| links.iter().any(|link| link.kind == Some(kind));
    let mut entries = Vec::new();
    if links
        .iter()
        .any(|link| link.kind == Some(TransitionKind::Forward) && !link.is_back())
    {
        let text = match (sheet.origin, observed) {
            (MapOrigin::Designed, true) => words.link_observed_width,
            (MapOrigin::Designed, false) => words.link_forward,
            (MapOrigin::Discovered, true) => words.link_taken_width,
            (MapOrigin::Discovered, false) => words.link_taken,
        };
        entries.push(line(Some(TransitionKind::Forward), false, false, 4.0, text));
    }
    if links.iter().any(|link| {
        link.kind == Some(TransitionKind::Back)
            || (link.kind == Some(TransitionKind::Forward) && link.is_back())
    }) {
        entries.push(line(
            Some(TransitionKind::Back),
            true,
            false,
            3.0,
            words.link_back,
        ));
    }
    for (kind, text) in [
        (TransitionKind::Failure, words.link_failure),
        (TransitionKind::Recovery, words.link_recovery),
        (TransitionKind::Abandonment, words.link_abandonment),
    ] {
        if has(kind) {
            entries.push(line(Some(kind), false, false, 2.5, text));
        }
    }
    let unused = |link: &super::link::Link<'_>| {
        link.kind.is_some() && link.flow.is_none_or(|flow| flow.count == 0)
    };
    if observed && links.iter().any(unused) {
        entries.push(line(
            Some(TransitionKind::Forward),
            false,
            true,
            1.6,
            words.link_unused,
        ));
    }
    if sheet.links.undesigned > 0 {
        let mut text = match sheet.origin {
            MapOrigin::Designed => words.link_undesigned.to_owned(),
            MapOrigin::Discovered => words.link_rare.to_owned(),
        };
        if sheet.links.left_out > 0 {
            text = format!(
                "{text} ({} {}, {} {})",
                words.strongest,
                numbers::len(sheet.links.undesigned),
                numbers::len(sheet.links.left_out),
                words.more_in_the_tables
            );
        }
        entries.push(line(None, false, false, 6.0, &text));
    }
    if observed && !links.is_empty() {
        entries.push(Entry {
            mark: html! { text.figure x="0" y="4" { "45\u{202f}% · 2\u{202f}min" } },
            room: 66.0,
            text: words.link_figures.to_owned(),
        });
    }
    entries
}

fn marks(sheet: &Sheet<'_>) -> Vec<Entry> {
    let (words, journey, facts) = (sheet.words, sheet.facts.journey(), sheet.facts);
    let mut entries = Vec::new();
    let mut push = |mark: Markup, room: f64, text: &str| {
        entries.push(Entry {
            mark,
            room,
            text: text.to_owned(),
        });
    };
    if journey.entries().next().is_some() {
        push(
            html! { path.soft d="M0 -7.5L9 0L0 7.5Z" {} },
            16.0,
            words.legend_entry,
        );
    }
    if journey.goal_touchpoints().next().is_some() {
        push(
            html! { rect.card.goal x="0" y="-7" width="20" height="14" rx="3" {} },
            27.0,
            words.legend_goal,
        );
    }
    if journey
        .touchpoints()
        .any(|it| it.contact == Contact::Indirect)
    {
        push(
            html! { rect.card.indirect x="0" y="-7" width="20" height="14" rx="3" {} },
            27.0,
            words.legend_indirect,
        );
    }
    if journey.touchpoints().any(|it| it.is_moment_of_truth()) {
        push(
            html! { text.star x="0" y="5" { "★" } },
            18.0,
            words.legend_moment,
        );
    }
    let pains = journey.touchpoints().any(|it| !it.pain_points.is_empty())
        || journey.stages().any(|it| !it.pain_points.is_empty());
    if pains {
        push(
            html! { path.loss d=(card::bolt(6.0, 0.0)) {} },
            18.0,
            words.legend_pain,
        );
    }
    if facts.known.overlay.is_some() {
        push(
            html! { rect.track x="0" y="-2" width="26" height="4" rx="2" {} rect.bar x="0" y="-2" width="17" height="4" rx="2" {} },
            33.0,
            words.legend_reach,
        );
        push(
            html! { text.loss.small x="0" y="4" { "▾" } },
            14.0,
            words.legend_leave,
        );
        push(
            html! { text.soft.small x="0" y="4" { "↻" } },
            16.0,
            words.legend_again,
        );
    }
    if let Some(measure) = facts.measure() {
        push(
            html! { rect.track x="0" y="-1.5" width="34" height="3" rx="1.5" {} path.whisker d="M12 0H30" {} circle.bar cx="21" cy="0" r="4" {} },
            41.0,
            &format!("{} {}", measure.name(), words.legend_score),
        );
        if measure.target.is_some() {
            push(html! { path.target d="M3 -5V5" {} }, 12.0, words.target);
        }
    }
    let found = journey.touchpoints().map(|it| facts.findings(it));
    let found = found.fold([0; 3], |[a, b, c], [x, y, z]| [a + x, b + y, c + z]);
    for ((class, word), n) in words.levels().into_iter().zip(found) {
        if n > 0 {
            push(card::badge(class, 10.0, 0.0), 26.0, word);
        }
    }
    entries
}

fn channels(sheet: &Sheet<'_>) -> Vec<Entry> {
    let channels = sheet.facts.journey().channels();
    channels
        .iter()
        .map(|channel| {
            let name = channel.label.as_deref().unwrap_or(channel.id.as_str());
            let drawn = channel.icon.as_deref().unwrap_or(channel.id.as_str());
            let mark = icon(drawn, 7.0, 0.0, 14.0, true);
            Entry {
                room: if mark.is_some() { 21.0 } else { 0.0 },
                mark: mark.unwrap_or_default(),
                text: text::one_line(name, 11.0, 160.0),
            }
        })
        .collect()
}

fn personas(sheet: &Sheet<'_>) -> Vec<Entry> {
    let personas = sheet.facts.journey().personas();
    personas
        .iter()
        .map(|persona| {
            let name = persona.label.as_deref().unwrap_or(persona.id.as_str());
            let drawn = persona.icon.as_deref().unwrap_or("person");
            let mut text = text::one_line(name, 11.0, 200.0);
            if let Some(share) = persona.share {
                text = format!("{text} {}", numbers::short_percent(share));
            }
            Entry {
                mark: icon(drawn, 8.0, 0.0, 16.0, true).unwrap_or_default(),
                room: 23.0,
                text,
            }
        })
        .collect()
}
