//! Texts as small numbers.

use std::collections::HashMap;

/// Distinct texts, numbered from 0 in the order in which they were first met.
///
/// All of them lie in one buffer: a million customer ids cost their own bytes and a place each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    text: String,
    ends: Vec<usize>,
}

impl Names {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text with a number.
    pub fn get(&self, number: u32) -> Option<&str> {
        let number = number as usize;
        let end = *self.ends.get(number)?;
        let start = match number.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.text.get(start..end)
    }

    /// The number of a text.
    ///
    /// # Complexity
    /// Linear in the number of texts: nothing is kept at rest to search in.
    pub fn find(&self, text: &str) -> Option<u32> {
        (0..)
            .zip(self.iter())
            .find_map(|(number, known)| (known == text).then_some(number))
    }

    /// The texts by number.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let text = self.text.get(start..end).unwrap_or_default();
            start = end;
            text
        })
    }

    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }
}

/// Gives each distinct text its number.
#[derive(Clone, Debug, Default)]
pub(super) struct Interner {
    names: Names,
    numbers: HashMap<Box<str>, u32>,
    latest: u32,
}

impl Interner {
    /// The text's number; `None` when all numbers are taken.
    pub(super) fn intern(&mut self, text: &str) -> Option<u32> {
        // Logs are often grouped by customer, or by what happens: the latest text comes again.
        if self.names.get(self.latest) == Some(text) {
            return Some(self.latest);
        }
        let known = self.numbers.get(text).copied();
        let number = known.map_or_else(|| self.add(text), Some)?;
        self.latest = number;
        Some(number)
    }

    fn add(&mut self, text: &str) -> Option<u32> {
        let number = u32::try_from(self.names.len()).ok()?;
        self.names.push(text);
        self.numbers.insert(text.into(), number);
        Some(number)
    }

    pub(super) fn into_names(self) -> Names {
        self.names
    }
}

#[cfg(test)]
mod tests {
    use super::Interner;

    #[test]
    fn numbers_follow_the_order_of_first_use() {
        let mut interner = Interner::default();
        let numbers: Vec<_> = ["b", "a", "", "a", "b", "čaj"]
            .iter()
            .map(|text| interner.intern(text).unwrap())
            .collect();
        assert_eq!(numbers, [0, 1, 2, 1, 0, 3]);

        let names = interner.into_names();
        assert_eq!(names.iter().collect::<Vec<_>>(), ["b", "a", "", "čaj"]);
        assert_eq!(names.get(2), Some(""));
        assert_eq!(names.get(3), Some("čaj"));
        assert_eq!(names.get(4), None);
        assert_eq!(names.find("a"), Some(1));
        assert_eq!(names.find("x"), None);
        assert_eq!((names.len(), names.is_empty()), (4, false));
    }
}
