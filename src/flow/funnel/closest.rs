//! The name that somebody may have meant.

/// The most similar of some names: by the fewest characters to insert, delete or replace, letter
/// case aside; the first of equally similar ones. `None` where that is more than a third of the
/// longer name.
///
/// # Complexity
/// `O(a b)` for each name, of the lengths `a` and `b`.
pub(super) fn closest<'n>(
    wanted: &str,
    names: impl IntoIterator<Item = &'n str>,
) -> Option<&'n str> {
    const LONGEST: usize = 80;
    let folded =
        |name: &str| -> Vec<char> { crate::text::folded(name).chars().take(LONGEST).collect() };
    let wanted = folded(wanted);
    let mut best = None;
    for name in names {
        let known = folded(name);
        let edits = edits(&wanted, &known);
        let near = 3 * edits <= wanted.len().max(known.len());
        if near && best.is_none_or(|(fewest, _)| edits < fewest) {
            best = Some((edits, name));
        }
    }
    best.map(|(_, name)| name)
}

/// How many characters have to be inserted, deleted or replaced: Levenshtein's distance.
fn edits(from: &[char], to: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (line, a) in (1..).zip(from) {
        let mut left = line;
        let mut diagonal = line - 1;
        if let Some(first) = row.first_mut() {
            *first = line;
        }
        for (cell, b) in row.iter_mut().skip(1).zip(to) {
            let above = *cell;
            *cell = (diagonal + usize::from(a != b))
                .min(above + 1)
                .min(left + 1);
            diagonal = above;
            left = *cell;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{closest, edits};

    #[test]
    fn the_nearest_name_is_found() {
        let names = ["product_view", "search", "add_to_cart", "purchase"];
        assert_eq!(closest("Add-to-cart", names), Some("add_to_cart"));
        assert_eq!(closest("purchse", names), Some("purchase"));
        assert_eq!(closest("refund", names), None);
        assert_eq!(closest("", names), None);
    }

    #[test]
    fn edits_are_counted() {
        let edits = |a: &str, b: &str| {
            let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            edits(&a, &b)
        };
        assert_eq!(edits("kitten", "sitting"), 3);
        assert_eq!(edits("", "abc"), 3);
        assert_eq!(edits("flaw", "lawn"), 2);
    }
}
