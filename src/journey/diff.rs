//! What changed between two maps.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::Serialize;
use serde_json::Value;

use super::Journey;

/// Everything that differs between two maps, element by element, matched by id.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Diff {
    /// The changes: by kind of element as listed in [`ElementKind`], then by id.
    pub changes: Vec<Change>,
}

impl Diff {
    /// Whether the maps say the same.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

/// One element that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// What kind of element it is.
    pub element: ElementKind,
    /// Its id; for a transition `from -> to`, with `#2` and so on where several link the same
    /// touchpoints.
    pub id: String,
    /// What happened to it.
    pub kind: ChangeKind,
    /// The fields that differ, by name; empty unless the element is in both maps.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldChange>,
}

/// What happened to an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ChangeKind {
    /// Only the new map has it.
    Added,
    /// Only the old map has it.
    Removed,
    /// Both have it, with different fields.
    Changed,
}

/// The kinds of elements a diff compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ElementKind {
    /// The journey's own fields.
    Journey,
    /// A stage.
    Stage,
    /// A touchpoint.
    Touchpoint,
    /// A transition.
    Transition,
    /// A channel.
    Channel,
    /// A persona.
    Persona,
    /// A goal.
    Goal,
    /// An action.
    Action,
    /// A piece of evidence.
    Evidence,
    /// A measure.
    Measure,
}

impl fmt::Display for ElementKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Journey => "journey",
            Self::Stage => "stage",
            Self::Touchpoint => "touchpoint",
            Self::Transition => "transition",
            Self::Channel => "channel",
            Self::Persona => "persona",
            Self::Goal => "goal",
            Self::Action => "action",
            Self::Evidence => "evidence",
            Self::Measure => "measure",
        })
    }
}

/// One field that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldChange {
    /// The field's name on the wire. `stage` and `position` tell where a touchpoint stands.
    pub field: String,
    /// Its value in the old map; `None` where it was left out.
    pub before: Option<Value>,
    /// Its value in the new map; `None` where it is left out.
    pub after: Option<Value>,
}

/// Compares two maps.
///
/// A touchpoint that moved to another stage or place has a change of `stage` or `position`.
///
/// # Complexity
/// `O(n log n)` in the size of both maps.
///
/// # Example
/// ```
/// use cesta::journey::{Journey, diff, spec::{Stage, Touchpoint}};
///
/// let map = |emotion| {
///     let stage = Stage::new("s").touchpoint(Touchpoint::new("a").emotion(emotion));
///     Journey::builder("j").stage(stage).build()
/// };
/// let diff = diff(&map(-1)?, &map(1)?);
/// assert_eq!(diff.changes[0].id, "a");
/// assert_eq!(diff.changes[0].fields[0].field, "emotion");
/// # Ok::<(), cesta::journey::InvalidJourney>(())
/// ```
pub fn diff(before: &Journey, after: &Journey) -> Diff {
    let before = elements(before);
    let after = elements(after);
    let keys: BTreeSet<&(ElementKind, String)> = before.keys().chain(after.keys()).collect();
    let changes = keys.into_iter().filter_map(|key| {
        let (kind, fields) = match (before.get(key), after.get(key)) {
            (Some(before), Some(after)) => {
                let fields = field_changes(before, after);
                if fields.is_empty() {
                    return None;
                }
                (ChangeKind::Changed, fields)
            }
            (None, _) => (ChangeKind::Added, Vec::new()),
            (_, None) => (ChangeKind::Removed, Vec::new()),
        };
        Some(Change {
            element: key.0,
            id: key.1.clone(),
            kind,
            fields,
        })
    });
    Diff {
        changes: changes.collect(),
    }
}

type Fields = BTreeMap<String, Value>;

/// Every element of a map with its fields, by kind and id.
fn elements(journey: &Journey) -> BTreeMap<(ElementKind, String), Fields> {
    let mut elements = BTreeMap::new();
    let mut add = |kind, id: &str, fields| {
        elements.insert((kind, id.to_owned()), fields);
    };
    let spec = journey.to_spec();
    let head = spec.head();
    add(ElementKind::Journey, "", fields(&head));
    for (position, stage) in spec.stages.iter().enumerate() {
        let head = fields(&stage.head());
        add(ElementKind::Stage, stage.id.as_str(), at(head, position));
        for (position, touchpoint) in stage.touchpoints.iter().enumerate() {
            let mut fields = at(fields(touchpoint), position);
            fields.insert("stage".to_owned(), stage.id.as_str().into());
            add(ElementKind::Touchpoint, touchpoint.id.as_str(), fields);
        }
    }
    let mut links: BTreeMap<String, u32> = BTreeMap::new();
    for transition in journey.transitions() {
        let link = format!("{} -> {}", transition.from, transition.to);
        let count = links.entry(link.clone()).or_insert(0);
        *count += 1;
        let id = if *count == 1 {
            link
        } else {
            format!("{link} #{count}")
        };
        add(ElementKind::Transition, &id, fields(&*transition));
    }
    for channel in journey.channels() {
        add(ElementKind::Channel, channel.id.as_str(), fields(channel));
    }
    for persona in &spec.personas {
        add(ElementKind::Persona, persona.id.as_str(), fields(persona));
    }
    for goal in &spec.goals {
        add(ElementKind::Goal, goal.id.as_str(), fields(goal));
    }
    for action in &spec.actions {
        add(ElementKind::Action, action.id.as_str(), fields(action));
    }
    for evidence in &spec.evidence {
        add(
            ElementKind::Evidence,
            evidence.id.as_str(),
            fields(evidence),
        );
    }
    for measure in &spec.measures {
        add(ElementKind::Measure, measure.id.as_str(), fields(measure));
    }
    elements
}

fn fields<T: Serialize>(part: &T) -> Fields {
    match serde_json::to_value(part) {
        Ok(Value::Object(fields)) => fields.into_iter().collect(),
        // The parts are structs whose numbers were checked to be finite.
        _ => Fields::new(),
    }
}

fn at(mut fields: Fields, position: usize) -> Fields {
    fields.insert("position".to_owned(), position.into());
    fields
}

fn field_changes(before: &Fields, after: &Fields) -> Vec<FieldChange> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let changes = names.into_iter().filter_map(|name| {
        let (before, after) = (before.get(name), after.get(name));
        (before != after).then(|| FieldChange {
            field: name.clone(),
            before: before.cloned(),
            after: after.cloned(),
        })
    });
    changes.collect()
}
