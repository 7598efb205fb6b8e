//! How satisfied customers are: measures, answers, scores with intervals, the emotion line.

mod score;

pub use self::score::{Satisfaction, Score, Scores, SegmentScores};
