//! What is counted: a sum over customers.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::{
    StepError, StepOptions, StepWindow,
    tally::{END, START, TOUCHPOINTS, Tally},
};
use crate::{
    flow::{
        SumError, count,
        counted::{self, Counted as _, Entry, counted},
    },
    log::EventLog,
    sort,
};

/// How many customers went where at which step: a sum over customers that can be kept, and
/// merged with that of other customers.
///
/// However a log is cut by customer, and in whatever order the parts are merged, the sum is the
/// same to the byte. Sums of different logs go together by the names of touchpoints.
///
/// # Example
/// ```
/// use cesta::{flow::steps::{StepOptions, StepSum}, log::EventLog};
///
/// let options = StepOptions::default();
/// let log = |customer| EventLog::from_columns(&[customer; 2], &["look", "buy"], None);
/// let mut sum = StepSum::of(&log("ann")?, &options)?;
/// sum.merge(StepSum::of(&log("bob")?, &options)?)?;
/// assert_eq!(sum.matrix(&options)?.n, 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, try_from = "Unchecked")]
pub struct StepSum {
    window: StepWindow,
    customers: u32,
    unanchored: u32,
    /// The touchpoints that were met, by name.
    touchpoints: Vec<String>,
    /// By step, then the place before, then the place at it.
    moves: Vec<StepMove>,
    /// By step, then place.
    firsts: Vec<StepFirst>,
}

/// How many customers went from one place to another at a step of a [`StepSum`].
///
/// Places are numbers: 0 is before the customer's first event, 1 after the last one, and 2 is
/// the first of the sum's touchpoints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StepMove {
    /// The step, from 0.
    pub column: u32,
    /// Where they were at the step before.
    pub from: u32,
    /// Where they are.
    pub to: u32,
    /// How many there are.
    pub customers: u32,
}

/// How many customers met a touchpoint for the first time at a step of a [`StepSum`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StepFirst {
    /// The step, from 0.
    pub column: u32,
    /// The touchpoint, by its number as a place.
    pub place: u32,
    /// How many there are.
    pub customers: u32,
}

counted!(StepMove: customers);
counted!(StepFirst: customers);

impl Entry for StepMove {
    fn order(&self, other: &Self) -> Ordering {
        let key = |it: &Self| (it.column, it.from, it.to);
        key(self).cmp(&key(other))
    }
}

impl Entry for StepFirst {
    fn order(&self, other: &Self) -> Ordering {
        (self.column, self.place).cmp(&(other.column, other.place))
    }
}

impl StepSum {
    /// The sum of no customers.
    ///
    /// # Errors
    /// [`StepError::InvalidOptions`].
    pub fn empty(options: &StepOptions) -> Result<Self, StepError> {
        options.check()?;
        Ok(Self::none(options.window()))
    }

    fn none(window: StepWindow) -> Self {
        Self {
            window,
            customers: 0,
            unanchored: 0,
            touchpoints: Vec::new(),
            moves: Vec::new(),
            firsts: Vec::new(),
        }
    }

    /// The sum of the customers of a log. Without an event at the anchor's touchpoint, all of
    /// them have no anchor: another part of the log may have it.
    ///
    /// # Errors
    /// [`StepError::InvalidOptions`].
    ///
    /// # Complexity
    /// Linear in the number of events; and where an anchor does not lead elsewhere, little is
    /// done about those that come after the last step.
    pub fn of(log: &EventLog, options: &StepOptions) -> Result<Self, StepError> {
        let mut sum = Self::empty(options)?;
        let tally = Tally::of(log, &sum.window);
        sum.customers = tally.customers;
        sum.unanchored = tally.unanchored;
        let (moves, firsts) = tally.finish();

        let seen = seen(&firsts, log.touchpoints().len());
        let mut met: Vec<(&str, usize)> = (log.touchpoints().iter().zip(TOUCHPOINTS as usize..))
            .zip(seen)
            .filter_map(|(met, seen)| seen.then_some(met))
            .collect();
        sort::plain(&mut met);
        let mut places = vec![START, END];
        places.resize(log.touchpoints().len() + places.len(), 0);
        for (rank, &(name, place)) in (TOUCHPOINTS..).zip(&met) {
            sum.touchpoints.push(name.to_owned());
            if let Some(slot) = places.get_mut(place) {
                *slot = rank;
            }
        }
        sum.take_in(&places, moves.into_iter(), firsts.into_iter());
        Ok(sum)
    }

    /// How many customers there are.
    pub fn customers(&self) -> u32 {
        self.customers
    }

    /// How many of them have no anchor.
    pub fn unanchored(&self) -> u32 {
        self.unanchored
    }

    /// How many of them have an anchor: those whose steps are counted.
    pub fn anchored(&self) -> u32 {
        self.customers.saturating_sub(self.unanchored)
    }

    /// Which steps are counted.
    pub fn window(&self) -> &StepWindow {
        &self.window
    }

    /// The touchpoints that were met, by name.
    pub fn touchpoints(&self) -> &[String] {
        &self.touchpoints
    }

    /// Who went where, by step, then the place before, then the place at it.
    pub fn moves(&self) -> &[StepMove] {
        &self.moves
    }

    /// Who met a touchpoint for the first time, by step, then touchpoint.
    pub fn firsts(&self) -> &[StepFirst] {
        &self.firsts
    }

    /// Adds other customers.
    ///
    /// # Errors
    /// [`SumError::Different`] where other steps were counted, [`SumError::TooManyEvents`] for
    /// more customers than are counted. The sum is then as it was before.
    ///
    /// # Complexity
    /// `O(n log n)` for the `n` entries of both.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "sums are merged in one way, and the lists of others move"
    )]
    pub fn merge(&mut self, other: Self) -> Result<(), SumError> {
        self.update(&Self::none(self.window.clone()), &other)
    }

    /// Takes away the sum of some customers as they were, and adds that of them as they are, as
    /// [`FlowSum::update`](crate::flow::FlowSum::update) does.
    ///
    /// # Errors
    /// [`SumError`]: [`SumError::Different`] where other steps were counted. The sum is
    /// then as it was before.
    ///
    /// # Complexity
    /// As [`merge`](Self::merge).
    pub fn update(&mut self, before: &Self, after: &Self) -> Result<(), SumError> {
        if self.window != before.window || self.window != after.window {
            return Err(SumError::Different);
        }
        let mut names = self.touchpoints.clone();
        for sum in [before, after] {
            sort::join(&mut names, sum.touchpoints.clone(), Ord::cmp, |_, _| {});
        }
        let [mut sum, before, after] = [&*self, before, after].map(|it| it.named(names.clone()));
        sum.customers.replace(&before.customers, &after.customers)?;
        sum.unanchored
            .replace(&before.unanchored, &after.unanchored)?;
        counted::check(sum.unanchored <= sum.customers)?;
        sum.moves.replace(&before.moves, &after.moves)?;
        sum.firsts.replace(&before.firsts, &after.firsts)?;

        let seen = seen(&sum.firsts, names.len());
        let is_seen = |place: u32| {
            let touchpoint = place.checked_sub(TOUCHPOINTS);
            touchpoint.is_none_or(|it| seen.get(it as usize) == Some(&true))
        };
        let mut moves = sum.moves.iter();
        counted::check(moves.all(|it| is_seen(it.from) && is_seen(it.to)))?;
        let mut seen = seen.iter();
        names.retain(|_| seen.next() == Some(&true));
        *self = sum.named(names);
        Ok(())
    }

    /// The sum with places by another list of names, which has all that are met.
    fn named(&self, names: Vec<String>) -> Self {
        let places = self.touchpoints.iter().map(|name| {
            let rank = names.binary_search(name).unwrap_or_default();
            count(rank).saturating_add(TOUCHPOINTS)
        });
        let places: Vec<u32> = [START, END].into_iter().chain(places).collect();
        let mut sum = Self {
            window: self.window.clone(),
            touchpoints: names,
            moves: Vec::new(),
            firsts: Vec::new(),
            ..*self
        };
        let (moves, firsts) = (self.moves.iter(), self.firsts.iter());
        sum.take_in(&places, moves.copied(), firsts.copied());
        sum
    }

    /// Adds entries whose places have other numbers.
    fn take_in(
        &mut self,
        places: &[u32],
        moves: impl Iterator<Item = StepMove>,
        firsts: impl Iterator<Item = StepFirst>,
    ) {
        let place = |it: u32| places.get(it as usize).copied().unwrap_or(it);
        self.moves.extend(moves.map(|it| StepMove {
            from: place(it.from),
            to: place(it.to),
            ..it
        }));
        self.firsts.extend(firsts.map(|it| StepFirst {
            place: place(it.place),
            ..it
        }));
        self.settle();
    }

    /// Puts entries in order, and makes one of those with the same key.
    fn settle(&mut self) {
        sort::by_key(&mut self.moves, |it| (it.column, it.from, it.to));
        self.moves.dedup_by(|next, kept| {
            let same = (next.column, next.from, next.to) == (kept.column, kept.from, kept.to);
            if same {
                kept.customers = kept.customers.saturating_add(next.customers);
            }
            same
        });
        sort::by_key(&mut self.firsts, |it| (it.column, it.place));
        self.firsts.dedup_by(|next, kept| {
            let same = (next.column, next.place) == (kept.column, kept.place);
            if same {
                kept.customers = kept.customers.saturating_add(next.customers);
            }
            same
        });
    }
}

/// By touchpoint: whether anybody met it.
fn seen(firsts: &[StepFirst], touchpoints: usize) -> Vec<bool> {
    let mut seen = vec![false; touchpoints];
    for it in firsts {
        if let Some(seen) = seen.get_mut((it.place - TOUCHPOINTS) as usize) {
            *seen = true;
        }
    }
    seen
}

/// A sum as it was written by whomever.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "StepSum", rename_all = "camelCase", deny_unknown_fields)]
struct Unchecked {
    window: StepWindow,
    customers: u32,
    unanchored: u32,
    touchpoints: Vec<String>,
    moves: Vec<StepMove>,
    firsts: Vec<StepFirst>,
}

impl TryFrom<Unchecked> for StepSum {
    type Error = String;

    fn try_from(it: Unchecked) -> Result<Self, String> {
        if let Some(problem) = it.window.problems().first() {
            return Err(format!("`{}` must be {}", problem.option, problem.expected));
        }
        if it
            .touchpoints
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if a >= b))
        {
            return Err("touchpoints must be sorted by name".to_owned());
        }
        let places = it.touchpoints.len() + TOUCHPOINTS as usize;
        let columns = it.window.columns();
        let known =
            |column: u32, place: u32| (column as usize) < columns && (place as usize) < places;
        let moves = it.moves.iter();
        let firsts = it.firsts.iter();
        if it.unanchored > it.customers
            || !moves
                .clone()
                .all(|it| known(it.column, it.from) && known(it.column, it.to))
            || !firsts
                .clone()
                .all(|it| known(it.column, it.place) && it.place >= TOUCHPOINTS)
        {
            return Err("a step, a place or a number of customers is out of range".to_owned());
        }
        if seen(&it.firsts, it.touchpoints.len()).contains(&false) {
            return Err("every touchpoint must be met for a first time".to_owned());
        }
        let mut sum = Self {
            window: it.window,
            customers: it.customers,
            unanchored: it.unanchored,
            touchpoints: it.touchpoints,
            moves: it.moves,
            firsts: it.firsts,
        };
        sum.settle();
        Ok(sum)
    }
}
