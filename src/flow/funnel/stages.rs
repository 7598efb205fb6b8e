//! The stages of a map as the steps of a funnel.

use super::{Funnel, FunnelError, FunnelOptions, FunnelStep, UnknownTouchpoints};
use crate::{journey::Journey, log::EventLog};

/// The stages of a map as the steps of a funnel, in order: each with the touchpoints of a log
/// that belong to it. Stages without a touchpoint on the map are left out.
///
/// A stage that nobody visited has no touchpoints here, which a funnel takes with
/// [`UnknownTouchpoints::Allow`](super::UnknownTouchpoints::Allow).
///
/// # Example
/// ```
/// use cesta::{
///     flow::funnel::stage_steps,
///     journey::{Journey, spec},
///     log::EventLog,
/// };
///
/// let journey = Journey::builder("shop")
///     .stage(spec::Stage::new("find").touchpoint(spec::Touchpoint::new("search")))
///     .stage(spec::Stage::new("get").touchpoint(spec::Touchpoint::new("pay")))
///     .build()?;
/// let log = EventLog::from_columns(&["ann", "ann"], &["search", "mail"], None)?;
/// let steps = stage_steps(&journey, &log);
/// assert_eq!((steps[0].name.as_str(), steps[0].touchpoints.len()), ("find", 1));
/// assert_eq!((steps[1].name.as_str(), steps[1].touchpoints.len()), ("get", 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn stage_steps(journey: &Journey, log: &EventLog) -> Vec<FunnelStep> {
    let mut touchpoints: Vec<Vec<&str>> = vec![Vec::new(); journey.stages().len()];
    for name in log.touchpoints().iter() {
        let place = journey
            .touchpoint_of_event(name)
            .map(|it| it.stage().position());
        if let Some(stage) = place.and_then(|place| touchpoints.get_mut(place)) {
            stage.push(name);
        }
    }
    let stages = journey.stages().zip(touchpoints);
    let used = stages.filter(|(stage, _)| stage.touchpoints().next().is_some());
    used.map(|(stage, touchpoints)| FunnelStep::new(stage.id().as_str(), touchpoints))
        .collect()
}

/// The funnel of a map's stages: its steps are [`stage_steps`], whatever the options have; a
/// stage may be one that nobody came to.
///
/// # Errors
/// [`FunnelError`] for options that make no sense, and maps without stages or with too many.
///
/// # Complexity
/// As [`Funnel::of`].
pub fn stage_funnel(
    journey: &Journey,
    log: &EventLog,
    options: &FunnelOptions,
) -> Result<Funnel, FunnelError> {
    let options = FunnelOptions {
        steps: stage_steps(journey, log),
        unknown: UnknownTouchpoints::Allow,
        ..options.clone()
    };
    Funnel::of(log, &options)
}
