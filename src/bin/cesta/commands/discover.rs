//! `cesta discover`: a map from events.

use std::path::PathBuf;

use cesta::{
    flow::{
        OverlayOptions,
        discover::{DiscoverOptions, Discovery, discover},
        overlay,
    },
    format::json,
    journey::Journey,
    render::MapOrigin,
    stats::Share,
};
use clap::Args as Group;

use super::flow;
use crate::{
    answer::{Answer, Complaint, Context, Failure},
    args::Columns,
    input::{self, standard_once},
    observed::events::{self, Read},
    output::{
        called::Called,
        file,
        text::{Page, count, counted, percent, style},
    },
    progress::phase,
};

/// Draw a map from what customers did.
///
/// What is rare is left out, and reported. The map is a start: name its stages, and say with
/// --goal what the journey is for.
#[derive(Debug, Group)]
pub(crate) struct Args {
    /// The events; `-` for standard input.
    events: PathBuf,
    #[command(flatten)]
    columns: Columns,
    /// The share of customers below which a touchpoint is too rare for the map.
    #[arg(long, value_name = "SHARE", default_value_t = 0.05)]
    min_share: f64,
    /// The share of visits to a touchpoint below which a link from it is too rare for the map.
    #[arg(long, value_name = "SHARE", default_value_t = 0.1)]
    min_link_share: f64,
    /// The most touchpoints: 1 to 1000.
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: u32,
    /// A touchpoint that the journey is for; may be given several times.
    #[arg(long, value_name = "EVENT")]
    goal: Vec<String>,
    /// How many stages to draw; as many as suit where it is left out.
    #[arg(long, value_name = "N")]
    stages: Option<u32>,
    /// Where the map is written; `-` for standard output, in place of what was found.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Where a picture of the map is written.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<Answer, Failure> {
    standard_once([Some(args.events.as_path())])?;
    if context.json && args.output.as_deref().is_some_and(input::is_standard) {
        let complaint = "--json and the map cannot both go to standard output; -o sets a file";
        return Err(Complaint::new(complaint).into());
    }
    for output in [&args.output, &args.svg].into_iter().flatten() {
        file::spare(output, [args.events.as_path()])?;
    }
    let events = events::read(&args.events, &args.columns, context)?;
    let options = DiscoverOptions {
        min_share: args.min_share,
        min_link_share: args.min_link_share,
        limit: args.limit,
        goals: args.goal.clone(),
        stages: args.stages,
        ..DiscoverOptions::default()
    };
    let discovery = phase("discovering", || discover(&events.log, &options));
    let refused = |message: String, code| {
        let complaint = Complaint::new(message).file(input::name(&args.events));
        Failure::from(complaint.code(code))
    };
    let discovery = discovery.map_err(|error| refused(error.to_string(), error.code()))?;
    let journey = discovery.journey.clone().build();
    let journey = journey.map_err(|error| refused(error.to_string(), "invalidJourney"))?;
    if let Some(svg) = &args.svg {
        let placed = overlay(&journey, &events.log, &OverlayOptions::default());
        flow::draw(svg, &journey, &placed, (MapOrigin::Discovered, events.unit))?;
    }
    let map = json::write(&journey);
    let answer = match &args.output {
        Some(output) if input::is_standard(output) => Answer::document(&map),
        output => {
            if let Some(output) = output {
                file::write(output, &map)?;
            }
            if context.json {
                Read::json(&events, &discovery)?
            } else {
                Answer::text(text(context.page(), &journey, &discovery, events.called()))
            }
        }
    };
    let answer = if args.goal.is_empty() {
        answer.remark("the map has no goal: --goal says what the journey is for".to_owned())
    } else {
        answer
    };
    Ok(events.remark().into_iter().fold(answer, Answer::remark))
}

/// How many names a list has.
const TOP: usize = 8;

fn text(mut page: Page, journey: &Journey, discovery: &Discovery, called: Called) -> Page {
    let touchpoints = counted(number(journey.touchpoints().len()), "touchpoint");
    let links = counted(number(journey.transitions().len()), "link");
    let customers = called.counted(discovery.customers);
    page.plain(format_args!("{touchpoints}, {links}, from {customers}"))
        .end();
    page.row("Shows").plain(of(&discovery.events, "events"));
    page.plain(", ").plain(of(&discovery.steps, "steps")).end();
    page.row("Follow it")
        .plain(of(&discovery.fits, called.many))
        .end();
    let (starts, ends) = (discovery.other_starts, discovery.other_ends);
    if starts > 0 || ends > 0 {
        let [starts, ends] = [starts, ends].map(|it| called.counted(it));
        page.row("Elsewhere")
            .plain(format_args!(
                "{starts} start at no entry, {ends} end at no end"
            ))
            .end();
    }
    for stage in journey.stages() {
        page.heading(stage.name());
        for touchpoint in stage.touchpoints() {
            let role = if touchpoint.is_goal() {
                "goal"
            } else if touchpoint.is_entry() {
                "entry"
            } else if touchpoint.is_exit() {
                "exit"
            } else {
                ""
            };
            page.plain("  ").column(style::FAINT, role, 7);
            page.column(style::STRONG, touchpoint.name(), 24);
            let mut next: Vec<_> = touchpoint.outgoing().collect();
            next.sort_by(|a, b| {
                b.probability
                    .partial_cmp(&a.probability)
                    .unwrap_or(std::cmp::Ordering::Equal)
            });
            let next = next.iter().map(|link| {
                let share = link.probability.map(percent).unwrap_or_default();
                (style::PLAIN, format!("{} {share}", link.target().name()))
            });
            page.pieces(next, 33);
            page.end();
        }
    }
    page.end();
    let left_out = discovery.left_out_touchpoints.iter();
    let left_out =
        left_out.map(|it| format!("{} ({})", it.touchpoint, called.counted(it.customers)));
    page.list("Left out", &left_out.collect::<Vec<_>>(), TOP);
    let links = discovery.left_out_links.iter();
    let links = links.map(|it| format!("{} -> {} ({})", it.from, it.to, count(it.count)));
    page.list("Links left out", &links.collect::<Vec<_>>(), TOP);
    page
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// `12 of 20 events (60.0 %)`.
fn of(share: &Share, noun: &str) -> String {
    let value = share.value.map_or_else(|| "-".to_owned(), percent);
    format!(
        "{} of {} {noun} ({value})",
        count(share.count),
        count(share.n)
    )
}
