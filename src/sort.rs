//! Sorting by one copy of the algorithm.
//!
//! The standard library's sorts are compiled again for every type of element and every
//! comparison, at 5 KB each in a program that is downloaded. Here, places in the list are sorted
//! instead of elements, which costs a list of them. Where millions of events are sorted, the
//! standard library's are right.

use std::cmp::Ordering;

/// Sorts by a comparison; equal elements stay in their order.
pub(crate) fn by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let places = places(items.len(), &|a, b| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    let mut taken: Vec<Option<T>> = items.drain(..).map(Some).collect();
    let sorted = places
        .into_iter()
        .filter_map(|place| taken.get_mut(place)?.take());
    items.extend(sorted);
}

/// Sorts by a key; elements with equal keys stay in their order.
pub(crate) fn by_key<T, K: Ord>(items: &mut Vec<T>, key: impl Fn(&T) -> K) {
    by(items, |a, b| key(a).cmp(&key(b)));
}

/// Sorts by the elements' own order.
pub(crate) fn plain<T: Ord>(items: &mut Vec<T>) {
    by(items, T::cmp);
}

/// Items in a `BTreeMap` or `BTreeSet`. To collect them there would sort a list of them first, by
/// one more copy of the algorithm.
pub(crate) fn collect<C: Default + Extend<T>, T>(items: impl IntoIterator<Item = T>) -> C {
    let mut all = C::default();
    all.extend(items);
    all
}

/// The places of a list, sorted by what is there.
fn places(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|&a, &b| compare(a, b));
    places
}

/// Joins two lists that are sorted by an order in which no two elements of one are equal; an
/// element that both have is merged.
pub(crate) fn join<T>(
    mine: &mut Vec<T>,
    theirs: Vec<T>,
    order: impl Fn(&T, &T) -> Ordering,
    mut merge: impl FnMut(&mut T, T),
) {
    let mut joined = Vec::with_capacity(mine.len().max(theirs.len()));
    let mut theirs = theirs.into_iter().peekable();
    for mut item in mine.drain(..) {
        while let Some(before) = theirs.next_if(|it| order(it, &item).is_lt()) {
            joined.push(before);
        }
        if let Some(same) = theirs.next_if(|it| order(it, &item).is_eq()) {
            merge(&mut item, same);
        }
        joined.push(item);
    }
    joined.extend(theirs);
    *mine = joined;
}

/// Sorts numbers by their bits from one on; numbers with equal ones stay in their order.
///
/// From the lowest digit to the highest, of 11 bits each: linear, and no comparison.
pub(crate) fn numbers(numbers: &mut Vec<u64>, from_bit: u32) {
    const DIGIT: u32 = 11;
    let all = numbers.iter().fold(0, |all, number| all | number);
    let mut sorted = vec![0; numbers.len()];
    for shift in (from_bit..u64::BITS - all.leading_zeros()).step_by(DIGIT as usize) {
        let digit = |number: &u64| (number >> shift & ((1 << DIGIT) - 1)) as usize;
        let mut starts = [0_usize; 1 << DIGIT];
        for number in numbers.iter() {
            if let Some(count) = starts.get_mut(digit(number)) {
                *count += 1;
            }
        }
        let mut before = 0;
        for start in &mut starts {
            before += std::mem::replace(start, before);
        }
        for number in numbers.iter() {
            if let Some(place) = starts.get_mut(digit(number)) {
                if let Some(slot) = sorted.get_mut(*place) {
                    *slot = *number;
                }
                *place += 1;
            }
        }
        std::mem::swap(numbers, &mut sorted);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn sorted_lists_join() {
        let mut mine = vec![(1, 'a'), (3, 'b'), (6, 'c')];
        let theirs = vec![(0, 'd'), (1, 'e'), (4, 'f'), (6, 'g'), (8, 'h')];
        super::join(&mut mine, theirs, |a, b| a.0.cmp(&b.0), |a, b| a.1 = b.1);
        assert_eq!(
            mine,
            [(0, 'd'), (1, 'e'), (3, 'b'), (4, 'f'), (6, 'g'), (8, 'h')]
        );
    }

    #[test]
    fn numbers_sort_by_their_bits() {
        let mut state = 7_u64;
        let mut numbers: Vec<u64> = std::iter::repeat_with(|| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            state >> (state % 60)
        })
        .take(5_000)
        .collect();
        let mut expected = numbers.clone();
        expected.sort_by_key(|it| it >> 20);
        super::numbers(&mut numbers, 20);
        assert_eq!(numbers, expected);
        expected.sort_unstable();
        super::numbers(&mut numbers, 0);
        assert_eq!(numbers, expected);
        super::numbers(&mut Vec::new(), 0);
    }

    #[test]
    fn sorts_are_stable() {
        let mut pairs = vec![(2, 'a'), (1, 'b'), (2, 'c'), (0, 'd'), (1, 'e')];
        super::by_key(&mut pairs, |it| it.0);
        assert_eq!(pairs, [(0, 'd'), (1, 'b'), (1, 'e'), (2, 'a'), (2, 'c')]);
        super::by(&mut pairs, |a, b| b.cmp(a));
        assert_eq!(pairs, [(2, 'c'), (2, 'a'), (1, 'e'), (1, 'b'), (0, 'd')]);
        super::plain(&mut pairs);
        assert_eq!(pairs, [(0, 'd'), (1, 'b'), (1, 'e'), (2, 'a'), (2, 'c')]);
    }
}
