//! What a result was counted from, for programs: beside it in JSON.

use cesta::log::csv::{BadRows, Duplicates};
use serde::Serialize;

use super::{Events, Used};
use crate::{
    answer::{Answer, Failure},
    prepare::Prepared,
};

/// How events were read, and what became of them before anything was counted. What there is
/// nothing to tell about is left out.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Source<'e> {
    pub(crate) columns: &'e Used,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    prepared: &'e [Prepared],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) passed_over: Option<&'e BadRows>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duplicates: Option<Repeated>,
}

/// The events that repeat another one exactly.
#[derive(Debug, Serialize)]
struct Repeated {
    events: u32,
    dropped: bool,
}

impl<'e> From<&'e Events> for Source<'e> {
    fn from(events: &'e Events) -> Self {
        let (repeated, what) = events.duplicates;
        Self {
            columns: &events.columns,
            prepared: &events.prepared,
            passed_over: Some(&events.passed_over).filter(|it| it.count > 0),
            duplicates: (repeated > 0).then_some(Repeated {
                events: repeated,
                dropped: what == Duplicates::Drop,
            }),
        }
    }
}

/// A result with what it was counted from, if that was events.
#[derive(Serialize)]
pub(crate) struct Read<'r, T> {
    #[serde(flatten)]
    source: Option<Source<'r>>,
    #[serde(flatten)]
    result: &'r T,
}

impl<'r, T: Serialize> Read<'r, T> {
    /// The answer as one JSON document.
    pub(crate) fn json(
        events: impl Into<Option<&'r Events>>,
        result: &'r T,
    ) -> Result<Answer, Failure> {
        let source = events.into().map(Source::from);
        Answer::json(&Self { source, result })
    }
}
