//! Links: from card to card through gutters and corridors, never over a card.
//!
//! Every link leaves and enters at a port of its own. The ports of a card's side are ordered by
//! where their links go, so that links do not cross more than they must.

use std::collections::BTreeMap;

use maud::{Markup, Render, html};
use petgraph::graph::NodeIndex;

use super::{
    Sheet,
    layout::{CARD, LEFT, Layout, as_f64},
    link::{Link, Way},
};
use crate::{
    journey::spec::TransitionKind,
    render::{
        numbers::{self, Px},
        text::{self, Clean},
    },
};

/// A side of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Left,
    Right,
}

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
struct Ports {
    source: f64,
    target: f64,
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
    order.sort_by(|&a, &b| {
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
        Some((link, curve(index, link, way, *ports.get(index)?, layout)))
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

/// A link's course.
struct Curve {
    path: String,
    /// The tip of the arrow, and the direction it points to.
    tip: (f64, f64),
    heading: (f64, f64),
    /// Where the label stands, and whether it ends there.
    label: (f64, f64),
    label_ends: bool,
}

fn stroke(link: &Link<'_>) -> f64 {
    1.4 + 6.6 * link.weight.clamp(0.0, 1.0)
}

/// How long an arrow's head is.
fn head(link: &Link<'_>) -> f64 {
    5.0 + stroke(link) * 0.75
}

fn sides(link: &Link<'_>, way: Way) -> Option<(Side, Side)> {
    match way {
        Way::Down | Way::Up => None,
        Way::Around if link.is_back() && link.from != link.to => Some((Side::Left, Side::Left)),
        Way::Around => Some((Side::Right, Side::Right)),
        Way::Across | Way::Corridor { .. } if link.is_back() => Some((Side::Left, Side::Right)),
        Way::Across | Way::Corridor { .. } => Some((Side::Right, Side::Left)),
    }
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
    ends.sort_by_key(|end| {
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

fn curve(index: usize, link: &Link<'_>, way: Way, ports: Ports, layout: &Layout) -> Curve {
    let (from, to) = (layout.corner(link.from), layout.corner(link.to));
    let head = head(link);
    let p = |x: f64, y: f64| format!("{} {}", Px(x).render().0, Px(y).render().0);
    match way {
        Way::Down | Way::Up => {
            let down = way == Way::Down;
            let sign = if down { 1.0 } else { -1.0 };
            let x = from.0 + CARD / 2.0 + if down { 0.0 } else { -46.0 };
            let start = from.1 + if down { layout.card_height } else { 0.0 };
            let tip = to.1 + if down { 0.0 } else { layout.card_height };
            Curve {
                path: format!("M{} L{}", p(x, start), p(x, tip - sign * head)),
                tip: (x, tip),
                heading: (0.0, sign),
                label: (
                    x + sign * (stroke(link) / 2.0 + 5.0),
                    f64::midpoint(start, tip) + 3.0,
                ),
                label_ends: !down,
            }
        }
        Way::Around => {
            let right = sides(link, way) == Some((Side::Right, Side::Right));
            let sign = if right { 1.0 } else { -1.0 };
            let x = from.0 + if right { CARD } else { 0.0 };
            let far = layout
                .place(link.from)
                .row
                .abs_diff(layout.place(link.to).row);
            let column = layout.place(link.from).column;
            let gutter = match (right, column.checked_sub(1)) {
                (true, _) => layout.column(column).1,
                (false, Some(before)) => layout.column(before).1,
                (false, None) => LEFT,
            };
            let bulge = (24.0 + 10.0 * as_f64(far)).min(gutter * 0.6) * sign;
            let (mut start, mut tip) = (ports.source, ports.target);
            if link.from == link.to && (start - tip).abs() < APART {
                (start, tip) = (start.max(tip) + 4.0, start.min(tip) - 4.0);
            }
            Curve {
                path: format!(
                    "M{} C{} {} {} L{}",
                    p(x, start),
                    p(x + bulge * 1.3, start),
                    p(x + bulge * 1.3, tip),
                    p(x + sign * (head + 1.0), tip),
                    p(x + sign * head, tip)
                ),
                tip: (x, tip),
                heading: (-sign, 0.0),
                label: (x + sign * 6.0, start - stroke(link) / 2.0 - 2.0),
                label_ends: !right,
            }
        }
        Way::Across | Way::Corridor { .. } => {
            let sign = if link.is_back() { -1.0 } else { 1.0 };
            let (out, into) = if link.is_back() {
                (0.0, CARD)
            } else {
                (CARD, 0.0)
            };
            let (x, tip) = (from.0 + out, to.0 + into);
            let end = tip - sign * head;
            let (column, last) = (layout.place(link.from).column, layout.place(link.to).column);
            // The gutters after the source and before the target.
            let (first_gutter, last_gutter) = if link.is_back() {
                (column.saturating_sub(1), last)
            } else {
                (column, last.saturating_sub(1))
            };
            let bend = layout.column(first_gutter).1 * 0.52 * sign;
            let last_bend = layout.column(last_gutter).1 * 0.52 * sign;
            let middle = match way {
                Way::Corridor { corridor } => {
                    let y = layout.corridor(index, corridor);
                    // The edges of the passed columns: near the source, near the target.
                    let (near, far) = if link.is_back() {
                        (
                            layout.column(first_gutter).0 + CARD,
                            layout.column(last_gutter + 1).0,
                        )
                    } else {
                        (
                            layout.column(first_gutter + 1).0,
                            layout.column(last_gutter).0 + CARD,
                        )
                    };
                    format!(
                        " C{} {} {} L{} C{} {} {}",
                        p(x + bend, ports.source),
                        p(near - bend, y),
                        p(near, y),
                        p(far, y),
                        p(far + last_bend, y),
                        p(end - last_bend, ports.target),
                        p(end, ports.target)
                    )
                }
                _ => format!(
                    " C{} {} {}",
                    p(x + bend, ports.source),
                    p(end - bend, ports.target),
                    p(end, ports.target)
                ),
            };
            Curve {
                path: format!("M{}{middle}", p(x, ports.source)),
                tip: (tip, ports.target),
                heading: (sign, 0.0),
                label: (x + sign * 6.0, ports.source - stroke(link) / 2.0 - 2.0),
                label_ends: link.is_back(),
            }
        }
    }
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
        && sheet.facts.input.overlay.is_some()
        && link.flow.is_none_or(|flow| flow.count == 0);
    let class = classes(link.kind, link.is_back(), unused);
    html! {
        g {
            title { (title(sheet, link)) }
            path class=(format!("link{class}")) stroke-width=(Px(stroke(link))) d=(curve.path) {}
            @if link.kind.is_none() { path.core d=(curve.path) {} }
            path class=(format!("head{class}")) d=(arrow(curve, head(link), stroke(link))) {}
        }
    }
}

/// The head of an arrow: a triangle at its tip.
fn arrow(curve: &Curve, length: f64, stroke: f64) -> String {
    let ((x, y), (dx, dy)) = (curve.tip, curve.heading);
    let half = stroke / 2.0 + 2.6;
    let (back_x, back_y) = (x - dx * (length + 0.5), y - dy * (length + 0.5));
    let p = |x: f64, y: f64| format!("{} {}", Px(x).render().0, Px(y).render().0);
    format!(
        "M{}L{}L{}Z",
        p(x, y),
        p(back_x - dy * half, back_y + dx * half),
        p(back_x + dy * half, back_y - dx * half)
    )
}

/// The labels placed so far, by the lines of text they stand on.
#[derive(Default)]
struct Labels {
    taken: BTreeMap<(i64, i64), Vec<(f64, f64, f64)>>,
}

/// The size of a label's type, and how much height it needs.
const FIGURE: f64 = 9.5;
/// Links that fewer take have no label, as the legend says.
const LABELLED: f64 = 0.05;
const LINE: f64 = 10.5;

impl Labels {
    /// The share that goes this way, and how long it took them: as much of it as has room.
    fn place(&mut self, link: &Link<'_>, curve: &Curve) -> Option<Markup> {
        let share = match link.flow {
            Some(flow) => flow.probability.value.filter(|_| flow.count > 0),
            None => link.expected,
        };
        // Where few go, only failures and ways out of them are worth a label.
        let worth = share? >= LABELLED
            || matches!(
                link.kind,
                Some(TransitionKind::Failure | TransitionKind::Recovery)
            );
        let share = numbers::short_percent(share.filter(|_| worth)?);
        let time = link.flow.and_then(|flow| flow.durations.as_ref());
        let full = time.map(|time| format!("{share} · {}", numbers::short_duration(time.median)));
        let text = full.into_iter().chain([share]).find(|text| {
            let width = text::width(text, FIGURE);
            let (x, y) = curve.label;
            let left = if curve.label_ends { x - width } else { x };
            self.take(left - 2.0, left + width + 2.0, y)
        })?;
        let class = if curve.label_ends {
            "figure end"
        } else {
            "figure"
        };
        Some(html! {
            text class=(class) x=(Px(curve.label.0)) y=(Px(curve.label.1)) { (text) }
        })
    }

    /// Takes a stretch of a line of text, unless something stands there.
    fn take(&mut self, left: f64, right: f64, y: f64) -> bool {
        const CELL: f64 = 140.0;
        let cell = |x: f64, step: f64| tenths(x) / tenths(step);
        let (column, row) = (cell(left, CELL), cell(y, LINE));
        let near = (column - 1..=column + 1).flat_map(|x| (row - 1..=row + 1).map(move |y| (x, y)));
        let free = near.filter_map(|key| self.taken.get(&key)).flatten().all(
            |&(other_left, other_right, other_y)| {
                right <= other_left || left >= other_right || (y - other_y).abs() >= LINE
            },
        );
        if free {
            self.taken
                .entry((column, row))
                .or_default()
                .push((left, right, y));
        }
        free
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
        } @else if sheet.facts.input.overlay.is_some() {
            ": " (words.nobody_took_it)
        } @else if let Some(expected) = link.expected {
            ": " (words.expected) " " (numbers::percent(expected))
        }
    }
}
