//! Texts as small numbers.

use std::ops::Range;

/// Distinct texts, numbered from 0 in the order in which they were first met.
///
/// All of them lie in one buffer: a million customer ids cost their own bytes and a place each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    text: String,
    ends: Ends,
}

impl Names {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text with a number.
    pub fn get(&self, number: u32) -> Option<&str> {
        self.text.get(self.ends.place(number)?)
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
        (0..self.len()).map(move |number| {
            let end = self.ends.get(number).unwrap_or(start);
            let text = self.text.get(start..end).unwrap_or_default();
            start = end;
            text
        })
    }

    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    /// A text in pieces.
    pub(super) fn push_pieces(&mut self, pieces: &[&str]) {
        self.text.extend(pieces.iter().copied());
        self.ends.push(self.text.len());
    }
}

/// The bytes of names that are still being met. Whether they are UTF-8 is for who adds them to
/// know: looking at each, when it is added, takes longer than adding it.
#[derive(Clone, Debug, Default)]
pub(super) struct NameBytes {
    bytes: Vec<u8>,
    ends: Ends,
}

impl NameBytes {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    #[inline]
    pub(super) fn get(&self, number: u32) -> Option<&[u8]> {
        self.bytes.get(self.ends.place(number)?)
    }

    /// The name with a number.
    pub(super) fn text(&self, number: usize) -> Option<&str> {
        let bytes = self.get(u32::try_from(number).ok()?)?;
        str::from_utf8(bytes).ok()
    }

    pub(super) fn push(&mut self, name: &[u8]) {
        debug_assert!(str::from_utf8(name).is_ok(), "{name:?}");
        self.bytes.extend_from_slice(name);
        self.ends.push(self.bytes.len());
    }

    pub(super) fn into_names(self) -> Names {
        Names {
            // Each is UTF-8, so all of them are: blocks that are not as a whole are read name by
            // name.
            text: String::from_utf8(self.bytes).unwrap_or_default(),
            ends: self.ends,
        }
    }

    pub(super) fn memory(&self) -> usize {
        self.bytes.capacity() + self.ends.memory()
    }
}

/// Where texts end, in four bytes each as long as these will do.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Ends {
    Short(Vec<u32>),
    Long(Vec<usize>),
}

impl Default for Ends {
    fn default() -> Self {
        Self::Short(Vec::new())
    }
}

impl Ends {
    fn len(&self) -> usize {
        match self {
            Self::Short(ends) => ends.len(),
            Self::Long(ends) => ends.len(),
        }
    }

    fn get(&self, number: usize) -> Option<usize> {
        match self {
            Self::Short(ends) => ends.get(number).map(|&end| end as usize),
            Self::Long(ends) => ends.get(number).copied(),
        }
    }

    /// Where the text with a number is.
    fn place(&self, number: u32) -> Option<Range<usize>> {
        let number = number as usize;
        let end = self.get(number)?;
        let start = match number.checked_sub(1) {
            Some(before) => self.get(before)?,
            None => 0,
        };
        Some(start..end)
    }

    fn push(&mut self, end: usize) {
        match (&mut *self, u32::try_from(end)) {
            (Self::Short(ends), Ok(end)) => ends.push(end),
            (Self::Short(ends), Err(_)) => {
                let mut long: Vec<usize> = ends.iter().map(|&end| end as usize).collect();
                long.push(end);
                *self = Self::Long(long);
            }
            (Self::Long(ends), _) => ends.push(end),
        }
    }

    fn memory(&self) -> usize {
        match self {
            Self::Short(ends) => size_of::<u32>() * ends.capacity(),
            Self::Long(ends) => size_of::<usize>() * ends.capacity(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Ends, Names};

    #[test]
    fn names_have_their_numbers() {
        let mut names = Names::default();
        assert!(names.is_empty());
        for name in ["b", "a", "", "čaj"] {
            names.push(name);
        }
        assert_eq!(names.iter().collect::<Vec<_>>(), ["b", "a", "", "čaj"]);
        assert_eq!(names.iter().len(), 4);
        assert_eq!(names.get(2), Some(""));
        assert_eq!(names.get(3), Some("čaj"));
        assert_eq!(names.get(4), None);
        assert_eq!(names.find("a"), Some(1));
        assert_eq!(names.find("x"), None);
    }

    #[cfg(target_pointer_width = "64")]
    #[test]
    fn four_gibibytes_of_text_need_wider_places() {
        let mut ends = Ends::default();
        let all = [7, u32::MAX as usize, (1 << 32) + 1, 1 << 33];
        for end in all {
            ends.push(end);
        }
        let found: Vec<usize> = (0..ends.len()).filter_map(|it| ends.get(it)).collect();
        assert_eq!(found, all);
        assert!(matches!(ends, Ends::Long(_)));
    }
}
