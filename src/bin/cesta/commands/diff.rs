//! `cesta diff`: what changed between two maps.

use cesta::journey::{self, Change, ChangeKind, FieldChange};
use serde_json::Value;

use crate::{
    answer::{Answer, Context, Failure, Status},
    args,
    input::{self, standard_once},
    output::text::{Page, counted, style},
    progress::phase,
};

pub(crate) fn run(args: &args::Diff, context: &Context) -> Result<Answer, Failure> {
    standard_once([Some(args.old.as_path()), Some(args.new.as_path())])?;
    let (old, new) = (
        input::map(&args.old, context),
        input::map(&args.new, context),
    );
    let (old, new) = match (old, new) {
        (Ok(old), Ok(new)) => (old, new),
        (old, new) => {
            return Err(Failure::all([old.err(), new.err()]));
        }
    };
    let diff = phase("comparing", || journey::diff(&old.journey, &new.journey));
    let status = if diff.is_empty() {
        Status::Clean
    } else {
        Status::Objection
    };
    if context.json {
        return Ok(Answer::json(&diff)?.with(status));
    }
    let mut page = context.page();
    for change in &diff.changes {
        print(&mut page, change);
    }
    if !diff.is_empty() {
        page.end();
    }
    page.plain(summary(&diff.changes)).end();
    Ok(Answer::text(page).with(status))
}

fn print(page: &mut Page, change: &Change) {
    let (mark, style) = match change.kind {
        ChangeKind::Added => ("+", style::GOOD),
        ChangeKind::Removed => ("-", style::BAD),
        ChangeKind::Changed => ("~", style::WARN),
    };
    page.paint(style, mark).plain(" ").plain(change.element);
    if !change.id.is_empty() {
        page.plain(" ").paint(style::STRONG, &change.id);
    }
    page.end();
    for FieldChange {
        field,
        before,
        after,
    } in &change.fields
    {
        page.plain("    ").plain(field).plain(": ");
        value(page, before.as_ref());
        page.plain(" -> ");
        value(page, after.as_ref());
        page.end();
    }
}

fn value(page: &mut Page, value: Option<&Value>) {
    match value {
        Some(value) => page.plain(value),
        None => page.paint(style::FAINT, "(left out)"),
    };
}

fn summary(changes: &[Change]) -> String {
    let count = |kind| {
        let of_kind = changes.iter().filter(|change| change.kind == kind).count();
        u32::try_from(of_kind).unwrap_or(u32::MAX)
    };
    let parts = [
        (count(ChangeKind::Added), "added"),
        (count(ChangeKind::Removed), "removed"),
        (count(ChangeKind::Changed), "changed"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{} {word}", counted(count, "element")))
        .collect();
    if parts.is_empty() {
        "the maps say the same".to_owned()
    } else {
        parts.join(", ")
    }
}
