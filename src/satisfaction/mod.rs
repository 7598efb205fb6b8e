//! How satisfied customers are: measures, answers, scores with intervals, the emotion line.

mod known;
mod score;

pub use self::{
    known::best_known,
    score::{Satisfaction, Score, Scores, SegmentScores},
};
