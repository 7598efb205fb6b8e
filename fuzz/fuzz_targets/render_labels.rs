//! Any text in every place where a map has one: the picture is well-formed XML, and neither it
//! nor the report gains an element or attribute that could act or load something.
#![no_main]

use std::sync::LazyLock;

use cesta::{
    flow::{OverlayOptions, overlay},
    gap::{GapOptions, Observed, check},
    journey::{
        Journey,
        spec::{
            Action, Channel, Evidence, Goal, Note, NoteState, Opportunity, PainPoint, Persona,
            Role, Stage, Touchpoint, Transition,
        },
    },
    log::EventLog,
    render::{Known, MapOptions, ReportOptions, map_svg, report_html},
};
use libfuzzer_sys::fuzz_target;

/// Elements that act or load; a report may have some of its own, but no text adds one.
const ACTIVE: [&str; 16] = [
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "img",
    "image",
    "form",
    "input",
    "link",
    "meta",
    "base",
    "foreignobject",
    "animate",
    "set",
    "a",
];

static HARMLESS: LazyLock<[Vec<usize>; 2]> = LazyLock::new(|| {
    let (svg, html) = drawn("harmless").expect("the map can be built");
    [count(&svg), count(&html)]
});

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let Some((svg, html)) = drawn(&text) else {
        return;
    };
    if let Err(error) = roxmltree::Document::parse(&svg) {
        panic!("the picture is not XML: {error}");
    }
    assert_eq!(
        count(&svg),
        HARMLESS[0],
        "the picture has other active elements"
    );
    assert_eq!(
        count(&html),
        HARMLESS[1],
        "the report has other active elements"
    );
});

/// The picture and the report of a map with the lines of a text, in turn, in every place;
/// `None` where there is no such map.
fn drawn(text: &str) -> Option<(String, String)> {
    let mut lines = text.split('\n').cycle();
    let mut line = || lines.next().unwrap_or_default().to_string();
    let name = line();
    let customers = ["c1", "c1", "c2", "c2"];
    let names = ["a", "b", "a", name.as_str()];

    let note = Note {
        text: line(),
        author: Some(line()),
        date: None,
        state: NoteState::Open,
    };
    let pain = PainPoint {
        notes: vec![note.clone()],
        ..PainPoint::new("pain", line())
    };
    let first = Touchpoint {
        description: Some(line()),
        channels: vec!["channel".into()],
        icon: Some(line()),
        owner: Some(line()),
        promise: Some(line()),
        tone: Some(line()),
        language: Some(line()),
        emotion: Some(-2),
        role: Role::Entry,
        pain_points: vec![pain],
        opportunities: vec![Opportunity::new("chance", line())],
        notes: vec![note.clone()],
        ..Touchpoint::new("a").label(line())
    };
    let last = Touchpoint {
        emotion: Some(1),
        personas: vec!["persona".into()],
        ..Touchpoint::new("b").label(line()).role(Role::Goal)
    };
    let journey = Journey::builder("j")
        .stage(Stage {
            description: Some(line()),
            owner: Some(line()),
            touchpoints: vec![first],
            ..Stage::new("s").label(line())
        })
        .stage(Stage::new("t").label(line()).touchpoint(last))
        .transition(Transition {
            label: Some(line()),
            guard: Some(line()),
            ..Transition::new("a", "b")
        })
        .persona(Persona {
            label: Some(line()),
            description: Some(line()),
            icon: Some(line()),
            goals: vec![line()],
            ..Persona::new("persona")
        })
        .goal(Goal {
            label: Some(line()),
            measure: Some(line()),
            unit: Some(line()),
            target: Some(1.0),
            touchpoints: vec!["b".into()],
            ..Goal::new("goal")
        })
        .action(Action {
            owner: Some(line()),
            target_measure: Some(line()),
            pain_points: vec!["pain".into()],
            notes: vec![note],
            ..Action::new("action", line())
        });
    let journey = cesta::journey::spec::Journey {
        label: Some(line()),
        description: Some(line()),
        currency: Some(line()),
        owner: Some(line()),
        revision: Some(line()),
        channels: vec![Channel {
            label: Some(line()),
            icon: Some(line()),
            ..Channel::new("channel")
        }],
        evidence: vec![Evidence {
            label: Some(line()),
            source: Some(line()),
            ..Evidence::new("evidence")
        }],
        ..journey
    };
    let journey = journey.build().ok()?;
    let log = EventLog::from_columns(
        &customers[..],
        &names[..],
        Some(&[1_000_i64, 2_000, 3_000, 4_000][..]),
    );
    let overlay = overlay(&journey, &log.ok()?, &OverlayOptions::default());
    let observed = Observed {
        overlay: Some(&overlay),
        ..Observed::default()
    };
    let gaps = check(&journey, &observed, &GapOptions::default()).ok()?;
    let known = Known {
        overlay: Some(&overlay),
        gaps: Some(&gaps),
        ..Known::new(&journey)
    };
    let title = Some(line());
    let map = MapOptions {
        title: title.clone(),
        ..MapOptions::default()
    };
    let report = ReportOptions {
        title,
        ..ReportOptions::default()
    };
    Some((map_svg(&known, &map), report_html(&known, &report)))
}

/// How many there are of each active element, and last of attributes that act or load.
fn count(markup: &str) -> Vec<usize> {
    let mut counts = vec![0; ACTIVE.len() + 1];
    let mut rest = markup;
    while let Some((_, tag)) = rest.split_once('<') {
        let name: String = tag
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        let name = name.to_ascii_lowercase();
        let mut after = &tag[name.len()..];
        if let Some(at) = ACTIVE.iter().position(|&active| active == name) {
            counts[at] += 1;
        }
        if name == "style" || name == "script" {
            // Their contents are no markup, up to the end tag.
            let end = format!("</{name}");
            after = after.split_once(&end).map_or("", |it| it.1);
        } else if !name.is_empty() {
            after = attributes(after, &mut counts[ACTIVE.len()]);
        }
        rest = after;
    }
    counts
}

/// Counts the attributes of a tag that act or load; returns what follows the tag.
fn attributes<'m>(tag: &'m str, active: &mut usize) -> &'m str {
    let mut rest = tag;
    loop {
        rest = rest.trim_start_matches(|it: char| it.is_ascii_whitespace() || it == '/');
        if rest.is_empty() {
            return rest;
        }
        if let Some(after) = rest.strip_prefix('>') {
            return after;
        }
        let end = rest.find(|it: char| it.is_ascii_whitespace() || "=>/".contains(it));
        let (name, after) = rest.split_at(end.unwrap_or(rest.len()).max(1).min(rest.len()));
        let name = name.to_ascii_lowercase();
        let mut value = "";
        rest = after;
        if let Some(quoted) = after.strip_prefix("=\"") {
            (value, rest) = quoted.split_once('"').unwrap_or((quoted, ""));
        }
        let local = value.starts_with('#') || value.starts_with("data:");
        let loads = ["href", "xlink:href", "src", "srcset", "action", "data"].contains(&&*name);
        *active += usize::from(name.starts_with("on") || (loads && !local));
    }
}
