//! `cesta align`: does behaviour follow the map?

use std::path::PathBuf;

use cesta::{
    flow::{
        OverlayOptions,
        align::{AlignOptions, Alignment, Edit, EditKind, TouchpointAlignment, align},
        overlay,
    },
    journey::TouchpointId,
    path::Scope,
    render::MapOrigin,
    stats::Share,
};
use clap::Args as Group;

use crate::{
    answer::{Answer, Complaint, Context, Failure},
    args::Columns,
    input::{self, standard_once},
    observed::events::{self, Events, Read},
    output::{
        called::Called,
        file,
        text::{Page, count, counted, number, percent, style},
    },
    progress::phase,
};

/// Compare what customers did with the map they should have followed.
///
/// Every customer is aligned with a way through the map, from an entry to a goal or an exit, by
/// the fewest edits: `+` is an event that does not belong, `-` a touchpoint that was left out,
/// `!` a failure that the map knows, and `*` marks what came out of order.
#[derive(Debug, Group)]
pub(crate) struct Args {
    /// The events; `-` for standard input.
    events: PathBuf,
    /// The map, or a folder.
    #[arg(long)]
    map: PathBuf,
    #[command(flatten)]
    columns: Columns,
    /// Look only at what is open to this persona.
    #[arg(long, value_name = "PERSONA")]
    persona: Option<String>,
    /// Look only at what is open on this channel; may be given several times.
    #[arg(long, value_name = "CHANNEL")]
    channel: Vec<String>,
    /// A touchpoint that leaves no event; may be given several times.
    #[arg(long, value_name = "TOUCHPOINT")]
    silent: Vec<String>,
    /// What an extra event costs: 0 to 1000.
    #[arg(long, value_name = "COST", default_value_t = 1.0)]
    extra: f64,
    /// What a skipped touchpoint costs: 0 to 1000.
    #[arg(long, value_name = "COST", default_value_t = 1.0)]
    skipped: f64,
    /// What a failure costs that the map knows: 0 to 1000.
    #[arg(long, value_name = "COST", default_value_t = 0.0)]
    failed: f64,
    /// How many variants, and rows of each other list, to print at most.
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: u32,
    /// Draw the map with what customers did, the links that it lacks among it: the whole map.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["persona", "channel", "silent"])]
    svg: Option<PathBuf>,
}

impl Args {
    fn options(&self) -> AlignOptions {
        AlignOptions {
            extra: self.extra,
            skipped: self.skipped,
            failed: self.failed,
            silent: self.silent.iter().map(|id| id.as_str().into()).collect(),
            scope: Scope {
                persona: self.persona.as_deref().map(Into::into),
                channels: self.channel.iter().map(|id| id.as_str().into()).collect(),
            },
            limit: self.limit,
            ..AlignOptions::default()
        }
    }
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<Answer, Failure> {
    standard_once([Some(args.events.as_path()), Some(args.map.as_path())])?;
    if let Some(svg) = &args.svg {
        file::spare(svg, [args.events.as_path(), args.map.as_path()])?;
    }
    let map = input::map(&args.map, context);
    let events = events::read(&args.events, &args.columns, context);
    let (map, events) = match (map, events) {
        (Ok(map), Ok(events)) => (map, events),
        (map, events) => return Err(Failure::all([map.err(), events.err()])),
    };
    let alignment = phase("aligning", || {
        align(&map.journey, &events.log, &args.options())
    });
    let alignment = alignment.map_err(|error| {
        let complaint = Complaint::new(&error).file(&map.name).code(error.code());
        Failure::from(complaint)
    })?;
    let answer = if context.json {
        Read::json(&events, &alignment)?
    } else {
        let mut page = context.page();
        head(&mut page, &alignment, &events);
        map_of(&mut page, &alignment);
        variants(&mut page, &alignment, events.called());
        tables(&mut page, &alignment, events.called());
        Answer::text(page)
    };
    let drawn = args.svg.as_ref().map(|svg| {
        let placed = overlay(&map.journey, &events.log, &OverlayOptions::default());
        super::flow::draw(
            svg,
            &map.journey,
            &placed,
            (MapOrigin::Designed, events.unit),
        )
    });
    let remarks = [drawn.transpose()?, events.remark()];
    Ok(remarks.into_iter().flatten().fold(answer, Answer::remark))
}

/// How many names a list of the summary has.
const TOP: usize = 8;

fn head(page: &mut Page, alignment: &Alignment, events: &Events) {
    let called = events.called();
    let customers = called.counted(alignment.customers);
    let met = counted(alignment.events, "event");
    page.plain(format_args!("{customers}, {met} on the map"))
        .end();
    page.row("Columns").plain(&events.columns).end();
    page.row("Follow the map").plain(of(&alignment.fits)).end();
    if let (Some(fitness), Some(mean)) = (alignment.fitness, alignment.mean_fitness) {
        let mean = number(mean);
        page.row("Fitness").paint(style::STRONG, number(fitness));
        page.plain(format_args!(", {mean} in the mean of the {}", called.many));
        page.end();
    }
    let edits = &alignment.edits;
    page.row("Events")
        .plain(count(edits.followed))
        .plain(" follow the map");
    if edits.failed > 0 {
        page.plain(format_args!(", {} by a failure", count(edits.failed)));
    }
    page.plain(", ")
        .paint(style::NOTE, format_args!("{} extra", count(edits.extra)));
    page.end();
    page.row("Skipped").paint(style::BAD, count(edits.skipped));
    let out_of_order = count(edits.out_of_order);
    page.plain(format_args!(
        ", {out_of_order} of them visited at another time"
    ));
    page.end();
    if alignment.off_the_map > 0 {
        let customers = called.counted(alignment.off_the_map);
        page.row("Off the map")
            .plain(format_args!("{customers} without any event on it"))
            .end();
    }
    let unknown = alignment.unknown_events.iter();
    let unknown = unknown.map(|it| format!("{} ({})", it.name, counted(it.events, "event")));
    page.list("Unknown events", &unknown.collect::<Vec<_>>(), TOP);
}

/// `3 of 12 (25.0 %; 8.9 to 53.2 %)`.
fn of(share: &Share) -> String {
    let (part, n) = (count(share.count), count(share.n));
    let Some(value) = share.value.map(percent) else {
        return format!("{part} of {n}");
    };
    match &share.interval {
        Some(it) => format!(
            "{part} of {n} ({value}; {} to {})",
            percent(it.low),
            percent(it.high)
        ),
        None => format!("{part} of {n} ({value})"),
    }
}

/// What the alignments say about the map.
fn map_of(page: &mut Page, alignment: &Alignment) {
    let often = alignment.touchpoints.iter();
    let often = often.filter(|it| alignment.often_skipped.contains(&it.touchpoint));
    let mut often: Vec<_> = often.collect();
    let share = |it: &TouchpointAlignment| it.skipped_by.value.unwrap_or_default();
    often.sort_by(|a, b| share(b).total_cmp(&share(a)));
    let often = often
        .into_iter()
        .map(|it| format!("{} ({})", it.touchpoint, percent(share(it))));
    page.list("Often skipped", &often.collect::<Vec<_>>(), TOP);
    let never: Vec<String> = alignment
        .never_visited
        .iter()
        .map(ToString::to_string)
        .collect();
    page.list("Never visited", &never, TOP);
    let unused = alignment.unused_links.iter();
    let unused = unused.map(|it| format!("{} -> {}", it.from, it.to));
    page.list("Nobody takes", &unused.collect::<Vec<_>>(), TOP);
}

const COUNT_CELLS: usize = 9;

fn variants(page: &mut Page, alignment: &Alignment, called: Called) {
    if alignment.variants.is_empty() {
        return;
    }
    page.heading(format_args!(
        "What {} did, in {}",
        called.many,
        counted(alignment.sequences, "variant")
    ));
    for variant in &alignment.variants {
        page.right(style::PLAIN, count(variant.customers), COUNT_CELLS);
        let fitness = variant
            .fitness
            .map_or_else(|| "-".to_owned(), |it| format!("{it:.2}"));
        page.right(style::FAINT, fitness, 6).plain("  ");
        page.pieces(steps(&variant.edits), COUNT_CELLS + 8);
        page.end();
    }
    let left = &alignment.left_out;
    if left.variants > 0 {
        let (variants, customers) = (
            counted(left.variants, "variant"),
            called.counted(left.customers),
        );
        more(page, format_args!("{variants} more, of {customers}"));
    }
}

fn more(page: &mut Page, what: impl std::fmt::Display) {
    page.paint(
        style::FAINT,
        format_args!("and {what}; --limit sets how many are listed"),
    );
    page.end();
}

/// The steps of an alignment, equal ones in a row as one.
fn steps(edits: &[Edit]) -> impl Iterator<Item = (clap::builder::styling::Style, String)> {
    edits.chunk_by(|a, b| a == b).filter_map(|same| {
        let edit = same.first()?;
        let (style, sign) = match edit.kind {
            EditKind::Followed => (style::PLAIN, ""),
            EditKind::Failed => (style::WARN, "!"),
            EditKind::Extra => (style::NOTE, "+"),
            EditKind::Skipped => (style::BAD, "-"),
            EditKind::Silent => (style::FAINT, "~"),
        };
        let mark = if edit.out_of_order { "*" } else { "" };
        let times = match same.len() {
            1 => String::new(),
            times => format!(" x{times}"),
        };
        Some((style, format!("{sign}{}{mark}{times}", edit.touchpoint)))
    })
}

const NAME_CELLS: usize = 20;

/// Where the map and the customers part.
fn tables(page: &mut Page, alignment: &Alignment, called: Called) {
    let left = &alignment.left_out;
    let id = |id: &Option<TouchpointId>, none: &str| {
        id.as_ref().map_or(none.to_owned(), ToString::to_string)
    };
    let rows = alignment.missing_links.iter().map(|it| Row {
        from: it.from.to_string(),
        to: it.to.to_string(),
        customers: it.customers,
        count: it.count,
        note: String::new(),
    });
    let missing = "Links the map does not have";
    table(page, (missing, called), rows, left.missing_links);
    let rows = alignment.jumps.iter().map(|it| {
        let skipped: Vec<&str> = it.skipped.iter().map(TouchpointId::as_str).collect();
        Row {
            from: id(&it.from, "(start)"),
            to: id(&it.to, "(end)"),
            customers: it.customers,
            count: it.count,
            note: format!("without {}", skipped.join(", ")),
        }
    });
    let jumps = "Where they leave touchpoints out";
    table(page, (jumps, called), rows, left.jumps);
    let rows = alignment.detours.iter().map(|it| Row {
        from: id(&it.after, "(start)"),
        to: format!("+{}", it.touchpoint),
        customers: it.customers,
        count: it.count,
        note: String::new(),
    });
    let detours = "What they do beside the map";
    table(page, (detours, called), rows, left.detours);
}

struct Row {
    from: String,
    to: String,
    customers: u32,
    count: u32,
    note: String,
}

fn table(
    page: &mut Page,
    (heading, called): (&str, Called),
    rows: impl ExactSizeIterator<Item = Row>,
    left: u32,
) {
    if rows.len() == 0 {
        return;
    }
    page.heading(heading);
    page.column(style::FAINT, "from", NAME_CELLS + 4);
    page.column(style::FAINT, "to", NAME_CELLS);
    page.right(style::FAINT, called.many, COUNT_CELLS + 2);
    page.right(style::FAINT, "times", COUNT_CELLS).end();
    for row in rows {
        page.column(style::STRONG, row.from, NAME_CELLS);
        page.paint(style::FAINT, " -> ");
        page.column(style::STRONG, row.to, NAME_CELLS);
        page.right(style::PLAIN, count(row.customers), COUNT_CELLS + 2);
        page.right(style::PLAIN, count(row.count), COUNT_CELLS);
        if !row.note.is_empty() {
            page.paint(style::FAINT, format_args!("  {}", row.note));
        }
        page.end();
    }
    if left > 0 {
        more(page, format_args!("{} more", count(left)));
    }
}
