//! What changed between two maps.

use std::{collections::BTreeMap, fmt};

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
    let mut compare = |kind, before, after| compare(&mut changes, kind, before, after);
    compare(ElementKind::Journey, head(&old), head(&new));
    compare(ElementKind::Stage, stages(&old), stages(&new));
    compare(
        ElementKind::Touchpoint,
        touchpoints(&old),
        touchpoints(&new),
    );
    compare(
        ElementKind::Transition,
        transitions(before),
        transitions(after),
    );
    macro_rules! compare_by_id {
        ($kind:ident, $before:expr, $after:expr) => {
            let by_id = [&$before, &$after].map(|parts| {
                let elements = parts.iter();
                let elements = elements.map(|part| (part.id.to_string(), Element::of(part)));
                elements.collect()
            });
            let [before, after] = by_id;
            compare(ElementKind::$kind, before, after);
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
struct Element<'s> {
    part: Box<dyn Part + 's>,
    stage: Option<&'s str>,
    position: Option<usize>,
}

impl<'s> Element<'s> {
    fn of(part: impl Part + 's) -> Self {
        Self {
            part: Box::new(part),
            stage: None,
            position: None,
        }
    }

    fn fields(&self) -> Vec<(String, Value)> {
        let mut fields: Vec<(String, Value)> = match self.part.value() {
            Some(Value::Object(fields)) => fields.into_iter().collect(),
            // The parts are structs whose numbers were checked to be finite.
            _ => Vec::new(),
        };
        if let Some(stage) = self.stage {
            fields.push(("stage".to_owned(), stage.into()));
        }
        if let Some(position) = self.position {
            fields.push(("position".to_owned(), position.into()));
        }
        fields
    }
}

/// Any kind of element, seen as the wire has it: the comparison is the same for all of them.
trait Part {
    fn value(&self) -> Option<Value>;
}

impl<T: Serialize> Part for T {
    fn value(&self) -> Option<Value> {
        serde_json::to_value(self).ok()
    }
}

/// The elements of one kind, by id.
type Elements<'s> = Vec<(String, Element<'s>)>;

fn head(spec: &spec::Journey) -> Elements<'_> {
    vec![(String::new(), Element::of(spec.head()))]
}

fn stages(spec: &spec::Journey) -> Elements<'_> {
    let stages = spec.stages.iter().enumerate().map(|(position, stage)| {
        let element = Element {
            position: Some(position),
            ..Element::of(stage.head())
        };
        (stage.id.to_string(), element)
    });
    stages.collect()
}

fn touchpoints(spec: &spec::Journey) -> Elements<'_> {
    let touchpoints = spec.stages.iter().flat_map(|stage| {
        let touchpoints = stage.touchpoints.iter().enumerate();
        touchpoints.map(|(position, part)| {
            let element = Element {
                stage: Some(stage.id.as_str()),
                position: Some(position),
                ..Element::of(part)
            };
            (part.id.to_string(), element)
        })
    });
    touchpoints.collect()
}

fn transitions(journey: &Journey) -> Elements<'_> {
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
        (id, Element::of(transition.part()))
    });
    transitions.collect()
}

/// Adds what differs between the elements of one kind.
fn compare(
    changes: &mut Vec<Change>,
    element: ElementKind,
    before: Elements<'_>,
    after: Elements<'_>,
) {
    for (id, sides) in joined(before, after) {
        let (kind, fields) = match sides {
            (Some(before), Some(after)) => {
                let fields = field_changes(before.fields(), after.fields());
                if fields.is_empty() {
                    continue;
                }
                (ChangeKind::Changed, fields)
            }
            (Some(_), None) => (ChangeKind::Removed, Vec::new()),
            (None, _) => (ChangeKind::Added, Vec::new()),
        };
        changes.push(Change {
            element,
            id,
            kind,
            fields,
        });
    }
}

fn field_changes(before: Vec<(String, Value)>, after: Vec<(String, Value)>) -> Vec<FieldChange> {
    let fields = joined(before, after).into_iter();
    let changes = fields.map(|(field, (before, after))| FieldChange {
        field,
        before,
        after,
    });
    changes.filter(|it| it.before != it.after).collect()
}

/// What is before and after under each name, in the order of the names.
fn joined<T>(
    before: Vec<(String, T)>,
    after: Vec<(String, T)>,
) -> BTreeMap<String, (Option<T>, Option<T>)> {
    let mut joined = BTreeMap::new();
    for (name, value) in before {
        joined.entry(name).or_insert((None, None)).0 = Some(value);
    }
    for (name, value) in after {
        joined.entry(name).or_insert((None, None)).1 = Some(value);
    }
    joined
}
