//! The names by which the outside world calls touchpoints: event names, with `*` patterns.

use std::collections::{HashMap, hash_map::Entry};

use petgraph::graph::NodeIndex;

/// Finds the touchpoint an event name belongs to: the very name first, then the patterns in
/// map order.
#[derive(Clone, Debug, Default)]
pub(crate) struct EventNames {
    claimed: HashMap<String, NodeIndex>,
    patterns: Vec<(String, NodeIndex)>,
}

impl EventNames {
    /// Adds a name or pattern. Returns the touchpoint that claimed the very same one before.
    pub(crate) fn claim(&mut self, name: &str, node: NodeIndex) -> Option<NodeIndex> {
        match self.claimed.entry(name.to_owned()) {
            Entry::Occupied(entry) => Some(*entry.get()),
            Entry::Vacant(entry) => {
                entry.insert(node);
                if name.contains('*') {
                    self.patterns.push((name.to_owned(), node));
                }
                None
            }
        }
    }

    pub(crate) fn find(&self, name: &str) -> Option<NodeIndex> {
        self.claimed.get(name).copied().or_else(|| {
            self.patterns
                .iter()
                .find(|(pattern, _)| matches(pattern, name))
                .map(|&(_, node)| node)
        })
    }
}

/// Whether `text` is `pattern`, in which each `*` stands for any text. Linear where the
/// pattern has one star; never worse than the product of both lengths.
fn matches(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = pieces.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let mut pieces = pieces.peekable();
    if pieces.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            return rest.ends_with(piece);
        }
        match rest.split_once(piece) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text, expected) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("a*", "abc", true),
            ("*c", "abc", true),
            ("a*c", "abc", true),
            ("a*c", "ac", true),
            ("a*a", "a", false),
            ("*", "", true),
            ("**", "x", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("a*b*c", "abcbc", true),
            ("product/*", "product/42", true),
            ("product/*", "products", false),
            ("č*ž", "čaž", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }
}
