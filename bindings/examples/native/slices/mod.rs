//! Questions about behaviour: a file for each kind of analysis.

mod align;
mod compare;
mod flow;
mod funnel;
mod growth;
mod prepare;
mod rhythm;
mod sequences;
mod steps;
mod sums;
mod xes;

use crate::{
    case::Subject,
    question::{Answer, Question},
};

/// Answers the questions of one kind of analysis, and nothing else.
type Slice = fn(&Subject<'_>, &mut Question<'_>) -> Option<Answer>;

const SLICES: &[Slice] = &[
    align::answer,
    flow::answer,
    growth::answer,
    prepare::answer,
    steps::answer,
    sums::answer,
    compare::answer,
    funnel::answer,
    sequences::answer,
    rhythm::answer,
    xes::answer,
];

pub(crate) fn answer(subject: &Subject<'_>, question: &mut Question<'_>) -> Option<Answer> {
    SLICES.iter().find_map(|slice| slice(subject, question))
}
