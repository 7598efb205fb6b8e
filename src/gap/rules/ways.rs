//! Structure: where customers can go, and where not.

use petgraph::{
    Direction::{Incoming, Outgoing},
    graph::NodeIndex,
};

use super::{Check, Family, Rule, Test, Tested};
use crate::{
    gap::{
        check::Gap,
        context::{Context, is_end},
        place::At,
        routes::walk,
        words::{percent, quoted},
    },
    journey::{
        ChannelId, Touchpoint,
        spec::{Level, Persona},
    },
    path::reach::{Towards, reach},
    sort,
};

pub(super) const NO_ENTRY_OR_GOAL: Check = Check {
    rule: Rule {
        id: "S1",
        name: "no-entry-or-goal",
        family: Family::Structure,
        level: Level::Deny,
        summary: "The map has no entry, or no goal.",
        explanation: "Reported once if no touchpoint has the role `entry`, and once if no \
            touchpoint has the role `goal` or fulfils a declared goal. Without both there is no \
            route to speak of, and the rules that follow routes cannot run.",
        source: "workflow soundness: one begin, one end (van der Aalst 1998); bpmnlint's \
            `start-event-required` and `end-event-required`",
    },
    test: Test::Always(no_entry_or_goal),
};

fn no_entry_or_goal<'j>(map: &Context<'j>) -> Vec<Gap<'j>> {
    let no_entry = map.entries().is_err().then(|| {
        let message = "No touchpoint is an entry: the map does not say where customers come in.";
        let hint = "Give the role `entry` to each touchpoint where customers come in.";
        Gap::new(At::Journey, message.to_owned(), hint)
    });
    let no_goal = map.goals().is_err().then(|| {
        let message = "No touchpoint is a goal: the map does not say what the journey is for.";
        let hint = "Give the role `goal` to a touchpoint, or name the touchpoints that fulfil a \
            declared goal.";
        Gap::new(At::Journey, message.to_owned(), hint)
    });
    no_entry.into_iter().chain(no_goal).collect()
}

pub(super) const UNREACHABLE: Check = Check {
    rule: Rule {
        id: "S2",
        name: "unreachable-touchpoint",
        family: Family::Structure,
        level: Level::Deny,
        summary: "No way leads from an entry to the touchpoint.",
        explanation: "A touchpoint that is not reached from any entry along the transitions: \
            it was designed, and perhaps is being paid for, but no customer on this map comes \
            to see it.",
        source: "workflow soundness: no dead tasks (van der Aalst 1998); flow editors' \
            diagnostics",
    },
    test: Test::Given(unreachable),
};

fn unreachable<'j>(map: &Context<'j>) -> Tested<'j> {
    let reached = walk(map.journey, map.entries()?, Outgoing, |_| true);
    let unreached = map
        .journey
        .touchpoints()
        .filter(|it| !reached.has(it.node()));
    Ok(unreached
        .map(|touchpoint| {
            let name = quoted(touchpoint.name());
            Gap::new(
                touchpoint,
                format!("No way leads from an entry to {name}."),
                "Link it from a touchpoint customers come to, make it an entry, or take it off \
                 the map.",
            )
        })
        .collect())
}

pub(super) const DEAD_END: Check = Check {
    rule: Rule {
        id: "S3",
        name: "dead-end",
        family: Family::Structure,
        level: Level::Deny,
        summary: "The touchpoint has no way on and is no accepted end.",
        explanation: "A touchpoint without outgoing transitions that is neither a goal nor an \
            exit. Customers who come here are lost, and the map does not say that this is meant.",
        source: "workflow soundness: option to complete (van der Aalst 1998); flow editors' \
            diagnostics",
    },
    test: Test::Always(dead_end),
};

fn dead_end<'j>(map: &Context<'j>) -> Vec<Gap<'j>> {
    let stuck = |it: &Touchpoint<'_>| it.outgoing().next().is_none() && !is_end(it);
    map.journey
        .touchpoints()
        .filter(stuck)
        .map(|touchpoint| {
            let name = quoted(touchpoint.name());
            Gap::new(
                touchpoint,
                format!("{name} has no way on and is neither a goal nor an exit."),
                "Add a transition to the next step, or give it the role `exit` (with an outcome) \
                 if customers may end here.",
            )
        })
        .collect()
}

pub(super) const UNREACHABLE_GOAL: Check = Check {
    rule: Rule {
        id: "S4",
        name: "unreachable-goal",
        family: Family::Structure,
        level: Level::Deny,
        summary: "No way leads from an entry to a goal, for everyone or for a persona.",
        explanation: "Reported at an entry from which no goal is reached, by anyone or by a \
            persona it is open to (with the touchpoints, transitions and channels open to that \
            persona); and at a persona who reaches no goal from any entry, or to whom no entry \
            is open, in place of the single entries.",
        source: "workflow soundness: option to complete (van der Aalst 1998)",
    },
    test: Test::Given(unreachable_goal),
};

fn unreachable_goal<'j>(map: &Context<'j>) -> Tested<'j> {
    let (entries, goals) = (map.entries()?, map.goals()?);
    let hint = "Link it, or a touchpoint it leads to, towards a goal.";
    let leads_on = walk(map.journey, goals, Incoming, |_| true);
    let (fine, lost): (Vec<NodeIndex>, _) = entries.iter().partition(|it| leads_on.has(**it));
    let mut gaps: Vec<Gap<'j>> = Vec::new();
    let lost: Vec<Touchpoint<'j>> = lost
        .iter()
        .filter_map(|&it: &NodeIndex| map.journey.at(it))
        .collect();
    gaps.extend(lost.into_iter().map(|entry| {
        let message = format!(
            "No way leads from the entry {} to a goal.",
            quoted(entry.name())
        );
        Gap::new(entry, message, hint)
    }));
    if fine.is_empty() {
        // Nobody reaches a goal; every entry is reported already.
        return Ok(gaps);
    }
    let mut of_personas: Vec<(usize, Gap<'j>)> = Vec::new();
    for (group, open) in map.groups() {
        let leads_on = reach(&open, goals.iter().copied(), Towards::Earlier);
        let leads_on = |it: &Touchpoint<'_>| leads_on.get(it.node().index()).copied() == Some(true);
        let entries = fine.iter().filter_map(|&it| map.journey.at(it));
        let entries = entries.filter(|&it| open.touchpoint(it));
        let (fine, lost): (Vec<Touchpoint<'j>>, Vec<_>) = entries.partition(leads_on);
        for &(index, persona) in &group.personas {
            let gaps = if fine.is_empty() {
                vec![no_entry_leads_on(index, persona)]
            } else {
                lost.iter().map(|it| leads_nowhere(*it, persona)).collect()
            };
            of_personas.extend(gaps.into_iter().map(|gap| (index, gap)));
        }
    }
    // Back in map order, which the groups are not in.
    sort::by_key(&mut of_personas, |(index, _)| *index);
    gaps.extend(of_personas.into_iter().map(|(_, gap)| gap));
    Ok(gaps)
}

fn leads_nowhere<'j>(entry: Touchpoint<'j>, persona: &Persona) -> Gap<'j> {
    let (name, from) = (name(persona), quoted(entry.name()));
    let message = format!("No way leads {name} from the entry {from} to a goal.");
    let hint = "Open a way to a goal to this persona, or close the entry to it.";
    Gap::new(entry, message, hint)
}

fn no_entry_leads_on(index: usize, persona: &Persona) -> Gap<'_> {
    let message = format!("No entry leads {} to a goal.", name(persona));
    let hint = "Open an entry, and the touchpoints from there to a goal, to this persona and on \
        a channel it uses.";
    Gap::new(At::Persona(index, persona), message, hint)
}

fn name(persona: &Persona) -> String {
    quoted(persona.label.as_deref().unwrap_or(persona.id.as_str()))
}

pub(super) const TRAP: Check = Check {
    rule: Rule {
        id: "S5",
        name: "trap",
        family: Family::Structure,
        level: Level::Deny,
        summary: "Customers come here and go on, but never reach a goal or an exit.",
        explanation: "A touchpoint that is reached from an entry and has ways on, none of which \
            leads to a goal or an exit: a closed circle, or ways that all run into dead ends \
            (S3).",
        source: "workflow soundness: option to complete, no livelock (van der Aalst 1998)",
    },
    test: Test::Given(trap),
};

fn trap<'j>(map: &Context<'j>) -> Tested<'j> {
    let reached = walk(map.journey, map.entries()?, Outgoing, |_| true);
    let leads_out = walk(map.journey, &map.ends()?, Incoming, |_| true);
    let trapped = map.journey.touchpoints().filter(|it| {
        let node = it.node();
        reached.has(node) && !leads_out.has(node) && it.outgoing().next().is_some()
    });
    Ok(trapped
        .map(|touchpoint| {
            let name = quoted(touchpoint.name());
            Gap::new(
                touchpoint,
                format!("From {name} on, customers reach neither a goal nor an exit."),
                "Add a way out, from here or from a touchpoint it leads to.",
            )
        })
        .collect())
}

pub(super) const NO_RECOVERY: Check = Check {
    rule: Rule {
        id: "S6",
        name: "no-recovery",
        family: Family::Structure,
        level: Level::Warn,
        summary: "Something fails here, and no way leads from the failure to a goal.",
        explanation: "Looks at every transition of the kind `failure` or to an exit with the \
            outcome `failure`, and at every touchpoint with a failure rate above 0 and no such \
            transition. The failure can be recovered from if a route leads to a goal, passing \
            through no exit: from where the failure shows, or from the touchpoint itself where \
            the failure shows at an exit or nowhere. Customers whose failure is put right are \
            often more loyal than those who saw none.",
        source: "service recovery (Hart, Heskett and Sasser 1990); failed touchpoints \
            (Halvorsrud, Kvale and Følstad 2016)",
    },
    test: Test::Given(no_recovery),
};

fn no_recovery<'j>(map: &Context<'j>) -> Tested<'j> {
    let is_mere_exit = |it: Touchpoint<'_>| it.is_exit() && !it.is_goal();
    let open = |node| !map.journey.at(node).is_some_and(is_mere_exit);
    let to_goal = walk(map.journey, map.goals()?, Incoming, open);
    let recovers = |it: Touchpoint<'_>| to_goal.has(it.node()) && !is_mere_exit(it);
    let hint = "Add a way from the failure back to the journey: try again, another channel, a \
        person to talk to.";
    let mut gaps = Vec::new();
    for touchpoint in map.journey.touchpoints() {
        let name = quoted(touchpoint.name());
        let mut shown = false;
        for failure in touchpoint.outgoing().filter(|it| it.is_failure()) {
            shown = true;
            let target = failure.target();
            let back_from = if is_mere_exit(target) {
                touchpoint
            } else {
                target
            };
            if !recovers(back_from) {
                let message = format!(
                    "After the failure of {name} that leads to {}, no way leads to a goal.",
                    quoted(target.name())
                );
                gaps.push(Gap::new(failure, message, hint));
            }
        }
        let rate = touchpoint.failure_rate.unwrap_or(0.0);
        if rate > 0.0 && !shown && !recovers(touchpoint) {
            let share = percent(rate);
            let message =
                format!("{share} of visits to {name} fail, and no way leads from there to a goal.");
            gaps.push(Gap::new(touchpoint, message, hint).number("failureRate", rate));
        }
    }
    Ok(gaps)
}

pub(super) const SINGLE_POINT_OF_FAILURE: Check = Check {
    rule: Rule {
        id: "S12",
        name: "single-point-of-failure",
        family: Family::Structure,
        level: Level::Warn,
        summary: "Every route to a goal passes here, and the touchpoint is weak.",
        explanation: "A touchpoint, itself neither entry nor goal, that stands on every route \
            from every entry to every goal, and that either has a score below its threshold \
            (the measure's target, or else the option `satisfactionThreshold`) or can be \
            reached through one channel only. If it fails, the journey fails. A low score with \
            fewer answers than the option `minAnswers` is an info, unless there is one channel \
            only.",
        source: "dominators of a flow graph (Prosser 1959; Lengauer and Tarjan 1979)",
    },
    test: Test::Given(single_point_of_failure),
};

fn single_point_of_failure<'j>(map: &Context<'j>) -> Tested<'j> {
    let mandatory = map.mandatory()?.iter();
    let mandatory = mandatory.filter_map(|&it| map.journey.at(it));
    let within = mandatory.filter(|it| !it.is_entry() && !it.is_goal());
    Ok(within.filter_map(|it| weakness(map, it)).collect())
}

fn weakness<'j>(map: &Context<'j>, touchpoint: Touchpoint<'j>) -> Option<Gap<'j>> {
    let low = map.low_scores(touchpoint);
    let low = low.first();
    let enough = low.is_some_and(|low| !low.is_thin);
    match touchpoint.channels.as_slice() {
        [channel] if !enough => Some(one_channel(map, touchpoint, channel)),
        _ => low.map(|low| {
            let name = quoted(touchpoint.name());
            let low_score = low.in_words();
            let message = format!("Every route to a goal passes {name}, and its {low_score}.");
            let hint = "Raise the score, or give customers a way around it.";
            low.number(Gap::new(touchpoint, message, hint))
        }),
    }
}

fn one_channel<'j>(map: &Context<'j>, touchpoint: Touchpoint<'j>, channel: &ChannelId) -> Gap<'j> {
    let name = quoted(touchpoint.name());
    let channel = map.journey.channel(channel.as_str());
    let channel = channel.map_or("", |it| it.label.as_deref().unwrap_or(it.id.as_str()));
    let message = format!(
        "Every route to a goal passes {name}, which has only one channel, {}.",
        quoted(channel)
    );
    let hint = "Offer it on a second channel, or give customers a way around it.";
    Gap::new(touchpoint, message, hint).number("channels", 1)
}
