//! The part of a map that is open to a persona or on some channels.

use serde::{Deserialize, Serialize};

use crate::{
    journey::{ChannelId, Journey, PersonaId, Touchpoint, Transition},
    text::excerpt,
};

/// The part of a map an analysis looks at: all of it, or what is open to one persona and on
/// some channels.
///
/// A touchpoint is open to a persona if it names no personas or this one; a transition
/// likewise, if both its ends are open. It is open on channels if it names none, or one of
/// them. A persona who uses only some channels narrows the channels by these.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Scope {
    /// The persona; `None` means everyone.
    pub persona: Option<PersonaId>,
    /// The channels; empty means all.
    pub channels: Vec<ChannelId>,
}

/// A scope that names something the map does not have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "code",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum ScopeError {
    /// There is no such persona.
    #[error("there is no persona `{}`", excerpt(.persona.as_str()))]
    UnknownPersona {
        /// The persona asked for.
        persona: PersonaId,
    },
    /// There is no such channel.
    #[error("there is no channel `{}`", excerpt(.channel.as_str()))]
    UnknownChannel {
        /// The channel asked for.
        channel: ChannelId,
    },
}

impl ScopeError {
    /// The kind of the error; stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownPersona { .. } => "unknownPersona",
            Self::UnknownChannel { .. } => "unknownChannel",
        }
    }
}

impl Scope {
    /// The whole map.
    pub fn all() -> Self {
        Self::default()
    }

    /// What is open to a persona.
    pub fn persona(persona: impl Into<PersonaId>) -> Self {
        Self {
            persona: Some(persona.into()),
            channels: Vec::new(),
        }
    }

    /// What is open on a channel.
    pub fn channel(channel: impl Into<ChannelId>) -> Self {
        Self {
            persona: None,
            channels: vec![channel.into()],
        }
    }

    /// The scope, resolved against a map.
    ///
    /// # Errors
    /// [`ScopeError`] for a persona or channel the map does not have.
    pub(crate) fn on<'j>(&self, journey: &'j Journey) -> Result<Open<'j>, ScopeError> {
        let persona =
            match &self.persona {
                None => None,
                Some(id) => Some(journey.persona(id.as_str()).ok_or_else(|| {
                    ScopeError::UnknownPersona {
                        persona: id.clone(),
                    }
                })?),
            };
        for id in &self.channels {
            if journey.channel(id.as_str()).is_none() {
                return Err(ScopeError::UnknownChannel {
                    channel: id.clone(),
                });
            }
        }
        let of_persona = persona.map_or(&[][..], |persona| &persona.channels);
        let channels = match (self.channels.as_slice(), of_persona) {
            ([], []) => None,
            (channels, []) | ([], channels) => Some(channels.to_vec()),
            (ours, theirs) => Some(
                ours.iter()
                    .filter(|id| theirs.contains(id))
                    .cloned()
                    .collect(),
            ),
        };
        let mut open = Open {
            journey,
            persona: persona.map(|persona| &persona.id),
            channels,
            touchpoints: Vec::new(),
        };
        open.touchpoints = journey.touchpoints().map(|it| open.opens(it)).collect();
        Ok(open)
    }
}

/// A scope on a map: which touchpoints and transitions are open.
#[derive(Clone, Debug)]
pub(crate) struct Open<'j> {
    journey: &'j Journey,
    persona: Option<&'j PersonaId>,
    channels: Option<Vec<ChannelId>>,
    touchpoints: Vec<bool>,
}

impl<'j> Open<'j> {
    fn opens(&self, touchpoint: Touchpoint<'_>) -> bool {
        let for_persona = self.persona.is_none_or(|persona| {
            touchpoint.personas.is_empty() || touchpoint.personas.contains(persona)
        });
        let on_channel = self.channels.as_ref().is_none_or(|channels| {
            touchpoint.channels.is_empty()
                || touchpoint.channels.iter().any(|id| channels.contains(id))
        });
        for_persona && on_channel
    }

    pub(crate) fn journey(&self) -> &'j Journey {
        self.journey
    }

    /// The channels that are open; `None` means all.
    pub(crate) fn channels(&self) -> Option<&[ChannelId]> {
        self.channels.as_deref()
    }

    pub(crate) fn touchpoint(&self, touchpoint: Touchpoint<'_>) -> bool {
        self.touchpoints
            .get(touchpoint.node().index())
            .copied()
            .unwrap_or(false)
    }

    /// Whether a transition and both its ends are open.
    pub(crate) fn transition(&self, transition: Transition<'_>) -> bool {
        let for_persona = self.persona.is_none_or(|persona| {
            transition.personas.is_empty() || transition.personas.contains(persona)
        });
        for_persona && self.touchpoint(transition.source()) && self.touchpoint(transition.target())
    }
}
