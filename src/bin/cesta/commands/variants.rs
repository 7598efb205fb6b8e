//! `cesta variants`: the ways customers went, and what they did again.

use cesta::{
    flow::{
        cycle::{CycleOptions, CycleTimes},
        rework::{Rework, ReworkOptions, ShortLoop},
        variants::{VariantOptions, Variants},
    },
    render::{VariantPicture, variants_svg},
};
use serde::Serialize;

use super::flow::{head, more};
use crate::{
    answer::{Answer, Complaint, Context, Failure},
    args,
    input::{self, standard_once},
    observed::events::{self, Read},
    output::{
        called::Called,
        file,
        text::{Page, count, counted, percent, span, style},
    },
    progress::phase,
};

/// What `--json` writes.
#[derive(Serialize)]
struct Ways {
    variants: Variants,
    rework: Rework,
    cycle: CycleTimes,
}

pub(crate) fn run(args: &args::Variants, context: &Context) -> Result<Answer, Failure> {
    standard_once([Some(args.events.as_path())])?;
    if let Some(svg) = &args.svg {
        file::spare(svg, [args.events.as_path()])?;
    }
    let events = events::read(&args.events, &args.columns, context)?;
    let options = VariantOptions {
        limit: args.limit,
        ..VariantOptions::default()
    };
    let between = CycleOptions {
        from: args.from.clone(),
        to: args.to.clone(),
        ..CycleOptions::default()
    };
    let cycle = phase("counting", || CycleTimes::of(&events.log, &between));
    let cycle = cycle.map_err(|error| {
        let complaint = Complaint::new(&error).file(input::name(&args.events));
        Failure::from(complaint.code(error.code()))
    })?;
    let ways = phase("counting", || Ways {
        variants: Variants::of(&events.log, &options),
        rework: Rework::of(&events.log, &ReworkOptions::default()),
        cycle,
    });
    let answer = if context.json {
        Read::json(&events, &ways)?
    } else {
        let mut page = context.page();
        let number = u32::try_from(events.log.len()).unwrap_or(u32::MAX);
        head(&mut page, (ways.variants.customers, number), &events);
        let called = events.called();
        took(&mut page, &ways.cycle, args, called);
        listed(&mut page, &ways.variants, called);
        more(&mut page, ways.variants.variants as usize, args.limit);
        again(&mut page, &ways.rework, called);
        Answer::text(page)
    };
    let answer = match &args.svg {
        Some(svg) => {
            let picture = VariantPicture {
                unit: events.unit,
                ..VariantPicture::default()
            };
            file::write(svg, &variants_svg(&ways.variants, &picture))?;
            answer.remark(format!("{}: written", svg.display()))
        }
        None => answer,
    };
    Ok(events.remark().into_iter().fold(answer, Answer::remark))
}

const SHARE_CELLS: usize = 9;
const BAR_CELLS: usize = 12;
const TIME_CELLS: usize = 12;

/// How many touchpoints and loops of rework are told.
const TOP: usize = 5;

/// How long customers took.
fn took(page: &mut Page, cycle: &CycleTimes, args: &args::Variants, called: Called) {
    let asked = args.from.is_some() || args.to.is_some();
    match &cycle.durations {
        Some(durations) => {
            let (p25, p75) = (span(durations.p25), span(durations.p75));
            page.row("Time")
                .paint(style::STRONG, span(durations.median));
            page.plain(format_args!(" in the median, half of them {p25} to {p75}"));
        }
        None if !asked => return,
        None if cycle.complete == 0 => {
            page.row("Time").plain("none");
        }
        None => {
            page.row("Time")
                .plain("not known, since no times were read");
        }
    }
    page.plain(format_args!(
        ": from {} to {}, {} of {}",
        args.from.as_deref().unwrap_or("the first event"),
        args.to.as_deref().unwrap_or("the last"),
        count(cycle.complete),
        called.counted(cycle.customers),
    ));
    page.end();
}

/// The variants, with a bar each.
fn listed(page: &mut Page, variants: &Variants, called: Called) {
    page.heading("Variants");
    page.right(style::FAINT, called.many, SHARE_CELLS);
    page.right(style::FAINT, "of all", SHARE_CELLS);
    page.right(style::FAINT, "together", SHARE_CELLS);
    page.right(style::FAINT, "median time", TIME_CELLS);
    page.end();
    let widest = variants.iter().next().and_then(|it| it.share().value);
    for variant in variants.iter() {
        let share = variant.share();
        let value = share.value.unwrap_or(0.0);
        page.right(style::STRONG, count(share.count), SHARE_CELLS);
        page.right(style::PLAIN, percent(value), SHARE_CELLS);
        page.right(style::FAINT, percent(variant.coverage()), SHARE_CELLS);
        let time = variant.durations();
        let time = time.map_or_else(|| "-".to_owned(), |it| span(it.median));
        page.right(style::PLAIN, time, TIME_CELLS);
        page.plain("  ");
        let width = widest.filter(|&it| it > 0.0).map_or(0.0, |it| value / it);
        page.bar(style::PLAIN, width, BAR_CELLS).end();
        let names = variant.touchpoints().collect::<Vec<_>>().join(" > ");
        page.plain("    ").words(names, 4, 6).end();
    }
}

/// What was done again most.
fn again(page: &mut Page, rework: &Rework, called: Called) {
    page.heading("Again");
    let reworked = rework.reworked;
    let share = percent(reworked.value.unwrap_or(0.0));
    page.plain(format_args!(
        "{} of {} ({share}) visited a touchpoint twice or more",
        count(reworked.count),
        called.counted(reworked.n),
    ));
    page.end();
    let mut touchpoints: Vec<_> = rework.touchpoints.iter().collect();
    touchpoints.retain(|it| it.extra_visits > 0);
    touchpoints.sort_by_key(|it| std::cmp::Reverse(it.extra_visits));
    let told = touchpoints.iter().map(|it| {
        let again = called.counted(it.reworked.count);
        let extra = counted(it.extra_visits, "extra visit");
        format!("{} ({again}, {extra})", it.touchpoint)
    });
    page.list("Most often", &told.collect::<Vec<_>>(), TOP);
    let taken = |it: &ShortLoop| {
        let over = it.over.as_deref().map(|over| format!(" > {over}"));
        let (name, over) = (&it.touchpoint, over.unwrap_or_default());
        format!("{name}{over} > {name} ({} times)", count(it.count))
    };
    let loops: Vec<String> = rework.loops.iter().map(taken).collect();
    page.list("Short loops", &loops, TOP);
}
