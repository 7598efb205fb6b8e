//! What disappoints, what could be better, what is done about it, and what is still discussed.

use maud::{Markup, html};

use crate::{
    journey::{
        Journey,
        spec::{Action, ActionState, Note, NoteState, Opportunity, PainPoint},
    },
    render::{facts::Facts, numbers, text::bdi, words::Words},
};

pub(super) fn draw(facts: &Facts<'_>, words: &Words) -> Option<Markup> {
    let journey = facts.journey();
    let pains = pains(journey);
    let opportunities = opportunities(journey);
    let others: Vec<&Action> = journey
        .actions()
        .iter()
        .filter(|it| it.pain_points.is_empty() && it.opportunities.is_empty())
        .collect();
    let notes = open_notes(journey);
    let is_known = [pains.len(), opportunities.len(), others.len(), notes.len()] != [0; 4];
    let body = || {
        html! {
            @if !pains.is_empty() {
                h3 { (words.pains) }
                (pain_table(journey, words, &pains))
            }
            @if !opportunities.is_empty() {
                h3 { (words.opportunities) }
                (opportunity_table(journey, words, &opportunities))
            }
            @if !others.is_empty() {
                h3 { (words.other_actions) }
                (actions(words, &others))
            }
            @if !notes.is_empty() {
                h3 { (words.open_notes) }
                ul.notes {
                    @for (place, note) in &notes {
                        li {
                            p { (bdi(&note.text)) }
                            p.soft {
                                @if let Some(author) = &note.author { (bdi(author)) " · " }
                                @if let Some(date) = &note.date { (bdi(date)) " · " }
                                (bdi(place.unwrap_or(words.whole_journey)))
                            }
                        }
                    }
                }
            }
        }
    };
    is_known.then(body)
}

fn pains(journey: &Journey) -> Vec<(String, PainPoint)> {
    let mut pains = Vec::new();
    for stage in journey.stages() {
        let of_stage = stage.pain_points.iter().cloned();
        pains.extend(of_stage.map(|pain| (stage.name().to_owned(), pain)));
        for touchpoint in stage.touchpoints() {
            let own = touchpoint.pain_points.iter().cloned();
            pains.extend(own.map(|pain| (touchpoint.name().to_owned(), pain)));
        }
    }
    pains
}

fn opportunities(journey: &Journey) -> Vec<(String, Opportunity)> {
    let mut found = Vec::new();
    for stage in journey.stages() {
        let of_stage = stage.opportunities.iter().cloned();
        found.extend(of_stage.map(|it| (stage.name().to_owned(), it)));
        for touchpoint in stage.touchpoints() {
            let own = touchpoint.opportunities.iter().cloned();
            found.extend(own.map(|it| (touchpoint.name().to_owned(), it)));
        }
    }
    found
}

fn pain_table(journey: &Journey, words: &Words, pains: &[(String, PainPoint)]) -> Markup {
    let head = html! {
        tr {
            th scope="col" { (words.pain) }
            th scope="col" { (words.place) }
            th.num scope="col" { (words.severity) }
            th scope="col" { (words.felt_by) }
            th scope="col" { (words.actions) }
        }
    };
    let body = html! {
        tbody {
            @for (place, pain) in pains {
                @let actions: Vec<&Action> = journey.actions().iter().filter(|it| it.pain_points.contains(&pain.id)).collect();
                tr {
                    th scope="row" { (bdi(&pain.label)) }
                    td { (bdi(place)) }
                    td.num {
                        @match pain.severity {
                            Some(severity) => (numbers::plain(severity)),
                            None => (numbers::missing(words.no_severity)),
                        }
                    }
                    td {
                        @if pain.personas.is_empty() { span.soft { (words.everyone) } }
                        @for (place, id) in pain.personas.iter().enumerate() {
                            @if place > 0 { ", " }
                            (bdi(journey.persona(id.as_str()).and_then(|it| it.label.as_deref()).unwrap_or(id.as_str())))
                        }
                    }
                    td { @if actions.is_empty() { (numbers::missing(words.no_action)) } @else { (self::actions(words, &actions)) } }
                }
            }
        }
    };
    super::table(words.pains, "work", &head, &body)
}

fn opportunity_table(
    journey: &Journey,
    words: &Words,
    opportunities: &[(String, Opportunity)],
) -> Markup {
    let head = html! {
        tr {
            th scope="col" { (words.opportunity) }
            th scope="col" { (words.place) }
            th scope="col" { (words.actions) }
        }
    };
    let body = html! {
        tbody {
            @for (place, opportunity) in opportunities {
                @let actions: Vec<&Action> = journey.actions().iter().filter(|it| it.opportunities.contains(&opportunity.id)).collect();
                tr {
                    th scope="row" { (bdi(&opportunity.label)) }
                    td { (bdi(place)) }
                    td { @if actions.is_empty() { (numbers::missing(words.no_action)) } @else { (self::actions(words, &actions)) } }
                }
            }
        }
    };
    super::table(words.opportunities, "work", &head, &body)
}

fn actions(words: &Words, actions: &[&Action]) -> Markup {
    html! {
        ul.actions {
            @for action in actions {
                li {
                    span class=(format!("state {}", state_class(action.state))) { (state(words, action.state)) }
                    " " (bdi(&action.label))
                    span.basis {
                        @match &action.owner {
                            Some(owner) => (bdi(owner)),
                            None => (words.no_owner),
                        }
                        " · "
                        @match &action.due {
                            Some(due) => { (words.due) " " (bdi(due)) }
                            None => (words.no_due),
                        }
                        @if let Some(measure) = &action.target_measure { " · " (words.moves) " " (bdi(measure)) }
                        @if let Some(effect) = action.effect { " · " (words.effect) " " (numbers::plain(effect)) }
                        @else if let Some(effect) = action.expected_effect { " · " (words.expected_effect) " " (numbers::plain(effect)) }
                    }
                }
            }
        }
    }
}

fn state(words: &Words, state: ActionState) -> &'static str {
    let [proposed, planned, doing, done, verified, rejected] = words.action_states;
    match state {
        ActionState::Proposed => proposed,
        ActionState::Planned => planned,
        ActionState::Doing => doing,
        ActionState::Done => done,
        ActionState::Verified => verified,
        ActionState::Rejected => rejected,
    }
}

fn state_class(state: ActionState) -> &'static str {
    match state {
        ActionState::Proposed | ActionState::Planned => "open",
        ActionState::Doing => "doing",
        ActionState::Done | ActionState::Verified => "done",
        ActionState::Rejected => "rejected",
    }
}

/// Every open note with the name of its element; `None` for the journey as a whole.
fn open_notes(journey: &Journey) -> Vec<(Option<&str>, Note)> {
    let mut notes: Vec<(Option<&str>, Note)> = Vec::new();
    notes.extend(journey.notes().iter().map(|it| (None, it.clone())));
    for stage in journey.stages() {
        notes.extend(
            stage
                .notes
                .iter()
                .map(|it| (Some(stage.name()), it.clone())),
        );
        for touchpoint in stage.touchpoints() {
            let own = touchpoint.notes.iter();
            notes.extend(own.map(|it| (Some(touchpoint.name()), it.clone())));
            let of_pains = touchpoint.pain_points.iter().flat_map(|it| &it.notes);
            notes.extend(of_pains.map(|it| (Some(touchpoint.name()), it.clone())));
        }
    }
    for transition in journey.transitions() {
        let name = transition.source().name();
        notes.extend(transition.notes.iter().map(|it| (Some(name), it.clone())));
    }
    for persona in journey.personas() {
        let name = persona.label.as_deref().unwrap_or(persona.id.as_str());
        notes.extend(persona.notes.iter().map(|it| (Some(name), it.clone())));
    }
    for goal in journey.goals() {
        let name = goal.label.as_deref().unwrap_or(goal.id.as_str());
        notes.extend(goal.notes.iter().map(|it| (Some(name), it.clone())));
    }
    for action in journey.actions() {
        let name = action.label.as_str();
        notes.extend(action.notes.iter().map(|it| (Some(name), it.clone())));
    }
    notes.retain(|(_, note)| note.state == NoteState::Open);
    notes
}
