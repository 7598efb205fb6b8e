//! Finds the place of a path in JSON text.
//!
//! Paths are cheap to make while decoding and hold for every source; only when there is
//! something to report is the text read once more for lines and columns.

use std::{collections::HashMap, fmt::Write, iter::Peekable, str::CharIndices};

use super::MAX_DEPTH;
use crate::journey::Position;

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
    let paths: Vec<&str> = paths.into_iter().collect();
    let mut wanted: HashMap<&str, Option<usize>> = HashMap::new();
    for path in &paths {
        let around = outwards(path);
        wanted.extend(around.map(|path| (path, None)));
    }
    Scanner::new(text, &mut wanted).scan();
    let places = paths.into_iter().map(|path| {
        let mut around = outwards(path);
        around.find_map(|path| *wanted.get(path)?)
    });
    let places: Vec<Option<usize>> = places.collect();
    positions(text, &places)
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
    order.sort_unstable();
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

/// A path, the path of the value around it, and so on. Names may hold dots themselves, as many
/// as they like; a document nests only so deep.
fn outwards(path: &str) -> impl Iterator<Item = &str> {
    fn parent<'p>(path: &&'p str) -> Option<&'p str> {
        let end = path.rfind(['.', '[']).unwrap_or(0);
        path.get(..end).filter(|_| !path.is_empty())
    }
    std::iter::successors(Some(path), parent).take(2 * usize::from(MAX_DEPTH))
}

/// Walks valid JSON text and notes where the wanted paths stand.
struct Scanner<'t, 'w, 'p> {
    text: &'t str,
    rest: Peekable<CharIndices<'t>>,
    path: String,
    wanted: &'w mut HashMap<&'p str, Option<usize>>,
}

/// A list or object that is being walked: the length of its path, and a list's next index.
struct Around {
    path: usize,
    next: Option<usize>,
}

impl<'t, 'w, 'p> Scanner<'t, 'w, 'p> {
    fn new(text: &'t str, wanted: &'w mut HashMap<&'p str, Option<usize>>) -> Self {
        Self {
            text,
            rest: text.char_indices().peekable(),
            path: String::new(),
            wanted,
        }
    }

    fn scan(mut self) {
        let mut around: Vec<Around> = Vec::new();
        self.note(0);
        while let Some((at, character)) = self.rest.next() {
            match character {
                '{' | '[' => {
                    let list = character == '[';
                    if around.last().is_some_and(|it| it.next.is_some()) {
                        self.element(&mut around, at);
                    }
                    around.push(Around {
                        path: self.path.len(),
                        next: list.then_some(0),
                    });
                }
                '}' | ']' => {
                    around.pop();
                    if let Some(outer) = around.last() {
                        self.path.truncate(outer.path);
                    }
                }
                '"' => {
                    let content = self.string(at);
                    match around.last() {
                        Some(Around { next: Some(_), .. }) => self.element(&mut around, at),
                        Some(&Around { path, next: None }) if self.is_name() => {
                            self.path.truncate(path);
                            if path > 0 {
                                self.path.push('.');
                            }
                            self.path.push_str(&content);
                            self.note(at);
                        }
                        _ => {}
                    }
                }
                ',' | ':' => {}
                _ if character.is_whitespace() => {}
                _ => {
                    // A number, `true`, `false` or `null`: to its end.
                    while self
                        .rest
                        .next_if(|(_, it)| it.is_alphanumeric() || "+-.".contains(*it))
                        .is_some()
                    {}
                    if around.last().is_some_and(|it| it.next.is_some()) {
                        self.element(&mut around, at);
                    }
                }
            }
        }
    }

    /// A list's next element begins.
    fn element(&mut self, around: &mut [Around], at: usize) {
        if let Some(Around {
            path,
            next: Some(next),
        }) = around.last_mut()
        {
            self.path.truncate(*path);
            let _infallible = write!(self.path, "[{next}]");
            *next += 1;
            self.note(at);
        }
    }

    fn note(&mut self, at: usize) {
        if let Some(place) = self.wanted.get_mut(self.path.as_str()) {
            *place = Some(at);
        }
    }

    /// Passes over a string whose opening quote was taken, and gives its content.
    fn string(&mut self, start: usize) -> String {
        let mut escaped = false;
        for (at, character) in self.rest.by_ref() {
            match character {
                '"' if !escaped => {
                    let raw = self.text.get(start..=at).unwrap_or_default();
                    return serde_json::from_str(raw).unwrap_or_default();
                }
                '\\' => escaped = !escaped,
                _ => escaped = false,
            }
        }
        String::new()
    }

    /// Whether a colon follows: the string was a field's name.
    fn is_name(&mut self) -> bool {
        while self.rest.next_if(|(_, it)| it.is_whitespace()).is_some() {}
        self.rest.peek().is_some_and(|(_, it)| *it == ':')
    }
}
