//! `cesta steps`: where customers are, step by step.

use cesta::{
    flow::steps::{StepError, StepMatrix, StepOptions, StepPlace, StepRow, StepSum},
    render::{StepPicture, sankey_svg, steps_svg},
};

use crate::{
    answer::{Answer, Complaint, Context, Failure},
    args,
    input::{self, standard_once},
    observed::events::{self, Events, Read},
    output::{
        file,
        text::{Page, count, counted, percent, style},
    },
    progress::phase,
};

pub(crate) fn run(args: &args::Steps, context: &Context) -> Result<Answer, Failure> {
    standard_once([Some(args.events.as_path())])?;
    for picture in args.svg.iter().chain(&args.sankey) {
        file::spare(picture, [args.events.as_path()])?;
    }
    let events = events::read(&args.events, &args.columns, context)?;
    let options = StepOptions {
        max_steps: args.up_to,
        anchor: args.anchor.clone(),
        before: args.before,
        min_share: args.min_share,
        top: args.top,
    };
    let refused = |error: StepError| {
        let file = input::name(&args.events);
        Failure::from(Complaint::new(&error).file(file).code(error.code()))
    };
    if let Some(anchor) = &args.anchor
        && events.log.touchpoints().find(&anchor.touchpoint).is_none()
    {
        let touchpoint = anchor.touchpoint.clone();
        return Err(refused(StepError::UnknownTouchpoint { touchpoint }));
    }
    let sum = phase("counting", || StepSum::of(&events.log, &options)).map_err(refused)?;
    let matrix = sum.matrix(&options).map_err(refused)?;
    let mut answer = if context.json {
        Read::json(&events, &matrix)?
    } else {
        let mut page = context.page();
        head(&mut page, &matrix, &events);
        table(&mut page, &matrix);
        Answer::text(page)
    };
    let picture = StepPicture {
        width: args.width,
        unit: events.unit,
        ..StepPicture::default()
    };
    if let Some(svg) = &args.svg {
        file::write(svg, &steps_svg(&matrix, &picture))?;
        answer = answer.remark(format!("{}: written", svg.display()));
    }
    if let Some(svg) = &args.sankey {
        let links = sum.links(&options).map_err(refused)?;
        file::write(svg, &sankey_svg(&links, &picture))?;
        answer = answer.remark(format!("{}: written", svg.display()));
    }
    Ok(events.remark().into_iter().fold(answer, Answer::remark))
}

/// What was read, and who is looked at.
fn head(page: &mut Page, matrix: &StepMatrix, events: &Events) {
    let called = events.called();
    page.plain(called.counted(matrix.customers)).end();
    page.row("Columns").plain(&events.columns).end();
    if let Some(anchor) = &matrix.anchor {
        page.row("Around").plain(&anchor.touchpoint).end();
        let without = called.counted(matrix.unanchored);
        page.row("Left out")
            .plain(without)
            .plain(" never get there")
            .end();
    }
}

const NAME_CELLS: usize = 20;
const CELLS: usize = 8;
/// How many steps a line has room for.
const STEPS: usize = 12;

/// A row a place, a column a step.
fn table(page: &mut Page, matrix: &StepMatrix) {
    page.end();
    page.column(style::FAINT, "step", NAME_CELLS);
    for step in matrix.steps.iter().take(STEPS) {
        page.right(style::FAINT, step, CELLS);
    }
    page.end();
    for row in &matrix.rows {
        let named = row.place.name().is_some();
        let style = if named { style::STRONG } else { style::FAINT };
        page.column(style, name(row), NAME_CELLS);
        for (&customers, share) in row.customers.iter().zip(&row.shares).take(STEPS) {
            let share = share.filter(|_| customers > 0);
            let share = share.map_or_else(|| "·".to_owned(), percent);
            page.right(
                if named { style::PLAIN } else { style::FAINT },
                share,
                CELLS,
            );
        }
        page.end();
    }
    if matrix.others > 0 {
        let others = counted(matrix.others, "touchpoint");
        let covered = matrix.coverage.map_or_else(String::new, percent);
        let text = format!("other: {others}; {covered} of the events are at those shown");
        page.paint(style::FAINT, text).end();
    }
    let more = matrix.steps.len().saturating_sub(STEPS);
    if more > 0 {
        let more = count(u32::try_from(more).unwrap_or(u32::MAX));
        let text = format!("and {more} more steps; --json and --svg have all of them");
        page.paint(style::FAINT, text).end();
    }
}

fn name(row: &StepRow) -> &str {
    match &row.place {
        StepPlace::Start => "(not yet there)",
        StepPlace::Touchpoint { touchpoint } => touchpoint,
        StepPlace::Other => "(other)",
        StepPlace::End => "(end)",
    }
}
