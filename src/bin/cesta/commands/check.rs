//! `cesta check`: gaps as a compiler tells them.

use cesta::{
    gap::{Finding, GapReport},
    journey::{Position, spec::Level},
};

use crate::{
    answer::{Answer, Context, Failure, Status},
    args::{self, Format},
    findings,
    input::Map,
    observed::{self, Asked, events::Read},
    output::{
        sarif,
        text::{Page, style},
    },
    place,
};

pub(crate) fn run(args: &args::Check, context: &Context) -> Result<Answer, Failure> {
    let (map, observed) = observed::read(&args.map, &args.data, &Asked::default(), context)?;
    let report = findings::check(&map, &observed, &args.levels)?;
    let status = match report.worst() {
        Some(Level::Deny) => Status::Objection,
        _ => Status::Clean,
    };
    let format = if context.json {
        Format::Json
    } else {
        args.format
    };
    let answer = match format {
        Format::Text => Answer::text(text(context.page(), &map, &report)),
        Format::Json => Read::json(observed.events.as_ref(), &report)?,
        Format::Sarif => Answer::json(&sarif::log(map.file.as_deref(), &placed(&map, &report)))?,
    };
    Ok(observed.remark_on(answer).with(status))
}

/// The findings with their places in the text.
fn placed<'r>(map: &Map, report: &'r GapReport) -> Vec<(&'r Finding, Option<Position>)> {
    let positions = place::positions(map, &report.findings);
    report.findings.iter().zip(positions).collect()
}

fn text(mut page: Page, map: &Map, report: &GapReport) -> Page {
    for (finding, position) in placed(map, report) {
        let (word, level) = findings::level(finding.level);
        page.paint(style::STRONG, &map.name);
        if let Some(position) = position {
            page.paint(style::STRONG, format_args!(":{position}"));
        }
        page.plain(": ")
            .paint(level, format_args!("{word}[{}]", finding.rule));
        page.plain(" ").plain(&*finding.name).plain(": ");
        page.plain(&finding.message).end();
        page.paint(style::FAINT, "    hint: ")
            .plain(&finding.hint)
            .end();
    }
    findings::summary(&mut page, report);
    page
}
