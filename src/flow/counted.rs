//! What was counted of some customers, and can be taken away again when they have more events.

use std::{cmp::Ordering, collections::BTreeMap};

use super::{DurationSum, SumError};
use crate::sort;

/// Counts over customers.
pub(super) trait Counted: Clone + Default {
    /// Takes away what some customers had before, and adds what they have after. In between
    /// nothing is below 0; after an error, what is left is of no use.
    fn replace(&mut self, before: &Self, after: &Self) -> Result<(), SumError>;

    /// Whether nothing is counted any more.
    fn is_none(&self) -> bool;
}

/// What was counted of one of many: they stand in an order in which no two are equal, and those
/// of which nothing was counted are left out.
pub(super) trait Entry: Counted {
    fn order(&self, other: &Self) -> Ordering;
}

/// Counts that consist of counts; other fields tell what was counted, and stay.
macro_rules! counted {
    ($type:ty: $($field:ident),+) => {
        impl $crate::flow::counted::Counted for $type {
            fn replace(
                &mut self,
                before: &Self,
                after: &Self,
            ) -> Result<(), $crate::flow::SumError> {
                $(self.$field.replace(&before.$field, &after.$field)?;)+
                Ok(())
            }

            fn is_none(&self) -> bool {
                true $(&& self.$field.is_none())+
            }
        }
    };
}
pub(super) use counted;

/// Changes a sum, or leaves it as it was where that fails.
pub(super) fn update<S: Clone>(
    sum: &mut S,
    change: impl FnOnce(&mut S) -> Result<(), SumError>,
) -> Result<(), SumError> {
    let mut changed = sum.clone();
    change(&mut changed)?;
    *sum = changed;
    Ok(())
}

/// What holds of every sum does not hold after what was not in it was taken away.
pub(super) fn check(is_sum: bool) -> Result<(), SumError> {
    is_sum.then_some(()).ok_or(SumError::NotInSum)
}

impl Counted for u32 {
    fn replace(&mut self, before: &Self, after: &Self) -> Result<(), SumError> {
        let rest = self.checked_sub(*before).ok_or(SumError::NotInSum)?;
        *self = rest.checked_add(*after).ok_or(SumError::TooManyEvents)?;
        Ok(())
    }

    fn is_none(&self) -> bool {
        *self == 0
    }
}

/// Whole, and exact below 2^53.
impl Counted for f64 {
    fn replace(&mut self, before: &Self, after: &Self) -> Result<(), SumError> {
        check(before <= self)?;
        *self += after - before;
        Ok(())
    }

    fn is_none(&self) -> bool {
        *self <= 0.0
    }
}

impl Counted for DurationSum {
    fn replace(&mut self, before: &Self, after: &Self) -> Result<(), SumError> {
        self.exchange(before, after)
    }

    fn is_none(&self) -> bool {
        self.is_empty()
    }
}

/// A list of which only those entries are looked at that change. It changes at once, or not at
/// all.
impl<T: Entry> Counted for Vec<T> {
    fn replace(&mut self, before: &Self, after: &Self) -> Result<(), SumError> {
        let mut both: Vec<_> = before.iter().map(|it| (Some(it), None)).collect();
        let after = after.iter().map(|it| (None, Some(it))).collect();
        let order = |a: &(Option<&T>, Option<&T>), b: &(Option<&T>, Option<&T>)| {
            let keys = a.0.or(a.1).zip(b.0.or(b.1));
            keys.map_or(Ordering::Equal, |(a, b)| a.order(b))
        };
        sort::join(&mut both, after, order, |both, after| both.1 = after.1);

        let nothing = T::default();
        let (mut changed, mut new) = (Vec::new(), Vec::new());
        for (before, after) in both {
            let Some(key) = before.or(after) else {
                continue;
            };
            if let Ok(place) = self.binary_search_by(|it| it.order(key)) {
                let mut entry = self.get(place).cloned().unwrap_or_default();
                entry.replace(before.unwrap_or(&nothing), after.unwrap_or(&nothing))?;
                changed.push((place, entry));
            } else {
                check(before.is_none())?;
                new.push(key.clone());
            }
        }
        let mut is_gone = false;
        for (place, entry) in changed {
            is_gone |= entry.is_none();
            if let Some(slot) = self.get_mut(place) {
                *slot = entry;
            }
        }
        if is_gone {
            self.retain(|it| !it.is_none());
        }
        if !new.is_empty() {
            sort::join(self, new, T::order, |_, _| {});
        }
        Ok(())
    }

    fn is_none(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Counted> Counted for BTreeMap<String, T> {
    fn replace(&mut self, before: &Self, after: &Self) -> Result<(), SumError> {
        let nothing = T::default();
        let new = after.keys().filter(|it| !before.contains_key(*it));
        for key in before.keys().chain(new) {
            let (before, after) = (before.get(key), after.get(key));
            if let Some(known) = self.get_mut(key) {
                known.replace(before.unwrap_or(&nothing), after.unwrap_or(&nothing))?;
                if known.is_none() {
                    self.remove(key);
                }
            } else {
                check(before.is_none())?;
                self.extend(after.map(|after| (key.clone(), after.clone())));
            }
        }
        Ok(())
    }

    fn is_none(&self) -> bool {
        self.is_empty()
    }
}

/// Replaces counts that have their places in lists of equal length, or in an empty one.
pub(super) fn replace_each<T: Counted>(
    mine: &mut [T],
    before: &[T],
    after: &[T],
) -> Result<(), SumError> {
    let nothing = T::default();
    for (place, mine) in mine.iter_mut().enumerate() {
        let before = before.get(place).unwrap_or(&nothing);
        mine.replace(before, after.get(place).unwrap_or(&nothing))?;
    }
    Ok(())
}

/// Leaves those of a list that something is met at, and gives their new numbers by the old ones;
/// `None` if that is all of them.
pub(super) fn keep_met<T>(
    list: &mut Vec<T>,
    visits: impl Iterator<Item = u32>,
) -> Option<Vec<u32>> {
    let mut met = vec![false; list.len()];
    let mut unmet = met.len();
    for visit in visits {
        if let Some(met) = met.get_mut(visit as usize).filter(|met| !**met) {
            *met = true;
            unmet -= 1;
            if unmet == 0 {
                return None;
            }
        }
    }
    let mut next = 0;
    let numbers = met.iter().map(|&met| {
        next += u32::from(met);
        next - u32::from(met)
    });
    let numbers = numbers.collect();
    let mut met = met.into_iter();
    list.retain(|_| met.next() == Some(true));
    Some(numbers)
}
