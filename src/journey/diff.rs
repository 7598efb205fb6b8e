//! What changed between two maps.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::Serialize;
use serde_json::Value;

use super::{Journey, spec};

/// Everything that differs between two maps, element by element, matched by id.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    let (old, new) = (before.to_spec(), after.to_spec());
    let mut changes = Vec::new();
    compare(&mut changes, ElementKind::Journey, head(&old), head(&new));
    compare(&mut changes, ElementKind::Stage, stages(&old), stages(&new));
    compare(
        &mut changes,
        ElementKind::Touchpoint,
        touchpoints(&old),
        touchpoints(&new),
    );
    compare(
        &mut changes,
        ElementKind::Transition,
        transitions(before),
        transitions(after),
    );
    macro_rules! compare_by_id {
        ($kind:ident, $before:expr, $after:expr) => {
            let (before, after) = ($before.iter(), $after.iter());
            let element = |part| Element {
                part,
                stage: None,
                position: None,
            };
            compare(
                &mut changes,
                ElementKind::$kind,
                before
                    .map(|part| (part.id.to_string(), element(part)))
                    .collect(),
                after
                    .map(|part| (part.id.to_string(), element(part)))
                    .collect(),
            );
        };
    }
    compare_by_id!(Channel, before.channels(), after.channels());
    compare_by_id!(Persona, old.personas, new.personas);
    compare_by_id!(Goal, old.goals, new.goals);
    compare_by_id!(Action, old.actions, new.actions);
    compare_by_id!(Evidence, old.evidence, new.evidence);
    compare_by_id!(Measure, old.measures, new.measures);
    Diff { changes }
}

/// An element of a map, and where it stands.
#[derive(PartialEq)]
struct Element<'s, T> {
    part: T,
    stage: Option<&'s str>,
    position: Option<usize>,
}

type Elements<'s, T> = BTreeMap<String, Element<'s, T>>;

fn head(spec: &spec::Journey) -> Elements<'_, spec::Journey> {
    let head = Element {
        part: spec.head(),
        stage: None,
        position: None,
    };
    [(String::new(), head)].into()
}

fn stages(spec: &spec::Journey) -> Elements<'_, spec::Stage> {
    let stages = spec.stages.iter().enumerate().map(|(position, stage)| {
        let element = Element {
            part: stage.head(),
            stage: None,
            position: Some(position),
        };
        (stage.id.to_string(), element)
    });
    stages.collect()
}

fn touchpoints(spec: &spec::Journey) -> Elements<'_, &spec::Touchpoint> {
    let touchpoints = spec.stages.iter().flat_map(|stage| {
        let touchpoints = stage.touchpoints.iter().enumerate();
        touchpoints.map(|(position, part)| {
            let element = Element {
                part,
                stage: Some(stage.id.as_str()),
                position: Some(position),
            };
            (part.id.to_string(), element)
        })
    });
    touchpoints.collect()
}

fn transitions(journey: &Journey) -> Elements<'_, &spec::Transition> {
    let mut count = 0_u32;
    let mut before = None;
    let transitions = journey.transitions().map(|transition| {
        // Those that link the same touchpoints stand side by side in map order.
        let ends = (transition.source().node(), transition.target().node());
        count = if before == Some(ends) { count + 1 } else { 1 };
        before = Some(ends);
        let link = format!("{} -> {}", transition.from, transition.to);
        let id = match count {
            1 => link,
            _ => format!("{link} #{count}"),
        };
        let element = Element {
            part: transition.part(),
            stage: None,
            position: None,
        };
        (id, element)
    });
    transitions.collect()
}

/// Adds what differs between the elements of one kind. Only these are looked into.
fn compare<T: PartialEq + Serialize>(
    changes: &mut Vec<Change>,
    element: ElementKind,
    before: Elements<'_, T>,
    mut after: Elements<'_, T>,
) {
    let first = changes.len();
    let mut change = |id, kind, fields| {
        changes.push(Change {
            element,
            id,
            kind,
            fields,
        });
    };
    for (id, before) in before {
        match after.remove(&id) {
            None => change(id, ChangeKind::Removed, Vec::new()),
            Some(after) if before == after => {}
            Some(after) => {
                change(
                    id,
                    ChangeKind::Changed,
                    field_changes(&fields(&before), &fields(&after)),
                );
            }
        }
    }
    for id in after.into_keys() {
        change(id, ChangeKind::Added, Vec::new());
    }
    if let Some(changes) = changes.get_mut(first..) {
        changes.sort_by(|a, b| a.id.cmp(&b.id));
    }
}

type Fields = BTreeMap<String, Value>;

fn fields<T: Serialize>(element: &Element<'_, T>) -> Fields {
    let mut fields: Fields = match serde_json::to_value(&element.part) {
        Ok(Value::Object(fields)) => fields.into_iter().collect(),
        // The parts are structs whose numbers were checked to be finite.
        _ => Fields::new(),
    };
    if let Some(stage) = element.stage {
        fields.insert("stage".to_owned(), stage.into());
    }
    if let Some(position) = element.position {
        fields.insert("position".to_owned(), position.into());
    }
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
