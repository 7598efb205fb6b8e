//! The report's own words, by language: the one place where they stand.
//!
//! A language is one constant of [`Words`]. Nouns that follow a number are a [`Noun`] with a
//! form for one, for a few and for many, as Slavic languages need them; English fills the last
//! two alike.

mod english;

use crate::{
    journey::spec::{Phase, State},
    render::numbers,
};

/// The language of the report's own words; the map's stay as they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Language {
    /// English.
    #[default]
    English,
}

impl Language {
    pub(super) fn words(self) -> &'static Words {
        match self {
            Self::English => &english::ENGLISH,
        }
    }

    /// The language's tag, as HTML wants it.
    pub(super) fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
        }
    }
}

/// A noun after a number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Noun {
    /// After 1.
    pub(super) one: &'static str,
    /// After 2, 3 and 4.
    pub(super) few: &'static str,
    /// After any other number.
    pub(super) many: &'static str,
}

impl Noun {
    /// A number of these.
    pub(super) fn of(&self, n: usize) -> String {
        let form = match n {
            1 => self.one,
            2..=4 => self.few,
            _ => self.many,
        };
        format!("{} {form}", numbers::len(n))
    }

    /// A number of these.
    pub(super) fn of_u32(&self, n: u32) -> String {
        self.of(n as usize)
    }
}

/// Declares the words; all fields are texts but those of another type.
macro_rules! words {
    (nouns: $($noun:ident)*; lists: $($list:ident[$length:literal])*; texts: $($text:ident)*;) => {
        /// All words of a language.
        #[derive(Debug)]
        pub(super) struct Words {
            $(pub(super) $noun: Noun,)*
            $(pub(super) $list: [&'static str; $length],)*
            $(pub(super) $text: &'static str,)*
        }
    };
}

words! {
    nouns: customers events respondents stages links touchpoints gaps visits more answers;
    lists: months[12] phases[3] kinds[4] levels[3] action_states[6];
    texts:
        // The map.
        map_of as_is to_be emotion emotion_line expected median reached leave target
        nobody_came nobody_took_it not_in_the_map no_answers_mark strongest more_in_the_tables
        entry_mark goal_mark milestone_mark exit_mark exit_success_mark exit_failure_mark
        exit_abandonment_mark indirect_mark
        channels_title links_title marks_title personas_title
        legend_entry legend_goal legend_indirect legend_leave legend_moment legend_pain
        legend_reach legend_score
        link_abandonment link_back link_failure link_figures link_forward link_observed_width
        link_recovery link_undesigned link_unused
        deny warn info;
}

impl Words {
    /// A phase in words.
    pub(super) fn phase(&self, phase: Phase) -> &'static str {
        let [before, during, after] = self.phases;
        match phase {
            Phase::Before => before,
            Phase::During => during,
            Phase::After => after,
        }
    }

    /// Whether a map shows what is or what shall be, in words.
    pub(super) fn state(&self, state: State) -> &'static str {
        match state {
            State::AsIs => self.as_is,
            State::ToBe => self.to_be,
        }
    }

    /// A kind of journey in words: the known ones translated, the user's own as they are.
    pub(super) fn kind<'k>(&self, kind: &'k str) -> &'k str {
        let [purchase, leads, engagement, retention] = self.kinds;
        match kind {
            "purchase" => purchase,
            "leadGeneration" => leads,
            "engagement" => engagement,
            "retention" => retention,
            own => own,
        }
    }

    /// A day, such as 13 Mar 2024.
    pub(super) fn date(&self, milliseconds: f64) -> Option<String> {
        let (year, month, day) = numbers::date(milliseconds)?;
        let month = self.months.get(usize::from(month).checked_sub(1)?)?;
        Some(format!("{day}\u{a0}{month}\u{a0}{year}"))
    }
}
