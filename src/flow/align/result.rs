//! What alignments say, as plain data.

use serde::{Deserialize, Serialize};

use crate::{flow::UnknownEvent, journey::TouchpointId, stats::Share};

/// Defines the results: each with serde, schema and the usual traits.
macro_rules! results {
    ($($(#[$doc:meta])* struct $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }
    )*};
}

results! {
    /// How what customers did lies on the map: see [`align`](super::align).
    ///
    /// Counts of events and touchpoints are over all customers aligned, and stop at `u32::MAX`.
    struct Alignment {
        /// How many customers were aligned: those with an event that the map knows.
        customers: u32,
        /// How many customers have no event that the map knows.
        off_the_map: u32,
        /// How many events were aligned.
        events: u32,
        /// How many distinct sequences of touchpoints they are.
        sequences: u32,
        /// Customers who follow the map without an edit, or whose edits cost nothing, of all
        /// who were aligned.
        fits: Share,
        /// 1 less the cost of all customers' edits, as a share of the worst that there can be;
        /// `None` without customers, and where nothing costs anything.
        fitness: Option<f64>,
        /// The mean of the customers' own fitness; `None` likewise.
        mean_fitness: Option<f64>,
        /// What all edits of all customers cost.
        cost: f64,
        /// What the cheapest way through the map costs who is never seen on it: with costs of 1
        /// the touchpoints of the shortest.
        shortest: f64,
        /// How many there are of each kind.
        edits: Edits,
        /// Every touchpoint, in map order.
        touchpoints: Vec<TouchpointAlignment>,
        /// Every open transition, in map order of its ends; of parallel ones the first.
        links: Vec<LinkAlignment>,
        /// Touchpoints without an event, in map order; without those that leave none.
        never_visited: Vec<TouchpointId>,
        /// Touchpoints that were skipped by so many as the options say, in map order.
        often_skipped: Vec<TouchpointId>,
        /// Transitions that nobody followed, in map order.
        unused_links: Vec<MapLink>,
        /// Steps that customers took from event to event where the map has no transition: most
        /// customers first, then in map order.
        missing_links: Vec<MissingLink>,
        /// Where customers left touchpoints out: most customers first, then in map order.
        jumps: Vec<Jump>,
        /// Where customers did something extra: most customers first, then in map order.
        detours: Vec<Detour>,
        /// The distinct sequences, each aligned: most customers first, then by the ids of the
        /// touchpoints.
        variants: Vec<VariantAlignment>,
        /// What the limit cut off these lists.
        left_out: LeftOut,
        /// Event names that the map does not know, most frequent first, then by name.
        unknown_events: Vec<UnknownEvent>,
    }

    /// How many steps of alignments there are of each kind.
    struct Edits {
        /// Events that follow the map, failures among them.
        followed: u32,
        /// Of these, those that a failure led to.
        failed: u32,
        /// Events that do not.
        extra: u32,
        /// Touchpoints that were skipped; without those that leave no event.
        skipped: u32,
        /// How often the same customer skipped a touchpoint and met it at another time: each is
        /// a skip and an extra event.
        out_of_order: u32,
    }

    /// How customers met a touchpoint.
    struct TouchpointAlignment {
        /// The touchpoint.
        touchpoint: TouchpointId,
        /// How many customers have an event here.
        customers: u32,
        /// How many of each kind there are here.
        edits: Edits,
        /// Customers who skipped it at least once, of those whose way leads here.
        skipped_by: Share,
        /// Customers with an extra event here, of those with an event here.
        extra_by: Share,
    }

    /// How often a transition of the map was followed: from an event that follows the map to
    /// the next one that does, with extra events between them or not.
    struct LinkAlignment {
        /// The touchpoint it leaves.
        from: TouchpointId,
        /// The touchpoint it leads to.
        to: TouchpointId,
        /// How often it was followed.
        count: u32,
        /// How many customers followed it.
        customers: u32,
    }

    /// A transition of the map, by its ends.
    struct MapLink {
        /// The touchpoint it leaves.
        from: TouchpointId,
        /// The touchpoint it leads to.
        to: TouchpointId,
    }

    /// A step that customers took and the map does not have.
    struct MissingLink {
        /// The touchpoint before.
        from: TouchpointId,
        /// The touchpoint directly after.
        to: TouchpointId,
        /// How often it was taken.
        count: u32,
        /// How many customers took it.
        customers: u32,
    }

    /// Touchpoints that were left out between two that follow the map. With a transition from
    /// the one to the other the map would be followed here.
    struct Jump {
        /// The touchpoint before; `None` where the journey should have started earlier.
        from: Option<TouchpointId>,
        /// The touchpoint after; `None` where the journey should have gone on.
        to: Option<TouchpointId>,
        /// What was left out, in order.
        skipped: Vec<TouchpointId>,
        /// How often.
        count: u32,
        /// By how many customers.
        customers: u32,
    }

    /// What customers did beside the map after a touchpoint that follows it.
    struct Detour {
        /// The latest touchpoint that followed the map; `None` before the first.
        after: Option<TouchpointId>,
        /// The touchpoint that was extra.
        touchpoint: TouchpointId,
        /// How many such events there are.
        count: u32,
        /// How many customers have one.
        customers: u32,
    }

    /// A distinct sequence of touchpoints, aligned.
    struct VariantAlignment {
        /// How many customers have it.
        customers: u32,
        /// What its edits cost each of them.
        cost: f64,
        /// 1 less the cost, as a share of the worst; `None` where nothing costs anything.
        fitness: Option<f64>,
        /// The steps of the alignment, in order.
        edits: Vec<Edit>,
    }

    /// A step of an alignment.
    struct Edit {
        /// What happened.
        kind: EditKind,
        /// The touchpoint.
        touchpoint: TouchpointId,
        /// Whether it is half of an inversion: the same touchpoint is skipped here and extra
        /// elsewhere, or the other way round. The first skip pairs with the first extra event.
        out_of_order: bool,
    }

    /// How many rows the limit left out.
    struct LeftOut {
        /// Of the variants.
        variants: u32,
        /// The customers of these variants.
        customers: u32,
        /// Of the missing links.
        missing_links: u32,
        /// Of the jumps.
        jumps: u32,
        /// Of the detours.
        detours: u32,
    }
}

/// What happens in a step of an alignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum EditKind {
    /// An event follows the map.
    Followed,
    /// An event follows the map to where a failure shows.
    Failed,
    /// An event does not follow the map.
    Extra,
    /// A touchpoint has no event, though the way leads over it.
    Skipped,
    /// The way leads over a touchpoint that leaves no event.
    Silent,
}
