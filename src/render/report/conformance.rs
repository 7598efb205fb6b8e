//! Who follows the map, and where the others leave it.

use maud::{Markup, html};

use crate::{
    flow::align::{Alignment, Edit, EditKind, Jump, TouchpointAlignment, VariantAlignment},
    journey::TouchpointId,
    render::{facts::Facts, numbers, text::bdi, words::Words},
    sort,
};

/// How many variants are shown.
const VARIANTS: usize = 10;

pub(super) fn draw(facts: &Facts<'_>, words: &Words, alignment: &Alignment) -> Markup {
    let edits = &alignment.edits;
    let key = [
        (words.edit_followed, edits.followed),
        (words.edit_failed, edits.failed),
        (words.edit_extra, edits.extra),
        (words.edit_skipped, edits.skipped),
        (words.edit_out_of_order, edits.out_of_order),
    ];
    html! {
        p {
            (super::stages::share(words, &alignment.fits)) " " (words.fit_the_map)
        }
        ul.numbers {
            @if let Some(fitness) = alignment.fitness {
                li { (words.fitness) " " b { (numbers::percent(fitness)) } }
            }
            @for (word, count) in key {
                li { (word) " " b { (numbers::count(count)) } }
            }
        }
        h3 { (words.skipped_title) }
        (touchpoints(facts, words, alignment))
        h3 { (words.jumps_title) }
        (jumps(facts, words, &alignment.jumps))
        h3 { (words.variants_title) }
        (variants(facts, words, alignment))
    }
}

fn name(facts: &Facts<'_>, id: &TouchpointId) -> Markup {
    let touchpoint = facts.journey().touchpoint(id.as_str());
    bdi(touchpoint.map_or(id.as_str(), |it| it.name()))
}

/// What most customers skip first.
fn touchpoints(facts: &Facts<'_>, words: &Words, alignment: &Alignment) -> Markup {
    let edited = |it: &&TouchpointAlignment| it.edits.skipped > 0 || it.edits.extra > 0;
    let mut rows: Vec<&TouchpointAlignment> = alignment.touchpoints.iter().filter(edited).collect();
    if rows.is_empty() {
        return super::absent(words.none);
    }
    sort::by_key(&mut rows, |it| std::cmp::Reverse(it.skipped_by.count));
    let head = html! {
        tr {
            th scope="col" { (words.touchpoint) }
            th.wide scope="col" { (words.skipped_by) }
            th.num scope="col" { (words.edit_skipped) }
            th.num scope="col" { (words.edit_extra) }
            th.num scope="col" { (words.edit_out_of_order) }
        }
    };
    let rows: Vec<Markup> = rows
        .into_iter()
        .map(|it| {
            html! {
                tr {
                    th scope="row" { (name(facts, &it.touchpoint)) }
                    td.wide { (super::stages::share(words, &it.skipped_by)) }
                    td.num { (numbers::count(it.edits.skipped)) }
                    td.num { (numbers::count(it.edits.extra)) }
                    td.num { (numbers::count(it.edits.out_of_order)) }
                }
            }
        })
        .collect();
    super::folded(words, words.skipped_title, "touchpoints", &head, &rows)
}

fn jumps(facts: &Facts<'_>, words: &Words, jumps: &[Jump]) -> Markup {
    if jumps.is_empty() {
        return super::absent(words.none);
    }
    let head = html! {
        tr {
            th scope="col" { (words.link) }
            th scope="col" { (words.left_out) }
            th.num scope="col" { (words.times) }
            th.num scope="col" { (words.customers_column) }
        }
    };
    let end = |id: &Option<TouchpointId>, none: &str| {
        id.as_ref()
            .map_or_else(|| html! { (none) }, |id| name(facts, id))
    };
    let rows: Vec<Markup> = jumps
        .iter()
        .map(|jump| {
            html! {
                tr {
                    th scope="row" {
                        (end(&jump.from, words.the_start)) span.arrow { " → " }
                        (end(&jump.to, words.the_end))
                    }
                    td {
                        @for (at, id) in jump.skipped.iter().enumerate() {
                            @if at > 0 { ", " }
                            (name(facts, id))
                        }
                    }
                    td.num { (numbers::count(jump.count)) }
                    td.num { (numbers::count(jump.customers)) }
                }
            }
        })
        .collect();
    super::folded(words, words.jumps_title, "links", &head, &rows)
}

fn variants(facts: &Facts<'_>, words: &Words, alignment: &Alignment) -> Markup {
    let shown = alignment
        .variants
        .get(..VARIANTS)
        .unwrap_or(&alignment.variants);
    let left = (alignment.sequences as usize).saturating_sub(shown.len());
    html! {
        @if shown.is_empty() { (super::absent(words.none)) }
        ol.variants {
            @for variant in shown { li { (steps(facts, words, variant)) } }
        }
        @if left > 0 { p.absent { (words.more.of(left)) " " (words.not_listed) } }
    }
}

fn steps(facts: &Facts<'_>, words: &Words, variant: &VariantAlignment) -> Markup {
    let kind = |edit: &Edit| match edit.kind {
        EditKind::Followed => ("followed", "", words.edit_followed),
        EditKind::Failed => ("failed", "! ", words.edit_failed),
        EditKind::Extra => ("extra", "+ ", words.edit_extra),
        EditKind::Skipped => ("skipped", "− ", words.edit_skipped),
        EditKind::Silent => ("silent", "~ ", words.edit_silent),
    };
    html! {
        span.basis { (words.customers.of_u32(variant.customers)) }
        " "
        @for same in variant.edits.chunk_by(|a, b| a == b) {
            @if let Some(edit) = same.first() {
                @let (class, sign, word) = kind(edit);
                span.step.(class) title=(word) {
                    (sign) (name(facts, &edit.touchpoint))
                    @if edit.out_of_order { " ↕" }
                    @if same.len() > 1 { " ×" (same.len()) }
                }
                " "
            }
        }
    }
}
