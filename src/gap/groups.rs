//! Personas to whom the same part of the map is open.

use std::collections::HashMap;

use crate::{
    journey::{ChannelId, Journey, PersonaId, spec::Persona},
    path::{Scope, scope::Open},
    sort,
};

/// Personas who can go the same ways, each with its place in the list: what a walk finds for
/// one of them holds for all.
#[derive(Debug)]
pub(super) struct Group<'j> {
    journey: &'j Journey,
    pub(super) first: &'j Persona,
    pub(super) personas: Vec<(usize, &'j Persona)>,
}

impl<'j> Group<'j> {
    /// The part of the map that is open to them.
    pub(super) fn open(&self) -> Option<Open<'j>> {
        // A journey's own persona is known to it.
        Scope::persona(self.first.id.clone()).on(self.journey).ok()
    }
}

/// The personas in groups, in the order of each group's first.
///
/// What is open to a persona depends on the channels it uses and on the touchpoints and
/// transitions that name it: personas of whom both are the same are one group. Linear in the
/// map.
pub(super) fn groups(journey: &Journey) -> Vec<Group<'_>> {
    let personas = journey.personas();
    let numbers: HashMap<&PersonaId, usize> = personas.iter().map(|it| &it.id).zip(0..).collect();
    let mut named_at: Vec<Vec<usize>> = vec![Vec::new(); personas.len()];
    let mut place = 0;
    let mut name = |named: &[PersonaId]| {
        for id in named {
            let number = numbers.get(id).copied();
            if let Some(places) = number.and_then(|it| named_at.get_mut(it)) {
                places.push(place);
            }
        }
        place += 1;
    };
    journey.touchpoints().for_each(|it| name(&it.personas));
    journey.transitions().for_each(|it| name(&it.personas));

    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut known: HashMap<(Vec<&ChannelId>, Vec<usize>), usize> = HashMap::new();
    for (index, (persona, named_at)) in personas.iter().zip(named_at).enumerate() {
        let mut channels: Vec<&ChannelId> = persona.channels.iter().collect();
        sort::plain(&mut channels);
        channels.dedup();
        let number = *known.entry((channels, named_at)).or_insert(groups.len());
        match groups.get_mut(number) {
            Some(group) => group.personas.push((index, persona)),
            None => groups.push(Group {
                journey,
                first: persona,
                personas: vec![(index, persona)],
            }),
        }
    }
    groups
}
