//! Funnels: against a brute force that tries all chains, and by hand.

mod brute;
mod by_hand;
mod random;
mod sums;
