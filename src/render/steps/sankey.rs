//! The steps as a Sankey diagram.
//!
//! A column a step; in it a block for each place, as high as it has customers. Each block has a
//! slot with room for its text, in one line or, where columns are narrow, in two; and text keeps
//! to its slot and its column, so that no label meets another. `other` and `end` stand at the foot of each column; the touchpoints
//! above them are ordered by where their customers come from and go to, which leaves few
//! crossings.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{Basis, LEFT, StepPicture, as_f64, called, numbered, sheet, top};
use crate::{
    flow::steps::{StepLinks, StepNode, StepPlace},
    render::{
        numbers::{self, Px},
        text::{self, Clean},
        words::Words,
    },
    sort,
};

// All in pixels.
const BLOCK: f64 = 11.0;
/// How high a slot is at least, by its lines of text.
const SLOTS: [f64; 2] = [17.0, 31.0];
/// The size of text.
const SIZE: f64 = 11.5;
const GAP: f64 = 9.0;
/// How high all customers together are.
const ALL: f64 = 400.0;
/// The least and the most between two columns.
const NARROW: f64 = 104.0;
const WIDE: f64 = 320.0;
/// How many colours there are for touchpoints.
const HUES: usize = 8;
/// How often columns are ordered by their neighbours, there and back.
const SWEEPS: usize = 8;

/// Draws where customers go from step to step as one SVG: a Sankey diagram.
///
/// Colours follow the viewer's light or dark scheme; fonts are the system's. Blocks and ribbons
/// have their numbers as titles.
///
/// # Complexity
/// `O(l log l)` for `l` links.
///
/// # Example
/// ```
/// use cesta::{flow::steps::{StepLinks, StepOptions}, log::EventLog, render::{StepPicture, sankey_svg}};
///
/// let log = EventLog::from_columns(&["ann", "ann", "bob"], &["look", "buy", "look"], None)?;
/// let svg = sankey_svg(&StepLinks::of(&log, &StepOptions::default())?, &StepPicture::default());
/// assert!(svg.contains("look → buy: 1 customer"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sankey_svg(links: &StepLinks, options: &StepPicture) -> String {
    draw(links, options).into_string()
}

/// A place at a step, and where it is drawn.
struct Block<'a> {
    place: &'a StepPlace,
    column: usize,
    customers: u32,
    touchpoints: u32,
    y: f64,
    height: f64,
}

/// Customers on their way, from block to block.
struct Ribbon {
    from: usize,
    to: usize,
    customers: u32,
    /// Where it leaves and arrives.
    y: [f64; 2],
}

/// The diagram, laid out.
struct Layout<'a> {
    blocks: Vec<Block<'a>>,
    /// By column: blocks from top to bottom.
    columns: Vec<Vec<usize>>,
    ribbons: Vec<Ribbon>,
    /// Pixels a customer.
    scale: f64,
    /// How high a slot is at least.
    slot: f64,
    bottom: f64,
}

/// The picture, to stand alone or in a page.
pub(in crate::render) fn draw(links: &StepLinks, options: &StepPicture) -> Markup {
    let words = options.language.words(options.unit);
    let top = top(options);
    let gaps = as_f64(links.steps.len().max(1));
    let room = f64::from(options.width.min(8000)) - 2.0 * LEFT;
    // The last column has its text beside it, as all others.
    let apart = (room / gaps).clamp(NARROW, WIDE);
    let width = (apart * gaps + 2.0 * LEFT).max(420.0);
    let fits = |node: &StepNode| {
        let figure = numbers::short_percent(share(node.customers, links.n));
        label_width(called(&node.place, words)) + text::width(&figure, SIZE) + 6.0 <= beside(apart)
    };
    let one_line = links.nodes.iter().all(fits);
    let [low, high] = SLOTS;
    let layout = Layout::of(links, top, if one_line { low } else { high });
    let basis = Basis {
        n: links.n,
        unanchored: links.unanchored,
        anchor: links.anchor.as_ref(),
    };
    let hues = hues(links);
    let pen = Pen {
        layout: &layout,
        words,
        hues: &hues,
        apart,
        n: links.n,
    };
    let least = links.coverage.iter().flatten().copied().reduce(f64::min);
    let least = least.filter(|&it| it < 1.0);
    let height = layout.bottom + if least.is_some() { 44.0 } else { 24.0 };
    let drawing = html! {
        @for (column, &step) in links.steps.iter().enumerate() {
            text.eye x=(Px(pen.left(column))) y=(Px(top - 14.0)) {
                @if column == 0 && links.anchor.is_none() { (words.steps_step) " " }
                (numbered(step, links.anchor.is_some()))
            }
        }
        g.ribbons { @for ribbon in &layout.ribbons { (pen.ribbon(ribbon)) } }
        @for block in &layout.blocks { (pen.block(block)) }
        @if let Some(least) = least {
            text.small.soft x=(Px(LEFT)) y=(Px(layout.bottom + 26.0)) {
                (words.steps_at_least) " " (numbers::percent(least)) " " (words.steps_coverage)
            }
        }
    };
    sheet(
        options,
        (words.sankey_title, "sankey"),
        (width, height),
        basis,
        &drawing,
    )
}

/// The colours of the touchpoints with the most customers.
fn hues(links: &StepLinks) -> BTreeMap<&str, usize> {
    let mut totals: BTreeMap<&str, u64> = BTreeMap::new();
    for node in &links.nodes {
        if let Some(name) = node.place.name() {
            *totals.entry(name).or_default() += u64::from(node.customers);
        }
    }
    let mut order: Vec<(&str, u64)> = totals.into_iter().collect();
    sort::by_key(&mut order, |&(_, total)| std::cmp::Reverse(total));
    let names = order.into_iter().enumerate();
    sort::collect(names.map(|(rank, (name, _))| (name, rank)).take(HUES))
}

impl<'a> Layout<'a> {
    fn of(links: &'a StepLinks, top: f64, slot: f64) -> Self {
        let columns: BTreeMap<i32, usize> = sort::collect(links.steps.iter().copied().zip(0..));
        let scale = ALL / f64::from(links.n.max(1));
        let mut layout = Self {
            blocks: Vec::new(),
            columns: vec![Vec::new(); links.steps.len()],
            ribbons: Vec::new(),
            scale,
            slot,
            bottom: top,
        };
        let mut found: BTreeMap<(i32, &StepPlace), usize> = BTreeMap::new();
        for node in &links.nodes {
            let Some(&column) = columns.get(&node.step) else {
                continue;
            };
            let number = layout.blocks.len();
            found.insert((node.step, &node.place), number);
            if let Some(blocks) = layout.columns.get_mut(column) {
                blocks.push(number);
            }
            layout.blocks.push(Block {
                place: &node.place,
                column,
                customers: node.customers,
                touchpoints: node.touchpoints,
                y: 0.0,
                height: (f64::from(node.customers) * scale).clamp(1.0, ALL),
            });
        }
        for link in &links.links {
            let ends = (
                found.get(&(link.step, &link.from)),
                found.get(&(link.step.saturating_add(1), &link.to)),
            );
            if let (Some(&from), Some(&to)) = ends {
                layout.ribbons.push(Ribbon {
                    from,
                    to,
                    customers: link.customers,
                    y: [0.0; 2],
                });
            }
        }
        layout.order(top);
        layout.attach();
        layout
    }

    /// Orders the blocks of each column by the middle of their neighbours, there and back.
    fn order(&mut self, top: f64) {
        let count = self.columns.len();
        for column in 0..count {
            self.stack(column, top);
        }
        for sweep in 0..SWEEPS {
            let forward = sweep % 2 == 1;
            for at in 0..count {
                let column = if forward { at } else { count - 1 - at };
                self.sort_column(column, forward);
                self.stack(column, top);
            }
        }
        let ends = self.blocks.iter();
        let ends = ends.map(|it| it.y + it.height.max(self.slot));
        self.bottom = ends.fold(top, f64::max);
    }

    fn sort_column(&mut self, column: usize, forward: bool) {
        let Some(blocks) = self.columns.get_mut(column) else {
            return;
        };
        let blocks_of = std::mem::take(blocks);
        // By block: the customers of its neighbours, and these times where they are.
        let mut pull: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
        for ribbon in &self.ribbons {
            let (here, there) = if forward {
                (ribbon.to, ribbon.from)
            } else {
                (ribbon.from, ribbon.to)
            };
            if let (Some(here_block), Some(other)) = (self.blocks.get(here), self.blocks.get(there))
                && here_block.column == column
            {
                let weight = f64::from(ribbon.customers);
                let (all, sum) = pull.entry(here).or_default();
                *all += weight;
                *sum += weight * (other.y + other.height / 2.0);
            }
        }
        let mut keyed: Vec<(u8, f64, usize)> = blocks_of
            .into_iter()
            .filter_map(|number| {
                let block = self.blocks.get(number)?;
                let own = block.y + block.height / 2.0;
                let at = match pull.get(&number) {
                    Some(&(all, sum)) if all > 0.0 => sum / all,
                    _ => own,
                };
                Some((block.place.layer(), at, number))
            })
            .collect();
        sort::by(&mut keyed, |a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        if let Some(blocks) = self.columns.get_mut(column) {
            *blocks = keyed.into_iter().map(|it| it.2).collect();
        }
    }

    /// Puts a column's blocks one under the other.
    fn stack(&mut self, column: usize, top: f64) {
        let mut y = top;
        for &number in self.columns.get(column).into_iter().flatten() {
            if let Some(block) = self.blocks.get_mut(number) {
                block.y = y;
                y += block.height.max(self.slot) + GAP;
            }
        }
    }

    /// Puts the ribbons' ends one under the other, in the order of where they lead.
    fn attach(&mut self) {
        let y = |blocks: &[Block<'_>], number: usize| blocks.get(number).map_or(0.0, |it| it.y);
        for (side, other) in [(0, 1), (1, 0)] {
            let mut order: Vec<(usize, f64, usize)> = Vec::new();
            for (number, ribbon) in self.ribbons.iter().enumerate() {
                let ends = [ribbon.from, ribbon.to];
                if let (Some(&here), Some(&there)) = (ends.get(side), ends.get(other)) {
                    order.push((here, y(&self.blocks, there), number));
                }
            }
            sort::by(&mut order, |a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
            for of_block in order.chunk_by(|a, b| a.0 == b.0) {
                let mut next = of_block.first().map_or(0.0, |it| y(&self.blocks, it.0));
                for &(_, _, number) in of_block {
                    let Some(ribbon) = self.ribbons.get_mut(number) else {
                        continue;
                    };
                    if let Some(end) = ribbon.y.get_mut(side) {
                        *end = next;
                    }
                    next += f64::from(ribbon.customers) * self.scale;
                }
            }
        }
    }
}

impl StepPlace {
    /// How far down in a column it stands.
    fn layer(&self) -> u8 {
        match self {
            Self::Start | Self::Touchpoint { .. } => 0,
            Self::Other => 1,
            Self::End => 2,
        }
    }
}

struct Pen<'a> {
    layout: &'a Layout<'a>,
    words: &'static Words,
    hues: &'a BTreeMap<&'a str, usize>,
    apart: f64,
    n: u32,
}

impl Pen<'_> {
    fn left(&self, column: usize) -> f64 {
        LEFT + as_f64(column) * self.apart
    }

    fn class(&self, place: &StepPlace) -> String {
        match place.name().map(|name| self.hues.get(name)) {
            Some(Some(hue)) => format!("hue hue-{hue}"),
            // Colours that cannot be told apart would say that things are the same.
            Some(None) => "hue rest".to_owned(),
            None => "hue none".to_owned(),
        }
    }

    fn ribbon(&self, ribbon: &Ribbon) -> Markup {
        let blocks = &self.layout.blocks;
        let (Some(from), Some(to)) = (blocks.get(ribbon.from), blocks.get(ribbon.to)) else {
            return html! {};
        };
        let (x0, x1) = (self.left(from.column) + BLOCK, self.left(to.column));
        let bend = (x1 - x0) * 0.5;
        let [y0, y1] = ribbon.y;
        let height = (f64::from(ribbon.customers) * self.layout.scale).clamp(0.5, ALL);
        let path = format!(
            "M{} {}C{c0} {} {c1} {} {} {}V{}C{c1} {} {c0} {} {} {}Z",
            Px(x0),
            Px(y0),
            Px(y0),
            Px(y1),
            Px(x1),
            Px(y1),
            Px(y1 + height),
            Px(y1 + height),
            Px(y0 + height),
            Px(x0),
            Px(y0 + height),
            c0 = Px(x0 + bend),
            c1 = Px(x1 - bend),
        );
        let class = match to.place {
            StepPlace::End => "hue none".to_owned(),
            _ => self.class(from.place),
        };
        html! {
            path class=(format!("ribbon {class}")) d=(path) {
                title {
                    (Clean(called(from.place, self.words))) " → " (Clean(called(to.place, self.words))) ": "
                    (self.words.customers.of_u32(ribbon.customers)) ", " (numbers::percent(share(ribbon.customers, self.n)))
                    " " (self.words.steps_of_all) ", "
                    (numbers::percent(f64::from(ribbon.customers) / f64::from(from.customers.max(1))))
                    " " (self.words.steps_from_here)
                }
            }
        }
    }

    fn block(&self, block: &Block<'_>) -> Markup {
        let name = called(block.place, self.words);
        let (x, beside) = (self.left(block.column), beside(self.apart));
        let share = share(block.customers, self.n);
        let figure = numbers::short_percent(share);
        let quiet = block.place.name().is_none();
        let middle = block.y + block.height.max(self.layout.slot) / 2.0 + 4.0;
        let [one_line, _] = SLOTS;
        let two_lines = self.layout.slot > one_line;
        let label = text::one_line(name, SIZE * BOLD, beside);
        let left = x + BLOCK + 6.0;
        html! {
            g class=(self.class(block.place)) {
                title {
                    (Clean(name)) ": " (self.words.customers.of_u32(block.customers)) ", "
                    (numbers::percent(share)) " " (self.words.steps_of_all)
                    @if block.touchpoints > 1 { " (" (self.words.touchpoints.of_u32(block.touchpoints)) ")" }
                }
                rect.block x=(Px(x)) y=(Px(block.y)) width=(Px(BLOCK)) height=(Px(block.height)) rx="2" {}
                @if two_lines {
                    text.label.u.quiet[quiet] x=(Px(left)) y=(Px(middle - 7.0)) { (Clean(&label)) }
                    text.label.figure x=(Px(left)) y=(Px(middle + 7.0)) { (figure) }
                } @else {
                    text.label.quiet[quiet] x=(Px(left)) y=(Px(middle)) {
                        tspan.u { (Clean(&label)) } " " tspan.figure { (figure) }
                    }
                }
            }
        }
    }
}

/// How much wider bold text is than plain.
const BOLD: f64 = 1.06;

fn label_width(name: &str) -> f64 {
    text::width(name, SIZE * BOLD)
}

/// The room for text beside a block.
fn beside(apart: f64) -> f64 {
    apart - BLOCK - 14.0
}

fn share(customers: u32, n: u32) -> f64 {
    f64::from(customers) / f64::from(n.max(1))
}
