//! A pattern as an automaton, and one run of it over the events of a customer.
//!
//! Each step of the pattern that takes one event is a *place* (Glushkov, "The abstract theory of
//! automata", 1961): what matters at an event is in which places a match may be, for which one
//! bit each is enough. A place is entered from others over *links*, from the event before, or
//! from any earlier one; a link with a time condition looks at when its source was entered.
//! Nothing is ever tried and taken back, so that the work is linear in the events.

use std::collections::BTreeSet;

use super::{
    PatternLink, PatternProblem, PatternReason, PatternStep, SequencePattern, TimeCondition,
    TimeIs, parse::MAX_DEPTH,
};
use crate::log::{EventLog, meant};

/// How many places a pattern may have: as many as a number has bits.
pub(super) const MAX_PLACES: u32 = u64::BITS;

/// A pattern for one log.
#[derive(Clone, Debug)]
pub(super) struct Machine {
    /// For each touchpoint the places that take its events.
    places: Vec<u64>,
    /// For each touchpoint whether its events are seen.
    seen: Option<Vec<bool>>,
    pub(super) forward: Links,
    pub(super) backward: Links,
    /// The names, and patterns of names, that no touchpoint of this log fits.
    pub(super) missing: Vec<String>,
}

/// From one place to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Link {
    from: u32,
    to: u32,
    over: PatternLink,
    /// The least and the most time, in milliseconds.
    time: Option<(i64, i64)>,
}

/// Links by the place that they enter.
#[derive(Clone, Debug)]
pub(super) struct Links {
    /// The places where a run starts, and where it ends.
    first: u64,
    last: u64,
    /// From which places each one is entered directly, and from which later.
    next: Vec<u64>,
    later: Vec<u64>,
    /// The links with a time condition.
    timed: Vec<Vec<Link>>,
    /// The sources of these.
    remembered: u64,
}

impl Links {
    fn of(links: &[Link], places: u32, first: u64, last: u64) -> Self {
        let empty = vec![0; places as usize];
        let mut sorted = Self {
            first,
            last,
            next: empty.clone(),
            later: empty,
            timed: vec![Vec::new(); places as usize],
            remembered: 0,
        };
        for link in links {
            let to = link.to as usize;
            if link.time.is_some() {
                sorted.remembered |= bit(link.from);
                sorted
                    .timed
                    .get_mut(to)
                    .into_iter()
                    .for_each(|it| it.push(*link));
                continue;
            }
            let sources = match link.over {
                PatternLink::Next => &mut sorted.next,
                PatternLink::Later => &mut sorted.later,
            };
            if let Some(sources) = sources.get_mut(to) {
                *sources |= bit(link.from);
            }
        }
        sorted
    }
}

fn bit(place: u32) -> u64 {
    1_u64.checked_shl(place).unwrap_or_default()
}

/// The places of a set.
fn each(mut set: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let place = set.trailing_zeros();
        set &= set.wrapping_sub(1);
        (place < MAX_PLACES).then_some(place)
    })
}

impl Machine {
    pub(super) fn new(
        log: &EventLog,
        pattern: &SequencePattern,
    ) -> Result<Self, Vec<PatternProblem>> {
        let mut builder = Builder {
            log,
            count: 0,
            takes: vec![0; log.touchpoints().len()],
            links: BTreeSet::new(),
            problems: Vec::new(),
            missing: BTreeSet::new(),
            full: false,
        };
        let whole = builder.step(&pattern.of, 1);
        if whole.empty && builder.problems.is_empty() {
            builder.refuse(PatternReason::NeedsNoEvent);
        }
        let seen = pattern.only.as_ref().map(|names| builder.set(names));
        if !builder.problems.is_empty() {
            return Err(builder.problems);
        }
        let links: Vec<Link> = builder.links.into_iter().collect();
        let reversed = links.iter().map(|link| Link {
            from: link.to,
            to: link.from,
            ..*link
        });
        let reversed: Vec<Link> = reversed.collect();
        Ok(Self {
            forward: Links::of(&links, builder.count, whole.first, whole.last),
            backward: Links::of(&reversed, builder.count, whole.last, whole.first),
            places: builder.takes,
            seen,
            missing: builder.missing.into_iter().collect(),
        })
    }

    /// The places that take an event at a touchpoint.
    pub(super) fn places(&self, visit: u32) -> u64 {
        self.places.get(visit as usize).copied().unwrap_or_default()
    }

    /// Whether events at a touchpoint are seen.
    pub(super) fn sees(&self, visit: u32) -> bool {
        let seen = self.seen.as_ref();
        seen.is_none_or(|seen| seen.get(visit as usize).copied().unwrap_or_default())
    }
}

/// What a part of a pattern looks like from outside.
#[derive(Clone, Copy, Debug)]
struct Part {
    first: u64,
    last: u64,
    /// Whether it can take no event.
    empty: bool,
}

const NOTHING: Part = Part {
    first: 0,
    last: 0,
    empty: true,
};

struct Builder<'l> {
    log: &'l EventLog,
    count: u32,
    takes: Vec<u64>,
    links: BTreeSet<Link>,
    problems: Vec<PatternProblem>,
    missing: BTreeSet<String>,
    /// Whether it was found too large; nothing more is added then.
    full: bool,
}

impl Builder<'_> {
    fn refuse(&mut self, reason: PatternReason) {
        let problem = PatternProblem::new(None, reason);
        // What is repeated is wrong once.
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    fn step(&mut self, step: &PatternStep, depth: u32) -> Part {
        if depth > MAX_DEPTH * 2 {
            self.refuse(PatternReason::TooDeep { limit: MAX_DEPTH });
            return NOTHING;
        }
        match step {
            PatternStep::At { touchpoints } => {
                let set = self.set(touchpoints);
                self.place(&set, true)
            }
            PatternStep::Elsewhere { touchpoints } => {
                let set = self.set(touchpoints);
                self.place(&set, false)
            }
            PatternStep::Anywhere => {
                let none = vec![false; self.takes.len()];
                self.place(&none, false)
            }
            PatternStep::Sequence { of } => {
                let mut whole = NOTHING;
                for part in of {
                    let inside = self.step(&part.step, depth + 1);
                    let time = self.time(&part.after);
                    self.connect(whole.last, inside.first, part.link, time);
                    whole = followed(whole, inside);
                }
                whole
            }
            PatternStep::Choice { of } => {
                let mut whole = Part {
                    empty: of.is_empty(),
                    ..NOTHING
                };
                for step in of {
                    let inside = self.step(step, depth + 1);
                    whole.first |= inside.first;
                    whole.last |= inside.last;
                    whole.empty |= inside.empty;
                }
                whole
            }
            PatternStep::Repeat { of, min, max } => self.repeat(of, *min, *max, depth),
        }
    }

    fn repeat(&mut self, of: &PatternStep, min: u32, max: Option<u32>, depth: u32) -> Part {
        if let Some(max) = max.filter(|&max| max < min) {
            self.refuse(PatternReason::EmptyCount { min, max });
            return NOTHING;
        }
        let mut whole = NOTHING;
        for turn in 0..max.unwrap_or(min.max(1)) {
            let mut inside = self.step(of, depth + 1);
            if self.full || inside.first == 0 {
                // There is no room, or nothing to repeat.
                return followed(whole, inside);
            }
            inside.empty |= turn >= min;
            self.connect(whole.last, inside.first, PatternLink::Next, None);
            whole = followed(whole, inside);
            if max.is_none() && turn + 1 >= min {
                self.connect(inside.last, inside.first, PatternLink::Next, None);
            }
        }
        whole
    }

    /// A place that takes events at the touchpoints that are in a set, or are not.
    fn place(&mut self, set: &[bool], within: bool) -> Part {
        if self.count >= MAX_PLACES {
            self.full = true;
            self.refuse(PatternReason::TooLarge { limit: MAX_PLACES });
            return NOTHING;
        }
        let own = bit(self.count);
        self.count += 1;
        for (takes, &inside) in self.takes.iter_mut().zip(set) {
            if inside == within {
                *takes |= own;
            }
        }
        Part {
            first: own,
            last: own,
            empty: false,
        }
    }

    fn connect(&mut self, from: u64, to: u64, over: PatternLink, time: Option<(i64, i64)>) {
        for from in each(from) {
            let links = each(to).map(|to| Link {
                from,
                to,
                over,
                time,
            });
            self.links.extend(links);
        }
    }

    fn set(&mut self, names: &[String]) -> Vec<bool> {
        let mut set = vec![false; self.takes.len()];
        if names.is_empty() {
            self.refuse(PatternReason::NoTouchpoint);
        }
        for name in names {
            let numbers = meant(self.log.touchpoints(), name).unwrap_or_default();
            if numbers.is_empty() {
                self.missing.insert(name.clone());
            }
            for number in numbers {
                if let Some(slot) = set.get_mut(number as usize) {
                    *slot = true;
                }
            }
        }
        set
    }

    /// The least and the most time that conditions allow.
    fn time(&mut self, conditions: &[TimeCondition]) -> Option<(i64, i64)> {
        if conditions.is_empty() {
            return None;
        }
        if self.log.times().is_none() && !self.log.is_empty() {
            self.refuse(PatternReason::NoTimes);
        }
        let (mut least, mut most) = (0, i64::MAX);
        for condition in conditions {
            let milliseconds = condition.milliseconds;
            if milliseconds.is_nan() || milliseconds < 0.0 {
                self.refuse(PatternReason::BadTime { milliseconds });
                return None;
            }
            #[expect(clippy::cast_possible_truncation, reason = "saturates, as is meant")]
            let (below, above) = (milliseconds.floor() as i64, milliseconds.ceil() as i64);
            match condition.is {
                TimeIs::Under => most = most.min(above.saturating_sub(1)),
                TimeIs::AtMost => most = most.min(below),
                TimeIs::Over => least = least.max(below.saturating_add(1)),
                TimeIs::AtLeast => least = least.max(above),
                TimeIs::Exactly => (least, most) = (least.max(above), most.min(below)),
            }
        }
        if least > most {
            self.refuse(PatternReason::NoTimeMeets);
        }
        Some((least, most))
    }
}

/// One part after the other.
fn followed(before: Part, after: Part) -> Part {
    Part {
        first: before.first | if before.empty { after.first } else { 0 },
        last: after.last | if after.empty { before.last } else { 0 },
        empty: before.empty && after.empty,
    }
}

/// Where matches may be, event after event.
#[derive(Debug)]
pub(super) struct Run<'m> {
    links: &'m Links,
    /// The places at the event before.
    now: u64,
    /// The places at any event so far.
    ever: u64,
    /// The time of the event before.
    time: i64,
    /// For each place that is remembered when it was entered.
    entered: Vec<Vec<i64>>,
    /// For each timed link the first of these that may still count.
    waiting: Vec<Vec<usize>>,
}

impl<'m> Run<'m> {
    pub(super) fn new(links: &'m Links) -> Self {
        Self {
            links,
            now: 0,
            ever: 0,
            time: 0,
            entered: vec![Vec::new(); links.next.len()],
            waiting: links.timed.iter().map(|it| vec![0; it.len()]).collect(),
        }
    }

    /// Forgets all events.
    pub(super) fn restart(&mut self) {
        if self.ever & self.links.remembered != 0 {
            self.entered.iter_mut().for_each(Vec::clear);
            for waiting in &mut self.waiting {
                waiting.fill(0);
            }
        }
        (self.now, self.ever) = (0, 0);
    }

    /// Goes on by one event that some places take, at a time that never falls. A match may start
    /// here, or not. Gives whether one may end here.
    pub(super) fn step(&mut self, places: u64, time: i64, start: bool) -> bool {
        let mut now = if start { places & self.links.first } else { 0 };
        if self.ever != 0 {
            for place in each(places & !now) {
                if self.enters(place, time) {
                    now |= bit(place);
                }
            }
        }
        for place in each(now & self.links.remembered) {
            if let Some(entered) = self.entered.get_mut(place as usize) {
                entered.push(time);
            }
        }
        self.now = now;
        self.ever |= now;
        self.time = time;
        now & self.links.last != 0
    }

    fn enters(&mut self, place: u32, time: i64) -> bool {
        let place = place as usize;
        let from = |sources: &[u64]| sources.get(place).copied().unwrap_or_default();
        if self.now & from(&self.links.next) != 0 || self.ever & from(&self.links.later) != 0 {
            return true;
        }
        let timed = self.links.timed.get(place).into_iter().flatten();
        let waiting = self.waiting.get_mut(place).into_iter().flatten();
        for (link, waiting) in timed.zip(waiting) {
            let (least, most) = link.time.unwrap_or((0, i64::MAX));
            if link.over == PatternLink::Next {
                let took = time.saturating_sub(self.time);
                if self.now & bit(link.from) != 0 && (least..=most).contains(&took) {
                    return true;
                }
                continue;
            }
            let entered = self.entered.get(link.from as usize);
            let entered = entered.map_or(&[][..], Vec::as_slice);
            let took = |at: usize| entered.get(at).map(|&before| time.saturating_sub(before));
            // Times never fall: what is too long ago stays so.
            while took(*waiting).is_some_and(|took| took > most) {
                *waiting += 1;
            }
            if took(*waiting).is_some_and(|took| took >= least) {
                return true;
            }
        }
        false
    }
}
