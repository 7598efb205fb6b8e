//! `cesta rhythm`: when customers come, by hour of the day and weekday.

use cesta::{
    flow::rhythm::{Contacts, Rhythm, RhythmBy, RhythmOptions},
    render::{RhythmPicture, rhythm_svg},
};

use super::flow::head;
use crate::{
    answer::{Answer, Complaint, Context, Failure},
    args,
    input::{self, standard_once},
    observed::events::{self, Read},
    output::{
        called::Called,
        file,
        text::{Page, count, counted, style},
    },
    progress::phase,
};

/// What `--by` calls the touchpoints, whatever their column is called.
const TOUCHPOINT: &str = "touchpoint";

pub(crate) fn run(args: &args::Rhythm, context: &Context) -> Result<Answer, Failure> {
    standard_once([Some(args.events.as_path())])?;
    if let Some(svg) = &args.svg {
        file::spare(svg, [args.events.as_path()])?;
    }
    let column = args.by.as_ref().filter(|by| *by != TOUCHPOINT);
    let keep: Vec<String> = column.into_iter().cloned().collect();
    let events = events::read_keeping(&args.events, &args.columns, &keep, context)?;
    let segment = column.map(|it| events.column(it).to_owned());
    let touchpoint = args.by.as_ref().map(|_| RhythmBy::Touchpoint);
    let options = RhythmOptions {
        zone: args.columns.zone.clone().unwrap_or_default(),
        by: segment.map(RhythmBy::Segment).or(touchpoint),
        limit: args.limit,
    };
    let rhythm = phase("counting", || Rhythm::of(&events.log, &options)).map_err(|error| {
        let file = input::name(&args.events);
        Failure::from(Complaint::new(&error).file(file).code(error.code()))
    })?;
    let answer = if context.json {
        Read::json(&events, &rhythm)?
    } else {
        let mut page = context.page();
        let total = rhythm.all.total;
        head(&mut page, (total.customers, total.events), &events);
        week(&mut page, &rhythm, events.called());
        groups(&mut page, &rhythm);
        Answer::text(page)
    };
    let answer = match &args.svg {
        Some(svg) => {
            let picture = RhythmPicture {
                unit: events.unit,
                ..RhythmPicture::default()
            };
            file::write(svg, &rhythm_svg(&rhythm, &picture))?;
            answer.remark(format!("{}: written", svg.display()))
        }
        None => answer,
    };
    Ok(events.remark().into_iter().fold(answer, Answer::remark))
}

const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

const NAME_CELLS: usize = 16;
const COUNT_CELLS: usize = 11;

/// A row a weekday, two cells an hour.
fn week(page: &mut Page, rhythm: &Rhythm, called: Called) {
    page.end();
    page.column(style::FAINT, "", NAME_CELLS + 2);
    for hour in (0..24).step_by(3) {
        page.column(style::FAINT, format_args!("{hour:02}"), 6);
    }
    page.right(style::FAINT, "events", COUNT_CELLS);
    page.right(style::FAINT, called.many, COUNT_CELLS).end();
    let most = most(&rhythm.all.grid);
    for ((name, day), hours) in WEEKDAYS
        .iter()
        .zip(&rhythm.all.weekdays)
        .zip(rhythm.all.grid.chunks(24))
    {
        row(page, name, (hours, most), *day);
    }
    row(
        page,
        "every day",
        (&rhythm.all.hours, self::most(&rhythm.all.hours)),
        rhythm.all.total,
    );
}

/// A row a group, each shaded by its own busiest hour.
fn groups(page: &mut Page, rhythm: &Rhythm) {
    if rhythm.groups.is_empty() {
        return;
    }
    page.end();
    for group in &rhythm.groups {
        let hours = &group.beat.hours;
        row(page, &group.name, (hours, most(hours)), group.beat.total);
    }
    if let Some(others) = rhythm.others {
        let (more, events) = (count(others.groups), counted(others.events, "event"));
        let more = format!("and {more} more with {events}; --limit sets how many are listed");
        page.paint(style::FAINT, more).end();
    }
}

fn most(contacts: &[Contacts]) -> u32 {
    contacts.iter().map(|it| it.events).max().unwrap_or(0)
}

/// Hours in shades of their share of the most.
fn row(page: &mut Page, name: &str, (hours, most): (&[Contacts], u32), total: Contacts) {
    page.plain("  ").column(style::STRONG, name, NAME_CELLS);
    for hour in hours {
        page.plain(shade(hour.events, most).repeat(2));
    }
    page.right(style::PLAIN, count(total.events), COUNT_CELLS);
    page.right(style::PLAIN, count(total.customers), COUNT_CELLS)
        .end();
}

/// One of five shades; what is little is not shown as nothing.
fn shade(events: u32, most: u32) -> &'static str {
    let quarters = u64::from(events) * 4;
    match quarters.div_ceil(u64::from(most.max(1))) {
        0 => "·",
        1 => "░",
        2 => "▒",
        3 => "▓",
        _ => "█",
    }
}
