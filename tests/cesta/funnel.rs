//! Funnels: against a brute force that tries all chains, and by hand.

mod brute;
mod by_hand;
#[cfg(feature = "render")]
mod picture;
mod random;
mod sums;
