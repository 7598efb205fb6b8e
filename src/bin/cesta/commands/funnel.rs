//! `cesta funnel`: who gets through the steps, and where the others are lost.

use cesta::{
    flow::funnel::{
        Breakdown, Funnel, FunnelCounting, FunnelEntry, FunnelOptions, FunnelSegment, ReachedStep,
        StepCondition, StepOrder, Ties, UnknownTouchpoints, ValueOf, stage_steps,
    },
    render::{FunnelPicture, funnel_svg},
    stats::Share,
};

use crate::{
    answer::{Answer, Complaint, Context, Failure},
    args::{self, funnel},
    input::{self, standard_once},
    observed::events::{self, Events, Read},
    output::{
        called::Called,
        file,
        text::{Page, count, counted, percent, span, style},
    },
    progress::phase,
};

pub(crate) fn run(args: &args::Funnel, context: &Context) -> Result<Answer, Failure> {
    standard_once([Some(args.events.as_path()), args.map.as_deref()])?;
    if let Some(svg) = &args.svg {
        let map = args.map.as_deref();
        file::spare(svg, [args.events.as_path()].into_iter().chain(map))?;
    }
    let map = args.map.as_ref().map(|map| input::map(map, context));
    let conditions = args.rules.only.iter().map(|(_, it)| &it.column);
    let mut keep: Vec<String> = args.by.iter().chain(conditions).cloned().collect();
    keep.sort_unstable();
    keep.dedup();
    let events = events::read_keeping(&args.events, &args.columns, &keep, context);
    let (map, events) = match (map.transpose(), events) {
        (Ok(map), Ok(events)) => (map, events),
        (map, events) => return Err(Failure::all([map.err(), events.err()])),
    };
    let mut options = options(args, &events);
    if let Some(map) = &map {
        options.steps = stage_steps(&map.journey, &events.log);
        // A stage may be one that nobody came to.
        options.unknown = UnknownTouchpoints::Allow;
    }
    let steps = u32::try_from(options.steps.len()).unwrap_or(u32::MAX);
    for it in options
        .exclusions
        .iter_mut()
        .filter(|it| (it.from, it.to) == (0, 0))
    {
        (it.from, it.to) = (1, steps);
    }
    for number in &args.rules.optional {
        let place = number.checked_sub(1).map(|it| it as usize);
        let Some(step) = place.and_then(|place| options.steps.get_mut(place)) else {
            let complaint = format!("--optional {number}: there are {}", counted(steps, "step"));
            return Err(Complaint::new(complaint).into());
        };
        step.optional = true;
    }
    for (number, condition) in &args.rules.only {
        let place = number.checked_sub(1).map(|it| it as usize);
        let Some(step) = place.and_then(|place| options.steps.get_mut(place)) else {
            let complaint = format!("--only {number}: there are {}", counted(steps, "step"));
            return Err(Complaint::new(complaint).into());
        };
        step.only.push(StepCondition {
            column: events.column(&condition.column).to_owned(),
            values: condition.values.clone(),
        });
    }
    let funnel = phase("counting", || Funnel::of(&events.log, &options)).map_err(|error| {
        let file = input::name(&args.events);
        Failure::many(error.problems().iter().map(|problem| {
            Complaint::new(problem)
                .file(file.as_str())
                .code(problem.code())
        }))
    })?;
    let answer = if context.json {
        Read::json(&events, &funnel)?
    } else {
        let mut page = context.page();
        head(&mut page, &funnel, &events);
        table(&mut page, &funnel);
        last(&mut page, &funnel);
        segments(&mut page, &funnel, args.by.as_deref());
        Answer::text(page)
    };
    let answer = match &args.svg {
        Some(svg) => {
            let picture = FunnelPicture {
                unit: events.unit,
                ..FunnelPicture::default()
            };
            file::write(svg, &funnel_svg(&funnel, &picture))?;
            answer.remark(format!("{}: written", svg.display()))
        }
        None => answer,
    };
    Ok(events.remark().into_iter().fold(answer, Answer::remark))
}

fn options(args: &args::Funnel, events: &Events) -> FunnelOptions {
    let rules = &args.rules;
    let default = FunnelOptions::default();
    let zone = args.columns.zone.clone().unwrap_or_default();
    let by = args.by.as_ref().map(|asked| Breakdown {
        column: events.column(asked).to_owned(),
        value: match args.by_value {
            funnel::Value::First => ValueOf::First,
            funnel::Value::Last => ValueOf::Last,
        },
        limit: args.limit,
    });
    FunnelOptions {
        steps: args.step.clone(),
        order: match rules.order {
            funnel::Order::Ordered => StepOrder::Ordered,
            funnel::Order::Strict => StepOrder::Strict,
            funnel::Order::Any => StepOrder::Any,
        },
        window: rules.window,
        step_window: rules.step_window,
        entry: match rules.entry {
            funnel::Entry::Best => FunnelEntry::Best,
            funnel::Entry::First => FunnelEntry::First,
            funnel::Entry::Last => FunnelEntry::Last,
        },
        ties: match rules.ties {
            funnel::Ties::Input => Ties::InputOrder,
            funnel::Ties::Step => Ties::StepOrder,
            funnel::Ties::Strict => Ties::Strict,
        },
        reuse: rules.reuse,
        exclusions: rules.exclude.clone(),
        counting: rules.count.of,
        session_gap: rules.count.gap.unwrap_or(default.session_gap),
        end: rules.end.map(|it| it.at(&zone)),
        by,
        ..default
    }
}

/// What is counted, with its number.
fn units(funnel: &Funnel, called: Called, number: u32) -> String {
    counted(
        number,
        match funnel.counting {
            FunnelCounting::Customers => called.one,
            FunnelCounting::Sessions => "session",
            FunnelCounting::Totals => "attempt",
        },
    )
}

fn head(page: &mut Page, funnel: &Funnel, events: &Events) {
    let called = events.called();
    page.plain(units(funnel, called, funnel.units)).end();
    page.row("Columns").plain(&events.columns).end();
    let converted = units(funnel, called, funnel.conversion.count);
    page.row("Converted").plain(converted);
    page.plain(", ")
        .paint(style::STRONG, share(&funnel.conversion));
    page.plain(interval(&funnel.conversion)).end();
    if let Some(whole) = &funnel.duration {
        page.row("Took");
        let (median, slow) = (span(whole.median), span(whole.p95));
        page.plain(format_args!("{median} in the middle, 5 % more than {slow}"))
            .end();
    }
    if funnel.open > 0 {
        let open = format!(
            "{} could still go on when the log ended",
            units(funnel, called, funnel.open)
        );
        page.row("Open").plain(open).end();
    }
}

const NAME_CELLS: usize = 16;
const BAR_CELLS: usize = 16;
const SHORT_BAR_CELLS: usize = 10;
const COUNT_CELLS: usize = 8;
const SHARE_CELLS: usize = 9;
const INTERVAL_CELLS: usize = 12;
const TIME_CELLS: usize = 12;

fn table(page: &mut Page, funnel: &Funnel) {
    page.end();
    page.column(style::FAINT, "", NAME_CELLS + BAR_CELLS + 2);
    page.right(style::FAINT, "reached", COUNT_CELLS);
    page.right(style::FAINT, "of first", SHARE_CELLS);
    page.right(style::FAINT, "go on", SHARE_CELLS);
    page.right(style::FAINT, "interval", INTERVAL_CELLS);
    page.right(style::FAINT, "lost", COUNT_CELLS);
    page.right(style::FAINT, "median", TIME_CELLS).end();
    for (place, step) in funnel.steps.iter().enumerate() {
        row(page, place == 0, step);
    }
}

fn row(page: &mut Page, is_first: bool, step: &ReachedStep) {
    let name = if step.optional {
        format!("({})", step.name)
    } else {
        step.name.clone()
    };
    page.column(style::STRONG, name, NAME_CELLS).plain(" ");
    page.bar(style::GOOD, step.from_first.value.unwrap_or(0.0), BAR_CELLS);
    page.plain(" ");
    page.right(style::PLAIN, count(step.reached), COUNT_CELLS);
    page.right(style::PLAIN, share(&step.from_first), SHARE_CELLS);
    let previous = &step.from_previous;
    if is_first {
        page.right(style::FAINT, "", SHARE_CELLS + INTERVAL_CELLS);
    } else {
        page.right(style::STRONG, share(previous), SHARE_CELLS);
        page.right(style::FAINT, interval(previous).trim(), INTERVAL_CELLS);
    }
    page.right(style::BAD, count(step.lost), COUNT_CELLS);
    let median = step
        .durations
        .map_or_else(String::new, |it| span(it.median));
    page.right(style::PLAIN, median, TIME_CELLS).end();
}

/// Where those went who were lost.
fn last(page: &mut Page, funnel: &Funnel) {
    if funnel.lost == 0 {
        return;
    }
    page.heading("Last touchpoints of the lost");
    for step in funnel.steps.iter().filter(|step| step.lost > 0) {
        let told = step.last_touchpoints.iter();
        let told = told.map(|it| format!("{} ({})", it.touchpoint, count(it.count)));
        let others = (step.other_last > 0).then(|| format!("others ({})", count(step.other_last)));
        page.plain("  ")
            .column(style::STRONG, &step.name, NAME_CELLS)
            .plain(" ");
        page.names(told.chain(others), ", ", NAME_CELLS + 3, NAME_CELLS + 3)
            .end();
    }
}

fn segments(page: &mut Page, funnel: &Funnel, by: Option<&str>) {
    if funnel.segments.is_empty() {
        return;
    }
    page.heading(format_args!("By {}", by.unwrap_or_default()));
    page.column(style::FAINT, "", NAME_CELLS + SHORT_BAR_CELLS + 4);
    page.right(style::FAINT, "entered", COUNT_CELLS);
    page.right(style::FAINT, "reached", COUNT_CELLS);
    page.right(style::FAINT, "of first", SHARE_CELLS);
    page.right(style::FAINT, "interval", INTERVAL_CELLS);
    page.plain("  ")
        .paint(style::FAINT, "beside all others")
        .end();
    for segment in &funnel.segments {
        self::segment(page, segment);
    }
}

fn segment(page: &mut Page, segment: &FunnelSegment) {
    let name = match &segment.value {
        Some(value) => value.clone(),
        None => counted(segment.values, "other"),
    };
    page.plain("  ")
        .column(style::STRONG, name, NAME_CELLS)
        .plain(" ");
    let conversion = &segment.conversion;
    page.bar(
        style::GOOD,
        conversion.value.unwrap_or(0.0),
        SHORT_BAR_CELLS,
    )
    .plain(" ");
    let entered = segment.steps.first().map_or(0, |it| it.reached);
    page.right(style::PLAIN, count(entered), COUNT_CELLS);
    page.right(style::PLAIN, count(conversion.count), COUNT_CELLS);
    page.right(style::PLAIN, share(conversion), SHARE_CELLS);
    page.right(style::FAINT, interval(conversion).trim(), INTERVAL_CELLS);
    match segment.difference {
        Some(difference) => {
            let points = format!("  {:+.1} points", difference.value * 100.0);
            let clear = segment.adjusted_p.is_some_and(|p| p < 0.05);
            let style = match (clear, difference.value > 0.0) {
                (true, true) => style::GOOD,
                (true, false) => style::BAD,
                (false, _) => style::FAINT,
            };
            page.paint(style, points);
            if let Some(p) = segment.adjusted_p {
                page.paint(style::FAINT, format_args!(", p {}", p_value(p)));
            }
        }
        None => {
            page.paint(style::FAINT, "  too few to tell");
        }
    }
    page.end();
}

fn p_value(p: f64) -> String {
    if p < 0.001 {
        "< 0.001".to_owned()
    } else {
        format!("{p:.3}")
    }
}

fn share(share: &Share) -> String {
    share.value.map_or_else(|| "–".to_owned(), percent)
}

/// The ends of a share's interval, in whole percent: ` 10–15 %`.
fn interval(share: &Share) -> String {
    let ends = share.interval.map(|it| (it.low * 100.0, it.high * 100.0));
    ends.map_or_else(String::new, |(low, high)| format!(" {low:.1}–{high:.1}"))
}
