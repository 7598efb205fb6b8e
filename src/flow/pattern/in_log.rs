//! Patterns in the words of a map.

use std::{
    collections::{BTreeMap, BTreeSet},
    mem::take,
};

use super::{PatternStep, SequencePattern, machine::MAX_PLACES};
use crate::{
    journey::Journey,
    log::{EventLog, exactly},
};

impl SequencePattern {
    /// The pattern in the words of a log: what it calls as only a map does, by the id of a
    /// touchpoint, is at any of this touchpoint's events in the log.
    ///
    /// A name that the log has never changes its meaning by what the map says, and a touchpoint
    /// without events in the log keeps its name, as a name that neither has. A list has each name
    /// once. Of a pattern with more steps than one can have, which is refused when it is looked
    /// for, some keep their names.
    ///
    /// # Complexity
    /// `O((p + s t) log t)` for a pattern of `p` names and `s` steps, at most 64, and a log of `t`
    /// touchpoints.
    ///
    /// # Example
    /// ```
    /// use cesta::{
    ///     flow::pattern::SequencePattern,
    ///     journey::{Journey, spec::{Stage, Touchpoint}},
    ///     log::EventLog,
    /// };
    ///
    /// let mut counter = Touchpoint::new("counter");
    /// counter.events = vec!["pay_*".to_owned()];
    /// let journey = Journey::builder("bakery").stage(Stage::new("buy").touchpoint(counter)).build()?;
    /// let log = EventLog::from_columns(&["ann"; 3], &["smell", "pay_card", "pay_cash"], None)?;
    ///
    /// let pattern = SequencePattern::parse("smell => counter")?.in_log(&log, &journey);
    /// assert_eq!(pattern.to_string(), "smell => {pay_card, pay_cash}");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn in_log(mut self, log: &EventLog, journey: &Journey) -> Self {
        let mut names = BTreeSet::new();
        let mut events: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for name in log.touchpoints().iter() {
            names.insert(name);
            if let Some(touchpoint) = journey.touchpoint_of_event(name) {
                let events = events.entry(touchpoint.id().as_str()).or_default();
                events.push(exactly(name));
            }
        }
        let called = |touchpoints: &mut Vec<String>| {
            let mut told = BTreeSet::new();
            let mut once = take(touchpoints);
            once.retain(|name| told.insert(name.clone()));
            let told = once.into_iter().flat_map(|name| {
                let events = events.get(&*name).filter(|_| !names.contains(&*name));
                events.cloned().unwrap_or_else(|| vec![name])
            });
            *touchpoints = told.collect();
        };
        self.only.iter_mut().for_each(called);
        let mut open = vec![&mut self.of];
        let mut left = MAX_PLACES;
        while let Some(step) = open.pop() {
            match step {
                PatternStep::At { touchpoints } | PatternStep::Elsewhere { touchpoints } => {
                    if left == 0 {
                        break;
                    }
                    left -= 1;
                    called(touchpoints);
                }
                // What is repeated no times is never looked for.
                PatternStep::Anywhere | PatternStep::Repeat { max: Some(0), .. } => {}
                PatternStep::Sequence { of } => open.extend(of.iter_mut().map(|it| &mut it.step)),
                PatternStep::Choice { of } => open.extend(of),
                PatternStep::Repeat { of, .. } => open.push(of),
            }
        }
        self
    }
}
