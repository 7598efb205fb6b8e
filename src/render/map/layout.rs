//! Where everything stands: one grid of columns and rows under all stages.
//!
//! A stage takes one column, or several where it has more touchpoints than the grid has rows;
//! its touchpoints run down the first column, then the next. All cards are equally large, and
//! rows are common to all stages, so that a corridor between two rows runs straight through the
//! whole map. How high a corridor is depends on how many links run in it.

use crate::{
    render::{Heading, facts::Facts},
    sort,
};

use super::link::{Links, Way};

pub(super) const CARD: f64 = 186.0;
/// The widths a gutter may have, and how much each link in it adds.
const GUTTER: (f64, f64) = (80.0, 170.0);
const PER_LINK: f64 = 6.5;
pub(super) const LEFT: f64 = 60.0;
pub(super) const RIGHT: f64 = 48.0;
/// A picture of one stage has room for the longest entry of the legend.
const NARROWEST: f64 = 560.0;
pub(super) const LANE: f64 = 9.0;
/// More links than this in one corridor share lanes.
const MAX_LANES: usize = 8;
const HEADING: f64 = 76.0;
const PHASE: f64 = 34.0;
const STAGE: f64 = 58.0;
/// Rows before a stage gets a second column, on a map of ordinary size.
const ROWS: usize = 6;

/// Where a card stands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Place {
    pub(super) column: usize,
    pub(super) row: usize,
}

/// The columns of a stage.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Band {
    pub(super) left: f64,
    pub(super) width: f64,
    /// How wide the gutter before it is.
    pub(super) gutter: f64,
}

/// The whole grid.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) places: Vec<Place>,
    pub(super) bands: Vec<Band>,
    /// The left edge of each column, and the width of the gutter after it.
    columns: Vec<(f64, f64)>,
    /// The upper edge of each row.
    rows: Vec<f64>,
    /// The middle of each corridor: above row 0, above row 1, ..., under the last row.
    corridors: Vec<f64>,
    /// The lane of each link that runs in a corridor, as an offset from its middle.
    pub(super) lanes: Vec<f64>,
    pub(super) card_height: f64,
    pub(super) flow_row: f64,
    /// Where the phases begin.
    pub(super) top: f64,
    /// Where the stages' heads begin.
    pub(super) stage_top: f64,
    /// Where the grid ends.
    pub(super) bottom: f64,
    pub(super) width: f64,
}

#[expect(clippy::cast_precision_loss, reason = "places on a sheet are small")]
pub(super) fn as_f64(n: usize) -> f64 {
    n as f64
}

impl Layout {
    pub(super) fn of(facts: &Facts<'_>, heading: Heading, links: &Links<'_>) -> Self {
        let journey = facts.journey();
        let limit = ROWS.max(journey.touchpoints().len().isqrt());
        let mut places = Vec::with_capacity(journey.touchpoints().len());
        let mut spans = Vec::new();
        let (mut first, mut rows) = (0, 0);
        for stage in journey.stages() {
            let count = stage.touchpoints().len();
            let columns = count.div_ceil(limit).max(1);
            let deep = count.div_ceil(columns).max(1);
            places.extend((0..count).map(|place| Place {
                column: first + place / deep,
                row: place % deep,
            }));
            rows = rows.max(deep);
            spans.push((first, columns));
            first += columns;
        }
        let rows = rows.max(1);
        let columns = columns(links, &places, first);
        let bands = spans
            .into_iter()
            .map(|(first, count)| band(&columns, first, count));
        let bands = bands.collect();

        let (lanes, used) = lanes(links, &places, rows);
        let flow_row = if facts.known.overlay.is_some() {
            30.0
        } else {
            0.0
        };
        let score_row = if facts.measure().is_some() { 26.0 } else { 0.0 };
        let card_height = 82.0 + flow_row + score_row;

        let top = match heading {
            Heading::Shown => HEADING,
            Heading::Hidden => 14.0,
        };
        let phases = journey.stages().any(|stage| stage.phase.is_some());
        let stage_top = top + if phases { PHASE } else { 10.0 };
        let mut y = stage_top + STAGE;
        let (mut tops, mut corridors) = (Vec::new(), Vec::new());
        for row in 0..=rows {
            let count = used.get(row).copied().unwrap_or_default();
            let least = if row == 0 || row == rows { 20.0 } else { 34.0 };
            let room = (as_f64(count) * LANE + 16.0).max(least);
            corridors.push(y + room / 2.0);
            y += room;
            if row < rows {
                tops.push(y);
                y += card_height;
            }
        }
        Self {
            places,
            bands,
            rows: tops,
            corridors,
            lanes,
            card_height,
            flow_row,
            top,
            stage_top,
            bottom: y,
            width: (columns.last().map_or(LEFT, |(left, _)| left + CARD) + RIGHT).max(NARROWEST),
            columns,
        }
    }

    pub(super) fn place(&self, touchpoint: usize) -> Place {
        self.places.get(touchpoint).copied().unwrap_or_default()
    }

    /// The upper left corner of a card.
    pub(super) fn corner(&self, touchpoint: usize) -> (f64, f64) {
        let place = self.place(touchpoint);
        let top = self.rows.get(place.row).copied().unwrap_or_default();
        (self.column(place.column).0, top)
    }

    /// The left edge of a column, and the width of the gutter after it.
    pub(super) fn column(&self, column: usize) -> (f64, f64) {
        self.columns
            .get(column)
            .copied()
            .unwrap_or((LEFT, GUTTER.0))
    }

    /// The middle of a card's side.
    pub(super) fn middle(&self, touchpoint: usize) -> f64 {
        self.corner(touchpoint).1 + self.card_height / 2.0
    }

    /// Where a link runs through its corridor.
    pub(super) fn corridor(&self, link: usize, corridor: usize) -> f64 {
        let offset = self.lanes.get(link).copied().unwrap_or_default();
        self.corridors.get(corridor).copied().unwrap_or_default() + offset
    }
}

/// The left edges of all columns, and the gutters after them: the more links run in a gutter,
/// the wider it is.
fn columns(links: &Links<'_>, places: &[Place], count: usize) -> Vec<(f64, f64)> {
    let mut crowd = vec![0; count];
    let mut meet = |gutter: usize| {
        if let Some(links) = crowd.get_mut(gutter) {
            *links += 1;
        }
    };
    for link in &links.all {
        let column = |touchpoint: usize| places.get(touchpoint).map_or(0, |it| it.column);
        let (from, to) = (column(link.from), column(link.to));
        match link.way(places) {
            Way::Down | Way::Up => {}
            Way::Around if link.is_back() => meet(from.wrapping_sub(1)),
            Way::Around => meet(from),
            Way::Across => meet(from.min(to)),
            Way::Corridor { .. } => {
                meet(from.min(to));
                meet(from.max(to) - 1);
            }
        }
    }
    let mut left = LEFT;
    let columns = crowd.into_iter().map(|links| {
        let gutter = (48.0 + as_f64(links) * PER_LINK).clamp(GUTTER.0, GUTTER.1);
        let column = (left, gutter);
        left += CARD + gutter;
        column
    });
    columns.collect()
}

/// The columns of a stage as one.
fn band(columns: &[(f64, f64)], first: usize, count: usize) -> Band {
    let column = |place: usize| columns.get(place).copied().unwrap_or_default();
    let (left, last) = (column(first).0, column(first + count - 1).0);
    Band {
        left,
        width: last - left + CARD,
        gutter: first.checked_sub(1).map_or(LEFT, |before| column(before).1),
    }
}

/// Gives every link in a corridor a lane of its own for the columns it passes, first come first
/// served from the left. Gives the offsets, and the number of lanes per corridor.
fn lanes(links: &Links<'_>, places: &[Place], rows: usize) -> (Vec<f64>, Vec<usize>) {
    let mut runs: Vec<(usize, usize, usize, usize)> = Vec::new();
    for (index, link) in links.all.iter().enumerate() {
        if let Way::Corridor { corridor } = link.way(places) {
            let column = |touchpoint: usize| places.get(touchpoint).map_or(0, |it| it.column);
            let (from, to) = (column(link.from), column(link.to));
            runs.push((corridor, from.min(to), from.max(to), index));
        }
    }
    sort::plain(&mut runs);
    let mut ends: Vec<Vec<usize>> = vec![Vec::new(); rows + 1];
    let mut lane_of = vec![None; links.all.len()];
    for (corridor, first, last, link) in runs {
        let Some(ends) = ends.get_mut(corridor) else {
            continue;
        };
        let free = ends.iter().position(|&end| end <= first);
        let lane = match free {
            Some(lane) => lane,
            None if ends.len() < MAX_LANES => {
                ends.push(0);
                ends.len() - 1
            }
            None => link % MAX_LANES,
        };
        if let Some(end) = ends.get_mut(lane) {
            *end = last;
        }
        if let Some(slot) = lane_of.get_mut(link) {
            *slot = Some((corridor, lane));
        }
    }
    let used: Vec<usize> = ends.iter().map(Vec::len).collect();
    let offsets = lane_of.into_iter().map(|lane| {
        let Some((corridor, lane)) = lane else {
            return 0.0;
        };
        let count = used.get(corridor).copied().unwrap_or(1);
        (as_f64(lane) - (as_f64(count) - 1.0) / 2.0) * LANE
    });
    (offsets.collect(), used)
}
