//! Who follows the map, and where the others leave it.

use maud::{Markup, html};

use crate::{
    flow::align::{Alignment, Edit, EditKind, Jump, TouchpointAlignment, VariantAlignment},
    journey::TouchpointId,
    render::{facts::Facts, numbers, text::bdi, words::Words},
    sort,
};

/// How many variants are shown, and how many of them unfolded.
const VARIANTS: usize = 10;
const OPEN: usize = 3;

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
        p { (super::stages::in_line(words, &words.customers, &alignment.fits)) (words.fit_the_map) }
        ul.numbers {
            @if let Some(fitness) = alignment.fitness {
                li { (words.fitness) " " b { (numbers::percent(fitness)) } }
            }
            @for (word, count) in key {
                li { (word) " " b { (numbers::count(count)) } }
            }
        }
        (touchpoints(facts, words, alignment))
        (jumps(facts, words, &alignment.jumps))
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
        return html! {};
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
    let mut rows = rows.into_iter().map(|it| {
        html! {
            tr {
                th scope="row" { (name(facts, &it.touchpoint)) }
                td.wide { (super::stages::share(words, &it.skipped_by)) }
                td.num { (numbers::count(it.edits.skipped)) }
                td.num { (numbers::count(it.edits.extra)) }
                td.num { (numbers::count(it.edits.out_of_order)) }
            }
        }
    });
    html! {
        h3 { (words.skipped_title) }
        (super::folded(words, words.skipped_title, "touchpoints", &head, &mut rows))
    }
}

fn jumps(facts: &Facts<'_>, words: &Words, jumps: &[Jump]) -> Markup {
    if jumps.is_empty() {
        return html! {};
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
    let mut rows = jumps.iter().map(|jump| {
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
    });
    html! {
        h3 { (words.jumps_title) }
        (super::folded(words, words.jumps_title, "links", &head, &mut rows))
    }
}

/// Examples: a way that only one customer went stands for nobody else.
fn variants(facts: &Facts<'_>, words: &Words, alignment: &Alignment) -> Markup {
    let shared = alignment.variants.iter().take(VARIANTS);
    let shared: Vec<Markup> = shared
        .take_while(|it| it.customers > 1)
        .map(|it| html! { li { (steps(facts, words, it)) } })
        .collect();
    let (open, rest) = shared.split_at(shared.len().min(OPEN));
    let left = (alignment.sequences as usize).saturating_sub(shared.len());
    html! {
        @if shared.is_empty() { (super::absent(words.ways_alone)) }
        @else {
            h3 { (words.variants_title) }
            ol.variants { @for item in open { (item) } }
            @if !rest.is_empty() {
                details {
                    summary { (words.more.of(rest.len())) }
                    ol.variants { @for item in rest { (item) } }
                }
            }
            @if left > 0 { p.absent { (words.more.of(left)) " " (words.not_listed) } }
        }
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
