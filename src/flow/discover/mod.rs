//! A map from what customers did.
//!
//! Discovery has no sum that merges: touchpoints that are too rare are left out before steps are
//! counted, and which these are is known of the whole log only.

mod count;
mod draw;
mod select;
mod stages;

use serde::{Deserialize, Serialize};

use self::{count::Counted, select::Selected};
use crate::{
    journey::spec,
    log::EventLog,
    stats::{DEFAULT_CONFIDENCE, Share},
    text::excerpt,
};

/// The most touchpoints of a map that is discovered.
const MAX_TOUCHPOINTS: u32 = 1_000;

/// What of a log belongs on a map, and how it is laid out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct DiscoverOptions {
    /// The share below which a touchpoint is too rare for the map, from 0 to 1: of all customers
    /// those who visit it. What fewer start or end at is no entry or exit. Default 0.05.
    pub min_share: f64,
    /// The share below which a link is too rare for the map, from 0 to 1: of all visits to a
    /// touchpoint those that go on by it. Default 0.1.
    pub min_link_share: f64,
    /// The most touchpoints, from 1 to 1000: those with most customers. Default 50.
    pub limit: u32,
    /// The touchpoints that the journey is for, as the log calls them. Data cannot tell; without
    /// them every end is an exit.
    pub goals: Vec<String>,
    /// How many stages there are, from 1 to 1000; `None` for as many as suit the number of
    /// touchpoints. Has no effect with `groups`.
    pub stages: Option<u32>,
    /// The stages in order, each with its touchpoints; those in none come last in a stage of
    /// their own. Empty: touchpoints are grouped by how early customers meet them.
    pub groups: Vec<StageGroup>,
    /// The id of the map. Default `discovered`.
    pub id: String,
    /// The confidence of the shares' intervals, between 0 and 1. Default 0.95. Where it is not
    /// between them, no share has an interval.
    pub confidence: f64,
}

impl Default for DiscoverOptions {
    fn default() -> Self {
        Self {
            min_share: 0.05,
            min_link_share: 0.1,
            limit: 50,
            goals: Vec::new(),
            stages: None,
            groups: Vec::new(),
            id: "discovered".to_owned(),
            confidence: DEFAULT_CONFIDENCE,
        }
    }
}

/// A stage of the caller's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StageGroup {
    /// The name people read.
    pub label: String,
    /// Its touchpoints, as the log calls them.
    pub touchpoints: Vec<String>,
}

/// Why no map can be discovered.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "code",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum DiscoverError {
    /// An option is out of its range.
    #[error("the option `{name}` must be a number from {low} to {high}, not {value}")]
    OutOfRange {
        /// The option, as on the wire.
        name: &'static str,
        /// Its value.
        value: f64,
        /// The least that it may be.
        low: f64,
        /// The most that it may be.
        high: f64,
    },
    /// A goal or group names a touchpoint that has no event.
    #[error("no event of the log is called `{}`", excerpt(.name))]
    UnknownEvent {
        /// The name.
        name: String,
    },
    /// A touchpoint is in two groups.
    #[error("`{}` is in more than one group", excerpt(.name))]
    GroupedTwice {
        /// The name.
        name: String,
    },
    /// The id cannot be the id of a map.
    #[error("`{}` cannot be the id of a map", excerpt(.id))]
    InvalidId {
        /// The id.
        id: String,
    },
}

impl DiscoverError {
    /// The kind of the error; stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OutOfRange { .. } => "outOfRange",
            Self::UnknownEvent { .. } => "unknownEvent",
            Self::GroupedTwice { .. } => "groupedTwice",
            Self::InvalidId { .. } => "invalidId",
        }
    }
}

/// A map that was made from a log, and how much of the log it shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Discovery {
    /// The map; it is valid.
    pub journey: spec::Journey,
    /// How many customers the log has.
    pub customers: u32,
    /// Events at touchpoints of the map, of all events.
    pub events: Share,
    /// Steps along links of the map, of all steps from one kept touchpoint to the next.
    pub steps: Share,
    /// Customers who follow the map with all their events at its touchpoints: they start at an
    /// entry, take its links and end at a goal or exit.
    pub fits: Share,
    /// The touchpoints that were left out, most customers first, then by name.
    pub left_out_touchpoints: Vec<LeftOutTouchpoint>,
    /// The links between touchpoints of the map that were left out, most frequent first, then by
    /// name.
    pub left_out_links: Vec<LeftOutLink>,
    /// Customers whose first event on the map is at no entry.
    pub other_starts: u32,
    /// Customers whose last event on the map is at no goal and no exit.
    pub other_ends: u32,
}

/// A touchpoint that is not on the map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LeftOutTouchpoint {
    /// The touchpoint, as the log calls it.
    pub touchpoint: String,
    /// How many events it has.
    pub events: u32,
    /// How many customers visited it.
    pub customers: u32,
    /// Why it is not on the map.
    pub reason: LeftOutReason,
}

/// Why a touchpoint is not on a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum LeftOutReason {
    /// Too few customers visit it.
    Rare,
    /// There are more touchpoints than the limit.
    Limit,
    /// No way leads to it from an entry, or none from it to a goal or exit.
    Unconnected,
    /// Its name is too long for a map.
    Name,
}

/// A link that is not on the map, though both of its ends are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LeftOutLink {
    /// The touchpoint before, as the log calls it.
    pub from: String,
    /// The touchpoint after.
    pub to: String,
    /// How often it was taken.
    pub count: u32,
    /// How many customers took it.
    pub customers: u32,
}

/// Draws a map from what customers did.
///
/// - **Touchpoints** are those that at least `min_share` of the customers visit. The events of
///   the others are left out: what comes before and after them follows each other.
/// - **Entries** are the touchpoints at which at least `min_share` of the customers start, and the
///   one where most do. Touchpoints at which as many end, and more than start, are **exits**, and
///   so is the one of the others where most end; those named as goals are **goals**. A touchpoint
///   has one role: where more customers start than end, it is an entry, and who ends there is
///   counted in `other_ends`.
/// - **Links** are those that at least `min_link_share` of the visits to a touchpoint go on by, and
///   beside them as many of the most frequent ones as it takes for every touchpoint to be
///   reached from an entry, and to lead to a goal or exit: the best links, one after the other,
///   from what is reached to what is not (and likewise backwards). So nothing on the map is
///   unreachable. To keep the best links of every touchpoint whatever the threshold is what the
///   Heuristics Miner does ("all activities connected"; Weijters, van der Aalst and Alves de
///   Medeiros, *Process mining with the heuristics miner algorithm*, 2006), to leave out what is rare
///   what the Fuzzy Miner does (Günther and van der Aalst, *Fuzzy mining*, BPM 2007).
/// - A link's **probability** is its share of the visits to where it begins; what is missing to 1
///   ended there, or went on by a link that is left out. Its **duration** is the median. A link to
///   a touchpoint that comes earlier on the map, or is the same, is of the kind `back`.
/// - **Stages** group touchpoints by how early customers meet them: the mean place of their first
///   visit among the touchpoints that the customer visits, cut so that the squared distances to
///   the stages' means are least (Fisher, *On grouping for maximum homogeneity*, JASA 1958).
///
/// Ids are the names of the log, with what does not read well in an id replaced; the name itself
/// is kept as the event name; one with a `*` in it stands for all that it matches, as on every
/// map. Everything that is left out is reported.
///
/// # Errors
/// [`DiscoverError`] for an option out of range, and for goals and groups that name what the log
/// does not have.
///
/// # Complexity
/// `O(n)` for n events, `O(n log n)` for the exact medians, and `O(t³)` for t touchpoints of the
/// map.
///
/// # Example
/// ```
/// use cesta::{flow::discover::{DiscoverOptions, discover}, log::EventLog};
///
/// let log = EventLog::from_columns(
///     &[1, 1, 1, 2, 2, 2, 2],
///     &["look", "basket", "pay", "look", "look", "basket", "pay"],
///     None,
/// )?;
/// let options = DiscoverOptions { goals: vec!["pay".to_owned()], ..DiscoverOptions::default() };
/// let discovery = discover(&log, &options)?;
///
/// let journey = discovery.journey.build()?;
/// assert!(journey.touchpoint("look").unwrap().is_entry());
/// assert!(journey.touchpoint("pay").unwrap().is_goal());
/// let back = journey.touchpoint("look").unwrap().outgoing().next().unwrap();
/// assert_eq!(back.probability, Some(1.0 / 3.0)); // looked again
/// assert_eq!(discovery.fits.count, 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn discover(log: &EventLog, options: &DiscoverOptions) -> Result<Discovery, DiscoverError> {
    options.check()?;
    let (kept, left_out) = select::touchpoints(log, options)?;
    let counted = Counted::of(log, &kept);
    let selected = Selected::of(&counted, options, &kept);
    let draft = draw::Draft::new(options, &kept, &counted, &selected);
    Ok(draft.discovery(log, left_out))
}

impl DiscoverOptions {
    fn check(&self) -> Result<(), DiscoverError> {
        let most = f64::from(MAX_TOUCHPOINTS);
        let stages = self
            .stages
            .map(|stages| ("stages", f64::from(stages), 1.0, most));
        let ranges = [
            ("minShare", self.min_share, 0.0, 1.0),
            ("minLinkShare", self.min_link_share, 0.0, 1.0),
            ("limit", f64::from(self.limit), 1.0, most),
        ];
        for (name, value, low, high) in ranges.into_iter().chain(stages) {
            if !(low..=high).contains(&value) {
                return Err(DiscoverError::OutOfRange {
                    name,
                    value,
                    low,
                    high,
                });
            }
        }
        // What an id may be is for the map to say.
        if spec::Journey::new(self.id.as_str()).build().is_err() {
            return Err(DiscoverError::InvalidId {
                id: self.id.clone(),
            });
        }
        Ok(())
    }

    fn share(&self, count: u64, n: u64) -> Share {
        Share::with_confidence(clamp(count), clamp(n), self.confidence)
    }
}

/// Whether so many of so many are a share that is enough for the map.
#[expect(clippy::cast_precision_loss, reason = "a share is compared")]
fn is_enough(count: u64, n: u64, share: f64) -> bool {
    count > 0 && count as f64 >= share * n as f64
}

fn clamp(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
