//! Events whose name the map does not know.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::counted::{Entry, counted};
use crate::{log::EventLog, sort};

/// An event name that the map does not know.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UnknownEvent {
    /// The name.
    pub name: String,
    /// How many events have it.
    pub events: u32,
    /// How many customers have such an event.
    pub customers: u32,
}

counted!(UnknownEvent: events, customers);

impl Entry for UnknownEvent {
    fn order(&self, other: &Self) -> Ordering {
        self.name.cmp(&other.name)
    }
}

/// The event names that the map does not know, by their numbers in the log.
pub(super) struct Unknown {
    counts: Vec<UnknownCount>,
    /// The number of the present customer, from 1.
    customer: u32,
}

#[derive(Clone, Default)]
struct UnknownCount {
    events: u32,
    customers: u32,
    latest: u32,
}

impl Unknown {
    pub(super) fn new(names: usize) -> Self {
        Self {
            counts: vec![UnknownCount::default(); names],
            customer: 1,
        }
    }

    /// What comes next is another customer's.
    pub(super) fn next_customer(&mut self) {
        self.customer = self.customer.wrapping_add(1);
    }

    pub(super) fn add(&mut self, name: u32) {
        if let Some(unknown) = self.counts.get_mut(name as usize) {
            unknown.events += 1;
            unknown.customers += u32::from(unknown.latest != self.customer);
            unknown.latest = self.customer;
        }
    }

    /// Adds what was counted of other customers.
    pub(super) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            mine.events += theirs.events;
            mine.customers += theirs.customers;
        }
    }

    pub(super) fn events(self, log: &EventLog) -> Vec<UnknownEvent> {
        let met = self.counts.iter().zip(log.touchpoints().iter());
        let mut events: Vec<UnknownEvent> = met
            .filter(|(unknown, _)| unknown.events > 0)
            .map(|(unknown, name)| UnknownEvent {
                name: name.to_owned(),
                events: unknown.events,
                customers: unknown.customers,
            })
            .collect();
        sort::by(&mut events, |a, b| {
            b.events.cmp(&a.events).then_with(|| a.name.cmp(&b.name))
        });
        events
    }
}
