//! Everything that must hold for a map to be built, checked in the order of the document.
//!
//! What the analyses call a gap (no goal, a dead end, probabilities that do not add up) is not
//! an error here: such a map can be built, drawn and checked.

mod checks;

use std::{
    collections::{HashMap, HashSet},
    fmt::Arguments,
};

use petgraph::graph::NodeIndex;
use serde::Serialize;

use super::{
    Measure, Problem, ProblemCode, Statistic,
    names::EventNames,
    spec::{self, FORMAT_VERSION, Note, Outcome, Role},
    walk,
};
use crate::text::excerpt;

/// The longest id, in bytes.
pub const MAX_ID_BYTES: usize = 256;

/// The most touchpoints, and the most transitions, that a map may have.
pub const MAX_ELEMENTS: usize = u32::MAX as usize / 2;

/// The largest cost, duration or effort: sums of them along a route stay exact.
pub const MAX_AMOUNT: f64 = 1e15;

/// What validation learns on its way and building needs again.
#[derive(Debug, Default)]
pub(super) struct Checked {
    pub(super) problems: Vec<Problem>,
    pub(super) names: EventNames,
    pub(super) questions: HashMap<String, Option<NodeIndex>>,
}

/// Checks a map.
pub(super) fn validate(journey: &spec::Journey) -> Checked {
    let mut validator = Validator {
        known: Known::of(journey),
        checked: Checked::default(),
    };
    validator.journey(journey);
    validator.checked
}

/// Every id that something may refer to.
struct Known<'j> {
    touchpoints: HashSet<&'j str>,
    channels: Option<HashSet<&'j str>>,
    personas: HashSet<&'j str>,
    needs: HashSet<&'j str>,
    pain_points: HashSet<&'j str>,
    opportunities: HashSet<&'j str>,
    evidence: HashSet<&'j str>,
    measures: HashMap<&'j str, Measure>,
}

impl<'j> Known<'j> {
    fn of(journey: &'j spec::Journey) -> Self {
        let stages = || journey.stages.iter();
        let touchpoints = || stages().flat_map(|stage| &stage.touchpoints);
        let pain_points = stages()
            .flat_map(|stage| &stage.pain_points)
            .chain(touchpoints().flat_map(|touchpoint| &touchpoint.pain_points));
        let opportunities = stages()
            .flat_map(|stage| &stage.opportunities)
            .chain(touchpoints().flat_map(|touchpoint| &touchpoint.opportunities));
        let needs = journey.personas.iter().flat_map(|persona| &persona.needs);
        let measures = journey.measures.iter();
        Self {
            touchpoints: touchpoints().map(|it| it.id.as_str()).collect(),
            channels: (!journey.channels.is_empty())
                .then(|| journey.channels.iter().map(|it| it.id.as_str()).collect()),
            personas: journey.personas.iter().map(|it| it.id.as_str()).collect(),
            needs: needs.map(|it| it.id.as_str()).collect(),
            pain_points: pain_points.map(|it| it.id.as_str()).collect(),
            opportunities: opportunities.map(|it| it.id.as_str()).collect(),
            evidence: journey.evidence.iter().map(|it| it.id.as_str()).collect(),
            measures: [
                ("ces", Measure::ces()),
                ("csat", Measure::csat()),
                ("emotion", Measure::emotion()),
                ("nps", Measure::nps()),
            ]
            .into_iter()
            .chain(measures.map(|measure| (measure.id.as_str(), measure.clone())))
            .collect(),
        }
    }
}

struct Validator<'j> {
    known: Known<'j>,
    checked: Checked,
}

impl<'j> Validator<'j> {
    fn problem(&mut self, code: ProblemCode, path: Arguments<'_>, message: String) {
        self.checked.problems.push(Problem {
            code,
            path: path.to_string(),
            message,
            position: None,
        });
    }

    /// Texts and numbers of a part, wherever they stand in it.
    fn texts_and_numbers<T: Serialize>(&mut self, part: &T, path: &str) {
        walk::check(part, path, &mut self.checked.problems);
    }

    fn journey(&mut self, journey: &'j spec::Journey) {
        if journey.version != FORMAT_VERSION {
            let message = format!(
                "version {} of the format is not known; this library reads version {FORMAT_VERSION}",
                journey.version
            );
            self.problem(
                ProblemCode::UnsupportedVersion,
                format_args!("version"),
                message,
            );
        }
        self.id(&journey.id, format_args!("id"));
        self.texts_and_numbers(&journey.head(), "");
        if let Some(measure) = &journey.measure {
            self.known_measure(measure.as_str(), format_args!("measure"));
        }
        self.unique(&journey.measures, "measures", |it| it.id.as_str());
        for (index, measure) in journey.measures.iter().enumerate() {
            self.measure(measure, &format!("measures[{index}]"));
        }
        self.questions(&journey.questions, "", journey, None);
        self.unique(&journey.channels, "channels", |it| it.id.as_str());
        for (index, channel) in journey.channels.iter().enumerate() {
            self.texts_and_numbers(channel, &format!("channels[{index}]"));
        }
        self.personas(journey);
        self.goals(journey);
        self.stages(journey);
        self.transitions(journey);
        self.actions(journey);
        self.unique(&journey.evidence, "evidence", |it| it.id.as_str());
        for (index, evidence) in journey.evidence.iter().enumerate() {
            let path = format!("evidence[{index}]");
            self.texts_and_numbers(evidence, &path);
            self.date(evidence.date.as_deref(), &path, "date");
        }
        self.notes(&journey.notes, "");
    }

    fn personas(&mut self, journey: &'j spec::Journey) {
        self.unique(&journey.personas, "personas", |it| it.id.as_str());
        let mut needs = HashSet::new();
        for (index, persona) in journey.personas.iter().enumerate() {
            let path = format!("personas[{index}]");
            self.texts_and_numbers(persona, &path);
            self.share(persona.share, &path, "share");
            self.known_channels(&persona.channels, &path);
            for (at, need) in persona.needs.iter().enumerate() {
                self.once(
                    need.id.as_str(),
                    &mut needs,
                    format_args!("{path}.needs[{at}].id"),
                );
            }
            self.notes(&persona.notes, &path);
        }
    }

    fn goals(&mut self, journey: &'j spec::Journey) {
        self.unique(&journey.goals, "goals", |it| it.id.as_str());
        for (index, goal) in journey.goals.iter().enumerate() {
            let path = format!("goals[{index}]");
            self.texts_and_numbers(goal, &path);
            self.known_touchpoints(&goal.touchpoints, &path);
            self.notes(&goal.notes, &path);
        }
    }

    fn stages(&mut self, journey: &'j spec::Journey) {
        let touchpoints: usize = journey.stages.iter().map(|it| it.touchpoints.len()).sum();
        self.at_most(touchpoints, "stages", "touchpoints");
        let mut ids = Ids::default();
        let mut node = 0;
        for (index, stage) in journey.stages.iter().enumerate() {
            let path = format!("stages[{index}]");
            self.once(
                stage.id.as_str(),
                &mut ids.stages,
                format_args!("{path}.id"),
            );
            self.texts_and_numbers(&stage.head(), &path);
            for (at, touchpoint) in stage.touchpoints.iter().enumerate() {
                let path = format!("{path}.touchpoints[{at}]");
                self.touchpoint(touchpoint, NodeIndex::new(node), &path, &mut ids, journey);
                node += 1;
            }
            self.pains_and_opportunities(&stage.pain_points, &stage.opportunities, &path, &mut ids);
            self.notes(&stage.notes, &path);
        }
    }

    fn touchpoint(
        &mut self,
        touchpoint: &'j spec::Touchpoint,
        node: NodeIndex,
        path: &str,
        ids: &mut Ids<'j>,
        journey: &spec::Journey,
    ) {
        self.once(
            touchpoint.id.as_str(),
            &mut ids.touchpoints,
            format_args!("{path}.id"),
        );
        self.texts_and_numbers(touchpoint, path);
        if touchpoint.outcome.is_some() && touchpoint.role != Role::Exit {
            let outcome = match touchpoint.outcome {
                Some(Outcome::Failure) => "failure",
                Some(Outcome::Abandonment) => "abandonment",
                _ => "success",
            };
            self.problem(
                ProblemCode::Contradiction,
                format_args!("{path}.outcome"),
                format!("the outcome `{outcome}` needs the role `exit`"),
            );
        }
        self.known_channels(&touchpoint.channels, path);
        self.known_personas(&touchpoint.personas, path);
        for (at, need) in touchpoint.needs.iter().enumerate() {
            let known = self.known.needs.contains(need.as_str());
            self.known(known, "need", need, format_args!("{path}.needs[{at}]"));
        }
        self.share(touchpoint.importance, path, "importance");
        self.share(touchpoint.failure_rate, path, "failureRate");
        for (name, value) in [
            ("effort", touchpoint.effort),
            ("cost", touchpoint.cost),
            ("duration", touchpoint.duration),
        ] {
            self.amount(value, path, name);
        }
        if let Some(emotion) = touchpoint.emotion {
            self.within(
                f64::from(emotion),
                -2.0,
                2.0,
                format_args!("{path}.emotion"),
            );
        }
        self.expectations_and_scores(touchpoint, path);
        for (at, hours) in touchpoint.availability.iter().enumerate() {
            self.time(&hours.from, format_args!("{path}.availability[{at}].from"));
            self.time(&hours.to, format_args!("{path}.availability[{at}].to"));
        }
        self.events(touchpoint, node, path);
        self.questions(&touchpoint.questions, path, journey, Some(node));
        self.pains_and_opportunities(
            &touchpoint.pain_points,
            &touchpoint.opportunities,
            path,
            ids,
        );
        self.notes(&touchpoint.notes, path);
    }

    fn expectations_and_scores(&mut self, touchpoint: &spec::Touchpoint, path: &str) {
        for (at, expectation) in touchpoint.expectations.iter().enumerate() {
            let path = format!("{path}.expectations[{at}]");
            self.score(expectation.measure.as_str(), expectation.value, &path);
            self.known_evidence(&expectation.evidence, &path);
        }
        let mut measures = HashSet::new();
        for (at, score) in touchpoint.scores.iter().enumerate() {
            let path = format!("{path}.scores[{at}]");
            self.score(score.measure.as_str(), score.value, &path);
            self.known_evidence(&score.evidence, &path);
            if !measures.insert(score.measure.as_str()) {
                self.problem(
                    ProblemCode::DuplicateId,
                    format_args!("{path}.measure"),
                    format!(
                        "the measure `{}` has a score already",
                        excerpt(score.measure.as_str())
                    ),
                );
            }
            if let Some([low, high]) = score.interval
                && !(low <= score.value && score.value <= high)
            {
                self.problem(
                    ProblemCode::OutOfRange,
                    format_args!("{path}.interval"),
                    format!(
                        "the interval {low} to {high} does not hold the score {}",
                        score.value
                    ),
                );
            }
        }
    }

    fn score(&mut self, measure: &str, value: f64, path: &str) {
        self.known_measure(measure, format_args!("{path}.measure"));
        if let Some((low, high)) = self.known.measures.get(measure).map(Measure::range) {
            self.within(value, low, high, format_args!("{path}.value"));
        }
    }

    fn events(&mut self, touchpoint: &spec::Touchpoint, node: NodeIndex, path: &str) {
        let implied = [touchpoint.id.to_string()];
        let (names, given) = if touchpoint.events.is_empty() {
            (implied.as_slice(), false)
        } else {
            (touchpoint.events.as_slice(), true)
        };
        for (at, name) in names.iter().enumerate() {
            if let Some(earlier) = self.checked.names.claim(name, node) {
                // Two touchpoints of one id are reported as that already.
                if !given && earlier != node && self.known.touchpoints.contains(name.as_str()) {
                    continue;
                }
                self.problem(
                    ProblemCode::Ambiguous,
                    format_args!("{path}.events[{at}]"),
                    format!("the event name `{}` is claimed already", excerpt(name)),
                );
            }
        }
    }

    fn questions(
        &mut self,
        questions: &[spec::Question],
        path: &str,
        journey: &spec::Journey,
        node: Option<NodeIndex>,
    ) {
        let dot = if path.is_empty() { "" } else { "." };
        for (at, question) in questions.iter().enumerate() {
            match (&question.measure, &journey.measure) {
                (Some(measure), _) => self.known_measure(
                    measure.as_str(),
                    format_args!("{path}{dot}questions[{at}].measure"),
                ),
                (None, Some(_)) => {}
                (None, None) => self.problem(
                    ProblemCode::MissingField,
                    format_args!("{path}{dot}questions[{at}].measure"),
                    "the question names no measure, and the journey has none".to_owned(),
                ),
            }
            let earlier = self.checked.questions.insert(question.name.clone(), node);
            if earlier.is_some() {
                self.problem(
                    ProblemCode::Ambiguous,
                    format_args!("{path}{dot}questions[{at}].name"),
                    format!(
                        "the question `{}` is asked already",
                        excerpt(&question.name)
                    ),
                );
            }
        }
    }

    fn pains_and_opportunities(
        &mut self,
        pain_points: &'j [spec::PainPoint],
        opportunities: &'j [spec::Opportunity],
        path: &str,
        ids: &mut Ids<'j>,
    ) {
        for (at, pain_point) in pain_points.iter().enumerate() {
            let path = format!("{path}.painPoints[{at}]");
            self.once(
                pain_point.id.as_str(),
                &mut ids.pain_points,
                format_args!("{path}.id"),
            );
            self.share(pain_point.severity, &path, "severity");
            self.known_personas(&pain_point.personas, &path);
            self.known_evidence(&pain_point.evidence, &path);
            self.notes(&pain_point.notes, &path);
        }
        for (at, opportunity) in opportunities.iter().enumerate() {
            let path = format!("{path}.opportunities[{at}]");
            self.once(
                opportunity.id.as_str(),
                &mut ids.opportunities,
                format_args!("{path}.id"),
            );
            self.known_evidence(&opportunity.evidence, &path);
            self.notes(&opportunity.notes, &path);
        }
    }

    fn transitions(&mut self, journey: &'j spec::Journey) {
        let transitions = journey.transitions.as_deref().unwrap_or_default();
        self.at_most(transitions.len(), "transitions", "transitions");
        for (index, transition) in transitions.iter().enumerate() {
            let path = format!("transitions[{index}]");
            self.texts_and_numbers(transition, &path);
            for (end, id) in [("from", &transition.from), ("to", &transition.to)] {
                let known = self.known.touchpoints.contains(id.as_str());
                self.known(known, "touchpoint", id, format_args!("{path}.{end}"));
            }
            self.share(transition.probability, &path, "probability");
            for (name, value) in [
                ("duration", transition.duration),
                ("cost", transition.cost),
                ("effort", transition.effort),
            ] {
                self.amount(value, &path, name);
            }
            self.known_personas(&transition.personas, &path);
            self.notes(&transition.notes, &path);
        }
    }

    fn actions(&mut self, journey: &'j spec::Journey) {
        self.unique(&journey.actions, "actions", |it| it.id.as_str());
        for (index, action) in journey.actions.iter().enumerate() {
            let path = format!("actions[{index}]");
            self.texts_and_numbers(action, &path);
            for (at, id) in action.pain_points.iter().enumerate() {
                let known = self.known.pain_points.contains(id.as_str());
                self.known(
                    known,
                    "pain point",
                    id,
                    format_args!("{path}.painPoints[{at}]"),
                );
            }
            for (at, id) in action.opportunities.iter().enumerate() {
                let known = self.known.opportunities.contains(id.as_str());
                let path = format_args!("{path}.opportunities[{at}]");
                self.known(known, "opportunity", id, path);
            }
            self.known_touchpoints(&action.touchpoints, &path);
            self.date(action.due.as_deref(), &path, "due");
            self.amount(action.effort, &path, "effort");
            self.notes(&action.notes, &path);
        }
    }

    fn measure(&mut self, measure: &Measure, path: &str) {
        self.texts_and_numbers(measure, path);
        // A number that is not finite is reported by the walk and compares as wrong nowhere.
        if measure.min >= measure.max {
            self.problem(
                ProblemCode::InvalidMeasure,
                format_args!("{path}.max"),
                format!(
                    "the scale ends at {} and must begin below, not at {}",
                    measure.max, measure.min
                ),
            );
            return;
        }
        let (low, high) = (measure.min, measure.max);
        match measure.statistic {
            Statistic::Mean => {}
            Statistic::Boxes { from, to } => {
                self.within(from, low, high, format_args!("{path}.statistic.from"));
                self.within(to, from, high, format_args!("{path}.statistic.to"));
            }
            Statistic::Net {
                promoters,
                detractors,
            } => {
                self.within(
                    promoters,
                    low,
                    high,
                    format_args!("{path}.statistic.promoters"),
                );
                self.within(
                    detractors,
                    low,
                    high,
                    format_args!("{path}.statistic.detractors"),
                );
                let apart = match measure.good {
                    super::Direction::High => detractors < promoters,
                    super::Direction::Low => promoters < detractors,
                };
                if !apart {
                    self.problem(
                        ProblemCode::InvalidMeasure,
                        format_args!("{path}.statistic"),
                        "the boxes of promoters and detractors overlap".to_owned(),
                    );
                }
            }
        }
        for (answer, &value) in &measure.answers {
            self.within(value, low, high, format_args!("{path}.answers.{answer}"));
        }
        let (worst, best) = measure.range();
        for (name, value) in [("target", measure.target), ("benchmark", measure.benchmark)] {
            if let Some(value) = value {
                self.within(value, worst, best, format_args!("{path}.{name}"));
            }
        }
    }

    fn notes(&mut self, notes: &[Note], path: &str) {
        let dot = if path.is_empty() { "" } else { "." };
        for (at, note) in notes.iter().enumerate() {
            self.date(
                note.date.as_deref(),
                &format!("{path}{dot}notes[{at}]"),
                "date",
            );
        }
    }
}

/// The ids given so far, of the kinds that are spread over several lists.
#[derive(Default)]
struct Ids<'j> {
    stages: HashSet<&'j str>,
    touchpoints: HashSet<&'j str>,
    pain_points: HashSet<&'j str>,
    opportunities: HashSet<&'j str>,
}
