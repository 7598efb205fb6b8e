//! An event log of any size, made up, and the same to the byte everywhere.
//!
//! A customer walks a chain of [`TOUCHPOINTS`]: each is left for popular ones and for those near
//! it, the steps towards a purchase are boosted, and at every touchpoint some give up, which
//! leaves no event. A purchase is the end. Of the gaps in time, 4 % are none at all (the tie is
//! in the order of the rows), 72 % are seconds to minutes and 24 % hours to days. Customers are
//! numbered by a hash, start anywhere in 180 days, and rows are in order of time, so that
//! customers are interleaved: what an export from a web shop looks like.
//!
//! All chance is one generator of integers, all arithmetic integers and the four exactly rounded
//! operations on `f64`.

use std::io::{self, Write};

/// The touchpoints, by popularity; the last is the goal.
const TOUCHPOINTS: [&str; 30] = [
    "home",
    "search",
    "product_view",
    "category_list",
    "email_open",
    "ad_click",
    "add_to_cart",
    "blog_article",
    "reviews",
    "email_click",
    "login",
    "wishlist_add",
    "compare",
    "promo_banner",
    "social_post",
    "checkout",
    "chat_support",
    "store_locator",
    "push_open",
    "video_watch",
    "cart_reminder",
    "faq",
    "size_guide",
    "newsletter_signup",
    "coupon_apply",
    "call_center",
    "app_install",
    "referral_link",
    "loyalty_page",
    "purchase",
];
const CHANNELS: [&str; 8] = [
    "web",
    "mobile_app",
    "email",
    "paid_search",
    "social",
    "display",
    "store",
    "call",
];
/// Steps that are more likely than popularity makes them, and by how much.
const BOOSTS: [(&str, &str, f64); 6] = [
    ("home", "search", 0.35),
    ("search", "product_view", 0.60),
    ("product_view", "add_to_cart", 0.25),
    ("add_to_cart", "checkout", 0.45),
    ("checkout", "purchase", 0.60),
    ("cart_reminder", "add_to_cart", 0.3),
];
/// The number of the purchase, and of touchpoints from which one can go on.
const GOAL: usize = TOUCHPOINTS.len() - 1;
/// The number that stands for giving up.
const GIVEN_UP: usize = TOUCHPOINTS.len();
/// How probable a purchase is from anywhere.
const STRAIGHT: f64 = 0.004;
const LONGEST: usize = 200;
/// 2025-01-01T00:00:00Z.
const FIRST_DAY: i64 = 1_735_689_600_000;
const DAYS: u64 = 180 * 86_400_000;

/// The seed of the log that everybody measures with.
pub(crate) const SEED: u64 = 42;

/// One row.
#[derive(Clone, Copy)]
pub(crate) struct Event {
    time: i64,
    customer: u32,
    touchpoint: u8,
    channel: u8,
}

/// What so many customers did, in order of time; ties stay as they happened.
pub(crate) fn events(customers: u32, seed: u64) -> Vec<Event> {
    let steps = steps(seed);
    let starts = by_rank(GOAL);
    let channels = by_rank(CHANNELS.len());
    let mut chance = Chance(seed);
    let mut events = Vec::new();
    for customer in 0..customers {
        let mut time = FIRST_DAY + below_signed(&mut chance, DAYS);
        let mut touchpoint = chance.pick(&starts);
        let mut channel = chance.pick(&channels);
        for length in 1.. {
            events.push(Event {
                time,
                customer,
                touchpoint: small(touchpoint),
                channel: small(channel),
            });
            if touchpoint == GOAL || length == LONGEST {
                break;
            }
            touchpoint = chance.pick(&steps[touchpoint]);
            if touchpoint == GIVEN_UP {
                break;
            }
            time += gap(&mut chance);
            if chance.below(10) >= 8 {
                channel = chance.pick(&channels);
            }
        }
    }
    events.sort_by_key(|event| event.time);
    events
}

/// Writes events as CSV.
pub(crate) fn write(events: &[Event], out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"case_id,activity,timestamp,channel\n")?;
    for event in events {
        let customer = event
            .customer
            .wrapping_mul(0x9E37_79B9)
            .wrapping_add(0x0123_4567);
        let touchpoint = TOUCHPOINTS[usize::from(event.touchpoint)];
        let channel = CHANNELS[usize::from(event.channel)];
        writeln!(out, "c{customer:08x},{touchpoint},{},{channel}", event.time)?;
    }
    out.flush()
}

/// For every touchpoint but the goal, how probable the next ones are, added up.
fn steps(seed: u64) -> Vec<Vec<f64>> {
    let mut chance = Chance(seed ^ 0x00C0_FFEE);
    let number = |name| TOUCHPOINTS.iter().position(|it| *it == name);
    (0..GOAL)
        .map(|from| {
            let mut near: Vec<u32> = (0..29).collect();
            for last in (1..GOAL).rev() {
                let other = chance.below(last as u64 + 1);
                near.swap(last, usize::try_from(other).unwrap_or(0));
            }
            let mut weights = vec![0.0; GIVEN_UP + 1];
            for (to, (weight, near)) in weights.iter_mut().zip(&near).enumerate() {
                let popularity = 1.0 / (float(to) + 2.0);
                let distance = 1.0 + f64::from(*near);
                *weight = if from == to {
                    popularity * 0.30
                } else {
                    popularity / (distance * distance)
                };
            }
            let all: f64 = weights.iter().sum();
            for weight in &mut weights {
                *weight /= all;
            }
            for (source, target, boost) in BOOSTS {
                if let (true, Some(to)) = (number(source) == Some(from), number(target)) {
                    weights[to] += boost;
                }
            }
            let all: f64 = weights.iter().sum();
            let given_up = 0.06 + 0.05 * chance.share();
            for weight in &mut weights {
                *weight = *weight / all * (1.0 - given_up - STRAIGHT);
            }
            weights[GOAL] += STRAIGHT;
            weights[GIVEN_UP] = given_up;
            added_up(weights.into_iter())
        })
        .collect()
}

/// Zipf's law, added up: the first of so many is twice as probable as the second.
fn by_rank(count: usize) -> Vec<f64> {
    let weight = |rank| 1.0 / (float(rank) + 1.0);
    let all: f64 = (0..count).map(weight).sum();
    added_up((0..count).map(|rank| weight(rank) / all))
}

fn added_up(weights: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut sum = 0.0;
    let sums = weights.map(|weight| {
        sum += weight;
        sum
    });
    sums.collect()
}

/// The time to the next event: none, within a session, or longer.
fn gap(chance: &mut Chance) -> i64 {
    let (shortest, octaves) = match chance.below(100) {
        0..4 => return 0,
        4..76 => (10, 10),
        _ => (22, 8),
    };
    let octave = 1 << (shortest + chance.below(octaves));
    let gap = octave + (chance.next() & (octave - 1));
    i64::try_from(gap).unwrap_or(0)
}

/// The generator splitmix64.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to below 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are a float's own")]
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A whole number below another.
    fn below(&mut self, limit: u64) -> u64 {
        let product = u128::from(self.next()) * u128::from(limit);
        u64::try_from(product >> 64).unwrap_or(0)
    }

    /// A number, as probable as its step in the sums is high.
    fn pick(&mut self, sums: &[f64]) -> usize {
        let share = self.share();
        let last = sums.len() - 1;
        sums[..last]
            .iter()
            .position(|&sum| share < sum)
            .unwrap_or(last)
    }
}

fn below_signed(chance: &mut Chance, limit: u64) -> i64 {
    i64::try_from(chance.below(limit)).unwrap_or(0)
}

#[expect(clippy::cast_precision_loss, reason = "a few dozen at most")]
fn float(number: usize) -> f64 {
    number as f64
}

#[expect(clippy::cast_possible_truncation, reason = "a few dozen at most")]
fn small(number: usize) -> u8 {
    number as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_gets_the_same_events() {
        let mut text = Vec::new();
        write(&events(1_000, SEED), &mut text).unwrap();
        // FNV-1a of what the first version wrote.
        let hash = text.iter().fold(0xCBF2_9CE4_8422_2325_u64, |hash, &byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        });
        assert_eq!((text.len(), hash), (454_172, 0xE155_D28B_E5C7_2A5C));
    }
}
