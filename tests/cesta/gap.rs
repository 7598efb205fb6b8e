//! Gap analysis: every rule with planted gaps and clean twins, levels, order, and the rules that
//! follow routes against brute force.

mod certainty;
mod levels;
mod page;
mod planted;
mod reachability;
mod report;

use cesta::{
    gap::{Finding, GapOptions, GapReport, Observed, Place},
    journey::{
        Journey,
        spec::{self, DeclaredScore, Expectation, Phase, Role, Stage, Touchpoint},
    },
};

/// A journey without a gap: three stages of two touchpoints, one after the other.
fn clean() -> spec::Journey {
    let touchpoint = |id: &str| {
        let mut touchpoint = Touchpoint::new(id).channel("web").channel("shop");
        touchpoint.scores.push(score("csat", 80.0));
        touchpoint.expectations.push(Expectation {
            measure: "csat".into(),
            value: 85.0,
            evidence: Vec::new(),
        });
        touchpoint
    };
    let stage = |id: &str, phase| {
        let mut stage = Stage::new(id).phase(phase);
        stage.owner = Some("Team".into());
        stage
    };
    Journey::builder("clean")
        .stage(
            stage("find", Phase::Before)
                .touchpoint(touchpoint("search").role(Role::Entry))
                .touchpoint(touchpoint("reviews")),
        )
        .stage(
            stage("buy", Phase::During)
                .touchpoint(touchpoint("cart"))
                .touchpoint(touchpoint("order")),
        )
        .stage(
            stage("use", Phase::After)
                .touchpoint(touchpoint("parcel"))
                .touchpoint(touchpoint("recommend").role(Role::Goal)),
        )
        .chain(["search", "reviews", "cart", "order", "parcel", "recommend"])
}

fn score(measure: &str, value: f64) -> DeclaredScore {
    DeclaredScore {
        measure: measure.into(),
        value,
        n: Some(50),
        interval: None,
        evidence: Vec::new(),
    }
}

/// A touchpoint of a map that is still open.
fn at<'m>(map: &'m mut spec::Journey, id: &str) -> &'m mut Touchpoint {
    let touchpoints = map.stages.iter_mut().flat_map(|it| &mut it.touchpoints);
    touchpoints.into_iter().find(|it| it.id == id).unwrap()
}

fn check(map: spec::Journey) -> GapReport {
    check_with(map, &Observed::default(), &GapOptions::default())
}

fn check_with(map: spec::Journey, observed: &Observed<'_>, options: &GapOptions) -> GapReport {
    let journey = map.build().unwrap();
    cesta::gap::check(&journey, observed, options).unwrap()
}

/// A finding in short: `deny cart`, `info stage buy`, `warn cart -> order`.
fn short(finding: &Finding) -> String {
    let level = format!("{:?}", finding.level).to_lowercase();
    let place = match &finding.place {
        Place::Journey => "journey".to_owned(),
        Place::Stage { stage } => format!("stage {stage}"),
        Place::Touchpoint { touchpoint } => touchpoint.to_string(),
        Place::Transition { from, to } => format!("{from} -> {to}"),
        Place::Persona { persona } => format!("persona {persona}"),
        Place::Element { path, id } => format!("{path} {id}"),
    };
    format!("{level} {place}")
}

/// The findings of one rule in short.
fn found(report: &GapReport, rule: &str) -> Vec<String> {
    report.of_rule(rule).map(short).collect()
}
