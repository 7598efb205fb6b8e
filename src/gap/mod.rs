//! Where the journey has gaps: what the field calls a gap, made checkable.
//!
//! Each kind of gap is a [`Rule`]: it has a stable id (`S3`) and name (`dead-end`), a default
//! level, a test, and says what it found, where, the numbers that triggered it and how to
//! close it. [`rules`] lists them all; [`check`] runs them over a map and whatever was observed
//! on it, and gives a [`GapReport`].
//!
//! **Levels** work as with clippy: a finding is allowed (not reported, but counted), an info,
//! a warning, or denied. The innermost word counts: the touchpoint's `levels`, then its
//! stage's, the journey's, [`GapOptions::levels`], and last the rule's own level. A transition
//! has the levels of the touchpoint it leaves; personas and actions have the journey's. A finding
//! that rests on fewer answers than [`GapOptions::min_answers`] is an info at most.
//!
//! **Order**: by level, deny first; then by weight, heaviest first; then by map order of the
//! place; then by rule. The **weight** is the product of class, reach, importance and
//! magnitude, each from 0 to 1. The class is 1 for deny, 0.5 for warn and 0.2 for info. Reach is the share of
//! customers seen at the place (at a transition: at its source), or a persona's declared share;
//! without a log it is not known and weighs as 1. Importance is the touchpoint's own, or else 1
//! at a moment of truth and 0.5 elsewhere; a stage has that of its most important touchpoint, a
//! transition that of its source, the journey and a persona have 1, an action 0.5. Magnitude is
//! the distance of the number from its threshold, as a share of its range, and 1 where a rule
//! does not measure.
//!
//! A rule lives in the file of its family in `rules/`: a constant with its words and a
//! function that tests; one line in the registry makes it known.

mod check;
mod context;
mod finding;
mod groups;
mod options;
mod place;
mod report;
mod routes;
mod rules;
mod scores;
mod words;

pub use self::{
    check::{Observed, check},
    finding::{Factors, Finding, Number, Place},
    options::{GapError, GapOptions, UnknownRule},
    report::{Counts, GapReport, Missing, NotRun},
    rules::{Family, Rule, rule, rules},
};
