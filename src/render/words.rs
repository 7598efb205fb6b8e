//! The report's own words, by language: the one place where they stand.
//!
//! A language is one constant of [`Words`]. Nouns that follow a number are a [`Noun`] with a
//! form for one, for a few and for many, as Slavic languages need them; English fills the last
//! two alike.

mod english;

use serde::{Deserialize, Serialize};

use crate::{
    journey::spec::{Phase, State},
    render::numbers,
};

/// The language of the words that are not the map's own; in JSON its tag, such as `en`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Language {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
}

impl Language {
    pub(super) fn words(self, unit: LogUnit) -> &'static Words {
        match (self, unit) {
            (Self::English, LogUnit::Customers) => &english::ENGLISH,
            (Self::English, LogUnit::Sessions) => &english::SESSIONS,
        }
    }

    /// The language's tag, as HTML wants it.
    pub(super) fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
        }
    }
}

/// What the customers of a log are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum LogUnit {
    /// Customers.
    #[default]
    Customers,
    /// Sessions, which were taken for customers.
    Sessions,
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
    (
        nouns: $($noun:ident)*;
        noun_lists: $($nouns:ident[$count:literal])*;
        lists: $($list:ident[$length:literal])*;
        texts: $($text:ident)*;
    ) => {
        /// All words of a language.
        #[derive(Debug)]
        pub(super) struct Words {
            $(pub(super) $noun: Noun,)*
            $(pub(super) $nouns: [Noun; $count],)*
            $(pub(super) $list: [&'static str; $length],)*
            $(pub(super) $text: &'static str,)*
        }
    };
}

words! {
    nouns: customers events respondents stages links touchpoints more rows cells
        sessions attempts funnel_others steps stays;
    noun_lists: level_nouns[3];
    lists: months[12] weekdays[7] phases[3] kinds[4] action_states[6] left_out_reasons[4];
    texts:
        // The map.
        map_of as_is to_be emotion emotion_line expected median reached leave target
        nobody_came nobody_took_it not_in_the_map no_answers_mark strongest more_in_the_tables
        entry_mark goal_mark milestone_mark exit_mark exit_success_mark exit_failure_mark
        exit_abandonment_mark indirect_mark
        channels_title links_title marks_title personas_title
        legend_again legend_entry legend_goal legend_indirect legend_leave legend_moment legend_pain
        legend_reach legend_score
        link_abandonment link_back link_failure link_figures link_forward link_observed_width
        link_rare link_recovery link_taken link_taken_width link_undesigned link_unused
        // Steps.
        sankey_title steps_around steps_at_least steps_chance steps_coverage steps_difference
        steps_end steps_from_here steps_lead steps_less steps_of_all steps_other steps_reached steps_start steps_step steps_title
        steps_without
        // The report.
        about_dashes about_intervals actions against_expectation against_target answers_column
        any_channel as_of business by channel channels contents conversion customer
        customers_column declared_scores driven_by drop_off dropped_off due effect event
        everyone expected_effect felt_by few gaps_lead gaps_not_looked gaps_title goal goals
        groups_title in_and_out key_expected key_few key_interval key_lost key_numbers key_score
        key_went_on lacking_lead lacking_title interval largest_loss least_liked link links_lead links_section
        made_with map_hint map_title mean_of measure median_time moves n_unknown needs net_of
        no_action no_answer_counts no_answers no_current no_due no_events no_expectation no_gaps
        no_goals no_loss_here no_measure no_owner no_pains no_personas no_severity
        no_target no_times no_touchpoints nobody_seen nobody_went_on none not_asked not_counted
        not_listed not_observed observed of_customers of_the_visits of_what on_its_scale
        on_scale on_the_map open_notes opportunities opportunity other_actions out_of overall
        owner pain pains party passed_over people_title persona personas place reached_it report responsible
        revision rules_not_run
        satisfaction_lead satisfaction_title score severity share_of skip stage
        stage_bar stages_caption stages_lead stages_title strongest_title taken time_to_next
        times today touchpoint touchpoints_caption touchpoints_lead touchpoints_title
        unknown_questions unknown_title unknown_to_the_map unused_title unvisited_title
        visits_column wants went_on whole_journey without_answer work_title
        // Funnels.
        funnel_after funnel_converted funnel_go_on funnel_last funnel_lead funnel_open
        funnel_optional funnel_points funnel_segments funnel_title funnel_too_few
        // Conformance.
        conformance_lead conformance_title edit_extra edit_failed edit_followed edit_out_of_order
        edit_silent edit_skipped fit_the_map fitness follow_the_map jumps_title left_out skipped_by skipped_title
        the_end the_start variants_title
        // Variants.
        ways_alone ways_lead ways_other ways_title
        // Rework.
        again_at_once again_by again_extra again_lead again_nearest again_over again_share
        again_title loop_column loops_title
        // Times.
        first_event last_event times_bar times_lead times_mean times_next times_stays
        times_stays_column times_title times_way times_whole
        // What comes later.
        follows_before follows_lead follows_lead_of_all follows_title
        // Two groups.
        groups_alike groups_beside groups_compared groups_converted groups_difference groups_does
        groups_ended groups_few groups_lead groups_left_out groups_lost groups_mixed groups_neither
        groups_p groups_reached groups_rest groups_started groups_takes
        groups_ways_left_out groups_went
        // The map that events suggest.
        discovered_designed discovered_ends discovered_events discovered_fits discovered_invalid
        discovered_lead discovered_listed discovered_starts discovered_steps discovered_title
        left_out_because left_out_links left_out_touchpoints
        // What was looked for.
        patterns_column patterns_lead patterns_matches patterns_never patterns_title patterns_took
        patterns_unmatched
        // Rhythms.
        rhythm_busiest rhythm_every_day rhythm_groups rhythm_lead rhythm_title;
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

    /// A of journey in words: the known ones translated, the user's own as they are.
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

    /// The levels that are reported, each with its class and its name, the most serious first.
    pub(super) fn levels(&self) -> [(&'static str, &'static str); 3] {
        let [deny, warn, info] = &self.level_nouns;
        [("deny", deny.one), ("warn", warn.one), ("info", info.one)]
    }

    /// A day, such as 13 Mar 2024.
    pub(super) fn date(&self, milliseconds: f64) -> Option<String> {
        let (year, month, day) = numbers::date(milliseconds)?;
        let month = self.months.get(usize::from(month).checked_sub(1)?)?;
        Some(format!("{day}\u{a0}{month}\u{a0}{year}"))
    }
}
