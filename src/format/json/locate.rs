//! Finds the place of a path in JSON text.
//!
//! Paths are cheap to make while decoding and hold for every source; only when there is
//! something to report is the text read once more for lines and columns.

use std::{collections::HashMap, iter::Peekable, str::CharIndices};

use super::MAX_DEPTH;
use crate::{journey::Position, sort};

/// The places of paths such as `stages[2].touchpoints[0].emotion` in a JSON text, in the order
/// of the paths. A field is placed at its name, where it stands twice at the second; a path the
/// text does not have at the nearest value around it; `None` where the text is not JSON up to
/// there.
///
/// # Complexity
/// Linear in the text and the paths.
///
/// # Example
/// ```
/// use cesta::format::json::locate;
///
/// let text = "{\n  \"stages\": [{\"id\": \"s\"}]\n}";
/// let places = locate(text, ["stages[0].id", "stages[0].label"]);
/// let shown: Vec<String> = places.into_iter().flatten().map(|it| it.to_string()).collect();
/// assert_eq!(shown, ["2:15", "2:14"]);
/// ```
pub fn locate<'p>(text: &str, paths: impl IntoIterator<Item = &'p str>) -> Vec<Option<Position>> {
    let mut wanted = Wanted::default();
    let ends: Vec<usize> = paths.into_iter().map(|path| wanted.add(path)).collect();
    Scanner::new(text, &mut wanted).scan();
    let places: Vec<Option<usize>> = ends.into_iter().map(|end| wanted.nearest(end)).collect();
    positions(text, &places)
}

/// The wanted paths as a tree, step by step, so that the scan compares one name at a time.
#[derive(Debug)]
struct Wanted {
    nodes: Vec<WantedNode>,
}

#[derive(Debug, Default)]
struct WantedNode {
    outer: usize,
    fields: HashMap<String, usize>,
    elements: HashMap<usize, usize>,
    place: Option<usize>,
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            nodes: vec![WantedNode::default()],
        }
    }
}

impl Wanted {
    /// Adds a path and gives its node. A field whose name holds a dot or a bracket is not told
    /// apart and is found at the value around it.
    fn add(&mut self, path: &str) -> usize {
        let steps = path.split(['.', '[']).filter(|step| !step.is_empty());
        steps
            .take(2 * usize::from(MAX_DEPTH))
            .fold(0, |outer, step| {
                let next = self.nodes.len();
                let Some(node) = self.nodes.get_mut(outer) else {
                    return outer;
                };
                let index = step.strip_suffix(']').and_then(|index| index.parse().ok());
                let inner = match index {
                    Some(index) => *node.elements.entry(index).or_insert(next),
                    None => *node.fields.entry(step.to_owned()).or_insert(next),
                };
                if inner == next {
                    self.nodes.push(WantedNode {
                        outer,
                        ..WantedNode::default()
                    });
                }
                inner
            })
    }

    fn field(&self, node: usize, name: &str) -> Option<usize> {
        self.nodes.get(node)?.fields.get(name).copied()
    }

    fn element(&self, node: usize, index: usize) -> Option<usize> {
        self.nodes.get(node)?.elements.get(&index).copied()
    }

    fn note(&mut self, node: usize, at: usize) {
        if let Some(node) = self.nodes.get_mut(node) {
            node.place = Some(at);
        }
    }

    /// The place of a node, or of the nearest one around it that the text has.
    fn nearest(&self, end: usize) -> Option<usize> {
        let mut outwards = std::iter::successors(Some(end), |&node| {
            (node != 0).then(|| self.nodes.get(node).map(|node| node.outer))?
        });
        outwards.find_map(|node| self.nodes.get(node)?.place)
    }
}

/// The line and column of a byte in a text.
pub(super) fn position(text: &str, offset: usize) -> Position {
    positions(text, &[Some(offset)])
        .pop()
        .flatten()
        .unwrap_or(Position { line: 1, column: 1 })
}

/// The lines and columns of bytes in a text, found in one pass.
fn positions(text: &str, offsets: &[Option<usize>]) -> Vec<Option<Position>> {
    let mut order: Vec<(usize, usize)> = (0..)
        .zip(offsets)
        .filter_map(|(at, offset)| Some(((*offset)?, at)))
        .collect();
    sort::plain(&mut order);
    let mut found = vec![None; offsets.len()];
    let mut place = Position { line: 1, column: 1 };
    let mut read = 0;
    for (offset, at) in order {
        for character in text.get(read..offset).unwrap_or_default().chars() {
            if character == '\n' {
                place.line = place.line.saturating_add(1);
                place.column = 1;
            } else {
                place.column = place.column.saturating_add(1);
            }
        }
        read = offset;
        if let Some(found) = found.get_mut(at) {
            *found = Some(place);
        }
    }
    found
}

/// Walks valid JSON text and notes where the wanted paths stand.
struct Scanner<'t, 'w> {
    text: &'t str,
    rest: Peekable<CharIndices<'t>>,
    wanted: &'w mut Wanted,
    /// The lists and objects around the place of the scan, outermost first.
    around: Vec<Around>,
    /// What is wanted of the value that comes next.
    next: Option<usize>,
}

/// A list or object that is being walked: what is wanted in it, and a list's next index.
struct Around {
    wanted: Option<usize>,
    next: Option<usize>,
}

impl<'t, 'w> Scanner<'t, 'w> {
    fn new(text: &'t str, wanted: &'w mut Wanted) -> Self {
        Self {
            text,
            rest: text.char_indices().peekable(),
            wanted,
            around: Vec::new(),
            next: Some(0),
        }
    }

    fn scan(mut self) {
        while let Some((at, character)) = self.rest.next() {
            match character {
                '{' | '[' => {
                    self.value(at);
                    self.around.push(Around {
                        wanted: self.next.take(),
                        next: (character == '[').then_some(0),
                    });
                }
                '}' | ']' => {
                    self.around.pop();
                }
                '"' => {
                    let end = self.end_of_string();
                    if self.is_name() {
                        let raw = self.text.get(at..=end).unwrap_or_default();
                        self.name(at, raw);
                    } else {
                        self.value(at);
                    }
                }
                ',' | ':' => {}
                _ if character.is_whitespace() => {}
                _ => {
                    self.value(at);
                    while self.rest.next_if(|&(_, it)| in_word(it)).is_some() {}
                }
            }
        }
    }

    /// A value begins: a list's next element, a field's value, or the document.
    fn value(&mut self, at: usize) {
        if let Some(Around {
            wanted,
            next: Some(next),
        }) = self.around.last_mut()
        {
            self.next = wanted.and_then(|list| self.wanted.element(list, *next));
            *next += 1;
        } else if !self.around.is_empty() {
            return; // a field is placed at its name
        }
        if let Some(node) = self.next {
            self.wanted.note(node, at);
        }
    }

    /// A field begins.
    fn name(&mut self, at: usize, raw: &str) {
        let object = self.around.last().and_then(|object| object.wanted);
        self.next = object.and_then(|object| {
            let name: String = serde_json::from_str(raw).ok()?;
            self.wanted.field(object, &name)
        });
        if let Some(node) = self.next {
            self.wanted.note(node, at);
        }
    }

    /// Passes over a string whose opening quote was taken, and gives the closing one's place.
    fn end_of_string(&mut self) -> usize {
        let mut escaped = false;
        for (at, character) in self.rest.by_ref() {
            match character {
                '"' if !escaped => return at,
                '\\' => escaped = !escaped,
                _ => escaped = false,
            }
        }
        self.text.len()
    }

    /// Whether a colon follows: the string was a field's name.
    fn is_name(&mut self) -> bool {
        while self.rest.next_if(|(_, it)| it.is_whitespace()).is_some() {}
        self.rest.peek().is_some_and(|(_, it)| *it == ':')
    }
}

/// Whether a character continues a number, `true`, `false` or `null`.
fn in_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '+' | '-' | '.')
}
