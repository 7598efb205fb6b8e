//! The parts of a map as plain data: what is written down before it is checked.
//!
//! These types are the map's wire format, version 1 (JSON in camelCase, unknown fields
//! refused), and the way to build a map in Rust: public fields, defaults everywhere,
//! `..Touchpoint::new("id")` for the rest. Nothing here is validated; [`Journey::build`] does
//! that and gives the closed [`journey::Journey`](super::Journey).

/// Defines the parts: each with serde, schema and the usual traits.
macro_rules! parts {
    ($($(#[$doc:meta])* struct $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {$(
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        $(#[$doc])*
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }
    )*};
}

/// Defines the enumerations, each with its words on the wire.
macro_rules! words {
    ($($(#[$doc:meta])* enum $name:ident { $($(#[$variant_doc:meta])* $variant:ident,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "camelCase")]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }
    )*};
}

/// Defines the words that are meant where none is written.
macro_rules! defaults {
    ($($name:ident::$variant:ident),* $(,)?) => {$(
        impl Default for $name {
            fn default() -> Self {
                Self::$variant
            }
        }
    )*};
}

mod journey;
mod people;
mod stage;
mod touchpoint;
mod transition;
mod work;

use std::collections::BTreeMap;

use serde_json::Value;

pub use self::{
    journey::{Journey, State},
    people::{Channel, Goal, Need, Party, Persona},
    stage::{Lifecycle, Phase, Stage},
    touchpoint::{
        Contact, DeclaredScore, Expectation, Guards, Hours, MomentOfTruth, Outcome, Question, Role,
        Touchpoint, Weekday,
    },
    transition::{Transition, TransitionKind},
    work::{Action, ActionState, Evidence, EvidenceKind, Opportunity, PainPoint},
};

/// The number of the wire format that this version reads and writes.
pub const FORMAT_VERSION: u32 = 1;

/// Free attributes of the user's own, by name.
pub type Attributes = BTreeMap<String, Value>;

/// Levels of gap rules by rule id (`"X2": "allow"`), for the place that carries them.
pub type Levels = BTreeMap<String, Level>;

pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

parts! {
    /// A comment in the discussion of a map element.
    struct Note {
        /// The comment.
        text: String,
        /// Who wrote it.
        #[serde(default, skip_serializing_if = "is_default")]
        author: Option<String>,
        /// When, as a date `YYYY-MM-DD`.
        #[serde(default, skip_serializing_if = "is_default")]
        date: Option<String>,
        /// Whether it still waits for an answer.
        #[serde(default, skip_serializing_if = "is_default")]
        state: NoteState,
    }
}

words! {
    /// Whether a note still waits for an answer.
    enum NoteState {
        /// It does.
        Open,
        /// It does not.
        Settled,
    }

    /// What a gap rule's finding counts as, least first.
    enum Level {
        /// It is not reported.
        Allow,
        /// Worth knowing.
        Info,
        /// Worth doing something about.
        Warn,
        /// Not acceptable: the check fails.
        Deny,
    }
}

defaults! { NoteState::Open }
