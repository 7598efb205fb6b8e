//! The course of one link: through gutters and corridors, around the cards.

use super::{
    layout::{CARD, LEFT, Layout, as_f64},
    link::{Link, Way},
    pen::{Pen, Point},
    route::Ports,
};

/// A side of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Left,
    Right,
}

/// A link's course.
#[derive(Debug)]
pub(super) struct Curve {
    pub(super) path: Pen,
    /// The tip of the arrow.
    tip: Point,
    /// The direction the arrow points to.
    heading: Point,
    /// Where the label stands.
    pub(super) label: Point,
    /// Whether the label ends there rather than begins.
    pub(super) label_ends: bool,
}

/// How far a curve swings out, as a share of the gutter it runs in.
const SWING: f64 = 0.52;
/// Two links between the same neighbours in a column keep this far apart.
const BESIDE: f64 = 46.0;
/// Where a label stands, seen from the port of its link.
const LABEL: Point = (6.0, 2.0);

/// How wide a link is drawn.
pub(super) fn stroke(link: &Link<'_>) -> f64 {
    1.4 + 6.6 * link.weight.clamp(0.0, 1.0)
}

/// How long its arrow's head is.
fn head(link: &Link<'_>) -> f64 {
    5.0 + stroke(link) * 0.75
}

/// The sides at which a link leaves its source and enters its target; `None` for links that run
/// straight up or down.
pub(super) fn sides(link: &Link<'_>, way: Way) -> Option<(Side, Side)> {
    match way {
        Way::Down | Way::Up => None,
        Way::Around if link.is_back() && link.from != link.to => Some((Side::Left, Side::Left)),
        Way::Around => Some((Side::Right, Side::Right)),
        Way::Across | Way::Corridor { .. } if link.is_back() => Some((Side::Left, Side::Right)),
        Way::Across | Way::Corridor { .. } => Some((Side::Right, Side::Left)),
    }
}

impl Curve {
    pub(super) fn of(
        index: usize,
        link: &Link<'_>,
        way: Way,
        ports: Ports,
        layout: &Layout,
    ) -> Self {
        match way {
            Way::Down => Self::straight(link, layout, 1.0),
            Way::Up => Self::straight(link, layout, -1.0),
            Way::Around => Self::around(link, ports, layout),
            Way::Across => Self::across(link, ports, layout, None),
            Way::Corridor { corridor } => {
                Self::across(link, ports, layout, Some(layout.corridor(index, corridor)))
            }
        }
    }

    /// To the card below (1) or above (-1).
    fn straight(link: &Link<'_>, layout: &Layout, sign: f64) -> Self {
        let (from, to) = (layout.corner(link.from), layout.corner(link.to));
        let down = sign > 0.0;
        let x = from.0 + CARD / 2.0 - if down { 0.0 } else { BESIDE };
        let start = from.1 + if down { layout.card_height } else { 0.0 };
        let tip = to.1 + if down { 0.0 } else { layout.card_height };
        Self {
            path: Pen::at((x, start)).line((x, tip - sign * head(link))),
            tip: (x, tip),
            heading: (0.0, sign),
            label: (
                x + sign * (stroke(link) / 2.0 + 5.0),
                f64::midpoint(start, tip) + 3.0,
            ),
            label_ends: !down,
        }
    }

    /// Out of one side and into the same side again, of another card in the column or of itself.
    fn around(link: &Link<'_>, ports: Ports, layout: &Layout) -> Self {
        let right = sides(link, Way::Around) == Some((Side::Right, Side::Right));
        let sign = if right { 1.0 } else { -1.0 };
        let (from, to) = (layout.place(link.from), layout.place(link.to));
        let gutter = match (right, from.column.checked_sub(1)) {
            (true, _) => layout.column(from.column).1,
            (false, Some(before)) => layout.column(before).1,
            (false, None) => LEFT,
        };
        let far = as_f64(from.row.abs_diff(to.row));
        let bulge = sign * (31.0 + 13.0 * far).min(gutter * 0.78);
        let x = layout.corner(link.from).0 + if right { CARD } else { 0.0 };
        let (mut start, mut tip) = (ports.source, ports.target);
        if link.from == link.to {
            (start, tip) = (start.max(tip) + 4.0, start.min(tip) - 4.0);
        }
        let end = x + sign * head(link);
        Self {
            path: Pen::at((x, start)).curve((x + bulge, start), (x + bulge, tip), (end, tip)),
            tip: (x, tip),
            heading: (-sign, 0.0),
            label: (
                x + sign * LABEL.0,
                if tip < start {
                    start + stroke(link) / 2.0 + LABEL.1 + 6.5
                } else {
                    start - stroke(link) / 2.0 - LABEL.1
                },
            ),
            label_ends: !right,
        }
    }

    /// To another column: across the gutter between them, or along a corridor at a height, past
    /// the columns between.
    fn across(link: &Link<'_>, ports: Ports, layout: &Layout, corridor: Option<f64>) -> Self {
        let back = link.is_back();
        let sign = if back { -1.0 } else { 1.0 };
        let (out, into) = if back { (0.0, CARD) } else { (CARD, 0.0) };
        let x = layout.corner(link.from).0 + out;
        let tip = (layout.corner(link.to).0 + into, ports.target);
        let end = tip.0 - sign * head(link);
        let (from, to) = (layout.place(link.from).column, layout.place(link.to).column);
        // The columns whose gutters it runs in: at its source, and at its target.
        let (first, last) = if back {
            (from.saturating_sub(1), to)
        } else {
            (from, to.saturating_sub(1))
        };
        let swing = layout.column(first).1 * SWING * sign;
        let last_swing = layout.column(last).1 * SWING * sign;
        // The label keeps to the side from which the link bends away.
        let half = stroke(link) / 2.0;
        let label = if corridor.unwrap_or(tip.1) < ports.source - 2.0 {
            ports.source + half + LABEL.1 + 6.5
        } else {
            ports.source - half - LABEL.1
        };
        let mut path = Pen::at((x, ports.source));
        let mut out = (x + swing, ports.source);
        if let Some(y) = corridor {
            let (near, far) = if back {
                (layout.column(first).0 + CARD, layout.column(last + 1).0)
            } else {
                (layout.column(first + 1).0, layout.column(last).0 + CARD)
            };
            path = path.curve(out, (near - swing, y), (near, y)).line((far, y));
            out = (far + last_swing, y);
        }
        Self {
            path: path.curve(out, (end - last_swing, tip.1), (end, tip.1)),
            tip,
            heading: (sign, 0.0),
            label: (x + sign * LABEL.0, label),
            label_ends: back,
        }
    }

    /// The head of the arrow: a triangle at its tip.
    pub(super) fn arrow(&self, link: &Link<'_>) -> Pen {
        let ((x, y), (dx, dy)) = (self.tip, self.heading);
        let (length, half) = (head(link) + 0.5, stroke(link) / 2.0 + 2.6);
        let (back_x, back_y) = (x - dx * length, y - dy * length);
        Pen::polygon(&[
            self.tip,
            (back_x - dy * half, back_y + dx * half),
            (back_x + dy * half, back_y - dx * half),
        ])
    }
}
