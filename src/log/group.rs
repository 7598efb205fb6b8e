//! Other names for touchpoints, and one name for many.

use serde::{Deserialize, Serialize};

use super::{
    EventLog, LogSize,
    glob::{Glob, meant},
    interner::Interner,
    pick::{Picked, recode},
};

/// How touchpoints are called anew.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct GroupOptions {
    /// The rules; of those that fit a touchpoint the first one counts.
    pub rules: Vec<GroupRule>,
    /// The name of all touchpoints that no rule fits; `None`: they keep theirs.
    pub rest: Option<String>,
    /// What becomes of a touchpoint that directly follows itself.
    pub repeats: Repeats,
}

/// One rule for names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GroupRule {
    /// A touchpoint's name, or a pattern in which `*` stands for any characters, `?` for one,
    /// and `\` makes the next character plain: `product/*`. The whole name must fit.
    pub pattern: String,
    /// The new name. `$1` to `$9` are what stands in the pattern's first to ninth gap, `$0` is
    /// the old name, `$$` a dollar.
    pub name: String,
}

impl GroupRule {
    /// A rule.
    pub fn new(pattern: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            pattern: pattern.into(),
            name: name.into(),
        }
    }
}

/// What becomes of a touchpoint that directly follows itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Repeats {
    /// Every event stays.
    #[default]
    Keep,
    /// The first of the events stays, with its time and its further columns; those that follow
    /// it directly at the same touchpoint are gone.
    Merge,
}

/// A log under other names, and what was changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Grouped {
    /// The log.
    pub log: EventLog,
    /// What was changed.
    pub report: GroupReport,
}

/// What rules for names changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GroupReport {
    /// How much there was.
    pub before: LogSize,
    /// How many touchpoints there were.
    pub touchpoints_before: u32,
    /// How many touchpoints there are.
    pub touchpoints: u32,
    /// What each rule did, in the order of the rules.
    pub rules: Vec<RuleReport>,
    /// What was left to the name of the rest; 0 where there is none.
    pub rest: u32,
    /// How many events were merged into those before them.
    pub merged: u32,
}

/// What a rule for names did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RuleReport {
    /// The rule's pattern.
    pub pattern: String,
    /// How many touchpoints it called anew; 0 where none fits, or earlier rules have them all.
    pub touchpoints: u32,
    /// How many events these have.
    pub events: u32,
}

impl EventLog {
    /// The log with other names for touchpoints. Touchpoints that get the same name become one.
    ///
    /// # Complexity
    /// Linear in the events; and in touchpoints times rules.
    ///
    /// # Example
    /// ```
    /// use cesta::log::{EventLog, GroupOptions, GroupRule};
    ///
    /// let log = EventLog::from_columns(&["ann"; 3], &["product/1", "product/2", "buy"], None)?;
    /// let rules = vec![GroupRule::new("product/*", "product"), GroupRule::new("shop", "x")];
    /// let grouped = log.group(&GroupOptions { rules, ..Default::default() });
    /// assert_eq!(grouped.log.touchpoints().iter().collect::<Vec<_>>(), ["product", "buy"]);
    /// assert_eq!(grouped.report.rules[0].events, 2);
    /// assert_eq!(grouped.report.rules[1].touchpoints, 0);
    /// # Ok::<(), cesta::log::BuildError>(())
    /// ```
    pub fn group(&self, options: &GroupOptions) -> Grouped {
        let by = self.rule_of_each(&options.rules);
        let mut events = vec![0_u32; by.len()];
        for visit in self.visits.iter() {
            if let Some(events) = events.get_mut(visit as usize) {
                *events += 1;
            }
        }
        let mut report = GroupReport {
            before: self.size(),
            touchpoints_before: count(by.len()),
            touchpoints: 0,
            rules: options.rules.iter().map(RuleReport::of).collect(),
            rest: 0,
            merged: 0,
        };

        let mut names = Vec::with_capacity(by.len());
        for ((old, rule), events) in self.touchpoints.iter().zip(by).zip(events) {
            if let Some(rule) = rule.and_then(|rule| report.rules.get_mut(rule)) {
                rule.touchpoints += 1;
                rule.events += events;
            } else if options.rest.is_some() {
                report.rest += 1;
            }
            let rule = rule.and_then(|rule| options.rules.get(rule));
            names.push(match rule {
                Some(rule) => rule.new_name(old),
                None => options.rest.clone().unwrap_or_else(|| old.to_owned()),
            });
        }
        let mut log = self.renamed(names.iter().map(String::as_str));
        report.touchpoints = count(log.touchpoints.len());
        if options.repeats == Repeats::Merge {
            log = log.without_repeats();
            report.merged = report.before.events - count(log.len());
        }
        Grouped { log, report }
    }

    /// The first rule that fits each touchpoint.
    fn rule_of_each(&self, rules: &[GroupRule]) -> Vec<Option<usize>> {
        let mut by = vec![None; self.touchpoints.len()];
        for (rule, text) in rules.iter().enumerate() {
            for number in meant(&self.touchpoints, &text.pattern).unwrap_or_default() {
                if let Some(slot) = by.get_mut(number as usize) {
                    slot.get_or_insert(rule);
                }
            }
        }
        by
    }

    /// The log with a new name for each touchpoint; those of the same name become one.
    pub(crate) fn renamed<'n>(&self, names: impl Iterator<Item = &'n str>) -> Self {
        let mut interner = Interner::default();
        // No more names than before.
        let numbers = names.map(|it| interner.intern(it).unwrap_or(u32::MAX));
        let numbers: Vec<u32> = numbers.collect();
        let touchpoints = interner.into_names();
        Self {
            visits: recode(&self.visits, &numbers, touchpoints.len()),
            touchpoints,
            customers: self.customers.clone(),
            bounds: self.bounds.clone(),
            times: self.times.clone(),
            segments: self.segments.clone(),
        }
    }

    /// The log without events that directly follow one at the same touchpoint.
    fn without_repeats(&self) -> Self {
        let numbers = (0..).map(Some).take(self.touchpoints.len());
        self.first_of_each(&numbers.collect::<Vec<_>>())
    }

    /// The log in which all that a customer does under one name, without another one in between,
    /// is one event, the first; what has no name is left out, and stands between no others.
    pub(crate) fn stays<'n>(&self, name: impl Fn(&str) -> Option<&'n str>) -> Self {
        let mut interner = Interner::default();
        // No more names than there are touchpoints.
        let names = self.touchpoints.iter();
        let numbers = names.map(|it| name(it).and_then(|it| interner.intern(it)));
        let firsts = self.first_of_each(&numbers.collect::<Vec<_>>());
        firsts.renamed(firsts.touchpoints.iter().map(|it| name(it).unwrap_or(it)))
    }

    /// The log of the first events of all runs of one number, which each touchpoint has or has
    /// not; those of none are left out.
    fn first_of_each(&self, numbers: &[Option<u32>]) -> Self {
        let (mut picked, mut customers) = (Picked::default(), Vec::new());
        self.walk(0..self.customers.len(), |walk| {
            let (known, mut before) = (picked.len(), None);
            for (place, &visit) in walk.range.zip(walk.visits) {
                let number = numbers.get(visit as usize).copied().flatten();
                if number.is_some() && number != before {
                    picked.push(count(place));
                    before = number;
                }
            }
            if picked.len() > known {
                picked.end();
                customers.push(walk.customer);
            }
        });
        let customers = self.customers_named(&customers);
        self.pick(picked, customers)
    }
}

impl RuleReport {
    fn of(rule: &GroupRule) -> Self {
        Self {
            pattern: rule.pattern.clone(),
            touchpoints: 0,
            events: 0,
        }
    }
}

impl GroupRule {
    fn new_name(&self, old: &str) -> String {
        if !self.name.contains('$') {
            return self.name.clone();
        }
        let gaps = Glob::new(&self.pattern).gaps(old).unwrap_or_default();
        let mut new = String::new();
        let mut rest = self.name.chars().peekable();
        while let Some(character) = rest.next() {
            let wanted = rest.peek().filter(|_| character == '$').copied();
            let text = wanted.and_then(|wanted| match wanted {
                '$' => Some("$"),
                _ => match wanted.to_digit(10)?.checked_sub(1) {
                    None => Some(old),
                    Some(gap) => gaps.get(gap as usize).map(String::as_str),
                },
            });
            if let Some(text) = text {
                rest.next();
                new.push_str(text);
            } else {
                new.push(character);
            }
        }
        new
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
