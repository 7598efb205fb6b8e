//! How satisfied customers are: measures, answers, scores with intervals, the emotion line.
//!
//! [`Responses`] are the answers of a survey, read once and checked against a map; [`analyse`]
//! makes [`Satisfaction`] of them: a [`Score`] with n and interval for every element and every
//! measure asked. A score always carries its measure, and scores by different measures are
//! never compared, averaged or drawn on one line ([`SatisfactionError::MixedMeasures`]).

mod analyse;
mod compare;
#[cfg(feature = "csv")]
#[cfg_attr(docsrs, doc(cfg(feature = "csv")))]
pub mod csv;
mod desk;
mod emotion;
mod error;
mod importance;
mod known;
mod long;
mod pool;
mod problem;
mod responses;
mod score;
mod tally;
mod wide;

#[cfg(feature = "render")]
pub(crate) use self::emotion::{EMOTION, main_measure};
pub use self::{
    analyse::{SatisfactionOptions, analyse},
    compare::{CompareOptions, Comparison, MIN_ANSWERS, adjust_p_values, compare, mean_of_scores},
    emotion::{EmotionLine, EmotionPoint, LineSource, best_emotion_line, emotion_line, peak_end},
    error::SatisfactionError,
    importance::{
        Attribute, KanoAnswer, KanoCategory, KanoCoefficients, Quadrant, ServqualItem, kano,
        kano_coefficients, opportunity_score, quadrant, servqual_gap,
    },
    known::best_known,
    long::Row,
    problem::{BadCell, BadCells, Reason, SurveyError},
    responses::{Cell, Cells, Column, Responses, SurveyOptions},
    score::{Satisfaction, Score, Scores, SegmentScores},
    tally::{OffScale, ScoreOptions, score},
};
pub use crate::bad::{MAX_SAMPLES, OnBad};
pub use crate::stats::Conclusion;
