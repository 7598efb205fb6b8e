//! `cesta flow`: which touchpoint follows which, with a map or without one.

use std::path::Path;

use cesta::{
    flow::{
        Durations, Flow, FlowOptions, Overlay, OverlayOptions, Quantiles, Step, TransitionFlow,
        UnknownEvent,
        discover::{DiscoverOptions, discover},
        follows::{EventuallyFollows, Follows, FollowsOptions},
        group_stages, overlay,
    },
    journey::Journey,
    render::{Known, LogUnit, MapOptions, MapOrigin, map_svg},
};
use serde::Serialize;

use crate::{
    answer::{Answer, Complaint, Context, Failure},
    args,
    input::{self, standard_once},
    observed::events::{self, Events, Read, unknown_events},
    output::{
        called::Called,
        file,
        text::{Page, count, counted, percent, span, style},
    },
    progress::phase,
};

pub(crate) fn run(args: &args::Flow, context: &Context) -> Result<Answer, Failure> {
    standard_once([Some(args.events.as_path()), args.map.as_deref()])?;
    if let Some(svg) = &args.svg {
        let inputs = [Some(args.events.as_path()), args.map.as_deref()];
        file::spare(svg, inputs.into_iter().flatten())?;
    }
    if args.stream {
        let options = options(args);
        let (events, flow) = events::flow(&args.events, &args.columns, &options, context)?;
        let answer = told(&flow, &events, args, context)?;
        return Ok(events.remark().into_iter().fold(answer, Answer::remark));
    }
    let map = args
        .map
        .as_ref()
        .map(|map| input::map(map, context))
        .transpose();
    let events = events::read(&args.events, &args.columns, context);
    let (map, events) = match (map, events) {
        (Ok(map), Ok(events)) => (map, events),
        (map, events) => return Err(Failure::all([map.err(), events.err()])),
    };
    let answer = match map {
        None => {
            let answer = discovered(&events, args, context)?;
            let drawn = args.svg.as_ref().map(|svg| draw_alone(svg, &events));
            drawn.transpose()?.into_iter().fold(answer, Answer::remark)
        }
        Some(map) => {
            let overlay = phase("placing events", || {
                overlay(&map.journey, &events.log, &OverlayOptions::default())
            });
            let stages = args.stages.then(|| by_stages(&map.journey, &events));
            let answer = if context.json {
                match &stages {
                    Some(flow) => Read::json(&events, &Staged::of(flow, &overlay))?,
                    None => Read::json(&events, &overlay)?,
                }
            } else {
                let mut page = context.page();
                head(&mut page, (overlay.customers, overlay.events), &events);
                let mapped = count(overlay.mapped_events);
                page.row("On the map").plain(mapped).end();
                let unknown: Vec<String> = unknown_events(&overlay).collect();
                page.list("Unknown events", &unknown, TOP);
                let links = if let Some(flow) = &stages {
                    stays(&mut page, &map.journey, flow);
                    flow.steps.iter().map(Link::from).collect()
                } else {
                    let links = overlay.transitions.iter().filter(|link| link.count > 0);
                    links.map(Link::from).collect()
                };
                table(&mut page, links, args.limit, events.called());
                Answer::text(page)
            };
            let drawn = args.svg.as_ref().map(|svg| {
                draw(
                    svg,
                    &map.journey,
                    &overlay,
                    (MapOrigin::Designed, events.unit),
                )
            });
            let remarks = [events.remark_on(&overlay), drawn.transpose()?];
            remarks.into_iter().flatten().fold(answer, Answer::remark)
        }
    };
    Ok(events.remark().into_iter().fold(answer, Answer::remark))
}

/// What `--json` writes of stages, with what their flow cannot tell: the events that are of none.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Staged<'r> {
    mapped_events: u32,
    unknown_events: &'r [UnknownEvent],
    #[serde(flatten)]
    flow: &'r Flow,
}

impl<'r> Staged<'r> {
    fn of(flow: &'r Flow, overlay: &'r Overlay) -> Self {
        Self {
            mapped_events: overlay.mapped_events,
            unknown_events: &overlay.unknown_events,
            flow,
        }
    }
}

/// The flow from stage to stage.
fn by_stages(journey: &Journey, events: &Events) -> Flow {
    phase("counting", || {
        Flow::of(&group_stages(journey, &events.log), &FlowOptions::default())
    })
}

/// How long customers stay in each stage that they come to, in the order of the map.
fn stays(page: &mut Page, journey: &Journey, flow: &Flow) {
    page.end();
    page.column(style::FAINT, "stage", NAME_CELLS + 4);
    for title in ["stays", "with an end", "25 %", "median", "75 %"] {
        page.right(style::FAINT, title, COUNT_CELLS + 3);
    }
    page.end();
    for stage in journey.stages() {
        let Some(stay) = flow.touchpoint(stage.id().as_str()) else {
            continue;
        };
        let times = stay.until_next;
        page.column(style::STRONG, stage.id(), NAME_CELLS + 4);
        page.right(style::PLAIN, count(stay.visits), COUNT_CELLS + 3);
        let ended = count(stay.visits.saturating_sub(stay.ends));
        page.right(style::PLAIN, ended, COUNT_CELLS + 3);
        let told = times.map_or_else(
            || ["-"; 3].map(str::to_owned),
            |it| [it.p25, it.median, it.p75].map(span),
        );
        for time in told {
            page.right(style::PLAIN, time, COUNT_CELLS + 3);
        }
        page.end();
    }
}

/// Draws what customers did on a map.
pub(super) fn draw(
    svg: &Path,
    journey: &Journey,
    overlay: &Overlay,
    (origin, unit): (MapOrigin, LogUnit),
) -> Result<String, Failure> {
    let known = Known {
        overlay: Some(overlay),
        unit,
        ..Known::new(journey)
    };
    let options = MapOptions {
        origin,
        ..MapOptions::default()
    };
    let picture = phase("drawing", || map_svg(&known, &options));
    file::write(svg, &picture)?;
    Ok(format!("{}: written", svg.display()))
}

/// Draws what customers did on a map of what they did most.
fn draw_alone(svg: &Path, events: &Events) -> Result<String, Failure> {
    let refused = |error: String| Failure::from(Complaint::new(error));
    let found = phase("discovering", || {
        discover(&events.log, &DiscoverOptions::default())
    });
    let found = found.map_err(|error| refused(error.to_string()))?;
    let journey = found.journey.build();
    let journey = journey.map_err(|error| refused(error.to_string()))?;
    let placed = overlay(&journey, &events.log, &OverlayOptions::default());
    let written = draw(svg, &journey, &placed, (MapOrigin::Discovered, events.unit))?;
    let (visits, events) = (count(placed.mapped_events), counted(placed.events, "event"));
    Ok(format!("{written}, with {visits} of {events}"))
}

/// The flow of the events alone.
fn discovered(events: &Events, args: &args::Flow, context: &Context) -> Result<Answer, Failure> {
    if args.eventually {
        return eventually(events, args, context);
    }
    let flow = phase("counting", || Flow::of(&events.log, &options(args)));
    told(&flow, events, args, context)
}

fn options(args: &args::Flow) -> FlowOptions {
    FlowOptions {
        quantiles: if args.sketch {
            Quantiles::Sketch
        } else {
            Quantiles::Exact
        },
        ..FlowOptions::default()
    }
}

/// The flow of events without a map.
fn told(
    flow: &Flow,
    events: &Events,
    args: &args::Flow,
    context: &Context,
) -> Result<Answer, Failure> {
    if context.json {
        return Read::json(events, flow);
    }
    let mut page = context.page();
    head(&mut page, (flow.customers, flow.events), events);
    let links = flow.steps.iter().map(Link::from).collect();
    table(&mut page, links, args.limit, events.called());
    Ok(Answer::text(page))
}

/// What comes after what, directly or later.
fn eventually(events: &Events, args: &args::Flow, context: &Context) -> Result<Answer, Failure> {
    let options = FollowsOptions::default();
    let follows = phase("counting", || EventuallyFollows::of(&events.log, &options));
    if context.json {
        return Read::json(events, &follows);
    }
    let mut page = context.page();
    let number = u32::try_from(events.log.len()).unwrap_or(u32::MAX);
    head(&mut page, (follows.customers, number), events);
    let mut pairs: Vec<&Follows> = follows.pairs.iter().collect();
    pairs.sort_by_key(|pair| std::cmp::Reverse(pair.customers.count));
    page.end();
    page.column(style::FAINT, "before", NAME_CELLS + 4);
    page.column(style::FAINT, "some time after", NAME_CELLS);
    page.right(style::FAINT, events.called().many, COUNT_CELLS + 2);
    page.right(style::FAINT, "of all", COUNT_CELLS);
    page.right(style::FAINT, "pairs", COUNT_CELLS + 4).end();
    for pair in pairs.iter().take(args.limit as usize) {
        page.column(style::STRONG, &pair.from, NAME_CELLS);
        page.paint(style::FAINT, " .. ");
        page.column(style::STRONG, &pair.to, NAME_CELLS);
        let share = pair.customers;
        page.right(style::PLAIN, count(share.count), COUNT_CELLS + 2);
        let of_all = percent(share.value.unwrap_or(0.0));
        page.right(style::PLAIN, of_all, COUNT_CELLS);
        page.right(style::PLAIN, pair.count, COUNT_CELLS + 4).end();
    }
    more(&mut page, pairs.len(), args.limit);
    Ok(Answer::text(page))
}

/// A link that was taken.
struct Link<'f> {
    from: &'f str,
    to: &'f str,
    count: u32,
    customers: u32,
    durations: Option<&'f Durations>,
    /// Whether the map has it; `None` without a map.
    designed: Option<bool>,
}

impl<'f> From<&'f Step> for Link<'f> {
    fn from(step: &'f Step) -> Self {
        Self {
            from: &step.from,
            to: &step.to,
            count: step.count,
            customers: step.customers,
            durations: step.durations.as_ref(),
            designed: None,
        }
    }
}

impl<'f> From<&'f TransitionFlow> for Link<'f> {
    fn from(flow: &'f TransitionFlow) -> Self {
        Self {
            from: flow.from.as_str(),
            to: flow.to.as_str(),
            count: flow.count,
            customers: flow.customers,
            durations: flow.durations.as_ref(),
            designed: Some(flow.designed),
        }
    }
}

const NAME_CELLS: usize = 20;
const COUNT_CELLS: usize = 10;

/// How many unknown events are named.
const TOP: usize = 5;

/// What was read.
pub(super) fn head(page: &mut Page, (customers, number): (u32, u32), events: &Events) {
    let (customers, number) = (events.called().counted(customers), counted(number, "event"));
    page.plain(format_args!("{customers}, {number}")).end();
    page.row("Columns").plain(&events.columns).end();
}

/// The links that were taken most; of equally many the first in the order of the flow.
fn table(page: &mut Page, mut links: Vec<Link<'_>>, limit: u32, called: Called) {
    links.sort_by_key(|link| std::cmp::Reverse(link.count));
    page.end();
    page.column(style::FAINT, "from", NAME_CELLS + 4);
    page.column(style::FAINT, "to", NAME_CELLS);
    page.right(style::FAINT, "times", COUNT_CELLS);
    page.right(style::FAINT, called.many, COUNT_CELLS + 2);
    page.right(style::FAINT, "median time", COUNT_CELLS + 4)
        .end();
    for link in links.iter().take(limit as usize) {
        page.column(style::STRONG, link.from, NAME_CELLS);
        page.paint(style::FAINT, " -> ");
        page.column(style::STRONG, link.to, NAME_CELLS);
        page.right(style::PLAIN, count(link.count), COUNT_CELLS);
        page.right(style::PLAIN, count(link.customers), COUNT_CELLS + 2);
        let median = link
            .durations
            .map_or_else(|| "-".to_owned(), |it| span(it.median));
        page.right(style::PLAIN, median, COUNT_CELLS + 4);
        if link.designed == Some(false) {
            page.paint(style::WARN, "  not on the map");
        }
        page.end();
    }
    more(page, links.len(), limit);
}

/// How many of all are not listed.
pub(super) fn more(page: &mut Page, all: usize, limit: u32) {
    let more = all.saturating_sub(limit as usize);
    if more > 0 {
        page.paint(
            style::FAINT,
            format_args!("and {more} more; --limit sets how many are listed"),
        );
        page.end();
    }
}
