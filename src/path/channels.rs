//! The channels a route can be walked on.

use std::collections::HashMap;

use super::{route::count, scope::Open};
use crate::journey::{ChannelId, Journey, Touchpoint};

/// The channels that are open, as positions in map order.
#[derive(Clone, Debug)]
pub(crate) struct Channels<'j> {
    journey: &'j Journey,
    positions: HashMap<&'j ChannelId, u32>,
    open: Vec<u32>,
}

impl<'j> Channels<'j> {
    pub(crate) fn of(open: &Open<'j>) -> Self {
        let journey = open.journey();
        let mut channels = Self {
            journey,
            positions: HashMap::new(),
            open: Vec::new(),
        };
        for (position, channel) in (0..).zip(journey.channels()) {
            if open.channels().is_none_or(|ids| ids.contains(&channel.id)) {
                channels.positions.insert(&channel.id, position);
                channels.open.push(position);
            }
        }
        channels
    }

    /// The channels a touchpoint can be met on, in map order: its own that are open, or every
    /// open one if it names none. Where the map has no channel that is open, 0 stands for
    /// whatever way there is.
    pub(crate) fn lanes(&self, touchpoint: Touchpoint<'_>) -> Vec<u32> {
        let mut lanes: Vec<u32> = if touchpoint.channels.is_empty() {
            self.open.clone()
        } else {
            let known = touchpoint.channels.iter();
            known
                .filter_map(|id| self.positions.get(id).copied())
                .collect()
        };
        lanes.sort_unstable();
        lanes.dedup();
        if lanes.is_empty() {
            lanes.push(0);
        }
        lanes
    }

    /// How often the channel must change along a sequence of touchpoints, and a channel for each
    /// of them: each is kept as long as a channel can be, which makes the fewest switches, and
    /// of several the first in map order is taken. No channels where the map has none open.
    pub(crate) fn assign(&self, touchpoints: &[Touchpoint<'_>]) -> (u32, Vec<ChannelId>) {
        // The stretches on one channel: where each ends, and the channels that serve all of it.
        let mut ended: Vec<(usize, Vec<u32>)> = Vec::new();
        let mut kept: Option<Vec<u32>> = None;
        for (at, &touchpoint) in touchpoints.iter().enumerate() {
            if touchpoint.channels.is_empty() {
                continue;
            }
            let lanes = self.lanes(touchpoint);
            let Some(before) = kept.take() else {
                kept = Some(lanes);
                continue;
            };
            let both = before
                .iter()
                .filter(|lane| lanes.binary_search(lane).is_ok())
                .copied();
            let both: Vec<u32> = both.collect();
            kept = Some(if both.is_empty() {
                ended.push((at, before));
                lanes
            } else {
                both
            });
        }
        let switches = count(ended.len());
        ended.push((touchpoints.len(), kept.unwrap_or_else(|| self.open.clone())));
        let mut assigned = Vec::new();
        for (end, lanes) in ended {
            let channel = lanes.first().and_then(|&lane| self.channel(lane));
            assigned.resize(end, channel);
        }
        (switches, assigned.into_iter().flatten().cloned().collect())
    }

    fn channel(&self, lane: u32) -> Option<&'j ChannelId> {
        if self.open.is_empty() {
            return None;
        }
        Some(&self.journey.channels().get(lane as usize)?.id)
    }
}
