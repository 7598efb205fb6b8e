//! Where a rule looks: an element of the map, and what a finding there takes from it.

use super::{Place, context::Context};
use crate::journey::{
    Stage, Touchpoint, Transition,
    spec::{self, Level},
};

/// An element of the map at which a rule found something.
#[derive(Clone, Copy, Debug)]
pub(super) enum At<'j> {
    Journey,
    /// The persona at this index.
    Persona(usize, &'j spec::Persona),
    Stage(Stage<'j>),
    Touchpoint(Touchpoint<'j>),
    Transition(Transition<'j>),
    /// The action at this index.
    Action(usize, &'j spec::Action),
}

impl<'j> From<Stage<'j>> for At<'j> {
    fn from(stage: Stage<'j>) -> Self {
        Self::Stage(stage)
    }
}

impl<'j> From<Touchpoint<'j>> for At<'j> {
    fn from(touchpoint: Touchpoint<'j>) -> Self {
        Self::Touchpoint(touchpoint)
    }
}

impl<'j> From<Transition<'j>> for At<'j> {
    fn from(transition: Transition<'j>) -> Self {
        Self::Transition(transition)
    }
}

impl<'j> At<'j> {
    /// The touchpoint whose customers are concerned: the place itself, or its source.
    fn touchpoint(self) -> Option<Touchpoint<'j>> {
        match self {
            Self::Touchpoint(touchpoint) => Some(touchpoint),
            Self::Transition(transition) => Some(transition.source()),
            _ => None,
        }
    }

    fn stage(self) -> Option<Stage<'j>> {
        match self {
            Self::Stage(stage) => Some(stage),
            _ => self.touchpoint().map(Touchpoint::stage),
        }
    }

    /// The level the map sets for a rule here: the innermost word.
    pub(super) fn level(self, rule: &str, map: &Context<'j>) -> Option<Level> {
        let of_touchpoint = self
            .touchpoint()
            .and_then(|it| it.levels.get(rule).copied());
        let of_stage = || self.stage().and_then(|it| it.levels.get(rule).copied());
        let of_journey = || map.journey.levels().get(rule).copied();
        of_touchpoint.or_else(of_stage).or_else(of_journey)
    }

    /// The share of customers who come here, where it is known.
    pub(super) fn reach(self, map: &Context<'j>) -> Option<f64> {
        match self {
            Self::Journey | Self::Action(..) => None,
            Self::Persona(_, persona) => persona.share,
            Self::Stage(stage) => map.visits.stage(stage),
            Self::Touchpoint(_) | Self::Transition(_) => map.visits.touchpoint(self.touchpoint()?),
        }
    }

    /// How much the place matters to customers, from 0 to 1.
    pub(super) fn importance(self) -> f64 {
        match self {
            Self::Journey | Self::Persona(..) => 1.0,
            Self::Stage(stage) => {
                let all = stage.touchpoints().map(importance);
                all.max_by(f64::total_cmp).unwrap_or(MIDDLING)
            }
            Self::Touchpoint(_) | Self::Transition(_) => {
                self.touchpoint().map_or(MIDDLING, importance)
            }
            Self::Action(..) => MIDDLING,
        }
    }

    /// The place in map order: the journey, personas, stages each followed by its touchpoints
    /// and these by their transitions, actions.
    pub(super) fn order(self, map: &Context<'j>) -> [usize; 4] {
        match self {
            Self::Journey => [0; 4],
            Self::Persona(index, _) => [1, index, 0, 0],
            Self::Stage(stage) => [2, stage.position(), 0, 0],
            Self::Touchpoint(touchpoint) => [
                2,
                touchpoint.stage().position(),
                1 + touchpoint.node().index(),
                0,
            ],
            Self::Transition(transition) => {
                let source = transition.source();
                // Edge indices run backwards through map order.
                let edge = map.journey.graph().edge_count() - transition.edge().index();
                [
                    2,
                    source.stage().position(),
                    1 + source.node().index(),
                    edge,
                ]
            }
            Self::Action(index, _) => [3, index, 0, 0],
        }
    }
}

const MIDDLING: f64 = 0.5;

fn importance(touchpoint: Touchpoint<'_>) -> f64 {
    let own = touchpoint.importance;
    own.unwrap_or(if touchpoint.is_moment_of_truth() {
        1.0
    } else {
        MIDDLING
    })
}

impl From<At<'_>> for Place {
    fn from(at: At<'_>) -> Self {
        match at {
            At::Journey => Self::Journey,
            At::Persona(_, persona) => Self::Persona {
                persona: persona.id.clone(),
            },
            At::Stage(stage) => Self::Stage {
                stage: stage.id().clone(),
            },
            At::Touchpoint(touchpoint) => Self::Touchpoint {
                touchpoint: touchpoint.id().clone(),
            },
            At::Transition(transition) => Self::Transition {
                from: transition.source().id().clone(),
                to: transition.target().id().clone(),
            },
            At::Action(index, action) => Self::Element {
                path: format!("actions[{index}]"),
                id: action.id.to_string(),
            },
        }
    }
}
