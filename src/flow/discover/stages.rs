//! Grouping touchpoints into stages.

/// Cuts ascending numbers into so many groups that the squared distances to the groups' means are
/// least; gives the places at which groups begin. Fisher, *On grouping for maximum homogeneity*,
/// JASA (1958). `O(g n²)`.
pub(super) fn cut(numbers: &[f64], groups: usize) -> Vec<usize> {
    let n = numbers.len();
    let groups = groups.min(n);
    // Sums of the numbers, and of their squares, before each place.
    let (mut sums, mut squares) = (vec![0.0], vec![0.0]);
    let (mut sum, mut square) = (0.0, 0.0);
    for number in numbers {
        sum += number;
        square += number * number;
        sums.push(sum);
        squares.push(square);
    }
    let between = |list: &[f64], from: usize, to: usize| match (list.get(from), list.get(to)) {
        (Some(from), Some(to)) => to - from,
        _ => 0.0,
    };
    #[expect(clippy::cast_precision_loss, reason = "at most a thousand")]
    let spread = |from: usize, to: usize| {
        let sum = between(&sums, from, to);
        (between(&squares, from, to) - sum * sum / (to - from) as f64).max(0.0)
    };
    // The least spread of the first numbers in one group, then in one group more each time; and
    // where the last of these groups begins.
    let mut least: Vec<f64> = (0..=n)
        .map(|to| if to == 0 { 0.0 } else { spread(0, to) })
        .collect();
    let mut begins: Vec<Vec<usize>> = Vec::new();
    for group in 1..groups {
        let mut next = vec![f64::INFINITY; n + 1];
        let mut begin = vec![0; n + 1];
        let slots = next.iter_mut().zip(&mut begin).enumerate();
        for (to, (next, begin)) in slots.skip(group + 1) {
            for from in group..to {
                let total = least.get(from).copied().unwrap_or_default() + spread(from, to);
                if total < *next {
                    (*next, *begin) = (total, from);
                }
            }
        }
        least = next;
        begins.push(begin);
    }
    let mut cuts = Vec::new();
    let mut to = n;
    for begin in begins.iter().rev() {
        to = begin.get(to).copied().unwrap_or(0);
        cuts.push(to);
    }
    if n > 0 {
        cuts.push(0);
    }
    cuts.reverse();
    cuts
}

/// How many stages suit so many touchpoints.
pub(super) fn suitable(touchpoints: usize) -> usize {
    (1..=6)
        .take_while(|stages| stages * (stages - 1) < touchpoints)
        .last()
        .unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::{cut, suitable};

    #[test]
    fn what_is_close_stays_together() {
        let numbers = [0.0, 0.1, 0.2, 5.0, 5.1, 9.0];
        assert_eq!(cut(&numbers, 3), [0, 3, 5]);
        assert_eq!(cut(&numbers, 2), [0, 3]);
        assert_eq!(cut(&numbers, 1), [0]);
        assert_eq!(cut(&numbers, 9), [0, 1, 2, 3, 4, 5]);
        assert_eq!(cut(&[1.0, 1.0, 1.0], 2), [0, 1]);
        assert_eq!(cut(&[7.0], 4), [0]);
        assert!(cut(&[], 2).is_empty());
    }

    #[test]
    fn the_number_of_stages_is_about_the_square_root() {
        let suited = [0, 1, 2, 3, 6, 7, 12, 19, 20, 21, 1_000].map(suitable);
        assert_eq!(suited, [1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 6]);
    }
}
