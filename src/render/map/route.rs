//! Links: from card to card through gutters and corridors, never over a card.
//!
//! Every link leaves and enters at a port of its own. The ports of a card's side are ordered by
//! where their links go, so that links do not cross more than they must.

use maud::{Markup, html};
use petgraph::graph::NodeIndex;

use super::{
    Sheet,
    curve::{Curve, Side, sides, stroke},
    label::Labels,
    layout::{Layout, as_f64},
    link::{Link, Way},
};
use crate::{
    journey::spec::TransitionKind,
    render::{
        numbers::{self, Px},
        text::Clean,
    },
    sort,
};

/// The end of a link at a card.
#[derive(Debug)]
struct End {
    touchpoint: usize,
    side: Side,
    /// The height to which the link goes from here, in tenths of pixels.
    toward: i64,
    link: usize,
    is_source: bool,
}

/// The points where a link leaves and enters.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ports {
    pub(super) source: f64,
    pub(super) target: f64,
}

/// Ports keep this distance from a card's corners.
const INSET: f64 = 16.0;
/// Ports stand this far apart, where there is room.
const APART: f64 = 15.0;

pub(super) fn draw(sheet: &Sheet<'_>) -> Markup {
    let layout = &sheet.layout;
    let links = &sheet.links.all;
    let ways: Vec<Way> = links.iter().map(|link| link.way(&layout.places)).collect();
    let ports = ports(links, &ways, layout);
    // Weak links first, so that the strong ones lie on top; back links beneath them all.
    let mut order: Vec<usize> = (0..links.len()).collect();
    sort::by(&mut order, |&a, &b| {
        let key = |index: usize| {
            links
                .get(index)
                .map_or((false, 0.0), |it| (!is_dim(it), it.weight))
        };
        let (a, b) = (key(a), key(b));
        a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
    });
    let drawn = order.iter().filter_map(|&index| {
        let (link, way) = (links.get(index)?, *ways.get(index)?);
        Some((
            link,
            Curve::of(index, link, way, *ports.get(index)?, layout),
        ))
    });
    let drawn: Vec<_> = drawn.collect();
    let mut labels = Labels::default();
    html! {
        g {
            @for (link, curve) in &drawn { (line(sheet, link, curve)) }
        }
        g {
            @for (link, curve) in drawn.iter().rev() {
                @if let Some(label) = labels.place(link, curve) { (label) }
            }
        }
    }
}

fn is_dim(link: &Link<'_>) -> bool {
    link.kind == Some(TransitionKind::Back) || (link.kind.is_some() && link.is_back())
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "heights on a sheet are small"
)]
fn tenths(y: f64) -> i64 {
    (y * 10.0).round() as i64
}

fn ports(links: &[Link<'_>], ways: &[Way], layout: &Layout) -> Vec<Ports> {
    let mut ends = Vec::new();
    for (index, (link, &way)) in links.iter().zip(ways).enumerate() {
        let Some((out, into)) = sides(link, way) else {
            continue;
        };
        let (mut towards_target, mut towards_source) =
            (layout.middle(link.to), layout.middle(link.from));
        if let Way::Corridor { corridor } = way {
            towards_target = layout.corridor(index, corridor);
            towards_source = towards_target;
        }
        ends.push(End {
            touchpoint: link.from,
            side: out,
            toward: tenths(towards_target),
            link: index,
            is_source: true,
        });
        ends.push(End {
            touchpoint: link.to,
            side: into,
            toward: tenths(towards_source),
            link: index,
            is_source: false,
        });
    }
    sort::by_key(&mut ends, |end| {
        (
            end.touchpoint,
            end.side,
            end.toward,
            end.link,
            end.is_source,
        )
    });
    let mut ports = vec![Ports::default(); links.len()];
    for group in ends.chunk_by(|a, b| (a.touchpoint, a.side) == (b.touchpoint, b.side)) {
        let Some(first) = group.first() else {
            continue;
        };
        let middle = layout.middle(first.touchpoint);
        let room = layout.card_height - 2.0 * INSET;
        let apart = (room / as_f64(group.len())).min(APART);
        let start = middle - apart * (as_f64(group.len()) - 1.0) / 2.0;
        for (place, end) in group.iter().enumerate() {
            let y = start + as_f64(place) * apart;
            let Some(port) = ports.get_mut(end.link) else {
                continue;
            };
            if end.is_source {
                port.source = y;
            } else {
                port.target = y;
            }
        }
    }
    ports
}

/// The classes of a link, which say what kind it is.
pub(super) fn classes(kind: Option<TransitionKind>, back: bool, unused: bool) -> String {
    let kind = match kind {
        None => " observed",
        Some(TransitionKind::Failure) => " failure",
        Some(TransitionKind::Recovery) => " recovery",
        Some(TransitionKind::Abandonment) => " abandonment",
        Some(TransitionKind::Back) => " back",
        Some(TransitionKind::Forward) if back => " back",
        Some(TransitionKind::Forward) => "",
    };
    format!("{kind}{}", if unused { " unused" } else { "" })
}

fn line(sheet: &Sheet<'_>, link: &Link<'_>, curve: &Curve) -> Markup {
    let unused = link.kind.is_some()
        && sheet.facts.known.overlay.is_some()
        && link.flow.is_none_or(|flow| flow.count == 0);
    let class = classes(link.kind, link.is_back(), unused);
    let id = |index: usize| {
        sheet
            .facts
            .journey()
            .at(NodeIndex::new(index))
            .map_or("", |it| it.id().as_str())
    };
    html! {
        g data-from=(Clean(id(link.from))) data-to=(Clean(id(link.to))) {
            title { (title(sheet, link)) }
            path class=(format!("link{class}")) stroke-width=(Px(stroke(link))) d=(curve.path) {}
            @if link.kind.is_none() { path.core d=(curve.path) {} }
            path class=(format!("head{class}")) d=(curve.arrow(link)) {}
        }
    }
}

/// Everything about a link, for the pointer and the screen reader.
fn title(sheet: &Sheet<'_>, link: &Link<'_>) -> Markup {
    let (journey, words) = (sheet.facts.journey(), sheet.words);
    let name = |index: usize| journey.at(NodeIndex::new(index)).map_or("", |it| it.name());
    html! {
        (Clean(name(link.from))) " → " (Clean(name(link.to)))
        @if link.kind.is_none() { " (" (words.not_in_the_map) ")" }
        @if let Some(flow) = link.flow {
            ": " (numbers::count(flow.count)) " × · " (words.customers.of_u32(flow.customers))
            @if let Some(share) = numbers::share(&flow.probability) { " · " (share) }
            @if let Some(median) = numbers::median(flow.durations.as_ref()) { " · " (words.median) " " (median) }
        } @else if sheet.facts.known.overlay.is_some() {
            ": " (words.nobody_took_it)
        } @else if let Some(expected) = link.expected {
            ": " (words.expected) " " (numbers::percent(expected))
        }
    }
}
