//! `cesta gaps`: gaps with their numbers and hints, and the rules that find them.

use cesta::gap::{GapReport, rules};

use crate::{
    answer::{Answer, Complaint, Context, Failure},
    args, findings,
    observed::{self, Asked, events::Read},
    output::text::{Page, style},
};

pub(crate) fn run(args: &args::Gaps, context: &Context) -> Result<Answer, Failure> {
    if args.map.is_none() {
        let idle = observed::idle(&args.data, false, false);
        if !idle.is_empty() {
            return Err(Failure::many(idle));
        }
    }
    if args.rules {
        return list_rules(context);
    }
    if let Some(name) = &args.explain {
        return explain(name, context);
    }
    let Some(map) = &args.map else {
        return Err(Complaint::new("a map is missing").into());
    };
    let (map, observed) = observed::read(map, &args.data, &Asked::default(), context)?;
    let report = findings::check(&map, &observed, &args.levels)?;
    let answer = if context.json {
        Read::json(observed.events.as_ref(), &report)?
    } else {
        Answer::text(text(context.page(), &report))
    };
    Ok(observed.remark_on(answer))
}

fn text(mut page: Page, report: &GapReport) -> Page {
    for finding in &report.findings {
        let (word, level) = findings::level(finding.level);
        page.paint(level, format_args!("{word}[{}]", finding.rule))
            .plain(" ");
        page.paint(style::STRONG, findings::place(&finding.place))
            .end();
        page.plain("  ").words(&finding.message, 2, 2).end();
        let numbers = findings::numbers(finding);
        if !numbers.is_empty() {
            page.plain("  ").paint(style::FAINT, numbers).end();
        }
        page.plain("  ")
            .paint(style::GOOD, "->")
            .plain(" ")
            .words(&finding.hint, 5, 5)
            .end();
        page.end();
    }
    findings::summary(&mut page, report);
    if !report.not_run.is_empty() {
        page.heading("Not looked for");
        for not_run in &report.not_run {
            page.plain("  ")
                .column(style::STRONG, &*not_run.rule, RULE_CELLS);
            page.plain(not_run.missing).end();
        }
    }
    page
}

const RULE_CELLS: usize = 4;
const NAME_CELLS: usize = 28;
const LEVEL_CELLS: usize = 9;

fn list_rules(context: &Context) -> Result<Answer, Failure> {
    if context.json {
        return Answer::json(&rules().collect::<Vec<_>>());
    }
    let mut page = context.page();
    for rule in rules() {
        let (word, level) = findings::level(rule.level);
        page.column(style::STRONG, rule.id, RULE_CELLS);
        page.column(level, word, LEVEL_CELLS);
        page.column(style::PLAIN, rule.name, NAME_CELLS);
        page.plain(rule.summary).end();
    }
    Ok(Answer::text(page))
}

fn explain(name: &str, context: &Context) -> Result<Answer, Failure> {
    let rule = findings::rule(name)?;
    if context.json {
        return Answer::json(rule);
    }
    let mut page = context.page();
    let (word, level) = findings::level(rule.level);
    page.paint(level, format_args!("{word}[{}]", rule.id))
        .plain(" ");
    page.paint(style::STRONG, rule.name).end();
    page.plain(rule.summary).end();
    page.end();
    for line in rule.explanation.lines() {
        page.words(line, 0, 0).end();
    }
    page.end();
    page.paint(style::FAINT, format_args!("source: {}", rule.source))
        .end();
    Ok(Answer::text(page))
}
