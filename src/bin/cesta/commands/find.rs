//! `cesta find`: which customers a pattern was met by.

use cesta::flow::pattern::{
    MatchStart, PatternError, PatternMatches, PatternOptions, SequencePattern,
};
use serde::Serialize;

use super::flow::head;
use crate::{
    answer::{Answer, Complaint, Context, Failure},
    args,
    input::standard_once,
    observed::events::{self, Read},
    output::{
        called::Called,
        text::{Page, count, percent, span, style},
    },
    progress::phase,
};

pub(crate) fn run(args: &args::Find, context: &Context) -> Result<Answer, Failure> {
    standard_once([Some(args.events.as_path())])?;
    let conditions = args.condition.iter();
    let conditions: Vec<Vec<String>> = conditions
        .map(|it| it.split(',').map(str::to_owned).collect())
        .collect();
    let pattern = if conditions.is_empty() {
        SequencePattern::parse(&args.pattern)
    } else {
        SequencePattern::parse_numbered(&args.pattern, &conditions)
    };
    let events = events::read(&args.events, &args.columns, context);
    let (pattern, events) = match (pattern, events) {
        (Ok(pattern), Ok(events)) => (pattern, events),
        (pattern, events) => {
            let pattern = pattern.err().map(|it| refused(&it));
            return Err(Failure::all([pattern, events.err()]));
        }
    };
    let options = PatternOptions {
        start: if args.earliest {
            MatchStart::First
        } else {
            MatchStart::Last
        },
        examples: args.limit,
        ..PatternOptions::default()
    };
    let found = phase("matching", || {
        PatternMatches::of(&events.log, &pattern, &options)
    });
    let found = found.map_err(|it| refused(&it))?;
    let answer = if context.json {
        let pattern = pattern.to_string();
        let result = &found;
        Read::json(&events, &Found { pattern, result })?
    } else {
        let mut page = context.page();
        let size = events.log.size();
        head(&mut page, (size.customers, size.events), &events);
        page.row("Pattern").plain(&pattern).end();
        write(&mut page, &found, events.called());
        Answer::text(page)
    };
    let idle = found.unmatched.iter();
    let idle = idle.map(|it| format!("no touchpoint fits `{it}`"));
    let remarks = events.remark().into_iter().chain(idle);
    Ok(remarks.fold(answer, Answer::remark))
}

/// What was found, with what was looked for.
#[derive(Serialize)]
struct Found<'r> {
    pattern: String,
    #[serde(flatten)]
    result: &'r PatternMatches,
}

/// What is wrong with a pattern, each with its place.
fn refused(error: &PatternError) -> Failure {
    Failure::many(error.problems().iter().map(|problem| {
        let complaint = Complaint::new(&problem.message).code(problem.reason.code());
        match problem.position {
            Some(position) => complaint.path(format!("pattern, character {position}")),
            None => complaint.path("pattern"),
        }
    }))
}

const NAME_CELLS: usize = 20;
const PLACE_CELLS: usize = 10;

fn write(page: &mut Page, found: &PatternMatches, called: Called) {
    let share = &found.customers;
    page.row(called.title).plain(count(share.count));
    if let Some(value) = share.value {
        page.plain(format_args!(" of {}, {}", count(share.n), percent(value)));
    }
    if let Some(interval) = &share.interval {
        let (low, high) = (percent(interval.low), percent(interval.high));
        page.paint(style::FAINT, format_args!(" ({low} to {high})"));
    }
    page.end();
    page.row("Matches").plain(count(found.matches)).end();
    if let Some(took) = &found.durations {
        let (from, to) = (span(took.p25), span(took.p75));
        let median = span(took.median);
        page.row("First to last");
        page.plain(format_args!("median {median}, half of them {from} to {to}"));
        page.end();
    }
    if found.examples.is_empty() {
        return;
    }
    page.end();
    page.column(style::FAINT, called.one, NAME_CELLS + 2);
    page.column(style::FAINT, "events", PLACE_CELLS + 2);
    page.paint(style::FAINT, "touchpoints").end();
    for example in &found.examples {
        let (first, last) = (example.first + 1, example.last + 1);
        page.column(style::STRONG, &example.customer, NAME_CELLS)
            .plain("  ");
        page.column(style::PLAIN, format_args!("{first}-{last}"), PLACE_CELLS)
            .plain("  ");
        let used = NAME_CELLS + PLACE_CELLS + 4;
        page.names(&example.touchpoints, " -> ", used, used).end();
    }
    let listed = u32::try_from(found.examples.len()).unwrap_or(u32::MAX);
    let more = found.matches.saturating_sub(listed);
    if more > 0 {
        let text = format!("and {} more; --limit sets how many are listed", count(more));
        page.paint(style::FAINT, text).end();
    }
}
