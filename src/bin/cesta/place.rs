//! Where findings stand in the map's text.

use std::collections::HashMap;

use cesta::{
    format::json::locate,
    gap::{Finding, Place},
    journey::Position,
};
use serde::Deserialize;

use crate::input::Map;

/// The place of every finding in the text of the map it is about.
pub(crate) fn positions(map: &Map, findings: &[Finding]) -> Vec<Option<Position>> {
    let written = Written::of(map);
    let paths: Vec<String> = findings
        .iter()
        .map(|finding| written.path(&finding.place).unwrap_or_default())
        .collect();
    locate(&map.text, paths.iter().map(String::as_str))
}

/// The paths of a map's elements, as its author wrote them.
struct Written<'m> {
    stages: HashMap<&'m str, usize>,
    touchpoints: HashMap<&'m str, (usize, usize)>,
    personas: HashMap<&'m str, usize>,
    /// The first link between two touchpoints. A journey keeps its own order of links.
    links: HashMap<(String, String), usize>,
}

/// The ends of the links in a map's text.
#[derive(Deserialize)]
struct Links {
    #[serde(default)]
    transitions: Option<Vec<Link>>,
}

#[derive(Deserialize)]
struct Link {
    from: String,
    to: String,
}

impl<'m> Written<'m> {
    fn of(map: &'m Map) -> Self {
        let journey = &map.journey;
        let stages = journey
            .stages()
            .map(|stage| (stage.id().as_str(), stage.position()));
        let touchpoints = journey.stages().flat_map(|stage| {
            let touchpoints = stage.touchpoints().enumerate();
            touchpoints.map(move |(at, it)| (it.id().as_str(), (stage.position(), at)))
        });
        let personas = journey
            .personas()
            .iter()
            .zip(0..)
            .map(|(it, at)| (it.id.as_str(), at));
        let links: Option<Links> = serde_json::from_str(&map.text).ok();
        let links = links
            .and_then(|links| links.transitions)
            .unwrap_or_default();
        let mut first = HashMap::new();
        for (link, at) in links.into_iter().zip(0..) {
            first.entry((link.from, link.to)).or_insert(at);
        }
        Self {
            stages: stages.collect(),
            touchpoints: touchpoints.collect(),
            personas: personas.collect(),
            links: first,
        }
    }

    fn path(&self, place: &Place) -> Option<String> {
        Some(match place {
            Place::Journey => String::new(),
            Place::Stage { stage } => format!("stages[{}]", self.stages.get(stage.as_str())?),
            Place::Touchpoint { touchpoint } => self.touchpoint(touchpoint.as_str())?,
            Place::Transition { from, to } => {
                let ends = (from.as_str().to_owned(), to.as_str().to_owned());
                match self.links.get(&ends) {
                    Some(at) => format!("transitions[{at}]"),
                    // The map leaves its links out; they follow from the touchpoints.
                    None => self.touchpoint(from.as_str())?,
                }
            }
            Place::Persona { persona } => {
                format!("personas[{}]", self.personas.get(persona.as_str())?)
            }
            Place::Element { path, .. } => path.clone(),
        })
    }

    fn touchpoint(&self, id: &str) -> Option<String> {
        let (stage, at) = self.touchpoints.get(id)?;
        Some(format!("stages[{stage}].touchpoints[{at}]"))
    }
}
