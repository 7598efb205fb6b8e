//! What a funnel sees of a log: the events that matter to it.

use super::Ties;
use super::plan::Steps;

/// An event that matters to a funnel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Met {
    /// Its time; in a log without times its place.
    pub(super) time: i64,
    /// Its place among the customer's events.
    pub(super) place: u32,
    /// The steps that it serves.
    pub(super) serves: Steps,
    /// The steps at which no chain may stand that meets it.
    pub(super) excludes: Steps,
}

/// How many events at the beginning of a list are met at once: one, or all with equal times
/// where these have no order.
pub(super) fn together(events: &[Met], ties: Ties) -> usize {
    let Some(first) = events.first() else {
        return 0;
    };
    if ties == Ties::InputOrder {
        return 1;
    }
    let tied = events.iter().take_while(|it| it.time == first.time);
    tied.count()
}

/// Where chains may start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// Anywhere.
    Anywhere,
    /// With the event at this place of the customer's.
    Place(u32),
    /// With an event at this time.
    Time(i64),
}

impl Start {
    /// At one event, and those tied with it where ties have no order.
    pub(super) fn at(event: &Met, ties: Ties) -> Self {
        if ties == Ties::InputOrder {
            Self::Place(event.place)
        } else {
            Self::Time(event.time)
        }
    }

    /// Whether an event may start a chain, if it serves a step that chains start with.
    pub(super) fn allows(self, event: &Met) -> bool {
        match self {
            Self::Anywhere => true,
            Self::Place(place) => event.place == place,
            Self::Time(time) => event.time == time,
        }
    }
}

/// How a chain came to stand where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Arrival {
    /// When it started.
    pub(super) start: i64,
    /// When its event before the last was; of one event itself.
    pub(super) previous: i64,
}

/// Where a chain stands: how it can go on depends on nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stand {
    /// When it started.
    pub(super) start: i64,
    /// When its last event was.
    pub(super) last: i64,
}

/// What became of the chains of one customer, session or attempt.
#[derive(Clone, Debug)]
pub(super) struct Reached {
    /// The steps that were reached.
    pub(super) steps: Steps,
    /// By reached step: how long after the start of the chain that was first there.
    pub(super) since_start: Vec<i64>,
    /// By reached step: how long after the event before in that chain.
    pub(super) since_previous: Vec<i64>,
}

impl Reached {
    pub(super) fn new(steps: usize) -> Self {
        Self {
            steps: 0,
            since_start: vec![0; steps],
            since_previous: vec![0; steps],
        }
    }

    /// A chain has come to a step; the first is noted.
    pub(super) fn arrive(&mut self, step: usize, time: i64, by: Arrival) {
        if self.steps >> step & 1 == 1 {
            return;
        }
        self.steps |= 1 << step;
        let slots = (
            self.since_start.get_mut(step),
            self.since_previous.get_mut(step),
        );
        if let (Some(start), Some(previous)) = slots {
            (*start, *previous) = (time - by.start, time - by.previous);
        }
    }
}
