//! From the names in options to the numbers of a log.

use super::{
    EventLog, PrepareError, SegmentColumn, UnsuitableReason, glob::meant, unsuitable::Problems,
};

/// Looks names up, and collects what is wrong with them.
#[derive(Debug)]
pub(super) struct Resolver<'l> {
    log: &'l EventLog,
    problems: Problems,
    /// Patterns that no name fits: nothing wrong, but worth knowing.
    unmatched: Vec<String>,
}

impl<'l> Resolver<'l> {
    pub(super) fn new(log: &'l EventLog) -> Self {
        Self {
            log,
            problems: Problems::default(),
            unmatched: Vec::new(),
        }
    }

    pub(super) fn refuse(&mut self, path: impl Into<String>, reason: UnsuitableReason) {
        self.problems.add(path, reason);
    }

    /// Which touchpoints, by number, are meant by at least one of some names and patterns.
    pub(super) fn touchpoints(&mut self, texts: &[String], path: &str) -> Vec<bool> {
        let mut set = vec![false; self.log.touchpoints.len()];
        if texts.is_empty() {
            self.refuse(path, UnsuitableReason::Nothing);
        }
        for (index, text) in texts.iter().enumerate() {
            match meant(&self.log.touchpoints, text) {
                Some(numbers) => self.mark(&mut set, &numbers, text),
                None => self.refuse(
                    format!("{path}[{index}]"),
                    UnsuitableReason::UnknownTouchpoint {
                        touchpoint: text.clone(),
                    },
                ),
            }
        }
        set
    }

    /// Which values of a column, by number, are meant by at least one of some texts.
    pub(super) fn values(
        &mut self,
        column: &SegmentColumn,
        texts: &[String],
        path: &str,
    ) -> Vec<bool> {
        let mut set = vec![false; column.values.len()];
        if texts.is_empty() {
            self.refuse(path, UnsuitableReason::Nothing);
        }
        for (index, text) in texts.iter().enumerate() {
            match meant(&column.values, text) {
                Some(numbers) => self.mark(&mut set, &numbers, text),
                None => self.refuse(
                    format!("{path}[{index}]"),
                    UnsuitableReason::UnknownValue {
                        column: column.name.clone(),
                        value: text.clone(),
                    },
                ),
            }
        }
        set
    }

    fn mark(&mut self, set: &mut [bool], numbers: &[u32], text: &str) {
        if numbers.is_empty() && !self.unmatched.iter().any(|it| it == text) {
            self.unmatched.push(text.to_owned());
        }
        for &number in numbers {
            if let Some(slot) = set.get_mut(number as usize) {
                *slot = true;
            }
        }
    }

    pub(super) fn column(&mut self, name: &str, path: &str) -> Option<&'l SegmentColumn> {
        let column = self.log.segment(name);
        if column.is_none() {
            let column = name.to_owned();
            self.refuse(path, UnsuitableReason::UnknownColumn { column });
        }
        column
    }

    /// What needs times has them.
    pub(super) fn times(&mut self, path: &str) {
        if self.log.times.is_none() {
            self.refuse(path, UnsuitableReason::NoTimes);
        }
    }

    /// Which patterns nothing fits; or else everything that is wrong.
    pub(super) fn finish(self) -> Result<Vec<String>, PrepareError> {
        self.problems.none_or_error()?;
        Ok(self.unmatched)
    }
}
