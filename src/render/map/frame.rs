//! What stands over the cards: the heading, the phases and the stages' heads.

use maud::{Markup, html};

use super::{
    Sheet,
    card::phase_class,
    layout::{Band, LEFT, as_f64},
    pen::Pen,
};
use crate::{
    journey::Stage,
    render::{
        numbers::{self, Px},
        text::{self, Clean},
    },
};

/// The journey's name, and what kind of map it is.
pub(super) fn heading(sheet: &Sheet<'_>) -> Markup {
    let (journey, words) = (sheet.facts.journey(), sheet.words);
    let room = sheet.layout.width - 2.0 * LEFT;
    let title = text::one_line(sheet.title, 25.0, room.max(200.0));
    html! {
        text.title.u x=(Px(LEFT)) y="40" { (Clean(&title)) }
        text.lead x=(Px(LEFT)) y="62" {
            (words.state(journey.state()))
            @if let Some(kind) = journey.kind() { " · " tspan.u { (Clean(&text::one_line(words.kind(kind), 12.5, 220.0))) } }
            @if let Some(revision) = journey.revision() { " · " tspan.u { (Clean(&text::one_line(revision, 12.5, 160.0))) } }
            @if let Some(overlay) = sheet.facts.known.overlay {
                " · " (words.customers.of_u32(overlay.customers)) " · " (words.events.of_u32(overlay.events))
            }
            @if let Some(satisfaction) = sheet.facts.known.satisfaction {
                " · " (words.respondents.of_u32(satisfaction.respondents))
            }
        }
    }
}

/// Phases and stages.
pub(super) fn stages(sheet: &Sheet<'_>) -> Markup {
    let journey = sheet.facts.journey();
    let stages: Vec<(Stage<'_>, Band)> = journey
        .stages()
        .zip(sheet.layout.bands.iter().copied())
        .collect();
    html! {
        @for same in stages.chunk_by(|a, b| a.0.phase == b.0.phase) { (phase(sheet, same)) }
        @for &(stage, band) in &stages { (head(sheet, stage, band)) }
    }
}

/// A line over the stages of one phase.
fn phase(sheet: &Sheet<'_>, stages: &[(Stage<'_>, Band)]) -> Markup {
    let (Some((first, left)), Some((_, right))) = (stages.first(), stages.last()) else {
        return html! {};
    };
    let Some(phase) = first.phase else {
        return html! {};
    };
    let (start, end) = (left.left, right.left + right.width);
    let y = sheet.layout.top + 20.0;
    html! {
        g class=(phase_class(Some(phase))) {
            text.eye.tone x=(Px(start)) y=(Px(y - 6.0)) { (sheet.words.phase(phase)) }
            path.tone-line stroke-width="2" d=(format!("M{} {y}H{}", Px(start), Px(end), y = Px(y))) {}
        }
    }
}

/// A stage's head: a broad arrow with its name, and how many customers got here.
fn head(sheet: &Sheet<'_>, stage: Stage<'_>, band: Band) -> Markup {
    let words = sheet.words;
    let (x, y, width) = (band.left, sheet.layout.stage_top, band.width);
    let (height, point) = (44.0, 14.0);
    // The arrow reaches into the gutter, so that the stages read as one way.
    let right = x + width + 34.0;
    let left = x - 10.0;
    let notch = if stage.position() == 0 { 0.0 } else { point };
    let path = Pen::polygon(&[
        (left, y),
        (right - point, y),
        (right, y + height / 2.0),
        (right - point, y + height),
        (left, y + height),
        (left + notch, y + height / 2.0),
    ]);
    let flow = sheet.facts.stage_flow(stage.position());
    let pains = stage.pain_points.len();
    let name = text::one_line(
        stage.name(),
        15.5,
        width - 20.0 - as_f64(pains.min(1)) * 24.0,
    );
    html! {
        g class=(phase_class(stage.phase)) {
            title {
                (Clean(stage.name()))
                @if let Some(description) = &stage.description { ": " (Clean(description)) }
                @for pain in &stage.pain_points { "; " (Clean(&pain.label)) }
            }
            path.tint d=(path) {}
            text.stage-name.tone.u x=(Px(x + 10.0)) y=(Px(y + if flow.is_some() { 20.0 } else { 27.0 })) { (Clean(&name)) }
            @if let Some(flow) = flow {
                text.small.tone x=(Px(x + 10.0)) y=(Px(y + 35.0)) {
                    @if let Some(reached) = flow.reached.value {
                        (numbers::short_percent(reached)) " " (words.reached)
                    }
                    @if let Some(dropped) = flow.dropped_off.value {
                        " · ▾ " (numbers::short_percent(dropped)) " " (words.leave)
                    }
                }
            }
            @if pains > 0 { path.loss d=(super::card::bolt(x + width - 4.0, y + 21.0)) {} }
        }
    }
}
