//! The map: stages, touchpoints and transitions, in one immutable graph.
//!
//! A map is written as [`spec`] data (in Rust, or as JSON with [`format`](crate::format)),
//! checked once by [`spec::Journey::build`], and from then on a closed [`Journey`]: it never
//! changes, its ids are known to be unique and its references to lead somewhere. Work with it
//! through small borrowed views ([`Stage`], [`Touchpoint`], [`Transition`]), which lend
//! the fields of their part, or through [`Journey::graph`], the petgraph itself.
//!
//! **Map order** is the order of everything that comes out: stages as written, touchpoints as
//! written in their stage, transitions by the place of their source, then of their target, then
//! as written. The lifetime `'j` always means *borrowed from the journey*.

mod diff;
mod id;
mod map;
mod measure;
mod names;
mod problem;
pub mod spec;
pub mod template;
mod validate;
mod view;
mod walk;

pub(crate) use self::problem::summary;
pub use self::{
    diff::{Change, ChangeKind, Diff, ElementKind, FieldChange, diff},
    id::{
        ActionId, ChannelId, EvidenceId, GoalId, MeasureId, NeedId, OpportunityId, PainPointId,
        PersonaId, StageId, TouchpointId,
    },
    map::{Journey, Subject},
    measure::{Direction, Measure, Nulls, Statistic},
    problem::{InvalidJourney, Position, Problem, ProblemCode},
    validate::{MAX_AMOUNT, MAX_ELEMENTS, MAX_ID_BYTES},
    view::{Stage, Touchpoint, Transition},
    walk::MAX_TEXT_BYTES,
};
