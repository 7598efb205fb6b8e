//! Touchpoints: one card each, readable without the legend.
//!
//! From top to bottom: number, role and moment of truth; icon and name; channels, personas and
//! pain points; reach and drop-off; the score on its scale. Badges on the upper edge say how
//! many gaps were found.

use maud::{Markup, html};

use super::{
    Sheet, icon,
    layout::{CARD, as_f64},
    pen::{Pen, Point},
};
use crate::{
    journey::{
        Measure, Touchpoint,
        spec::{Contact, MomentOfTruth, Outcome, Phase, Role},
    },
    render::{
        MapOrigin,
        numbers::{self, Px},
        text::{self, Clean},
    },
};

const PAD: f64 = 12.0;
const INNER: f64 = CARD - 2.0 * PAD;
/// Where the name begins, right of the icon.
const TEXT: f64 = 50.0;
/// Channels drawn before the rest becomes a number.
const MAX_CHANNELS: usize = 5;

pub(super) fn draw(sheet: &Sheet<'_>) -> Markup {
    html! {
        @for touchpoint in sheet.facts.journey().touchpoints() {
            (card(sheet, touchpoint))
        }
    }
}

/// The tint of a phase.
pub(super) fn phase_class(phase: Option<Phase>) -> &'static str {
    match phase {
        Some(Phase::Before) => "before",
        Some(Phase::During) => "during",
        Some(Phase::After) => "after",
        None => "plain",
    }
}

fn card(sheet: &Sheet<'_>, touchpoint: Touchpoint<'_>) -> Markup {
    let layout = &sheet.layout;
    let (x, y) = layout.corner(touchpoint.node().index());
    let mut class = "card".to_owned();
    if touchpoint.is_goal() {
        class.push_str(" goal");
    } else if touchpoint.is_exit() {
        class.push_str(" exit");
    }
    if touchpoint.contact == Contact::Indirect {
        class.push_str(" indirect");
    }
    let label = text::lines(touchpoint.name(), 14.0, CARD - TEXT - 8.0, 2);
    let first = if label.len() > 1 { 35.0 } else { 43.0 };
    html! {
        g class=(phase_class(touchpoint.stage().phase))
            data-touchpoint=(Clean(touchpoint.id().as_str()))
            transform=(format!("translate({} {})", Px(x), Px(y))) {
            title {
                (Clean(touchpoint.name()))
                @if let Some(description) = &touchpoint.description { ": " (Clean(description)) }
            }
            rect class=(class) width=(Px(CARD)) height=(Px(layout.card_height)) rx="9" {}
            @if touchpoint.is_entry() { path.tone d="M0 6.5L9 14L0 21.5Z" {} }
            (eyebrow(sheet, touchpoint))
            circle.tint cx="28" cy="43" r="16" {}
            @if let Some(drawn) = icon(icon_name(touchpoint), 28.0, 43.0, 19.0, false) { (drawn) }
            @for (line, text) in label.iter().enumerate() {
                text.name.u x=(Px(TEXT)) y=(Px(first + as_f64(line) * 15.0)) { (Clean(text)) }
            }
            (contact_row(sheet, touchpoint))
            @if sheet.facts.known.overlay.is_some() { (flow_row(sheet, touchpoint, 84.0)) }
            @if let Some(measure) = sheet.facts.measure() {
                (score_row(sheet, touchpoint, measure, 82.0 + layout.flow_row))
            }
            (badges(sheet, touchpoint))
        }
    }
}

/// The icon the map names, or else the one of the first channel or of the role.
fn icon_name(touchpoint: Touchpoint<'_>) -> &str {
    use crate::render::icons;
    let journey = touchpoint.journey();
    let part = journey.graph().node_weight(touchpoint.node());
    let named = part.and_then(|it| it.icon.as_deref());
    named
        .filter(|it| icons::icon(it).is_some())
        .or_else(|| icons::named(touchpoint.id().as_str()).map(|_| touchpoint.id().as_str()))
        .or_else(|| {
            let id = journey.channel(part?.channels.first()?.as_str())?;
            let id = id.icon.as_deref().unwrap_or(id.id.as_str());
            icons::named(id).map(|_| id)
        })
        .unwrap_or(match touchpoint.role {
            Role::Goal => "flag",
            Role::Exit => "exit",
            _ => "touch",
        })
}

/// Number, role, outcome, contact and moment of truth.
fn eyebrow(sheet: &Sheet<'_>, touchpoint: Touchpoint<'_>) -> Markup {
    let words = sheet.words;
    let role = if touchpoint.is_goal() {
        Some(words.goal_mark)
    } else {
        match touchpoint.role {
            Role::Entry => Some(words.entry_mark),
            Role::Milestone => Some(words.milestone_mark),
            Role::Exit => Some(match touchpoint.outcome {
                Some(Outcome::Success) => words.exit_success_mark,
                Some(Outcome::Failure) => words.exit_failure_mark,
                Some(Outcome::Abandonment) => words.exit_abandonment_mark,
                None => words.exit_mark,
            }),
            Role::Step | Role::Goal => None,
        }
    };
    let tone = if touchpoint.is_goal() { "gain" } else { "tone" };
    // What is listed by number, in tables and beneath the map, is of the designed one.
    let number = match sheet.origin {
        MapOrigin::Designed => Some(touchpoint.node().index() + 1),
        MapOrigin::Discovered => None,
    };
    let gap = number.map(|_| "6");
    html! {
        text.eye x=(Px(PAD + if touchpoint.is_entry() { 3.0 } else { 0.0 })) y="18" {
            @if let Some(number) = number { (number) }
            @if let Some(role) = role { tspan class=(tone) dx=[gap] { (role) } }
            @if touchpoint.contact == Contact::Indirect { tspan dx=[gap.or(role.map(|_| "6"))] { (words.indirect_mark) } }
        }
        @if let Some(moment) = touchpoint.moment_of_truth {
            text.eye.star.end x=(Px(CARD - PAD)) y="18" { "★ " (moment_mark(moment)) }
        }
    }
}

fn moment_mark(moment: MomentOfTruth) -> &'static str {
    match moment {
        MomentOfTruth::Zmot => "ZMOT",
        MomentOfTruth::Fmot => "FMOT",
        MomentOfTruth::Smot => "SMOT",
        MomentOfTruth::Umot => "UMOT",
        MomentOfTruth::Other => "MOT",
    }
}

/// Channels, personas and pain points.
fn contact_row(sheet: &Sheet<'_>, touchpoint: Touchpoint<'_>) -> Markup {
    let journey = sheet.facts.journey();
    let channels = &touchpoint.channels;
    let pains = touchpoint.pain_points.len();
    let index = touchpoint.node().index();
    let again = sheet
        .facts
        .link(index, index)
        .and_then(|it| it.probability.value);
    let personas = personas(sheet, touchpoint);
    html! {
        g {
            @if let Some(again) = again.filter(|it| *it >= 0.005) {
                text.small.soft.mid x="28" y="73" { "↻ " (numbers::short_percent(again)) }
            }
            @for (place, (name, drawn)) in personas.into_iter().enumerate() {
                g {
                    title { (Clean(name)) }
                    @let x = CARD - PAD - 7.0 - as_f64(place + pains.min(2)) * 17.0;
                    @if let Some(drawn) = icon(drawn, x, 67.0, 13.0, false) { (drawn) }
                }
            }
            @for (place, id) in channels.iter().take(MAX_CHANNELS).enumerate() {
                @let x = TEXT + 7.0 + as_f64(place) * 19.0;
                @let channel = journey.channel(id.as_str());
                @let name = channel.and_then(|it| it.label.as_deref()).unwrap_or(id.as_str());
                g {
                    title { (Clean(name)) }
                    @let drawn = channel.and_then(|it| it.icon.as_deref()).unwrap_or(id.as_str());
                    @if let Some(drawn) = icon(drawn, x, 67.0, 13.0, true) { (drawn) }
                    @else {
                        text.small.soft.u x=(Px(x - 7.0)) y="71" {
                            (Clean(&text::one_line(name, 10.5, if channels.len() == 1 { 84.0 } else { 17.0 })))
                        }
                    }
                }
            }
            @if channels.len() > MAX_CHANNELS {
                text.small.soft x=(Px(TEXT + 95.0)) y="71" { "+" (channels.len() - MAX_CHANNELS) }
            }
            @if pains > 0 {
                g {
                    title {
                        @for (place, pain) in touchpoint.pain_points.iter().enumerate() {
                            @if place > 0 { "; " }
                            (Clean(&pain.label))
                        }
                    }
                    path.loss d=(bolt(CARD - PAD - 9.0, 67.0)) {}
                    @if pains > 1 {
                        text.small.loss.end x=(Px(CARD - PAD - 18.0)) y="71" { (pains) "×" }
                    }
                }
            }
        }
    }
}

/// The personas who come here, where not all do.
fn personas<'j>(sheet: &Sheet<'j>, touchpoint: Touchpoint<'_>) -> Vec<(&'j str, &'j str)> {
    let journey = sheet.facts.journey();
    let known = touchpoint.personas.iter();
    known
        .filter_map(|id| journey.persona(id.as_str()))
        .take(3)
        .map(|persona| {
            let name = persona.label.as_deref().unwrap_or(persona.id.as_str());
            (name, persona.icon.as_deref().unwrap_or("person"))
        })
        .collect()
}

/// The mark of a pain point: a bolt.
pub(super) fn bolt(x: f64, y: f64) -> Pen {
    let points = [
        (1.5, -7.5),
        (-5.0, 1.3),
        (-0.8, 1.3),
        (-1.8, 7.5),
        (5.0, -1.8),
        (0.7, -1.8),
    ];
    Pen::polygon(&points.map(|(dx, dy)| (x + dx, y + dy)))
}

/// How many customers came, and how many visits were their last.
fn flow_row(sheet: &Sheet<'_>, touchpoint: Touchpoint<'_>, y: f64) -> Markup {
    let words = sheet.words;
    let half = INNER / 2.0 - 5.0;
    let Some(flow) = sheet.facts.flow(touchpoint) else {
        return html! {};
    };
    let reach = flow.reached.value;
    let drop = flow.drop_off.and_then(|it| it.value);
    html! {
        @if flow.visits == 0 {
            text.small.loss x=(Px(PAD)) y=(Px(y + 13.0)) { (words.nobody_came) }
        } @else {
            text.small x=(Px(PAD)) y=(Px(y + 11.0)) {
                (numbers::count(flow.reached.count))
                @if let Some(reach) = reach { tspan.soft { " · " (numbers::short_percent(reach)) } }
            }
            rect.track x=(Px(PAD)) y=(Px(y + 16.0)) width=(Px(half)) height="4" rx="2" {}
            @if let Some(reach) = reach {
                rect.bar x=(Px(PAD)) y=(Px(y + 16.0)) width=(Px(half * reach.clamp(0.0, 1.0))) height="4" rx="2" {}
            }
            @if let Some(drop) = drop {
                text.small.loss x=(Px(PAD + half + 10.0)) y=(Px(y + 11.0)) {
                    "▾ " (numbers::short_percent(drop)) " " (words.leave)
                }
                rect.track x=(Px(PAD + half + 10.0)) y=(Px(y + 16.0)) width=(Px(half)) height="4" rx="2" {}
                rect.loss x=(Px(PAD + half + 10.0)) y=(Px(y + 16.0)) width=(Px(half * drop.clamp(0.0, 1.0))) height="4" rx="2" {}
            }
        }
    }
}

/// The score on its scale: a dot with its interval, against the target.
fn score_row(sheet: &Sheet<'_>, touchpoint: Touchpoint<'_>, measure: &Measure, y: f64) -> Markup {
    let Some(reading) = sheet.facts.reading(touchpoint, measure.id.as_str()) else {
        return html! {
            text.small.soft x=(Px(PAD)) y=(Px(y + 14.0)) { (sheet.words.no_answers_mark) }
        };
    };
    let left = PAD + INNER / 2.0 + 5.0;
    let width = INNER / 2.0 - 5.0;
    let at = |value: f64| left + width * measure.normalised(value).clamp(0.0, 1.0);
    html! {
        text.small x=(Px(PAD)) y=(Px(y + 14.0)) {
            tspan font-weight="700" { (numbers::score(measure, reading.value)) }
            @if let Some(n) = reading.n { tspan.soft { " n\u{a0}" (numbers::count(n)) } }
        }
        rect.track x=(Px(left)) y=(Px(y + 9.0)) width=(Px(width)) height="3" rx="1.5" {}
        @if let Some((low, high)) = reading.ends {
            path.whisker d=(format!("M{} {y}H{}", Px(at(low)), Px(at(high)), y = Px(y + 10.5))) {}
        }
        @if let Some(target) = measure.target {
            path.target d=(format!("M{} {}v9", Px(at(target)), Px(y + 6.0))) {}
        }
        circle.bar cx=(Px(at(reading.value))) cy=(Px(y + 10.5)) r="4" {}
    }
}

/// How many gaps were found here, by how serious they are.
fn badges(sheet: &Sheet<'_>, touchpoint: Touchpoint<'_>) -> Markup {
    let words = sheet.words;
    let found = sheet.facts.findings(touchpoint);
    let shown: Vec<_> = words
        .levels()
        .into_iter()
        .zip(found)
        .filter(|(_, n)| *n > 0)
        .collect();
    html! {
        @for (place, ((class, word), n)) in shown.iter().rev().enumerate() {
            @let x = CARD - 14.0 - as_f64(place) * 22.0;
            g {
                title { (word) ": " (n) }
                (badge(class, x, 0.0))
                text.on x=(Px(x)) y="3.6" { (n) }
            }
        }
    }
}

/// The shape of a level: an octagon to stop at, a diamond to watch, a disc to know.
pub(in crate::render) fn badge(class: &str, x: f64, y: f64) -> Markup {
    const OCTAGON: [Point; 8] = [
        (-4.0, -9.5),
        (4.0, -9.5),
        (9.5, -4.0),
        (9.5, 4.0),
        (4.0, 9.5),
        (-4.0, 9.5),
        (-9.5, 4.0),
        (-9.5, -4.0),
    ];
    const DIAMOND: [Point; 4] = [(0.0, -11.0), (11.0, 0.0), (0.0, 11.0), (-11.0, 0.0)];
    let shape: &[Point] = match class {
        "deny" => &OCTAGON,
        "warn" => &DIAMOND,
        _ => &[],
    };
    let shape: Vec<Point> = shape.iter().map(|(dx, dy)| (x + dx, y + dy)).collect();
    let class = format!("badge {class}");
    html! {
        @if shape.is_empty() { circle class=(class) cx=(Px(x)) cy=(Px(y)) r="8.8" {} }
        @else { path class=(class) d=(Pen::polygon(&shape)) {} }
    }
}
