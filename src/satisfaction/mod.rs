//! How satisfied customers are: measures, answers, scores with intervals, the emotion line.
//!
//! [`Responses`] are the answers of a survey, read once and checked against a map; [`analyse`]
//! makes [`Satisfaction`] of them: a [`Score`] with n and interval for every element and every
//! measure asked. A score always carries its measure, and scores by different measures are
//! never compared, averaged or drawn on one line ([`SatisfactionError::MixedMeasures`]).

mod analyse;
#[cfg(feature = "csv")]
#[cfg_attr(docsrs, doc(cfg(feature = "csv")))]
pub mod csv;
mod error;
mod known;
mod problem;
mod responses;
mod score;
mod survey;
mod tally;

pub use self::{
    analyse::{SatisfactionOptions, analyse},
    error::SatisfactionError,
    known::best_known,
    problem::{BadCell, BadCells, MAX_SAMPLES, Reason, SurveyError},
    responses::{Cell, Cells, Column, OnBadCell, Responses, SurveyOptions},
    score::{Satisfaction, Score, Scores, SegmentScores},
    survey::Row,
    tally::{OffScale, ScoreOptions, score},
};
