//! How many get through the steps of a funnel, where they are lost, and how long it takes.
//!
//! One sentence defines it: **the level of a customer is the largest k for which an admissible
//! chain of events for the steps 1 to k exists.** The options say what is admissible:
//!
//! - *Steps.* An event serves a step at one of its touchpoints, where all conditions of the step
//!   hold; for other conditions than columns, [`FunnelSum::of_events`] asks a function.
//! - *Order.* A chain is one event for each step. Ordered: one after the other. Strict: and no
//!   other event between two of them. In any order: k different steps, whichever come first.
//! - *Ties.* In input order, an event comes after those that the log has before it. In step
//!   order, equal times have no order, and an event comes after those with its time or an
//!   earlier one. Strictly, after those with an earlier time only. An event is *between* two
//!   others if it comes after the one and before the other: in input order by its place, else
//!   only by an earlier and a later time.
//! - *Windows.* The last event of a chain is at most the window after its first, and each at
//!   most the step window after the one before: both inclusive, elapsed time without a calendar.
//! - *Entry.* The first event of the chain is any (best), or the first or the last that could be.
//! - *Reuse.* Each event serves one step of a chain, or, where it is asked for, several that
//!   follow each other.
//! - *Exclusions.* An excluded touchpoint is not between two events of the chain while it stands
//!   at one of the steps from i to j - 1.
//! - *Optional steps* may be left out. A step counts as reached by those who have a chain that
//!   ends there; for an optional one these may be others than those who went on. What comes
//!   after the conversion is not looked at.
//!
//! What is counted are customers, sessions, or attempts (`totals`): an attempt begins with the
//! first event that serves the first step (in any order: any step), only that one starts its
//! chains, and it is over when it has converted, or with the event after which none of its
//! chains can go on; the next one begins after the conversion, or with that event at the
//! earliest.
//!
//! Whose window is still open at the end of the log is **open**: not converted and not lost,
//! and left out of the shares that would need to know. Who converted early, while others who
//! came at the same time are still open, does count; where many are open, shares lean upwards.
//! Without a window nobody is open.
//!
//! A step's duration is measured when a customer is first there, in the chain that started last
//! of those that came there then, from the event before; of several such events from the last.

mod any;
mod chain;
mod closest;
mod conditions;
mod error;
mod matching;
mod met;
mod options;
mod plan;
mod quick;
mod result;
mod stages;
mod sum;
mod units;

pub use self::{
    error::{FunnelError, FunnelProblem},
    options::{
        Breakdown, Exclusion, FunnelCounting, FunnelEntry, FunnelOptions, FunnelStep,
        StepCondition, StepOrder, Ties, UnknownTouchpoints, ValueOf,
    },
    result::{Funnel, FunnelSegment, LastTouchpoint, ReachedStep, SegmentStep},
    stages::{stage_funnel, stage_steps},
    sum::FunnelSum,
};
