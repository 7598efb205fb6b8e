//! What is too much to eliminate is approached from both sides.

use super::{eliminate::Eliminated, odds::Odds, solve::State};

/// Approaches what remains after elimination, and returns how many visits of links are left.
///
/// At first nobody is known to convert, and nobody to be lost. Each sweep (of Gauss and Seidel)
/// adds those who do so in a few steps more, so that both numbers rise towards the true ones and
/// never beyond: the truth lies between who converts and who is not lost (interval iteration:
/// Baier, Klein, Leuschner, Parker and Wunderlich, CAV 2017). That there is nothing else for the
/// sides to meet at, was seen to before: every touchpoint here leads out.
pub(super) fn approach(
    states: &mut [State],
    eliminated: &Eliminated,
    width: f64,
    mut visits: usize,
) -> usize {
    let remaining = &eliminated.remaining;
    let at = |&number: &u32| states.get(number as usize);
    let members = remaining.iter().filter_map(at);
    let sweep = members.map(|it| it.next.len() + 1).sum::<usize>();
    let mut odds = vec![Odds::default(); states.len()];
    let mut before = f64::INFINITY;
    while sweep > 0 && visits >= sweep {
        visits -= sweep;
        let (mut widest, mut sum) = (0.0_f64, 0.0);
        // Against the map's order, since customers mostly go with it.
        for &number in remaining.iter().rev() {
            let Some(state) = states.get(number as usize) else {
                continue;
            };
            let mut own = state.outside;
            for &(to, share) in &state.next {
                own.add(share, odds.get(to as usize).copied().unwrap_or_default());
            }
            let open = (1.0 - own.total()).max(0.0);
            widest = widest.max(open);
            sum += open;
            if let Some(odds) = odds.get_mut(number as usize) {
                *odds = own;
            }
        }
        // Where a sweep brings nothing, rounding is all that is left.
        if widest <= width || sum >= before {
            break;
        }
        before = sum;
    }
    for &number in remaining {
        if let (Some(state), Some(odds)) =
            (states.get_mut(number as usize), odds.get(number as usize))
        {
            let unknown = (1.0 - odds.converted - odds.lost).max(0.0);
            state.outside = Odds { unknown, ..*odds };
            state.next.clear();
        }
    }
    visits
}
