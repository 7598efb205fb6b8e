//! `cesta compare`: what one group of customers does that the other does not.

use std::path::{Path, PathBuf};

use cesta::{
    flow::{
        compare::{
            Behaviour, ComparedDuration, ComparedShare, LogComparison, LogComparisonError,
            LogComparisonOptions, Split, Timed, compare_logs, compare_split,
        },
        steps::{StepDifference, StepOptions, StepSum},
    },
    log::{EventLog, Filter, SegmentOf, TimeOf, Zone},
    render::{LogUnit, StepPicture, step_difference_svg},
    stats::{Conclusion, FalseDiscovery, Share},
};
use serde::Serialize;

use crate::{
    answer::{Answer, Complaint, Context, Failure},
    args,
    input::{self, standard_once},
    observed::events::{self, Events, File, Read, Source},
    output::{
        called::Called,
        file,
        text::{Page, count, counted, fixed, percent, span, style},
    },
    progress::phase,
    zone::moment,
};

pub(crate) fn run(args: &args::Compare, context: &Context) -> Result<Answer, Failure> {
    standard_once([Some(args.events.as_path()), args.with.as_deref()])?;
    if let Some(svg) = &args.svg {
        let inputs = [Some(args.events.as_path()), args.with.as_deref()];
        file::spare(svg, inputs.into_iter().flatten())?;
    }
    let (events, others) = read(args, context)?;
    let options = LogComparisonOptions {
        goals: args.goal.clone(),
        min_customers: args.min_customers,
        false_discovery: if args.strict {
            FalseDiscovery::BenjaminiYekutieli
        } else {
            FalseDiscovery::BenjaminiHochberg
        },
        ways: args.ways,
        limit: match args.limit {
            Some(limit) => limit,
            None if context.json => LogComparisonOptions::default().limit,
            None => LISTED,
        },
        ..LogComparisonOptions::default()
    };
    let refused = |error: LogComparisonError| {
        let files = std::iter::once(&args.events).chain(&args.with);
        let files: Vec<String> = files.map(|it| input::name(it)).collect();
        let file = files.join(" and ");
        Failure::from(Complaint::new(&error).file(file).code(error.code()))
    };
    let with = args.with.as_ref().zip(others.as_ref());
    let (compared, groups, drawn) = if let Some((with, others)) = with {
        let (log, other) = (&events.log, &others.log);
        let compared = phase("comparing", || compare_logs(log, other, &options));
        let compared = compared.map_err(refused)?;
        let drawn = args
            .svg
            .as_ref()
            .map(|svg| draw(svg, log, other, events.unit));
        let groups = [&args.events, with].map(|it| input::name(it));
        (compared, groups, drawn)
    } else {
        let split = split(args, &events)?;
        let compared = phase("comparing", || compare_split(&events.log, &split, &options));
        let compared = compared.map_err(refused)?;
        let drawn = args.svg.as_ref().map(|svg| {
            let filters = filters(&split).map(|it| events.log.filter(&[it]));
            let [first, second] = filters.map(|it| it.map_err(Complaint::new));
            draw(svg, &first?.log, &second?.log, events.unit)
        });
        let groups = groups(&split, args.period.as_deref());
        (compared, groups, drawn)
    };
    let answer = if context.json {
        let with = others.as_ref().map(Source::from);
        let comparison = &compared;
        Read::json(&events, &Compared { with, comparison })?
    } else {
        let mut page = context.page();
        let called = events.called();
        head(&mut page, &compared, &groups, called);
        shares(&mut page, &compared, called);
        durations(&mut page, &compared);
        foot(&mut page, &compared, &options, called);
        Answer::text(page)
    };
    let others = others.as_ref().and_then(Events::remark);
    let remarks = [events.remark(), others, drawn.transpose()?];
    Ok(remarks.into_iter().flatten().fold(answer, Answer::remark))
}

/// What `--json` writes.
#[derive(Serialize)]
struct Compared<'r> {
    /// What the second file was read from.
    #[serde(skip_serializing_if = "Option::is_none")]
    with: Option<Source<'r>>,
    #[serde(flatten)]
    comparison: &'r LogComparison,
}

/// Reads the events, and those of the second file.
fn read(args: &args::Compare, context: &Context) -> Result<(Events, Option<Events>), Failure> {
    let columns = &args.columns;
    let open = |path: &PathBuf| events::open(path, columns, context);
    let keep: Vec<String> = args.by.iter().cloned().collect();
    let first = |file| events::read_file(file, columns, &keep);
    let second = |file| events::read_file(file, columns, &[]);

    // Who fills two pipes may fill the second only when the first is empty.
    let waits = args.with.as_deref().is_some_and(input::is_pipe);
    let are_pipes = waits && input::is_pipe(&args.events);
    let with = args.with.as_ref();
    let (late, soon) = if are_pipes {
        (with, None)
    } else {
        (None, with)
    };
    let one = match open(&args.events) {
        // A pipe is open when somebody fills it: nothing could come of waiting for that.
        Err(failure) if waits => return Err(failure),
        one => one,
    };
    let (one, two) = both(one, soon.map(open).transpose())?;
    if let Some(late) = late {
        let form = one.form();
        let events = first(one)?;
        let two = open(late)?;
        events::suit(&[form, two.form()], columns)?;
        return Ok((events, Some(second(two)?)));
    }
    let forms: Vec<_> = std::iter::once(&one).chain(&two).map(File::form).collect();
    events::suit(&forms, columns)?;
    both(first(one), two.map(second).transpose())
}

/// Draws where two groups are step by step.
fn draw(svg: &Path, first: &EventLog, second: &EventLog, unit: LogUnit) -> Result<String, Failure> {
    let options = StepOptions::default();
    let difference = phase("counting", || {
        let [first, second] = [first, second].map(|log| StepSum::of(log, &options));
        StepDifference::of(&first?, &second?, &options)
    });
    let difference = difference.map_err(|error| Complaint::new(&error).code(error.code()))?;
    let picture = StepPicture {
        unit,
        ..StepPicture::default()
    };
    file::write(svg, &step_difference_svg(&difference, &picture))?;
    Ok(format!("{}: written", svg.display()))
}

/// The filters that the two groups meet.
fn filters(split: &Split) -> [Filter; 2] {
    match split {
        Split::Segment {
            column,
            first,
            second,
        } => {
            let has = |value: &String| Filter::Segment {
                column: column.clone(),
                values: vec![value.clone()],
                of: SegmentOf::First,
            };
            let others = || Filter::Not {
                of: Box::new(has(first)),
            };
            [has(first), second.as_ref().map_or_else(others, has)]
        }
        &Split::Period { at } => {
            let came = |from, to| Filter::Time {
                from,
                to,
                of: TimeOf::Start,
            };
            [came(None, Some(at)), came(Some(at), None)]
        }
    }
}

/// How the customers of one log are told apart.
fn split(args: &args::Compare, events: &Events) -> Result<Split, Failure> {
    let zone = args.columns.zone.clone().unwrap_or_default();
    Ok(match (&args.by, &args.period) {
        (Some(by), _) => Split::Segment {
            column: events.column(by).to_owned(),
            first: args.of.first().cloned().unwrap_or_default(),
            second: args.of.get(1).cloned(),
        },
        (None, day) => Split::Period {
            at: midnight(day.as_deref().unwrap_or_default(), &zone)?,
        },
    })
}

/// When a day begins in a zone, in milliseconds.
fn midnight(day: &str, zone: &Zone) -> Result<f64, Failure> {
    let day = moment(day);
    let day = day.map_err(|_| Complaint::new("--period expects a day as YYYY-MM-DD"))?;
    Ok(day.at(zone))
}

/// Both, or all that is wrong with either.
fn both<A, B>(first: Result<A, Failure>, second: Result<B, Failure>) -> Result<(A, B), Failure> {
    match (first, second) {
        (Ok(first), Ok(second)) => Ok((first, second)),
        (first, second) => Err(Failure::all([first.err(), second.err()])),
    }
}

/// What the groups are called.
pub(super) fn groups(split: &Split, day: Option<&str>) -> [String; 2] {
    match split {
        Split::Segment {
            column,
            first,
            second,
        } => {
            let second = second.as_deref().unwrap_or("all others");
            [format!("{column} {first}"), second.to_owned()]
        }
        Split::Period { .. } => {
            let day = day.unwrap_or_default();
            [format!("before {day}"), format!("from {day} on")]
        }
    }
}

/// The groups.
fn head(page: &mut Page, compared: &LogComparison, [first, second]: &[String; 2], called: Called) {
    let [n, m] = [compared.first, compared.second].map(|it| called.counted(it));
    page.row("First").plain(format_args!("{first}: {n}")).end();
    page.row("Second")
        .plain(format_args!("{second}: {m}"))
        .end();
    if compared.neither > 0 {
        let neither = called.counted(compared.neither);
        page.row("Left out").plain(neither).end();
    }
    if compared.mixed > 0 {
        let mixed = called.counted(compared.mixed);
        page.row("In both").plain(mixed);
        page.plain(", which count by their first event").end();
    }
}

/// How many rows people are told where they do not say.
const LISTED: u32 = 20;

const NAME_CELLS: usize = 44;
const CELLS: usize = 10;
const INTERVAL_CELLS: usize = 27;

fn titles(page: &mut Page, what: &str) {
    page.end();
    page.column(style::FAINT, what, NAME_CELLS);
    for title in ["first", "second", "difference"] {
        page.right(style::FAINT, title, CELLS + 2);
    }
    page.right(style::FAINT, "95 % interval", INTERVAL_CELLS);
    page.right(style::FAINT, "p adjusted", CELLS + 3).end();
}

fn shares(page: &mut Page, compared: &LogComparison, called: Called) {
    if compared.shares.is_empty() {
        return;
    }
    titles(page, &format!("share of {}", called.many));
    for row in &compared.shares {
        page.column(style::STRONG, behaviour(&row.what), NAME_CELLS);
        page.right(style::PLAIN, share(&row.first), CELLS + 2);
        page.right(style::PLAIN, share(&row.second), CELLS + 2);
        let points = |it: f64| format!("{}{}", sign(it), fixed(100.0 * it.abs(), 1));
        evidence(page, row_of_share(row), points);
    }
    more(page, compared.shares_left_out);
}

fn durations(page: &mut Page, compared: &LogComparison) {
    if compared.durations.is_empty() {
        return;
    }
    titles(page, "median time");
    for row in &compared.durations {
        page.column(style::STRONG, timed(&row.what), NAME_CELLS);
        for median in [row.first.median, row.second.median] {
            page.right(
                style::PLAIN,
                median.map_or_else(|| "-".to_owned(), span),
                CELLS + 1,
            );
        }
        let time = |it: f64| format!("{}{}", sign(it), span(it.abs()));
        evidence(page, row_of_duration(row), time);
    }
    more(page, compared.durations_left_out);
}

/// A difference with what it rests on.
type Evidence = (
    Option<cesta::stats::Difference>,
    Option<f64>,
    Conclusion,
    u32,
);

fn row_of_share(row: &ComparedShare) -> Evidence {
    let n = row.first.n.min(row.second.n);
    (row.difference, row.adjusted, row.conclusion, n)
}

fn row_of_duration(row: &ComparedDuration) -> Evidence {
    let n = row.first.n.min(row.second.n);
    (row.difference, row.adjusted, row.conclusion, n)
}

fn evidence(
    page: &mut Page,
    (difference, p, conclusion, n): Evidence,
    told: impl Fn(f64) -> String,
) {
    let dash = || "-".to_owned();
    let value = difference.map_or_else(dash, |it| told(it.value));
    let interval = difference.and_then(|it| it.interval);
    let interval =
        interval.map_or_else(dash, |it| format!("{} to {}", told(it.low), told(it.high)));
    page.right(style::PLAIN, value, CELLS + 2);
    page.right(style::FAINT, interval, INTERVAL_CELLS);
    let p = p.map_or_else(dash, |p| {
        if p < 0.0001 {
            "<0.0001".to_owned()
        } else {
            fixed(p, 4)
        }
    });
    page.right(style::PLAIN, p, CELLS + 3);
    match conclusion {
        Conclusion::Higher => page.paint(style::WARN, "  higher").end(),
        Conclusion::Lower => page.paint(style::WARN, "  lower").end(),
        Conclusion::NotDistinct => page.end(),
        Conclusion::Inconclusive => page
            .paint(
                style::FAINT,
                format_args!("  no conclusion: n = {}", count(n)),
            )
            .end(),
    }
}

fn sign(value: f64) -> &'static str {
    if value < 0.0 { "-" } else { "+" }
}

fn share(share: &Share) -> String {
    share.value.map_or_else(|| "-".to_owned(), percent)
}

fn behaviour(what: &Behaviour) -> String {
    match what {
        Behaviour::Converted => "reach a goal".to_owned(),
        Behaviour::Reached { touchpoint } => format!("meet {touchpoint}"),
        Behaviour::Started { touchpoint } => format!("start at {touchpoint}"),
        Behaviour::Ended { touchpoint } => format!("end at {touchpoint}"),
        Behaviour::Lost { touchpoint } => format!("of {touchpoint}: lost there"),
        Behaviour::Went { touchpoints } => format!("go {}", touchpoints.join(" -> ")),
        Behaviour::Stepped { from, to } => format!("of {from}: go on to {to}"),
    }
}

fn timed(what: &Timed) -> String {
    match what {
        Timed::Whole => "first event to last".to_owned(),
        Timed::ToGoal => "first event to goal".to_owned(),
        Timed::Stepped { from, to } => format!("{from} to {to}"),
    }
}

fn more(page: &mut Page, left_out: u32) {
    if left_out > 0 {
        let more = count(left_out);
        let text = format!("and {more} more; --limit sets how many are listed");
        page.paint(style::FAINT, text).end();
    }
}

/// What the conclusions rest on.
fn foot(page: &mut Page, compared: &LogComparison, options: &LogComparisonOptions, called: Called) {
    let tests = counted(compared.tests, "test");
    let rate = percent(options.false_discovery_rate);
    let way = match options.false_discovery {
        FalseDiscovery::BenjaminiHochberg => "Benjamini-Hochberg",
        FalseDiscovery::BenjaminiYekutieli => "Benjamini-Yekutieli",
    };
    page.end();
    if compared.ways_left_out > 0 {
        let ways = counted(compared.ways_left_out, "further way");
        let many = called.many;
        let text = format!("{ways} that {many} share, not compared; --ways sets how many are");
        page.paint(style::FAINT, text).end();
    }
    let text = format!(
        "{tests}, adjusted together ({way}); higher and lower: at most {rate} false ones expected"
    );
    page.paint(style::FAINT, text).end();
}
